//! Cancelling asks first, is a state of its own, and never loses a video that was faster.

use seedance_tui::job::Status;
use seedance_tui::words::ENGLISH;

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;
use crate::support::server::Seen;
use crate::support::service::Board;

#[test]
fn a_cancel_is_asked_for_and_then_confirmed() {
    let home = Home::new();
    let sandbox = home.sandbox(|_| {});
    let dashboard = Dashboard::start(Options::sandbox(&home, &sandbox));
    dashboard.submit("not this one");
    dashboard.wait_for_job("not this one", "queued");
    dashboard.press("esc");
    dashboard.press("c");
    dashboard.wait_for_text("Cancel this job?");
    dashboard.press("y");
    dashboard.wait_for_job("not this one", "cancelled");
    assert_eq!(dashboard.quit().going_on, 0);
    assert_eq!(
        home.states(),
        [Status::Sending, Status::Queued, Status::Cancelling, Status::Cancelled]
    );
}

#[test]
fn any_answer_but_yes_cancels_nothing() {
    let home = Home::new();
    let board = Board::default();
    let server = home.serve(move |seen| board.answer(seen));
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.submit("keep it");
    dashboard.wait_for_job("keep it", "queued");
    dashboard.press("esc");
    for no in ["esc", "enter", "n"] {
        dashboard.press("c");
        dashboard.wait_for_text("Cancel this job?");
        dashboard.press(no);
        dashboard.wait_for("the question gone", |screen| !screen.contains("Cancel this job?"));
    }
    dashboard.wait_for_job("keep it", "queued");
    assert_eq!(dashboard.quit().going_on, 1);
    assert_eq!(server.count(Seen::is_cancel), 0);
}

#[test]
fn a_video_that_is_faster_than_its_cancel_is_kept_and_the_person_is_told() {
    let home = Home::new();
    let sandbox = home.sandbox(|options| options.faults = "cancel-late".parse().unwrap());
    let dashboard = Dashboard::start(Options::sandbox(&home, &sandbox));
    dashboard.submit("faster than that");
    dashboard.wait_for_job("faster than that", "queued");
    dashboard.press("esc");
    dashboard.press("c");
    dashboard.wait_for_text("Cancel this job?");
    dashboard.press("y");
    dashboard.wait_for_job("faster than that", "succeeded");
    dashboard.wait_for_text(ENGLISH.notices.late_video);
    dashboard.press("o");
    dashboard.wait_for_text(ENGLISH.notices.opening);
    dashboard.quit();
    assert!(home.jobs()[0].job.video.is_some());
}

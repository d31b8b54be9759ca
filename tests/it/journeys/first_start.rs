//! From an empty ledger to a video in the browser, and a second start over the same sandbox.

use seedance_tui::job::Status;
use seedance_tui::words::ENGLISH;

use crate::support::dashboard::{Dashboard, Options, row};
use crate::support::home::{Home, eventually};

#[test]
fn a_first_job_goes_from_the_prompt_to_the_browser_by_itself() {
    let home = Home::new();
    let sandbox = home.sandbox(|_| {});
    let dashboard = Dashboard::start(Options::sandbox(&home, &sandbox));
    let screen = dashboard.wait_for_text("SANDBOX");
    assert!(screen.contains("No jobs yet."), "{screen}");

    // letters are text: the prompt has the focus
    dashboard.type_text("a quiet river");
    dashboard.press("ctrl-s");
    dashboard.wait_for_job("a quiet river", "queued");
    sandbox.start_jobs();
    dashboard.wait_for_job("a quiet river", "processing");
    sandbox.end_jobs();
    dashboard.wait_for_job("a quiet river", "succeeded");

    dashboard.press("esc");
    dashboard.press("o");
    dashboard.wait_for_text(ENGLISH.notices.opening);
    eventually("a browser", || !dashboard.browsed().is_empty());
    let browsed = dashboard.browsed();
    let left = dashboard.quit();
    assert_eq!((left.going_on, left.interrupted), (0, false));

    let job = home.jobs().remove(0).job;
    let id = job.remote_id.unwrap();
    assert_eq!(
        browsed,
        [format!("{}/open-api-results/{id}.mp4", sandbox.url())],
        "and nothing else"
    );
    assert_eq!(
        home.states(),
        [Status::Sending, Status::Queued, Status::Processing, Status::Succeeded]
    );
}

#[test]
fn a_video_of_the_first_run_opens_in_the_second_at_its_new_address() {
    let home = Home::new();
    let first = home.sandbox(|_| {});
    let dashboard = Dashboard::start(Options::sandbox(&home, &first));
    dashboard.submit("kept over a restart");
    dashboard.wait_for_job("kept over a restart", "queued");
    first.end_jobs();
    dashboard.wait_for_job("kept over a restart", "succeeded");
    dashboard.quit();
    let id = home.jobs().remove(0).job.remote_id.unwrap();

    // while the first still has its port, the second cannot get the same
    let second = home.sandbox(|_| {});
    let (old, new) = (first.url(), second.url());
    assert_ne!(old, new);
    first.stop();
    second.end_jobs();
    let dashboard = Dashboard::start(Options::sandbox(&home, &second));
    let screen = dashboard.wait_for_job("kept over a restart", "succeeded");
    assert!(row(&screen, "kept over").is_some(), "{screen}");
    dashboard.press("o");
    eventually("a browser", || !dashboard.browsed().is_empty());
    assert_eq!(dashboard.browsed(), [format!("{new}/open-api-results/{id}.mp4")]);
    dashboard.quit();
}

//! Our own queue: more jobs than may be in flight.

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::{Home, eventually};
use crate::support::server::Seen;
use crate::support::service::Board;

#[test]
fn what_is_too_many_waits_goes_by_itself_and_after_a_restart_only_when_told() {
    let home = Home::new();
    let board = Board::default();
    let service = board.clone();
    let server = home.serve(move |seen| service.answer(seen));
    let start = || {
        let mut options = Options::live(&home, server.origin());
        options.in_flight = 2;
        Dashboard::start(options)
    };
    let dashboard = start();
    for (prompt, state) in [
        ("one", "queued"),
        ("two", "queued"),
        ("three", "waiting"),
        ("four", "waiting"),
    ] {
        dashboard.submit(&format!("number {prompt}"));
        dashboard.wait_for_job(&format!("number {prompt}"), state);
    }
    assert_eq!(server.count(Seen::is_submit), 2);
    board.set(1, "cancelled");
    dashboard.wait_for_job("number three", "queued");
    dashboard.wait_for_job("number four", "waiting");
    assert_eq!(dashboard.quit().going_on, 2);

    let dashboard = start();
    dashboard.wait_for_text("queue paused (P)");
    board.set(2, "cancelled");
    dashboard.wait_for_job("number two", "cancelled");
    let looks = server.count(Seen::is_look);
    eventually("it goes on looking", || server.count(Seen::is_look) > looks + 3);
    dashboard.wait_for_job("number four", "waiting");
    assert_eq!(server.count(Seen::is_submit), 3, "nothing paid starts by itself");
    dashboard.press("shift-p");
    dashboard.wait_for_job("number four", "queued");
    assert_eq!(dashboard.quit().going_on, 2);
    assert_eq!(server.count(Seen::is_submit), 4);
}

//! Two dashboards on one ledger.

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::{Home, eventually};
use crate::support::server::Seen;
use crate::support::service::Board;

const FIRST: &str = "sd2_live_the_first";
const SECOND: &str = "sd2_live_the_second";

#[test]
fn a_second_dashboard_sees_all_polls_nothing_and_takes_over() {
    let home = Home::new();
    let board = Board::default();
    let service = board.clone();
    let server = home.serve(move |seen| service.answer(seen));
    // each with a key of its own, to be told apart at the service
    let start = |key| {
        home.put_key(key);
        Dashboard::start(Options::live(&home, server.origin()))
    };
    let looks_of = |key| server.count(|seen| seen.is_look() && seen.has_key(key));

    let first = start(FIRST);
    first.submit("from the first");
    first.wait_for_job("from the first", "queued");
    let second = start(SECOND);
    second.wait_for_job("from the first", "queued");
    board.set(1, "processing");
    second.wait_for_job("from the first", "processing");

    second.press("n");
    second.submit("from the second");
    second.wait_for_job("from the second", "queued");
    first.wait_for_job("from the second", "queued");
    board.set(2, "processing");
    first.wait_for_job("from the second", "processing");
    second.wait_for_job("from the second", "processing");
    assert_eq!(looks_of(SECOND), 0, "each job is asked for once, by the first");
    assert_eq!(server.count(|seen| seen.is_submit() && seen.has_key(SECOND)), 1);

    // a window that has just sent something tells of it, though another one polls
    let third = start("sd2_live_the_third");
    third.press("n");
    third.submit("from the third");
    third.wait_for_job("from the third", "queued");
    assert_eq!(third.quit().going_on, 3);

    first.quit();
    let looks = looks_of(FIRST);
    eventually("the second takes over", || looks_of(SECOND) > 0);
    board.set(1, "cancelled");
    board.set(2, "failed");
    board.set(3, "failed");
    second.wait_for_job("from the third", "failed");
    second.wait_for_job("from the first", "cancelled");
    second.wait_for_job("from the second", "failed");
    assert_eq!(looks_of(FIRST), looks);
    assert_eq!(second.quit().going_on, 0);
    assert_eq!(server.count(Seen::is_submit), 3);
}

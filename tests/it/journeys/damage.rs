//! The ledger is damaged while the program runs: it is said, nothing is paid on top of it, and the next start repairs it.

use rusqlite::Connection;
use seedance_tui::words::ENGLISH;

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;
use crate::support::server::Seen;
use crate::support::service::Board;

#[test]
fn a_damaged_ledger_is_said_and_nothing_more_is_sent_until_a_start_repairs_it() {
    let home = Home::new();
    let board = Board::default();
    let server = home.serve(move |seen| board.answer(seen));
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.submit("before");
    dashboard.wait_for_job("before", "queued");
    dashboard.quit();
    // a bit that turned within a row: no structure is broken, and the start does not see it
    let file = Connection::open(home.ledger().join("jobs.db")).unwrap();
    let turned = file.execute("UPDATE jobs SET remote_id = 'req_turned'", ()).unwrap();
    assert_eq!(turned, 1);
    drop(file);

    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    let warning = ENGLISH.panes.ledger_damaged;
    dashboard.wait_for("the warning", |screen| {
        screen.lines().next().is_some_and(|title| title.contains(warning))
    });
    dashboard.wait_for_text(ENGLISH.notices.ledger_damaged);
    dashboard.press("n");
    dashboard.submit("after");
    dashboard.wait_for_text(ENGLISH.notices.not_sent_damaged);
    dashboard.quit();
    assert_eq!(server.count(Seen::is_submit), 1);
    assert_eq!(home.draft().unwrap().prompt, "after");
    // opened once more just above, and with that repaired
    let id = home.jobs()[0].job.remote_id.clone().unwrap();
    assert_ne!(id.as_str(), "req_turned");

    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.press("n");
    dashboard.submit("after");
    dashboard.wait_for_job("after", "queued");
    dashboard.quit();
    assert_eq!(server.count(Seen::is_submit), 2);
}

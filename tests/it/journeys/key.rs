//! A key that the service refuses, and the right one.

use seedance_tui::app::keymap::Keymap;
use seedance_tui::words::ENGLISH;

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;
use crate::support::server::Seen;
use crate::support::service::{Board, refuse, say};

/// May be public, as the pages show it asked for without a key; and the fields of a model are not documented, so these may not be
/// the ones that are read.
const MODELS: &str = r#"{"success":true,"data":[{"model_slug":"seedance-2.0"}]}"#;

const RIGHT: &str = "sd2_live_the_right_one";

#[test]
fn a_refused_key_stops_everything_until_the_right_one_is_read() {
    let home = Home::new();
    let board = Board::default();
    let server = home.serve(move |seen| {
        if seen.head.starts_with("get /api/open/v1/models ") {
            say(MODELS)
        } else if seen.has_key(RIGHT) {
            board.answer(seen)
        } else {
            refuse("401 Unauthorized", "unauthorized")
        }
    });
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.submit("with a wrong key");
    dashboard.wait_for_job("with a wrong key", "rejected");
    let keys = Keymap::default();
    let refused = keys.said(ENGLISH.panes.key_refused);
    let screen = dashboard.wait_for_text(&refused);
    assert!(screen.contains("The key is wrong, expired or revoked."), "{screen}");

    let asked = server.seen().len();
    dashboard.submit("nor this");
    dashboard.wait_for_text(&keys.said(ENGLISH.notices.key_still_refused));
    dashboard.press("esc");
    assert_eq!(server.seen().len(), asked, "nothing more is asked with that key");

    home.put_key(RIGHT);
    dashboard.press("r");
    dashboard.wait_for("no refusal", |screen| !screen.contains(&*refused));
    assert_eq!(server.seen().len(), asked + 1, "one request tries the new key");
    dashboard.press("n");
    dashboard.submit("with the right key");
    dashboard.wait_for_job("with the right key", "queued");
    dashboard.quit();
    assert_eq!(server.count(Seen::is_submit), 2);
}

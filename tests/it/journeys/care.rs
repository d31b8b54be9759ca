//! Nothing is paid by mistake: not twice, not in a form that is wrong, not by a paste that arrives as keys.

use seedance_tui::words::ENGLISH;

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;
use crate::support::server::{Seen, Server};
use crate::support::service::Board;

fn accepting(home: &Home) -> Server {
    let board = Board::default();
    home.serve(move |seen| board.answer(seen))
}

#[test]
fn the_same_request_again_asks_first() {
    let home = Home::new();
    let server = accepting(&home);
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.submit("twice?");
    dashboard.wait_for_job("twice?", "queued");
    dashboard.press("ctrl-s");
    dashboard.wait_for_text("Send the same again?");
    dashboard.press("esc");
    dashboard.wait_for("the question gone", |screen| !screen.contains("Send the same again?"));
    assert_eq!(server.count(Seen::is_submit), 1);

    dashboard.press("ctrl-s");
    dashboard.wait_for_text("Send the same again?");
    // neither a letter nor Enter pays
    dashboard.press("y");
    dashboard.press("enter");
    dashboard.press("ctrl-s");
    dashboard.wait_for("both accepted", |screen| {
        let accepted = |line: &&str| line.contains("queued") && line.contains("twice?");
        screen.lines().filter(accepted).count() == 2
    });
    dashboard.quit();
    assert_eq!(server.count(Seen::is_submit), 2);
}

#[test]
fn a_form_that_is_wrong_sends_nothing_and_says_why() {
    const MEDIA: usize = 1;
    const METADATA: usize = 7;
    let six = [1, 2, 3, 4, 5, 6].map(|n| format!("https://example.com/{n}.jpg")).join(
        "
",
    );
    let cases = [
        (0, " \n ", "say what the video shows"),
        (MEDIA, six.as_str(), "6 media: at most 5"),
        (MEDIA, "http://example.com/a.jpg", "only https:// addresses"),
        (MEDIA, "ftp://example.com/a.jpg", "only https:// addresses"),
        (MEDIA, "javascript:alert(1)//a.jpg", "line 1: "),
        (MEDIA, "https://localhost/a.jpg", "has to be public"),
        (MEDIA, "https://example.com/a b.jpg", "no spaces"),
        (MEDIA, "https://example.com/a.txt", ".txt is no image"),
        (METADATA, "[1, 2]", "has to be a JSON object"),
        (
            METADATA,
            r#"{"seedance_tui_intent": "mine"}"#,
            "is ours; choose another",
        ),
    ];
    let home = Home::new();
    let server = accepting(&home);
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.type_text("a good prompt");
    for (field, text, why) in cases {
        for _ in 0..field {
            dashboard.press("tab");
        }
        dashboard.press("ctrl-a");
        dashboard.paste(text);
        dashboard.press("ctrl-s");
        dashboard.wait_for(why, |screen| {
            let said = screen.lines().rev().nth(1).unwrap_or_default();
            said.contains("Not sent: ") && said.contains(why)
        });
        // clean again, with another line at the bottom
        dashboard.press("ctrl-a");
        if field == 0 {
            dashboard.type_text("a good prompt");
        } else {
            dashboard.press("backspace");
        }
        dashboard.press("esc");
        dashboard.press("o");
        dashboard.wait_for_text(ENGLISH.notices.no_job);
        dashboard.press("n");
    }
    assert_eq!(dashboard.quit().going_on, 0);
    assert_eq!(server.count(Seen::is_submit), 0);
    assert!(home.jobs().is_empty());
}

#[test]
fn no_paste_that_arrives_as_keys_pays_or_cancels() {
    const HOSTILE: [&str; 13] = [
        "ctrl-s",
        "c",
        "y",
        "shift-r",
        "ctrl-s",
        "enter",
        "n",
        "alt-enter",
        "x",
        "y",
        "esc",
        "e",
        "ctrl-enter",
    ];
    let home = Home::new();
    let server = accepting(&home);
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.submit("the only one");
    dashboard.wait_for_job("the only one", "queued");
    for start in ["esc", "n"] {
        for first in 0..HOSTILE.len() {
            let mut keys = HOSTILE;
            keys.rotate_left(first);
            dashboard.press("esc");
            dashboard.press("esc");
            dashboard.press(start);
            dashboard.burst(&keys);
        }
    }
    for _ in 0..2 {
        dashboard.press("esc");
    }
    // a mark that all before it has been dealt with
    dashboard.press("n");
    dashboard.type_text("so far");
    dashboard.wait_for_text("so far");
    assert_eq!(dashboard.quit().going_on, 1);
    assert_eq!((server.count(Seen::is_submit), server.count(Seen::is_cancel)), (1, 0));
}

#[test]
fn a_bracketed_paste_over_the_list_is_ignored_and_in_the_form_it_is_text() {
    let home = Home::new();
    let server = accepting(&home);
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.paste("a pasted prompt\n\u{13}\r");
    dashboard.wait_for_text("a pasted prompt");
    dashboard.press("esc");
    dashboard.paste("cy\u{13}R\u{13}");
    dashboard.wait_for_text(ENGLISH.notices.paste_ignored);
    dashboard.quit();
    assert_eq!(server.count(Seen::is_submit), 0);
}

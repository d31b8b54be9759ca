//! What lies over the panes, and screens too small for any.

use std::time::Duration;

use crokey::key;
use insta::assert_snapshot;
use seedance_tui::app::keymap::{self, BINDINGS, Keymap};
use seedance_tui::app::typing::TYPING;
use seedance_tui::app::{Message, Purpose};
use seedance_tui::engine;
use seedance_tui::job::{Details, Failure, FailureKind, Intent, Recorded, Request, Status};
use seedance_tui::ui::Theme;
use seedance_tui::words::{ENGLISH, THAI};

use super::board::{Screen, ago, answer, every_state, id, remote, shows, token};
use super::{busy, first_start};

#[test]
fn the_help() {
    let mut screen = busy();
    screen.press(key!('?'));
    assert_snapshot!("help_120x40", screen.text(120, 40));
    shows(
        &screen.text(80, 24),
        &["PgDn page down", "n               new job: to the form"],
    );
    screen.text(40, 12);
    screen.press(key!(end));
    shows(&screen.text(40, 12), &["ended by a cancel"]);
}

#[test]
fn the_palette() {
    let mut screen = busy();
    screen.press(key!(':'));
    assert_snapshot!("palette_120x40", screen.text(120, 40));
    screen.type_text("video");
    shows(
        &screen.text(80, 24),
        &["o           open the video in the browser", "no video yet"],
    );
    screen.press(key!(down)).press(key!(enter));
    shows(&screen.text(40, 12), &["! Not now: copy link (no video yet)."]);
}

#[test]
fn the_chosen_entry_of_the_palette_is_told_whole() {
    let mut screen = busy();
    screen.press(key!(':')).type_text("filter the list");
    let text = screen.text(80, 24);
    let said = ENGLISH.keys.filter.long;
    assert!(said.split(' ').all(|word| text.contains(word)), "{text}");
}

#[test]
fn a_request_id_is_asked_for() {
    let mut screen = busy();
    screen.press(key!(':')).type_text("watch a request").press(key!(enter));
    screen.type_text("req/1").press(key!(enter));
    assert_snapshot!("track_80x24", screen.text(80, 24));
}

#[test]
fn the_help_is_searched() {
    let mut screen = busy();
    screen.press(key!('?')).press(key!('/')).type_text("filter");
    let text = screen.text(80, 24);
    assert!(text.contains("Enter keep what is found"), "{text}");
    assert_snapshot!("help_search_80x24", text);
}

#[test]
fn the_help_finds_a_key_by_what_the_footer_calls_it() {
    for (words, called, said) in [
        (&ENGLISH, "archive", "hide the job, or bring it back"),
        (&THAI, THAI.keys.archive.brief, THAI.keys.archive.long),
        (&ENGLISH, "not-sent", "– not sent"),
    ] {
        let mut screen = super::busy_with(Theme::Terminal, words);
        screen.press(key!('?')).press(key!('/')).type_text(called);
        let text: String = screen.text(120, 40).split_whitespace().collect();
        let start: String = said.split_whitespace().collect::<String>().chars().take(20).collect();
        assert!(text.contains(&start), "{called}: {start}\n{text}");
    }
}

#[test]
fn a_state_is_found_in_the_thai_help_by_the_word_that_filters_take() {
    let mut screen = super::busy_with(Theme::Terminal, &THAI);
    screen.press(key!('?')).press(key!('/')).type_text("succeeded");
    let text = screen.text(120, 40);
    assert!(text.contains("● สำเร็จ         (succeeded) "), "{text}");
}

#[test]
fn keys_are_shown_as_they_are_bound() {
    let wishes = [
        ("jobs.cancel", "K"),
        ("questions.yes", "J"),
        ("jobs.help", "F3"),
        ("form.send", "Ctrl-T"),
    ];
    let wishes = wishes.map(|(name, key)| (name, [key.to_owned()]));
    let keymap = Keymap::remapped(wishes.iter().map(|(name, keys)| (*name, &keys[..]))).expect("sound");
    let mut screen = super::busy_with_keys(keymap);
    let footer = |text: &str| text.lines().last().unwrap_or_default().to_owned();
    let text = screen.text(160, 40);
    assert!(
        footer(&text).contains("K cancel") && footer(&text).contains("F3 help"),
        "{text}"
    );
    let asked = screen.press(key!(shift - k)).text(120, 40);
    assert!(asked.contains("J yes") && footer(&asked).contains("J yes"), "{asked}");
    screen.press(key!(esc)).press(key!(f3));
    let help = screen.text(120, 80);
    assert!(
        help.contains("K               cancel the job") && help.contains("Ctrl-T "),
        "{help}"
    );
    screen.press(key!(esc)).press(key!(':')).type_text("cancel the job");
    let palette = screen.text(120, 40);
    assert!(palette.contains("K           cancel the job"), "{palette}");
}

#[test]
fn the_help_names_every_key() {
    let mut screen = busy();
    screen.press(key!('?'));
    let text = screen.text(120, 90);
    let actions = BINDINGS.iter().flat_map(|row| row.keys);
    let typing = TYPING.iter().flat_map(|row| row.keys).map(|(key, _)| key);
    for key in actions.chain(typing) {
        let name = format!(" {} ", keymap::name(*key));
        assert!(text.contains(&name), "{name}\n{text}");
    }
}

#[test]
fn the_columns_of_the_help_are_as_long_as_each_other() {
    for words in [&ENGLISH, &THAI] {
        let mut screen = super::busy_with(Theme::Terminal, words);
        screen.press(key!('?'));
        let text = screen.text(120, 100);
        // the last rows before the lower edge: each half says something in one of them
        let from_title = text.lines().skip_while(|line| !line.contains(words.panes.help)).skip(1);
        let inside: Vec<_> = from_title.take_while(|line| line.starts_with('│')).collect();
        let tail = &inside[inside.len() - 5..];
        let half = |line: &&str, half: usize| {
            let cells: Vec<_> = line.chars().collect();
            cells[2 + half * 50..52 + half * 40].iter().any(|cell| *cell != ' ')
        };
        for side in 0..2 {
            assert!(tail.iter().any(|line| half(line, side)), "{side}\n{text}");
        }
    }
}

#[test]
fn what_has_no_key_is_told_to_be_in_the_palette() {
    let mut screen = busy();
    screen.press(key!('?')).press(key!('/')).type_text("ui.theme");
    let text = screen.text(120, 40);
    assert!(text.contains("in the palette  the next theme (colours)"), "{text}");
}

#[test]
fn cancelling_asks() {
    let mut screen = busy();
    screen.press(key!(c));
    shows(
        &screen.text(80, 24),
        &["It waits in our own queue. Nothing was charged."],
    );
    screen
        .press(key!(esc))
        .press(key!(j))
        .press(key!(j))
        .press(key!(j))
        .press(key!(c));
    assert_snapshot!("cancel_120x40", screen.text(120, 40));
    shows(&screen.text(40, 12), &["It is processing.", "│ y yes   n no (Esc)"]);
}

fn run_again() -> Screen {
    run_again_on(busy())
}

pub fn run_again_on(mut screen: Screen) -> Screen {
    let mut job = every_state()[7].clone();
    job.request = Request {
        duration: 10,
        ..job.request
    };
    let details = seedance_tui::job::Details {
        job,
        intents: vec![],
        submit_answer: None,
        last_answer: None,
    };
    let (id, purpose) = (details.job.id, Purpose::RunAgain);
    screen.tell(Message::Details {
        id,
        purpose,
        details: Ok(Some(Box::new(details))),
    });
    screen
}

#[test]
fn running_again_asks_with_its_price() {
    assert_snapshot!("run_again_120x40", run_again().text(120, 40));
    let price = ["not known before.", "only Ctrl-S sends, and pays   Esc no"];
    shows(&run_again().text(40, 12), &price);
}

#[test]
fn a_twin_asks() {
    let mut screen = first_start();
    screen.tell(Message::Paste("A paper boat".into()));
    screen.now = screen.now.after(Duration::from_millis(50));
    screen.press(key!(ctrl - s));
    let twin = Recorded::Twin {
        id: id(1),
        at: ago(12),
        unknown: false,
    };
    let pending = screen
        .app
        .engine()
        .pending()
        .next()
        .expect("a job on its way into the ledger")
        .id;
    screen.engine(engine::Message::Recorded {
        id: pending,
        recorded: Ok(twin),
    });
    assert_snapshot!("twin_80x24", screen.text(80, 24));
}

#[test]
fn a_link_to_copy_has_no_edges_beside_it() {
    let mut screen = busy();
    let url = format!(
        "https://pub-your-bucket.r2.dev/open-api-results/req_1234567807.mp4?signature={}",
        "0123456789abcdef".repeat(6)
    );
    let started = Err(Failure::new(FailureKind::Local, "no display"));
    screen.tell(Message::Browsed { url, started });
    assert_snapshot!("link_80x24", screen.text(80, 24));
}

#[test]
fn too_small() {
    let mut screen = busy();
    shows(&screen.text(39, 10), &["too small: 40x10 or more · q quits"]);
    assert_eq!(screen.text(1, 1), "…\n");
    assert!(screen.app.geometry().tiny);
}

fn settling() -> Screen {
    settling_on(busy())
}

pub fn settling_on(mut screen: Screen) -> Screen {
    let mut job = every_state()
        .into_iter()
        .find(|job| job.status == Status::Unknown)
        .expect("one of them");
    job.other_ids = vec![remote(77)];
    let details = Details {
        intents: vec![Intent {
            token: token(5),
            at: job.created_at,
            body: job.request.body(token(5)),
        }],
        submit_answer: Some(answer(502, "<html>\n<h1>Bad \u{1b}[2J Gateway</h1>")),
        last_answer: None,
        job,
    };
    screen.tell(Message::Details {
        id: details.job.id,
        purpose: Purpose::Settle,
        details: Ok(Some(Box::new(details))),
    });
    screen
}

#[test]
fn a_job_of_unknown_fate_is_settled() {
    let mut screen = settling();
    assert_snapshot!("settle_120x40", screen.text(120, 40));
    shows(&screen.text(80, 24), &["s send again", "Esc close"]);
    screen.press(key!(a)).press(key!(' ')).press(key!(enter));
    assert_snapshot!("settle_adopt_80x24", screen.text(80, 24));
    screen.press(key!(esc)).press(key!(s)).press(key!(s));
    assert_snapshot!("settle_send_again_80x24", screen.text(80, 24));
    let pay = [
        "charged twice.",
        "› s",
        "Ctrl-S send, and pay   Esc back",
        "cursor at 5,7",
    ];
    shows(&screen.text(40, 12), &pay);
}

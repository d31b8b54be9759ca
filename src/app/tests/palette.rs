//! The palette, key by key: all is in it, it does what the key does, and it never pays.

use std::collections::HashSet;

use proptest::prelude::*;

use super::kit::{Desk, draft, finished, job, ms, payments, said, settings};
use crate::app::action::{Action, Context};
use crate::app::keymap::{BINDINGS, Keymap};
use crate::app::{Effect, Focus, Hindrance, Message, Overlay, Palette, Purpose, Question, Theme};
use crate::job::{Field, Status};
use crate::words::{ENGLISH, THAI};

const LINK: &str = "https://cdn.example.com/1.mp4";

fn palette(desk: &Desk) -> &Palette {
    match desk.app.overlay() {
        Some(Overlay::Palette(palette)) => palette,
        other => panic!("no palette, but {other:?}"),
    }
}

/// What is chosen, and what stands against it.
fn chosen(desk: &Desk) -> Option<(&'static str, Option<Hindrance>)> {
    let palette = palette(desk);
    let entries = desk.app.entries(palette);
    entries
        .get(palette.chosen)
        .map(|entry| (entry.row.name, entry.hindrance))
}

/// Opens it, types, and presses Enter with a person's pause.
fn choose(desk: &mut Desk, text: &str) -> Vec<Effect> {
    desk.press("ctrl-p");
    desk.type_text(text);
    desk.press("enter")
}

/// Types for as long as it is open: over the list a letter is a key of its own, and before a question an answer.
fn type_in(desk: &mut Desk, text: &str) -> Vec<Effect> {
    let mut effects = vec![];
    for letter in text.chars() {
        effects.extend(desk.wait(ms(50)).wake());
        if !matches!(desk.app.overlay(), Some(Overlay::Palette(_))) {
            break;
        }
        effects.extend(desk.type_text(&letter.to_string()));
    }
    effects
}

#[test]
fn every_action_is_in_it_once_with_its_keys() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    desk.press(":");
    let entries = desk.app.entries(palette(&desk));
    let actions: HashSet<_> = entries.iter().map(|entry| entry.row.action).collect();
    assert_eq!(actions.len(), entries.len());
    assert_eq!(actions, BINDINGS.iter().map(|row| row.action).collect());
}

#[test]
fn what_is_done_where_it_was_opened_comes_first_and_an_unready_form_is_not_sent_by_it() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    desk.press(":");
    assert_eq!(chosen(&desk), Some(("jobs.new_job", None)));
    desk.press("esc n backspace ctrl-p");
    assert_ne!(
        chosen(&desk).map(|(name, _)| name),
        Some("form.send"),
        "there is no prompt yet"
    );
    desk.type_text("send the form");
    assert_eq!(chosen(&desk), Some(("form.send", Some(Hindrance::FormUnready))));
    desk.press("enter");
    assert_eq!(desk.app.focus(), Focus::Field(Field::Prompt));
    assert!(desk.notice().starts_with("Not sent: "), "{}", desk.notice());
    desk.type_text("Boat");
    desk.press("ctrl-p");
    assert_eq!(chosen(&desk), Some(("form.send", None)));
}

#[test]
fn the_key_of_an_entry_is_the_one_that_works_where_the_palette_was_opened_else_that_of_the_list_or_the_form() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    let keys = |desk: &Desk| {
        let of = [
            Action::Down,
            Action::Send,
            Action::Help,
            Action::Cancel,
            Action::SelectAll,
            Action::Track,
        ];
        of.map(|action| desk.app.key_of(action).unwrap_or_default())
    };
    // not Ctrl-N, by which the palette itself is moved in
    for (open, expected) in [
        (":", ["↓", "Ctrl-S", "?", "c", "", ""]),
        ("esc ? :", ["↓", "Ctrl-S", "?", "c", "", ""]),
        ("esc n ctrl-p", ["↓", "Ctrl-S", "F1", "c", "Ctrl-A", ""]),
        ("esc esc / ctrl-p", ["↓", "Ctrl-S", "F1", "c", "Ctrl-A", ""]),
    ] {
        desk.press(open);
        palette(&desk);
        assert_eq!(keys(&desk), expected, "{open}");
    }
}

#[test]
fn each_is_found_by_what_it_is_called_in_both_languages() {
    for words in [&ENGLISH, &THAI] {
        let mut desk = Desk::bare(crate::app::Settings { words, ..settings() }, &draft("A paper boat"));
        desk.press("ctrl-p");
        let empty = palette(&desk).clone();
        for row in BINDINGS {
            let brief = (row.words)(words).brief;
            for text in [brief, &brief.to_uppercase(), row.name] {
                let mut palette = empty.clone();
                palette.search.paste(text).expect("short");
                let found = desk.app.entries(&palette);
                assert!(found.iter().any(|entry| entry.row.action == row.action), "{text}");
            }
        }
    }
}

#[test]
fn it_does_what_the_key_does_from_the_list_and_from_the_form() {
    let live = job(1, Status::Processing);
    for place in ["esc", "n"] {
        let mut desk = Desk::with(std::slice::from_ref(&live));
        desk.press(place);
        assert_eq!(choose(&mut desk, "cancel the job"), []);
        assert!(
            matches!(desk.app.overlay(), Some(Overlay::Question(Question::Cancel { .. }))),
            "it asks first"
        );
        desk.press("n");
        assert_eq!(choose(&mut desk, "copy the request id").len(), 1, "{place}");
        assert_eq!(desk.notice(), "Copied req_1");
    }
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    assert_eq!(
        choose(&mut desk, "jobs.open"),
        [Effect::Details(done.id, Purpose::Open)]
    );
    assert_eq!(choose(&mut desk, "new job"), []);
    assert_eq!(
        (desk.app.focus(), desk.app.overlay()),
        (Focus::Field(Field::Prompt), None)
    );
}

#[test]
fn esc_closes_it_and_leaves_everything_as_it_was() {
    let mut desk = Desk::with(&[]);
    desk.press("end ctrl-p");
    desk.type_text("x");
    assert_eq!(desk.app.context(), Context::Search);
    assert_eq!(desk.prompt(), "A paper boat");
    desk.press("esc");
    assert_eq!(
        (desk.app.overlay(), desk.app.focus()),
        (None, Focus::Field(Field::Prompt))
    );
}

#[test]
fn what_cannot_be_done_says_why_and_stays_open() {
    let mut desk = Desk::with(&[job(1, Status::Processing)]);
    desk.press(":");
    desk.type_text("jobs.open");
    assert_eq!(chosen(&desk), Some(("jobs.open", Some(Hindrance::NoVideoYet))));
    assert_eq!(desk.press("enter"), []);
    assert_eq!(desk.notice(), "Not now: open (no video yet).");
    palette(&desk);
    desk.press("ctrl-a");
    desk.type_text("settling.adopt");
    assert_eq!(chosen(&desk), Some(("settling.adopt", Some(Hindrance::NotHere))));
    desk.press("ctrl-a");
    desk.type_text("qqqq");
    assert_eq!(chosen(&desk), None);
    desk.press("enter");
    assert_eq!(desk.notice(), ENGLISH.panes.nothing_found);
}

#[test]
fn the_moving_keys_choose_and_stay_within_what_was_found() {
    let mut desk = Desk::with(&[]);
    desk.press("ctrl-p down down up");
    assert_eq!(palette(&desk).chosen, 1);
    for _ in 0..9 {
        desk.press("pagedown");
    }
    let all = desk.app.entries(palette(&desk)).len();
    assert_eq!(palette(&desk).chosen, all - 1);
    desk.type_text("x");
    assert_eq!(palette(&desk).chosen, 0, "what is found is another list");
}

#[test]
fn a_question_wants_its_answer_first() {
    let mut desk = Desk::with(&[job(1, Status::Processing)]);
    desk.press("c ctrl-p :");
    assert!(matches!(
        desk.app.overlay(),
        Some(Overlay::Question(Question::Cancel { .. }))
    ));
    desk.press("esc ? ctrl-p");
    palette(&desk);
}

#[test]
fn sending_the_form_by_it_asks_and_only_ctrl_s_answers() {
    let mut desk = Desk::with(&[]);
    assert_eq!(choose(&mut desk, "form.send"), []);
    assert!(matches!(
        desk.app.overlay(),
        Some(Overlay::Question(Question::Send { .. }))
    ));
    assert_eq!(desk.press("enter y space alt-enter ctrl-enter"), []);
    assert_eq!(desk.notice(), said(ENGLISH.notices.only_pay_key));
    assert_eq!(payments(&desk.press("ctrl-s")), [("A paper boat".into(), true)]);
    assert_eq!(desk.app.overlay(), None);
    let mut empty = Desk::bare(settings(), &draft(""));
    choose(&mut empty, "form.send");
    assert_eq!(empty.app.overlay(), None, "the form is refused, and says why");
    assert!(empty.notice().starts_with("Not sent: Prompt"), "{}", empty.notice());
}

#[test]
fn a_paused_queue_goes_on_by_it_only_for_a_ctrl_s() {
    // found at the start, so it is paused
    let mut desk = Desk::with(&[job(1, Status::Waiting), job(2, Status::Waiting)]);
    assert_eq!(choose(&mut desk, "jobs.pause"), []);
    assert_eq!(desk.app.overlay(), Some(&Overlay::Question(Question::Resume(2))));
    assert_eq!(desk.press("enter y space"), []);
    assert!(!desk.press("ctrl-s").is_empty(), "they are sent");
    assert_eq!(desk.app.overlay(), None);
}

#[test]
fn a_question_that_it_opens_is_not_answered_in_the_same_breath() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    choose(&mut desk, "jobs.cancel");
    let mut effects = desk.wait(ms(60)).key("y");
    effects.extend(desk.wait(ms(100)).wake());
    assert_eq!((effects, desk.notice()), (vec![], ENGLISH.notices.burst));
    assert!(!desk.wait(ms(400)).press("y").is_empty(), "once it could be read");
}

#[test]
fn an_enter_close_to_other_input_chooses_nothing() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    // a paste by a terminal that does not mark its pastes
    desk.wait(ms(200));
    for key in [":", "a", "r", "c", "h", "i", "v", "e", "enter", "y"] {
        desk.key(key);
    }
    assert_eq!(desk.wait(ms(500)).wake(), []);
    assert_eq!(desk.notice(), ENGLISH.notices.burst);
    assert_eq!(palette(&desk).search.text(), "archivey");
}

#[test]
fn a_paste_is_text_to_search_for() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    desk.press(":");
    assert_eq!(desk.wait(ms(200)).feed(Message::Paste("archive\r\ny".into())), []);
    assert_eq!(desk.wait(ms(500)).wake(), []);
    assert!(palette(&desk).search.text().starts_with("archive"));
    desk.wait(ms(200)).feed(Message::Paste("x".repeat(500)));
    assert_eq!(desk.notice(), ENGLISH.palette.too_long);
}

#[test]
fn the_language_changes_at_once_and_back() {
    let mut desk = Desk::with(&[]);
    choose(&mut desk, "Thai");
    assert!(std::ptr::eq(desk.app.words(), &raw const THAI));
    choose(&mut desk, "English");
    assert!(std::ptr::eq(desk.app.words(), &raw const ENGLISH));
    assert_eq!(choose(&mut desk, "theme"), [Effect::Theme(Theme::Light)]);
    assert_eq!(desk.notice(), "Theme: light.");
}

#[test]
fn keys_are_shown_and_meant_as_they_are_bound() {
    let keys = ["K".to_owned()];
    let keymap = Keymap::remapped([("jobs.archive", &keys[..])]).expect("sound");
    let mut desk = Desk::bare(
        crate::app::Settings {
            keys: keymap,
            ..settings()
        },
        &draft("A paper boat"),
    );
    let live = job(1, Status::Queued);
    desk.feed(super::kit::page(std::slice::from_ref(&live), 0, 1));
    desk.press("esc");
    assert_eq!(desk.app.key_of(Action::Archive).as_deref(), Some("K"));
    desk.press("a");
    assert_eq!(desk.notice(), "", "the old key means nothing");
    desk.press("shift-k");
    assert_eq!(desk.notice(), "Archived. K brings it back while it is selected.");
}

#[test]
fn a_key_that_does_not_work_now_says_why() {
    let jobs = [
        job(1, Status::Failed),
        job(2, Status::Processing),
        job(3, Status::Unknown),
    ];
    for one in jobs {
        let mut desk = Desk::with(std::slice::from_ref(&one));
        desk.press("esc");
        for row in BINDINGS.iter().filter(|row| row.contexts.contains(&Context::Board)) {
            let (Some(_), Some(key)) = (desk.app.hindrance(row.action), row.keys.first()) else {
                continue;
            };
            if row.action == Action::Back {
                continue;
            }
            desk.wait(ms(20_000)).wake();
            assert_eq!(desk.notice(), "");
            desk.feed(Message::Key(*key));
            assert_ne!(desk.notice(), "", "{} on {:?}", row.name, one.status);
        }
    }
}

#[test]
fn the_help_is_searched_and_esc_goes_back_by_steps() {
    let mut desk = Desk::with(&[]);
    let help = |desk: &Desk| match desk.app.overlay() {
        Some(Overlay::Help { scroll, search, typing }) => (*scroll, search.text(), *typing),
        other => panic!("no help, but {other:?}"),
    };
    desk.press("esc ? j j");
    assert_eq!(help(&desk), (2, String::new(), false));
    desk.press("/");
    desk.type_text("jq");
    assert_eq!(
        help(&desk),
        (0, "jq".to_owned(), true),
        "letters are text, and the list is another"
    );
    desk.press("down enter k");
    assert_eq!(help(&desk), (0, "jq".to_owned(), false), "and keys again");
    desk.press("esc");
    assert_eq!(help(&desk), (0, String::new(), false));
    desk.press("esc");
    assert_eq!(desk.app.overlay(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_searched_for_is_found_once_or_not_at_all(text in "(\\PC|[a-z !^$'/น้ำ🎬]){0,40}") {
        let mut desk = Desk::with(&[]);
        desk.press("ctrl-p");
        let mut palette = palette(&desk).clone();
        palette.search.paste(&text).expect("short");
        let found: Vec<_> = desk.app.entries(&palette).iter().map(|entry| entry.row.name).collect();
        let once: HashSet<_> = found.iter().collect();
        prop_assert_eq!(once.len(), found.len());
    }

    /// Whatever is typed into the palette, wherever it was opened, with whatever pauses: nothing is paid, cancelled or settled.
    #[test]
    fn typing_and_enter_never_pay_cancel_or_settle(
        turns in prop::collection::vec((0usize..14, 0u64..200, "[a-zรยส]{0,6}", 0..BINDINGS.len()), 1..25)
    ) {
        let jobs = [job(1, Status::Queued), finished(2, LINK, -900), job(3, Status::Unknown), job(4, Status::Waiting)];
        let mut desk = Desk::with(&jobs);
        for (turn, pause, text, row) in turns {
            desk.wait(ms(pause));
            let mut effects = match turn {
                0 | 1 => desk.key(":"),
                2 => desk.key("ctrl-p"),
                // over the list a letter is a key of its own
                3..=5 if !matches!(desk.app.overlay(), Some(Overlay::Palette(_))) => vec![],
                3 => type_in(&mut desk, &text),
                4 | 5 => type_in(&mut desk, BINDINGS[row].name),
                // the whole way, with a person's pauses
                12 | 13 if desk.app.overlay().is_none() => choose(&mut desk, BINDINGS[row].name),
                6 | 7 => desk.key("enter"),
                8 => desk.feed(Message::Paste(format!("{text}\r\ny"))),
                9 => desk.key("down"),
                10 => desk.key("esc"),
                _ => desk.wait(ms(200)).wake(),
            };
            effects.extend(desk.wake());
            // the answers to what was read for a question
            let asked: Vec<_> = effects.iter().filter_map(|effect| match effect {
                Effect::Details(id, purpose) => Some((*id, *purpose)),
                _ => None,
            }).collect();
            for (id, purpose) in asked {
                let job = jobs.iter().find(|job| job.id == id).expect("one of them");
                effects.extend(desk.details(job, purpose));
            }
            for effect in &effects {
                let harmless = match effect {
                    Effect::Engine(crate::engine::Effect::Apply { event, .. }) => {
                        matches!(event, crate::job::Event::Archived(_))
                    }
                    Effect::Engine(crate::engine::Effect::Record { .. } | crate::engine::Effect::Submit { .. }
                        | crate::engine::Effect::Cancel { .. }) => false,
                    _ => true,
                };
                prop_assert!(harmless, "{:?}", effect);
            }
        }
    }
}

#[test]
fn letters_strewn_over_a_long_text_find_nothing() {
    let mut desk = Desk::with(&[job(1, Status::Succeeded)]);
    desk.press(":");
    desk.type_text("dark");
    let entries = desk.app.entries(palette(&desk));
    let hides = entries.iter().any(|entry| entry.row.name == "jobs.archive");
    assert!(!hides, "hi(d)e the job, or bring it b(a)ck ...");
}

#[test]
fn what_can_be_done_stands_before_what_cannot() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    desk.press(":");
    desk.type_text("video");
    let entries = desk.app.entries(palette(&desk));
    let can: Vec<_> = entries.iter().map(|entry| entry.hindrance.is_none()).collect();
    assert!(can.is_sorted_by(|before, after| before >= after), "{can:?}");
    assert!(can.len() > 1);
}

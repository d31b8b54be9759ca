//! Settling a job of unknown fate, key by key.

use super::kit::{Desk, applied, job, ms, said, snapshot};
use crate::app::{Effect, Message, Overlay, Purpose, Question, Way};
use crate::engine::Effect as EngineEffect;
use crate::job::{Event, Job, RemoteId, Status};
use crate::words::ENGLISH;

fn unknown() -> Job {
    Job {
        remote_id: None,
        ..job(1, Status::Unknown)
    }
}

fn settling() -> (Desk, Job) {
    let unknown = unknown();
    let mut desk = Desk::with(std::slice::from_ref(&unknown));
    assert_eq!(desk.press("u"), [Effect::Details(unknown.id, Purpose::Settle)]);
    desk.details(&unknown, Purpose::Settle);
    assert!(matches!(desk.app.overlay(), Some(Overlay::Settling(_))));
    (desk, unknown)
}

fn way(desk: &Desk) -> Option<&Way> {
    match desk.app.overlay() {
        Some(Overlay::Settling(settling)) => Some(&settling.way),
        Some(_) | None => None,
    }
}

fn sent_again(effects: &[Effect]) -> usize {
    let again = |effect: &&Effect| {
        matches!(
            effect,
            Effect::Engine(EngineEffect::Apply {
                event: Event::SentAgain(_),
                ..
            })
        )
    };
    effects.iter().filter(again).count()
}

#[test]
fn only_an_unknown_job_is_settled() {
    let queued = job(1, Status::Queued);
    let mut desk = Desk::with(std::slice::from_ref(&queued));
    assert_eq!(desk.press("u"), []);
    assert_eq!(desk.notice(), "Nothing to settle. State of the job: queued.");
    desk.details(&queued, Purpose::Settle);
    assert_eq!(desk.app.overlay(), None, "it moved on while it was read");
}

#[test]
fn it_is_sent_again_for_the_exact_words_and_a_quiet_ctrl_s_alone() {
    let (mut desk, _) = settling();
    desk.press("s");
    for wrong in ["", "send agai", "x"] {
        desk.type_text(wrong);
        assert_eq!(desk.press("ctrl-s enter y"), []);
    }
    desk.press("esc s");
    desk.wait(ms(200)).feed(Message::Paste("send again".into()));
    assert_eq!(desk.notice(), ENGLISH.notices.paste_ignored);
    assert_eq!(desk.press("ctrl-s"), []);
    assert_eq!(desk.notice(), "Not sent: type “send again” first.");
    desk.type_text("send again");
    let mut effects = desk.wait(ms(29)).key("ctrl-s");
    effects.extend(desk.wait(ms(500)).wake());
    assert_eq!((sent_again(&effects), desk.notice()), (0, ENGLISH.notices.burst));
    assert_eq!(sent_again(&desk.press("ctrl-s")), 1);
    assert_eq!(desk.app.overlay(), None);
    assert_eq!(sent_again(&desk.press("ctrl-s")), 0);
}

#[test]
fn with_a_refused_key_it_is_not_sent_again() {
    let (mut desk, _) = settling();
    desk.press("s");
    desk.type_text("send again");
    desk.refuse_key();
    assert_eq!(desk.press("ctrl-s"), []);
    assert_eq!(desk.notice(), said(ENGLISH.notices.key_still_refused));
    desk.press("esc a");
    desk.type_text("req_7");
    assert_eq!(desk.press("enter"), []);
    assert_eq!(desk.notice(), "The service cannot be asked about it now: key refused.");
}

#[test]
fn a_name_is_checked_then_looked_at_and_what_came_of_it_is_said() {
    let (mut desk, unknown) = settling();
    desk.press("a");
    desk.type_text("../x");
    assert_eq!(desk.press("enter"), []);
    assert!(matches!(way(&desk), Some(Way::Adopt { refused: true, .. })));
    desk.press("ctrl-u");
    desk.wait(ms(200)).feed(Message::Paste(" req_7\n".into()));
    let name = RemoteId::parse("req_7").expect("sound");
    let look = EngineEffect::Poll {
        id: unknown.id,
        remote_id: name.clone(),
    };
    assert_eq!(desk.press("enter"), [Effect::Engine(look)]);
    let told = |model: &str| {
        let mut seen = snapshot(Status::Queued, None, desk_time());
        seen.model = Some(model.into());
        Event::Adopted {
            remote_id: name.clone(),
            seen: Box::new(seen),
        }
    };
    desk.tell(applied(&unknown, told("other"), false));
    assert_eq!(
        desk.notice(),
        "Not this job: that id is “other, ?”, this job asks for “seedance-2.0, prompt 1”."
    );
    desk.tell(applied(&unknown, told("seedance-2.0"), false));
    assert_eq!(desk.notice(), "Not adopted: req_7 is another job of this list.");
    assert!(way(&desk).is_some());
    desk.tell(applied(&job(1, Status::Queued), told("seedance-2.0"), true));
    assert_eq!(
        (desk.notice(), desk.app.overlay()),
        ("It is req_7 from now on, and followed.", None)
    );
}

fn desk_time() -> jiff::Timestamp {
    super::kit::at(1)
}

#[test]
fn not_created_is_asked_once_more_and_needs_a_quiet_yes() {
    let (mut desk, unknown) = settling();
    for no in ["n", "enter", "esc"] {
        assert_eq!(desk.press("n"), []);
        assert_eq!(way(&desk), Some(&Way::NotCreated));
        assert_eq!(desk.press(no), [], "{no}");
        assert_eq!(way(&desk), Some(&Way::Open), "{no}");
    }
    desk.press("n");
    desk.wait(ms(200)).key("y");
    let mut effects = desk.wait(ms(5)).key("j");
    effects.extend(desk.wait(ms(500)).wake());
    assert_eq!(effects, []);
    let at = desk.now.after(ms(320)).wall;
    let (id, event) = (unknown.id, Event::NotCreated);
    assert_eq!(desk.press("y"), [Effect::Engine(EngineEffect::Apply { id, event, at })]);
}

#[test]
fn what_is_being_asked_about_is_not_sent_again_in_silence() {
    let (mut desk, _) = settling();
    desk.press("a");
    desk.type_text("req_7");
    desk.press("enter esc s");
    desk.type_text(crate::app::SEND_AGAIN);
    assert_eq!(desk.press("ctrl-s"), []);
    assert_eq!(desk.notice(), ENGLISH.notices.still_looking);
    assert!(way(&desk).is_some(), "it can be said again");
    // nor is it given up while it may be found
    desk.press("esc n");
    assert_eq!(desk.press("y"), []);
    assert_eq!(desk.notice(), ENGLISH.notices.still_looking);
}

#[test]
fn the_note_for_support_is_copied_and_esc_goes_back_step_by_step() {
    let (mut desk, unknown) = settling();
    let effects = desk.press("y");
    let [Effect::Copy(note)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(
        note.contains(&unknown.id.to_string()) && note.lines().count() > 4,
        "{note}"
    );
    desk.press("a esc");
    assert_eq!(way(&desk), Some(&Way::Open));
    desk.press("esc");
    assert_eq!(desk.app.overlay(), None);
}

/// What stands in the field of the open question.
fn typed(desk: &Desk) -> String {
    match desk.app.overlay() {
        Some(Overlay::Tracking(tracking)) => tracking.name.text(),
        Some(Overlay::Question(Question::Bulk(asking))) => asking.typed.text(),
        _ => match way(desk) {
            Some(Way::Adopt { name: typed, .. } | Way::SendAgain { typed, .. }) => typed.text(),
            Some(Way::Open | Way::NotCreated) | None => panic!("nothing to type into"),
        },
    }
}

#[test]
fn the_field_of_an_answer_is_edited_like_a_field_of_the_form() {
    let mut track = Desk::with(&[]);
    track.press("esc ctrl-p");
    track.type_text("jobs.track");
    track.press("enter");
    let (mut adopt, _) = settling();
    adopt.press("a");
    let (mut again, _) = settling();
    again.press("s");
    let jobs = [job(1, Status::Failed), job(2, Status::Failed)];
    let mut count = Desk::with(&jobs);
    count.press("space space shift-r");
    count.feed(super::kit::survey(&jobs));
    let check = |name, mut desk: Desk| {
        let mut keys = |text: &str, keys: &str| {
            desk.press("ctrl-a delete");
            desk.type_text(text);
            desk.press(keys);
            desk.type_text("x");
            typed(&desk)
        };
        for (expected, pressed) in [
            ("x", "ctrl-a"),
            ("one x", "ctrl-w"),
            ("one x", "alt-backspace"),
            ("one xtwo", "ctrl-left"),
            ("xone two", "home"),
            ("x", "ctrl-u"),
            ("onex", "home ctrl-right ctrl-k"),
            ("one x", "ctrl-shift-left"),
            ("one twx", "shift-left"),
            ("one twox", "ctrl-w alt-z"),
        ] {
            assert_eq!(keys("one two", pressed), expected, "{name}: {pressed}");
        }
    };
    check("track", track);
    check("adopt", adopt);
    check("again", again);
    check("count", count);
}

//! No stray key and no paste can pay.

use super::kit::{Desk, finished, job, ms, page, payments, said};
use crate::app::action::{Action, Context};
use crate::app::keymap::{self, BINDINGS};
use crate::app::{Effect, Focus, Hindrance, Message, Mouse, Overlay, Purpose, Question};
use crate::engine::{Effect as EngineEffect, Message as EngineMessage};
use crate::job::{Event, Failure, FailureKind, Field, Job, LedgerFault, Query, Recorded, Request, Status};
use crate::words::ENGLISH;

const LINK: &str = "https://cdn.example.com/1.mp4";

/// In the form, with something to send in it.
fn ready() -> Desk {
    let mut desk = Desk::with(&[]);
    desk.press("end");
    desk
}

#[test]
fn ctrl_s_alone_sends_after_the_quiet_and_not_before() {
    let mut desk = ready();
    desk.wait(ms(200));
    assert_eq!(desk.key("ctrl-s"), []);
    assert_eq!(desk.app.next_wake(desk.now), Some(desk.now.steady + ms(30)));
    assert_eq!(payments(&desk.wait(ms(29)).wake()), []);
    assert_eq!(payments(&desk.wait(ms(1)).wake()), [("A paper boat".into(), true)]);
    assert_eq!(payments(&desk.wait(ms(500)).wake()), [], "once");
}

#[test]
fn a_send_that_waits_for_its_quiet_does_not_set_out_when_the_program_is_left() {
    let mut desk = ready();
    desk.wait(ms(200)).key("ctrl-s");
    assert_eq!(desk.app.leave(), []);
    assert_eq!(payments(&desk.wait(ms(500)).wake()), []);
    assert_eq!(desk.app.engine().submits_on_their_way(), 0, "nothing is waited for");
}

#[test]
fn what_came_just_before_or_just_after_keeps_a_send_from_counting_and_a_line_says_so() {
    let others = [
        Message::Key(crokey::key!(a)),
        Message::Key(crokey::key!(ctrl - s)),
        Message::Key(crokey::key!(esc)),
        Message::Paste("x".into()),
        Message::Mouse(Mouse::Press(50, 5)),
    ];
    for other in others {
        let mut desk = ready();
        desk.wait(ms(200)).feed(other.clone());
        desk.feed(Message::Mouse(Mouse::Press(2, 4)));
        assert_eq!(desk.app.focus(), Focus::Field(Field::Prompt));
        let mut effects = desk.wait(ms(29)).key("ctrl-s");
        effects.extend(desk.wait(ms(500)).wake());
        assert_eq!(payments(&effects), [], "after {other:?}");
        assert_eq!(desk.notice(), ENGLISH.notices.burst);

        let mut desk = ready();
        let mut effects = desk.wait(ms(200)).key("ctrl-s");
        effects.extend(desk.wait(ms(29)).feed(other.clone()));
        effects.extend(desk.wait(ms(500)).wake());
        assert_eq!(payments(&effects), [], "before {other:?}");
        assert_eq!(desk.notice(), ENGLISH.notices.burst);
    }
}

#[test]
fn a_late_key_does_not_change_what_was_sent() {
    let mut desk = ready();
    desk.wait(ms(200)).key("ctrl-s");
    // the loop was busy: the letter is handled before the wake
    let effects = desk.wait(ms(40)).key("z");
    assert_eq!(payments(&effects), [("A paper boat".into(), true)]);
    assert_eq!(desk.prompt(), "z", "and the letter starts the next prompt");
}

#[test]
fn a_held_down_ctrl_s_does_not_answer_its_own_question() {
    let mut desk = ready();
    let mut paid = vec![];
    desk.wait(ms(500));
    for pause in [0, 467, 0, 0, 0, 0, 0] {
        paid.extend(payments(&desk.wait(ms(pause)).key("ctrl-s")));
        desk.wait(ms(30));
        paid.extend(payments(&desk.wake()));
        let pending = desk.pending();
        if let [first] = &pending[..] {
            if paid.len() == 1 {
                desk.recorded(first);
            } else {
                desk.twin(first);
            }
        }
        desk.now = desk.now.after(ms(3));
    }
    assert_eq!(paid, [("A paper boat".into(), true), ("A paper boat".into(), true)]);
    assert!(desk.asked_to_pay().is_some(), "the second found its twin, and asks");
}

#[test]
fn a_cancel_needs_a_quiet_y() {
    let live = job(1, Status::Processing);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    desk.press("c");
    let asked = Overlay::Question(Question::Cancel {
        id: live.id,
        status: Status::Processing,
        prompt: "prompt 1".into(),
    });
    assert_eq!(desk.app.overlay(), Some(&asked));
    let mut effects = desk.wait(ms(200)).key("y");
    effects.extend(desk.wait(ms(29)).key("j"));
    effects.extend(desk.wait(ms(200)).wake());
    assert_eq!(effects, []);
    assert_eq!(
        (desk.notice(), desk.app.overlay()),
        (ENGLISH.notices.burst, Some(&asked))
    );
    let cancel = Effect::Engine(EngineEffect::Apply {
        id: live.id,
        event: Event::CancelAsked,
        at: desk.now.after(ms(320)).wall,
    });
    assert_eq!(desk.press("y"), [cancel]);
    assert_eq!(desk.app.overlay(), None);
}

#[test]
fn the_default_of_every_question_is_no() {
    let done = finished(1, LINK, -900);
    for no in ["enter", "esc", "n", "q"] {
        let live = job(2, Status::Queued);
        let mut desk = Desk::with(&[done.clone(), live]);
        desk.press("c");
        assert_eq!(desk.press(no), [], "{no}");
        assert_eq!(desk.app.overlay(), None, "{no}");
    }
    for neither in [
        "enter",
        "y",
        "n",
        "shift-y",
        "space",
        "alt-enter",
        "ctrl-enter",
        "ctrl-y",
    ] {
        let mut desk = Desk::with(std::slice::from_ref(&done));
        desk.press("shift-r");
        desk.details(&done, Purpose::RunAgain);
        assert!(desk.asked_to_pay().is_some());
        assert_eq!(desk.press(neither), [], "{neither}");
        assert!(desk.asked_to_pay().is_some(), "{neither}");
        desk.press("esc");
        assert_eq!(desk.app.overlay(), None);
    }
}

#[test]
fn running_again_pays_by_a_quiet_ctrl_s_alone() {
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    assert_eq!(desk.press("shift-r"), [Effect::Details(done.id, Purpose::RunAgain)]);
    desk.details(&done, Purpose::RunAgain);
    assert_eq!(desk.asked_to_pay(), Some(&done.request));
    desk.wait(ms(200)).key("y");
    assert_eq!(payments(&desk.wait(ms(10)).key("ctrl-s")), []);
    assert_eq!(payments(&desk.wait(ms(500)).wake()), []);
    assert_eq!(payments(&desk.press("ctrl-s")), [("prompt 1".into(), false)]);
    assert_eq!(desk.app.overlay(), None);
}

#[test]
fn a_job_of_which_only_the_id_is_left_is_not_run_again() {
    let mut bare = finished(1, LINK, -900);
    bare.request.model = "recovered".into();
    bare.request.duration = 0;
    bare.request.resolution = Request::UNTOLD.into();
    let mut desk = Desk::with(std::slice::from_ref(&bare));
    let refused = |desk: &mut Desk, job: &Job| {
        desk.press("shift-r");
        desk.details(job, Purpose::RunAgain);
        assert_eq!(desk.asked_to_pay(), None);
        desk.notice().to_owned()
    };
    assert_eq!(
        refused(&mut desk, &bare),
        "Not sent: not all of what this job asked for is known here. e fills the form with what is."
    );
    assert_eq!(desk.app.hindrance(Action::RunAgain), Some(Hindrance::NotWhole));
    // no key of the form is named where there is no form
    let mut old = finished(1, LINK, -900);
    old.request.resolution = "240p".into();
    assert_eq!(
        refused(&mut desk, &old),
        "Not sent: Resolution 240p is not offered now. e fills the form from this job."
    );
}

#[test]
fn a_yes_never_answers_a_question_that_pays() {
    let live = job(1, Status::Queued);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    desk.press("n ctrl-s ctrl-s esc c");
    let [first, second] = &desk.pending()[..] else {
        panic!("two on their way")
    };
    desk.recorded(first);
    // the twin is found while a `y` waits for its quiet
    desk.wait(ms(200)).key("y");
    desk.twin(second);
    let effects = desk.wait(ms(30)).wake();
    assert_eq!(payments(&effects), []);
    assert!(desk.asked_to_pay().is_some(), "it is asked next, and not answered");
}

#[test]
fn a_twin_is_asked_about_and_sent_only_then() {
    let mut desk = ready();
    desk.press("ctrl-s");
    let first = desk.pending().remove(0);
    desk.recorded(&first);
    assert_eq!(payments(&desk.press("ctrl-s")), [("A paper boat".into(), true)]);
    let second = desk.pending().remove(0);
    desk.tell(EngineMessage::Recorded {
        id: second.id,
        recorded: Ok(Recorded::Twin {
            id: first.id,
            at: first.created_at,
            unknown: false,
        }),
    });
    assert_eq!(
        desk.app.overlay(),
        Some(&Overlay::Question(Question::Twin {
            request: Box::new(first.request),
            age: ms(320),
            unknown: false,
            estimate: None,
        }))
    );
    assert_eq!(payments(&desk.press("y enter")), []);
    assert_eq!(payments(&desk.press("ctrl-s")), [("A paper boat".into(), false)]);
}

#[test]
fn answers_to_several_sends_come_in_any_order() {
    let mut desk = ready();
    for prompt in ["one", "two", "three"] {
        desk.type_text(prompt);
        desk.press("ctrl-s");
    }
    let [one, two, three] = &desk.pending()[..] else {
        panic!("three on their way")
    };
    desk.twin(three);
    assert_eq!(desk.asked_to_pay().map(|request| &request.prompt[..]), Some("three"));
    desk.recorded(one);
    desk.twin(two);
    assert_eq!(desk.asked_to_pay().map(|request| &request.prompt[..]), Some("three"));
    desk.press("esc");
    assert_eq!(desk.asked_to_pay().map(|request| &request.prompt[..]), Some("two"));
    desk.wait(ms(400));
    assert_eq!(payments(&desk.press("ctrl-s")), [("two".into(), false)]);
}

#[test]
fn a_question_that_comes_while_the_next_prompt_is_typed_is_not_answered_by_the_key_meant_for_it() {
    let mut desk = ready();
    desk.press("ctrl-s");
    let sent = desk.pending().remove(0);
    desk.type_text("the next one");
    desk.wait(ms(200));
    desk.twin(&sent);
    assert!(desk.asked_to_pay().is_some());
    desk.wait(ms(1)).key("ctrl-s");
    assert_eq!(payments(&desk.wait(ms(500)).wake()), []);
    assert_eq!(desk.notice(), ENGLISH.notices.burst);
    assert_eq!(payments(&desk.press("ctrl-s")), [("A paper boat".into(), false)]);
}

#[test]
fn pasted_keys_of_a_hostile_text_pay_nothing() {
    let keys = [
        "shift-r",
        "y",
        "enter",
        "ctrl-s",
        "esc",
        "c",
        "y",
        "n",
        "x",
        "ctrl-s",
        "enter",
        "ctrl-s",
        "ctrl-enter",
    ];
    for gap in [0, 1, 29] {
        for start in ["", "n", "shift-r"] {
            let done = finished(1, LINK, -900);
            let mut desk = Desk::with(&[done.clone(), job(2, Status::Queued)]);
            desk.press(start);
            let mut effects = vec![];
            for key in keys.iter().cycle().take(200) {
                desk.wait(ms(gap));
                effects.extend(desk.key(key));
                effects.extend(desk.details(&done, Purpose::RunAgain));
            }
            effects.extend(desk.key("q"));
            effects.extend(desk.wait(ms(500)).wake());
            assert_eq!(payments(&effects), [], "{gap} ms apart, after {start:?}");
            let cancels = effects
                .iter()
                .any(|effect| matches!(effect, Effect::Engine(EngineEffect::Apply { .. })));
            assert!(!cancels, "{gap} ms apart, after {start:?}");
        }
    }
}

#[test]
fn a_paste_is_text_in_a_field_and_nothing_elsewhere() {
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(&[done]);
    assert_eq!(desk.wait(ms(200)).feed(Message::Paste("nR\ry\r\u{13}q".into())), []);
    assert_eq!(
        (desk.notice(), desk.prompt().as_str()),
        (ENGLISH.notices.paste_ignored, "A paper boat")
    );
    desk.press("n");
    let effects = desk.wait(ms(200)).feed(Message::Paste("R\ry\u{13}q".into()));
    assert_eq!(effects, []);
    assert_eq!(desk.prompt(), "R\ny\u{13}q");
    desk.press("tab tab");
    desk.wait(ms(200)).feed(Message::Paste("seedance-1.5-pro".into()));
    assert_eq!(desk.notice(), ENGLISH.notices.paste_ignored);
}

#[test]
fn where_nothing_is_shown_nothing_is_answered() {
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.press("shift-r");
    desk.details(&done, Purpose::RunAgain);
    let mut tiny = desk.app.geometry().clone();
    tiny.tiny = true;
    desk.feed(Message::Drawn(tiny));
    assert_eq!(desk.press("ctrl-s c y o shift-r a esc"), []);
    let draft = Box::new(desk.app.form().draft());
    assert_eq!(desk.press("q"), [Effect::SaveDraft(draft), Effect::Quit]);
}

#[test]
fn only_ctrl_s_and_its_equals_in_the_form_pay() {
    for row in BINDINGS {
        for key in row.keys {
            let pays = matches!(
                keymap::Keymap::default().action(*key, Context::Payment),
                Some(crate::app::action::Action::Pay)
            );
            assert_eq!(pays, *key == crokey::key!(ctrl - s), "{}", keymap::name(*key));
        }
    }
}

#[test]
fn with_a_refused_key_nothing_is_sent() {
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.refuse_key();
    assert_eq!(payments(&desk.press("n ctrl-s")), []);
    assert_eq!(desk.notice(), said(ENGLISH.notices.key_still_refused));
    assert_eq!(desk.press("esc shift-r"), []);
    assert_eq!(desk.notice(), said(ENGLISH.notices.key_still_refused));
    desk.feed(page(&[done], 0, 1));
}

fn damage() -> Failure {
    Failure {
        code: Some(LedgerFault::Damaged.code().into()),
        ..Failure::new(FailureKind::Ledger, "database disk image is malformed")
    }
}

#[test]
fn with_a_damaged_ledger_nothing_is_sent_however_the_damage_was_found() {
    let done = finished(1, LINK, 0);
    let ways = [
        Message::Damaged,
        Message::Page(Query::default(), Err(damage())),
        Message::DraftSaved(Err(damage())),
        Message::Engine(EngineMessage::OpenJobs(Err(damage()))),
        Message::Engine(EngineMessage::Applied {
            id: done.id,
            event: Event::CancelAsked,
            kept: Err(damage()),
            changed: false,
        }),
    ];
    for way in ways {
        let mut desk = Desk::with(std::slice::from_ref(&done));
        desk.feed(way.clone());
        assert!(desk.app.ledger_is_damaged(), "{way:?}");
        desk.press("n");
        let before = desk.app.form().draft();
        assert_eq!(payments(&desk.press("end ctrl-s")), [], "{way:?}");
        assert_eq!(
            (desk.notice(), desk.app.form().draft()),
            (ENGLISH.notices.not_sent_damaged, before)
        );
        assert_eq!(desk.press("esc shift-r"), []);
        assert_eq!(desk.notice(), ENGLISH.notices.not_sent_damaged);
    }
    // other faults of the ledger pass, and the service's own codes mean nothing here
    let mut desk = Desk::with(&[]);
    let full = Failure::new(FailureKind::Ledger, "the disk is full");
    let theirs = Failure {
        kind: FailureKind::Job,
        ..damage()
    };
    desk.feed(Message::Page(Query::default(), Err(full)));
    desk.tell(EngineMessage::Models(Err(theirs)));
    assert!(!desk.app.ledger_is_damaged());
}

#[test]
fn damage_pauses_our_own_queue_for_good() {
    // more than go out at once
    let waiting: Vec<_> = (1..=25).map(|number| job(number, Status::Waiting)).collect();
    let mut desk = Desk::with(&waiting);
    desk.press("shift-p");
    assert!(!desk.app.engine().queue_is_paused());
    desk.feed(Message::Damaged);
    assert_eq!(desk.notice(), ENGLISH.notices.ledger_damaged);
    assert!(desk.app.engine().queue_is_paused());
    desk.press("shift-p");
    assert!(desk.app.engine().queue_is_paused());
    assert_eq!(desk.notice(), ENGLISH.notices.not_sent_damaged);
}

#[test]
fn with_a_damaged_ledger_many_are_not_run_again_either() {
    let done = [finished(1, LINK, 0), finished(2, LINK, 0)];
    let waits = job(3, Status::Waiting);
    let mut jobs = done.to_vec();
    jobs.push(waits.clone());
    let mut asked = Desk::with(&jobs);
    asked.press("j space space shift-r");
    asked.feed(super::kit::survey(&done));
    asked.type_text("2");
    let mut marked = Desk::with(&jobs);
    marked.press("j space space");
    for desk in [&mut asked, &mut marked] {
        desk.feed(Message::Damaged);
        // a pause alone would end with the last job that waits
        desk.tell(EngineMessage::Cancel(waits.id));
        desk.tell(super::kit::applied(&waits, Event::Withdrawn, true));
    }
    asked.press("ctrl-s");
    assert!(asked.app.bulk().is_none());
    assert_eq!(asked.notice(), ENGLISH.notices.not_sent_damaged);
    assert_eq!(marked.press("shift-r"), [], "nothing is even looked up");
    assert_eq!(marked.notice(), ENGLISH.notices.not_sent_damaged);
    let again = EngineMessage::Enqueue(Box::new(done[0].request.clone()));
    assert_eq!(payments(&marked.tell(again)), []);
}

#[test]
fn a_filter_that_makes_no_sense_marks_nothing() {
    let mut desk = Desk::with(&[job(1, Status::Failed), job(2, Status::Failed)]);
    desk.press("/");
    desk.type_text("stat:failed");
    desk.press("enter");
    assert_eq!(desk.press("ctrl-a"), [], "all jobs are not those that are meant");
    assert!(desk.notice().starts_with("stat: is no filter"), "{}", desk.notice());
}

#[test]
fn a_question_that_pays_does_not_outlive_the_soundness_of_the_ledger() {
    let done = finished(1, LINK, 0);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.press("shift-r");
    desk.details(&done, Purpose::RunAgain);
    desk.feed(Message::Damaged);
    assert_eq!(payments(&desk.press("ctrl-s")), []);
    assert_eq!(desk.notice(), ENGLISH.notices.not_sent_damaged);
}

#[test]
fn a_key_that_a_question_that_pays_ignores_is_told_which_one_counts() {
    let done = finished(1, LINK, 0);
    for key in ["y", "enter", "s", "space"] {
        let mut desk = Desk::with(std::slice::from_ref(&done));
        desk.press("shift-r");
        desk.details(&done, Purpose::RunAgain);
        assert_eq!(desk.press(key), []);
        assert!(desk.asked_to_pay().is_some());
        assert_eq!(desk.notice(), said(ENGLISH.notices.only_pay_key), "{key}");
    }
}

#[test]
fn a_paused_queue_goes_on_only_for_a_key_alone_and_says_what_is_sent_then() {
    let waiting: Vec<_> = (1..=3).map(|number| job(number, Status::Waiting)).collect();
    let mut desk = Desk::with(&waiting);
    let is_paused = |desk: &Desk| desk.app.engine().queue_is_paused();
    assert!(is_paused(&desk), "as after a restart");
    // keys of a text that was pasted without its marks
    desk.wait(ms(500)).key("j");
    desk.wait(ms(5)).key("shift-p");
    desk.wait(ms(5)).key("j");
    desk.wait(ms(500)).wake();
    assert_eq!((is_paused(&desk), desk.notice()), (true, ENGLISH.notices.burst));
    desk.press("shift-p");
    assert!(!is_paused(&desk));
    assert_eq!(
        desk.notice(),
        "Our own queue goes on: 3 waiting jobs are sent as there is room, and charged."
    );
    // to pause it costs nothing, so it waits for nothing
    desk.wait(ms(500)).key("j");
    desk.wait(ms(1)).key("shift-p");
    assert!(is_paused(&desk));
}

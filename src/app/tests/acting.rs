//! What the keys do to the selected job, and what the person is told.

use super::kit::{Desk, applied, at, fault, finished, geometry, job, missed, ms, page, said, snapshot};
use crate::app::{ApiKey, Effect, Focus, Layout, Message, NoKey, Overlay, Purpose, Question};
use crate::engine::{Effect as EngineEffect, Message as EngineMessage};
use crate::job::{
    CancelOutcome, Catalogue, Event, Failure, FailureKind, Field, IntentToken, Job, Poll, RemoteId, Status, Step,
    SubmitOutcome,
};
use crate::words::ENGLISH;

const LINK: &str = "https://cdn.example.com/1.mp4";

fn in_state(job: &Job, status: Status) -> Job {
    Job { status, ..job.clone() }
}

fn apply(desk: &Desk, job: &Job, event: Event) -> Effect {
    let (id, at) = (job.id, desk.now.wall);
    Effect::Engine(EngineEffect::Apply { id, event, at })
}

fn edit_again(desk: &mut Desk, job: &Job) -> Vec<Effect> {
    desk.press("e");
    desk.details(job, Purpose::EditAgain)
}

#[test]
fn a_waiting_job_is_withdrawn_and_only_then_said_to_be() {
    let waiting = Job {
        remote_id: None,
        ..job(1, Status::Waiting)
    };
    let mut desk = Desk::with(std::slice::from_ref(&waiting));
    desk.press("x");
    let withdrawn = desk.press("y");
    assert_eq!(withdrawn, [apply(&desk, &waiting, Event::Withdrawn)]);
    assert_ne!(desk.notice(), ENGLISH.notices.withdrawn);
    desk.tell(applied(&in_state(&waiting, Status::NotSent), Event::Withdrawn, true));
    assert_eq!(desk.notice(), ENGLISH.notices.withdrawn);
    // it was sent in between
    let mut desk = Desk::with(std::slice::from_ref(&waiting));
    desk.press("x y");
    desk.tell(applied(&in_state(&waiting, Status::Sending), Event::Withdrawn, false));
    assert_eq!(desk.notice(), "Nothing to cancel. State of the job: sending.");
}

#[test]
fn a_live_job_is_cancelled_and_an_end_is_not() {
    let live = job(1, Status::Queued);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    let effects = desk.press("c y");
    assert_eq!(effects, [apply(&desk, &live, Event::CancelAsked)]);
    desk.tell(applied(&in_state(&live, Status::Cancelling), Event::CancelAsked, true));
    assert_eq!(desk.notice(), ENGLISH.notices.cancel_asked);
    for status in [
        Status::Succeeded,
        Status::Failed,
        Status::Cancelled,
        Status::Cancelling,
        Status::Sending,
        Status::NotSent,
        Status::Rejected,
    ] {
        let mut desk = Desk::with(&[job(1, status.clone())]);
        assert_eq!(desk.press("c"), []);
        assert_eq!(desk.app.overlay(), None);
        assert_eq!(
            desk.notice(),
            format!("Nothing to cancel. State of the job: {}.", status.word())
        );
    }
    let mut desk = Desk::with(&[job(1, Status::Unknown)]);
    assert_eq!((desk.press("c"), desk.app.overlay()), (vec![], None));
    assert_eq!(
        desk.notice(),
        "It may exist and be charged already: u settles that first."
    );
}

#[test]
fn a_job_that_ended_under_the_question_is_not_cancelled() {
    let live = job(1, Status::Queued);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    desk.press("c");
    desk.tell(EngineMessage::LedgerChanged);
    desk.feed(page(&[job(1, Status::Succeeded)], 0, 1));
    assert_eq!(desk.press("y"), []);
    assert_eq!(desk.notice(), "Nothing to cancel. State of the job: succeeded.");
}

#[test]
fn a_refresh_always_says_something() {
    let live = job(1, Status::Queued);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    let poll = Effect::Engine(EngineEffect::Poll {
        id: live.id,
        remote_id: live.remote_id.clone().expect("named"),
    });
    assert_eq!(desk.press("r"), [poll]);
    let seen = snapshot(Status::Processing, None, desk.now.wall);
    desk.tell(EngineMessage::Polled {
        id: live.id,
        poll: Poll::Seen(Box::new(seen)),
    });
    assert_eq!(desk.notice(), "Asked just now: processing.");
    desk.press("r");
    desk.tell(missed(&live, FailureKind::TimedOut));
    assert!(
        desk.notice()
            .starts_with("No answer: www.seedance2.ink did not answer in time."),
        "{}",
        desk.notice()
    );
    let mut desk = Desk::with(&[Job {
        remote_id: None,
        ..job(1, Status::Unknown)
    }]);
    assert_eq!(desk.press("r y"), []);
    assert_eq!(desk.notice(), ENGLISH.notices.no_request_id);
    let mut desk = Desk::with(&[Job {
        remote_id: None,
        ..job(1, Status::Waiting)
    }]);
    assert_eq!(desk.press("r"), []);
    assert_eq!(desk.notice(), ENGLISH.notices.nothing_to_ask);
}

#[test]
fn after_a_refused_key_r_reads_it_again_and_says_how_it_went() {
    let mut desk = Desk::with(&[]);
    desk.refuse_key();
    assert_eq!(desk.notice(), said((ENGLISH.failure_advice)(FailureKind::Unauthorized)));
    assert_eq!(desk.press("esc r"), [Effect::ReadKey], "without a job too");
    desk.feed(Message::KeyRead(Err(NoKey::Failed(Failure::new(
        FailureKind::Local,
        "no such file",
    )))));
    assert_eq!(desk.notice(), "The key could not be read: no such file");
    desk.press("r");
    assert_eq!(
        desk.feed(Message::KeyRead(Ok(()))),
        [Effect::Engine(EngineEffect::Models)]
    );
    desk.tell(EngineMessage::Models(Err(fault(FailureKind::Unauthorized))));
    assert_eq!(desk.notice(), said((ENGLISH.failure_advice)(FailureKind::Unauthorized)));
    desk.press("r");
    desk.feed(Message::KeyRead(Ok(())));
    desk.tell(EngineMessage::Models(Ok(Catalogue::built_in())));
    assert_eq!(desk.notice(), ENGLISH.notices.key_unproved, "the list may be public");
}

#[test]
fn after_a_refused_key_r_tries_the_next_on_the_selected_job_ended_or_not() {
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.refuse_key();
    desk.press("esc r");
    let look = EngineEffect::Poll {
        id: done.id,
        remote_id: done.remote_id.clone().expect("it has one"),
    };
    assert_eq!(desk.feed(Message::KeyRead(Ok(()))), [Effect::Engine(look)]);
    desk.tell(missed(&done, FailureKind::Unauthorized));
    assert_eq!(desk.press("r"), [Effect::ReadKey], "still refused");
    desk.feed(Message::KeyRead(Ok(())));
    let seen = snapshot(Status::Succeeded, Some(LINK), at(0));
    let poll = Poll::Seen(Box::new(seen));
    desk.tell(EngineMessage::Polled { id: done.id, poll });
    assert_eq!(desk.notice(), ENGLISH.notices.key_taken);
}

#[test]
fn y_copies_the_id_and_capital_y_the_address() {
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    assert_eq!(desk.press("y"), [Effect::Copy("req_1".into())]);
    assert_eq!(desk.press("shift-y"), [Effect::Details(done.id, Purpose::CopyUrl)]);
    assert_eq!(desk.details(&done, Purpose::CopyUrl), [Effect::Copy(LINK.into())]);
}

#[test]
fn q_closes_what_is_open_and_then_quits_and_esc_never_does() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    assert!(desk.press("enter ? q").iter().all(|effect| *effect != Effect::Quit));
    assert_eq!((desk.app.overlay(), desk.app.shown().is_some()), (None, true));
    assert!(!desk.press("q").contains(&Effect::Quit));
    assert!(desk.app.shown().is_none());
    assert!(!desk.press("esc esc esc esc").contains(&Effect::Quit));
    assert!(desk.press("q").contains(&Effect::Quit));
    for keys in ["ctrl-c", "n ctrl-c", "? ctrl-c", "c ctrl-c", "n f1 ctrl-c"] {
        let mut desk = Desk::with(&[job(1, Status::Queued)]);
        assert!(desk.press(keys).contains(&Effect::Quit), "{keys}");
    }
}

#[test]
fn on_a_screen_of_one_pane_enter_goes_to_the_details_and_esc_comes_back() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    let mut narrow = geometry(20, false);
    narrow.layout = Layout::Narrow;
    desk.feed(Message::Drawn(narrow));
    assert_eq!(desk.app.focus(), Focus::Jobs);
    desk.press("enter");
    assert_eq!((desk.app.focus(), desk.app.shown().is_some()), (Focus::Details, true));
    desk.press("j j");
    assert_eq!(desk.app.shown().map(|shown| shown.scroll), Some(2));
    desk.press("esc");
    assert_eq!((desk.app.focus(), desk.app.shown().is_some()), (Focus::Jobs, false));
}

#[test]
fn details_follow_the_selection_one_question_at_a_time() {
    let all = [job(1, Status::Failed), job(2, Status::Failed), job(3, Status::Failed)];
    let mut desk = Desk::with(&all);
    let show = |job: &Job| Effect::Details(job.id, Purpose::Show);
    assert_eq!(desk.press("enter j j"), [show(&all[2])]);
    assert_eq!(desk.details(&all[2], Purpose::Show), [show(&all[0])]);
    assert_eq!(desk.details(&all[0], Purpose::Show), []);
    assert_eq!(
        desk.app
            .shown()
            .and_then(|shown| shown.details.as_ref())
            .map(|read| read.job.id),
        Some(all[0].id)
    );
    // not there, or not to be read: it is not asked for ever
    desk.press("k");
    let nothing = |details| Message::Details {
        id: all[1].id,
        purpose: Purpose::Show,
        details,
    };
    assert_eq!(desk.feed(nothing(Ok(None))), []);
    assert_eq!(desk.wake(), []);
    assert!(desk.app.shown().is_some_and(|shown| shown.details.is_none()));
    let effects = desk.tell(applied(&all[1], Event::Archived(false), true));
    assert!(effects.contains(&show(&all[1])), "something changed");
    assert_eq!(desk.feed(nothing(Err(fault(FailureKind::Ledger)))), []);
    assert_eq!(desk.wake(), []);
}

#[test]
fn what_is_not_in_the_ledger_yet_says_so() {
    let done = finished(1, LINK, -900);
    for (key, purpose) in [
        ("e", Purpose::EditAgain),
        ("shift-r", Purpose::RunAgain),
        ("o", Purpose::Open),
    ] {
        let mut desk = Desk::with(std::slice::from_ref(&done));
        assert_eq!(desk.press(key), [Effect::Details(done.id, purpose)]);
        desk.feed(Message::Details {
            id: done.id,
            purpose,
            details: Ok(None),
        });
        assert_eq!(desk.notice(), ENGLISH.notices.not_in_ledger);
        assert_eq!(desk.app.overlay(), None);
    }
}

#[test]
fn an_empty_list_answers_every_key() {
    for key in ["o", "c", "x", "e", "shift-r", "r", "a", "y", "shift-y", "enter"] {
        let mut desk = Desk::with(&[]);
        assert_eq!(desk.press("esc"), []);
        assert_eq!(desk.press(key), []);
        assert_eq!(desk.notice(), ENGLISH.notices.no_job, "{key}");
    }
}

#[test]
fn a_key_from_the_environment_is_not_said_to_be_read_again() {
    let mut desk = Desk::with(&[]);
    desk.app.settings.api_key = ApiKey::Fixed;
    desk.refuse_key();
    desk.press("esc r");
    desk.feed(Message::KeyRead(Ok(())));
    desk.tell(EngineMessage::Models(Ok(Catalogue::built_in())));
    assert_eq!(desk.notice(), ENGLISH.notices.key_unchanged);
}

#[test]
fn a_job_that_the_filter_hides_is_said_to_be_hidden() {
    let mut desk = Desk::with(&[]);
    desk.press("esc / z z z enter n ctrl-s");
    let new = desk.pending().remove(0);
    desk.recorded(&in_state(&new, Status::Sending));
    assert_eq!(desk.notice(), "On its way. The filter hides it.");
}

#[test]
fn the_end_of_a_submit_is_said_with_what_to_do() {
    let failure = |kind| Failure::new(kind, "said");
    let sent = |outcome, status| {
        let mut desk = Desk::with(&[]);
        desk.press("ctrl-s");
        let new = desk.pending().remove(0);
        desk.recorded(&in_state(&new, Status::Sending));
        assert_eq!(desk.notice(), ENGLISH.notices.sent);
        desk.tell(EngineMessage::Submitted {
            id: new.id,
            token: IntentToken(uuid::Uuid::nil()),
            outcome,
            answer: None,
            kept: Ok(Some(Box::new(in_state(&new, status)))),
        });
        desk.notice().to_owned()
    };
    let rejected = |kind| SubmitOutcome::Rejected {
        failure: failure(kind),
        retry_after: None,
    };
    assert_eq!(
        sent(rejected(FailureKind::Payment), Status::Rejected),
        "Rejected: too few credits (said). Add credits on the service's pages, then press R or e."
    );
    assert_eq!(
        sent(rejected(FailureKind::RateLimited), Status::Waiting),
        ENGLISH.notices.queued_here
    );
    assert_eq!(
        sent(SubmitOutcome::Unknown(failure(FailureKind::Server)), Status::Unknown),
        "Unknown: service fault (said). It may exist and be charged; it is not sent again by itself."
    );
    assert_eq!(
        sent(
            SubmitOutcome::NotSent(failure(FailureKind::Unreachable)),
            Status::NotSent
        ),
        "Not sent: could not connect to www.seedance2.ink. Nothing was delivered. Check the network and SEEDANCE_BASE_URL, then press R."
    );
    let accepted = SubmitOutcome::Accepted {
        remote_id: RemoteId::parse("req_9").expect("sound"),
        status: Status::Queued,
        credits: None,
    };
    assert_eq!(sent(accepted, Status::Queued), ENGLISH.notices.sent);
}

#[test]
fn a_video_that_beat_its_cancel_is_kept_and_said_to_be() {
    let live = job(1, Status::Cancelling);
    let mut desk = Desk::polling(std::slice::from_ref(&live));
    desk.feed(Message::Watched(false));
    let done = Job {
        steps: vec![Step {
            at: at(-10),
            status: Status::Cancelling,
        }],
        ..finished(1, LINK, 0)
    };
    let event = Event::seen(snapshot(Status::Succeeded, Some(LINK), at(0)));
    desk.tell(applied(&done, event, true));
    assert_eq!(desk.notice(), ENGLISH.notices.late_video);
    let effects = desk.wait(ms(1500)).wake();
    assert!(effects.contains(&Effect::Ring("succeeded: prompt 1".into())));
}

#[test]
fn the_look_that_follows_a_cancel_does_not_talk_over_its_answer() {
    let live = job(1, Status::Cancelling);
    let mut desk = Desk::polling(std::slice::from_ref(&live));
    desk.tell(EngineMessage::CancelAnswered {
        id: live.id,
        outcome: CancelOutcome::Refused(fault(FailureKind::Conflict)),
    });
    let said = "The service did not cancel it: not possible";
    assert_eq!(desk.notice(), said);
    desk.wait(ms(10)).wake();
    let seen = snapshot(Status::Processing, None, desk.now.wall);
    desk.tell(EngineMessage::Polled {
        id: live.id,
        poll: Poll::Seen(Box::new(seen)),
    });
    assert_eq!(desk.notice(), said);
}

#[test]
fn questions_do_not_push_each_other_away() {
    let live = job(1, Status::Queued);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    desk.press("n ctrl-s esc c");
    let new = desk.pending().remove(0);
    desk.twin(&new);
    assert!(matches!(
        desk.app.overlay(),
        Some(Overlay::Question(Question::Cancel { .. }))
    ));
    desk.press("n");
    assert_eq!(desk.asked_to_pay(), Some(&new.request));
}

#[test]
fn the_form_is_filled_and_says_what_sends_it() {
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    edit_again(&mut desk, &done);
    let notices = &ENGLISH.notices;
    // there was another prompt in it
    let told = [notices.form_filled, notices.undo_brings_back].join(" ");
    assert_eq!(desk.notice(), said(&told));
    desk.press("esc");
    edit_again(&mut desk, &done);
    assert_eq!(desk.notice(), said(notices.form_filled));
    assert_eq!(desk.app.focus(), Focus::Field(Field::Prompt));
}

#[test]
fn a_broken_road_is_said_in_a_few_words_and_the_advice_stays_in_sight() {
    let chain = "error sending request: client error (Connect): tcp connect error: Connection refused (os error 111)";
    let live = job(1, Status::Queued);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    desk.press("r");
    let poll = Poll::Missed {
        failure: Failure::new(FailureKind::Unreachable, chain),
        retry_after: None,
    };
    desk.tell(EngineMessage::Polled { id: live.id, poll });
    assert_eq!(
        desk.notice(),
        "No answer: could not connect to www.seedance2.ink: refused. \
         Check the network and SEEDANCE_BASE_URL."
    );
}

#[test]
fn a_look_that_brought_an_answer_does_not_say_that_none_came() {
    let live = job(1, Status::Queued);
    let said = |kind| {
        let mut desk = Desk::with(std::slice::from_ref(&live));
        desk.press("r");
        let poll = Poll::Missed {
            failure: Failure::new(kind, "said"),
            retry_after: None,
        };
        desk.tell(EngineMessage::Polled { id: live.id, poll });
        let (said, _) = desk.notice().split_once(". ").expect("advice after it");
        said.to_owned()
    };
    assert_eq!(said(FailureKind::NotFound), "The service answered: not found (said)");
    assert_eq!(said(FailureKind::Server), "The service answered: service fault (said)");
    assert_eq!(
        said(FailureKind::RateLimited),
        "The service answered: rate limited (said)"
    );
    assert_eq!(
        said(FailureKind::Redirected),
        "No answer of the service: redirected (said)"
    );
    assert_eq!(
        said(FailureKind::Interrupted),
        "No answer: the connection to www.seedance2.ink broke"
    );
}

#[test]
fn a_key_that_is_held_down_in_an_outage_gathers_nothing() {
    let live = job(1, Status::Queued);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    for _ in 0..100 {
        desk.key("r");
    }
    assert_eq!(desk.app.looks.len(), 1);
    desk.tell(missed(&live, FailureKind::TimedOut));
    assert_eq!(desk.app.looks.len(), 0);
}

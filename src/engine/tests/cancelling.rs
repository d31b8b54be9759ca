//! Cancelling: a wish in the ledger first, a request then, and the job itself has the last word.

use super::support::*;
use crate::engine::{Effect, Message, Settings};
use crate::job::*;

fn cancelling() -> (Desk, JobId) {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    let asked = Effect::Apply {
        id,
        event: Event::CancelAsked,
        at: desk.now.wall,
    };
    assert_eq!(
        desk.tell(Message::Cancel(id)),
        std::slice::from_ref(&asked),
        "written before it is asked"
    );
    let applied = desk.ledger.answer(&asked).expect("the ledger's");
    assert_eq!(desk.settle(applied), [cancel(id)]);
    assert_eq!(desk.status(id), &Status::Cancelling);
    (desk, id)
}

fn answered(id: JobId, outcome: CancelOutcome) -> Message {
    Message::CancelAnswered { id, outcome }
}

#[test]
fn a_cancel_that_is_taken_is_believed_when_it_is_seen() {
    let (mut desk, id) = cancelling();
    assert_eq!(desk.settle(answered(id, CancelOutcome::Taken)), [poll(id)]);
    desk.seen(id, "processing");
    assert_eq!(desk.status(id), &Status::Cancelling, "asked, not yet confirmed");
    assert_eq!(desk.wake().1, [poll(id)]);
    desk.seen(id, "cancelled");
    assert_eq!((desk.status(id), desk.sleep()), (&Status::Cancelled, None));
}

#[test]
fn the_video_wins_the_race() {
    let (mut desk, id) = cancelling();
    desk.settle(answered(id, CancelOutcome::Taken));
    desk.seen(id, "succeeded");
    let job = &desk.ledger.jobs[&id];
    assert_eq!(
        (&job.status, job.video.is_some(), desk.sleep()),
        (&Status::Succeeded, true, None)
    );
}

#[test]
fn a_refused_cancel_leaves_the_job_as_it_was_and_looks_at_it() {
    let (mut desk, id) = cancelling();
    let refused = CancelOutcome::Refused(failure(FailureKind::Conflict));
    assert_eq!(desk.settle(answered(id, refused)), [poll(id)]);
    assert_eq!(desk.status(id), &Status::Queued);
    desk.seen(id, "succeeded");
    assert_eq!(desk.status(id), &Status::Succeeded);
    assert_eq!(desk.engine.weather().outage(), None);
}

#[test]
fn a_missed_cancel_is_asked_three_times_and_then_said_to_have_failed() {
    let (mut desk, id) = cancelling();
    let lost = |retry_after| {
        let failure = failure(FailureKind::Server);
        answered(id, CancelOutcome::Missed { failure, retry_after })
    };
    assert_eq!(desk.settle(lost(None)), [poll(id)]);
    desk.seen(id, "queued");
    assert_eq!(desk.wake(), (seconds(2), vec![cancel(id)]));
    desk.settle(lost(Some(seconds(9))));
    desk.seen(id, "queued");
    assert_eq!(desk.wake(), (seconds(9), vec![cancel(id)]));
    assert_eq!(desk.status(id), &Status::Cancelling);
    desk.settle(lost(None));
    assert_eq!(desk.status(id), &Status::Queued);
    desk.seen(id, "queued");
    assert_eq!(desk.wake().1, [poll(id)], "no fourth cancel");
    desk.seen(id, "queued");
    assert_eq!(
        desk.settle(Message::Cancel(id)),
        [cancel(id)],
        "the person may ask again"
    );
}

#[test]
fn a_cancel_that_waits_is_dropped_when_the_job_ends() {
    let (mut desk, id) = cancelling();
    let lost = CancelOutcome::Missed {
        failure: failure(FailureKind::Server),
        retry_after: None,
    };
    assert_eq!(desk.settle(answered(id, lost)), [poll(id)]);
    desk.seen(id, "succeeded");
    assert_eq!(desk.wake(), (seconds(2), vec![]));
    assert_eq!(desk.sleep(), None);
}

#[test]
fn a_busy_service_is_not_asked_for_a_cancel() {
    let mut desk = Desk::holder(settings());
    let (id, other) = (desk.live("one"), desk.live("two"));
    desk.settle(Message::Look(other, remote(other)));
    let poll = Poll::Missed {
        failure: failure(FailureKind::RateLimited),
        retry_after: Some(seconds(15)),
    };
    desk.polled(other, poll);
    assert_eq!(desk.settle(Message::Cancel(id)), []);
    assert_eq!(desk.wake(), (seconds(15), vec![cancel(id)]));
}

#[test]
fn pressing_twice_asks_once() {
    let (mut desk, id) = cancelling();
    assert_eq!(desk.settle(Message::Cancel(id)), []);
}

#[test]
fn a_restart_while_cancelling_asks_again() {
    let mut desk = Desk::window(settings());
    let job = foreign(1, Status::Cancelling);
    desk.ledger.jobs.insert(job.id, job.clone());
    assert_eq!(desk.settle(Message::Holding), [cancel(job.id)]);
    assert_eq!(desk.settle(Message::LedgerChanged), [], "once");
}

#[test]
fn a_waiting_job_is_withdrawn_without_a_request() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    assert_eq!(desk.settle(send("second")), []);
    let second = *desk.ledger.jobs.keys().find(|id| **id != first).expect("recorded");
    let withdrawn = Effect::Apply {
        id: second,
        event: Event::Withdrawn,
        at: desk.now.wall,
    };
    assert_eq!(desk.settle(Message::Cancel(second)), []);
    assert_eq!(desk.status(second), &Status::NotSent);
    // a window does not know the queue, and asks the ledger
    let mut window = Desk::window(settings());
    let waiting = foreign(3, Status::Waiting);
    window.ledger.jobs.insert(waiting.id, waiting.clone());
    let asked = window.tell(Message::Cancel(waiting.id));
    let applied = window.ledger.answer(&asked[0]).expect("the ledger's");
    let Effect::Apply { event, at, .. } = withdrawn else {
        unreachable!()
    };
    assert_eq!(
        window.tell(applied),
        [Effect::Apply {
            id: waiting.id,
            event,
            at
        }]
    );
}

#[test]
fn a_withdrawal_that_cannot_be_written_sends_nothing() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    desk.settle(send("second"));
    let second = *desk.ledger.jobs.keys().find(|id| **id != first).expect("recorded");
    desk.ledger.broken = true;
    desk.settle(Message::Cancel(second));
    desk.ledger.broken = false;
    desk.settle(Message::Look(first, remote(first)));
    assert_eq!(desk.seen(first, "succeeded"), []);
    desk.wake();
    assert_eq!(
        (desk.status(second), desk.engine.queue_is_paused()),
        (&Status::Waiting, true)
    );
}

#[test]
fn many_cancels_take_turns_with_looks_that_are_due_and_let_a_submit_pass() {
    let mut desk = Desk::window(Settings {
        in_flight: 100,
        ..settings()
    });
    for number in 1..=40 {
        let job = foreign(number, Status::Processing);
        desk.ledger.jobs.insert(job.id, job);
    }
    desk.settle(Message::Holding);
    desk.pass(seconds(2));
    let ids: Vec<JobId> = desk.ledger.jobs.keys().copied().take(12).collect();
    let mut asked: Vec<Effect> = ids.iter().flat_map(|id| desk.settle(Message::Cancel(*id))).collect();
    let before = asked.len();
    asked.extend(desk.settle(send("in between")));
    let mut answered = 0;
    while asked.len() < 40 {
        if let Some(Effect::Poll { id, .. }) = asked.get(answered).cloned() {
            asked.extend(desk.seen(id, "processing"));
        } else if answered == asked.len() {
            asked.extend(desk.wake().1);
            continue;
        }
        answered += 1;
    }
    let is_cancel = |effect: &Effect| matches!(effect, Effect::Cancel { .. });
    assert_eq!(asked.iter().filter(|effect| is_cancel(effect)).count(), 12);
    let crowded = asked.windows(2).find(|pair| pair.iter().all(is_cancel));
    assert_eq!(crowded, None, "a look was due all the time");
    assert!(matches!(asked[before], Effect::Submit { .. }), "{:?}", asked[before]);
}

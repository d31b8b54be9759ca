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
    assert_eq!(desk.wake(), (seconds(15), vec![cancel(id), self::poll(other)]));
}

#[test]
fn a_cancel_that_waits_waits_on_when_the_service_is_slow_for_longer() {
    let mut desk = Desk::holder(settings());
    let (id, other) = (desk.live("one"), desk.live("two"));
    let slow = || Poll::Missed {
        failure: failure(FailureKind::RateLimited),
        retry_after: Some(seconds(15)),
    };
    desk.settle(Message::Look(other, remote(other)));
    desk.settle(Message::Look(id, remote(id)));
    desk.polled(other, slow());
    assert_eq!(desk.settle(Message::Cancel(id)), []);
    desk.pass(seconds(10));
    desk.polled(id, slow());
    assert_eq!(desk.wake().0, seconds(15));
}

#[test]
fn a_cancel_is_not_given_up_because_the_service_is_busy() {
    let (mut desk, id) = cancelling();
    for _ in 0..6 {
        let busy = CancelOutcome::Missed {
            failure: failure(FailureKind::RateLimited),
            retry_after: Some(seconds(2)),
        };
        desk.settle(answered(id, busy));
        let (_, asked) = desk.wake();
        assert!(asked.contains(&cancel(id)), "{asked:?}");
    }
    assert_eq!(desk.status(id), &Status::Cancelling);
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
fn a_restart_does_not_ask_again_for_what_the_service_has_taken() {
    let (mut desk, id) = cancelling();
    desk.settle(answered(id, CancelOutcome::Taken));
    let mut next = Desk::window(settings());
    next.ledger = desk.ledger.clone();
    assert_eq!(next.settle(Message::Holding), []);
    assert_eq!(next.wake().1, [poll(id)]);
}

/// A holder that watches one job, and a window whose person has just cancelled it.
fn cancelled_in_a_window() -> (Desk, Desk, JobId) {
    let mut holder = Desk::holder(settings());
    let id = holder.live("a river");
    let mut window = Desk::window(settings());
    window.ledger = holder.ledger.clone();
    assert_eq!(window.settle(Message::Cancel(id)), [cancel(id)]);
    holder.ledger = window.ledger.clone();
    assert_eq!(holder.settle(Message::LedgerChanged), []);
    (holder, window, id)
}

/// How often the holder asks for a cancel of a job that goes on.
fn cancels(holder: &mut Desk, id: JobId, minutes: u64) -> usize {
    let end = holder.now.steady + seconds(60 * minutes);
    let mut cancels = 0;
    while holder.now.steady < end {
        let (_, asked) = holder.wake();
        if asked.contains(&cancel(id)) {
            cancels += 1;
            holder.settle(answered(id, CancelOutcome::Taken));
        }
        holder.seen(id, "processing");
    }
    cancels
}

#[test]
fn a_cancel_whose_window_died_before_it_left_is_asked_by_the_holder() {
    let (mut holder, _dead, id) = cancelled_in_a_window();
    assert_eq!(cancels(&mut holder, id, 2), 1);
    assert_eq!(cancels(&mut holder, id, 60), 0);
    holder.settle(Message::Look(id, remote(id)));
    holder.seen(id, "cancelled");
    assert_eq!(holder.status(id), &Status::Cancelled);
}

#[test]
fn a_cancel_that_its_window_sees_to_is_asked_once() {
    let (mut holder, mut window, id) = cancelled_in_a_window();
    assert_eq!(window.settle(answered(id, CancelOutcome::Taken)), [poll(id)]);
    holder.ledger = window.ledger.clone();
    holder.settle(Message::LedgerChanged);
    assert_eq!(cancels(&mut holder, id, 60), 0);
}

#[test]
fn a_window_that_takes_over_while_it_cancels_asks_once() {
    let (_gone, mut window, id) = cancelled_in_a_window();
    assert_eq!(window.settle(Message::Holding), []);
    assert_eq!(window.wake().1, [poll(id)]);
}

#[test]
fn a_holder_that_reads_the_board_before_its_own_wish_is_told_asks_once() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    let asked = desk.tell(Message::Cancel(id));
    let applied = desk.ledger.answer(&asked[0]).expect("the ledger's");
    assert_eq!(desk.settle(Message::LedgerChanged), []);
    assert_eq!(desk.settle(applied), [cancel(id)]);
    let end = desk.now.steady + seconds(300);
    while desk.now.steady < end {
        assert_eq!(desk.wake().1, [poll(id)]);
        desk.seen(id, "processing");
    }
}

#[test]
fn a_cancel_asked_again_after_it_was_refused_is_sent_again() {
    let (mut desk, id) = cancelling();
    desk.settle(answered(id, CancelOutcome::Refused(failure(FailureKind::Conflict))));
    let mut window = Desk::window(settings());
    window.ledger = desk.ledger.clone();
    window.settle(Message::Cancel(id));
    desk.ledger = window.ledger.clone();
    desk.seen(id, "processing");
    desk.settle(Message::LedgerChanged);
    assert_eq!(cancels(&mut desk, id, 2), 1);
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

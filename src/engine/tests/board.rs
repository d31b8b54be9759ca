//! Several processes on one board: who looks, who counts, who takes over.

use super::support::*;
use crate::engine::{Effect, Message};
use crate::job::*;

#[test]
fn a_window_looks_by_hand_alone_and_as_holder_at_everything() {
    let mut desk = Desk::window(settings());
    let id = desk.live("a river");
    let foreign = foreign(1, Status::Processing);
    desk.ledger.jobs.insert(foreign.id, foreign.clone());
    assert_eq!((desk.sleep(), desk.settle(Message::LedgerChanged)), (None, vec![]));
    assert!(!desk.engine.watch(id).expect("watched").is_given_up());
    assert_eq!(
        desk.settle(Message::Look(foreign.id, remote(foreign.id))),
        [poll(foreign.id)]
    );
    desk.seen(foreign.id, "processing");
    assert_eq!(desk.sleep(), None);

    assert_eq!(desk.settle(Message::Holding), []);
    let mut looked = vec![];
    while let Some(sleep) = desk.sleep() {
        assert!(sleep <= seconds(1), "{sleep:?}");
        looked.extend(desk.wake().1);
    }
    looked.sort_by_key(|effect| format!("{effect:?}"));
    assert_eq!(looked, [poll(foreign.id), poll(id)]);
    assert_eq!(desk.engine.jobs_going_on(), 2);
}

#[test]
fn the_holder_learns_of_the_jobs_of_windows() {
    let mut desk = Desk::holder(settings());
    let mut job = foreign(1, Status::Sending);
    desk.ledger.jobs.insert(job.id, job.clone());
    assert_eq!(desk.settle(Message::LedgerChanged), []);
    assert_eq!((desk.engine.in_flight(), desk.engine.submits_on_their_way()), (1, 0));
    job.status = Status::Queued;
    job.remote_id = Some(remote(job.id));
    desk.ledger.jobs.insert(job.id, job.clone());
    desk.settle(Message::LedgerChanged);
    assert_eq!((desk.engine.in_flight(), desk.wake().1), (1, vec![poll(job.id)]));
    desk.seen(job.id, "queued");
    let due = desk.sleep();
    desk.settle(Message::LedgerChanged);
    assert_eq!(desk.sleep(), due, "no change, no look");
    desk.ledger.jobs.clear();
    desk.settle(Message::LedgerChanged);
    assert_eq!(
        (desk.engine.in_flight(), desk.sleep()),
        (0, None),
        "its own person saw to it"
    );
}

#[test]
fn jobs_of_all_windows_count() {
    let mut window = Desk::window(one_in_flight());
    let other = foreign(1, Status::Processing);
    window.ledger.jobs.insert(other.id, other.clone());
    assert_eq!(
        window.tell(send("mine")),
        [Effect::OpenJobs],
        "a window does not know how many there are"
    );
    assert_eq!(window.engine.pending().count(), 1, "on the screen at once");
    let board = window.ledger.answer(&Effect::OpenJobs).expect("the ledger's");
    assert_eq!(window.settle(board), []);
    assert_eq!(
        window
            .ledger
            .jobs
            .values()
            .filter(|job| job.status == Status::Waiting)
            .count(),
        1
    );
    window.ledger.jobs.clear();
    window.live("mine again");
    window.ledger.jobs.clear();
    window.live("and again: a window forgets the jobs that somebody else saw end");
}

#[test]
fn a_reading_older_than_our_own_writes_brings_nothing_back() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    desk.settle(send("second"));
    assert_eq!(desk.tell(Message::LedgerChanged), [Effect::ChangedJobs]);
    let old = desk.ledger.answer(&Effect::ChangedJobs).expect("the ledger's");
    desk.settle(Message::Look(first, remote(first)));
    let asked = desk.seen(first, "succeeded");
    let [Effect::Submit { id: second, .. }] = asked[..] else {
        panic!("{asked:?}")
    };
    assert_eq!(desk.submitted(second, busy(None)), []);
    desk.settle(Message::Cancel(second));
    assert_eq!(desk.tell(Message::LedgerChanged), [], "one reading at a time");
    assert_eq!(desk.tell(old), [Effect::ChangedJobs]);
    assert_eq!((desk.engine.jobs_going_on(), desk.engine.in_flight()), (0, 0));
    desk.pass(seconds(200));
    assert_eq!(desk.settle(Message::Wake), [], "neither looked at nor sent");
}

#[test]
fn a_ledger_that_cannot_be_read_is_read_again() {
    let mut desk = Desk::window(settings());
    let job = foreign(1, Status::Queued);
    desk.ledger.jobs.insert(job.id, job.clone());
    desk.ledger.broken = true;
    desk.settle(Message::Holding);
    assert_eq!(desk.wake(), (seconds(2), vec![]));
    desk.ledger.broken = false;
    desk.wake();
    assert_eq!(desk.wake().1, [poll(job.id)]);
}

#[test]
fn after_a_reading_that_failed_it_is_not_enough_to_read_what_changed() {
    let mut desk = Desk::holder(settings());
    assert_eq!(desk.tell(Message::LedgerChanged), [Effect::ChangedJobs]);
    desk.ledger.broken = true;
    let failed = desk.ledger.answer(&Effect::ChangedJobs).expect("the ledger's");
    desk.ledger.broken = false;
    assert_eq!(desk.tell(failed), []);
    desk.pass(seconds(2));
    assert_eq!(desk.tell(Message::Wake), [Effect::OpenJobs]);
}

#[test]
fn a_job_that_is_not_in_the_ledger_is_forgotten() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    desk.wake();
    desk.ledger.jobs.clear();
    desk.seen(id, "processing");
    assert_eq!((desk.sleep(), desk.engine.jobs_going_on()), (None, 0));
}

#[test]
fn who_lets_go_looks_on_and_takes_up_again_what_the_ledger_has_by_then() {
    let mut desk = Desk::holder(one_in_flight());
    let id = desk.live("a river");
    desk.settle(send("waits"));
    assert_eq!((desk.engine.queue_len(), desk.engine.jobs_going_on()), (1, 1));
    assert_eq!(desk.settle(Message::LetGo), []);
    assert_eq!(
        (desk.engine.is_holder(), desk.engine.queue_len(), desk.engine.watch(id)),
        (false, 0, None)
    );
    assert_eq!((desk.sleep(), desk.settle(Message::LedgerChanged)), (None, vec![]));
    // meanwhile somebody else sees it end, and another person sends one more
    let ended = Event::seen(snapshot(desk.now.wall, "failed", None));
    let found = foreign(1, Status::Processing);
    let told = desk.ledger.jobs.get_mut(&id);
    assert!(told.is_some_and(|job| job.apply(&ended, desk.now.wall)));
    desk.ledger.jobs.insert(found.id, found.clone());
    desk.pass(seconds(3600));
    assert_eq!(desk.settle(Message::Holding), []);
    assert_eq!(desk.wake().1, [poll(found.id)], "the one that ended is not asked for");
    desk.seen(found.id, "failed");
    assert!(desk.engine.queue_is_paused(), "as after a restart");
    assert_eq!((desk.engine.queue_len(), desk.sleep()), (1, None));
}

#[test]
fn a_reading_of_the_holder_that_comes_after_it_has_let_go_makes_it_no_holder() {
    let mut desk = Desk::holder(one_in_flight());
    let waiting = foreign(1, Status::Waiting);
    desk.ledger.jobs.insert(waiting.id, waiting);
    assert_eq!(desk.tell(Message::LedgerChanged), [Effect::ChangedJobs]);
    assert_eq!(desk.tell(Message::LetGo), []);
    let late = desk.ledger.answer(&Effect::ChangedJobs).expect("the ledger's");
    assert_eq!(desk.tell(late), []);
    assert_eq!((desk.engine.queue_len(), desk.sleep()), (0, None));
    assert_eq!(
        desk.tell(send("mine")),
        [Effect::OpenJobs],
        "it does not know how many there are"
    );
}

#[test]
fn what_was_being_sent_when_it_let_go_is_sent_once_whoever_holds_the_engine() {
    let mut first = Desk::holder(one_in_flight());
    let running = first.live("in its way");
    first.settle(send("waits"));
    first.pass(seconds(1));
    first.settle(Message::Look(running, remote(running)));
    // its place is free: the intent of the next is on its way to the disk when it lets go
    let url = Some("https://x.example/v.mp4");
    let poll = seen(first.now.wall, "succeeded", url);
    let ended = first.tell(Message::Polled { id: running, poll });
    let ended: Vec<_> = ended.iter().filter_map(|effect| first.ledger.answer(effect)).collect();
    let [ended] = ended.try_into().expect("the end of the first");
    let intended = first.tell(ended);
    let [intent @ Effect::Apply { id, .. }] = &intended[..] else {
        panic!("{intended:?}")
    };
    assert_eq!(first.tell(Message::LetGo), []);
    let mut second = Desk::window(one_in_flight());
    second.ledger = first.ledger.clone();
    assert_eq!(second.settle(Message::Holding), []);
    assert!(second.engine.queue_is_paused());
    // it becomes durable, and goes out: by whoever made the intent
    second.ledger.answer(intent);
    first.ledger = second.ledger.clone();
    assert_eq!(second.settle(Message::LedgerChanged), []);
    assert_eq!((second.engine.queue_len(), second.sleep()), (0, None));
    let message = Message::Applied {
        id: *id,
        event: match intent {
            Effect::Apply { event, .. } => event.clone(),
            other => panic!("{other:?}"),
        },
        kept: Ok(first.ledger.jobs.get(id).cloned().map(Box::new)),
        changed: true,
    };
    let sent = first.settle(message);
    assert!(
        matches!(&sent[..], [Effect::Submit { id: of, .. }] if of == id),
        "{sent:?}"
    );
    assert_eq!(first.engine.submits_on_their_way(), 1);
    assert_eq!(first.submitted(*id, accepted(*id)), []);
    assert_eq!((first.status(*id), first.sleep()), (&Status::Queued, None));
}

#[test]
fn a_cancel_without_an_answer_is_left_to_who_holds_the_engine_now() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    assert_eq!(desk.settle(Message::Cancel(id)), [cancel(id)]);
    desk.settle(Message::LetGo);
    let outcome = CancelOutcome::Missed {
        failure: failure(FailureKind::TimedOut),
        retry_after: None,
    };
    assert_eq!(desk.settle(Message::CancelAnswered { id, outcome }), []);
    assert_eq!((desk.status(id), desk.sleep()), (&Status::Cancelling, None));
    assert_eq!(
        desk.settle(Message::Holding),
        [cancel(id)],
        "nobody else has seen to it"
    );
}

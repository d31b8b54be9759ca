//! Jobs that were submitted elsewhere: one look, then a job of the ledger like any other, and nothing of it is ever sent.

use super::support::*;
use crate::engine::{Effect, Message, Settlement};
use crate::job::*;

fn name() -> RemoteId {
    RemoteId::parse("req_x").expect("sound")
}

/// Asks about it; gives our name for what is looked at.
fn track(desk: &mut Desk) -> JobId {
    let effects = desk.settle(Message::Track(name()));
    let [Effect::Poll { id, remote_id }] = &effects[..] else {
        panic!("one look, but {effects:?}")
    };
    assert_eq!((remote_id, desk.engine.is_tracking(*id)), (&name(), Some(&name())));
    *id
}

#[test]
fn a_name_is_looked_at_once_and_what_it_shows_is_watched() {
    for mut desk in [Desk::holder(settings()), Desk::window(settings())] {
        let holds = desk.engine.is_holder();
        let id = track(&mut desk);
        assert_eq!(desk.tell(Message::Track(name())), [], "one at a time");
        assert_eq!(desk.engine.jobs_going_on(), 0, "nobody knows yet whether it exists");
        assert_eq!(desk.seen(id, "processing"), []);
        let job = &desk.ledger.jobs[&id];
        assert_eq!(
            (&job.status, &job.remote_id, job.attempts),
            (&Status::Processing, &Some(name()), 0)
        );
        assert_eq!(desk.engine.jobs_going_on(), 1, "it counts as live");
        assert_eq!(desk.engine.is_tracking(id), None);
        if holds {
            assert!(matches!(&desk.wake().1[..], [Effect::Poll { id: of, .. }] if *of == id));
        } else {
            assert_eq!(desk.sleep(), None, "whoever holds the engine looks at it");
        }
    }
}

#[test]
fn what_is_not_there_leaves_nothing_behind() {
    for kind in [FailureKind::NotFound, FailureKind::Server, FailureKind::Unauthorized] {
        let mut desk = Desk::holder(settings());
        let id = track(&mut desk);
        assert_eq!(desk.polled(id, missed(kind)), []);
        assert_eq!((desk.engine.watch(id), desk.ledger.jobs.len()), (None, 0));
    }
}

#[test]
fn one_that_has_ended_is_kept_and_not_looked_at_again() {
    let mut desk = Desk::holder(settings());
    let id = track(&mut desk);
    assert_eq!(desk.seen(id, "failed"), []);
    assert_eq!((desk.status(id), desk.engine.jobs_going_on()), (&Status::Failed, 0));
    assert_eq!(desk.sleep(), None);
}

#[test]
fn a_name_of_the_ledger_is_no_second_job() {
    let mut desk = Desk::holder(settings());
    let mut known = foreign(1, Status::Failed);
    known.remote_id = Some(name());
    desk.ledger.jobs.insert(known.id, known);
    let id = track(&mut desk);
    assert_eq!(desk.seen(id, "processing"), []);
    assert_eq!((desk.ledger.jobs.len(), desk.engine.jobs_going_on()), (1, 0));
}

#[test]
fn what_the_disk_does_not_take_is_not_watched() {
    let mut desk = Desk::holder(settings());
    let id = track(&mut desk);
    desk.ledger.broken = true;
    assert_eq!(desk.seen(id, "processing"), []);
    desk.ledger.broken = false;
    assert_eq!((desk.engine.watch(id), desk.engine.jobs_going_on()), (None, 0));
    track(&mut desk);
}

#[test]
fn nothing_of_it_is_ever_sent_and_it_is_cancelled_like_any_other() {
    let mut desk = Desk::holder(settings());
    let id = track(&mut desk);
    desk.seen(id, "queued");
    let again = Message::Settle(id, Settlement::SendAgain(Box::new(request("x"))));
    assert_eq!(desk.settle(again), []);
    assert_eq!(desk.ledger.jobs[&id].attempts, 0);
    let effects = desk.settle(Message::Cancel(id));
    assert!(
        matches!(&effects[..], [Effect::Cancel { remote_id, .. }] if *remote_id == name()),
        "{effects:?}"
    );
}

//! Settling jobs of unknown fate: one look at a name, one POST of a try, and nothing of the service where nothing was made.

use super::support::*;
use crate::engine::{Effect, Message, Settlement};
use crate::job::*;

fn unknown(desk: &mut Desk) -> JobId {
    let id = desk.send("a river");
    desk.submitted(id, SubmitOutcome::Unknown(failure(FailureKind::TimedOut)));
    assert_eq!(desk.status(id), &Status::Unknown);
    id
}

fn adopt(id: JobId, name: &str) -> Message {
    let name = RemoteId::parse(name).expect("sound");
    Message::Settle(id, Settlement::Adopt(name))
}

#[test]
fn a_name_is_looked_at_once_and_followed_only_when_it_was_seen() {
    for mut desk in [Desk::holder(settings()), Desk::window(settings())] {
        let id = unknown(&mut desk);
        desk.pass(seconds(1));
        let [Effect::Poll { remote_id, .. }] = &desk.settle(adopt(id, "req_9"))[..] else {
            panic!("one look")
        };
        assert_eq!(remote_id.as_str(), "req_9");
        assert_eq!(desk.settle(adopt(id, "req_8")), [], "one at a time");
        assert_eq!(desk.polled(id, missed(FailureKind::NotFound)), []);
        assert_eq!((desk.status(id), desk.sleep()), (&Status::Unknown, None));
        desk.pass(seconds(1));
        assert_eq!(desk.settle(adopt(id, "req_8")).len(), 1);
        assert_eq!(desk.seen(id, "processing"), []);
        let job = &desk.ledger.jobs[&id];
        assert_eq!(job.remote_id.as_ref().map(RemoteId::as_str), Some("req_8"));
        assert_eq!((desk.status(id), desk.engine.jobs_going_on()), (&Status::Processing, 1));
    }
}

#[test]
fn an_answer_under_another_name_is_not_taken_for_the_jobs_own() {
    let mut desk = Desk::holder(settings());
    let id = unknown(&mut desk);
    desk.pass(seconds(1));
    desk.settle(adopt(id, "req_9"));
    desk.submitted(id, accepted(id));
    assert_eq!(desk.status(id), &Status::Queued);
    let asked = desk.seen(id, "failed");
    assert_eq!(desk.status(id), &Status::Queued, "that was told of req_9");
    assert_eq!(asked, [poll(id)]);
}

#[test]
fn not_created_asks_nothing_of_the_service() {
    let mut desk = Desk::holder(settings());
    let id = unknown(&mut desk);
    assert_eq!(desk.settle(Message::Settle(id, Settlement::NotCreated)), []);
    assert_eq!((desk.status(id), desk.sleep()), (&Status::NotSent, None));
}

#[test]
fn sent_again_it_is_durable_first_and_has_a_token_of_its_own() {
    let mut desk = Desk::holder(settings());
    let id = unknown(&mut desk);
    let first = desk.token(id);
    desk.pass(seconds(1));
    let again = || Message::Settle(id, Settlement::SendAgain(Box::new(request("a river"))));
    let effects = desk.tell(again());
    let [
        Effect::Apply {
            event: Event::SentAgain(intent),
            ..
        },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_ne!(intent.token, first);
    assert_eq!(desk.tell(again()), [], "pressed twice");
    assert_eq!(desk.engine.submits_on_their_way(), 1);
    let written = desk.ledger.answer(&effects[0]).expect("the ledger's");
    let (token, body) = (intent.token, request("a river").body(intent.token));
    assert_eq!(desk.tell(written.clone()), [Effect::Submit { id, token, body }]);
    assert_eq!(desk.tell(written), [], "told twice, sent once");
    desk.submitted(id, accepted(id));
    assert_eq!(desk.status(id), &Status::Queued);
    // somebody else settled it: nothing is sent
    assert_eq!(desk.settle(again()), []);
    assert_eq!(desk.ledger.jobs[&id].attempts, 2);
}

#[test]
fn a_live_job_that_was_thought_unknown_is_looked_at_by_the_next_holder() {
    let mut desk = Desk::window(settings());
    let job = foreign(1, Status::Queued);
    desk.ledger.jobs.insert(job.id, job.clone());
    let archive = desk.tell(Message::Archive(job.id, true));
    let again = Message::Settle(job.id, Settlement::SendAgain(Box::new(request("again"))));
    let asked = desk.tell(again);
    let archived = desk.ledger.answer(&archive[0]).expect("the ledger's");
    assert_eq!(desk.settle(archived), []);
    assert_eq!(desk.settle(Message::Holding), [], "read before the wish is written");
    desk.ledger.broken = true;
    let lost = desk.ledger.answer(&asked[0]).expect("the ledger's");
    desk.ledger.broken = false;
    assert_eq!(desk.settle(lost), []);
    assert_eq!(desk.wake().1, [poll(job.id)]);
}

#[test]
fn what_the_disk_does_not_take_is_not_sent_again() {
    let mut desk = Desk::holder(settings());
    let id = unknown(&mut desk);
    desk.pass(seconds(1));
    desk.ledger.broken = true;
    let again = Message::Settle(id, Settlement::SendAgain(Box::new(request("a river"))));
    assert_eq!(desk.settle(again.clone()), []);
    desk.ledger.broken = false;
    assert!(matches!(desk.settle(again)[..], [Effect::Submit { .. }]));
}

#[test]
fn sent_again_it_waits_for_nobody_and_holds_a_place() {
    let mut desk = Desk::holder(one_in_flight());
    let id = unknown(&mut desk);
    let first = desk.live("first");
    desk.pass(seconds(2));
    let again = Message::Settle(id, Settlement::SendAgain(Box::new(request("a river"))));
    assert!(matches!(desk.settle(again)[..], [Effect::Submit { .. }]));
    assert_eq!(desk.settle(send("third")), [], "both places and one more are taken");
    desk.submitted(id, accepted(id));
    desk.settle(Message::Look(first, remote(first)));
    assert_eq!(desk.seen(first, "succeeded"), [], "it is in flight still");
    desk.settle(Message::Look(id, remote(id)));
    assert!(matches!(desk.seen(id, "succeeded")[..], [Effect::Submit { .. }]));
}

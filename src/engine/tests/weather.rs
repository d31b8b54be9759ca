//! The service as a whole: a refused key, a busy service, an outage.

use super::support::*;
use crate::engine::{Effect, Message};
use crate::job::*;

fn refused() -> SubmitOutcome {
    SubmitOutcome::Rejected {
        failure: failure(FailureKind::Unauthorized),
        retry_after: None,
    }
}

fn refused_desk() -> (Desk, JobId, JobId) {
    let mut desk = Desk::holder(one_in_flight());
    let id = desk.live("first");
    desk.settle(send("waits"));
    let other = foreign(1, Status::Queued);
    desk.ledger.jobs.insert(other.id, other.clone());
    desk.settle(Message::LedgerChanged);
    desk.pass(seconds(60));
    assert_eq!(desk.settle(Message::Wake).len(), 2);
    desk.polled(id, missed(FailureKind::Unauthorized));
    (desk, id, other.id)
}

#[test]
fn a_refused_key_stops_everything_and_one_request_tries_the_next() {
    let (mut desk, id, other) = refused_desk();
    assert_eq!(desk.engine.refuses_to_ask(), Some(&failure(FailureKind::Unauthorized)));
    assert_eq!(desk.sleep(), None);
    assert_eq!(desk.tell(send("more")), []);
    assert_eq!(desk.settle(Message::Look(id, remote(id))), []);
    assert_eq!(desk.settle(key_read(false)), []);

    assert_eq!(desk.settle(key_read(true)), [poll(id)]);
    assert_eq!(
        desk.polled(other, missed(FailureKind::Unauthorized)),
        [],
        "asked with the old key"
    );
    assert_eq!(desk.polled(id, missed(FailureKind::Unauthorized)), []);
    assert_eq!((desk.sleep(), desk.settle(Message::Wake)), (None, vec![]));

    let [Effect::Poll { id: tried, .. }] = desk.settle(key_read(true))[..] else {
        panic!("one request")
    };
    desk.seen(tried, "processing");
    assert_eq!(desk.engine.refuses_to_ask(), None);
    let left = if tried == id { other } else { id };
    assert_eq!(desk.wake().1, [poll(left)]);
}

#[test]
fn where_no_job_can_try_the_key_the_models_do() {
    let mut desk = Desk::window(settings());
    let id = desk.send("a river");
    desk.submitted(id, refused());
    assert_eq!(desk.settle(key_read(true)), [Effect::Models]);
    desk.settle(Message::Models(Err(failure(FailureKind::Unauthorized))));
    assert_eq!(desk.tell(send("again")), []);
    for told in [Ok(Catalogue::built_in()), Err(failure(FailureKind::Unreadable))] {
        desk.settle(key_read(true));
        desk.settle(Message::Models(told));
        assert!(!desk.engine.weather().key_is_taken(), "nobody has looked at the key");
        let id = desk.send("again");
        desk.submitted(id, refused());
        desk.pass(seconds(61));
    }
    desk.settle(key_read(true));
    desk.settle(Message::Models(Ok(Catalogue::built_in())));
    let id = desk.send("again");
    desk.submitted(id, accepted(id));
    assert!(desk.engine.weather().key_is_taken());
}

#[test]
fn where_no_job_is_due_the_chosen_one_tries_the_key() {
    let mut desk = Desk::window(settings());
    let id = desk.send("a river");
    desk.submitted(id, refused());
    let ended = foreign(1, Status::Succeeded);
    let chosen = Some((ended.id, remote(ended.id)));
    let read = || Message::KeyRead {
        read_well: true,
        chosen: chosen.clone(),
    };
    assert_eq!(desk.settle(read()), [poll(ended.id)]);
    assert_eq!(desk.settle(read()), [Effect::Models], "it is being looked at");
    desk.polled(ended.id, missed(FailureKind::Unauthorized));
    desk.settle(Message::Models(Err(failure(FailureKind::Unauthorized))));
    assert!(desk.engine.refuses_to_ask().is_some());
    assert_eq!(desk.settle(read()), [poll(ended.id)]);
    desk.polled(ended.id, missed(FailureKind::NotFound));
    assert!(desk.engine.weather().key_is_taken());
}

#[test]
fn the_public_list_of_models_is_no_proof_of_a_key() {
    let (mut desk, ..) = refused_desk();
    desk.settle(Message::Models(Ok(Catalogue::built_in())));
    assert!(desk.engine.refuses_to_ask().is_some());
}

#[test]
fn what_was_durable_when_the_key_was_refused_is_not_sent_and_says_so() {
    let mut desk = Desk::holder(settings());
    let record = desk.tell(send("a river"));
    let recorded = desk.ledger.answer(&record[0]).expect("the ledger's");
    desk.settle(Message::Models(Err(failure(FailureKind::Unauthorized))));
    assert_eq!(desk.settle(recorded), []);
    let job = desk.ledger.jobs.values().next().expect("recorded");
    assert_eq!(
        (&job.status, &job.failure),
        (&Status::NotSent, &Some(failure(FailureKind::Unauthorized)))
    );
    assert_eq!(desk.engine.submits_on_their_way(), 0);
}

fn slowed(desk: &mut Desk, id: JobId, retry_after: Option<std::time::Duration>) {
    let failure = failure(FailureKind::RateLimited);
    desk.polled(id, Poll::Missed { failure, retry_after });
}

#[test]
fn a_429_slows_everybody_for_as_long_as_it_says_but_not_for_ever() {
    for (retry_after, expected) in [
        (Some(seconds(40)), 40),
        (Some(seconds(86_400)), 150),
        (Some(seconds(0)), 1),
        (None, 10),
    ] {
        let mut desk = Desk::holder(settings());
        let (id, other) = (desk.live("one"), desk.live("two"));
        desk.pass(seconds(60));
        assert_eq!(desk.settle(Message::Wake).len(), 2);
        slowed(&mut desk, id, retry_after);
        slowed(&mut desk, other, retry_after);
        assert_eq!(desk.engine.weather().slowed_for(desk.now), Some(seconds(expected)));
        assert_eq!(desk.settle(Message::Look(id, remote(id))), []);
        assert_eq!(desk.settle(send("three")), [], "it waits rather than be refused");
        let (slept, asked) = desk.wake();
        assert!(slept >= seconds(expected) && slept < seconds(expected + 1), "{slept:?}");
        assert_eq!(asked.first(), Some(&poll(id)));
        let sent = |asked: &[Effect]| asked.iter().any(|effect| matches!(effect, Effect::Submit { .. }));
        assert!(sent(&asked) || sent(&desk.wake().1), "{asked:?}");
        slowed(&mut desk, id, None);
        let again = desk.engine.weather().slowed_for(desk.now);
        assert_eq!(again, Some(seconds(20)), "longer each time");
    }
}

#[test]
fn one_sick_job_is_no_outage_for_the_others() {
    let mut desk = Desk::holder(settings());
    let (sick, well) = (desk.live("sick"), desk.live("well"));
    for _ in 0..6 {
        desk.settle(Message::Look(sick, remote(sick)));
        desk.polled(sick, missed(FailureKind::Server));
        desk.pass(seconds(2));
    }
    assert_eq!(desk.engine.weather().outage(), None);
    desk.settle(Message::Look(well, remote(well)));
    desk.polled(well, missed(FailureKind::TimedOut));
    desk.settle(Message::Look(sick, remote(sick)));
    desk.polled(sick, missed(FailureKind::Server));
    let since = desk.engine.weather().outage().map(|outage| outage.since);
    assert_eq!(since, Some(desk.now.wall));
    desk.settle(Message::Look(well, remote(well)));
    desk.seen(well, "processing");
    assert_eq!(desk.engine.weather().outage(), None);
}

#[test]
fn after_an_outage_a_429_is_an_answer() {
    let mut desk = Desk::holder(settings());
    let ids = [desk.live("one"), desk.live("two"), desk.live("three")];
    desk.pass(seconds(60));
    assert_eq!(desk.settle(Message::Wake).len(), 3);
    for id in ids {
        desk.polled(id, missed(FailureKind::Unreachable));
    }
    assert!(desk.engine.weather().outage().is_some());
    let [Effect::Poll { id, .. }] = desk.wake().1[..] else {
        panic!("one probe")
    };
    slowed(&mut desk, id, Some(seconds(20)));
    assert_eq!(desk.engine.weather().outage(), None, "it speaks");
    assert_eq!(desk.engine.weather().slowed_for(desk.now), Some(seconds(20)));
    slowed(&mut desk, id, None);
    desk.settle(Message::Look(id, remote(id)));
    assert_eq!(desk.wake().0, seconds(20));
    slowed(&mut desk, id, None);
    assert_eq!(
        desk.engine.weather().slowed_for(desk.now),
        Some(seconds(20)),
        "the second in a row"
    );
}

#[test]
fn an_outage_is_probed_by_one_look_at_a_time() {
    let mut desk = Desk::holder(settings());
    let ids: Vec<_> = (0..10)
        .map(|number| {
            desk.pass(seconds(2));
            desk.live(&number.to_string())
        })
        .collect();
    desk.pass(seconds(300));
    assert_eq!(desk.settle(Message::Wake).len(), 5);
    for id in &ids[..5] {
        desk.polled(*id, missed(FailureKind::Unreachable));
    }
    let mut probes = vec![];
    for _ in 0..10 {
        let (slept, asked) = desk.wake();
        probes.push(slept);
        let [Effect::Poll { id, .. }] = asked[..] else {
            panic!("{asked:?}")
        };
        assert_eq!(desk.settle(Message::Wake), []);
        desk.polled(id, missed(FailureKind::Unreachable));
    }
    assert!(
        probes[0] <= seconds(2) && probes[9] >= seconds(15) && probes[9] <= seconds(30),
        "{probes:?}"
    );
    let id = ids[7];
    assert_eq!(
        desk.settle(Message::Look(id, remote(id))),
        [poll(id)],
        "the person need not wait for the probe"
    );
    assert!(!desk.seen(id, "queued").is_empty(), "one good answer ends it");
    assert_eq!(desk.engine.weather().outage(), None);
}

#[test]
fn a_queue_without_live_jobs_is_not_stuck_in_an_outage() {
    let mut desk = Desk::holder(one_in_flight());
    let mut asked = desk.settle(send("0"));
    for number in 1..5 {
        assert_eq!(desk.settle(send(&number.to_string())), []);
    }
    for _ in 0..3 {
        let [Effect::Submit { id, .. }] = asked[..] else {
            panic!("{asked:?}")
        };
        asked = desk.submitted(id, SubmitOutcome::NotSent(failure(FailureKind::Unreachable)));
    }
    assert_eq!(asked, [], "no more jobs are lost to it");
    assert_eq!(desk.wake().1, [Effect::Models]);
    assert_eq!(desk.sleep(), None);
    desk.settle(Message::Models(Err(failure(FailureKind::Unreachable))));
    assert_eq!(desk.wake().1, [Effect::Models]);
    let asked = desk.settle(Message::Models(Ok(Catalogue::built_in())));
    assert!(matches!(asked[..], [Effect::Submit { .. }]), "{asked:?}");
}

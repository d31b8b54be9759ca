//! Our own queue.

use super::support::*;
use crate::engine::{Effect, Message};
use crate::job::*;

fn prompt(desk: &Desk, effects: &[Effect]) -> Vec<String> {
    let prompt = |effect: &Effect| match effect {
        Effect::Submit { id, .. } => desk.ledger.jobs[id].request.prompt.clone(),
        other => panic!("{other:?}"),
    };
    effects.iter().map(prompt).collect()
}

fn in_queue(desk: &Desk) -> usize {
    let waiting = desk.ledger.jobs.values().filter(|job| job.status == Status::Waiting);
    waiting.inspect(|job| assert!(job.queued_here)).count()
}

#[test]
fn jobs_beyond_the_limit_wait_and_go_in_their_order() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    for prompt in ["second", "third", "fourth"] {
        assert_eq!(desk.settle(send(prompt)), []);
    }
    assert_eq!((in_queue(&desk), desk.engine.queue_is_paused()), (3, false));
    let mut live = first;
    for expected in ["second", "third", "fourth"] {
        desk.settle(Message::Look(live, remote(live)));
        let asked = desk.seen(live, "succeeded");
        assert_eq!(prompt(&desk, &asked), [expected]);
        let [Effect::Submit { id, body, .. }] = asked.as_slice() else {
            unreachable!()
        };
        assert!(body.contains("seedance_tui_intent"));
        live = *id;
        desk.submitted(live, accepted(live));
        desk.pass(seconds(2));
    }
    assert_eq!(desk.ledger.jobs.values().filter(|job| job.attempts == 1).count(), 4);
}

#[test]
fn an_unknown_submit_does_not_block_the_queue() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.send("first");
    desk.settle(send("second"));
    let asked = desk.submitted(first, SubmitOutcome::Unknown(failure(FailureKind::TimedOut)));
    assert_eq!(prompt(&desk, &asked), ["second"]);
}

#[test]
fn after_a_restart_the_queue_is_paused_and_a_send_by_hand_is_not() {
    let mut desk = Desk::window(settings());
    for number in [2, 1] {
        let job = foreign(number, Status::Waiting);
        desk.ledger.jobs.insert(job.id, job);
    }
    assert_eq!(desk.settle(Message::Holding), []);
    assert_eq!((desk.engine.queue_is_paused(), desk.sleep()), (true, None));
    assert_eq!(desk.settle(Message::LedgerChanged), []);
    desk.live("by hand");
    let asked = desk.settle(Message::PauseQueue(false));
    assert_eq!(prompt(&desk, &asked), ["foreign 1", "foreign 2"]);
    assert!(!desk.engine.queue_is_paused());
}

#[test]
fn a_429_sends_it_back_five_times_with_a_new_intent_each() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    desk.settle(send("second"));
    desk.settle(Message::Look(first, remote(first)));
    let mut asked = desk.seen(first, "succeeded");
    let mut bodies = vec![];
    for round in 0.. {
        let [Effect::Submit { id, body, .. }] = asked.as_slice() else {
            panic!("{asked:?}")
        };
        bodies.push(body.clone());
        let id = *id;
        assert_eq!(desk.submitted(id, busy(Some(seconds(30)))), []);
        if round == Job::RETURNS {
            assert_eq!(
                (desk.status(id), desk.ledger.jobs[&id].attempts),
                (&Status::Rejected, 6)
            );
            break;
        }
        assert_eq!(desk.status(id), &Status::Waiting);
        let (slept, next) = desk.wake();
        assert_eq!(slept, seconds(30));
        asked = next;
    }
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 6);
    assert_eq!(desk.sleep(), None);
}

#[test]
fn a_queue_told_to_wait_for_twenty_minutes_does_not_spend_its_five_tries_in_ten() {
    for (told, waits) in [(1200, 1200), (86_400, 3600)] {
        let mut desk = Desk::holder(one_in_flight());
        let first = desk.live("first");
        desk.settle(send("second"));
        desk.settle(Message::Look(first, remote(first)));
        let asked = desk.seen(first, "succeeded");
        let [Effect::Submit { id, .. }] = asked[..] else {
            panic!("{asked:?}")
        };
        desk.submitted(id, busy(Some(seconds(told))));
        assert_eq!(desk.settle(send("third")), [], "nor does what is sent by hand");
        assert_eq!(in_queue(&desk), 2);
        assert_eq!(desk.engine.slowed_for(desk.now), Some(seconds(waits)));
        assert_eq!(
            desk.engine.weather().slowed_for(desk.now),
            Some(seconds(150)),
            "looks go on"
        );
        let (slept, asked) = desk.wake();
        assert_eq!(
            (slept, prompt(&desk, &asked)),
            (seconds(waits), vec!["second".to_owned()])
        );
    }
}

#[test]
fn an_intent_that_cannot_be_written_pauses_the_queue_and_loses_no_job() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    desk.settle(send("second"));
    desk.settle(Message::Look(first, remote(first)));
    let poll = seen(desk.now.wall, "failed", None);
    let effects = desk.tell(Message::Polled { id: first, poll });
    let applied = desk.ledger.answer(&effects[0]).expect("the ledger's");
    desk.ledger.broken = true;
    assert_eq!(desk.settle(applied), []);
    assert_eq!(desk.wake(), (seconds(2), vec![]), "it reads the ledger until it can");
    desk.ledger.broken = false;
    assert_eq!(desk.wake(), (seconds(2), vec![]));
    assert_eq!(
        (in_queue(&desk), desk.engine.queue_is_paused(), desk.sleep()),
        (1, true, None)
    );
    let asked = desk.settle(Message::PauseQueue(false));
    assert_eq!(prompt(&desk, &asked), ["second"]);
}

#[test]
fn an_intent_that_changed_nothing_is_never_sent() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    desk.settle(send("second"));
    let second = *desk.ledger.jobs.keys().find(|id| **id != first).expect("recorded");
    // another process sent it meanwhile: the row says `sending`, by an intent that is not ours
    desk.ledger.jobs.get_mut(&second).expect("recorded").status = Status::Sending;
    desk.settle(Message::Look(first, remote(first)));
    assert_eq!(desk.seen(first, "failed"), []);
    assert_eq!(desk.engine.submits_on_their_way(), 0);
}

#[test]
fn a_paused_queue_stays_and_the_ceiling_holds_for_it() {
    let mut desk = Desk::holder(settings());
    desk.settle(Message::PauseQueue(true));
    for number in 0..8 {
        let job = foreign(number, Status::Waiting);
        desk.ledger.jobs.insert(job.id, job);
    }
    assert_eq!(desk.settle(Message::LedgerChanged), []);
    assert_eq!(desk.settle(Message::PauseQueue(false)).len(), 5);
    assert_eq!(in_queue(&desk), 3, "the others wait as `waiting`, not as `sending`");
    let (slept, asked) = desk.wake();
    assert_eq!((slept.as_millis(), asked.len()), (1520, 3));
}

#[test]
fn one_of_many_waits_in_our_own_queue_even_where_there_is_room() {
    let mut desk = Desk::holder(settings());
    let effects = desk.tell(Message::Enqueue(Box::new(request("again"))));
    let [
        Effect::Record {
            job,
            intent: None,
            twins_since: None,
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!((&job.status, job.queued_here), (&Status::Waiting, true));
    let id = job.id;
    let recorded = desk.ledger.answer(&effects[0]).expect("the ledger's");
    let sent = desk.settle(recorded);
    assert!(
        matches!(sent.as_slice(), [Effect::Submit { id: of, .. }] if *of == id),
        "{sent:?}"
    );
    desk.submitted(id, busy(None));
    assert_eq!(desk.status(id), &Status::Waiting, "a 429 sends it back there");
}

#[test]
fn while_the_key_is_refused_nothing_is_put_into_the_queue() {
    let mut desk = Desk::holder(settings());
    desk.settle(Message::Models(Err(failure(FailureKind::Unauthorized))));
    assert_eq!(desk.settle(Message::Enqueue(Box::new(request("again")))), []);
}

#[test]
fn a_sealed_engine_lets_nothing_out_of_its_queue_whoever_holds_it_next() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    desk.settle(send("second"));
    desk.settle(Message::Seal);
    desk.settle(Message::LetGo);
    desk.settle(Message::Holding);
    desk.settle(Message::PauseQueue(false));
    desk.settle(Message::Look(first, remote(first)));
    let asked = desk.seen(first, "succeeded");
    assert_eq!(prompt(&desk, &asked), Vec::<&str>::new());
    assert_eq!((in_queue(&desk), desk.engine.queue_is_paused()), (1, true));
    assert_eq!(desk.settle(send("third")), []);
}

#[test]
fn a_pause_holds_back_what_comes_in_the_place_of_the_last_job_that_waited() {
    let mut desk = Desk::holder(settings());
    let (first, second) = (foreign(1, Status::Waiting), foreign(2, Status::Waiting));
    desk.settle(Message::PauseQueue(true));
    desk.ledger.jobs.insert(first.id, first.clone());
    desk.settle(Message::LedgerChanged);
    assert_eq!(in_queue(&desk), 1);
    // both by other windows, before this one reads
    desk.ledger.jobs.remove(&first.id);
    desk.ledger.jobs.insert(second.id, second);
    assert_eq!(desk.settle(Message::LedgerChanged), []);
    assert_eq!((in_queue(&desk), desk.engine.queue_is_paused()), (1, true));
}

#[test]
fn a_pause_ends_with_the_last_job_that_it_held_back() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    desk.settle(send("second"));
    desk.settle(Message::PauseQueue(true));
    assert!(desk.engine.queue_is_paused());
    let waits = desk.ledger.jobs.values().find(|job| job.status == Status::Waiting);
    let waits = waits.expect("the second").id;
    desk.settle(Message::Cancel(waits));
    // the next one waits for its turn alone
    desk.settle(send("third"));
    assert_eq!((in_queue(&desk), desk.engine.queue_is_paused()), (1, false));
    desk.settle(Message::Look(first, remote(first)));
    let asked = desk.seen(first, "succeeded");
    assert_eq!(prompt(&desk, &asked), ["third"]);
}

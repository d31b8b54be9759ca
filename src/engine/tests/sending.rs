//! From the person's word to the service's answer: what is written before what is sent, and what is never sent.

use super::support::*;
use crate::engine::{Effect, Message, Twin};
use crate::job::*;

#[test]
fn from_send_to_video() {
    let mut desk = Desk::holder(settings());
    let effects = desk.tell(send("a river"));
    let [
        Effect::Record {
            job,
            intent: Some(intent),
            twins_since,
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    let id = job.id;
    assert_eq!(**job, Job::new(id, request("a river"), start().wall));
    assert_eq!(*twins_since, Some(start().wall - jiff::SignedDuration::from_secs(60)));
    assert_eq!(
        (intent.at, &intent.body),
        (start().wall, &request("a river").body(intent.token))
    );
    assert_eq!(
        desk.engine.pending().collect::<Vec<_>>(),
        [&**job],
        "on the screen at once"
    );
    assert_eq!(desk.engine.submits_on_their_way(), 1);

    let (token, body) = (intent.token, intent.body.clone());
    let recorded = desk.ledger.answer(&effects[0]).expect("the ledger's");
    assert_eq!(desk.tell(recorded.clone()), [Effect::Submit { id, token, body }]);
    assert_eq!(desk.tell(recorded), [], "told twice, sent once");
    assert_eq!(
        (desk.engine.pending().count(), desk.engine.submits_on_their_way()),
        (0, 1)
    );

    assert_eq!(desk.submitted(id, accepted(id)), []);
    assert_eq!(
        (desk.engine.submits_on_their_way(), desk.engine.jobs_going_on()),
        (0, 1)
    );
    let (slept, asked) = desk.wake();
    assert!(near(FIRST, slept), "{slept:?}");
    assert_eq!(asked, [poll(id)]);
    assert_eq!(desk.sleep(), None, "a look is under way");

    assert_eq!(desk.seen(id, "processing"), []);
    assert_eq!(desk.status(id), &Status::Processing);
    let (slept, asked) = desk.wake();
    assert!(near(EVERY, slept), "{slept:?}");
    assert_eq!(asked, [poll(id)]);

    assert_eq!(desk.seen(id, "succeeded"), []);
    assert_eq!(desk.status(id), &Status::Succeeded);
    assert_eq!(
        (desk.sleep(), desk.engine.watch(id), desk.engine.jobs_going_on()),
        (None, None, 0)
    );
}

#[test]
fn what_cannot_be_written_is_not_sent() {
    let mut desk = Desk::holder(settings());
    desk.ledger.broken = true;
    assert_eq!(desk.settle(send("a river")), []);
    assert_eq!(
        (
            desk.engine.pending().count(),
            desk.engine.submits_on_their_way(),
            desk.sleep()
        ),
        (0, 0, None)
    );
}

#[test]
fn a_twin_is_not_sent_unless_the_person_says_so() {
    let mut desk = Desk::holder(settings());
    let first = desk.live("a river");
    desk.pass(seconds(59));
    assert_eq!(desk.settle(send("a river")), [poll(first)], "no submit");
    assert_eq!(desk.engine.submits_on_their_way(), 0);
    let anyway = Message::Send {
        request: request("a river"),
        twin: Twin::SendAnyway,
    };
    let effects = desk.tell(anyway);
    assert!(
        matches!(&effects[..], [Effect::Record { twins_since: None, .. }]),
        "{effects:?}"
    );
}

#[test]
fn an_outcome_that_cannot_be_written_is_written_again_and_never_sent_again() {
    let mut desk = Desk::holder(settings());
    let id = desk.send("a river");
    desk.ledger.broken = true;
    let message = desk.submit_message(id, accepted(id));
    let apply = Effect::Apply {
        id,
        event: Event::Answered {
            token: desk.token(id),
            outcome: accepted(id),
            answer: None,
        },
        at: desk.now.wall,
    };
    assert_eq!(desk.tell(message), std::slice::from_ref(&apply));
    assert_eq!((desk.sleep(), desk.engine.submits_on_their_way()), (None, 1));
    let refused = desk.ledger.answer(&apply).expect("the ledger's");
    assert_eq!(desk.tell(refused), []);
    for _ in 0..3 {
        assert_eq!(desk.wake(), (seconds(2), vec![]));
    }
    desk.ledger.broken = false;
    assert_eq!(desk.wake(), (seconds(2), vec![]));
    assert_eq!(
        (desk.status(id), desk.engine.submits_on_their_way()),
        (&Status::Queued, 0)
    );
    let (_, asked) = desk.wake();
    assert_eq!(asked, [poll(id)]);
}

#[test]
fn an_unknown_outcome_is_not_looked_at_and_not_counted() {
    let mut desk = Desk::holder(settings());
    for (kind, outcome) in [
        (Status::Unknown, SubmitOutcome::Unknown(failure(FailureKind::TimedOut))),
        (
            Status::NotSent,
            SubmitOutcome::NotSent(failure(FailureKind::Unreachable)),
        ),
        (Status::Rejected, busy(None)),
    ] {
        let id = desk.send(kind.word());
        assert_eq!(desk.submitted(id, outcome), []);
        assert_eq!(desk.status(id), &kind);
        assert_eq!(
            (
                desk.sleep(),
                desk.engine.submits_on_their_way(),
                desk.engine.in_flight()
            ),
            (None, 0, 0)
        );
    }
}

#[test]
fn names_are_in_the_order_of_sending_also_when_the_clock_is_put_back() {
    let mut desk = Desk::holder(settings());
    let mut ids = vec![];
    for number in 0..5000 {
        if number == 4500 {
            desk.now.wall = start().wall - jiff::SignedDuration::from_hours(2);
        }
        ids.push(desk.engine.new_job_id(desk.now.wall));
    }
    assert!(ids.is_sorted_by(|a, b| a < b));
    assert_eq!(ids[0].0.get_version_num(), 7);
}

#[test]
fn requests_of_the_person_obey_the_ceiling_and_go_before_looks() {
    let mut desk = Desk::holder(settings());
    let old = desk.live("old");
    desk.pass(seconds(60));
    let mut asked = vec![];
    for number in 0..7 {
        asked.extend(desk.settle(send(&number.to_string())));
    }
    assert!(asked.contains(&poll(old)), "it was due before");
    assert_eq!(asked.len(), 5, "{asked:?}");
    let (slept, asked) = desk.wake();
    assert_eq!(
        slept.as_millis(),
        1520,
        "none is answered, and each may still be on its way"
    );
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(desk.engine.request_rate(desk.now), 3);
}

#[test]
fn the_first_question_for_the_models_counts_against_the_ceiling() {
    let mut desk = Desk::window(settings());
    assert_eq!(desk.engine.begin(desk.now), [Effect::Models]);
    assert_eq!(desk.engine.request_rate(desk.now), 1);
    desk.settle(Message::Holding);
    let asked: usize = (0..5).map(|number| desk.settle(send(&number.to_string())).len()).sum();
    assert_eq!(asked, 4, "the ceiling is five");
}

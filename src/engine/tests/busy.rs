//! A service that is busy or out of reach while there is much to do: nobody starves, nothing is given up for it, and it is asked less.

use std::collections::VecDeque;
use std::time::Duration;

use super::support::*;
use crate::engine::{Effect, Message, Settings};
use crate::job::*;

fn answered(id: JobId, outcome: CancelOutcome) -> Message {
    Message::CancelAnswered { id, outcome }
}

/// Answers everything as long as it lasts, each after a while of its own, and counts it.
fn run(
    desk: &mut Desk,
    time: Duration,
    answer: &mut dyn FnMut(&mut Desk, &Effect) -> Message,
) -> Vec<(Duration, Effect)> {
    let until = desk.now.steady + time;
    let (mut all, mut open) = (vec![], VecDeque::<(Duration, Effect)>::new());
    loop {
        let answered = open.front().map(|(at, _)| *at);
        let wake = desk.sleep().map(|sleep| desk.now.steady + sleep);
        let Some(next) = answered.into_iter().chain(wake).min().filter(|next| *next < until) else {
            break;
        };
        desk.pass(next.saturating_sub(desk.now.steady));
        let message = match open.pop_front_if(|(at, _)| *at <= desk.now.steady) {
            Some((_, effect)) => answer(desk, &effect),
            None => Message::Wake,
        };
        for effect in desk.settle(message) {
            let now = desk.now.steady;
            all.push((now, effect.clone()));
            let way = Duration::from_millis(20 + all.len() as u64 * 37 % 50);
            let place = open.partition_point(|(at, _)| *at <= now + way);
            open.insert(place, (now + way, effect));
        }
    }
    for (_, effect) in open {
        let message = answer(desk, &effect);
        desk.settle(message);
    }
    all
}

fn is_cancel(effect: &Effect) -> bool {
    matches!(effect, Effect::Cancel { .. })
}

/// Forty live jobs, of which ten are to be cancelled.
fn ten_of_forty(settings: Settings) -> Desk {
    let mut desk = Desk::window(settings);
    for number in 1..=40 {
        let job = foreign(number, Status::Processing);
        desk.ledger.jobs.insert(job.id, job);
    }
    desk.settle(Message::Holding);
    desk
}

fn cancel_ten(desk: &mut Desk) -> Vec<Effect> {
    let ids: Vec<JobId> = desk.ledger.jobs.keys().copied().take(10).collect();
    ids.iter().flat_map(|id| desk.settle(Message::Cancel(*id))).collect()
}

#[test]
fn cancels_wait_out_an_outage_and_none_is_given_up_for_it() {
    let mut desk = ten_of_forty(settings());
    let mut down = |desk: &mut Desk, effect: &Effect| match effect {
        Effect::Poll { id, .. } => Message::Polled {
            id: *id,
            poll: missed(FailureKind::Server),
        },
        Effect::Cancel { id, .. } => answered(
            *id,
            CancelOutcome::Missed {
                failure: failure(FailureKind::Server),
                retry_after: None,
            },
        ),
        other => panic!("{other:?} at {:?}", desk.now),
    };
    run(&mut desk, seconds(60), &mut down);
    assert!(desk.engine.weather().outage().is_some());
    assert_eq!(cancel_ten(&mut desk), []);
    let asked = run(&mut desk, seconds(600), &mut down);
    assert!(!asked.iter().any(|(_, effect)| is_cancel(effect)), "{asked:?}");
    assert!(asked.len() < 40, "a probe now and then: {}", asked.len());
    let mut up = |desk: &mut Desk, effect: &Effect| match effect {
        Effect::Poll { id, .. } => Message::Polled {
            id: *id,
            poll: seen(desk.now.wall, "processing", None),
        },
        Effect::Cancel { id, .. } => answered(*id, CancelOutcome::Taken),
        other => panic!("{other:?}"),
    };
    let asked = run(&mut desk, seconds(60), &mut up);
    assert_eq!(asked.iter().filter(|(_, effect)| is_cancel(effect)).count(), 10);
}

#[test]
fn a_window_in_an_outage_asks_for_one_cancel_at_a_time() {
    let mut desk = Desk::window(settings());
    for number in 1..=10 {
        let job = foreign(number, Status::Processing);
        desk.ledger.jobs.insert(job.id, job);
    }
    let mut asked = cancel_ten(&mut desk);
    let mut sent = 0;
    let until = desk.now.steady + seconds(300);
    while desk.now.steady < until {
        while let Some(effect) = asked.pop() {
            sent += 1;
            let message = match effect {
                Effect::Poll { id, .. } => Message::Polled {
                    id,
                    poll: missed(FailureKind::Server),
                },
                Effect::Cancel { id, .. } => answered(
                    id,
                    CancelOutcome::Missed {
                        failure: failure(FailureKind::Server),
                        retry_after: None,
                    },
                ),
                other => panic!("{other:?}"),
            };
            asked.extend(desk.settle(message));
        }
        asked = desk.wake().1;
    }
    assert!((10..60).contains(&sent), "{sent}");
    let cancelling = desk.ledger.jobs.values().filter(|job| job.status == Status::Cancelling);
    assert_eq!(cancelling.count(), 10, "none is given up");
}

#[test]
fn many_cancels_of_a_busy_service_hold_up_no_look() {
    let mut settings = settings();
    settings.pace.every = Some(seconds(5));
    let mut desk = ten_of_forty(settings);
    let mut taken: VecDeque<Duration> = VecDeque::new();
    let mut refused = 0;
    // two a second, and no more
    let mut busy = |desk: &mut Desk, effect: &Effect| {
        let now = desk.now.steady;
        taken.retain(|at| *at + seconds(1) > now);
        let is_taken = taken.len() < 2;
        if is_taken {
            taken.push_back(now);
        } else {
            refused += 1;
        }
        let failure = || failure(FailureKind::RateLimited);
        let retry_after = Some(seconds(1));
        match effect {
            Effect::Poll { id, .. } if is_taken => Message::Polled {
                id: *id,
                poll: seen(desk.now.wall, "processing", None),
            },
            Effect::Poll { id, .. } => Message::Polled {
                id: *id,
                poll: Poll::Missed {
                    failure: failure(),
                    retry_after,
                },
            },
            Effect::Cancel { id, .. } if is_taken => answered(*id, CancelOutcome::Taken),
            Effect::Cancel { id, .. } => answered(
                *id,
                CancelOutcome::Missed {
                    failure: failure(),
                    retry_after,
                },
            ),
            other => panic!("{other:?}"),
        }
    };
    let mut asked = run(&mut desk, seconds(20), &mut busy);
    for effect in cancel_ten(&mut desk) {
        asked.push((desk.now.steady, effect.clone()));
        let message = busy(&mut desk, &effect);
        desk.settle(message);
    }
    let from = desk.now.steady;
    asked.extend(run(&mut desk, seconds(280), &mut busy));
    let all = asked.len();
    assert!(
        refused * 5 < all,
        "{refused} of {all} were refused: it does not slow down"
    );
    let looks = asked
        .iter()
        .filter(|(at, effect)| *at >= from && *at < from + seconds(20) && !is_cancel(effect));
    let cancels = asked
        .iter()
        .filter(|(at, effect)| *at < from + seconds(20) && is_cancel(effect));
    assert!(
        looks.clone().count() >= 10,
        "{} looks, {} cancels",
        looks.count(),
        cancels.count()
    );
    let refused = desk
        .ledger
        .jobs
        .values()
        .filter(|job| job.status == Status::Cancelling && job.cancel_taken_at.is_none());
    assert_eq!(refused.count(), 0, "each was taken at last");
}

#[test]
fn our_own_queue_takes_turns_with_looks_that_are_due() {
    let mut settings = Settings {
        requests_per_second: 25.0,
        in_flight: 1000,
        ..settings()
    };
    settings.pace.every = Some(seconds(5));
    settings.pace.first = Some(seconds(5));
    let mut desk = Desk::window(settings);
    for number in 1..=60 {
        let job = foreign(number, Status::Processing);
        desk.ledger.jobs.insert(job.id, job);
    }
    desk.settle(Message::Holding);
    for number in 0..200 {
        desk.settle(Message::Enqueue(Box::new(request(&number.to_string()))));
    }
    let from = desk.now.steady;
    let mut submits = 0;
    let asked = run(&mut desk, seconds(16), &mut |desk, effect| match effect {
        Effect::Poll { id, .. } => Message::Polled {
            id: *id,
            poll: seen(desk.now.wall, "processing", None),
        },
        Effect::Submit { id, .. } => {
            submits += 1;
            desk.submit_message(*id, accepted(*id))
        }
        other => panic!("{other:?}"),
    });
    assert!(submits > 50, "{submits}");
    let is_look = |effect: &Effect| matches!(effect, Effect::Poll { .. });
    for second in 6..9 {
        let within = |(at, _): &&(Duration, Effect)| at.saturating_sub(from).as_secs() == second;
        let all = asked.iter().filter(within).count();
        let looks = asked
            .iter()
            .filter(within)
            .filter(|(_, effect)| is_look(effect))
            .count();
        assert!(
            all > 20 && looks * 5 >= all * 2,
            "second {second}: {looks} looks of {all} requests"
        );
    }
}

#[test]
fn where_no_look_is_due_soon_a_cancel_asks_for_the_sign_of_life() {
    let mut settings = settings();
    settings.pace.every = Some(seconds(3600));
    let mut desk = Desk::holder(settings);
    let id = desk.live("a river");
    for _ in 0..3 {
        desk.settle(Message::Look(id, remote(id)));
        desk.polled(id, missed(FailureKind::Redirected));
    }
    assert!(desk.engine.weather().outage().is_some());
    assert_eq!(desk.settle(Message::Cancel(id)), []);
    let mut cancels = 0;
    for _ in 0..10 {
        let (slept, mut asked) = desk.wake();
        assert!(slept <= seconds(64), "{slept:?}");
        while let Some(effect) = asked.pop() {
            let failure = failure(FailureKind::Redirected);
            if is_cancel(&effect) {
                cancels += 1;
                let retry_after = None;
                let missed = CancelOutcome::Missed { failure, retry_after };
                asked.extend(desk.settle(answered(id, missed)));
            } else {
                asked.extend(desk.polled(id, missed(FailureKind::Redirected)));
            }
        }
    }
    assert!(cancels >= 4, "{cancels}: the job goes on, and is charged");
    assert_eq!(desk.status(id), &Status::Cancelling, "it is not given up");
}

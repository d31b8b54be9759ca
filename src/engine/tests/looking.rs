//! Looking at jobs: when, and what a look or a missed look changes.

use super::support::*;
use crate::engine::{Effect, Message};
use crate::job::*;

const HOUR: std::time::Duration = Pace::SLOW;

/// What a look that shows the end says of when that came.
fn is_timely(desk: &mut Desk, id: JobId) -> bool {
    desk.settle(Message::Look(id, remote(id)));
    let poll = seen(desk.now.wall, "succeeded", Some("https://x.example/v.mp4"));
    let effects = desk.tell(Message::Polled { id, poll });
    let timely = effects.iter().find_map(|effect| match effect {
        Effect::Apply {
            event: Event::Observed { timely, .. },
            ..
        } => Some(*timely),
        _ => None,
    });
    timely.unwrap_or_else(|| panic!("{effects:?}"))
}

#[test]
fn an_end_that_nobody_waited_for_says_nothing_of_how_long_it_took() {
    let live = || {
        let mut desk = Desk::holder(settings());
        let id = desk.live("a river");
        (desk, id)
    };
    let (mut desk, id) = live();
    desk.pass(seconds(90));
    assert!(is_timely(&mut desk, id), "sent by this process a moment ago");
    let (mut desk, id) = live();
    desk.pass(seconds(3600));
    assert!(!is_timely(&mut desk, id), "nobody looked for an hour");
    let (mut desk, id) = live();
    desk.pass(seconds(3600));
    desk.settle(Message::Look(id, remote(id)));
    desk.seen(id, "processing");
    desk.pass(seconds(600));
    assert!(is_timely(&mut desk, id), "seen ten minutes ago, of an hour");
    for days in [1, -1] {
        let (mut desk, id) = live();
        desk.now.wall += jiff::SignedDuration::from_hours(days * 24);
        desk.pass(seconds(30));
        assert!(!is_timely(&mut desk, id), "the clock was set: {days}");
    }
    // a program that begins knows nothing of what went on before
    let mut desk = Desk::window(settings());
    let old = foreign(1, Status::Processing);
    desk.now.wall += jiff::SignedDuration::from_hours(10);
    desk.ledger.jobs.insert(old.id, old.clone());
    desk.settle(Message::Holding);
    assert!(!is_timely(&mut desk, old.id));
}

#[test]
fn a_look_that_shows_nothing_new_is_not_written() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    desk.wake();
    let poll = seen(desk.now.wall, "queued", None);
    assert_eq!(desk.tell(Message::Polled { id, poll }), []);
    assert_eq!(
        desk.engine.watch(id).and_then(|watch| watch.seen_at),
        Some(desk.now.steady)
    );
}

#[test]
fn a_missed_look_changes_no_state_and_may_wait_longer_each_time() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    let before = desk.ledger.clone();
    let mut waits = vec![];
    for _ in 0..40 {
        let (slept, asked) = desk.wake();
        waits.push(slept);
        assert_eq!(asked, [poll(id)]);
        let poll = missed(FailureKind::Local);
        assert_eq!(desk.tell(Message::Polled { id, poll }), []);
        let watch = desk.engine.watch(id).expect("watched");
        assert_eq!(
            (&watch.missed, watch.is_given_up()),
            (&Some(Box::new(failure(FailureKind::Local))), false)
        );
    }
    assert_eq!(desk.ledger.jobs, before.jobs);
    assert!(near(EVERY, waits[1]), "{waits:?}");
    let longest = |misses: u32| (EVERY + seconds(1 << misses.min(9)).min(seconds(300))).mul_f64(1.1);
    for (misses, wait) in (2..).zip(&waits[2..]) {
        assert!((EVERY.mul_f64(0.9)..=longest(misses)).contains(wait), "{waits:?}");
    }
    // full jitter: from hardly any time to all of it, so that what failed together does not come back together
    let late = &waits[10..];
    assert!(late.iter().any(|wait| *wait < EVERY + seconds(60)), "{waits:?}");
    assert!(late.iter().any(|wait| *wait > EVERY + seconds(200)), "{waits:?}");
    desk.wake();
    desk.seen(id, "queued");
    desk.wake();
    desk.polled(id, missed(FailureKind::Local));
    assert!(
        near(EVERY, desk.sleep().expect("due")),
        "all is forgotten with the first good look"
    );
}

#[test]
fn an_unknown_request_is_not_visible_yet_then_looked_at_hourly_then_given_up() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    desk.wake();
    desk.polled(id, missed(FailureKind::NotFound));
    assert!(near(EVERY, desk.sleep().expect("due")), "within two minutes");
    desk.pass(seconds(120));
    desk.settle(Message::Wake);
    desk.polled(id, missed(FailureKind::NotFound));
    let mut looks = 0;
    while let Some(sleep) = desk.sleep() {
        assert!(near(HOUR, sleep), "{sleep:?}");
        assert_eq!(desk.wake().1, [poll(id)]);
        desk.polled(id, missed(FailureKind::NotFound));
        looks += 1;
    }
    assert!((7 * 24 * 9 / 10..7 * 24 * 11 / 10).contains(&looks), "{looks}");
    assert_eq!(desk.status(id), &Status::Queued);
    assert!(desk.engine.watch(id).expect("watched").is_given_up());

    assert_eq!(
        desk.settle(Message::Look(id, remote(id))),
        [poll(id)],
        "the person may ask"
    );
    desk.polled(id, missed(FailureKind::NotFound));
    assert!(desk.engine.watch(id).expect("watched").is_given_up() && desk.sleep().is_none());
    desk.settle(Message::Look(id, remote(id)));
    desk.seen(id, "processing");
    assert!(!desk.engine.watch(id).expect("watched").is_given_up());
    assert!(near(EVERY, desk.sleep().expect("watched again")));
}

#[test]
fn a_job_that_waited_here_for_long_is_young_when_it_is_sent() {
    let mut desk = Desk::holder(one_in_flight());
    let first = desk.live("first");
    desk.settle(send("second"));
    desk.pass(seconds(3600));
    desk.settle(Message::Look(first, remote(first)));
    let second = match desk.seen(first, "failed").as_slice() {
        [Effect::Submit { id, .. }] => *id,
        other => panic!("{other:?}"),
    };
    desk.submitted(second, accepted(second));
    desk.wake();
    desk.polled(second, missed(FailureKind::NotFound));
    assert!(near(EVERY, desk.sleep().expect("due")), "not visible yet");
}

#[test]
fn a_strange_word_is_no_end_and_is_looked_at_hourly_for_a_week() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    desk.wake();
    desk.seen(id, "expired");
    assert_eq!(desk.status(id), &Status::Other("expired".into()));
    assert!(near(HOUR, desk.sleep().expect("due")));
    desk.pass(Pace::WATCHED_FOR);
    desk.settle(Message::Wake);
    desk.seen(id, "expired");
    assert_eq!(desk.sleep(), None);
    assert!(desk.engine.watch(id).expect("watched").is_given_up());
}

#[test]
fn succeeded_without_a_video_is_asked_again_a_few_times() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    let mut looks = 0;
    while desk.sleep().is_some() {
        assert_eq!(desk.wake().1, [poll(id)]);
        let poll = seen(desk.now.wall, "succeeded", None);
        desk.polled(id, poll);
        looks += 1;
        assert_eq!(desk.engine.jobs_going_on(), 0);
    }
    assert_eq!(
        (looks, desk.status(id), desk.engine.watch(id)),
        (5, &Status::Succeeded, None)
    );

    let id = desk.live("a lake");
    desk.wake();
    let none = seen(desk.now.wall, "succeeded", None);
    desk.polled(id, none);
    desk.wake();
    desk.polled(id, missed(FailureKind::Server));
    desk.wake();
    desk.seen(id, "succeeded");
    assert!(desk.ledger.jobs[&id].video.is_some());
    assert_eq!((desk.sleep(), desk.engine.watch(id)), (None, None));
}

#[test]
fn a_look_at_an_ended_job_leaves_nothing_behind() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    desk.wake();
    desk.seen(id, "succeeded");
    for poll in [
        missed(FailureKind::NotFound),
        missed(FailureKind::Server),
        seen(desk.now.wall, "succeeded", Some("https://x.example/new.mp4")),
        seen(desk.now.wall, "processing", None),
    ] {
        assert_eq!(desk.settle(Message::Look(id, remote(id))), [super::support::poll(id)]);
        assert_eq!(desk.settle(Message::Look(id, remote(id))), [], "one at a time");
        desk.polled(id, poll);
        assert_eq!((desk.engine.watch(id), desk.sleep()), (None, None));
    }
    let video = desk.ledger.jobs[&id].video.as_ref().map(|video| video.url.as_str());
    assert_eq!(video, Some("https://x.example/new.mp4"));
}

#[test]
fn a_late_answer_to_a_look_that_nobody_waits_for_is_nothing() {
    let mut desk = Desk::holder(settings());
    let id = desk.live("a river");
    desk.wake();
    desk.seen(id, "queued");
    let due = desk.sleep();
    assert_eq!(desk.polled(id, missed(FailureKind::Unauthorized)), []);
    assert_eq!((desk.sleep(), desk.engine.refuses_to_ask()), (due, None));
}

/// Three hundred jobs that are due at once, under a ceiling that lets them all go.
fn crowd() -> Desk {
    let mut desk = Desk::window(crate::engine::Settings {
        requests_per_second: 1000.0,
        in_flight: 1000,
        ..settings()
    });
    for number in 0..300 {
        let job = foreign(number, Status::Processing);
        desk.ledger.jobs.insert(job.id, job);
    }
    desk.settle(Message::Holding);
    desk.pass(seconds(2));
    desk
}

#[test]
fn a_quick_service_is_asked_over_few_connections_and_at_once() {
    let mut desk = crowd();
    let mut asked = desk.settle(Message::Wake);
    assert_eq!(asked.len(), 64);
    let mut looks = 0;
    while let Some(effect) = asked.pop() {
        let Effect::Poll { id, .. } = effect else {
            panic!("{effect:?}")
        };
        looks += 1;
        asked.extend(desk.seen(id, "processing"));
        assert!(asked.len() <= 64);
    }
    assert_eq!(looks, 300, "each answer lets the next one go");
}

#[test]
fn a_slow_service_is_asked_over_more_connections_by_and_by() {
    let mut desk = crowd();
    assert_eq!(desk.settle(Message::Wake).len(), 64);
    for _ in 0..3 {
        let (slept, asked) = desk.wake();
        assert_eq!((slept, asked.len()), (std::time::Duration::from_millis(25), 64));
    }
}

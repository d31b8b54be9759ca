//! What may happen to a job, in any order.

use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::job::{IntentToken, Row};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("in range")
}

fn job() -> Job {
    let request = Request {
        model: "seedance-2.0".into(),
        prompt: "a river".into(),
        media_urls: vec![],
        aspect_ratio: "16:9".into(),
        duration: 5,
        resolution: "720p".into(),
        webhook_url: None,
        metadata: None,
    };
    Job::new(JobId(Uuid::from_u128(1)), request, at(0))
}

fn token(number: u128) -> IntentToken {
    IntentToken(Uuid::from_u128(number))
}

fn intended() -> Event {
    Event::Intended(Intent {
        token: token(2),
        at: at(0),
        body: "{}".into(),
    })
}

fn accepted() -> Event {
    let outcome = SubmitOutcome::Accepted {
        remote_id: RemoteId::parse("req_1").expect("sound"),
        status: Status::Queued,
        credits: Some(Credits::whole(40)),
    };
    Event::Answered {
        token: token(2),
        outcome,
        answer: None,
    }
}

fn seen(second: i64, word: &str, url: Option<&str>) -> Event {
    Event::seen(Snapshot {
        asked_at: at(second),
        status: Status::from_service(word),
        video_url: url.map(str::to_owned),
        failure: None,
        model: None,
        prompt: None,
        aspect_ratio: None,
        duration: None,
        answer: Answer {
            http_status: Some(200),
            body: vec![],
        },
    })
}

fn live() -> Job {
    let mut job = job();
    assert!(job.apply(&intended(), at(0)));
    assert!(job.apply(&accepted(), at(1)));
    job
}

fn words(job: &Job) -> Vec<&str> {
    job.steps.iter().map(|step| step.status.word()).collect()
}

#[test]
fn from_send_to_video() {
    let mut job = live();
    assert_eq!((job.attempts, job.credits), (1, Some(Credits::whole(40))));
    job.apply(&seen(10, "processing", None), at(11));
    job.apply(&seen(20, "succeeded", Some("https://x.example/v.mp4")), at(21));
    assert_eq!(words(&job), ["sending", "queued", "processing", "succeeded"]);
    assert_eq!((job.started_at, job.ended_at), (Some(at(10)), Some(at(20))));
    assert_eq!(
        job.video,
        Some(Video {
            url: "https://x.example/v.mp4".into(),
            told_at: at(20)
        })
    );
    assert_eq!(job.failure, None);
}

#[test]
fn a_late_processing_never_undoes_an_end() {
    let mut job = live();
    job.apply(&seen(20, "succeeded", Some("https://x.example/v.mp4")), at(21));
    assert!(
        job.apply(&seen(15, "processing", None), at(22)),
        "it did run, and that is kept"
    );
    assert_eq!((job.status.word(), job.started_at), ("succeeded", Some(at(15))));
    assert!(job.video.is_some());
}

#[test]
fn the_video_wins_the_race_against_a_cancel() {
    let mut job = live();
    assert!(job.apply(&Event::CancelAsked, at(5)));
    assert!(!job.apply(&Event::CancelAsked, at(6)), "asked once");
    job.apply(&seen(8, "processing", None), at(8));
    assert_eq!(job.status, Status::Cancelling, "asked, not yet confirmed");
    job.apply(&seen(9, "cancelled", None), at(9));
    assert_eq!(job.status, Status::Cancelled);
    job.apply(&seen(7, "succeeded", Some("https://x.example/v.mp4")), at(10));
    assert_eq!(job.status, Status::Succeeded);
    assert!(job.video.is_some());
}

#[test]
fn a_refused_cancel_leaves_the_job_where_it_was() {
    let mut job = live();
    job.apply(&seen(3, "processing", None), at(3));
    job.apply(&Event::CancelAsked, at(5));
    job.apply(
        &Event::CancelRefused(Failure::new(FailureKind::Conflict, "too late")),
        at(6),
    );
    assert_eq!((job.status.word(), job.cancel_asked_at), ("processing", None));
    assert_eq!(
        job.failure.as_ref().map(|failure| failure.kind),
        Some(FailureKind::Conflict)
    );
}

#[test]
fn an_orphan_is_unknown_until_its_answer_comes_after_all() {
    let mut job = job();
    job.apply(&intended(), at(0));
    assert!(job.apply(&Event::Orphaned, at(9)));
    assert_eq!(job.status, Status::Unknown);
    assert!(
        !job.apply(&seen(10, "succeeded", None), at(10)),
        "nothing to look at without an id"
    );
    assert!(job.apply(&accepted(), at(11)));
    assert_eq!(job.status, Status::Queued);
    let rejected = SubmitOutcome::NotSent(Failure::new(FailureKind::Unreachable, ""));
    assert!(
        !job.apply(
            &Event::Answered {
                token: token(2),
                outcome: rejected,
                answer: None
            },
            at(12)
        ),
        "an accepted job stays accepted"
    );
}

#[test]
fn how_long_a_job_took_is_not_told_where_its_end_was_seen_late() {
    let took = |timely: bool, url| {
        let mut job = live();
        let Event::Observed { seen, .. } = seen(36_000, "succeeded", url) else {
            unreachable!()
        };
        job.apply(&Event::Observed { seen, timely }, at(36_000));
        // what is seen again afterwards changes nothing of that
        job.apply(
            &self::seen(36_010, "succeeded", Some("https://x.example/v.mp4")),
            at(36_010),
        );
        (Row::of(&job).running.is_some(), job.ended_at)
    };
    let url = Some("https://x.example/v.mp4");
    assert_eq!(took(true, url), (true, Some(at(36_000))));
    assert_eq!(took(false, url), (false, Some(at(36_000))));
    assert_eq!(took(false, None), (false, Some(at(36_000))));
    // two looks, in whatever order their answers come
    let look = |second, timely| {
        let Event::Observed { seen, .. } = seen(second, "succeeded", url) else {
            unreachable!()
        };
        Event::Observed { seen, timely }
    };
    for looks in [[look(10, false), look(20, true)], [look(20, true), look(10, false)]] {
        let mut job = live();
        for look in &looks {
            job.apply(look, at(21));
        }
        assert!(job.seen_late, "as the first of them was");
    }
}

#[test]
fn a_hidden_job_that_may_be_charged_comes_back_in_sight() {
    let mut job = job();
    job.apply(&intended(), at(0));
    job.apply(&Event::Archived(true), at(1));
    assert!(job.archived);
    job.apply(&Event::Orphaned, at(2));
    assert_eq!((&job.status, job.archived), (&Status::Unknown, false));
    job.apply(&Event::Archived(true), at(3));
    assert!(!job.archived, "in whatever order");
}

#[test]
fn a_429_sends_a_job_back_into_our_queue_five_times_and_never_one_sent_by_hand() {
    let busy = || {
        let failure = Failure::new(FailureKind::RateLimited, "slow down");
        Event::Answered {
            token: token(2),
            outcome: SubmitOutcome::Rejected {
                failure,
                retry_after: None,
            },
            answer: None,
        }
    };
    let mut by_hand = job();
    by_hand.apply(&intended(), at(0));
    by_hand.apply(&busy(), at(1));
    assert_eq!(by_hand.status, Status::Rejected);
    let mut queued = Job {
        queued_here: true,
        ..job()
    };
    for _ in 0..Job::RETURNS {
        queued.apply(&intended(), at(0));
        queued.apply(&busy(), at(1));
        assert_eq!((queued.status.word(), queued.ended_at), ("waiting", None));
    }
    queued.apply(&intended(), at(0));
    queued.apply(&busy(), at(1));
    assert_eq!((queued.status.word(), queued.attempts), ("rejected", 6));
}

#[test]
fn succeeded_without_an_address_says_so_until_one_comes() {
    let mut job = live();
    job.apply(&seen(9, "succeeded", None), at(9));
    assert_eq!(
        job.failure.as_ref().map(|failure| failure.kind),
        Some(FailureKind::NoVideo)
    );
    job.apply(&seen(12, "succeeded", Some("https://x.example/v.mp4")), at(12));
    assert_eq!((job.failure.as_ref(), job.ended_at), (None, Some(at(9))));
    let fresh = seen(99, "succeeded", Some("https://x.example/fresh.mp4"));
    assert!(job.apply(&fresh, at(99)));
    assert!(!job.apply(&fresh, at(100)), "the same look again changes nothing");
    assert_eq!(
        job.video.map(|video| video.url).as_deref(),
        Some("https://x.example/fresh.mp4")
    );
}

#[test]
fn only_a_waiting_job_can_be_withdrawn_or_sent() {
    let mut job = live();
    assert!(!job.apply(&Event::Withdrawn, at(2)));
    assert!(!job.apply(&intended(), at(2)), "a sent job is never sent again");
    assert!(!job.apply(&Event::Orphaned, at(2)));
    assert!(job.apply(&Event::Archived(true), at(2)));
    assert_eq!((job.status.word(), job.attempts), ("queued", 1));
}

#[test]
fn a_service_that_flaps_cannot_fill_the_timeline() {
    let mut job = live();
    for second in 0..500 {
        job.apply(
            &seen(second, if second % 2 == 0 { "hot" } else { "cold" }, None),
            at(second),
        );
    }
    assert_eq!(job.steps.len(), Job::STEPS);
    assert_eq!(job.steps.first().map(|step| step.status.word()), Some("sending"));
}

fn look() -> impl Strategy<Value = (i64, &'static str, bool)> {
    let word = prop::sample::select(vec![
        "queued",
        "processing",
        "succeeded",
        "failed",
        "cancelled",
        "paused",
    ]);
    (0..1000_i64, word, any::<bool>())
}

proptest! {
    #[test]
    fn any_order_of_the_same_looks_ends_in_the_same_state(
        looks in prop::collection::hash_map(0..1000_i64, look(), 1..8).prop_map(|looks| {
            looks.into_iter().map(|(second, (_, word, url))| (second, word, url)).collect::<Vec<_>>()
        }),
        shuffle in any::<u64>(),
    ) {
        let run = |looks: &[(i64, &'static str, bool)]| {
            let mut job = live();
            let mut came = 0;
            for &(second, word, url) in looks {
                let address = format!("https://x.example/{second}.mp4");
                // an answer comes after its question and after the answers before it
                came = second.max(came);
                job.apply(&seen(second, word, url.then_some(address.as_str())), at(came));
            }
            (job.status, job.started_at, job.video)
        };
        let mut other = looks.clone();
        let count = other.len();
        let mut random = shuffle;
        for index in (1..count).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            other.swap(index, usize::try_from(random >> 33).expect("fits") % (index + 1));
        }
        prop_assert_eq!(run(&looks), run(&other));
    }
}

#[test]
fn a_clock_set_back_does_not_freeze_a_job_until_it_has_caught_up() {
    let day = 86_400;
    let mut job = live();
    job.apply(&seen(day, "queued", None), at(day));
    job.apply(&seen(10, "processing", None), at(11));
    assert_eq!(job.status, Status::Processing);
    job.apply(&seen(20, "paused", None), at(21));
    assert_eq!((job.status.word(), job.seen_at), ("paused", Some(at(20))));
    job.apply(&seen(day - 1, "processing", None), at(22));
    assert_eq!(job.status.word(), "paused", "asked before the clock was set back");
    job.apply(&seen(15, "processing", None), at(23));
    assert_eq!(job.status.word(), "paused", "asked before it was seen paused");
    assert_eq!(job.seen_at, Some(at(20)));
}

#[test]
fn a_clock_set_back_does_not_keep_an_old_link() {
    let mut job = live();
    job.apply(&seen(9000, "succeeded", Some("https://x.example/old.mp4")), at(9000));
    job.apply(&seen(10, "succeeded", Some("https://x.example/new.mp4")), at(11));
    job.apply(&seen(8999, "succeeded", Some("https://x.example/late.mp4")), at(12));
    let video = Video {
        url: "https://x.example/new.mp4".into(),
        told_at: at(10),
    };
    assert_eq!(job.video, Some(video));
}

proptest! {
    /// Looks one after the other, and the wall clock jumps in between: by less back than an answer takes is left out, as
    /// [`Job::is_later`] says. At last answers come that were asked before the clock was set back.
    #[test]
    fn a_clock_that_jumps_never_freezes_a_job_and_never_undoes_its_end(
        looks in prop::collection::vec((prop_oneof![-100_000..-200_i64, 0..100_000_i64], 0..100_i64, look()), 1..12),
        late in prop::collection::vec((1..100_000_i64, look()), 0..6),
    ) {
        let later_end = |one: Option<Status>, other: Status| match one {
            Some(one) if one == Status::Succeeded || (one == Status::Failed && other != Status::Succeeded) => Some(one),
            _ => Some(other),
        };
        let mut job = live();
        let (mut clock, mut last, mut end) = (1000, Status::Queued, None);
        for &(jump, took, (_, word, _)) in &looks {
            clock += jump;
            job.apply(&seen(clock, word, None), at(clock + took));
            clock += took;
            last = Status::from_service(word);
            if last.is_end() {
                end = later_end(end, last.clone());
            }
        }
        if last == Status::Queued {
            last = job.running_word();
        }
        prop_assert_eq!(&job.status, end.as_ref().unwrap_or(&last));
        for (ahead, (_, word, _)) in late {
            job.apply(&seen(clock + ahead, word, None), at(clock));
            let late = Status::from_service(word);
            if late.is_end() {
                end = later_end(end, late);
            }
        }
        // a job seen running, however late, does not queue
        if last == Status::Queued {
            last = job.running_word();
        }
        prop_assert_eq!(&job.status, end.as_ref().unwrap_or(&last));
    }
}

#[test]
fn the_pace_slows_with_age() {
    let pace = crate::job::Pace::default();
    let looks: Vec<_> = [0, 400, 2000, 7200, 200_000]
        .map(|age| pace.next_look(Duration::from_secs(age), None))
        .into();
    assert!(looks.is_sorted() && looks[0] < looks[4], "{looks:?}");
}

fn unknown() -> Job {
    let mut job = job();
    job.apply(&intended(), at(0));
    job.apply(&Event::Orphaned, at(1));
    job
}

fn sent_again(number: u128) -> Event {
    Event::SentAgain(Intent {
        token: token(number),
        at: at(2),
        body: "{}".into(),
    })
}

fn answered(number: u128, outcome: SubmitOutcome) -> Event {
    Event::Answered {
        token: token(number),
        outcome,
        answer: None,
    }
}

fn taken(number: u128, id: &str) -> Event {
    let outcome = SubmitOutcome::Accepted {
        remote_id: RemoteId::parse(id).expect("sound"),
        status: Status::Queued,
        credits: None,
    };
    answered(number, outcome)
}

fn names(job: &Job) -> (Option<&str>, Vec<&str>) {
    let others = job.other_ids.iter().map(RemoteId::as_str).collect();
    (job.remote_id.as_ref().map(RemoteId::as_str), others)
}

fn adopted(word: &str, prompt: Option<&str>) -> Event {
    let Event::Observed { mut seen, .. } = seen(5, word, Some("https://x.example/v.mp4")) else {
        unreachable!("a look")
    };
    seen.prompt = prompt.map(str::to_owned);
    Event::Adopted {
        remote_id: RemoteId::parse("req_7").expect("sound"),
        seen,
    }
}

#[test]
fn an_adopted_request_is_followed_and_somebody_elses_is_refused() {
    let mut job = unknown();
    assert!(!job.apply(&adopted("queued", Some("a mountain")), at(6)));
    assert!(job.apply(&adopted("succeeded", Some("a river ")), at(6)));
    assert_eq!(words(&job), ["sending", "unknown", "queued", "succeeded"]);
    assert_eq!(names(&job), (Some("req_7"), vec![]));
    assert!(!job.apply(&adopted("queued", None), at(7)), "it is settled");
    assert!(job.apply(&taken(2, "req_1"), at(8)), "a late answer names another");
    assert_eq!(names(&job), (Some("req_7"), vec!["req_1"]));
}

#[test]
fn not_created_is_believed_until_an_answer_proves_otherwise() {
    let mut job = unknown();
    assert!(job.apply(&Event::NotCreated, at(3)));
    assert_eq!(
        (words(&job), job.ended_at),
        (vec!["sending", "unknown", "not sent"], Some(at(3)))
    );
    let failure = job.failure.clone().expect("it says why");
    assert_eq!(failure.kind, FailureKind::NotCreated);
    assert!(
        failure
            .detail
            .ends_with("the program that sent it ended before the answer was kept")
    );
    assert!(job.apply(&taken(2, "req_1"), at(4)));
    assert_eq!(
        (job.status.word(), job.ended_at, names(&job)),
        ("queued", None, (Some("req_1"), vec![]))
    );
    assert!(!live().apply(&Event::NotCreated, at(3)));
}

#[test]
fn a_late_answer_to_an_earlier_try_is_kept_beside_the_later_one() {
    let mut job = unknown();
    assert!(job.apply(&sent_again(3), at(2)));
    assert_eq!((job.status.word(), job.attempts), ("sending", 2));
    assert!(!job.apply(&sent_again(4), at(2)), "one at a time");
    assert!(job.apply(&taken(2, "req_1"), at(3)));
    assert_eq!((job.status.word(), names(&job)), ("sending", (None, vec!["req_1"])));
    let lost = SubmitOutcome::Unknown(Failure::new(FailureKind::TimedOut, ""));
    assert!(!job.apply(&answered(2, lost), at(3)), "said of the earlier try");
    assert!(job.apply(&taken(3, "req_2"), at(4)));
    assert_eq!(names(&job), (Some("req_2"), vec!["req_1"]));
}

#[test]
fn a_second_try_that_fails_does_not_settle_the_first() {
    for outcome in [
        SubmitOutcome::NotSent(Failure::new(FailureKind::Unreachable, "")),
        SubmitOutcome::Rejected {
            failure: Failure::new(FailureKind::RateLimited, ""),
            retry_after: None,
        },
    ] {
        let mut job = unknown();
        job.queued_here = true;
        job.apply(&sent_again(3), at(2));
        assert!(job.apply(&answered(3, outcome), at(3)));
        assert_eq!(job.status, Status::Unknown);
    }
}

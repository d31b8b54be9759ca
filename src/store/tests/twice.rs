//! The second copy: there when it must be, and back in the ledger when the ledger has lost something.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::job::{OpenJob, OpenJobs, Recorded};
use crate::store::second::{Fate, Shared};
use crate::store::{Health, News, write};

fn lines(folder: &Path) -> Vec<Line> {
    let (lines, damaged) = lines_and_damage(folder);
    assert_eq!(damaged, 0);
    lines
}

fn fates(folder: &Path) -> Vec<Fate> {
    lines(folder).into_iter().map(|line| line.fate).collect()
}

fn taken(id: &str) -> Fate {
    Fate::Accepted(RemoteId::parse(id).expect("sound"))
}

fn files(folder: &Path, shelf: &str) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder.join("second-copy").join(shelf)).expect("listed");
    listed.map(|entry| entry.expect("an entry").path()).collect()
}

/// What the answer to a submit says, other than that it was accepted.
fn answered(number: u128, outcome: SubmitOutcome) -> Event {
    Event::Answered {
        token: intent(number, 10).token,
        outcome,
        answer: None,
    }
}

/// The person says which request it is, and a look has shown that there is one.
fn adopt(id: &str) -> Event {
    let Event::Observed { seen, .. } = seen(20, "queued") else {
        unreachable!("a look")
    };
    let remote_id = RemoteId::parse(id).expect("sound");
    Event::Adopted { remote_id, seen }
}

#[tokio::test]
async fn an_intent_has_its_line_and_the_answer_fills_it_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let failure = || crate::job::Failure::new(crate::job::FailureKind::Invalid, "no");
    let outcomes = [
        (accepted(1, "req_1"), taken("req_1")),
        (answered(2, SubmitOutcome::NotSent(failure())), Fate::NotSent),
        (
            answered(
                3,
                SubmitOutcome::Rejected {
                    failure: failure(),
                    retry_after: None,
                },
            ),
            Fate::Rejected,
        ),
        (answered(4, SubmitOutcome::Unknown(failure())), Fate::Open),
    ];
    for (number, (event, fate)) in (1..).zip(outcomes) {
        let (job, intent) = (job_at(10, number), intent(number.into(), 10));
        let mut line = Line::of(&intent);
        store.record(job.clone(), Some(intent), None).await.expect("recorded");
        assert_eq!(lines(folder.path()).last(), Some(&line));
        store.apply(job.id, event, at(11)).await.expect("applied");
        line.fate = fate;
        assert_eq!(lines(folder.path()).last(), Some(&line));
    }
    let live = files(folder.path(), "live");
    assert_eq!(live.len(), 1);
    assert_eq!(
        fs::metadata(&live[0]).expect("there").len(),
        1 << 20,
        "all its room is taken"
    );
}

#[tokio::test]
async fn what_is_sent_from_the_queue_has_a_line_of_its_own_each_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = Job {
        queued_here: true,
        ..job_at(10, 1)
    };
    store.record(job.clone(), None, None).await.expect("recorded");
    assert_eq!(lines(folder.path()), []);
    let busy = SubmitOutcome::Rejected {
        failure: crate::job::Failure::new(crate::job::FailureKind::RateLimited, "busy"),
        retry_after: None,
    };
    for event in [
        Event::Intended(intent(1, 10)),
        answered(1, busy),
        Event::Intended(intent(2, 20)),
        accepted(2, "req_2"),
    ] {
        assert!(store.apply(job.id, event, at(20)).await.expect("applied").changed);
    }
    // nobody waits for it any more: nothing is noted
    store
        .apply(job.id, Event::Intended(intent(3, 30)), at(30))
        .await
        .expect("applied");
    assert_eq!(fates(folder.path()), [Fate::Rejected, taken("req_2")]);
}

#[tokio::test]
async fn what_was_not_recorded_leaves_no_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    let again = Job {
        id: id_at(11, 2),
        ..job.clone()
    };
    let twin = store.record(again, Some(intent(2, 10)), Some(at(0))).await;
    assert!(matches!(twin, Ok(Recorded::Twin { .. })));
    let twice = store.record(job, Some(intent(3, 10)), None).await;
    assert!(twice.is_err(), "the same name");
    store
        .record(job_at(12, 4), Some(intent(4, 10)), None)
        .await
        .expect("recorded");
    let tokens: Vec<_> = lines(folder.path()).into_iter().map(|line| line.token).collect();
    assert_eq!(tokens, [intent(1, 10).token, intent(4, 10).token]);
}

#[tokio::test]
async fn work_that_fails_after_all_gives_its_line_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let second = store.0.second.clone();
    let refused = store
        .write(Lane::First, move |db| {
            write::record_twice(db, &second, Uuid::nil(), job_at(10, 1), Some(intent(1, 10)), None)?;
            Err::<(), _>(Error::NotWaiting)
        })
        .await;
    assert!(refused.is_err());
    store
        .record(job_at(10, 2), Some(intent(2, 10)), None)
        .await
        .expect("recorded");
    assert_eq!(lines(folder.path()), [Line::of(&intent(2, 10))]);
}

#[tokio::test]
async fn a_commit_that_fails_leaves_a_line_that_says_nothing_was_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    // what fails at the commit itself
    let refused = store
        .write(Lane::First, {
            let second = store.0.second.clone();
            move |db| {
                db.pragma_update(None, "defer_foreign_keys", true)?;
                db.execute("INSERT INTO requests VALUES (99, '{}')", [])?;
                write::record_twice(db, &second, Uuid::nil(), job_at(10, 1), Some(intent(1, 10)), None)
            }
        })
        .await;
    assert!(refused.is_err_and(|failure| failure.detail.contains("FOREIGN KEY")));
    assert_eq!(fates(folder.path()), [Fate::NotSent]);
    store
        .record(job_at(10, 2), Some(intent(2, 10)), None)
        .await
        .expect("recorded");
    assert_eq!(fates(folder.path()), [Fate::NotSent, Fate::Open]);
    let after = power_cut(folder.path());
    let store = open(after.path());
    assert_eq!(store.news(), []);
    assert_eq!(jobs(after.path()).len(), 1);
}

#[tokio::test]
async fn an_adoption_that_cannot_be_committed_leaves_the_job_unknown_and_its_id_in_the_second_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    store.apply(job.id, Event::Orphaned, at(11)).await.expect("applied");
    let refused = store
        .write(Lane::First, {
            let second = store.0.second.clone();
            move |db| {
                db.pragma_update(None, "defer_foreign_keys", true)?;
                db.execute("INSERT INTO requests VALUES (99, '{}')", [])?;
                write::apply_twice(db, &second, Uuid::nil(), job.id, &adopt("req_1"), at(20))
            }
        })
        .await;
    assert!(refused.is_err_and(|failure| failure.detail.contains("FOREIGN KEY")));
    assert_eq!(jobs(folder.path())[0].status, Status::Unknown, "nothing is proved");
    assert_eq!(fates(folder.path()), [Fate::Open, taken("req_1")]);
    drop(store);
    let store = open(folder.path());
    assert_eq!(store.news(), [News::Recovered(1)]);
    assert_eq!(jobs(folder.path())[0].remote_id, RemoteId::parse("req_1"));
}

#[tokio::test]
async fn an_id_whose_place_the_disk_does_not_take_gets_a_line_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    store.0.second.lock().lose_the_disk();
    let refused = store.apply(job.id, accepted(1, "req_1"), at(11)).await;
    assert!(refused.is_err_and(|failure| failure.detail.contains("second copy")));
    assert_eq!(fates(folder.path()), [Fate::Open]);
    // as the engine does until it is kept
    store
        .apply(job.id, accepted(1, "req_1"), at(13))
        .await
        .expect("applied");
    assert_eq!(fates(folder.path()), [Fate::Open, taken("req_1")]);
}

#[tokio::test]
async fn an_intent_whose_line_does_not_reach_the_disk_is_not_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let [new, queued, again] = [1, 2, 3].map(|number| job_at(10, number));
    store.record(queued.clone(), None, None).await.expect("recorded");
    store
        .record(again.clone(), Some(intent(3, 10)), None)
        .await
        .expect("recorded");
    let cut = crate::job::Failure::new(crate::job::FailureKind::Interrupted, "cut");
    let unknown = answered(3, SubmitOutcome::Unknown(cut));
    store.apply(again.id, unknown, at(11)).await.expect("applied");

    let lose_the_disk = || store.0.second.lock().lose_the_disk();
    lose_the_disk();
    let refused = store.record(new.clone(), Some(intent(1, 12)), None).await;
    assert!(refused.is_err_and(|failure| failure.detail.contains("second copy")));
    lose_the_disk();
    let refused = store.apply(queued.id, Event::Intended(intent(2, 12)), at(12)).await;
    assert!(refused.is_err());
    lose_the_disk();
    let refused = store.apply(again.id, Event::SentAgain(intent(4, 12)), at(12)).await;
    assert!(refused.is_err());
    for (id, status) in [
        (new.id, Status::NotSent),
        (queued.id, Status::NotSent),
        (again.id, Status::Unknown),
    ] {
        let found = store.details(id).await.expect("read").expect("it is there");
        assert_eq!(found.job.status, status);
    }
    // the next line is in another file
    store
        .record(job_at(13, 5), Some(intent(5, 13)), None)
        .await
        .expect("recorded");
    assert!(
        lines(folder.path())
            .iter()
            .any(|line| line.token == intent(5, 13).token)
    );
}

#[test]
fn a_line_without_a_row_is_found_as_a_job_once() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()));
    let note = |number: u64, fate: Fate| {
        let second = Shared::new(folder.path());
        let mut second = second.lock();
        second.reserve(Line::of(&intent(number.into(), 10))).expect("room");
        second.write().expect("written");
        second.settle(true);
        second.fill(intent(number.into(), 10).token, &fate);
        second.settle(true);
        // as a kill leaves it
        second.told(intent(number.into(), 10).token, false);
    };
    for (number, fate) in (1..).zip([Fate::Open, taken("req_2"), Fate::Rejected, Fate::NotSent]) {
        note(number, fate);
    }
    let store = open(folder.path());
    assert_eq!(store.news(), [News::Recovered(2)]);
    let mut found: Vec<_> = jobs(folder.path())
        .into_iter()
        .map(|job| (job.status, job.remote_id.map(|id| id.to_string()), job.created_at))
        .collect();
    found.sort_by_key(|(_, id, _)| id.clone());
    assert_eq!(
        found,
        [
            (Status::Unknown, None, at(10)),
            (Status::Queued, Some("req_2".into()), at(10))
        ]
    );
    drop(store);
    for _ in 0..2 {
        let after = power_cut(folder.path());
        assert_eq!((open(after.path()).news(), jobs(after.path()).len()), (&[][..], 2));
    }
}

#[tokio::test]
async fn a_line_with_its_row_is_not_doubled() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    for number in 1..4 {
        store
            .record(job_at(10, number), Some(intent(number.into(), 10)), None)
            .await
            .expect("recorded");
    }
    store
        .apply(id_at(10, 1), accepted(1, "req_1"), at(11))
        .await
        .expect("applied");
    let after = power_cut(folder.path());
    let store = open(after.path());
    assert_eq!(store.news(), []);
    assert_eq!(jobs(after.path()), jobs(folder.path()));
}

#[tokio::test]
async fn an_id_that_the_full_disk_refused_is_in_the_second_copy_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    fill_up(&store, 0).await;
    let answer = Event::Answered {
        token: intent(1, 10).token,
        outcome: SubmitOutcome::Accepted {
            remote_id: RemoteId::parse("req_1").expect("sound"),
            status: Status::Queued,
            credits: None,
        },
        answer: Some(answer(&"x".repeat(60_000))),
    };
    let refused = store.apply(job.id, answer, at(11)).await.expect_err("no room");
    assert!(refused.detail.contains("full"), "{refused:?}");
    assert_eq!(fates(folder.path()), [taken("req_1")]);
    assert_eq!(jobs(folder.path())[0].status, Status::Sending);
    drop(store);
    let store = open(folder.path());
    assert_eq!(store.news(), [News::Recovered(1)]);
    let found = &jobs(folder.path())[0];
    assert_eq!(
        (&found.status, found.remote_id.as_ref().map(RemoteId::as_str)),
        (&Status::Queued, Some("req_1"))
    );
}

#[tokio::test]
async fn a_job_that_fell_back_to_waiting_is_not_sent_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let (job, other) = (job_at(10, 1), job_at(11, 2));
    for job in [&job, &other] {
        store.record(job.clone(), None, None).await.expect("recorded");
    }
    let before = power_cut(folder.path());
    let token = intent(1, 12).token;
    let intent = Intent {
        body: job.request.body(token),
        ..intent(1, 12)
    };
    store
        .apply(job.id, Event::Intended(intent.clone()), at(12))
        .await
        .expect("applied");
    drop(store);
    // the log of the database is cut back to what it was, the second copy is not
    let now = power_cut(folder.path());
    let copy = before.path().join("second-copy");
    drop(fs::remove_dir_all(&copy));
    fs::rename(now.path().join("second-copy"), copy).expect("renamed");
    let store = open(before.path());
    assert_eq!(store.news(), [News::Recovered(1)]);
    let found = store.details(job.id).await.expect("read").expect("it is there");
    assert_eq!((found.job.status, found.intents), (Status::Unknown, vec![intent]));
    assert_eq!(store.open_jobs().await, Ok(OpenJobs::all(vec![OpenJob::of(&other)])));
}

#[tokio::test]
async fn an_id_that_is_found_later_gets_a_line_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    store.apply(job.id, Event::Orphaned, at(11)).await.expect("applied");
    drop(store);
    let store = open(folder.path());
    store
        .apply(job.id, accepted(1, "req_1"), at(12))
        .await
        .expect("applied");
    let mut line = Line::of(&intent(1, 10));
    let first = line.clone();
    line.fate = taken("req_1");
    assert_eq!(lines(folder.path()), [first, line]);
}

#[tokio::test]
async fn one_file_serves_one_start_after_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 1..6 {
        let store = open(folder.path());
        store
            .record(job_at(10, number), Some(intent(number.into(), 10)), None)
            .await
            .expect("recorded");
        drop(store);
    }
    assert_eq!(lines(folder.path()).len(), 5);
    let there = ["live", "free", "full"].map(|shelf| files(folder.path(), shelf).len());
    assert_eq!(there, [0, 1, 0]);
}

#[test]
fn the_next_file_is_there_before_the_last_is_half_full_and_the_full_ones_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let second = Shared::new(folder.path());
    let mut number = 0;
    let mut note = |count: u64| {
        let mut second = second.lock();
        for _ in 0..count {
            number += 1;
            let line = Line::of(&intent(number.into(), 10));
            second.reserve(line).expect("room");
        }
        second.write().expect("written");
        second.settle(true);
        for number in number - count + 1..=number {
            second.fill(intent(number.into(), 10).token, &Fate::Rejected);
            second.told(intent(number.into(), 10).token, true);
        }
        second.settle(true);
    };
    let there = || ["live", "free", "full"].map(|shelf| files(folder.path(), shelf).len());
    note(2048);
    assert_eq!(there(), [1, 0, 0]);
    note(1);
    assert_eq!(there(), [2, 0, 0]);
    note(2047);
    assert_eq!(there(), [2, 0, 0]);
    note(1);
    assert_eq!(there(), [1, 0, 1], "the full one is put away");
    note(2048);
    assert_eq!(there(), [2, 0, 1]);
    drop(second);
    assert_eq!(there(), [0, 2, 1]);
    let tokens: std::collections::HashSet<_> = lines(folder.path()).into_iter().map(|line| line.token).collect();
    assert_eq!(tokens.len(), 6145);
}

#[tokio::test]
async fn every_try_has_its_line_and_an_adopted_id_has_one_and_is_nobody_elses() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    for number in [1, 2] {
        let (job, intent) = (job_at(10, number), intent(number.into(), 10));
        store.record(job.clone(), Some(intent), None).await.expect("recorded");
        store.apply(job.id, Event::Orphaned, at(11)).await.expect("applied");
    }
    let apply = |number, event| store.apply(id_at(10, number), event, at(20));
    assert!(apply(1, adopt("req_1")).await.expect("applied").changed);
    assert!(
        !apply(2, adopt("req_1")).await.expect("applied").changed,
        "it is the other's"
    );
    let again = Event::SentAgain(intent(3, 20));
    assert!(apply(2, again).await.expect("applied").changed);
    // the first try's answer comes late and is filled in in the first try's place
    assert!(apply(2, accepted(2, "req_2")).await.expect("applied").changed);
    assert!(apply(2, accepted(3, "req_3")).await.expect("applied").changed);
    let fates = fates(folder.path());
    assert_eq!(fates, [Fate::Open, taken("req_2"), taken("req_1"), taken("req_3")]);
    let after = power_cut(folder.path());
    let store = open(after.path());
    assert_eq!(store.news(), []);
    assert_eq!(jobs(after.path()), jobs(folder.path()));
    assert_eq!(
        store.check().await,
        Ok(Health::Sound),
        "an id of another try is no damage"
    );
}

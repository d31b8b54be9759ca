//! What was told to the ledger is in it: after a restart, and in the files at the moment of the answer.

use std::fs;

use futures_util::future::join_all;

use super::*;
use crate::job::{Around, Details, Draft, FailureKind, OpenJob, OpenJobs, Query, Recorded, Span};

#[tokio::test]
async fn a_restart_shows_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let job = job_at(10, 1);
    let waiting = job_at(11, 2);
    let draft = Draft {
        prompt: "half a sen".into(),
        ..Draft::default()
    };
    let mut expected = job.clone();
    let store = open(folder.path());
    let kept = store
        .record(job.clone(), Some(intent(7, 10)), None)
        .await
        .expect("recorded");
    expected.apply(&Event::Intended(intent(7, 10)), at(10));
    assert_eq!(kept, Recorded::Kept(Box::new(expected.clone())));
    store.record(waiting.clone(), None, None).await.expect("recorded");
    for (event, second) in [
        (accepted(7, "req_1"), 12),
        (seen(20, "processing"), 21),
        (Event::CancelAsked, 22),
        (Event::CancelTaken, 23),
        (seen(30, "succeeded"), 31),
        (Event::Archived(true), 40),
    ] {
        let applied = store.apply(job.id, event.clone(), at(second)).await.expect("applied");
        assert!(expected.apply(&event, at(second)) && applied.changed);
        assert_eq!(applied.job.as_deref(), Some(&expected));
    }
    store.save_draft(Draft::default()).await.expect("saved");
    store.save_draft(draft.clone()).await.expect("saved");
    drop(store);

    let store = open(folder.path());
    let details = Details {
        job: expected,
        intents: vec![intent(7, 10)],
        submit_answer: Some(answer("req_1")),
        last_answer: Some(answer("succeeded")),
    };
    assert_eq!(store.details(job.id).await.expect("read"), Some(Box::new(details)));
    assert_eq!(store.details(id_at(0, 0)).await.expect("read"), None);
    let open = OpenJobs::all(vec![OpenJob::of(&waiting)]);
    assert_eq!(store.open_jobs().await, Ok(open));
    assert_eq!(store.load_draft().await.expect("read"), Some(draft));
}

#[tokio::test]
async fn the_intent_is_in_the_files_when_record_returns() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(7, 10)), None)
        .await
        .expect("recorded");
    for file in ["jobs.db", "jobs.db-wal"] {
        fs::copy(folder.path().join(file), copy.path().join(file)).expect("copied");
    }
    let found = open(copy.path())
        .details(job.id)
        .await
        .expect("read")
        .expect("it is there");
    assert_eq!(
        (found.job.status, found.intents),
        (Status::Sending, vec![intent(7, 10)])
    );
}

#[tokio::test]
async fn an_equal_request_of_a_moment_ago_is_named_and_not_recorded() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let first = job_at(10, 1);
    let again = Job {
        request: first.request.clone(),
        ..job_at(60, 2)
    };
    let other = job_at(60, 3);
    store.record(first.clone(), None, Some(at(0))).await.expect("recorded");
    let twin = store.record(again.clone(), Some(intent(7, 60)), Some(at(10))).await;
    assert_eq!(
        twin,
        Ok(Recorded::Twin {
            id: first.id,
            at: at(10),
            unknown: false,
        })
    );
    assert_eq!(store.details(again.id).await, Ok(None));
    for (job, since) in [(again, Some(at(11))), (other, Some(at(0)))] {
        let kept = store.record(job.clone(), None, since).await;
        assert_eq!(kept, Ok(Recorded::Kept(Box::new(job))));
    }
}

#[tokio::test]
async fn a_job_of_unknown_fate_is_a_twin_however_old_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let lost = job_at(10, 1);
    let again = |second, number| Job {
        request: lost.request.clone(),
        ..job_at(second, number)
    };
    store
        .record(lost.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    store.record(again(20, 2), None, None).await.expect("recorded");
    store.apply(lost.id, Event::Orphaned, at(30)).await.expect("applied");
    let twin = Recorded::Twin {
        id: lost.id,
        at: at(10),
        unknown: true,
    };
    for (number, since) in [(3, at(89_940)), (6, Timestamp::MAX)] {
        let recorded = store.record(again(90_000, number), None, Some(since)).await;
        assert_eq!(recorded, Ok(twin.clone()), "{since}");
    }
    assert_eq!(
        store.record(again(21, 4), None, Some(at(0))).await,
        Ok(twin),
        "before the younger one"
    );
    store
        .apply(lost.id, Event::NotCreated, at(90_001))
        .await
        .expect("applied");
    let kept = store.record(again(90_002, 5), None, Some(at(89_940))).await;
    assert!(matches!(kept, Ok(Recorded::Kept(_))), "{kept:?}");
}

#[tokio::test]
async fn what_was_taken_out_of_the_queue_is_no_twin() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let first = job_at(10, 1);
    let again = Job {
        request: first.request.clone(),
        ..job_at(20, 2)
    };
    store.record(first.clone(), None, None).await.expect("recorded");
    store.apply(first.id, Event::Withdrawn, at(15)).await.expect("applied");
    let kept = store.record(again.clone(), None, Some(at(0))).await;
    assert_eq!(kept, Ok(Recorded::Kept(Box::new(again))));
}

#[tokio::test]
async fn a_job_that_waited_counts_from_when_it_was_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let waited = job_at(10, 1);
    let again = Job {
        request: waited.request.clone(),
        ..job_at(610, 2)
    };
    let record = |since| store.record(again.clone(), None, Some(at(since)));
    store.record(waited.clone(), None, None).await.expect("recorded");
    for (number, second) in [(3, 500), (4, 601)] {
        let other = store.record(job_at(second, number), Some(intent(number.into(), second)), None);
        other.await.expect("recorded");
    }
    store
        .apply(waited.id, Event::Intended(intent(7, 605)), at(605))
        .await
        .expect("applied");
    let twin = Recorded::Twin {
        id: waited.id,
        at: at(605),
        unknown: false,
    };
    assert_eq!(record(550).await, Ok(twin));
    assert_eq!(record(606).await, Ok(Recorded::Kept(Box::new(again.clone()))));
}

#[tokio::test]
async fn what_is_told_at_once_happens_in_its_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(7, 10)), None)
        .await
        .expect("recorded");
    store
        .apply(job.id, accepted(7, "req_1"), at(11))
        .await
        .expect("applied");
    let words: Vec<_> = (0..50).map(|number| format!("word {number}")).collect();
    let told = (20..)
        .zip(&words)
        .map(|(second, word)| store.apply(job.id, seen(second, word), at(second)));
    let applied = join_all(told).await;
    assert!(
        applied
            .iter()
            .all(|applied| applied.as_ref().is_ok_and(|applied| applied.changed))
    );
    let job = store.details(job.id).await.expect("read").expect("it is there").job;
    let lived: Vec<_> = job.steps[2..]
        .iter()
        .map(|step| step.status.word().to_owned())
        .collect();
    assert_eq!(lived, words);
}

#[tokio::test]
async fn a_look_that_shows_nothing_new_is_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(7, 10)), None)
        .await
        .expect("recorded");
    store
        .apply(job.id, accepted(7, "req_1"), at(11))
        .await
        .expect("applied");
    let version = |db: &Connection| {
        db.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0))
            .expect("a number")
    };
    let beside = beside(folder.path());
    let before = version(&beside);
    let applied = store.apply(job.id, seen(20, "queued"), at(20)).await.expect("applied");
    assert_eq!(
        (applied.changed, applied.job.expect("it is there").seen_at),
        (false, Some(at(20)))
    );
    assert_eq!(version(&beside), before);
    let missing = store
        .apply(id_at(0, 0), seen(20, "queued"), at(20))
        .await
        .expect("applied");
    assert_eq!((missing.changed, missing.job), (false, None));
}

#[tokio::test]
async fn a_refused_write_is_a_failure_and_the_next_one_goes_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store.record(job.clone(), None, None).await.expect("recorded");
    let again = store.record(job.clone(), None, None).await;
    assert_eq!(again.map_err(|failure| failure.kind), Err(FailureKind::Ledger));
    let used = Some(intent(7, 10));
    store.record(job_at(10, 2), used.clone(), None).await.expect("recorded");
    let token_twice = store.record(job_at(10, 3), used, None).await;
    assert_eq!(token_twice.map_err(|failure| failure.kind), Err(FailureKind::Ledger));
    assert_eq!(
        store.details(id_at(10, 3)).await,
        Ok(None),
        "neither the job nor half of it"
    );
    store.record(job_at(10, 4), None, None).await.expect("recorded");
}

#[tokio::test]
async fn a_huge_answer_is_cut_where_the_evidence_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(7, 10)), None)
        .await
        .expect("recorded");
    let Event::Answered { token, outcome, .. } = accepted(7, "req_1") else {
        unreachable!("an answer")
    };
    let answer = Some(answer(&"x".repeat(Answer::KEPT + 1)));
    store
        .apply(job.id, Event::Answered { token, outcome, answer }, at(11))
        .await
        .expect("applied");
    let kept = store
        .details(job.id)
        .await
        .expect("read")
        .expect("it is there")
        .submit_answer;
    assert_eq!(kept.map(|answer| answer.body.len()), Some(Answer::KEPT));
}

#[tokio::test]
async fn a_job_that_was_submitted_elsewhere_is_there_once_and_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let Event::Observed { seen: look, .. } = seen(20, "processing") else {
        panic!("a look")
    };
    let look = Snapshot {
        prompt: Some("from elsewhere".into()),
        duration: Some(8),
        ..*look
    };
    let name = RemoteId::parse("req_9").expect("sound");
    let job = Job::found(id_at(20, 1), name.clone(), &look, at(21));
    assert_eq!((&job.status, job.attempts), (&Status::Processing, 0));
    assert_eq!(
        (job.request.prompt.as_str(), job.request.duration),
        ("from elsewhere", 8)
    );
    let kept = store.track(job.clone(), look.clone()).await.expect("kept");
    assert_eq!(kept, Recorded::Kept(Box::new(job.clone())));
    let again = Job::found(id_at(22, 2), name, &look, at(22));
    let known = store.track(again, look).await.expect("answered");
    assert_eq!(known, Recorded::Known { id: job.id });
    // it is a job like any other, but that none of its tries can ever be sent from here
    let sent = Event::Intended(intent(7, 23));
    assert!(!store.apply(job.id, sent, at(23)).await.expect("answered").changed);
    drop(store);

    let store = open(folder.path());
    assert_eq!(
        store.open_jobs().await.expect("read"),
        OpenJobs::all(vec![OpenJob::of(&job)])
    );
    let details = Details {
        job: job.clone(),
        intents: vec![],
        submit_answer: None,
        last_answer: Some(answer("processing")),
    };
    assert_eq!(store.details(job.id).await.expect("read"), Some(Box::new(details)));
    assert!(
        store
            .apply(job.id, Event::CancelAsked, at(30))
            .await
            .expect("applied")
            .changed
    );
}

#[tokio::test]
async fn a_job_that_waited_into_the_next_day_is_charged_on_the_day_it_was_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let (waited, sent_before) = (job_at(10, 1), job_at(20, 2));
    store.record(waited.clone(), None, None).await.expect("recorded");
    let charged = |credits| SubmitOutcome::Accepted {
        remote_id: RemoteId::parse(&format!("req_{credits}")).expect("sound"),
        status: Status::Queued,
        credits: Some(Credits::whole(credits)),
    };
    let answered = |number, credits| Event::Answered {
        token: intent(number, 0).token,
        outcome: charged(credits),
        answer: None,
    };
    store
        .record(sent_before.clone(), Some(intent(2, 20)), None)
        .await
        .expect("recorded");
    store
        .apply(sent_before.id, answered(2, 40), at(30))
        .await
        .expect("applied");
    let intended = Event::Intended(intent(1, 110));
    store.apply(waited.id, intended, at(110)).await.expect("applied");
    store.apply(waited.id, answered(1, 64), at(112)).await.expect("applied");
    let span = Span {
        around: Around::Top,
        reach: 9,
    };
    let today = |from| {
        let page = store.page(Query::default(), span, at(from), at(120));
        async { page.await.expect("read").expect("not stopped").counts.credits_today }
    };
    assert_eq!(today(100).await, Credits::whole(64));
    assert_eq!(today(0).await, Credits::whole(104));
}

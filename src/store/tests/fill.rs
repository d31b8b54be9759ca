//! A ledger that was filled is the one that writing each job would have made.

use std::collections::BTreeSet;

use super::derived::{judge, table};
use super::*;
use crate::job::{Details, FailureKind};
use crate::store::fill::History;
use crate::store::{row, write};

fn histories() -> [Vec<Details>; 2] {
    // on top of one another in time, of one seed
    [0, 150].map(|filled| {
        let history = History::new(150, 10, 1, at(1_800_000_000)).after(filled);
        history.collect()
    })
}

#[tokio::test]
async fn a_filled_ledger_has_what_writing_each_job_would_have_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    assert_eq!(store.filled().await, Ok(0));
    for (before, history) in [0, 150].into_iter().zip(histories()) {
        assert_eq!(store.filled().await, Ok(before));
        assert_eq!(store.fill(history.into_iter()).await, Ok(150));
    }
    assert_eq!(store.filled().await, Ok(300));
    drop(store);
    let filled = beside(folder.path());
    judge(&filled);

    let written = memory();
    for details in histories().into_iter().flatten() {
        let key = row::insert(&written, &details.job).expect("a new job");
        for intent in &details.intents {
            write::keep_intent(&written, key, Uuid::nil(), intent).expect("kept");
        }
        for (kind, answer) in [("submit", &details.submit_answer), ("last", &details.last_answer)] {
            if let Some(answer) = answer {
                let seen = details.job.seen_at.unwrap_or(details.job.created_at);
                write::keep_answer(&written, key, kind, answer, seen).expect("kept");
            }
        }
    }
    while crate::store::derived::index_some(&written).expect("indexed") {}
    for db in [&filled, &written] {
        db.execute_batch("CREATE VIRTUAL TABLE temp.places USING fts5vocab(main, search, instance)")
            .expect("a vocabulary");
    }
    for sql in [
        "SELECT * FROM jobs ORDER BY key",
        "SELECT * FROM requests ORDER BY job",
        "SELECT key, job, token, at, size, sha256, body FROM intents ORDER BY key",
        "SELECT * FROM answers ORDER BY job, kind",
        "SELECT * FROM facets ORDER BY facet",
        "SELECT * FROM stretches ORDER BY archived, stretch",
        "SELECT * FROM usual ORDER BY model, resolution, duration, slot",
        "SELECT * FROM temp.places ORDER BY term, doc, col, offset",
        "SELECT type, name, sql FROM sqlite_schema ORDER BY name",
    ] {
        assert!(table(&filled, sql) == table(&written, sql), "{sql}");
    }
}

#[tokio::test]
async fn a_fill_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let [history, _] = histories();
    let twice = history.iter().chain(&history[140..]).cloned().collect::<Vec<_>>();
    assert!(store.fill(twice.into_iter()).await.is_err());
    drop(store);
    // with every index in its place, or it would not be taken for sound
    drop(open(folder.path()));
    assert_eq!(jobs(folder.path()), []);
}

#[test]
fn what_is_made_up_could_have_been() {
    let until = at(1_800_000_000);
    let jobs: Vec<_> = History::new(20_000, 10, 1, until).collect();
    for Details {
        job,
        submit_answer,
        last_answer,
        ..
    } in &jobs
    {
        let latest = job.steps.iter().map(|step| step.at).max();
        assert!(latest.is_some_and(|at| at < until), "nothing of it is to come: {job:?}");
        let answered = submit_answer.as_ref().and_then(|answer| answer.http_status);
        let failed = job.failure.as_ref().map(|failure| failure.kind);
        let told = match (&job.status, answered, failed) {
            (Status::Unknown, None, Some(FailureKind::TimedOut))
            | (Status::NotSent, None, Some(FailureKind::Unreachable))
            | (Status::Rejected, Some(400), Some(FailureKind::Invalid)) => last_answer.is_none(),
            (Status::Failed, Some(200), Some(_))
            | (Status::Queued | Status::Processing | Status::Succeeded | Status::Cancelled, Some(200), None) => {
                last_answer.is_some()
            }
            _ => false,
        };
        assert!(told, "{job:?}");
    }
    let states: BTreeSet<_> = jobs.iter().map(|each| each.job.status.word()).collect();
    assert_eq!(states.len(), 8, "{states:?}");
}

#[test]
fn the_last_made_up_job_has_a_name_so_that_the_next_are_counted_on() {
    for seed in 0..200 {
        let last = History::new(3, 0, seed, at(1_800_000_000)).last().expect("three");
        let name = last.job.remote_id.map(|name| name.to_string());
        assert_eq!(name.as_deref(), Some("req_fill_0000003"));
    }
}

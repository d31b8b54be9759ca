//! A ledger that was filled is the one that writing each job would have made.

use super::derived::{judge, table};
use super::*;
use crate::job::Details;
use crate::store::fill::History;
use crate::store::{row, write};

fn histories() -> [Vec<Details>; 2] {
    // on top of one another in time
    [1, 2].map(|seed| History::new(150, 10, seed, at(1_800_000_000)).collect())
}

#[tokio::test]
async fn a_filled_ledger_has_what_writing_each_job_would_have_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    for history in histories() {
        assert_eq!(store.fill(history.into_iter()).await, Ok(150));
    }
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

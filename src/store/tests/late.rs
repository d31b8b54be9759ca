//! The index of words follows what was recorded, and nobody who pays waits for it.

use super::*;
use crate::job::{Around, Filter, Query, Span};
use crate::store::derived::is_behind;

/// The jobs that the words find by now.
async fn found(store: &Store, words: &str) -> Vec<JobId> {
    let query = Query {
        filter: Filter::parse(words).0,
        ..Query::default()
    };
    let span = Span {
        around: Around::Top,
        reach: 20,
    };
    let page = store.page(query, span, at(0), at(100)).await.expect("a page");
    page.expect("the latest").rows.iter().map(|row| row.id).collect()
}

/// The same, once something is found.
async fn found_soon(store: &Store, words: &str) -> Vec<JobId> {
    let mut changes = store.changes();
    loop {
        changes.borrow_and_update();
        let found = found(store, words).await;
        if !found.is_empty() {
            return found;
        }
        changes.changed().await.expect("open");
    }
}

#[tokio::test]
async fn a_job_is_found_by_its_words_and_its_id_soon_and_here_and_elsewhere_it_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = (open(folder.path()), open(folder.path()));
    let job = job_at(10, 1);
    ours.record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    for store in [&ours, &theirs] {
        assert_eq!(found_soon(store, "ตลาด").await, [job.id]);
        assert_eq!(found(store, "req_1").await, []);
    }
    ours.apply(job.id, accepted(1, "req_1"), at(11)).await.expect("applied");
    for store in [&ours, &theirs] {
        assert_eq!(found_soon(store, "req_1").await, [job.id]);
        assert_eq!(found(store, "river").await, [job.id]);
    }
}

#[tokio::test]
async fn what_a_process_leaves_undone_the_next_one_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let job = job_at(10, 1);
    let store = open(folder.path());
    store.record(job.clone(), None, None).await.expect("recorded");
    drop(store);
    assert!(is_behind(&beside(folder.path())).expect("read"), "it ended at once");
    assert_eq!(found_soon(&open(folder.path()), "river").await, [job.id]);
    assert!(!is_behind(&beside(folder.path())).expect("read"));
}

#[tokio::test]
async fn damage_that_keeps_the_words_out_of_the_index_is_repaired_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let spoilt = beside(folder.path()).execute("UPDATE search_config SET v = 0 WHERE k = 'version'", []);
    assert_eq!(spoilt, Ok(1));
    let job = job_at(10, 1);
    store
        .record(job.clone(), None, None)
        .await
        .expect("what is paid for is kept");
    while !crate::store::rebuild::is_due(folder.path()) {
        tokio::task::yield_now().await;
    }
    drop(store);
    let store = open(folder.path());
    assert_eq!(found(&store, "river").await, [job.id], "all are when it is built anew");
}

#[tokio::test]
async fn all_are_found_though_it_is_never_quiet() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let mut last = 0;
    // more than are indexed at a time, and on until the index has begun to follow
    while last < 200 || found(&store, "\"river 0\"").await != [id_at(10, 0)] {
        store.record(job_at(10, last), None, None).await.expect("recorded");
        last += 1;
    }
    let newest = format!("river {}", last - 1);
    assert_eq!(found_soon(&store, &newest).await, [id_at(10, last - 1)]);
    drop(store);
    super::derived::judge(&beside(folder.path()));
}

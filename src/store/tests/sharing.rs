//! Several stores over one ledger, as several processes are.

use std::collections::BTreeSet;
use std::fs;
use std::thread;

use futures_util::future::join_all;

use super::*;
use crate::job::Draft;

#[tokio::test]
async fn a_change_by_another_is_noticed_and_ones_own_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = (open(folder.path()), open(folder.path()));
    let (mut to_us, mut to_them) = (ours.changes(), theirs.changes());
    ours.save_draft(Draft::default()).await.expect("saved");
    to_them.changed().await.expect("open");
    assert_eq!(*to_them.borrow_and_update(), 1);
    let other = Draft {
        prompt: "another".into(),
        ..Draft::default()
    };
    theirs.save_draft(other).await.expect("saved");
    to_us.changed().await.expect("open");
    assert_eq!(*to_us.borrow_and_update(), 1);
    drop((ours, theirs));
    assert!(to_us.changed().await.is_err(), "closed");
}

#[tokio::test]
async fn the_end_of_another_is_noticed_though_it_wrote_nothing_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = (open(folder.path()), open(folder.path()));
    let mut to_us = ours.changes();
    let job = job_at(10, 1);
    theirs
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    // the index of its words is written by then, and nothing more after it
    let found = |query: &str| crate::job::Query {
        filter: crate::job::Filter::parse(query).0,
        ..crate::job::Query::default()
    };
    while theirs.ids(found("river"), 9, at(11)).await.expect("read").is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    to_us.changed().await.expect("open");
    to_us.borrow_and_update();
    // looking whether it lives says to nobody that it does not
    assert_eq!(ours.adopt_orphans(at(12)).await, Ok(0));
    drop(theirs);
    let told = tokio::time::timeout(std::time::Duration::from_secs(20), to_us.changed());
    told.await.expect("its end is told").expect("open");
    assert_eq!(ours.adopt_orphans(at(13)).await, Ok(1));
}

#[test]
fn no_change_by_anybody_is_lost() {
    const THREADS: u32 = 8;
    const WORDS: u32 = 7;
    let long = std::env::var_os("LONG").is_some();
    let begun = std::time::Instant::now();
    let count: u64 = if long { 143 } else { 29 };
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime")
    };
    let store = open(folder.path());
    let jobs: Vec<_> = (0..count).map(|number| job_at(10, number)).collect();
    runtime().block_on(async {
        for (number, job) in (0..).zip(&jobs) {
            store
                .record(job.clone(), Some(intent(number, 10)), None)
                .await
                .expect("recorded");
            store
                .apply(job.id, accepted(number, "req_1"), at(11))
                .await
                .expect("applied");
        }
    });
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (folder, jobs) = (folder.path(), &jobs);
            scope.spawn(move || {
                let store = open(folder);
                runtime().block_on(async {
                    for job in jobs {
                        let words = (0..WORDS).map(|word| format!("{thread} {word}"));
                        let told = words.map(|word| store.apply(job.id, seen(20, &word), at(20)));
                        for applied in join_all(told).await {
                            assert!(applied.expect("never locked").changed);
                        }
                    }
                });
            });
        }
    });
    let expected: BTreeSet<_> = (0..THREADS)
        .flat_map(|thread| (0..WORDS).map(move |word| format!("{thread} {word}")))
        .collect();
    for open in runtime().block_on(store.open_jobs()).expect("read").jobs {
        let details = runtime().block_on(store.details(open.id)).expect("read");
        let job = details.expect("it is there").job;
        let lived: BTreeSet<_> = job.steps[2..]
            .iter()
            .map(|step| step.status.word().to_owned())
            .collect();
        assert_eq!(lived, expected);
    }
    println!(
        "{THREADS} stores, {} changes each: none lost, in {:?}",
        count * u64::from(WORDS),
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_job_left_in_the_middle_of_sending_is_of_unknown_fate() {
    let folder = tempfile::tempdir().expect("a folder");
    let (leaving, staying) = (open(folder.path()), open(folder.path()));
    let job = job_at(10, 1);
    leaving
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    staying
        .record(job_at(10, 2), Some(intent(2, 10)), None)
        .await
        .expect("recorded");
    leaving.record(job_at(10, 3), None, None).await.expect("recorded");
    assert_eq!(staying.adopt_orphans(at(20)).await, Ok(0), "both live");
    drop(leaving);
    assert_eq!(staying.adopt_orphans(at(20)).await, Ok(1));
    assert_eq!(staying.adopt_orphans(at(20)).await, Ok(0));
    let found = staying.details(job.id).await.expect("read").expect("it is there").job;
    assert_eq!((found.status, found.steps.len()), (Status::Unknown, 2));
}

#[tokio::test]
async fn an_owner_that_was_killed_is_gone_and_cleared_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let owners = || {
        let names = fs::read_dir(folder.path().join("owners")).expect("listed");
        let names = names.map(|entry| entry.expect("an entry").path());
        names
            .filter(|name| name.extension().is_some_and(|extension| extension == "lock"))
            .count()
    };
    let store = open(folder.path());
    let job = job_at(10, 1);
    store
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    // what a kill leaves behind: the row, and a file that nobody holds
    let killed = Uuid::from_u128(9);
    beside(folder.path())
        .execute("UPDATE intents SET owner = ?1", [killed.as_bytes()])
        .expect("updated");
    fs::write(folder.path().join(format!("owners/{killed}.lock")), "").expect("written");
    assert_eq!(owners(), 2);
    assert_eq!(store.adopt_orphans(at(20)).await, Ok(1));
    let other = open(folder.path());
    assert_eq!(owners(), 2, "two that live");
    drop((store, other));
    assert_eq!(owners(), 0);
}

#[tokio::test]
async fn one_store_holds_the_engine_and_the_next_takes_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let (holder, window) = (open(folder.path()), open(folder.path()));
    assert_eq!(
        (holder.try_hold_engine(), window.try_hold_engine()),
        (Ok(true), Ok(false))
    );
    assert_eq!(holder.try_hold_engine(), Ok(true), "still");
    let given_up = Box::pin(window.hold_engine());
    let (given_up, waiting) = match futures_util::future::select(given_up, Box::pin(std::future::ready(()))).await {
        futures_util::future::Either::Left(_) => panic!("two holders"),
        futures_util::future::Either::Right(((), pending)) => (pending, open(folder.path())),
    };
    drop(given_up);
    drop(holder);
    assert_eq!(waiting.hold_engine().await, Ok(()));
    assert_eq!(
        (waiting.try_hold_engine(), window.try_hold_engine()),
        (Ok(true), Ok(false))
    );
}

#[test]
fn what_was_asked_for_is_written_before_the_last_handle_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let clone = store.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        // polled once, then dropped: nobody waits for the answers
        for number in 0..50 {
            let told = Box::pin(clone.record(job_at(10, number), None, None));
            drop(futures_util::future::select(told, std::future::ready(())).await);
        }
    });
    drop((store, clone));
    let number: i64 = beside(folder.path())
        .query_row("SELECT count(*) FROM jobs", [], |row| row.get(0))
        .expect("read");
    assert_eq!(number, 50);
}

#[tokio::test]
async fn who_lets_go_of_the_engine_keeps_what_it_is_sending_and_may_have_it_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (open(folder.path()), open(folder.path()));
    assert_eq!(
        (first.try_hold_engine(), second.try_hold_engine()),
        (Ok(true), Ok(false))
    );
    let job = job_at(10, 1);
    first
        .record(job.clone(), Some(intent(1, 10)), None)
        .await
        .expect("recorded");
    assert!(first.let_go_of_engine());
    assert!(!first.let_go_of_engine(), "once");
    assert_eq!(second.hold_engine().await, Ok(()));
    assert_eq!(second.adopt_orphans(at(20)).await, Ok(0), "its sender is alive");
    let waiting = first.clone();
    let waiting = tokio::spawn(async move { waiting.hold_engine().await });
    let applied = first
        .apply(job.id, accepted(1, "req_1"), at(30))
        .await
        .expect("applied");
    assert_eq!(applied.job.map(|job| job.status), Some(Status::Queued));
    assert!(second.let_go_of_engine());
    assert_eq!(waiting.await.expect("no panic"), Ok(()));
    assert_eq!(
        (first.try_hold_engine(), second.try_hold_engine()),
        (Ok(true), Ok(false))
    );
}

//! What stands where the ledger should be is looked at before anything is done to it.

use std::fs;
use std::thread;

use super::*;
use crate::job::{OpenJob, OpenJobs};
use crate::store::{News, OpenError};

fn refusal(folder: &Path) -> OpenError {
    Store::open(folder, &mut |_| {}).map(|_| ()).expect_err("not opened")
}

#[test]
fn a_file_that_is_no_ledger_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("jobs.db");
    for text in ["x".to_owned(), "no database ".repeat(1000)] {
        fs::write(&path, &text).expect("written");
        let refusal = refusal(folder.path());
        assert!(matches!(refusal, OpenError::NotALedger(_)), "{refusal}");
        assert_eq!(fs::read_to_string(&path).expect("read"), text);
    }
}

#[test]
fn the_database_of_another_program_stays_as_it_is() {
    for setup in [
        "CREATE TABLE theirs (x)",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 1",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let theirs = beside(folder.path());
        theirs.execute_batch(setup).expect("sound SQL");
        drop(theirs);
        let before = fs::read(folder.path().join("jobs.db")).expect("read");
        let refusal = refusal(folder.path());
        assert!(matches!(refusal, OpenError::NotALedger(_)), "{setup}: {refusal}");
        assert_eq!(fs::read(folder.path().join("jobs.db")).expect("read"), before);
    }
}

#[test]
fn a_directory_in_its_place_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("jobs.db")).expect("made");
    let refusal = refusal(folder.path());
    assert!(matches!(refusal, OpenError::NotAFile(_)), "{refusal}");
}

#[tokio::test]
async fn a_ledger_of_a_newer_version_is_read_and_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let job = job_at(10, 1);
    let store = open(folder.path());
    store.record(job.clone(), None, None).await.expect("recorded");
    drop(store);
    let theirs = beside(folder.path());
    theirs.pragma_update(None, "user_version", 99).expect("set");
    drop(theirs);
    let before = fs::read(folder.path().join("jobs.db")).expect("read");
    let store = open(folder.path());
    assert_eq!(store.news(), [News::ReadOnly]);
    assert_eq!(store.open_jobs().await, Ok(OpenJobs::all(vec![OpenJob::of(&job)])));
    let refused = store.record(job_at(10, 2), Some(intent(1, 10)), None).await;
    let words = refused.expect_err("not written").detail;
    assert!(
        words.starts_with("nothing was sent") && words.contains("version 99"),
        "{words}"
    );
    let refused = store.apply(job.id, Event::Intended(intent(1, 10)), at(10)).await;
    assert!(refused.is_err());
    assert_eq!(
        store.try_hold_engine(),
        Ok(false),
        "an older program does not run the queue"
    );
    drop(store);
    assert_eq!(fs::read(folder.path().join("jobs.db")).expect("read"), before);
}

#[test]
fn a_folder_that_cannot_be_made_or_written_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let beneath = refusal(&file.join("ledger"));
    assert!(matches!(beneath, OpenError::Unwritable { .. }), "{beneath}");
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).expect("made");
    let mut rights = fs::metadata(&locked).expect("there").permissions();
    rights.set_readonly(true);
    fs::set_permissions(&locked, rights).expect("set");
    if fs::write(locked.join("probe"), "").is_err() {
        let refusal = refusal(&locked);
        assert!(matches!(refusal, OpenError::Unwritable { .. }), "{refusal}");
    } else {
        eprintln!("skipped: this user may write anywhere");
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("a/b");
    let store = open(&folder);
    assert!(store.try_hold_engine().expect("asked"));
    let mut left = vec![parent.path().join("a")];
    let mut looked_at = 0;
    while let Some(path) = left.pop() {
        let there = fs::metadata(&path).expect("there");
        let expected = if there.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(there.permissions().mode() & 0o777, expected, "{}", path.display());
        if there.is_dir() {
            left.extend(
                fs::read_dir(&path)
                    .expect("listed")
                    .map(|entry| entry.expect("an entry").path()),
            );
        }
        looked_at += 1;
    }
    assert!(
        looked_at >= 8,
        "folders, database, WAL, shared memory, owner, engine: {looked_at}"
    );
}

#[test]
fn many_that_make_it_at_once_make_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let stores = thread::scope(|scope| {
        let openers: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| Store::open(folder.path(), &mut |_| {})))
            .collect();
        openers
            .into_iter()
            .map(|opener| opener.join().expect("no panic"))
            .collect::<Vec<_>>()
    });
    for store in stores {
        store.map(|_| ()).expect("opened");
    }
}

#[test]
fn a_commit_waits_for_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let (db, _) = connection::open_writer(&folder.path().join("jobs.db")).expect("opened");
    let setting = |name| db.pragma_query_value(None, name, |row| row.get::<_, String>(0)).ok();
    let number = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).ok();
    assert_eq!(setting("journal_mode").as_deref(), Some("wal"));
    for (name, value) in [
        ("synchronous", 2),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("trusted_schema", 0),
        ("foreign_keys", 1),
        ("cell_size_check", 1),
    ] {
        assert_eq!(number(name), Some(value), "{name}");
    }
}

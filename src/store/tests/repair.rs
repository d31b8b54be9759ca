//! A damaged ledger is noticed, moved aside and built anew; a sound one has a backup.

use std::fs;
use std::path::PathBuf;

use rusqlite::OpenFlags;

use super::*;
use crate::job::{Draft, FailureKind};
use crate::store::{Health, News, OpenError, Rebuilt, rebuild};

fn named(folder: &Path, part: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("listed")
        .map(|entry| entry.expect("an entry").path());
    entries
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().contains(part))
        })
        .collect()
}

async fn wait_for(path: &Path) {
    while !path.exists() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// A ledger with a backup of two jobs, one of them sent, and with two more jobs and another answer since then.
async fn ledger_with_backup(folder: &Path) {
    let store = open(folder);
    let sent = |number: u64| (job_at(10, number), Some(intent(number.into(), 10)));
    let (job, intent) = sent(1);
    store.record(job, intent, None).await.expect("recorded");
    store.record(job_at(10, 2), None, None).await.expect("recorded");
    store.save_draft(Draft::default()).await.expect("saved");
    assert_eq!(store.check().await, Ok(Health::Sound));
    wait_for(&folder.join("jobs.db.backup")).await;
    store
        .apply(id_at(10, 1), accepted(1, "req_1"), at(11))
        .await
        .expect("applied");
    for number in [3, 4] {
        let (job, intent) = sent(number);
        store.record(job, intent, None).await.expect("recorded");
    }
    store
        .apply(id_at(10, 3), accepted(3, "req_3"), at(11))
        .await
        .expect("applied");
}

fn shown(folder: &Path) -> Vec<(String, Option<String>, bool)> {
    let jobs = jobs(folder).into_iter();
    let mut shown: Vec<_> = jobs
        .map(|job| {
            let recovered = job.request.prompt.starts_with("(recovered");
            (
                job.status.word().to_owned(),
                job.remote_id.map(|id| id.to_string()),
                recovered,
            )
        })
        .collect();
    shown.sort();
    shown
}

fn row(status: &str, id: Option<&str>, recovered: bool) -> (String, Option<String>, bool) {
    (status.to_owned(), id.map(str::to_owned), recovered)
}

#[tokio::test]
async fn a_ledger_of_noise_comes_back_from_the_backup_and_the_second_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    let path = folder.path().join("jobs.db");
    let noise = "no database ".repeat(5000);
    fs::write(&path, &noise).expect("written");
    let store = open(folder.path());
    let aside = named(folder.path(), "damaged-").pop().expect("moved aside");
    assert_eq!(
        store.news(),
        [News::Rebuilt(Rebuilt {
            from_database: 0,
            from_backup: 2,
            from_second_copy: 3,
            missing: 0,
            aside: Some(aside.clone()),
        })]
    );
    assert_eq!(fs::read_to_string(aside).expect("read"), noise);
    let expected = [
        row("queued", Some("req_1"), false),
        row("queued", Some("req_3"), true),
        row("unknown", None, true),
        row("waiting", None, false),
    ];
    assert_eq!(shown(folder.path()), expected);
    assert_eq!(store.load_draft().await, Ok(Some(Draft::default())));
    drop(store);
    let store = open(folder.path());
    assert_eq!((store.news(), shown(folder.path())), (&[][..], expected.to_vec()));
}

/// Nothing of that table or index can be read any more.
fn damage_root_of(folder: &Path, name: &str) {
    let root: i64 = beside(folder)
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [name], |row| {
            row.get(0)
        })
        .expect("read");
    let path = folder.join("jobs.db");
    let mut bytes = fs::read(&path).expect("read");
    let from = usize::try_from(root - 1).expect("small") * 4096;
    bytes[from..from + 4096].fill(0xff);
    fs::write(&path, bytes).expect("written");
}

#[tokio::test]
async fn a_job_of_which_only_the_columns_of_the_list_are_left_is_never_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    fs::remove_file(folder.path().join("jobs.db.backup")).expect("removed");
    damage_root_of(folder.path(), "requests");
    rebuild::remember(folder.path());
    drop(open(folder.path()));
    let jobs = jobs(folder.path());
    assert_eq!(jobs.len(), 4);
    for job in jobs {
        assert!(!job.request.is_whole(), "its media and metadata are not known: {job:?}");
        assert_ne!(job.status, Status::Waiting);
    }
}

#[tokio::test]
async fn what_came_back_from_the_second_copy_comes_back_once_more() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    fs::remove_file(folder.path().join("jobs.db")).expect("removed");
    fs::remove_file(folder.path().join("jobs.db.backup")).expect("removed");
    drop(open(folder.path()));
    let before = shown(folder.path());
    for lost in ["intents", "intents_job"] {
        damage_root_of(folder.path(), lost);
        rebuild::remember(folder.path());
        let store = open(folder.path());
        assert!(matches!(store.news(), [News::Rebuilt(_)]), "{lost}");
        assert_eq!(shown(folder.path()), before, "{lost}");
    }
}

#[tokio::test]
async fn what_can_be_read_of_a_damaged_ledger_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    let before = jobs(folder.path());
    damage_root_of(folder.path(), "jobs_list");
    let store = open(folder.path());
    assert_eq!(store.news(), [], "the damage is not where the start looks");
    let health = store.check().await.expect("checked");
    assert!(matches!(health, Health::Damaged(_)), "{health:?}");
    let listed = store
        .page(
            crate::job::Query::default(),
            crate::job::Span {
                around: crate::job::Around::Top,
                reach: 9,
            },
            at(0),
            at(0),
        )
        .await;
    let words = listed.expect_err("not readable").detail;
    assert!(words.contains("start again"), "{words}");
    drop(store);
    let store = open(folder.path());
    let [News::Rebuilt(rebuilt)] = store.news() else {
        panic!("{:?}", store.news())
    };
    assert_eq!(
        (
            rebuilt.from_database,
            rebuilt.from_backup,
            rebuilt.from_second_copy,
            rebuilt.missing
        ),
        (4, 0, 0, 0)
    );
    assert_eq!(jobs(folder.path()), before);
    assert_eq!(store.check().await, Ok(Health::Sound));
}

#[tokio::test]
async fn a_ledger_that_is_gone_comes_back() {
    for empty in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        ledger_with_backup(folder.path()).await;
        fs::remove_file(folder.path().join("jobs.db")).expect("removed");
        if empty {
            fs::write(folder.path().join("jobs.db"), "").expect("written");
        }
        fs::remove_file(folder.path().join("jobs.db.backup")).expect("removed");
        let store = open(folder.path());
        assert!(matches!(store.news(), [News::Rebuilt(rebuilt)] if rebuilt.from_second_copy == 3));
        let expected = [
            row("queued", Some("req_1"), true),
            row("queued", Some("req_3"), true),
            row("unknown", None, true),
        ];
        assert_eq!(shown(folder.path()), expected);
    }
}

#[tokio::test]
async fn damage_in_the_second_copy_alone_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    let file = named(&folder.path().join("second-copy/free"), ".txt")
        .pop()
        .expect("a file");
    let mut bytes = fs::read(&file).expect("read");
    // the first line of three, in the id; the last, everywhere
    bytes[130] ^= 1;
    bytes[512..700].fill(7);
    fs::write(&file, bytes).expect("written");
    fs::remove_file(folder.path().join("jobs.db")).expect("removed");
    let store = open(folder.path());
    let [News::Rebuilt(rebuilt)] = store.news() else {
        panic!("{:?}", store.news())
    };
    assert_eq!(
        (rebuilt.from_backup, rebuilt.from_second_copy, rebuilt.missing),
        (2, 1, 1)
    );
}

#[tokio::test]
async fn a_rebuilding_that_broke_off_is_finished() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    let before = shown(folder.path());
    // in the middle of the building, and between its last two steps
    rebuild::remember(folder.path());
    fs::write(folder.path().join("jobs.db.new"), "half").expect("written");
    drop(open(folder.path()));
    assert_eq!(shown(folder.path()), before);
    fs::rename(folder.path().join("jobs.db"), folder.path().join("jobs.db.rebuilt")).expect("renamed");
    fs::rename(folder.path().join("second-copy"), folder.path().join("elsewhere")).expect("renamed");
    let store = open(folder.path());
    assert!(matches!(store.news(), [News::Rebuilt(_)]));
    assert_eq!(shown(folder.path()), before);
    assert_eq!(
        named(folder.path(), "jobs.db.new").len() + named(folder.path(), "rebuilt").len(),
        0
    );
}

#[tokio::test]
async fn a_damaged_ledger_is_not_taken_from_under_another_window() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    let window = open(folder.path());
    rebuild::remember(folder.path());
    let refusal = Store::open(folder.path(), &mut |_| {}).map(|_| ()).expect_err("in use");
    assert!(matches!(refusal, OpenError::Damaged(_)), "{refusal}");
    assert!(refusal.to_string().contains("close them"), "{refusal}");
    drop(window);
    let stores = std::thread::scope(|scope| {
        let openers: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| Store::open(folder.path(), &mut |_| {})))
            .collect();
        openers
            .into_iter()
            .map(|opener| opener.join().expect("no panic").expect("opened"))
            .collect::<Vec<_>>()
    });
    let rebuilt = stores
        .iter()
        .filter(|store| matches!(store.news(), [News::Rebuilt(_)]))
        .count();
    assert_eq!(rebuilt, 1, "by one of them");
    let aside = named(folder.path(), "damaged-");
    let databases = aside.iter().filter(|path| path.to_string_lossy().ends_with('Z'));
    assert_eq!(databases.count(), 1);
}

#[tokio::test]
async fn the_backup_is_made_once_a_day_and_stays_when_the_ledger_goes_bad() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    let backup = folder.path().join("jobs.db.backup");
    let first = fs::read(&backup).expect("read");
    let store = open(folder.path());
    let ledger = std::sync::Arc::downgrade(&store.0);
    let keep = || crate::store::care::keep_backup(folder.path(), &ledger).expect("kept");
    keep();
    assert_eq!(fs::read(&backup).expect("read"), first, "made a moment ago");
    let yesterday = std::time::SystemTime::now() - std::time::Duration::from_secs(90_000);
    let make_old = || {
        fs::File::options()
            .write(true)
            .open(&backup)
            .and_then(|file| file.set_modified(yesterday))
            .expect("set");
    };
    make_old();
    keep();
    let second = fs::read(&backup).expect("read");
    assert_ne!(second, first);
    let count = |path: &Path| -> i64 {
        let db = Connection::open(path).expect("opened");
        db.query_row("SELECT count(*) FROM jobs", [], |row| row.get(0))
            .expect("read")
    };
    assert_eq!(count(&backup), 4);
    // pages of the rows themselves, which a copy takes along
    beside(folder.path())
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("done");
    let root: i64 = beside(folder.path())
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'requests'",
            [],
            |row| row.get(0),
        )
        .expect("read");
    let mut bytes = fs::read(folder.path().join("jobs.db")).expect("read");
    let from = usize::try_from(root - 1).expect("small") * 4096;
    bytes[from..from + 4096].fill(0xff);
    fs::write(folder.path().join("jobs.db"), bytes).expect("written");
    make_old();
    keep();
    assert_eq!(count(&backup), 4);
    assert_eq!(fs::read(&backup).expect("read"), second);
    assert_eq!(named(folder.path(), "backup.new").len(), 0);
}

#[tokio::test]
async fn a_backup_ends_with_the_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    for number in 0..300 {
        let request = crate::job::Request {
            prompt: "x".repeat(20_000),
            ..job_at(10, number).request
        };
        let job = Job::new(id_at(10, number), request, at(10));
        store.record(job, None, None).await.expect("recorded");
    }
    let ledger = std::sync::Arc::downgrade(&store.0);
    drop(store);
    crate::store::care::keep_backup(folder.path(), &ledger).expect("given up");
    assert_eq!(named(folder.path(), ".backup").len(), 0);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    let store = open(folder.path());
    beside(folder.path())
        .execute(
            "UPDATE jobs SET status = 'queuex', open = 1 WHERE remote_id = 'req_3'",
            [],
        )
        .expect("updated");
    let failure = store.open_jobs().await.expect_err("not readable");
    assert_eq!(failure.kind, FailureKind::Ledger);
    drop(store);
    let store = open(folder.path());
    assert!(matches!(store.news(), [News::Rebuilt(rebuilt)] if rebuilt.from_database == 3));
    assert!(shown(folder.path()).contains(&row("queued", Some("req_3"), true)));
    assert!(store.open_jobs().await.is_ok());
}

#[tokio::test]
async fn a_request_id_that_is_not_that_of_the_second_copy_is_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_with_backup(folder.path()).await;
    let expected = shown(folder.path());
    let changed = beside(folder.path()).execute("UPDATE jobs SET remote_id = 'req_7' WHERE remote_id = 'req_3'", []);
    assert_eq!(changed, Ok(1));
    let store = open(folder.path());
    let health = store.check().await;
    assert!(
        matches!(&health, Ok(Health::Damaged(what)) if what.contains("req_3")),
        "{health:?}"
    );
    drop(store);
    drop(open(folder.path()));
    assert_eq!(shown(folder.path()), expected);
}

#[tokio::test]
async fn a_row_whose_json_is_none_is_damage_wherever_it_is_come_upon() {
    for change in [
        "UPDATE jobs SET rest = 'no JSON', remote_id = 'req_7' WHERE remote_id = 'req_3'",
        "UPDATE jobs SET rest = 'no JSON', status = 'cancelling' WHERE remote_id = 'req_3'",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        ledger_with_backup(folder.path()).await;
        let store = open(folder.path());
        assert_eq!(beside(folder.path()).execute(change, []), Ok(1));
        let (health, board) = (store.check().await, store.open_jobs().await);
        let noticed = matches!(health, Ok(Health::Damaged(_))) || board.is_err_and(|failure| failure.is_damage());
        assert!(noticed, "{change}: {health:?}");
        drop(store);
        assert!(matches!(open(folder.path()).news(), [News::Rebuilt(_)]), "{change}");
    }
}

#[test]
fn without_shared_memory_there_is_a_rollback_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("jobs.db");
    let (db, _) = connection::open_writer(&path).expect("opened");
    assert_eq!(connection::keep_journal(&db, false), Ok(false));
    let mode: String = db
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .expect("read");
    assert_eq!(mode, "delete");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let elsewhere = folder.path().join("elsewhere.db");
    let none = Connection::open_with_flags_and_vfs(elsewhere, flags, c"unix-dotfile").expect("opened");
    assert_eq!(
        connection::keep_journal(&none, true),
        Ok(false),
        "a system that has none"
    );
    assert_eq!(connection::keep_journal(&db, true), Ok(true), "and back");
}

#[cfg(unix)]
#[tokio::test]
async fn rights_that_are_too_wide_are_taken_back() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::NamedTempFile::new().expect("a file");
    ledger_with_backup(folder.path()).await;
    symlink(elsewhere.path(), folder.path().join("link")).expect("made");
    let set = |path: &Path, mode: u32| fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("set");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    for name in ["jobs.db", "jobs.db.backup", "engine.lock"] {
        let path = folder.path().join(name);
        fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .expect("made");
        set(&path, 0o666);
    }
    set(folder.path(), 0o755);
    set(elsewhere.path(), 0o644);
    drop(open(folder.path()));
    for name in ["jobs.db", "jobs.db.backup", "engine.lock"] {
        assert_eq!(mode(&folder.path().join(name)), 0o600, "{name}");
    }
    assert_eq!(mode(folder.path()), 0o700);
    assert_eq!(mode(elsewhere.path()), 0o644, "not ours");
}

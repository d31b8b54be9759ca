//! An older ledger is brought up to date; whatever ends that, the old one is whole or the new one is.
//!
//! `cargo test --release --lib store::tests::upgrade::a_million_jobs -- --ignored --nocapture` does it with a million jobs and prints what
//! it took.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use super::derived::judge;
use super::*;
use crate::job::{Row, Usual};
use crate::store::lock::Owner;
use crate::store::{News, OpenError, Phase, Progress, Rebuilt};

/// Jobs of version 1 in plain SQL, as that program left them: most succeeded, some of every other sort, some at the same moment, and
/// not all in the order in which they were made.
const JOBS_OF_1: &str = r#"
    CREATE TEMP TABLE made AS WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < :count - 1)
        SELECT n, 1761955200000 + (n / 3 * 3 + (n % 10 = 7) * 50) * 2600 AS at, CASE n % 20 WHEN 0 THEN 'failed' WHEN 1 THEN 'cancelled'
        WHEN 2 THEN 'rejected' WHEN 3 THEN iif(n < 3000, 'processing', 'succeeded') WHEN 4 THEN iif(n < 3000, 'waiting', 'succeeded')
        WHEN 5 THEN iif(n < 3000, 'other:held', 'succeeded') ELSE 'succeeded' END AS status FROM n;
    INSERT INTO jobs (key, id, created_at, status, open, archived, seen_at, started_at, ended_at, duration, media, credits, has_video,
        remote_id, model, aspect_ratio, resolution, request_hash, prompt, rest)
    SELECT n + 1, unhex(printf('%012x7000800000%010x', at, n)), at, status, status IN ('processing', 'waiting', 'other:held'), n % 9 = 0,
        at + 9000, at + 8000, iif(status IN ('succeeded', 'failed', 'cancelled'), at + 60000 + n % 1000 * 100, NULL), 5, 0, 40000,
        status = 'succeeded', iif(status IN ('waiting', 'rejected'), NULL, printf('req_fill_%07d', n)),
        iif(n % 3 = 0, 'seedance-2.0', 'seedance-2.0-fast'), iif(n % 4 = 0, '9:16', '16:9'), iif(n % 5 = 0, '1080p', '720p'),
        unhex(printf('%064x', n)), '', '' FROM made;
    UPDATE jobs SET prompt = printf(CASE key % 4 WHEN 0 THEN 'A small boat %d crosses the floating market at dawn, slow camera, warm light'
        WHEN 1 THEN '清晨的市场里，小船 %d 在河水上慢慢地走' WHEN 2 THEN 'เรือลำเล็ก %d ข้ามตลาดน้ำยามเช้า แสงอุ่น กล้องเคลื่อนช้า'
        ELSE 'Ein Fuchs %d läuft durch den nassen Wald; close-up, 35mm' END, key),
        rest = printf('{"attempts":1,"token":"%s","sent_again":false,"queued_here":false%s,"steps":[{"at":"%s","status":"sending"}%s]}',
            printf('00000000-0000-4000-8000-%012x', key), iif(has_video, printf(',"video":{"url":"https://cdn.example.com/v/%d.mp4","told_at":"%s"}',
            key, strftime('%Y-%m-%dT%H:%M:%fZ', ended_at / 1000.0, 'unixepoch')), ''), strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'),
            iif(remote_id IS NULL, '', printf(',{"at":"%s","status":"queued"},{"at":"%s","status":"%s"}',
            strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0 + 1, 'unixepoch'),
            strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(ended_at, started_at) / 1000.0, 'unixepoch'), status)));
    INSERT INTO requests SELECT key, printf('{"model":"%s","prompt":"%s","aspect_ratio":"%s","duration":5,"resolution":"%s","metadata":"%s"}', model,
        prompt, aspect_ratio, resolution, printf('{\"batch\": \"mai-%d\"}', key % 40)) FROM jobs;
    INSERT INTO intents (job, token, at, owner, size, sha256, body) SELECT key, unhex(printf('0000000000004000800000%010x', key)), created_at,
        zeroblob(16), length(request), request_hash, request FROM jobs JOIN requests ON job = key WHERE status <> 'waiting';
    INSERT INTO answers SELECT key, 'submit', created_at, 200, CAST(printf('{"requestId":"%s","status":"queued","creditsCharged":40}', remote_id) AS BLOB)
        FROM jobs WHERE remote_id IS NOT NULL;
    INSERT INTO answers SELECT key, 'last', ended_at, 200, CAST(printf('{"requestId":"%s","status":"%s","output":{"url":"https://cdn.example.com/v/%d.mp4"}}',
        remote_id, status, key) AS BLOB) FROM jobs WHERE ended_at IS NOT NULL;
    INSERT INTO draft VALUES (1, '{"prompt":"half a sen"}');
    DROP TABLE made;
"#;

/// A ledger of version 1.
fn old_ledger(folder: &Path, count: i64) {
    fs::create_dir_all(folder).expect("made");
    let db = beside(folder);
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; BEGIN")
        .expect("set");
    db.execute_batch(include_str!("../schema/001.sql")).expect("sound SQL");
    db.execute_batch(&JOBS_OF_1.replace(":count", &count.to_string()))
        .expect("sound SQL");
    db.pragma_update(None, "user_version", 1).expect("set");
    db.pragma_update(None, "application_id", schema::APPLICATION_ID)
        .expect("set");
    db.execute_batch("COMMIT").expect("made");
}

/// All that is kept about every job, in the order of creation, whatever the version.
fn kept(db: &Connection) -> Vec<(Job, Vec<String>)> {
    let mut statement = db
        .prepare(&format!("{} ORDER BY created_at, id", row::JOBS))
        .expect("sound SQL");
    let jobs: Vec<_> = statement
        .query_and_then([], row::read_job)
        .map(|jobs| jobs.collect::<Result<Vec<_>, _>>().expect("readable"))
        .expect("rows");
    let evidence = |key: row::Key| -> Vec<String> {
        let mut statement = db
            .prepare_cached(
                "SELECT 'intent ' || hex(token) || at || hex(owner) || size || hex(sha256) || body FROM intents WHERE job = ?1 \
                 UNION ALL SELECT kind || at || http_status || body FROM answers WHERE job = ?1 ORDER BY 1",
            )
            .expect("sound SQL");
        let rows = statement.query_map([key.0], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("read")
    };
    jobs.into_iter().map(|(key, job)| (job, evidence(key))).collect()
}

fn version(folder: &Path) -> i64 {
    schema::version(&beside(folder)).expect("read")
}

fn backup(folder: &Path) -> Connection {
    Connection::open(folder.join("jobs.db.before-2")).expect("there")
}

#[test]
fn a_ledger_of_version_1_comes_over_whole_after_a_backup() {
    let folder = tempfile::tempdir().expect("a folder");
    old_ledger(folder.path(), 700);
    let before = kept(&beside(folder.path()));
    assert_eq!(before.len(), 700);
    let mut told = vec![];
    let store = Store::open(folder.path(), &mut |progress| told.push(progress)).expect("opened");
    assert_eq!(store.news(), []);
    drop(store);
    assert_eq!(version(folder.path()), schema::newest());
    assert!(kept(&beside(folder.path())) == before);
    judge(&beside(folder.path()));
    assert!(kept(&backup(folder.path())) == before);
    assert_eq!(schema::version(&backup(folder.path())), Ok(1));
    let jobs = |done| Progress {
        phase: if done < 700 { Phase::Jobs } else { Phase::Finishing },
        done,
        of: 700,
    };
    let of_jobs = told
        .iter()
        .position(|progress| progress.phase != Phase::Backup)
        .expect("told");
    let (backup, after) = told.split_at(of_jobs);
    assert!(!backup.is_empty() && backup.is_sorted_by_key(|progress| progress.done));
    assert_eq!(after, [256, 512, 700].map(jobs));
    let bytes = fs::read(folder.path().join("jobs.db.before-2")).expect("read");
    drop(Store::open(folder.path(), &mut |_| panic!("nothing is left to do")).expect("opened"));
    assert!(fs::read(folder.path().join("jobs.db.before-2")).expect("read") == bytes);
}

/// A ledger of version 2 with nine jobs.
fn ledger_of_2(path: &Path) -> Connection {
    let mut db = Connection::open(path).expect("opened");
    schema::migrate(&mut db, path, 2, &mut |_, _| {}).expect("a ledger of version 2");
    for number in 0..9 {
        put(&db, &job_at(i64::try_from(number).expect("small"), number));
    }
    db
}

#[test]
fn one_of_version_2_with_a_facet_that_is_none_is_built_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("jobs.db");
    let spoil = |sql: &str| {
        Connection::open(&path)
            .and_then(|db| db.execute_batch(sql))
            .expect("spoilt");
    };
    let before = kept(&ledger_of_2(&path));
    spoil(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'facets'",
    );
    spoil("INSERT INTO facets VALUES (99, 0, 'failed', 'm', '16:9', '720p', 'many')");
    spoil("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'facets'");
    let store = open(folder.path());
    assert!(
        matches!(store.news(), [News::Rebuilt(Rebuilt { from_database: 9, .. })]),
        "{:?}",
        store.news()
    );
    drop(store);
    assert!(kept(&beside(folder.path())) == before);
}

#[test]
fn what_an_older_program_had_built_anew_is_put_in_its_place_and_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = kept(&ledger_of_2(&folder.path().join("jobs.db.rebuilt")));
    let store = open(folder.path());
    assert!(matches!(store.news(), [News::Rebuilt(_)]), "{:?}", store.news());
    drop(store);
    assert_eq!(version(folder.path()), schema::newest());
    assert!(kept(&beside(folder.path())) == before);
}

#[test]
fn a_ledger_of_version_2_comes_over_whole_after_a_backup() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = kept(&ledger_of_2(&folder.path().join("jobs.db")));
    drop(open(folder.path()));
    let db = beside(folder.path());
    assert_eq!(version(folder.path()), schema::newest());
    assert!(kept(&db) == before);
    judge(&db);
    let mut job = before[0].0.clone();
    let (key, _) = row::find(&db, job.id).expect("readable").expect("there");
    job.status = Status::Failed;
    row::update(&db, key, &before[0].0, &job).expect("written");
    let moves: (i64, i64) = db
        .query_row("SELECT sum(number), sum(moves) FROM facets", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("read");
    assert_eq!(moves, (9, 2), "out of one, into another");
    let backup = Connection::open(folder.path().join("jobs.db.before-3")).expect("there");
    assert_eq!(schema::version(&backup), Ok(2));
    assert!(kept(&backup) == before);
}

#[tokio::test]
async fn what_was_derived_from_an_old_ledger_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    old_ledger(folder.path(), 400);
    let store = open(folder.path());
    let mut took = std::collections::BTreeMap::<_, Vec<_>>::new();
    for job in jobs(folder.path())
        .iter()
        .rev()
        .filter(|job| job.status == Status::Succeeded)
    {
        let row = Row::of(job);
        took.entry(row.kind()).or_default().extend(row.running);
    }
    assert!(took.len() == 4 && took.values().any(|took| took.len() > 50));
    let told = took.into_iter().filter_map(|(kind, mut took)| {
        took.truncate(50);
        Some((kind, Usual::of(took)?))
    });
    assert_eq!(store.usual().await, Ok(told.collect()));
    assert_eq!(
        store.load_draft().await.map(|draft| draft.map(|draft| draft.prompt)),
        Ok(Some("half a sen".into()))
    );
}

#[test]
fn it_is_not_taken_from_under_an_older_window() {
    let folder = tempfile::tempdir().expect("a folder");
    old_ledger(folder.path(), 10);
    let window = Owner::enter(folder.path()).expect("entered");
    let refusal = Store::open(folder.path(), &mut |_| {}).map(|_| ()).expect_err("in use");
    assert!(matches!(refusal, OpenError::Older(_)), "{refusal}");
    assert!(refusal.to_string().contains("close that one first"), "{refusal}");
    assert_eq!(version(folder.path()), 1);
    assert!(!folder.path().join("jobs.db.before-2").exists());
    drop(window);
    drop(open(folder.path()));
    assert_eq!(version(folder.path()), schema::newest());
}

#[test]
fn many_that_come_at_once_bring_it_up_to_date_once() {
    let folder = tempfile::tempdir().expect("a folder");
    old_ledger(folder.path(), 2000);
    let told = std::thread::scope(|scope| {
        let start = || {
            let mut told = vec![];
            let store = Store::open(folder.path(), &mut |progress| told.push(progress.phase));
            store.map(|store| (store, told))
        };
        let openers: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        let opened: Result<Vec<_>, _> = openers
            .into_iter()
            .map(|opener| opener.join().expect("no panic"))
            .collect();
        opened.expect("opened by all")
    });
    let of_jobs = told.iter().filter(|(_, told)| told.contains(&Phase::Jobs)).count();
    assert_eq!(of_jobs, 1);
    judge(&beside(folder.path()));
}

/// Not a test of its own: opens a ledger, and says so at every step.
#[test]
#[ignore = "the child of another test"]
fn child() {
    let Some(folder) = std::env::var_os("SEEDANCE_TEST_FOLDER") else {
        return;
    };
    let opened = Store::open(Path::new(&folder), &mut |progress| {
        println!("told {:?}", progress.phase);
    });
    match opened {
        Ok(_) => println!("told opened"),
        Err(error) => println!("told refused: {error}"),
    }
}

fn child_in(folder: &Path, command: &mut Command) -> std::process::Child {
    command
        .env("SEEDANCE_TEST_FOLDER", folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("started")
}

const CHILD: [&str; 4] = ["--ignored", "--exact", "store::tests::upgrade::child", "--nocapture"];

#[test]
fn a_kill_at_any_moment_leaves_the_old_one_or_the_new_one() {
    let begun = Instant::now();
    let rounds: usize = if std::env::var_os("LONG").is_some() { 200 } else { 9 };
    let old = tempfile::tempdir().expect("a folder");
    old_ledger(old.path(), 1500);
    let expected = kept(&beside(old.path()));
    let (mut olds, mut news) = (0, 0);
    for round in 0..rounds {
        let folder = power_cut(old.path());
        let mut child = child_in(
            folder.path(),
            Command::new(std::env::current_exe().expect("a name")).args(CHILD),
        );
        let out = BufReader::new(child.stdout.take().expect("piped"));
        // some while it is at a step, the rest after the last step was told, a little later each
        let mut lines = out.lines().map_while(Result::ok).filter(|line| line.contains("told"));
        let last = lines
            .by_ref()
            .nth(round % 9)
            .is_none_or(|line| line.contains("Finishing"));
        if !last && round % 2 == 0 {
            lines.find(|line| line.contains("Finishing"));
            std::thread::sleep(std::time::Duration::from_micros(
                u64::try_from(round).expect("small") * 700,
            ));
        }
        child.kill().expect("killed");
        child.wait().expect("gone");
        if version(folder.path()) == 1 {
            olds += 1;
        } else {
            news += 1;
            judge(&beside(folder.path()));
        }
        assert!(kept(&beside(folder.path())) == expected, "{round}");
        drop(open(folder.path()));
        assert_eq!(version(folder.path()), schema::newest());
        assert!(kept(&beside(folder.path())) == expected, "{round}");
        assert!(kept(&backup(folder.path())) == expected, "{round}");
    }
    println!(
        "{rounds} kills: {olds} left the old ledger, {news} the new one, in {:?}",
        begun.elapsed()
    );
    assert!(olds > 0);
}

#[test]
#[cfg(unix)]
fn without_room_for_a_backup_nothing_is_begun() {
    let folder = tempfile::tempdir().expect("a folder");
    old_ledger(folder.path(), 1000);
    let expected = kept(&beside(folder.path()));
    let limited = r#"trap "" XFSZ; ulimit -f 500; exec "$0" "$@""#;
    let mut command = Command::new("sh");
    command
        .args(["-c", limited])
        .arg(std::env::current_exe().expect("a name"))
        .args(CHILD);
    let told = child_in(folder.path(), &mut command)
        .wait_with_output()
        .expect("ended")
        .stdout;
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(
        told.contains("no backup of it could be made") && told.contains("nothing was changed"),
        "{told}"
    );
    assert!(!told.contains("Jobs"), "{told}");
    assert_eq!(version(folder.path()), 1);
    assert!(kept(&beside(folder.path())) == expected);
    let names = || {
        fs::read_dir(folder.path())
            .expect("listed")
            .map(|entry| entry.expect("an entry").file_name())
    };
    assert!(
        !names().any(|name| name.to_string_lossy().contains("before")),
        "{:?}",
        names().collect::<Vec<_>>()
    );
    drop(open(folder.path()));
    assert!(kept(&beside(folder.path())) == expected);
}

#[test]
fn a_damaged_old_ledger_is_built_anew_from_what_is_left_of_version_1() {
    let old = tempfile::tempdir().expect("a folder");
    old_ledger(old.path(), 300);
    let expected = kept(&beside(old.path()));
    // lost whole, with a backup of the day that is of version 1
    let folder = power_cut(old.path());
    fs::copy(folder.path().join("jobs.db"), folder.path().join("jobs.db.backup")).expect("copied");
    fs::write(folder.path().join("jobs.db"), "no database ".repeat(5000)).expect("written");
    let store = open(folder.path());
    assert!(
        matches!(store.news(), [News::Rebuilt(Rebuilt { from_backup: 300, .. })]),
        "{:?}",
        store.news()
    );
    drop(store);
    let alone = |kept: &[(Job, Vec<String>)]| kept.iter().map(|(job, _)| job.clone()).collect::<Vec<_>>();
    assert!(alone(&kept(&beside(folder.path()))) == alone(&expected));
    judge(&beside(folder.path()));
    // in part: the requests are gone, the rows are not
    let folder = power_cut(old.path());
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
    let store = open(folder.path());
    let [News::Rebuilt(rebuilt)] = store.news() else {
        panic!("{:?}", store.news())
    };
    assert_eq!((rebuilt.from_database, rebuilt.from_backup), (300, 0));
    drop(store);
    judge(&beside(folder.path()));
    let ids = |folder: &Path| {
        jobs(folder)
            .into_iter()
            .map(|job| (job.id, job.remote_id))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(folder.path()).len(), 300);
    // gone, but for the backup that was made before it was brought up to date
    let folder = power_cut(old.path());
    drop(open(folder.path()));
    fs::remove_file(folder.path().join("jobs.db")).expect("removed");
    let store = open(folder.path());
    assert!(
        matches!(store.news(), [News::Rebuilt(Rebuilt { from_backup: 300, .. })]),
        "{:?}",
        store.news()
    );
}

/// Memory of this process at its highest, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse().ok())
        .unwrap_or(0)
        / 1024
}

#[tokio::test]
#[ignore = "a million jobs take minutes"]
async fn a_million_jobs() {
    let parent = tempfile::tempdir_in(".").expect("a folder on a disk");
    let folder = std::env::var_os("SEEDANCE_TEST_LEDGER").map_or(parent.path().into(), std::path::PathBuf::from);
    let count = std::env::var("JOBS").map_or(1_000_000, |count| count.parse().expect("a number"));
    let size = || fs::metadata(folder.join("jobs.db")).expect("there").len() >> 20;
    let begun = Instant::now();
    old_ledger(&folder, count);
    beside(&folder)
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("done");
    println!(
        "{count} jobs of version 1 made in {:?}: {} MiB, memory {} MiB",
        begun.elapsed(),
        size(),
        peak()
    );
    drop(fs::write("/proc/self/clear_refs", "5"));
    let begun = Instant::now();
    let mut phase = None;
    let store = Store::open(&folder, &mut |progress| {
        if phase.replace(progress.phase) != Some(progress.phase) {
            println!("{:?} after {:?}", progress.phase, begun.elapsed());
        }
    });
    let store = store.expect("opened");
    println!(
        "opened after {:?}: {} MiB, memory {} MiB",
        begun.elapsed(),
        size(),
        peak()
    );
    let begun = Instant::now();
    println!("{:?} in {:?}", store.check().await, begun.elapsed());
    drop(store);
    let begun = Instant::now();
    drop(open(&folder));
    println!("opened and closed again in {:?}", begun.elapsed());
}

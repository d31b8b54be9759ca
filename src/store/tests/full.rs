//! A disk that is full, at every moment: nothing is half stored, and no id is lost.
//!
//! `LONG=1 cargo test --lib store::tests::full -- --nocapture` tries more moments and prints how many.

use std::process::Command;
use std::time::Instant;

use super::*;
use crate::store::second::Fate;

/// An answer that needs room.
fn long_answer(number: u64) -> Event {
    let Event::Answered { token, outcome, .. } = accepted(number.into(), &format!("req_{number}")) else {
        unreachable!("an answer")
    };
    Event::Answered {
        token,
        outcome,
        answer: Some(answer(&"x".repeat(30_000))),
    }
}

/// Records and answers job after job; tells what the store said of each.
async fn send_many(store: &Store, count: u64, mut tell: impl FnMut(u64, &str)) {
    for number in 0..count {
        let job = job_at(10, number);
        let intent = Intent {
            body: "x".repeat(5_000),
            ..intent(number.into(), 10)
        };
        let recorded = store.record(job.clone(), Some(intent), None).await;
        if let Err(failure) = recorded {
            // a file that may not grow is no full disk to the database
            let words = ["full", "I/O"];
            assert!(words.iter().any(|word| failure.detail.contains(word)), "{failure:?}");
            tell(number, "refused");
            continue;
        }
        tell(number, "recorded");
        // whatever comes of it: the service has taken it
        let _ = store.apply(job.id, long_answer(number), at(11)).await;
        tell(number, "accepted");
    }
}

/// What has to be in a ledger after that, found there after the next start.
fn judge(folder: &Path, told: &[(u64, String)], case: &str) {
    let before = readable_jobs(folder).unwrap_or_default();
    let (lines, damaged) = lines_and_damage(folder);
    assert_eq!(damaged, 0, "{case}");
    for (number, said) in told {
        let there = before.iter().any(|job| job.id == id_at(10, *number));
        let line = lines
            .iter()
            .find(|line| line.token == intent((*number).into(), 10).token);
        let fate = line.map(|line| &line.fate);
        match said.as_str() {
            "refused" => {
                assert!(!there, "{case}: {number} was refused");
                assert!(matches!(fate, None | Some(Fate::NotSent)), "{case}: {number} {fate:?}");
            }
            "recorded" => assert!(there && fate.is_some(), "{case}: {number}"),
            _ => {
                let id = RemoteId::parse(&format!("req_{number}")).expect("sound");
                assert_eq!(fate, Some(&Fate::Accepted(id)), "{case}");
            }
        }
    }
    let store = open(folder);
    let after = jobs(folder);
    let accepted = told.iter().filter(|(_, said)| said == "accepted");
    for (number, _) in accepted {
        let job = after
            .iter()
            .find(|job| job.id == id_at(10, *number))
            .expect("it is there");
        let id = job.remote_id.as_ref().map(RemoteId::as_str);
        assert_eq!(id, Some(format!("req_{number}").as_str()), "{case}");
    }
    assert_eq!(after.len(), before.len(), "{case}");
    drop(store);
    let sound: String = beside(folder)
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("checked");
    assert_eq!(sound, "ok", "{case}");
}

#[tokio::test]
async fn a_database_that_may_not_grow_loses_nothing() {
    let begun = Instant::now();
    let moments = if std::env::var_os("LONG").is_some() { 120 } else { 20 };
    let (mut refused, mut accepted) = (0, 0);
    for pages in 0..moments {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path());
        fill_up(&store, pages).await;
        let mut told = vec![];
        send_many(&store, 12, |number, said| told.push((number, said.to_owned()))).await;
        let cut = power_cut(folder.path());
        drop(store);
        for folder in [cut.path(), folder.path()] {
            judge(folder, &told, &format!("{pages} pages"));
        }
        refused += told.iter().filter(|(_, said)| said == "refused").count();
        accepted += told.iter().filter(|(_, said)| said == "accepted").count();
    }
    println!(
        "{moments} limits of the database, {accepted} accepted, {refused} refused, in {:?}",
        begun.elapsed()
    );
    assert!(refused > 0 && accepted > 0);
}

/// Not a test of its own: what [`a_full_disk_loses_nothing`] runs, in a process whose files may not grow beyond a limit.
#[tokio::test]
#[ignore = "the child of another test"]
async fn child() {
    let Some(folder) = std::env::var_os("SEEDANCE_TEST_FOLDER") else {
        return;
    };
    match Store::open(Path::new(&folder), &mut |_| {}) {
        Ok(store) => {
            println!("news {:?}", store.news());
            send_many(&store, 60, |number, said| println!("told {number} {said}")).await;
        }
        Err(error) => println!("not opened: {error}"),
    }
}

#[test]
#[cfg(unix)]
fn a_full_disk_loses_nothing() {
    let begun = Instant::now();
    // blocks of 512 bytes; a file of the second copy has 2048
    let limits: Vec<u64> = if std::env::var_os("LONG").is_some() {
        (0..4200).step_by(40).collect()
    } else {
        vec![1, 64, 300, 2047, 2048, 2300, 3000]
    };
    let (mut refused, mut accepted) = (0, 0);
    for limit in &limits {
        let folder = tempfile::tempdir().expect("a folder");
        let child = Command::new("sh")
            .args([
                "-c",
                r#"trap "" XFSZ; ulimit -f "$1"; exec "$2" --ignored --exact store::tests::full::child --nocapture"#,
                "sh",
            ])
            .arg(limit.to_string())
            .arg(std::env::current_exe().expect("a name"))
            .env("SEEDANCE_TEST_FOLDER", folder.path())
            .output()
            .expect("started");
        let words = String::from_utf8_lossy(&child.stdout).into_owned();
        assert!(
            child.status.success(),
            "{limit}: {words} {}",
            String::from_utf8_lossy(&child.stderr)
        );
        // no room for a log is an error, and not taken for a file system that has none
        let news: Vec<_> = words.lines().filter_map(|line| line.split_once("news ")).collect();
        assert!(news.iter().all(|(_, news)| *news == "[]"), "{limit}: {news:?}");
        assert_eq!(news.is_empty(), words.contains("not opened: "), "{limit}: {words}");
        // the harness may write its own words before ours on a line
        let told: Vec<_> = words
            .lines()
            .filter_map(|line| {
                let (_, told) = line.split_once("told ")?;
                let (number, said) = told.split_once(' ')?;
                Some((number.parse().expect("a number"), said.to_owned()))
            })
            .collect();
        judge(folder.path(), &told, &format!("{limit} blocks"));
        refused += told.iter().filter(|(_, said)| said == "refused").count();
        accepted += told.iter().filter(|(_, said)| said == "accepted").count();
    }
    println!(
        "{} limits of files, {accepted} accepted, {refused} refused, in {:?}",
        limits.len(),
        begun.elapsed()
    );
    assert!(refused > 0 && accepted > 0);
}

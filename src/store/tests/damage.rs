//! Random damage to the files: no panic, and no request id lost that is not damaged in both places.
//!
//! `LONG=1 cargo test --release --lib store::tests::damage -- --nocapture` does 1,000 of them and prints how they went; `SEED=n` does
//! one again.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::*;
use crate::store::second::Fate;
use crate::store::{Health, News, rebuild};

const JOBS: u64 = 60;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
}

/// A ledger with jobs of every sort, as a power cut leaves it: half of it in the log. And the ids that were paid for.
fn busy_ledger() -> (tempfile::TempDir, BTreeMap<JobId, String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ids = BTreeMap::new();
    let cut = runtime().block_on(async {
        for half in [0, JOBS / 2] {
            let store = open(folder.path());
            for number in half..half + JOBS / 2 {
                let job = job_at(10 + i64::try_from(number).expect("small"), number);
                if number % 5 == 4 {
                    store.record(job, None, None).await.expect("recorded");
                    continue;
                }
                let token = intent(number.into(), 10).token;
                let intent = Intent {
                    body: job.request.body(token),
                    ..intent(number.into(), 10)
                };
                store.record(job.clone(), Some(intent), None).await.expect("recorded");
                if number % 5 != 3 {
                    let id = format!(
                        "req_{number:04}_{}",
                        "abcdefgh".repeat(usize::try_from(number % 4).expect("small"))
                    );
                    store
                        .apply(job.id, accepted(number.into(), &id), at(80))
                        .await
                        .expect("applied");
                    ids.insert(job.id, id);
                }
                if number % 5 < 2 {
                    store
                        .apply(job.id, seen(90, "succeeded"), at(90))
                        .await
                        .expect("applied");
                }
            }
            if half == 0 {
                store.check().await.expect("checked");
                while !folder.path().join("jobs.db.backup").exists() {
                    std::thread::yield_now();
                }
            } else {
                return power_cut(folder.path());
            }
        }
        unreachable!("the second half returns")
    });
    (cut, ids)
}

/// The bytes of a file after something happened to them.
fn damage(bytes: &mut Vec<u8>, random: &mut StdRng) -> String {
    let length = bytes.len().max(1);
    match random.random_range(0..4) {
        0 => {
            let count = random.random_range(1..40);
            for _ in 0..count {
                let place = random.random_range(0..length);
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= 1 << random.random_range(0..8);
                }
            }
            format!("{count} bits turned")
        }
        1 => {
            let kept = random.random_range(0..length);
            bytes.truncate(kept);
            format!("cut to {kept}")
        }
        2 => {
            let from = random.random_range(0..length);
            let to = (from + random.random_range(1..20_000)).min(bytes.len());
            bytes[from.min(to)..to].fill(0);
            format!("zeros from {from} to {to}")
        }
        _ => {
            let from = random.random_range(0..length);
            let to = (from + random.random_range(1..5_000)).min(bytes.len());
            random.fill(&mut bytes[from.min(to)..to]);
            format!("noise from {from} to {to}")
        }
    }
}

#[derive(Debug, Default)]
struct Tally {
    rebuilt: u64,
    healed: u64,
    unnoticed: u64,
    exempt: u64,
    refused: u64,
}

/// The ids that the ledger has; `None` where one of its rows cannot be read.
fn ids_in(folder: &Path) -> Option<Vec<String>> {
    let ids = readable_jobs(folder).ok()?.into_iter().filter_map(|job| job.remote_id);
    Some(ids.map(|id| id.to_string()).collect())
}

fn one(seed: u64, whole: &Path, ids: &BTreeMap<JobId, String>, tally: &mut Tally) {
    let mut random = StdRng::seed_from_u64(seed);
    let folder = power_cut(whole);
    let segment = {
        let live = fs::read_dir(folder.path().join("second-copy/live")).expect("listed");
        live.map(|entry| entry.expect("an entry").path())
            .next()
            .expect("a file")
    };
    let database = ["jobs.db", "jobs.db-wal"].map(|name| folder.path().join(name));
    let targets: Vec<PathBuf> = match random.random_range(0..8) {
        0 => vec![segment],
        1 => vec![segment, database.choose(&mut random).expect("two").clone()],
        2 => database.to_vec(),
        3 => vec![database[1].clone()],
        _ => vec![database[0].clone()],
    };
    let mut what = vec![];
    for target in &targets {
        let mut bytes = fs::read(target).expect("read");
        let done = damage(&mut bytes, &mut random);
        what.push(format!("{}: {done}", target.file_name().expect("a name").display()));
        fs::write(target, bytes).expect("written");
    }
    // what stands in neither place any more cannot come back; whatever has its line whole has to
    let legible: Vec<String> = lines_and_damage(folder.path())
        .0
        .into_iter()
        .filter_map(|line| match line.fate {
            Fate::Accepted(id) => Some(id.to_string()),
            Fate::Open | Fate::Rejected | Fate::NotSent => None,
        })
        .collect();
    let told = |tally: &mut Tally| {
        let store = match Store::open(folder.path(), &mut |_| {}) {
            Ok(store) => store,
            Err(error) => panic!("seed {seed}, {what:?}: {error}"),
        };
        match store.news() {
            [] => {}
            [News::Rebuilt(_)] => tally.rebuilt += 1,
            [News::Recovered(_)] => tally.healed += 1,
            [News::ReadOnly] => tally.refused += 1,
            other => panic!("seed {seed}: {other:?}"),
        }
        let (health, board) = runtime().block_on(async { (store.check().await, store.open_jobs().await) });
        assert!(health.is_ok(), "seed {seed}, {what:?}: {health:?}");
        let damaged = health != Ok(Health::Sound) || board.is_err();
        (damaged, store.news() == [News::ReadOnly])
    };
    let (damaged, read_only) = told(tally);
    if damaged {
        told(tally);
    }
    if read_only {
        // a turned bit in the version: nothing is written before a person decides
        return;
    }
    let whole = |there: &[String]| legible.iter().all(|id| there.contains(id));
    // a bit within a row is seen by no check of the database: the copy has it, and a rebuilding brings it back
    if !ids_in(folder.path()).is_some_and(|there| whole(&there)) {
        tally.unnoticed += 1;
        rebuild::remember(folder.path());
        told(tally);
    }
    let there = ids_in(folder.path()).unwrap_or_else(|| panic!("seed {seed}, {what:?}: a row cannot be read"));
    let lost: Vec<_> = ids.values().filter(|id| !there.contains(id)).collect();
    let exempt = lost.iter().filter(|id| !legible.contains(id)).count();
    assert_eq!(lost.len(), exempt, "seed {seed}, {what:?}: {lost:?}");
    tally.exempt += u64::try_from(exempt).expect("small");
}

#[tokio::test]
async fn an_index_of_words_that_cannot_be_read_is_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    store.record(job_at(10, 1), None, None).await.expect("recorded");
    drop(store);
    let changed = beside(folder.path()).execute("UPDATE search_config SET v = 0 WHERE k = 'version'", []);
    assert_eq!(changed, Ok(1));
    let store = open(folder.path());
    let health = store.check().await.expect("looked at");
    assert!(matches!(health, Health::Damaged(_)), "{health:?}");
    // what is paid for is kept all the same
    store.record(job_at(11, 2), None, None).await.expect("recorded");
    drop(store);
    let store = open(folder.path());
    assert!(matches!(store.news(), [News::Rebuilt(rebuilt)] if rebuilt.from_database == 2));
    store.record(job_at(11, 3), None, None).await.expect("recorded");
}

#[test]
fn random_damage_loses_no_request_id() {
    let count = if std::env::var_os("LONG").is_some() { 1000 } else { 60 };
    let seeds = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().expect("a number")],
        Err(_) => (0..count).collect(),
    };
    let begun = Instant::now();
    let (whole, ids) = busy_ledger();
    let mut tally = Tally::default();
    for seed in &seeds {
        one(*seed, whole.path(), &ids, &mut tally);
    }
    println!(
        "{} damages (seeds {:?} to {:?}), {} ids each, in {:?}: 0 panics, 0 ids lost; {tally:?}",
        seeds.len(),
        seeds.first(),
        seeds.last(),
        ids.len(),
        begun.elapsed()
    );
    assert!(tally.rebuilt > 0, "{tally:?}");
}

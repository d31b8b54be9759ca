//! What the ledger keeps beside its jobs is what reading every job would give.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::job::{Kind, Row, Usual};
use crate::store::{derived, write};
use crate::words::search::cut;

#[derive(Debug, Clone)]
enum Told {
    Recorded { second: i64, sent: bool },
    Happened { which: prop::sample::Index, event: Event },
    Removed { which: prop::sample::Index },
}

fn told() -> impl Strategy<Value = Told> {
    let word = prop::sample::select(vec!["queued", "processing", "succeeded", "failed", "paused", "held"]);
    let event = prop_oneof![
        3 => Just(accepted(0, "req_1")),
        4 => (0..99_i64, word).prop_map(|(second, word)| seen(second, word)),
        1 => Just(Event::Orphaned),
        1 => Just(Event::CancelAsked),
        1 => Just(Event::Withdrawn),
        3 => any::<bool>().prop_map(Event::Archived),
    ];
    prop_oneof![
        3 => (0..20_000_000_i64, any::<bool>()).prop_map(|(second, sent)| Told::Recorded { second, sent }),
        8 => (any::<prop::sample::Index>(), event).prop_map(|(which, event)| Told::Happened { which, event }),
        1 => any::<prop::sample::Index>().prop_map(|which| Told::Removed { which }),
    ]
}

/// The rows of an answer, as text.
pub(super) fn table(db: &Connection, sql: &str) -> Vec<Vec<String>> {
    let mut statement = db.prepare(sql).expect("sound SQL");
    let width = statement.column_count();
    let cell = |row: &rusqlite::Row<'_>, at| row.get_ref(at).map(|value| format!("{value:?}"));
    let rows = statement.query_map([], |row| (0..width).map(|at| cell(row, at)).collect::<Result<_, _>>());
    rows.expect("rows").collect::<Result<_, _>>().expect("rows")
}

/// Compares everything that is derived with the jobs themselves, once the index has followed.
pub(super) fn judge(db: &Connection) {
    while derived::index_some(db).expect("indexed") {}
    let alike = |kept: &str, counted: &str| assert_eq!(table(db, kept), table(db, counted), "{kept}");
    alike(
        "SELECT archived, status, model, aspect_ratio, resolution, number FROM facets WHERE number <> 0 ORDER BY 1, 2, 3, 4, 5",
        "SELECT archived, iif(status GLOB 'other:*', 'other:', status), model, aspect_ratio, resolution, count(*) FROM jobs \
         GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
    );
    alike(
        "SELECT jobs.key, facets.archived, facets.status, facets.model, facets.aspect_ratio, facets.resolution \
         FROM jobs JOIN facets ON facets.facet = jobs.facet ORDER BY 1",
        "SELECT key, archived, iif(status GLOB 'other:*', 'other:', status), model, aspect_ratio, resolution FROM jobs \
         ORDER BY 1",
    );
    alike(
        "SELECT archived, stretch, number FROM stretches WHERE number <> 0 ORDER BY 1, 2",
        "SELECT archived, key >> 32, count(*) FROM jobs GROUP BY 1, 2 ORDER BY 1, 2",
    );
    let mut statement = db.prepare(&format!("{} ORDER BY key", row::JOBS)).expect("sound SQL");
    let jobs: Vec<_> = statement
        .query_and_then([], row::read_job)
        .map(|jobs| jobs.collect::<Result<Vec<_>, _>>().expect("readable"))
        .expect("rows");
    let mut statement = db
        .prepare(&format!("SELECT {} FROM jobs ORDER BY key", row::ROW_COLUMNS))
        .expect("sound SQL");
    let rows: Vec<_> = statement
        .query_and_then([], row::read_row)
        .map(|rows| rows.collect::<Result<Vec<_>, _>>().expect("readable"))
        .expect("rows");
    let expected: Vec<_> = jobs.iter().map(|(_, job)| Row::of(job)).collect();
    assert!(rows == expected);
    for ((key, job), (after, _)) in jobs.iter().zip(jobs.iter().skip(1)) {
        assert!(key < after && key.0 >= job.created_at.as_millisecond() << 10);
    }
    assert!(jobs.is_sorted_by_key(|(_, job)| job.created_at));
    // every job by every start of every one of its words, and by nothing else
    let found = |words: &str| -> Vec<i64> {
        let mut statement = db
            .prepare("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid")
            .expect("sound");
        let keys = statement.query_map([words], |row| row.get(0)).expect("asked");
        keys.collect::<Result<_, _>>().expect("read")
    };
    let names: std::collections::BTreeSet<_> = jobs.iter().filter_map(|(_, job)| job.remote_id.clone()).collect();
    for name in names {
        let words: Vec<_> = cut(name.as_str()).collect();
        let with: Vec<_> = jobs
            .iter()
            .filter(|(_, job)| job.remote_id.as_ref() == Some(&name) || job.other_ids.contains(&name))
            .map(|(key, _)| key.0)
            .collect();
        assert_eq!(found(&format!("ids : \"{}\"", words.join(" "))), with, "{name}");
    }
    for (words, part) in [
        ("river", "river "),
        ("riv*", "river "),
        ("\"ต ล\" *", "ตลาด"),
        ("\"น้ำ\" *", "น้ำ"),
    ] {
        let with = jobs.iter().filter(|(_, job)| job.request.prompt.contains(part));
        assert_eq!(found(words), with.map(|(key, _)| key.0).collect::<Vec<_>>(), "{words}");
    }
    db.execute_batch("INSERT INTO search (search, rank) VALUES ('integrity-check', 0)")
        .expect("a sound index");
    assert_eq!(table(db, "PRAGMA integrity_check"), table(db, "SELECT 'ok'"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_is_kept_is_what_reading_every_job_would_give(history in prop::collection::vec(told(), 1..60)) {
        let db = memory();
        let owner = Uuid::from_u128(1);
        let mut jobs = vec![];
        let mut took = vec![];
        for (number, told) in (0..).zip(history) {
            match told {
                Told::Recorded { second, sent } => {
                    let job = job_at(second, number);
                    jobs.push((job.id, number.into()));
                    let intent = sent.then(|| intent(number.into(), second));
                    write::record(&db, owner, job, intent, None).expect("recorded");
                }
                Told::Happened { which, event } if !jobs.is_empty() => {
                    let (id, number) = *which.get(&jobs);
                    let event = match event {
                        Event::Answered { .. } => accepted(number, &format!("req_{}", number % 5)),
                        other => other,
                    };
                    let before = row::find(&db, id).expect("read").map(|(_, job)| job.status);
                    let after = write::apply(&db, owner, id, &event, at(50)).expect("applied").job;
                    let first = after.filter(|job| job.status == Status::Succeeded && before != Some(Status::Succeeded));
                    took.extend(first.and_then(|job| Row::of(&job).running));
                }
                Told::Removed { which } if !jobs.is_empty() => {
                    db.execute("DELETE FROM jobs WHERE id = ?1", [which.get(&jobs).0.0.as_bytes()]).expect("removed");
                }
                Told::Happened { .. } | Told::Removed { .. } => {}
            }
        }
        judge(&db);
        let usual = derived::usual(&db).expect("read").into_iter().map(|(_, usual)| usual);
        prop_assert_eq!(usual.collect::<Vec<_>>(), Vec::from_iter(Usual::of(took)));
    }
}

#[test]
fn the_last_fifty_of_a_kind_tell_how_long_it_takes() {
    let db = memory();
    let kind = |model: &str| Kind {
        model: model.into(),
        resolution: "720p".into(),
        duration: 5,
    };
    for second in 1..=120 {
        derived::keep_usual(&db, &kind("a"), Duration::from_secs(second)).expect("kept");
        if second <= 4 {
            derived::keep_usual(&db, &kind("b"), Duration::from_secs(second)).expect("kept");
        }
    }
    let expected = Usual::of((71..=120).map(Duration::from_secs).collect()).expect("enough");
    assert_eq!(derived::usual(&db).expect("read"), [(kind("a"), expected)]);
}

#[test]
fn more_jobs_than_a_millisecond_has_places_keep_their_order() {
    let db = memory();
    put(&db, &job_at(11, 5000));
    let mut soon = job_at(10, 5001);
    soon.created_at = Timestamp::from_millisecond(10_001).expect("in range");
    put(&db, &soon);
    for number in 0..2050 {
        put(&db, &job_at(10, number));
    }
    let keys = table(
        &db,
        "SELECT key FROM jobs WHERE key BETWEEN 10000 << 10 AND 10003 << 10 ORDER BY key",
    );
    let mut expected: Vec<i64> = (0..1024 + 2).map(|place| (10_000 << 10) + place).collect();
    expected.extend((0..1025).map(|place| (10_001 << 10) + 2 + place));
    assert_eq!(keys.len(), expected.len());
}

#[test]
fn at_most_so_much_of_a_text_is_searched() {
    let db = memory();
    let mut long = job_at(10, 1);
    long.request.prompt = format!("{} needle", "ตลาด ".repeat(10_000));
    put(&db, &long);
    let found = |word| table(&db, &format!("SELECT rowid FROM search WHERE search MATCH '{word}'")).len();
    assert_eq!(
        (found("ต"), found("needle"), found("ids : 1"), found("metadata : z")),
        (1, 0, 0, 0)
    );
}

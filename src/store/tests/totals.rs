//! The totals that the ledger keeps are what a count would give.

use proptest::prelude::*;

use super::*;
use crate::store::write;

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

fn table(db: &Connection, sql: &str) -> Vec<(i64, String, i64)> {
    let mut statement = db.prepare(sql).expect("sound SQL");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.expect("rows").collect::<Result<_, _>>().expect("rows")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn totals_are_what_a_count_would_give(history in prop::collection::vec(told(), 1..60)) {
        let db = memory();
        let owner = Uuid::from_u128(1);
        let mut jobs = vec![];
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
                        Event::Answered { .. } => accepted(number, "req_1"),
                        other => other,
                    };
                    write::apply(&db, owner, id, &event, at(50)).expect("applied");
                }
                Told::Removed { which } if !jobs.is_empty() => {
                    db.execute("DELETE FROM jobs WHERE id = ?1", [which.get(&jobs).0.0.as_bytes()]).expect("removed");
                }
                Told::Happened { .. } | Told::Removed { .. } => {}
            }
        }
        prop_assert_eq!(
            table(&db, "SELECT archived, status, number FROM counts WHERE number <> 0 ORDER BY 1, 2"),
            table(&db, "SELECT archived, iif(status GLOB 'other:*', 'other:', status), count(*) FROM jobs GROUP BY 1, 2 ORDER BY 1, 2")
        );
        prop_assert_eq!(
            table(&db, "SELECT archived, CAST(stretch AS TEXT), number FROM stretches WHERE number <> 0 ORDER BY 1, 2"),
            table(&db, "SELECT archived, CAST(created_at >> 22 AS TEXT), count(*) FROM jobs GROUP BY 1, 2 ORDER BY 1, 2")
        );
    }
}

//! The list as windows: rows by key, never by count, so that a window in the middle of a million rows costs what one at the top
//! costs.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params};

use super::derived::first_key;
use super::error::Error;
use super::row::{self, Key, ROW_COLUMNS, millis};
use crate::job::{Around, Counts, Credits, JobId, Page, Query, Row, Span};

// Where the rows of a window are; a test holds that each is found by the index alone.
const TOP: &str = "WHERE archived = ?1 ORDER BY key DESC LIMIT ?2";
const BOTTOM: &str = "WHERE archived = ?1 ORDER BY key LIMIT ?2";
const NEWER: &str = "WHERE archived = ?1 AND key > ?2 ORDER BY key LIMIT ?3";
const OLDER: &str = "WHERE archived = ?1 AND key <= ?2 ORDER BY key DESC LIMIT ?3";

// The numbers beside them, from totals and from the index.
const LATER: &str = "SELECT sum(number) FROM stretches WHERE archived = ?1 AND stretch > ?2";
const WITHIN: &str = "SELECT count(*) FROM jobs WHERE archived = ?1 AND key > ?2 AND key < ?3";
const TODAY: &str = "SELECT total(credits) FROM jobs WHERE archived IN (0, 1) AND key >= ?1";

/// The rows about the place asked for, and the totals, all of one moment.
pub(super) fn page(db: &Connection, query: Query, span: Span, day_start: Timestamp) -> Result<Page, Error> {
    let rows = match span.around {
        Around::Top => top(db, query, span.reach)?,
        Around::Bottom => bottom(db, query, span.reach)?,
        Around::Job(id) => match place(db, id)? {
            Some(place) => about(db, query, place, span.reach)?,
            None => top(db, query, span.reach)?,
        },
    };
    let before = match rows.first() {
        Some(row) => before(db, query, place(db, row.id)?.unwrap_or(Key(i64::MAX)))?,
        None => 0,
    };
    Ok(Page {
        rows,
        before,
        total: number(
            db,
            "SELECT sum(number) FROM facets WHERE archived = ?1",
            [query.archived],
        )?,
        counts: counts(db, day_start)?,
    })
}

/// Where a job stands, whatever list it is in; for one that is not there, where it would stand by the time in its name.
fn place(db: &Connection, id: JobId) -> Result<Option<Key>, Error> {
    let there = db
        .prepare_cached("SELECT key FROM jobs WHERE id = ?1")?
        .query_row([id.0.as_bytes()], |row| row.get(0).map(Key))
        .optional()?;
    let told = || {
        let (seconds, nanos) = id.0.get_timestamp()?.to_unix();
        let millis = i64::try_from(seconds).ok()?.checked_mul(1000)? + i64::from(nanos / 1_000_000);
        Some(Key(first_key(millis + 1).0 - 1))
    };
    Ok(there.or_else(told))
}

fn top(db: &Connection, query: Query, reach: u32) -> Result<Vec<Row>, Error> {
    rows(db, TOP, (query.archived, i64::from(reach) + 1))
}

fn bottom(db: &Connection, query: Query, reach: u32) -> Result<Vec<Row>, Error> {
    let mut rows = rows(db, BOTTOM, (query.archived, i64::from(reach) + 1))?;
    rows.reverse();
    Ok(rows)
}

fn about(db: &Connection, query: Query, place: Key, reach: u32) -> Result<Vec<Row>, Error> {
    let bounds = |limit: i64| (query.archived, place.0, limit);
    let mut found = rows(db, NEWER, bounds(reach.into()))?;
    found.reverse();
    found.append(&mut rows(db, OLDER, bounds(i64::from(reach) + 1))?);
    Ok(found)
}

fn rows(db: &Connection, which: &str, bounds: impl Params) -> Result<Vec<Row>, Error> {
    db.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM jobs {which}"))?
        .query_and_then(bounds, row::read_row)?
        .collect()
}

/// How many rows stand before this place: exact, by whole stretches of time and a count within the place's own.
fn before(db: &Connection, query: Query, place: Key) -> Result<u64, Error> {
    let stretch = place.0 >> 32;
    let bounds = (query.archived, place.0, (stretch + 1) << 32);
    Ok(number(db, LATER, (query.archived, stretch))? + number(db, WITHIN, bounds)?)
}

fn counts(db: &Connection, day_start: Timestamp) -> Result<Counts, Error> {
    let by_status = db
        .prepare_cached("SELECT status, sum(number) FROM facets WHERE archived = 0 AND number > 0 GROUP BY status")?
        .query_and_then([], |row| {
            Ok((row::status(&row.get::<_, String>(0)?)?, unsigned(row.get(1)?)))
        })?
        .collect::<Result<_, Error>>()?;
    // total() and not sum(): an absurd charge must not end in an overflow error
    let today: f64 = db
        .prepare_cached(TODAY)?
        .query_row([first_key(millis(day_start)).0], |row| row.get(0))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a sum of whole numbers, none below zero; beyond all sense it saturates"
    )]
    let credits_today = Credits(today as u64);
    Ok(Counts {
        by_status,
        credits_today,
    })
}

fn number(db: &Connection, sql: &str, bounds: impl Params) -> Result<u64, Error> {
    let number: Option<i64> = db.prepare_cached(sql)?.query_row(bounds, |row| row.get(0))?;
    Ok(number.map_or(0, unsigned))
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Job, Status};
    use crate::store::tests::{archived, at, id_at, job_at, memory, put};

    #[test]
    fn no_window_reads_more_than_its_own_rows() {
        let db = memory();
        let plan = |sql: &str| -> String {
            let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("sound SQL");
            let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3));
            steps.map(|step| step.expect("a step")).collect::<Vec<_>>().join("\n")
        };
        for which in [TOP, BOTTOM, NEWER, OLDER] {
            let plan = plan(&format!("SELECT {ROW_COLUMNS} FROM jobs {which}"));
            assert!(plan.starts_with("SEARCH jobs USING INDEX jobs_list"), "{plan}");
            assert!(!plan.contains('\n'), "nothing to sort: {plan}");
        }
        for sql in [WITHIN, TODAY] {
            let plan = plan(sql);
            assert!(plan.starts_with("SEARCH jobs USING COVERING INDEX jobs_list"), "{plan}");
        }
    }

    #[test]
    fn every_window_is_the_list_cut_at_that_place() {
        let db = memory();
        // three at one moment; some far apart, so that they lie in different stretches of the totals; 524,288 s begins a stretch
        let moments = [5, 5, 5, 6, 1000, 90_000, 90_001, 90_001, 524_287, 524_288];
        let mut list: Vec<_> = (0..)
            .zip(moments)
            .map(|(number, second)| job_at(second, number))
            .collect();
        for job in &list {
            put(&db, job);
        }
        put(&db, &archived(job_at(7, 99)));
        list.sort_by_key(|job| std::cmp::Reverse((job.created_at, job.id)));
        let strangers = [
            id_at(0, 1),
            id_at(5, 0xffff),
            id_at(89_999, 0),
            id_at(600_000, 0),
            id_at(7, 99),
        ];
        let anchors = list.iter().map(|job| job.id).chain(strangers).map(Around::Job);
        for around in anchors.chain([Around::Top, Around::Bottom]) {
            let place = match around {
                Around::Top => 0,
                Around::Bottom => list.len() - 1,
                Around::Job(id) => {
                    let key = (Timestamp::from_millisecond(second_of(id)).expect("in range"), id);
                    list.iter().take_while(|job| (job.created_at, job.id) > key).count()
                }
            };
            for reach in 0..4 {
                let span = Span { around, reach };
                let page = page(&db, Query::default(), span, at(0)).expect("a page");
                let reach = usize::try_from(reach).expect("small");
                let cut = place.saturating_sub(reach)..list.len().min(place + reach + 1);
                let expected: Vec<_> = list[cut.clone()].iter().map(Row::of).collect();
                assert_eq!(page.rows, expected, "{span:?}");
                assert_eq!(page.total, 10);
                if !expected.is_empty() {
                    assert_eq!(page.before, u64::try_from(cut.start).expect("small"), "{span:?}");
                }
            }
        }
    }

    #[test]
    fn archived_jobs_are_a_list_of_their_own_but_their_charge_counts() {
        let db = memory();
        let charged = |second, number, credits| Job {
            credits: Some(Credits::whole(credits)),
            ..job_at(second, number)
        };
        put(&db, &charged(10, 1, 1000));
        put(&db, &charged(20, 2, 40));
        let hidden = archived(charged(30, 3, 2));
        put(&db, &hidden);
        let span = Span {
            around: Around::Top,
            reach: 9,
        };
        let page = page(&db, Query { archived: true }, span, at(20)).expect("a page");
        let expected = Page {
            rows: vec![Row::of(&hidden)],
            before: 0,
            total: 1,
            counts: Counts {
                by_status: vec![(Status::Waiting, 2)],
                credits_today: Credits::whole(42),
            },
        };
        assert_eq!(page, expected);
    }

    #[test]
    fn an_empty_ledger_has_an_empty_page() {
        let span = Span {
            around: Around::Job(id_at(1, 1)),
            reach: 9,
        };
        let page = page(&memory(), Query::default(), span, at(0)).expect("a page");
        assert_eq!(page, Page::default());
    }

    fn second_of(id: JobId) -> i64 {
        let (seconds, _) = id.0.get_timestamp().expect("a v7").to_unix();
        i64::try_from(seconds).expect("small") * 1000
    }
}

//! Numbers that are known without counting, or by counting within one short stretch of time.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Params};

use crate::job::{Counts, Credits, Kind, Row, Status, Usual};
use crate::store::derived::first_key;
use crate::store::error::Error;
use crate::store::row::{self, millis};

pub(super) const LATER: &str = "SELECT sum(number) FROM stretches WHERE archived = ?1 AND stretch > ?2";
pub(super) const WITHIN: &str = "SELECT count(*) FROM jobs WHERE archived = ?1 AND key >= ?2 AND key <= ?3";
pub(super) const TODAY: &str = "SELECT total(credits) FROM jobs WHERE archived IN (0, 1) AND key >= ?1";
/// Of jobs that are older than the day, and were sent on it: they had waited in our own queue, or were sent again.
pub(super) const SENT_TODAY: &str = "SELECT total(credits) FROM jobs WHERE key IN (SELECT job FROM intents NOT INDEXED \
     WHERE key > coalesce((SELECT key FROM intents WHERE at < ?2 ORDER BY key DESC LIMIT 1), 0) AND job < ?1)";
const ARCHIVED: &str = "SELECT sum(number) FROM facets WHERE archived = 1";
pub(super) const TOOK: &str = "SELECT took FROM usual WHERE model = ?1 AND resolution = ?2 AND duration = ?3";

/// How many jobs of a list have keys in a range: whole stretches of time, and a count within two.
pub(super) fn of_list(db: &Connection, archived: bool, (low, high): (i64, i64)) -> Result<u64, Error> {
    if low > high {
        return Ok(0);
    }
    let above = match high.checked_add(1) {
        Some(above) => from(db, archived, above)?,
        None => 0,
    };
    Ok(from(db, archived, low)?.saturating_sub(above))
}

/// How many jobs have keys in a range.
pub(super) fn of_keys(db: &Connection, keys: (i64, i64)) -> Result<u64, Error> {
    Ok(of_list(db, false, keys)? + of_list(db, true, keys)?)
}

/// How many jobs of a list have this key or a later one.
fn from(db: &Connection, archived: bool, key: i64) -> Result<u64, Error> {
    let stretch = key >> 32;
    let end = key | 0xffff_ffff;
    Ok(number(db, LATER, (archived, stretch))? + number(db, WITHIN, (archived, key, end))?)
}

/// The numbers of the whole board.
pub(super) fn counts(db: &Connection, day_start: Timestamp) -> Result<Counts, Error> {
    let by_status = db
        .prepare_cached(&format!(
            "SELECT status, sum(number) FROM facets WHERE number > 0 AND (archived = 0 OR status IN ({})) GROUP BY status",
            row::words_of(|status| status.is_open() || *status == Status::Unknown)
        ))?
        .query_and_then([], |row| {
            Ok((row::status(&row.get::<_, String>(0)?)?, unsigned(row.get(1)?)))
        })?
        .collect::<Result<_, Error>>()?;
    // total() and not sum(): an absurd charge must not end in an overflow error
    let (begins, day_start) = (first_key(millis(day_start)).0, millis(day_start));
    let made: f64 = db.prepare_cached(TODAY)?.query_row([begins], |row| row.get(0))?;
    let sent: f64 = db
        .prepare_cached(SENT_TODAY)?
        .query_row([begins, day_start], |row| row.get(0))?;
    let today = made + sent;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a sum of whole numbers, none below zero; beyond all sense it saturates"
    )]
    let credits_today = Credits(today as u64);
    let archived = number(db, ARCHIVED, [])?;
    Ok(Counts {
        by_status,
        credits_today,
        archived,
    })
}

/// How long jobs of the kinds of the live rows usually take.
pub(super) fn usual(db: &Connection, rows: &[Row]) -> Result<Vec<(Kind, Usual)>, Error> {
    let mut kinds: Vec<_> = rows.iter().filter(|row| row.status.is_live()).map(Row::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut statement = db.prepare_cached(TOOK)?;
    let mut usual = vec![];
    for kind in kinds {
        let took = statement
            .query_map((&kind.model, &kind.resolution, kind.duration), |row| {
                row.get(0).map(|took| Duration::from_millis(unsigned(took)))
            })?
            .collect::<Result<_, _>>()?;
        usual.extend(Usual::of(took).map(|usual| (kind, usual)));
    }
    Ok(usual)
}

fn number(db: &Connection, sql: &str, bounds: impl Params) -> Result<u64, Error> {
    let number: Option<i64> = db.prepare_cached(sql)?.query_row(bounds, |row| row.get(0))?;
    Ok(number.map_or(0, unsigned))
}

/// A number that is not below zero.
pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

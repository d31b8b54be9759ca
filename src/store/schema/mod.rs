//! The versions of the ledger's tables, and the way from each to the next.
//!
//! Numbered from 1 and only ever added to: a released one is never edited. All that are due are one transaction, so that an end at any
//! moment leaves the old ledger or the new one. Not for when a ledger of somebody's work may be changed: that is `upgrade`.

mod second;

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use super::error::{Error, OpenError};

/// `Seed` in ASCII, in the header of every ledger.
pub(super) const APPLICATION_ID: i64 = 0x5365_6564;

/// How long a connection waits for another process before it gives up.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Told how far a migration is: so much of so much.
pub(super) type Told<'a> = &'a mut dyn FnMut(u64, u64);

/// One step from a version to the next. What is in the ledger already is moved by code where SQL cannot do it.
type Migration = fn(&Transaction<'_>, Told<'_>) -> Result<(), Error>;

const MIGRATIONS: [Migration; 3] = [first, second::migrate, third];

fn first(db: &Transaction<'_>, _: Told<'_>) -> Result<(), Error> {
    Ok(db.execute_batch(include_str!("001.sql"))?)
}

fn third(db: &Transaction<'_>, _: Told<'_>) -> Result<(), Error> {
    db.execute_batch(include_str!("003.sql"))
        .map_err(|error| match error.sqlite_error_code() {
            // what `ALTER TABLE` says where a row of the table is none that it takes
            Some(ErrorCode::Unknown) => Error::Unreadable("facets"),
            _ => error.into(),
        })
}

/// The version of a ledger's tables; 0 where it has none yet.
pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    patiently(|| db.pragma_query_value(None, "user_version", |row| row.get(0)))
}

/// The version that this program makes and writes.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings the tables up to that version, whatever version they are of, in one transaction: nobody sees a version in between.
pub(super) fn migrate(db: &mut Connection, path: &Path, up_to: i64, told: Told<'_>) -> Result<(), OpenError> {
    let database = OpenError::database(path);
    // tables are replaced: what refers to them must not go with them
    db.pragma_update(None, "foreign_keys", false).map_err(&database)?;
    let writing = patiently(|| Transaction::new_unchecked(db, TransactionBehavior::Immediate)).map_err(&database)?;
    // read within the transaction: another process may be at the same work
    let found: i64 = writing
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(&database)?;
    let tables: i64 = writing
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(&database)?;
    if found <= 0 && tables > 0 {
        return Err(OpenError::Damaged(path.into()));
    }
    if found < up_to {
        for (_, migration) in (1..=up_to).zip(MIGRATIONS).filter(|(version, _)| found < *version) {
            migration(&writing, told).map_err(|error| match error {
                damaged if damaged.is_damage() => OpenError::Damaged(path.into()),
                other => other.while_opening(path),
            })?;
        }
        writing
            .pragma_update(None, "user_version", up_to)
            .and_then(|()| writing.pragma_update(None, "application_id", APPLICATION_ID))
            .map_err(&database)?;
    }
    writing.commit().map_err(&database)?;
    db.pragma_update(None, "foreign_keys", true).map_err(&database)
}

/// Compares what the tables are with what the migrations make of them: a schema that is still readable can be wrong.
pub(super) fn is_sound(db: &Connection, path: &Path, version: i64) -> Result<(), OpenError> {
    let schema = |db: &Connection| {
        db.prepare(
            "SELECT CAST(type || name || tbl_name || coalesce(sql, '') AS BLOB) FROM sqlite_schema ORDER BY type, name",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Vec<u8>>>>()
    };
    let database = OpenError::database(path);
    let mut sample = Connection::open_in_memory().map_err(&database)?;
    migrate(&mut sample, path, version, &mut |_, _| {})?;
    if patiently(|| schema(db)).map_err(&database)? == schema(&sample).map_err(&database)? {
        Ok(())
    } else {
        Err(OpenError::Damaged(path.into()))
    }
}

/// Tries again while another process is in the way. `SQLite` itself does not wait where waiting could be a deadlock: at the
/// change to WAL, and while the files of a crashed process are put right.
pub(super) fn patiently<T>(mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let begun = Instant::now();
    loop {
        match attempt() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
}

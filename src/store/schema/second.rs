//! From version 1 to version 2: every job gets a new key, its place in the order of creation, and what is derived from it.
//!
//! Row by row, so that a million of them need no memory. Not for the tables themselves: those are in `002.sql` and `002_found.sql`.

use rusqlite::{Connection, Transaction};

use super::Told;
use crate::job::Row;
use crate::store::derived::{Facet, Words, first_key, index_by_itself, index_much, merge_words};
use crate::store::error::Error;
use crate::store::row::{self, JOBS, Key, length, millis};

/// Out of the way, the rows that are there; without what finds them and counts them, which has the names of what comes.
const ASIDE: &str = "
    DROP TRIGGER job_added; DROP TRIGGER job_removed; DROP TRIGGER job_changed; DROP TRIGGER job_moved;
    DROP INDEX jobs_list; DROP INDEX jobs_open; DROP INDEX jobs_request; DROP INDEX jobs_remote;
    DROP TABLE counts; DROP TABLE stretches;
    ALTER TABLE jobs RENAME TO old_jobs;
    ALTER TABLE requests RENAME TO old_requests;
    ALTER TABLE intents RENAME TO old_intents;
    ALTER TABLE answers RENAME TO old_answers;";

/// What counts, counted once, and the last fifty running times of each kind.
const COUNTED: &str = "
    UPDATE facets SET number = (SELECT count(*) FROM jobs WHERE jobs.facet = facets.facet);
    INSERT INTO stretches SELECT archived, key >> 32, count(*) FROM jobs GROUP BY 1, 2;
    INSERT INTO usual SELECT model, resolution, duration, 51 - place, running FROM (
        SELECT model, resolution, duration, running,
            row_number() OVER (PARTITION BY model, resolution, duration ORDER BY key DESC) AS place
        FROM jobs WHERE status = 'succeeded' AND running IS NOT NULL
    ) WHERE place <= 50;";

const MOVED: &str = "
    DROP INDEX intents_job;
    DROP TABLE old_answers; DROP TABLE old_intents; DROP TABLE old_requests; DROP TABLE old_jobs;";

/// Jobs after which it is told how far we are.
const PACE: u64 = 256;

pub(super) fn migrate(db: &Transaction<'_>, told: Told<'_>) -> Result<(), Error> {
    let of: i64 = db.query_row("SELECT count(*) FROM jobs", [], |row| row.get(0))?;
    let of = u64::try_from(of).unwrap_or_default();
    db.execute_batch(ASIDE)?;
    db.execute_batch(include_str!("002.sql"))?;
    let mut steps = 0;
    let mut step = || {
        steps += 1;
        // each job is come upon twice
        if steps % (2 * PACE) == 0 {
            told(steps / 2, of);
        }
    };
    move_all(db, &mut step)?;
    // not at the same time: every write of many rows elsewhere would bring the few words so far to the disk
    index_much(db)?;
    index_all(db, &mut step)?;
    merge_words(db)?;
    index_by_itself(db)?;
    told(of, of);
    db.execute_batch(MOVED)?;
    db.execute_batch(include_str!("002_found.sql"))?;
    Ok(db.execute_batch(COUNTED)?)
}

fn move_all(db: &Connection, step: &mut dyn FnMut()) -> Result<(), Error> {
    let mut order = db.prepare("SELECT key, created_at FROM old_jobs ORDER BY created_at, id")?;
    let mut rows = order.query([])?;
    let mut last = Key(i64::MIN);
    while let Some(row) = rows.next()? {
        let key = first_key(row.get(1)?).max(Key(last.0 + 1));
        move_over(db, Key(row.get(0)?), key)?;
        last = key;
        step();
    }
    Ok(())
}

fn index_all(db: &Connection, step: &mut dyn FnMut()) -> Result<(), Error> {
    let mut order = db.prepare(&format!("{JOBS} ORDER BY key"))?;
    let mut rows = order.query([])?;
    while let Some(row) = rows.next()? {
        let (key, job) = row::read_job(row)?;
        Words::of(&job).put(db, key)?;
        step();
    }
    Ok(())
}

fn move_over(db: &Connection, old: Key, new: Key) -> Result<(), Error> {
    let sql = JOBS.replace("requests", "old_requests").replace("jobs", "old_jobs");
    let (_, job) = db
        .prepare_cached(&format!("{sql} WHERE key = ?1"))?
        .query_and_then([old.0], row::read_job)?
        .next()
        .unwrap_or(Err(Error::Unreadable("job")))?;
    let row = Row::of(&job);
    db.prepare_cached(
        "INSERT INTO jobs SELECT ?1, id, created_at, status, open, archived, ?2, ?3, seen_at, started_at, ended_at, ?4, duration, \
         media, credits, has_video, failure, remote_id, model, aspect_ratio, resolution, request_hash, prompt, rest \
         FROM old_jobs WHERE key = ?5",
    )?
    .execute((
        new.0,
        Facet::of(&job).number(db)?,
        row.accepted_at.map(millis),
        row.running.map(length),
        old.0,
    ))?;
    for sql in [
        "INSERT INTO requests SELECT ?1, request FROM old_requests WHERE job = ?2",
        "INSERT INTO intents SELECT key, ?1, token, at, owner, size, sha256, body FROM old_intents WHERE job = ?2",
        "INSERT INTO answers SELECT ?1, kind, at, http_status, body FROM old_answers WHERE job = ?2",
    ] {
        db.prepare_cached(sql)?.execute((new.0, old.0))?;
    }
    Ok(())
}

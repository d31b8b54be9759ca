//! Filling a ledger with jobs that are known whole, many at a time: for measuring, and for trying the program on a long history.
//!
//! What is written is what the ledger itself would have kept of them, without a second copy: nothing of it was ever paid. Not for
//! jobs that are to be sent.

mod history;

use rusqlite::Connection;
use uuid::Uuid;

pub use self::history::History;
use super::derived::{FEW_WORDS, MANY_WORDS, sort_words};
use super::error::Error;
use super::worker::Lane;
use super::{Store, row, write};
use crate::job::{Details, Failure};

/// Pages stay in memory for longer: the names of jobs are not written in their order.
const ROOM: &str = "PRAGMA cache_size = -262144";

/// What a ledger has else.
const USUAL_ROOM: &str = "PRAGMA cache_size = -2000";

impl Store {
    /// Adds these jobs as they are, with their intents and answers, and tells how many: all of them in one transaction, or none. A name
    /// that the ledger has already is a failure.
    pub async fn fill(&self, jobs: impl Iterator<Item = Details> + Send + 'static) -> Result<u64, Failure> {
        let owner = self.0.owner.id;
        let filled = self.write(Lane::Rest, move |db| {
            db.execute_batch(ROOM)?;
            sort_words(db, MANY_WORDS)?;
            let filled = add_all(db, owner, jobs);
            sort_words(db, FEW_WORDS)?;
            db.execute_batch(USUAL_ROOM)?;
            filled
        });
        filled.await
    }
}

/// Adds them. Where there are none yet, the indexes are made when all are there: sorting a million rows once costs a tenth of putting
/// each into its place.
fn add_all(db: &Connection, owner: Uuid, jobs: impl Iterator<Item = Details>) -> Result<u64, Error> {
    let first = !db.prepare("SELECT 1 FROM jobs")?.exists([])?;
    let indexes = if first { indexes(db)? } else { vec![] };
    for (name, _) in &indexes {
        db.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    let mut number = 0;
    for job in jobs {
        add(db, owner, &job)?;
        number += 1;
    }
    for (_, sql) in &indexes {
        db.execute_batch(sql)?;
    }
    Ok(number)
}

/// The indexes that are not part of a table: their names, and the words that make them.
fn indexes(db: &Connection) -> Result<Vec<(String, String)>, Error> {
    let mut statement = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn add(db: &Connection, owner: Uuid, details: &Details) -> Result<(), Error> {
    let key = row::insert(db, &details.job)?;
    for intent in &details.intents {
        write::keep_intent(db, key, owner, intent)?;
    }
    for (kind, answer) in [("submit", &details.submit_answer), ("last", &details.last_answer)] {
        if let Some(answer) = answer {
            let at = details.job.seen_at.unwrap_or(details.job.created_at);
            write::keep_answer(db, key, kind, answer, at)?;
        }
    }
    Ok(())
}

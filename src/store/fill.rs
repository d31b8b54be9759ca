//! Filling a ledger with jobs that are known whole, many at a time: for measuring, and for trying the program on a long history.
//!
//! What is written is what the ledger itself would have kept of them, without a second copy: nothing of it was ever paid. Not for
//! jobs that are to be sent.

mod history;

use std::io;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use uuid::Uuid;

pub use self::history::History;
use self::history::NAMES;
use super::derived::{Words, index_by_itself, index_much, merge_words};
use super::error::Error;
use super::worker::Lane;
use super::{Store, row, write};
use crate::job::{Details, Failure};

/// Pages stay in memory for longer: the names of jobs are not written in their order.
const ROOM: &str = "PRAGMA cache_size = -262144";

/// What a ledger has else.
const USUAL_ROOM: &str = "PRAGMA cache_size = -2000";

/// Jobs that are written before their words are: the words are sorted in memory only as long as nothing else is written.
const TOGETHER: usize = 1 << 14;

impl Store {
    /// The last number in the request ids of made-up jobs that are here already; 0 where there are none.
    pub async fn filled(&self) -> Result<u64, Failure> {
        self.read(|db| {
            let last = "SELECT coalesce(max(CAST(substr(remote_id, length(?1) + 1) AS INTEGER)), 0) FROM jobs \
                        WHERE remote_id BETWEEN ?1 AND ?1 || ':'";
            let last: i64 = db.query_row(last, [NAMES], |row| row.get(0))?;
            Ok(u64::try_from(last).unwrap_or_default())
        })
        .await
    }

    /// Adds these jobs as they are, with their intents and answers, and tells how many: all of them in one transaction, or none. A name
    /// that the ledger has already is a failure.
    pub async fn fill(&self, jobs: impl Iterator<Item = Details> + Send + 'static) -> Result<u64, Failure> {
        let owner = self.0.owner.id;
        let filled = self.write(Lane::Rest, move |db| {
            db.execute_batch(ROOM)?;
            index_much(db)?;
            let filled = add_all(db, owner, jobs);
            if filled.is_ok() {
                // otherwise the next jobs that are written would have to wait for it
                merge_words(db)?;
            }
            index_by_itself(db)?;
            db.execute_batch(USUAL_ROOM)?;
            filled
        });
        filled.await
    }
}

/// Adds them. Where there are none yet, the indexes to which they come in no order are made when all are there: sorting a million rows
/// once costs a tenth of putting each into its place.
fn add_all(db: &Connection, owner: Uuid, jobs: impl Iterator<Item = Details> + Send + 'static) -> Result<u64, Error> {
    let first = !db.prepare("SELECT 1 FROM jobs")?.exists([])?;
    let scattered = if first { scattered(db)? } else { vec![] };
    for (name, _) in &scattered {
        db.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    let mut number = 0;
    let (made, making) = made(jobs)?;
    for together in made {
        let mut found_by = vec![];
        for (job, words) in together {
            found_by.push((add(db, owner, &job)?, words));
            number += 1;
        }
        for (key, words) in found_by {
            words.put(db, key)?;
        }
    }
    making.join().map_err(|_| Error::Lost)?;
    for (_, sql) in &scattered {
        db.execute_batch(sql)?;
    }
    Ok(number)
}

/// Jobs, each with its words.
type Together = Vec<(Details, Words)>;

/// The jobs with their words, many at a time, made while others are written.
fn made(jobs: impl Iterator<Item = Details> + Send + 'static) -> io::Result<(Receiver<Together>, JoinHandle<()>)> {
    let (sender, receiver) = sync_channel(1);
    let mut jobs = jobs.map(|job| {
        let words = Words::of(&job.job);
        (job, words)
    });
    let making = thread::Builder::new().name("fill".into()).spawn(move || {
        loop {
            let together: Vec<_> = jobs.by_ref().take(TOGETHER).collect();
            // where the writing has ended nobody waits for more
            if together.is_empty() || sender.send(together).is_err() {
                return;
            }
        }
    })?;
    Ok((receiver, making))
}

/// The indexes of numbers that follow no order of time: their names, and the words that make them.
fn scattered(db: &Connection) -> Result<Vec<(String, String)>, Error> {
    let mut statement =
        db.prepare("SELECT name, sql FROM sqlite_schema WHERE name IN ('jobs_request', 'jobs_running')")?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn add(db: &Connection, owner: Uuid, details: &Details) -> Result<row::Key, Error> {
    let key = row::insert_unsearched(db, &details.job)?;
    for intent in &details.intents {
        write::keep_intent(db, key, owner, intent)?;
    }
    for (kind, answer) in [("submit", &details.submit_answer), ("last", &details.last_answer)] {
        if let Some(answer) = answer {
            let at = details.job.seen_at.unwrap_or(details.job.created_at);
            write::keep_answer(db, key, kind, answer, at)?;
        }
    }
    Ok(key)
}

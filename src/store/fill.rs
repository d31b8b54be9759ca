//! Filling a ledger with jobs that are known whole, many at a time: for measuring, and for trying the program on a long history.
//!
//! What is written is what the ledger itself would have kept of them, without a second copy: nothing of it was ever paid. Not for
//! jobs that are to be sent.

mod history;

use rusqlite::Connection;
use uuid::Uuid;

pub use self::history::History;
use super::error::Error;
use super::worker::Lane;
use super::{Store, row, write};
use crate::job::{Details, Failure};

/// Jobs in one transaction.
const BATCH: usize = 4000;

/// Pages stay in memory and in the log for longer: most of the indexes are not written in their order.
const ROOM: &str = "PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 65536";

/// What a ledger has else.
const USUAL_ROOM: &str = "PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = 1000";

impl Store {
    /// Adds these jobs as they are, with their intents and answers, and tells how many. A name that the ledger has already is a
    /// failure, and its batch is not added.
    pub async fn fill(&self, jobs: impl Iterator<Item = Details>) -> Result<u64, Failure> {
        let owner = self.0.owner.id;
        self.write(Lane::Rest, |db| Ok(db.execute_batch(ROOM)?)).await?;
        let (mut jobs, mut number) = (jobs.fuse(), 0);
        let filled = loop {
            let batch: Vec<_> = jobs.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break Ok(number);
            }
            number += batch.len() as u64;
            let add = move |db: &Connection| batch.iter().try_for_each(|job| add(db, owner, job));
            if let Err(failure) = self.write(Lane::Rest, add).await {
                break Err(failure);
            }
        };
        self.write(Lane::Rest, |db| Ok(db.execute_batch(USUAL_ROOM)?)).await?;
        filled
    }
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

//! What is read of single jobs, each within one snapshot of the ledger.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::error::Error;
use super::row::{self, Key};
use crate::job::{Answer, Details, Draft, Intent, IntentToken, JobId};

/// A job with all that is kept about it.
pub(super) fn details(db: &Connection, id: JobId) -> Result<Option<Box<Details>>, Error> {
    let Some((key, job)) = row::find(db, id)? else {
        return Ok(None);
    };
    let intents = db
        .prepare_cached("SELECT token, at, body FROM intents WHERE job = ?1 ORDER BY key")?
        .query_and_then([key.0], |row| {
            Ok(Intent {
                token: IntentToken(Uuid::from_bytes(row.get(0)?)),
                at: row::moment(row.get(1)?)?,
                body: row.get(2)?,
            })
        })?
        .collect::<Result<_, Error>>()?;
    Ok(Some(Box::new(Details {
        job,
        intents,
        submit_answer: answer(db, key, "submit")?,
        last_answer: answer(db, key, "last")?,
    })))
}

/// What stood in the form.
pub(super) fn load_draft(db: &Connection) -> Result<Option<Draft>, Error> {
    let json: Option<String> = db
        .query_row("SELECT draft FROM draft", [], |row| row.get(0))
        .optional()?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
}

fn answer(db: &Connection, key: Key, kind: &str) -> Result<Option<Answer>, Error> {
    Ok(db
        .prepare_cached("SELECT http_status, body FROM answers WHERE job = ?1 AND kind = ?2")?
        .query_row((key.0, kind), |row| {
            Ok(Answer {
                http_status: row.get(0)?,
                body: row.get(1)?,
            })
        })
        .optional()?)
}

//! From the second copy back into the ledger: what its lines know and the rows do not.
//!
//! A line of which the ledger knows nothing becomes a job: `unknown`, or live where the service had taken it. Not for a ledger that
//! cannot be opened: that is `rebuild`, which ends here too.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::error::Error;
use super::row::{self, Key};
use super::second::{self, Fate, Found, Line};
use super::write::{self, holder};
use crate::job::{Event, Intent, IntentToken, Job, JobId, RemoteId, Request, Status, SubmitOutcome};

/// What came of it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reconciled {
    /// Jobs that the second copy brought back, or whose request id it did.
    pub(super) restored: u64,
    /// Damaged lines whose intent the ledger does not know either.
    pub(super) missing: u64,
}

/// Brings the ledger up to what the second copy says, in one transaction.
pub(super) fn reconcile(db: &mut Connection, files: second::Files) -> Result<Reconciled, Error> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut reconciled = Reconciled::default();
    let (mut lost, mut damaged) = (vec![], vec![]);
    for file in files {
        for found in file? {
            match found {
                Found::Line(line) => match holder(&transaction, line.token)? {
                    Some(id) => reconciled.restored += u64::from(name(&transaction, id, &line)?),
                    None => lost.push(line),
                },
                Found::Damaged(token) => damaged.push(token),
                Found::Blank => damaged.push(None),
            }
        }
    }
    if !lost.is_empty() {
        let mut requests = unsent(&transaction)?;
        for line in lost {
            reconciled.restored += u64::from(bring_back(&transaction, &line, &mut requests)?);
        }
    }
    for token in damaged {
        let known = match token {
            Some(token) => holder(&transaction, token)?.is_some(),
            None => false,
        };
        reconciled.missing += u64::from(!known);
    }
    transaction.commit()?;
    Ok(reconciled)
}

/// Gives a job the request id of its line, where it has none or another one: the line has a checksum, the row has not.
fn name(db: &Connection, id: JobId, line: &Line) -> Result<bool, Error> {
    let Fate::Accepted(remote_id) = &line.fate else {
        return Ok(false);
    };
    let Some((key, before)) = row::find(db, id)? else {
        return Ok(false);
    };
    let mut job = before.clone();
    if job.remote_id.as_ref() == Some(remote_id) || job.other_ids.contains(remote_id) {
        return Ok(false);
    }
    let of_this_try = job.token.is_none_or(|latest| latest == line.token);
    let Some(former) = job.remote_id.take().filter(|_| of_this_try) else {
        return Ok(write::apply(db, Uuid::nil(), id, &accepted(line.token, remote_id), line.at)?.changed);
    };
    job.remote_id = Some(remote_id.clone());
    // perhaps not damaged, but adopted before the answer was found
    job.other_ids.push(former);
    row::update(db, key, &before, &job)?;
    Ok(true)
}

/// Brings back what a line says, where something of it was paid or may be. True: the ledger has more than before.
fn bring_back(db: &Connection, line: &Line, requests: &mut Vec<(Key, Job)>) -> Result<bool, Error> {
    let outcome = match &line.fate {
        Fate::Rejected | Fate::NotSent => return Ok(false),
        Fate::Open => Event::Orphaned,
        Fate::Accepted(id) => accepted(line.token, id),
    };
    // the same token in an earlier line
    if let Some(id) = holder(db, line.token)? {
        return name(db, id, line);
    }
    let intent = Intent {
        token: line.token,
        at: line.at,
        body: String::new(),
    };
    // its row is there and fell back to what it was before, or its intent alone is gone
    let known = requests
        .iter()
        .position(|(_, job)| hash(job.request.body(line.token)) == line.sha256);
    if let Some((key, before)) = known.map(|place| requests.swap_remove(place)) {
        let mut job = before.clone();
        let intent = Intent {
            body: job.request.body(line.token),
            ..intent
        };
        write::keep_intent(db, key, Uuid::nil(), &intent)?;
        job.apply(&Event::Intended(intent), line.at);
        job.apply(&outcome, line.at);
        row::update(db, key, &before, &job)?;
        return Ok(true);
    }
    if let Fate::Accepted(id) = &line.fate
        && let Some(key) = named(db, id)?
    {
        write::keep_bare_intent(db, key, line)?;
        return Ok(false);
    }
    // it was brought back before, and its intents are lost again
    if let Some((key, before)) = row::find(db, id_of(line))? {
        let mut job = before.clone();
        write::keep_bare_intent(db, key, line)?;
        let changed = job.apply(&outcome, line.at);
        row::update(db, key, &before, &job)?;
        return Ok(changed);
    }
    let mut job = Job::new(id_of(line), lost_request(line), line.at);
    job.apply(&Event::Intended(intent), line.at);
    job.apply(&outcome, line.at);
    let key = row::insert(db, &job)?;
    write::keep_bare_intent(db, key, line)?;
    Ok(true)
}

/// Jobs of which the ledger does not know that the service took them: a lost line may be one of theirs.
fn unsent(db: &Connection) -> Result<Vec<(Key, Job)>, Error> {
    db.prepare(&format!(
        "{} WHERE status IN ('waiting', 'sending', 'unknown')",
        row::JOBS
    ))?
    .query_and_then([], row::read_job)?
    .collect()
}

fn named(db: &Connection, id: &RemoteId) -> Result<Option<Key>, Error> {
    Ok(db
        .prepare_cached("SELECT key FROM jobs WHERE remote_id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?
        .map(Key))
}

fn accepted(token: IntentToken, id: &RemoteId) -> Event {
    let outcome = SubmitOutcome::Accepted {
        remote_id: id.clone(),
        status: Status::Queued,
        credits: None,
    };
    Event::Answered {
        token,
        outcome,
        answer: None,
    }
}

/// Always the same for the same line, so that two that bring it back do not make two jobs.
fn id_of(line: &Line) -> JobId {
    let mut random = [0; 10];
    random.copy_from_slice(&line.token.0.as_bytes()[6..]);
    let millis = u64::try_from(row::millis(line.at)).unwrap_or_default();
    JobId(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

/// Says what is lost. No model has this name, and no clip this length: the form refuses it, and so would the service.
fn lost_request(line: &Line) -> Request {
    Request {
        model: "recovered".into(),
        prompt: format!(
            "(recovered from the second copy: only the request id was kept; intent {})",
            line.token
        ),
        media_urls: vec![],
        aspect_ratio: Request::UNTOLD.into(),
        duration: 0,
        resolution: Request::UNTOLD.into(),
        webhook_url: None,
        metadata: None,
    }
}

fn hash(body: String) -> [u8; 32] {
    Sha256::digest(body).into()
}

//! What is written, each within the transaction that the writer's thread made.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Applied;
use super::derived::first_key;
use super::error::Error;
use super::lock;
use super::row::{self, Key, millis};
use super::second::{Fate, Line, Shared};
use crate::job::{
    Answer, Draft, Event, Failure, Intent, IntentToken, Job, JobId, Recorded, Request, Snapshot, SubmitOutcome,
};

/// Adds a job, with its intent where it is sent at once; unless an equal request was recorded
/// or sent at or after `twins_since`, or one, of whatever time, is `unknown`.
pub(super) fn record(
    db: &Connection,
    owner: Uuid,
    mut job: Job,
    intent: Option<Intent>,
    twins_since: Option<Timestamp>,
) -> Result<Recorded, Error> {
    if let Some((id, at, unknown)) = twins_since
        .map(|since| twin(db, &job.request, since))
        .transpose()?
        .flatten()
    {
        return Ok(Recorded::Twin { id, at, unknown });
    }
    let Some(intent) = intent else {
        row::insert(db, &job)?;
        return Ok(Recorded::Kept(Box::new(job)));
    };
    let at = intent.at;
    let event = Event::Intended(intent);
    if !job.apply(&event, at) {
        return Err(Error::NotWaiting);
    }
    let key = row::insert(db, &job)?;
    keep_evidence(db, key, owner, &event, at)?;
    Ok(Recorded::Kept(Box::new(job)))
}

/// Adds a job that was submitted elsewhere, with the answer that showed it; unless some job has its name at the service.
pub(super) fn track(db: &Connection, job: Job, seen: &Snapshot) -> Result<Recorded, Error> {
    if let Some(name) = &job.remote_id
        && let Some(id) = row::named(db, name)?
    {
        return Ok(Recorded::Known { id });
    }
    let key = row::insert(db, &job)?;
    keep_answer(db, key, "last", &seen.answer, seen.asked_at)?;
    Ok(Recorded::Kept(Box::new(job)))
}

/// Lets one thing happen to the job as the ledger has it.
pub(super) fn apply(db: &Connection, owner: Uuid, id: JobId, event: &Event, at: Timestamp) -> Result<Applied, Error> {
    let Some((key, mut job)) = row::find(db, id)? else {
        return Ok(Applied {
            job: None,
            changed: false,
        });
    };
    let before = job.clone();
    let taken = if let Event::Adopted { remote_id, .. } = event {
        row::named(db, remote_id)?.is_some()
    } else {
        false
    };
    let changed = !taken && job.apply(event, at) && !differs_in_sight_alone(&before, &mut job);
    if changed {
        row::update(db, key, &before, &job)?;
        keep_evidence(db, key, owner, event, at)?;
    }
    Ok(Applied {
        job: Some(Box::new(job)),
        changed,
    })
}

/// [`record`], with the intent's line in the second copy.
pub(super) fn record_twice(
    db: &Connection,
    second: &Shared,
    owner: Uuid,
    job: Job,
    intent: Option<Intent>,
    twins_since: Option<Timestamp>,
) -> Result<Recorded, Error> {
    let line = intent.as_ref().map(Line::of);
    let recorded = record(db, owner, job, intent, twins_since)?;
    if let (Recorded::Kept(_), Some(line)) = (&recorded, line) {
        second.lock().reserve(line).map_err(Error::SecondCopy)?;
    }
    Ok(recorded)
}

/// [`apply`], with what has to be in the second copy.
pub(super) fn apply_twice(
    db: &Connection,
    second: &Shared,
    owner: Uuid,
    id: JobId,
    event: &Event,
    at: Timestamp,
) -> Result<Applied, Error> {
    let applied = apply(db, owner, id, event, at)?;
    match event {
        Event::Intended(intent) | Event::SentAgain(intent) if applied.changed => {
            second.lock().reserve(Line::of(intent)).map_err(Error::SecondCopy)?;
        }
        // sent by an earlier life of the program, or the disk did not take it: its line cannot be filled in, so there is a second one
        Event::Answered { token, outcome, .. } if !second.lock().knows(*token) => {
            keep_fate(db, second, *token, Fate::of(outcome))?;
        }
        Event::Adopted { remote_id, .. } if applied.changed => {
            if let Some(token) = applied.job.as_ref().and_then(|job| job.token) {
                keep_fate(db, second, token, Fate::Accepted(remote_id.clone()))?;
            }
        }
        Event::Intended(_)
        | Event::Answered { .. }
        | Event::Orphaned
        | Event::Observed { .. }
        | Event::Adopted { .. }
        | Event::NotCreated
        | Event::SentAgain(_)
        | Event::CancelAsked
        | Event::CancelTaken
        | Event::CancelRefused(_)
        | Event::Withdrawn
        | Event::Archived(_) => {}
    }
    Ok(applied)
}

/// Says of an intent that was committed and may not be in the second copy that it was not sent.
pub(super) fn take_back(db: &Connection, token: IntentToken, failure: &Failure) -> Result<(), Error> {
    let Some(id) = holder(db, token)? else {
        return Ok(());
    };
    let event = Event::Answered {
        token,
        outcome: SubmitOutcome::NotSent(failure.clone()),
        answer: None,
    };
    apply(db, Uuid::nil(), id, &event, Timestamp::now())?;
    Ok(())
}

/// The job of that intent.
pub(super) fn holder(db: &Connection, token: IntentToken) -> Result<Option<JobId>, Error> {
    db.prepare_cached("SELECT jobs.id FROM intents JOIN jobs ON jobs.key = intents.job WHERE token = ?1")?
        .query_and_then([token.0.as_bytes()], |row| Ok(JobId(row::uuid(row, 0)?)))?
        .next()
        .transpose()
}

/// Another line about an intent, with the id that it was accepted under.
fn keep_fate(db: &Connection, second: &Shared, token: IntentToken, fate: Fate) -> Result<(), Error> {
    if let (Fate::Accepted(_), Some(line)) = (&fate, line_of(db, token)?)
        && let Err(error) = second.lock().reserve(Line { fate, ..line })
    {
        tracing::warn!(%error, "an id is in the ledger alone");
    }
    Ok(())
}

fn line_of(db: &Connection, token: IntentToken) -> Result<Option<Line>, Error> {
    db.prepare_cached("SELECT at, sha256 FROM intents WHERE token = ?1")?
        .query_and_then([token.0.as_bytes()], |row| {
            Ok(Line {
                at: row::moment(row.get(0)?)?,
                token,
                sha256: row.get(1)?,
                fate: Fate::Open,
            })
        })?
        .next()
        .transpose()
}

/// Lets the jobs that a process left behind in the middle of sending be of unknown fate; tells how many.
pub(super) fn adopt_orphans(db: &Connection, folder: &Path, owner: Uuid, at: Timestamp) -> Result<u64, Error> {
    let sending = db
        .prepare_cached(
            "SELECT id, (SELECT owner FROM intents WHERE intents.job = jobs.key ORDER BY intents.key DESC LIMIT 1) FROM jobs \
             WHERE open = 1 AND status = 'sending'",
        )?
        .query_and_then([], |row| {
            let sender = row.get::<_, Option<[u8; 16]>>(1)?.map(Uuid::from_bytes);
            Ok((JobId(row::uuid(row, 0)?), sender))
        })?
        .collect::<Result<Vec<_>, Error>>()?;
    let mut orphans = 0;
    for (id, sender) in sending {
        let alive = match sender {
            Some(sender) => sender == owner || lock::is_alive(folder, sender)?,
            None => false,
        };
        if !alive && apply(db, owner, id, &Event::Orphaned, at)?.changed {
            orphans += 1;
        }
    }
    Ok(orphans)
}

/// Keeps what stands in the form, in place of what stood there.
pub(super) fn save_draft(db: &Connection, draft: &Draft) -> Result<(), Error> {
    db.prepare_cached("INSERT INTO draft VALUES (1, ?1) ON CONFLICT DO UPDATE SET draft = excluded.draft")?
        .execute([serde_json::to_string(draft)?])?;
    Ok(())
}

/// The job with an equal request of which nobody knows what became, else the latest that was recorded, or sent after it had waited in
/// our own queue, at or after `since`; one of which nothing was delivered is no twin. All of it stays cheap on a long history: the first
/// looks at equal requests alone, the second is one step in an index, the third walks back over the tries to send since then.
fn twin(db: &Connection, request: &Request, since: Timestamp) -> Result<Option<(JobId, Timestamp, bool)>, Error> {
    db.prepare_cached(
        "SELECT id, created_at, 1 FROM jobs WHERE request_hash = ?1 AND status = 'unknown' \
         UNION ALL \
         SELECT id, at, 0 FROM (SELECT id, created_at AS at FROM jobs WHERE request_hash = ?1 AND key >= ?3 \
         AND status <> 'not-sent' ORDER BY key DESC LIMIT 1) \
         UNION ALL \
         SELECT jobs.id, intents.at, 0 FROM intents CROSS JOIN jobs ON jobs.key = intents.job \
         WHERE intents.key > coalesce((SELECT key FROM intents WHERE at < ?2 ORDER BY key DESC LIMIT 1), 0) \
         AND jobs.request_hash = ?1 AND status <> 'not-sent' \
         ORDER BY 3 DESC, 2 DESC LIMIT 1",
    )?
    .query_and_then(
        (row::request_hash(request)?, millis(since), first_key(millis(since)).0),
        |found| Ok((JobId(row::uuid(found, 0)?), row::moment(found.get(1)?)?, found.get(2)?)),
    )?
    .next()
    .transpose()
}

/// A look that showed nothing new is not worth a write: only memory knows how fresh it is.
fn differs_in_sight_alone(before: &Job, job: &mut Job) -> bool {
    let seen = std::mem::replace(&mut job.seen_at, before.seen_at);
    let alone = job == before;
    job.seen_at = seen;
    alone
}

fn keep_evidence(db: &Connection, key: Key, owner: Uuid, event: &Event, at: Timestamp) -> Result<(), Error> {
    match event {
        Event::Intended(intent) | Event::SentAgain(intent) => keep_intent(db, key, owner, intent),
        Event::Answered {
            answer: Some(answer), ..
        } => keep_answer(db, key, "submit", answer, at),
        Event::Observed { seen: snapshot, .. } | Event::Adopted { seen: snapshot, .. } => {
            keep_answer(db, key, "last", &snapshot.answer, snapshot.asked_at)
        }
        Event::Answered { answer: None, .. }
        | Event::Orphaned
        | Event::NotCreated
        | Event::CancelAsked
        | Event::CancelTaken
        | Event::CancelRefused(_)
        | Event::Withdrawn
        | Event::Archived(_) => Ok(()),
    }
}

/// Adds an intent of a job.
pub(super) fn keep_intent(db: &Connection, key: Key, owner: Uuid, intent: &Intent) -> Result<(), Error> {
    let hash: [u8; 32] = Sha256::digest(&intent.body).into();
    let size = i64::try_from(intent.body.len()).unwrap_or(i64::MAX);
    db.prepare_cached(
        "INSERT INTO intents (job, token, at, owner, size, sha256, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        key.0,
        intent.token.0.as_bytes(),
        millis(intent.at),
        owner.as_bytes(),
        size,
        hash,
        &intent.body,
    ))?;
    Ok(())
}

/// Adds an intent of which only the line in the second copy is left: without its body.
pub(super) fn keep_bare_intent(db: &Connection, key: Key, line: &Line) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO intents (job, token, at, owner, size, sha256, body) VALUES (?1, ?2, ?3, ?4, 0, ?5, '')",
    )?
    .execute((
        key.0,
        line.token.0.as_bytes(),
        millis(line.at),
        Uuid::nil().as_bytes(),
        line.sha256,
    ))?;
    Ok(())
}

/// Keeps an answer as evidence, in place of an older one of its kind.
pub(super) fn keep_answer(db: &Connection, key: Key, kind: &str, answer: &Answer, at: Timestamp) -> Result<(), Error> {
    let body = &answer.body[..answer.body.len().min(Answer::KEPT)];
    db.prepare_cached(
        "INSERT INTO answers (job, kind, at, http_status, body) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET \
         at = excluded.at, http_status = excluded.http_status, body = excluded.body",
    )?
    .execute((key.0, kind, millis(at), answer.http_status, body))?;
    Ok(())
}

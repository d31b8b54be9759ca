//! A job as columns, and columns as a job again.

use jiff::Timestamp;
use rusqlite::types::FromSql;
use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::Error;
use crate::job::{Credits, Failure, FailureKind, IntentToken, Job, JobId, RemoteId, Request, Row, Status, Step, Video};

/// What [`read_row`] reads, in its order: all within one small record.
pub(super) const ROW_COLUMNS: &str = "id, status, created_at, seen_at, started_at, ended_at, model, aspect_ratio, duration, \
     resolution, media, credits, failure, has_video, archived, prompt, remote_id";

/// What [`read_job`] reads; the key comes last.
pub(super) const JOBS: &str = "SELECT id, status, created_at, seen_at, started_at, ended_at, credits, archived, remote_id, \
     rest, request, key FROM jobs JOIN requests ON requests.job = jobs.key";

/// The place of a job's row within the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(pub(super) i64);

/// What has no column of its own. A field added later is missing from older rows, hence the defaults.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Rest {
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<IntentToken>,
    sent_again: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_ids: Vec<RemoteId>,
    queued_here: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_asked_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_taken_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<Video>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    steps: Vec<Step>,
}

impl Rest {
    fn json(job: &Job) -> Result<String, Error> {
        Ok(serde_json::to_string(&Self {
            attempts: job.attempts,
            token: job.token,
            sent_again: job.sent_again,
            other_ids: job.other_ids.clone(),
            queued_here: job.queued_here,
            cancel_asked_at: job.cancel_asked_at,
            cancel_taken_at: job.cancel_taken_at,
            video: job.video.clone(),
            failure: job.failure.clone(),
            steps: job.steps.clone(),
        })?)
    }
}

/// What makes two requests equal: the SHA-256 of their JSON, whose order is fixed.
pub(super) fn request_hash(request: &Request) -> Result<[u8; 32], Error> {
    Ok(Sha256::digest(serde_json::to_vec(request)?).into())
}

/// Adds a job that is not there yet.
pub(super) fn insert(db: &Connection, job: &Job) -> Result<Key, Error> {
    let row = Row::of(job);
    db.prepare_cached(
        "INSERT INTO jobs (id, created_at, status, open, archived, seen_at, started_at, ended_at, duration, media, credits, \
         has_video, failure, remote_id, model, aspect_ratio, resolution, request_hash, prompt, rest) VALUES (:id, \
         :created_at, :status, :open, :archived, :seen_at, :started_at, :ended_at, :duration, :media, :credits, :has_video, \
         :failure, :remote_id, :model, :aspect_ratio, :resolution, :request_hash, :prompt, :rest)",
    )?
    .execute(named_params! {
        ":id": row.id.0.as_bytes(),
        ":created_at": millis(row.created_at),
        ":status": row.status.ledger_word(),
        ":open": row.status.is_open(),
        ":archived": row.archived,
        ":seen_at": row.seen_at.map(millis),
        ":started_at": row.started_at.map(millis),
        ":ended_at": row.ended_at.map(millis),
        ":duration": row.duration,
        ":media": row.media,
        ":credits": row.credits.map(thousandths),
        ":has_video": row.has_video,
        ":failure": row.failure.map(failure_word).transpose()?,
        ":remote_id": row.remote_id.as_ref().map(RemoteId::as_str),
        ":model": row.model,
        ":aspect_ratio": row.aspect_ratio,
        ":resolution": row.resolution,
        ":request_hash": request_hash(&job.request)?,
        ":prompt": row.prompt,
        ":rest": Rest::json(job)?,
    })?;
    let key = Key(db.last_insert_rowid());
    db.prepare_cached("INSERT INTO requests (job, request) VALUES (?1, ?2)")?
        .execute((key.0, serde_json::to_string(&job.request)?))?;
    Ok(key)
}

/// Writes what can change about a job. Its request, its name and its creation cannot.
pub(super) fn update(db: &Connection, key: Key, job: &Job) -> Result<(), Error> {
    db.prepare_cached(
        "UPDATE jobs SET status = :status, open = :open, archived = :archived, seen_at = :seen_at, started_at = :started_at, \
         ended_at = :ended_at, credits = :credits, has_video = :has_video, failure = :failure, remote_id = :remote_id, \
         rest = :rest WHERE key = :key",
    )?
    .execute(named_params! {
        ":key": key.0,
        ":status": job.status.ledger_word(),
        ":open": job.status.is_open(),
        ":archived": job.archived,
        ":seen_at": job.seen_at.map(millis),
        ":started_at": job.started_at.map(millis),
        ":ended_at": job.ended_at.map(millis),
        ":credits": job.credits.map(thousandths),
        ":has_video": job.video.is_some(),
        ":failure": job.failure.as_ref().map(|failure| failure_word(failure.kind)).transpose()?,
        ":remote_id": job.remote_id.as_ref().map(RemoteId::as_str),
        ":rest": Rest::json(job)?,
    })?;
    Ok(())
}

/// The job of that name, whole.
pub(super) fn find(db: &Connection, id: JobId) -> Result<Option<(Key, Job)>, Error> {
    let mut statement = db.prepare_cached(&format!("{JOBS} WHERE id = ?1"))?;
    let found = statement.query_and_then([id.0.as_bytes()], read_job)?.next();
    found.transpose()
}

/// Some job has that name at the service already.
pub(super) fn is_taken(db: &Connection, name: &RemoteId) -> Result<bool, Error> {
    let mut statement = db.prepare_cached("SELECT 1 FROM jobs WHERE remote_id = ?1")?;
    Ok(statement.exists([name.as_str()])?)
}

/// Reads a row of [`JOBS`].
pub(super) fn read_job(row: &rusqlite::Row<'_>) -> Result<(Key, Job), Error> {
    let rest: Rest = serde_json::from_str(row.get_ref(9)?.as_str().map_err(rusqlite::Error::from)?)?;
    let job = Job {
        id: JobId(uuid(row, 0)?),
        status: status(&row.get::<_, String>(1)?)?,
        created_at: moment(row.get(2)?)?,
        seen_at: maybe(row, 3, moment)?,
        started_at: maybe(row, 4, moment)?,
        ended_at: maybe(row, 5, moment)?,
        credits: maybe(row, 6, credits)?,
        archived: row.get(7)?,
        remote_id: maybe(row, 8, |text: String| remote_id(&text))?,
        request: serde_json::from_str(row.get_ref(10)?.as_str().map_err(rusqlite::Error::from)?)?,
        attempts: rest.attempts,
        token: rest.token,
        sent_again: rest.sent_again,
        other_ids: rest.other_ids,
        queued_here: rest.queued_here,
        cancel_asked_at: rest.cancel_asked_at,
        cancel_taken_at: rest.cancel_taken_at,
        video: rest.video,
        failure: rest.failure,
        steps: rest.steps,
    };
    Ok((Key(row.get(11)?), job))
}

/// Reads a row of [`ROW_COLUMNS`].
pub(super) fn read_row(row: &rusqlite::Row<'_>) -> Result<Row, Error> {
    Ok(Row {
        id: JobId(uuid(row, 0)?),
        status: status(&row.get::<_, String>(1)?)?,
        created_at: moment(row.get(2)?)?,
        accepted_at: None,
        seen_at: maybe(row, 3, moment)?,
        started_at: maybe(row, 4, moment)?,
        ended_at: maybe(row, 5, moment)?,
        running: None,
        model: row.get(6)?,
        aspect_ratio: row.get(7)?,
        duration: row.get(8)?,
        resolution: row.get(9)?,
        media: row.get(10)?,
        credits: maybe(row, 11, credits)?,
        failure: maybe(row, 12, failure_kind)?,
        has_video: row.get(13)?,
        archived: row.get(14)?,
        prompt: row.get(15)?,
        remote_id: maybe(row, 16, |text: String| remote_id(&text))?,
    })
}

/// Whole milliseconds since 1970.
pub(super) fn millis(moment: Timestamp) -> i64 {
    moment.as_millisecond()
}

pub(super) fn moment(millis: i64) -> Result<Timestamp, Error> {
    Timestamp::from_millisecond(millis).map_err(|_| Error::Unreadable("time"))
}

pub(super) fn uuid(row: &rusqlite::Row<'_>, column: usize) -> Result<Uuid, Error> {
    Ok(Uuid::from_bytes(row.get(column)?))
}

pub(super) fn status(word: &str) -> Result<Status, Error> {
    Status::from_ledger(word).ok_or(Error::Unreadable("state"))
}

fn remote_id(text: &str) -> Result<RemoteId, Error> {
    RemoteId::parse(text).ok_or(Error::Unreadable("request id"))
}

fn thousandths(credits: Credits) -> i64 {
    i64::try_from(credits.0).unwrap_or(i64::MAX)
}

fn credits(thousandths: i64) -> Result<Credits, Error> {
    u64::try_from(thousandths)
        .map(Credits)
        .map_err(|_| Error::Unreadable("charge"))
}

fn failure_word(kind: FailureKind) -> Result<String, Error> {
    match serde_json::to_value(kind)? {
        Value::String(word) => Ok(word),
        _ => Err(Error::Unreadable("sort of failure")),
    }
}

fn failure_kind(word: String) -> Result<FailureKind, Error> {
    Ok(serde_json::from_value(Value::String(word))?)
}

fn maybe<S: FromSql, T>(
    row: &rusqlite::Row<'_>,
    column: usize,
    read: impl FnOnce(S) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    row.get::<_, Option<S>>(column)?.map(read).transpose()
}

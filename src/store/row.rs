//! A job as columns, and columns as a job again.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::types::{FromSql, Value};
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::derived::{self, Facet, Words};
use super::error::Error;
use crate::job::{
    Credits, Event, Failure, FailureKind, IntentToken, Job, JobId, RemoteId, Request, Row, Status, Step, Video,
};

/// What [`read_row`] reads, in its order: all within one small record.
pub(super) const ROW_COLUMNS: &str = "id, status, created_at, seen_at, started_at, ended_at, model, aspect_ratio, duration, \
     resolution, media, credits, failure, has_video, archived, prompt, remote_id, accepted_at, running";

/// What [`read_job`] reads; the key comes last.
pub(super) const JOBS: &str = "SELECT id, status, created_at, seen_at, started_at, ended_at, credits, archived, remote_id, \
     rest, request, key FROM jobs JOIN requests ON requests.job = jobs.key";

/// What [`read_bare`] reads: columns that every version of the ledger has.
pub(super) const BARE: &str = "SELECT id, status, created_at, seen_at, started_at, ended_at, credits, archived, remote_id, model, \
     aspect_ratio, duration, prompt FROM jobs";

/// The place of a job's row within the database, and in the order of creation.
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
    #[serde(skip_serializing_if = "is_no")]
    seen_late: bool,
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
            seen_late: job.seen_late,
            video: job.video.clone(),
            failure: job.failure.clone(),
            steps: job.steps.clone(),
        })?)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_no(flag: &bool) -> bool {
    !*flag
}

/// What makes two requests equal: the SHA-256 of their JSON, whose order is fixed.
pub(super) fn request_hash(request: &Request) -> Result<[u8; 32], Error> {
    Ok(Sha256::digest(serde_json::to_vec(request)?).into())
}

/// Adds a job that is not there yet. It is found by its words soon.
pub(super) fn insert(db: &Connection, job: &Job) -> Result<Key, Error> {
    let key = insert_unsearched(db, job)?;
    derived::index_later(db, key)?;
    Ok(key)
}

/// The same, but for the words that it is found by.
pub(super) fn insert_unsearched(db: &Connection, job: &Job) -> Result<Key, Error> {
    let key = derived::free_key(db, millis(job.created_at))?;
    let row = Row::of(job);
    let mut columns = vec![
        ("key", key.0.into()),
        ("id", row.id.0.as_bytes().to_vec().into()),
        ("created_at", millis(row.created_at).into()),
        ("facet", Facet::of(job).number(db)?.into()),
        ("duration", row.duration.into()),
        ("media", row.media.into()),
        ("model", row.model.clone().into()),
        ("aspect_ratio", row.aspect_ratio.clone().into()),
        ("resolution", row.resolution.clone().into()),
        ("request_hash", request_hash(&job.request)?.to_vec().into()),
        ("prompt", row.prompt.clone().into()),
    ];
    columns.extend(changing(job, &row)?);
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!("INSERT INTO jobs ({}) VALUES ({places})", names.join(", "));
    db.prepare_cached(&sql)?
        .execute(params_from_iter(columns.into_iter().map(|(_, value)| value)))?;
    db.prepare_cached("INSERT INTO requests (job, request) VALUES (?1, ?2)")?
        .execute((key.0, serde_json::to_string(&job.request)?))?;
    if let Some(took) = success(job, &row) {
        derived::keep_usual(db, &row.kind(), took)?;
    }
    Ok(key)
}

/// Writes what changed about a job, and nothing else: an index of what did not is not touched. A job's request, its name and its
/// creation never change.
pub(super) fn update(db: &Connection, key: Key, before: &Job, job: &Job) -> Result<(), Error> {
    let (old, new) = (Row::of(before), Row::of(job));
    let mut columns = changing(job, &new)?;
    let unchanged = changing(before, &old)?;
    let mut kept = unchanged.iter();
    columns.retain(|column| kept.next() != Some(column));
    let facet = Facet::of(job);
    if facet != Facet::of(before) {
        columns.push(("facet", facet.number(db)?.into()));
    }
    if columns.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = columns.iter().map(|(name, _)| format!("{name} = ?")).collect();
    let sql = format!("UPDATE jobs SET {} WHERE key = ?", names.join(", "));
    let values = columns.into_iter().map(|(_, value)| value);
    db.prepare_cached(&sql)?
        .execute(params_from_iter(values.chain([key.0.into()])))?;
    if !Words::are_those_of(before, job) {
        derived::index_later(db, key)?;
    }
    if let (None, Some(took)) = (success(before, &old), success(job, &new)) {
        derived::keep_usual(db, &new.kind(), took)?;
    }
    Ok(())
}

/// The columns that can change, always the same ones in the same order.
fn changing(job: &Job, row: &Row) -> Result<Vec<(&'static str, Value)>, Error> {
    Ok(vec![
        ("status", row.status.ledger_word().into()),
        ("open", row.status.is_open().into()),
        ("archived", row.archived.into()),
        ("accepted_at", row.accepted_at.map(millis).into()),
        ("seen_at", row.seen_at.map(millis).into()),
        ("started_at", row.started_at.map(millis).into()),
        ("ended_at", row.ended_at.map(millis).into()),
        ("running", row.running.map(length).into()),
        ("credits", row.credits.map(thousandths).into()),
        ("has_video", row.has_video.into()),
        ("failure", row.failure.map(failure_word).transpose()?.into()),
        ("remote_id", row.remote_id.as_ref().map(ToString::to_string).into()),
        ("rest", Rest::json(job)?.into()),
    ])
}

/// How long a job took that succeeded, where that is known.
fn success(job: &Job, row: &Row) -> Option<Duration> {
    row.running.filter(|_| job.status == Status::Succeeded)
}

/// The job of that name, whole.
pub(super) fn find(db: &Connection, id: JobId) -> Result<Option<(Key, Job)>, Error> {
    let mut statement = db.prepare_cached(&format!("{JOBS} WHERE id = ?1"))?;
    let found = statement.query_and_then([id.0.as_bytes()], read_job)?.next();
    found.transpose()
}

/// The job that has that name at the service already.
pub(super) fn named(db: &Connection, name: &RemoteId) -> Result<Option<JobId>, Error> {
    let mut statement = db.prepare_cached("SELECT id FROM jobs WHERE remote_id = ?1")?;
    let found = statement.query_and_then([name.as_str()], |row| Ok(JobId(uuid(row, 0)?)))?;
    let found = found.map(|found: Result<JobId, Error>| found).next();
    found.transpose()
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
        seen_late: rest.seen_late,
        video: rest.video,
        failure: rest.failure,
        steps: rest.steps,
    };
    Ok((Key(row.get(11)?), job))
}

/// Reads a row of [`BARE`]: a job whose request cannot be read any more. Half a request is never sent: so its resolution is not told
/// either, and a job that waited waits no longer.
pub(super) fn read_bare(row: &rusqlite::Row<'_>) -> Result<Job, Error> {
    let at = moment(row.get(2)?)?;
    let status = status(&row.get::<_, String>(1)?)?;
    let request = Request {
        model: row.get(9)?,
        prompt: row.get(12)?,
        media_urls: vec![],
        aspect_ratio: row.get(10)?,
        duration: row.get(11)?,
        resolution: Request::UNTOLD.into(),
        webhook_url: None,
        metadata: None,
    };
    let mut job = Job {
        status: status.clone(),
        seen_at: maybe(row, 3, moment)?,
        started_at: maybe(row, 4, moment)?,
        ended_at: maybe(row, 5, moment)?,
        credits: maybe(row, 6, credits)?,
        archived: row.get(7)?,
        remote_id: maybe(row, 8, |text: String| remote_id(&text))?,
        steps: vec![Step { at, status }],
        ..Job::new(JobId(uuid(row, 0)?), request, at)
    };
    job.apply(&Event::Withdrawn, at);
    Ok(job)
}

/// Reads a row of [`ROW_COLUMNS`].
pub(super) fn read_row(row: &rusqlite::Row<'_>) -> Result<Row, Error> {
    Ok(Row {
        id: JobId(uuid(row, 0)?),
        status: status(&row.get::<_, String>(1)?)?,
        created_at: moment(row.get(2)?)?,
        seen_at: maybe(row, 3, moment)?,
        started_at: maybe(row, 4, moment)?,
        ended_at: maybe(row, 5, moment)?,
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
        accepted_at: maybe(row, 17, moment)?,
        running: maybe(row, 18, time)?,
    })
}

/// Whole milliseconds since 1970.
pub(super) fn millis(moment: Timestamp) -> i64 {
    moment.as_millisecond()
}

/// Whole milliseconds.
pub(super) fn length(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// A length of time from its milliseconds.
pub(super) fn time(millis: i64) -> Result<Duration, Error> {
    u64::try_from(millis)
        .map(Duration::from_millis)
        .map_err(|_| Error::Unreadable("length of time"))
}

pub(super) fn moment(millis: i64) -> Result<Timestamp, Error> {
    Timestamp::from_millisecond(millis).map_err(|_| Error::Unreadable("time"))
}

pub(super) fn uuid(row: &rusqlite::Row<'_>, column: usize) -> Result<Uuid, Error> {
    Ok(Uuid::from_bytes(row.get(column)?))
}

/// The words of these states, as a list within a statement. All undocumented words are one state.
pub(super) fn words_of(such: impl Fn(&Status) -> bool) -> String {
    let all = [Status::Other("".into())].into_iter().chain(Status::KNOWN);
    let words = all.filter(such).map(|status| format!("'{}'", status.ledger_word()));
    words.collect::<Vec<_>>().join(", ")
}

pub(super) fn status(word: &str) -> Result<Status, Error> {
    Status::from_ledger(word).ok_or(Error::Unreadable("state"))
}

pub(super) fn remote_id(text: &str) -> Result<RemoteId, Error> {
    RemoteId::parse(text).ok_or(Error::Unreadable("request id"))
}

pub(super) fn thousandths(credits: Credits) -> i64 {
    i64::try_from(credits.0).unwrap_or(i64::MAX)
}

fn credits(thousandths: i64) -> Result<Credits, Error> {
    u64::try_from(thousandths)
        .map(Credits)
        .map_err(|_| Error::Unreadable("charge"))
}

fn failure_word(kind: FailureKind) -> Result<String, Error> {
    match serde_json::to_value(kind)? {
        serde_json::Value::String(word) => Ok(word),
        _ => Err(Error::Unreadable("sort of failure")),
    }
}

fn failure_kind(word: String) -> Result<FailureKind, Error> {
    Ok(serde_json::from_value(serde_json::Value::String(word))?)
}

fn maybe<S: FromSql, T>(
    row: &rusqlite::Row<'_>,
    column: usize,
    read: impl FnOnce(S) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    row.get::<_, Option<S>>(column)?.map(read).transpose()
}

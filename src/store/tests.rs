//! The ledger as a whole, on a real disk.

mod damage;
mod derived;
mod fill;
mod full;
mod keeping;
mod late;
mod open;
mod opening;
mod repair;
mod sharing;
mod speed;
mod twice;
mod upgrade;

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;
use uuid::{Builder, Uuid};

use super::error::Error;
use super::second::{self, Found, Line};
use super::worker::Lane;
use super::{Store, connection, row, schema};
use crate::job::{
    Answer, Credits, Event, Intent, IntentToken, Job, JobId, RemoteId, Request, Snapshot, Status, SubmitOutcome,
};

/// A moment, in seconds since 1970.
pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

/// The name of a job that is made at that second.
pub(super) fn id_at(second: i64, number: u64) -> JobId {
    id_at_millis(second * 1000, number)
}

/// The name of a job that is made at that millisecond.
pub(super) fn id_at_millis(millis: i64, number: u64) -> JobId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    let millis = u64::try_from(millis).expect("after 1970");
    JobId(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

/// A job that is made at that second, with a request of its own.
pub(super) fn job_at(second: i64, number: u64) -> Job {
    let request = Request {
        model: "seedance-2.0".into(),
        prompt: format!("river {number} ตลาดน้ำ"),
        media_urls: vec!["https://example.com/a.jpg".into()],
        aspect_ratio: "16:9".into(),
        duration: 5,
        resolution: "720p".into(),
        webhook_url: None,
        metadata: Some(r#"{"z": 1.10, "a": 1e5}"#.into()),
    };
    Job::new(id_at(second, number), request, at(second))
}

pub(super) fn archived(job: Job) -> Job {
    Job { archived: true, ..job }
}

/// An empty ledger that costs no disk.
pub(super) fn memory() -> Connection {
    let mut db = Connection::open_in_memory().expect("memory");
    schema::migrate(&mut db, Path::new("memory"), schema::newest(), &mut |_, _| {}).expect("a new ledger");
    db
}

pub(super) fn put(db: &Connection, job: &Job) {
    row::insert(db, job).expect("a new job");
    assert!(super::derived::index_some(db).expect("indexed"));
}

/// The folder as a power cut at this moment would leave it.
fn power_cut(folder: &Path) -> tempfile::TempDir {
    let after = tempfile::tempdir().expect("a folder");
    let mut left = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        let to = after.path().join(path.strip_prefix(folder).expect("inside"));
        if path.is_dir() {
            std::fs::create_dir_all(to).expect("made");
            left.extend(
                std::fs::read_dir(path)
                    .expect("listed")
                    .map(|entry| entry.expect("an entry").path()),
            );
        } else {
            match std::fs::copy(path, to) {
                // room for the second copy gets its name when it is whole
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                copied => drop(copied.expect("copied")),
            }
        }
    }
    after
}

/// The lines of the second copy that can be read, and how many places cannot.
fn lines_and_damage(folder: &Path) -> (Vec<Line>, usize) {
    let (mut lines, mut damaged) = (vec![], 0);
    for found in second::everything(folder)
        .expect("listed")
        .flat_map(|file| file.expect("read"))
    {
        match found {
            Found::Line(line) => lines.push(line),
            Found::Blank | Found::Damaged(_) => damaged += 1,
        }
    }
    (lines, damaged)
}

/// Every job, oldest first.
fn jobs(folder: &Path) -> Vec<Job> {
    readable_jobs(folder).expect("readable")
}

fn readable_jobs(folder: &Path) -> Result<Vec<Job>, Error> {
    let db = beside(folder);
    let mut statement = db.prepare(&format!("{} ORDER BY key", row::JOBS))?;
    let jobs = statement.query_and_then([], |row| row::read_job(row).map(|(_, job)| job))?;
    jobs.collect()
}

fn open(folder: &Path) -> Store {
    Store::open(folder, &mut |_| {}).expect("a ledger")
}

/// A look at the file beside the store.
fn beside(folder: &Path) -> Connection {
    Connection::open(folder.join("jobs.db")).expect("the file")
}

/// Lets the database grow by that many pages and no more.
async fn fill_up(store: &Store, pages: i64) {
    let limit = move |db: &Connection| {
        let count: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
        db.pragma_update(None, "max_page_count", count + pages)?;
        Ok(())
    };
    store.write(Lane::Rest, limit).await.expect("set");
}

fn intent(number: u128, second: i64) -> Intent {
    Intent {
        token: IntentToken(Uuid::from_u128(number)),
        at: at(second),
        body: format!("{{\"prompt\":\"น้ำ {number}\"}}"),
    }
}

fn answer(body: &str) -> Answer {
    Answer {
        http_status: Some(200),
        body: body.into(),
    }
}

/// The try of that number was accepted.
fn accepted(number: u128, remote: &str) -> Event {
    let outcome = SubmitOutcome::Accepted {
        remote_id: RemoteId::parse(remote).expect("sound"),
        status: Status::Queued,
        credits: Some(Credits::whole(40)),
    };
    Event::Answered {
        token: IntentToken(Uuid::from_u128(number)),
        outcome,
        answer: Some(answer(remote)),
    }
}

fn seen(second: i64, word: &str) -> Event {
    let status = Status::from_service(word);
    let video_url = (status == Status::Succeeded).then(|| "https://example.com/v.mp4".into());
    Event::seen(Snapshot {
        asked_at: at(second),
        status,
        video_url,
        failure: None,
        model: None,
        prompt: None,
        aspect_ratio: None,
        duration: None,
        answer: answer(word),
    })
}

//! What is kept of a job beside its own columns, so that lists, searches and estimates never read a million rows: its place, its
//! facet, the words it is found by, and how long its kind takes.
//!
//! Called by `row`, within its transaction; the numbers of facets and stretches are kept by triggers. Not for asking: that is the
//! list's part.

use std::borrow::Cow;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::error::Error;
use super::row::{self, JOBS, Key, length, time};
use crate::job::{Job, Kind, RemoteId, Status, Usual};
use crate::words::search::cut;

/// Keys in a millisecond, as far as they go.
const PLACES: i64 = 1 << 10;

/// Running times kept of each kind.
const KEPT: i64 = 50;

/// How much of a job's text is searched, in bytes.
const SEARCHED: usize = 64 * 1024;

/// Jobs whose words come into the index at a time: few enough that a submit waits for milliseconds only.
const TOGETHER: u32 = 64;

/// The first key of a job that was created in that millisecond.
pub(super) fn first_key(millis: i64) -> Key {
    Key(millis.saturating_mul(PLACES))
}

/// The next free place of a job that was created in that millisecond.
pub(super) fn free_key(db: &Connection, millis: i64) -> Result<Key, Error> {
    let mut first = first_key(millis).0;
    loop {
        let last: Option<i64> = db
            .prepare_cached("SELECT max(key) FROM jobs WHERE key BETWEEN ?1 AND ?2")?
            .query_row((first, first + PLACES - 1), |row| row.get(0))?;
        match last {
            None => return Ok(Key(first)),
            Some(last) if last < first + PLACES - 1 => return Ok(Key(last + 1)),
            // a thousand jobs in one millisecond: they go on in the next
            Some(_) => first += PLACES,
        }
    }
}

/// What jobs have in common that the list filters and counts by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Facet {
    archived: bool,
    status: Cow<'static, str>,
    model: String,
    aspect_ratio: String,
    resolution: String,
}

impl Facet {
    pub(super) fn of(job: &Job) -> Self {
        Self {
            archived: job.archived,
            status: match &job.status {
                Status::Other(_) => "other:".into(),
                known => known.ledger_word().into(),
            },
            model: job.request.model.clone(),
            aspect_ratio: job.request.aspect_ratio.clone(),
            resolution: job.request.resolution.clone(),
        }
    }

    /// Its number; it gets one where it is new.
    pub(super) fn number(&self, db: &Connection) -> Result<i64, Error> {
        let of_five = (
            self.archived,
            &self.status,
            &self.model,
            &self.aspect_ratio,
            &self.resolution,
        );
        let known = db
            .prepare_cached(
                "SELECT facet FROM facets WHERE archived = ?1 AND status = ?2 AND model = ?3 AND aspect_ratio = ?4 \
                 AND resolution = ?5",
            )?
            .query_row(of_five, |row| row.get(0))
            .optional()?;
        if let Some(number) = known {
            return Ok(number);
        }
        db.prepare_cached(
            "INSERT INTO facets (archived, status, model, aspect_ratio, resolution, number) VALUES (?1, ?2, ?3, ?4, ?5, 0)",
        )?
        .execute(of_five)?;
        Ok(db.last_insert_rowid())
    }
}

/// Sets the index of words up for a great number of jobs: more bytes of words are sorted in memory, and what goes to the disk is not
/// merged on the way.
pub(super) fn index_much(db: &Connection) -> Result<(), Error> {
    set(db, "hashsize", 128 << 20)?;
    set(db, "automerge", 0)
}

/// Brings the words of all jobs into the index that it does not have yet, however many.
pub(super) fn index_all(db: &mut Connection) -> Result<(), Error> {
    let transaction = db.transaction()?;
    index_much(&transaction)?;
    while index_some(&transaction)? {}
    merge_words(&transaction)?;
    index_by_itself(&transaction)?;
    Ok(transaction.commit()?)
}

/// As the index has it by itself.
pub(super) fn index_by_itself(db: &Connection) -> Result<(), Error> {
    set(db, "hashsize", 1 << 20)?;
    set(db, "automerge", 4)
}

/// Makes one list of all that the index has of each word.
pub(super) fn merge_words(db: &Connection) -> Result<(), Error> {
    Ok(db.execute_batch("INSERT INTO search (search) VALUES ('optimize')")?)
}

/// Lets a job be found by its words soon: by [`index_some`].
pub(super) fn index_later(db: &Connection, key: Key) -> Result<(), Error> {
    db.prepare_cached("INSERT OR IGNORE INTO unindexed VALUES (?1)")?
        .execute([key.0])?;
    Ok(())
}

/// Some job is not found by its words yet.
pub(super) fn is_behind(db: &Connection) -> Result<bool, Error> {
    Ok(db.prepare_cached("SELECT 1 FROM unindexed LIMIT 1")?.exists([])?)
}

/// Brings the words of some jobs into the index that it does not have yet. False: it has all.
pub(super) fn index_some(db: &Connection) -> Result<bool, Error> {
    let jobs = db
        .prepare_cached(&format!(
            "{JOBS} WHERE key IN (SELECT job FROM unindexed ORDER BY job LIMIT ?1)"
        ))?
        .query_and_then([TOGETHER], row::read_job)?
        .collect::<Result<Vec<_>, Error>>()?;
    for (key, job) in &jobs {
        Words::of(job).put(db, *key)?;
        db.prepare_cached("DELETE FROM unindexed WHERE job = ?1")?
            .execute([key.0])?;
    }
    Ok(!jobs.is_empty())
}

fn set(db: &Connection, what: &str, value: u32) -> Result<(), Error> {
    db.execute("INSERT INTO search (search, rank) VALUES (?1, ?2)", (what, value))?;
    Ok(())
}

/// The words that a job is found by, as the index takes them: those of its ids, of its prompt, and of its metadata, with one for the
/// whole name of its batch.
pub(super) struct Words {
    ids: String,
    prompt: String,
    metadata: String,
}

impl Words {
    pub(super) fn of(job: &Job) -> Self {
        let names = job.remote_id.iter().chain(&job.other_ids).map(RemoteId::as_str);
        let mut room = SEARCHED;
        let mut ids = String::new();
        for name in names {
            add(&mut ids, name, &mut room);
        }
        add(&mut ids, &job.id.to_string(), &mut room);
        let (mut prompt, mut metadata) = (String::new(), String::new());
        add(&mut prompt, &job.request.prompt, &mut room);
        add(
            &mut metadata,
            job.request.metadata.as_deref().unwrap_or_default(),
            &mut room,
        );
        if let Some(name) = job.request.batch() {
            push(&mut metadata, &word_of_batch(&name));
        }
        Self { ids, prompt, metadata }
    }

    /// The same job is found by the same words: only its ids can change.
    pub(super) fn are_those_of(before: &Job, after: &Job) -> bool {
        before.remote_id == after.remote_id && before.other_ids == after.other_ids
    }

    /// Lets the job be found by these, and no longer by others.
    pub(super) fn put(&self, db: &Connection, key: Key) -> Result<(), Error> {
        db.prepare_cached("INSERT OR REPLACE INTO search (rowid, ids, prompt, metadata) VALUES (?1, ?2, ?3, ?4)")?
            .execute((key.0, &self.ids, &self.prompt, &self.metadata))?;
        Ok(())
    }
}

/// Adds the words of a text, as long as there is room for text.
fn add(words: &mut String, text: &str, room: &mut usize) {
    let end = (0..=text.len().min(*room))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    let text = &text[..end.unwrap_or_default()];
    *room -= text.len();
    for word in cut(text) {
        push(words, &word);
    }
}

fn push(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// The word that a batch is found by, for all that its name is in small and capital letters alike. No text holds it: it begins with what
/// words are cut at. It is as long for each name, and the name itself would not be one word.
pub(super) fn word_of_batch(name: &str) -> String {
    let hash = Sha256::digest(name.to_lowercase());
    let half = hash.iter().take(16).fold(0, |half, byte| half << 8 | u128::from(*byte));
    format!("‹{half:032x}")
}

/// Keeps how long a job took that was just seen succeeded, in place of the oldest of its kind.
pub(super) fn keep_usual(db: &Connection, kind: &Kind, took: Duration) -> Result<(), Error> {
    let of_kind = (&kind.model, &kind.resolution, kind.duration);
    let slot: i64 = db
        .prepare_cached(
            "SELECT coalesce(max(slot), 0) + 1 FROM usual WHERE model = ?1 AND resolution = ?2 AND duration = ?3",
        )?
        .query_row(of_kind, |row| row.get(0))?;
    db.prepare_cached("INSERT INTO usual VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((&kind.model, &kind.resolution, kind.duration, slot, length(took)))?;
    db.prepare_cached("DELETE FROM usual WHERE model = ?1 AND resolution = ?2 AND duration = ?3 AND slot <= ?4")?
        .execute((&kind.model, &kind.resolution, kind.duration, slot - KEPT))?;
    Ok(())
}

/// How long jobs of every kind usually take of which enough have been seen.
pub(super) fn usual(db: &Connection) -> Result<Vec<(Kind, Usual)>, Error> {
    let mut kinds: Vec<(Kind, Vec<Duration>)> = vec![];
    let mut statement =
        db.prepare_cached("SELECT model, resolution, duration, took FROM usual ORDER BY model, resolution, duration")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let kind = Kind {
            model: row.get(0)?,
            resolution: row.get(1)?,
            duration: row.get(2)?,
        };
        let took = time(row.get(3)?)?;
        match kinds.last_mut() {
            Some((last, times)) if *last == kind => times.push(took),
            _ => kinds.push((kind, vec![took])),
        }
    }
    let told = kinds
        .into_iter()
        .filter_map(|(kind, took)| Some((kind, Usual::of(took)?)));
    Ok(told.collect())
}

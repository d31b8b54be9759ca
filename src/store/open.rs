//! Open jobs as the engine reads them: all of them once, then those that changed.
//!
//! What changed is found without reading a row. The state of a job is part of its facet, and an index has the facet of every job: so
//! the facets and keys of all open jobs, compared with those that were told last, name the rows that are worth reading. Ten thousand of
//! them take less than a millisecond. What is being cancelled may have changed without changing its state, and all words that are not in
//! the service's documentation count as one: such jobs are always told.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::error::Error;
use super::row::{self, Key};
use crate::job::{JobId, Kind, OpenJob, OpenJobs, Others, Status};

/// What [`read_open`] reads. The request is looked up where the job waits, and the rest where a cancel is under way.
const OPEN: &str = "SELECT id, status, remote_id, coalesce(accepted_at, created_at), has_video, model, resolution, duration, \
     iif(status = 'cancelling', rest ->> '$.cancel_taken_at' IS NOT NULL, 0), \
     iif(status = 'waiting', (SELECT request FROM requests WHERE job = jobs.key), NULL) FROM jobs";

/// Where an open job is in the index of facets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    facet: i64,
    key: Key,
}

/// The open jobs that the engine was told of last: their places, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Told(Arc<Mutex<Vec<Place>>>);

impl Told {
    fn places(&self) -> MutexGuard<'_, Vec<Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every open job, oldest first.
pub(super) fn all(db: &Connection, told: &Told) -> Result<OpenJobs, Error> {
    let places = places(db, Status::is_open)?;
    let mut kinds = HashSet::new();
    let mut jobs = Vec::with_capacity(places.len());
    let mut statement = db.prepare_cached(&format!("{OPEN} WHERE open = 1 ORDER BY key"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        jobs.push(read_open(row, &mut kinds)?);
    }
    *told.places() = places;
    Ok(OpenJobs::all(jobs))
}

/// The open jobs that are not what was told last, oldest first, and those that are not open any more.
pub(super) fn changed(db: &Connection, told: &Told) -> Result<OpenJobs, Error> {
    let places = places(db, Status::is_open)?;
    let mut keys = differing(&told.places(), &places);
    let vague = self::places(db, |status| matches!(status, Status::Cancelling | Status::Other(_)))?;
    keys.extend(vague.into_iter().map(|place| place.key));
    let mut kinds = HashSet::new();
    let (mut jobs, mut closed) = (vec![], vec![]);
    let mut statement = db.prepare_cached(&format!("{OPEN} WHERE key = ?1"))?;
    for key in keys {
        let job = statement
            .query_and_then([key.0], |row| read_open(row, &mut kinds))?
            .next();
        match job.transpose()? {
            Some(job) if job.status.is_open() => jobs.push(job),
            Some(job) => closed.push(job.id),
            None => {}
        }
    }
    *told.places() = places;
    let others = Others::AsTold { closed };
    Ok(OpenJobs { jobs, others })
}

/// Where the jobs in these states are, in order.
fn places(db: &Connection, state: fn(&Status) -> bool) -> Result<Vec<Place>, Error> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT facet, key FROM jobs INDEXED BY jobs_facet \
         WHERE facet IN (SELECT facet FROM facets WHERE number > 0 AND status IN ({}))",
        row::words_of(state)
    ))?;
    let places = statement.query_map([], |row| {
        Ok(Place {
            facet: row.get(0)?,
            key: Key(row.get(1)?),
        })
    })?;
    let mut places = places.collect::<Result<Vec<_>, _>>()?;
    places.sort_unstable();
    Ok(places)
}

/// The keys of all places that are in one list alone.
fn differing(before: &[Place], after: &[Place]) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    let (mut before, mut after) = (before.iter().peekable(), after.iter().peekable());
    loop {
        let only = match (before.peek(), after.peek()) {
            (None, None) => return keys,
            (Some(old), Some(new)) if old == new => {
                before.next();
                after.next();
                continue;
            }
            (Some(old), Some(new)) if old > new => after.next(),
            (Some(_), _) => before.next(),
            (None, Some(_)) => after.next(),
        };
        keys.extend(only.map(|place| place.key));
    }
}

/// Reads a row of [`OPEN`]. Each kind is kept once.
fn read_open(row: &rusqlite::Row<'_>, kinds: &mut HashSet<Arc<Kind>>) -> Result<OpenJob, Error> {
    let kind = Kind {
        model: row.get(5)?,
        resolution: row.get(6)?,
        duration: row.get(7)?,
    };
    let kind = if let Some(known) = kinds.get(&kind) {
        Arc::clone(known)
    } else {
        let kind = Arc::new(kind);
        kinds.insert(Arc::clone(&kind));
        kind
    };
    let text = |column| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
    Ok(OpenJob {
        id: JobId(row::uuid(row, 0)?),
        status: row::status(text(1)?.unwrap_or_default())?,
        remote_id: text(2)?.map(row::remote_id).transpose()?,
        since: row::moment(row.get(3)?)?,
        kind,
        has_video: row.get(4)?,
        cancel_taken: row.get(8)?,
        request: text(9)?.map(serde_json::from_str).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_in_both_lists_does_not_differ(
            before in prop::collection::btree_set((0_i64..4, 0_i64..8), 0..20),
            after in prop::collection::btree_set((0_i64..4, 0_i64..8), 0..20),
        ) {
            let list = |places: &BTreeSet<(i64, i64)>| -> Vec<Place> {
                places.iter().map(|&(facet, key)| Place { facet, key: Key(key) }).collect()
            };
            let expected: BTreeSet<Key> = before.symmetric_difference(&after).map(|(_, key)| Key(*key)).collect();
            prop_assert_eq!(differing(&list(&before), &list(&after)), expected);
        }
    }
}

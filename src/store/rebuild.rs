//! A damaged ledger: moved aside and built anew, from what can be read of it, from the last backup, and from the second copy.
//!
//! Nothing is deleted, and at every moment either the old files or the whole new one stand in their place. Done while the ledger
//! is opened and no other process has it open. Not for noticing damage: `connection` does that at the start, `care` later.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use uuid::Uuid;

use super::connection::{self, sync_folders};
use super::error::{Error, OpenError};
use super::reconcile::reconcile;
use super::row::{self, BARE, JOBS, Key};
use super::schema::{self, APPLICATION_ID};
use super::{FILE, care, derived, read, second, upgrade, write};
use crate::job::{Answer, Intent, IntentToken, Job};

/// What a damaged ledger was built anew from.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Jobs that could be read in the damaged files.
    pub from_database: u64,
    /// Jobs that were left in the last backup alone, as they were then.
    pub from_backup: u64,
    /// Jobs that were brought back, or given their request id, from the second copy.
    pub from_second_copy: u64,
    /// Lines of the second copy that cannot be read and belong to no job that was found: perhaps that many paid jobs.
    pub missing: u64,
    /// Where the damaged database is now; `None` where there was none left.
    pub aside: Option<PathBuf>,
}

/// More rows than any ledger has: where a damaged one seems to go on for ever.
const MOST: usize = 10_000_000;

/// Whether the ledger has to be built anew before it can be opened: it was found damaged, a rebuilding broke off, or it is gone
/// while there are signs that it was there.
pub(super) fn is_due(folder: &Path) -> bool {
    let gone = fs::metadata(folder.join(FILE)).map_or(true, |there| there.is_file() && there.len() == 0);
    mark(folder).exists() || (gone && was_ours(folder))
}

/// Signs that this folder had a ledger of ours, other than a database that can be read.
pub(super) fn was_ours(folder: &Path) -> bool {
    let ours = || {
        let mut header = [0; 72];
        File::open(folder.join(FILE)).ok()?.read_exact(&mut header).ok()?;
        let id = <[u8; 4]>::try_from(&header[68..]).ok()?;
        Some(i64::from(u32::from_be_bytes(id)) == APPLICATION_ID)
    };
    mark(folder).exists()
        || rebuilt(folder).exists()
        || backups(folder).into_iter().any(|backup| backup.exists())
        || second::is_begun(folder)
        || ours().unwrap_or_default()
}

/// Remembers that the ledger is damaged: the next process that has it alone builds it anew.
pub(super) fn remember(folder: &Path) {
    let marked = connection::private_file(
        &mark(folder),
        fs::OpenOptions::new().write(true).create(true).truncate(false),
    );
    if let Err(error) = marked {
        tracing::warn!(%error, "the damage cannot be remembered");
    }
}

/// Builds the ledger anew and puts it in the place of the damaged one.
pub(super) fn rebuild(folder: &Path) -> Result<Rebuilt, OpenError> {
    let (path, whole) = (folder.join(FILE), rebuilt(folder));
    // a rebuilding that broke off between its last two steps
    let report = if whole.exists() && !path.exists() {
        Rebuilt::default()
    } else {
        let building = folder.join("jobs.db.new");
        let report = build(folder, &building).map_err(|error| error.while_opening(&path))?;
        fs::rename(&building, &whole).map_err(OpenError::unwritable(&whole))?;
        report
    };
    let aside = move_aside(folder).map_err(OpenError::unwritable(folder))?;
    fs::rename(&whole, &path).map_err(OpenError::unwritable(&path))?;
    sync_folders(&path);
    match fs::remove_file(mark(folder)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(OpenError::unwritable(folder)(error)),
        _ => {}
    }
    Ok(Rebuilt { aside, ..report })
}

fn build(folder: &Path, building: &Path) -> Result<Rebuilt, Error> {
    for left_over in [building.to_owned(), rebuilt(folder)] {
        match fs::remove_file(left_over) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    drop(connection::private_file(
        building,
        fs::OpenOptions::new().write(true).create_new(true),
    )?);
    let mut db = Connection::open(building)?;
    // it is worth nothing before it is whole, and brought to the disk then
    db.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")?;
    schema::migrate(&mut db, building, schema::newest(), &mut |_, _| {})?;
    let open = |path: &Path| {
        let there = fs::metadata(path).is_ok_and(|there| there.is_file() && there.len() > 0);
        there.then(|| connection::open_reader(path).ok()).flatten()
    };
    let damaged = open(&folder.join(FILE));
    let backups: Vec<_> = backups(folder).into_iter().filter_map(|path| open(&path)).collect();
    let mut report = Rebuilt::default();
    if let Some(damaged) = &damaged {
        report.from_database += salvage(&mut db, damaged, whole_job)?;
    }
    for backup in &backups {
        report.from_backup += salvage(&mut db, backup, whole_job)?;
    }
    if let Some(damaged) = &damaged {
        report.from_database += salvage(&mut db, damaged, bare_job)?;
    }
    let draft = damaged
        .iter()
        .chain(&backups)
        .find_map(|from| read::load_draft(from).ok().flatten());
    if let Some(draft) = draft {
        write::save_draft(&db, &draft)?;
    }
    let said = second::everything(folder)?;
    let reconciled = reconcile(&mut db, said)?;
    report.from_second_copy = reconciled.restored;
    report.missing = reconciled.missing;
    derived::index_all(&mut db)?;
    db.close().map_err(|(_, error)| error)?;
    File::open(building)?.sync_all()?;
    Ok(report)
}

/// A job with what is kept about it, as far as it can be read.
struct Found {
    job: Job,
    intents: Vec<(Uuid, Intent)>,
    answers: Vec<(String, Timestamp, Answer)>,
}

/// Copies the jobs that are not there yet, one by one, and passes over what cannot be read.
fn salvage(
    into: &mut Connection,
    from: &Connection,
    reading: fn(&Connection, Key) -> Result<Found, Error>,
) -> Result<u64, Error> {
    let mut copied = 0;
    let mut transaction = into.transaction()?;
    for key in keys(from) {
        let Ok(found) = reading(from, key) else { continue };
        let one = transaction.savepoint()?;
        // a job that is there already is refused by its name
        if copy(&one, &found).is_ok() {
            one.commit()?;
            copied += 1;
        }
    }
    transaction.commit()?;
    Ok(copied)
}

fn copy(into: &Connection, found: &Found) -> Result<(), Error> {
    let key = row::insert(into, &found.job)?;
    for (owner, intent) in &found.intents {
        write::keep_intent(into, key, *owner, intent)?;
    }
    for (kind, at, answer) in &found.answers {
        write::keep_answer(into, key, kind, answer, *at)?;
    }
    Ok(())
}

/// Every key that can be found, from whatever side: a broken page ends one way through the rows and not the others.
fn keys(db: &Connection) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    for way in [
        "SELECT key FROM jobs NOT INDEXED ORDER BY key",
        "SELECT key FROM jobs NOT INDEXED ORDER BY key DESC",
        // of version 1, and of the later ones
        "SELECT key FROM jobs INDEXED BY jobs_list ORDER BY archived, created_at, id",
        "SELECT key FROM jobs INDEXED BY jobs_list ORDER BY archived DESC, created_at DESC, id DESC",
        "SELECT key FROM jobs INDEXED BY jobs_list ORDER BY archived, key",
        "SELECT key FROM jobs INDEXED BY jobs_list ORDER BY archived DESC, key DESC",
        "SELECT job FROM requests ORDER BY job",
        "SELECT job FROM requests ORDER BY job DESC",
        "SELECT job FROM intents INDEXED BY intents_job ORDER BY job",
    ] {
        let Ok(mut statement) = db.prepare(way) else { continue };
        let Ok(found) = statement.query_map([], |row| row.get(0)) else {
            continue;
        };
        keys.extend(found.map_while(Result::ok).take(MOST).map(Key));
    }
    keys
}

fn whole_job(db: &Connection, key: Key) -> Result<Found, Error> {
    let (_, job) = one(db, &format!("{JOBS} WHERE key = ?1"), key, row::read_job)?;
    Ok(with_evidence(db, key, job))
}

/// A job whose request cannot be read any more, from the columns of the list.
fn bare_job(db: &Connection, key: Key) -> Result<Found, Error> {
    let job = one(db, &format!("{BARE} WHERE key = ?1"), key, row::read_bare)?;
    Ok(with_evidence(db, key, job))
}

fn one<T>(db: &Connection, sql: &str, key: Key, read: fn(&rusqlite::Row<'_>) -> Result<T, Error>) -> Result<T, Error> {
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_and_then([key.0], read)?.next();
    found.unwrap_or(Err(Error::Unreadable("job")))
}

fn with_evidence(db: &Connection, key: Key, job: Job) -> Found {
    let intents = many(
        db,
        "SELECT owner, token, at, body FROM intents WHERE job = ?1 ORDER BY key",
        key,
        |row| {
            let intent = Intent {
                token: IntentToken(row::uuid(row, 1)?),
                at: row::moment(row.get(2)?)?,
                body: row.get(3)?,
            };
            Ok((row::uuid(row, 0)?, intent))
        },
    );
    let answers = many(
        db,
        "SELECT kind, at, http_status, body FROM answers WHERE job = ?1",
        key,
        |row| {
            let answer = Answer {
                http_status: row.get(2)?,
                body: row.get(3)?,
            };
            Ok((row.get(0)?, row::moment(row.get(1)?)?, answer))
        },
    );
    Found {
        job,
        intents: intents.unwrap_or_default(),
        answers: answers.unwrap_or_default(),
    }
}

fn many<T>(
    db: &Connection,
    sql: &str,
    key: Key,
    read: fn(&rusqlite::Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    db.prepare_cached(sql)?.query_and_then([key.0], read)?.collect()
}

/// Moves the damaged files aside, under a name of their own. Tells where to.
fn move_aside(folder: &Path) -> io::Result<Option<PathBuf>> {
    let mut aside = None;
    let name = format!("{FILE}.damaged-{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%3fZ"));
    // the database first: from then on the new one is known to be whole, and a crash here is only finished
    for ending in ["", "-wal", "-shm", "-journal"] {
        let to = folder.join(format!("{name}{ending}"));
        match fs::rename(folder.join(format!("{FILE}{ending}")), &to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
            Ok(()) => aside = Some(folder.join(&name)),
        }
    }
    Ok(aside)
}

/// Where backups may be, the newest first: that of the day, and those that were made before the ledger came to a version.
fn backups(folder: &Path) -> Vec<PathBuf> {
    let upgraded = (2..=schema::newest()).map(|version| upgrade::backup(folder, version));
    let mut backups: Vec<_> = [care::backup(folder)].into_iter().chain(upgraded).collect();
    backups.sort_by_key(|backup| Reverse(fs::metadata(backup).and_then(|there| there.modified()).ok()));
    backups
}

fn mark(folder: &Path) -> PathBuf {
    folder.join("jobs.db.is-damaged")
}

fn rebuilt(folder: &Path) -> PathBuf {
    folder.join("jobs.db.rebuilt")
}

//! Opening the file: whose it is, its migrations, and the settings of each connection.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags, TransactionBehavior};

use super::error::OpenError;
use super::network::WithoutLog;

/// `Seed` in ASCII, in the header of every ledger.
pub(super) const APPLICATION_ID: i64 = 0x5365_6564;

/// Numbered from 1, only ever added to. Each runs in a transaction of its own.
const MIGRATIONS: [&str; 1] = [include_str!("schema/001.sql")];

/// How long a connection waits for another process before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);

/// What may be done with a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Everything.
    Write,
    /// Everything, with a rollback journal.
    WriteWithoutLog(WithoutLog),
    /// A newer version of this program made it: it is read only.
    Read { found: i64, known: i64 },
}

/// The one connection that writes, and what it may. Makes the file where there is none, and brings an older one up to date.
pub(super) fn open_writer(path: &Path) -> Result<(Connection, Access), OpenError> {
    create(path)?;
    let database = OpenError::database(path);
    let mut db = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(&database)?;
    if db.is_readonly(MAIN_DB).map_err(&database)? {
        let source = io::ErrorKind::PermissionDenied.into();
        return Err(OpenError::Unwritable {
            path: path.into(),
            source,
        });
    }
    check(&mut db, path)?;
    let (found, known) = (version(&db).map_err(&database)?, newest());
    if found > known {
        return Ok((open_reader(path)?, Access::Read { found, known }));
    }
    let forbidden = WithoutLog::of(path);
    let logged = patiently(|| keep_journal(&db, forbidden.is_none())).map_err(&database)?;
    // the intent must be on the disk, not on its way there, before a paid request leaves
    db.pragma_update(None, "synchronous", if logged { "FULL" } else { "EXTRA" })
        .and_then(|()| db.pragma_update(None, "fullfsync", true))
        .and_then(|()| db.pragma_update(None, "checkpoint_fullfsync", true))
        .and_then(|()| db.pragma_update(None, "foreign_keys", true))
        .map_err(&database)?;
    migrate(&mut db, path)?;
    sound_schema(&db, path)?;
    let access = if logged {
        Access::Write
    } else {
        // where it was tried the file system has not what it needs; a disk that is full or fails is an error, and never comes to this
        Access::WriteWithoutLog(forbidden.unwrap_or(WithoutLog::NotHere))
    };
    Ok((db, access))
}

/// Chooses the journal: a log, where it may be one. True: it is one.
pub(super) fn keep_journal(db: &Connection, log: bool) -> rusqlite::Result<bool> {
    let wanted = if log { "WAL" } else { "DELETE" };
    let sql = format!("PRAGMA journal_mode = {wanted}");
    let kept: String = db.query_row(&sql, [], |row| row.get(0))?;
    // a log that grew in a busy hour is cut back to this many bytes
    db.query_row("PRAGMA journal_size_limit = 16777216", [], |_| Ok(()))?;
    Ok(kept == "wal")
}

/// A connection that cannot write.
pub(super) fn open_reader(path: &Path) -> Result<Connection, OpenError> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(OpenError::database(path))
}

fn connect(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    // no URI names: a folder may hold any character
    let db = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    Ok(db)
}

/// Makes an empty file that only its owner may read; `SQLite` gives the files beside it the same rights.
///
/// A file that is there is not opened: closing it again would drop the locks that this process has on it (POSIX).
fn create(path: &Path) -> Result<(), OpenError> {
    match fs::metadata(path) {
        // `SQLite` takes a few bytes for an empty file and writes over them; what it makes itself has whole pages
        Ok(there) if there.is_file() && (1..512).contains(&there.len()) => {
            return Err(OpenError::Damaged(path.into()));
        }
        Ok(there) if there.is_file() => return Ok(()),
        Ok(_) => return Err(OpenError::NotAFile(path.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(OpenError::unwritable(path)(error)),
    }
    match private_file(path, OpenOptions::new().write(true).create_new(true)) {
        Ok(file) => {
            drop(file);
            sync_folders(path);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(OpenError::unwritable(path)(error)),
    }
}

/// Opens a file that, where it is new, only its owner may read.
pub(super) fn private_file(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

/// The names of the file and of its folder must survive a power cut as their content does. A file system that cannot do this is
/// left as it is.
pub(super) fn sync_folders(path: &Path) {
    #[cfg(unix)]
    for folder in path.ancestors().skip(1).take(2) {
        if let Ok(folder) = File::open(folder) {
            drop(folder.sync_all());
        }
    }
}

/// Refuses what is not ours, before anything is written into it.
fn check(db: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let facts = || {
        // one transaction, so that a process which makes the ledger at this moment is seen wholly or not at all
        let reading = db.transaction()?;
        let number = |sql| reading.query_row(sql, [], |row| row.get::<_, i64>(0));
        Ok((
            number("PRAGMA application_id")?,
            number("PRAGMA user_version")?,
            number("SELECT count(*) FROM sqlite_schema")?,
            number("SELECT count(*) FROM sqlite_schema WHERE name IN ('jobs', 'intents', 'requests', 'answers')")?,
        ))
    };
    match patiently(facts).map_err(OpenError::database(path))? {
        (APPLICATION_ID, _, _, _) | (0, 0, 0, _) => Ok(()),
        // our tables under a header that is not ours
        (_, _, _, 4) => Err(OpenError::Damaged(path.into())),
        _ => Err(OpenError::NotALedger(path.into())),
    }
}

/// Compares what the tables are with what the migrations make of them: a schema that is still readable can be wrong.
fn sound_schema(db: &Connection, path: &Path) -> Result<(), OpenError> {
    let schema = |db: &Connection| {
        db.prepare(
            "SELECT CAST(type || name || tbl_name || coalesce(sql, '') AS BLOB) FROM sqlite_schema ORDER BY type, name",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Vec<u8>>>>()
    };
    let database = OpenError::database(path);
    let mut sample = Connection::open_in_memory().map_err(&database)?;
    migrate(&mut sample, path)?;
    if patiently(|| schema(db)).map_err(&database)? == schema(&sample).map_err(&database)? {
        Ok(())
    } else {
        Err(OpenError::Damaged(path.into()))
    }
}

fn version(db: &Connection) -> rusqlite::Result<i64> {
    patiently(|| db.pragma_query_value(None, "user_version", |row| row.get(0)))
}

fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings the ledger up to date, whatever version it is of.
pub(super) fn migrate(db: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let database = OpenError::database(path);
    for (version, migration) in (1_i64..).zip(MIGRATIONS) {
        let writing = patiently(|| rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate))
            .map_err(&database)?;
        // read within the transaction: another process may be at the same work
        let found: i64 = writing
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(&database)?;
        let tables: i64 = writing
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(&database)?;
        if found <= 0 && tables > 0 {
            return Err(OpenError::Damaged(path.into()));
        }
        if found < version {
            writing
                .execute_batch(migration)
                .and_then(|()| writing.pragma_update(None, "user_version", version))
                .and_then(|()| writing.pragma_update(None, "application_id", APPLICATION_ID))
                .and_then(|()| writing.commit())
                .map_err(&database)?;
        }
    }
    Ok(())
}

/// Tries again while another process is in the way. `SQLite` itself does not wait where waiting could be a deadlock: at the
/// change to WAL, and while the files of a crashed process are put right.
fn patiently<T>(mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let begun = Instant::now();
    loop {
        match attempt() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
}

//! Opening the file: whose it is, and the settings of each connection.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use super::error::OpenError;
use super::network::WithoutLog;
use super::schema::{self, APPLICATION_ID, PATIENCE, patiently};

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

/// The one connection that writes, and what it may. Makes the file where there is none; one of an older version is refused, as it has to
/// be brought up to date first.
pub(super) fn open_writer(path: &Path) -> Result<(Connection, Access), OpenError> {
    create(path)?;
    let (mut db, found) = open_ours(path)?;
    let known = schema::newest();
    if found > known {
        return Ok((open_reader(path)?, Access::Read { found, known }));
    }
    if (1..known).contains(&found) {
        return Err(OpenError::Older(path.into()));
    }
    let without_log = keep_safe(&db, path)?;
    schema::migrate(&mut db, path, known, &mut |_, _| {})?;
    schema::is_sound(&db, path, known)?;
    Ok((db, without_log.map_or(Access::Write, Access::WriteWithoutLog)))
}

/// A connection to a file that is ours, and the version of its tables. Nothing is written into it.
pub(super) fn open_ours(path: &Path) -> Result<(Connection, i64), OpenError> {
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
    let found = schema::version(&db).map_err(&database)?;
    Ok((db, found))
}

/// Lets a connection write so that what it committed is on the disk, and not on its way there. Tells why it does so without a log, if
/// it does.
pub(super) fn keep_safe(db: &Connection, path: &Path) -> Result<Option<WithoutLog>, OpenError> {
    let database = OpenError::database(path);
    let forbidden = WithoutLog::of(path);
    let logged = patiently(|| keep_journal(db, forbidden.is_none())).map_err(&database)?;
    // the intent must be on the disk before a paid request leaves
    db.pragma_update(None, "synchronous", if logged { "FULL" } else { "EXTRA" })
        .and_then(|()| db.pragma_update(None, "fullfsync", true))
        .and_then(|()| db.pragma_update(None, "checkpoint_fullfsync", true))
        .map_err(&database)?;
    // where it was tried the file system has not what it needs; a disk that is full or fails is an error, and never comes to this
    Ok((!logged).then(|| forbidden.unwrap_or(WithoutLog::NotHere)))
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
    db.set_prepared_statement_cache_capacity(128);
    // a statement is planned once, and not again for every value that it is asked with
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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

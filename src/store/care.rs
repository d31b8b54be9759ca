//! Looking after a ledger while nobody waits: is it sound, and is there a backup of today.
//!
//! On connections and threads of its own, beside the reader and the writer. Not for repairing: that is `rebuild`, at the next start.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, Progress as Steps, StepResult};
use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::error::Error;
use super::second::{self, Fate, Found};
use super::{FILE, Inner, connection, lock, rebuild};

/// How long a look at the live ledger may take; the backup is looked at without haste.
const LIMIT: Duration = Duration::from_secs(2);

/// How old the backup may become.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A ledger of more bytes than this is copied when the program has been open for a while: it keeps the disk busy for a minute, and who
/// only has a look waits for nothing.
const LARGE: u64 = 64 << 20;
const A_WHILE: Duration = Duration::from_secs(5 * 60);

/// Memory for the pages that a look or a copy reads, in KiB: each is wanted once.
const CACHE: i64 = 256;

/// Pages copied at a time, and how long others have the disk to themselves in between.
const PAGES: i32 = 256;
const PAUSE: Duration = Duration::from_millis(5);

/// How the ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Nothing is wrong with its structure, and its request ids are those of the second copy.
    Sound,
    /// Nothing was found in the two seconds that a look may take.
    Unfinished,
    /// It is damaged, in the database's words. It is built anew when the program is started next and no other window has it open; the
    /// second copy has every request id.
    Damaged(String),
}

/// Where the last backup is.
pub(super) fn backup(folder: &Path) -> PathBuf {
    folder.join("jobs.db.backup")
}

/// Looks at the structure of a ledger, for as long as that.
pub(super) fn check(path: &Path, limit: Option<Duration>) -> Result<Health, Error> {
    let db = connection::open_reader(path)?;
    db.pragma_update(None, "cache_size", -CACHE)?;
    let interrupt = db.get_interrupt_handle();
    let (done, waiting) = mpsc::channel::<()>();
    let said = thread::scope(|scope| {
        if let Some(limit) = limit {
            scope.spawn(move || {
                if waiting.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                    interrupt.interrupt();
                }
            });
        }
        let said = db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        drop(done);
        said
    });
    match said {
        Ok(said) if said == "ok" => Ok(Health::Sound),
        Ok(said) => Ok(Health::Damaged(said)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(Health::Unfinished),
        Err(error) => match Error::from(error) {
            damaged if damaged.is_damage() => Ok(Health::Damaged(damaged.to_string())),
            other => Err(other),
        },
    }
}

/// Compares the request ids with the second copy, for as long as that: a turned bit within a row breaks no structure.
fn compare(folder: &Path, limit: Duration) -> Result<Health, Error> {
    let begun = Instant::now();
    let db = connection::open_reader(&folder.join(FILE))?;
    // what is no JSON any more names no other id
    let mut same = db.prepare(
        "SELECT CASE WHEN remote_id = ?2 THEN 1 WHEN NOT json_valid(rest) THEN 0 \
         ELSE EXISTS (SELECT 1 FROM json_each(rest, '$.other_ids') WHERE value = ?2) END \
         FROM intents JOIN jobs ON jobs.key = intents.job WHERE token = ?1 AND remote_id IS NOT NULL",
    )?;
    for file in second::everything(folder)?.rev() {
        for found in file? {
            let Found::Line(line) = found else { continue };
            let Fate::Accepted(id) = &line.fate else { continue };
            let same = same.query_row((line.token.0.as_bytes(), id.as_str()), |row| row.get(0));
            if !same.optional()?.unwrap_or(true) {
                let what = format!("a request id is not the one in the second copy, {id}");
                return Ok(Health::Damaged(what));
            }
        }
        if begun.elapsed() > limit {
            return Ok(Health::Unfinished);
        }
    }
    Ok(Health::Sound)
}

/// Makes the backup of the day, where there is none yet, in small steps; given up when the ledger is closed meanwhile. One that is
/// itself damaged never takes the place of the last one.
pub(super) fn keep_backup(folder: &Path, ledger: &Weak<Inner>) -> Result<(), Error> {
    let (backup, copying) = (backup(folder), folder.join("jobs.db.backup.new"));
    let age = fs::metadata(&backup).and_then(|there| there.modified());
    if age.is_ok_and(|made| made.elapsed().is_ok_and(|age| age < DAY)) {
        return Ok(());
    }
    if fs::metadata(folder.join(FILE)).is_ok_and(|ledger| ledger.len() > LARGE) {
        thread::sleep(A_WHILE);
        if Weak::strong_count(ledger) == 0 {
            return Ok(());
        }
    }
    let Some(_alone) = lock::try_alone(&folder.join("backup.lock"))? else {
        return Ok(());
    };
    drop(fs::remove_file(&copying));
    drop(connection::private_file(
        &copying,
        fs::OpenOptions::new().write(true).create_new(true),
    )?);
    let whole = copy(&folder.join(FILE), &copying, |_| {
        thread::sleep(PAUSE);
        Weak::strong_count(ledger) > 0
    })?;
    if whole && check(&copying, None)? == Health::Sound {
        File::open(&copying)?.sync_all()?;
        fs::rename(&copying, &backup)?;
        connection::sync_folders(&backup);
    } else {
        drop(fs::remove_file(&copying));
    }
    Ok(())
}

/// Copies the ledger as it is at this moment, in small steps; `goes_on` is asked after each, with the pages left and their number.
/// False: it was given up.
pub(super) fn copy(from: &Path, to: &Path, mut goes_on: impl FnMut(Steps) -> bool) -> Result<bool, Error> {
    let from = connection::open_reader(from)?;
    from.pragma_update(None, "cache_size", -CACHE)?;
    let mut to = Connection::open(to)?;
    to.pragma_update(None, "synchronous", "OFF")?;
    // one moment of the ledger, however much is written meanwhile: else every write would begin the copy anew
    let moment = from.unchecked_transaction()?;
    moment.query_row("SELECT count(*) FROM draft", [], |_| Ok(()))?;
    let backup = Backup::new(&moment, &mut to)?;
    let whole = loop {
        match backup.step(PAGES)? {
            StepResult::Done => break true,
            _ if !goes_on(backup.progress()) => break false,
            _ => {}
        }
    };
    drop(backup);
    if whole {
        // a file on its own, without a log beside it
        to.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    }
    Ok(whole)
}

/// Begins the look, and the backup after it; the answer comes with the look.
pub(super) fn begin(
    ledger: &Arc<Inner>,
    answer: impl FnOnce(Result<Health, Error>) + Send + 'static,
) -> Result<(), Error> {
    let (folder, ledger) = (ledger.folder.clone(), Arc::downgrade(ledger));
    thread::Builder::new().name("ledger care".into()).spawn(move || {
        let health = match check(&folder.join(FILE), Some(LIMIT)) {
            Ok(Health::Sound) => compare(&folder, LIMIT),
            other => other,
        };
        let sound = match &health {
            Ok(Health::Sound | Health::Unfinished) => true,
            Ok(Health::Damaged(_)) => {
                rebuild::remember(&folder);
                false
            }
            Err(_) => false,
        };
        answer(health);
        if sound && let Err(error) = keep_backup(&folder, &ledger) {
            tracing::warn!(%error, "no backup of the ledger was made");
        }
    })?;
    Ok(())
}

//! Bringing a ledger of an older version up to date: a backup first, then the migrations, and somebody is told how far it is.
//!
//! Done while the ledger is opened and no other process has it open: an older program that has would no longer understand it. Not for
//! what the versions are: that is `schema`.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use super::care;
use super::connection::{self, private_file, sync_folders};
use super::error::{Error, OpenError};
use super::{FILE, schema};

/// Memory for pages of the ledger while it is brought up to date, in KiB.
const CACHE: i64 = 64 * 1024;

/// How far the opening of a ledger is, where it takes long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is done.
    pub phase: Phase,
    /// How much of it.
    pub done: u64,
    /// Of how much; 0 where that is not known.
    pub of: u64,
}

/// What is done while the opening of a ledger takes long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Another process brings it up to date, or repairs it.
    Waiting,
    /// A backup is made, counted in pages of the file.
    Backup,
    /// The backup is there; the jobs are moved over, one by one.
    Jobs,
    /// All jobs are; what finds them is made, and brought to the disk.
    Finishing,
}

impl Progress {
    pub(super) const WAITING: Self = Self {
        phase: Phase::Waiting,
        done: 0,
        of: 0,
    };
}

/// Where the backup is that was made before the ledger came to that version. It is kept for good.
pub(super) fn backup(folder: &Path, version: i64) -> PathBuf {
    folder.join(format!("{FILE}.before-{version}"))
}

/// Brings the ledger up to date. Whatever ends it, the old one is whole or the new one is.
pub(super) fn upgrade(folder: &Path, progress: &mut dyn FnMut(Progress)) -> Result<(), OpenError> {
    let path = folder.join(FILE);
    let (mut db, found) = connection::open_ours(&path)?;
    schema::is_sound(&db, &path, found)?;
    let backup = backup(folder, found + 1);
    if !backup.exists() {
        make_backup(&path, &backup, progress).map_err(|error| match error {
            damaged if damaged.is_damage() => OpenError::Damaged(path.clone()),
            other => OpenError::NoBackup {
                path: path.clone(),
                why: other.to_string(),
            },
        })?;
    }
    connection::keep_safe(&db, &path)?;
    db.pragma_update(None, "cache_size", -CACHE)
        .map_err(OpenError::database(&path))?;
    schema::migrate(&mut db, &path, schema::newest(), &mut |done, of| {
        let phase = if done < of { Phase::Jobs } else { Phase::Finishing };
        progress(Progress { phase, done, of });
    })?;
    db.close().map_err(|(_, error)| OpenError::database(&path)(error))
}

fn make_backup(path: &Path, backup: &Path, progress: &mut dyn FnMut(Progress)) -> Result<(), Error> {
    let mut copying = backup.as_os_str().to_owned();
    copying.push(".new");
    let copying = PathBuf::from(copying);
    drop(fs::remove_file(&copying));
    drop(private_file(&copying, OpenOptions::new().write(true).create_new(true))?);
    let copied = care::copy(path, &copying, |steps| {
        let of = u64::try_from(steps.pagecount).unwrap_or_default();
        let left = u64::try_from(steps.remaining).unwrap_or_default();
        progress(Progress {
            phase: Phase::Backup,
            done: of.saturating_sub(left),
            of,
        });
        true
    });
    let kept = copied.and_then(|_| Ok(File::open(&copying)?.sync_all()?));
    match kept {
        Ok(()) => fs::rename(&copying, backup)?,
        Err(error) => {
            drop(fs::remove_file(&copying));
            return Err(error);
        }
    }
    sync_folders(backup);
    Ok(())
}

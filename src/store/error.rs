//! What can go wrong with the ledger: while it is opened, typed; afterwards as one plain [`Failure`].

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::job::{Failure, FailureKind};

/// Why a ledger could not be opened. Nothing was changed in a file that is not ours.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made, or nothing can be written into it.
    #[error("cannot write in {}: {source}", .path.display())]
    Unwritable {
        /// The folder, or the file in it.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A directory or something stranger stands where the ledger should be.
    #[error("{} is not a file", .0.display())]
    NotAFile(PathBuf),
    /// The file is no database, or the database of another program.
    #[error("{} is not a ledger of seedance-tui", .0.display())]
    NotALedger(PathBuf),
    /// A newer version of this program wrote it.
    #[error("{} is of version {found}; this program knows versions up to {known}", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Another program kept it locked for longer than we wait.
    #[error("{} is kept locked by another program", .0.display())]
    Locked(PathBuf),
    /// Anything else that the database says.
    #[error("cannot open {}: {source}", .path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// Its words.
        source: rusqlite::Error,
    },
}

impl OpenError {
    pub(super) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Unwritable {
            path: path.into(),
            source,
        }
    }

    pub(super) fn database(path: &Path) -> impl Fn(rusqlite::Error) -> Self {
        move |source| match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotALedger(path.into()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path.into()),
            _ => Self::Database {
                path: path.into(),
                source,
            },
        }
    }
}

/// What went wrong inside one piece of work.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    File(#[from] io::Error),
    /// A row that no version of ours writes.
    #[error("the ledger holds a {0} that cannot be read")]
    Unreadable(&'static str),
    #[error("only a waiting job can be sent")]
    NotWaiting,
    #[error("the work on the ledger broke off: {0}")]
    Panicked(String),
    #[error("the work on the ledger was lost")]
    Lost,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(FailureKind::Ledger, error.to_string())
    }
}

//! What can go wrong with the ledger: while it is opened, typed; afterwards as one plain [`Failure`].

use std::io;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::job::{Failure, LedgerFault};
pub use crate::words::start::OpenError;

impl OpenError {
    pub(super) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Unwritable {
            path: path.into(),
            source,
        }
    }

    pub(super) fn database(path: &Path) -> impl Fn(rusqlite::Error) -> Self {
        move |source| match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(path.into()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path.into()),
            _ => Self::Database {
                path: path.into(),
                why: source.to_string(),
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
    /// Without it a paid request could be lost: nothing is sent.
    #[error("{}", second_copy_words(.0))]
    SecondCopy(#[source] io::Error),
    /// A newer version of this program made the ledger: this one reads it only.
    #[error(
        "nothing was sent or written: a newer seedance-tui made this ledger (version {found}; this one knows up to {known})"
    )]
    Newer { found: i64, known: i64 },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("only a waiting job can be sent")]
    NotWaiting,
    #[error("the work on the ledger broke off: {0}")]
    Panicked(String),
    #[error("the work on the ledger was lost")]
    Lost,
}

fn second_copy_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            format!("the disk is full, nothing was sent: no room for the second copy of the request ids: {error}")
        }
        _ => format!("nothing was sent: the second copy of the request ids cannot be written: {error}"),
    }
}

impl Error {
    /// The files of the ledger are at fault: what `SQLite` finds in them is not what it wrote.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Database(error) => {
                let code = error.sqlite_error_code();
                let words = error.to_string();
                // no code tells of an index of words that was never written so, nor of a row whose JSON is none any more
                matches!(code, Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
                    || words.contains("invalid fts5 file format")
                    || words.contains("malformed JSON")
            }
            Self::Open(error) => matches!(error, OpenError::Damaged(_)),
            // a word or a field that older programs cannot read comes with a new version of the ledger
            Self::Json(_) | Self::Unreadable(_) => true,
            Self::File(_)
            | Self::SecondCopy(_)
            | Self::Newer { .. }
            | Self::NotWaiting
            | Self::Panicked(_)
            | Self::Lost => false,
        }
    }

    /// What it is, where that can be told.
    fn fault(&self) -> Option<LedgerFault> {
        if self.is_damage() {
            return Some(LedgerFault::Damaged);
        }
        Some(match self {
            Self::Database(error) => match error.sqlite_error_code()? {
                // nothing but newer work interrupts
                ErrorCode::OperationInterrupted => LedgerFault::Interrupted,
                ErrorCode::DiskFull => LedgerFault::Full,
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => LedgerFault::Busy,
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => LedgerFault::Unwritable,
                ErrorCode::SystemIoFailure => LedgerFault::Disk,
                _ => return None,
            },
            Self::File(error) => fault_of_file(error)?,
            Self::SecondCopy(error) => match fault_of_file(error) {
                Some(LedgerFault::Full) => LedgerFault::Full,
                Some(_) | None => LedgerFault::SecondCopy,
            },
            Self::Newer { .. } => LedgerFault::Newer,
            Self::Open(OpenError::Locked(_)) => LedgerFault::Busy,
            Self::Open(OpenError::Unwritable { .. }) => LedgerFault::Unwritable,
            Self::NotWaiting => LedgerFault::NotWaiting,
            Self::Panicked(_) | Self::Lost => LedgerFault::BrokenOff,
            Self::Open(_) | Self::Json(_) | Self::Unreadable(_) => return None,
        })
    }

    /// The same, while the ledger is opened.
    pub(super) fn while_opening(self, path: &Path) -> OpenError {
        match self {
            Self::Open(error) => error,
            Self::Database(source) => OpenError::database(path)(source),
            Self::File(source) => OpenError::unwritable(path)(source),
            other => OpenError::unwritable(path)(io::Error::other(other)),
        }
    }
}

fn fault_of_file(error: &io::Error) -> Option<LedgerFault> {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            Some(LedgerFault::Full)
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Some(LedgerFault::Unwritable),
        _ => None,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let fault = error.fault();
        if fault != Some(LedgerFault::Damaged) {
            return Self::of_ledger(fault, error.to_string());
        }
        let detail = format!("{error}; it is damaged: close every window and start again, then it is repaired");
        Self::of_ledger(fault, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_the_ledger_has_the_code_of_what_is_wrong() {
        let file = |kind: io::ErrorKind| io::Error::from(kind);
        let database = |code| Error::Database(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
        for (error, fault) in [
            (database(rusqlite::ffi::SQLITE_FULL), Some(LedgerFault::Full)),
            (database(rusqlite::ffi::SQLITE_BUSY), Some(LedgerFault::Busy)),
            (database(rusqlite::ffi::SQLITE_READONLY), Some(LedgerFault::Unwritable)),
            (database(rusqlite::ffi::SQLITE_IOERR), Some(LedgerFault::Disk)),
            (database(rusqlite::ffi::SQLITE_CORRUPT), Some(LedgerFault::Damaged)),
            (
                database(rusqlite::ffi::SQLITE_INTERRUPT),
                Some(LedgerFault::Interrupted),
            ),
            (database(rusqlite::ffi::SQLITE_MISUSE), None),
            (Error::File(file(io::ErrorKind::StorageFull)), Some(LedgerFault::Full)),
            (
                Error::File(file(io::ErrorKind::PermissionDenied)),
                Some(LedgerFault::Unwritable),
            ),
            (Error::File(file(io::ErrorKind::NotFound)), None),
            (
                Error::SecondCopy(file(io::ErrorKind::QuotaExceeded)),
                Some(LedgerFault::Full),
            ),
            (
                Error::SecondCopy(file(io::ErrorKind::NotFound)),
                Some(LedgerFault::SecondCopy),
            ),
            (Error::Newer { found: 9, known: 8 }, Some(LedgerFault::Newer)),
            (Error::NotWaiting, Some(LedgerFault::NotWaiting)),
            (Error::Lost, Some(LedgerFault::BrokenOff)),
            (Error::Unreadable("state"), Some(LedgerFault::Damaged)),
        ] {
            let told = format!("{error:?}");
            assert_eq!(Failure::from(error).ledger_fault(), fault, "{told}");
        }
    }
}

//! The log: a file of the person's own, bounded, and never in the way.
//!
//! Only what this program says is logged, nothing of its libraries: no header, so no key, can get in. If the file
//! cannot be had the program goes on without. Lines are written by a thread of their own.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::output::plain;
use crate::config::{LogLevel, Paths};

/// Size at which the log is put aside and a new one begun. So at most twice this is kept.
const FULL: u64 = 4 * 1024 * 1024;

/// Lines that may wait for the disk; further ones are dropped. There are few, and room for all of them is taken at the start.
const WAITING: usize = 1024;

/// Begins the log. What is returned writes the last lines when it is dropped; `None` is no log.
pub(super) fn start(paths: &Paths, level: LogLevel) -> Option<WorkerGuard> {
    let level = filter(level)?;
    let log = LogFile::open(paths.log_file(), FULL).ok()?;
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(WAITING).finish(log);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
    let ours = Targets::new().with_target("seedance_tui", level);
    // Fails if there is a subscriber already: then that one has the lines.
    tracing_subscriber::registry().with(lines).with(ours).try_init().ok()?;
    Some(guard)
}

fn filter(level: LogLevel) -> Option<LevelFilter> {
    match level {
        LogLevel::Off => None,
        LogLevel::Error => Some(LevelFilter::ERROR),
        LogLevel::Warn => Some(LevelFilter::WARN),
        LogLevel::Info => Some(LevelFilter::INFO),
        LogLevel::Debug => Some(LevelFilter::DEBUG),
        LogLevel::Trace => Some(LevelFilter::TRACE),
    }
}

/// A file that is put aside as `*.old` when it is full. Folder 0700, file 0600.
struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    full: u64,
}

impl LogFile {
    fn open(path: PathBuf, full: u64) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size, full })
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.size >= self.full {
            fs::rename(&self.path, self.path.with_extension("log.old"))?;
            *self = Self::open(self.path.clone(), self.full)?;
        }
        let plain = plain(&String::from_utf8_lossy(line));
        self.file.write_all(plain.as_bytes())?;
        self.size += plain.len() as u64;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use tracing_appender::non_blocking::NonBlocking;

    use super::*;

    #[test]
    fn the_log_is_private_and_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state/seedance-tui/seedance-tui.log");
        let mut log = LogFile::open(path.clone(), 16).unwrap();
        for line in ["first line\n", "second line\n", "third line\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "third line\n");
        assert_eq!(
            fs::read_to_string(path.with_extension("log.old")).unwrap(),
            "first line\nsecond line\n"
        );
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn only_what_this_program_says_is_logged() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("seedance-tui.log");
        let (writer, guard) = NonBlocking::new(LogFile::open(path.clone(), FULL).unwrap());
        let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
        let ours = Targets::new().with_target("seedance_tui", LevelFilter::WARN);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines).with(ours), || {
            tracing::warn!("ours");
            tracing::info!("too light");
            tracing::error!(target: "hyper", "authorization: Bearer x");
        });
        drop(guard);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.ends_with(" ours\n") && text.lines().count() == 1, "{text}");
    }
}

//! Noticing what other processes write, without waking up to look.
//!
//! Whoever has committed touches a file, the bell; the system tells the others; each asks `SQLite` whether it was somebody else.
//! The ledger's own files cannot be the bell: they change before a commit counts, and a look at that moment sees nothing. Nor are they
//! in the folder that is watched: the system would tell of each of their pages, at a fifth of the cost of a commit.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::Path;
use std::sync::Arc;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use rusqlite::Connection;
use tokio::sync::watch;

use super::connection::private_file;
use super::lock;
use super::worker::{Look, Queue};

const BELL: &str = "bell";

/// The other connections that write to this ledger.
pub(super) struct Neighbours {
    bell: File,
    /// See [`version`].
    known: i64,
    changes: watch::Sender<u64>,
}

impl Neighbours {
    /// The neighbours, and the number that moves with each of their changes after that version.
    pub(super) fn meet(folder: &Path, known: i64) -> io::Result<(Self, watch::Receiver<u64>)> {
        let bell = private_file(
            &lock::owners(folder).join(BELL),
            OpenOptions::new().write(true).create(true).truncate(false),
        )?;
        let (changes, receiver) = watch::channel(0);
        Ok((Self { bell, known, changes }, receiver))
    }

    /// Tells them of a commit.
    pub(super) fn tell(&mut self) {
        let rung = self.bell.rewind().and_then(|()| self.bell.write_all(b"\n"));
        if let Err(error) = rung {
            tracing::warn!(%error, "other windows cannot be told of a change");
        }
    }

    /// Tells them and this process of a change that nobody asked for.
    pub(super) fn tell_all(&mut self) {
        self.tell();
        self.changes.send_modify(|number| *number += 1);
    }

    /// Finds out whether one of them changed something. Where one has ended that is a change too: what it was sending is of unknown fate.
    pub(super) fn look(&mut self, db: &Connection, why: Look) {
        match version(db) {
            Ok(now) if now == self.known && why != Look::Ended => return,
            Ok(now) => self.known = now,
            // better once too often than never
            Err(_) => {}
        }
        self.changes.send_modify(|number| *number += 1);
    }
}

/// A number that differs from its last value on this connection where another one has committed since. Its own commits do not
/// count.
pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "data_version", |row| row.get(0))
}

/// Lets the writer look up whenever the bell rings. Where the system cannot watch a folder there is no watcher: the board works,
/// and shows what other windows do only when it reads for another reason.
pub(super) fn start(folder: &Path, writer: Arc<Queue>) -> Option<RecommendedWatcher> {
    let heard = move |event: notify::Result<Event>| {
        // what was missed may have been anything
        if event
            .as_ref()
            .map_or(true, |event| event.need_rescan() || is_end(event))
        {
            writer.look(Look::Ended);
        } else if event.is_ok_and(|event| is_ring(&event)) {
            writer.look(Look::Changed);
        }
    };
    let watching = notify::recommended_watcher(heard).and_then(|mut watcher| {
        watcher.watch(&lock::owners(folder), RecursiveMode::NonRecursive)?;
        Ok(watcher)
    });
    watching
        .inspect_err(|error| tracing::warn!(%error, "changes by other windows will not be noticed"))
        .ok()
}

/// Another process has committed, or was killed between its commit and its ring.
fn is_ring(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => event
            .paths
            .iter()
            .any(|path| path.file_name() == Some(OsStr::new(BELL))),
    }
}

/// Another process has ended, however it did: the system closes its sign of life, which nobody else opens for writing.
fn is_end(event: &Event) -> bool {
    let ends = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Remove(_) => true,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Other => false,
    };
    ends && event.paths.iter().any(|path| lock::is_sign_of_life(path))
}

//! Noticing what other processes write, without waking up to look: the system tells that the files changed, and `SQLite` tells
//! whether it was somebody else.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use rusqlite::Connection;
use tokio::sync::watch;

use super::FILE;
use super::worker::{Look, Queue};

/// Lets the writer look up whenever the ledger's files change. Where the system cannot watch a folder there is no watcher: the
/// board works, and shows what other windows do only when it reads for another reason.
pub(super) fn start(folder: &Path, writer: Arc<Queue>) -> Option<RecommendedWatcher> {
    let changed = move |event: notify::Result<Event>| {
        if event.as_ref().map_or(true, concerns_ledger) {
            writer.look();
        }
    };
    let watching = notify::recommended_watcher(changed).and_then(|mut watcher| {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
        Ok(watcher)
    });
    watching
        .inspect_err(|error| tracing::warn!(%error, "changes by other windows will not be noticed"))
        .ok()
}

/// What the writer does when it looks up, and the number that it moves when it finds a change that is not its own.
pub(super) fn look(db: &Connection) -> rusqlite::Result<(Look, watch::Receiver<u64>)> {
    let (number, changes) = watch::channel(0);
    let mut known = version(db)?;
    let look = move |db: &Connection| match version(db) {
        Ok(now) if now == known => {}
        Ok(now) => {
            known = now;
            number.send_modify(|number| *number += 1);
        }
        // better once too often than never
        Err(_) => number.send_modify(|number| *number += 1),
    };
    Ok((Box::new(look), changes))
}

/// Differs from its last value when another connection has committed since: this one's own commits do not count.
fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "data_version", |row| row.get(0))
}

fn concerns_ledger(event: &Event) -> bool {
    let of_ledger = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with(FILE));
    // opening and reading is what we do ourselves when we look
    !matches!(event.kind, EventKind::Access(_))
        && (event.need_rescan() || event.paths.iter().filter_map(|path| path.file_name()).any(of_ledger))
}

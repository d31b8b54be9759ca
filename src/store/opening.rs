//! Opening a ledger: sound, damaged, left behind by a crash, of a newer version, or new.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, TransactionBehavior};

use super::connection::{self, Access};
use super::error::{Error, OpenError};
use super::lock::{self, Owner};
use super::network::WithoutLog;
use super::open::Told;
use super::rebuild::{self, Rebuilt};
use super::reconcile::reconcile;
use super::second::{self, Beside, LeftBehind};
use super::upgrade::{Progress, upgrade};
use super::watch::{self, Neighbours};
use super::worker::{Habits, Lane, Queue, Worker};
use super::{FILE, Inner, Store};

/// Pieces of work in one transaction: enough to share an fsync, few enough that a submit waits for milliseconds only.
const BATCH: usize = 256;

/// What a person has to be told about the ledger that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It was damaged, and has been built anew.
    Rebuilt(Rebuilt),
    /// Nothing was damaged, but the second copy knew of jobs or request ids that the ledger had lost in a crash: that many.
    Recovered(u64),
    /// A newer version of the program made it: it can be looked at, and nothing can be sent.
    ReadOnly,
    /// It has no log, for this reason.
    WithoutLog(WithoutLog),
}

impl Store {
    /// Opens the ledger of that folder, makes it where there is none, brings an older one up to date, and builds a damaged one anew
    /// (see [`Store::news`]). Folders are 0700, files 0600. Blocks; where it takes long `progress` is told how far it is.
    pub fn open(folder: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Self, OpenError> {
        let path = folder.join(FILE);
        lock::private_folder(folder).map_err(OpenError::unwritable(folder))?;
        lock::tighten(folder);
        {
            let _opening =
                lock::opening(folder, || progress(Progress::WAITING)).map_err(OpenError::unwritable(folder))?;
            match open_sound(folder, vec![]) {
                Err(OpenError::Damaged(_)) if !rebuild::was_ours(folder) => return Err(OpenError::NotALedger(path)),
                Err(OpenError::Damaged(_) | OpenError::Older(_)) => {}
                opened => return opened,
            }
        }
        let _alone = lock::alone(folder, || progress(Progress::WAITING)).map_err(OpenError::unwritable(folder))?;
        // another process may have done by now what there was to do
        let mut opened = open_sound(folder, vec![]);
        let shared = || lock::is_shared(folder, None).map_err(OpenError::unwritable(folder));
        if matches!(opened, Err(OpenError::Older(_))) && !shared()? {
            opened = upgrade(folder, progress).and_then(|()| open_sound(folder, vec![]));
        }
        match opened {
            Err(OpenError::Damaged(_)) if !shared()? => {
                let news = vec![News::Rebuilt(rebuild::rebuild(folder)?)];
                match open_sound(folder, news.clone()) {
                    // built by an older program, which was ended before it stood in its place
                    Err(OpenError::Older(_)) => upgrade(folder, progress).and_then(|()| open_sound(folder, news)),
                    opened => opened,
                }
            }
            opened => opened,
        }
    }
}

fn open_sound(folder: &Path, mut news: Vec<News>) -> Result<Store, OpenError> {
    let path = folder.join(FILE);
    if rebuild::is_due(folder) {
        return Err(OpenError::Damaged(path));
    }
    let owner = Owner::enter(folder).map_err(OpenError::unwritable(folder))?;
    let writing = Arc::new(Queue::default());
    // first the watch, then the first look: no change of another process falls between them
    let watcher = watch::start(folder, Arc::clone(&writing));
    let log = fs::metadata(folder.join("jobs.db-wal")).is_ok_and(|log| log.len() > 0);
    let (mut db, access) = connection::open_writer(&path)?;
    let mut restored = false;
    let newer = match access {
        Access::Read { found, known } => {
            news.push(News::ReadOnly);
            Some((found, known))
        }
        Access::Write | Access::WriteWithoutLog(_) => {
            if let Access::WriteWithoutLog(why) = access {
                news.push(News::WithoutLog(why));
            }
            // what a crash left is only worth a look where nobody else has kept the log alive
            let log = log && !lock::is_shared(folder, Some(owner.id)).unwrap_or(true);
            match catch_up(folder, &mut db, log) {
                Ok(0) => {}
                Ok(number) => {
                    restored = true;
                    news.push(News::Recovered(number));
                }
                Err(error) if error.is_damage() => return Err(OpenError::Damaged(path)),
                Err(error) => tracing::warn!(%error, "the second copy could not be compared with the ledger"),
            }
            None
        }
    };
    // what a piece of work would undo is kept in memory: a file for it, made and deleted, costs as much as the work
    db.pragma_update(None, "temp_store", "MEMORY")
        .map_err(OpenError::database(&path))?;
    let known = watch::version(&db).map_err(OpenError::database(&path))?;
    let (mut neighbours, changes) = Neighbours::meet(folder, known).map_err(OpenError::unwritable(folder))?;
    if restored {
        neighbours.tell();
    }
    let reader = connection::open_reader(&path)?;
    let second = second::Shared::new(folder);
    let beside = Beside::start(second.clone()).map_err(OpenError::unwritable(folder))?;
    let writer = Worker::start(
        "ledger writer",
        writing,
        db,
        Habits {
            transaction: TransactionBehavior::Immediate,
            most: BATCH,
            neighbours: Some(neighbours),
            second: Some(beside),
            indexes: newer.is_none().then(|| folder.into()),
        },
    )
    .map_err(OpenError::unwritable(folder))?;
    let reader = Worker::start(
        "ledger reader",
        Arc::default(),
        reader,
        Habits {
            transaction: TransactionBehavior::Deferred,
            most: 1,
            neighbours: None,
            second: None,
            indexes: None,
        },
    )
    .map_err(OpenError::unwritable(folder))?;
    if newer.is_none() {
        // room for the first lines is made while nobody waits for it; where it fails the first submit says so
        let ahead = second.clone();
        drop(writer.ask(Lane::Rest, move |_| ahead.lock().prepare().map_err(Error::SecondCopy)));
    }
    Ok(Store(Arc::new(Inner {
        _watcher: watcher,
        reader,
        writer,
        changes,
        engine: Mutex::default(),
        second,
        told: Told::default(),
        memory: Arc::default(),
        news,
        newer,
        owner,
        folder: folder.into(),
    })))
}

/// Brings the ledger up to what the second copy knows, after an end that was not an orderly one. Tells of how many jobs it had lost
/// something.
fn catch_up(folder: &Path, db: &mut Connection, log: bool) -> Result<u64, Error> {
    let left = LeftBehind::find(folder)?;
    if left.is_nothing() && !log {
        return Ok(0);
    }
    let reconciled = second::recent(folder, &left)
        .map_err(Error::from)
        .and_then(|said| reconcile(db, said));
    if reconciled.is_err() {
        left.leave();
    }
    Ok(reconciled?.restored)
}

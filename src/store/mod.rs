//! The ledger: every job, every intent to send one, every answer, on disk in `SQLite`.
//!
//! A thread that writes and a thread that reads, each with a connection of its own (`worker`); what they do is in `write`, `read`
//! and `page`; jobs become columns in `row`. Several processes share one ledger: `lock` tells who is alive and who runs the
//! engine, `watch` notices what the others write. Not for: when to write what (`engine`), what a job is (`job`).

mod connection;
mod error;
mod lock;
mod page;
mod read;
mod row;
#[cfg(test)]
mod tests;
mod watch;
mod worker;
mod write;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;
use notify::RecommendedWatcher;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{oneshot, watch as channel};

use self::error::Error;
pub use self::error::OpenError;
use self::lock::Owner;
use self::watch::Neighbours;
use self::worker::{Habits, Lane, Queue, Worker};
use crate::job::{Details, Draft, Event, Failure, Intent, Job, JobId, Page, Query, Recorded, Span};

/// The name of the ledger within its folder.
const FILE: &str = "jobs.db";

/// Pieces of work in one transaction: enough to share an fsync, few enough that a submit waits for milliseconds only.
const BATCH: usize = 256;

/// An open ledger. Clones are the same one; with the last of them it is closed, after all that was asked for is written (that drop
/// waits for the disk).
///
/// Every method may be awaited on any runtime or none, and answers once, whatever happens: what fails is a [`Failure`] of the
/// kind `Ledger`, and the next work finds the ledger as if the failed had never been asked for.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

/// Dropped in this order: the thread that wakes the others first, the sign of life last.
struct Inner {
    _watcher: Option<RecommendedWatcher>,
    reader: Worker,
    writer: Worker,
    changes: channel::Receiver<u64>,
    engine: Mutex<Option<File>>,
    owner: Owner,
    folder: PathBuf,
}

/// What an event did to a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The job as it is now; `None` where the ledger has no such job.
    pub job: Option<Box<Job>>,
    /// Something was written. A look that shows nothing new is not: then only `job` knows how fresh it is.
    pub changed: bool,
}

impl Store {
    /// Opens the ledger of that folder, makes it where there is none, and brings an older one up to date. Folders that it makes
    /// are 0700, files 0600. Blocks.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(FILE);
        lock::private_folder(folder).map_err(OpenError::unwritable(folder))?;
        let owner = Owner::enter(folder).map_err(OpenError::unwritable(folder))?;
        let writing = Arc::new(Queue::default());
        // first the watch, then the first look: no change of another process falls between them
        let watcher = watch::start(folder, Arc::clone(&writing));
        let db = connection::open_writer(&path)?;
        let known = watch::version(&db).map_err(OpenError::database(&path))?;
        let (neighbours, changes) = Neighbours::meet(folder, known).map_err(OpenError::unwritable(folder))?;
        let reader = connection::open_reader(&path)?;
        let writer = Worker::start(
            "ledger writer",
            writing,
            db,
            Habits {
                transaction: TransactionBehavior::Immediate,
                most: BATCH,
                neighbours: Some(neighbours),
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
            },
        )
        .map_err(OpenError::unwritable(folder))?;
        Ok(Self(Arc::new(Inner {
            _watcher: watcher,
            reader,
            writer,
            changes,
            engine: Mutex::default(),
            owner,
            folder: folder.into(),
        })))
    }

    /// Adds a `waiting` job; with an intent it is `sending` at once. Durable when this returns.
    ///
    /// With `twins_since`, another job with an equal request created at or after that moment refuses it. All in one transaction.
    pub async fn record(
        &self,
        job: Job,
        intent: Option<Intent>,
        twins_since: Option<Timestamp>,
    ) -> Result<Recorded, Failure> {
        let owner = self.0.owner.id;
        self.write(Lane::First, move |db| {
            write::record(db, owner, job, intent, twins_since)
        })
        .await
    }

    /// Lets one thing happen to a job as it stands in the ledger, whoever changed it last. Durable when this returns.
    pub async fn apply(&self, id: JobId, event: Event, at: Timestamp) -> Result<Applied, Failure> {
        // whatever decides about a submit keeps its order: a withdrawal is never overtaken by the sending
        let lane = match event {
            Event::Intended(_) | Event::Answered { .. } | Event::Orphaned | Event::Withdrawn => Lane::First,
            Event::Observed(_) | Event::CancelAsked | Event::CancelRefused(_) | Event::Archived(_) => Lane::Rest,
        };
        let owner = self.0.owner.id;
        self.write(lane, move |db| write::apply(db, owner, id, &event, at))
            .await
    }

    /// Finds the jobs that are `sending` and whose sender's process is gone, and lets them be `unknown`. Tells how many.
    pub async fn adopt_orphans(&self, at: Timestamp) -> Result<u64, Failure> {
        let (owner, folder) = (self.0.owner.id, self.0.folder.clone());
        self.write(Lane::Rest, move |db| write::adopt_orphans(db, &folder, owner, at))
            .await
    }

    /// Keeps what stands in the form.
    pub async fn save_draft(&self, draft: Draft) -> Result<(), Failure> {
        self.write(Lane::Rest, move |db| write::save_draft(db, &draft)).await
    }

    /// What stood in the form last, in any window on this ledger.
    pub async fn load_draft(&self) -> Result<Option<Draft>, Failure> {
        self.read(read::load_draft).await
    }

    /// A window on the list, of one moment: the row asked for and up to `reach` rows on each side. `day_start` is where the
    /// person's day began, for the sum of its charges.
    ///
    /// `None`: a newer window was asked for before this one was begun.
    pub async fn page(&self, query: Query, span: Span, day_start: Timestamp) -> Result<Option<Page>, Failure> {
        let answer = self
            .0
            .reader
            .ask(Lane::Latest, move |db| page::page(db, query, span, day_start));
        answer.await.ok().transpose()
    }

    /// A job with all that is kept about it; `None` where there is no such job.
    pub async fn details(&self, id: JobId) -> Result<Option<Box<Details>>, Failure> {
        self.read(move |db| read::details(db, id)).await
    }

    /// Every job that may still change by itself, oldest first.
    pub async fn open_jobs(&self) -> Result<Vec<Job>, Failure> {
        self.read(read::open_jobs).await
    }

    /// A number that moves whenever another process (or another store in this one) changed the ledger, soon after it did.
    pub fn changes(&self) -> channel::Receiver<u64> {
        self.0.changes.clone()
    }

    /// Takes the ledger's engine lock if it is free. True: this store holds it, now and for as long as it is open.
    pub fn try_hold_engine(&self) -> Result<bool, Failure> {
        let mut engine = self.engine();
        if engine.is_none() {
            *engine = lock::try_engine(&self.0.folder).map_err(Error::from)?;
        }
        Ok(engine.is_some())
    }

    /// Waits until this store holds the engine lock: until the process that holds it is gone, however it went.
    ///
    /// A thread sleeps for it in the operating system. It outlives a future that is dropped, and then lets go of the lock as
    /// soon as it gets it.
    pub async fn hold_engine(&self) -> Result<(), Failure> {
        if self.try_hold_engine()? {
            return Ok(());
        }
        let (answer, held) = oneshot::channel();
        let folder = self.0.folder.clone();
        thread::Builder::new()
            .name("engine lock".into())
            .spawn(move || drop(answer.send(lock::wait_for_engine(&folder))))
            .map_err(Error::from)?;
        let file = held.await.map_err(|_| Error::Lost)?.map_err(Error::from)?;
        self.engine().get_or_insert(file);
        Ok(())
    }

    fn engine(&self) -> std::sync::MutexGuard<'_, Option<File>> {
        self.0.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        self.0.writer.ask(lane, work).await.map_err(|_| Error::Lost)?
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        self.0.reader.ask(Lane::Rest, work).await.map_err(|_| Error::Lost)?
    }
}

//! The ledger: every job, every intent to send one, every answer, on disk in `SQLite`.
//!
//! A thread that writes and a thread that reads, each with a connection of its own (`worker`); what they do is in `write`, `read`
//! (single jobs), `open` (those that still change), `query` (the list) and `marked` (many jobs at once); jobs become columns in `row`, and
//! what finds them quickly is kept in `derived`, of which the words may be a moment `behind`. Several processes share one ledger: `lock`
//! tells who is alive and who runs the engine, `watch` notices what the others write.
//!
//! What is paid is kept twice: `second` is a copy in plain text of every intent and request id, `reconcile` brings its lines back into
//! the ledger. `opening` finds damage, `rebuild` repairs it, `care` looks for it later and makes the backup. `schema` has the versions of the
//! tables, `upgrade` brings an older ledger to the newest. Not for: when to write what (`engine`), what a job is (`job`).

mod behind;
mod care;
mod connection;
mod derived;
mod error;
pub mod fill;
mod lock;
mod marked;
mod network;
mod open;
mod opening;
mod query;
mod read;
mod rebuild;
mod reconcile;
mod row;
mod schema;
mod second;
#[cfg(test)]
mod tests;
mod upgrade;
mod watch;
mod worker;
mod write;

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use notify::RecommendedWatcher;
use rusqlite::Connection;
use tokio::sync::{oneshot, watch as channel};

pub use self::care::Health;
use self::error::Error;
pub use self::error::OpenError;
use self::lock::Owner;
pub use self::network::WithoutLog;
pub use self::opening::News;
pub use self::rebuild::Rebuilt;
use self::second::Fate;
pub use self::upgrade::{Phase, Progress};
use self::worker::{Lane, Verdict, Worker};
use crate::job::{
    Details, Draft, Event, Failure, Intent, Job, JobId, Kind, OpenJobs, Page, Query, Recorded, Snapshot, Span, Survey,
    Usual,
};

/// The name of the ledger within its folder.
const FILE: &str = "jobs.db";

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
    second: second::Shared,
    told: open::Told,
    memory: Arc<query::Memory>,
    news: Vec<News>,
    /// The ledger of a newer version is read only.
    newer: Option<(i64, i64)>,
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
    /// What has to be said about the ledger as it was opened.
    pub fn news(&self) -> &[News] {
        &self.0.news
    }

    /// Looks for damage, for at most two seconds, and makes the backup of the day once this has answered. For after the first frame:
    /// it reads the whole ledger.
    pub async fn check(&self) -> Result<Health, Failure> {
        let (answer, health) = oneshot::channel();
        // where nobody listens any more, nobody needs to know
        care::begin(&self.0, move |health| drop(answer.send(health)))?;
        Ok(health.await.map_err(|_| Error::Lost)??)
    }

    /// Adds a `waiting` job; with an intent it is `sending` at once. Durable when this returns.
    ///
    /// With `twins_since`, another job with an equal request that was made or sent at or after that moment refuses it. All in one transaction.
    pub async fn record(
        &self,
        job: Job,
        intent: Option<Intent>,
        twins_since: Option<Timestamp>,
    ) -> Result<Recorded, Failure> {
        let (owner, second) = (self.0.owner.id, self.0.second.clone());
        self.write(Lane::First, move |db| {
            write::record_twice(db, &second, owner, job, intent, twins_since)
        })
        .await
    }

    /// Adds a job that was submitted elsewhere, as a look has shown it; unless some job has its name at the service. Durable when this
    /// returns.
    pub async fn track(&self, job: Job, seen: Snapshot) -> Result<Recorded, Failure> {
        self.write(Lane::First, move |db| write::track(db, job, &seen)).await
    }

    /// Lets one thing happen to a job as it stands in the ledger, whoever changed it last. Durable when this returns.
    pub async fn apply(&self, id: JobId, event: Event, at: Timestamp) -> Result<Applied, Failure> {
        // whatever decides about a submit keeps its order: a withdrawal is never overtaken by the sending
        let lane = match event {
            Event::Intended(_)
            | Event::Answered { .. }
            | Event::Orphaned
            | Event::Adopted { .. }
            | Event::NotCreated
            | Event::SentAgain(_)
            | Event::Withdrawn => Lane::First,
            Event::Observed { .. }
            | Event::CancelAsked
            | Event::CancelTaken
            | Event::CancelRefused(_)
            | Event::Archived(_) => Lane::Rest,
        };
        let verdict = match &event {
            Event::Answered { token, outcome, .. } => Some(Verdict {
                token: *token,
                fate: Fate::of(outcome),
            }),
            Event::Intended(_)
            | Event::Orphaned
            | Event::Observed { .. }
            | Event::Adopted { .. }
            | Event::NotCreated
            | Event::SentAgain(_)
            | Event::CancelAsked
            | Event::CancelTaken
            | Event::CancelRefused(_)
            | Event::Withdrawn
            | Event::Archived(_) => None,
        };
        let (owner, second) = (self.0.owner.id, self.0.second.clone());
        self.write_with(lane, verdict, move |db| {
            write::apply_twice(db, &second, owner, id, &event, at)
        })
        .await
    }

    /// Finds the jobs that are `sending` and whose sender's process is gone, and lets them be `unknown`. Tells how many.
    pub async fn adopt_orphans(&self, at: Timestamp) -> Result<u64, Failure> {
        let (owner, folder) = (self.0.owner.id, self.0.folder.clone());
        self.write(Lane::Rest, move |db| write::adopt_orphans(db, &folder, owner, at))
            .await
    }

    /// Returns when everything that was asked for before is written, whether or not it is found by its words already.
    pub async fn flush(&self) -> Result<(), Failure> {
        self.write(Lane::Rest, |_| Ok(())).await
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
    /// person's day began, for the sum of its charges; `now` is what ages are told from.
    ///
    /// `None`: a newer window was asked for before this one was there. It is not to be asked for again.
    pub async fn page(
        &self,
        query: Query,
        span: Span,
        day_start: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Page>, Failure> {
        let memory = Arc::clone(&self.0.memory);
        let answer = self.0.reader.ask(Lane::Latest, move |db| {
            worker::interruptibly(db, || query::page(db, &memory, &query, span, day_start, now))
        });
        answer.await.ok().map(|page| self.notice(page)).transpose()
    }

    /// The names of the first jobs of a list, in its order, at most `limit`.
    pub async fn ids(&self, query: Query, limit: usize, now: Timestamp) -> Result<Vec<JobId>, Failure> {
        let memory = Arc::clone(&self.0.memory);
        self.read(move |db| query::ids(db, &memory, &query, limit, now)).await
    }

    /// What a question about all of these jobs has to know of them; those that the ledger does not have are left out.
    pub async fn survey(&self, ids: Vec<JobId>, query: Query, now: Timestamp) -> Result<Survey, Failure> {
        let memory = Arc::clone(&self.0.memory);
        self.read(move |db| marked::survey(db, &memory, &ids, &query, now))
            .await
    }

    /// A job with all that is kept about it; `None` where there is no such job.
    pub async fn details(&self, id: JobId) -> Result<Option<Box<Details>>, Failure> {
        self.read(move |db| read::details(db, id)).await
    }

    /// Every job that may still change by itself, oldest first.
    pub async fn open_jobs(&self) -> Result<OpenJobs, Failure> {
        let told = self.0.told.clone();
        self.read(move |db| open::all(db, &told)).await
    }

    /// Those whose state is not what [`Store::open_jobs`] or this told last. What it costs hardly depends on how many are open.
    pub async fn changed_jobs(&self) -> Result<OpenJobs, Failure> {
        let told = self.0.told.clone();
        self.read(move |db| open::changed(db, &told)).await
    }

    /// How long jobs usually take, of every kind of which this ledger has seen enough succeed.
    pub async fn usual(&self) -> Result<Vec<(Kind, Usual)>, Failure> {
        self.read(derived::usual).await
    }

    /// A number that moves whenever something changed that this store was not asked for, soon after it did: by another process (or another
    /// store in this one), or by the index of words, which follows a moment after what was recorded.
    pub fn changes(&self) -> channel::Receiver<u64> {
        self.0.changes.clone()
    }

    /// Takes the ledger's engine lock if it is free. True: this store holds it, until it is closed or lets go.
    pub fn try_hold_engine(&self) -> Result<bool, Failure> {
        if self.0.newer.is_some() {
            return Ok(false);
        }
        let mut engine = self.engine();
        if engine.is_none() {
            *engine = lock::try_engine(&self.0.folder).map_err(Error::from)?;
        }
        Ok(engine.is_some())
    }

    /// Waits until this store holds the engine lock: until the process that holds it lets go or is gone, however it went.
    ///
    /// A thread sleeps for it in the operating system. It outlives a future that is dropped, and then lets go of the lock as
    /// soon as it gets it.
    pub async fn hold_engine(&self) -> Result<(), Failure> {
        if self.0.newer.is_some() {
            // an older program only looks on
            return std::future::pending().await;
        }
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

    /// Lets go of the engine lock, so that the next who waits for it has it; tells whether it was held. Whoever does so looks on from
    /// then on, and may ask for it again.
    pub fn let_go_of_engine(&self) -> bool {
        self.engine().take().is_some()
    }

    /// Does something while nothing is being written, so that a process that is stopped by it keeps nobody else from writing. Where the
    /// disk hangs it is done all the same, after a second.
    pub fn at_rest(&self, done: impl FnOnce()) {
        self.0.writer.at_rest(Duration::from_secs(1), done);
    }

    fn engine(&self) -> std::sync::MutexGuard<'_, Option<File>> {
        self.0.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        self.write_with(lane, None, work).await
    }

    async fn write_with<T: Send + 'static>(
        &self,
        lane: Lane,
        verdict: Option<Verdict>,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        if let Some((found, known)) = self.0.newer {
            return Err(Error::Newer { found, known }.into());
        }
        let answer = self.0.writer.ask_with(lane, verdict, work);
        self.notice(answer.await.map_err(|_| Error::Lost)?)
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        self.notice(self.0.reader.ask(Lane::Rest, work).await.map_err(|_| Error::Lost)?)
    }

    /// Damage that some work came upon is remembered, so that the next start repairs it.
    fn notice<T>(&self, answer: Result<T, Failure>) -> Result<T, Failure> {
        if self.0.newer.is_none() && answer.as_ref().is_err_and(Failure::is_damage) {
            rebuild::remember(&self.0.folder);
        }
        answer
    }
}

//! A thread with a connection of its own, and the queue in front of it.
//!
//! Whatever waits in the queue is done in one transaction (group commit), and answered after the commit. Every piece of work
//! stands in a savepoint: one that fails or panics leaves the others whole. What nobody waits for, the index of words, follows when it
//! has been quiet for a moment. Not for what the work is: that is in `write` and `read`.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::{Connection, InterruptHandle, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::behind::{self, Behind};
use super::error::Error;
use super::second::{self, Fate};
use super::watch::Neighbours;
use super::write;
use crate::job::{Failure, IntentToken, LedgerFault};

/// Which work goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Before everything else, in order.
    First,
    /// When nothing of the first is left. One place only: newer work pushes out what waits in it, and interrupts what is being done
    /// of it; both stay unanswered.
    Latest,
    /// When nothing else is left, in order.
    Rest,
}

/// The thread. Dropping it ends it, after all that was asked for; the drop waits for that.
pub(super) struct Worker {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

/// How a worker goes about its work.
pub(super) struct Habits {
    pub(super) transaction: TransactionBehavior,
    /// Pieces of work in one transaction.
    pub(super) most: usize,
    /// Whom it tells what it wrote, and whose changes it notices when it is told to look up.
    pub(super) neighbours: Option<Neighbours>,
    /// Where intents and ids are on the disk before they are committed.
    pub(super) second: Option<second::Beside>,
    /// It keeps the index of words of the ledger in that folder up to date.
    pub(super) indexes: Option<PathBuf>,
}

/// What became of a job's submit. It is in the second copy whatever becomes of the work that tells it to the ledger.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    pub(super) token: IntentToken,
    pub(super) fate: Fate,
}

impl Worker {
    pub(super) fn start(name: &str, queue: Arc<Queue>, mut db: Connection, mut habits: Habits) -> io::Result<Self> {
        let work = Arc::clone(&queue);
        queue.lock().interrupt = Some(db.get_interrupt_handle());
        let thread = thread::Builder::new().name(name.into()).spawn(move || {
            let mut behind = None;
            while let Some(next) = work.take(habits.most, behind) {
                let _at_work = work.at_work.lock().unwrap_or_else(PoisonError::into_inner);
                let before = behind.take();
                // what is lost to a panic here is answered all the same: its sender is gone
                let done = catch_unwind(AssertUnwindSafe(|| match next {
                    Next::Tasks(tasks) => {
                        run(&mut db, &mut habits, tasks);
                        Behind::after_work(before, &db, &habits)
                    }
                    Next::Look(why) => {
                        if let Some(neighbours) = &mut habits.neighbours {
                            neighbours.look(&db, why);
                        }
                        Behind::after_work(before, &db, &habits)
                    }
                    Next::Index => behind::index(&mut db, &mut habits),
                }));
                behind = done.unwrap_or(before);
            }
        })?;
        Ok(Self {
            queue,
            thread: Some(thread),
        })
    }

    /// Queues work. The answer never comes where newer work of [`Lane::Latest`] took its place, waiting or begun: the channel closes.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, Failure>> {
        self.ask_with(lane, None, work)
    }

    /// Queues work that tells the ledger what became of a submit.
    pub(super) fn ask_with<T: Send + 'static>(
        &self,
        lane: Lane,
        verdict: Option<Verdict>,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, Failure>> {
        let (answer, receiver) = oneshot::channel();
        self.queue.push(
            lane,
            Box::new(Piece {
                work: Some(work),
                result: None,
                verdict,
                answer,
            }),
        );
        receiver
    }
}

impl Worker {
    /// Does something while no work is under way and none can begin; at the latest after so long it is done all the same.
    pub(super) fn at_rest(&self, patience: Duration, done: impl FnOnce()) {
        let until = Instant::now() + patience;
        let _at_rest = loop {
            match self.queue.at_work.try_lock() {
                Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(Duration::from_millis(1)),
                Err(TryLockError::WouldBlock) => break None,
                Err(TryLockError::Poisoned(at_rest)) => break Some(at_rest.into_inner()),
                Ok(at_rest) => break Some(at_rest),
            }
        };
        done();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// What waits for a worker.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    bell: Condvar,
    /// Held while work is being done.
    at_work: Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    first: VecDeque<Box<dyn Task>>,
    latest: Option<Box<dyn Task>>,
    rest: VecDeque<Box<dyn Task>>,
    look: Option<Look>,
    closed: bool,
    /// Work of [`Lane::Latest`] is being done; nothing else is, as long as this is so.
    on_latest: bool,
    interrupt: Option<InterruptHandle>,
}

/// Why the worker looks up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Another process may have changed something.
    Changed,
    /// Another process has ended, whether or not it changed something.
    Ended,
}

enum Next {
    Tasks(Vec<Box<dyn Task>>),
    Look(Look),
    Index,
}

impl Queue {
    /// Tells the worker to look up. Told twice before it does, it looks once.
    pub(super) fn look(&self, why: Look) {
        let mut waiting = self.lock();
        waiting.look = waiting.look.max(Some(why));
        drop(waiting);
        self.bell.notify_one();
    }

    fn push(&self, lane: Lane, task: Box<dyn Task>) {
        let mut waiting = self.lock();
        let pushed_out = match lane {
            Lane::First => {
                waiting.first.push_back(task);
                None
            }
            Lane::Latest => {
                // under the lock that the worker takes before it goes on: nothing else is ever interrupted
                if let (true, Some(interrupt)) = (waiting.on_latest, &waiting.interrupt) {
                    interrupt.interrupt();
                }
                waiting.latest.replace(task)
            }
            Lane::Rest => {
                waiting.rest.push_back(task);
                None
            }
        };
        drop(waiting);
        drop(pushed_out);
        self.bell.notify_one();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.bell.notify_one();
    }

    /// The next work, waited for; `None` when the queue is closed and empty.
    fn take(&self, most: usize, behind: Option<Behind>) -> Option<Next> {
        let mut waiting = self.lock();
        waiting.on_latest = false;
        let due = behind.map(Behind::due);
        loop {
            if due.is_some_and(|(before_all, _)| before_all <= Instant::now()) {
                return Some(Next::Index);
            }
            let take = |lane: &mut VecDeque<_>| lane.drain(..lane.len().min(most)).collect();
            if !waiting.first.is_empty() {
                return Some(Next::Tasks(take(&mut waiting.first)));
            }
            if let Some(why) = waiting.look.take() {
                return Some(Next::Look(why));
            }
            if let Some(task) = waiting.latest.take() {
                waiting.on_latest = true;
                return Some(Next::Tasks(vec![task]));
            }
            if !waiting.rest.is_empty() {
                return Some(Next::Tasks(take(&mut waiting.rest)));
            }
            if waiting.closed {
                return None;
            }
            waiting = match due {
                None => self.bell.wait(waiting).unwrap_or_else(PoisonError::into_inner),
                Some((_, when_quiet)) => {
                    let left = when_quiet.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Some(Next::Index);
                    }
                    let waited = self.bell.wait_timeout(waiting, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // nothing that can panic is done under this lock
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One piece of work with its answer, whatever their types.
trait Task: Send {
    /// Does it, and tells whether it went well. Where it is not alone in its transaction it has a savepoint of its own.
    fn run(&mut self, transaction: &mut Transaction<'_>, alone: bool) -> Result<(), Failure>;
    fn verdict(&self) -> Option<&Verdict>;
    /// Whether it went well, as far as it alone is concerned.
    fn went_well(&self) -> bool;
    /// Answers, once it is known how the transaction ended.
    fn answer(self: Box<Self>, committed: Result<(), Failure>);
}

struct Piece<W, T> {
    work: Option<W>,
    result: Option<Result<T, Failure>>,
    verdict: Option<Verdict>,
    answer: oneshot::Sender<Result<T, Failure>>,
}

impl<W, T> Task for Piece<W, T>
where
    W: FnOnce(&Connection) -> Result<T, Error> + Send,
    T: Send,
{
    fn run(&mut self, transaction: &mut Transaction<'_>, alone: bool) -> Result<(), Failure> {
        let Some(work) = self.work.take() else {
            return Ok(());
        };
        let result = if alone {
            unless_it_panics(transaction, work)
        } else {
            in_savepoint(transaction, work)
        };
        let result = result.map_err(Failure::from);
        let outcome = result.as_ref().map(|_| ()).map_err(Clone::clone);
        self.result = Some(result);
        outcome
    }

    fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    fn went_well(&self) -> bool {
        self.result.as_ref().is_some_and(Result::is_ok)
    }

    fn answer(self: Box<Self>, committed: Result<(), Failure>) {
        let Self { result, answer, .. } = *self;
        let result = committed.and_then(|()| result.unwrap_or_else(|| Err(Error::Lost.into())));
        if result
            .as_ref()
            .is_err_and(|failure| failure.ledger_fault() == Some(LedgerFault::Interrupted))
        {
            // newer work took its place, as if it had not been begun
            return;
        }
        // where nobody listens any more, nobody needs to know
        drop(answer.send(result));
    }
}

fn in_savepoint<T>(
    transaction: &mut Transaction<'_>,
    work: impl FnOnce(&Connection) -> Result<T, Error>,
) -> Result<T, Error> {
    let savepoint = transaction.savepoint()?;
    let result = unless_it_panics(&savepoint, work)?;
    savepoint.commit()?;
    Ok(result)
}

fn unless_it_panics<T>(db: &Connection, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(|| work(db))).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(ToString::to_string);
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Error::Panicked(words.unwrap_or_default()))
    })
}

/// Does work that an interrupt ends whenever it comes: between two statements `SQLite` would forget it, so one is under way all along.
pub(super) fn interruptibly<T>(db: &Connection, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let mut under_way = db.prepare_cached("SELECT 1 UNION ALL SELECT 2")?;
    let mut under_way = under_way.query([])?;
    under_way.next()?;
    work()
}

fn run(db: &mut Connection, habits: &mut Habits, mut tasks: Vec<Box<dyn Task>>) {
    let before = db.total_changes();
    let committed = match &habits.second {
        None => transact(db, habits.transaction, &mut tasks, None),
        Some(beside) => {
            let second = beside.copy();
            // first, and whatever becomes of the transaction: a full disk or a damaged database loses no id
            for verdict in tasks.iter().filter_map(|task| task.verdict()) {
                second.lock().fill(verdict.token, &verdict.fate);
            }
            let committed = transact(db, habits.transaction, &mut tasks, Some(beside));
            if let Err(failure) = &committed {
                take_back(db, second, failure);
            }
            second.lock().settle(committed.is_ok());
            for task in &tasks {
                if let Some(verdict) = task.verdict() {
                    second.lock().told(verdict.token, committed.is_ok() && task.went_well());
                }
            }
            committed
        }
    };
    for task in tasks {
        task.answer(committed.clone());
    }
    if let Some(neighbours) = &mut habits.neighbours
        && db.total_changes() != before
    {
        neighbours.tell();
    }
}

fn transact(
    db: &mut Connection,
    behavior: TransactionBehavior,
    tasks: &mut [Box<dyn Task>],
    beside: Option<&second::Beside>,
) -> Result<(), Failure> {
    let second = beside.map(second::Beside::copy);
    let mut transaction = db.transaction_with_behavior(behavior).map_err(Error::from)?;
    // a savepoint keeps a copy of each page that is written
    let alone = tasks.len() == 1;
    for task in tasks {
        let mark = second.map(|second| second.lock().mark());
        let outcome = task.run(&mut transaction, alone);
        // a full or failing disk ends the whole transaction, and with it the work of the others
        if transaction.is_autocommit() {
            return outcome;
        }
        if let (Some(second), Some(mark), Err(_)) = (second, mark, &outcome) {
            second.lock().back_to(mark);
        }
        if alone {
            outcome?;
        }
    }
    let Some(beside) = beside else {
        return Ok(transaction.commit().map_err(Error::from)?);
    };
    beside.copy().lock().write().map_err(Error::SecondCopy)?;
    commit_beside(transaction, beside)
}

/// Waits for both copies at the same time, since each is a wait for the disk. Neither needs the other: whichever a crash finds alone is
/// brought into the other at the next start.
fn commit_beside(transaction: Transaction<'_>, beside: &second::Beside) -> Result<(), Failure> {
    if !beside.copy().lock().is_unsynced() {
        return Ok(transaction.commit().map_err(Error::from)?);
    }
    let (committed, synced) = beside.sync_beside(|| transaction.commit());
    committed.map_err(Error::from)?;
    Ok(synced.map_err(Error::SecondCopy)?)
}

/// An intent that is in the ledger and may not be in the second copy is never sent, and the ledger says so. Where that cannot be written
/// either, its job is found `sending` and becomes `unknown`.
fn take_back(db: &mut Connection, second: &second::Shared, failure: &Failure) {
    let intents = second.lock().intents();
    if intents.is_empty() {
        return;
    }
    let taken_back = db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(Error::from)
        .and_then(|transaction| {
            for token in intents {
                write::take_back(&transaction, token, failure)?;
            }
            Ok(transaction.commit()?)
        });
    if let Err(error) = taken_back {
        tracing::warn!(%error, "an intent that is not sent stays in the ledger");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc;

    use super::*;

    fn worker(most: usize) -> Worker {
        let db = Connection::open_in_memory().expect("memory");
        db.execute_batch("CREATE TABLE seen (number INTEGER)")
            .expect("sound SQL");
        let habits = Habits {
            transaction: TransactionBehavior::Immediate,
            most,
            neighbours: None,
            second: None,
            indexes: None,
        };
        Worker::start("test", Arc::default(), db, habits).expect("a thread")
    }

    fn put(db: &Connection, number: i64) -> Result<(), Error> {
        db.execute("INSERT INTO seen VALUES (?1)", [number])?;
        Ok(())
    }

    fn seen(db: &Connection) -> Result<Vec<i64>, Error> {
        let mut statement = db.prepare("SELECT number FROM seen ORDER BY rowid")?;
        let numbers = statement.query_map([], |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    /// Keeps the worker busy until the sender is dropped, so that what is asked meanwhile waits together.
    fn occupy(worker: &Worker) -> mpsc::Sender<()> {
        let (release, released) = mpsc::channel::<()>();
        let (tell, begun) = mpsc::channel();
        drop(worker.ask(Lane::First, move |_| {
            tell.send(()).expect("somebody waits");
            released.recv().expect_err("the sender is dropped");
            Ok(())
        }));
        begun.recv().expect("it begins");
        release
    }

    #[test]
    fn what_fails_or_panics_leaves_the_rest_of_its_batch_whole() {
        let worker = worker(9);
        let busy = occupy(&worker);
        let first = worker.ask(Lane::Rest, |db| put(db, 1));
        let panics = worker.ask(Lane::Rest, |db| {
            put(db, 2)?;
            panic!("a fault of ours")
        });
        let fails = worker.ask(Lane::Rest, |db| {
            put(db, 3)?;
            db.execute("INSERT INTO nowhere VALUES (1)", [])?;
            Ok(())
        });
        let last = worker.ask(Lane::Rest, |db| put(db, 4));
        drop(busy);
        assert_eq!(first.blocking_recv().expect("an answer"), Ok(()));
        let panicked: Result<(), Failure> = panics.blocking_recv().expect("an answer");
        assert!(panicked.is_err_and(|failure| failure.detail.contains("a fault of ours")));
        let failed = fails.blocking_recv().expect("an answer");
        assert!(failed.is_err_and(|failure| failure.detail.contains("no such table")));
        assert_eq!(last.blocking_recv().expect("an answer"), Ok(()));
        assert_eq!(worker.ask(Lane::Rest, seen).blocking_recv(), Ok(Ok(vec![1, 4])));
    }

    #[test]
    fn at_rest_it_is_in_the_middle_of_nothing() {
        let worker = worker(1);
        let (release, released) = mpsc::channel::<()>();
        let (tell, begun) = mpsc::channel();
        let done = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&done);
        let busy = worker.ask(Lane::Rest, move |_| {
            tell.send(()).expect("somebody waits");
            released.recv().expect_err("the sender is dropped");
            seen.store(true, Ordering::SeqCst);
            Ok(())
        });
        begun.recv().expect("it begins");
        let too_soon = worker.ask(Lane::Rest, |_| Ok(()));
        worker.at_rest(Duration::ZERO, || {
            assert!(!done.load(Ordering::SeqCst), "nobody waits for ever");
        });
        thread::scope(|scope| {
            scope.spawn(|| worker.at_rest(Duration::from_secs(60), || assert!(done.load(Ordering::SeqCst))));
            drop(release);
        });
        assert_eq!(
            (busy.blocking_recv(), too_soon.blocking_recv()),
            (Ok(Ok(())), Ok(Ok(())))
        );
    }

    #[test]
    fn what_fails_or_panics_alone_leaves_nothing() {
        let worker = worker(9);
        let panicked = worker.ask(Lane::Rest, |db| {
            put(db, 1)?;
            panic!("a fault of ours")
        });
        let panicked: Result<(), Failure> = panicked.blocking_recv().expect("an answer");
        assert!(panicked.is_err_and(|failure| failure.detail.contains("a fault of ours")));
        let failed = worker.ask(Lane::Rest, |db| {
            put(db, 2)?;
            db.execute("INSERT INTO nowhere VALUES (1)", [])?;
            Ok(())
        });
        let failed = failed.blocking_recv().expect("an answer");
        assert!(failed.is_err_and(|failure| failure.detail.contains("no such table")));
        assert_eq!(worker.ask(Lane::Rest, seen).blocking_recv(), Ok(Ok(vec![])));
    }

    #[test]
    fn a_transaction_that_is_given_up_is_nobodys_success() {
        let worker = worker(9);
        let busy = occupy(&worker);
        let first = worker.ask(Lane::Rest, |db| put(db, 1));
        // what a full disk does: the database ends the transaction by itself
        let full = worker.ask(Lane::Rest, |db| Ok(db.execute_batch("ROLLBACK; SELECT no_disk")?));
        let last = worker.ask(Lane::Rest, |db| put(db, 2));
        drop(busy);
        for answer in [first, full, last] {
            let failure = answer.blocking_recv().expect("an answer").expect_err("not committed");
            assert!(failure.detail.contains("no_disk"), "{failure:?}");
        }
        assert_eq!(worker.ask(Lane::Rest, seen).blocking_recv(), Ok(Ok(vec![])));
    }

    #[test]
    fn submits_go_first_and_the_newest_question_alone_is_answered() {
        let worker = worker(1);
        let busy = occupy(&worker);
        drop(worker.ask(Lane::Rest, |db| put(db, 3)));
        let pushed_out = worker.ask(Lane::Latest, |db| put(db, 9));
        drop(worker.ask(Lane::Latest, |db| put(db, 2)));
        drop(worker.ask(Lane::First, |db| put(db, 1)));
        let all = worker.ask(Lane::Rest, seen);
        drop(busy);
        assert_eq!(all.blocking_recv(), Ok(Ok(vec![1, 2, 3])));
        assert!(pushed_out.blocking_recv().is_err());
    }

    /// Never ends by itself.
    fn for_ever(db: &Connection, begun: &mpsc::Sender<()>) -> Result<i64, Error> {
        interruptibly(db, || {
            begun.send(()).expect("somebody waits");
            let numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n";
            Ok(db.query_row(numbers, [], |row| row.get(0))?)
        })
    }

    #[test]
    fn an_interrupt_between_two_statements_is_not_forgotten() {
        let db = Connection::open_in_memory().expect("memory");
        let one = || Ok(db.query_row("SELECT 1", [], |row| row.get::<_, i64>(0))?);
        let ended = interruptibly(&db, || {
            one()?;
            db.get_interrupt_handle().interrupt();
            one()
        });
        assert_eq!(
            ended.map_err(|error| Failure::from(error).ledger_fault()),
            Err(Some(LedgerFault::Interrupted))
        );
        assert_eq!(one().expect("the next is whole"), 1);
    }

    #[test]
    fn a_newer_question_interrupts_the_one_that_is_being_answered_and_nothing_else() {
        let worker = worker(9);
        let (tell, begun) = mpsc::channel();
        for round in 0..100 {
            let told = tell.clone();
            let endless = worker.ask(Lane::Latest, move |db| for_ever(db, &told));
            begun.recv().expect("it begins");
            // what waits behind it, and what comes when nothing of its lane is being done
            let waiting = worker.ask(Lane::Rest, move |db| put(db, round));
            let newer = worker.ask(Lane::Latest, |_| Ok(()));
            assert!(endless.blocking_recv().is_err(), "unanswered");
            assert_eq!(newer.blocking_recv(), Ok(Ok(())));
            assert_eq!(waiting.blocking_recv(), Ok(Ok(())));
            let busy = occupy(&worker);
            let read = worker.ask(Lane::Rest, seen);
            let latest = worker.ask(Lane::Latest, seen);
            drop(busy);
            let all: Vec<_> = (0..=round).collect();
            assert_eq!(latest.blocking_recv(), Ok(Ok(all.clone())));
            assert_eq!(read.blocking_recv(), Ok(Ok(all)));
        }
    }

    #[test]
    fn work_of_another_lane_is_not_interrupted() {
        let worker = worker(1);
        let (tell, begun) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let slow = worker.ask(Lane::Rest, move |db| {
            interruptibly(db, || {
                tell.send(()).expect("somebody waits");
                released.recv().expect_err("the sender is dropped");
                seen(db)
            })
        });
        begun.recv().expect("it begins");
        let latest = worker.ask(Lane::Latest, |_| Ok(()));
        drop(release);
        assert_eq!(slow.blocking_recv(), Ok(Ok(vec![])));
        assert_eq!(latest.blocking_recv(), Ok(Ok(())));
    }

    #[test]
    fn the_drop_waits_until_all_is_done() {
        let worker = worker(1);
        let busy = occupy(&worker);
        let answers: Vec<_> = (0..5)
            .map(|number| worker.ask(Lane::Rest, move |db| put(db, number)))
            .collect();
        drop(busy);
        drop(worker);
        assert!(answers.into_iter().all(|mut answer| answer.try_recv() == Ok(Ok(()))));
    }
}

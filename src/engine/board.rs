//! What this process knows of the whole board: it reads the open jobs when it begins to hold the engine, what changed of them when
//! another process changed the ledger, and, as a window, all of them when its person sends.

use std::collections::HashSet;
use std::time::Duration;

use rand::RngExt;

use crate::job::{Failure, JobId, Now, OpenJob, OpenJobs, Others, Status};

use super::{Effect, Engine, Pending, Watch};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Board {
    reading: Option<Reading>,
    read_again_at: Option<Duration>,
    /// This process holds the engine and has read the ledger since: what is in memory is the whole board.
    pub(super) known: bool,
    /// Jobs in flight of which this process knows no more than that.
    elsewhere: HashSet<JobId>,
    /// What was read last did not come, so it is not enough to read what changed since.
    missed: bool,
}

/// How much of the board is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Breadth {
    /// What changed since the last reading.
    Changes,
    /// Every open job.
    Whole,
}

/// A reading of the ledger that is under way.
#[derive(Debug)]
struct Reading {
    /// Jobs that this process changed since: what the reading says of them is old.
    changed: HashSet<JobId>,
    /// It was begun by the holder of the engine, so no other holder has changed anything since.
    by_holder: bool,
    /// It was wanted once more meanwhile.
    again: Option<Breadth>,
}

impl Board {
    pub(super) fn read_again_at(&self) -> Option<Duration> {
        self.read_again_at
    }

    /// A reading that is under way is too old for this job.
    pub(super) fn note_change(&mut self, id: JobId) {
        if let Some(reading) = &mut self.reading {
            reading.changed.insert(id);
        }
    }
}

impl Engine {
    /// Jobs found in the ledger are looked at within this time, the ceiling allowing.
    const SPREAD_AT_START: Duration = Duration::from_secs(1);

    pub(super) fn hold(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.holder = true;
        self.read_board(Breadth::Whole, effects);
        self.learn(now, effects);
    }

    /// From now on another process may hold the engine and read the ledger, and this one looks on: it forgets what it would do for the
    /// whole board, open cancels too, since whoever holds the engine next finds them. What its own person sent or asked for goes on.
    pub(super) fn let_go_of_board(&mut self) {
        self.holder = false;
        self.board.known = false;
        self.board.read_again_at = None;
        if let Some(reading) = &mut self.board.reading {
            reading.by_holder = false;
        }
        self.queue.clear();
        self.queue_paused = false;
        let by_hand = |watch: &Watch| watch.asked_by_hand;
        let others = self.watches.iter().filter(|(_, watch)| !by_hand(watch));
        for id in others.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.forget(id);
        }
    }

    pub(super) fn ledger_changed(&mut self, effects: &mut Vec<Effect>) {
        if self.holder {
            self.read_board(Breadth::Changes, effects);
        }
    }

    pub(super) fn read_board(&mut self, breadth: Breadth, effects: &mut Vec<Effect>) {
        if let Some(reading) = &mut self.board.reading {
            reading.again = reading.again.max(Some(breadth));
            return;
        }
        self.board.read_again_at = None;
        self.board.reading = Some(Reading {
            changed: HashSet::new(),
            by_holder: self.holder,
            again: None,
        });
        let changes = breadth == Breadth::Changes && self.board.known && !self.board.missed;
        effects.push(if changes { Effect::ChangedJobs } else { Effect::OpenJobs });
    }

    /// Whether the number of jobs in flight is known. Where it is not, a reading is on its way afterwards.
    pub(super) fn knows_board(&mut self, effects: &mut Vec<Effect>) -> bool {
        if !self.board.known && self.board.reading.is_none() {
            self.read_board(Breadth::Whole, effects);
        }
        self.board.known
    }

    pub(super) fn read_again(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.board.read_again_at.is_some_and(|at| at <= now.steady) {
            self.read_board(Breadth::Whole, effects);
        }
    }

    pub(super) fn open_jobs(&mut self, told: Result<OpenJobs, Failure>, now: Now, effects: &mut Vec<Effect>) {
        let Some(reading) = self.board.reading.take() else {
            return;
        };
        self.board.missed = told.is_err();
        match told {
            Ok(told) => self.take_board(told, &reading, now),
            Err(_) if self.holder => self.board.read_again_at = Some(now.steady + Pending::RETRY),
            Err(_) => {}
        }
        if let Some(breadth) = reading.again {
            self.read_board(breadth, effects);
        }
        self.release_held(now, effects);
    }

    fn take_board(&mut self, told: OpenJobs, reading: &Reading, now: Now) {
        let at_start = reading.by_holder && !self.board.known;
        self.board.known |= reading.by_holder;
        let waited = !self.queue.is_empty();
        self.let_go(&told, reading);
        let new: HashSet<JobId> = self
            .pending
            .iter()
            .filter_map(Pending::unrecorded)
            .map(|job| job.id)
            .collect();
        for mut job in told.jobs {
            let id = job.id;
            let ours = [&reading.changed, &new, &self.sending]
                .into_iter()
                .any(|ids| ids.contains(&id));
            // an intent that is on its way makes nothing of a job that is live
            if ours || (self.intending.contains_key(&id) && !job.status.is_live()) {
                continue;
            }
            if job.status == Status::Waiting {
                if let Some(request) = job.request.take().filter(|_| reading.by_holder) {
                    // nothing paid starts by itself because a program was started
                    self.queue_paused |= at_start;
                    self.queue.entry(id).or_insert(*request);
                }
            } else if job.status.is_live() && reading.by_holder {
                self.find(&job, at_start, now);
            } else if !self.watch(id).is_some_and(|watch| watch.status.is_live()) {
                self.board.elsewhere.insert(id);
            }
        }
        // not before what came instead is known; one that holds back what is not here yet goes on
        if waited {
            self.end_pause();
        }
    }

    /// A live job in the ledger: another process sent or changed it, or this one has just begun to hold the engine.
    fn find(&mut self, job: &OpenJob, at_start: bool, now: Now) {
        let known = self.watch(job.id).is_some_and(|watch| watch.status == job.status);
        if !known || at_start {
            self.follow(job, now);
        }
        if job.status == Status::Cancelling {
            self.find_cancel(job, at_start, now);
        }
        if known && !at_start {
            return;
        }
        // found, not just accepted: it may have ended long ago
        let soon = Self::SPREAD_AT_START.mul_f64(self.random.random_range(0.0..1.0));
        self.set_due(job.id, Some(now.steady + soon));
    }

    /// What does not wait or is not live any more, another process has seen to.
    fn let_go(&mut self, told: &OpenJobs, reading: &Reading) {
        let in_state = |state: fn(&Status) -> bool| -> HashSet<JobId> {
            let jobs = told.jobs.iter().filter(|job| state(&job.status));
            jobs.map(|job| job.id).collect()
        };
        let gone: Vec<JobId> = match &told.others {
            Others::AsTold { closed } => {
                let changed = told.jobs.iter().map(|job| job.id);
                closed.iter().copied().chain(changed).collect()
            }
            Others::NotOpen => {
                self.board.elsewhere.clear();
                let live = self.watches.iter().filter(|(_, watch)| watch.status.is_live());
                self.queue.keys().chain(live.map(|(id, _)| id)).copied().collect()
            }
        };
        let (waiting, live) = (in_state(|status| *status == Status::Waiting), in_state(Status::is_live));
        for id in gone {
            self.board.elsewhere.remove(&id);
            if reading.changed.contains(&id) {
                continue;
            }
            if !waiting.contains(&id) {
                self.queue.remove(&id);
            }
            if !live.contains(&id) && self.watch(id).is_some_and(|watch| watch.status.is_live()) {
                self.forget(id);
            }
        }
    }

    /// Jobs that count against the limit. An `unknown` does not: nobody can say whether it is there.
    pub fn in_flight(&self) -> usize {
        let new = self
            .pending
            .iter()
            .filter(|pending| matches!(pending, Pending::New { intent: Some(_), .. }));
        self.live + self.sending.len() + self.intending.len() + self.board.elsewhere.len() + new.count()
    }
}

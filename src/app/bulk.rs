//! The same for many jobs: a few at a time through the engine's ordinary messages, counted by how each ended. Not for the question
//! that comes before (`question`).

mod outcomes;
mod question;

use std::collections::{BTreeMap, VecDeque};

use outcomes::Outcome;
pub use outcomes::Outcomes;
pub use question::Asking;

use super::notice::Weight;
use super::{App, Effect, Purpose};
use crate::engine::{self, Engine, Message as EngineMessage};
use crate::job::{CancelOutcome, Details, Event, Failure, Job, JobId, Now, Recorded, Status};
use crate::words::BulkWords;

/// What is done to many jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Cancel them; those of our own queue are withdrawn.
    Cancel,
    /// Hide them.
    Archive,
    /// Show them again.
    BringBack,
    /// Run the same again, through our own queue. Pays.
    RunAgain,
}

impl Work {
    /// What it is called while it goes on.
    pub fn name(self, words: &BulkWords) -> &'static str {
        match self {
            Self::Cancel => words.cancelling,
            Self::Archive => words.archiving,
            Self::BringBack => words.bringing_back,
            Self::RunAgain => words.running_again,
        }
    }

    /// Under way at once. What is asked of the service stands before the person's own next cancel, so it is little.
    const fn at_once(self) -> usize {
        match self {
            Self::Cancel | Self::RunAgain => 8,
            Self::Archive | Self::BringBack => 32,
        }
    }
}

/// How far one job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The ledger is read or written.
    Ledger,
    /// Its cancel is written down and on its way to the service.
    Asked,
}

/// See the module.
#[derive(Debug)]
pub struct Bulk {
    work: Work,
    total: usize,
    todo: VecDeque<JobId>,
    under_way: BTreeMap<JobId, Step>,
    outcomes: Outcomes,
    /// Cancels that failed: the person may want to try them again.
    failed: Vec<JobId>,
    /// So many of those to do, the last ones, are asked of the service.
    to_ask: usize,
    stopped: bool,
}

impl Bulk {
    fn new(work: Work, ids: Vec<JobId>, to_ask: usize) -> Self {
        Self {
            work,
            failed: vec![],
            to_ask,
            total: ids.len(),
            todo: ids.into(),
            under_way: BTreeMap::new(),
            outcomes: Outcomes::default(),
            stopped: false,
        }
    }

    /// What is done.
    pub fn work(&self) -> Work {
        self.work
    }

    /// To how many.
    pub fn total(&self) -> usize {
        self.total
    }

    /// How those ended that have.
    pub fn outcomes(&self) -> Outcomes {
        self.outcomes
    }

    /// The person has stopped it: what is under way ends, and nothing more begins.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// This job is told of in the sum, and not by itself.
    pub(super) fn speaks_of(&self, id: JobId) -> bool {
        self.under_way.contains_key(&id)
    }

    fn end(&mut self, id: JobId, outcome: Outcome) {
        if self.under_way.remove(&id).is_none() {
            return;
        }
        if matches!((self.work, outcome), (Work::Cancel, Outcome::Failed)) {
            self.failed.push(id);
        }
        self.outcomes.count(outcome);
    }

    /// What the engine is told may be the answer to a step.
    fn hear(&mut self, message: &EngineMessage) {
        match message {
            EngineMessage::Applied {
                id,
                event,
                kept,
                changed,
            } if self.speaks_of(*id) && self.is_ours(event) => match kept {
                Ok(Some(job)) => self.hear_applied(job, event, *changed),
                Ok(None) | Err(_) => self.end(*id, Outcome::Failed),
            },
            // asked for, and heard of in this way alone
            EngineMessage::Applied {
                id,
                event: Event::Observed { .. },
                kept: Ok(Some(job)),
                ..
            } if job.status == Status::Cancelled && self.under_way.get(id) == Some(&Step::Asked) => {
                self.end(*id, Outcome::Done);
            }
            EngineMessage::CancelAnswered { id, outcome } if self.under_way.get(id) == Some(&Step::Asked) => {
                match outcome {
                    CancelOutcome::Taken => self.end(*id, Outcome::Done),
                    CancelOutcome::Refused(_) => self.end(*id, Outcome::Refused),
                    // the engine tries again, or gives up and writes that down
                    CancelOutcome::Missed { .. } => {}
                }
            }
            EngineMessage::Recorded { id, recorded } => match recorded {
                Ok(Recorded::Kept(_)) => self.end(*id, Outcome::Done),
                Ok(Recorded::Twin { .. } | Recorded::Known { .. }) | Err(_) => self.end(*id, Outcome::Failed),
            },
            // they are written down, and whoever holds the engine next asks for them
            EngineMessage::LetGo => {
                let asked = self.under_way.iter().filter(|(_, step)| **step == Step::Asked);
                for id in asked.map(|(id, _)| *id).collect::<Vec<_>>() {
                    self.end(id, Outcome::Done);
                }
            }
            EngineMessage::Applied { .. }
            | EngineMessage::CancelAnswered { .. }
            | EngineMessage::Wake
            | EngineMessage::Holding
            | EngineMessage::LedgerChanged
            | EngineMessage::OpenJobs(_)
            | EngineMessage::Usual(_)
            | EngineMessage::Send { .. }
            | EngineMessage::Enqueue(_)
            | EngineMessage::Track(_)
            | EngineMessage::Tracked { .. }
            | EngineMessage::Submitted { .. }
            | EngineMessage::Polled { .. }
            | EngineMessage::Cancel(_)
            | EngineMessage::Look(..)
            | EngineMessage::Settle(..)
            | EngineMessage::Archive(..)
            | EngineMessage::PauseQueue(_)
            | EngineMessage::Seal
            | EngineMessage::Models(_)
            | EngineMessage::KeyRead { .. } => {}
        }
    }

    /// Of such a step: other things may happen to the same job meanwhile.
    fn is_ours(&self, event: &Event) -> bool {
        match self.work {
            Work::Cancel => matches!(event, Event::CancelAsked | Event::Withdrawn | Event::CancelRefused(_)),
            Work::Archive | Work::BringBack => matches!(event, Event::Archived(_)),
            Work::RunAgain => false,
        }
    }

    fn hear_applied(&mut self, job: &Job, event: &Event, changed: bool) {
        let id = job.id;
        match event {
            Event::Archived(_) => self.end(id, Outcome::Done),
            Event::Withdrawn if changed => self.end(id, Outcome::Withdrawn),
            // it left our queue just before: it is cancelled where it is now
            Event::Withdrawn if job.status.is_live() => {
                self.under_way.remove(&id);
                self.todo.push_back(id);
            }
            Event::CancelAsked if changed => drop(self.under_way.insert(id, Step::Asked)),
            // a window does not know the queue: the job is withdrawn next
            Event::CancelAsked if job.status == Status::Waiting => {}
            Event::CancelAsked | Event::Withdrawn if job.status == Status::Sending => self.end(id, Outcome::Failed),
            Event::CancelAsked | Event::Withdrawn => self.end(id, Outcome::Ended),
            Event::CancelRefused(_) => self.end(id, Outcome::Failed),
            Event::Intended(_)
            | Event::Answered { .. }
            | Event::Orphaned
            | Event::Observed { .. }
            | Event::Adopted { .. }
            | Event::NotCreated
            | Event::CancelTaken
            | Event::SentAgain(_) => {}
        }
    }

    /// Cancels that will never be answered: their jobs ended while they waited for their turn.
    fn end_those_that_ended(&mut self, engine: &Engine) {
        let cancelling = |id| {
            let watch = engine.watch(id);
            watch.is_some_and(|watch| watch.status == Status::Cancelling)
        };
        let asked = self.under_way.iter().filter(|(_, step)| **step == Step::Asked);
        let ended: Vec<JobId> = asked.map(|(id, _)| *id).filter(|id| !cancelling(*id)).collect();
        for id in ended {
            self.end(id, Outcome::Ended);
        }
    }
}

impl App {
    pub(super) fn bulk_hears(&mut self, message: &EngineMessage) {
        if let Some(bulk) = &mut self.bulk {
            bulk.hear(message);
        }
    }

    /// Begins the next ones, as many as may be under way, and tells when all is done.
    pub(super) fn go_on_in_bulk(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(bulk) = &mut self.bulk else { return };
        bulk.end_those_that_ended(&self.engine);
        let work = bulk.work;
        bulk.stopped |= match work {
            // what waits in our own queue is taken out all the same
            Work::Cancel => self.engine.refuses_to_ask().is_some() && bulk.todo.len() <= bulk.to_ask,
            Work::RunAgain => self.engine.sends_nothing(),
            Work::Archive | Work::BringBack => false,
        };
        while let Some(bulk) = self.bulk.as_mut().filter(|bulk| !bulk.stopped)
            && bulk.under_way.len() < work.at_once()
            && let Some(id) = bulk.todo.pop_front()
        {
            bulk.under_way.insert(id, Step::Ledger);
            match work {
                Work::Cancel => self.engine_message(EngineMessage::Cancel(id), now, effects),
                Work::Archive => self.engine_message(EngineMessage::Archive(id, true), now, effects),
                Work::BringBack => self.engine_message(EngineMessage::Archive(id, false), now, effects),
                Work::RunAgain => effects.push(Effect::Details(id, Purpose::RunOneOfMany)),
            }
        }
        let done = |bulk: &mut Bulk| bulk.under_way.is_empty() && (bulk.stopped || bulk.todo.is_empty());
        if let Some(bulk) = self.bulk.take_if(done) {
            let text = self.bulk_report(&bulk);
            let well = bulk.outcomes.refused + bulk.outcomes.failed == 0 && bulk.todo.is_empty();
            self.report(text, if well { Weight::Plain } else { Weight::Warning }, now);
            // what was not begun can be begun again, and what failed be tried again
            self.marks.add(bulk.todo.into_iter().chain(bulk.failed));
        }
    }

    fn bulk_report(&self, bulk: &Bulk) -> String {
        let words = &self.words().bulk;
        let outcomes = bulk.outcomes.told(bulk.work, words);
        let report = (words.report)(bulk.work.name(words), &outcomes, bulk.todo.len());
        let more = match bulk.work {
            Work::Cancel if !bulk.failed.is_empty() => Some(words.failed_are_marked),
            Work::RunAgain if self.engine.queue_len() > 0 => Some(words.queue_goes_on),
            Work::Cancel | Work::Archive | Work::BringBack | Work::RunAgain => None,
        };
        [report.as_str()].into_iter().chain(more).collect::<Vec<_>>().join(" ")
    }

    /// Stops it; tells whether there was anything to stop.
    pub(super) fn stop_bulk(&mut self) -> bool {
        let running = self.bulk.as_mut().filter(|bulk| !bulk.stopped);
        running.map(|bulk| bulk.stopped = true).is_some()
    }

    /// One of many that are run again was read.
    pub(super) fn run_one_of_many(
        &mut self,
        id: JobId,
        details: Result<Option<Box<Details>>, Failure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Some(bulk) = self.bulk.as_mut().filter(|bulk| bulk.speaks_of(id)) else {
            return;
        };
        let job = details.ok().flatten().map(|details| details.job);
        let request = job.filter(|job| job.status != Status::Unknown).map(|job| job.request);
        if bulk.stopped {
            bulk.under_way.remove(&id);
            bulk.todo.push_front(id);
            return;
        }
        let sendable = request.filter(|request| self.unsendable(request).is_none());
        let before = effects.len();
        if let Some(request) = sendable {
            self.engine_message(EngineMessage::Enqueue(Box::new(request)), now, effects);
        }
        let new = effects[before..].iter().find_map(|effect| match effect {
            Effect::Engine(engine::Effect::Record { job, .. }) => Some(job.id),
            _ => None,
        });
        let Some(bulk) = &mut self.bulk else { return };
        match new {
            Some(new) => {
                bulk.under_way.remove(&id);
                bulk.under_way.insert(new, Step::Ledger);
            }
            None => bulk.end(id, Outcome::Failed),
        }
    }
}

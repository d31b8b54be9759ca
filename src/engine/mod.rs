//! The machine that moves jobs: submit, poll, cancel. Pure: a message and the time go in, effects come out, and
//! [`Engine::next_wake`] says when it wants to be woken. Not for: anything on the screen (`app`), how an effect is done (`runtime`).
//!
//! The ledger is the truth. The engine keeps in memory only what it needs to know *when* to do something: for each open job a
//! [`Watch`], for our own queue the requests that wait in it, and the [`Weather`] at the service.

mod message;
mod pending;
mod schedule;
mod send;
mod watch;
mod weather;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::job::{Catalogue, Job, JobId, Now, Pace, Request, Status};

pub use message::{Effect, Message, Settings, Twin};
pub use pending::Pending;
pub use watch::Watch;
pub use weather::{Outage, Weather};

use schedule::Schedule;

/// See the module.
pub struct Engine {
    settings: Settings,
    random: StdRng,
    /// This process polls and runs the queue; the others are windows on the same board.
    holder: bool,
    watches: HashMap<JobId, Watch>,
    schedule: Schedule,
    looks_under_way: usize,
    weather: Weather,
    /// Jobs of our own queue, oldest first, with what they ask for.
    queue: BTreeMap<JobId, Request>,
    queue_paused: bool,
    /// Jobs whose row is not durable yet, newest last.
    pending: VecDeque<Pending>,
    catalogue: Catalogue,
}

impl Engine {
    /// An engine that knows no jobs yet. `seed` is the only randomness it ever has: names, tokens and jitter come from it.
    pub fn new(settings: Settings, seed: [u8; 32]) -> Self {
        Self {
            schedule: Schedule::new(settings.requests_per_second),
            settings,
            random: StdRng::from_seed(seed),
            holder: false,
            looks_under_way: 0,
            watches: HashMap::new(),
            weather: Weather::default(),
            queue: BTreeMap::new(),
            queue_paused: false,
            pending: VecDeque::new(),
            catalogue: Catalogue::built_in(),
        }
    }

    /// Takes in one message and answers with what is to be done. Every effect comes back as exactly one message.
    pub fn update(&mut self, message: Message, now: Now) -> Vec<Effect> {
        let mut effects = vec![];
        self.take(message, now, &mut effects);
        self.run_queue(now, &mut effects);
        self.send_due_polls(now, &mut effects);
        effects
    }

    fn take(&mut self, message: Message, now: Now, effects: &mut Vec<Effect>) {
        match message {
            Message::Holding => {
                self.holder = true;
                effects.push(Effect::OpenJobs);
            }
            Message::LedgerChanged if self.holder => effects.push(Effect::OpenJobs),
            Message::Wake | Message::LedgerChanged => {}
            Message::OpenJobs { jobs, at_start } => self.open_jobs(jobs, at_start, now, effects),
            Message::Send { request, twin } => self.send(request, twin, now, effects),
            Message::Recorded { id, recorded } => self.recorded(id, recorded, now, effects),
            Message::Submitted { id, outcome, kept } => self.submitted(id, outcome, kept, now, effects),
            Message::Polled { id, poll } => self.polled(id, poll, now, effects),
            Message::Applied { id, event, kept } => self.applied(id, event, kept, now, effects),
            Message::CancelAnswered { id, outcome } => self.cancel_answered(id, outcome, now, effects),
            Message::Cancel(id) => self.cancel(id, now, effects),
            Message::Look(id, remote_id) => self.look(id, remote_id, now),
            Message::Archive(id, archived) => {
                effects.push(Effect::Apply {
                    id,
                    event: crate::job::Event::Archived(archived),
                    at: now.wall,
                });
            }
            Message::PauseQueue(paused) => self.queue_paused = paused,
            Message::Models(told) => self.models(told, now),
            Message::KeyRead { read_well } => self.key_read(read_well, now),
        }
    }

    /// When the engine wants a [`Message::Wake`], on the steady clock; never in the past of the last update.
    pub fn next_wake(&self, now: Now) -> Option<Duration> {
        let look = self.next_look(now);
        let retry = self.pending.iter().filter_map(Pending::retry_at).min();
        let queue = self.next_from_queue(now);
        [look, retry, queue]
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.max(now.steady))
    }

    /// The models to choose from.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// How the service is doing.
    pub fn weather(&self) -> &Weather {
        &self.weather
    }

    /// What is known beyond the ledger of an open job: when it was seen, when it is looked at next.
    pub fn watch(&self, id: JobId) -> Option<&Watch> {
        self.watches.get(&id)
    }

    /// Jobs whose row is not durable yet, oldest first.
    pub fn pending(&self) -> impl DoubleEndedIterator<Item = &Job> {
        self.pending.iter().filter_map(Pending::unrecorded)
    }

    /// Nothing leaves our own queue.
    pub fn queue_is_paused(&self) -> bool {
        self.queue_paused && !self.queue.is_empty()
    }

    /// How many jobs wait in our own queue.
    pub fn queue_len(&self) -> usize {
        self.queue.len()
    }

    /// This process polls and runs the queue.
    pub fn is_holder(&self) -> bool {
        self.holder
    }

    /// Requests sent within the last second.
    pub fn request_rate(&self, now: Now) -> usize {
        self.schedule.sent_within_a_second(now.steady)
    }

    /// Paid jobs that go on at the service when this program ends, as far as this process knows.
    pub fn jobs_going_on(&self) -> usize {
        self.watches.values().filter(|watch| watch.status.is_live()).count()
    }

    /// Submits on their way, which leaving waits for.
    pub fn submits_on_their_way(&self) -> usize {
        self.watches
            .values()
            .filter(|watch| watch.status == Status::Sending)
            .count()
            + self.pending.len()
    }

    fn pace(&self) -> Pace {
        self.settings.pace
    }
}

#[cfg(test)]
mod tests;

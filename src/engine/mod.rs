//! The machine that moves jobs: submit, poll, cancel. Pure: a message and the time go in, effects come out, and
//! [`Engine::next_wake`] says when it wants to be woken. Not for: anything on the screen (`app`), how an effect is done (`runtime`).
//!
//! The ledger is the truth. The engine keeps in memory only what it needs to know *when* to do something: a [`Watch`] for each job
//! at the service, for our own queue the requests that wait in it, and the [`Weather`] at the service.

mod board;
mod cancel;
mod learned;
mod message;
mod outbox;
mod pending;
mod queue;
mod schedule;
mod send;
mod settle;
mod track;
mod watch;
mod weather;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Builder;

use crate::job::{Catalogue, Failure, IntentToken, Job, JobId, Now, RemoteId, Request};

pub use message::{Effect, Message, Settings, Settlement, Twin};
pub use watch::Watch;
pub use weather::{Outage, Weather};

use board::Board;
use learned::Learned;
use outbox::Outbox;
use pending::Pending;
use schedule::Schedule;

/// See the module.
pub struct Engine {
    settings: Settings,
    random: StdRng,
    last_id: u64,
    /// This process polls and runs the queue; the others are windows on the same board.
    holder: bool,
    board: Board,
    watches: HashMap<JobId, Watch>,
    /// How many of the watches are live.
    live: usize,
    schedule: Schedule,
    learned: Learned,
    /// Jobs that are being looked at, under which name.
    looks: HashMap<JobId, RemoteId>,
    outbox: Outbox,
    weather: Weather,
    models: Models,
    /// Jobs of our own queue, oldest first, with what they ask for.
    queue: BTreeMap<JobId, Request>,
    queue_paused: bool,
    /// See [`Message::Seal`].
    sealed: bool,
    /// Intents from the queue, and of jobs sent again, that are on their way into the ledger.
    intending: HashMap<JobId, IntentToken>,
    /// Jobs that the person sent and for which the number of jobs in flight is not known yet, newest last.
    held: VecDeque<(Job, Twin)>,
    /// Writes that are not durable yet, newest last.
    pending: VecDeque<Pending>,
    /// Submits of this process, from the durable intent to the durable outcome.
    sending: HashSet<JobId>,
    catalogue: Catalogue,
}

/// Why the models are being asked for, besides the list itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Models {
    NotAsked,
    /// For the list alone.
    List,
    /// To see whether the service is back.
    Probe,
    /// To try the key that was read again.
    KeyTrial,
}

impl Engine {
    /// An engine that knows no jobs yet. `seed` is the only randomness it ever has: names, tokens and jitter come from it.
    pub fn new(settings: Settings, seed: [u8; 32]) -> Self {
        Self {
            schedule: Schedule::new(settings.requests_per_second),
            settings,
            random: StdRng::from_seed(seed),
            last_id: 0,
            holder: false,
            board: Board::default(),
            watches: HashMap::new(),
            live: 0,
            learned: Learned::default(),
            looks: HashMap::new(),
            outbox: Outbox::default(),
            weather: Weather::default(),
            models: Models::NotAsked,
            queue: BTreeMap::new(),
            queue_paused: false,
            sealed: false,
            intending: HashMap::new(),
            held: VecDeque::new(),
            pending: VecDeque::new(),
            sending: HashSet::new(),
            catalogue: Catalogue::built_in(),
        }
    }

    /// What is asked before anything has happened: the models.
    pub fn begin(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = vec![];
        self.ask_models(Models::List, now, &mut effects);
        effects
    }

    /// Takes in one message and answers with what is to be done. Every effect comes back as exactly one message.
    pub fn update(&mut self, message: Message, now: Now) -> Vec<Effect> {
        let mut effects = vec![];
        let was_out = self.weather.outage().is_some();
        self.take(message, now, &mut effects);
        if was_out && self.weather.outage().is_none() {
            self.spread_overdue(now);
        }
        self.write_again(now, &mut effects);
        self.read_again(now, &mut effects);
        // what the person waits for goes before what only comes round again
        self.send_outbox(now, &mut effects);
        self.run_queue(now, &mut effects);
        self.send_due_looks(now, &mut effects);
        self.send_probe(now, &mut effects);
        effects
    }

    fn take(&mut self, message: Message, now: Now, effects: &mut Vec<Effect>) {
        match message {
            Message::Wake => {}
            Message::Holding => self.hold(now, effects),
            Message::LetGo => self.let_go_of_board(),
            Message::LedgerChanged => self.ledger_changed(effects),
            Message::OpenJobs(jobs) => self.open_jobs(jobs, now, effects),
            Message::Usual(told) => self.usual(told),
            Message::Send { request, twin } => self.send(request, twin, now, effects),
            Message::Enqueue(request) => self.enqueue(*request, now, effects),
            Message::Recorded { id, recorded } => self.recorded(id, recorded, now),
            Message::Submitted {
                id,
                token,
                outcome,
                answer,
                kept,
            } => self.submitted((id, token), (outcome, answer), kept, now, effects),
            Message::Polled { id, poll } => self.polled(id, poll, now, effects),
            Message::Applied {
                id,
                event,
                kept: Ok(job),
                changed,
            } => self.applied(id, event, job, changed, now, effects),
            Message::Applied {
                id,
                event,
                kept: Err(_),
                changed: _,
            } => self.not_applied(id, &event, now, effects),
            Message::CancelAnswered { id, outcome } => self.cancel_answered(id, outcome, now, effects),
            Message::Cancel(id) => self.cancel(id, now, effects),
            Message::Look(id, remote_id) => self.look(id, remote_id, now),
            Message::Track(name) => self.track(name, now),
            Message::Tracked { recorded, .. } => self.tracked(recorded, now),
            Message::Settle(id, how) => self.settle(id, how, now, effects),
            Message::Archive(id, archived) => {
                effects.push(Effect::apply(id, crate::job::Event::Archived(archived), now));
            }
            Message::PauseQueue(paused) => self.queue_paused = paused,
            Message::Seal => self.seal(),
            Message::Models(told) => self.models(told, now),
            Message::KeyRead { read_well, chosen } => self.key_read(read_well, chosen, now, effects),
        }
    }

    /// When the engine wants a [`Message::Wake`], on the steady clock; never in the past.
    pub fn next_wake(&self, now: Now) -> Option<Duration> {
        [
            self.pending.iter().filter_map(Pending::retry_at).min(),
            self.board.read_again_at(),
            self.next_from_outbox(now),
            self.next_from_queue(now),
            self.next_look(now),
            self.next_probe(now),
        ]
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

    /// For how long the service wants no requests, or, where jobs wait to be sent, none of them.
    pub fn slowed_for(&self, now: Now) -> Option<Duration> {
        if self.queue.is_empty() {
            self.weather.slowed_for(now)
        } else {
            self.weather.submits_slowed_for(now)
        }
    }

    /// What is known beyond the ledger of an open job: when it was seen, when it is looked at next. A window knows it of the jobs
    /// alone that its own person sent or looked at.
    pub fn watch(&self, id: JobId) -> Option<&Watch> {
        self.watches.get(&id)
    }

    /// Jobs whose row is not durable yet, oldest first.
    pub fn pending(&self) -> impl DoubleEndedIterator<Item = &Job> {
        let recorded = self.pending.iter().filter_map(Pending::unrecorded);
        recorded.chain(self.held.iter().map(|(job, _)| job))
    }

    /// Jobs wait in our own queue, and the person has to say go.
    pub fn queue_is_paused(&self) -> bool {
        (self.queue_paused || self.sealed) && !self.queue.is_empty()
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
        self.live
    }

    /// Submits on their way, which leaving waits for: from the person's word until the outcome is durable.
    pub fn submits_on_their_way(&self) -> usize {
        let new = self.pending.iter().filter(|pending| pending.unrecorded().is_some());
        self.held.len() + new.count() + self.intending.len() + self.sending.len()
    }

    /// Names that the service gave and the disk has not taken yet.
    pub fn unwritten_ids(&self) -> impl Iterator<Item = (JobId, &RemoteId)> {
        self.pending.iter().filter_map(Pending::unwritten_id)
    }

    /// Why nothing is asked of the service now, if so: the key is refused.
    pub fn refuses_to_ask(&self) -> Option<&Failure> {
        self.weather.refused()
    }

    /// The ledger cannot be trusted any more: see [`Message::Seal`].
    pub fn is_sealed(&self) -> bool {
        self.sealed
    }

    /// Nothing that pays begins: not by hand, not from our own queue.
    pub fn sends_nothing(&self) -> bool {
        self.sealed || self.refuses_to_ask().is_some()
    }

    /// Names are in the order of creation, also within a millisecond and when the wall clock is put back.
    fn new_job_id(&mut self, at: Timestamp) -> JobId {
        const COUNTER_BITS: u32 = 12;
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        self.last_id = (millis << COUNTER_BITS).max(self.last_id + 1);
        let mut rest: [u8; 10] = self.random.random();
        let [.., high, low] = self.last_id.to_be_bytes();
        // the version takes the upper half of the first byte
        rest[0] = high & 0x0f;
        rest[1] = low;
        JobId(Builder::from_unix_timestamp_millis(self.last_id >> COUNTER_BITS, &rest).into_uuid())
    }

    fn new_token(&mut self) -> IntentToken {
        IntentToken(Builder::from_random_bytes(self.random.random()).into_uuid())
    }
}

#[cfg(test)]
mod tests;

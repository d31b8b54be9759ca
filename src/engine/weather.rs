//! How the service is doing as a whole: refusing our key, slowing us down, out of reach. One place decides whether anything may be
//! asked at all.

use std::time::Duration;

use jiff::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;

use crate::job::{Catalogue, Failure, FailureKind, JobId, Now, RemoteId};

use super::{Effect, Engine, Models};

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weather {
    key: Key,
    slowed_until: Option<Duration>,
    slowed_in_a_row: u32,
    /// A submit was answered with a 429: until then no job of our own queue is sent.
    submits_from: Option<Duration>,
    faults_in_a_row: u32,
    /// The job of the last fault that counted.
    fault_of: Option<JobId>,
    outage: Option<Outage>,
}

/// What the service's answers have told of the key.
#[derive(Debug, Clone, Default, PartialEq)]
enum Key {
    /// Nothing yet: the next answer to a request that needs it will.
    #[default]
    Unproved,
    /// Such a request had a sound answer.
    Taken,
    /// It was refused: nothing is sent until the person has it read again, and a request has tried it where one can.
    Refused(Failure),
}

/// The service cannot be reached, or answers with faults only.
#[derive(Debug, Clone, PartialEq)]
pub struct Outage {
    /// Since when, by the wall clock.
    pub since: Timestamp,
    /// What the last try met.
    pub failure: Failure,
    probe_at: Duration,
    probes: u32,
}

impl Weather {
    /// Faults in a row, of several jobs where there are several, that make an outage.
    const FAULTS: u32 = 3;
    /// Longest wait that a `Retry-After` can ask of what only asks: looks and cancels.
    pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(150);
    /// Longest wait that it can ask of our own queue: a try too early is one of few, and is for nothing.
    const LONGEST_WAIT_TO_SUBMIT: Duration = Duration::from_secs(3600);
    /// Shortest wait after a 429, whatever `Retry-After` says.
    const SHORTEST_WAIT: Duration = Duration::from_secs(1);
    /// Longest time between two tries in an outage.
    const LONGEST_PROBE: Duration = Duration::from_secs(30);

    /// Why the key is not used, if it is not.
    pub fn refused(&self) -> Option<&Failure> {
        match &self.key {
            Key::Refused(failure) => Some(failure),
            Key::Unproved | Key::Taken => None,
        }
    }

    /// A request that needs the key had a sound answer. The list of models is no such request: it may be public.
    pub fn key_is_taken(&self) -> bool {
        self.key == Key::Taken
    }

    /// The outage, if there is one.
    pub fn outage(&self) -> Option<&Outage> {
        self.outage.as_ref()
    }

    /// For how long the service wants no requests.
    pub fn slowed_for(&self, now: Now) -> Option<Duration> {
        self.slowed_until
            .and_then(|until| until.checked_sub(now.steady))
            .filter(|rest| !rest.is_zero())
    }

    /// For how long the service wants no submits.
    pub(super) fn submits_slowed_for(&self, now: Now) -> Option<Duration> {
        let until = self.submits_from.max(self.slowed_until)?;
        until.checked_sub(now.steady).filter(|rest| !rest.is_zero())
    }

    /// From when on anything may be asked, and how many requests at once; `None` for not at all.
    pub(super) fn open_from(&self, now: Now) -> Option<(Duration, usize)> {
        if self.refused().is_some() {
            return None;
        }
        let slowed = self.slowed_until.unwrap_or_default().max(now.steady);
        Some(match &self.outage {
            Some(outage) => (outage.probe_at.max(slowed), 1),
            None => (slowed, usize::MAX),
        })
    }

    /// A sound answer to a request that needs the key.
    pub(super) fn answered(&mut self, now: Now) {
        self.key = Key::Taken;
        self.reached(now);
    }

    /// The service speaks.
    fn reached(&mut self, now: Now) {
        self.faults_in_a_row = 0;
        self.fault_of = None;
        self.outage = None;
        if self.slowed_for(now).is_none() {
            self.slowed_in_a_row = 0;
        }
    }

    fn failed(&mut self, failure: &Failure, retry_after: Option<Duration>, now: Now, random: &mut StdRng) {
        match failure.kind {
            FailureKind::Unauthorized => {
                self.key = Key::Refused(failure.clone());
                self.reached(now);
            }
            FailureKind::RateLimited => {
                self.slowed(retry_after, now);
                // it has no time for us, but it is there
                self.reached(now);
            }
            FailureKind::Server
            | FailureKind::Redirected
            | FailureKind::Unreadable
            | FailureKind::Unreachable
            | FailureKind::Interrupted
            | FailureKind::TimedOut => self.fault(failure, retry_after, now, random),
            // it says no, but not to the key
            FailureKind::Payment
            | FailureKind::Forbidden
            | FailureKind::NotFound
            | FailureKind::Conflict
            | FailureKind::Invalid => self.answered(now),
            FailureKind::TooLarge
            | FailureKind::Moderation
            | FailureKind::Capacity
            | FailureKind::Job
            | FailureKind::NoVideo
            | FailureKind::NotCreated
            | FailureKind::Ledger
            | FailureKind::Local => {}
        }
    }

    fn slowed(&mut self, retry_after: Option<Duration>, now: Now) {
        // answers that were under way when the first of them came say nothing new
        if self.slowed_for(now).is_none() {
            self.slowed_in_a_row = self.slowed_in_a_row.saturating_add(1);
        }
        let ours = Duration::from_secs(5 << self.slowed_in_a_row.min(5));
        let wait = retry_after
            .unwrap_or(ours)
            .clamp(Self::SHORTEST_WAIT, Self::LONGEST_WAIT);
        self.slowed_until = self.slowed_until.max(Some(now.steady + wait));
    }

    /// A submit was answered with a 429.
    pub(super) fn submit_slowed(&mut self, retry_after: Option<Duration>, now: Now) {
        let wait = retry_after.unwrap_or_default().min(Self::LONGEST_WAIT_TO_SUBMIT);
        self.submits_from = self.submits_from.max(Some(now.steady + wait));
    }

    fn fault(&mut self, failure: &Failure, retry_after: Option<Duration>, now: Now, random: &mut StdRng) {
        self.faults_in_a_row = self.faults_in_a_row.saturating_add(1);
        if self.faults_in_a_row < Self::FAULTS {
            return;
        }
        let (since, probes) = match &mut self.outage {
            // asked before the last probe was: it says nothing new
            Some(outage) if now.steady < outage.probe_at => {
                outage.failure = failure.clone();
                return;
            }
            Some(outage) => (outage.since, outage.probes + 1),
            None => (now.wall, 0),
        };
        let longest = Duration::from_secs(2 << probes.min(5)).min(Self::LONGEST_PROBE);
        let wait = longest.mul_f64(random.random_range(0.5..=1.0));
        self.outage = Some(Outage {
            since,
            failure: failure.clone(),
            probe_at: now.steady + wait.max(retry_after.unwrap_or_default().min(Self::LONGEST_WAIT)),
            probes,
        });
    }
}

impl Engine {
    /// A request brought a failure instead of what it was sent for.
    pub(super) fn troubled(&mut self, id: Option<JobId>, failure: &Failure, retry_after: Option<Duration>, now: Now) {
        // one sick job among many is no outage
        let again = id.is_some() && self.weather.fault_of == id && self.live > 1 && self.weather.outage.is_none();
        if failure.is_outage() {
            if again {
                return;
            }
            self.weather.fault_of = id;
        }
        self.weather.failed(failure, retry_after, now, &mut self.random);
    }

    /// The same of a look or a cancel. After a 429, but for those that were under way together, fewer of them are sent.
    pub(super) fn asked_in_vain(&mut self, id: JobId, failure: &Failure, retry_after: Option<Duration>, now: Now) {
        let was_slowed = self.weather.slowed_for(now).is_some();
        self.troubled(Some(id), failure, retry_after, now);
        if let (false, Some(rest)) = (was_slowed, self.weather.slowed_for(now)) {
            self.schedule.slow_down(now.steady + rest);
        }
    }

    /// In an outage our own queue waits for a sign of life. Where no look is due to bring it, the models are asked for.
    pub(super) fn next_probe(&self, now: Now) -> Option<Duration> {
        self.weather.outage()?;
        let (probe_at, _) = self.weather.open_from(now)?;
        let looks = !self.looks.is_empty() || self.schedule.first_due().is_some_and(|due| due <= probe_at);
        let wanted = self.queue_may_run() && self.models == Models::NotAsked && !looks;
        wanted.then(|| probe_at.max(self.schedule.room_from()))
    }

    pub(super) fn send_probe(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.next_probe(now).is_some_and(|at| at <= now.steady) {
            self.ask_models(Models::Probe, now, effects);
        }
    }

    pub(super) fn ask_models(&mut self, why: Models, now: Now, effects: &mut Vec<Effect>) {
        self.models = why;
        self.schedule.count(now.steady);
        effects.push(Effect::Models);
    }

    /// The key was read again: one look tries it, at the job that is due first, else at one that the person chose. Where there is
    /// none, the models are asked for: they can show that it is refused, but not that it is good.
    pub(super) fn key_read(
        &mut self,
        read_well: bool,
        chosen: Option<(JobId, RemoteId)>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        if !read_well || self.weather.refused().is_none() {
            return;
        }
        let chosen = chosen.filter(|(id, _)| !self.looks.contains_key(id));
        match (self.schedule.first(), chosen) {
            (Some(id), _) => self.look_now(id, now, effects),
            (None, Some((id, remote_id))) => {
                self.look(id, remote_id, now);
                self.look_now(id, now, effects);
            }
            (None, None) => self.ask_models(Models::KeyTrial, now, effects),
        }
    }

    pub(super) fn models(&mut self, told: Result<Catalogue, Failure>, now: Now) {
        self.schedule.answered(now.steady);
        let why = std::mem::replace(&mut self.models, Models::NotAsked);
        match &told {
            Ok(_) => self.weather.reached(now),
            // its fields are not documented: a list that we cannot read says as much about the key as one that we can
            Err(failure) if why == Models::KeyTrial && failure.kind == FailureKind::Unreadable => {}
            Err(failure) => return self.troubled(None, failure, None, now),
        }
        if why == Models::KeyTrial {
            // no proof, and with no job to look at there is none to be had: what is sent next will show it
            self.weather.key = Key::Unproved;
        }
        if let Ok(catalogue) = told {
            self.catalogue = catalogue;
        }
    }
}

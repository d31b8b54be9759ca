//! Sending: from the person's word to the ledger, from the ledger to the service, and our own queue before both. Every POST stands
//! behind an intent that is durable; none is ever sent twice.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::RngExt;
use uuid::{Builder, Uuid};

use crate::job::{
    Event, Failure, FailureKind, Intent, IntentToken, Job, JobId, Now, Recorded, Request, Status, SubmitOutcome,
};

use super::{Effect, Engine, Pending, Twin};

impl Engine {
    /// An equal request within this time asks first.
    const TWINS_WITHIN: SignedDuration = SignedDuration::from_secs(60);

    pub(super) fn send(&mut self, request: Request, twin: Twin, now: Now, effects: &mut Vec<Effect>) {
        let id = JobId(self.new_uuid(now.wall));
        let mut job = Job::new(id, request, now.wall);
        let at_once = self.in_flight() < self.settings.in_flight && self.queue.is_empty();
        job.queued_here = !at_once;
        let intent = at_once.then(|| self.intent(&job.request, now));
        let body = intent.as_ref().map(|intent| intent.body.clone());
        let twins_since = match twin {
            Twin::Ask => Some(now.wall.checked_sub(Self::TWINS_WITHIN).unwrap_or(Timestamp::MIN)),
            Twin::SendAnyway => None,
        };
        self.pending.push_back(Pending::New {
            job: Box::new(job.clone()),
            body,
        });
        effects.push(Effect::Record {
            job: Box::new(job),
            intent,
            twins_since,
        });
    }

    pub(super) fn recorded(
        &mut self,
        id: JobId,
        recorded: Result<Recorded, Failure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Some(place) = self.pending.iter().position(|pending| pending.id() == id) else {
            return;
        };
        let Some(Pending::New { body, .. }) = self.pending.remove(place) else {
            return;
        };
        let Ok(Recorded::Kept(job)) = recorded else { return };
        self.follow(&job, now);
        match body {
            Some(body) => effects.push(Effect::Submit { id, body }),
            None => {
                self.queue.insert(id, job.request);
            }
        }
    }

    pub(super) fn submitted(
        &mut self,
        id: JobId,
        outcome: SubmitOutcome,
        kept: Result<Option<Box<Job>>, Failure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        match &outcome {
            SubmitOutcome::Accepted { .. } => self.weather.answered(),
            SubmitOutcome::Rejected { failure, retry_after } => {
                self.weather.failed(failure, *retry_after, now, &mut self.random);
            }
            SubmitOutcome::NotSent(failure) | SubmitOutcome::Unknown(failure) => {
                self.weather.failed(failure, None, now, &mut self.random);
            }
        }
        match kept {
            Ok(Some(job)) => {
                self.follow(&job, now);
                if job.status == Status::Waiting {
                    self.queue.insert(id, job.request);
                }
            }
            Ok(None) => {}
            Err(_) => {
                // the answer lives in memory alone: write it again until the disk takes it
                let event = Event::Answered { outcome, answer: None };
                self.pending.push_back(Pending::Outcome {
                    id,
                    event: event.clone(),
                    retry_at: None,
                });
                effects.push(Effect::Apply {
                    id,
                    event,
                    at: now.wall,
                });
            }
        }
    }

    pub(super) fn apply(&mut self, id: JobId, event: Event, now: Now, effects: &mut Vec<Effect>) {
        effects.push(Effect::Apply {
            id,
            event,
            at: now.wall,
        });
    }

    pub(super) fn applied(
        &mut self,
        id: JobId,
        event: Event,
        kept: Result<Option<Box<Job>>, Failure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let place = self.pending.iter().position(|pending| pending.id() == id);
        match (kept, event) {
            (Ok(job), event) => {
                if matches!(event, Event::Answered { .. }) {
                    place.and_then(|place| self.pending.remove(place));
                }
                let Some(job) = job else { return };
                self.follow(&job, now);
                match event {
                    Event::Intended(intent) if job.status == Status::Sending => {
                        effects.push(Effect::Submit { id, body: intent.body });
                    }
                    Event::CancelAsked if job.status == Status::Cancelling => self.send_cancel(id, effects),
                    Event::Intended(_)
                    | Event::CancelAsked
                    | Event::Answered { .. }
                    | Event::Orphaned
                    | Event::Observed(_)
                    | Event::CancelRefused(_)
                    | Event::Withdrawn
                    | Event::Archived(_) => {}
                }
            }
            (Err(_), Event::Answered { .. }) => {
                if let Some(Pending::Outcome { retry_at, .. }) = place.and_then(|place| self.pending.get_mut(place)) {
                    *retry_at = Some(now.steady + Pending::RETRY);
                }
            }
            // not written, so it did not happen: a look comes round again, the person may press the key again
            (Err(_), Event::Observed(_)) => self.set_due(id, Some(now.steady + Pending::RETRY)),
            (Err(_), Event::Intended(_)) => {
                self.queue_paused = true;
                effects.push(Effect::OpenJobs);
            }
            (
                Err(_),
                Event::Orphaned | Event::CancelAsked | Event::CancelRefused(_) | Event::Withdrawn | Event::Archived(_),
            ) => {}
        }
    }

    /// Lets waiting jobs go while there is room, and writes what could not be written.
    pub(super) fn run_queue(&mut self, now: Now, effects: &mut Vec<Effect>) {
        for pending in &mut self.pending {
            if let Pending::Outcome { id, event, retry_at } = pending {
                if retry_at.is_some_and(|at| at <= now.steady) {
                    *retry_at = None;
                    effects.push(Effect::Apply {
                        id: *id,
                        event: event.clone(),
                        at: now.wall,
                    });
                }
            }
        }
        while self.next_from_queue(now).is_some_and(|at| at <= now.steady) {
            let Some((id, request)) = self.queue.pop_first() else {
                return;
            };
            let intent = self.intent(&request, now);
            if let Some(watch) = self.watches.get_mut(&id) {
                watch.status = Status::Sending;
            }
            effects.push(Effect::Apply {
                id,
                event: Event::Intended(intent),
                at: now.wall,
            });
        }
    }

    /// When the first job of our own queue may go.
    pub(super) fn next_from_queue(&self, now: Now) -> Option<Duration> {
        let free =
            self.holder && !self.queue_paused && !self.queue.is_empty() && self.in_flight() < self.settings.in_flight;
        let (open_from, _) = self
            .weather
            .open_from(now)
            .filter(|_| free && self.weather.outage().is_none())?;
        Some(open_from)
    }

    /// Jobs that count against the limit. An `unknown` does not: nobody can say whether it is there.
    fn in_flight(&self) -> usize {
        let watched = self
            .watches
            .values()
            .filter(|watch| watch.status.is_open() && watch.status != Status::Waiting);
        let unrecorded = self
            .pending
            .iter()
            .filter(|pending| matches!(pending, Pending::New { body: Some(_), .. }));
        watched.count() + unrecorded.count()
    }

    fn intent(&mut self, request: &Request, now: Now) -> Intent {
        let token = IntentToken(self.new_uuid(now.wall));
        Intent {
            token,
            at: now.wall,
            body: request.body(token),
        }
    }

    fn new_uuid(&mut self, at: Timestamp) -> Uuid {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &self.random.random()).into_uuid()
    }

    /// Why nothing can be sent now, if so: the key is refused, and nothing is asked of the service.
    pub fn refuses_to_send(&self) -> Option<&Failure> {
        self.weather
            .refused()
            .filter(|failure| failure.kind == FailureKind::Unauthorized)
    }
}

//! Cancelling: asked for by the person, kept in the ledger, asked of the service, and believed only when a look at the job says so.

use std::time::Duration;

use crate::job::{CancelOutcome, Event, Failure, FailureKind, Job, JobId, Now, OpenJob, Status};

use super::{Effect, Engine, Weather};

/// How far this process has come with a cancel that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cancelling {
    /// It was sent so often by this process, or is about to be.
    Tried(u32),
    /// The service took it, whoever sent it.
    Taken,
}

impl Cancelling {
    /// As the ledger's row says.
    pub(super) fn after(self, job: &OpenJob) -> Self {
        match self {
            _ if job.cancel_taken => Self::Taken,
            Self::Tried(tries) if job.status == Status::Cancelling => Self::Tried(tries),
            Self::Tried(_) | Self::Taken => Self::Tried(0),
        }
    }
}

impl Engine {
    /// How often a cancel that got no readable answer is sent.
    const TRIES_TO_CANCEL: u32 = 3;
    /// Before the second of these tries, unless the service names a time; twice as long before the third.
    const RETRY_CANCEL: Duration = Duration::from_secs(2);
    /// How long another process has to see to the cancel that its person asked for. Beyond this it is taken for gone.
    const OTHERS_TO_CANCEL: Duration = Duration::from_secs(60);

    pub(super) fn cancel(&mut self, id: JobId, now: Now, effects: &mut Vec<Effect>) {
        let event = match self.queue.remove(&id) {
            Some(_) => {
                self.end_pause();
                Event::Withdrawn
            }
            None => Event::CancelAsked,
        };
        effects.push(Effect::apply(id, event, now));
    }

    /// The ledger has taken the person's wish, or found that there is nothing to cancel at the service.
    pub(super) fn cancel_applied(
        &mut self,
        id: JobId,
        job: Option<&Job>,
        changed: bool,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Some(job) = job else { return };
        if job.status == Status::Waiting {
            // a window does not know the queue; the ledger does
            effects.push(Effect::apply(id, Event::Withdrawn, now));
        } else if changed {
            self.follow(&OpenJob::of(job), now);
            self.begin_cancel(id, now);
        }
    }

    /// A cancel that is open was found in the ledger. Unless it is known to have arrived, it is asked for: whoever wrote it down may
    /// have ended before the request left. Another process that lives is given time to do so itself, for one is enough.
    pub(super) fn find_cancel(&mut self, job: &OpenJob, at_start: bool, now: Now) {
        let Some(watch) = self.watches.get_mut(&job.id) else {
            return;
        };
        watch.cancelling = watch.cancelling.after(job);
        if watch.cancelling == Cancelling::Tried(0) {
            let wait = if at_start {
                Duration::ZERO
            } else {
                Self::OTHERS_TO_CANCEL
            };
            self.send_cancel(job.id, now.steady + wait);
        }
    }

    fn begin_cancel(&mut self, id: JobId, now: Now) {
        if let Some(watch) = self.watches.get_mut(&id) {
            watch.cancelling = Cancelling::Tried(0);
            self.send_cancel(id, now.steady);
        }
    }

    fn send_cancel(&mut self, id: JobId, not_before: Duration) {
        let Some(watch) = self.watches.get_mut(&id) else { return };
        let Some(remote_id) = watch.remote_id.clone() else {
            return;
        };
        if let Cancelling::Tried(tries) = &mut watch.cancelling {
            *tries += 1;
        }
        self.outbox.put_cancel(not_before, id, remote_id);
    }

    pub(super) fn cancel_answered(&mut self, id: JobId, outcome: CancelOutcome, now: Now, effects: &mut Vec<Effect>) {
        self.schedule.answered(now.steady);
        self.outbox.cancels_under_way = self.outbox.cancels_under_way.saturating_sub(1);
        match outcome {
            CancelOutcome::Taken => {
                self.weather.answered(now);
                effects.push(Effect::apply(id, Event::CancelTaken, now));
            }
            CancelOutcome::Refused(failure) => {
                self.troubled(Some(id), &failure, None, now);
                effects.push(Effect::apply(id, Event::CancelRefused(failure), now));
            }
            CancelOutcome::Missed { failure, retry_after } => {
                self.asked_in_vain(id, &failure, retry_after, now);
                self.cancel_missed(id, failure, retry_after, now, effects);
            }
        }
        // whatever it said, the job itself tells what became of it
        if let Some(watch) = self.watches.get_mut(&id) {
            watch.asked_by_hand = true;
            self.set_due(id, Some(now.steady));
        }
    }

    fn cancel_missed(
        &mut self,
        id: JobId,
        failure: Failure,
        retry_after: Option<Duration>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let tries = match self.watch(id).map(|watch| watch.cancelling) {
            Some(Cancelling::Tried(tries)) => tries,
            // by another process; or it ended, or whoever holds the engine now sees to it
            Some(Cancelling::Taken) | None => return,
        };
        // what stands against all requests tells nothing of this one
        let general = failure.kind == FailureKind::RateLimited || self.weather.outage().is_some();
        if let (true, Some(watch)) = (general, self.watches.get_mut(&id)) {
            watch.cancelling = Cancelling::Tried(tries.saturating_sub(1));
        }
        let passing = failure.is_passing() || failure.is_outage();
        if general || (passing && tries < Self::TRIES_TO_CANCEL) {
            let wait = retry_after
                .unwrap_or(Self::RETRY_CANCEL * tries)
                .min(Weather::LONGEST_WAIT);
            self.send_cancel(id, now.steady + wait);
        } else {
            effects.push(Effect::apply(id, Event::CancelRefused(failure), now));
        }
    }
}

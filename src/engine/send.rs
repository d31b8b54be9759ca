//! Sending: from the person's word to the ledger, from the ledger to the service. Every POST stands behind an intent that is durable;
//! none is ever sent twice.

use jiff::{SignedDuration, Timestamp};

use crate::job::{
    Answer, Event, Failure, FailureKind, Intent, IntentToken, Job, JobId, Now, OpenJob, Recorded, Request, Status,
    SubmitOutcome,
};

use super::board::Breadth;
use super::{Effect, Engine, Pending, Twin};

impl Engine {
    /// An equal request within this time asks first.
    const TWINS_WITHIN: SignedDuration = SignedDuration::from_secs(60);

    pub(super) fn send(&mut self, request: Request, twin: Twin, now: Now, effects: &mut Vec<Effect>) {
        if self.sends_nothing() {
            return;
        }
        let id = self.new_job_id(now.wall);
        self.held.push_back((Job::new(id, request, now.wall), twin));
        if self.knows_board(effects) {
            self.release_held(now, effects);
        }
    }

    /// Records a job for our own queue, whatever room there is.
    pub(super) fn enqueue(&mut self, request: Request, now: Now, effects: &mut Vec<Effect>) {
        if self.sends_nothing() {
            return;
        }
        let mut job = Job::new(self.new_job_id(now.wall), request, now.wall);
        job.queued_here = true;
        let job = Box::new(job);
        self.pending.push_back(Pending::New {
            job: job.clone(),
            intent: None,
        });
        effects.push(Effect::Record {
            job,
            intent: None,
            twins_since: None,
        });
    }

    /// Records what the person sent: with its intent where there is room, else for our own queue.
    pub(super) fn release_held(&mut self, now: Now, effects: &mut Vec<Effect>) {
        while let Some((mut job, twin)) = self.held.pop_front() {
            // what waits already goes first, but a paused queue holds back nothing that is sent by hand
            let turn = self.queue.is_empty() || self.queue_paused;
            let room = self.in_flight() < self.settings.in_flight && self.weather.submits_slowed_for(now).is_none();
            let intent = (turn && room).then(|| self.intent(&job.request, now));
            job.queued_here = intent.is_none();
            let twins_since = match twin {
                Twin::Ask => Some(job.created_at.checked_sub(Self::TWINS_WITHIN).unwrap_or(Timestamp::MIN)),
                Twin::AskIfUnknown => Some(Timestamp::MAX),
                Twin::SendAnyway => None,
            };
            self.pending.push_back(Pending::New {
                job: Box::new(job.clone()),
                intent: intent.clone(),
            });
            effects.push(Effect::Record {
                job: Box::new(job),
                intent,
                twins_since,
            });
        }
    }

    pub(super) fn recorded(&mut self, id: JobId, recorded: Result<Recorded, Failure>, now: Now) {
        let place = self.pending.iter().position(|pending| pending.is_new(id));
        let Some(Pending::New { intent, .. }) = place.and_then(|place| self.pending.remove(place)) else {
            return;
        };
        let Ok(Recorded::Kept(job)) = recorded else { return };
        self.board.note_change(id);
        match intent {
            Some(intent) => self.submit(id, intent, now),
            None if self.holder => {
                self.queue.insert(id, job.request);
            }
            // the holder sees it in the ledger
            None => {}
        }
    }

    /// The intent is durable.
    fn submit(&mut self, id: JobId, intent: Intent, now: Now) {
        let Intent { token, body, .. } = intent;
        self.sending.insert(id);
        let not_before = now.steady + self.weather.slowed_for(now).unwrap_or_default();
        self.outbox.put_submit(not_before, id, token, body);
    }

    pub(super) fn submitted(
        &mut self,
        (id, token): (JobId, IntentToken),
        (outcome, answer): (SubmitOutcome, Option<Answer>),
        kept: Result<Option<Box<Job>>, Failure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        self.schedule.answered(now.steady);
        match &outcome {
            SubmitOutcome::Accepted { .. } => self.weather.answered(now),
            SubmitOutcome::Rejected { failure, retry_after } => {
                self.troubled(Some(id), failure, *retry_after, now);
                if failure.kind == FailureKind::RateLimited {
                    self.weather.submit_slowed(*retry_after, now);
                }
            }
            SubmitOutcome::NotSent(failure) | SubmitOutcome::Unknown(failure) => {
                self.troubled(Some(id), failure, None, now);
            }
        }
        match kept {
            Ok(job) => self.outcome_kept(id, job, now),
            Err(_) => self.keep_outcome((id, token), (outcome, answer), now, effects),
        }
    }

    fn outcome_kept(&mut self, id: JobId, job: Option<Box<Job>>, now: Now) {
        self.sending.remove(&id);
        self.board.note_change(id);
        let Some(job) = job else { return };
        self.follow(&OpenJob::of(&job), now);
        if job.status == Status::Waiting && self.holder {
            self.queue.insert(id, job.request);
        }
    }

    /// Writes what came of a submit, again and again until the disk takes it.
    pub(super) fn keep_outcome(
        &mut self,
        (id, token): (JobId, IntentToken),
        (outcome, answer): (SubmitOutcome, Option<Answer>),
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        if self.pending.iter().any(|pending| pending.is_outcome_of(id)) {
            return;
        }
        let event = Event::Answered { token, outcome, answer };
        self.pending.push_back(Pending::Outcome {
            id,
            event: event.clone(),
            retry_at: None,
        });
        effects.push(Effect::apply(id, event, now));
    }

    pub(super) fn write_again(&mut self, now: Now, effects: &mut Vec<Effect>) {
        for pending in &mut self.pending {
            if let Pending::Outcome { id, event, retry_at } = pending
                && retry_at.is_some_and(|at| at <= now.steady)
            {
                *retry_at = None;
                effects.push(Effect::apply(*id, event.clone(), now));
            }
        }
    }

    pub(super) fn applied(
        &mut self,
        id: JobId,
        event: Event,
        job: Option<Box<Job>>,
        changed: bool,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        match event {
            Event::Answered { .. } => {
                self.pending.retain(|pending| !pending.is_outcome_of(id));
                self.outcome_kept(id, job, now);
                return;
            }
            Event::Intended(intent) | Event::SentAgain(intent) => {
                // only the intent that was asked for, once, and only where this very intent made the row `sending`
                let asked_for = self.intending.get(&id) == Some(&intent.token);
                if asked_for {
                    self.intending.remove(&id);
                }
                if asked_for && changed {
                    self.submit(id, intent, now);
                }
            }
            Event::CancelAsked => self.cancel_applied(id, job.as_deref(), changed, now, effects),
            event @ Event::Observed { .. } if changed => {
                if let Some(job) = &job {
                    self.learn_from(&event, job, now, effects);
                }
            }
            Event::Orphaned
            | Event::Observed { .. }
            | Event::Adopted { .. }
            | Event::NotCreated
            | Event::CancelTaken
            | Event::CancelRefused(_)
            | Event::Withdrawn
            | Event::Archived(_) => {}
        }
        match job {
            Some(job) => self.follow(&OpenJob::of(&job), now),
            None => self.forget(id),
        }
    }

    /// What is not written did not happen: a look comes round again, the person may press the key again.
    pub(super) fn not_applied(&mut self, id: JobId, event: &Event, now: Now, effects: &mut Vec<Effect>) {
        match event {
            Event::Answered { .. } => {
                for pending in &mut self.pending {
                    if let Pending::Outcome { id: of, retry_at, .. } = pending
                        && *of == id
                    {
                        *retry_at = Some(now.steady + Pending::RETRY);
                    }
                }
            }
            Event::Observed { .. } => {
                self.set_due(id, Some(now.steady + Pending::RETRY));
                self.forget_if_done(id);
            }
            // it still waits in the ledger; the person says when it is tried again
            Event::Intended(_) | Event::Withdrawn => {
                self.intending.remove(&id);
                self.queue_paused = true;
                self.read_board(Breadth::Whole, effects);
            }
            // it is `unknown` as before; the person may say it again
            Event::SentAgain(_) => {
                self.intending.remove(&id);
                self.read_board(Breadth::Whole, effects);
            }
            Event::Orphaned
            | Event::Adopted { .. }
            | Event::NotCreated
            | Event::CancelAsked
            | Event::CancelTaken
            | Event::CancelRefused(_)
            | Event::Archived(_) => {}
        }
    }

    pub(super) fn intent(&mut self, request: &Request, now: Now) -> Intent {
        let token = self.new_token();
        Intent {
            token,
            at: now.wall,
            body: request.body(token),
        }
    }
}

//! The service behind the routes: accept, look, cancel. Blocking (each call touches a file or two)
//! and free of HTTP.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::Clock;
use super::account::Account;
use super::answer::Refusal;
use super::assumed;
use super::documented::AspectRatio;
use super::faults::Armed;
use super::job::{End, Fate, Job, Pace, RequestId, State};
use super::request::Request;
use super::shelf::Shelf;
use super::webhook::{self, Errand, Errands};

pub(super) struct Service {
    pub(super) shelf: Shelf,
    pub(super) account: Mutex<Account>,
    pub(super) faults: Armed,
    pub(super) pace: Pace,
    pub(super) clock: Clock,
    /// What is to be done after the answer: webhooks.
    pub(super) errands: Errands,
    /// One for each call that may be in here at a time.
    pub(super) turns: Semaphore,
    pub(super) key: String,
    /// `http://127.0.0.1:PORT` of this very sandbox; results are told at this address.
    pub(super) origin: String,
}

impl Service {
    /// Accepts a request: it is charged and on disk when this returns. The documented body.
    pub(super) fn submit(&self, request: Request) -> Result<Value, Refusal> {
        let mut job = Job::accept(RequestId::new(), request, self.pace, (self.clock)());
        job.fate = self.faults.fate().unwrap_or(job.fate);

        self.account().take(&job)?;
        if let Err(error) = self.shelf.keep(&job) {
            self.account().give_back(&job);
            return Err(error.into());
        }
        if job.fate != Fate::Stuck && webhook::address(&job).is_some() {
            self.errands.add(Errand::SeeTheEnd(job.id.clone(), job.ends));
        }
        Ok(json!({
            "success": true,
            "requestId": job.id,
            "status": State::Queued.word(),
            "creditsCharged": job.credits,
        }))
    }

    /// The documented body of a status answer.
    pub(super) fn status(&self, id: &str) -> Result<Value, Refusal> {
        let (job, state) = self.find(id)?;
        let mut body = job.status(state, &self.origin);
        if let Some(change) = self.faults.status(state, job.is_half_done((self.clock)())) {
            change(&mut body);
        }
        Ok(body)
    }

    /// Cancels a queued or processing job. The documented body.
    pub(super) fn cancel(&self, id: &str) -> Result<Value, Refusal> {
        let (job, _) = self.find(id)?;
        if job.fate != Fate::Stuck && self.faults.cancel_too_late() {
            self.settle(&job, End::AsFated)?;
        }
        let now = (self.clock)();
        let (end, first) = self.settle(&job, End::CancelledAt(now))?;
        let state = job.state_at(Some(end), now);
        if !first {
            return Err(Refusal::NotCancellable(state.word()));
        }
        self.account().free(&job.id);
        Ok(json!({ "success": true, "requestId": job.id, "status": state.word() }))
    }

    /// The shape of a finished job's result; there is none before and without success.
    pub(super) fn result(&self, id: &str) -> Result<AspectRatio, Refusal> {
        let (job, state) = self.find(id)?;
        match state {
            State::Succeeded if self.faults.wide() => Ok(AspectRatio::Wide),
            State::Succeeded => Ok(job.request.aspect_ratio),
            State::Queued | State::Processing | State::Failed | State::Cancelled => Err(Refusal::NotFound),
        }
    }

    /// A job and what it is now. The first look after its time ran out settles its end.
    pub(super) fn find(&self, id: &str) -> Result<(Job, State), Refusal> {
        let id: RequestId = id.parse().map_err(|_| Refusal::NotFound)?;
        let (job, mut end) = self.shelf.look(&id)?.ok_or(Refusal::NotFound)?;
        let now = (self.clock)();
        if end.is_none() && job.state_at(None, now).is_end() {
            end = Some(self.settle(&job, End::AsFated)?.0);
        }
        let ended = end.map(|end| job.ended(end));
        if ended.is_some_and(|ended| now.saturating_sub(ended) > assumed::RETENTION_MS) && self.faults.forgotten() {
            return Err(Refusal::NotFound);
        }
        let state = job.state_at(end, now);
        Ok((job, state))
    }

    /// Settles an end, and sends the webhook if it is this call that did.
    fn settle(&self, job: &Job, end: End) -> Result<(End, bool), Refusal> {
        let (end, first) = self.shelf.settle(&job.id, end)?;
        if first {
            self.announce(job, end);
        }
        Ok((end, first))
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        // A panic between two writes of the account cannot be: it holds numbers only.
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! The service behind the routes: accept, look, cancel. Blocking (each call touches a file or two)
//! and free of HTTP.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::Clock;
use super::account::Account;
use super::answer::Refusal;
use super::documented::AspectRatio;
use super::faults::Armed;
use super::job::{Job, Pace, RequestId, State};
use super::request::Request;
use super::shelf::{Cancel, Shelf};

pub(super) struct Service {
    pub(super) shelf: Shelf,
    pub(super) account: Mutex<Account>,
    pub(super) faults: Armed,
    pub(super) pace: Pace,
    pub(super) clock: Clock,
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
        if let Some(change) = self.faults.status(state.word()) {
            change(&mut body);
        }
        Ok(body)
    }

    /// Cancels a queued or processing job. The documented body.
    pub(super) fn cancel(&self, id: &str) -> Result<Value, Refusal> {
        let (job, _) = self.find(id)?;
        if self.faults.cancel_too_late() {
            self.shelf.settle_as_fated(&job.id)?;
        }
        match self.shelf.cancel(&job.id, (self.clock)())?.ok_or(Refusal::NotFound)? {
            Cancel::Done => {
                self.account().free(&job.id);
                let status = State::Cancelled.word();
                Ok(json!({ "success": true, "requestId": job.id, "status": status }))
            }
            Cancel::TooLate(state) => Err(Refusal::NotCancellable(state.word())),
        }
    }

    /// The shape of a finished job's result; there is none before and without success.
    pub(super) fn result(&self, id: &str) -> Result<AspectRatio, Refusal> {
        let (job, state) = self.find(id)?;
        match state {
            State::Succeeded => Ok(job.request.aspect_ratio),
            State::Queued | State::Processing | State::Failed | State::Cancelled => Err(Refusal::NotFound),
        }
    }

    fn find(&self, id: &str) -> Result<(Job, State), Refusal> {
        let id: RequestId = id.parse().map_err(|_| Refusal::NotFound)?;
        self.shelf.look(&id, (self.clock)())?.ok_or(Refusal::NotFound)
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        // A panic between two writes of the account cannot be: it holds numbers only.
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

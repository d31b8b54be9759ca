//! Settling a job of unknown fate, as the person says; jobs that were submitted elsewhere; and the names of tries that were thought to be settled. Not for asking the
//! person (`app`) or the service (`engine`).

use jiff::Timestamp;

use super::Job;
use crate::job::{Failure, FailureKind, Intent, JobId, Noted, RemoteId, Snapshot, Status};

impl Job {
    /// A job that was submitted elsewhere and that a look has shown. It was never sent from here, and what it cost is not told.
    pub fn found(id: JobId, remote_id: RemoteId, seen: &Snapshot, at: Timestamp) -> Self {
        let mut job = Self::new(id, seen.request(), at);
        job.follow(remote_id, seen, at);
        job
    }

    /// The request of that name is this job. Where it tells of another request it is not, and nothing changes.
    pub(super) fn adopt(&mut self, remote_id: &RemoteId, seen: &Snapshot, at: Timestamp) {
        if seen.is_of_another(&self.request) {
            return;
        }
        self.other_ids.retain(|id| id != remote_id);
        self.failure = None;
        self.follow(remote_id.clone(), seen, at);
    }

    fn follow(&mut self, remote_id: RemoteId, seen: &Snapshot, at: Timestamp) {
        self.remote_id = Some(remote_id);
        self.enter(Status::Queued, seen.asked_at);
        self.observe(seen, true, at);
    }

    /// It does not exist at the service. What came back stays part of what is told.
    pub(super) fn not_created(&mut self, at: Timestamp) {
        let mut detail = Noted::NotCreated.text().to_owned();
        if let Some(failure) = self.failure.take().filter(|failure| !failure.detail.is_empty()) {
            detail = format!("{detail}; before that: {}", failure.detail);
        }
        self.failure = Some(Failure::new(FailureKind::NotCreated, detail));
        self.ended_at = Some(at);
        self.enter(Status::NotSent, at);
    }

    /// Another try. It was asked for by hand, so nothing that comes of it is sent yet again by our own queue.
    pub(super) fn send_again(&mut self, intent: &Intent, at: Timestamp) {
        self.sent_again = true;
        self.queued_here = false;
        self.intend(intent, at);
    }

    /// The person can be wrong, and a late answer is proof.
    pub(super) fn is_marked_not_created(&self) -> bool {
        let by_hand = |failure: &Failure| failure.kind == FailureKind::NotCreated;
        self.status == Status::NotSent && self.failure.as_ref().is_some_and(by_hand)
    }

    /// A try that was given up did arrive.
    pub(super) fn keep_other_id(&mut self, id: &RemoteId) {
        if self.remote_id.as_ref() != Some(id) && !self.other_ids.contains(id) {
            self.other_ids.push(id.clone());
        }
    }
}

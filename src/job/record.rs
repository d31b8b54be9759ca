//! The job itself, and the one function that changes it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Answer, Credits, Event, Failure, FailureKind, Intent, IntentToken, JobId, Noted, RemoteId, Request, Snapshot,
    Status, SubmitOutcome, Video,
};

mod settling;

/// One entry of a job's timeline: since when it is in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Since when.
    pub at: Timestamp,
    /// In which state.
    pub status: Status,
}

/// One job, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with one another"
)]
pub struct Job {
    /// Our name for it.
    pub id: JobId,
    /// What was asked for.
    pub request: Request,
    /// When the person sent it.
    pub created_at: Timestamp,
    /// Where it is.
    pub status: Status,
    /// The service's name for it, once it has one.
    pub remote_id: Option<RemoteId>,
    /// Names that the service gave to other tries of it: a late answer to a try after which it was sent again or adopted. Each may
    /// be a charge of its own, and none is ever dropped.
    pub other_ids: Vec<RemoteId>,
    /// What the service said it charged. Refunds cannot be observed.
    pub credits: Option<Credits>,
    /// How many times it was sent, or was about to be.
    pub attempts: u32,
    /// The latest try. None in rows of the first version, and before the first try.
    pub token: Option<IntentToken>,
    /// It was sent again while the fate of an earlier try was not known: that a later try failed does not tell of the earlier.
    pub sent_again: bool,
    /// It went through our own queue: a 429 sends it back there.
    pub queued_here: bool,
    /// When it was last seen, at the service.
    pub seen_at: Option<Timestamp>,
    /// When it was first seen running.
    pub started_at: Option<Timestamp>,
    /// When it was first seen ended.
    pub ended_at: Option<Timestamp>,
    /// Nobody looked for so long before that, or the clock was set meanwhile, that this says nothing of when it ended.
    pub seen_late: bool,
    /// A cancel was asked for and not refused.
    pub cancel_asked_at: Option<Timestamp>,
    /// The service took that cancel. Where it has not, whoever asked may have ended before the request left.
    pub cancel_taken_at: Option<Timestamp>,
    /// Its video.
    pub video: Option<Video>,
    /// What went wrong last, if it still matters.
    pub failure: Option<Failure>,
    /// Hidden from the list; polled all the same.
    pub archived: bool,
    /// The states it went through, oldest first, at most [`Job::STEPS`].
    pub steps: Vec<Step>,
}

/// A job with all that is kept about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The job.
    pub job: Job,
    /// Its intents, oldest first.
    pub intents: Vec<Intent>,
    /// What the submit brought back.
    pub submit_answer: Option<Answer>,
    /// What the last look that changed something brought back.
    pub last_answer: Option<Answer>,
}

impl Job {
    /// Longest timeline kept. A service that flaps between words cannot fill the ledger.
    pub const STEPS: usize = 64;

    /// How many times a 429 sends a job from our own queue back there. The service said no, so nothing was charged.
    pub const RETURNS: u32 = 5;

    /// A job in our own queue.
    pub fn new(id: JobId, request: Request, at: Timestamp) -> Self {
        Self {
            id,
            request,
            created_at: at,
            status: Status::Waiting,
            remote_id: None,
            other_ids: vec![],
            credits: None,
            attempts: 0,
            token: None,
            sent_again: false,
            queued_here: false,
            seen_at: None,
            started_at: None,
            ended_at: None,
            cancel_asked_at: None,
            cancel_taken_at: None,
            video: None,
            failure: None,
            archived: false,
            seen_late: false,
            steps: vec![],
        }
    }

    /// Takes in one event and tells whether anything changed. Total: an event that makes no sense in this state changes nothing.
    /// An end is never undone, and any order of the same looks ends in the same state. `at` is when it became known here: for a look,
    /// when its answer came.
    pub fn apply(&mut self, event: &Event, at: Timestamp) -> bool {
        let before = self.clone();
        match event {
            Event::Intended(intent) if self.status == Status::Waiting => self.intend(intent, at),
            Event::Answered { token, outcome, .. } => self.answered(*token, outcome, at),
            Event::Orphaned if self.status == Status::Sending => {
                self.failure = Some(Failure::new(FailureKind::Interrupted, Noted::Orphaned.text()));
                self.enter(Status::Unknown, at);
            }
            Event::Observed { seen, timely } if self.remote_id.is_some() => self.observe(seen, *timely, at),
            Event::Adopted { remote_id, seen } if self.status == Status::Unknown => self.adopt(remote_id, seen, at),
            Event::NotCreated if self.status == Status::Unknown => self.not_created(at),
            Event::SentAgain(intent) if self.status == Status::Unknown => self.send_again(intent, at),
            Event::CancelAsked if self.status.is_live() && self.cancel_asked_at.is_none() => {
                self.cancel_asked_at = Some(at);
                self.failure = None;
                self.enter(Status::Cancelling, at);
            }
            Event::CancelTaken if self.status == Status::Cancelling => {
                self.cancel_taken_at = self.cancel_taken_at.or(Some(at));
            }
            Event::CancelRefused(failure) if self.status == Status::Cancelling => {
                self.cancel_asked_at = None;
                self.cancel_taken_at = None;
                self.failure = Some(failure.clone());
                self.enter(self.running_word(), at);
            }
            Event::Withdrawn if self.status == Status::Waiting => {
                self.failure = None;
                self.ended_at = Some(at);
                self.enter(Status::NotSent, at);
            }
            Event::Archived(archived) => self.archived = *archived,
            Event::Intended(_)
            | Event::Orphaned
            | Event::Observed { .. }
            | Event::Adopted { .. }
            | Event::NotCreated
            | Event::SentAgain(_)
            | Event::CancelAsked
            | Event::CancelTaken
            | Event::CancelRefused(_)
            | Event::Withdrawn => {}
        }
        // what may be charged nobody is to miss, in whatever order it was hidden and became so
        self.archived &= self.status != Status::Unknown;
        *self != before
    }

    fn intend(&mut self, intent: &Intent, at: Timestamp) {
        self.attempts = self.attempts.saturating_add(1);
        self.token = Some(intent.token);
        self.failure = None;
        self.enter(Status::Sending, at);
    }

    fn answered(&mut self, token: IntentToken, outcome: &SubmitOutcome, at: Timestamp) {
        let latest = self.token.is_none_or(|latest| latest == token);
        let open = matches!(self.status, Status::Sending | Status::Unknown);
        match outcome {
            SubmitOutcome::Accepted { remote_id, .. } if !(latest && (open || self.is_marked_not_created())) => {
                self.keep_other_id(remote_id);
            }
            SubmitOutcome::Accepted {
                remote_id,
                status,
                credits,
            } => {
                self.remote_id = Some(remote_id.clone());
                self.other_ids.retain(|id| id != remote_id);
                self.credits = *credits;
                self.failure = None;
                self.ended_at = None;
                // an end in the answer to a submit carries no video and no reason: it is looked at first
                let status = if status.is_end() {
                    Status::Queued
                } else {
                    status.clone()
                };
                if status == Status::Processing {
                    self.started_at = Some(at);
                }
                self.enter(status, at);
            }
            SubmitOutcome::Rejected { .. } | SubmitOutcome::NotSent(_) | SubmitOutcome::Unknown(_)
                if !(latest && open) => {}
            SubmitOutcome::Rejected { failure, .. } | SubmitOutcome::NotSent(failure) if self.sent_again => {
                self.failure = Some(failure.clone());
                self.enter(Status::Unknown, at);
            }
            SubmitOutcome::Rejected { failure, .. } => {
                let busy = failure.kind == FailureKind::RateLimited;
                self.failure = Some(failure.clone());
                if busy && self.queued_here && self.attempts <= Self::RETURNS {
                    return self.enter(Status::Waiting, at);
                }
                self.ended_at = Some(at);
                self.enter(Status::Rejected, at);
            }
            SubmitOutcome::NotSent(failure) => {
                self.failure = Some(failure.clone());
                self.ended_at = Some(at);
                self.enter(Status::NotSent, at);
            }
            SubmitOutcome::Unknown(failure) => {
                self.failure = Some(failure.clone());
                self.enter(Status::Unknown, at);
            }
        }
    }

    /// Whether a look tells of a later moment than what was told at `before`, so that no late answer sets anything back.
    ///
    /// Looks are put in order by when they were asked, not by when their answers came. Those are readings of the wall clock, which
    /// may have been set back in between, and `came_at`, a reading too, shows it: nothing was told later than now, and nothing was
    /// asked after its answer came. So a `before` that lies ahead of `came_at` was read before the clock was set back and is older
    /// than any look asked since; and a look that lies ahead of `came_at` was itself asked before that, and is a late answer.
    /// What neither shows is a clock set back by less than an answer is late; that ends with the next look.
    fn is_later(look: &Snapshot, came_at: Timestamp, before: Option<Timestamp>) -> bool {
        before.is_none_or(|before| look.asked_at <= came_at && (before <= look.asked_at || before > came_at))
    }

    fn observe(&mut self, snapshot: &Snapshot, timely: bool, came_at: Timestamp) {
        let at = snapshot.asked_at;
        let newest = Self::is_later(snapshot, came_at, self.seen_at);
        if newest {
            self.seen_at = Some(at.min(came_at));
        }
        if snapshot.status == Status::Processing {
            self.started_at = Some(self.started_at.map_or(at, |started| started.min(at)));
        }
        if snapshot.status.is_end() {
            self.observe_end(snapshot, newest, timely, came_at);
        } else if self.status.is_live() && self.status != Status::Cancelling {
            let word = if newest {
                snapshot.status.clone()
            } else {
                self.status.clone()
            };
            // once seen running it does not queue again, whichever answer was slow
            let word = if word == Status::Queued {
                self.running_word()
            } else {
                word
            };
            if word != self.status {
                self.failure = None;
                self.enter(word, at);
            }
        }
    }

    fn observe_end(&mut self, snapshot: &Snapshot, newest: bool, timely: bool, came_at: Timestamp) {
        let rank = |status: &Status| match status {
            Status::Succeeded => 3,
            Status::Failed => 2,
            Status::Cancelled => 1,
            Status::Waiting
            | Status::Sending
            | Status::Unknown
            | Status::NotSent
            | Status::Rejected
            | Status::Queued
            | Status::Processing
            | Status::Cancelling
            | Status::Other(_) => 0,
        };
        let at = snapshot.asked_at;
        if rank(&snapshot.status) < rank(&self.status) {
            return;
        }
        if let Some(url) = &snapshot.video_url {
            let told_at = self.video.as_ref().map(|video| video.told_at);
            let fresher = Self::is_later(snapshot, came_at, told_at);
            if snapshot.status == Status::Succeeded && fresher {
                self.video = Some(Video {
                    url: url.clone(),
                    told_at: at.min(came_at),
                });
            }
        }
        if newest || self.status != snapshot.status {
            self.failure = match (&snapshot.status, &self.video) {
                (Status::Succeeded, Some(_)) => None,
                (Status::Succeeded, None) => Some(
                    snapshot
                        .failure
                        .clone()
                        .unwrap_or_else(|| Failure::new(FailureKind::NoVideo, Noted::NoUrl.text())),
                ),
                _ => snapshot.failure.clone(),
            };
        }
        match self.ended_at {
            Some(ended) if at > ended => {}
            Some(ended) if at == ended => self.seen_late |= !timely,
            Some(_) | None => self.seen_late = !timely,
        }
        self.ended_at = Some(self.ended_at.map_or(at, |ended| ended.min(at)));
        if self.status != snapshot.status {
            self.enter(snapshot.status.clone(), at);
        }
    }

    fn running_word(&self) -> Status {
        if self.started_at.is_some() {
            Status::Processing
        } else {
            Status::Queued
        }
    }

    fn enter(&mut self, status: Status, at: Timestamp) {
        self.status = status.clone();
        if self.steps.len() == Self::STEPS {
            self.steps.remove(1);
        }
        self.steps.push(Step { at, status });
    }
}

#[cfg(test)]
mod tests;

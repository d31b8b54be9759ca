//! What can happen to a job, each as data: the ledger applies it to the row as it is there, so no order of answers and no second
//! process can undo an end.

use jiff::Timestamp;

use super::{Answer, Failure, IntentToken, Snapshot, SubmitOutcome};

/// One try to send a job, durable before its first byte leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Its random name, also inside the body.
    pub token: IntentToken,
    /// When it was made.
    pub at: Timestamp,
    /// The very bytes of the POST.
    pub body: String,
}

/// One thing that happened to a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It is about to be sent.
    Intended(Intent),
    /// Its submit ended.
    Answered {
        /// How.
        outcome: SubmitOutcome,
        /// What came back, where anything came.
        answer: Option<Answer>,
    },
    /// It was found `sending`, and the process that sent it is gone.
    Orphaned,
    /// It was looked at.
    Observed(Box<Snapshot>),
    /// The person asked for a cancel.
    CancelAsked,
    /// The service refused the cancel, or it could not be asked.
    CancelRefused(Failure),
    /// The person took it out of our own queue.
    Withdrawn,
    /// The person hid it, or brought it back.
    Archived(bool),
}

//! What can happen to a job, each as data: the ledger applies it to the row as it is there, so no order of answers and no second
//! process can undo an end.

use std::fmt::Write;

use jiff::Timestamp;

use sha2::{Digest, Sha256};

use super::{Answer, Failure, IntentToken, RemoteId, Snapshot, SubmitOutcome};

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

impl Intent {
    /// The SHA-256 of the body in hexadecimal digits: evidence that can be told without telling the body.
    pub fn sha256(&self) -> String {
        let digest = Sha256::digest(&self.body);
        digest.iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        })
    }
}

/// One thing that happened to a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It is about to be sent.
    Intended(Intent),
    /// A submit of it ended.
    Answered {
        /// Which: a job that was sent again has several.
        token: IntentToken,
        /// How.
        outcome: SubmitOutcome,
        /// What came back, where anything came.
        answer: Option<Answer>,
    },
    /// It was found `sending`, and the process that sent it is gone.
    Orphaned,
    /// It was looked at.
    Observed {
        /// What the look showed.
        seen: Box<Snapshot>,
        /// It was known to go on shortly before: where it has ended, it ended about now.
        timely: bool,
    },
    /// The person asked for a cancel.
    CancelAsked,
    /// The service took the cancel: nobody need ask again. Whether the job stops in time is seen by looking at it.
    CancelTaken,
    /// The service refused the cancel, or it could not be asked.
    CancelRefused(Failure),
    /// The person says which request an `unknown` job is, and that request was seen.
    Adopted {
        /// Its name at the service.
        remote_id: RemoteId,
        /// What the look showed.
        seen: Box<Snapshot>,
    },
    /// The person says that an `unknown` job does not exist at the service.
    NotCreated,
    /// The person sends an `unknown` job again, knowing that it may be charged twice.
    SentAgain(Intent),
    /// The person took it out of our own queue.
    Withdrawn,
    /// The person hid it, or brought it back.
    Archived(bool),
}

impl Event {
    /// A job that was known to go on shortly before was looked at.
    pub fn seen(snapshot: Snapshot) -> Self {
        Self::Observed {
            seen: Box::new(snapshot),
            timely: true,
        }
    }
}

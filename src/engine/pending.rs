//! Writes that are not durable yet: a new job on its way into the ledger, and an outcome that the disk would not take.

use std::time::Duration;

use crate::job::{Event, Intent, Job, JobId, RemoteId, SubmitOutcome};

/// One write that has not been confirmed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pending {
    /// A new job. It is shown, and nothing of it is sent before it is durable.
    New {
        /// The job as it will be.
        job: Box<Job>,
        /// What is sent once it is durable.
        intent: Option<Intent>,
    },
    /// What came of a submit and could not be written: it is tried again until it is.
    Outcome {
        /// Which job.
        id: JobId,
        /// What happened to it.
        event: Event,
        /// When to try again; `None` while a try is under way.
        retry_at: Option<Duration>,
    },
}

impl Pending {
    /// Between two tries to write an outcome, or to read the ledger.
    pub(super) const RETRY: Duration = Duration::from_secs(2);

    pub(super) fn is_new(&self, job: JobId) -> bool {
        self.unrecorded().is_some_and(|new| new.id == job)
    }

    pub(super) fn is_outcome_of(&self, job: JobId) -> bool {
        matches!(self, Self::Outcome { id, .. } if *id == job)
    }

    pub(super) fn retry_at(&self) -> Option<Duration> {
        match self {
            Self::New { .. } => None,
            Self::Outcome { retry_at, .. } => *retry_at,
        }
    }

    pub(super) fn unwritten_id(&self) -> Option<(JobId, &RemoteId)> {
        match self {
            Self::Outcome {
                id,
                event:
                    Event::Answered {
                        outcome: SubmitOutcome::Accepted { remote_id, .. },
                        ..
                    },
                ..
            } => Some((*id, remote_id)),
            Self::Outcome { .. } | Self::New { .. } => None,
        }
    }

    pub(super) fn unrecorded(&self) -> Option<&Job> {
        match self {
            Self::New { job, .. } => Some(job),
            Self::Outcome { .. } => None,
        }
    }
}

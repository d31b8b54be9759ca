//! What the engine is told of the jobs of a ledger that may still change by themselves. There may be thousands of them: so no more
//! than it takes to move them. Not for what people see: that is a [`Row`](super::Row).

use std::sync::Arc;

use jiff::Timestamp;

use super::window::accepted_at;
use super::{Job, JobId, Kind, RemoteId, Request, Status};

/// What it takes to move a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenJob {
    /// Our name for it.
    pub id: JobId,
    /// Where it is.
    pub status: Status,
    /// The service's name for it, once it has one.
    pub remote_id: Option<RemoteId>,
    /// When the service took it; where that is not known, when the person sent it.
    pub since: Timestamp,
    /// What makes it take as long as others.
    pub kind: Arc<Kind>,
    /// There is a video to open.
    pub has_video: bool,
    /// The service took the cancel that was asked for.
    pub cancel_taken: bool,
    /// What is asked for, as long as it waits in our own queue.
    pub request: Option<Box<Request>>,
}

impl OpenJob {
    /// That of a job, open or not.
    pub fn of(job: &Job) -> Self {
        Self {
            id: job.id,
            status: job.status.clone(),
            remote_id: job.remote_id.clone(),
            since: accepted_at(job).unwrap_or(job.created_at),
            kind: Arc::new(Kind::of(&job.request)),
            has_video: job.video.is_some(),
            cancel_taken: job.cancel_taken_at.is_some(),
            request: (job.status == Status::Waiting).then(|| Box::new(job.request.clone())),
        }
    }
}

/// Open jobs, oldest first, and what this says of all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenJobs {
    /// Those that are told.
    pub jobs: Vec<OpenJob>,
    /// The others.
    pub others: Others,
}

/// What is known of the jobs that are not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Others {
    /// None of them is open.
    NotOpen,
    /// They are as they were told before.
    AsTold {
        /// But for these, which are not open any more.
        closed: Vec<JobId>,
    },
}

impl OpenJobs {
    /// These are all the open jobs there are.
    pub fn all(jobs: Vec<OpenJob>) -> Self {
        let others = Others::NotOpen;
        Self { jobs, others }
    }
}

//! What came back from the service, once it has been read: of a submit, of a look at a job, of a cancel.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Credits, Failure, RemoteId, Request, Status};

/// What came back as it came, kept as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status, where one came.
    pub http_status: Option<u16>,
    /// The body's first [`Answer::KEPT`] bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// How much of a body is kept, in bytes.
    pub const KEPT: usize = 64 * 1024;
}

/// The four ends of a submit. Anything that is not proved to be one of the first three is [`SubmitOutcome::Unknown`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubmitOutcome {
    /// The service has it and named it.
    Accepted {
        /// Its name there.
        remote_id: RemoteId,
        /// Its first state there.
        status: Status,
        /// What it said it charged.
        credits: Option<Credits>,
    },
    /// The service said no, readably: nothing is charged.
    Rejected {
        /// Its words.
        failure: Failure,
        /// When it may be asked again, where it said so (429).
        retry_after: Option<Duration>,
    },
    /// Proof that nothing was delivered.
    NotSent(Failure),
    /// No readable answer: it may exist and may be charged.
    Unknown(Failure),
}

/// The address of a finished video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// As the service gave it. How long it lives is not documented.
    pub url: String,
    /// When the service gave it.
    pub told_at: Timestamp,
}

/// What one look at a job showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// When the question was sent: a later question beats an earlier one, in whatever order the answers come.
    pub asked_at: Timestamp,
    /// The service's word.
    pub status: Status,
    /// `output.url`, where there was one.
    pub video_url: Option<String>,
    /// `error`, where there was one.
    pub failure: Option<Failure>,
    /// `model`, where it was told (the documented example shows it).
    pub model: Option<String>,
    /// `prompt`, where it was told (the documented example shows it).
    pub prompt: Option<String>,
    /// `aspectRatio`, where it was told (the documented example shows it).
    pub aspect_ratio: Option<String>,
    /// `duration` in seconds, where it was told (the documented example shows it).
    pub duration: Option<u32>,
    /// The answer itself, as evidence.
    pub answer: Answer,
}

impl Snapshot {
    /// What was asked for, as far as the answer tells. Resolution, media and metadata are in no documented answer, so what stands for
    /// what is not told is no value of the form: such a request is not sent again as it is.
    pub fn request(&self) -> Request {
        let told = |told: &Option<String>| told.as_deref().unwrap_or(Request::UNTOLD).chars().take(64).collect();
        Request {
            model: told(&self.model),
            prompt: self.prompt.clone().unwrap_or_default(),
            media_urls: vec![],
            aspect_ratio: told(&self.aspect_ratio),
            duration: self.duration.unwrap_or_default(),
            resolution: Request::UNTOLD.to_owned(),
            webhook_url: None,
            metadata: None,
        }
    }

    /// It tells of another model or prompt than this request has: it is somebody else's job. What it does not tell proves nothing.
    pub fn is_of_another(&self, request: &Request) -> bool {
        let differs = |told: &Option<String>, ours: &str| told.as_ref().is_some_and(|told| told.trim() != ours.trim());
        differs(&self.model, &request.model) || differs(&self.prompt, &request.prompt)
    }
}

/// How a look at a job went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Poll {
    /// It was seen.
    Seen(Box<Snapshot>),
    /// It was not: the job is what it was.
    Missed {
        /// Why.
        failure: Failure,
        /// When the service wants to be asked again.
        retry_after: Option<Duration>,
    },
}

/// How asking for a cancel went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The service took it. Whether the job stops in time is seen by looking at the job.
    Taken,
    /// The service said no, for good.
    Refused(Failure),
    /// No readable answer, or one that may pass: the job is looked at, and the person may ask again.
    Missed {
        /// Why.
        failure: Failure,
        /// When the service wants to be asked again.
        retry_after: Option<Duration>,
    },
}

/// How putting a new job into the ledger went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// It is there, durable.
    Kept(Box<super::Job>),
    /// Nothing was written: an equal request was recorded a short while ago, or nobody knows what became of one.
    Twin {
        /// That job.
        id: super::JobId,
        /// When it was sent.
        at: Timestamp,
        /// What became of it is not known.
        unknown: bool,
    },
    /// Nothing was written: that job has the request id already.
    Known {
        /// That job.
        id: super::JobId,
    },
}

/// The address of a video, if it may be opened or fetched: `https`, or plain `http` where the service itself is on this computer.
/// It never starts with `-` and holds no control characters, because it is the parsed address and not the text.
pub fn openable(url: &str, service_is_loopback: bool) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let allowed = url.scheme() == "https" || (service_is_loopback && url.scheme() == "http");
    (allowed && url.has_host() && url.username().is_empty() && url.password().is_none()).then_some(url)
}

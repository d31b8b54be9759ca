//! Windows on the list: where one lies, and the few rows that come back. What the list is, a [`Query`](super::Query) says.

use std::time::Duration;

use jiff::Timestamp;

use super::{Credits, FailureKind, Job, JobId, Kind, RemoteId, Request, Status, Tally, Usual};

/// Where in the list a window lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// At its first row.
    Top,
    /// At its last row.
    Bottom,
    /// About this job; where it is not in the list (any more), about the place where it would stand.
    Job(JobId),
}

/// A window on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where.
    pub around: Around,
    /// Rows wanted on each side of it.
    pub reach: u32,
}

/// What the list shows of a job. Bounded in size, whatever was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Our name for it.
    pub id: JobId,
    /// Where it is.
    pub status: Status,
    /// When the person sent it.
    pub created_at: Timestamp,
    /// When the service took it; none where that is not known, as of a job that was adopted later.
    pub accepted_at: Option<Timestamp>,
    /// When it was last seen, as far as the ledger knows.
    pub seen_at: Option<Timestamp>,
    /// When it was first seen running.
    pub started_at: Option<Timestamp>,
    /// When it was first seen ended.
    pub ended_at: Option<Timestamp>,
    /// How long the service had it, from accepted to seen ended; of ended jobs only, and of those whose end was seen when it came.
    pub running: Option<Duration>,
    /// The model's id.
    pub model: String,
    /// For example `16:9`.
    pub aspect_ratio: String,
    /// Seconds of video.
    pub duration: u32,
    /// For example `720p`.
    pub resolution: String,
    /// How many media it has.
    pub media: u32,
    /// What was charged.
    pub credits: Option<Credits>,
    /// What sort of thing went wrong.
    pub failure: Option<FailureKind>,
    /// There is a video to open.
    pub has_video: bool,
    /// Hidden from the list.
    pub archived: bool,
    /// The start of the prompt, at most [`Row::PROMPT`] characters.
    pub prompt: String,
    /// The service's name for it.
    pub remote_id: Option<RemoteId>,
}

impl Row {
    /// Characters of the prompt in a row.
    pub const PROMPT: usize = 240;

    /// The person took it out of our own queue: no other that is not sent lacks a failure, but for one of which not all is known any
    /// more.
    pub fn is_withdrawn(&self) -> bool {
        self.status == Status::NotSent && self.failure.is_none() && self.resolution != Request::UNTOLD
    }

    /// The row of a job.
    pub fn of(job: &Job) -> Self {
        let accepted_at = accepted_at(job);
        let ended_at = job.ended_at.filter(|_| job.status.is_end());
        Self {
            id: job.id,
            status: job.status.clone(),
            created_at: job.created_at,
            accepted_at,
            seen_at: job.seen_at,
            started_at: job.started_at,
            ended_at: job.ended_at,
            running: accepted_at
                .zip(ended_at)
                .filter(|_| !job.seen_late)
                .and_then(|(accepted, ended)| Duration::try_from(ended.duration_since(accepted)).ok()),
            model: job.request.model.clone(),
            aspect_ratio: job.request.aspect_ratio.clone(),
            duration: job.request.duration,
            resolution: job.request.resolution.clone(),
            media: u32::try_from(job.request.media_urls.len()).unwrap_or(u32::MAX),
            credits: job.credits,
            failure: job.failure.as_ref().map(|failure| failure.kind),
            has_video: job.video.is_some(),
            archived: job.archived,
            prompt: job.request.prompt.chars().take(Self::PROMPT).collect(),
            remote_id: job.remote_id.clone(),
        }
    }

    /// What makes it take as long as others.
    pub fn kind(&self) -> Kind {
        Kind {
            model: self.model.clone(),
            resolution: self.resolution.clone(),
            duration: self.duration,
        }
    }
}

/// When the latest try was accepted: the first live state after it was sent. One that was adopted had been there before.
pub(super) fn accepted_at(job: &Job) -> Option<Timestamp> {
    let sent = job.steps.iter().rposition(|step| step.status == Status::Sending)?;
    let accepted = job.steps.get(sent + 1)?;
    accepted.status.is_live().then_some(accepted.at)
}

/// How many jobs are in each state. Of the archived ones those alone count that go on, or may: hidden, they are paid for all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// State and number; a state without jobs may be missing. All undocumented words count as one.
    pub by_status: Vec<(Status, u64)>,
    /// Charges of the jobs sent since the start of the person's day, archived ones too.
    pub credits_today: Credits,
    /// Archived jobs, in whatever state.
    pub archived: u64,
}

impl Counts {
    /// The number in one state.
    pub fn of(&self, status: &Status) -> u64 {
        self.by_status
            .iter()
            .find(|(each, _)| each == status)
            .map_or(0, |(_, count)| *count)
    }

    /// The number in all states.
    pub fn total(&self) -> u64 {
        self.by_status.iter().map(|(_, count)| count).sum()
    }
}

/// What a question about many jobs has to know of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Those that the ledger has, in the order asked for.
    pub jobs: Vec<Surveyed>,
    /// What those ask for that may be run again, as far as it sets a price: kind, whether with media, number of jobs.
    pub asked: Vec<(Kind, bool, u64)>,
}

/// One job of a [`Survey`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surveyed {
    /// Which.
    pub id: JobId,
    /// Where it is.
    pub status: Status,
    /// Hidden from the list.
    pub archived: bool,
    /// The query leaves it out.
    pub outside: bool,
}

/// The window that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Neighbouring rows of the list, in its order.
    pub rows: Vec<Row>,
    /// How many rows of the list stand before the first of these.
    pub before: Tally,
    /// How many rows the whole list has.
    pub total: Tally,
    /// The whole board's numbers, whatever the query.
    pub counts: Counts,
    /// How long jobs of the kinds of the live rows among these usually take, where enough is known.
    pub usual: Vec<(Kind, Usual)>,
}

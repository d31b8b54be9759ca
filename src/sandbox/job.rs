//! One job as it lies on disk, and what it is at a given time. Pure: no disk, no clock.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::assumed;
use super::request::Request;

/// Milliseconds since 1970 by the wall clock.
pub type Millis = u64;

/// The service's name of a job: `req_` and letters, digits and `_`, so it is safe as a file name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct RequestId(String);

impl RequestId {
    pub(super) fn new() -> Self {
        Self(format!("req_{}", Uuid::now_v7().simple()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// 32 bits that differ from job to job and never change for one (FNV-1a).
    fn hash(&self) -> u64 {
        let hash = self.0.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        u64::from(hash)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// No id of ours: nothing on disk can carry that name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotAnId;

impl FromStr for RequestId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let tail = text.strip_prefix("req_").ok_or(NotAnId)?;
        let safe = tail.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if safe && (1..=64).contains(&tail.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId)
        }
    }
}

/// How a job ends when nobody cancels it. Drawn when it is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fate {
    Succeeded,
    Failed,
    FailedInText,
    Refused,
    Stuck,
}

/// How long the reference job (seedance-2.0, 720p, 5 s) stays queued and processing. Other jobs
/// are scaled from it by model, resolution and length, and vary a little. Assumed; the documentation names no times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Time in `queued`.
    pub queued: Duration,
    /// Time in `processing`.
    pub processing: Duration,
}

impl Default for Pace {
    /// Seconds rather than the minutes of the real service.
    fn default() -> Self {
        Self {
            queued: Duration::from_millis(assumed::QUEUED_MS),
            processing: Duration::from_millis(assumed::PROCESSING_MS),
        }
    }
}

/// The text is no two times.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write the time in the queue and the time of processing with a comma between them, as in `2s,4200ms` or `1m,3m`"
)]
pub struct PaceError;

/// Two times with a comma between them: `2s,4200ms`.
impl FromStr for Pace {
    type Err = PaceError;

    fn from_str(text: &str) -> Result<Self, PaceError> {
        let time = |text: &str| {
            let time: jiff::SignedDuration = text.trim().parse().map_err(|_| PaceError)?;
            Duration::try_from(time).map_err(|_| PaceError)
        };
        let (queued, processing) = text.split_once(',').ok_or(PaceError)?;
        Ok(Self {
            queued: time(queued)?,
            processing: time(processing)?,
        })
    }
}

/// The whole content of a job's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) id: RequestId,
    pub(super) request: Request,
    pub(super) credits: u64,
    pub(super) accepted: Millis,
    pub(super) starts: Millis,
    pub(super) ends: Millis,
    pub(super) fate: Fate,
}

/// How a job's end was settled. Written once by whoever sees the end first, and final from then
/// on: no cancel can undo a success that somebody has already been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    /// Its time ran out and its fate came true.
    AsFated,
    /// It was cancelled at this time.
    CancelledAt(Millis),
}

/// What a job is at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Queued,
    Processing,
    Succeeded,
    /// Failed the way its fate says.
    Failed,
    Cancelled,
}

impl State {
    /// The status word (documented).
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the job has ended.
    pub(super) fn is_end(self) -> bool {
        match self {
            Self::Queued | Self::Processing => false,
            Self::Succeeded | Self::Failed | Self::Cancelled => true,
        }
    }
}

impl Job {
    /// Accepts a request at `now`: the price, the times and the fate are settled here, once.
    pub(super) fn accept(id: RequestId, request: Request, pace: Pace, now: Millis) -> Self {
        let (fate, slower) = assumed::wishes_of(&request.prompt);
        let rate = assumed::rate(request.model, request.resolution, request.with_media());
        let effort = assumed::effort(request.model, request.resolution, request.duration);
        let hash = id.hash();
        let queued = scaled(pace.queued, jitter(hash) * slower, 100);
        let processing = scaled(pace.processing, jitter(hash >> 16) * slower * effort, 10_000);
        Self {
            credits: assumed::charge(rate, request.duration),
            accepted: now,
            starts: now.saturating_add(queued),
            ends: now.saturating_add(queued).saturating_add(processing),
            fate,
            id,
            request,
        }
    }

    /// The state at `now`, which follows from this file, the settled end and the time alone.
    pub(super) fn state_at(&self, end: Option<End>, now: Millis) -> State {
        match end {
            Some(End::CancelledAt(_)) => State::Cancelled,
            None if now < self.starts => State::Queued,
            None if now < self.ends => State::Processing,
            Some(End::AsFated) | None => self.fated(),
        }
    }

    /// When it ended, given how.
    pub(super) fn ended(&self, end: End) -> Millis {
        match end {
            End::AsFated => self.ends,
            End::CancelledAt(time) => time,
        }
    }

    /// Whether half of the time in processing is over.
    pub(super) fn is_half_done(&self, now: Millis) -> bool {
        now >= self.starts.midpoint(self.ends)
    }

    fn fated(&self) -> State {
        match self.fate {
            Fate::Succeeded => State::Succeeded,
            Fate::Failed | Fate::FailedInText | Fate::Refused => State::Failed,
            Fate::Stuck => State::Processing,
        }
    }

    /// The documented body of a status answer, and nothing more. `origin` is where results are served.
    pub(super) fn status(&self, state: State, origin: &str) -> Value {
        let output = match state {
            State::Succeeded => json!({
                "type": "video",
                "url": format!("{origin}/open-api-results/{}.mp4", self.id),
            }),
            State::Queued | State::Processing | State::Failed | State::Cancelled => Value::Null,
        };
        let error = match state {
            State::Failed => assumed::failure(self.fate, self.id.as_str()),
            State::Queued | State::Processing | State::Succeeded | State::Cancelled => Value::Null,
        };
        json!({
            "success": true,
            "requestId": self.id,
            "status": state.word(),
            "model": self.request.model,
            "prompt": self.request.prompt,
            "duration": self.request.duration,
            "aspectRatio": self.request.aspect_ratio,
            "output": output,
            "error": error,
        })
    }
}

/// 90 to 110 percent, from the low 16 bits.
fn jitter(bits: u64) -> u64 {
    90 + (bits & 0xffff) * 20 / 0xffff
}

fn scaled(time: Duration, times: u64, out_of: u64) -> Millis {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    millis.saturating_mul(times) / out_of
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::documented::{AspectRatio, Model, Resolution};
    use super::*;

    fn job(prompt: &str, model: Model, resolution: Resolution, duration: u32) -> Job {
        let request = Request {
            model,
            prompt: prompt.to_owned(),
            media_urls: Vec::new(),
            aspect_ratio: AspectRatio::Wide,
            duration,
            resolution,
            webhook_url: None,
            metadata: None,
        };
        Job::accept(RequestId::new(), request, Pace::default(), 1_000_000)
    }

    #[test]
    fn every_job_of_the_usual_pace_lives_four_to_twelve_seconds() {
        for model in Model::ALL {
            for resolution in Resolution::ALL {
                for &duration in model.durations() {
                    for _ in 0..50 {
                        let job = job("p", model, resolution, duration);
                        let (queued, life) = (job.starts - job.accepted, job.ends - job.accepted);
                        assert!((1_800..=2_200).contains(&queued), "{job:?}");
                        assert!((4_000..=12_000).contains(&life), "{life} ms: {job:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn jobs_of_one_kind_do_not_all_end_at_once() {
        let ends: std::collections::HashSet<_> = (0..50)
            .map(|_| job("p", Model::Standard, Resolution::P720, 5).ends)
            .collect();
        assert!(ends.len() > 20, "{ends:?}");
    }

    #[test]
    fn state_turns_at_the_very_millisecond() {
        let job = job("p", Model::Standard, Resolution::P720, 5);
        let at = |now| job.state_at(None, now);
        assert_eq!(at(0), State::Queued);
        assert_eq!(at(job.starts - 1), State::Queued);
        assert_eq!(at(job.starts), State::Processing);
        assert_eq!(at(job.ends - 1), State::Processing);
        assert_eq!(at(job.ends), State::Succeeded);
        assert_eq!(at(Millis::MAX), State::Succeeded);
        assert_eq!(job.state_at(Some(End::CancelledAt(7)), job.ends), State::Cancelled);
        assert_eq!(job.state_at(Some(End::AsFated), 0), State::Succeeded);
    }

    #[test]
    fn the_file_of_a_job_reads_back_the_same() {
        let job = job("ทะเล 🌊 [slow] [fail text]", Model::Pro15, Resolution::P1080, 10);
        let file = serde_json::to_vec(&job).unwrap();
        assert_eq!(serde_json::from_slice::<Job>(&file).unwrap(), job);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn an_id_is_a_safe_file_name(text in "(req_)?.{0,70}") {
            if let Ok(id) = text.parse::<RequestId>() {
                let tail = id.as_str().strip_prefix("req_").unwrap();
                prop_assert!(tail.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
                prop_assert!((1..=64).contains(&tail.len()));
            }
        }

        #[test]
        fn time_only_moves_a_job_forward(a: u32, b: u32, prompt in "(\\[(fail|stick|slow)\\])?") {
            let order = |state| match state {
                State::Queued => 0,
                State::Processing => 1,
                State::Succeeded | State::Failed | State::Cancelled => 2,
            };
            let job = job(&prompt, Model::Fast, Resolution::P480, 4);
            let (early, late) = (a.min(b), a.max(b));
            let state = |after: u32| job.state_at(None, job.accepted + u64::from(after % 200_000));
            if early % 200_000 <= late % 200_000 {
                prop_assert!(order(state(early)) <= order(state(late)));
            }
        }
    }
}

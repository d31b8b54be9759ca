//! Faults as data: what the sandbox can be told to do wrong, one row each. All of them were met in
//! the field with services of this kind. A new fault is a new row, unless it strikes in a new way.

use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::Reply;
use super::assumed;
use super::job::Fate;

/// One fault: the name that switches it on, what it does in words, and where it strikes.
struct Row {
    name: &'static str,
    does: &'static str,
    strike: Strike,
}

/// Where and how a fault strikes.
#[derive(Clone, Copy)]
enum Strike {
    /// A submit gets this answer, and nothing is accepted.
    Submit(Reply),
    /// A submit is accepted and charged, and gets this answer instead of the id.
    Accepted(Reply),
    /// An accepted job meets this fate, whatever its prompt asks for.
    Fate(Fate),
    /// A status poll gets this answer.
    Poll(Reply),
    /// The body of a status answer is changed when it shows the given status word.
    Status(&'static str, fn(&mut Value)),
    /// The job reaches its end just before the cancel does.
    CancelTooLate,
    /// A result file's address gets this answer.
    Result(Reply),
}

const fn row(name: &'static str, does: &'static str, strike: Strike) -> Row {
    Row { name, does, strike }
}

#[rustfmt::skip]
const TABLE: [Row; 21] = [
    row("submit-429", "refuses a submit, with Retry-After", Strike::Submit(Reply::EnvelopeAfter(&assumed::RATE_LIMITED, assumed::RETRY_AFTER_SECONDS))),
    row("submit-429-bare", "refuses a submit, no Retry-After", Strike::Submit(Reply::Envelope(&assumed::RATE_LIMITED))),
    row("submit-429-html", "refuses a submit with an HTML page", Strike::Submit(Reply::Html(StatusCode::TOO_MANY_REQUESTS))),
    row("submit-500", "refuses a submit with 500", Strike::Submit(Reply::Envelope(&assumed::BROKEN))),
    row("answer-lost", "accepts, then closes the connection", Strike::Accepted(Reply::HangUp)),
    row("answer-502", "accepts, then answers 502 with HTML", Strike::Accepted(Reply::Html(StatusCode::BAD_GATEWAY))),
    row("answer-empty", "accepts, then answers an empty 200", Strike::Accepted(Reply::Empty(StatusCode::OK))),
    row("answer-html", "accepts, then answers 200 with HTML", Strike::Accepted(Reply::Html(StatusCode::OK))),
    row("stuck", "jobs process for ever", Strike::Fate(Fate::Stuck)),
    row("failed", "jobs fail", Strike::Fate(Fate::Failed)),
    row("error-text", "jobs fail with `error` as a string", Strike::Fate(Fate::FailedInText)),
    row("poll-503", "polls get 503 with HTML", Strike::Poll(Reply::Html(StatusCode::SERVICE_UNAVAILABLE))),
    row("poll-429", "polls get 429, with Retry-After", Strike::Poll(Reply::EnvelopeAfter(&assumed::RATE_LIMITED, assumed::RETRY_AFTER_SECONDS))),
    row("poll-404", "polls find no such task", Strike::Poll(Reply::Envelope(&assumed::NOT_FOUND))),
    row("poll-empty", "polls get an empty 200", Strike::Poll(Reply::Empty(StatusCode::OK))),
    row("poll-lost", "polls get a closed connection", Strike::Poll(Reply::HangUp)),
    row("unknown-status", "`processing` is told as `expired`", Strike::Status("processing", |body| body["status"] = json!("expired"))),
    row("back-to-queued", "`processing` is told as `queued`", Strike::Status("processing", |body| body["status"] = json!("queued"))),
    row("no-url", "succeeds without `output.url`", Strike::Status("succeeded", |body| body["output"] = json!({ "type": "video" }))),
    row("cancel-late", "a cancel loses against the end", Strike::CancelTooLate),
    row("result-html", "results are an HTML page", Strike::Result(Reply::Html(StatusCode::OK))),
];

/// Which faults are on, and for how long. None by default.
///
/// Read from text: names with commas between them, each strikes every time, or the first `n` times
/// when `=n` follows, counted over one run of the sandbox: `"answer-lost=1,poll-503"`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<Switched>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Switched {
    /// Index in the table.
    row: usize,
    times: u32,
}

const EVERY_TIME: u32 = u32::MAX;

/// The text names no fault, or no number of times.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultsError {
    /// There is no fault of that name.
    #[error("there is no fault `{name}`; there are:\n{}", list().join("\n"))]
    Unknown {
        /// The name that was asked for.
        name: String,
    },
    /// What follows `=` is not a number.
    #[error("`{0}`: write how often it strikes as a number, as in `answer-lost=1`")]
    Times(String),
}

fn list() -> Vec<String> {
    let line = |row: &Row| format!("  {:<16} {}", row.name, row.does);
    TABLE.iter().map(line).collect()
}

impl FromStr for Faults {
    type Err = FaultsError;

    fn from_str(text: &str) -> Result<Self, FaultsError> {
        text.split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(|one| {
                let (name, times) = match one.split_once('=') {
                    None => (one, EVERY_TIME),
                    Some((name, times)) => {
                        let times = times.parse().map_err(|_| FaultsError::Times(one.to_owned()))?;
                        (name, times)
                    }
                };
                let row = TABLE
                    .iter()
                    .position(|row| row.name == name)
                    .ok_or_else(|| FaultsError::Unknown { name: name.to_owned() })?;
                Ok(Switched { row, times })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// The faults of one running sandbox, with how often each may still strike.
pub(super) struct Armed(Vec<(Strike, AtomicU32)>);

impl From<Faults> for Armed {
    fn from(faults: Faults) -> Self {
        let arm = |on: Switched| (TABLE[on.row].strike, AtomicU32::new(on.times));
        Self(faults.0.into_iter().map(arm).collect())
    }
}

impl Armed {
    /// The answer to a submit that is not to be accepted.
    pub(super) fn submit(&self) -> Option<Reply> {
        self.strike(|strike| {
            if let Strike::Submit(reply) = strike {
                Some(reply)
            } else {
                None
            }
        })
    }

    /// The answer to a submit that was accepted.
    pub(super) fn accepted(&self) -> Option<Reply> {
        self.strike(|strike| {
            if let Strike::Accepted(reply) = strike {
                Some(reply)
            } else {
                None
            }
        })
    }

    /// The fate of a job that is being accepted.
    pub(super) fn fate(&self) -> Option<Fate> {
        self.strike(|strike| {
            if let Strike::Fate(fate) = strike {
                Some(fate)
            } else {
                None
            }
        })
    }

    /// The answer to a poll.
    pub(super) fn poll(&self) -> Option<Reply> {
        self.strike(|strike| {
            if let Strike::Poll(reply) = strike {
                Some(reply)
            } else {
                None
            }
        })
    }

    /// What is to be changed in the body of a status answer that tells `word`.
    pub(super) fn status(&self, word: &str) -> Option<fn(&mut Value)> {
        self.strike(|strike| {
            if let Strike::Status(on, change) = strike
                && on == word
            {
                Some(change)
            } else {
                None
            }
        })
    }

    /// Whether a cancel is to come too late.
    pub(super) fn cancel_too_late(&self) -> bool {
        self.strike(|strike| matches!(strike, Strike::CancelTooLate).then_some(()))
            .is_some()
    }

    /// The answer at a result file's address.
    pub(super) fn result(&self) -> Option<Reply> {
        self.strike(|strike| {
            if let Strike::Result(reply) = strike {
                Some(reply)
            } else {
                None
            }
        })
    }

    /// The first fault that `pick` takes and that may still strike; counts the stroke.
    fn strike<T>(&self, pick: impl Fn(Strike) -> Option<T>) -> Option<T> {
        self.0.iter().find_map(|(strike, left)| {
            let picked = pick(*strike)?;
            let one_less = |left| match left {
                EVERY_TIME => Some(EVERY_TIME),
                left => left.checked_sub(1),
            };
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).ok()?;
            Some(picked)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_the_text_is_told_with_what_there_is() {
        let unknown = "answer-lost=1,answer-gone".parse::<Faults>().unwrap_err().to_string();
        assert!(
            unknown.starts_with("there is no fault `answer-gone`; there are:\n"),
            "{unknown}"
        );
        assert!(unknown.contains("  answer-lost      accepts, then closes"), "{unknown}");
        let times = "poll-503=often".parse::<Faults>().unwrap_err();
        assert_eq!(times, FaultsError::Times("poll-503=often".to_owned()));
        assert_eq!("".parse::<Faults>(), Ok(Faults::default()));
    }

    #[test]
    fn names_are_unique() {
        for (index, row) in TABLE.iter().enumerate() {
            let first = TABLE.iter().position(|other| other.name == row.name);
            assert_eq!(first, Some(index), "{}", row.name);
        }
    }
}

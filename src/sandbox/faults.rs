//! Faults as data: what the sandbox can be told to do wrong, one row each. All of them were met in
//! the field with services of this kind. A new fault is a new row, unless it strikes in a new way.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::{Reply, Spoil};
use super::assumed;
use super::job::{Fate, State};

/// One fault: the name that switches it on, what it does in words, and where it strikes.
struct Row {
    name: &'static str,
    does: &'static str,
    strike: Strike,
}

/// Where and how a fault strikes.
#[derive(Clone, Copy)]
enum Strike {
    /// A call gets this answer, and nothing is done.
    Before(Call, Reply),
    /// What a call asks for is done, and its answer is spoilt.
    After(Call, Spoil),
    /// An accepted job meets this fate, whatever its prompt asks for.
    Fate(Fate),
    /// The body of a status answer is changed while the job is there.
    Status(Moment, fn(&mut Value)),
    /// The job reaches its end just before the cancel does.
    CancelTooLate,
    /// A job that ended long ago is no longer known.
    Forgotten,
    /// Results are wide, whatever was asked for.
    Wide,
    /// The webhook of a job that ended goes out this way.
    Webhook(Delivery),
}

/// The calls that faults strike at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Submit,
    Status,
    Cancel,
    /// A result file's address.
    Result,
}

/// A part of a job's life.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Processing,
    SecondHalfOfProcessing,
    Succeeded,
}

impl Moment {
    fn is_now(self, state: State, second_half: bool) -> bool {
        match self {
            Self::Processing => state == State::Processing,
            Self::SecondHalfOfProcessing => state == State::Processing && second_half,
            Self::Succeeded => state == State::Succeeded,
        }
    }
}

/// How a webhook goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    /// Once, at the end.
    AsItShould,
    Never,
    Late,
    Twice,
    /// After it comes an older one, of a job that is still processing.
    OldAfterNew,
}

const fn row(name: &'static str, does: &'static str, strike: Strike) -> Row {
    Row { name, does, strike }
}

/// A row of a call that is not done.
const fn not_done(name: &'static str, call: Call, reply: Reply, does: &'static str) -> Row {
    row(name, does, Strike::Before(call, reply))
}

/// A row of a call that is done.
const fn done(name: &'static str, call: Call, spoil: Spoil, does: &'static str) -> Row {
    row(name, does, Strike::After(call, spoil))
}

const LIMITED: Reply = Reply::EnvelopeAfter(&assumed::RATE_LIMITED, assumed::RETRY_AFTER_SECONDS);
const LIMITED_BARE: Reply = Reply::Envelope(&assumed::RATE_LIMITED);
const LIMITED_HTML: Reply = Reply::Html(StatusCode::TOO_MANY_REQUESTS);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    not_done("submit-401", Call::Submit, Reply::Envelope(&assumed::UNAUTHORIZED), "the key is refused"),
    not_done("submit-429", Call::Submit, LIMITED, "refused by a limit, with Retry-After"),
    not_done("submit-429-bare", Call::Submit, LIMITED_BARE, "refused by a limit, no Retry-After"),
    not_done("submit-429-html", Call::Submit, LIMITED_HTML, "refused by a limit, with an HTML page"),
    not_done("submit-500", Call::Submit, Reply::Envelope(&assumed::BROKEN), "refused with 500"),
    not_done("submit-301", Call::Submit, Reply::Redirect(StatusCode::MOVED_PERMANENTLY), "redirected, not accepted"),
    not_done("submit-302", Call::Submit, Reply::Redirect(StatusCode::FOUND), "redirected, not accepted"),
    not_done("submit-303", Call::Submit, Reply::Redirect(StatusCode::SEE_OTHER), "redirected, not accepted"),
    not_done("submit-307", Call::Submit, Reply::Redirect(StatusCode::TEMPORARY_REDIRECT), "redirected, not accepted"),
    not_done("submit-308", Call::Submit, Reply::Redirect(StatusCode::PERMANENT_REDIRECT), "redirected, not accepted"),
    done("answer-lost", Call::Submit, Spoil::Instead(Reply::HangUp), "accepted, then the connection closes"),
    done("answer-stall", Call::Submit, Spoil::Instead(Reply::Stall), "accepted, then silence on an open connection"),
    done("answer-cut", Call::Submit, Spoil::Cut, "accepted, half of the answer arrives"),
    done("answer-502", Call::Submit, Spoil::Instead(Reply::Html(StatusCode::BAD_GATEWAY)), "accepted, answered with 502 and HTML"),
    done("answer-empty", Call::Submit, Spoil::Instead(Reply::Empty(StatusCode::OK)), "accepted, answered with an empty 200"),
    done("answer-html", Call::Submit, Spoil::Instead(Reply::Html(StatusCode::OK)), "accepted, answered with 200 and HTML"),
    done("answer-large", Call::Submit, Spoil::Padded, "accepted, answered with more than 2 MiB"),

    row("stuck", "jobs process for ever", Strike::Fate(Fate::Stuck)),
    row("failed", "jobs fail", Strike::Fate(Fate::Failed)),
    row("error-text", "jobs fail with `error` as a string", Strike::Fate(Fate::FailedInText)),

    not_done("poll-401", Call::Status, Reply::Envelope(&assumed::UNAUTHORIZED), "the key is refused"),
    not_done("poll-404", Call::Status, Reply::Envelope(&assumed::NOT_FOUND), "no such task"),
    not_done("poll-429", Call::Status, LIMITED, "answered with 429, with Retry-After"),
    not_done("poll-429-bare", Call::Status, LIMITED_BARE, "answered with 429, no Retry-After"),
    not_done("poll-429-html", Call::Status, LIMITED_HTML, "answered with 429 and HTML"),
    not_done("poll-500", Call::Status, Reply::Envelope(&assumed::BROKEN), "answered with 500"),
    not_done("poll-503", Call::Status, Reply::Html(StatusCode::SERVICE_UNAVAILABLE), "answered with 503 and HTML"),
    not_done("poll-301", Call::Status, Reply::Redirect(StatusCode::MOVED_PERMANENTLY), "redirected"),
    not_done("poll-302", Call::Status, Reply::Redirect(StatusCode::FOUND), "redirected"),
    not_done("poll-303", Call::Status, Reply::Redirect(StatusCode::SEE_OTHER), "redirected"),
    not_done("poll-307", Call::Status, Reply::Redirect(StatusCode::TEMPORARY_REDIRECT), "redirected"),
    not_done("poll-308", Call::Status, Reply::Redirect(StatusCode::PERMANENT_REDIRECT), "redirected"),
    not_done("poll-empty", Call::Status, Reply::Empty(StatusCode::OK), "answered with an empty 200"),
    not_done("poll-html", Call::Status, Reply::Html(StatusCode::OK), "answered with 200 and HTML"),
    not_done("poll-lost", Call::Status, Reply::HangUp, "the connection closes"),
    not_done("poll-stall", Call::Status, Reply::Stall, "silence on an open connection"),
    done("poll-cut", Call::Status, Spoil::Cut, "half of the answer arrives"),
    done("poll-large", Call::Status, Spoil::Padded, "answered with more than 2 MiB"),
    row("unknown-status", "`processing` is told as `expired`", Strike::Status(Moment::Processing, |body| body["status"] = json!("expired"))),
    row("back-to-queued", "half-way through, `processing` goes back to `queued`", Strike::Status(Moment::SecondHalfOfProcessing, |body| body["status"] = json!("queued"))),
    row("no-url", "`succeeded` without `output.url`", Strike::Status(Moment::Succeeded, |body| body["output"] = json!({ "type": "video" }))),
    row("forgotten", "no such task, from one minute after its end", Strike::Forgotten),

    not_done("cancel-429", Call::Cancel, LIMITED, "not cancelled, 429 with Retry-After"),
    not_done("cancel-500", Call::Cancel, Reply::Envelope(&assumed::BROKEN), "not cancelled, answered with 500"),
    not_done("cancel-301", Call::Cancel, Reply::Redirect(StatusCode::MOVED_PERMANENTLY), "redirected, not cancelled"),
    not_done("cancel-302", Call::Cancel, Reply::Redirect(StatusCode::FOUND), "redirected, not cancelled"),
    not_done("cancel-303", Call::Cancel, Reply::Redirect(StatusCode::SEE_OTHER), "redirected, not cancelled"),
    not_done("cancel-307", Call::Cancel, Reply::Redirect(StatusCode::TEMPORARY_REDIRECT), "redirected, not cancelled"),
    not_done("cancel-308", Call::Cancel, Reply::Redirect(StatusCode::PERMANENT_REDIRECT), "redirected, not cancelled"),
    done("cancel-lost", Call::Cancel, Spoil::Instead(Reply::HangUp), "cancelled, then the connection closes"),
    done("cancel-stall", Call::Cancel, Spoil::Instead(Reply::Stall), "cancelled, then silence on an open connection"),
    row("cancel-late", "a cancel loses against the end", Strike::CancelTooLate),

    not_done("result-403", Call::Result, Reply::Html(StatusCode::FORBIDDEN), "answered with 403 and HTML"),
    not_done("result-404", Call::Result, Reply::Html(StatusCode::NOT_FOUND), "answered with 404 and HTML"),
    not_done("result-429", Call::Result, LIMITED_HTML, "answered with 429 and HTML"),
    not_done("result-html", Call::Result, Reply::Html(StatusCode::OK), "answered with 200 and HTML"),
    not_done("result-stall", Call::Result, Reply::Stall, "silence on an open connection"),
    done("result-cut", Call::Result, Spoil::Cut, "half of the file, then the connection closes"),
    done("result-short", Call::Result, Spoil::ShortLength, "half of the file, and Content-Length says it is all"),
    row("result-wide", "a 16:9 clip, whatever was asked for", Strike::Wide),

    row("webhook-never", "no webhook goes out", Strike::Webhook(Delivery::Never)),
    row("webhook-late", "goes out ten seconds after the end", Strike::Webhook(Delivery::Late)),
    row("webhook-twice", "goes out twice", Strike::Webhook(Delivery::Twice)),
    row("webhook-old", "the end is told, and then `processing`", Strike::Webhook(Delivery::OldAfterNew)),
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
    #[error("there is no fault `{name}`; there are:\n{}", fault_list())]
    Unknown {
        /// The name that was asked for.
        name: String,
    },
    /// What follows `=` is not a number.
    #[error("`{0}`: write how often it strikes as a number, as in `answer-lost=1`")]
    Times(String),
}

/// Every fault there is, a line each: its name and what it does.
pub fn fault_list() -> String {
    let line = |(name, does)| format!("  {name:<16} {does}");
    let lines: Vec<String> = faults().map(line).collect();
    lines.join("\n")
}

/// Every fault there is: its name and what it does.
pub fn faults() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.iter().map(|row| (row.name, row.does))
}

/// As [`FromStr`] reads it.
impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, on) in self.0.iter().enumerate() {
            formatter.write_str(if index == 0 { "" } else { "," })?;
            formatter.write_str(TABLE[on.row].name)?;
            if on.times != EVERY_TIME {
                write!(formatter, "={}", on.times)?;
            }
        }
        Ok(())
    }
}

/// All of them, in this order.
impl FromIterator<Faults> for Faults {
    fn from_iter<T: IntoIterator<Item = Self>>(faults: T) -> Self {
        Self(faults.into_iter().flat_map(|faults| faults.0).collect())
    }
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
    /// The answer to a call that is not to be done.
    pub(super) fn before(&self, call: Call) -> Option<Reply> {
        self.strike(|strike| {
            let Strike::Before(at, reply) = strike else { return None };
            (at == call).then_some(reply)
        })
    }

    /// What becomes of the answer to a call that was done.
    pub(super) fn after(&self, call: Call) -> Option<Spoil> {
        self.strike(|strike| {
            let Strike::After(at, spoil) = strike else { return None };
            (at == call).then_some(spoil)
        })
    }

    /// The fate of a job that is being accepted.
    pub(super) fn fate(&self) -> Option<Fate> {
        self.strike(|strike| {
            let Strike::Fate(fate) = strike else { return None };
            Some(fate)
        })
    }

    /// What is to be changed in the body of a status answer.
    pub(super) fn status(&self, state: State, second_half: bool) -> Option<fn(&mut Value)> {
        self.strike(|strike| {
            let Strike::Status(moment, change) = strike else {
                return None;
            };
            moment.is_now(state, second_half).then_some(change)
        })
    }

    /// Whether a cancel is to come too late.
    pub(super) fn cancel_too_late(&self) -> bool {
        self.is_on(|strike| matches!(strike, Strike::CancelTooLate))
    }

    /// Whether a job that ended long ago is to be unknown.
    pub(super) fn forgotten(&self) -> bool {
        self.is_on(|strike| matches!(strike, Strike::Forgotten))
    }

    /// Whether a result is to be wide.
    pub(super) fn wide(&self) -> bool {
        self.is_on(|strike| matches!(strike, Strike::Wide))
    }

    /// How a webhook is to go out.
    pub(super) fn webhook(&self) -> Delivery {
        let delivery = self.strike(|strike| {
            let Strike::Webhook(delivery) = strike else { return None };
            Some(delivery)
        });
        delivery.unwrap_or(Delivery::AsItShould)
    }

    fn is_on(&self, pick: impl Fn(Strike) -> bool) -> bool {
        self.strike(|strike| pick(strike).then_some(())).is_some()
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
        assert!(
            unknown.contains("  answer-lost      accepted, then the connection closes"),
            "{unknown}"
        );
        let times = "poll-503=often".parse::<Faults>().unwrap_err();
        assert_eq!(times, FaultsError::Times("poll-503=often".to_owned()));
        assert_eq!("".parse::<Faults>(), Ok(Faults::default()));
    }

    #[test]
    fn what_is_on_is_told_as_it_is_read() {
        let read = |text: &str| text.parse::<Faults>().unwrap();
        let both: Faults = [read("answer-lost=1 , poll-503"), read("stuck")].into_iter().collect();
        assert_eq!(both.to_string(), "answer-lost=1,poll-503,stuck");
        assert_eq!(read(&both.to_string()), both);
    }

    #[test]
    fn names_are_unique() {
        for (index, row) in TABLE.iter().enumerate() {
            let first = TABLE.iter().position(|other| other.name == row.name);
            assert_eq!(first, Some(index), "{}", row.name);
        }
    }
}

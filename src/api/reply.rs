//! An answer as it arrived, before anybody reads a meaning into it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimeParser};

use crate::job::Failure;

/// The longest wait that a service can ask of us: a `Retry-After` beyond it is taken as this.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// The status line, the one or two headers that matter, and as much of the body as came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) http_status: u16,
    /// When to ask again, 0 to 1 hour, where it said so.
    pub(super) retry_after: Option<Duration>,
    /// `Location` of a redirect, shown and never followed.
    pub(super) location: Option<String>,
    /// The body, decompressed, at most [`Reply::LIMIT`] bytes.
    pub(super) body: Vec<u8>,
    /// Why the body is not whole, where it is not.
    pub(super) cut: Option<Failure>,
}

impl Reply {
    /// How much of a body is read, in bytes after decompression.
    pub(super) const LIMIT: usize = 1024 * 1024;

    /// 2xx. Which of them a submit answers with is not documented.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.http_status)
    }
}

/// Reads `Retry-After`: whole seconds, or a date, which counts from the server's own `Date` where there is one and from our clock
/// otherwise. Bounded to 0 to 1 hour; `None` for anything else.
pub(super) fn retry_after(value: &str, date: Option<&str>, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // more digits than fit are a long wait, not a short one
        let seconds = value.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(LONGEST_WAIT));
    }
    let moment = |text: &str| DateTimeParser::new().parse_timestamp(text.trim()).ok();
    let since = date.and_then(moment).unwrap_or(now);
    let wait = moment(value)?.duration_since(since).max(SignedDuration::ZERO);
    Some(wait.unsigned_abs().min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_noted_of_too_long_an_answer_names_the_limit() {
        let noted = crate::job::Noted::TooLong.text();
        assert!(noted.contains(&Reply::LIMIT.to_string()), "{noted}");
    }

    #[test]
    fn retry_after_is_read_in_both_forms_and_by_the_servers_clock() {
        let now: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
        let seconds = |value, date| retry_after(value, date, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("7", None), Some(7));
        assert_eq!(seconds(" 0 ", None), Some(0));
        assert_eq!(seconds("86400", None), Some(3600));
        assert_eq!(seconds("99999999999999999999999", None), Some(3600));
        let date = "Sun, 01 Nov 2026 12:00:30 GMT";
        assert_eq!(seconds(date, None), Some(30), "our clock");
        assert_eq!(
            seconds(date, Some("Sun, 01 Nov 2026 12:00:20 GMT")),
            Some(10),
            "its clock"
        );
        assert_eq!(seconds(date, Some("yesterday")), Some(30), "an unreadable Date is none");
        assert_eq!(
            seconds(date, Some("Sun, 01 Nov 2026 13:00:00 GMT")),
            Some(0),
            "in the past"
        );
        assert_eq!(seconds("Sat, 01 Nov 2036 12:00:00 GMT", None), Some(3600));
        for nonsense in ["", "-1", "1.5", "soon", "12 s", "Sun, 99 Nov 2026 12:00:30 GMT"] {
            assert_eq!(seconds(nonsense, None), None, "{nonsense:?}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics_or_waits_for_more_than_an_hour(value in "\\PC{0,40}", date in proptest::option::of("\\PC{0,40}")) {
            let wait = retry_after(&value, date.as_deref(), Timestamp::UNIX_EPOCH);
            prop_assert!(wait.unwrap_or_default() <= LONGEST_WAIT);
        }
    }
}

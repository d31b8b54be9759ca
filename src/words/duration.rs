//! Short forms of times and numbers, narrow enough for a column. Numbers read the same in every language; the units of a time are
//! those of English here, and each language has its own.
//!
//! Not for sentences such as "about a minute ago": those belong to the table of texts.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::job::Credits;

/// The widest [`brief`] ever gets, in cells.
pub const BRIEF_CELLS: usize = 6;

/// A length of time in the unit that a person would take, always rounded down, so that nothing looks older than it is.
pub(super) enum Brief {
    /// Below a minute.
    Seconds(u64),
    /// Below an hour.
    Minutes(u64),
    /// Hours and minutes, below ten hours.
    Clock(u64, u64),
    /// Below a day.
    Hours(u64),
    /// Any more.
    Days(u64),
}

impl From<Duration> for Brief {
    fn from(time: Duration) -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        match time.as_secs() {
            s if s < MINUTE => Self::Seconds(s),
            s if s < HOUR => Self::Minutes(s / MINUTE),
            s if s < 10 * HOUR => Self::Clock(s / HOUR, s % HOUR / MINUTE),
            s if s < DAY => Self::Hours(s / HOUR),
            s => Self::Days(s / DAY),
        }
    }
}

/// An age or a running time in English: `48s`, `12m`, `2h 05m`, `23h`, `3d`. At most [`BRIEF_CELLS`] wide.
pub fn brief(time: Duration) -> String {
    match time.into() {
        Brief::Seconds(seconds) => format!("{seconds}s"),
        Brief::Minutes(minutes) => format!("{minutes}m"),
        Brief::Clock(hours, minutes) => format!("{hours}h {minutes:02}m"),
        Brief::Hours(hours) => format!("{hours}h"),
        Brief::Days(days) => format!("{}d", days.min(99_999)),
    }
}

/// What is left of a wait, in seconds, so that the last one is not none.
pub fn whole_seconds(left: Duration) -> Duration {
    Duration::from_secs(left.as_secs() + u64::from(left.subsec_nanos() > 0))
}

/// How long [`brief`] goes on reading the same, from this age on.
pub fn brief_changes_in(time: Duration) -> Duration {
    const MINUTE: u128 = 60_000;
    const HOUR: u128 = 60 * MINUTE;
    const DAY: u128 = 24 * HOUR;
    let step = match time.as_millis() {
        ms if ms < MINUTE => 1000,
        ms if ms < 10 * HOUR => MINUTE,
        ms if ms < DAY => HOUR,
        _ => DAY,
    };
    let rest = step - time.as_millis() % step;
    Duration::from_millis(u64::try_from(rest).unwrap_or(u64::MAX))
}

/// A whole number with its thousands apart: `1 240`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// An amount of credits with its thousands apart and no more decimals than it has: `1 240`, `6.4`.
pub fn amount(credits: Credits) -> String {
    let number = credits.to_string();
    let (whole, rest) = number
        .split_once('.')
        .map_or((&number[..], None), |(whole, rest)| (whole, Some(rest)));
    let whole = grouped(whole.parse().unwrap_or(u64::MAX));
    rest.map_or_else(|| whole.clone(), |rest| format!("{whole}.{rest}"))
}

/// A time of day for people: `14:03:07`, with its date before it where that is not today's.
pub fn clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned_datetime(zone.clone()), now.to_zoned_datetime(zone.clone()));
    let form = if at.date() == now.date() {
        "%H:%M:%S"
    } else {
        "%Y-%m-%d %H:%M:%S"
    };
    at.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brief_changes_its_unit_where_a_person_would() {
        let cases = [
            (0, "0s"),
            (1, "1s"),
            (59, "59s"),
            (60, "1m"),
            (12 * 60 + 59, "12m"),
            (3_599, "59m"),
            (3_600, "1h 00m"),
            (2 * 3_600 + 5 * 60, "2h 05m"),
            (35_999, "9h 59m"),
            (36_000, "10h"),
            (86_399, "23h"),
            (3 * 86_400, "3d"),
            (u64::MAX, "99999d"),
        ];
        for (seconds, expected) in cases {
            let shown = brief(Duration::from_secs(seconds));
            assert_eq!(shown, expected);
            assert!(shown.len() <= BRIEF_CELLS);
        }
    }

    #[test]
    fn brief_changes_when_it_is_said_to_and_not_before() {
        let seconds = [
            0, 1, 59, 60, 61, 3_599, 3_600, 35_999, 36_000, 40_000, 86_399, 86_400, 200_000,
        ];
        for at in seconds.map(|at| Duration::from_millis(at * 1000 + 250)) {
            let wait = brief_changes_in(at);
            assert_eq!(
                brief(at),
                brief(at + wait.saturating_sub(Duration::from_millis(1))),
                "{at:?}"
            );
            assert_ne!(brief(at), brief(at + wait), "{at:?}");
        }
    }

    #[test]
    fn brief_never_rounds_up() {
        assert_eq!(brief(Duration::from_millis(999)), "0s");
    }

    #[test]
    fn the_last_second_of_a_wait_is_one() {
        let left = |millis| whole_seconds(Duration::from_millis(millis)).as_secs();
        assert_eq!([0, 1, 999, 1000, 1001].map(left), [0, 1, 1, 1, 2]);
    }

    #[test]
    fn grouped_parts_thousands() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1_240, "1 240"),
            (12_345_678, "12 345 678"),
            (u64::MAX, "18 446 744 073 709 551 615"),
        ];
        for (number, expected) in cases {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn an_amount_keeps_its_decimals() {
        let cases = [
            (0, "0"),
            (40_000, "40"),
            (1_240_000, "1 240"),
            (6_400, "6.4"),
            (1_000_125, "1 000.125"),
        ];
        for (thousandths, expected) in cases {
            assert_eq!(amount(Credits(thousandths)), expected);
        }
    }
}

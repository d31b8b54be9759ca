//! What the list asks of the ledger: which jobs, in which order, and numbers that need not be counted to their end.

use std::cmp::{Ordering, Reverse};

use super::{Filter, Row, Status};

/// Which jobs, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Which.
    pub filter: Filter,
    /// What they are ordered by.
    pub sort: Sort,
    /// The whole order is turned round.
    pub reversed: bool,
}

/// What jobs are ordered by. Equal ones stand newest first, which is turned round with the rest; those without a value (no credits,
/// not ended) stand last, whichever way round the others stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// When the person sent it: newest first.
    #[default]
    Created,
    /// In the order of [`Sort::place_of`]: what needs the person and what moves first, what ended last.
    State,
    /// The model's id, A to Z.
    Model,
    /// What was charged: most first.
    Credits,
    /// The running time of ended jobs: longest first.
    Running,
}

impl Sort {
    /// Every one, in the order in which a key goes through them.
    pub const ALL: [Self; 5] = [Self::Created, Self::State, Self::Model, Self::Credits, Self::Running];

    /// How many places [`Sort::place_of`] knows.
    pub const PLACES: u8 = 12;

    /// The place of a state in [`Sort::State`], from 0. All undocumented words share one.
    pub fn place_of(status: &Status) -> u8 {
        match status {
            Status::Unknown => 0,
            Status::Sending => 1,
            Status::Processing => 2,
            Status::Cancelling => 3,
            Status::Other(_) => 4,
            Status::Queued => 5,
            Status::Waiting => 6,
            Status::Failed => 7,
            Status::Rejected => 8,
            Status::NotSent => 9,
            Status::Cancelled => 10,
            Status::Succeeded => 11,
        }
    }

    /// The one after it, and after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        let place = Self::ALL.iter().position(|each| *each == self).unwrap_or_default();
        Self::ALL[(place + 1) % Self::ALL.len()]
    }
}

impl Query {
    /// Which of two rows stands first.
    pub fn order(&self, one: &Row, other: &Row) -> Ordering {
        let newest_first = (other.created_at, other.id).cmp(&(one.created_at, one.id));
        let turned = |order: Ordering| if self.reversed { order.reverse() } else { order };
        // a value before none, either way; the most before the least
        let most_first = |one: Option<u128>, other: Option<u128>| {
            let by_value = match (one, other) {
                (Some(one), Some(other)) => turned(other.cmp(&one)),
                (one, other) => Reverse(one.is_some()).cmp(&Reverse(other.is_some())),
            };
            by_value.then(turned(newest_first))
        };
        let charged = |row: &Row| row.credits.map(|credits| credits.0.into());
        let ran = |row: &Row| row.running.map(|running| running.as_millis());
        match self.sort {
            Sort::Created => turned(newest_first),
            Sort::State => {
                let by_place = Sort::place_of(&one.status).cmp(&Sort::place_of(&other.status));
                turned(by_place.then(newest_first))
            }
            Sort::Model => turned(one.model.cmp(&other.model).then(newest_first)),
            Sort::Credits => most_first(charged(one), charged(other)),
            Sort::Running => most_first(ran(one), ran(other)),
        }
    }
}

/// A number that may not have been counted to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// As far as it was counted.
    pub number: u64,
    /// It was counted to its end.
    pub exact: bool,
}

impl Default for Tally {
    fn default() -> Self {
        Self::exactly(0)
    }
}

impl Tally {
    /// Counted to its end.
    pub const fn exactly(number: u64) -> Self {
        Self { number, exact: true }
    }

    /// There are none, and that is known.
    pub const fn is_nothing(self) -> bool {
        self.exact && self.number == 0
    }

    /// So many, and perhaps more.
    pub const fn at_least(number: u64) -> Self {
        Self { number, exact: false }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::job::{Catalogue, Credits, Draft, Job, JobId};

    fn row(number: u8, credits: Option<u64>, running: Option<u64>, status: Status) -> Row {
        let draft = Draft {
            prompt: "x".into(),
            ..Draft::default()
        };
        let request = draft.request(&Catalogue::built_in()).expect("sound");
        let at = Timestamp::from_second(1000 + i64::from(number)).expect("in range");
        Row {
            credits: credits.map(Credits::whole),
            running: running.map(Duration::from_secs),
            status,
            ..Row::of(&Job::new(JobId(Uuid::from_u128(number.into())), request, at))
        }
    }

    #[test]
    fn every_order_has_its_reverse_and_what_has_no_value_stands_last() {
        let rows = [
            row(1, Some(64), None, Status::Unknown),
            row(2, None, Some(90), Status::Succeeded),
            row(3, Some(20), Some(30), Status::Failed),
            row(4, Some(64), None, Status::Queued),
        ];
        let sorted = |sort, reversed| {
            let query = Query {
                sort,
                reversed,
                ..Query::default()
            };
            let mut rows = rows.to_vec();
            rows.sort_by(|one, other| query.order(one, other));
            let numbers = rows.iter().map(|row| row.created_at.as_second() - 1000);
            numbers.collect::<Vec<_>>()
        };
        let both = |sort| (sorted(sort, false), sorted(sort, true));
        assert_eq!(both(Sort::Created), (vec![4, 3, 2, 1], vec![1, 2, 3, 4]));
        assert_eq!(both(Sort::Model), (vec![4, 3, 2, 1], vec![1, 2, 3, 4]));
        assert_eq!(both(Sort::State), (vec![1, 4, 3, 2], vec![2, 3, 4, 1]));
        assert_eq!(both(Sort::Credits), (vec![4, 1, 3, 2], vec![3, 1, 4, 2]));
        assert_eq!(both(Sort::Running), (vec![2, 3, 4, 1], vec![3, 2, 1, 4]));
    }

    #[test]
    fn every_state_has_a_place_of_its_own() {
        let all = Status::KNOWN.into_iter().chain([Status::Other("x".into())]);
        let mut places: Vec<_> = all.map(|status| Sort::place_of(&status)).collect();
        places.sort_unstable();
        assert_eq!(places, (0..Sort::PLACES).collect::<Vec<_>>());
    }
}

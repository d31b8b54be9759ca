//! Which whole numbers: a range, and ranges within it that are left out. Of keys, for the age of jobs; of thousandths of credits.

use crate::job::Comparison;

/// Every number.
pub(super) const ALL: (i64, i64) = (i64::MIN, i64::MAX);

/// A set of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) low: i64,
    /// Also in it. Below `low` where nothing is.
    pub(super) high: i64,
    holes: Vec<(i64, i64)>,
}

impl Bounds {
    pub(super) const ALL: Self = Self {
        low: i64::MIN,
        high: i64::MAX,
        holes: vec![],
    };

    pub(super) fn holds(&self, number: i64) -> bool {
        let within = |(low, high): &(i64, i64)| (*low..=*high).contains(&number);
        within(&(self.low, self.high)) && !self.holes.iter().any(within)
    }

    /// It is one range, and nothing more has to be tested in it.
    pub(super) fn is_plain(&self) -> bool {
        self.holes.is_empty()
    }

    /// Leaves what is in the range too, or what is not where that is asked for.
    pub(super) fn narrow(&mut self, (low, high): (i64, i64), negated: bool) {
        if !negated {
            self.low = self.low.max(low);
            self.high = self.high.min(high);
        } else if low > high {
            // nothing is left out
        } else if low <= self.low && high >= self.high {
            (self.low, self.high) = (0, -1);
        } else if low <= self.low {
            self.low = self.low.max(high.saturating_add(1));
        } else if high >= self.high {
            self.high = self.high.min(low.saturating_sub(1));
        } else {
            self.holes.push((low, high));
        }
    }

    /// The part of it that is in a range as well.
    pub(super) fn part(&self, (low, high): (i64, i64)) -> (i64, i64) {
        (self.low.max(low), self.high.min(high))
    }
}

/// The numbers that stand so to this one.
pub(super) fn that_are(comparison: Comparison, number: i64) -> (i64, i64) {
    match comparison {
        Comparison::Below if number == i64::MIN => (0, -1),
        Comparison::Above if number == i64::MAX => (0, -1),
        Comparison::Below => (i64::MIN, number - 1),
        Comparison::AtMost => (i64::MIN, number),
        Comparison::Exactly => (number, number),
        Comparison::AtLeast => (number, i64::MAX),
        Comparison::Above => (number + 1, i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn comparison() -> impl Strategy<Value = Comparison> {
        prop::sample::select(vec![
            Comparison::Below,
            Comparison::AtMost,
            Comparison::Exactly,
            Comparison::AtLeast,
            Comparison::Above,
        ])
    }

    proptest! {
        #[test]
        fn bounds_are_what_all_comparisons_say(
            said in prop::collection::vec((comparison(), -3_i64..4, any::<bool>()), 0..5),
            number in -5_i64..6,
        ) {
            let mut bounds = Bounds::ALL;
            for (comparison, other, negated) in &said {
                bounds.narrow(that_are(*comparison, *other), *negated);
            }
            let expected = said.iter().all(|(comparison, other, negated)| comparison.holds(&number, other) != *negated);
            prop_assert_eq!(bounds.holds(number), expected);
        }
    }
}

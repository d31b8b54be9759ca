//! How long jobs usually take: what makes them alike, and the spread of the running times that this ledger has seen.

use std::time::Duration;

use super::Request;

/// What makes jobs take alike long.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind {
    /// The model's id.
    pub model: String,
    /// For example `720p`.
    pub resolution: String,
    /// Seconds of video.
    pub duration: u32,
}

impl Kind {
    /// The kind of the jobs that ask for this.
    pub fn of(request: &Request) -> Self {
        Self {
            model: request.model.clone(),
            resolution: request.resolution.clone(),
            duration: request.duration,
        }
    }
}

/// Usual running times, from accepted to seen ended, of this ledger's last jobs of a kind that succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// One in ten was faster.
    pub low: Duration,
    /// Half of them were faster.
    pub median: Duration,
    /// One in ten was slower.
    pub high: Duration,
    /// How many jobs tell so, at least [`Usual::ENOUGH`].
    pub seen: u32,
}

impl Usual {
    /// Of fewer jobs nothing is said.
    pub const ENOUGH: u32 = 5;

    /// What these running times tell, in whatever order; `None` where they are too few.
    pub fn of(mut took: Vec<Duration>) -> Option<Self> {
        let seen = u32::try_from(took.len()).unwrap_or(u32::MAX);
        if seen < Self::ENOUGH {
            return None;
        }
        took.sort_unstable();
        let last = took.len() - 1;
        let at = |tenths: usize| took[(last * tenths + 5) / 10];
        Some(Self {
            low: at(1),
            median: at(5),
            high: at(9),
            seen,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_spread_leaves_out_a_tenth_on_each_side() {
        assert_eq!(Usual::of((1..5).map(s).collect()), None);
        let expected = Usual {
            low: s(2),
            median: s(6),
            high: s(10),
            seen: 11,
        };
        assert_eq!(Usual::of((1..=11).rev().map(s).collect()), Some(expected));
        let five = Usual::of([9, 1, 5, 3, 7].map(s).into()).map(|usual| (usual.low, usual.median, usual.high));
        assert_eq!(five, Some((s(1), s(5), s(9))));
    }
}

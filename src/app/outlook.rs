//! What may be expected of a job that the service has: how far it is, by what this ledger has seen of its kind. Not for how that
//! looks (`ui`).

use std::time::Duration;

use super::App;
use crate::job::{Now, Row, Status, Usual};

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// It takes as long as others do.
    Usual {
        /// The time since it was accepted, of the time within which nine in ten are done, in thousandths.
        done: u16,
        /// Until half of the others were done; none where that is over.
        left: Option<Duration>,
    },
    /// Nine in ten others were done by now.
    Late,
    /// Far beyond what is usual: something is wrong with it.
    Stuck,
}

impl Outlook {
    /// So many times as long as nine in ten others is far beyond.
    const STUCK_BEYOND: u32 = 3;
    /// Of a kind of which little is known, this is.
    const STUCK_AFTER: Duration = Duration::from_secs(2 * 3600);

    /// Of a job that was accepted so long ago.
    fn of(elapsed: Duration, usual: Option<&Usual>) -> Option<Self> {
        let far = usual.map_or(Self::STUCK_AFTER, |usual| usual.high.saturating_mul(Self::STUCK_BEYOND));
        if elapsed > far {
            return Some(Self::Stuck);
        }
        let usual = usual?;
        if elapsed > usual.high {
            return Some(Self::Late);
        }
        let done = elapsed.as_millis() * 1000 / usual.high.as_millis().max(1);
        Some(Self::Usual {
            done: u16::try_from(done).unwrap_or(1000).min(1000),
            left: usual.median.checked_sub(elapsed),
        })
    }
}

impl App {
    /// What is known of the running times of its kind.
    pub fn usual(&self, row: &Row) -> Option<&Usual> {
        let kinds = &self.board.page().usual;
        // compared in place: a row is asked about in every frame
        let alike = kinds.iter().find(|(kind, _)| {
            kind.duration == row.duration && kind.model == row.model && kind.resolution == row.resolution
        });
        alike.map(|(_, usual)| usual)
    }

    /// What may be expected of it; nothing of one that has ended, is not there, or of which too little is known.
    pub fn outlook(&self, row: &Row, now: Now) -> Option<Outlook> {
        if !row.status.is_live() {
            return None;
        }
        let since = row.accepted_at.unwrap_or(row.created_at);
        // whoever watches it knows better than a clock that may have been set
        let watch = self.engine.watch(row.id);
        let elapsed = watch.map_or_else(|| now.since(since), |watch| watch.age(now));
        let outlook = Outlook::of(elapsed, self.usual(row))?;
        let goes_its_way = matches!(row.status, Status::Queued | Status::Processing) && row.accepted_at.is_some();
        (goes_its_way || outlook == Outlook::Stuck).then_some(outlook)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_job_is_measured_by_others_of_its_kind() {
        let usual = Usual {
            low: s(70),
            median: s(90),
            high: s(110),
            seen: 23,
        };
        let of = |elapsed| Outlook::of(s(elapsed), Some(&usual));
        let at = |done, left: Option<u64>| {
            let left = left.map(s);
            Some(Outlook::Usual { done, left })
        };
        assert_eq!(
            [of(0), of(55), of(90)],
            [at(0, Some(90)), at(500, Some(35)), at(818, Some(0))]
        );
        assert_eq!([of(91), of(110)], [at(827, None), at(1000, None)]);
        assert_eq!(
            [of(111), of(330), of(331)].map(Option::unwrap),
            [Outlook::Late, Outlook::Late, Outlook::Stuck]
        );
        assert_eq!(Outlook::of(s(7200), None), None);
        assert_eq!(Outlook::of(s(7201), None), Some(Outlook::Stuck));
    }
}

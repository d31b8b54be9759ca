//! Time as an input: the pure rooms are told what time it is and never ask.

use std::time::Duration;

use jiff::Timestamp;

/// One reading of both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The wall clock, in whole milliseconds, for dates that people and the ledger see. It may jump either way.
    pub wall: Timestamp,
    /// The steady clock since some fixed moment, for every timer. It never goes back.
    pub steady: Duration,
}

impl Now {
    /// From that moment to now, by the wall clock; nothing where it was put back in between.
    pub fn since(self, at: Timestamp) -> Duration {
        Duration::try_from(self.wall.duration_since(at)).unwrap_or_default()
    }

    /// Both clocks `later` on, for tests and for planning.
    #[must_use]
    pub fn after(self, later: Duration) -> Self {
        let wall = jiff::SignedDuration::try_from(later).unwrap_or(jiff::SignedDuration::MAX);
        Self {
            wall: self.wall.saturating_add(wall).unwrap_or(Timestamp::MAX),
            steady: self.steady.saturating_add(later),
        }
    }
}

//! Both clocks, read together: the one place of the program that asks for the time.

use std::time::Instant;

use jiff::Timestamp;

use crate::job::Now;

/// Both clocks. The steady one starts when this is made.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// Starts the steady clock.
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }

    /// One reading; the wall clock in whole milliseconds, as the ledger keeps it.
    pub fn now(self) -> Now {
        let wall = Timestamp::now();
        let wall = Timestamp::from_millisecond(wall.as_millisecond()).unwrap_or(wall);
        Now {
            wall,
            steady: self.start.elapsed(),
        }
    }

    /// The runtime's moment of a reading of the steady clock.
    pub(super) fn instant(self, steady: std::time::Duration) -> tokio::time::Instant {
        (self.start + steady).into()
    }
}

/// Waits for a moment; for ever where there is none.
pub(super) async fn at(when: Option<tokio::time::Instant>) {
    match when {
        Some(when) => tokio::time::sleep_until(when).await,
        None => std::future::pending().await,
    }
}

//! When the index of words follows what was recorded: once nothing was asked for a moment, so that nobody who pays waits for it. Not for
//! which words are a job's: that is `derived`.

use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::error::Error;
use super::worker::Habits;
use super::{derived, rebuild};

/// It follows when nothing was asked for so long.
const QUIET: Duration = Duration::from_millis(100);

/// It follows after so long even where it is never quiet.
const BEHIND_AT_MOST: Duration = Duration::from_secs(1);

/// Since when the index of words is behind, and since when it has been quiet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Behind {
    since: Instant,
    quiet_since: Instant,
}

impl Behind {
    /// After some work, if it is behind by now.
    pub(super) fn after_work(before: Option<Self>, db: &Connection, habits: &Habits) -> Option<Self> {
        // where nobody knows it is tried
        let is_behind = habits.indexes.is_some() && derived::is_behind(db).unwrap_or(true);
        let now = Instant::now();
        is_behind.then(|| Self {
            since: before.map_or(now, |behind| behind.since),
            quiet_since: now,
        })
    }

    /// When it is to follow: before whatever waits, and when nothing does.
    pub(super) fn due(self) -> (Instant, Instant) {
        let latest = self.since + BEHIND_AT_MOST;
        (latest, latest.min(self.quiet_since + QUIET))
    }
}

/// Lets the index of words follow by some jobs, and tells whether it is behind still. Where it cannot, the next work tries again;
/// where that is because of damage, the next start repairs it.
pub(super) fn index(db: &mut Connection, habits: &mut Habits) -> Option<Behind> {
    let indexed = db
        .transaction_with_behavior(habits.transaction)
        .map_err(Error::from)
        .and_then(|transaction| {
            let some = derived::index_some(&transaction)?;
            transaction.commit()?;
            Ok(some)
        });
    match indexed {
        Ok(true) => {
            if let Some(neighbours) = &mut habits.neighbours {
                neighbours.tell_all();
            }
            let now = Instant::now();
            derived::is_behind(db).unwrap_or(false).then_some(Behind {
                since: now,
                // at once, where nothing else waits
                quiet_since: now.checked_sub(QUIET).unwrap_or(now),
            })
        }
        Ok(false) => None,
        Err(error) => {
            tracing::warn!(%error, "some jobs are not found by their words yet");
            if let Some(folder) = habits.indexes.as_ref().filter(|_| error.is_damage()) {
                rebuild::remember(folder);
            }
            None
        }
    }
}

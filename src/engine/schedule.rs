//! When each open job is due, and the one ceiling on requests.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use crate::job::JobId;

/// Due times in order, and the times of the last requests.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) due: BTreeSet<(Duration, JobId)>,
    /// The last requests, oldest first, as many as may be sent in a second.
    sent: VecDeque<Duration>,
    pub(super) per_second: usize,
}

impl Schedule {
    /// The span in which the ceiling holds: a little over a second, so that a server that counts by its own clock agrees.
    const SECOND: Duration = Duration::from_millis(1050);

    pub(super) fn new(per_second: u32) -> Self {
        let per_second = usize::try_from(per_second.max(1)).unwrap_or(usize::MAX);
        Self {
            due: BTreeSet::new(),
            sent: VecDeque::new(),
            per_second,
        }
    }

    pub(super) fn insert(&mut self, due: Duration, id: JobId) {
        self.due.insert((due, id));
    }

    pub(super) fn remove(&mut self, due: Duration, id: JobId) {
        self.due.remove(&(due, id));
    }

    /// The earliest due time.
    pub(super) fn first_due(&self) -> Option<Duration> {
        self.due.first().map(|(due, _)| *due)
    }

    /// The job that is due first.
    pub(super) fn first(&self) -> Option<JobId> {
        self.due.first().map(|(_, id)| *id)
    }

    /// From when on the ceiling has room for one more request.
    pub(super) fn room_from(&self) -> Duration {
        let full = self.sent.len() >= self.per_second;
        self.sent
            .front()
            .filter(|_| full)
            .map_or(Duration::ZERO, |oldest| *oldest + Self::SECOND)
    }

    /// Counts one request.
    pub(super) fn count(&mut self, now: Duration) {
        while self.sent.len() >= self.per_second {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }

    pub(super) fn sent_within_a_second(&self, now: Duration) -> usize {
        self.sent
            .iter()
            .filter(|sent| **sent + Duration::from_secs(1) > now)
            .count()
    }
}

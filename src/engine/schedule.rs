//! When each open job is due, and the one ceiling on requests.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use crate::job::JobId;

/// Due times in order, and the times of the last requests.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) due: BTreeSet<(Duration, JobId)>,
    /// The last requests, oldest first, at most as many as may be sent within the span.
    sent: VecDeque<Duration>,
    /// Requests that may be sent within the span.
    pub(super) most: usize,
    span: Duration,
}

impl Schedule {
    /// Widens the span in which the ceiling holds, so that a server that counts by its own clock agrees.
    const MARGIN: f64 = 1.05;

    /// `rate`: requests a second, less than 1 for one in several seconds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a small positive number"
    )]
    pub(super) fn new(rate: f64) -> Self {
        let rate = rate.clamp(0.01, 100_000.0);
        let most = rate.floor().max(1.0);
        Self {
            due: BTreeSet::new(),
            sent: VecDeque::new(),
            most: most as usize,
            span: Duration::from_secs_f64(most / rate * Self::MARGIN),
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

    /// The jobs that are due, longest first.
    pub(super) fn overdue(&self, now: Duration) -> Vec<JobId> {
        let due = self.due.iter().take_while(|(due, _)| *due <= now);
        due.map(|(_, id)| *id).collect()
    }

    /// The job that is due first.
    pub(super) fn first(&self) -> Option<JobId> {
        self.due.first().map(|(_, id)| *id)
    }

    /// From when on the ceiling has room for one more request.
    pub(super) fn room_from(&self) -> Duration {
        let full = self.sent.len() >= self.most;
        self.sent
            .front()
            .filter(|_| full)
            .map_or(Duration::ZERO, |oldest| *oldest + self.span)
    }

    /// Counts one request.
    pub(super) fn count(&mut self, now: Duration) {
        while self.sent.len() >= self.most {
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

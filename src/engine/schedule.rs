//! When each open job is due, and the one ceiling on requests.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use crate::job::JobId;

const SECOND: Duration = Duration::from_secs(1);

/// Due times in order, and the times of the last requests.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) due: BTreeSet<(Duration, JobId)>,
    /// The last requests, oldest first, at most as many as may be sent within the span.
    sent: VecDeque<Duration>,
    /// When each of them has come to the service, at the latest, in order. The ceiling counts from then: what is held up on its way
    /// and what follows it in time are no more together than may be.
    come: VecDeque<Duration>,
    /// Requests that may be sent within the span.
    pub(super) most: usize,
    span: Duration,
    /// Requests a second: the ceiling, or less where the service wanted fewer.
    rate: f64,
    ceiling: f64,
    /// From then on the rate rises again.
    rises_from: Duration,
    /// A batch of looks has begun, and what it has room for follows as answers come.
    pub(super) batch_goes_on: bool,
}

impl Schedule {
    /// Widens the span in which the ceiling holds, so that a server that counts by its own clock agrees.
    const MARGIN: f64 = 1.02;
    /// A request that is not answered yet may still be on its way, for so long: a slow service is asked less often, but no less than
    /// two times in three.
    const WAY: Duration = Duration::from_millis(500);
    /// Up to so many requests a second each look is sent when it is due, and the service sees them spread out.
    const CALM: usize = 20;

    /// However often the service wants fewer requests, so much of the ceiling is left.
    const LEAST: f64 = 1.0 / 32.0;
    /// All of the ceiling is back after so many seconds without being told that it is too much.
    const BACK_WITHIN: f64 = 60.0;

    /// `ceiling`: requests a second, less than 1 for one in several seconds.
    pub(super) fn new(ceiling: f64) -> Self {
        let ceiling = ceiling.clamp(0.01, 100_000.0);
        let mut schedule = Self {
            due: BTreeSet::new(),
            sent: VecDeque::new(),
            come: VecDeque::new(),
            most: 1,
            span: SECOND,
            rate: ceiling,
            ceiling,
            rises_from: Duration::ZERO,
            batch_goes_on: false,
        };
        schedule.set_rate(ceiling);
        schedule
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between nothing and the ceiling"
    )]
    fn set_rate(&mut self, rate: f64) {
        let most = rate.floor().max(1.0);
        self.rate = rate;
        self.most = most as usize;
        // never less than a second: as many in a shorter one would be more than the ceiling in a second
        self.span = Duration::from_secs_f64((most / rate).max(1.0) * Self::MARGIN);
    }

    /// The service wants fewer requests, and none until then.
    pub(super) fn slow_down(&mut self, until: Duration) {
        self.set_rate((self.rate / 2.0).max(self.ceiling * Self::LEAST));
        self.rises_from = until;
    }

    /// A little more often with the time, until the ceiling is reached again.
    fn rise(&mut self, now: Duration) {
        let Some(time) = now.checked_sub(self.rises_from) else {
            return;
        };
        if self.rate < self.ceiling {
            let more = self.ceiling / Self::BACK_WITHIN * time.as_secs_f64();
            self.set_rate((self.rate + more).min(self.ceiling));
            self.rises_from = now;
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
        self.room_for(1)
    }

    /// From when on it has room for a batch of looks: at the ceiling room comes back request by request, and who takes each bit of
    /// it at once wakes as often. The ceiling is full, so at least as many were due within the last second, and what waits for the
    /// batch waits a quarter of that at most.
    pub(super) fn room_for_looks(&self) -> Duration {
        if self.batch_goes_on {
            return self.room_from();
        }
        let batches = if self.most > Self::CALM { 4 } else { self.most };
        self.room_for(self.most.div_ceil(batches))
    }

    /// From when on so many requests may be sent at once, 1 to the ceiling.
    fn room_for(&self, requests: usize) -> Duration {
        let last = (self.come.len() + requests).checked_sub(self.most + 1);
        let last = last.and_then(|index| self.come.get(index));
        last.map_or(Duration::ZERO, |last| *last + self.span)
    }

    /// The moment at which a look is due that is wanted about `at`, after a wait of that length. Where many are sent, they fall on
    /// common beats, a tenth of the wait long at most, so that the program wakes once for all of them.
    pub(super) fn on_the_beat(&self, at: Duration, wait: Duration, now: Duration) -> Duration {
        if self.sent_within_a_second(now) <= Self::CALM || wait < SECOND {
            return at;
        }
        let beat = if wait < SECOND * 10 { SECOND / 10 } else { SECOND };
        let past = at.as_nanos() % beat.as_nanos();
        at.saturating_sub(Duration::from_nanos(u64::try_from(past).unwrap_or_default()))
    }

    /// Counts one request.
    pub(super) fn count(&mut self, now: Duration) {
        // what came longer ago than the span takes no room under the ceiling
        let is_past = |come: &Duration| *come + self.span <= now;
        while self.come.len() >= self.most || self.come.front().is_some_and(is_past) {
            self.sent.pop_front();
            self.come.pop_front();
        }
        self.rise(now);
        self.sent.push_back(now);
        self.come.push_back(now + Self::WAY);
    }

    /// A request was answered, so it has come.
    pub(super) fn answered(&mut self, now: Duration) {
        // whichever it was: the others have still to come, and may take as long as the one that was sent after them
        let on_its_way = self.come.partition_point(|at| *at <= now);
        if let Some(at) = self.come.get_mut(on_its_way) {
            *at = now;
        }
    }

    /// When the last request but so many was sent.
    pub(super) fn sent_before(&self, requests: usize) -> Option<Duration> {
        let place = self.sent.len().checked_sub(requests)?;
        self.sent.get(place).copied()
    }

    /// How many requests were sent within the last second.
    pub(super) fn sent_within_a_second(&self, now: Duration) -> usize {
        self.sent.len() - self.sent.partition_point(|sent| *sent + SECOND <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MILLISECOND: Duration = Duration::from_millis(1);

    proptest! {
        /// However long each is on its way, and however many set out at once.
        #[test]
        fn no_second_brings_the_service_more_than_the_ceiling(
            rate in 1_u32..60,
            ways in prop::collection::vec((0_u64..250, 0_u64..250), 300),
            // before which of them the service says that it is too much
            slowed in prop_oneof![Just(vec![]), prop::collection::vec(0_u64..300, 1..5)],
        ) {
            let mut schedule = Schedule::new(rate.into());
            let mut answers: Vec<Duration> = vec![];
            let mut arrivals = vec![];
            let mut now = SECOND;
            for (number, (there, back)) in (0..).zip(ways) {
                if slowed.contains(&number) {
                    schedule.slow_down(now + SECOND);
                }
                while now < schedule.room_from() {
                    now += MILLISECOND;
                    let all = answers.len();
                    answers.retain(|at| *at > now);
                    (answers.len()..all).for_each(|_| schedule.answered(now));
                }
                schedule.count(now);
                arrivals.push(now + MILLISECOND * u32::try_from(there).unwrap());
                answers.push(now + MILLISECOND * u32::try_from(there + back).unwrap());
            }
            arrivals.sort_unstable();
            for (index, from) in arrivals.iter().enumerate() {
                let within = arrivals[index..].iter().take_while(|at| **at < *from + SECOND).count();
                prop_assert!(within <= rate as usize, "{within} of {rate} from {from:?} on");
            }
            // and two in three of them are used, however slow it is
            let longest = SECOND * 310 / rate * 8 / 5 + SECOND * 2;
            prop_assert!(!slowed.is_empty() || now <= longest, "{now:?} of {longest:?}");
        }
    }
}

//! Submits and cancels that are ready to go and wait for room under the ceiling. They go before every look, submits first; cancels
//! take turns with looks that are due, as our own queue does, so that a thousand of them hold up none beyond twice its share of the
//! ceiling. Where the service is slow or out of reach, cancels wait as looks do.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::job::{Event, IntentToken, JobId, Now, RemoteId, Status, SubmitOutcome};

use super::cancel::Cancelling;
use super::{Effect, Engine, Watch};

/// What may be sent from when on, oldest job first.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    submits: BTreeMap<(Duration, JobId), (IntentToken, String)>,
    cancels: BTreeMap<(Duration, JobId), RemoteId>,
    /// Cancels that are not answered yet.
    pub(super) cancels_under_way: usize,
    /// The last of those that take turns with looks was none: a look that is due goes next.
    pub(super) looks_turn: bool,
}

impl Outbox {
    pub(super) fn put_submit(&mut self, not_before: Duration, id: JobId, token: IntentToken, body: String) {
        self.submits.insert((not_before, id), (token, body));
    }

    /// In the place of one of that job that still waits.
    pub(super) fn put_cancel(&mut self, not_before: Duration, id: JobId, remote_id: RemoteId) {
        self.cancels.retain(|(_, of), _| *of != id);
        self.cancels.insert((not_before, id), remote_id);
    }
}

impl Engine {
    /// The program is being left: gives up what has not set out, and names the jobs whose intent is durable, so that it can be
    /// written that they were not sent. What was not even recorded is forgotten, nothing of it went anywhere, and our own queue
    /// stays where it is.
    pub fn leave(&mut self) -> Vec<(JobId, IntentToken)> {
        self.held.clear();
        self.queue_paused = true;
        self.outbox.cancels.clear();
        let waiting = std::mem::take(&mut self.outbox.submits).into_iter();
        waiting.map(|((_, id), (token, _))| (id, token)).collect()
    }

    /// When the next submit or cancel may go.
    pub(super) fn next_from_outbox(&self, now: Now) -> Option<Duration> {
        self.next_submit().into_iter().chain(self.next_cancel(now)).min()
    }

    fn next_submit(&self) -> Option<Duration> {
        let ((at, _), _) = self.outbox.submits.first_key_value()?;
        Some((*at).max(self.schedule.room_from()))
    }

    fn next_cancel(&self, now: Now) -> Option<Duration> {
        let ((at, _), _) = self.outbox.cancels.first_key_value()?;
        let at = (*at).max(self.schedule.room_from());
        match (self.weather.open_from(now), self.weather.outage()) {
            // that it is not asked for is written down at once
            (None, _) => Some(at),
            (Some((open_from, _)), None) => Some(at.max(open_from)),
            // a look brings the sign of life; where none is due soon, one cancel at a time asks for it
            (Some((probe_at, _)), Some(_)) => {
                let soon = |due: Duration| due <= at.max(probe_at);
                let looks = !self.looks.is_empty() || self.schedule.first_due().is_some_and(soon);
                (!looks && self.outbox.cancels_under_way == 0).then(|| at.max(probe_at))
            }
        }
    }

    pub(super) fn send_outbox(&mut self, now: Now, effects: &mut Vec<Effect>) {
        loop {
            if self.next_submit().is_some_and(|at| at <= now.steady) {
                self.send_first_submit(now, effects);
            } else if self.next_cancel(now).is_some_and(|at| at <= now.steady) {
                if !self.look_takes_its_turn(now, effects) {
                    self.send_first_cancel(now, effects);
                }
            } else {
                return;
            }
        }
    }

    /// A look that is due goes before what would have gone twice in a row.
    pub(super) fn look_takes_its_turn(&mut self, now: Now, effects: &mut Vec<Effect>) -> bool {
        if !self.outbox.looks_turn || !self.look_is_due(now) {
            return false;
        }
        self.outbox.looks_turn = false;
        let first = self.schedule.first();
        first.inspect(|id| self.look_now(*id, now, effects)).is_some()
    }

    fn send_first_submit(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(((_, id), (token, body))) = self.outbox.submits.pop_first() else {
            return;
        };
        if let Some(refused) = self.weather.refused().cloned() {
            return self.keep_outcome((id, token), (SubmitOutcome::NotSent(refused), None), now, effects);
        }
        self.schedule.count(now.steady);
        effects.push(Effect::Submit { id, token, body });
    }

    fn send_first_cancel(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(((_, id), remote_id)) = self.outbox.cancels.pop_first() else {
            return;
        };
        let wanted = |watch: &Watch| watch.status == Status::Cancelling && watch.cancelling != Cancelling::Taken;
        if !self.watch(id).is_some_and(wanted) {
            // it ended while its cancel waited, or another process has seen to it
            return;
        }
        if let Some(refused) = self.weather.refused().cloned() {
            return effects.push(Effect::apply(id, Event::CancelRefused(refused), now));
        }
        self.outbox.looks_turn = true;
        self.outbox.cancels_under_way += 1;
        self.schedule.count(now.steady);
        effects.push(Effect::Cancel { id, remote_id });
    }
}

//! Submits and cancels that are ready to go and wait for room under the ceiling. They go before every look, submits first; cancels
//! take turns with looks that are due, so that a thousand of them hold up none beyond twice its share of the ceiling.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::job::{Event, IntentToken, JobId, Now, Status, SubmitOutcome};

use super::cancel::Cancelling;
use super::{Effect, Engine, Watch};

/// What may be sent from when on, oldest job first.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    requests: BTreeMap<(Duration, JobId), Effect>,
    /// The last request was a cancel: a look that is due goes before the next one.
    had_its_turn: bool,
}

impl Outbox {
    pub(super) fn put(&mut self, not_before: Duration, id: JobId, request: Effect) {
        self.requests.insert((not_before, id), request);
    }

    /// Drops what waits of that job: the next request takes its place.
    pub(super) fn take_back(&mut self, id: JobId) {
        self.requests.retain(|(_, of), _| *of != id);
    }

    pub(super) fn first(&self) -> Option<Duration> {
        self.requests.first_key_value().map(|((at, _), _)| *at)
    }

    /// What goes next of all that may: a submit, else whatever has waited longest.
    fn next(&self, now: Duration) -> Option<(Duration, JobId)> {
        let is_submit = |request: &Effect| matches!(request, Effect::Submit { .. });
        let mut ready = self.requests.iter().take_while(|((at, _), _)| *at <= now);
        let submit = ready.find(|(_, request)| is_submit(request));
        submit
            .or_else(|| self.requests.first_key_value())
            .map(|(place, _)| *place)
    }
}

impl Engine {
    /// The program is being left: gives up what has not set out, and names the jobs whose intent is durable, so that it can be
    /// written that they were not sent. What was not even recorded is forgotten, nothing of it went anywhere, and our own queue
    /// stays where it is.
    pub fn leave(&mut self) -> Vec<(JobId, IntentToken)> {
        self.held.clear();
        self.queue_paused = true;
        let waiting = std::mem::take(&mut self.outbox.requests);
        let submits = waiting.into_values().filter_map(|request| match request {
            Effect::Submit { id, token, .. } => Some((id, token)),
            _ => None,
        });
        submits.collect()
    }

    pub(super) fn next_from_outbox(&self) -> Option<Duration> {
        self.outbox.first().map(|at| at.max(self.schedule.room_from()))
    }

    pub(super) fn send_outbox(&mut self, now: Now, effects: &mut Vec<Effect>) {
        while self.next_from_outbox().is_some_and(|at| at <= now.steady) {
            let Some(place) = self.outbox.next(now.steady) else {
                return;
            };
            let is_cancel = matches!(self.outbox.requests.get(&place), Some(Effect::Cancel { .. }));
            let look_is_due = self.look_is_due(now);
            if is_cancel
                && look_is_due
                && std::mem::take(&mut self.outbox.had_its_turn)
                && let Some(first) = self.schedule.first()
            {
                self.look_now(first, now, effects);
                continue;
            }
            let Some(request) = self.outbox.requests.remove(&place) else {
                return;
            };
            let (_, id) = place;
            let submit = if let Effect::Submit { token, .. } = &request {
                Some(*token)
            } else {
                None
            };
            let wanted = |watch: &Watch| watch.status == Status::Cancelling && watch.cancelling != Cancelling::Taken;
            match (self.weather.refused().cloned(), submit) {
                // it ended while its cancel waited, or another process has seen to it
                (_, None) if !self.watch(id).is_some_and(wanted) => {}
                (Some(refused), Some(token)) => {
                    self.keep_outcome((id, token), (SubmitOutcome::NotSent(refused), None), now, effects);
                }
                (Some(refused), None) => effects.push(Effect::apply(id, Event::CancelRefused(refused), now)),
                (None, _) => {
                    self.outbox.had_its_turn = is_cancel;
                    self.schedule.count(now.steady);
                    effects.push(request);
                }
            }
        }
    }
}

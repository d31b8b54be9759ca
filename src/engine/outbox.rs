//! Submits and cancels that are ready to go and wait for room under the ceiling. They go before every look.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::job::{Event, JobId, Now, Status, SubmitOutcome};

use super::{Effect, Engine};

/// What may be sent from when on, oldest job first.
#[derive(Debug, Default)]
pub(super) struct Outbox(BTreeMap<(Duration, JobId), Effect>);

impl Outbox {
    pub(super) fn put(&mut self, not_before: Duration, id: JobId, request: Effect) {
        self.0.insert((not_before, id), request);
    }

    pub(super) fn first(&self) -> Option<Duration> {
        self.0.first_key_value().map(|((at, _), _)| *at)
    }
}

impl Engine {
    /// The program is being left: gives up what has not set out, and names the jobs whose intent is durable, so that it can be
    /// written that they were not sent. What was not even recorded is forgotten: nothing of it went anywhere.
    pub fn leave(&mut self) -> Vec<JobId> {
        self.held.clear();
        let waiting = std::mem::take(&mut self.outbox.0);
        let submits = waiting.into_values().filter_map(|request| match request {
            Effect::Submit { id, .. } => Some(id),
            _ => None,
        });
        submits.collect()
    }

    pub(super) fn next_from_outbox(&self) -> Option<Duration> {
        self.outbox.first().map(|at| at.max(self.schedule.room_from()))
    }

    pub(super) fn send_outbox(&mut self, now: Now, effects: &mut Vec<Effect>) {
        while self.next_from_outbox().is_some_and(|at| at <= now.steady) {
            let Some(((_, id), request)) = self.outbox.0.pop_first() else {
                return;
            };
            let is_submit = matches!(request, Effect::Submit { .. });
            let cancelling = |status: &Status| *status == Status::Cancelling;
            match self.weather.refused().cloned() {
                // it ended while its cancel waited
                _ if !is_submit && !self.watch(id).is_some_and(|watch| cancelling(&watch.status)) => {}
                Some(refused) if is_submit => self.keep_outcome(id, SubmitOutcome::NotSent(refused), now, effects),
                Some(refused) => effects.push(Effect::apply(id, Event::CancelRefused(refused), now)),
                None => {
                    self.schedule.count(now.steady);
                    effects.push(request);
                }
            }
        }
    }
}

//! Our own queue: jobs that wait until fewer are in flight. The holder of the engine runs it, one intent at a time.

use std::time::Duration;

use crate::job::{Event, Now};

use super::{Effect, Engine};

impl Engine {
    /// When the first job of our own queue may go.
    pub(super) fn next_from_queue(&self, now: Now) -> Option<Duration> {
        // one by one, so that a 429 finds the others still waiting
        let free = self.queue_may_run() && self.intending.is_empty() && self.weather.outage().is_none();
        let (open_from, _) = self.weather.open_from(now).filter(|_| free)?;
        let wanted_from = now.steady + self.weather.submits_slowed_for(now).unwrap_or_default();
        let room_from = self.schedule.room_from().max(open_from).max(wanted_from);
        let outbox_first = self.next_from_outbox(now).is_some_and(|at| at <= room_from);
        (!outbox_first).then_some(room_from)
    }

    /// Apart from how the service is doing.
    pub(super) fn queue_may_run(&self) -> bool {
        self.holder && !self.queue_is_paused() && !self.queue.is_empty() && self.in_flight() < self.settings.in_flight
    }

    /// A pause is of what waits: with the last of it gone nothing would show it any more, nor could it be lifted.
    pub(super) fn end_pause(&mut self) {
        self.queue_paused &= !self.queue.is_empty();
    }

    /// See [`super::Message::Seal`].
    pub(super) fn seal(&mut self) {
        self.sealed = true;
        self.held.clear();
    }

    /// Lets the first waiting job go if there is room. It takes turns with looks that are due.
    pub(super) fn run_queue(&mut self, now: Now, effects: &mut Vec<Effect>) {
        while self.next_from_queue(now).is_some_and(|at| at <= now.steady) {
            if self.look_takes_its_turn(now, effects) {
                continue;
            }
            let Some((id, request)) = self.queue.pop_first() else {
                return;
            };
            let intent = self.intent(&request, now);
            self.intending.insert(id, intent.token);
            self.outbox.looks_turn = true;
            effects.push(Effect::apply(id, Event::Intended(intent), now));
        }
    }
}

//! Settling a job of unknown fate: what the person says is written, and what it asks of the service is done. A name is looked at
//! before it is believed; a job that is sent again is another try with a token of its own.

use crate::job::{Event, JobId, Now, RemoteId, Request, Snapshot, Status};

use super::track::found;
use super::{Effect, Engine, Settlement, Watch};

impl Engine {
    pub(super) fn settle(&mut self, id: JobId, how: Settlement, now: Now, effects: &mut Vec<Effect>) {
        match how {
            Settlement::Adopt(name) => self.look_at_name(id, name, now),
            Settlement::NotCreated if self.is_settling(id) => {}
            Settlement::NotCreated => effects.push(Effect::apply(id, Event::NotCreated, now)),
            Settlement::SendAgain(request) => self.send_again(id, &request, now, effects),
        }
    }

    /// One look under that name. While it is under way another would be taken for its answer.
    fn look_at_name(&mut self, id: JobId, name: RemoteId, now: Now) {
        if self.is_settling(id) {
            return;
        }
        let mut watch = Watch::new(Status::Unknown, Some(name), None, now);
        watch.asked_by_hand = true;
        self.watches.insert(id, watch);
        self.set_due(id, Some(Self::AT_ONCE));
    }

    /// There is a request of that name. Whether it is this job is decided where the job is: in the ledger.
    pub(super) fn name_seen(&mut self, id: JobId, seen: Snapshot, now: Now, effects: &mut Vec<Effect>) {
        let tracked = self.is_tracking(id).is_some();
        let name = self.watch(id).and_then(|watch| watch.remote_id.clone());
        self.forget(id);
        if let Some(name) = name.clone().filter(|_| tracked) {
            found(id, name, seen, now, effects);
        } else if let Some(remote_id) = name {
            let seen = Box::new(seen);
            effects.push(Effect::apply(id, Event::Adopted { remote_id, seen }, now));
        }
    }

    /// Its name is being looked at, or it is being sent again: whoever wants to settle it waits for that.
    pub fn is_settling(&self, id: JobId) -> bool {
        let on_its_way = self.intending.contains_key(&id) || self.sending.contains(&id);
        on_its_way || self.watches.contains_key(&id) || self.looks.contains_key(&id)
    }

    /// At once, however many are in flight: it is one job that the person asks for by a typed word, and it cannot wait in our own
    /// queue, since it may be at the service already. From then on it counts like any other.
    fn send_again(&mut self, id: JobId, request: &Request, now: Now, effects: &mut Vec<Effect>) {
        if self.is_settling(id) || self.sends_nothing() {
            return;
        }
        let intent = self.intent(request, now);
        self.intending.insert(id, intent.token);
        effects.push(Effect::apply(id, Event::SentAgain(intent), now));
    }
}

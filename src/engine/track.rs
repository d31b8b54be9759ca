//! Jobs that were submitted elsewhere: the service has no list of them, so a name is looked at once, and what it shows becomes a job of
//! the ledger, to be watched like any other. Nothing is paid. Not for jobs of unknown fate (`settle`).

use crate::job::{Failure, Job, JobId, Now, OpenJob, Recorded, RemoteId, Snapshot, Status};

use super::watch::InLedger;
use super::{Effect, Engine, Watch};

impl Engine {
    /// One look under that name, by this process, whoever runs the engine.
    pub(super) fn track(&mut self, name: RemoteId, now: Now) {
        let same = |watch: &Watch| watch.in_ledger == InLedger::NotYet && watch.remote_id.as_ref() == Some(&name);
        if self.watches.values().any(same) {
            return;
        }
        let id = self.new_job_id(now.wall);
        let mut watch = Watch::new(Status::Unknown, Some(name), None, now);
        watch.asked_by_hand = true;
        watch.in_ledger = InLedger::NotYet;
        self.watches.insert(id, watch);
        self.set_due(id, Some(Self::AT_ONCE));
    }

    /// The name of a job that is in no ledger yet and is being looked at.
    pub fn is_tracking(&self, id: JobId) -> Option<&RemoteId> {
        let watch = self.watch(id).filter(|watch| watch.in_ledger == InLedger::NotYet)?;
        watch.remote_id.as_ref()
    }

    /// The ledger has it, or knows it under another name of ours.
    pub(super) fn tracked(&mut self, recorded: Result<Recorded, Failure>, now: Now) {
        if let Ok(Recorded::Kept(job)) = recorded {
            self.follow(&OpenJob::of(&job), now);
        }
    }
}

/// There is a request of that name.
pub(super) fn found(id: JobId, name: RemoteId, seen: Snapshot, now: Now, effects: &mut Vec<Effect>) {
    let job = Box::new(Job::found(id, name.clone(), &seen, now.wall));
    let seen = Box::new(seen);
    effects.push(Effect::Track { job, name, seen });
}

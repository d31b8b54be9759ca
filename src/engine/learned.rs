//! How long jobs usually take, as the ledger tells: read when this process begins to hold the engine, and again once it has seen
//! more of them succeed. The ledger alone counts running times, so that what the person is told and what the engine goes by agree.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::job::{Event, Failure, Job, Kind, Now, Status, Usual};

use super::{Effect, Engine};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// Every kind that was watched or told of; each name is kept once, however many jobs are of it.
    kinds: HashMap<Arc<Kind>, Option<Usual>>,
    /// The ledger is being asked.
    asking: bool,
    /// Jobs seen to succeed since it was asked.
    news: u32,
    /// When it was asked last.
    asked_at: Duration,
}

impl Learned {
    /// Between two readings at least this long: thousands of jobs may end within a minute.
    const AGAIN_AFTER: Duration = Duration::from_secs(10);

    /// The one name of that kind.
    pub(super) fn the_one(&mut self, kind: &Arc<Kind>) -> Arc<Kind> {
        if let Some((known, _)) = self.kinds.get_key_value(kind) {
            return Arc::clone(known);
        }
        self.kinds.insert(Arc::clone(kind), None);
        Arc::clone(kind)
    }

    /// What is known of a kind.
    pub(super) fn of(&self, kind: Option<&Kind>) -> Option<&Usual> {
        self.kinds.get(kind?)?.as_ref()
    }
}

impl Engine {
    /// Asks the ledger how long jobs usually take.
    pub(super) fn learn(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if !std::mem::replace(&mut self.learned.asking, true) {
            self.learned.news = 0;
            self.learned.asked_at = now.steady;
            effects.push(Effect::Usual);
        }
    }

    /// What was written is the end of a job that others of its kind may be like. Seen once enough of them are new, with the last: no
    /// wake-up is worth a better guess.
    pub(super) fn learn_from(&mut self, event: &Event, job: &Job, now: Now, effects: &mut Vec<Effect>) {
        if !self.holder || !matches!(event, Event::Observed { .. }) || job.status != Status::Succeeded {
            return;
        }
        self.learned.news += 1;
        let enough = self.learned.news >= Usual::ENOUGH;
        if enough && now.steady >= self.learned.asked_at + Learned::AGAIN_AFTER {
            self.learn(now, effects);
        }
    }

    /// The ledger has told. Where it could not, what was known stays.
    pub(super) fn usual(&mut self, told: Result<Vec<(Kind, Usual)>, Failure>) {
        self.learned.asking = false;
        for (kind, usual) in told.unwrap_or_default() {
            match self.learned.kinds.get_mut(&kind) {
                Some(known) => *known = Some(usual),
                None => drop(self.learned.kinds.insert(Arc::new(kind), Some(usual))),
            }
        }
    }
}

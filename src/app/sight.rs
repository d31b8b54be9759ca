//! Whether what a message changed can be seen: thousands of looks a minute show nothing new, and a frame for each would cost more
//! than all else about it. Not for how anything looks (`ui`).

use std::time::Duration;

use super::notice::Notice;
use super::{App, Bulk, Geometry, Message, Outcomes};
use crate::engine::{self, Weather};
use crate::job::{Failure, JobId, Now};

/// What a message is about that as a rule changes nothing that can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quiet {
    /// A time that has come.
    Wake,
    /// A look at that job.
    Look(JobId),
    /// A layout: what was drawn may have been drawn for another one.
    Layout,
}

impl Message {
    /// All other messages are taken to change the screen.
    pub(super) fn quiet(&self) -> Option<Quiet> {
        match self {
            Self::Wake | Self::Engine(engine::Message::Wake | engine::Message::Usual(_)) => Some(Quiet::Wake),
            Self::Engine(engine::Message::Polled { id, .. }) => Some(Quiet::Look(*id)),
            Self::Drawn(_) => Some(Quiet::Layout),
            Self::Key(_)
            | Self::Paste(_)
            | Self::Mouse(_)
            | Self::Watched(_)
            | Self::Engine(_)
            | Self::Page(..)
            | Self::Ids(..)
            | Self::Surveyed(_)
            | Self::Details { .. }
            | Self::DraftSaved(_)
            | Self::Browsed { .. }
            | Self::KeyRead(_)
            | Self::Orphans(_)
            | Self::Edited(_)
            | Self::Ground(_)
            | Self::Damaged
            | Self::Terminate => None,
        }
    }
}

/// What a message has done to the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    /// It may read otherwise now.
    Changed,
    /// Nothing that can be seen has changed.
    AsItWas,
}

/// All on the screen that such a message can change.
#[derive(Debug, PartialEq)]
pub(super) struct Sight {
    /// A key that waits for its quiet, and may then do anything.
    held_key: Option<Duration>,
    /// How far work on many jobs is.
    bulk: Option<Outcomes>,
    notice: Option<Notice>,
    asks: bool,
    weather: Weather,
    slowed: bool,
    queue: (usize, bool),
    sends: bool,
    job: Option<Job>,
    layout: Option<Geometry>,
}

/// What is shown of a job beyond its row in the ledger.
#[derive(Debug, PartialEq)]
struct Job {
    missed: Option<Failure>,
    given_up: bool,
    /// Its details tell when it was seen, and when it is looked at next.
    in_detail: Option<(Option<Duration>, Option<Duration>)>,
}

impl App {
    pub(super) fn sight(&self, about: Quiet, now: Now) -> Sight {
        let shown = self.details_in_sight().map(|details| details.job.id);
        let id = match about {
            Quiet::Wake | Quiet::Layout => shown,
            Quiet::Look(id) => Some(id),
        };
        let watch = id.and_then(|id| self.engine.watch(id));
        Sight {
            held_key: self.guard.due(),
            bulk: self.bulk.as_ref().map(Bulk::outcomes),
            notice: self.notice.clone(),
            asks: self.overlay.is_some(),
            weather: self.engine.weather().clone(),
            slowed: self.engine.slowed_for(now).is_some(),
            queue: (self.engine.queue_len(), self.engine.queue_is_paused()),
            sends: self.engine.request_rate(now) > 0,
            job: watch.map(|watch| Job {
                missed: watch.missed.as_deref().cloned(),
                given_up: watch.is_given_up(),
                in_detail: (id == shown).then_some((watch.seen_at, watch.due)),
            }),
            layout: (about == Quiet::Layout).then(|| self.geometry.shape()),
        }
    }
}

//! The marked jobs: those that a key for many acts on. They are fixed when they are marked, whatever the list holds later.

use std::collections::BTreeSet;

use super::notice::Weight;
use super::{App, Effect};
use crate::job::{Failure, JobId, Now, Query};

/// See the module.
#[derive(Debug, Default)]
pub struct Marks {
    ids: BTreeSet<JobId>,
    /// The list whose jobs were asked for.
    asked: Option<Query>,
}

impl Marks {
    /// As many as are ever marked at once.
    pub const MOST: usize = 100_000;

    /// How many.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// This one is among them.
    pub fn has(&self, id: JobId) -> bool {
        self.ids.contains(&id)
    }

    /// All of them, oldest first.
    pub fn ids(&self) -> impl Iterator<Item = JobId> {
        self.ids.iter().copied()
    }

    /// Takes all marks away, and those that are still on their way; tells whether there were any.
    pub(super) fn clear(&mut self) -> bool {
        let there = !self.ids.is_empty() || self.asked.is_some();
        *self = Self::default();
        there
    }

    /// Marks these too, as many as may be; tells whether all of them are marked now.
    pub(super) fn add(&mut self, ids: impl IntoIterator<Item = JobId>) -> bool {
        ids.into_iter().all(|id| {
            let room = self.ids.len() < Self::MOST;
            if room {
                self.ids.insert(id);
            }
            room || self.ids.contains(&id)
        })
    }
}

impl App {
    /// Marks the selected job, or takes its mark away, and goes on to the next.
    pub(super) fn mark(&mut self, now: Now) {
        let Some(id) = self.board.selected().map(|row| row.id) else {
            return self.say(self.words().notices.no_job, Weight::Plain, now);
        };
        if self.marks.ids.remove(&id) {
            self.hush();
        } else if !self.marks.add([id]) {
            return self.say((self.words().notices.marked_most)(Marks::MOST), Weight::Warning, now);
        }
        self.board.move_by(1);
        self.selection_moved();
    }

    pub(super) fn mark_all(&mut self, now: Now, effects: &mut Vec<Effect>) {
        // what makes no sense filters nothing: all that match are then not those that are meant
        if let Some(problem) = self.filtering.problems().first() {
            let text = (self.words().filter_problem)(problem);
            return self.say(text, Weight::Warning, now);
        }
        let query = self.board.query().clone();
        if self.marks.asked.as_ref() != Some(&query) {
            self.marks.asked = Some(query.clone());
            effects.push(Effect::Ids(query));
        }
    }

    /// The jobs of the list as it was when they were to be marked.
    pub(super) fn ids(&mut self, query: &Query, ids: Result<Vec<JobId>, Failure>, now: Now) {
        if self.marks.asked.take_if(|asked| asked == query).is_none() {
            return;
        }
        let notices = &self.words().notices;
        match ids.map(|ids| self.marks.add(ids)) {
            Ok(true) => self.say((notices.marked)(self.marks.len()), Weight::Plain, now),
            Ok(false) => self.say((notices.marked_most)(Marks::MOST), Weight::Warning, now),
            Err(failure) => self.say(
                (notices.ledger_fault)(&(self.words().reason)(&failure)),
                Weight::Warning,
                now,
            ),
        }
    }
}

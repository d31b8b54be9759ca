//! Which changes of the widget belong to one undo: a typed word, a paste over a selection.
//!
//! The texts themselves are remembered by the widget; here are only counts and cursor places.

use super::Place;

/// How many changes the widget remembers. More than twice [`KEPT`], so that it drops none that is counted here.
pub(super) const ENTRIES: usize = 2 * KEPT + 2;

const KEPT: usize = 500;

/// The most letters that run together to one step.
const RUN: usize = 40;

/// How many bytes of memory removed and inserted texts may take before everything is forgotten.
const WEIGHT: usize = 4 * 1024 * 1024;

/// Bytes that a line takes beside its letters: its place in a list, and what an allocation is rounded up by.
const LINE: usize = size_of::<String>() + 24;

/// The bytes of memory that a text takes when it is remembered: the lines of a long one each by themselves.
pub(super) fn weight(text: &str) -> usize {
    let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
    text.len() + LINE * breaks
}

/// What one undo takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// The changes of the widget in it.
    pub(super) entries: usize,
    pub(super) before: Place,
    pub(super) after: Place,
    /// Letters typed one after the other run together to one step; nothing else does.
    pub(super) typed: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct History {
    steps: Vec<Step>,
    /// How many of the steps are done; the others were taken back.
    done: usize,
    weight: usize,
}

impl History {
    /// Remembers a step that put `text` in and cost the widget `weight` bytes.
    /// True if it was too much: all is forgotten then, and the widget must forget too.
    #[must_use]
    pub(super) fn push(&mut self, step: Step, text: &str, weight: usize) -> bool {
        if step.entries == 0 {
            return false;
        }
        self.steps.truncate(self.done);
        self.weight += weight;
        if self.weight > WEIGHT {
            *self = History::default();
            return true;
        }
        match self.steps.last_mut() {
            Some(last)
                if last.typed
                    && last.entries < RUN
                    && step.typed
                    && step.entries == 1
                    && last.after == step.before
                    && !text.trim().is_empty() =>
            {
                last.entries += step.entries;
                last.after = step.after;
            }
            _ => self.steps.push(step),
        }
        while self.steps.iter().map(|step| step.entries).sum::<usize>() > KEPT {
            self.steps.remove(0);
        }
        self.done = self.steps.len();
        false
    }

    pub(super) fn undo(&mut self) -> Option<Step> {
        self.done = self.done.checked_sub(1)?;
        self.steps.get(self.done).copied()
    }

    pub(super) fn redo(&mut self) -> Option<Step> {
        let step = self.steps.get(self.done).copied()?;
        self.done += 1;
        Some(step)
    }
}

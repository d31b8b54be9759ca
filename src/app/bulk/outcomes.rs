//! How work on many jobs ended, counted.

use super::Work;
use crate::words::BulkWords;

/// How many ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// As wished: the cancel taken by the service, the job hidden, shown, or in our own queue.
    pub done: usize,
    /// It waited in our own queue and was taken out: nothing was sent.
    pub withdrawn: usize,
    /// Nothing was left to cancel.
    pub ended: usize,
    /// The service refused.
    pub refused: usize,
    /// It could not be done, or nobody knows whether it was.
    pub failed: usize,
}

impl Outcomes {
    /// All of them.
    pub fn all(&self) -> usize {
        self.done + self.withdrawn + self.ended + self.refused + self.failed
    }

    pub(super) fn count(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Done => &mut self.done,
            Outcome::Withdrawn => &mut self.withdrawn,
            Outcome::Ended => &mut self.ended,
            Outcome::Refused => &mut self.refused,
            Outcome::Failed => &mut self.failed,
        };
        *count += 1;
    }

    /// In words: each sort that there is.
    pub fn told(&self, work: Work, words: &BulkWords) -> String {
        let done = match work {
            Work::Cancel => words.asked,
            Work::Archive => words.archived,
            Work::BringBack => words.brought_back,
            Work::RunAgain => words.queued,
        };
        let sorts = [
            (self.done, done),
            (self.withdrawn, words.withdrawn),
            (self.ended, words.ended),
            (self.refused, words.refused),
            (self.failed, words.failed),
        ];
        let there = sorts.into_iter().filter(|(count, _)| *count > 0);
        let told: Vec<_> = there.map(|(count, word)| (words.so_many)(count, word)).collect();
        told.join(", ")
    }
}

/// How one ended.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome {
    Done,
    Withdrawn,
    Ended,
    Refused,
    Failed,
}

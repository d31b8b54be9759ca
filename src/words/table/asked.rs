//! The shape of the words for what lies over the panes and for work on many jobs: questions, settling, palette, why something cannot
//! be done.

use crate::job::Credits;

/// Questions.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what it asks")]
pub struct Questions {
    pub cancel_title: &'static str,
    pub cancel: fn(&str) -> String,
    pub cancel_refund: &'static str,
    pub withdraw: fn(&str) -> String,
    pub run_title: &'static str,
    pub run_again: fn(&str) -> String,
    pub send_title: &'static str,
    pub resume_title: &'static str,
    /// How many jobs wait.
    pub resume: fn(usize) -> String,
    pub twin_title: &'static str,
    pub twin: fn(&str) -> String,
    /// The same of one of which nobody knows what became.
    pub unknown_twin: fn(&str) -> String,
    /// What a send costs on the sandbox.
    pub pays_in_sandbox: fn(Option<Credits>) -> String,
    pub pays: fn(Option<Credits>) -> String,
    pub stale_title: &'static str,
    pub stale: fn(&str, &str) -> String,
    pub link_title: &'static str,
    pub link: &'static str,
    pub answers_yes_no: &'static str,
    pub answers_pay: &'static str,
    pub answers_close: &'static str,
}

/// Settling a job of unknown fate.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after the line where its text stands")]
pub struct SettlingWords {
    pub title: &'static str,
    pub sent: &'static str,
    pub tries: fn(u32) -> String,
    pub body: &'static str,
    pub bytes: fn(usize) -> String,
    pub hash: &'static str,
    pub token: &'static str,
    pub came_back: &'static str,
    pub answer: &'static str,
    pub nothing_came: &'static str,
    pub advice: &'static str,
    pub answers: &'static str,
    pub adopt: &'static str,
    pub adopt_refused: &'static str,
    pub adopt_answers: &'static str,
    pub really_not_created: &'static str,
    pub not_created_answers: &'static str,
    /// What it would cost, where that is known.
    pub twice: fn(Option<Credits>) -> String,
    /// The words to type.
    pub type_words: fn(&str) -> String,
    pub twice_answers: &'static str,
}

/// The palette, and watching a job that was submitted elsewhere.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after the line where its text stands")]
pub struct PaletteWords {
    pub title: &'static str,
    pub answers: &'static str,
    /// An action, and why it cannot be done now.
    pub cannot: fn(&str, &str) -> String,
    pub too_long: &'static str,
    pub track_title: &'static str,
    pub track: &'static str,
    pub track_answers: &'static str,
    pub tracked: fn(&str) -> String,
    /// An id, and the state in which it ended.
    pub tracked_ended: fn(&str, &str) -> String,
    pub known_already: fn(&str) -> String,
    pub no_such_request: fn(&str) -> String,
    pub not_asked: fn(&str) -> String,
    pub not_kept: fn(&str) -> String,
}

/// Why something cannot be done now, in a few words.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what stands against it")]
pub struct WhyNot {
    pub no_job: &'static str,
    pub no_video: &'static str,
    pub no_video_yet: &'static str,
    pub no_request_id: &'static str,
    pub ended: &'static str,
    pub all_ended: &'static str,
    pub too_many_marked: &'static str,
    pub one_at_a_time: &'static str,
    pub not_whole: &'static str,
    pub not_unknown: &'static str,
    pub settle_first: &'static str,
    pub form_unready: &'static str,
    pub queue_empty: &'static str,
    pub not_the_holder: &'static str,
    pub sends_nothing: &'static str,
    pub no_shell: &'static str,
    pub not_here: &'static str,
}

/// The same for many jobs.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after the place where its text stands")]
pub struct BulkWords {
    pub cancelling: &'static str,
    pub archiving: &'static str,
    pub bringing_back: &'static str,
    pub running_again: &'static str,
    pub asked: &'static str,
    pub archived: &'static str,
    pub brought_back: &'static str,
    pub queued: &'static str,
    /// After a report of cancels that failed.
    pub failed_are_marked: &'static str,
    /// After a report of jobs that wait in our own queue now.
    pub queue_goes_on: &'static str,
    pub withdrawn: &'static str,
    pub ended: &'static str,
    pub refused: &'static str,
    pub failed: &'static str,
    /// A number, and one of the words above.
    pub so_many: fn(usize, &str) -> String,
    /// What is done, how many are done, of how many.
    pub progress: fn(&str, usize, usize) -> String,
    pub stop: &'static str,
    pub stopping: &'static str,
    /// What was done, what came of it, how many were left as they are.
    pub report: fn(&str, &str, usize) -> String,
    pub one_at_a_time: &'static str,
    /// How many are marked, how many may be.
    pub too_many: fn(usize, usize) -> String,
    pub nothing_to_do: &'static str,
    pub cancel_title: fn(usize) -> String,
    pub archive_title: fn(usize) -> String,
    pub bring_back_title: fn(usize) -> String,
    pub run_title: fn(usize) -> String,
    pub waiting: fn(usize) -> String,
    pub idle: fn(usize) -> String,
    /// So many of them may be charged already.
    pub unknown: fn(usize) -> String,
    pub outside: fn(usize) -> String,
    pub still_watched: &'static str,
    /// How many may be in flight at once.
    pub through_queue: fn(usize) -> String,
    /// How many, and what they would cost together.
    pub pays: fn(usize, Option<Credits>) -> String,
    pub type_count: fn(usize) -> String,
    pub answers_pay: &'static str,
}

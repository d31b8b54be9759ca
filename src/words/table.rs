//! The shape of a language: every text that a person reads has its place here, so the compiler keeps each language complete.
//!
//! Not for the texts themselves: each language is one file beside this one.

mod asked;
mod keys;

use std::time::Duration;

pub use asked::{BulkWords, PaletteWords, Questions, SettlingWords, WhyNot};
pub use keys::{KeyWords, Keys, TypingWords};

use super::line::LineWords;
use super::road::Cause;
use super::start::StartWords;
use crate::job::{
    Credits, Failure, FailureKind, FailureOrigin, Field, FilterProblem, MediaKind, Noted, Problem, Sort, Status,
};

/// One language.
#[derive(Debug)]
pub struct Words {
    /// The states of a job, as the screen says them.
    pub status: fn(&Status) -> String,
    /// What a state means, in a line.
    pub meaning: fn(&Status) -> &'static str,
    /// A length of time in a sentence, at most eight cells wide. Filters keep the letters of English.
    pub time: fn(Duration) -> String,
    /// The same in a column, at most [`BRIEF_CELLS`](super::duration::BRIEF_CELLS) wide.
    pub age: fn(Duration) -> String,
    /// The name of a field of the form.
    pub field: fn(Field) -> &'static str,
    /// What is wrong with a field.
    pub problem: fn(&Problem) -> String,
    /// What sort of thing went wrong, in a word or two.
    pub failure_name: fn(FailureKind) -> &'static str,
    /// What failed here, with the technical words of whoever reported it: where it is known what it is, in a sentence before them.
    pub reason: fn(&Failure) -> String,
    /// That the road to a host broke, and why. Of the kinds `Unreachable`, `Interrupted` and `TimedOut`.
    pub road: fn(FailureKind, &str, Option<Cause>) -> String,
    /// What the program itself noted.
    pub noted: fn(Noted) -> &'static str,
    /// A status of HTTP, and what came with it.
    pub http_and: fn(&str, &str) -> String,
    /// A status of HTTP, and where it leads.
    pub http_to: fn(&str, &str) -> String,
    /// What was noted, and what had been noted before.
    pub noted_before: fn(&str, &str) -> String,
    /// What it means and what to do.
    pub failure_advice: fn(FailureKind) -> &'static str,
    /// What to do about a job that ended so: by its state where that says more than the failure alone.
    pub job_advice: fn(&Status, FailureKind) -> &'static str,
    /// What is wrong with a filter.
    pub filter_problem: fn(&FilterProblem) -> String,
    /// A kind of media.
    pub media: fn(MediaKind) -> &'static str,
    /// Names of keys' actions, and their longer help.
    pub keys: Keys,
    /// What keys do in a field.
    pub typing: TypingWords,
    /// Words of the panes.
    pub panes: Panes,
    /// Lines that come and go.
    pub notices: Notices,
    /// Questions.
    pub questions: Questions,
    /// A job of unknown fate.
    pub settling: SettlingWords,
    /// The same for many jobs.
    pub bulk: BulkWords,
    /// The palette, and watching a job that was submitted elsewhere.
    pub palette: PaletteWords,
    /// Why something cannot be done now.
    pub why_not: WhyNot,
    /// Before the dashboard opens and after it closed.
    pub start: StartWords,
    /// The command line.
    pub line: LineWords,
}

/// Words of the panes.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after the place where its text stands")]
pub struct Panes {
    pub form: &'static str,
    pub jobs: &'static str,
    /// What the list is ordered by, and whether it is turned round.
    pub sorted: fn(Sort, bool) -> &'static str,
    pub marked: fn(usize) -> String,
    pub details: &'static str,
    pub help: &'static str,
    /// Nothing that was searched for is there.
    pub nothing_found: &'static str,
    pub details_of_none: &'static str,
    /// What stands in the empty prompt.
    pub prompt_hint: &'static str,
    /// What stands in the place of the rows while there are no jobs at all.
    pub no_jobs: &'static str,
    /// One after the other.
    pub first_steps: [&'static str; 3],
    /// On the sandbox.
    pub free_here: &'static str,
    /// Live.
    pub charged_here: &'static str,
    pub find_keys: &'static str,
    pub filter_hint: &'static str,
    /// What stands in the place of the rows while a filter leaves none.
    pub no_match: [&'static str; 2],
    /// What stands in the place of the rows while every job is archived.
    pub all_archived: &'static str,
    /// The filter as it was understood.
    pub nothing_matches: fn(&str) -> String,
    pub reading: &'static str,
    pub too_small: &'static str,
    /// In the title of the window: jobs that go on, jobs that wait for the person.
    pub title_running: fn(u64) -> String,
    pub title_needs_you: fn(u64) -> String,
    pub none: &'static str,
    pub count_of_media: fn(usize, usize) -> String,
    pub characters: fn(usize) -> String,
    pub seconds: fn(u32) -> String,
    /// The first and the last row in sight, and the number of all as it is written.
    pub range: fn(u64, u64, &str) -> String,
    /// Mode (with media or not), number of media, seconds, resolution.
    pub plan: fn(usize, u32, &str) -> String,
    pub about_credits: fn(Credits) -> String,
    pub price_unknown: &'static str,
    pub built_in_models: &'static str,
    pub not_sendable: &'static str,
    pub credits_today: fn(Credits) -> String,
    pub request_rate: fn(usize) -> String,
    pub go_live: &'static str,
    pub offline_since: fn(&str) -> String,
    pub slowed_for: fn(Duration) -> String,
    pub queue_paused: &'static str,
    pub key_refused: &'static str,
    /// The key came from the environment, which does not change any more.
    pub key_refused_for_good: &'static str,
    pub ledger_damaged: &'static str,
    pub may_be_charged: &'static str,
    pub not_watched: &'static str,
    pub stuck: &'static str,
    pub longer_than_usual: &'static str,
    pub soon: &'static str,
    /// The running time of an ended job.
    pub took: fn(&str) -> String,
    /// After how long a job was cancelled.
    pub ended_after: fn(&str) -> String,
    /// Rows that are out of sight below.
    pub lines_more: fn(u16) -> String,
    pub keys_in_form: &'static str,
    /// In the footer, beside the keys that change a choice.
    pub change_choice: &'static str,
    /// In the place of a key, of what has none.
    pub in_palette: &'static str,
    /// Of a failed job that tells no reason that this program knows.
    pub reason_in_details: &'static str,
    /// A job that the person took out of our own queue.
    pub withdrawn: &'static str,
    pub states: &'static str,
    pub keys_in_list: &'static str,
    pub keys_in_fields: &'static str,
    pub keys_in_questions: &'static str,
    pub keys_in_search: &'static str,
    pub keys_anywhere: &'static str,
    pub columns: Columns,
    pub detail: DetailWords,
}

/// Titles of the columns.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after its column")]
pub struct Columns {
    pub state: &'static str,
    pub age: &'static str,
    pub eta: &'static str,
    pub model: &'static str,
    pub ratio: &'static str,
    pub length: &'static str,
    pub resolution: &'static str,
    pub credits: &'static str,
    pub prompt: &'static str,
    pub id: &'static str,
}

/// Words of the details.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after the line where its text stands")]
pub struct DetailWords {
    pub request_id: &'static str,
    pub our_id: &'static str,
    pub no_request_id: &'static str,
    pub other_id: &'static str,
    pub media: &'static str,
    pub webhook: &'static str,
    pub metadata: &'static str,
    pub charge: &'static str,
    pub charged: fn(Credits) -> String,
    pub charge_unknown: &'static str,
    /// Why a job waits in our own queue.
    pub waits: WaitWords,
    pub refund: &'static str,
    pub attempts: &'static str,
    pub times: fn(u32) -> String,
    pub timeline: &'static str,
    pub seen_ago: fn(&str) -> String,
    pub next_look: fn(&str) -> String,
    pub queues: fn(&str) -> String,
    /// How long it was queued at the service, and how long it has been running.
    pub runs: fn(&str, &str) -> String,
    /// The same of one that has ended.
    pub ran: fn(&str, &str) -> String,
    /// From, to, in seconds, and of how many jobs.
    pub usually: fn(Duration, Duration, u32) -> String,
    pub looking: &'static str,
    pub given_up: &'static str,
    pub missed: fn(&str) -> String,
    pub video: &'static str,
    pub link_age: fn(&str) -> String,
    pub link_fresh: &'static str,
    pub problem: &'static str,
    /// The label of what went wrong with a cancel.
    pub cancel: &'static str,
    pub service_said: &'static str,
    pub noted_here: &'static str,
    pub to_do: &'static str,
    pub intent: &'static str,
    pub raw_answer: &'static str,
    pub submit_answer: &'static str,
    pub archived: &'static str,
    pub unreadable: fn(&str) -> String,
}

/// Why a job waits in our own queue.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what it waits for")]
pub struct WaitWords {
    pub paused: &'static str,
    pub another_window: &'static str,
    pub sends_nothing: &'static str,
    pub slowed: fn(Duration) -> String,
    /// How many are in flight, of how many that may be.
    pub room: fn(usize, usize) -> String,
    pub turn: &'static str,
}

/// Lines that come and go.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what happened")]
pub struct Notices {
    pub sent: &'static str,
    pub queued_here: &'static str,
    /// Behind either of these.
    pub hidden_by_filter: &'static str,
    /// Of a new job under many that are younger by the clock.
    pub stands_below: &'static str,
    pub not_recorded: fn(&str) -> String,
    pub accepted_not_written: fn(&str) -> String,
    pub outcome_not_written: fn(&str) -> String,
    pub may_be_charged: fn(&str) -> String,
    pub refused_form: fn(&str) -> String,
    /// The field, and what is wrong with it.
    pub refused_field: fn(&str, &str) -> String,
    pub burst: &'static str,
    pub only_pay_key: &'static str,
    /// Of a key that a click does not press.
    pub only_by_key: fn(&str) -> String,
    pub paste_ignored: &'static str,
    pub paste_too_long: &'static str,
    pub filter_too_long: &'static str,
    pub marked: fn(usize) -> String,
    pub marked_most: fn(usize) -> String,
    pub no_job: &'static str,
    pub not_in_ledger: &'static str,
    pub no_video: &'static str,
    pub no_video_yet: &'static str,
    pub no_request_id: &'static str,
    /// Of a job that waits to be sent.
    pub nothing_to_ask: &'static str,
    pub settle_first: &'static str,
    pub nothing_to_cancel: fn(&str) -> String,
    pub cancel_asked: &'static str,
    pub cancel_refused: fn(&str) -> String,
    /// Nobody knows whether the service took it.
    pub cancel_missed: fn(&str) -> String,
    pub withdrawn: &'static str,
    pub late_video: &'static str,
    pub archived: &'static str,
    pub brought_back: &'static str,
    pub copied: fn(&str) -> String,
    pub opening: &'static str,
    pub asking_for_link: &'static str,
    pub bad_link: &'static str,
    pub looking: &'static str,
    pub looked: fn(&str) -> String,
    /// Where the failure of the look came from, and its words.
    pub look_missed: fn(FailureOrigin, &str) -> String,
    pub form_filled: &'static str,
    /// Of what was in the form before that.
    pub undo_brings_back: &'static str,
    pub edited_too_long: &'static str,
    pub no_editor: &'static str,
    /// How it ended.
    pub editor_failed: fn(&str) -> String,
    pub editor_fault: fn(&str) -> String,
    pub no_shell: &'static str,
    pub reading_key: &'static str,
    pub key_taken: &'static str,
    /// A refused key was read again, and there was no job to try it on.
    pub key_unproved: &'static str,
    /// The same of one from the environment, which is what it was.
    pub key_unchanged: &'static str,
    pub key_not_read: fn(&str) -> String,
    pub key_still_refused: &'static str,
    pub ledger_fault: fn(&str) -> String,
    pub ledger_damaged: &'static str,
    pub not_sent_damaged: &'static str,
    /// Jobs read in the damaged files, jobs from the backup, jobs from the second copy, lines of it that cannot be read, where
    /// the damaged files are now.
    pub ledger_rebuilt: fn([u64; 4], &str) -> String,
    pub ledger_recovered: fn(u64) -> String,
    pub ledger_read_only: &'static str,
    pub ledger_on_the_network: &'static str,
    pub ledger_without_log: &'static str,
    /// Another process brings the ledger up to date, or repairs it.
    pub ledger_waited_for: &'static str,
    /// Percent of the backup that is made before.
    pub ledger_backed_up: fn(u64) -> String,
    /// Jobs that were brought up to date, of so many.
    pub ledger_brought_up: fn(u64, u64) -> String,
    pub ledger_finishing: &'static str,
    pub ledger_is_up_to_date: &'static str,
    /// The file, and its permissions as `chmod` takes them.
    pub key_file_open: fn(&str, u32) -> String,
    /// An address was given, and no key for it.
    pub base_url_unused: fn(&str) -> String,
    pub queue_paused: &'static str,
    /// How many jobs waited in it.
    pub queue_running: fn(usize) -> String,
    pub queue_empty: &'static str,
    pub not_the_holder: &'static str,
    /// Said in the language that is new.
    pub language: &'static str,
    pub theme: ThemeWords,
    /// Why a job is not run again.
    pub request_not_whole: &'static str,
    /// The same: the field, and the value that the service does not offer.
    pub not_offered_now: fn(&str, &str) -> String,
    pub draft_not_saved: fn(&str) -> String,
    pub nothing_to_settle: fn(&str) -> String,
    pub cannot_ask: fn(&str) -> String,
    pub adopted: fn(&str) -> String,
    /// What the service told, what the job asks for.
    pub another_request: fn(&str, &str) -> String,
    pub id_taken: fn(&str) -> String,
    pub not_created: &'static str,
    pub still_looking: &'static str,
    pub words_missing: fn(&str) -> String,
    pub note_copied: &'static str,
    pub orphans: fn(u64) -> String,
    pub leaving: fn(usize) -> String,
    pub leaving_sandbox: fn(usize) -> String,
    /// How many wait in our own queue.
    pub leaving_queue: fn(usize) -> String,
    /// So many may be charged, and nobody has settled them.
    pub leaving_unknown: fn(u64) -> String,
    /// How many jobs wait here.
    pub stopped: fn(usize) -> String,
    pub left_in_doubt: fn(usize) -> String,
    /// Our id, the service's.
    pub id_not_written: fn(&str, &str) -> String,
    pub waits_for_submits: fn(usize) -> String,
    pub stops_after_submits: fn(usize) -> String,
}

/// The set of colours that is new.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after its set of colours")]
pub struct ThemeWords {
    pub terminal: &'static str,
    pub light: &'static str,
    pub dark: &'static str,
    pub contrast: &'static str,
    /// No colour at all, and none to be had.
    pub plain: &'static str,
}

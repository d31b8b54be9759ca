//! English for the list: its filter, its order, and the same for many jobs.

use crate::job::{Filter, FilterProblem, Sort, Status};
use crate::words::duration::{amount, grouped};
use crate::words::table::{BulkWords, PaletteWords, WhyNot};

/// The same for many jobs.
pub(super) const BULK: BulkWords = BulkWords {
    cancelling: "Cancelling",
    archiving: "Archiving",
    bringing_back: "Bringing back",
    running_again: "Running again",
    asked: "asked",
    archived: "archived",
    brought_back: "brought back",
    queued: "in our queue",
    failed_are_marked: "Those that failed are marked again.",
    queue_goes_on: "‹jobs.pause› pauses the queue.",
    withdrawn: "withdrawn",
    ended: "had ended",
    refused: "refused by the service",
    failed: "failed",
    so_many: |count, word| format!("{} {word}", counted(count)),
    progress: |name, done, total| format!("{name} {} of {}", counted(done), counted(total)),
    stop: "‹everywhere.back› stops",
    stopping: "stopping",
    report: |name, outcomes, left| {
        let outcomes = if outcomes.is_empty() { "nothing done" } else { outcomes };
        match left {
            0 => format!("{name}: {outcomes}."),
            _ => format!(
                "{name}, stopped: {outcomes}; {} left as they were, and marked.",
                counted(left)
            ),
        }
    },
    one_at_a_time: "One after the other: work on many jobs is going on. ‹everywhere.back› stops it.",
    too_many: |marked, most| {
        format!(
            "{} jobs are marked: at most {} are run again at once.",
            counted(marked),
            counted(most)
        )
    },
    nothing_to_do: "Nothing to do: none of the marked jobs is in a state for it.",
    cancel_title: |count| format!("Cancel {}?", jobs(count)),
    archive_title: |count| format!("Archive {}?", jobs(count)),
    bring_back_title: |count| format!("Bring {} back?", jobs(count)),
    run_title: |count| format!("Run {} again?", jobs(count)),
    waiting: |count| match count {
        1 => "1 waits in our own queue: taken out, nothing is charged.".into(),
        _ => format!(
            "{} wait in our own queue: taken out, nothing is charged.",
            counted(count)
        ),
    },
    idle: |count| match count {
        1 => "1 more is marked, and stays as it is.".into(),
        _ => format!("{} more are marked, and stay as they are.", counted(count)),
    },
    unknown: |count| match count {
        1 => "1 marked job is unknown and may be charged: settle it first.".into(),
        _ => format!(
            "{} marked jobs are unknown and may be charged: settle them first.",
            counted(count)
        ),
    },
    outside: |count| match count {
        0 => "All of them are in the list as it is now.".into(),
        1 => "1 of them is outside the current filter, out of sight.".into(),
        _ => format!(
            "{} of them are outside the current filter, out of sight.",
            counted(count)
        ),
    },
    still_watched: "They are hidden from the list, and still watched.",
    through_queue: |most| format!("They go through our own queue, at most {} at once.", counted(most)),
    pays: |count, estimate| {
        let charges = match count {
            1 => "This is a new charge".into(),
            _ => format!("These are {} new charges", counted(count)),
        };
        match estimate {
            Some(credits) => format!("{charges}: about {} credits (estimate).", amount(credits)),
            None => format!("{charges}; what it comes to is not known before."),
        }
    },
    type_count: |count| format!("To send them, type {count} and press ‹questions.pay›:"),
    answers_pay: "‹questions.pay› send, and pay   ‹everywhere.back› no",
};

/// The palette, and watching a job that was submitted elsewhere.
pub(super) const PALETTE: PaletteWords = PaletteWords {
    title: "What to do?",
    answers: "‹search.choose› do it   ‹everywhere.back› close",
    cannot: |action, why| format!("Not now: {action} ({why})."),
    too_long: "Not pasted: that is more than anybody searches for.",
    track_title: "Watch which request id?",
    track: "Of a job that was submitted elsewhere with this key. It is asked about once, which costs nothing; where the service knows it, it is watched here like any other:",
    track_answers: "‹questions.ask_id› ask about it   ‹everywhere.back› close",
    tracked: |id| format!("{id} is watched from now on."),
    tracked_ended: |id, state| format!("{id} has ended already: {state}. It is in the list now."),
    known_already: |id| format!("{id} is a job of this ledger already."),
    no_such_request: |id| format!("The service knows no request {id} of this key."),
    not_asked: |why| format!("It is not known yet whether there is such a request. {why}"),
    not_kept: |why| format!("Found, but not written down, so not watched: {why}"),
};

/// Why something cannot be done now.
pub(super) const WHY_NOT: WhyNot = WhyNot {
    no_job: "no job is selected",
    no_video: "no video",
    no_video_yet: "no video yet",
    no_request_id: "no request id",
    ended: "nothing to cancel",
    all_ended: "none of the marked can be cancelled",
    too_many_marked: "too many are marked",
    one_at_a_time: "work on many jobs is going on",
    not_whole: "what it asked for is not known here",
    not_unknown: "only where it is unknown what became of a job",
    settle_first: "settle it first",
    form_unready: "the form cannot be sent yet",
    queue_empty: "nothing waits in our queue",
    not_the_holder: "another window runs the queue",
    sends_nothing: "nothing can be sent now",
    no_shell: "no shell to come back from",
    not_here: "not where you are",
};

fn jobs(count: usize) -> String {
    match count {
        1 => "1 job".into(),
        _ => format!("{} jobs", counted(count)),
    }
}

/// A number with its thousands apart.
pub(super) fn counted(count: usize) -> String {
    grouped(u64::try_from(count).unwrap_or(u64::MAX))
}

/// What is wrong with a filter.
pub(super) fn filter_problem(problem: &FilterProblem) -> String {
    match problem {
        FilterProblem::Key(key) => {
            format!("{key}: is no filter (‹everywhere.help› names them); quotes make it words")
        }
        FilterProblem::NoWord(text) => format!("{text} has no letter or digit to look for"),
        FilterProblem::State(state) => {
            let states: Vec<_> = Filter::state_words().collect();
            format!(
                "no state begins with {state} (‹everywhere.help› names them): {}",
                states.join(" ")
            )
        }
        FilterProblem::Age(_) => "age: < or > and 90s, 5m, 2h, 3d or 1w".into(),
        FilterProblem::Credits(_) => "credits: a number such as 64 or 6.4, with < or > before it".into(),
        FilterProblem::Archived(_) => "archived: yes, no or all".into(),
        FilterProblem::Unfinished(text) => format!("{text} has nothing after it, so it filters nothing"),
        FilterProblem::TooMany => format!("only the first {} parts count", Filter::MOST),
    }
}

/// What the list is ordered by.
pub(super) fn sorted(sort: Sort, reversed: bool) -> &'static str {
    match (sort, reversed) {
        (Sort::Created, false) => "newest first",
        (Sort::Created, true) => "oldest first",
        (Sort::State, false) => "state, open first",
        (Sort::State, true) => "state, ended first",
        (Sort::Model, false) => "model, A to Z",
        (Sort::Model, true) => "model, Z to A",
        (Sort::Credits, false) => "credits, most first",
        (Sort::Credits, true) => "credits, least first",
        (Sort::Running, false) => "running time, longest first",
        (Sort::Running, true) => "running time, shortest first",
    }
}

/// What a state means.
pub(super) fn meaning(status: &Status) -> &'static str {
    match status {
        Status::Waiting => "in this program's own queue; nothing is sent yet",
        Status::Sending => "on its way to the service",
        Status::Unknown => "sent, and no readable answer: it may be charged; ‹jobs.settle› settles it",
        Status::NotSent => "nothing of it was delivered, you took it back, or you settled it as not created",
        Status::Rejected => "the service said no",
        Status::Queued => "accepted; waits at the service",
        Status::Processing => "the video is being made",
        Status::Cancelling => "a cancel was asked for and is not confirmed yet",
        Status::Succeeded => "the video is there: ‹jobs.open› opens it",
        Status::Failed => "the service gave up; the details say why",
        Status::Cancelled => "ended by a cancel",
        Status::Other(_) => "a word of the service that this program does not know; it is asked about slowly",
    }
}

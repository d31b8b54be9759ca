//! What can be done now, and what stands against the rest: the footer, the palette and the keys themselves go by this.

use super::action::Action;
use super::action::Context::{Board, Entry, Filter, Form, Payment, Question, Reading, Search, Settling};
use super::bulk::Asking;
use super::commands::can_be_cancelled;
use super::question::Overlay;
use super::settle::Way;
use super::{App, Focus};
use crate::job::{Request, Row, Status};
use crate::words::WhyNot;

/// Why something cannot be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// No job is selected.
    NoJob,
    /// The job has no video, and will have none.
    NoVideo,
    /// The job has no video, and may come to have one.
    NoVideoYet,
    /// The service has not named the job.
    NoRequestId,
    /// The job has ended, or its cancel was asked for.
    Ended,
    /// So have all of the marked ones.
    AllEnded,
    /// More jobs are marked than are run again at once.
    TooManyMarked,
    /// Something is being done to many jobs.
    OneAtATime,
    /// Not all of what the job asked for is known here.
    NotWhole,
    /// It is known what became of the job.
    NotUnknown,
    /// Nobody knows what became of the job.
    SettleFirst,
    /// Something in the form is missing or wrong.
    FormUnready,
    /// Nothing waits in our own queue.
    QueueEmpty,
    /// Another window runs the queue.
    NotTheHolder,
    /// The key is refused, or the ledger is damaged.
    SendsNothing,
    /// Nobody would bring us back from the shell.
    NoShell,
    /// It is for another place than this.
    NotHere,
}

impl Hindrance {
    /// In a few words.
    pub fn told(self, words: &WhyNot) -> &'static str {
        match self {
            Self::NoJob => words.no_job,
            Self::NoVideo => words.no_video,
            Self::NoVideoYet => words.no_video_yet,
            Self::NoRequestId => words.no_request_id,
            Self::Ended => words.ended,
            Self::AllEnded => words.all_ended,
            Self::TooManyMarked => words.too_many_marked,
            Self::OneAtATime => words.one_at_a_time,
            Self::NotWhole => words.not_whole,
            Self::NotUnknown => words.not_unknown,
            Self::SettleFirst => words.settle_first,
            Self::FormUnready => words.form_unready,
            Self::QueueEmpty => words.queue_empty,
            Self::NotTheHolder => words.not_the_holder,
            Self::SendsNothing => words.sends_nothing,
            Self::NoShell => words.no_shell,
            Self::NotHere => words.not_here,
        }
    }
}

impl App {
    /// What stands against doing that now, where the person is.
    pub fn hindrance(&self, action: Action) -> Option<Hindrance> {
        let marked = !self.marks.is_empty();
        let selected = |such: fn(&Row) -> Option<Hindrance>| match self.board.selected() {
            Some(row) => such(row),
            None => Some(Hindrance::NoJob),
        };
        let is_settling =
            |such: fn(&Way) -> bool| matches!(&self.overlay, Some(Overlay::Settling(settling)) if such(&settling.way));
        let is_asked =
            |pays: bool| matches!(&self.overlay, Some(Overlay::Question(question)) if question.pays() == pays);
        match action {
            Action::RunAgain if self.sends_nothing().is_some() => Some(Hindrance::SendsNothing),
            Action::Send => self.sends_nothing().map(|_| Hindrance::SendsNothing),
            Action::Archive | Action::Cancel | Action::RunAgain if marked => self.hindrance_of_marked(action),
            Action::Archive => selected(archive),
            Action::Details | Action::EditAgain | Action::Mark | Action::MarkAll => selected(|_| None),
            Action::RunAgain => selected(run_again),
            Action::Cancel => selected(cancel),
            Action::CopyUrl | Action::Open => selected(video),
            Action::Look if self.engine.weather().refused().is_some() => None,
            Action::CopyId | Action::Look => selected(request_id),
            Action::Settle => selected(|row| (row.status != Status::Unknown).then_some(Hindrance::NotUnknown)),
            Action::Pause if !self.engine.is_holder() => Some(Hindrance::NotTheHolder),
            Action::Pause if self.ledger_is_damaged() => Some(Hindrance::SendsNothing),
            Action::Pause => (self.engine.queue_len() == 0).then_some(Hindrance::QueueEmpty),
            Action::Suspend => (!self.settings.can_stop).then_some(Hindrance::NoShell),
            Action::Adopt => not_here(
                matches!(self.overlay, Some(Overlay::Tracking(_)))
                    || is_settling(|way| matches!(way, Way::Open | Way::Adopt { .. })),
            ),
            Action::CopyNote | Action::NotCreated | Action::SendAgain => {
                not_here(is_settling(|way| matches!(way, Way::Open)))
            }
            Action::Pay => not_here(is_asked(true) || is_settling(|way| matches!(way, Way::SendAgain { .. }))),
            Action::Yes | Action::No => not_here(is_asked(false) || is_settling(|way| *way == Way::NotCreated)),
            Action::Choose => not_here(self.is_searching()),
            Action::SearchHelp => not_here(matches!(self.overlay, Some(Overlay::Help { .. }))),
            Action::KeepFilter => not_here(self.focus == Focus::Filter),
            Action::SelectAll => {
                let is_choice = matches!(self.focus, Focus::Field(field) if field.is_choice());
                not_here(match self.context() {
                    Form => !is_choice,
                    Entry | Filter | Search => true,
                    Board | Payment | Question | Reading | Settling => false,
                })
            }
            Action::Reverse | Action::Sort => selected(|_| None),
            Action::Back => {
                let in_list = marked || !self.filtering.field().is_empty() || self.bulk.is_some();
                not_here(self.has_something_to_close() || in_list || self.focus != Focus::Jobs)
            }
            Action::Bottom
            | Action::Down
            | Action::EditOutside
            | Action::Filter
            | Action::Help
            | Action::Language
            | Action::NewJob
            | Action::Next
            | Action::PageDown
            | Action::PageUp
            | Action::Palette
            | Action::Previous
            | Action::Quit
            | Action::QuitNow
            | Action::Redraw
            | Action::Theme
            | Action::Top
            | Action::Track
            | Action::Up => None,
        }
    }

    /// The same for the marked jobs, as far as the rows at hand tell: what lies beyond them is looked up when it is asked for.
    fn hindrance_of_marked(&self, action: Action) -> Option<Hindrance> {
        if self.bulk.is_some() {
            return Some(Hindrance::OneAtATime);
        }
        if action == Action::RunAgain {
            return (self.marks.len() > Asking::MOST).then_some(Hindrance::TooManyMarked);
        }
        let rows = self.board.rows();
        if action != Action::Cancel || self.marks.len() > rows.len() {
            return None;
        }
        let marked = rows.iter().filter(|row| self.marks.has(row.id));
        let ended = marked.clone().filter(|row| !can_be_cancelled(&row.status)).count();
        (ended == self.marks.len()).then_some(Hindrance::AllEnded)
    }
}

/// What answers to it is open, or not.
fn not_here(is_here: bool) -> Option<Hindrance> {
    (!is_here).then_some(Hindrance::NotHere)
}

fn cancel(row: &Row) -> Option<Hindrance> {
    match row.status {
        Status::Unknown => Some(Hindrance::SettleFirst),
        ref status => (!can_be_cancelled(status)).then_some(Hindrance::Ended),
    }
}

/// One that may be charged stays in sight until it is settled.
fn archive(row: &Row) -> Option<Hindrance> {
    (row.status == Status::Unknown && !row.archived).then_some(Hindrance::SettleFirst)
}

fn run_again(row: &Row) -> Option<Hindrance> {
    if row.status == Status::Unknown {
        return Some(Hindrance::SettleFirst);
    }
    // the service tells no resolution of a job that was submitted elsewhere
    (row.resolution == Request::UNTOLD).then_some(Hindrance::NotWhole)
}

fn request_id(row: &Row) -> Option<Hindrance> {
    row.remote_id.is_none().then_some(Hindrance::NoRequestId)
}

fn video(row: &Row) -> Option<Hindrance> {
    match (row.has_video, row.status.is_open()) {
        (true, _) => None,
        (false, true) => Some(Hindrance::NoVideoYet),
        (false, false) => Some(Hindrance::NoVideo),
    }
}

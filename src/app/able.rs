//! What can be done now, and what stands against the rest: the footer, the palette and the keys themselves go by this.

use super::action::Action;
use super::commands::can_be_cancelled;
use super::question::Overlay;
use super::settle::Way;
use super::{App, Focus};
use crate::job::{Row, Status};
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
    /// It is known what became of the job.
    NotUnknown,
    /// Nobody knows what became of the job.
    SettleFirst,
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
            Self::NotUnknown => words.not_unknown,
            Self::SettleFirst => words.settle_first,
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
        match action {
            Action::RunAgain if self.sends_nothing().is_some() => Some(Hindrance::SendsNothing),
            Action::Archive | Action::Cancel | Action::RunAgain if marked => None,
            Action::Archive
            | Action::Cancel
            | Action::CopyId
            | Action::CopyUrl
            | Action::Details
            | Action::EditAgain
            | Action::Mark
            | Action::MarkAll
            | Action::Open
            | Action::RunAgain
            | Action::Settle => match self.board.selected() {
                Some(row) => hindrance_of(row, action),
                None => Some(Hindrance::NoJob),
            },
            Action::Look if self.engine.weather().refused().is_some() => None,
            Action::Look => match self.board.selected() {
                None => Some(Hindrance::NoJob),
                Some(row) => row.remote_id.is_none().then_some(Hindrance::NoRequestId),
            },
            Action::Send => self.sends_nothing().map(|_| Hindrance::SendsNothing),
            Action::Pause if !self.engine.is_holder() => Some(Hindrance::NotTheHolder),
            Action::Pause => (self.engine.queue_len() == 0).then_some(Hindrance::QueueEmpty),
            Action::Suspend => (!self.settings.can_stop).then_some(Hindrance::NoShell),
            Action::Adopt
            | Action::Back
            | Action::Choose
            | Action::CopyNote
            | Action::KeepFilter
            | Action::No
            | Action::NotCreated
            | Action::Pay
            | Action::SearchHelp
            | Action::SelectAll
            | Action::SendAgain
            | Action::Yes => (!self.has_place_for(action)).then_some(Hindrance::NotHere),
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
            | Action::Reverse
            | Action::Sort
            | Action::Theme
            | Action::Top
            | Action::Track
            | Action::Up => None,
        }
    }

    /// What answers to it is open.
    fn has_place_for(&self, action: Action) -> bool {
        let settling = match &self.overlay {
            Some(Overlay::Settling(settling)) => Some(&settling.way),
            Some(
                Overlay::Help { .. }
                | Overlay::Link(_)
                | Overlay::Palette(_)
                | Overlay::Question(_)
                | Overlay::Tracking(_),
            )
            | None => None,
        };
        let question = matches!(self.overlay, Some(Overlay::Question(_)));
        let pays = matches!(&self.overlay, Some(Overlay::Question(question)) if question.pays());
        match action {
            Action::Adopt => {
                matches!(self.overlay, Some(Overlay::Tracking(_)))
                    || matches!(settling, Some(Way::Open | Way::Adopt { .. }))
            }
            Action::CopyNote | Action::NotCreated | Action::SendAgain => matches!(settling, Some(Way::Open)),
            Action::Pay => pays || matches!(settling, Some(Way::SendAgain { .. })),
            Action::Yes | Action::No => question && !pays,
            Action::Choose => self.is_searching(),
            Action::SearchHelp => matches!(self.overlay, Some(Overlay::Help { .. })),
            Action::KeepFilter => self.focus == Focus::Filter,
            Action::SelectAll => matches!(self.focus, Focus::Field(_) | Focus::Filter) || self.is_searching(),
            _ => {
                let in_list = !self.marks.is_empty() || !self.filtering.field().is_empty() || self.bulk.is_some();
                self.has_something_to_close() || in_list || self.focus != Focus::Jobs
            }
        }
    }
}

/// What stands against doing that with this job.
fn hindrance_of(row: &Row, action: Action) -> Option<Hindrance> {
    let may_come = row.status.is_open();
    match action {
        Action::Cancel if row.status == Status::Unknown => Some(Hindrance::SettleFirst),
        Action::Cancel => (!can_be_cancelled(&row.status)).then_some(Hindrance::Ended),
        Action::CopyId => row.remote_id.is_none().then_some(Hindrance::NoRequestId),
        Action::CopyUrl | Action::Open if row.has_video => None,
        Action::CopyUrl | Action::Open if may_come => Some(Hindrance::NoVideoYet),
        Action::CopyUrl | Action::Open => Some(Hindrance::NoVideo),
        Action::Settle => (row.status != Status::Unknown).then_some(Hindrance::NotUnknown),
        _ => None,
    }
}

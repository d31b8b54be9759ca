//! What the app is told, and what it wants done. What the drawing tells back is in `layout`.

use std::sync::Arc;

use crokey::KeyCombination;

use super::{Geometry, NoText, Theme};
use crate::engine;
use crate::job::{Details, Draft, Failure, JobId, Page, Query, Span, Survey};
use crate::words::start::KeyError;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A key was pressed.
    Key(KeyCombination),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The terminal told how light its ground is: the set of colours for it.
    Ground(Theme),
    /// The terminal has, or has not, the person's eye.
    Watched(bool),
    /// The screen was laid out anew.
    Drawn(Geometry),
    /// The time of [`super::App::next_wake`] has come.
    Wake,
    /// For the engine, and answers to its effects.
    Engine(engine::Message),
    /// Answers [`Effect::Page`]: the query and its page; none where a later question came before it.
    Page(Query, Result<Option<Page>, Failure>),
    /// Answers [`Effect::Ids`].
    Ids(Query, Result<Vec<JobId>, Failure>),
    /// Answers [`Effect::Survey`].
    Surveyed(Result<Survey, Failure>),
    /// Answers [`Effect::Details`].
    Details {
        /// Which job.
        id: JobId,
        /// What for.
        purpose: Purpose,
        /// The job, if there is one.
        details: Result<Option<Box<Details>>, Failure>,
    },
    /// Answers [`Effect::SaveDraft`].
    DraftSaved(Result<(), Failure>),
    /// Answers [`Effect::Browse`].
    Browsed {
        /// The address.
        url: String,
        /// Whether a browser was started.
        started: Result<(), Failure>,
    },
    /// Answers [`Effect::EditOutside`].
    Edited(Result<String, NoText>),
    /// Answers [`Effect::ReadKey`].
    KeyRead(Result<(), NoKey>),
    /// Jobs that were found `sending` without an owner are `unknown` now.
    Orphans(u64),
    /// The ledger was looked at and is damaged.
    Damaged,
    /// Somebody wants the program to end.
    Terminate,
}

/// Why the key was not read again.
#[derive(Debug, Clone, PartialEq)]
pub enum NoKey {
    /// It cannot be had from where it is kept.
    Unreadable(Arc<KeyError>),
    /// It was had, and cannot be used; or the work was lost.
    Failed(Failure),
}

impl Message {
    /// The work on the ledger that it answers came upon damage, or the look at the ledger did.
    pub(super) fn tells_of_damage(&self) -> bool {
        use engine::Message::{Applied, OpenJobs, Recorded, Submitted, Tracked, Usual};
        let failure = match self {
            Self::Damaged => return true,
            Self::Page(_, Err(failure))
            | Self::Ids(_, Err(failure))
            | Self::Surveyed(Err(failure))
            | Self::Details {
                details: Err(failure), ..
            }
            | Self::DraftSaved(Err(failure))
            | Self::Engine(
                OpenJobs(Err(failure))
                | Usual(Err(failure))
                | Recorded {
                    recorded: Err(failure), ..
                }
                | Tracked {
                    recorded: Err(failure), ..
                }
                | Applied { kept: Err(failure), .. }
                | Submitted { kept: Err(failure), .. },
            ) => failure,
            Self::Key(_)
            | Self::Paste(_)
            | Self::Mouse(_)
            | Self::Ground(_)
            | Self::Watched(_)
            | Self::Drawn(_)
            | Self::Wake
            | Self::Engine(_)
            | Self::Page(_, Ok(_))
            | Self::Ids(_, Ok(_))
            | Self::Surveyed(Ok(_))
            | Self::Details { .. }
            | Self::DraftSaved(Ok(()))
            | Self::Browsed { .. }
            | Self::Edited(_)
            | Self::KeyRead(_)
            | Self::Orphans(_)
            | Self::Terminate => return false,
        };
        failure.is_damage()
    }
}

/// What the mouse did, and where on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// Pressed at a column and a row.
    Press(u16, u16),
    /// Turned by lines, down where positive, at a column and a row.
    Wheel(isize, u16, u16),
}

/// What a job's details are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To show them.
    Show,
    /// To fill the form.
    EditAgain,
    /// To ask whether to run the same again.
    RunAgain,
    /// To open the video.
    Open,
    /// To copy the address of the video.
    CopyUrl,
    /// To settle it.
    Settle,
    /// To run it again as one of many, which the person has said.
    RunOneOfMany,
}

/// What the app wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// What the engine wants.
    Engine(engine::Effect),
    /// Read a window of the list.
    Page(Query, Span),
    /// Name the jobs of the list, in its order, at most [`super::Marks::MOST`] and one more.
    Ids(Query),
    /// Look up these jobs for a question about all of them, and count those that the query leaves out.
    Survey(Vec<JobId>, Query),
    /// Read all about a job.
    Details(JobId, Purpose),
    /// Keep what stands in the form.
    SaveDraft(Box<Draft>),
    /// Read the key again from where it comes from.
    ReadKey,
    /// Start a browser. The address has been checked.
    Browse(String),
    /// Put a text on the clipboard.
    Copy(String),
    /// Have a text edited in the person's own editor.
    EditOutside(String),
    /// Leave the terminal to the shell until we are continued.
    Suspend,
    /// Draw the whole screen anew.
    Redraw,
    /// Draw with that set of colours from now on.
    Theme(Theme),
    /// Ring: jobs ended while nobody looked.
    Ring(String),
    /// End the program.
    Quit,
}

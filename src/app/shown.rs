//! The details pane: whose details it shows, when they are read, and how it is opened and closed. Where there is room it always stands
//! beside the list; there it is as good as open while it has the focus.

use super::{App, Focus, Layout};
use crate::job::{Details, JobId};

/// The details pane, with what was read for it.
#[derive(Debug, Default)]
pub struct Shown {
    /// The job, once read.
    pub details: Option<Box<Details>>,
    /// First line in sight.
    pub scroll: u16,
    /// The person opened it; else it is there because there is room.
    opened: bool,
    stand: Stand,
    pub(super) asked: Option<JobId>,
    /// The job whose details were read last, whether there were any or not.
    pub(super) answered: Option<JobId>,
    pub(super) stale: bool,
}

/// How the pane stood to the list when it was drawn last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stand {
    /// Below it or beside it.
    Beside,
    /// In its place.
    #[default]
    Alone,
    /// In its place, and only because the screen became narrow: the keys go back to the list once there is room.
    Lent,
}

/// Details that are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those of a job that was not selected before.
    New(JobId),
    /// Those that are there, once more.
    Again(JobId),
}

impl App {
    /// The details pane, where there is one.
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// What was read for it, where it can be seen.
    pub(super) fn details_in_sight(&self) -> Option<&Details> {
        let shown = self.shown.as_ref().filter(|_| self.shows_details());
        shown.and_then(|shown| shown.details.as_deref())
    }

    fn shows_details(&self) -> bool {
        let beside_the_list = match self.geometry.layout {
            Layout::Narrow => self.focus == Focus::Details,
            Layout::Medium | Layout::Wide => true,
        };
        beside_the_list && !self.geometry.tiny
    }

    /// The person has them open: there is something to close.
    pub fn details_are_open(&self) -> bool {
        match self.geometry.layout {
            Layout::Narrow | Layout::Wide => self.focus == Focus::Details,
            Layout::Medium => self.shown.is_some(),
        }
    }

    /// Something is open that `q` closes. Details that no one sees are not open.
    pub fn has_something_to_close(&self) -> bool {
        self.overlay.is_some() || self.details_are_open()
    }

    /// The screen was laid out so: what the person has opened stays in sight, and what is there only because there was room goes.
    pub(super) fn keep_details_open(&mut self, layout: Layout) {
        if layout == Layout::Wide {
            self.shown.get_or_insert_default();
        } else if self.focus != Focus::Details {
            self.shown.take_if(|shown| !shown.opened);
        }
        let Some(shown) = &mut self.shown else { return };
        shown.stand = match (layout, shown.stand) {
            (Layout::Narrow, Stand::Beside) if self.focus == Focus::Jobs => {
                self.focus = Focus::Details;
                Stand::Lent
            }
            (Layout::Narrow, Stand::Lent) if self.focus == Focus::Details => Stand::Lent,
            (Layout::Narrow, _) => Stand::Alone,
            (Layout::Medium | Layout::Wide, Stand::Lent) if self.focus == Focus::Details => {
                self.focus = Focus::Jobs;
                Stand::Beside
            }
            (Layout::Medium | Layout::Wide, _) => Stand::Beside,
        };
    }

    /// `Enter` on a job.
    pub(super) fn toggle_details(&mut self) {
        if !self.close_details() {
            self.open_details();
        }
    }

    /// Where they do not stand below the list, the keys go to them.
    pub(super) fn open_details(&mut self) {
        let layout = self.geometry.layout;
        let shown = self.shown.get_or_insert_default();
        shown.opened = true;
        shown.stand = match layout {
            Layout::Narrow => Stand::Alone,
            Layout::Medium | Layout::Wide => Stand::Beside,
        };
        match layout {
            Layout::Narrow | Layout::Wide => self.focus_on(Focus::Details),
            Layout::Medium => {}
        }
    }

    /// Tells whether they were open.
    pub(super) fn close_details(&mut self) -> bool {
        let open = self.details_are_open();
        if open {
            self.focus = Focus::Jobs;
            match (self.geometry.layout, &mut self.shown) {
                (Layout::Wide, Some(shown)) => shown.opened = false,
                (Layout::Narrow | Layout::Medium | Layout::Wide, shown) => *shown = None,
            }
        }
        open
    }

    /// Whose details are to be read next: one question at a time, and none for what nobody sees.
    pub(super) fn wanted_details(&self) -> Option<Wanted> {
        let shown = self.shown.as_ref().filter(|_| self.shows_details())?;
        if shown.asked.is_some() {
            return None;
        }
        let id = self.board.selected()?.id;
        let wanted = if shown.answered != Some(id) {
            Wanted::New(id)
        } else if shown.stale {
            Wanted::Again(id)
        } else {
            return None;
        };
        let in_ledger = self.engine.pending().all(|job| job.id != id);
        in_ledger.then_some(wanted)
    }
}

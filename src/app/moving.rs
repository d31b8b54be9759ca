//! Moving by key: in the list, in the details, in the help, in a question that is higher than the screen. By mouse it is `pointing`.

use super::question::Overlay;
use super::{App, Focus};
use crate::job::{Around, JobId};

impl App {
    /// What the moving keys scroll, and how far it goes; none where they move in the list.
    pub(super) fn scroll(&mut self) -> Option<(&mut u16, u16)> {
        match &mut self.overlay {
            Some(Overlay::Help { scroll, .. }) => return Some((scroll, self.geometry.help_scroll)),
            Some(Overlay::Question(_) | Overlay::Settling(_) | Overlay::Tracking(_)) => {
                return Some((&mut self.read_on, self.geometry.ask_scroll));
            }
            Some(Overlay::Link(_) | Overlay::Palette(_)) | None => {}
        }
        let details = self.shown.as_mut().filter(|_| self.focus == Focus::Details)?;
        Some((&mut details.scroll, self.geometry.details_scroll))
    }

    /// What lies over the panes does not move, and covers what does.
    fn is_covered(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Link(_) | Overlay::Palette(_)))
    }

    pub(super) fn move_or_scroll(&mut self, rows: i16) {
        if self.is_covered() {
            return;
        }
        match self.scroll() {
            Some((scroll, furthest)) => *scroll = scroll.saturating_add_signed(rows).min(furthest),
            None => self.board.move_by(isize::from(rows)),
        }
        self.selection_moved();
    }

    pub(super) fn page_or_scroll(&mut self, pages: i16) {
        if self.is_covered() {
            return;
        }
        match self.scroll() {
            Some((scroll, furthest)) => *scroll = scroll.saturating_add_signed(pages * 10).min(furthest),
            None => self.board.move_by_pages(isize::from(pages)),
        }
        self.selection_moved();
    }

    pub(super) fn jump_or_scroll(&mut self, to: Around) {
        if self.is_covered() {
            return;
        }
        match self.scroll() {
            Some((scroll, furthest)) => *scroll = if to == Around::Top { 0 } else { furthest },
            None => self.board.jump(to),
        }
        self.selection_moved();
    }

    /// Another job's details start at their first line.
    pub(super) fn selection_moved(&mut self) {
        let selected: Option<JobId> = self.board.selected().map(|row| row.id);
        if let Some(shown) = &mut self.shown
            && self.focus != Focus::Details
            && shown.details.as_ref().map(|details| details.job.id) != selected
        {
            shown.scroll = 0;
        }
    }
}

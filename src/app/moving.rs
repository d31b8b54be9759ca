//! Moving: in the list, in the details, in the help, by key and by mouse.

use super::field::{Edit, Motion};
use super::question::Overlay;
use super::{App, Focus, Geometry, Mouse};
use crate::job::{Around, JobId, Now};

impl App {
    /// What the moving keys scroll, and how far it goes; none where they move in the list.
    fn scroll(&mut self) -> Option<(&mut u16, u16)> {
        if let Some(Overlay::Help { scroll, .. }) = &mut self.overlay {
            return Some((scroll, self.geometry.help_scroll));
        }
        let details = self.shown.as_mut().filter(|_| self.focus == Focus::Details)?;
        Some((&mut details.scroll, self.geometry.details_scroll))
    }

    /// A link or a question lies over what could be moved in.
    fn is_covered(&self) -> bool {
        matches!(
            self.overlay,
            Some(
                Overlay::Link(_)
                    | Overlay::Palette(_)
                    | Overlay::Question(_)
                    | Overlay::Settling(_)
                    | Overlay::Tracking(_)
            )
        )
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

    pub(super) fn mouse(&mut self, mouse: Mouse, now: Now) {
        let burst = self.guard.input(None, now.steady);
        self.point(mouse);
        self.say_if_burst(burst, now);
    }

    fn point(&mut self, mouse: Mouse) {
        if self.geometry.tiny || self.is_covered() {
            return;
        }
        if self.overlay.is_some() {
            if let (Mouse::Wheel(lines, ..), Some((scroll, furthest))) = (mouse, self.scroll()) {
                let lines = i16::try_from(lines).unwrap_or_default();
                *scroll = scroll.saturating_add_signed(lines).min(furthest);
            }
            return;
        }
        let Geometry {
            fields, list, details, ..
        } = &self.geometry;
        let (x, y) = match mouse {
            Mouse::Press(x, y) | Mouse::Wheel(_, x, y) => (x, y),
        };
        let field = fields
            .iter()
            .find(|(_, area)| area.contains(x, y))
            .map(|(field, area)| (*field, Motion::Cell(x - area.x, y - area.y)));
        let (on_list, on_details, row) = (list.contains(x, y), details.contains(x, y), y.saturating_sub(list.y));
        match mouse {
            Mouse::Press(..) if on_list => {
                self.focus_on(Focus::Jobs);
                let index = self.board.top() + usize::from(row);
                if index < self.board.rows().len() {
                    self.board.select(index);
                }
            }
            Mouse::Press(..) if on_details && self.shown.is_some() => self.focus_on(Focus::Details),
            Mouse::Press(..) => {
                if let Some((field, cell)) = field {
                    self.focus_on(Focus::Field(field));
                    self.form.edit(field, Edit::Move(cell), self.engine.catalogue());
                }
            }
            Mouse::Wheel(lines, ..) if on_list => self.board.move_by(lines),
            Mouse::Wheel(lines, ..) if on_details => {
                let furthest = self.geometry.details_scroll;
                if let (Some(shown), Ok(lines)) = (&mut self.shown, i16::try_from(lines)) {
                    shown.scroll = shown.scroll.saturating_add_signed(lines).min(furthest);
                }
            }
            Mouse::Wheel(lines, ..) => {
                if let Some((field, _)) = field {
                    let motion = if lines > 0 { Motion::Down } else { Motion::Up };
                    self.form.edit(field, Edit::Move(motion), self.engine.catalogue());
                }
            }
        }
        self.selection_moved();
    }
}

//! The mouse: a click goes to a pane, into a field, to a job, to a key of the footer or to an entry of the palette, the wheel scrolls
//! what is under it. Nothing is paid, cancelled or answered with yes by it: for that there are keys.

use std::time::Duration;

use super::action::Action;
use super::field::{Edit, Motion};
use super::notice::Weight;
use super::question::Overlay;
use super::{App, Area, Effect, Focus, Mouse};
use crate::job::{Field, JobId, Now};

/// A click on a row of the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Click {
    on: JobId,
    at: Duration,
}

/// Two clicks on one job that are no further apart than this are a double one.
const DOUBLE: Duration = Duration::from_millis(400);

impl App {
    pub(super) fn mouse(&mut self, mouse: Mouse, now: Now, effects: &mut Vec<Effect>) {
        let burst = self.guard.input(None, now.steady);
        if !self.geometry.tiny {
            match mouse {
                Mouse::Press(x, y) => {
                    self.hush_read(now);
                    self.press((x, y), now, effects);
                }
                Mouse::Wheel(lines, x, y) => self.turn(lines, (x, y)),
            }
            self.selection_moved();
        }
        self.say_if_burst(burst, now);
    }

    fn press(&mut self, at: (u16, u16), now: Now, effects: &mut Vec<Effect>) {
        let before = self.clicked.take();
        let is_at = |area: Area| area.contains(at.0, at.1);
        if is_at(self.geometry.told) {
            return;
        }
        let keys = &self.geometry.keys;
        if let Some((action, _)) = keys.iter().find(|(_, area)| is_at(*area)) {
            return self.press_key(*action, now, effects);
        }
        if let Some((action, _)) = self.geometry.entries.iter().find(|(_, area)| is_at(*area)) {
            return self.choose_action(*action, now, effects);
        }
        let entry = self.geometry.entry;
        if is_at(entry)
            && let Some(field) = self.field_above()
        {
            field.apply(Edit::Move(Motion::Cell(at.0 - entry.x, 0)));
        }
        if self.overlay.is_some() {
            return;
        }
        let (list, form) = (self.geometry.list, self.geometry.form);
        if is_at(list) {
            self.focus_on(Focus::Jobs);
            let job = self.board.select_line(usize::from(at.1 - list.y));
            let again = |before: &Click| Some(before.on) == job && now.steady.saturating_sub(before.at) <= DOUBLE;
            if before.is_some_and(|before| again(&before)) {
                self.open_details();
            } else {
                self.clicked = job.map(|on| Click { on, at: now.steady });
            }
        } else if is_at(self.geometry.jobs) {
            // the filter line stands there too
            if self.focus != Focus::Filter {
                self.focus_on(Focus::Jobs);
            }
        } else if is_at(self.geometry.details) && self.shown.is_some() {
            self.focus_on(Focus::Details);
        } else if is_at(form)
            && let Some(field) = self.field_at(at.1)
        {
            self.focus_on(Focus::Field(field));
            let mut steps = self.geometry.steps.iter();
            if let Some((_, forward, _)) = steps.find(|(_, _, area)| is_at(*area)).copied() {
                self.choose_value(field, forward, now);
            }
            if let Some(area) = self.text_at(field, at) {
                let cell = Motion::Cell(at.0 - area.x, at.1 - area.y);
                self.form.edit(field, Edit::Move(cell), self.engine.catalogue());
            }
        }
    }

    /// The field whose row that is. A gap belongs to the field above it.
    fn field_at(&self, y: u16) -> Option<Field> {
        let places = &self.geometry.places;
        let above = places.iter().rev().find(|(_, place)| place.y <= y);
        above.or(places.first()).map(|(field, _)| *field)
    }

    /// Where the text of a field stands, if it is there.
    fn text_at(&self, field: Field, (x, y): (u16, u16)) -> Option<Area> {
        let mut texts = self.geometry.fields.iter();
        let (_, area) = texts.find(|(of, area)| *of == field && area.contains(x, y))?;
        Some(*area)
    }

    /// A key of the footer, which may be of a frame from before this place was reached.
    fn press_key(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) {
        let Some(key) = self.settings.keys.shown(action, self.context()) else {
            return;
        };
        if self.is_guarded(action) {
            self.say((self.words().notices.only_by_key)(&key), Weight::Plain, now);
        } else {
            self.act(action, now, effects);
        }
    }

    fn turn(&mut self, lines: isize, (x, y): (u16, u16)) {
        let is_at = |area: Area| area.contains(x, y);
        let scrolled = |scroll: u16, furthest: u16| {
            let lines = i16::try_from(lines).unwrap_or_default();
            scroll.saturating_add_signed(lines).min(furthest)
        };
        match &mut self.overlay {
            Some(Overlay::Help { scroll, .. }) => *scroll = scrolled(*scroll, self.geometry.help_scroll),
            Some(Overlay::Palette(_)) => self.choose_by(lines.signum()),
            Some(Overlay::Question(_) | Overlay::Settling(_) | Overlay::Tracking(_)) => {
                self.read_on = scrolled(self.read_on, self.geometry.ask_scroll);
            }
            Some(Overlay::Link(_)) => {}
            None if is_at(self.geometry.jobs) => self.board.scroll_by(lines),
            None if is_at(self.geometry.details) => {
                if let Some(shown) = &mut self.shown {
                    shown.scroll = scrolled(shown.scroll, self.geometry.details_scroll);
                }
            }
            None => {
                let field = self.field_at(y).filter(|_| is_at(self.geometry.form));
                if let Some(text) = field.and_then(|field| self.form.text_mut(field)) {
                    text.scroll_by(lines);
                }
            }
        }
    }
}

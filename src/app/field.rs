//! A text field: its text, cursor, selection and undo, changed by [`Edit`]s.
//!
//! The only file that names the text widget crate. The widget holds the lines and the undo history; it moves and
//! deletes by code point, so where the cursor is and what an edit takes is decided here, by grapheme cluster.
//! Not for drawing: `ui` asks [`Field::visible`] for rows and cursor.

mod edit;
mod history;
mod motion;
mod part;
mod rows;

use std::ops::Range;

use thiserror::Error;
use tui_textarea::{CursorMove, DataCursor, TextArea};

pub use edit::{Edit, Motion};
use history::{History, Step, weight};
pub use part::Place;
use part::{length, slice};
use rows::Layout;
pub use rows::{Row, Visible};

/// The most that a field holds, in bytes of UTF-8, line breaks included.
pub const LIMIT: usize = 1024 * 1024;

/// No longer text that is pasted fits, whatever its line breaks come to.
pub const LONGEST_PASTE: usize = 2 * (LIMIT + 1);

/// The farthest line and column (in characters) to which the widget can be sent.
const REACH: u16 = u16::MAX;

/// The text would pass [`LIMIT`]; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("longer than the {} KiB that a field holds", LIMIT / 1024)]
pub struct TooLong;

/// Lets go of a long text, bit by bit: the C library answers the return of one large block by keeping all that are smaller from then
/// on, instead of giving them back to the system. What it is made small, it gives back, and keeps nothing.
pub(crate) fn let_go(long: impl Into<Vec<u8>>) {
    let mut long = long.into();
    long.clear();
    long.shrink_to(1);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    OneLine,
    ManyLines,
}

impl PartialEq for Field {
    /// The same text with the same part of it in hand.
    fn eq(&self, other: &Self) -> bool {
        self.extent == other.extent
            && self.lines() == other.lines()
            && (self.cursor, self.selection()) == (other.cursor, other.selection())
    }
}

/// A text field of one line or of many. See the [module](self).
#[derive(Debug, Clone)]
pub struct Field {
    extent: Extent,
    widget: TextArea<'static>,
    history: History,
    /// The length of the text, line breaks included.
    bytes: usize,
    cursor: Place,
    /// The other end of the selection.
    anchor: Option<Place>,
    /// The column that Up and Down try to keep.
    wanted: Option<usize>,
    /// Columns and rows of the field on the screen, as last told.
    size: (u16, u16),
    /// The start of the first row in sight.
    top: Place,
}

impl Field {
    /// An empty field of one line, which scrolls sideways.
    pub fn single_line() -> Field {
        Field::new(Extent::OneLine)
    }

    /// An empty field of many lines, which wraps softly and scrolls by row.
    pub fn multi_line() -> Field {
        Field::new(Extent::ManyLines)
    }

    fn new(extent: Extent) -> Field {
        Field {
            extent,
            widget: widget(Vec::new()),
            history: History::default(),
            bytes: 0,
            cursor: Place::default(),
            anchor: None,
            wanted: None,
            size: (80, 24),
            top: Place::default(),
        }
    }

    /// The whole text, lines joined by `\n`: byte for byte what was typed or pasted.
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// The lines of the text; at least one, without their line breaks.
    pub fn lines(&self) -> &[String] {
        self.widget.lines()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// Where the cursor stands.
    pub fn cursor(&self) -> Place {
        self.cursor
    }

    /// The selected part of the text, if it is not empty.
    pub fn selection(&self) -> Option<Range<Place>> {
        let anchor = self.anchor?;
        let range = anchor.min(self.cursor)..anchor.max(self.cursor);
        (!range.is_empty()).then_some(range)
    }

    /// Tells the field how large it is on the screen, so that Up, Down and scrolling can go by rows.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.scroll();
    }

    /// The rows to draw in a place of this size, scrolled so that the cursor is among them.
    /// `None` where there is no room at all.
    pub fn visible(&self, width: u16, height: u16) -> Option<Visible> {
        match self.extent {
            Extent::OneLine => rows::strip(&self.lines()[0], self.cursor, self.top, width, height),
            Extent::ManyLines => rows::page(self.lines(), self.cursor, self.top, width, height),
        }
    }

    /// Does one edit; says whether the text is different now.
    ///
    /// A character that would pass [`LIMIT`] is not taken.
    pub fn apply(&mut self, edit: Edit) -> bool {
        let wanted = self.wanted.take();
        let changed = match edit {
            Edit::Insert('\n' | '\r') | Edit::NewLine => {
                self.extent == Extent::ManyLines && self.put("\n", true).is_ok()
            }
            Edit::Insert(c) => self.put(c.encode_utf8(&mut [0; 4]), true).is_ok(),
            Edit::Delete(motion) => self.delete(motion),
            Edit::Move(motion) => {
                self.go(motion, wanted);
                false
            }
            Edit::Extend(motion) => {
                let anchor = self.anchor.unwrap_or(self.cursor);
                self.cursor = self.target(motion, wanted);
                self.anchor = Some(anchor);
                false
            }
            Edit::SelectAll => {
                self.select_all();
                false
            }
            Edit::Undo => self.undo(),
            Edit::Redo => self.redo(),
        };
        self.scroll();
        changed
    }

    /// Takes a pasted text in place of the selection; says whether the text is different now.
    ///
    /// `\r\n` and `\r` become `\n`, a tab becomes the four spaces as which it would be shown, and NUL goes: neither can be typed. A
    /// field of one line takes a line break or a tab as a space, and drops a line break at the very end.
    pub fn paste(&mut self, text: &str) -> Result<bool, TooLong> {
        if text.len() > LONGEST_PASTE {
            return Err(TooLong);
        }
        let text = self.normal(text);
        // counted before NUL goes: of what is far too long only the beginning may have come here
        if text.len() > LIMIT {
            return Err(TooLong);
        }
        let tab = match self.extent {
            Extent::OneLine => " ",
            Extent::ManyLines => "    ",
        };
        let text = text.replace('\0', "").replace('\t', tab);
        let changed = !text.is_empty() || self.selection().is_some();
        self.put(&text, false)?;
        self.scroll();
        Ok(changed)
    }

    /// Replaces the whole text, as [`Field::paste`] over everything would; the cursor goes to the end.
    pub fn set_text(&mut self, text: &str) -> Result<(), TooLong> {
        let text = self.normal(text);
        if text.len() > LIMIT {
            return Err(TooLong);
        }
        self.replace(Place::default()..self.end(), &text, false);
        self.scroll();
        Ok(())
    }

    /// Selects the whole text, with the cursor at its end.
    pub fn select_all(&mut self) {
        self.anchor = Some(Place::default());
        self.cursor = self.end();
        self.wanted = None;
        self.scroll();
    }

    /// Scrolls by rows, down where positive, while there is text out of sight there. The cursor goes along only where it would be out of
    /// sight.
    pub fn scroll_by(&mut self, rows: isize) {
        let (width, height) = self.size;
        let down = rows > 0;
        for _ in 0..rows.unsigned_abs() {
            let Some(seen) = self.visible(width, height).filter(|_| self.extent == Extent::ManyLines) else {
                return;
            };
            let (first, last) = (seen.rows[0], seen.rows[seen.rows.len() - 1]);
            let mut layout = Layout::new(self.widget.lines(), width);
            let beyond = if down { layout.below(last) } else { layout.above(first) };
            let (Some(beyond), edge) = (beyond, if down { 0 } else { seen.rows.len() - 1 }) else {
                return;
            };
            if usize::from(seen.cursor.1) == edge {
                self.go(if down { Motion::Down } else { Motion::Up }, self.wanted);
            }
            let next = seen.rows.get(1).copied().unwrap_or(beyond);
            self.top = if down { next.place() } else { beyond.place() };
        }
    }

    fn normal(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        match self.extent {
            Extent::OneLine => text.strip_suffix('\n').unwrap_or(&text).replace('\n', " "),
            Extent::ManyLines => text,
        }
    }

    fn end(&self) -> Place {
        let line = self.lines().len() - 1;
        let byte = self.lines()[line].len();
        Place { line, byte }
    }

    fn scroll(&mut self) {
        let (width, height) = self.size;
        if let Some(first) = self
            .visible(width, height)
            .and_then(|seen| seen.rows.into_iter().next())
        {
            self.top = first.place();
        }
    }

    fn go(&mut self, motion: Motion, wanted: Option<usize>) {
        let edge = self.selection().and_then(|selected| match motion {
            Motion::Left => Some(selected.start),
            Motion::Right => Some(selected.end),
            Motion::Up
            | Motion::Down
            | Motion::Home
            | Motion::End
            | Motion::Top
            | Motion::Bottom
            | Motion::WordLeft
            | Motion::WordRight
            | Motion::Cell(..) => None,
        });
        self.cursor = edge.unwrap_or_else(|| self.target(motion, wanted));
        self.anchor = None;
    }

    fn target(&mut self, motion: Motion, wanted: Option<usize>) -> Place {
        let Place { line, .. } = self.cursor;
        match motion {
            Motion::Left => motion::left(self.lines(), self.cursor),
            Motion::Right => motion::right(self.lines(), self.cursor),
            Motion::WordLeft => motion::word_left(self.lines(), self.cursor),
            Motion::WordRight => motion::word_right(self.lines(), self.cursor),
            Motion::Home => Place { line, byte: 0 },
            Motion::End => Place {
                line,
                byte: self.lines()[line].len(),
            },
            Motion::Top => Place::default(),
            Motion::Bottom => self.end(),
            Motion::Up | Motion::Down => self.other_row(motion == Motion::Up, wanted),
            Motion::Cell(column, row) => self.shown_at(column, row),
        }
    }

    fn other_row(&mut self, up: bool, wanted: Option<usize>) -> Place {
        if self.extent == Extent::OneLine {
            return self.cursor;
        }
        let mut layout = Layout::new(self.widget.lines(), self.size.0);
        let row = layout.row_at(self.cursor);
        let column = wanted.unwrap_or_else(|| layout.column(row, self.cursor.byte));
        let to = if up { layout.above(row) } else { layout.below(row) };
        let place = to.map_or(self.cursor, |to| layout.place(to, column));
        self.wanted = Some(column);
        place
    }

    /// Below the last row in sight that one counts, and behind the end of a row its end.
    fn shown_at(&self, column: u16, row: u16) -> Place {
        let (width, height) = self.size;
        let seen = self.visible(width, height);
        let rows = seen.map(|seen| seen.rows).unwrap_or_default();
        let row = rows.get(usize::from(row)).or(rows.last());
        let layout = Layout::new(self.widget.lines(), width);
        row.map_or(self.cursor, |row| layout.place(*row, column.into()))
    }

    fn delete(&mut self, motion: Motion) -> bool {
        let range = self.selection().unwrap_or_else(|| {
            let target = self.target(motion, None);
            target.min(self.cursor)..target.max(self.cursor)
        });
        self.wanted = None;
        if range.is_empty() {
            return false;
        }
        self.replace(range, "", false);
        true
    }

    /// Puts `text` in place of the selection.
    fn put(&mut self, text: &str, typed: bool) -> Result<(), TooLong> {
        let range = self.selection().unwrap_or(self.cursor..self.cursor);
        if self.bytes - length(self.lines(), &range) + text.len() > LIMIT {
            return Err(TooLong);
        }
        self.replace(range, text, typed);
        Ok(())
    }

    /// The one way by which the text changes, but for undo and redo.
    ///
    /// The widget takes its cursor no further than [`REACH`]. What lies between there and a later place is taken out
    /// and put back together with the change.
    fn replace(&mut self, range: Range<Place>, text: &str, typed: bool) {
        let before = self.cursor;
        let removed = slice(self.lines(), &range);
        let start = DataCursor(range.start.line, self.column(range.start));
        let near = if self.widget.cursor() == start {
            range.start
        } else {
            self.send_near(start)
        };
        let between = slice(self.lines(), &(near..range.start));
        let taken = between.chars().count() + removed.chars().count();
        let weight_taken = weight(&between) + weight(&removed);
        let given = between + text;
        // The widget makes one entry of each.
        let entries = usize::from(taken > 0 && self.widget.delete_str(taken))
            + usize::from(!given.is_empty() && self.widget.insert_str(&given));
        self.bytes = self.bytes - removed.len() + text.len();
        self.cursor = self.widget_place();
        self.anchor = None;
        self.wanted = None;
        let step = Step {
            entries,
            before,
            after: self.cursor,
            typed,
        };
        if self.history.push(step, text, weight_taken + weight(&given)) {
            // What was remembered has grown too large: this starts afresh with the text as it is.
            self.widget = widget(std::mem::take(&mut self.widget).into_lines());
        }
    }

    /// Sends the widget's cursor to `start`, or as near before it as it can go.
    fn send_near(&mut self, start: DataCursor) -> Place {
        let line = u16::try_from(start.0).unwrap_or(REACH);
        let column = if usize::from(line) < start.0 {
            0
        } else {
            u16::try_from(start.1).unwrap_or(REACH)
        };
        self.widget.move_cursor(CursorMove::Jump(line, column));
        self.widget_place_exact()
    }

    fn undo(&mut self) -> bool {
        let Some(step) = self.history.undo() else {
            return false;
        };
        for _ in 0..step.entries {
            self.widget.undo();
        }
        self.restore(step.before);
        true
    }

    fn redo(&mut self) -> bool {
        let Some(step) = self.history.redo() else {
            return false;
        };
        for _ in 0..step.entries {
            self.widget.redo();
        }
        self.restore(step.after);
        true
    }

    fn restore(&mut self, cursor: Place) {
        let lines = self.widget.lines();
        self.bytes = lines.iter().map(String::len).sum::<usize>() + lines.len() - 1;
        self.cursor = cursor;
        self.anchor = None;
    }

    /// The column of a place as the widget counts: in characters.
    fn column(&self, place: Place) -> usize {
        self.lines()[place.line][..place.byte].chars().count()
    }

    fn widget_place_exact(&self) -> Place {
        let DataCursor(line, column) = self.widget.cursor();
        let text = &self.lines()[line];
        let byte = text.char_indices().nth(column).map_or(text.len(), |(byte, _)| byte);
        Place { line, byte }
    }

    /// Where the widget's cursor is, or the boundary after it: a change can join the characters around the cursor.
    fn widget_place(&self) -> Place {
        let Place { line, byte } = self.widget_place_exact();
        Place {
            line,
            byte: motion::boundary(&self.lines()[line], byte),
        }
    }
}

fn widget(lines: Vec<String>) -> TextArea<'static> {
    let mut widget = TextArea::new(lines);
    widget.set_max_histories(history::ENTRIES);
    widget
}

#[cfg(test)]
mod tests;

//! The rows that a text takes on the screen, and which of them are in sight.
//!
//! Only what is near the cursor is laid out: a line longer than [`SECTION`] is wrapped in sections, so that a text of
//! any size costs no more than a few of them. Nothing is remembered between two calls.

use std::ops::Range;

use super::Place;
use super::motion::{boundary, previous};
use crate::words::sanitise::{Shape, clusters};
use crate::words::wrap::wrap;

/// A line is wrapped in pieces of about this many bytes; a row always ends where a piece does.
const SECTION: usize = 16 * 1024;

/// One row of the screen: the part of a line from `start` to `end`, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The line it belongs to.
    pub line: usize,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one. More may belong to the row than fits the screen: a space that hangs over its end,
    /// or the rest of a field of one line.
    pub end: usize,
}

impl Row {
    /// Where the row starts.
    pub fn place(self) -> Place {
        Place {
            line: self.line,
            byte: self.start,
        }
    }
}

/// What of a field is in sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible {
    /// The rows from the top, at least one and at most as many as there is room for.
    pub rows: Vec<Row>,
    /// Column and row of the cursor, from 0, always inside.
    pub cursor: (u16, u16),
}

/// The rows of a text at one width.
pub(super) struct Layout<'a> {
    lines: &'a [String],
    width: u16,
    /// The rows of the section looked at last.
    section: Vec<Row>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(lines: &'a [String], width: u16) -> Layout<'a> {
        Layout {
            lines,
            width,
            section: Vec::new(),
        }
    }

    /// The row that shows `place`: at the end of a row that goes on, that is the next one.
    pub(super) fn row_at(&mut self, place: Place) -> Row {
        let line = place.line.min(self.lines.len() - 1);
        let text = &self.lines[line];
        let byte = place.byte.min(text.len().saturating_sub(1));
        let here = |row: &Row| row.line == line && (row.start..row.end.max(1)).contains(&byte);
        if let Some(row) = self.section.iter().find(|row| here(row)) {
            return *row;
        }
        let section = section(text, byte);
        // The last column is for the cursor after a full row.
        let cells = usize::from(self.width.saturating_sub(1));
        self.section = wrap(&text[section.clone()], cells)
            .into_iter()
            .map(|row| Row {
                line,
                start: section.start + row.start,
                end: section.start + row.end,
            })
            .collect();
        let found = self.section.partition_point(|row| row.start <= byte);
        self.section[found - 1]
    }

    pub(super) fn above(&mut self, row: Row) -> Option<Row> {
        let place = if row.start > 0 {
            Place {
                line: row.line,
                byte: row.start - 1,
            }
        } else {
            let line = row.line.checked_sub(1)?;
            Place {
                line,
                byte: self.lines[line].len(),
            }
        };
        Some(self.row_at(place))
    }

    pub(super) fn below(&mut self, row: Row) -> Option<Row> {
        if row.end < self.lines[row.line].len() {
            Some(self.row_at(Place {
                line: row.line,
                byte: row.end,
            }))
        } else if row.line + 1 < self.lines.len() {
            Some(self.row_at(Place {
                line: row.line + 1,
                byte: 0,
            }))
        } else {
            None
        }
    }

    /// The cells of `row` before `byte`.
    pub(super) fn column(&self, row: Row, byte: usize) -> usize {
        cells(&self.lines[row.line], row.start..byte)
    }

    /// The place of `row` that is nearest to `column`, without leaving the row.
    pub(super) fn place(&self, row: Row, column: usize) -> Place {
        let line = row.line;
        let text = &self.lines[line];
        let mut used = 0;
        let mut last = row.start;
        for cluster in clusters(&text[row.start..], Shape::Lines) {
            let byte = row.start + cluster.start;
            if byte >= row.end {
                break;
            }
            last = byte;
            used += cluster.cells();
            if used > column {
                return Place { line, byte };
            }
        }
        let byte = if row.end == text.len() { row.end } else { last };
        Place { line, byte }
    }
}

/// The section of a line that holds `byte`.
fn section(text: &str, byte: usize) -> Range<usize> {
    let edge = |number: usize| boundary(text, number.saturating_mul(SECTION));
    let mut number = byte / SECTION;
    while edge(number) > byte {
        number -= 1;
    }
    let start = edge(number);
    let mut end = edge(number + 1);
    while end <= byte && end < text.len() {
        number += 1;
        end = edge(number + 1);
    }
    start..end
}

/// The cells that the part of `text` takes.
fn cells(text: &str, part: Range<usize>) -> usize {
    clusters(&text[part.start..], Shape::Lines)
        .take_while(|cluster| part.start + cluster.start < part.end)
        .map(|cluster| cluster.cells())
        .sum()
}

fn inside(column: usize, width: u16) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX).min(width - 1)
}

/// What is in sight of a text of many lines that was last seen from `top`.
pub(super) fn page(lines: &[String], cursor: Place, top: Place, width: u16, height: u16) -> Option<Visible> {
    if width == 0 || height == 0 {
        return None;
    }
    let height = usize::from(height);
    let mut layout = Layout::new(lines, width);
    let current = layout.row_at(cursor);
    let column = layout.column(current, cursor.byte);
    let top = layout.row_at(top);
    // Upwards from the cursor, as far as the old top or as there is room.
    let mut rows = vec![current];
    while rows.len() < height && rows[rows.len() - 1] > top {
        match layout.above(rows[rows.len() - 1]) {
            Some(row) => rows.push(row),
            None => break,
        }
    }
    rows.reverse();
    let mut at = rows.len() - 1;
    while rows.len() < height {
        match layout.below(rows[rows.len() - 1]) {
            Some(row) => rows.push(row),
            None => break,
        }
    }
    // No empty rows below while there is text above.
    let mut before = Vec::new();
    let mut first = rows[0];
    while rows.len() + before.len() < height {
        match layout.above(first) {
            Some(row) => {
                before.push(row);
                first = row;
            }
            None => break,
        }
    }
    at += before.len();
    before.reverse();
    before.append(&mut rows);
    Some(Visible {
        rows: before,
        cursor: (inside(column, width), inside(at, u16::MAX)),
    })
}

/// What is in sight of a text of one line that was last seen from `left`.
pub(super) fn strip(text: &str, cursor: Place, left: Place, width: u16, height: u16) -> Option<Visible> {
    if width == 0 || height == 0 {
        return None;
    }
    let room = usize::from(width);
    let after = clusters(&text[cursor.byte..], Shape::Lines).next();
    let under = after.map_or(1, |cluster| cluster.cells().clamp(1, room));
    // From the cursor back to the old left edge, and from the end of the text back as far as it fits.
    let start = back(text, cursor.byte, room - under, left.byte).min(back(text, text.len(), room - 1, 0));
    let column = inside(cells(text, start..cursor.byte), width);
    let row = Row {
        line: 0,
        start,
        end: text.len(),
    };
    Some(Visible {
        rows: vec![row],
        cursor: (column, 0),
    })
}

/// Goes back from `from` over clusters of `room` cells together, not further than `limit`.
fn back(text: &str, from: usize, mut room: usize, limit: usize) -> usize {
    let mut at = from;
    while at > limit {
        let start = previous(text, at);
        let cells = cells(text, start..at);
        if start < limit || cells > room {
            break;
        }
        room -= cells;
        at = start;
    }
    at
}

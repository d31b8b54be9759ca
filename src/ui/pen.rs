//! Puts text into the cells of the screen. The only way there: whatever is written passes the sanitiser and is cut to its place.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget};

use super::theme::{Borders, Looks, Tone};
use crate::words::sanitise::{Shape, clusters, sanitise_lines};
use crate::words::width::{truncate, width};
use crate::words::wrap::wrap;

/// One row of text: its pieces from the left.
pub(super) type Line = Vec<(Tone, String)>;

/// A row of one piece.
pub(super) fn line(tone: Tone, text: impl Into<String>) -> Line {
    vec![(tone, text.into())]
}

/// The cells of a row.
pub(super) fn cells(line: &[(Tone, String)]) -> u16 {
    to_u16(line.iter().map(|(_, text)| width(text)).sum())
}

/// A count as cells or rows.
pub(super) fn to_u16(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// A text in rows of at most that many cells, at most `most` of them. The last ends with `…` where there is more.
pub(super) fn rows(text: &str, cells: u16, most: usize) -> Vec<String> {
    let cells = usize::from(cells.max(1));
    // never more of it than the rows can hold, with room for marks and long clusters
    let bounded = start(text, most.saturating_mul(cells).saturating_mul(32));
    let mut out = vec![];
    for line in sanitise_lines(bounded).split('\n') {
        for row in wrap(line, cells) {
            if out.len() == most {
                if let Some(last) = out.last_mut() {
                    *last = truncate(&format!("{last} …"), cells).into_owned();
                }
                return out;
            }
            out.push(line[row].trim_end().to_owned());
        }
    }
    out
}

/// An address in full rows, so that what is copied from the screen is the address again.
pub(super) fn full_rows(text: &str, cells: u16) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut used = 0;
    for cluster in clusters(text, Shape::OneLine) {
        let wide = cluster.cells();
        if used > 0 && used + wide > usize::from(cells) {
            out.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(last) = out.last_mut() {
            last.push_str(&cluster.shown);
        }
    }
    out
}

/// The start of a text, at most that many bytes.
pub(super) fn start(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// See the module.
pub(super) struct Pen<'a> {
    /// The screen.
    pub(super) buf: &'a mut Buffer,
    /// How things look.
    pub(super) looks: Looks,
}

impl Pen<'_> {
    /// Writes into the first row of an area; tells how many cells it took.
    pub(super) fn write(&mut self, area: Rect, tone: Tone, text: &str) -> u16 {
        let area = area.intersection(self.buf.area);
        if area.is_empty() {
            return 0;
        }
        let mut text = truncate(text, usize::from(area.width));
        if self.looks.borders == Borders::Ascii && !text.is_ascii() {
            text = text.chars().map(|mark| Borders::Ascii.mark(mark)).collect();
        }
        let style = self.looks.style(tone);
        let (end, _) = self
            .buf
            .set_stringn(area.x, area.y, &text, usize::from(area.width), style);
        end - area.x
    }

    /// The same at the right edge of the area.
    pub(super) fn write_right(&mut self, area: Rect, tone: Tone, text: &str) {
        let wide = to_u16(width(&truncate(text, usize::from(area.width))));
        self.write(cut_left(area, area.width.saturating_sub(wide)), tone, text);
    }

    /// Writes pieces one after the other; tells how many cells they took.
    pub(super) fn line(&mut self, area: Rect, line: &[(Tone, String)]) -> u16 {
        let mut used = 0;
        for (tone, text) in line {
            used += self.write(cut_left(area, used), *tone, text);
        }
        used
    }

    /// Writes pieces in the middle.
    pub(super) fn centred(&mut self, area: Rect, line: &[(Tone, String)]) {
        self.line(cut_left(area, area.width.saturating_sub(cells(line)) / 2), line);
    }

    /// Gives a whole area the look of a meaning, text and all.
    pub(super) fn tint(&mut self, area: Rect, tone: Tone) {
        let area = area.intersection(self.buf.area);
        for at in area.positions() {
            if let Some(cell) = self.buf.cell_mut(at) {
                let symbol = cell.symbol().to_owned();
                cell.reset();
                cell.set_symbol(&symbol).set_style(self.looks.style(tone));
            }
        }
    }

    /// Empties an area that lies over others. A wide character that reaches into it is taken out whole.
    pub(super) fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buf.area);
        for at in area.positions() {
            if let Some(cell) = self.buf.cell_mut(at) {
                cell.reset();
                cell.set_style(self.looks.ground());
            }
        }
        for y in area.rows() {
            let before = (area.x.saturating_sub(1), y.y);
            if let Some(cell) = self.buf.cell_mut(before)
                && area.x > 0
                && cell.cell_width() > 1
            {
                cell.set_symbol(" ");
            }
        }
    }

    /// Draws the edge of a pane with its title and what stands at its right; gives the area inside.
    pub(super) fn pane(&mut self, area: Rect, title: &str, right: &str, focused: bool) -> Rect {
        let edge = if focused { Tone::Focus } else { Tone::Edge };
        let block = Block::bordered()
            .border_set(self.looks.edge())
            .border_style(self.looks.style(edge));
        let inner = block.inner(area);
        block.render(area.intersection(self.buf.area), self.buf);
        let top = Rect {
            x: area.x.saturating_add(2),
            width: area.width.saturating_sub(4),
            height: 1,
            ..area
        };
        let used = if title.is_empty() {
            0
        } else {
            let tone = if focused { Tone::Focus } else { Tone::Strong };
            self.write(top, tone, &format!(" {title} "))
        };
        if !right.is_empty() && to_u16(width(right)) + used + 3 < top.width {
            self.write_right(top, Tone::Quiet, &format!(" {right} "));
        }
        inner
    }
}

/// An area without its first columns.
pub(super) fn cut_left(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    }
}

/// An area without its last columns.
pub(super) fn cut_right(area: Rect, columns: u16) -> Rect {
    Rect {
        width: area.width.saturating_sub(columns),
        ..area
    }
}

/// One row of an area, counted from its top; empty where there is none.
pub(super) fn row(area: Rect, index: u16) -> Rect {
    let height = u16::from(index < area.height);
    Rect {
        y: area.y.saturating_add(index),
        height,
        ..area
    }
}

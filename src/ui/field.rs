//! Draws a text field: its rows, its selection, and where the terminal's own cursor belongs.
//!
//! The text is drawn as the sanitiser shows it, cluster by cluster, and never outside the area. Not for labels,
//! borders and messages around a field.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use crate::app::field::{Field, Place, Row};
use crate::words::sanitise::{Shape, clusters};
use crate::words::width::{truncate, width};

/// How a field looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldStyle {
    /// The text and the empty part of the area.
    pub text: Style,
    /// What the selection adds to that.
    pub selection: Style,
}

impl Default for FieldStyle {
    fn default() -> Self {
        Self {
            text: Style::new(),
            selection: Style::new().add_modifier(Modifier::REVERSED),
        }
    }
}

/// Draws what of `field` fits `area`, scrolled so that the cursor is inside.
///
/// With the focus, the selection is shown and the cell for the terminal's cursor returned; `None` without the focus or
/// without room.
pub fn draw(
    field: &Field,
    area: Rect,
    buf: &mut Buffer,
    style: FieldStyle,
    focused: bool,
) -> Option<Position> {
    let area = area.intersection(buf.area);
    let seen = field.visible(area.width, area.height)?;
    buf.set_style(area, style.text);
    let selection = field.selection().filter(|_| focused);
    for (row, y) in seen.rows.iter().zip(area.top()..area.bottom()) {
        let place = |byte| Place {
            line: row.line,
            byte,
        };
        let selected = |byte| {
            selection
                .as_ref()
                .is_some_and(|range| range.contains(&place(byte)))
        };
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        draw_row(&field.lines()[row.line], *row, line, buf, |byte| {
            if selected(byte) {
                style.text.patch(style.selection)
            } else {
                style.text
            }
        });
    }
    let (column, row) = seen.cursor;
    focused.then_some(Position::new(area.x + column, area.y + row))
}

/// Draws one row into an area one cell high; `style` is asked for each cluster by its first byte, and for the line
/// break by the byte after the line.
fn draw_row(text: &str, row: Row, area: Rect, buf: &mut Buffer, style: impl Fn(usize) -> Style) {
    let mut x = area.x;
    for cluster in clusters(&text[row.start..], Shape::Lines) {
        let byte = row.start + cluster.start;
        if byte >= row.end || x >= area.right() {
            break;
        }
        let room = usize::from(area.right() - x);
        if width(&cluster.shown) <= room {
            x = buf
                .set_stringn(x, area.y, &cluster.shown, room, style(byte))
                .0;
        } else if x == area.x {
            // Wider than the whole area: as much of it as there is room for, but never half a character.
            buf.set_stringn(x, area.y, truncate(&cluster.shown, room), room, style(byte));
            return;
        } else {
            return;
        }
    }
    if row.end == text.len() && x < area.right() {
        buf.set_style(
            Rect {
                x,
                width: 1,
                ..area
            },
            style(row.end),
        );
    }
}

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
pub fn draw(field: &Field, area: Rect, buf: &mut Buffer, style: FieldStyle, focused: bool) -> Option<Position> {
    let area = area.intersection(buf.area);
    let seen = field.visible(area.width, area.height)?;
    buf.set_style(area, style.text);
    let selection = field.selection().filter(|_| focused);
    for (row, y) in seen.rows.iter().zip(area.top()..area.bottom()) {
        let place = |byte| Place { line: row.line, byte };
        let selected = |byte| selection.as_ref().is_some_and(|range| range.contains(&place(byte)));
        let line = Rect { y, height: 1, ..area };
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
            x = buf.set_stringn(x, area.y, &cluster.shown, room, style(byte)).0;
        } else if x == area.x {
            // Wider than the whole area: as much of it as there is room for, but never half a character.
            buf.set_stringn(x, area.y, truncate(&cluster.shown, room), room, style(byte));
            return;
        } else {
            return;
        }
    }
    if row.end == text.len() && x < area.right() {
        buf.set_style(Rect { x, width: 1, ..area }, style(row.end));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::CellWidth;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;
    use crate::app::field::{Edit, Motion};
    use crate::words::sanitise::sanitise_lines;

    const FAMILY: &str = "👩‍👩‍👧‍👦";

    fn many(text: &str) -> Field {
        let mut field = Field::multi_line();
        field.paste(text).unwrap();
        field
    }

    /// The symbols of each row, and where the cursor is.
    fn drawn(field: &Field, width: u16, height: u16) -> (Vec<String>, Option<Position>) {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        let cursor = draw(field, area, &mut buf, FieldStyle::default(), true);
        (symbols(&buf), cursor)
    }

    /// What a terminal would show: the cells behind a wide one are covered by it.
    fn symbols(buf: &Buffer) -> Vec<String> {
        let mut rows = Vec::new();
        for y in buf.area.rows() {
            let (mut row, mut x) = (String::new(), y.x);
            while x < y.right() {
                let cell = &buf[(x, y.y)];
                row.push_str(cell.symbol());
                x += cell.cell_width();
            }
            rows.push(row);
        }
        rows
    }

    #[test]
    fn rows_wrap_by_word_and_the_cursor_is_after_the_text() {
        let field = many(&format!("ผู้หญิงเดิน\n{FAMILY}🇹🇭水 e\u{301}"));
        let (rows, cursor) = drawn(&field, 7, 5);
        let family = format!("{FAMILY}🇹🇭水 ");
        assert_eq!(rows, ["ผู้หญิง   ", "เดิน    ", &family, "e\u{301}      ", "       "]);
        assert_eq!(cursor, Some(Position::new(1, 3)));
    }

    #[test]
    fn controls_in_the_text_are_drawn_visibly() {
        let field = many("a\u{1b}[2J\tb\u{202e}");
        let row = "a␛[2J    b\\u{202e}  ".to_owned();
        assert_eq!(drawn(&field, 20, 1), (vec![row], Some(Position::new(18, 0))));
    }

    #[test]
    fn a_wide_character_at_the_edge_is_not_cut_in_half() {
        let mut field = Field::single_line();
        field.paste("a水水").unwrap();
        field.apply(Edit::Move(Motion::Home));
        assert_eq!(
            drawn(&field, 4, 1),
            (vec!["a水 ".to_owned()], Some(Position::new(0, 0)))
        );
        let field = many("水");
        assert_eq!(drawn(&field, 1, 1), (vec!["…".to_owned()], Some(Position::new(0, 0))));
    }

    #[test]
    fn the_selection_is_reversed_where_the_focus_is() {
        let mut field = many("ab\ncd");
        field.apply(Edit::Move(Motion::Top));
        field.apply(Edit::Move(Motion::Right));
        field.apply(Edit::Extend(Motion::Down));
        let area = Rect::new(0, 0, 5, 2);
        let reversed = |focused| {
            let mut buf = Buffer::empty(area);
            let cursor = draw(&field, area, &mut buf, FieldStyle::default(), focused);
            let cells = area
                .positions()
                .filter(|at| buf[*at].modifier.contains(Modifier::REVERSED));
            (cells.map(|at| (at.x, at.y)).collect::<Vec<_>>(), cursor)
        };
        // The cell after "ab" stands for the line break.
        assert_eq!(
            reversed(true),
            (vec![(1, 0), (2, 0), (0, 1)], Some(Position::new(1, 1)))
        );
        assert_eq!(reversed(false), (vec![], None));
    }

    fn text() -> impl Strategy<Value = String> {
        let nasty = "ab \t\n\u{1b}\u{301}\u{200d}\u{200b}\u{fe0f}น้ำผู👩👧🏽❤🇹🇭क्षा한\u{1112}\u{1161}水ｶﾞ\u{d4e}";
        let piece = prop_oneof![any::<char>(), prop::sample::select(nasty.chars().collect::<Vec<_>>())];
        prop::collection::vec(piece, 0..40).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn widths_are_those_of_the_screen_library(text in text()) {
            for line in sanitise_lines(&text).split('\n') {
                let cells: u16 = line.graphemes(true).map(CellWidth::cell_width).sum();
                prop_assert_eq!(usize::from(cells), width(line), "{:?}", line);
            }
        }

        #[test]
        fn drawing_stays_inside_at_any_size(
            text in text(),
            one_line: bool,
            moves in prop::collection::vec(prop::sample::select(vec![
                Motion::Left, Motion::Up, Motion::Down, Motion::WordLeft, Motion::Home, Motion::Top,
            ]), 0..8),
            size in (0u16..14, 0u16..5),
            told in (0u16..14, 0u16..5),
        ) {
            let mut field = if one_line { Field::single_line() } else { Field::multi_line() };
            field.resize(told.0, told.1);
            field.paste(&text).unwrap();
            for motion in moves {
                field.apply(Edit::Extend(motion));
            }
            let all = Rect::new(0, 0, 16, 6);
            let area = Rect::new(1, 1, size.0, size.1);
            let mut buf = Buffer::empty(all);
            for at in all.positions() {
                buf[at].set_symbol("#");
            }
            for at in area.positions() {
                buf[at].reset();
            }
            let cursor = draw(&field, area, &mut buf, FieldStyle::default(), true);
            prop_assert_eq!(cursor.is_some(), !area.is_empty());
            prop_assert!(cursor.is_none_or(|at| area.contains(at)));
            for at in all.positions() {
                let cell = &buf[at];
                if area.contains(at) {
                    prop_assert!(at.x + cell.cell_width() <= area.right(), "{:?} at {:?}", cell.symbol(), at);
                } else {
                    prop_assert_eq!(cell.symbol(), "#");
                    prop_assert!(cell.modifier.is_empty());
                }
            }
        }
    }
}

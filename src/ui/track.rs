//! The dialog that asks for the request id of a job that was submitted elsewhere.

use ratatui::layout::Rect;

use super::overlay::{Typed, entry, fit, middle};
use super::pen::{Pen, cut_left, cut_right, line, row, rows, to_u16};
use super::theme::Tone;
use crate::app::{App, Tracking};

/// The width, where there is so much.
const WIDTH: u16 = 66;

/// Draws it; tells where the id is typed.
pub(super) fn draw(app: &App, tracking: &Tracking, area: Rect, pen: &mut Pen) -> Typed {
    let words = &app.words().palette;
    let outer = if area.width < WIDTH + 8 { area.width } else { WIDTH };
    let about = rows(words.track, outer.saturating_sub(4), 4).into_iter();
    let about = about.map(|text| line(Tone::Text, text)).collect();
    let refused = if tracking.refused {
        app.words().settling.adopt_refused
    } else {
        ""
    };
    // the field, and the message under it
    let said = vec![vec![], line(Tone::Bad, refused)];
    let answers = line(Tone::Key, app.with_keys(words.track_answers));
    let (lines, end) = fit(about, said, answers, usize::from(area.height.saturating_sub(2)));
    let place = middle(area, outer, to_u16(lines.len()) + 2);
    pen.clear(place);
    let inner = pen.pane(place, words.track_title, "", true);
    let inner = cut_left(cut_right(inner, 1), 1);
    for (index, line) in (0..inner.height).zip(&lines) {
        pen.line(row(inner, index), line);
    }
    entry(&tracking.name, row(inner, to_u16(end).saturating_sub(2)), pen)
}

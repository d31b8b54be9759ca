//! The dialog that asks for the request id of a job that was submitted elsewhere.

use ratatui::layout::Rect;

use super::overlay::Typed;
use super::pen::Pen;
use super::sheet::{self, Said, Sheet};
use super::theme::Tone;
use crate::app::{App, Tracking};

/// The width, where there is so much.
const WIDTH: u16 = 66;

/// Draws it; tells where the id is typed, and how far it can be scrolled.
pub(super) fn draw(app: &App, tracking: &Tracking, area: Rect, pen: &mut Pen) -> (Option<Typed>, u16) {
    let words = &app.words().palette;
    let width = if area.width < WIDTH + 8 { area.width } else { WIDTH };
    let refused = if tracking.refused {
        app.words().settling.adopt_refused
    } else {
        ""
    };
    let asked = Sheet {
        title: words.track_title,
        width,
        about: Said::new(Tone::Text, words.track, sheet::inside(width)).lines,
        said: vec![],
        entry: Some((&tracking.name, Some(refused))),
        answers: words.track_answers,
    };
    sheet::draw(app, asked, area, pen)
}

//! The command palette: a search field over what was found, each thing with its keys, what it does, and what stands against it.

use ratatui::layout::Rect;

use super::overlay::{Typed, entry, middle};
use super::pen::{Pen, cut_left, cut_right, row, to_u16};
use super::theme::Tone;
use crate::app::action::Action;
use crate::app::{App, Entry, Palette};
use crate::words::width::width;

/// The width, where there is so much.
const WIDTH: u16 = 96;
/// Rows, with its edges, where there are so many.
const HEIGHT: u16 = 24;
/// The column of keys.
const KEYS: u16 = 12;

/// Draws it; tells where the search is typed, and where the entries in sight stand.
pub(super) fn draw(app: &App, palette: &Palette, area: Rect, pen: &mut Pen) -> (Typed, Vec<(Action, Rect)>) {
    let words = &app.words().palette;
    let place = middle(area, WIDTH, HEIGHT);
    pen.clear(place);
    let inner = pen.pane(place, words.title, &app.with_keys(words.answers), true);
    let inner = cut_left(cut_right(inner, 1), 1);
    let list = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(1),
        ..inner
    };
    let entries = app.entries(palette);
    if entries.is_empty() {
        pen.write(list, Tone::Quiet, app.words().panes.nothing_found);
    }
    let seen = usize::from(list.height);
    let first = (palette.chosen + 1).saturating_sub(seen);
    let mut places = vec![];
    for (index, (number, one)) in (0..list.height).zip(entries.iter().enumerate().skip(first)) {
        let at = row(list, index);
        draw_entry(app, one, at, pen);
        places.push((one.row.action, at));
        if number == palette.chosen {
            pen.tint(at, Tone::Selected);
        }
    }
    (entry(&palette.search, row(inner, 0), pen), places)
}

fn draw_entry(app: &App, one: &Entry, at: Rect, pen: &mut Pen) {
    let words = app.words();
    let (key, text) = match one.hindrance {
        Some(_) => (Tone::Quiet, Tone::Quiet),
        None => (Tone::Key, Tone::Text),
    };
    let name = app.key_of(one.row.action).unwrap_or_default();
    pen.write(Rect { width: KEYS - 1, ..at }, key, &name);
    let rest = cut_left(at, KEYS);
    let why = one.hindrance.map_or("", |why| why.told(&words.why_not));
    let said = (one.row.words)(words);
    let wide = to_u16(width(why));
    if why.is_empty() || rest.width < wide + KEYS {
        pen.write(rest, text, said.long);
        return;
    }
    pen.write(cut_right(rest, wide + 2), text, said.long);
    pen.write_right(rest, Tone::Caution, why);
}

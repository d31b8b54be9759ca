//! The command palette: a search field over what was found, each thing with its keys, what it does, and what stands against it.

use ratatui::layout::Rect;

use super::overlay::{Typed, entry, middle};
use super::pen::{Pen, cut_left, cut_right, row, rows, to_u16};
use super::sheet;
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
    // the chosen one is whole, the others have a row each
    let most = usize::from(list.height);
    let of_chosen = entries
        .get(palette.chosen)
        .map_or(1, |one| said(app, one, list.width, most).len());
    let first = (palette.chosen + of_chosen).saturating_sub(most);
    let (mut rest, mut places) = (list, vec![]);
    for (number, one) in entries.iter().enumerate().skip(first) {
        let is_chosen = number == palette.chosen;
        let height = if is_chosen { to_u16(of_chosen) } else { 1 };
        let at = Rect { height, ..rest }.intersection(rest);
        if at.is_empty() {
            break;
        }
        draw_entry(app, one, at, pen);
        places.push((one.row.action, at));
        if is_chosen {
            pen.tint(at, Tone::Selected);
        }
        rest = Rect {
            y: rest.y + at.height,
            height: rest.height - at.height,
            ..rest
        };
    }
    let below = to_u16(entries.len()).saturating_sub(to_u16(first + places.len()));
    sheet::rest(app, place, to_u16(first), to_u16(first) + below, pen);
    (entry(&palette.search, row(inner, 0), pen), places)
}

fn draw_entry(app: &App, one: &Entry, at: Rect, pen: &mut Pen) {
    let (key, text) = match one.hindrance {
        Some(_) => (Tone::Quiet, Tone::Quiet),
        None => (Tone::Key, Tone::Text),
    };
    let name = app.key_of(one.row.action).unwrap_or_default();
    pen.write(Rect { width: KEYS - 1, ..at }, key, &name);
    let rest = cut_left(at, KEYS);
    for (index, said) in (0..at.height).zip(said(app, one, at.width, usize::from(at.height))) {
        pen.write(row(rest, index), text, &said);
    }
    let why = why(app, one);
    if wide_of(why, rest.width) > 0 {
        pen.write_right(rest, Tone::Caution, why);
    }
}

/// What it does, in so many rows of an entry of that width.
fn said(app: &App, one: &Entry, wide: u16, most: usize) -> Vec<String> {
    let wide = wide.saturating_sub(KEYS);
    rows(
        (one.row.words)(app.words()).long,
        wide - wide_of(why(app, one), wide),
        most,
    )
}

/// What stands against it.
fn why(app: &App, one: &Entry) -> &'static str {
    one.hindrance.map_or("", |why| why.told(&app.words().why_not))
}

/// What it takes at the right, of so many cells; nothing where it would leave no room for what is done.
fn wide_of(why: &str, wide: u16) -> u16 {
    let taken = to_u16(width(why));
    if taken == 0 || wide < taken + KEYS {
        0
    } else {
        taken + 2
    }
}

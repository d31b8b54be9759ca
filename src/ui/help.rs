//! The help: every key of the tables, grouped by where it works.

use crokey::KeyCombination;
use ratatui::layout::Rect;

use super::overlay::middle;
use super::pen::{Line, Pen, cut_left, cut_right, line, row, rows, to_u16};
use super::theme::Tone;
use crate::app::App;
use crate::app::action::Context;
use crate::app::keymap::{self, BINDINGS, Binding, EVERYWHERE};
use crate::app::typing::TYPING;
use crate::words::Panes;
use crate::words::width::width;

/// A group of keys.
struct Group {
    title: fn(&Panes) -> &'static str,
    keys: Keys,
}

/// Which keys.
#[derive(Clone, Copy)]
enum Keys {
    /// Those of actions.
    Actions(fn(&Binding) -> bool),
    /// Those that change a field.
    Typing,
}

/// The groups, in the order in which they are read. A key stands in each place where it works, but only once where that is anywhere.
const GROUPS: [Group; 5] = [
    Group {
        title: |words| words.keys_in_list,
        keys: Keys::Actions(|key| is_in(key, &[Context::Board, Context::Reading])),
    },
    Group {
        title: |words| words.keys_in_form,
        keys: Keys::Actions(|key| is_in(key, &[Context::Form])),
    },
    Group {
        title: |words| words.keys_in_fields,
        keys: Keys::Typing,
    },
    Group {
        title: |words| words.keys_in_questions,
        keys: Keys::Actions(|key| {
            is_in(
                key,
                &[Context::Question, Context::Payment, Context::Settling, Context::Entry],
            )
        }),
    },
    Group {
        title: |words| words.keys_anywhere,
        keys: Keys::Actions(|key| key.contexts == EVERYWHERE),
    },
];

fn is_in(key: &Binding, contexts: &[Context]) -> bool {
    key.contexts != EVERYWHERE && key.contexts.iter().any(|context| contexts.contains(context))
}

/// The column of keys.
const KEYS: u16 = 16;
/// From this width on there are two columns.
const TWO: u16 = 92;
/// Between them.
const GUTTER: u16 = 3;

/// Draws it; tells how far it can be scrolled.
pub(super) fn draw(app: &App, scroll: u16, area: Rect, pen: &mut Pen) -> u16 {
    let outer = area.width.min(116);
    let inside = outer.saturating_sub(4);
    let columns = if inside >= TWO {
        let groups = groups(app, (inside - GUTTER) / 2);
        let all: usize = groups.iter().map(Vec::len).sum();
        let mut so_far = 0;
        let (left, right): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| {
            let before = so_far;
            so_far += group.len();
            // a group is not torn: it stands where more than half of it falls
            before + group.len() / 2 < all / 2
        });
        vec![left.concat(), right.concat()]
    } else {
        vec![groups(app, inside).concat()]
    };
    let height = to_u16(columns.iter().map(Vec::len).max().unwrap_or_default()).saturating_sub(1);
    let place = middle(area, outer, height.saturating_add(2));
    pen.clear(place);
    let inner = pen.pane(place, app.words().panes.help, app.words().questions.answers_close, true);
    let inner = cut_left(cut_right(inner, 1), 1);
    let furthest = height.saturating_sub(inner.height);
    let wide = if columns.len() > 1 {
        (inner.width - GUTTER) / 2
    } else {
        inner.width
    };
    for (index, lines) in (0..).zip(&columns) {
        let column = Rect {
            width: wide,
            ..cut_left(inner, index * (wide + GUTTER))
        };
        for (index, line) in (0..inner.height).zip(lines.iter().skip(usize::from(scroll.min(furthest)))) {
            pen.line(row(column, index), line);
        }
    }
    furthest
}

fn groups(app: &App, cells: u16) -> Vec<Vec<Line>> {
    let words = app.words();
    let entries = |group: &Group| -> Vec<Line> {
        match group.keys {
            Keys::Actions(holds) => BINDINGS
                .iter()
                .filter(|binding| holds(binding))
                .flat_map(|binding| entry(binding.keys.iter().copied(), (binding.words)(words).long, cells))
                .collect(),
            Keys::Typing => TYPING
                .iter()
                .flat_map(|row| entry(row.keys.iter().map(|(key, _)| *key), row.long(words), cells))
                .collect(),
        }
    };
    let group = |group: &Group| {
        let title = line(Tone::Strong, (group.title)(&words.panes));
        [vec![title], entries(group), vec![vec![]]].concat()
    };
    GROUPS.iter().map(group).collect()
}

/// Keys beside what they do, each in its column.
fn entry(keys: impl Iterator<Item = KeyCombination>, long: &str, cells: u16) -> Vec<Line> {
    let mut keys = names(keys).into_iter();
    let mut long = rows(long, cells.saturating_sub(KEYS), usize::MAX).into_iter();
    let mut lines = vec![];
    loop {
        let (keys, long) = match (keys.next(), long.next()) {
            (None, None) => return lines,
            (keys, long) => (keys.unwrap_or_default(), long.unwrap_or_default()),
        };
        let pad = " ".repeat(usize::from(KEYS).saturating_sub(width(&keys)));
        lines.push(vec![(Tone::Key, format!("{keys}{pad}")), (Tone::Text, long)]);
    }
}

/// The names of keys, as many on a row as fit; none is broken.
fn names(keys: impl Iterator<Item = KeyCombination>) -> Vec<String> {
    let mut out: Vec<String> = vec![];
    for name in keys.map(keymap::name) {
        match out.last_mut() {
            Some(last) if width(last) + width(&name) + 1 < usize::from(KEYS) => *last = format!("{last} {name}"),
            Some(_) | None => out.push(name),
        }
    }
    out
}

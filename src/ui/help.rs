//! The help: every key of the tables as it is bound now, grouped by where it works, what each state means, and what is searched for
//! in it.

use ratatui::layout::Rect;

use super::overlay::{Typed, entry as field_of, middle};
use super::pen::{Line, Pen, cut_left, cut_right, line, row, rows, to_u16};
use super::sheet;
use super::theme::{Borders, Tone, sign, tone};
use crate::app::App;
use crate::app::action::Context;
use crate::app::field::Field;
use crate::app::keymap::{Binding, name};
use crate::app::typing::TYPING;
use crate::job::Status;
use crate::words::width::width;
use crate::words::{KeyWords, Panes};

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
    /// Those that change a field, of actions first.
    Typing,
    /// None: the states of a job, with their signs.
    States,
}

/// The groups, in the order in which they are read. A key stands in each place where it works, but only once where that is anywhere.
const GROUPS: [Group; 7] = [
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
        title: |words| words.keys_in_search,
        keys: Keys::Actions(|key| is_in(key, &[Context::Search])),
    },
    Group {
        title: |words| words.keys_anywhere,
        keys: Keys::Actions(Binding::is_everywhere),
    },
    Group {
        title: |words| words.states,
        keys: Keys::States,
    },
];

fn is_in(key: &Binding, contexts: &[Context]) -> bool {
    !key.is_everywhere() && !key.is_for_fields() && key.contexts.iter().any(|context| contexts.contains(context))
}

/// The column of keys.
const KEYS: u16 = 16;
/// From this width on there are two columns.
const TWO: u16 = 92;
/// Its own width, where the screen is wider.
const WIDEST: u16 = 116;
/// Between them.
const GUTTER: u16 = 3;

/// Draws it; tells how far it can be scrolled, and where a search is typed.
pub(super) fn draw(
    app: &App,
    (scroll, search, typing): (u16, &Field, bool),
    area: Rect,
    pen: &mut Pen,
) -> (u16, Option<Typed>) {
    // a margin is wide enough to show what lies below, or there is none
    let outer = if area.width < WIDEST + 8 { area.width } else { WIDEST };
    let inside = outer.saturating_sub(4);
    let wanted = search.text().to_lowercase();
    let borders = pen.looks.borders;
    let columns = if inside >= TWO {
        halves(groups(app, &wanted, (inside - GUTTER) / 2, borders))
    } else {
        let groups = groups(app, &wanted, inside, borders).into_iter();
        vec![groups.flat_map(Drawn::lines).collect()]
    };
    let searched = u16::from(typing || !search.is_empty());
    let lines = to_u16(columns.iter().map(Vec::len).max().unwrap_or_default());
    let height = lines.saturating_sub(1).max(1);
    // while a search is typed nothing jumps: it keeps the room that it has
    let room = if searched > 0 {
        area.height
    } else {
        height.saturating_add(2)
    };
    let place = middle(area, outer, room);
    pen.clear(place);
    let (words, answers) = (app.words(), app.with_keys(app.words().questions.answers_close));
    let inner = pen.pane(place, words.panes.help, &answers, true);
    let inner = cut_left(cut_right(inner, 1), 1);
    let list = Rect {
        y: inner.y + searched.min(inner.height),
        height: inner.height.saturating_sub(searched),
        ..inner
    };
    let furthest = height.saturating_sub(list.height);
    let wide = if columns.len() > 1 {
        (list.width - GUTTER) / 2
    } else {
        list.width
    };
    for (index, lines) in (0..).zip(&columns) {
        let column = Rect {
            width: wide,
            ..cut_left(list, index * (wide + GUTTER))
        };
        for (index, line) in (0..list.height).zip(lines.iter().skip(usize::from(scroll.min(furthest)))) {
            pen.line(row(column, index), line);
        }
    }
    if lines == 0 {
        pen.write(list, Tone::Quiet, words.panes.nothing_found);
    }
    sheet::rest(app, place, scroll.min(furthest), furthest, pen);
    let field = (searched > 0).then(|| field_of(search, row(inner, 0), pen));
    (furthest, field.filter(|_| typing))
}

/// A group as it is drawn: its title, and its entries, each of which stays whole.
struct Drawn {
    title: Line,
    entries: Vec<Vec<Line>>,
}

impl Drawn {
    /// With a blank below it.
    fn lines(self) -> Vec<Line> {
        let title = std::iter::once(self.title);
        title
            .chain(self.entries.into_iter().flatten())
            .chain([vec![]])
            .collect()
    }
}

/// In two columns that are as long as each other, as nearly as may be. Where that tears a group, its title stands over both parts.
fn halves(groups: Vec<Drawn>) -> Vec<Vec<Line>> {
    let lines = |entries: &[Vec<Line>]| entries.iter().map(Vec::len).sum::<usize>();
    let all: usize = groups.iter().map(|group| lines(&group.entries) + 2).sum();
    let (mut left, mut right) = (vec![], vec![]);
    for Drawn { title, mut entries } in groups {
        // an entry stands where the greater part of it belongs
        let last = |count: usize| entries[count - 1].len() / 2;
        let fits = |count: &usize| left.len() + 2 + lines(&entries[..*count]) - last(*count) <= all.div_ceil(2);
        let here = (1..=entries.len()).take_while(fits).count();
        let here = if right.is_empty() { here } else { 0 };
        let there = entries.split_off(here);
        for (column, entries) in [(&mut left, entries), (&mut right, there)] {
            if !entries.is_empty() {
                let title = title.clone();
                column.extend(Drawn { title, entries }.lines());
            }
        }
    }
    vec![left, right]
}

/// The groups that hold something of what is wanted, in lower case; all of it where nothing is.
fn groups(app: &App, wanted: &str, cells: u16, borders: Borders) -> Vec<Drawn> {
    let (words, keys) = (app.words(), &app.settings().keys);
    // found by what the footer calls it too
    let shown = |tone, names: Vec<String>, also: &str, long: &str| {
        let text = format!("{} {also} {long}", names.join(" ")).to_lowercase();
        let found = wanted.split_whitespace().all(|word| text.contains(word));
        found.then(|| entry((tone, names), long, cells))
    };
    let actions = |holds: fn(&Binding) -> bool| {
        // what is said of two rows in the same words is said once
        let mut said: Vec<(KeyWords, Vec<String>)> = vec![];
        for (row, keys) in keys.rows().filter(move |(row, _)| holds(row)) {
            let called = (row.words)(words);
            let keys = keys.iter().map(|key| name(*key));
            match said.iter_mut().find(|(same, _)| same.long == called.long) {
                Some((_, names)) => names.extend(keys),
                None => said.push((called, keys.collect())),
            }
        }
        said.into_iter().filter_map(|(KeyWords { brief, long }, names)| {
            if names.is_empty() {
                return shown(Tone::Quiet, vec![words.panes.in_palette.to_owned()], brief, long);
            }
            shown(Tone::Key, names, brief, long)
        })
    };
    let entries = |group: &Group| -> Vec<Vec<Line>> {
        match group.keys {
            Keys::Actions(holds) => actions(holds).collect(),
            Keys::Typing => {
                let typing = TYPING.iter().filter_map(|row| {
                    let names = row.keys.iter().map(|(key, _)| name(*key)).collect();
                    shown(Tone::Key, names, "", row.long(words))
                });
                actions(Binding::is_for_fields).chain(typing).collect()
            }
            Keys::States => Status::KNOWN
                .iter()
                .chain(&[Status::Other("other".into())])
                .filter_map(|status| {
                    let said = (words.status)(status);
                    let name = format!("{} {said}", sign(status, borders));
                    let meaning = app.with_keys((words.meaning)(status));
                    // filters take the English word, in every language
                    let long = if said == status.word() {
                        meaning.into_owned()
                    } else {
                        format!("({}) {meaning}", status.ledger_word())
                    };
                    shown(tone(status), vec![name], &status.ledger_word(), &long)
                })
                .collect(),
        }
    };
    let group = |group: &Group| {
        let entries = entries(group);
        let title = line(Tone::Strong, (group.title)(&words.panes));
        (!entries.is_empty()).then_some(Drawn { title, entries })
    };
    GROUPS.iter().filter_map(group).collect()
}

/// Keys beside what they do, each in its column.
fn entry((tone, names): (Tone, Vec<String>), long: &str, cells: u16) -> Vec<Line> {
    let mut keys = rows_of(names).into_iter();
    let mut long = rows(long, cells.saturating_sub(KEYS), usize::MAX).into_iter();
    let mut lines = vec![];
    loop {
        let (keys, long) = match (keys.next(), long.next()) {
            (None, None) => return lines,
            (keys, long) => (keys.unwrap_or_default(), long.unwrap_or_default()),
        };
        let pad = " ".repeat(usize::from(KEYS).saturating_sub(width(&keys)));
        lines.push(vec![(tone, format!("{keys}{pad}")), (Tone::Text, long)]);
    }
}

/// The names of keys, as many on a row as fit; none is broken.
fn rows_of(names: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = vec![];
    for name in names {
        match out.last_mut() {
            Some(last) if width(last) + width(&name) + 1 < usize::from(KEYS) => *last = format!("{last} {name}"),
            Some(_) | None => out.push(name),
        }
    }
    out
}

//! The list of jobs: its heading, the rows in sight, and the filter line.

use ratatui::layout::{Position, Rect};

use super::columns::{Column, fitting, indent};
use super::empty;
use super::field::{FieldStyle, draw as draw_field};
use super::pen::{Pen, cut_left, cut_right, row, rows, to_u16};
use super::theme::Tone;
use crate::app::{App, Focus};
use crate::job::{Now, Row};
use crate::words::duration::grouped;
use crate::words::width::{truncate, width};

/// The columns of a row left of its cells: the sign of the selected one, the mark, and a gap.
const MARK: u16 = 3;
/// Rows that it may take to say what of a filter makes no sense.
const PROBLEM_ROWS: usize = 3;
/// What the upper edge needs beside a title and a number: their blanks, and a piece of the edge between them.
const BESIDE: usize = 6;

/// Draws the pane; gives the area of its rows, and the place of the cursor where a filter is typed.
pub(super) fn draw(app: &App, now: Now, area: Rect, pen: &mut Pen) -> (Rect, Option<Position>) {
    let focused = matches!(app.focus(), Focus::Jobs | Focus::Filter);
    let problems = problems_of(app, area.width.saturating_sub(4));
    let below = u16::from(app.focus() == Focus::Filter) + to_u16(problems.len());
    let height = area.height.saturating_sub(3 + below);
    let top = app.board().top();
    let at_hand = app.board().rows();
    let end = at_hand.len().min(top + usize::from(height));
    let in_sight = at_hand.get(top..end).unwrap_or_default();
    let (title, range) = heading_of(app, in_sight.len(), area.width.saturating_sub(4));
    let inner = pen.pane(area, &title, &range, focused);
    let inner = Rect {
        height: inner.height.saturating_sub(below),
        ..inner
    };
    let below = Rect {
        y: inner.bottom(),
        height: below,
        ..cut_right(cut_left(inner, 1), 1)
    };
    let cursor = filter_line(app, &problems, below.intersection(area), pen);
    if in_sight.is_empty() {
        empty::draw(app, inner, pen);
        return (Rect { height: 0, ..inner }, cursor);
    }
    let columns = fitting(inner.width.saturating_sub(MARK + 1));
    heading(app, &columns, row(inner, 0), pen);
    let list = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(1),
        ..inner
    };
    let selected = app.board().selected().map(|row| row.id);
    for (index, job) in (0..list.height).zip(in_sight) {
        let is_selected = selected == Some(job.id);
        one(app, job, now, &columns, row(list, index), pen);
        if app.marks().has(job.id) {
            pen.write(cut_left(row(list, index), 1), Tone::Caution, "•");
        }
        if is_selected && focused {
            pen.tint(row(list, index), Tone::Selected);
        }
        if is_selected {
            let tone = if focused { Tone::Selected } else { Tone::Focus };
            pen.write(row(list, index), tone, "▌");
        }
    }
    (list, cursor)
}

/// What stands in the upper edge of the pane, of so many cells: left what the list holds, its order, how many are marked and the
/// filter in force as it was understood; right which rows are in sight, and of how many. Only what is known is told: rows that were
/// not counted to have no number. Where there is no room for all, the order goes first, which the sign in the heading tells as well,
/// then the end of the filter; the number of rows goes last.
fn heading_of(app: &App, in_sight: usize, room: u16) -> (String, String) {
    let (words, board) = (&app.words().panes, app.board());
    let query = board.query();
    let total = board.total();
    let all = format!("{}{}", grouped(total.number), if total.exact { "" } else { "+" });
    let range = board.range().map_or_else(
        || all.clone(),
        |(first, _)| (words.range)(first, first.saturating_sub(1) + in_sight as u64, &all),
    );
    let marked = app.marks().len();
    let marked = (marked > 0).then(|| (words.marked)(marked));
    let filter = (!query.filter.terms.is_empty()).then(|| format!("/{}", query.filter));
    let sorted = (words.sorted)(query.sort, query.reversed).to_owned();
    let title = |sorted: Option<String>| {
        let parts = [Some(words.jobs.to_owned()), sorted, marked.clone(), filter.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    if in_sight == 0 {
        return (title(Some(sorted)), String::new());
    }
    let (long, short) = (title(Some(sorted)), title(None));
    let beside = |right: &str| usize::from(room).saturating_sub(width(right) + BESIDE);
    for right in [&range, &all] {
        for title in [&long, &short] {
            if width(title) <= beside(right) {
                return (title.clone(), right.clone());
            }
        }
    }
    (truncate(&short, beside(&all)).into_owned(), all)
}

/// What of the filter makes no sense, in rows of so many cells.
fn problems_of(app: &App, wide: u16) -> Vec<String> {
    let told = app
        .filter_problems()
        .map(|problem| app.with_keys(&(app.words().filter_problem)(problem)).into_owned());
    let told = told.collect::<Vec<_>>().join(" · ");
    if told.is_empty() {
        return vec![];
    }
    rows(&format!("! {told}"), wide, PROBLEM_ROWS)
}

/// The line that is typed, below what of it makes no sense.
fn filter_line(app: &App, problems: &[String], area: Rect, pen: &mut Pen) -> Option<Position> {
    for (index, problem) in (0..).zip(problems) {
        pen.write(row(area, index), Tone::Caution, problem);
    }
    let at = row(area, to_u16(problems.len()));
    if app.focus() != Focus::Filter || at.is_empty() {
        return None;
    }
    pen.write(at, Tone::Focus, "/ ");
    let (field, hint) = (app.filtering().field(), app.with_keys(app.words().panes.filter_hint));
    let typed = field.lines().first().map_or(0, |line| width(line));
    let room = at.width.saturating_sub(4 + to_u16(typed));
    if to_u16(width(&hint)) < room {
        pen.write_right(at, Tone::Quiet, &hint);
    }
    let style = FieldStyle {
        text: pen.looks.style(Tone::Strong),
        selection: pen.looks.style(Tone::Selected),
    };
    let place = Rect {
        // its ground is not laid over the hint
        width: (to_u16(typed) + 1).min(at.width.saturating_sub(2)),
        ..cut_left(at, 2)
    };
    draw_field(field, place, pen.buf, style, true)
}

fn heading(app: &App, columns: &[(&Column, u16, u16)], area: Rect, pen: &mut Pen) {
    let area = cut_left(area, MARK);
    for (column, at, wide) in columns {
        let title = (column.title)(&app.words().panes.columns);
        let query = app.board().query();
        let sign = match column.sort {
            Some(sort) if sort == query.sort && query.reversed => "▴",
            Some(sort) if sort == query.sort => "▾",
            Some(_) | None => "",
        };
        let title = &format!("{title}{sign}");
        let place = Rect {
            width: *wide,
            ..cut_left(area, *at)
        };
        pen.write(cut_left(place, indent(column.room, *wide, title)), Tone::Quiet, title);
    }
}

fn one(app: &App, job: &Row, now: Now, columns: &[(&Column, u16, u16)], area: Rect, pen: &mut Pen) {
    let area = cut_left(area, MARK);
    for (column, at, wide) in columns {
        let (tone, text) = (column.cell)(app, job, now, pen.looks.borders);
        let place = Rect {
            width: *wide,
            ..cut_left(area, *at)
        };
        pen.write(cut_left(place, indent(column.room, *wide, &text)), tone, &text);
    }
}

//! The list of jobs: its heading, the rows in sight, and what stands there while there are none.

use ratatui::layout::Rect;

use super::columns::{Column, fitting, indent};
use super::pen::{Pen, cut_left, cut_right, line, row};
use super::theme::Tone;
use crate::app::{App, Focus};
use crate::job::{Now, Row};

/// The columns of a row left of its cells: the sign of the selected one.
const MARK: u16 = 2;

/// Draws the pane; gives the area of its rows.
pub(super) fn draw(app: &App, now: Now, area: Rect, pen: &mut Pen) -> Rect {
    let words = &app.words().panes;
    let focused = app.focus() == Focus::Jobs;
    let height = area.height.saturating_sub(3);
    let top = app.board().top();
    let at_hand = app.board().rows();
    let end = at_hand.len().min(top + usize::from(height));
    let in_sight = at_hand.get(top..end).unwrap_or_default();
    let (first, _, total) = app.board().range();
    let final_row = first.saturating_sub(1) + in_sight.len() as u64;
    let range = if in_sight.is_empty() {
        String::new()
    } else {
        (words.range)(first, final_row, total)
    };
    let inner = pen.pane(
        area,
        &format!("{} · {}", words.jobs, words.newest_first),
        &range,
        focused,
    );
    if in_sight.is_empty() {
        nothing(app, inner, pen);
        return Rect { height: 0, ..inner };
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
        if is_selected && focused {
            pen.tint(row(list, index), Tone::Selected);
        }
        if is_selected {
            let tone = if focused { Tone::Selected } else { Tone::Focus };
            pen.write(row(list, index), tone, "▌");
        }
    }
    list
}

fn heading(app: &App, columns: &[(&Column, u16, u16)], area: Rect, pen: &mut Pen) {
    let area = cut_left(area, MARK);
    for (column, at, wide) in columns {
        let title = (column.title)(&app.words().panes.columns);
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
        let (tone, text) = (column.cell)(app, job, now);
        let place = Rect {
            width: *wide,
            ..cut_left(area, *at)
        };
        pen.write(cut_left(place, indent(column.room, *wide, &text)), tone, &text);
    }
}

/// What stands in the place of the rows while there are none.
fn nothing(app: &App, inner: Rect, pen: &mut Pen) {
    let words = &app.words().panes;
    let lines = match (app.board().is_loaded(), words.no_jobs) {
        (false, _) => vec![line(Tone::Quiet, words.reading)],
        (true, [first, rest @ ..]) => {
            let mut lines = vec![line(Tone::Strong, first), vec![]];
            lines.extend(rest.map(|text| line(Tone::Quiet, text)));
            lines
        }
    };
    let inner = cut_left(cut_right(inner, 1), 1);
    let from = inner.height.saturating_sub(super::pen::to_u16(lines.len())) / 2;
    for (index, line) in (from..).zip(&lines) {
        pen.centred(row(inner, index), line);
    }
}

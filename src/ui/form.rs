//! The form: eight fields with their labels, what is wrong with each right under it, and the real cursor.

use ratatui::layout::{Position, Rect};

use super::field::{self, FieldStyle};
use super::pen::{Pen, cut_left, cut_right, row, rows, to_u16};
use super::theme::Tone;
use crate::app::field::Field as TextField;
use crate::app::{App, Focus, Form};
use crate::job::{FIELDS, Field, MAX_MEDIA, is_medium, media_kind};
use crate::words::width::width;

/// Left of labels and texts: the bar of the focused field.
const BAR: u16 = 2;
/// Labels of fields that take one line.
const LABEL: u16 = 13;
/// Right of the media: the kind of each.
const KIND: u16 = 6;
/// Rows of the prompt: that it has in any case, and that it has where there is room. Beyond that it is as high as its text.
const PROMPT: (u16, u16) = (3, 10);
/// Fewest and most rows of the media, unless the pane is high.
const MEDIA: (u16, u16) = (2, 5);
/// The most rows that say what is wrong with a field.
const PROBLEM: usize = 3;
/// Left of what is wrong: its sign.
const SIGN: u16 = 2;

/// Where a field stands: its rows from the top of the form, which may be longer than the pane.
struct Place {
    field: Field,
    /// The row of its label.
    top: u16,
    /// The rows of its text or value; on the label's own row where it takes one line.
    text: u16,
    rows: u16,
    /// What is wrong with it, in rows.
    problem: Vec<String>,
}

impl Place {
    /// The row after its last one.
    fn end(&self) -> u16 {
        self.text + self.rows + to_u16(self.problem.len())
    }
}

/// What the drawing of the form tells.
pub(super) struct Drawn {
    /// Where each field in sight stands, whole.
    pub(super) places: Vec<(Field, Rect)>,
    /// Where each field in sight has its text or its value.
    pub(super) fields: Vec<(Field, Rect)>,
    /// Where each choice in sight is stepped, forward or back.
    pub(super) steps: Vec<(Field, bool, Rect)>,
    /// Where the terminal's cursor belongs.
    pub(super) cursor: Option<Position>,
}

/// Draws the pane.
pub(super) fn draw(app: &App, area: Rect, pen: &mut Pen) -> Drawn {
    let focused = match app.focus() {
        Focus::Field(field) => Some(field),
        Focus::Jobs | Focus::Filter | Focus::Details => None,
    };
    let inner = pen.pane(area, app.words().panes.form, "", focused.is_some());
    let places = lay_out(app, inner);
    let all = places.last().map_or(0, Place::end);
    let shift = focused
        .and_then(|field| places.iter().find(|place| place.field == field))
        .map_or(0, |place| {
            // the whole field in sight, its label at least
            place
                .end()
                .saturating_sub(inner.height)
                .min(place.top)
                .min(all.saturating_sub(inner.height))
        });
    let mut drawn = Drawn {
        places: vec![],
        fields: vec![],
        steps: vec![],
        cursor: None,
    };
    for place in places {
        one(
            app,
            &place,
            focused == Some(place.field),
            Window { inner, shift },
            pen,
            &mut drawn,
        );
    }
    drawn
}

/// The part of the form that is in sight.
#[derive(Clone, Copy)]
struct Window {
    inner: Rect,
    shift: u16,
}

impl Window {
    /// The cells of some rows of the form, empty where they are out of sight.
    fn rows(self, from: u16, count: u16) -> Rect {
        let top = from.max(self.shift) - self.shift;
        let end = (from + count).max(self.shift) - self.shift;
        let (top, end) = (top.min(self.inner.height), end.min(self.inner.height));
        Rect {
            y: self.inner.y + top,
            height: end - top,
            ..self.inner
        }
    }
}

/// Shares the height: one row a field, more for the media, and all that is left for the prompt.
fn lay_out(app: &App, inner: Rect) -> Vec<Place> {
    let problem = |field: Field| {
        let said = app.form().problem(field).map(|problem| (app.words().problem)(problem));
        said.map_or(vec![], |said| {
            rows(&said, inner.width.saturating_sub(BAR + SIGN + 1), PROBLEM)
        })
    };
    let problems = FIELDS.map(problem);
    let one_line = FIELDS.into_iter().filter(|field| !field.is_multi_line()).count();
    let fixed = 2 + to_u16(one_line + problems.iter().map(Vec::len).sum::<usize>());
    let spare = inner.height.saturating_sub(fixed + PROMPT.0 + MEDIA.0);
    let gap = u16::from(spare >= 3);
    let media = media_rows(app.form(), inner).min(MEDIA.0 + spare.saturating_sub(3 * gap));
    let room = inner.height.saturating_sub(fixed + media + 3 * gap).max(PROMPT.0);
    let prompt = prompt_rows(app.form(), inner, room).max(PROMPT.1).min(room);
    let mut top = 0;
    let mut places = vec![];
    for (field, problem) in FIELDS.into_iter().zip(problems) {
        let rows = match field {
            Field::Prompt => prompt,
            Field::Media => media,
            Field::Model
            | Field::AspectRatio
            | Field::Duration
            | Field::Resolution
            | Field::Webhook
            | Field::Metadata => 1,
        };
        let place = Place {
            field,
            top,
            text: top + u16::from(field.is_multi_line()),
            rows,
            problem,
        };
        let ends_a_group = matches!(field, Field::Prompt | Field::Media | Field::Resolution);
        top = place.end() + if ends_a_group { gap } else { 0 };
        places.push(place);
    }
    places
}

/// The rows that the prompt asks for, at most so many.
fn prompt_rows(form: &Form, inner: Rect, most: u16) -> u16 {
    let columns = inner.width.saturating_sub(BAR + 1);
    let seen = form.text(Field::Prompt).and_then(|text| text.visible(columns, most));
    seen.map_or(0, |seen| to_u16(seen.rows.len()))
}

/// The rows that the media ask for. Addresses have a cell for each byte.
fn media_rows(form: &Form, inner: Rect) -> u16 {
    let columns = usize::from(inner.width.saturating_sub(BAR + KIND + 2).max(1));
    let lines = form.text(Field::Media).map(TextField::lines).unwrap_or_default();
    let rows = lines
        .iter()
        .take(MAX_MEDIA)
        .map(|line| line.len().div_ceil(columns).max(1))
        .sum();
    to_u16(rows).clamp(MEDIA.0, MEDIA.1.max(inner.height / 4))
}

fn one(app: &App, place: &Place, focused: bool, window: Window, pen: &mut Pen, drawn: &mut Drawn) {
    let words = app.words();
    let (field, form) = (place.field, app.form());
    let inside = |area: Rect| cut_right(cut_left(area, BAR), 1);
    let label = inside(window.rows(place.top, 1));
    let below = inside(window.rows(place.text, place.rows));
    let whole = window.rows(place.top, place.end() - place.top);
    if focused {
        (0..whole.height).for_each(|index| {
            pen.write(row(whole, index), Tone::Focus, "┃");
        });
    }
    if !whole.is_empty() {
        drawn.places.push((field, whole));
    }
    pen.write(
        label,
        if focused { Tone::Focus } else { Tone::Quiet },
        (words.field)(field),
    );
    let value = if field.is_multi_line() {
        below
    } else {
        cut_left(label, LABEL)
    };
    let count = match field {
        Field::Prompt => (words.panes.characters)(form.text(field).map_or(0, characters)),
        Field::Media => (words.panes.count_of_media)(form.media_count(), MAX_MEDIA),
        Field::Model | Field::AspectRatio | Field::Duration | Field::Resolution | Field::Webhook | Field::Metadata => {
            String::new()
        }
    };
    pen.write_right(label, Tone::Quiet, &count);
    match (form.text(field), form.choice(field)) {
        (Some(text), _) => self::text(app, field, text, value, focused, pen, drawn),
        (None, Some(choice)) => {
            let choice = if field == Field::Duration {
                (words.panes.seconds)(form.duration())
            } else {
                choice
            };
            let used = pen.write(value, Tone::Quiet, "‹");
            let tone = if focused { Tone::Selected } else { Tone::Text };
            let end = used + pen.write(cut_right(cut_left(value, used), 1), tone, &format!(" {choice} "));
            pen.write(cut_left(value, end), Tone::Quiet, "›");
            drawn.fields.push((field, value));
            // the blank beside each sign belongs to it: one cell is hard to hit
            let sign = |column: u16| {
                Rect {
                    width: 2,
                    ..cut_left(value, column)
                }
                .intersection(value)
            };
            drawn.steps.push((field, false, sign(0)));
            drawn.steps.push((field, true, sign(end.saturating_sub(1))));
        }
        (None, None) => {}
    }
    if let Some(problem) = form.problem(field) {
        let tone = if problem.refuses() { Tone::Bad } else { Tone::Caution };
        let area = inside(window.rows(place.text + place.rows, to_u16(place.problem.len())));
        pen.write(area, tone, "!");
        for (index, said) in (0..area.height).zip(&place.problem) {
            pen.write(cut_left(row(area, index), SIGN), tone, said);
        }
    }
}

fn text(app: &App, field: Field, text: &TextField, area: Rect, focused: bool, pen: &mut Pen, drawn: &mut Drawn) {
    let area = if field == Field::Media {
        cut_right(area, KIND + 1)
    } else {
        area
    };
    if area.is_empty() {
        return;
    }
    let style = FieldStyle {
        text: pen.looks.style(Tone::Text),
        selection: pen.looks.style(Tone::Selected),
    };
    let cursor = field::draw(text, area, pen.buf, style, focused);
    drawn.cursor = drawn.cursor.or(cursor);
    drawn.fields.push((field, area));
    if text.is_empty() && field == Field::Prompt {
        let hint = app.with_keys(app.words().panes.prompt_hint);
        for (index, line) in (0..area.height).zip(rows(&hint, area.width, 3)) {
            pen.write(row(area, index), Tone::Quiet, &line);
        }
    } else if text.is_empty() && !focused {
        pen.write(area, Tone::Quiet, app.words().panes.none);
    }
    if field == Field::Media {
        kinds(app, text, area, pen);
    }
    if field.is_multi_line() {
        // right of the media stand their kinds
        let column = if field == Field::Media {
            area.x.saturating_sub(1)
        } else {
            area.right()
        };
        beyond(text, area, column, pen);
    }
}

/// In a column beside the first and the last row: that the text goes on above or below.
fn beyond(text: &TextField, area: Rect, column: u16, pen: &mut Pen) {
    let Some(seen) = text.visible(area.width, area.height) else {
        return;
    };
    let (Some(first), Some(last)) = (seen.rows.first(), seen.rows.last()) else {
        return;
    };
    let beside = Rect {
        x: column,
        width: 1,
        ..area
    };
    if first.line > 0 || first.start > 0 {
        pen.write(row(beside, 0), Tone::Quiet, "↑");
    }
    let rest = text
        .lines()
        .get(last.line)
        .map_or("", |line| line.get(last.end..).unwrap_or_default());
    if last.line + 1 < text.lines().len() || !rest.trim_end().is_empty() {
        pen.write(row(beside, to_u16(seen.rows.len()).saturating_sub(1)), Tone::Quiet, "↓");
    }
}

/// Beside the first row of each medium in sight: what kind it is, or that it is none that can be sent.
fn kinds(app: &App, text: &TextField, area: Rect, pen: &mut Pen) {
    let Some(seen) = text.visible(area.width, area.height) else {
        return;
    };
    let tells = app.form().problem(Field::Media).is_some();
    for (index, place) in (0..area.height).zip(&seen.rows) {
        let address = text.lines().get(place.line).filter(|_| place.start == 0);
        let Some(address) = address.map(|line| line.trim()).filter(|line| !line.is_empty()) else {
            continue;
        };
        let (tone, name) = match media_kind(address) {
            // the message under the field tells of one line alone
            _ if tells && !is_medium(address) => (Tone::Bad, "!"),
            Some(kind) => (Tone::Quiet, (app.words().media)(kind)),
            None => continue,
        };
        let beside = row(area, index);
        let beside = Rect {
            x: area.right() + 1 + KIND.saturating_sub(to_u16(width(name))),
            width: KIND,
            ..beside
        };
        pen.write(beside, tone, name);
    }
}

/// The length of a text as the checks count it.
fn characters(text: &TextField) -> usize {
    text.lines().iter().map(|line| line.chars().count()).sum::<usize>() + text.lines().len() - 1
}

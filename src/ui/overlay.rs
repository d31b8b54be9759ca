//! What lies over the panes: a question, a link to copy, the help.

use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Block, Borders, Widget};

use super::bulk;
use super::columns::since;
use super::field::{self, FieldStyle};
use super::pen::{Line, Pen, cut_left, cut_right, full_rows, line, row, rows, start, to_u16};
use super::theme::Tone;
use super::{help, palette, settle, track};
use crate::app::action::Action;
use crate::app::field::Field;
use crate::app::{App, Overlay, Question};
use crate::job::{Now, Request, Status};

/// The width of a question.
const QUESTION: u16 = 66;
/// Rows shown of a prompt that a question speaks of.
const PROMPT_ROWS: usize = 3;

/// What the drawing of it tells.
#[derive(Default)]
pub(super) struct Drawn {
    /// How far the help can be scrolled.
    pub(super) help_scroll: u16,
    /// Where each entry of the palette stands that is in sight.
    pub(super) entries: Vec<(Action, Rect)>,
    /// The field that is typed into.
    pub(super) typed: Option<Typed>,
}

/// A field of one line as it was drawn.
pub(super) struct Typed {
    /// Where its text stands.
    pub(super) area: Rect,
    /// Where the terminal's cursor belongs.
    pub(super) cursor: Option<Position>,
}

/// Draws what lies over the panes, if anything does.
pub(super) fn draw(app: &App, now: Now, area: Rect, pen: &mut Pen) -> Drawn {
    let mut drawn = Drawn::default();
    match app.overlay() {
        None => {}
        Some(Overlay::Help { scroll, search, typing }) => {
            (drawn.help_scroll, drawn.typed) = help::draw(app, (*scroll, search, *typing), area, pen);
        }
        Some(Overlay::Palette(palette)) => {
            let (typed, entries) = palette::draw(app, palette, area, pen);
            (drawn.typed, drawn.entries) = (Some(typed), entries);
        }
        Some(Overlay::Tracking(tracking)) => drawn.typed = Some(track::draw(app, tracking, area, pen)),
        Some(Overlay::Link(url)) => link(app, url, area, pen),
        Some(Overlay::Question(question)) => drawn.typed = ask(app, question, now, area, pen),
        Some(Overlay::Settling(settling)) => drawn.typed = settle::draw(app, settling, area, pen),
    }
    drawn
}

/// The part of `area` in the middle of it.
pub(super) fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    let (x, y) = ((area.width - width) / 2, (area.height - height) / 2);
    Rect {
        x: area.x + x,
        y: area.y + y,
        width,
        height,
    }
}

/// Draws a question; tells where something is typed.
fn ask(app: &App, question: &Question, now: Now, area: Rect, pen: &mut Pen) -> Option<Typed> {
    let words = &app.words().questions;
    let width = if area.width < QUESTION + 8 {
        area.width
    } else {
        QUESTION
    };
    let inside = width.saturating_sub(4);
    let text = |tone, text: &str| {
        rows(text, inside, 4)
            .into_iter()
            .map(|text| line(tone, text))
            .collect::<Vec<_>>()
    };
    let prompt = |prompt: &str| {
        let quoted = (words.run_again)(start(prompt, 1000).trim());
        rows(&quoted, inside, PROMPT_ROWS)
            .into_iter()
            .map(|text| line(Tone::Strong, text))
            .collect::<Vec<_>>()
    };
    let plan = |request: &Request| {
        let plan = (app.words().panes.plan)(request.media_urls.len(), request.duration, &request.resolution);
        text(Tone::Text, &format!("{} · {plan}", request.model))
    };
    let (title, about, said) = match question {
        Question::Cancel { status, prompt: of, .. } => {
            let state = (app.words().status)(status);
            let said = if *status == Status::Waiting {
                text(Tone::Text, &(words.withdraw)(&state))
            } else {
                [
                    text(Tone::Text, &(words.cancel)(&state)),
                    text(Tone::Text, words.cancel_refund),
                ]
                .concat()
            };
            (words.cancel_title.to_owned(), prompt(of), said)
        }
        Question::RunAgain { request, estimate } => {
            let said = [plan(request), text(Tone::Text, &(words.pays)(*estimate))].concat();
            (words.run_title.to_owned(), prompt(&request.prompt), said)
        }
        Question::Send { request, estimate } => {
            let said = [plan(request), text(Tone::Text, &(words.pays)(*estimate))].concat();
            (words.send_title.to_owned(), prompt(&request.prompt), said)
        }
        Question::Resume(waiting) => {
            let said = text(Tone::Text, &(words.resume)(*waiting));
            (words.resume_title.to_owned(), vec![], said)
        }
        Question::Twin { request, age, estimate } => {
            let twin = text(Tone::Text, &(words.twin)(&(app.words().time)(*age)));
            let said = [plan(request), twin, text(Tone::Text, &(words.pays)(*estimate))].concat();
            (words.twin_title.to_owned(), prompt(&request.prompt), said)
        }
        Question::OpenStale { url, told_at, failure } => {
            let why = (app.words().failure_name)(failure.kind);
            let said = (words.stale)(&(app.words().time)(since(*told_at, now)), why);
            let url = full_rows(url, inside)
                .into_iter()
                .take(4)
                .map(|url| line(Tone::Quiet, url))
                .collect();
            (words.stale_title.to_owned(), url, text(Tone::Text, &said))
        }
        Question::Bulk(asking) => {
            let (title, about, said) = bulk::said(app, asking);
            let of = |tone, lines: Vec<String>| lines.iter().flat_map(|each| text(tone, each)).collect::<Vec<_>>();
            (title, of(Tone::Strong, about), of(Tone::Text, said))
        }
    };
    let typed = match question {
        Question::Bulk(asking) if asking.pays() => Some(&asking.typed),
        Question::Bulk(_)
        | Question::Cancel { .. }
        | Question::OpenStale { .. }
        | Question::Resume(_)
        | Question::RunAgain { .. }
        | Question::Send { .. }
        | Question::Twin { .. } => None,
    };
    let said = [said, typed.map(|_| vec![]).into_iter().collect()].concat();
    let answers = if question.pays() {
        words.answers_pay
    } else {
        words.answers_yes_no
    };
    let answers = line(Tone::Key, app.with_keys(answers));
    let (lines, end) = fit(about, said, answers, usize::from(area.height.saturating_sub(2)));
    let place = middle(area, width, to_u16(lines.len()) + 2);
    pen.clear(place);
    let inner = pen.pane(place, &title, "", true);
    let inner = cut_left(cut_right(inner, 1), 1);
    for (index, line) in (0..inner.height).zip(&lines) {
        pen.line(row(inner, index), line);
    }
    Some(entry(typed?, row(inner, to_u16(end).saturating_sub(1)), pen))
}

/// Draws a field of one line into a row.
pub(super) fn entry(typed: &Field, at: Rect, pen: &mut Pen) -> Typed {
    pen.write(at, Tone::Focus, "› ");
    let style = FieldStyle {
        text: pen.looks.style(Tone::Strong),
        selection: pen.looks.style(Tone::Selected),
    };
    let area = cut_left(at, 2);
    let cursor = field::draw(typed, area, pen.buf, style, true);
    Typed { area, cursor }
}

/// What a question is about, what it says, and its answers, with blanks between them where there is room. Where there is not,
/// what it is about is cut first: the price is said last, and the answers are never lost. Tells also where what it says ends.
pub(super) fn fit(about: Vec<Line>, said: Vec<Line>, answers: Line, height: usize) -> (Vec<Line>, usize) {
    if about.len() + said.len() + 3 <= height {
        let end = about.len() + 1 + said.len();
        return ([about, vec![vec![]], said, vec![vec![], answers]].concat(), end);
    }
    let room = height.saturating_sub(1);
    let about = about.into_iter().take(room.saturating_sub(said.len()));
    let hidden = said.len().saturating_sub(room);
    let mut lines: Vec<_> = about.chain(said.into_iter().skip(hidden)).collect();
    let end = lines.len();
    lines.push(answers);
    (lines, end)
}

/// The address in full rows from edge to edge, so that it can be selected whole.
fn link(app: &App, url: &str, area: Rect, pen: &mut Pen) {
    let words = &app.words().questions;
    let mut lines: Vec<_> = rows(words.link, area.width, 3)
        .into_iter()
        .map(|text| line(Tone::Text, text))
        .collect();
    lines.push(vec![]);
    lines.extend(
        full_rows(url, area.width)
            .into_iter()
            .map(|text| line(Tone::Strong, text)),
    );
    lines.extend([vec![], line(Tone::Key, app.with_keys(words.answers_close))]);
    let place = middle(area, area.width, to_u16(lines.len()) + 2);
    pen.clear(place);
    let block = Block::new()
        .borders(Borders::TOP | Borders::BOTTOM)
        .border_set(pen.looks.edge())
        .border_style(pen.looks.style(Tone::Focus));
    let inner = block.inner(place);
    block.render(place, pen.buf);
    pen.write(
        cut_left(row(place, 0), 1),
        Tone::Focus,
        &format!(" {} ", words.link_title),
    );
    for (index, line) in (0..inner.height).zip(&lines) {
        pen.line(row(inner, index), line);
    }
}

//! What lies over the panes: a question, a link to copy, the help.

use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Block, Borders, Widget};

use super::bulk;
use super::field::{self, FieldStyle};
use super::pen::{Pen, cut_left, full_rows, line, row, rows, start, to_u16};
use super::sheet::{self, Said, Sheet};
use super::theme::Tone;
use super::{help, palette, settle, track};
use crate::app::action::Action;
use crate::app::field::Field;
use crate::app::{App, Mode, Overlay, Question};
use crate::job::{Credits, Now, Request, Status};

/// The width of a question.
const QUESTION: u16 = 66;
/// Rows shown of a prompt that a question speaks of.
const PROMPT_ROWS: usize = 3;

/// What the drawing of it tells.
#[derive(Default)]
pub(super) struct Drawn {
    /// How far the help can be scrolled.
    pub(super) help_scroll: u16,
    /// How far what is asked can be scrolled.
    pub(super) ask_scroll: u16,
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
        Some(Overlay::Tracking(tracking)) => {
            (drawn.typed, drawn.ask_scroll) = track::draw(app, tracking, area, pen);
        }
        Some(Overlay::Link(url)) => link(app, url, area, pen),
        Some(Overlay::Question(question)) => {
            (drawn.typed, drawn.ask_scroll) = ask(app, question, now, area, pen);
        }
        Some(Overlay::Settling(settling)) => {
            (drawn.typed, drawn.ask_scroll) = settle::draw(app, settling, area, pen);
        }
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

/// Draws a question; tells where something is typed, and how far it can be scrolled.
fn ask(app: &App, question: &Question, now: Now, area: Rect, pen: &mut Pen) -> (Option<Typed>, u16) {
    let words = &app.words().questions;
    let width = if area.width < QUESTION + 8 {
        area.width
    } else {
        QUESTION
    };
    let inside = sheet::inside(width);
    let said = |text: &str| Said::new(Tone::Text, text, inside);
    let price = |text: &str| Said::price(Tone::Text, text, inside);
    let pays = |estimate| price(&pays(app, estimate, words.pays));
    let prompt = |prompt: &str| {
        let quoted = (words.run_again)(start(prompt, 1000).trim());
        rows(&quoted, inside, PROMPT_ROWS)
            .into_iter()
            .map(|text| line(Tone::Strong, text))
            .collect::<Vec<_>>()
    };
    let plan = |request: &Request| {
        let plan = (app.words().panes.plan)(request.media_urls.len(), request.duration, &request.resolution);
        said(&format!("{} · {plan}", request.model))
    };
    let (title, about, said) = match question {
        Question::Cancel { status, prompt: of, .. } => {
            let state = (app.words().status)(status);
            let said = if *status == Status::Waiting {
                vec![said(&(words.withdraw)(&state))]
            } else {
                vec![said(&(words.cancel)(&state)), said(words.cancel_refund)]
            };
            (words.cancel_title.to_owned(), prompt(of), said)
        }
        Question::RunAgain { request, estimate } => {
            let said = vec![plan(request), pays(*estimate)];
            (words.run_title.to_owned(), prompt(&request.prompt), said)
        }
        Question::Send { request, estimate } => {
            let said = vec![plan(request), pays(*estimate)];
            (words.send_title.to_owned(), prompt(&request.prompt), said)
        }
        Question::Resume(waiting) => {
            let said = vec![price(&(words.resume)(*waiting))];
            (words.resume_title.to_owned(), vec![], said)
        }
        Question::Twin {
            request,
            age,
            unknown,
            estimate,
        } => {
            let age = (app.words().time)(*age);
            let twin = if *unknown {
                price(&(words.unknown_twin)(&age))
            } else {
                said(&(words.twin)(&age))
            };
            let said = vec![plan(request), twin, pays(*estimate)];
            (words.twin_title.to_owned(), prompt(&request.prompt), said)
        }
        Question::OpenStale { url, told_at, failure } => {
            let why = (app.words().failure_name)(failure.kind);
            let stale = (words.stale)(&(app.words().time)(now.since(*told_at)), why);
            let url = full_rows(url, inside)
                .into_iter()
                .take(4)
                .map(|url| line(Tone::Quiet, url))
                .collect();
            (words.stale_title.to_owned(), url, vec![said(&stale)])
        }
        Question::Bulk(asking) => {
            let (title, about, said) = bulk::said(app, asking, inside);
            let about = about
                .iter()
                .flat_map(|about| Said::new(Tone::Strong, about, inside).lines);
            (title, about.collect(), said)
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
    let asked = Sheet {
        title: &title,
        width,
        about,
        said,
        entry: typed.map(|typed| (typed, None)),
        answers: if question.pays() {
            words.answers_pay
        } else {
            words.answers_yes_no
        },
    };
    sheet::draw(app, asked, area, pen)
}

/// What a send costs, as it is said where it costs something.
pub(super) fn pays(app: &App, estimate: Option<Credits>, live: impl FnOnce(Option<Credits>) -> String) -> String {
    match app.settings().mode {
        Mode::Sandbox => (app.words().questions.pays_in_sandbox)(estimate),
        Mode::Live(_) => live(estimate),
    }
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

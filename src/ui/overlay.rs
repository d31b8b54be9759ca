//! What lies over the panes: a question, a link to copy, the help.

use ratatui::layout::Rect;
use ratatui::widgets::{Block, Borders, Widget};

use super::columns::since;
use super::help;
use super::pen::{Line, Pen, full_rows, line, row, rows, start, to_u16};
use super::theme::Tone;
use crate::app::{App, Overlay, Question};
use crate::job::{Credits, Now, Request, Status};
use crate::words::duration::brief;

/// The width of a question.
const QUESTION: u16 = 66;
/// Rows shown of a prompt that a question speaks of.
const PROMPT_ROWS: usize = 3;

/// Draws what lies over the panes, if anything does; tells how far the help can be scrolled.
pub(super) fn draw(app: &App, now: Now, area: Rect, pen: &mut Pen) -> u16 {
    match app.overlay() {
        None => 0,
        Some(Overlay::Help { scroll }) => help::draw(app, *scroll, area, pen),
        Some(Overlay::Link(url)) => {
            link(app, url, area, pen);
            0
        }
        Some(Overlay::Question(question)) => {
            ask(app, question, now, area, pen);
            0
        }
    }
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

fn ask(app: &App, question: &Question, now: Now, area: Rect, pen: &mut Pen) {
    let words = &app.words().questions;
    let width = QUESTION.min(area.width.saturating_sub(2));
    let inside = width.saturating_sub(4);
    let text = |tone, text: &str| {
        rows(text, inside, 4)
            .into_iter()
            .map(move |text| line(tone, text))
            .collect::<Vec<_>>()
    };
    let prompt = |prompt: &str| {
        let quoted = (words.run_again)(start(prompt, 1000).trim());
        rows(&quoted, inside, PROMPT_ROWS)
            .into_iter()
            .map(|text| line(Tone::Strong, text))
            .collect::<Vec<_>>()
    };
    let (title, lines) = match question {
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
            (words.cancel_title, vec![prompt(of), said])
        }
        Question::RunAgain { request, estimate } => {
            let said = payment(app, request, *estimate);
            (
                words.run_title,
                vec![
                    prompt(&request.prompt),
                    said.iter().flat_map(|said| text(Tone::Text, said)).collect(),
                ],
            )
        }
        Question::Twin { request, age, estimate } => {
            let said = [vec![(words.twin)(&brief(*age))], payment(app, request, *estimate)].concat();
            (
                words.twin_title,
                vec![
                    prompt(&request.prompt),
                    said.iter().flat_map(|said| text(Tone::Text, said)).collect(),
                ],
            )
        }
        Question::OpenStale { url, told_at, failure } => {
            let why = (app.words().failure_name)(failure.kind);
            let said = (words.stale)(&brief(since(*told_at, now)), why);
            let url: Vec<_> = full_rows(url, inside)
                .into_iter()
                .take(4)
                .map(|url| line(Tone::Quiet, url))
                .collect();
            (words.stale_title, vec![text(Tone::Text, &said), url])
        }
    };
    let answers = if question.pays() {
        words.answers_pay
    } else {
        words.answers_yes_no
    };
    let mut lines: Vec<Line> = lines.join(&vec![]);
    lines.extend([vec![], line(Tone::Key, answers)]);
    let place = middle(area, width, to_u16(lines.len()) + 2);
    pen.clear(place);
    let inner = pen.pane(place, title, "", true);
    let inner = super::pen::cut_left(super::pen::cut_right(inner, 1), 1);
    // the answers stay in sight, whatever does not
    let hidden = lines.len().saturating_sub(usize::from(inner.height));
    let kept = lines.len() - hidden;
    let shown = lines.iter().take(kept.saturating_sub(1)).chain(lines.last());
    for (index, line) in (0..inner.height).zip(shown) {
        pen.line(row(inner, index), line);
    }
}

/// What a question that pays says of the request and its price.
fn payment(app: &App, request: &Request, estimate: Option<Credits>) -> Vec<String> {
    let words = app.words();
    let plan = (words.panes.plan)(request.media_urls.len(), request.duration, &request.resolution);
    vec![format!("{} · {plan}", request.model), (words.questions.pays)(estimate)]
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
    lines.extend([vec![], line(Tone::Key, words.answers_close)]);
    let place = middle(area, area.width, to_u16(lines.len()) + 2);
    pen.clear(place);
    let block = Block::new()
        .borders(Borders::TOP | Borders::BOTTOM)
        .border_style(pen.theme.style(Tone::Focus));
    let inner = block.inner(place);
    block.render(place, pen.buf);
    pen.write(
        super::pen::cut_left(row(place, 0), 1),
        Tone::Focus,
        &format!(" {} ", words.link_title),
    );
    for (index, line) in (0..inner.height).zip(&lines) {
        pen.line(row(inner, index), line);
    }
}

//! A job of unknown fate: the evidence, the ways on, and the field of the way that was taken.

use ratatui::layout::Rect;

use super::overlay::{Typed, entry, fit, middle};
use super::pen::{Line, Pen, cut_left, cut_right, line, row, rows, start, to_u16};
use super::theme::Tone;
use crate::app::{App, SEND_AGAIN, Settling, Way};
use crate::job::FailureOrigin;
use crate::words::width::width;

/// The width: a hash beside its label.
const WIDTH: u16 = 82;
/// The column of labels.
const LABEL: u16 = 12;
/// Characters shown of what came back.
const SHOWN: usize = 400;

/// Draws it; tells where something is typed.
pub(super) fn draw(app: &App, settling: &Settling, area: Rect, pen: &mut Pen) -> Option<Typed> {
    let words = &app.words().settling;
    let outer = area.width.min(WIDTH);
    let inside = outer.saturating_sub(4);
    let text = |tone, text: &str| {
        let rows = rows(text, inside, 4).into_iter();
        rows.map(|text| line(tone, text)).collect::<Vec<_>>()
    };
    // the field is the last row of what is said, but for the message under it
    let (said, typed, answers) = match &settling.way {
        Way::Open => (text(Tone::Text, words.advice), None, words.answers),
        Way::Adopt { name, refused } => {
            let message = if *refused { words.adopt_refused } else { "" };
            let said = [
                text(Tone::Text, words.adopt),
                vec![vec![]],
                vec![line(Tone::Bad, message)],
            ]
            .concat();
            (said, Some((name, 2)), words.adopt_answers)
        }
        Way::NotCreated => (
            text(Tone::Caution, words.really_not_created),
            None,
            words.not_created_answers,
        ),
        Way::SendAgain { typed, estimate } => {
            let twice = text(Tone::Caution, &(words.twice)(*estimate));
            let said = [
                twice,
                text(Tone::Text, &app.with_keys(&(words.type_words)(SEND_AGAIN))),
                vec![vec![]],
            ]
            .concat();
            (said, Some((typed, 1)), words.twice_answers)
        }
    };
    let answers = line(Tone::Key, app.with_keys(answers));
    let (lines, end) = fit(
        evidence(app, settling, inside),
        said,
        answers,
        usize::from(area.height.saturating_sub(2)),
    );
    let place = middle(area, outer, to_u16(lines.len()) + 2);
    pen.clear(place);
    let inner = pen.pane(place, words.title, "", true);
    let inner = cut_left(cut_right(inner, 1), 1);
    for (index, line) in (0..inner.height).zip(&lines) {
        pen.line(row(inner, index), line);
    }
    let (field, from_end) = typed?;
    Some(entry(field, row(inner, to_u16(end).saturating_sub(from_end)), pen))
}

/// What there is to go by.
fn evidence(app: &App, settling: &Settling, inside: u16) -> Vec<Line> {
    let (words, detail) = (&app.words().settling, &app.words().panes.detail);
    let details = &settling.details;
    let job = &details.job;
    let value = inside.saturating_sub(LABEL);
    let labelled = |label: &str, text: &str, most| {
        let pad = usize::from(LABEL).saturating_sub(width(label));
        let labels = std::iter::once(format!("{label}{}", " ".repeat(pad)));
        let labels = labels.chain(std::iter::repeat(" ".repeat(usize::from(LABEL))));
        let rows = rows(text, value, most).into_iter();
        labels
            .zip(rows)
            .map(|(label, text)| vec![(Tone::Quiet, label), (Tone::Text, text)])
            .collect::<Vec<_>>()
    };
    let quoted = (app.words().questions.run_again)(start(&job.request.prompt, 1000).trim());
    let prompt = rows(&quoted, inside, 2).into_iter();
    let mut out: Vec<Line> = prompt.map(|text| line(Tone::Strong, text)).collect();
    if let Some(intent) = details.intents.last() {
        let sent = format!("{:.0} · {}", intent.at, (words.tries)(job.attempts));
        out.extend(labelled(words.sent, &sent, 1));
        out.extend(labelled(words.body, &(words.bytes)(intent.body.len()), 1));
        out.extend(labelled(words.hash, &settling.sha256, 2));
        out.extend(labelled(words.token, &intent.token.to_string(), 1));
    }
    out.extend(labelled(detail.our_id, &job.id.to_string(), 1));
    if let Some(failure) = &job.failure {
        let label = match failure.origin() {
            FailureOrigin::Service | FailureOrigin::Between => words.came_back,
            FailureOrigin::Road | FailureOrigin::Here => detail.noted_here,
        };
        out.extend(labelled(label, &app.said(failure), 2));
    }
    let answer = details.submit_answer.as_ref().map_or_else(
        || words.nothing_came.to_owned(),
        |answer| {
            let status = answer
                .http_status
                .map(|status| format!("HTTP {status} · "))
                .unwrap_or_default();
            let body: String = String::from_utf8_lossy(&answer.body).chars().take(SHOWN).collect();
            status + &body
        },
    );
    out.extend(labelled(words.answer, &answer, 2));
    for id in &job.other_ids {
        out.extend(labelled(detail.other_id, id.as_str(), 2));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{ENGLISH, THAI};

    #[test]
    fn the_labels_of_each_language_leave_a_gap_before_their_values() {
        for words in [&ENGLISH, &THAI] {
            let (settling, detail) = (&words.settling, &words.panes.detail);
            let labels = [
                settling.sent,
                settling.body,
                settling.hash,
                settling.token,
                settling.came_back,
                settling.answer,
                detail.our_id,
                detail.noted_here,
                detail.other_id,
            ];
            for label in labels {
                assert!(width(label) < usize::from(LABEL), "{label}");
            }
        }
    }
}

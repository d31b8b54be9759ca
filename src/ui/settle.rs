//! A job of unknown fate: the evidence, the ways on, and the field of the way that was taken.

use ratatui::layout::Rect;

use super::overlay::Typed;
use super::pen::{Line, Pen, full_rows, line, rows, start};
use super::sheet::{self, Said, Sheet};
use super::theme::Tone;
use crate::app::{App, SEND_AGAIN, Settling, Way};
use crate::job::FailureOrigin;
use crate::words::width::width;

/// The width: a hash beside its label.
const WIDTH: u16 = 82;
/// The column of labels.
const LABEL: u16 = 12;
/// Values of fewer cells than this have more rows.
const NARROW: u16 = 50;
/// Characters shown of what came back.
const SHOWN: usize = 400;

/// Draws it; tells where something is typed, and how far it can be scrolled.
pub(super) fn draw(app: &App, settling: &Settling, area: Rect, pen: &mut Pen) -> (Option<Typed>, u16) {
    let words = &app.words().settling;
    let width = area.width.min(WIDTH);
    let inside = sheet::inside(width);
    let (said, entry, answers) = match &settling.way {
        Way::Open => (vec![Said::price(Tone::Text, words.advice, inside)], None, words.answers),
        Way::Adopt { name, refused } => {
            let message = if *refused { words.adopt_refused } else { "" };
            let said = Said::new(Tone::Text, words.adopt, inside);
            (vec![said], Some((name, Some(message))), words.adopt_answers)
        }
        Way::NotCreated => (
            vec![Said::price(Tone::Caution, words.really_not_created, inside)],
            None,
            words.not_created_answers,
        ),
        Way::SendAgain { typed, estimate } => {
            let type_words = app.with_keys(&(words.type_words)(SEND_AGAIN)).into_owned();
            let said = vec![
                Said::price(Tone::Caution, &(words.twice)(*estimate), inside),
                Said::new(Tone::Text, &type_words, inside),
            ];
            (said, Some((typed, None)), words.twice_answers)
        }
    };
    let asked = Sheet {
        title: words.title,
        width,
        about: evidence(app, settling, inside),
        said,
        entry,
        answers,
    };
    sheet::draw(app, asked, area, pen)
}

/// What there is to go by.
fn evidence(app: &App, settling: &Settling, inside: u16) -> Vec<Line> {
    let (words, detail) = (&app.words().settling, &app.words().panes.detail);
    let details = &settling.details;
    let job = &details.job;
    let value = inside.saturating_sub(LABEL);
    let labelled = |label: &str, text: &str, most: Option<usize>| {
        let pad = usize::from(LABEL).saturating_sub(width(label));
        let labels = std::iter::once(format!("{label}{}", " ".repeat(pad)));
        let labels = labels.chain(std::iter::repeat(" ".repeat(usize::from(LABEL))));
        // what is compared or copied is whole; what only illustrates is cut
        let rows = match most {
            Some(most) => rows(text, value, if value < NARROW { most * 3 } else { most }),
            None => full_rows(text, value),
        };
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
        out.extend(labelled(words.sent, &sent, Some(1)));
        out.extend(labelled(words.body, &(words.bytes)(intent.body.len()), Some(1)));
        out.extend(labelled(words.hash, &settling.sha256, None));
        out.extend(labelled(words.token, &intent.token.to_string(), None));
    }
    out.extend(labelled(detail.our_id, &job.id.to_string(), None));
    if let Some(failure) = &job.failure {
        let label = match failure.origin() {
            FailureOrigin::Service | FailureOrigin::Between => words.came_back,
            FailureOrigin::Road | FailureOrigin::Here => detail.noted_here,
        };
        out.extend(labelled(label, &app.said(failure), Some(2)));
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
    out.extend(labelled(words.answer, &answer, Some(2)));
    for id in &job.other_ids {
        out.extend(labelled(detail.other_id, id.as_str(), None));
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

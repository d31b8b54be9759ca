//! The long parts of a job's details: prompt, addresses, what went wrong, raw answers. Wrapped once and kept, because they can be
//! long and do not follow the clock.

use super::pen::{Line, full_rows, line, rows};
use super::theme::Tone;
use crate::app::App;
use crate::job::{Answer, Details, FailureOrigin, Job, Status, media_kind};
use crate::words::width::width;
use crate::words::{DetailWords, Words};

/// The column of labels.
const LABEL: u16 = 13;
/// Rows shown of a raw answer.
const ANSWER_ROWS: usize = 200;
/// Rows shown of any other text of a job; a prompt can be 1 MiB.
pub(super) const TEXT_ROWS: usize = 20_000;

/// The long parts of a job, wrapped.
pub(super) struct Wrapped {
    /// What they were made of.
    pub(super) details: Details,
    pub(super) words: &'static Words,
    pub(super) width: u16,
    /// Between the state and the timeline.
    pub(super) body: Vec<Line>,
    /// After the timeline.
    pub(super) answers: Vec<Line>,
}

/// A label, as wide as its column.
pub(super) fn label_piece(label: &str) -> (Tone, String) {
    let pad = usize::from(LABEL).saturating_sub(width(label));
    (Tone::Quiet, format!("{label}{}", " ".repeat(pad)))
}

/// Rows of a value beside its label.
fn labelled(label: &str, tone: Tone, rows: Vec<String>) -> impl Iterator<Item = Line> {
    let labels = std::iter::once(label_piece(label)).chain(std::iter::repeat(label_piece("")));
    labels.zip(rows).map(move |(label, text)| vec![label, (tone, text)])
}

impl Wrapped {
    /// It was made of these details, for that width, in the language of now.
    pub(super) fn fits(&self, app: &App, details: &Details, width: u16) -> bool {
        self.width == width && std::ptr::eq(self.words, app.words()) && self.details == *details
    }

    /// Wraps all of it to a width.
    pub(super) fn new(app: &App, details: &Details, width: u16) -> Self {
        let words = app.words();
        let Details {
            job,
            intents: _,
            submit_answer,
            last_answer,
        } = details;
        let mut body = vec![];
        let value = width.saturating_sub(LABEL);
        let text =
            |label: &str, tone, text: &str| labelled(label, tone, rows(text, value, TEXT_ROWS)).collect::<Vec<_>>();
        let detail = &words.panes.detail;
        if let Some(failure) = &job.failure {
            // a job that goes on has none of its own: its cancel failed
            let whose = if job.status.is_live() {
                detail.cancel
            } else {
                detail.problem
            };
            body.extend(text(whose, Tone::Bad, (words.failure_name)(failure.kind)));
            if let Some(code) = &failure.code {
                body.extend(text("", Tone::Quiet, code));
            }
            if !failure.detail.is_empty() {
                let whose = match failure.origin() {
                    FailureOrigin::Service => detail.service_said,
                    FailureOrigin::Between | FailureOrigin::Road | FailureOrigin::Here => detail.noted_here,
                };
                body.extend(text(whose, Tone::Text, &app.detail_of(failure)));
            }
            body.extend(text(
                detail.to_do,
                Tone::Text,
                &app.with_keys((words.job_advice)(&job.status, failure.kind)),
            ));
            body.push(vec![]);
        }
        if let Some(video) = &job.video {
            body.extend(labelled(detail.video, Tone::Strong, full_rows(&video.url, value)));
        }
        for paid in charge(detail, job, words.panes.may_be_charged) {
            body.extend(text(if paid.1 { detail.charge } else { "" }, Tone::Text, &paid.0));
        }
        if job.attempts > 1 {
            body.extend(text(detail.attempts, Tone::Text, &(detail.times)(job.attempts)));
        }
        let no_id = match job.status {
            Status::NotSent | Status::Rejected => words.panes.none,
            _ => detail.no_request_id,
        };
        let remote_id = job.remote_id.as_ref().map_or(no_id, |id| id.as_str());
        body.extend(labelled(detail.request_id, Tone::Text, full_rows(remote_id, value)));
        for id in &job.other_ids {
            body.extend(labelled(detail.other_id, Tone::Caution, full_rows(id.as_str(), value)));
        }
        body.extend(labelled(
            detail.our_id,
            Tone::Quiet,
            full_rows(&job.id.to_string(), value),
        ));
        body.push(vec![]);
        body.extend(
            rows(&job.request.prompt, width, TEXT_ROWS)
                .into_iter()
                .map(|text| line(Tone::Text, text)),
        );
        body.push(vec![]);
        for (index, url) in job.request.media_urls.iter().enumerate() {
            let label = if index == 0 { detail.media } else { "" };
            let kind = media_kind(url).map_or(String::new(), |kind| format!(" ({})", (words.media)(kind)));
            body.extend(text(label, Tone::Text, &format!("{url}{kind}")));
        }
        if let Some(url) = &job.request.webhook_url {
            body.extend(text(detail.webhook, Tone::Text, url));
        }
        if let Some(metadata) = &job.request.metadata {
            body.extend(text(detail.metadata, Tone::Text, metadata));
        }
        if body.last().is_some_and(|last| !last.is_empty()) {
            body.push(vec![]);
        }
        let mut answers = raw(detail.submit_answer, words.panes.none, submit_answer.as_ref(), width);
        answers.extend(raw(detail.raw_answer, words.panes.none, last_answer.as_ref(), width));
        Self {
            details: details.clone(),
            words,
            width,
            body,
            answers,
        }
    }
}

/// What is known of the money, each with whether it begins the block.
fn charge(words: &DetailWords, job: &Job, may_be: &str) -> Vec<(String, bool)> {
    let told = match (job.credits, &job.remote_id) {
        (Some(credits), _) => Some((words.charged)(credits)),
        (None, Some(_)) => Some(words.charge_unknown.to_owned()),
        (None, None) if job.status == Status::Unknown => Some(may_be.to_owned()),
        (None, None) => None,
    };
    let gone =
        matches!(job.status, Status::Failed | Status::Cancelled) && job.credits.is_some_and(|credits| credits.0 > 0);
    let refund = gone.then(|| words.refund.to_owned());
    let all = [told, refund].into_iter().flatten();
    all.enumerate().map(|(index, text)| (text, index == 0)).collect()
}

/// An answer as it came, under its heading.
fn raw(title: &str, empty: &str, answer: Option<&Answer>, width: u16) -> Vec<Line> {
    let Some(answer) = answer else { return vec![] };
    let status = answer
        .http_status
        .map_or(String::new(), |status| format!(" · HTTP {status}"));
    let empty = if answer.body.is_empty() {
        format!(" · {empty}")
    } else {
        String::new()
    };
    let mut out = vec![vec![], line(Tone::Quiet, format!("{title}{status}{empty}"))];
    let body = String::from_utf8_lossy(&answer.body);
    out.extend(
        rows(&body, width, ANSWER_ROWS)
            .into_iter()
            .map(|text| line(Tone::Text, text)),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{ENGLISH, THAI};

    #[test]
    fn the_labels_of_each_language_leave_a_gap_before_their_values() {
        for words in [&ENGLISH, &THAI] {
            let detail = &words.panes.detail;
            let labels = [
                detail.problem,
                detail.cancel,
                detail.attempts,
                detail.service_said,
                detail.noted_here,
                detail.to_do,
                detail.video,
                detail.charge,
                detail.request_id,
                detail.other_id,
                detail.our_id,
                detail.media,
                detail.webhook,
                detail.metadata,
                detail.timeline,
                detail.intent,
            ];
            let form = crate::job::FIELDS.map(words.field);
            for label in labels.into_iter().chain(form) {
                assert!(width(label) < usize::from(LABEL), "{label}");
            }
        }
    }
}

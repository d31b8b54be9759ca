//! The API key: into one header, and out of everything that is kept or shown.
//!
//! This is the one place where words of the service become ours: the key is taken out of them, then they are cut to length.
//! What is only decided upon, such as `success`, is read before, so that a short key can change no meaning.

use std::fmt;

use reqwest::header::HeaderValue;

use crate::job::{Answer, CancelOutcome, Failure, FailureKind, Noted, Poll, Status, SubmitOutcome};

/// The longest detail kept of a failure, in characters.
const LONGEST_DETAIL: usize = 2000;

/// The longest code kept of a failure, in characters.
const LONGEST_CODE: usize = 128;

/// A key that never shows itself.
#[derive(Clone)]
pub(super) struct Key {
    text: Box<str>,
    header: HeaderValue,
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

impl Key {
    /// Takes a key that fits into a header: not empty, no control characters, ASCII.
    pub(super) fn new(text: &str) -> Result<Self, Failure> {
        let header = HeaderValue::try_from(format!("Bearer {text}")).ok();
        match header.filter(|_| !text.is_empty() && text.is_ascii()) {
            Some(mut header) => {
                header.set_sensitive(true);
                let text = text.into();
                Ok(Self { text, header })
            }
            None => Err(Failure::new(FailureKind::Local, Noted::BadKey.text())),
        }
    }

    /// The value of `Authorization`.
    pub(super) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// The text without the key, cut to a number of characters.
    fn hide(&self, text: String, characters: usize) -> String {
        // so is nearly all of it, thousands of times a minute
        if text.len() <= characters && !text.contains(&*self.text) {
            return text;
        }
        text.replace(&*self.text, "***").chars().take(characters).collect()
    }

    /// The text without the key, no longer than it was.
    fn hide_all(&self, text: String) -> String {
        let characters = text.len();
        self.hide(text, characters)
    }

    pub(super) fn seal_failure(&self, failure: Failure) -> Failure {
        Failure {
            kind: failure.kind,
            code: failure.code.map(|code| self.hide(code, LONGEST_CODE)),
            detail: self.hide(failure.detail, LONGEST_DETAIL),
        }
    }

    /// Hides the key as it was written, byte for byte; a spelling with escapes stays.
    pub(super) fn seal_answer(&self, http_status: Option<u16>, body: &[u8]) -> Answer {
        let mut kept = Vec::with_capacity(body.len().min(Answer::KEPT));
        let mut rest = body;
        let first = self.text.as_bytes().first();
        while kept.len() < Answer::KEPT && !rest.is_empty() {
            // up to where the key may begin
            let plain = rest.iter().position(|byte| Some(byte) == first).unwrap_or(rest.len());
            kept.extend_from_slice(&rest[..plain.min(Answer::KEPT)]);
            rest = &rest[plain..];
            if let Some(others) = rest.strip_prefix(self.text.as_bytes()) {
                kept.extend_from_slice(b"***");
                rest = others;
            } else if let [letter, others @ ..] = rest {
                kept.push(*letter);
                rest = others;
            }
        }
        kept.truncate(Answer::KEPT);
        Answer {
            http_status,
            body: kept,
        }
    }

    pub(super) fn seal_submit(&self, outcome: SubmitOutcome) -> SubmitOutcome {
        match outcome {
            SubmitOutcome::Accepted {
                remote_id,
                status,
                credits,
            } => SubmitOutcome::Accepted {
                remote_id,
                status: self.seal_status(status),
                credits,
            },
            SubmitOutcome::Rejected { failure, retry_after } => SubmitOutcome::Rejected {
                failure: self.seal_failure(failure),
                retry_after,
            },
            SubmitOutcome::NotSent(failure) => SubmitOutcome::NotSent(self.seal_failure(failure)),
            SubmitOutcome::Unknown(failure) => SubmitOutcome::Unknown(self.seal_failure(failure)),
        }
    }

    pub(super) fn seal_poll(&self, poll: Poll) -> Poll {
        match poll {
            Poll::Seen(mut snapshot) => {
                snapshot.status = self.seal_status(snapshot.status);
                snapshot.video_url = snapshot.video_url.map(|url| self.hide_all(url));
                snapshot.failure = snapshot.failure.map(|failure| self.seal_failure(failure));
                snapshot.model = snapshot.model.map(|model| self.hide(model, LONGEST_CODE));
                snapshot.prompt = snapshot.prompt.map(|prompt| self.hide_all(prompt));
                snapshot.answer = self.seal_answer(snapshot.answer.http_status, &snapshot.answer.body);
                Poll::Seen(snapshot)
            }
            Poll::Missed { failure, retry_after } => Poll::Missed {
                failure: self.seal_failure(failure),
                retry_after,
            },
        }
    }

    pub(super) fn seal_cancel(&self, outcome: CancelOutcome) -> CancelOutcome {
        match outcome {
            CancelOutcome::Taken => CancelOutcome::Taken,
            CancelOutcome::Refused(failure) => CancelOutcome::Refused(self.seal_failure(failure)),
            CancelOutcome::Missed { failure, retry_after } => CancelOutcome::Missed {
                failure: self.seal_failure(failure),
                retry_after,
            },
        }
    }

    /// A documented word means what it says even if the key is a part of it; any other word is just text.
    fn seal_status(&self, status: Status) -> Status {
        match status {
            Status::Other(word) => Status::Other(self.hide_all(word.into()).into()),
            Status::Waiting
            | Status::Sending
            | Status::Unknown
            | Status::NotSent
            | Status::Rejected
            | Status::Queued
            | Status::Processing
            | Status::Cancelling
            | Status::Succeeded
            | Status::Failed
            | Status::Cancelled => status,
        }
    }
}

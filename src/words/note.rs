//! The note about a job of unknown fate for the service's support: plain English in every language, because they read it. It holds
//! neither the key nor the prompt.

use std::fmt::Write;

use super::ENGLISH;
use super::sanitise::{sanitise, sanitise_lines};
use crate::job::{Details, TOKEN_MEMBER};

/// Characters told of a raw answer.
const ANSWER: usize = 300;

/// What support needs to find a request, each try of it. `service` is the host that it was sent to.
pub fn support_note(details: &Details, service: &str) -> String {
    let job = &details.job;
    let mut note = format!(
        "A video generation request to {service} was sent, and no readable answer came back.\n\
         Was a request created from it? If so, please tell its requestId, its state and its charge.\n\n\
         Model: {}, {}, {} s, {}\n",
        job.request.model, job.request.aspect_ratio, job.request.duration, job.request.resolution
    );
    for intent in &details.intents {
        let _ = write!(
            note,
            "\nSent (UTC): {}\nmetadata.{TOKEN_MEMBER}: {}\nBody: {} bytes, SHA-256 {}\n",
            intent.at,
            intent.token,
            intent.body.len(),
            intent.sha256()
        );
    }
    if let Some(failure) = &job.failure {
        let name = (ENGLISH.failure_name)(failure.kind);
        let _ = write!(note, "\nWhat came back: {name} ({})\n", failure.detail);
    }
    if let Some(answer) = &details.submit_answer {
        let status = answer
            .http_status
            .map_or_else(|| "none".to_owned(), |status| status.to_string());
        let body: String = String::from_utf8_lossy(&answer.body).chars().take(ANSWER).collect();
        let _ = write!(
            note,
            "HTTP status: {status}\nStart of the answer: {}\n",
            sanitise(&body)
        );
    }
    for id in &job.other_ids {
        let _ = writeln!(note, "Another try was accepted as: {id}");
    }
    let _ = writeln!(note, "Our own id: {}", job.id);
    sanitise_lines(&note).into_owned()
}

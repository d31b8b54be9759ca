//! The note about a job of unknown fate for the service's support: plain English in every language, because they read it. It holds
//! neither the key nor the prompt.

use std::fmt::Write;

use super::ENGLISH;
use super::sanitise::sanitise;
use crate::job::{Details, FailureOrigin, TOKEN_MEMBER};

/// Characters told of a raw answer, and of any other text that is not ours.
const MOST: usize = 300;

/// Text that is not ours, within its line: nothing in it can look like another line of the note.
fn said(text: &str) -> String {
    let start: String = text.chars().take(MOST).collect();
    sanitise(&start).into_owned()
}

/// What support needs to find a request, each try of it. `service` is the host that it was sent to.
pub fn support_note(details: &Details, service: &str) -> String {
    let job = &details.job;
    let mut note = format!(
        "A video generation request to {} was sent, and no readable answer came back.\n\
         Was a request created from it? If so, please tell its requestId, its state and its charge.\n\n\
         Model: {}, {}, {} s, {}\n",
        said(service),
        said(&job.request.model),
        said(&job.request.aspect_ratio),
        job.request.duration,
        said(&job.request.resolution)
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
        let whose = match failure.origin() {
            FailureOrigin::Service | FailureOrigin::Between => "What came back",
            FailureOrigin::Road | FailureOrigin::Here => "What was noted here",
        };
        let _ = write!(note, "\n{whose}: {name} ({})\n", said(&failure.detail));
    }
    if let Some(answer) = &details.submit_answer {
        let status = answer
            .http_status
            .map_or_else(|| "none".to_owned(), |status| status.to_string());
        let _ = write!(
            note,
            "HTTP status: {status}\nStart of the answer: {}\n",
            said(&String::from_utf8_lossy(&answer.body))
        );
    }
    for id in &job.other_ids {
        let _ = writeln!(note, "Another try was accepted as: {id}");
    }
    let _ = writeln!(note, "Our own id: {}", job.id);
    note
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::job::{Catalogue, Draft, Failure, FailureKind, Job, JobId};

    #[test]
    fn nothing_that_is_not_ours_makes_a_line_of_its_own_or_reaches_a_terminal() {
        let draft = Draft {
            prompt: "a secret plan".into(),
            ..Draft::default()
        };
        let mut request = draft.request(&Catalogue::built_in()).expect("sound");
        request.model = "x\nOur own id: theirs".into();
        let mut job = Job::new(JobId(Uuid::nil()), request, Timestamp::UNIX_EPOCH);
        let hostile = format!(
            "a\r\nOur own id: theirs\u{1b}]52;c;eA==\u{7}\u{202e}{}",
            "long ".repeat(500)
        );
        job.failure = Some(Failure::new(FailureKind::Server, hostile));
        let details = Details {
            job,
            intents: vec![],
            submit_answer: None,
            last_answer: None,
        };
        let note = support_note(&details, "host\nOur own id: theirs");
        let own: Vec<_> = note.lines().filter(|line| line.starts_with("Our own id: ")).collect();
        assert_eq!(own, [format!("Our own id: {}", Uuid::nil())], "{note}");
        assert!(note.chars().all(|c| c == '\n' || !c.is_control()), "{note}");
        assert!(!note.contains('\u{202e}') && !note.contains("secret plan"), "{note}");
        assert!(note.len() < 1500, "{} bytes", note.len());
    }
}

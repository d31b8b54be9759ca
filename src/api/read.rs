//! What an answer means, as total functions: any status and any bytes go in, nothing panics, and what is not proved is not said.
//!
//! A *readable refusal* is a JSON object with `success` literally `false` and an `error` that says something ([`Envelope::error`]).
//! It alone, with 2xx or 4xx other than 408, lets us say that a submit was refused and nothing is charged.

use jiff::Timestamp;

use super::{envelope::Envelope, reply::Reply};
use crate::job::{Answer, CancelOutcome, Failure, FailureKind, Noted, Poll, RemoteId, Snapshot, Status, SubmitOutcome};

/// An answer's envelope, or plain words for what came instead of one.
type Read<'a> = Result<Envelope<'a>, String>;

/// How a submit ended.
///
/// Accepted: 2xx, `success: true` and a sound `requestId`. Rejected: a readable refusal. Unknown: everything else, so also 5xx, 408,
/// redirects, proxy pages, and an acceptance whose `requestId` we cannot use. A missing first state is `queued`: being accepted is
/// proved without it.
pub(super) fn submit_outcome(reply: &Reply) -> SubmitOutcome {
    let read = Envelope::read(&reply.body);
    if let Some(failure) = refusal(reply, &read) {
        // only a 429 says when a refused submit is welcome again
        let retry_after = reply.retry_after.filter(|_| reply.http_status == 429);
        return SubmitOutcome::Rejected { failure, retry_after };
    }
    match success(reply, &read) {
        Ok(envelope) => match envelope.remote_id() {
            Some(remote_id) => SubmitOutcome::Accepted {
                remote_id,
                status: envelope
                    .status()
                    .map_or(Status::Queued, |word| Status::from_service(&word)),
                credits: envelope.credits(),
            },
            None => SubmitOutcome::Unknown(unreadable(reply, Noted::NoId.text())),
        },
        Err(failure) => SubmitOutcome::Unknown(failure),
    }
}

/// What a look at a job showed.
///
/// Seen: 2xx, `success: true`, a `status` and no other job's `requestId`. Everything else is missed and changes nothing. The kept
/// answer is the whole body; cutting it to size is for the client, who first takes the key out of it.
pub(super) fn poll(id: &RemoteId, asked_at: Timestamp, reply: &Reply) -> Poll {
    let missed = |failure| Poll::Missed {
        failure,
        retry_after: reply.retry_after,
    };
    let read = Envelope::read(&reply.body);
    let envelope = match success(reply, &read) {
        Ok(envelope) if envelope.is_of(id) => envelope,
        Ok(_) => return missed(unreadable(reply, Noted::AnotherJob.text())),
        Err(failure) => return missed(failure),
    };
    let Some(word) = envelope.status() else {
        return missed(unreadable(reply, Noted::NoStatus.text()));
    };
    let status = Status::from_service(&word);
    let video_url = envelope.video_url();
    let failure = match status {
        Status::Failed => Some(job_failure(envelope)),
        Status::Succeeded if video_url.is_some() => None,
        Status::Succeeded | Status::Cancelled => envelope.has_error().then(|| job_failure(envelope)),
        Status::Waiting
        | Status::Sending
        | Status::Unknown
        | Status::NotSent
        | Status::Rejected
        | Status::Queued
        | Status::Processing
        | Status::Cancelling
        | Status::Other(_) => None,
    };
    Poll::Seen(Box::new(Snapshot {
        asked_at,
        status,
        video_url,
        failure,
        model: envelope.model(),
        prompt: envelope.prompt(),
        aspect_ratio: envelope.aspect_ratio(),
        duration: envelope.duration(),
        answer: Answer {
            http_status: Some(reply.http_status),
            body: reply.body.clone(),
        },
    }))
}

/// How asking for a cancel went.
///
/// Taken: 2xx and `success: true`, whatever state it names. Refused: a readable refusal, but not 429, which passes. Else missed.
pub(super) fn cancel(id: &RemoteId, reply: &Reply) -> CancelOutcome {
    let missed = |failure| CancelOutcome::Missed {
        failure,
        retry_after: reply.retry_after,
    };
    let read = Envelope::read(&reply.body);
    match (refusal(reply, &read), success(reply, &read)) {
        (Some(failure), _) if failure.kind == FailureKind::RateLimited => missed(failure),
        (Some(failure), _) => CancelOutcome::Refused(failure),
        (None, Ok(envelope)) if envelope.is_of(id) => CancelOutcome::Taken,
        (None, Ok(_)) => missed(unreadable(reply, Noted::AnotherJob.text())),
        (None, Err(failure)) => missed(failure),
    }
}

/// The envelope of a 2xx with `success` literally `true`, or what is wrong with the answer.
pub(super) fn success<'a, 'b>(reply: &Reply, read: &'b Read<'a>) -> Result<&'b Envelope<'a>, Failure> {
    match read {
        Ok(envelope) if reply.is_success() && envelope.success() == Some(true) => Ok(envelope),
        Ok(_) | Err(_) => Err(refusal(reply, read).unwrap_or_else(|| fault(reply, read))),
    }
}

/// The service's no, where it is readable.
fn refusal(reply: &Reply, read: &Read) -> Option<Failure> {
    let heard = reply.is_success() || ((400..500).contains(&reply.http_status) && reply.http_status != 408);
    let envelope = read.as_ref().ok().filter(|_| heard)?;
    let words = envelope.error().filter(|_| envelope.success() == Some(false))?;
    Some(Failure {
        kind: kind_of_refusal(reply.http_status, words.code.as_deref()),
        code: words.code,
        detail: words.message,
    })
}

/// The sort of an answer that is no success and no readable refusal.
fn fault(reply: &Reply, read: &Read) -> Failure {
    if reply.is_success() {
        return unreadable(
            reply,
            match read {
                Ok(_) => Noted::NoVerdict.text(),
                Err(what) => what,
            },
        );
    }
    let location = reply.location.as_deref().filter(|location| !location.is_empty());
    let (code, detail) = match (read, location) {
        (_, Some(location)) => (None, format!("HTTP {} to {location}", reply.http_status)),
        (Ok(envelope), None) => match envelope.words() {
            Some(words) => (words.code, words.message),
            None => (None, format!("HTTP {} and {}", reply.http_status, Noted::NoWhy.text())),
        },
        (Err(what), None) => (None, format!("HTTP {} and {what}", reply.http_status)),
    };
    Failure {
        kind: kind_of_status(reply.http_status),
        code,
        detail,
    }
}

/// An answer that we cannot use. If it was cut on its way, that is why.
fn unreadable(reply: &Reply, what: &str) -> Failure {
    reply.cut.clone().unwrap_or_else(|| {
        Failure::new(
            FailureKind::Unreadable,
            format!("HTTP {} and {what}", reply.http_status),
        )
    })
}

/// Why a job ended without a video. The shape of `error` there is not documented: all that is in it is kept.
fn job_failure(envelope: &Envelope) -> Failure {
    match envelope.words() {
        Some(words) => Failure::of_job(words.code, words.message),
        None => Failure::of_job(None, Failure::NO_REASON.into()),
    }
}

/// Sorts a status that is not 2xx. Only 401 follows from the documentation; the others are the usual meanings.
fn kind_of_status(http_status: u16) -> FailureKind {
    match http_status {
        300..=399 => FailureKind::Redirected,
        401 => FailureKind::Unauthorized,
        402 => FailureKind::Payment,
        403 => FailureKind::Forbidden,
        404 => FailureKind::NotFound,
        408 => FailureKind::TimedOut,
        409 => FailureKind::Conflict,
        429 => FailureKind::RateLimited,
        400..=499 => FailureKind::Invalid,
        500..=599 => FailureKind::Server,
        _ => FailureKind::Unreadable,
    }
}

/// Sorts a readable refusal: by its status, or by its code where it came with 2xx. `unauthorized` is documented, the other codes are
/// assumed. No code stands for [`FailureKind::RateLimited`]: only a real 429 may put a paid request back into our queue.
fn kind_of_refusal(http_status: u16, code: Option<&str>) -> FailureKind {
    match (http_status, code) {
        (200..=299, Some("unauthorized")) => FailureKind::Unauthorized,
        (200..=299, Some("insufficient_credits")) => FailureKind::Payment,
        (200..=299, Some("forbidden")) => FailureKind::Forbidden,
        (200..=299, Some("not_found")) => FailureKind::NotFound,
        (200..=299, Some("not_cancellable")) => FailureKind::Conflict,
        (200..=299, _) => FailureKind::Invalid,
        (status, _) => kind_of_status(status),
    }
}

#[cfg(test)]
mod tests;

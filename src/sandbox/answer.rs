//! The answers that are not plain results: the error envelope, the replies that faults put in
//! place of an honest answer, and the ways in which they spoil one.

use std::future;
use std::io;

use axum::Json;
use axum::body::{self, Body, Bytes};
use axum::http::response::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt as _};
use serde_json::json;

use super::assumed;

/// Why a request was not done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Unauthorized,
    /// Names the field.
    Invalid(String),
    TooLarge,
    NoCredits {
        needs: u64,
        has: u64,
    },
    NotFound,
    WrongMethod,
    /// With the status the job keeps.
    NotCancellable(&'static str),
    RateLimited {
        limit: usize,
    },
    /// The sandbox itself is at fault: its folder cannot be read or written.
    Broken(String),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Broken(format!("the sandbox cannot use its folder: {error}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (code, message) = match self {
            Self::Unauthorized => (assumed::UNAUTHORIZED, "Invalid API key".to_owned()),
            Self::Invalid(why) => (assumed::INVALID, why),
            Self::TooLarge => (assumed::TOO_LARGE, "the body is too large".to_owned()),
            Self::NoCredits { needs, has } => {
                let message = format!("this needs {needs} credits, the balance is {has}");
                (assumed::NO_CREDITS, message)
            }
            Self::NotFound => (assumed::NOT_FOUND, "no such task".to_owned()),
            Self::WrongMethod => (assumed::WRONG_METHOD, "no such method here".to_owned()),
            Self::NotCancellable(status) => (
                assumed::NOT_CANCELLABLE,
                format!("the task has already ended: {status}"),
            ),
            Self::RateLimited { limit } => {
                let message = format!("{limit} tasks are unfinished, which is the limit");
                let body = envelope(&assumed::RATE_LIMITED, &message);
                return retry_after(body, assumed::RETRY_AFTER_SECONDS);
            }
            Self::Broken(why) => (assumed::BROKEN, why),
        };
        envelope(&code, &message)
    }
}

/// The error envelope (documented).
pub(super) fn envelope(code: &assumed::Code, message: &str) -> Response {
    let body = json!({ "success": false, "error": { "code": code.word, "message": message } });
    (code.http, Json(body)).into_response()
}

fn retry_after(mut response: Response, seconds: u32) -> Response {
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// What a fault answers in place of the truth.
#[derive(Clone, Copy)]
pub(super) enum Reply {
    /// The error envelope.
    Envelope(&'static assumed::Code),
    /// The error envelope, with `Retry-After` in seconds.
    EnvelopeAfter(&'static assumed::Code, u32),
    /// A page of some machine on the way.
    Html(StatusCode),
    /// No body.
    Empty(StatusCode),
    /// To the same address with `?redirected`: who follows has asked a second time.
    Redirect(StatusCode),
    /// The connection is closed without a byte.
    HangUp,
    /// The connection stays open, without a byte, until the client closes it.
    Stall,
}

impl Reply {
    pub(super) async fn give(self) -> Response {
        const MESSAGE: &str = "a fault of the sandbox, switched on by whoever started it";
        match self {
            Self::Envelope(code) => envelope(code, MESSAGE),
            Self::EnvelopeAfter(code, seconds) => retry_after(envelope(code, MESSAGE), seconds),
            Self::Html(status) => {
                let page = format!("<!doctype html><title>{status}</title><h1>{status}</h1>\n");
                (status, axum::response::Html(page)).into_response()
            }
            Self::Empty(status) => status.into_response(),
            Self::Redirect(status) => (status, [(header::LOCATION, "?redirected")]).into_response(),
            // The body breaks before the head was flushed, so hyper drops the connection silent.
            // A test holds that not one byte gets out.
            Self::HangUp => {
                let broken = stream::once(async { Err::<&[u8], _>(io::Error::other("hang up")) });
                Body::from_stream(broken).into_response()
            }
            Self::Stall => future::pending().await,
        }
    }
}

/// What a fault makes of an honest answer.
#[derive(Clone, Copy)]
pub(super) enum Spoil {
    /// Something else in its place.
    Instead(Reply),
    /// Two MiB of spaces after the body.
    Padded,
    /// The connection is closed half-way through the body.
    Cut,
    /// `Content-Length` tells half of the length, so that the rest never arrives and nobody misses it.
    ShortLength,
}

impl Spoil {
    pub(super) async fn apply(self, honest: Response) -> Response {
        match self {
            Self::Instead(reply) => reply.give().await,
            Self::Padded => {
                let (head, mut body) = taken_apart(honest).await;
                body.resize(body.len() + 2 * 1024 * 1024, b' ');
                (head, body).into_response()
            }
            Self::Cut => {
                let (mut head, mut body) = taken_apart(honest).await;
                head.headers.insert(header::CONTENT_LENGTH, body.len().into());
                body.truncate(body.len() / 2);
                let half = stream::iter([Ok(Bytes::from(body))]);
                // The pause lets the first half out before the connection breaks.
                let broken = stream::once(async {
                    tokio::task::yield_now().await;
                    Err(io::Error::other("cut"))
                });
                (head, Body::from_stream(half.chain(broken))).into_response()
            }
            Self::ShortLength => {
                let (mut head, body) = taken_apart(honest).await;
                head.headers.insert(header::CONTENT_LENGTH, (body.len() / 2).into());
                // As a stream: of a body whose length it knows, hyper would not believe the header.
                let whole = stream::iter([Ok::<_, io::Error>(Bytes::from(body))]);
                (head, Body::from_stream(whole)).into_response()
            }
        }
    }
}

/// The head without a length, and the body, which in the sandbox is never long.
async fn taken_apart(response: Response) -> (Parts, Vec<u8>) {
    let (mut head, body) = response.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    // Fails only for bodies that are streams, and honest ones are not.
    let body = body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    (head, body.into())
}

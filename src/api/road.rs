//! The road to the service: the two kinds of client, one exchange over one of them, and what it means when the road breaks.

use std::{error::Error, time::Duration};

use jiff::Timestamp;
use reqwest::{
    ClientBuilder, RequestBuilder, Response,
    header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER},
    redirect, retry,
};

use super::reply::{Reply, retry_after};
use crate::job::{Failure, FailureKind, Noted, Origin};

/// No answer came.
#[derive(Debug)]
pub(super) enum Lost {
    /// Proof that not one byte of the request reached the service.
    Undelivered(Failure),
    /// It may have been delivered, whole.
    Perhaps(Failure),
}

impl From<Lost> for Failure {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Undelivered(failure) | Lost::Perhaps(failure) => failure,
        }
    }
}

/// The client for paid requests: each on a connection of its own, HTTP/1.1, so that nothing below us has a reason or a way to send
/// one again. It accepts no compression: the fewer things between us and the request id, the better.
pub(super) fn submit_client(origin: &Origin, connect: Duration, whole: Duration) -> Result<reqwest::Client, Failure> {
    let builder = common(origin, connect, whole).http1_only().pool_max_idle_per_host(0);
    build(builder.no_gzip())
}

/// The client for everything that costs nothing: it keeps its connections. It does not retry either; the engine paces.
pub(super) fn read_client(origin: &Origin, connect: Duration, whole: Duration) -> Result<reqwest::Client, Failure> {
    build(common(origin, connect, whole).gzip(true))
}

fn common(origin: &Origin, connect: Duration, whole: Duration) -> ClientBuilder {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("seedance-tui/", env!("CARGO_PKG_VERSION")))
        .retry(retry::never())
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(connect)
        .timeout(whole);
    let builder = if origin.is_loopback() {
        // a proxy from the environment would be handed requests for this machine, key included
        builder.no_proxy()
    } else {
        builder
    };
    if origin.url("/").scheme() == "http" {
        // plain http needs no roots: so the sandbox starts quickly, and also where the system has none
        builder.tls_certs_only([])
    } else {
        builder
    }
}

fn build(builder: ClientBuilder) -> Result<reqwest::Client, Failure> {
    builder
        .build()
        .map_err(|error| Failure::new(FailureKind::Local, words_of(error)))
}

/// Sends one request, once, and reads the answer as far as it comes.
pub(super) async fn exchange(request: RequestBuilder) -> Result<Reply, Lost> {
    let (client, request) = request.build_split();
    let request = request.map_err(|error| Lost::Undelivered(Failure::new(FailureKind::Local, words_of(error))))?;
    let response = client.execute(request).await.map_err(lost)?;
    let headers = response.headers();
    let wait =
        header(headers, RETRY_AFTER).and_then(|value| retry_after(value, header(headers, DATE), Timestamp::now()));
    let location = header(headers, LOCATION).filter(|_| response.status().is_redirection());
    let mut reply = Reply {
        http_status: response.status().as_u16(),
        retry_after: wait,
        location: location.map(|place| place.split(['?', '#']).next().unwrap_or_default().to_owned()),
        ..Reply::default()
    };
    read_body(response, &mut reply).await;
    Ok(reply)
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Reads up to [`Reply::LIMIT`] bytes, counted after decompression. What came before a break is kept: it may be all there was to say.
async fn read_body(mut response: Response, reply: &mut Reply) {
    loop {
        match response.chunk().await {
            Ok(None) => return,
            Ok(Some(chunk)) => {
                let room = Reply::LIMIT - reply.body.len();
                reply.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    reply.cut = Some(Failure::new(FailureKind::TooLarge, Noted::TooLong.text()));
                    return;
                }
            }
            Err(error) => {
                reply.cut = Some(broken(error));
                return;
            }
        }
    }
}

/// Tells a request that provably stayed here from one that may have arrived.
///
/// `is_connect()` is that proof. It is true for one kind of error of hyper-util's client, made in two places (0.1.21,
/// `client/legacy/client.rs`): where the *connector* fails, and where no pooled connection could be handed out. Both come before the
/// first byte of a request is written to anything. The connector is reqwest's: name look-up, TCP, a proxy's tunnel, the TLS
/// handshake through it, and the connect time-out around them all. A broken HTTP handshake, write or read is another kind. Three
/// things keep it true: no retry (an earlier try cannot hide behind the last one's error), no early data in TLS (off unless asked
/// for), and no plain-http proxy, which would have to be given the request itself (plain http is loopback only, without proxies).
fn lost(error: reqwest::Error) -> Lost {
    if error.is_connect() {
        Lost::Undelivered(Failure::new(FailureKind::Unreachable, words_of(error)))
    } else {
        Lost::Perhaps(broken(error))
    }
}

fn broken(error: reqwest::Error) -> Failure {
    let kind = if error.is_timeout() {
        FailureKind::TimedOut
    } else {
        FailureKind::Interrupted
    };
    Failure::new(kind, words_of(error))
}

/// The error and what caused it, without the address (which everybody knows, and which could hold a query).
fn words_of(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        // many wrappers repeat what they wrap
        if !words.ends_with(&more) {
            words.push_str(": ");
            words.push_str(&more);
        }
        cause = error.source();
    }
    words
}

//! The client that the rest of the program holds: five questions to one origin with one key.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use jiff::Timestamp;
use reqwest::{
    Method, RequestBuilder,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE},
};

use super::{key::Key, models, read, reply::Reply, road, road::Lost};
use crate::job::{Answer, CancelOutcome, Catalogue, Failure, Origin, Poll, RemoteId, SubmitOutcome};

/// How long to wait for what. The service documents no times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// To a connection that stands: name look-up, TCP, proxy and TLS together.
    pub connect: Duration,
    /// A whole submit, from its start to the last byte of its answer.
    pub submit: Duration,
    /// A whole read or cancel.
    pub read: Duration,
}

impl Default for Limits {
    /// 10 s to connect, 120 s for a submit (giving up early on something paid helps nobody), 30 s for the rest.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            submit: Duration::from_secs(120),
            read: Duration::from_secs(30),
        }
    }
}

/// The Open API at one origin, with one key. A clone is another handle on the same connections.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    origin: Origin,
    key: Key,
    limits: Limits,
    submits: OnceLock<reqwest::Client>,
    reads: OnceLock<reqwest::Client>,
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Client")
            .field("origin", &self.0.origin)
            .field("key", &self.0.key)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Cheap: the clients proper, with the system's certificates, are made at the first question. Fails where the key cannot be
    /// written into a header.
    pub fn new(origin: &Origin, key: &str, limits: Limits) -> Result<Self, Failure> {
        Ok(Self(Arc::new(Inner {
            origin: origin.clone(),
            key: Key::new(key)?,
            limits,
            submits: OnceLock::new(),
            reads: OnceLock::new(),
        })))
    }

    /// Sends one paid request, once (page: text-to-video). `body` goes out byte for byte. Never fails: what is not proved to be one
    /// of the other ends is [`SubmitOutcome::Unknown`]. The answer is what came, without the key, where anything came.
    ///
    /// Dropping the future does not take the request back: treat it as unknown.
    pub async fn submit(&self, body: String) -> (SubmitOutcome, Option<Answer>) {
        let Inner { key, .. } = &*self.0;
        let request = self.submits().map(|client| {
            self.request(client, Method::POST, "/video/generations")
                .header(CONTENT_TYPE, "application/json")
                .body(body)
        });
        let reply = match request {
            Ok(request) => road::exchange(request).await,
            Err(failure) => Err(Lost::Undelivered(failure)),
        };
        let (outcome, answer) = match reply {
            Ok(reply) => (
                read::submit_outcome(&reply),
                Some(key.seal_answer(Some(reply.http_status), &reply.body)),
            ),
            Err(Lost::Undelivered(failure)) => (SubmitOutcome::NotSent(failure), None),
            Err(Lost::Perhaps(failure)) => (SubmitOutcome::Unknown(failure), None),
        };
        (key.seal_submit(outcome), answer)
    }

    /// Looks at a job (page: text-to-video). `asked_at` is when the question is sent and comes back in the snapshot.
    pub async fn status(&self, id: &RemoteId, asked_at: Timestamp) -> Poll {
        let poll = match self.read(Method::GET, &format!("/video/generations/{id}")).await {
            Ok(reply) => read::poll(id, asked_at, &reply),
            Err(failure) => Poll::Missed {
                failure,
                retry_after: None,
            },
        };
        self.0.key.seal_poll(poll)
    }

    /// Asks for a cancel of a queued or running job (page: api-reference). Costs nothing, and is not repeated here.
    pub async fn cancel(&self, id: &RemoteId) -> CancelOutcome {
        let outcome = match self
            .read(Method::POST, &format!("/video/generations/{id}/cancel"))
            .await
        {
            Ok(reply) => read::cancel(id, &reply),
            Err(failure) => CancelOutcome::Missed {
                failure,
                retry_after: None,
            },
        };
        self.0.key.seal_cancel(outcome)
    }

    /// Asks which models there are. That page's fields are not documented: a list without a model that we can read is a failure,
    /// and the built-in table stays. A good answer proves nothing about the key.
    pub async fn models(&self) -> Result<Catalogue, Failure> {
        let catalogue = match self.read(Method::GET, "/models").await {
            Ok(reply) => models::catalogue(&reply),
            Err(failure) => Err(failure),
        };
        catalogue.map_err(|failure| self.0.key.seal_failure(failure))
    }

    async fn read(&self, method: Method, path: &str) -> Result<Reply, Failure> {
        let request = self.request(self.reads()?, method.clone(), path);
        // nobody below us says it for a POST without a body, and some servers answer 411 then
        let request = if method == Method::POST {
            request.header(CONTENT_LENGTH, 0)
        } else {
            request
        };
        Ok(road::exchange(request).await?)
    }

    fn request(&self, client: &reqwest::Client, method: Method, path: &str) -> RequestBuilder {
        let url = self.0.origin.url(&format!("/api/open/v1{path}"));
        client
            .request(method, url)
            .header(AUTHORIZATION, self.0.key.header())
            .header(ACCEPT, "application/json")
    }

    fn submits(&self) -> Result<&reqwest::Client, Failure> {
        let Inner { origin, limits, .. } = &*self.0;
        first_use(&self.0.submits, || {
            road::submit_client(origin, limits.connect, limits.submit)
        })
    }

    fn reads(&self) -> Result<&reqwest::Client, Failure> {
        let Inner { origin, limits, .. } = &*self.0;
        first_use(&self.0.reads, || road::read_client(origin, limits.connect, limits.read))
    }
}

/// Makes a client at its first use; two that race make two, and one is kept. A failure is not remembered: certificates may be put
/// in order while the program runs.
fn first_use(
    cell: &OnceLock<reqwest::Client>,
    make: impl FnOnce() -> Result<reqwest::Client, Failure>,
) -> Result<&reqwest::Client, Failure> {
    if let Some(client) = cell.get() {
        return Ok(client);
    }
    let client = make()?;
    Ok(cell.get_or_init(|| client))
}

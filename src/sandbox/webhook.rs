//! Webhooks: who gets one, and the way there. All of it is assumed but that one goes out at the end.
//!
//! They go to loopback addresses and nowhere else: the sandbox never leaves this computer. The one
//! call that settles the end of a job sends its webhook; so that somebody looks when the end has
//! come, the sandbox that accepted the job does.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;
use url::Url;

use super::assumed;
use super::faults::Delivery;
use super::job::{End, Job, Millis, RequestId, State};
use super::request::is_loopback;
use super::routes::on_disk;
use super::service::Service;

/// Where the webhook of a job goes; `None` if it asked for none, or for one that would leave this computer.
pub(super) fn address(job: &Job) -> Option<Url> {
    let url = Url::parse(job.request.webhook_url.as_deref()?).ok()?;
    (is_loopback(&url) && matches!(url.scheme(), "http" | "https")).then_some(url)
}

/// Something to do after the answer was given.
#[derive(Debug)]
pub(super) enum Errand {
    /// Look at this job when its time has run out.
    SeeTheEnd(RequestId, Millis),
    /// Take these bodies to the address, one after the other.
    Deliver { url: Url, due: Millis, bodies: Vec<String> },
}

/// Where errands wait for [`run`].
#[derive(Debug)]
pub(super) struct Errands(UnboundedSender<Errand>);

impl Errands {
    pub(super) fn new() -> (Self, UnboundedReceiver<Errand>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    pub(super) fn add(&self, errand: Errand) {
        // Refused only when the sandbox is ending, and webhooks with it.
        let _ = self.0.send(errand);
    }
}

/// Runs errands side by side, until it is dropped, and they with it.
pub(super) async fn run(service: Arc<Service>, mut errands: UnboundedReceiver<Errand>) {
    let mut running = JoinSet::new();
    while let Some(errand) = errands.recv().await {
        let service = Arc::clone(&service);
        running.spawn(async move { service.do_errand(errand).await });
        while running.try_join_next().is_some() {}
    }
}

impl Service {
    /// Sends the webhook of a job whose end was settled just now.
    pub(super) fn announce(&self, job: &Job, end: End) {
        let Some(url) = address(job) else { return };
        let body = |state| job.status(state, &self.origin).to_string();
        let now = (self.clock)();
        let told = body(job.state_at(Some(end), now));
        let (late, bodies) = match self.faults.webhook() {
            Delivery::AsItShould => (0, vec![told]),
            Delivery::Never => (0, vec![]),
            Delivery::Late => (assumed::WEBHOOK_LATE_MS, vec![told]),
            Delivery::Twice => (0, vec![told.clone(), told]),
            Delivery::OldAfterNew => (0, vec![told, body(State::Processing)]),
        };
        let due = now.saturating_add(late);
        self.errands.add(Errand::Deliver { url, due, bodies });
    }

    async fn do_errand(self: Arc<Self>, errand: Errand) {
        match errand {
            Errand::SeeTheEnd(id, ends) => {
                self.wait_until(ends).await;
                // To look is to settle the end; there is nobody to tell a failure.
                let _ = on_disk(&self, move |service| service.find(id.as_str())).await;
            }
            Errand::Deliver { url, due, bodies } => {
                self.wait_until(due).await;
                for body in bodies {
                    deliver(&url, &body).await;
                }
            }
        }
    }

    /// Waits for the wall clock, which may be set and goes on while the computer sleeps: hence in short steps.
    async fn wait_until(&self, time: Millis) {
        const STEP: Millis = 100;
        loop {
            let left = time.saturating_sub((self.clock)());
            if left == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(left.min(STEP))).await;
        }
    }
}

/// Tries until somebody takes it with a 2xx, as often as is assumed.
async fn deliver(url: &Url, body: &str) {
    for pause in assumed::WEBHOOK_TRIES {
        tokio::time::sleep(pause).await;
        match post(url, body).await {
            Ok(status) if status.is_success() => return,
            Ok(status) => tracing::info!(%status, "a webhook was not taken"),
            Err(error) => tracing::info!(%error, "a webhook did not arrive"),
        }
    }
}

async fn post(url: &Url, body: &str) -> reqwest::Result<reqwest::StatusCode> {
    // Neither a proxy nor a redirect nor a name server may lead it elsewhere. Made anew each time:
    // few jobs have a webhook, and the sandbox is to start at once.
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .resolve_to_addrs(
            "localhost",
            &[
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
            ],
        )
        .timeout(assumed::WEBHOOK_TIMEOUT)
        .build()?;
    let request = client.post(url.clone()).header(CONTENT_TYPE, "application/json");
    Ok(request.body(body.to_owned()).send().await?.status())
}

#[cfg(test)]
mod tests {
    use super::super::job::Pace;
    use super::super::request::Request;
    use super::*;

    #[test]
    fn nothing_but_loopback_is_an_address() {
        for (url, goes) in [
            ("http://127.0.0.1:9/x", true),
            ("http://127.9.9.9/", true),
            ("https://127.0.0.1:8443/", true),
            ("http://localhost/", true),
            ("https://LOCALHOST:8443/", true),
            ("https://[::1]/", true),
            ("https://example.com/hook", false),
            ("https://localhost.example.com/", false),
            ("https://a.localhost/", false),
            ("https://127.0.0.1@example.com/", false),
            ("https://192.168.0.1/", false),
            ("https://0.0.0.0/", false),
            ("https://[::ffff:7f00:1]/", false),
            ("https://[fd00::1]/", false),
        ] {
            let body = format!(r#"{{"model":"seedance-2.0","prompt":"p","webhookUrl":"{url}"}}"#);
            let request = Request::read(body.as_bytes()).unwrap();
            let job = Job::accept(RequestId::new(), request, Pace::default(), 0);
            assert_eq!(address(&job).is_some(), goes, "{url}");
        }
    }
}

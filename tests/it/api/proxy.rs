//! A proxy in the environment. Variables belong to a whole process, so the client is run in a second one: this very binary, told
//! to run the one test that is otherwise passed over.

use std::env;

use seedance_tui::{
    api::{Client, Limits},
    job::{FailureKind, Origin, SubmitOutcome},
};
use tokio::process::Command;

use super::{ACCEPTED, BODY, accepted};
use crate::support::server::{Act, KEY, Server, answer};

const ORIGIN: &str = "WIRE_TEST_ORIGIN";

#[tokio::test]
async fn a_proxy_never_sees_loopback_and_gets_no_key_before_its_tunnel_stands() {
    let service = Server::saying("200 OK", &[], ACCEPTED).await;
    let proxy = Server::start(Act::SayAndClose(answer("502 Bad Gateway", &[], "no tunnel"))).await;
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "api::proxy::under_a_proxy", "--ignored"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        child.env(name, format!("http://{}", proxy.address));
        child.env(name.to_lowercase(), format!("http://{}", proxy.address));
    }
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    let ended = child.env(ORIGIN, service.origin().to_string()).output().await.unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    assert_eq!(service.seen().len(), 1, "loopback is asked directly");
    let heads: Vec<String> = proxy.seen().into_iter().map(|seen| seen.head).collect();
    assert_eq!(heads.len(), 1, "and nothing of it went to the proxy: {heads:?}");
    assert!(heads[0].starts_with("connect service.invalid:443 "), "{heads:?}");
    assert!(!heads[0].contains(KEY));
}

#[tokio::test]
#[ignore = "needs a proxy in the environment: run by the test above"]
async fn under_a_proxy() {
    let submit = async |origin: &str| {
        let client = Client::new(&Origin::parse(origin).unwrap(), KEY, Limits::default()).unwrap();
        client.submit(BODY.into()).await.0
    };
    assert_eq!(submit(&env::var(ORIGIN).unwrap()).await, accepted());
    match submit("https://service.invalid").await {
        SubmitOutcome::NotSent(failure) => assert_eq!(failure.kind, FailureKind::Unreachable, "{failure:?}"),
        other @ (SubmitOutcome::Accepted { .. } | SubmitOutcome::Rejected { .. } | SubmitOutcome::Unknown(_)) => {
            panic!("{other:?}")
        }
    }
}

//! Redirects of every kind, in every spelling, on everything that carries the key: nobody follows them.

use jiff::Timestamp;
use seedance_tui::job::{CancelOutcome, Failure, FailureKind, Poll, RemoteId, SubmitOutcome};

use super::Run;
use crate::support::server::Server;

const KINDS: [&str; 6] = [
    "300 Multiple Choices",
    "301 Moved Permanently",
    "302 Found",
    "303 See Other",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
];

#[tokio::test]
async fn no_redirect_is_followed_with_the_key_or_without() {
    let run = Run::begin("redirects");
    let elsewhere = Server::saying(
        "200 OK",
        &[],
        r#"{"success":true,"requestId":"req_1","status":"queued"}"#,
    )
    .await;
    let there = elsewhere.address;
    let path = "/api/open/v1/video/generations";
    let places = [
        format!("http://{there}{path}"),
        format!("http://someone:secret@{there}{path}"),
        format!("//{there}{path}"),
        // on the very server: a second request to it would show
        path.to_owned(),
        format!("{path}/req_1"),
        String::new(),
    ];
    let id = RemoteId::parse("req_1").unwrap();
    let told = |failure: Failure, case: &str| {
        assert_eq!(failure.kind, FailureKind::Redirected, "{case}: {failure:?}");
    };
    let mut count = 0;
    for kind in KINDS {
        for place in &places {
            let server = Server::saying(kind, &[&format!("Location: {place}")], "").await;
            let client = server.client();
            let case = format!("{kind} to {place:?}");
            match client.submit("{}".into()).await.0 {
                SubmitOutcome::Unknown(failure) => told(failure, &case),
                other @ (SubmitOutcome::Accepted { .. }
                | SubmitOutcome::Rejected { .. }
                | SubmitOutcome::NotSent(_)) => {
                    panic!("{case}: {other:?}")
                }
            }
            match client.status(&id, Timestamp::UNIX_EPOCH).await {
                Poll::Missed { failure, .. } => told(failure, &case),
                seen @ Poll::Seen(_) => panic!("{case}: {seen:?}"),
            }
            match client.cancel(&id).await {
                CancelOutcome::Missed { failure, .. } | CancelOutcome::Refused(failure) => told(failure, &case),
                CancelOutcome::Taken => panic!("{case}: taken"),
            }
            let lines: Vec<String> = server
                .seen()
                .iter()
                .map(|seen| seen.head.lines().next().unwrap().to_owned())
                .collect();
            let expected = [
                format!("post {path} http/1.1"),
                format!("get {path}/req_1 http/1.1"),
                format!("post {path}/req_1/cancel http/1.1"),
            ];
            assert_eq!(lines, expected, "{case}");
            count += 3;
        }
    }
    assert_eq!(elsewhere.connections(), 0);
    run.ends(&format!(
        "{count} redirects, 0 connections to where they pointed, 0 second requests"
    ));
}

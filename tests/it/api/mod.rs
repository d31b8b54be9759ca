//! The client on a real connection: what it sends, how often, and what it makes of answers that come, break off or never come.
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

mod proxy;

use std::time::Duration;

use jiff::Timestamp;
use seedance_tui::{
    api::{Client, Limits},
    job::{Answer, CancelOutcome, Credits, Failure, FailureKind, Origin, Poll, RemoteId, Status, SubmitOutcome},
};

use crate::support::server::{Act, KEY, Server, answer};

const BODY: &str = r#"{"model":"seedance-2.0","prompt":"แม่น้ำ 河 \u2028","metadata":{"n":1.00}}"#;
const ACCEPTED: &str = r#"{ "success": true, "requestId": "req_1", "status": "queued", "creditsCharged": 40 }"#;
const QUEUED: &str = r#"{"success":true,"requestId":"req_1","status":"queued"}"#;

fn id() -> RemoteId {
    RemoteId::parse("req_1").unwrap()
}

fn accepted() -> SubmitOutcome {
    SubmitOutcome::Accepted {
        remote_id: id(),
        status: Status::Queued,
        credits: Some(Credits::whole(40)),
    }
}

fn unknown_kind(outcome: &SubmitOutcome) -> FailureKind {
    match outcome {
        SubmitOutcome::Unknown(failure) => failure.kind,
        other @ (SubmitOutcome::Accepted { .. } | SubmitOutcome::Rejected { .. } | SubmitOutcome::NotSent(_)) => {
            panic!("{other:?}")
        }
    }
}

fn missed(poll: Poll) -> (Failure, Option<Duration>) {
    match poll {
        Poll::Missed { failure, retry_after } => (failure, retry_after),
        seen @ Poll::Seen(_) => panic!("{seen:?}"),
    }
}

async fn look(client: &Client) -> Poll {
    client.status(&id(), Timestamp::UNIX_EPOCH).await
}

/// Short times, for servers that never answer. Connecting on loopback takes none of it.
fn hasty(server: &Server) -> Client {
    let limits = Limits {
        connect: Duration::from_secs(5),
        submit: Duration::from_millis(300),
        read: Duration::from_millis(300),
    };
    Client::new(&server.origin(), KEY, limits).unwrap()
}

#[tokio::test]
async fn a_submit_sends_the_very_bytes_once_with_the_key_in_its_header() {
    let server = Server::saying("200 OK", &["Content-Type: application/json"], ACCEPTED).await;
    let (outcome, kept) = server.client().submit(BODY.into()).await;
    assert_eq!(outcome, accepted());
    let expected = Answer {
        http_status: Some(200),
        body: ACCEPTED.into(),
    };
    assert_eq!(kept, Some(expected));
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].body, BODY.as_bytes());
    let mut lines: Vec<&str> = seen[0].head.trim_end().lines().collect();
    assert_eq!(lines.remove(0), "post /api/open/v1/video/generations http/1.1");
    lines.sort_unstable();
    let host = format!("host: {}", server.address);
    let length = format!("content-length: {}", BODY.len());
    let mut expected = [
        "accept: application/json",
        "authorization: bearer sd2_live_0123456789abcdef",
        "content-type: application/json",
        concat!("user-agent: seedance-tui/", env!("CARGO_PKG_VERSION")),
        &host,
        &length,
    ];
    expected.sort_unstable();
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn submits_never_share_a_connection_and_reads_do() {
    let server = Server::saying("200 OK", &[], ACCEPTED).await;
    let client = server.client();
    for _ in 0..3 {
        assert_eq!(client.submit(BODY.into()).await.0, accepted());
    }
    let used = |from: usize| -> Vec<usize> { server.seen()[from..].iter().map(|seen| seen.connection).collect() };
    assert_eq!(used(0), [0, 1, 2]);
    for _ in 0..3 {
        assert!(matches!(look(&client).await, Poll::Seen(_)));
    }
    assert_eq!(client.clone().cancel(&id()).await, CancelOutcome::Taken);
    assert_eq!(used(3), [3, 3, 3, 3]);
    let lines: Vec<String> = server.seen()[5..]
        .iter()
        .map(|seen| seen.head.lines().next().unwrap().to_owned())
        .collect();
    assert_eq!(
        lines,
        [
            "get /api/open/v1/video/generations/req_1 http/1.1",
            "post /api/open/v1/video/generations/req_1/cancel http/1.1",
        ]
    );
    assert!(server.seen()[6].head.contains("content-length: 0\r\n"));
}

#[tokio::test]
async fn every_status_of_the_contract_has_its_kind() {
    let refusal = r#"{"success":false,"error":{"code":"a_code","message":"Some words"}}"#;
    for (line, kind) in [
        ("400 Bad Request", FailureKind::Invalid),
        ("401 Unauthorized", FailureKind::Unauthorized),
        ("402 Payment Required", FailureKind::Payment),
        ("403 Forbidden", FailureKind::Forbidden),
        ("404 Not Found", FailureKind::NotFound),
        ("409 Conflict", FailureKind::Conflict),
        ("422 Unprocessable Content", FailureKind::Invalid),
        ("429 Too Many Requests", FailureKind::RateLimited),
    ] {
        let server = Server::saying(line, &["Retry-After: 7"], refusal).await;
        let client = server.client();
        let failure = Failure {
            kind,
            code: Some("a_code".into()),
            detail: "Some words".into(),
        };
        let wait = Some(Duration::from_secs(7));
        let retry_after = wait.filter(|_| kind == FailureKind::RateLimited);
        let rejected = SubmitOutcome::Rejected {
            failure: failure.clone(),
            retry_after,
        };
        assert_eq!(client.submit(BODY.into()).await.0, rejected, "{line}");
        assert_eq!(missed(look(&client).await), (failure.clone(), wait), "{line}");
        assert_eq!(client.models().await, Err(failure.clone()), "{line}");
        let cancelled = if kind == FailureKind::RateLimited {
            CancelOutcome::Missed {
                failure,
                retry_after: wait,
            }
        } else {
            CancelOutcome::Refused(failure)
        };
        assert_eq!(client.cancel(&id()).await, cancelled, "{line}");
        assert_eq!(server.seen().len(), 4, "nothing was asked twice");
    }
    for (line, kind) in [
        ("408 Request Timeout", FailureKind::TimedOut),
        ("500 Internal Server Error", FailureKind::Server),
        ("502 Bad Gateway", FailureKind::Server),
        ("503 Service Unavailable", FailureKind::Server),
    ] {
        for body in [refusal, "<html>", ""] {
            let server = Server::saying(line, &[], body).await;
            let client = server.client();
            let (outcome, answer) = client.submit(BODY.into()).await;
            assert_eq!(unknown_kind(&outcome), kind, "{line} {body}");
            assert_eq!(answer.map(|answer| answer.body), Some(body.into()));
            assert_eq!(missed(look(&client).await).0.kind, kind, "{line} {body}");
            assert_eq!(server.seen().len(), 2);
        }
    }
}

#[tokio::test]
async fn a_redirect_of_any_kind_is_told_and_not_followed() {
    let elsewhere = Server::saying("200 OK", &[], ACCEPTED).await;
    for line in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let location = format!("Location: http://{}/login?token=x", elsewhere.address);
        let server = Server::saying(line, &[&location], "").await;
        let client = server.client();
        let told = Failure::new(
            FailureKind::Redirected,
            format!("HTTP {} to http://{}/login", &line[..3], elsewhere.address),
        );
        assert_eq!(client.submit(BODY.into()).await.0, SubmitOutcome::Unknown(told.clone()));
        assert_eq!(missed(look(&client).await).0, told);
        assert_eq!(client.models().await, Err(told));
        assert_eq!(server.seen().len(), 3, "{line}");
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_submit_that_breaks_anywhere_is_unknown_and_sent_once() {
    let cut = answer("200 OK", &[], ACCEPTED)[..60].to_vec();
    for act in [
        Act::ResetAfter(0),
        Act::ResetAfter(40),
        Act::Reset,
        Act::SayAndClose(vec![]),
        Act::SayAndClose(b"HTTP/1.1 200".to_vec()),
        Act::SayAndClose(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()),
        Act::SayAndClose(cut),
    ] {
        let server = Server::start(act).await;
        let (outcome, _) = server.client().submit(BODY.into()).await;
        assert_eq!(unknown_kind(&outcome), FailureKind::Interrupted);
        assert_eq!(server.connections(), 1, "no second try");
    }
}

#[tokio::test]
async fn an_answer_cut_after_its_last_brace_still_counts() {
    let mut told_too_long = answer("200 OK", &[], format!("{ACCEPTED}      "));
    told_too_long.truncate(told_too_long.len() - 3);
    let server = Server::start(Act::SayAndClose(told_too_long)).await;
    let (outcome, answer) = server.client().submit(BODY.into()).await;
    assert_eq!(outcome, accepted());
    assert!(answer.unwrap().body.starts_with(ACCEPTED.as_bytes()));
}

#[tokio::test]
async fn silence_is_a_time_out_and_no_second_try() {
    for said in [vec![], answer("200 OK", &[], ACCEPTED)[..50].to_vec()] {
        let server = Server::start(Act::SayAndStall(said)).await;
        let client = hasty(&server);
        let (outcome, _) = client.submit(BODY.into()).await;
        assert_eq!(unknown_kind(&outcome), FailureKind::TimedOut);
        assert_eq!(missed(look(&client).await).0.kind, FailureKind::TimedOut);
        assert!(server.connections() <= 2, "one for each question");
    }
}

#[tokio::test]
async fn a_read_over_a_connection_that_died_meanwhile_is_only_missed() {
    let server = Server::start(Act::SayAndClose(vec![])).await;
    let client = server.client();
    assert_eq!(missed(look(&client).await).0.kind, FailureKind::Interrupted);
    assert!(matches!(
        client.cancel(&id()).await,
        CancelOutcome::Missed { failure, .. } if failure.kind == FailureKind::Interrupted
    ));
}

#[tokio::test]
async fn what_never_left_is_not_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let refused = Origin::parse(&format!("http://{closed}")).unwrap();
    // a server that does not speak TLS: the request waits for a handshake that fails
    let plain = Server::start(Act::ResetAfter(1)).await;
    let no_tls = Origin::parse(&format!("https://{}", plain.address)).unwrap();
    for origin in [refused, no_tls] {
        let client = Client::new(&origin, KEY, Limits::default()).unwrap();
        let (outcome, answer) = client.submit(BODY.into()).await;
        let SubmitOutcome::NotSent(failure) = outcome else {
            panic!("{origin}: {outcome:?}")
        };
        assert_eq!(failure.kind, FailureKind::Unreachable, "{failure:?}");
        assert!(failure.detail.contains("onnect"), "{failure:?}");
        assert_eq!(answer, None);
        assert_eq!(missed(look(&client).await).0.kind, FailureKind::Unreachable);
    }
    assert_eq!(plain.seen().len(), 0);
}

#[tokio::test]
async fn a_tls_handshake_that_stalls_is_not_sent() {
    let server = Server::start(Act::SayAndStall(vec![])).await;
    let origin = Origin::parse(&format!("https://{}", server.address)).unwrap();
    let limits = Limits {
        connect: Duration::from_millis(300),
        ..Limits::default()
    };
    let (outcome, _) = Client::new(&origin, KEY, limits).unwrap().submit(BODY.into()).await;
    let SubmitOutcome::NotSent(failure) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert!(failure.detail.contains("timed out"), "{failure:?}");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_body_beyond_all_bounds_is_left_unread() {
    let huge = vec![b'x'; 3 * 1024 * 1024];
    let server = Server::saying("200 OK", &[], &huge).await;
    let client = server.client();
    let too_large = Failure::new(FailureKind::TooLarge, "an answer of more than 1048576 bytes");
    let (outcome, kept) = client.submit(BODY.into()).await;
    assert_eq!(outcome, SubmitOutcome::Unknown(too_large.clone()));
    assert_eq!(kept.unwrap().body, huge[..Answer::KEPT]);
    assert_eq!(missed(look(&client).await).0, too_large);
    assert_eq!(client.models().await, Err(too_large));
}

#[tokio::test]
async fn reads_accept_gzip_and_count_what_comes_out() {
    let stored = |text: &str| {
        let length = u16::try_from(text.len()).unwrap();
        let mut gzip = GZIP_HEAD.to_vec();
        gzip.push(1);
        gzip.extend_from_slice(&length.to_le_bytes());
        gzip.extend_from_slice(&(!length).to_le_bytes());
        gzip.extend_from_slice(text.as_bytes());
        gzip.extend_from_slice(&crc32(text.as_bytes()).to_le_bytes());
        gzip.extend_from_slice(&u32::from(length).to_le_bytes());
        gzip
    };
    let server = Server::saying("200 OK", &["Content-Encoding: gzip"], stored(QUEUED)).await;
    let client = server.client();
    match look(&client).await {
        Poll::Seen(seen) => assert_eq!((seen.status, seen.answer.body), (Status::Queued, QUEUED.into())),
        missed @ Poll::Missed { .. } => panic!("{missed:?}"),
    }
    assert!(server.seen()[0].head.contains("accept-encoding: gzip\r\n"));

    let bomb = bomb(64 * 1024 * 1024);
    assert!(bomb.len() < 512 * 1024);
    let server = Server::saying("200 OK", &["Content-Encoding: gzip"], bomb).await;
    let too_large = Failure::new(FailureKind::TooLarge, "an answer of more than 1048576 bytes");
    assert_eq!(missed(look(&server.client()).await).0, too_large);
}

const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// A gzip of zeros: a fixed-code block of one literal 0 and then copies of 258 bytes from one byte back, 13 bits each.
fn bomb(size: usize) -> Vec<u8> {
    let mut bits = String::from("110"); // last block, fixed codes (the two bits of the type come lowest first)
    bits.push_str("00110000");
    for _ in 0..size / 258 {
        bits.push_str("1100010100000");
    }
    let mut gzip = GZIP_HEAD.to_vec();
    gzip.extend(bits.as_bytes().chunks(8).map(|bits| {
        let ones = bits.iter().enumerate().map(|(at, bit)| (bit - b'0') << at);
        ones.sum::<u8>()
    }));
    gzip
}

#[tokio::test]
async fn the_key_is_in_nothing_that_is_kept_or_shown() {
    let echo = format!(
        r#"{{"success":false,"error":{{"code":"no_{KEY}","message":"Invalid API key {KEY}{}"}},"x":"{KEY}"}}"#,
        "x".repeat(3000)
    );
    let seen =
        format!(r#"{{"success":true,"status":"odd {KEY}","output":{{"url":"https://a/?k={KEY}"}},"error":"{KEY}"}}"#);
    for (line, body) in [("401 Unauthorized", &echo), ("500 Oops", &echo), ("200 OK", &seen)] {
        let server = Server::saying(line, &[], body).await;
        let client = server.client();
        let (outcome, answer) = client.submit(BODY.into()).await;
        let answer = answer.unwrap();
        let kept = String::from_utf8(answer.body).unwrap();
        assert_eq!(kept, body.replace(KEY, "***"));
        let shown = format!(
            "{client:?} {outcome:?} {:?} {:?} {:?}",
            look(&client).await,
            client.cancel(&id()).await,
            client.models().await
        );
        assert!(shown.contains("***") && !shown.contains(KEY), "{line}: {shown}");
        if let SubmitOutcome::Rejected { failure, .. } = outcome {
            assert!(failure.detail.starts_with("Invalid API key ***xxx"));
            assert_eq!(failure.detail.chars().count(), 2000);
        }
    }
}

#[tokio::test]
async fn a_key_at_the_edge_of_what_is_kept_leaves_no_piece() {
    let body = format!("{}{KEY}", "x".repeat(Answer::KEPT - 5));
    let server = Server::saying("500 Oops", &[], &body).await;
    let (_, answer) = server.client().submit(BODY.into()).await;
    assert_eq!(
        answer.unwrap().body,
        format!("{}***", "x".repeat(Answer::KEPT - 5)).as_bytes()
    );
}

#[tokio::test]
async fn a_short_key_changes_no_meaning() {
    let server = Server::saying("200 OK", &[], ACCEPTED).await;
    let client = Client::new(&server.origin(), "e", Limits::default()).unwrap();
    assert_eq!(client.submit(BODY.into()).await.0, accepted());
}

#[test]
fn a_key_that_no_header_can_carry_is_refused_and_not_repeated() {
    for key in ["", "sd2_\nlive", "sd2_\u{7f}", "ключ"] {
        let failure = Client::new(&Origin::default(), key, Limits::default()).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Local);
        assert!(key.is_empty() || !failure.detail.contains(key));
    }
}

#[tokio::test]
async fn a_retry_after_date_counts_from_the_servers_own_clock() {
    let headers = [
        "Date: Sun, 01 Nov 2020 12:00:00 GMT",
        "Retry-After: Sun, 01 Nov 2020 12:00:42 GMT",
    ];
    let server = Server::saying("429 Too Many Requests", &headers, "").await;
    assert_eq!(missed(look(&server.client()).await).1, Some(Duration::from_secs(42)));
}

#[tokio::test]
async fn clones_asked_at_once_make_their_first_connections_safely() {
    let server = Server::saying("200 OK", &[], ACCEPTED).await;
    let client = server.client();
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        asked.spawn(async move { client.submit(BODY.into()).await.0 });
    }
    assert_eq!(asked.join_all().await, vec![accepted(); 20]);
    assert_eq!((server.seen().len(), server.connections()), (20, 20));
}

//! The submit exchange, cut at every byte of the request and of the answer, by a reset, an end in good order, and silence.

use std::time::Duration;

use rand::RngExt;
use seedance_tui::api::{Client, Limits};
use seedance_tui::job::{Origin, SubmitOutcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::Run;
use crate::support::server::{Act, KEY, Seen, Server, answer};

const ACCEPTED: &str = r#"{"success":true,"requestId":"req_1234567890","status":"queued","creditsCharged":40}"#;
const REFUSED: &str = r#"{"success":false,"error":{"code":"invalid_request","message":"not so"}}"#;
const ID: &str = "req_1234567890";

/// How the wire ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Reset,
    End,
    Silence,
}

/// After how many bytes.
#[derive(Debug, Clone, Copy)]
enum Place {
    Request(usize),
    Answer(usize),
}

/// What the service answers, and how the answer says where it ends.
#[derive(Debug, Clone, Copy)]
struct Spoken {
    accepts: bool,
    framing: Framing,
}

#[derive(Debug, Clone, Copy)]
enum Framing {
    Length,
    Chunks,
    UntilClose,
}

impl Spoken {
    const ALL: [Self; 6] = {
        const fn spoken(accepts: bool, framing: Framing) -> Spoken {
            Spoken { accepts, framing }
        }
        [
            spoken(true, Framing::Length),
            spoken(true, Framing::Chunks),
            spoken(true, Framing::UntilClose),
            spoken(false, Framing::Length),
            spoken(false, Framing::Chunks),
            spoken(false, Framing::UntilClose),
        ]
    };

    fn bytes(self) -> Vec<u8> {
        let (line, body) = if self.accepts {
            ("200 OK", ACCEPTED)
        } else {
            ("400 Bad Request", REFUSED)
        };
        let head = format!("HTTP/1.1 {line}\r\nContent-Type: application/json\r\nConnection: close\r\n");
        match self.framing {
            Framing::Length => answer(line, &["Content-Type: application/json", "Connection: close"], body),
            Framing::Chunks => {
                // the first chunk ends within the id
                let (first, rest) = body.split_at(34);
                let chunk = |part: &str| format!("{:x}\r\n{part}\r\n", part.len());
                let body = chunk(first) + &chunk(rest) + "0\r\n\r\n";
                format!("{head}Transfer-Encoding: chunked\r\n\r\n{body}").into_bytes()
            }
            Framing::UntilClose => format!("{head}\r\n{body}").into_bytes(),
        }
    }
}

/// One submit that is cut.
#[derive(Debug, Clone, Copy)]
struct Case {
    number: usize,
    way: Way,
    place: Place,
    /// The service answers as this one of [`Spoken::ALL`] does.
    spoken: usize,
}

impl Case {
    /// Always of one length, so that each byte of the request has its number.
    fn token(self) -> String {
        format!("token-{:06}", self.number)
    }

    fn body(self) -> String {
        format!(
            r#"{{"model":"seedance-2.0","prompt":"แม่น้ำ","metadata":{{"seedance_tui_intent":"{}"}}}}"#,
            self.token()
        )
    }
}

/// Hands bytes on both ways up to the place, and cuts there. When this is done, the service has done all it will with that submit.
async fn cut(mut client: TcpStream, service: &Server, way: Way, place: Place) {
    let mut server = TcpStream::connect(service.address).await.unwrap();
    let (request, answer) = match place {
        Place::Request(bytes) => (bytes, 0),
        Place::Answer(bytes) => (usize::MAX, bytes),
    };
    hand_on_request(&mut client, &mut server, request).await;
    if matches!(place, Place::Answer(_)) {
        let mut said = vec![0; answer];
        // nothing comes where the client has left before its request was whole
        let _ = server.shutdown().await;
        if server.read_exact(&mut said).await.is_ok() {
            let _ = client.write_all(&said).await;
        }
    }
    match way {
        Way::Reset => {
            client.set_zero_linger().unwrap();
            drop(client);
        }
        Way::End => {
            let _ = client.shutdown().await;
            // read to its end: a close with bytes unread would be a reset
            let _ = tokio::io::copy(&mut client, &mut tokio::io::sink()).await;
        }
        Way::Silence => {
            let _ = tokio::io::copy(&mut client, &mut tokio::io::sink()).await;
        }
    }
    let _ = server.shutdown().await;
    let _ = tokio::io::copy(&mut server, &mut tokio::io::sink()).await;
}

/// Hands on so many bytes of the request; all of it where that is more than there are.
async fn hand_on_request(client: &mut TcpStream, server: &mut TcpStream, most: usize) {
    let mut bytes = vec![];
    while bytes.len() < most && !is_whole(&bytes) {
        let mut some = vec![0; 4096.min(most - bytes.len())];
        let count = client.read(&mut some).await.unwrap();
        if count == 0 {
            // its patience ended on a busy machine: a cut too
            return;
        }
        bytes.extend_from_slice(&some[..count]);
        server.write_all(&some[..count]).await.unwrap();
    }
}

fn is_whole(request: &[u8]) -> bool {
    request.ends_with(b"\"}}")
}

/// Runs one case and holds its outcome against what the service knows.
async fn try_one(case: Case, service: &Server, accepts: bool) -> SubmitOutcome {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = Origin::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let mut limits = Limits::default();
    if case.way == Way::Silence {
        limits.submit = Duration::from_millis(150);
    }
    let client = Client::new(&origin, KEY, limits).unwrap();
    let (sender, mut connections) = mpsc::unbounded_channel();
    let door = tokio::spawn(async move {
        let (first, _) = listener.accept().await.unwrap();
        sender.send(Some(first)).unwrap();
        // one more is turned away, and remembered
        while listener.accept().await.is_ok() {
            sender.send(None).unwrap();
        }
    });
    let ((outcome, _), ()) = tokio::join!(client.submit(case.body()), async {
        let first = connections.recv().await.flatten().unwrap();
        cut(first, service, case.way, case.place).await;
    });
    door.abort();
    assert!(connections.recv().await.is_none(), "a second try: {case:?}");
    let token = case.token();
    let arrived = service.count(|seen| has(seen, &token));
    assert!(arrived <= 1, "sent {arrived} times: {case:?}");
    let accepted = arrived == 1 && accepts;
    match &outcome {
        SubmitOutcome::Accepted { remote_id, .. } => {
            assert!(accepted && remote_id.as_str() == ID, "{case:?}: {outcome:?}");
        }
        SubmitOutcome::Rejected { .. } => assert!(arrived == 1 && !accepted, "{case:?}: {outcome:?}"),
        SubmitOutcome::NotSent(_) => assert!(arrived == 0, "{case:?}: {outcome:?}"),
        SubmitOutcome::Unknown(_) => {}
    }
    outcome
}

fn has(seen: &Seen, token: &str) -> bool {
    seen.body.windows(token.len()).any(|part| part == token.as_bytes())
}

/// How long a request is on the wire.
async fn request_length() -> usize {
    let service = Server::start(Act::SayAndClose(Spoken::ALL[0].bytes())).await;
    let case = Case {
        number: 0,
        way: Way::End,
        place: Place::Request(0),
        spoken: 0,
    };
    service.client().submit(case.body()).await;
    let seen = service.seen().remove(0);
    seen.head.len() + seen.body.len()
}

#[tokio::test]
async fn a_submit_cut_at_any_byte_is_never_a_false_no() {
    let run = Run::begin("byte cut");
    let mut random = run.random(0);
    let step = run.size(random.random_range(29..47), 1);
    let first = random.random_range(0..step);
    let request = request_length().await;

    let mut cases = vec![];
    for way in [Way::Reset, Way::End, Way::Silence] {
        let mut add = |place, spoken| {
            cases.push(Case {
                number: cases.len(),
                way,
                place,
                spoken,
            });
        };
        for bytes in (first..=request).step_by(step) {
            add(Place::Request(bytes), 0);
        }
        for (spoken, answer) in Spoken::ALL.iter().enumerate() {
            let length = answer.bytes().len();
            let last = length - 1;
            for bytes in (first..last).step_by(step).chain([last, length]) {
                add(Place::Answer(bytes), spoken);
            }
        }
    }
    let mut services = vec![];
    for spoken in Spoken::ALL {
        services.push(Server::start(Act::SayAndClose(spoken.bytes())).await);
    }
    let services = std::sync::Arc::new(services);
    let count = cases.len();
    let (mut tasks, mut told) = (JoinSet::new(), [0; 4]);
    let mut tally = |outcome: SubmitOutcome| {
        told[match outcome {
            SubmitOutcome::Accepted { .. } => 0,
            SubmitOutcome::Unknown(_) => 1,
            SubmitOutcome::Rejected { .. } => 2,
            SubmitOutcome::NotSent(_) => 3,
        }] += 1;
    };
    for case in cases {
        if tasks.len() == 16 {
            tally(tasks.join_next().await.unwrap().unwrap());
        }
        let services = services.clone();
        tasks.spawn(async move { try_one(case, &services[case.spoken], Spoken::ALL[case.spoken].accepts).await });
    }
    while let Some(outcome) = tasks.join_next().await {
        tally(outcome.unwrap());
    }
    let posts: usize = services.iter().map(|service| service.seen().len()).sum();
    let connections: usize = services.iter().map(Server::connections).sum();
    assert_eq!(connections, count, "no second try");
    let [accepted, unknown, rejected, not_sent] = told;
    assert!(
        unknown > count / 2 && accepted > 0 && rejected > 0,
        "most cuts leave no answer: {told:?}"
    );
    run.ends(&format!(
        "{count} cuts, every {step}. byte from {first} on, {posts} requests arrived whole, {accepted} accepted, \
         {rejected} rejected, {not_sent} not sent, {unknown} unknown, 0 false, 0 sent twice"
    ));
}

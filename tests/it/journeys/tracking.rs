//! A job that was submitted elsewhere is watched by its request id: nothing is paid for it here.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};

use seedance_tui::job::Status;

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;
use crate::support::server::{Act, Seen};
use crate::support::service::{no_such_thing, say};

/// Asks to watch that id, through the palette.
fn watch(dashboard: &Dashboard, name: &str) {
    dashboard.press("ctrl-p");
    dashboard.type_text("watch request");
    dashboard.wait_for_text("What to do?");
    dashboard.press("enter");
    dashboard.wait_for_text("Watch which request id?");
    dashboard.type_text(name);
    dashboard.press("enter");
}

#[test]
fn what_the_service_knows_is_followed_to_its_end_and_opened() {
    let home = Home::new();
    let looks = AtomicUsize::new(0);
    let server = home.serve(move |seen| match (seen.number(), looks.load(Ordering::SeqCst)) {
        (Some(7), 0..3) => {
            looks.fetch_add(1, Ordering::SeqCst);
            say(
                r#"{"success":true,"requestId":"req_7","status":"processing","model":"seedance-2.0-fast",
                "prompt":"from elsewhere","duration":8,"aspectRatio":"9:16"}"#,
            )
        }
        (Some(7), _) => say(r#"{"success":true,"requestId":"req_7","status":"succeeded",
                "prompt":"from elsewhere","output":{"url":"https://example.com/v.mp4"}}"#),
        _ => no_such_thing(),
    });
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    watch(&dashboard, "req_9");
    dashboard.wait_for_text("The service knows no request req_9 of this key.");
    dashboard.press("backspace");
    dashboard.type_text("7");
    dashboard.press("enter");
    dashboard.wait_for_text("req_7 is watched from now on.");
    dashboard.wait_for_job("from elsewhere", "succeeded");
    watch(&dashboard, "req_7");
    dashboard.wait_for_text("req_7 is a job of this ledger already.");
    dashboard.press("esc");
    dashboard.press("o");
    dashboard.wait_for_text("Opening the video");
    assert_eq!(server.count(Seen::is_submit), 0);
    dashboard.quit();
    let details = home.jobs().remove(0);
    let (job, request) = (&details.job, &details.job.request);
    assert_eq!(
        (request.model.as_str(), request.aspect_ratio.as_str(), request.duration),
        ("seedance-2.0-fast", "9:16", 8)
    );
    assert_eq!((job.attempts, job.token, job.credits), (0, None, None));
    assert!(details.intents.is_empty() && details.last_answer.is_some());
    assert_eq!(home.states(), [Status::Queued, Status::Processing, Status::Succeeded]);
}

#[test]
fn what_went_wrong_is_said_and_nothing_is_kept() {
    let home = Home::new();
    let server = home.serve(|seen| match seen.number() {
        Some(1) => Act::Reset,
        Some(2) => say(r#"{"success":true,"requestId":"req_3","status":"queued"}"#),
        Some(4) => Act::Say(crate::support::server::answer(
            "401 Unauthorized",
            &["Content-Type: application/json"],
            r#"{"success":false,"error":{"code":"unauthorized","message":"Invalid API key"}}"#,
        )),
        _ => no_such_thing(),
    });
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    watch(&dashboard, "req_2");
    dashboard.wait_for_text("It is not known yet whether there is such a request.");
    dashboard.press("backspace");
    dashboard.type_text("4");
    dashboard.press("enter");
    dashboard.wait_for_text("key refused");
    dashboard.quit();
    assert_eq!(home.jobs().len(), 0);
}

#[test]
fn two_windows_watch_one_job_once() {
    let home = Home::new();
    let server = home.serve(|seen| match seen.number() {
        Some(7) => say(r#"{"success":true,"requestId":"req_7","status":"processing","prompt":"from elsewhere"}"#),
        _ => no_such_thing(),
    });
    let first = Dashboard::start(Options::live(&home, server.origin()));
    let second = Dashboard::start(Options::live(&home, server.origin()));
    watch(&second, "req_7");
    second.wait_for_job("from elsewhere", "processing");
    first.wait_for_job("from elsewhere", "processing");
    first.press("esc");
    first.press("c");
    first.wait_for_text("Cancel this job?");
    first.press("esc");
    second.quit();
    first.quit();
    assert_eq!(home.jobs().len(), 1);
}

/// Submits without the dashboard, as another program would: gives the request id.
fn submit(address: SocketAddr, key: &str, prompt: &str) -> String {
    let body = format!(
        r#"{{"model":"seedance-2.0","prompt":"{prompt}","aspectRatio":"1:1","duration":5,"resolution":"720p"}}"#
    );
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /api/open/v1/video/generations HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let rest = answer.split(r#""requestId":""#).nth(1).expect(&answer);
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_job_of_the_sandbox_that_another_program_submitted_is_watched_to_its_end() {
    let home = Home::new();
    let sandbox = home.sandbox(|_| {});
    let name = submit(sandbox.address(), sandbox.key(), "a paper crane");
    let dashboard = Dashboard::start(Options::sandbox(&home, &sandbox));
    watch(&dashboard, &name);
    dashboard.wait_for_job("a paper crane", "queued");
    sandbox.end_jobs();
    dashboard.wait_for_job("a paper crane", "succeeded");
    dashboard.quit();
    sandbox.stop();
}

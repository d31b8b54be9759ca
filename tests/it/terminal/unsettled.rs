//! Leaving while a submit has no answer yet: the terminal is given back at once, the answer is waited for, and what has none is
//! `unknown`.

use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use termlens::{ExitStatus, Key, Signal};

use super::dashboard::{Dashboard, Home, eventually};
use super::live::home_with_key;
use super::stand_in::{Answer, StandIn, later};

const POST: &str = "POST /api/open/v1/video/generations";

/// A service that keeps a submit waiting, and the end that answers it.
fn slow_service() -> (StandIn, Sender<String>) {
    let (sender, mut answer) = {
        let (sender, answer) = later();
        (sender, Some(answer))
    };
    let service = StandIn::start(move |request| {
        let submit = (request.line == POST).then(|| answer.take()).flatten();
        submit.unwrap_or_else(|| Answer::Json(503, "{}".into()))
    });
    (service, sender)
}

/// A dashboard whose submit hangs.
fn hanging(home: &Home, service: &StandIn) -> Dashboard {
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.sends("waits for an answer");
    dashboard.shows("sending");
    eventually("the submit arrives", || !service.seen(POST).is_empty());
    dashboard
}

#[track_caller]
fn gives_the_terminal_back_and_waits(dashboard: &mut Dashboard) {
    dashboard.until(|screen| !screen.alternate_screen(), "the terminal is given back");
    dashboard.shows("waiting up to 15 s for the answer to 1 submit");
}

#[track_caller]
fn again_shows(home: &Home, service: &StandIn, state: &str) {
    let mut again = home.start();
    again.until(
        |screen| screen.contains("waits for an answer") && screen.contains(state),
        state,
    );
    again.quits();
    assert_eq!(service.seen(POST).len(), 1, "never sent twice");
}

fn code(status: &ExitStatus) -> Option<u32> {
    status.code()
}

#[test]
fn an_answer_that_comes_after_quitting_is_kept() {
    let (service, answer) = slow_service();
    let home = home_with_key(&service);
    let mut dashboard = hanging(&home, &service);
    dashboard.presses(Key::Ctrl('c'));
    gives_the_terminal_back_and_waits(&mut dashboard);
    let accepted = r#"{"success":true,"requestId":"req_late","status":"queued","creditsCharged":40}"#;
    answer.send(accepted.into()).unwrap();
    assert_eq!(code(&dashboard.ends()), Some(0));
    let said = dashboard.terminal.screen().text();
    assert!(said.contains("1 paid job goes on at the service"), "{said}");
    again_shows(&home, &service, "queued");
}

#[test]
fn a_second_wish_to_end_ends_it_now_and_the_job_is_unknown() {
    for second in [None, Some(Signal::Int), Some(Signal::Term)] {
        let (service, _answer) = slow_service();
        let home = home_with_key(&service);
        let mut dashboard = hanging(&home, &service);
        dashboard.presses(Key::Ctrl('c'));
        gives_the_terminal_back_and_waits(&mut dashboard);
        let asked = Instant::now();
        match second {
            // the line makes a signal of it now
            None => dashboard.presses(Key::Ctrl('c')),
            Some(signal) => dashboard.terminal.signal(signal).unwrap(),
        }
        dashboard.ends();
        let took = asked.elapsed();
        assert!(took < Duration::from_secs(2), "gone after {took:?}");
        again_shows(&home, &service, "unknown");
    }
}

#[test]
fn a_signal_while_a_submit_hangs_waits_for_it_too() {
    let (service, answer) = slow_service();
    let home = home_with_key(&service);
    let mut dashboard = hanging(&home, &service);
    dashboard.terminal.signal(Signal::Term).unwrap();
    gives_the_terminal_back_and_waits(&mut dashboard);
    let refused = r#"{"success":false,"error":{"code":"invalid_request","message":"not so"}}"#;
    answer.send(refused.into()).unwrap();
    assert_eq!(code(&dashboard.ends()), Some(130));
    again_shows(&home, &service, "rejected");
}

#[test]
fn a_kill_while_a_submit_hangs_leaves_an_unknown_job() {
    let (service, _answer) = slow_service();
    let home = home_with_key(&service);
    let mut dashboard = hanging(&home, &service);
    dashboard.terminal.signal(Signal::Kill).unwrap();
    dashboard.ends();
    let mut again = home.start();
    again.shows("unknown");
    again.shows("1 job was being sent when the program ended");
    again.quits();
    assert_eq!(service.seen(POST).len(), 1, "never sent twice");
}

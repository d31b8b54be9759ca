//! Leaving while a submit has no answer yet: the terminal is given back at once, the answer is waited for, and what has none is
//! `unknown`.

use std::fs;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Pid;
use termlens::{ExitStatus, Key, Signal};

use super::dashboard::{Dashboard, Home, QUIET, eventually};
use super::line::{Line, pid};
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
    dashboard.shows("Waiting up to 15 s for the answer to 1 submit");
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
    again.shows("1 job was cut off while it was sent");
    again.quits();
    assert_eq!(service.seen(POST).len(), 1, "never sent twice");
}

/// The kernel says it twice: by a signal, and by a line that is dead.
#[test]
fn a_terminal_that_goes_while_a_submit_hangs_is_one_wish_to_end() {
    let (service, answer) = slow_service();
    let home = home_with_key(&service);
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    line.writes("waits for an answer");
    line.reads("19");
    thread::sleep(QUIET);
    line.writes("\x13");
    eventually("the submit arrives", || !service.seen(POST).is_empty());
    let mut child = line.cut();
    let process = pid(child.as_ref());
    let busy = busy_while(process, Duration::from_secs(1));
    assert!(
        busy < Duration::from_millis(300),
        "it worked for {busy:?} in a second of waiting"
    );
    assert!(child.try_wait().unwrap().is_none(), "it waits for the answer");
    let accepted = r#"{"success":true,"requestId":"req_late","status":"queued","creditsCharged":40}"#;
    answer.send(accepted.into()).unwrap();
    eventually("the program ends", || child.try_wait().unwrap().is_some());
    again_shows(&home, &service, "queued");
}

/// How long its threads ran in that time, as Linux counts it; nothing elsewhere.
fn busy_while(process: Pid, time: Duration) -> Duration {
    let ran = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).unwrap_or_default();
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
        let ticks: u64 = fields
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u64>().ok())
            .sum();
        Duration::from_millis(ticks * 10)
    };
    let before = ran();
    thread::sleep(time);
    ran().saturating_sub(before)
}

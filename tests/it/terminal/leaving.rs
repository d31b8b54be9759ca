//! The terminal is given back as it was, however the program is left, and nothing stays behind it.

use std::fs;
use std::os::fd::OwnedFd;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Signal, kill_process};
use rustix::termios::{Action, tcflow};

use super::dashboard::{Home, QUIET, eventually};
use super::line::{Line, Modes, pid};
use super::live::home_with_key;
use super::stand_in::{Answer, StandIn, later};

/// A second, and what a busy machine adds.
const GONE_WITHIN: Duration = Duration::from_millis(1800);

/// The ways out, the code each ends with.
enum Way {
    Key(&'static str),
    Signal(Signal),
}

#[test]
fn every_way_out_gives_the_terminal_back() {
    let ways = [
        (Way::Key("\x1b[Zq"), 0),
        (Way::Key("\x03"), 0),
        (Way::Signal(Signal::INT), 130),
        (Way::Signal(Signal::TERM), 130),
        (Way::Signal(Signal::HUP), 130),
    ];
    let ends = ways.map(|(way, code)| std::thread::spawn(move || leave(&way, code)));
    for end in ends {
        end.join().unwrap();
    }
}

fn leave(way: &Way, code: u32) {
    let home = Home::new();
    let mut line = Line::start(&home, (120, 40));
    line.reads("SANDBOX");
    line.reads("No jobs yet.");
    assert!(line.is_raw(), "while it runs");
    let asked = Instant::now();
    match way {
        Way::Key(keys) => line.writes(keys),
        Way::Signal(signal) => kill_process(line.pid(), *signal).unwrap(),
    }
    assert_eq!(line.reads_to_the_end(), code);
    let took = asked.elapsed();
    assert!(took < Duration::from_secs(1), "gone after {took:?}");
    line.is_as_it_was();
    let modes = Modes::after(&line.bytes);
    let used = [25, 1000, 1004, 1006, 1049, 2004, 2026];
    assert!(
        used.iter()
            .all(|mode| [7, 25].contains(mode) || modes.ever.contains(mode))
    );
    let (on, off, keyboard) = (modes.on, modes.off, modes.keyboard);
    assert_eq!((on, off, keyboard), (vec![], vec![], 0), "switched off again");
    let text = String::from_utf8(line.bytes).unwrap();
    let behind = text.rsplit_once("\x1b[?1049l").unwrap().1;
    assert_eq!(behind, "\x1b[?25h", "nothing is said where nothing goes on");
}

#[test]
fn a_terminal_that_is_gone_ends_the_program() {
    let home = Home::new();
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    let cut = Instant::now();
    let mut child = line.cut();
    let process = pid(child.as_ref());
    eventually("the program ends", || child.try_wait().unwrap().is_some());
    assert!(cut.elapsed() < Duration::from_secs(2), "{:?}", cut.elapsed());
    assert!(!fs::exists(format!("/proc/{}", process.as_raw_nonzero())).unwrap());
}

/// The way out of the program, opened again: its own end of the line.
fn tty_of(line: &Line) -> OwnedFd {
    let tty = format!("/proc/{}/fd/1", line.pid().as_raw_nonzero());
    rustix::fs::open(tty, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap()
}

#[test]
fn a_line_that_is_stopped_does_not_keep_the_program() {
    let home = Home::new();
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    tcflow(tty_of(&line), Action::OOff).unwrap();
    let asked = Instant::now();
    kill_process(line.pid(), Signal::TERM).unwrap();
    eventually("the program ends", || line.child.try_wait().unwrap().is_some());
    assert!(asked.elapsed() < GONE_WITHIN, "{:?}", asked.elapsed());
    assert_eq!(line.child.wait().unwrap().exit_code(), 130);
    line.is_as_it_was();
}

/// Draws until the line is full and nobody reads it: the program is held up in a frame.
fn fill(line: &mut Line) {
    let tty = tty_of(line);
    eventually("the line is full", || {
        line.writes("\x0c");
        thread::sleep(QUIET);
        let mut room = [PollFd::new(&tty, PollFlags::OUT)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut room, Some(&now)).unwrap() == 0
    });
    line.writes("\x0c");
    thread::sleep(QUIET);
}

#[test]
fn a_terminal_that_reads_nothing_does_not_keep_the_program_and_is_given_back_when_it_reads() {
    let ways = [
        Way::Key("\x03"),
        Way::Signal(Signal::INT),
        Way::Signal(Signal::TERM),
        Way::Signal(Signal::HUP),
    ];
    let ends = ways.map(|way| {
        thread::spawn(move || {
            let home = Home::new();
            let mut line = Line::start(&home, (120, 40));
            line.reads("No jobs yet.");
            fill(&mut line);
            let asked = Instant::now();
            match way {
                Way::Key(keys) => line.writes(keys),
                Way::Signal(signal) => kill_process(line.pid(), signal).unwrap(),
            }
            eventually("the program ends", || line.child.try_wait().unwrap().is_some());
            assert!(asked.elapsed() < GONE_WITHIN, "{:?}", asked.elapsed());
            line.is_as_it_was();
            line.reads_to_the_end();
            let modes = Modes::after(&line.bytes);
            let (on, off, keyboard) = (modes.on, modes.off, modes.keyboard);
            assert_eq!((on, off, keyboard), (vec![], vec![], 0), "switched off again");
        })
    });
    for end in ends {
        end.join().unwrap();
    }
}

#[test]
fn a_submit_is_waited_for_where_the_terminal_reads_nothing() {
    let (answer, later) = later();
    let later = Mutex::new(Some(later));
    let service = StandIn::start(move |request| {
        let submit = request.line.starts_with("POST");
        let later = submit.then(|| later.lock().unwrap().take().unwrap());
        later.unwrap_or_else(|| Answer::Json(404, "{}".into()))
    });
    let home = home_with_key(&service);
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    line.writes("held up");
    line.reads("7");
    eventually("it is sent", || {
        thread::sleep(QUIET);
        line.writes("\x13");
        thread::sleep(QUIET);
        !service.seen("POST").is_empty()
    });
    fill(&mut line);
    kill_process(line.pid(), Signal::TERM).unwrap();
    thread::sleep(GONE_WITHIN);
    assert!(line.child.try_wait().unwrap().is_none(), "a submit is on its way");
    answer
        .send(r#"{"success":true,"requestId":"req_late","status":"queued","creditsCharged":40}"#.into())
        .unwrap();
    let answered = Instant::now();
    eventually("the program ends", || line.child.try_wait().unwrap().is_some());
    assert!(answered.elapsed() < GONE_WITHIN, "{:?}", answered.elapsed());
    let mut again = home.start();
    again.shows("held up");
    again.shows("queued");
    again.quits();
}

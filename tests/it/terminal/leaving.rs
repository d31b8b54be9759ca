//! The terminal is given back as it was, however the program is left, and nothing stays behind it.

use std::fs;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::process::{Signal, kill_process};
use rustix::termios::{Action, tcflow};

use super::dashboard::{Home, eventually};
use super::line::{Line, Modes, pid};

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
    let before = line.discipline();
    line.reads("SANDBOX");
    line.reads("No jobs yet.");
    assert!(before != line.discipline(), "raw while it runs");
    let asked = Instant::now();
    match way {
        Way::Key(keys) => line.writes(keys),
        Way::Signal(signal) => kill_process(line.pid(), *signal).unwrap(),
    }
    assert_eq!(line.reads_to_the_end(), code);
    let took = asked.elapsed();
    assert!(took < Duration::from_secs(1), "gone after {took:?}");
    assert!(before == line.discipline(), "the line is as it was");
    let modes = Modes::after(&line.bytes);
    let used = [25, 1000, 1002, 1003, 1004, 1006, 1015, 1049, 2004, 2026];
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

#[test]
fn a_terminal_that_takes_nothing_does_not_keep_the_program() {
    let home = Home::new();
    let mut line = Line::start(&home, (120, 40));
    let before = line.discipline();
    line.reads("No jobs yet.");
    let process = line.pid();
    let tty = format!("/proc/{}/fd/1", process.as_raw_nonzero());
    let tty = rustix::fs::open(tty, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    tcflow(&tty, Action::OOff).unwrap();
    let asked = Instant::now();
    eventually("the program ends", || {
        kill_process(process, Signal::TERM).unwrap();
        line.child.try_wait().unwrap().is_some()
    });
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert_eq!(line.child.wait().unwrap().exit_code(), 130);
    assert!(before == line.discipline(), "the line is as it was");
}

//! Every way out of the real binary, and a terminal that is closed under it. A panic has its own test beside the guard.

use std::fs;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

use super::Run;
use crate::terminal::dashboard::{Home, PROGRAM, QUIET, eventually};
use crate::terminal::line::{Line, Modes, pid};
use crate::terminal::live::home_with_key;
use crate::terminal::stand_in::{Answer, StandIn, later};

/// How it is left.
#[derive(Debug, Clone, Copy)]
enum Way {
    Quit,
    Interrupt,
    Signal(Signal),
    /// Stopped, continued, then quit.
    Suspend,
    /// Out of the editor, which the person leaves well.
    Editor,
    /// While the editor has the terminal.
    UnderTheEditor,
    /// Too few files for the last thing that it opens: an error, when the terminal is taken already.
    Error,
}

const WAYS: [Way; 9] = [
    Way::Quit,
    Way::Interrupt,
    Way::Signal(Signal::INT),
    Way::Signal(Signal::TERM),
    Way::Signal(Signal::HUP),
    Way::Suspend,
    Way::Editor,
    Way::UnderTheEditor,
    Way::Error,
];

fn home() -> Home {
    let home = Home::new();
    home.program("pen", "printf 'editing> '; read -r typed");
    home.with("EDITOR", "pen").with("PS1", "ready> ")
}

fn leave(way: Way, after: Duration) {
    let home = home();
    let mut line = match way {
        Way::Suspend => shell(&home),
        Way::Error => return fail(&home),
        _ => Line::start(&home, (120, 40)),
    };
    line.reads("No jobs yet.");
    thread::sleep(after);
    let code = match way {
        Way::Quit => {
            line.writes("\x1b[Zq");
            0
        }
        Way::Interrupt => {
            line.writes("\x03");
            0
        }
        Way::Signal(signal) => {
            kill_process(line.pid(), signal).unwrap();
            130
        }
        Way::Suspend => {
            line.writes("\x1a");
            line.reads("Stopped");
            is_plain(&line);
            line.bytes.clear();
            line.writes("fg\n");
            line.reads("No jobs yet.");
            line.writes("\x03");
            // not the prompt that came after the stop: what is typed before the program is gone is the program's
            line.reads_behind("No jobs yet.", "ready> ");
            line.writes("/bin/stty -a; exit\n");
            0
        }
        Way::Editor => {
            line.writes("\x05");
            line.reads("editing> ");
            line.writes("\r");
            let mut shown = 0;
            while shown < 2 {
                line.reads_some().unwrap();
                shown = String::from_utf8_lossy(&line.bytes).matches("No jobs yet.").count();
            }
            line.writes("\x03");
            0
        }
        Way::UnderTheEditor => {
            line.writes("\x05");
            line.reads("editing> ");
            kill_process(line.pid(), Signal::TERM).unwrap();
            130
        }
        Way::Error => unreachable!("it has ended"),
    };
    let asked = Instant::now();
    assert_eq!(line.reads_to_the_end(), code, "{way:?}");
    assert!(
        asked.elapsed() < Duration::from_secs(2),
        "{way:?}: {:?}",
        asked.elapsed()
    );
    if matches!(way, Way::Suspend) {
        let said = String::from_utf8_lossy(&line.bytes);
        assert!(said.contains(" icanon") && said.contains(" echo "), "{way:?}: {said}");
    } else {
        line.is_as_it_was();
    }
    is_plain(&line);
}

#[track_caller]
fn is_plain(line: &Line) {
    let modes = Modes::after(&line.bytes);
    let (on, off, keyboard) = (modes.on, modes.off, modes.keyboard);
    assert_eq!((on, off, keyboard), (vec![], vec![], 0), "switched off again");
    let text = String::from_utf8_lossy(&line.bytes);
    assert_eq!(
        text.matches("\x1b[22;2t").count(),
        text.matches("\x1b[23;2t").count(),
        "its title"
    );
}

/// A shell with job control that runs the program.
fn shell(home: &Home) -> Line {
    let mut command = CommandBuilder::new("/bin/bash");
    command.args(["--norc", "--noprofile", "-i"]);
    fs::write(home.path("home/.inputrc"), "set enable-bracketed-paste off\n").unwrap();
    let mut line = Line::run(command, home, (120, 40));
    line.reads("ready> ");
    line.writes(&format!("{PROGRAM}\n"));
    line
}

/// Fewer and fewer files, until the terminal was taken and given back, and no frame was drawn.
fn fail(home: &Home) {
    for files in (8..64).rev() {
        let mut command = CommandBuilder::new("/bin/bash");
        command.args(["-c", &format!("ulimit -n {files}; exec {PROGRAM}")]);
        let mut line = Line::run(command, home, (120, 40));
        let drawn = loop {
            let Some(code) = line.reads_some() else { break false };
            assert!(code > 0);
            if String::from_utf8_lossy(&line.bytes).contains("No jobs yet.") {
                break true;
            }
        };
        if drawn {
            line.writes("\x03");
        }
        let code = line.reads_to_the_end();
        line.is_as_it_was();
        is_plain(&line);
        let text = String::from_utf8_lossy(&line.bytes);
        if text.contains("\x1b[?1049h") && !drawn {
            assert!(code == 1 && text.contains("error:"), "{files} files: {text}");
            return;
        }
        assert!(
            text.contains("\x1b[?1049h"),
            "{files} files: never between the two: {text}"
        );
    }
    panic!("no number of files was too small");
}

#[test]
fn every_way_out_leaves_the_terminal_as_it_was() {
    let run = Run::begin("ways to leave");
    let times = run.size(1, 20);
    let all = Mutex::new(vec![WAYS; times].concat());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(way) = all.lock().unwrap().pop() else { return };
                    leave(way, Duration::ZERO);
                }
            });
        }
    });
    run.ends(&format!(
        "{} ways x {times}: line and modes as before each time",
        WAYS.len()
    ));
}

#[test]
fn it_is_left_as_well_when_it_has_run_for_longer_than_leaving_may_take() {
    let ways = [
        Way::Interrupt,
        Way::Signal(Signal::INT),
        Way::Signal(Signal::TERM),
        Way::Signal(Signal::HUP),
    ];
    thread::scope(|scope| {
        for way in ways {
            scope.spawn(move || leave(way, Duration::from_secs(17)));
        }
    });
}

/// Processor time of a process so far, in ticks of 10 ms.
fn ticks(process: Pid) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let mut each = rest.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (each.next()?.parse().ok()?, each.next()?.parse().ok()?);
    Some(user + system)
}

/// Nothing is on its way: gone at once.
fn cut_idle() -> Duration {
    let home = home();
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    let cut = Instant::now();
    let mut child = line.cut();
    eventually("the program ends", || child.try_wait().unwrap().is_some());
    assert!(cut.elapsed() < Duration::from_secs(2), "{:?}", cut.elapsed());
    cut.elapsed()
}

/// A submit is on its way: there until it is answered, asleep.
fn cut_while_it_sends() -> u64 {
    let (answer, rest) = later();
    let rest = Mutex::new(Some(rest));
    let service = StandIn::start(move |request| {
        let submit = request.line.starts_with("POST");
        let later = submit.then(|| rest.lock().unwrap().take()).flatten();
        later.unwrap_or_else(|| Answer::Json(404, "{}".into()))
    });
    let home = home_with_key(&service);
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    line.writes("cut");
    line.reads("3");
    eventually("it is sent", || {
        thread::sleep(QUIET);
        line.writes("\x13");
        thread::sleep(QUIET);
        !service.seen("POST").is_empty()
    });
    let mut child = line.cut();
    let process = pid(child.as_ref());
    thread::sleep(Duration::from_millis(300));
    let before = ticks(process).expect("it waits for the answer");
    thread::sleep(Duration::from_secs(2));
    let used = ticks(process).expect("it waits for the answer") - before;
    assert!(used <= 20, "{used} ticks of 200: it spins");
    answer
        .send(r#"{"success":true,"requestId":"req_cut","status":"queued","creditsCharged":40}"#.into())
        .unwrap();
    eventually("the program ends", || child.try_wait().unwrap().is_some());
    used
}

#[test]
fn a_terminal_that_is_closed_ends_it_and_it_never_spins() {
    let run = Run::begin("closed terminals");
    let times = run.size(4, 50);
    let (slowest, busiest) = (Mutex::new(Duration::ZERO), Mutex::new(0));
    let left = Mutex::new(times);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let number = {
                        let mut left = left.lock().unwrap();
                        let Some(less) = usize::checked_sub(*left, 1) else {
                            return;
                        };
                        *left = less;
                        less
                    };
                    if number % 5 == 0 {
                        let used = cut_while_it_sends();
                        let mut busiest = busiest.lock().unwrap();
                        *busiest = used.max(*busiest);
                    } else {
                        let took = cut_idle();
                        let mut slowest = slowest.lock().unwrap();
                        *slowest = took.max(*slowest);
                    }
                }
            });
        }
    });
    run.ends(&format!(
        "{times} closed, the slowest gone after {:.0?}; with a submit on its way {} ms of processor time in 2 s at most",
        slowest.into_inner().unwrap(),
        busiest.into_inner().unwrap() * 10,
    ));
}

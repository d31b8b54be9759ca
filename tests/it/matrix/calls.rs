//! System calls that fail: the real binary under a tracer that makes the k-th write or sync an error of the disk, or the last thing
//! that the program does.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::CommandBuilder;
use rand::RngExt;

use super::order::{steps, tracer};
use super::{Run, kill, say};
use crate::terminal::dashboard::{Home, PROGRAM};
use crate::terminal::line::Line;
use crate::terminal::live::home_with_key;

/// What happens at the call. From then on a disk that fails goes on failing.
const FAULTS: [(&str, &str); 5] = [
    ("fdatasync", "error=EIO:when={}+"),
    ("fsync", "error=EIO:when={}+"),
    ("pwrite64", "error=EIO:when={}+"),
    ("pwrite64", "error=ENOSPC:when={}"),
    ("fdatasync", "signal=SIGKILL:when={}"),
];

/// The calls that are tried, counted in each thread. Behind them all is written and sent.
const CALLS: u32 = 20;

#[derive(Debug, Clone, Copy)]
struct Case {
    call: &'static str,
    fault: &'static str,
    number: u32,
}

/// What came of one case.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    /// It was not even begun, or said that it was not sent.
    NothingSent,
    Sent,
}

fn try_one(case: Case, tracer: &str, seed: rand::rngs::StdRng) -> Came {
    let book = Arc::<Mutex<kill::Book>>::default();
    let service = kill::service(&book, seed);
    let home = home_with_key(&service);
    let trace = home.path("trace");
    let mut command = CommandBuilder::new(tracer);
    command.args(["-f", "-y", "-s", "8192", "-e"]);
    command.arg("trace=fsync,fdatasync,pwrite64,sendto,write,writev");
    command.arg("-e");
    command.arg(format!(
        "inject={}:{}",
        case.call,
        case.fault.replace("{}", &case.number.to_string())
    ));
    command.arg("-o");
    command.arg(&trace);
    command.arg(PROGRAM);
    drive(command, &home);
    let tokens: Vec<String> = book.lock().unwrap().tokens();
    assert!(tokens.len() <= 1, "{case:?}: {tokens:?}");
    let Some(token) = tokens.first() else {
        return Came::NothingSent;
    };
    let (written, synced, sent) = steps(&trace, token).unwrap_or_else(|what| panic!("{case:?}: never {what}"));
    assert!(written < synced && synced < sent, "{case:?}: {written} {synced} {sent}");
    kill::holds_after_a_restart(&kill::ledger_of(&home), &book);
    Came::Sent
}

/// Writes a prompt, sends it and leaves, whether or not anybody is there.
fn drive(command: CommandBuilder, home: &Home) {
    let mut line = Line::run(command, home, (120, 40));
    let said = line.reads_on();
    // nothing is awaited on the screen: it may be what failed. The last key is pressed in vain if the first one was in time
    for keys in ["n\x01", "a disk that fails", "\x13", "\x03"] {
        thread::sleep(Duration::from_millis(700));
        if line.child.try_wait().unwrap().is_some() {
            break;
        }
        line.writes(keys);
    }
    line.child.wait().unwrap();
    drop(line);
    said.join().unwrap();
}

#[test]
fn a_call_that_fails_sends_nothing_that_is_not_on_the_disk() {
    let run = Run::begin("failing calls");
    let Some(tracer) = tracer() else {
        return say("matrix: failing calls: skipped: no strace");
    };
    let mut cases = vec![];
    for (call, fault) in FAULTS {
        let all = (1..=CALLS).map(|number| Case { call, fault, number });
        cases.extend(all);
    }
    let mut random = run.random(0);
    if let Some(few) = run.size(Some(4), None) {
        cases = (0..few).map(|_| cases[random.random_range(0..cases.len())]).collect();
    }
    let count = cases.len();
    let (left, came) = (Mutex::new(cases), Mutex::new(vec![]));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((number, case)) = {
                    let mut left = left.lock().unwrap();
                    left.pop().map(|case| (left.len(), case))
                } {
                    let seed = run.random(u64::try_from(number).unwrap());
                    let outcome = try_one(case, tracer, seed);
                    came.lock().unwrap().push(outcome);
                }
            });
        }
    });
    let came = came.into_inner().unwrap();
    let sent = came.iter().filter(|came| **came == Came::Sent).count();
    run.ends(&format!(
        "{count} faults, {sent} jobs sent in spite of them, each of them on the disk before, 0 lost, 0 sent twice"
    ));
}

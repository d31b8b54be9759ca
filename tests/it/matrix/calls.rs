//! System calls that fail: the real binary under a tracer that makes the k-th write, sync, send, receive or new thread an error, or the
//! last thing that the program does. Whatever it then says, the key is not among it.

use std::fs;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::CommandBuilder;
use rand::RngExt;
use rand::rngs::StdRng;
use seedance_tui::job::Status;

use super::order::{steps, tracer};
use super::{Run, kill, say};
use crate::terminal::dashboard::{Home, PROGRAM};
use crate::terminal::line::Line;
use crate::terminal::live::home_with_key;

/// Calls of one kind, and what happens at the one of that number.
type Fault = (&'static str, &'static str);

/// From then on a disk that fails goes on failing.
const DISK: [Fault; 5] = [
    ("fdatasync", "error=EIO:when={}+"),
    ("fsync", "error=EIO:when={}+"),
    ("pwrite64", "error=EIO:when={}+"),
    ("pwrite64", "error=ENOSPC:when={}"),
    ("fdatasync", "signal=SIGKILL:when={}"),
];

/// The calls that are tried, counted in each thread. Behind them all is written and sent.
const DISK_CALLS: RangeInclusive<u32> = 1..=20;

/// By whatever name the wire is used: the end of a connection, an error that no wire has, and a kill before the call.
const WIRE: [Fault; 9] = [
    ("connect", "error=ECONNREFUSED:when={}"),
    ("connect", "signal=SIGKILL:when={}"),
    ("sendto,sendmsg,writev", "error=ECONNRESET:when={}"),
    ("sendto,sendmsg,writev", "error=EIO:when={}"),
    ("sendto,sendmsg,writev", "signal=SIGKILL:when={}"),
    ("recvfrom,recvmsg,readv", "error=ECONNRESET:when={}"),
    ("recvfrom,recvmsg,readv", "error=EIO:when={}"),
    ("recvfrom,recvmsg,readv", "signal=SIGKILL:when={}"),
    // the answer was read, and is not yet written
    ("shutdown", "signal=SIGKILL:when={}"),
];

/// The same for the wire: the models, the submit and looks at the job, by two threads.
const WIRE_CALLS: RangeInclusive<u32> = 1..=4;

/// Threads that cannot be begun: some libraries panic.
const THREADS: [Fault; 1] = [("clone,clone3", "error=EAGAIN:when={}+")];

/// The last of those with which a start tries whether it can have threads, and the threads themselves, most of them begun by the first.
const THREAD_CALLS: RangeInclusive<u32> = 16..=26;

#[derive(Debug, Clone, Copy)]
struct Case {
    fault: Fault,
    number: u32,
}

/// Every fault at every call.
fn cases(faults: &[Fault], calls: &RangeInclusive<u32>) -> Vec<Case> {
    let of_one = |fault: &Fault| {
        let fault = *fault;
        calls.clone().map(move |number| Case { fault, number })
    };
    faults.iter().flat_map(of_one).collect()
}

/// What came of cases.
#[derive(Debug, Default, Clone, Copy)]
struct Came {
    /// The call was made, and failed.
    struck: usize,
    /// A submit arrived.
    sent: usize,
    /// It is `unknown` after a restart.
    unknown: usize,
    /// Nothing arrived, and the row says so.
    not_sent: usize,
    /// It said that it panicked.
    panicked: usize,
    /// Bytes of files and screens without the key.
    searched: usize,
}

impl Came {
    fn add(&mut self, other: Self) {
        self.struck += other.struck;
        self.sent += other.sent;
        self.unknown += other.unknown;
        self.not_sent += other.not_sent;
        self.panicked += other.panicked;
        self.searched += other.searched;
    }
}

fn try_one(case: Case, tracer: &str, seed: StdRng) -> Came {
    let book = Arc::<Mutex<kill::Book>>::default();
    let service = kill::service(&book, seed);
    let home = home_with_key(&service)
        .with("SEEDANCE_TUI_LOG_LEVEL", "trace")
        .with("RUST_BACKTRACE", "full");
    let trace = home.path("trace");
    let (calls, what) = case.fault;
    let mut command = CommandBuilder::new(tracer);
    command.args(["-f", "-y", "-s", "8192", "-e"]);
    command.arg(format!("trace=fsync,fdatasync,pwrite64,sendto,write,writev,{calls}"));
    command.arg("-e");
    command.arg(format!(
        "inject={calls}:{}",
        what.replace("{}", &case.number.to_string())
    ));
    command.arg("-o");
    command.arg(&trace);
    command.arg(PROGRAM);
    let said = drive(command, &home);
    let tokens: Vec<String> = book.lock().unwrap().tokens();
    assert!(tokens.len() <= 1, "{case:?}: {tokens:?}");
    if let Some(token) = tokens.first() {
        let (written, synced, sent) = steps(&trace, token).unwrap_or_else(|what| panic!("{case:?}: never {what}"));
        assert!(written < synced && synced < sent, "{case:?}: {written} {synced} {sent}");
    }
    assert!(!kill::has_key(&said), "{case:?}: the key is on the screen");
    let mut files = 0;
    // the trace holds what went over the wire
    for path in home.files().into_iter().filter(|path| *path != trace) {
        let bytes = fs::read(&path).unwrap();
        assert!(!kill::has_key(&bytes), "{case:?}: the key is in {}", path.display());
        files += bytes.len();
    }
    // a kill in the first steps leaves nothing to look into
    let ledger = kill::ledger_of(&home);
    let jobs = ledger.map_or(vec![], |ledger| kill::holds_after_a_restart(&ledger, &book));
    let count = |status: Status| jobs.iter().filter(|details| details.job.status == status).count();
    let calls_made = String::from_utf8_lossy(&fs::read(&trace).unwrap()).into_owned();
    Came {
        struck: usize::from(
            ["(INJECTED)", "killed by SIGKILL"]
                .iter()
                .any(|sign| calls_made.contains(sign)),
        ),
        sent: tokens.len(),
        unknown: count(Status::Unknown),
        not_sent: count(Status::NotSent),
        panicked: usize::from(String::from_utf8_lossy(&said).contains("panicked at")),
        searched: said.len() + files,
    }
}

/// Writes a prompt, sends it and leaves, whether or not anybody is there. Returns what was said.
fn drive(command: CommandBuilder, home: &Home) -> Vec<u8> {
    let mut line = Line::run(command, home, (120, 40));
    let said = line.reads_on();
    // nothing is awaited on the screen: it may be what failed. The last key is pressed in vain if the first one was in time
    for keys in ["n\x01", "a call that fails", "\x13", "\x03"] {
        thread::sleep(Duration::from_millis(700));
        if line.child.try_wait().unwrap().is_some() {
            break;
        }
        line.writes(keys);
    }
    line.child.wait().unwrap();
    drop(line);
    said.join().unwrap()
}

#[test]
fn a_disk_that_fails_at_any_call_sends_nothing_that_is_not_on_it() {
    let run = Run::begin("failing disk calls");
    let Some((count, came)) = try_all(&run, cases(&DISK, &DISK_CALLS)) else {
        return say("matrix: failing disk calls: skipped: no strace");
    };
    run.ends(&format!(
        "{count} faults, {} struck, {} jobs sent in spite of them, each of them on the disk before, 0 lost, 0 sent twice, \
         0 times the key in {} bytes of files and screens",
        came.struck, came.sent, came.searched
    ));
}

#[test]
fn a_wire_that_fails_at_any_call_loses_no_job_and_pays_for_none_twice() {
    let run = Run::begin("failing wire calls");
    let Some((count, came)) = try_all(&run, cases(&WIRE, &WIRE_CALLS)) else {
        return say("matrix: failing wire calls: skipped: no strace");
    };
    run.ends(&format!(
        "{count} faults, {} struck, {} jobs sent, each of them on the disk before, {} unknown, {} not sent, \
         0 falsely not sent or rejected, 0 lost, 0 sent twice, \
         0 times the key in {} bytes of files and screens",
        came.struck, came.sent, came.unknown, came.not_sent, came.searched
    ));
}

#[test]
fn a_thread_that_cannot_be_begun_loses_no_job_and_a_panic_tells_no_key() {
    let run = Run::begin("failing threads");
    let Some((count, came)) = try_all(&run, cases(&THREADS, &THREAD_CALLS)) else {
        return say("matrix: failing threads: skipped: no strace");
    };
    assert!(!run.long || came.panicked > 0, "no panic, so none was searched");
    run.ends(&format!(
        "{count} faults, {} struck, {} panics, {} jobs sent, 0 lost, 0 sent twice, 0 times the key in {} bytes of files and screens",
        came.struck, came.panicked, came.sent, came.searched
    ));
}

/// Tries all of them, in the short form some, where it may. Tells how many.
fn try_all(run: &Run, mut cases: Vec<Case>) -> Option<(usize, Came)> {
    let tracer = tracer()?;
    let mut random = run.random(0);
    if let Some(few) = run.size(Some(4), None) {
        cases = (0..few).map(|_| cases[random.random_range(0..cases.len())]).collect();
    }
    let count = cases.len();
    let (left, sum) = (Mutex::new(cases), Mutex::new(Came::default()));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((number, case)) = {
                    let mut left = left.lock().unwrap();
                    left.pop().map(|case| (left.len(), case))
                } {
                    let seed = run.random(u64::try_from(number).unwrap());
                    let came = try_one(case, tracer, seed);
                    sum.lock().unwrap().add(came);
                }
            });
        }
    });
    Some((count, sum.into_inner().unwrap()))
}

//! Many windows on one ledger: real binaries that all start at once, of which one polls, and another when that one is killed.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::{Signal, kill_process};

use super::Run;
use crate::terminal::dashboard::{Home, PROGRAM, QUIET, eventually};
use crate::terminal::line::Line;
use crate::terminal::stand_in::{Answer, StandIn, ok};

const WINDOWS: usize = 16;
const JOBS: usize = 3;
const EVERY: Duration = Duration::from_millis(400);
/// A key of this form for each process: the service tells them apart by it.
const KEY: &str = "sd2_live_window_";

/// A look at a job, as the service saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    at: Instant,
    path: String,
    /// The number of the process.
    by: usize,
}

type Looks = Arc<Mutex<Vec<Look>>>;

fn service(looks: &Looks) -> StandIn {
    let (looks, mut submits) = (looks.clone(), 0);
    StandIn::start(move |request| {
        if request.line.starts_with("POST") {
            submits += 1;
            return ok(format!(
                r#"{{"success":true,"requestId":"req_{submits}","status":"queued","creditsCharged":40}}"#
            ));
        }
        let Some((path, id)) = request.line.split_once("/generations/") else {
            return Answer::Json(404, "{}".into());
        };
        let by = request.header("authorization").unwrap().rsplit('_').next().unwrap();
        looks.lock().unwrap().push(Look {
            at: Instant::now(),
            path: format!("{path}{id}"),
            by: by.parse().unwrap(),
        });
        ok(format!(r#"{{"success":true,"requestId":"{id}","status":"queued"}}"#))
    })
}

/// One process.
struct Window {
    number: usize,
    line: Line,
    said: JoinHandle<Vec<u8>>,
}

impl Window {
    /// Starts it and waits until it shows the ledger.
    fn open(home: &Home, number: usize) -> Self {
        let file = home.path("home").join(format!("key-{number}"));
        fs::write(&file, format!("{KEY}{number}")).unwrap();
        let mut command = CommandBuilder::new(PROGRAM);
        command.arg("--api-key-file");
        command.arg(&file);
        let mut line = Line::run(command, home, (120, 40));
        line.reads("newest first");
        let said = line.reads_on();
        Self { number, line, said }
    }

    fn kill(self) -> Vec<u8> {
        kill_process(self.line.pid(), Signal::KILL).unwrap();
        self.ends().1
    }

    fn quit(mut self) -> Vec<u8> {
        self.line.writes("\x03");
        let (code, said) = self.ends();
        assert_eq!(code, 0);
        said
    }

    fn ends(mut self) -> (u32, Vec<u8>) {
        let code = self.line.child.wait().unwrap().exit_code();
        let mut said = std::mem::take(&mut self.line.bytes);
        drop(self.line);
        said.extend(self.said.join().unwrap());
        (code, said)
    }
}

/// No word of any fault, and no key.
fn is_well(said: &[u8]) {
    let text = String::from_utf8_lossy(said);
    // single words: what stood on the screen before may cut a phrase
    for word in ["could", "locked", "busy", "panicked", "denied", KEY] {
        assert!(!text.contains(word), "{word}: {text:?}");
    }
}

#[test]
fn sixteen_windows_poll_as_one_and_outlive_their_poller() {
    let run = Run::begin("many windows");
    let kills: usize = run.size(3, 50);
    let window = run.size(Duration::from_secs(2), Duration::from_secs(20));
    let looks = Looks::default();
    let service = service(&looks);
    let home = Home::new()
        .with("SEEDANCE_BASE_URL", &service.base_url())
        .with("SEEDANCE_TUI_POLL_FIRST", "100ms")
        .with("SEEDANCE_TUI_POLL_EVERY", &format!("{}ms", EVERY.as_millis()))
        .with("SEEDANCE_TUI_POLL_CEILING", "100");
    submit_jobs(&home, &service);

    looks.lock().unwrap().clear();
    let mut windows: Vec<Window> = thread::scope(|scope| {
        let home = &home;
        let starts: Vec<_> = (1..=WINDOWS)
            .map(|number| scope.spawn(move || Window::open(home, number)))
            .collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    eventually("somebody polls", || !looks.lock().unwrap().is_empty());
    thread::sleep(window);
    let seen = looks.lock().unwrap().clone();
    polls_as_one(&seen);

    let mut slowest = Duration::ZERO;
    let mut bytes = 0;
    for kill in 0..kills {
        let holder = looks.lock().unwrap().last().unwrap().by;
        let at = windows.iter().position(|window| window.number == holder).unwrap();
        let victim = windows.swap_remove(at);
        let killed = Instant::now();
        let said = victim.kill();
        is_well(&said);
        bytes += said.len();
        eventually("another polls", || {
            looks
                .lock()
                .unwrap()
                .iter()
                .any(|look| look.at > killed && look.by != holder)
        });
        let first = looks
            .lock()
            .unwrap()
            .iter()
            .find(|look| look.at > killed && look.by != holder)
            .unwrap()
            .at;
        slowest = slowest.max(first - killed);
        windows.push(Window::open(&home, WINDOWS + 1 + kill));
    }
    assert!(slowest < Duration::from_secs(2), "nobody polled for {slowest:?}");
    for window in windows {
        let said = window.quit();
        is_well(&said);
        bytes += said.len();
    }
    bytes += keeps_the_keys_out(&home);
    let looked = looks.lock().unwrap().len();
    run.ends(&format!(
        "{WINDOWS} windows at once, one polled: {} looks at {JOBS} jobs in {window:?} and the start; {kills} times the poller \
         killed, another polled after {slowest:.1?} at most, {looked} looks in all; 0 faults shown, 0 keys in {bytes} bytes",
        seen.len()
    ));
}

fn submit_jobs(home: &Home, service: &StandIn) {
    let mut first = Window::open(home, 0);
    for job in 1..=JOBS {
        first.line.writes(&format!("n\x01job {job}"));
        // what was typed has to be read before the gap begins, and an identical request would ask first
        eventually("sent", || {
            thread::sleep(QUIET * 3);
            first.line.writes("\x13");
            thread::sleep(QUIET * 3);
            service.seen("POST").len() >= job
        });
    }
    assert_eq!(service.seen("POST").len(), JOBS);
    is_well(&first.quit());
}

/// One process asked, and for each job no oftener than the interval says.
fn polls_as_one(seen: &[Look]) {
    let by = seen[0].by;
    assert!(seen.iter().all(|look| look.by == by), "more than one polls: {seen:?}");
    for job in 1..=JOBS {
        let times: Vec<Instant> = seen
            .iter()
            .filter(|look| look.path.ends_with(&format!("req_{job}")))
            .map(|look| look.at)
            .collect();
        let time = *times.last().unwrap() - times[0];
        // the interval, less its jitter, and the first one
        let most = time.as_secs_f64() / (EVERY.as_secs_f64() * 0.9) + 2.0;
        let polls = u32::try_from(times.len()).unwrap();
        assert!(polls > 1 && f64::from(polls) <= most, "{polls} in {time:?}");
    }
}

/// Searches every file but the keys' own. Tells how many bytes that were.
fn keeps_the_keys_out(home: &Home) -> usize {
    let is_key = |path: &Path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("key-"))
    };
    let mut searched = 0;
    for path in home.files().into_iter().filter(|path| !is_key(path)) {
        let bytes = fs::read(&path).unwrap();
        let found = bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes());
        assert!(!found, "a key is in {}", path.display());
        searched += bytes.len();
    }
    searched
}

//! First the disk, then the wire: by a copy of the ledger at the first byte of each POST, and by the trace of the system calls.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use portable_pty::CommandBuilder;
use rand::RngExt;
use seedance_tui::job::{Origin, Status};

use super::{Run, say};
use crate::journeys::intent::copy_at_first_byte;
use crate::support::dashboard::{Dashboard, Options, PATIENCE};
use crate::support::home::Home;
use crate::terminal::dashboard::PROGRAM;
use crate::terminal::line::Line;
use crate::terminal::live::home_with_key;
use crate::terminal::stand_in::{Answer, StandIn, ok};

#[test]
fn every_intent_is_in_a_copy_made_at_the_first_byte_of_its_post() {
    let run = Run::begin("order in copies");
    let posts = run.size(4, 60);
    let home = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = Origin::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let from = home.ledger();
    let (sender, arrived) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let copied = Home::new();
            if let Some(request) = copy_at_first_byte(stream.unwrap(), &from, &copied.ledger())
                && sender.send((copied, request)).is_err()
            {
                return;
            }
        }
    });
    let mut random = run.random(0);
    let dashboard = Dashboard::start(Options::live(&home, origin));
    for post in 1..=posts {
        let prompt = format!("job {post} {}", "x".repeat(random.random_range(0..2000)));
        dashboard.press("ctrl-a");
        dashboard.paste(&prompt);
        dashboard.press("ctrl-s");
        let (copied, request) = arrived.recv_timeout(PATIENCE).unwrap();
        let jobs = copied.jobs();
        assert_eq!(jobs.len(), post);
        let job = jobs
            .iter()
            .find(|details| details.job.request.prompt == prompt)
            .unwrap();
        assert_eq!(job.job.status, Status::Sending);
        let request = String::from_utf8(request).unwrap();
        let (_, body) = request.split_once("\r\n\r\n").unwrap();
        assert_eq!(job.intents.len(), 1);
        assert_eq!(body, job.intents[0].body);
        // the focus is in the prompt again, all of it selected
        dashboard.wait_for_job(&format!("job {post} "), "unknown");
    }
    dashboard.quit();
    run.ends(&format!("{posts} POSTs, {posts} intents found in the copies"));
}

#[test]
fn the_trace_of_a_submit_shows_the_disk_before_the_wire() {
    let run = Run::begin("order in the trace");
    let Some(tracer) = tracer() else {
        return say("matrix: order in the trace: skipped: no strace");
    };
    let service = StandIn::start(|request| {
        if request.line.starts_with("POST") {
            ok(r#"{"success":true,"requestId":"req_traced","status":"queued","creditsCharged":40}"#)
        } else {
            Answer::Json(404, "{}".into())
        }
    });
    let home = home_with_key(&service);
    let trace = home.path("trace");
    let mut command = CommandBuilder::new(tracer);
    command.args(["-f", "-y", "-s", "8192", "-e"]);
    command.arg("trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg");
    command.arg("-o");
    command.arg(&trace);
    command.arg(PROGRAM);
    let mut line = Line::run(command, &home, (120, 40));
    line.reads("No jobs yet.");
    line.writes("traced");
    line.reads("6");
    // a traced program is slow, and what is typed and read late is too close to the key that pays
    for _ in 0..20 {
        thread::sleep(Duration::from_millis(300));
        if !service.seen("POST").is_empty() {
            break;
        }
        line.writes("\x13");
    }
    line.reads("queued");
    line.writes("\x03");
    assert_eq!(line.reads_to_the_end(), 0);
    let posts = service.seen("POST");
    let (_, token) = posts[0].body.split_once("seedance_tui_intent\":\"").unwrap();
    let token = token.split('"').next().unwrap();
    let (written, synced, sent) = steps(&trace, token).unwrap();
    assert!(written < synced && synced < sent, "{written} {synced} {sent}");
    assert_eq!(posts.len(), 1);
    run.ends(&format!(
        "1 submit: written in line {written} of the trace, on the disk in line {synced}, sent in line {sent}"
    ));
}

/// The program that traces, where there is one and it may.
pub(super) fn tracer() -> Option<&'static str> {
    let places = ["/usr/bin/strace", "/bin/strace", "/usr/local/bin/strace"];
    places.into_iter().find(|path| {
        let tried = Command::new(path)
            .args(["-f", "-o", "/dev/null", PROGRAM, "--version"])
            .output();
        tried.is_ok_and(|ended| ended.status.success())
    })
}

/// The lines of the trace where the intent is written, where that is on the disk, and where it is sent; or what never was.
pub(super) fn steps(trace: &Path, token: &str) -> Result<(usize, usize, usize), &'static str> {
    let trace = fs::read(trace).unwrap();
    let trace = String::from_utf8_lossy(&trace);
    let lines: Vec<&str> = trace.lines().collect();
    // where no WAL can be had, the database itself is written and a journal beside it
    let of_ledger = |line: &str| {
        ["jobs.db-wal>", "jobs.db>"]
            .into_iter()
            .find(|file| line.contains(file))
    };
    let written = find(&lines, 0, |line| {
        line.contains("pwrite64(") && of_ledger(line).is_some() && line.contains(token)
    });
    let written = written.ok_or("written")?;
    let log = of_ledger(lines[written]).ok_or("written")?;
    let mut synced = written;
    loop {
        let begun = find(&lines, synced + 1, |line| line.contains("sync(") && line.contains(log));
        synced = begun.ok_or("synced")?;
        if lines[synced].contains("unfinished") {
            let thread = lines[synced].split(' ').next().unwrap();
            let ended = find(&lines, synced, |line| {
                line.starts_with(thread) && line.contains("sync resumed")
            });
            synced = ended.ok_or("synced to its end")?;
        }
        if lines[synced].ends_with("= 0") {
            break;
        }
    }
    let sent = find(&lines, 0, |line| {
        line.contains("POST /api/open/v1/video/generations HTTP")
    });
    Ok((written, synced, sent.ok_or("sent")?))
}

fn find(lines: &[&str], from: usize, is_it: impl Fn(&str) -> bool) -> Option<usize> {
    let found = lines[from..].iter().position(|line| is_it(line));
    found.map(|found| from + found)
}

//! The terminal goes to somebody else for a while, the person's editor or the shell, and comes back whole.

use std::fs;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread;

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use termlens::Key;

use super::dashboard::{Home, PROGRAM, QUIET, eventually};
use super::line::{Line, Modes};
use super::live::home_with_key;
use super::stand_in::{Answer, KEY, StandIn, later, ok};

/// An editor that shows what it was given and how the line is, takes a line from the person, and writes both down.
const EDITOR: &str = r#"
{ read -r before; } < "$2"
echo "$before" > "$HOME/before"
/usr/bin/env > "$HOME/environment"
/bin/stty -a > "$HOME/line"
/bin/ls -ld "$2" "${2%/*}" > "$HOME/modes"
printf 'editing %s> ' "$1"
read -r typed
echo "$before, $typed" > "$2"
"#;

fn home_with_editor(service: &StandIn, script: &str) -> Home {
    let home = home_with_key(service);
    home.program("pen", script);
    home.with("VISUAL", "pen 'with care'").with("EDITOR", "false")
}

const ACCEPTED: &str = r#"{"success":true,"requestId":"req_1","status":"queued","creditsCharged":40}"#;

fn quiet_service() -> StandIn {
    StandIn::start(|_| Answer::Json(404, "{}".into()))
}

fn written(home: &Home, name: &str) -> String {
    fs::read_to_string(home.path("home").join(name)).unwrap()
}

/// No file of the editor's is left in the folder for such.
fn leaves_nothing(home: &Home) {
    let left: Vec<_> = fs::read_dir(home.path("tmp")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

fn with_tmp(home: Home) -> Home {
    let tmp = home.path("tmp");
    fs::create_dir(&tmp).unwrap();
    home.with("TMPDIR", &tmp.display().to_string())
}

#[test]
fn the_prompt_is_written_in_the_persons_editor_while_the_jobs_go_on() {
    let service = StandIn::start(|request| {
        if request.line.starts_with("POST") {
            ok(ACCEPTED)
        } else if request.line.ends_with("req_1") {
            ok(r#"{"success":true,"requestId":"req_1","status":"processing","output":null,"error":null}"#)
        } else {
            Answer::Json(404, "{}".into())
        }
    });
    let home = with_tmp(home_with_editor(&service, EDITOR));
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.sends("A paper boat");
    dashboard.shows("processing");
    dashboard.presses(Key::Ctrl('e'));
    dashboard.shows("editing with care>");
    let polls = || service.seen("GET /api/open/v1/video/generations/req_1").len();
    let before = polls();
    eventually("polling goes on", || polls() > before + 1);
    // each of these would do something in the dashboard
    dashboard.types("in the rain\r");
    dashboard.shows("A paper boat, in the rain");
    dashboard.shows("processing");
    dashboard.types(" at night");
    dashboard.shows("A paper boat, in the rain at night");
    assert_eq!(written(&home, "before"), "A paper boat\n");
    let environment = written(&home, "environment");
    assert!(
        environment.contains("VISUAL=") && !environment.contains(KEY),
        "{environment}"
    );
    let line = written(&home, "line");
    assert!(line.contains(" icanon") && line.contains(" echo "), "{line}");
    let modes = written(&home, "modes");
    assert!(modes.contains("-rw-------") && modes.contains("drwx------"), "{modes}");
    leaves_nothing(&home);
    dashboard.quits();
}

#[test]
fn an_editor_that_fails_changes_nothing_and_is_not_taken_for_a_wish_to_leave() {
    let service = quiet_service();
    let script = r#"echo changed > "$2"; printf 'editing> '; read -r typed; exit 3"#;
    for (answer, said) in [("\r", "exit status: 3"), ("\x03", "signal: 2")] {
        let home = with_tmp(home_with_editor(&service, script));
        let mut dashboard = home.start();
        dashboard.shows("No jobs yet.");
        dashboard.types("A paper boat");
        dashboard.shows("A paper boat");
        dashboard.presses(Key::Ctrl('e'));
        dashboard.shows("editing>");
        dashboard.types(answer);
        dashboard.shows(said);
        dashboard.shows("A paper boat");
        leaves_nothing(&home);
        dashboard.quits();
    }
}

#[test]
fn without_an_editor_it_says_so() {
    let unknown = Home::new().with("EDITOR", "no-such-editor");
    for (home, said) in [(Home::new(), "No editor is named"), (unknown, "no-such-editor")] {
        let mut dashboard = home.start();
        dashboard.shows("No jobs yet.");
        dashboard.presses(Key::Ctrl('e'));
        dashboard.shows(said);
        dashboard.quits();
    }
}

#[test]
fn a_signal_ends_it_under_the_editor_too() {
    let service = quiet_service();
    let home = with_tmp(home_with_editor(
        &service,
        "printf 'editing> '\nread -r typed\nread -r typed",
    ));
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    line.writes("\x05");
    line.reads("editing> ");
    kill_process(line.pid(), Signal::TERM).unwrap();
    assert_eq!(line.reads_to_the_end(), 130);
    line.is_as_it_was();
    is_plain(&line);
    leaves_nothing(&home);
}

#[track_caller]
fn is_plain(line: &Line) {
    let modes = Modes::after(&line.bytes);
    let (on, off, keyboard) = (modes.on, modes.off, modes.keyboard);
    assert_eq!((on, off, keyboard), (vec![], vec![], 0), "switched off");
}

/// A shell with job control that runs the program.
fn shell(home: &Home) -> Line {
    fs::write(home.path("inputrc"), "set enable-bracketed-paste off\n").unwrap();
    let mut command = CommandBuilder::new("/bin/bash");
    command.args(["--norc", "--noprofile", "-i"]);
    let mut line = Line::run(command, home, (120, 40));
    line.reads("ready> ");
    line.writes(&format!("{PROGRAM}\n"));
    line.reads("No jobs yet.");
    line
}

fn home_of_a_shell() -> Home {
    for_a_shell(Home::new())
}

fn for_a_shell(home: Home) -> Home {
    let home = home.with("PS1", "ready> ");
    let inputrc = home.path("inputrc").display().to_string();
    home.with("INPUTRC", &inputrc)
}

/// Everything from here on is new.
fn anew(line: &mut Line) {
    line.bytes.clear();
}

/// The program, which the shell started.
fn program_of(line: &Line) -> Pid {
    let shell = line.pid().as_raw_nonzero();
    let children = fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
    Pid::from_raw(children.trim().parse().unwrap()).unwrap()
}

/// Leaves the program, then the shell.
fn leaves(line: &mut Line) {
    let before = std::mem::take(&mut line.bytes);
    line.writes("\x03");
    line.reads("ready> ");
    line.writes("exit\n");
    line.reads_to_the_end();
    line.bytes.splice(..0, before);
}

#[test]
fn it_is_suspended_and_comes_back_whole() {
    let home = home_of_a_shell();
    let mut line = shell(&home);
    for way in ["key", "signal"] {
        match way {
            "key" => line.writes("\x1a"),
            _ => kill_process(program_of(&line), Signal::TSTP).unwrap(),
        }
        line.reads("Stopped");
        is_plain(&line);
        line.reads("\x1b[?1049l\x1b[?25h");
        // the shell has the line, and the size changes meanwhile
        line.writes("/bin/stty -a\n");
        line.reads(" icanon");
        line.resizes(100, 30);
        thread::sleep(QUIET);
        anew(&mut line);
        line.writes("fg\n");
        line.reads("No jobs yet.");
        let modes = Modes::after(&line.bytes);
        let used = [7, 25, 1000, 1004, 1006, 1049, 2004];
        let all: Vec<_> = modes.on.iter().chain(&modes.off).collect();
        assert!(
            used.iter().all(|mode| *mode == 25 || all.contains(&mode)),
            "{way}: {modes:?}"
        );
        assert_eq!(modes.keyboard, 1);
    }
    leaves(&mut line);
    is_plain(&line);
}

#[test]
fn whoever_stops_it_learns_who_looks_at_its_jobs() {
    let home = home_of_a_shell();
    let mut line = shell(&home);
    sends(&mut line, "[stick]");
    line.reads("queued");
    thread::sleep(QUIET);
    line.writes("\x1a");
    line.reads("Type fg to come back");
    line.reads("[1]+  Stopped");
    thread::sleep(QUIET);
    anew(&mut line);
    line.writes("fg\n");
    line.reads("New job");
    leaves(&mut line);
}

/// Writes this word into the prompt, which has the focus, and sends it.
fn sends(line: &mut Line, prompt: &str) {
    line.writes(prompt);
    line.reads(prompt);
    thread::sleep(QUIET);
    line.writes("\x13");
}

#[test]
fn who_is_suspended_holds_up_no_other_window_and_finds_what_became_of_its_jobs() {
    let status = Arc::new(Mutex::new("queued"));
    let told = status.clone();
    let service = StandIn::start(move |request| {
        let status = *told.lock().unwrap();
        if request.line.starts_with("POST") {
            ok(ACCEPTED)
        } else if request.line.ends_with("req_1") {
            ok(format!(
                r#"{{"success":true,"requestId":"req_1","status":"{status}","output":null,"error":null}}"#
            ))
        } else {
            Answer::Json(404, "{}".into())
        }
    });
    let looks = || service.seen("GET /api/open/v1/video/generations/req_1").len();
    let home = for_a_shell(home_with_key(&service));
    let mut first = shell(&home);
    sends(&mut first, "boat");
    first.reads("queued");
    first.writes("\x1a");
    first.reads("[1]+  Stopped");
    first.reads("unless another window of this ledger is open");
    let (before, mut second) = (looks(), home.start());
    second.shows("queued");
    eventually("the second asks", || looks() > before);
    *status.lock().unwrap() = "failed";
    second.shows("failed");
    let asked = looks();
    anew(&mut first);
    first.writes("fg\n");
    first.reads("failed");
    // it looks on, and takes over once more when the other is gone
    *status.lock().unwrap() = "queued";
    first.writes("n");
    sends(&mut first, "again");
    second.shows("queued");
    eventually("somebody asks", || looks() > asked);
    second.quits();
    let before = looks();
    eventually("the first asks", || looks() > before);
    leaves(&mut first);
    assert_eq!(service.seen("POST").len(), 2);
}

/// A service that answers the first submit when the test does.
fn slow_service() -> (Sender<String>, StandIn) {
    let (answer, held) = later();
    let mut held = Some(held);
    let service = StandIn::start(move |request| {
        let first = held.take_if(|_| request.line.starts_with("POST"));
        first.unwrap_or(Answer::Json(404, "{}".into()))
    });
    (answer, service)
}

/// `Ctrl-Z` while the answer to a submit is awaited: the terminal is given back, and it goes on until then.
fn suspended_while_it_sends(home: &Home, service: &StandIn) -> Line {
    let mut line = shell(home);
    sends(&mut line, "boat");
    line.reads("sending");
    eventually("it is at the service", || service.seen("POST").len() == 1);
    line.writes("\x1a");
    line.reads("Ctrl-Z stops it now");
    line
}

#[test]
fn a_suspension_waits_for_the_answer_to_a_submit() {
    let (answer, service) = slow_service();
    let home = for_a_shell(home_with_key(&service));
    let mut first = suspended_while_it_sends(&home, &service);
    is_plain(&first);
    // what is typed by now is for the shell
    first.writes("echo $((6 * 7))\n");
    answer.send(ACCEPTED.into()).unwrap();
    first.reads("[1]+  Stopped");
    first.reads("\r\n42\r\n");
    let mut second = home.start();
    second.shows("queued");
    anew(&mut first);
    first.writes("fg\n");
    first.reads("queued");
    second.quits();
    leaves(&mut first);
    assert_eq!(service.seen("POST").len(), 1, "paid once");
}

#[test]
fn an_answer_that_comes_while_it_is_stopped_is_not_lost() {
    let (answer, service) = slow_service();
    let home = for_a_shell(home_with_key(&service));
    let mut first = suspended_while_it_sends(&home, &service);
    first.writes("\x1a");
    first.reads("[1]+  Stopped");
    let mut second = home.start();
    second.shows("sending");
    answer.send(ACCEPTED.into()).unwrap();
    anew(&mut first);
    first.writes("fg\n");
    first.reads("queued");
    second.shows("queued");
    second.quits();
    leaves(&mut first);
    assert_eq!(service.seen("POST").len(), 1, "paid once");
}

#[test]
fn a_stop_that_it_could_not_see_is_mended_when_it_goes_on() {
    let home = home_of_a_shell();
    let mut line = shell(&home);
    let program = program_of(&line);
    kill_process(program, Signal::STOP).unwrap();
    line.reads("Stopped");
    line.writes("\x15/bin/stty sane; printf '\\033[?1049l\\033[?2004l'\n");
    line.reads("\x1b[?2004l");
    anew(&mut line);
    line.writes("fg\n");
    line.reads("No jobs yet.");
    line.writes("still raw");
    line.reads("about 40 credits");
    leaves(&mut line);
    let Modes { on, off, keyboard, .. } = Modes::after(&line.bytes);
    assert_eq!(
        (on, off, keyboard),
        (vec![], vec![], -1),
        "what was pushed before the stop is taken away"
    );
}

#[test]
fn where_no_shell_would_continue_it_it_does_not_stop() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.presses(Key::Ctrl('z'));
    dashboard.shows("Nothing would bring it back");
    dashboard.quits();
}

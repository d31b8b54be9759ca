//! Text that attacks the terminal, on every road to it: what the service answers, what is pasted, arguments, settings, logs.

use std::fs;
use std::sync::Mutex;
use std::thread;

use crokey::key;
use portable_pty::CommandBuilder;
use rand::RngExt;
use rand::rngs::StdRng;
use seedance_tui::api::Client;
use seedance_tui::app::{Message, Mode, Purpose};
use seedance_tui::engine;
use seedance_tui::job::{Answer, Details, Draft, Event, Job, Poll, Snapshot, Status};

use super::Run;
use crate::screens::board::{Screen, accepted, ago, answered, page, remote, request, sent};
use crate::support::server::{Act, Server, answer};
use crate::terminal::dashboard::{Home, PROGRAM, QUIET, eventually};
use crate::terminal::line::Line;
use crate::terminal::live::home_with_key;
use crate::terminal::stand_in::{Answer as Said, StandIn, ok};

/// Each would do something to some terminal, or lie to the reader.
const ATTACKS: &[&str] = &[
    "\x1b[31;5mPWN",
    "\x1b[2J\x1b[3J\x1b[HPWN",
    "\x1b]0;PWN\x07",
    "\x1b]2;PWN\x1b\\",
    "\x1b]8;;https://evil.example/\x1b\\PWN\x1b]8;;\x1b\\",
    "\x1b]52;c;UFdO\x07",
    "\x1b]9;PWN\x07",
    "\x1b]777;notify;PWN;PWN\x07",
    "\x1b]1337;File=inline=1:UFdO\x07",
    "\x1bP$qm\x1b\\PWN",
    "\x1b_Ga=T;UFdO\x1b\\",
    "\x1b^PWN\x1b\\",
    "\x1b[?1049lPWN",
    "\x1b[?2026hPWN",
    "\x1b[6n\x1b[c\x1b[>cPWN",
    "\x1b[21tPWN",
    "\x1bcPWN",
    "\x1b#8PWN",
    "\u{9b}31mPWN\u{9d}0;PWN\u{9c}\u{90}PWN\u{9c}",
    "PWN\x07\x08\x08\x0b\x0c\x0e\x0f\x7f\0PWN",
    "safe\rPWN",
    "\u{202e}NWP\u{202c} \u{2066}PWN\u{2069} \u{200f}\u{61c}PWN",
    "P\u{200b}W\u{feff}N\u{2060}\u{ad}\u{180e}",
    "\u{e0050}\u{e0057}\u{e004e}\u{e007f}PWN",
    "PWN\u{2028}PWN\u{2029}PWN",
    "\x1b\u{301}[31mPWN",
    "\x1b\u{200d}]0;PWN\u{200d}\x07",
];

/// It acts on the terminal or on how the rest is read, and is not a part of any script.
fn is_harmful(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}' | '\u{fff9}'..='\u{fffb}')
}

fn attack(random: &mut StdRng) -> String {
    let mut text = String::new();
    for _ in 0..random.random_range(1..4) {
        match random.random_range(0..4) {
            0 => {
                let letters = (0..random.random_range(1..20)).map(|_| char::from(random.random_range(0..=255_u8)));
                text.extend(letters);
            }
            1 => {
                let letters = (0..random.random_range(1..10)).filter_map(|_| {
                    let planes = [
                        0x200a..0x2070,
                        0x300..0x370,
                        0xe000..0xf8ff,
                        0xfe00..0xfe10,
                        0x1f1e6..0x1f200,
                    ];
                    let plane = planes[random.random_range(0..planes.len())].clone();
                    char::from_u32(random.random_range(plane))
                });
                text.extend(letters);
            }
            _ => text.push_str(ATTACKS[random.random_range(0..ATTACKS.len())]),
        }
    }
    text
}

/// An answer's body: of the right shape with attacks in its fields, and now and then not even that.
fn body(random: &mut StdRng) -> Vec<u8> {
    let mut text = || serde_json::to_string(&attack(random)).unwrap();
    let (a, b, c, d) = (text(), text(), text(), text());
    let body = match random.random_range(0..9) {
        0 => format!(r#"{{"success":true,"requestId":{a},"status":{b},"creditsCharged":40}}"#),
        1 => format!(r#"{{"success":true,"requestId":"req_1","status":{a},"creditsCharged":{b}}}"#),
        2 => format!(r#"{{"success":false,"error":{{"code":{a},"message":{b}}}}}"#),
        3 => format!(r#"{{"success":false,"error":{a}}}"#),
        4 => format!(
            r#"{{"success":true,"status":"failed","model":{c},"prompt":{d},"output":null,"error":{{"code":{a},"message":{b}}}}}"#
        ),
        5 => format!(
            r#"{{"success":true,"status":"succeeded","output":{{"type":"video","url":{a}}},"error":null,"x":{b}}}"#
        ),
        6 => format!(
            r#"{{"success":true,"models":[{{"id":{a},"name":{b},"aspectRatios":[{c}],"durations":[5],"resolutions":[{d}]}}]}}"#
        ),
        7 => format!(r#"{{"success":true,"status":{a},{b}:{c}}}"#),
        _ => format!("<html><title>{a}</title>{b}</html>"),
    };
    let mut body = body.into_bytes();
    if random.random_bool(0.3) {
        for _ in 0..random.random_range(1..6) {
            let at = random.random_range(0..body.len());
            match random.random_range(0..3) {
                0 => body[at] = random.random_range(0..=255),
                1 => body.truncate(at.max(1)),
                _ => body.insert(at, random.random_range(0..=255)),
            }
        }
    }
    body
}

const STATUS: [&str; 12] = [
    "200 OK",
    "200 OK",
    "200 OK",
    "200 OK",
    "400 Bad Request",
    "401 Unauthorized",
    "402 Payment Required",
    "404 Not Found",
    "409 Conflict",
    "429 Too Many Requests",
    "500 Oh",
    "302 Found",
];

#[track_caller]
fn shows_nothing_harmful(screen: &mut Screen, size: (u16, u16), what: &str) {
    let buffer = screen.buffer(size.0, size.1);
    for cell in &buffer.content {
        assert!(!cell.symbol().contains(is_harmful), "{:?}: {what}", cell.symbol());
    }
    let title = screen.app.window_title();
    assert!(!title.contains(is_harmful), "{title:?}: {what}");
}

fn seen_by(screen: &mut Screen, message: Message, size: (u16, u16), what: &str) {
    screen.tell(message);
    shows_nothing_harmful(screen, size, what);
}

/// One request on one of the roads, its answer shown; the job as it is after that.
async fn asked(
    mut job: Job,
    client: &Client,
    random: &mut StdRng,
    screen: &mut Screen,
    (size, what): ((u16, u16), &str),
) -> Job {
    let id = job.id;
    match random.random_range(0..4) {
        0 => {
            job = sent(1, 60, request(&attack(random)));
            let (outcome, kept) = client.submit("{}".into()).await;
            job.apply(&answered(&job, outcome.clone(), kept), ago(1));
            let submitted = engine::Message::Submitted {
                id,
                token: job.token.unwrap(),
                outcome,
                answer: None,
                kept: Ok(Some(Box::new(job.clone()))),
            };
            seen_by(screen, Message::Engine(submitted), size, what);
        }
        1 => {
            let poll = client.status(&remote(1), ago(1)).await;
            if let Poll::Seen(seen) = &poll {
                job.apply(&Event::seen(*seen.clone()), ago(1));
            }
            seen_by(
                screen,
                Message::Engine(engine::Message::Polled { id, poll }),
                size,
                what,
            );
        }
        2 => {
            let outcome = client.cancel(&remote(1)).await;
            seen_by(
                screen,
                Message::Engine(engine::Message::CancelAnswered { id, outcome }),
                size,
                what,
            );
        }
        _ => {
            let models = client.models().await;
            seen_by(screen, Message::Engine(engine::Message::Models(models)), size, what);
            screen
                .press(key!(tab))
                .press(key!(tab))
                .press(key!(tab))
                .press(key!(right));
            shows_nothing_harmful(screen, size, what);
            screen.press(key!(esc));
        }
    }
    job
}

/// So many answers, read by the client and shown in the list, in the details and in what is said about them.
async fn read_and_shown(mut random: StdRng, cases: usize) {
    let next = std::sync::Arc::new(Mutex::new(vec![]));
    let told = next.clone();
    let server = Server::scripted(move |_| Act::Say(told.lock().unwrap().clone())).await;
    let client = server.client();
    let mut screen = Screen::new(Mode::Sandbox, &Draft::default());
    for number in 0..cases {
        if number % 40 == 0 {
            screen = Screen::new(Mode::Live("host".into()), &Draft::default());
            screen.engine(engine::Message::Holding);
            let job = accepted(1, 60, request("x"), None);
            screen.tell(page(&[job], 1)).press(key!(esc)).press(key!(enter));
        }
        let body = body(&mut random);
        let status = STATUS[random.random_range(0..STATUS.len())];
        *next.lock().unwrap() = answer(status, &["Content-Type: application/json"], &body);
        let what = format!("{status} {:?}", String::from_utf8_lossy(&body));
        let size = [(120, 40), (80, 24), (160, 50), (44, 12)][random.random_range(0..4)];
        let mut job = accepted(1, 60, request(&attack(&mut random)), None);
        let id = job.id;
        job = asked(job, &client, &mut random, &mut screen, (size, &what)).await;
        // whatever the client made of it, its bytes are kept and shown
        let raw = Answer {
            http_status: Some(200),
            body: body.clone(),
        };
        let snapshot = Snapshot {
            asked_at: ago(0),
            status: Status::from_service(&attack(&mut random)),
            video_url: Some(attack(&mut random)),
            failure: None,
            model: Some(attack(&mut random)),
            prompt: Some(attack(&mut random)),
            aspect_ratio: None,
            duration: None,
            answer: raw.clone(),
        };
        if random.random_bool(0.3) {
            job.apply(&Event::seen(snapshot), ago(0));
        }
        screen.tell(page(std::slice::from_ref(&job), 1));
        let details = Details {
            job,
            intents: vec![],
            submit_answer: Some(raw.clone()),
            last_answer: Some(raw),
        };
        let details = Message::Details {
            id,
            purpose: Purpose::Show,
            details: Ok(Some(Box::new(details))),
        };
        seen_by(&mut screen, details, size, &what);
        screen.press(key!(pagedown));
        shows_nothing_harmful(&mut screen, size, &what);
    }
}

#[test]
fn no_answer_reaches_the_screen_as_anything_but_text() {
    let run = Run::begin("hostile answers");
    let cases: usize = run.size(600, 100_000);
    thread::scope(|scope| {
        for part in 0..2 {
            let random = run.random(part);
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(read_and_shown(random, cases / 2));
            });
        }
    });
    run.ends(&format!(
        "{cases} answers read and drawn, 0 control sequences, 0 panics"
    ));
}

/// What the program itself says to a terminal, by its last letter. None of the attacks is spelled so.
const OURS: &str = "HJKmhlutABCDXGdrq";

/// A bell with its notice, and a text for the clipboard.
const RING: &str = "\x07\x1b]9;";
const COPY: &str = "\x1b]52;c;";

/// Every sequence is spelled as ours are, and none comes out of an attack.
#[track_caller]
fn holds_no_attack(bytes: &[u8], attacks: &[String]) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    // the last words stand on lines of their own
    let (drawn, last_words) = text.rsplit_once("\x1b[?1049l").unwrap();
    let mut rest = drawn;
    assert!(
        !last_words
            .replace("\r\n", "")
            .replace("\x1b[?25h", "")
            .contains(is_harmful),
        "{last_words:?}"
    );
    while let Some(at) = rest.find(is_harmful) {
        let tail = &rest[at..];
        let length = if let Some(body) = tail.strip_prefix("\x1b[") {
            let end = body.find(|letter: char| ('@'..='~').contains(&letter)).unwrap();
            assert!(OURS.contains(&body[end..=end]), "{:?}", &tail[..end + 3]);
            end + 3
        } else if let Some(body) = tail.strip_prefix("\x1b]2;seedance-tui") {
            let end = body.find('\x07').unwrap();
            assert!(!body[..end].contains(is_harmful), "{:?}", &body[..end]);
            tail.len() - body.len() + end + 1
        } else if let Some(body) = tail.strip_prefix(RING) {
            let end = body.find('\x07').unwrap();
            assert!(!body[..end].contains(is_harmful), "{:?}", &body[..end]);
            RING.len() + end + 1
        } else if let Some(body) = tail.strip_prefix(COPY) {
            let end = body.find("\x1b\\").unwrap();
            let encoded = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '/' | '=');
            assert!(body[..end].chars().all(encoded), "{:?}", &body[..end]);
            COPY.len() + end + 2
        } else {
            panic!("{:?}", tail.chars().take(40).collect::<String>());
        };
        rest = &tail[length..];
    }
    for part in attacks.iter().flat_map(|attack| attack.split_inclusive("PWN")) {
        assert!(
            !(part.contains('\x1b') && part.len() > 4 && text.contains(part)),
            "{part:?}"
        );
    }
}

/// A service that attacks with everything it says; of the job `req_N` with the attack of that number.
fn attacking(attacks: &[String]) -> StandIn {
    let attacks = attacks.to_vec();
    let mut accepted = 0;
    StandIn::start(move |request| {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        if request.line.starts_with("POST") && !request.line.ends_with("/cancel") {
            accepted += 1;
            let attack = quoted(&attacks[(accepted - 1) % attacks.len()]);
            return match accepted % 4 {
                0 => Said::Json(
                    400,
                    format!(r#"{{"success":false,"error":{{"code":{attack},"message":{attack}}}}}"#),
                ),
                1 => Said::Json(502, format!("<html>{}", attacks[(accepted - 1) % attacks.len()])),
                _ => ok(format!(
                    r#"{{"success":true,"requestId":"req_{accepted}","status":{attack},"creditsCharged":40}}"#
                )),
            };
        }
        let number: usize = request
            .line
            .rsplit("req_")
            .next()
            .and_then(|id| id.parse().ok())
            .unwrap_or(1);
        let attack = quoted(&attacks[(number - 1) % attacks.len()]);
        if number.is_multiple_of(3) {
            ok(format!(
                r#"{{"success":true,"requestId":"req_{number}","status":{attack},"output":{{"url":{attack}}}}}"#
            ))
        } else {
            ok(format!(
                r#"{{"success":true,"requestId":"req_{number}","status":"failed","error":{{"code":{attack},"message":{attack}}}}}"#
            ))
        }
    })
}

/// How many bytes that are, and whether it rang and copied among them.
fn all_that_the_dashboard_says(attacks: &[String]) -> (usize, [bool; 2]) {
    let service = attacking(attacks);
    let home = home_with_key(&service).with("SEEDANCE_TUI_LOG_LEVEL", "trace");
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    let all = line.reads_on();
    // nobody looks, so each end of a job rings
    line.writes("\x1b[O");
    for (number, attack) in (1..).zip(attacks) {
        thread::sleep(QUIET);
        line.writes("\x01");
        line.writes(&format!(
            "\x1b[200~{number} {}\x1b[201~",
            attack.replace("\x1b[201~", "")
        ));
        eventually("it is sent", || {
            thread::sleep(QUIET);
            line.writes("\x13");
            thread::sleep(QUIET * 2);
            service.seen("POST").len() >= number
        });
    }
    line.writes("\x1b");
    thread::sleep(QUIET);
    line.writes("g");
    for _ in attacks {
        thread::sleep(QUIET / 3);
        line.writes("yj");
    }
    line.writes("g");
    for _ in attacks {
        thread::sleep(QUIET);
        // the details, all of them; what may be copied of them; why it is not opened; and back to the next row
        for keys in ["\r", "\x1b[6~", "\x1b[6~", "r", "y", "Y", "o", "u", "\x1b", "\x1b", "j"] {
            line.writes(keys);
            thread::sleep(QUIET / 3);
        }
    }
    for attack in attacks {
        line.writes("/");
        line.writes(&format!("\x1b[200~{}\x1b[201~", attack.replace("\x1b[201~", "")));
        thread::sleep(QUIET / 3);
        line.writes("\x1b");
        thread::sleep(QUIET / 3);
    }
    line.writes("\x03");
    let code = line.child.wait().unwrap().exit_code();
    let mut bytes = std::mem::take(&mut line.bytes);
    drop(line);
    bytes.extend(all.join().unwrap());
    let end = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(1000)..]);
    assert_eq!(code, 0, "{end:?}");
    holds_no_attack(&bytes, attacks);
    let text = String::from_utf8_lossy(&bytes);
    let roads = [RING, COPY].map(|road| text.contains(road));
    for file in home
        .files()
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "log"))
    {
        let log = fs::read_to_string(file).unwrap();
        assert!(!log.contains(|letter| letter != '\n' && is_harmful(letter)), "{log:?}");
    }
    (bytes.len(), roads)
}

/// A command line, and variables of its environment.
type Started<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);

/// Arguments, settings and paths: on stdout or stderr, in a terminal.
fn all_that_commands_say(attack: &str) -> usize {
    let attack = &attack.replace('\0', "");
    let home = Home::new();
    let evil = home.path("home").join(attack.replace('/', "|"));
    fs::write(
        home.path("config.toml"),
        format!("[ui]\n{} = 1\n", serde_json::to_string(attack).unwrap()),
    )
    .unwrap();
    fs::write(
        home.path("theme.toml"),
        format!("[ui]\ntheme = {}\n", serde_json::to_string(attack).unwrap()),
    )
    .unwrap();
    fs::write(home.path("raw.toml"), attack).unwrap();
    let quoted = serde_json::to_string(attack).unwrap();
    fs::write(home.path("key.toml"), format!("api_key_command = [{quoted}]\n")).unwrap();
    let at = |name: &str| home.path(name).display().to_string();
    let commands: &[Started] = &[
        (&[attack], &[]),
        (&[&format!("--{attack}")], &[]),
        (&["paths", attack], &[]),
        (&["--base-url", attack], &[]),
        (&["--config", attack, "paths"], &[]),
        (&["--config", &at("config.toml"), "paths"], &[]),
        (&["--config", &at("theme.toml"), "paths"], &[]),
        (&["--config", &at("raw.toml"), "paths"], &[]),
        (&["--data-dir", attack, "paths"], &[]),
        (&["--api-key-file", attack], &[]),
        (&["paths"], &[("SEEDANCE_TUI_UI_THEME", attack)]),
        (&["paths"], &[("SEEDANCE_TUI_POLL_FIRST", attack)]),
        (&["paths"], &[("XDG_DATA_HOME", evil.to_str().unwrap())]),
        (
            &["paths"],
            &[(&format!("SEEDANCE_TUI_{}", attack.replace('=', "")), "1")],
        ),
        (&[], &[("SEEDANCE_API_KEY", attack)]),
        (&["--config", &at("key.toml")], &[]),
        (&["--api-key-file", &at("raw.toml")], &[]),
        (&[], &[("SEEDANCE_BASE_URL", attack)]),
        (&["sandbox", "--listen", attack], &[]),
        (&["sandbox", "--fault", attack], &[]),
        (&["sandbox", "--pace", attack], &[]),
        (&["fill", "--jobs", attack], &[]),
    ];
    let mut said = 0;
    for (arguments, variables) in commands {
        let mut command = CommandBuilder::new("/usr/bin/env");
        command.args(variables.iter().map(|(name, value)| format!("{name}={value}")));
        command.arg(PROGRAM);
        command.args(*arguments);
        let mut line = Line::run(command, &home, (120, 40));
        line.reads_to_the_end();
        let text = String::from_utf8(std::mem::take(&mut line.bytes)).unwrap();
        let harmful = text.replace("\r\n", "").find(is_harmful);
        assert_eq!(harmful, None, "{arguments:?} {variables:?}: {text:?}");
        assert!(!text.is_empty(), "{arguments:?} {variables:?}");
        said += text.len();
    }
    said
}

#[test]
fn no_road_of_the_real_program_lets_an_attack_through() {
    let run = Run::begin("hostile text");
    let mut random = run.random(9);
    let mut attacks: Vec<_> = ATTACKS.iter().map(|attack| (*attack).to_owned()).collect();
    let fuzzed = run.size(0, 100);
    attacks.extend((0..fuzzed).map(|_| attack(&mut random)));
    let shown = thread::scope(|scope| {
        let each: Vec<_> = attacks
            .chunks(run.size(14, 32))
            .map(|some| scope.spawn(|| all_that_the_dashboard_says(some)))
            .collect();
        each.into_iter().map(|each| each.join().unwrap()).collect::<Vec<_>>()
    });
    for road in 0..2 {
        assert!(shown.iter().any(|(_, roads)| roads[road]), "road {road} is tried too");
    }
    let shown: usize = shown.into_iter().map(|(bytes, _)| bytes).sum();
    let step = run.size(5, 1);
    let said: usize = attacks
        .iter()
        .step_by(step)
        .map(|attack| all_that_commands_say(attack))
        .sum();
    run.ends(&format!(
        "{} attacks in the dashboard ({shown} bytes drawn) and on 22 command lines ({said} bytes said), 0 sequences but our own",
        attacks.len()
    ));
}

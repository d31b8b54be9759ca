//! With a key, against a stand-in of the service: what is sent, what is shown, and where the key does not go.

use std::fs;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use termlens::Key;

use super::dashboard::{Dashboard, Home, QUIET, eventually};
use super::line::Line;
use super::stand_in::{Answer, KEY, Request, StandIn, ok};

const GENERATIONS: &str = "/api/open/v1/video/generations";
const ACCEPTED: &str = r#"{"success":true,"requestId":"req_1234567890","status":"queued","creditsCharged":40}"#;
const VIDEO: &str = "https://pub-your-bucket.r2.dev/open-api-results/req_1234567890.mp4?a=1&b=%24(x);y|z#t=2";

/// What the stand-in says of the one job now.
#[derive(Clone)]
struct Told(Arc<Mutex<String>>);

impl Told {
    fn new(status: &str) -> Self {
        Self(Arc::new(Mutex::new(String::new()))).is(status)
    }

    fn is(self, status: &str) -> Self {
        *self.0.lock().unwrap() = format!(
            r#"{{"success":true,"requestId":"req_1234567890","status":"{status}","output":null,"error":null}}"#
        );
        self
    }

    fn succeeded(&self) {
        *self.0.lock().unwrap() = format!(
            r#"{{"success":true,"requestId":"req_1234567890","status":"succeeded","model":"seedance-2.0",
                "output":{{"type":"video","url":"{VIDEO}"}},"error":null}}"#
        );
    }
}

/// The service with one job.
fn service(told: &Told) -> StandIn {
    let told = told.clone();
    StandIn::start(move |request: &Request| {
        if request.line == format!("POST {GENERATIONS}") {
            ok(ACCEPTED)
        } else if request.line == format!("POST {GENERATIONS}/req_1234567890/cancel") {
            let cancelled = told.clone().is("cancelled");
            ok(cancelled.0.lock().unwrap().clone())
        } else if request.line == format!("GET {GENERATIONS}/req_1234567890") {
            ok(told.0.lock().unwrap().clone())
        } else {
            Answer::Json(
                404,
                r#"{"success":false,"error":{"code":"not_found","message":"no"}}"#.into(),
            )
        }
    })
}

/// A home with a key for the stand-in, that looks often.
pub fn home_with_key(service: &StandIn) -> Home {
    Home::new()
        .with("SEEDANCE_API_KEY", KEY)
        .with("SEEDANCE_BASE_URL", &service.base_url())
        .with("SEEDANCE_TUI_POLL_FIRST", "100ms")
        .with("SEEDANCE_TUI_POLL_EVERY", "250ms")
}

fn start(home: &Home, service: &StandIn) -> Dashboard {
    let mut dashboard = home.start();
    dashboard.shows(&format!("LIVE {}", service.host()));
    dashboard.shows("No jobs yet.");
    dashboard
}

#[test]
fn a_job_is_sent_once_as_documented_and_its_video_opens_in_the_browser() {
    let told = Told::new("queued");
    let service = service(&told);
    let home = home_with_key(&service);
    let (address, environment) = (home.path("address"), home.path("environment"));
    home.program(
        "xdg-open",
        &format!(
            "export -p > '{1}'\nprintf '%s\\n' \"$#\" \"$@\" > '{0}.part'\nexec /bin/mv '{0}.part' '{0}'\n",
            address.display(),
            environment.display()
        ),
    );
    let mut dashboard = start(&home, &service);
    dashboard.sends("A river, \"autumn\" \\ forest");
    dashboard.shows("queued");
    told.clone().is("processing");
    dashboard.shows("processing");
    told.succeeded();
    dashboard.shows("● succeeded");

    let submits = service.seen(&format!("POST {GENERATIONS}"));
    assert_eq!(submits.len(), 1, "{submits:?}");
    let token_at = submits[0].body.rfind(":\"").unwrap() + 2;
    let (body, token) = submits[0].body.split_at(token_at);
    assert_eq!(
        body,
        r#"{"model":"seedance-2.0","prompt":"A river, \"autumn\" \\ forest","aspectRatio":"16:9","duration":5,"resolution":"720p","metadata":{"seedance_tui_intent":""#
    );
    assert!(token.len() > 30 && token.ends_with("\"}}"), "{token}");
    assert_eq!(
        submits[0].header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    assert_eq!(submits[0].header("content-type"), Some("application/json"));

    dashboard.goes_to_the_list();
    dashboard.presses(Key::Char('o'));
    eventually("the browser is started", || fs::exists(&address).unwrap());
    assert_eq!(fs::read_to_string(&address).unwrap(), format!("1\n{VIDEO}\n"));
    let environment = fs::read_to_string(&environment).unwrap();
    assert!(
        environment.contains("PATH=") && !environment.contains("API_KEY"),
        "{environment}"
    );
    assert!(!environment.contains(KEY), "{environment}");
    dashboard.shows("Opening the video in the browser.");
    dashboard.quits();
    assert_eq!(service.seen(&format!("POST {GENERATIONS}")).len(), 1);
    keeps_the_key_out(&home);
}

#[test]
fn without_a_browser_the_whole_link_is_shown_and_copied() {
    let told = Told::new("queued");
    told.succeeded();
    let service = service(&told);
    let home = home_with_key(&service);
    let mut dashboard = start(&home, &service);
    dashboard.sends("nobody shows it");
    dashboard.shows("● succeeded");
    dashboard.goes_to_the_list();
    dashboard.presses(Key::Char('o'));
    dashboard.shows("No browser could be started here.");
    let screen = dashboard.terminal.screen();
    // the card is narrower than the link
    let shown: String = screen.text().split(['│', '\n']).map(str::trim).collect();
    assert!(shown.contains(VIDEO), "{screen}");
    assert_eq!(screen.clipboard().unwrap().text(), Some(VIDEO));
    dashboard.quits();
}

#[test]
fn a_job_is_cancelled_after_a_yes_and_goes_on_without_it() {
    let told = Told::new("processing");
    let service = service(&told);
    let home = home_with_key(&service);
    let mut dashboard = start(&home, &service);
    dashboard.sends("to be stopped");
    dashboard.shows("processing");
    dashboard.goes_to_the_list();
    dashboard.presses(Key::Char('c'));
    dashboard.shows("Cancel this job?");
    dashboard.presses(Key::Enter);
    dashboard.until(|screen| !screen.contains("Cancel this job?"), "Enter is no");
    assert_eq!(service.seen(&format!("POST {GENERATIONS}/")).len(), 0);
    // a plain quit says that it goes on
    dashboard.presses(Key::Char('q'));
    assert_eq!(dashboard.ends().code(), Some(0));
    let said = dashboard.terminal.screen().text();
    assert_eq!(
        said.trim(),
        "1 paid job goes on at the service; start seedance-tui again to see it."
    );

    let mut dashboard = home.start();
    dashboard.shows("processing");
    dashboard.presses_alone(Key::Char('c'));
    dashboard.shows("Cancel this job?");
    dashboard.presses_alone(Key::Char('y'));
    dashboard.shows("cancelled");
    assert_eq!(
        service.seen(&format!("POST {GENERATIONS}/req_1234567890/cancel")).len(),
        1
    );
    dashboard.quits();
}

/// A refusal that repeats the key, the log at its most talkative, and the very bytes to the terminal.
#[test]
fn the_key_is_nowhere_but_in_the_header() {
    let service = StandIn::start(|request| {
        if request.line.starts_with("GET") {
            return Answer::Json(404, "{}".into());
        }
        Answer::Json(
            401,
            format!(r#"{{"success":false,"error":{{"code":"unauthorized","message":"Invalid API key {KEY}"}}}}"#),
        )
    });
    let home = home_with_key(&service).with("SEEDANCE_TUI_LOG_LEVEL", "trace");
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    line.writes("refused");
    line.reads("7");
    thread::sleep(QUIET);
    line.writes("\x13");
    line.reads("rejected");
    line.writes("\x03");
    assert_eq!(line.reads_to_the_end(), 0);
    let said = String::from_utf8_lossy(&line.bytes).into_owned();
    assert!(!said.contains(KEY) && !said.contains("0123456789"), "{said:?}");
    keeps_the_key_out(&home);
}

#[track_caller]
fn keeps_the_key_out(home: &Home) {
    let files = home.files();
    assert!(files.iter().any(|path| path.ends_with("jobs.db")), "{files:?}");
    for path in files {
        let bytes = fs::read(&path).unwrap();
        let found = bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes());
        assert!(!found, "the key is in {}", path.display());
    }
}

/// The command that prints the key, and the browser, are programs of others.
#[test]
fn no_program_that_is_started_gets_the_key_along() {
    let told = Told::new("queued");
    told.succeeded();
    let service = service(&told);
    let home = Home::new()
        .with("SEEDANCE_BASE_URL", &service.base_url())
        .with("SEEDANCE_TUI_POLL_FIRST", "100ms")
        // no key, and so the command is asked; but not for it to hand on
        .with("SEEDANCE_API_KEY", "");
    let noted = |program: &str| home.path(&format!("noted-by-{program}"));
    let note = |program: &str| {
        format!(
            "{{ export -p; printf '%s\\n' \"$0\" \"$@\"; }} > '{0}.part'\n/bin/mv '{0}.part' '{0}'\n",
            noted(program).display()
        )
    };
    home.program("keeper", &format!("{}echo {KEY}\n", note("keeper")));
    home.program("xdg-open", &note("xdg-open"));
    fs::create_dir_all(home.path("config/seedance-tui")).unwrap();
    fs::write(
        home.path("config/seedance-tui/config.toml"),
        "api_key_command = \"keeper seedance\"\n",
    )
    .unwrap();
    let mut dashboard = start(&home, &service);
    dashboard.sends("kept by others");
    dashboard.shows("● succeeded");
    dashboard.goes_to_the_list();
    dashboard.presses(Key::Char('o'));
    for program in ["keeper", "xdg-open"] {
        eventually(program, || fs::exists(noted(program)).unwrap());
        let noted = fs::read_to_string(noted(program)).unwrap();
        assert!(
            noted.contains("PATH=") && !noted.contains("SEEDANCE_API_KEY"),
            "{noted}"
        );
        assert!(!noted.contains(KEY), "{noted}");
    }
    dashboard.shows("Opening the video in the browser.");
    dashboard.quits();
    let sent = service.seen("POST");
    assert_eq!(sent[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    // the program that prints it holds it
    fs::remove_file(home.path("programs/keeper")).unwrap();
    keeps_the_key_out(&home);
}

#[test]
fn a_proxy_sees_nothing_of_a_service_on_this_machine() {
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let proxy = format!("http://{}", trap.local_addr().unwrap());
    let told = Told::new("processing");
    let service = service(&told);
    let mut home = home_with_key(&service);
    for name in [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ] {
        home = home.with(name, &proxy);
    }
    let mut dashboard = start(&home, &service);
    dashboard.sends("straight there");
    dashboard.shows("processing");
    dashboard.goes_to_the_list();
    dashboard.presses_alone(Key::Char('c'));
    dashboard.shows("Cancel this job?");
    dashboard.presses_alone(Key::Char('y'));
    dashboard.shows("cancelled");
    dashboard.quits();
    for line in ["GET ", &format!("POST {GENERATIONS}"), &format!("POST {GENERATIONS}/")] {
        assert!(!service.seen(line).is_empty(), "{line}");
    }
    let came = trap.accept();
    assert!(came.is_err(), "{came:?}");
}

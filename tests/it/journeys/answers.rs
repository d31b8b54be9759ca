//! Whatever the service answers to a submit, it is asked once, the row says what is known, and the program goes on.

use std::net::TcpListener;

use seedance_tui::job::Origin;

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;
use crate::support::server::{Act, Seen, answer};
use crate::support::service::{no_such_thing, refuse, say};

/// What the service does, the word of the row, and a part of the advice in the details.
fn answers() -> Vec<(&'static str, Act, &'static str, &'static str)> {
    let html = |status| Act::SayAndClose(answer(status, &["Content-Type: text/html"], "<h1>Sorry</h1>"));
    let there = "Location: http://127.0.0.1:9/elsewhere";
    let redirect = Act::SayAndClose(answer("307 Temporary Redirect", &[there], ""));
    let error = r#"{"success":false,"error":{"code":"insufficient_credits","message":"empty"}}"#;
    vec![
        ("400", refuse("400 Bad Request", "x"), "rejected", "Change the request"),
        ("402", refuse("402 Payment Required", "x"), "rejected", "Add credits"),
        (
            "403",
            refuse("403 Forbidden", "x"),
            "rejected",
            "This key may not do that",
        ),
        ("404", no_such_thing(), "rejected", "The service has no such address"),
        ("409", refuse("409 Conflict", "x"), "rejected", "not possible now"),
        (
            "422",
            refuse("422 Unprocessable", "x"),
            "rejected",
            "Change the request",
        ),
        ("429", refuse("429 Too Many", "x"), "rejected", "wants fewer requests"),
        ("500", refuse("500 Oh", "x"), "unknown", "Look on the service"),
        ("502", html("502 Bad Gateway"), "unknown", "Look on the service"),
        ("503", html("503 Unavailable"), "unknown", "Look on the service"),
        ("empty 200", say(""), "unknown", "Look on the service"),
        ("200 no", say(error), "rejected", "Add credits"),
        ("reset", Act::Reset, "unknown", "Look on the service"),
        ("307", redirect, "unknown", "Look on the service"),
    ]
}

#[test]
fn every_answer_to_a_submit_has_its_word_and_its_advice_and_is_asked_for_once() {
    for (name, act, word, advice) in answers() {
        let home = Home::new();
        let server = home.serve(move |seen| if seen.is_submit() { act.clone() } else { no_such_thing() });
        let dashboard = Dashboard::start(Options::live(&home, server.origin()));
        goes_on_after(dashboard, &format!("case {name}"), word, advice);
        assert_eq!(server.count(Seen::is_submit), 1, "{name}");
    }
}

#[test]
fn where_nobody_listens_nothing_was_sent_and_the_row_says_so() {
    let home = Home::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let origin = Origin::parse(&format!("http://{port}")).unwrap();
    let dashboard = Dashboard::start(Options::live(&home, origin));
    goes_on_after(dashboard, "nobody there", "not sent", "Nothing was delivered");
}

fn goes_on_after(dashboard: Dashboard, prompt: &str, word: &str, advice: &str) {
    dashboard.submit(prompt);
    let screen = dashboard.wait_for_job(prompt, word);
    if word == "unknown" {
        assert!(screen.contains("may be charged"), "{screen}");
    }
    dashboard.press("esc");
    dashboard.press("enter");
    dashboard.wait_for(advice, |screen| {
        let mut details = screen.lines().skip_while(|line| !line.contains("Details"));
        details.any(|line| line.contains(advice))
    });
    dashboard.press("n");
    dashboard.type_text("the next one");
    dashboard.wait_for("the next prompt", |screen| {
        screen.lines().any(|line| line.contains("the next one"))
    });
    assert_eq!(dashboard.quit().going_on, 0, "{prompt}");
}

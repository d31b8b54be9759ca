//! Quitting, crashing, and what is there at the next start.

use seedance_tui::job::Status;
use seedance_tui::runtime::Left;
use seedance_tui::words::ENGLISH;

use crate::support::dashboard::{Dashboard, Options, row};
use crate::support::home::{Home, eventually};
use crate::support::server::{Act, Seen};
use crate::support::service::no_such_thing;

#[test]
fn jobs_go_on_while_nobody_looks_and_are_followed_again() {
    let home = Home::new();
    let sandbox = home.sandbox(|_| {});
    let dashboard = Dashboard::start(Options::sandbox(&home, &sandbox));
    for prompt in ["first of two", "second of two"] {
        dashboard.submit(prompt);
        dashboard.wait_for_job(prompt, "queued");
    }
    let left = dashboard.quit();
    assert_eq!(
        left,
        Left {
            going_on: 2,
            interrupted: false
        }
    );

    let dashboard = Dashboard::start(Options::sandbox(&home, &sandbox));
    dashboard.wait_for_job("first of two", "queued");
    dashboard.wait_for_job("second of two", "queued");
    sandbox.end_jobs();
    dashboard.wait_for_job("first of two", "succeeded");
    dashboard.wait_for_job("second of two", "succeeded");
    assert_eq!(dashboard.quit().going_on, 0);
}

#[test]
fn a_job_whose_sender_vanished_is_unknown_and_may_be_charged() {
    let home = Home::new();
    let server = home.serve(|seen| {
        if seen.is_submit() {
            Act::SayAndStall(vec![])
        } else {
            no_such_thing()
        }
    });
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    dashboard.submit("cut off");
    dashboard.wait_for_job("cut off", "sending");
    eventually("the submit arrives", || server.count(Seen::is_submit) == 1);
    dashboard.crash();
    assert_eq!(home.states(), [Status::Sending]);

    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    let screen = dashboard.wait_for_job("cut off", "unknown");
    assert!(row(&screen, "cut off").unwrap().contains("may be charged"), "{screen}");
    dashboard.wait_for_text(&(ENGLISH.notices.orphans)(1));
    dashboard.quit();
    assert_eq!(server.count(Seen::is_submit), 1, "it is never sent again by itself");
}

#[test]
fn what_is_in_the_form_survives_a_quit_and_a_crash() {
    let home = Home::new();
    let sandbox = home.sandbox(|_| {});
    let start = || Dashboard::start(Options::sandbox(&home, &sandbox));
    let dashboard = start();
    dashboard.type_text("half a thought");
    dashboard.wait_for_text("half a thought");
    dashboard.quit();

    let dashboard = start();
    dashboard.wait_for_text("half a thought");
    dashboard.type_text("And now: ");
    let whole = dashboard.wait_for_text("And now: ");
    eventually("the form is kept", || {
        home.draft().is_some_and(|draft| draft.prompt.contains("And now: "))
    });
    dashboard.crash();

    let dashboard = start();
    let kept = dashboard.wait_for_text("And now: ");
    let prompt = |screen: &str| screen.lines().find(|line| line.contains("And now")).unwrap().to_owned();
    assert_eq!(prompt(&kept), prompt(&whole));
    dashboard.quit();
    assert!(home.jobs().is_empty(), "a draft is no job");
}

//! A job whose answer was lost is settled by the person, in each of the three ways.

use std::sync::atomic::{AtomicBool, Ordering};

use seedance_tui::job::Status;

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;
use crate::support::server::{Act, Seen};
use crate::support::service::{Board, no_such_thing, say};

/// Sends a prompt whose answer is lost, and opens what there is to settle.
fn lose(dashboard: &Dashboard, prompt: &str) {
    dashboard.submit(prompt);
    dashboard.wait_for_job(prompt, "unknown");
    dashboard.press("esc");
    dashboard.press("u");
    dashboard.wait_for_text("What became of this job?");
}

#[test]
fn an_id_that_support_gave_is_checked_and_followed() {
    let home = Home::new();
    let server = home.serve(|seen| match seen.number() {
        _ if seen.is_submit() => Act::Reset,
        Some(7) => say(
            r#"{"success":true,"requestId":"req_7","status":"succeeded","model":"seedance-2.0",
            "prompt":"lost answer","output":{"url":"https://example.com/v.mp4"}}"#,
        ),
        Some(8) => say(r#"{"success":true,"requestId":"req_8","status":"queued","prompt":"somebody else's"}"#),
        _ => no_such_thing(),
    });
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    lose(&dashboard, "lost answer");
    dashboard.press("a");
    dashboard.type_text("req_9");
    dashboard.press("enter");
    dashboard.wait_for_text("The service answered: not found");
    dashboard.press("backspace");
    dashboard.type_text("8");
    dashboard.press("enter");
    dashboard.wait_for_text("Not this job: that id is");
    dashboard.press("backspace");
    dashboard.type_text("7");
    dashboard.press("enter");
    dashboard.wait_for_job("lost answer", "succeeded");
    assert_eq!((server.count(Seen::is_submit), server.count(Seen::is_look)), (1, 3));
    dashboard.quit();
    assert_eq!(
        home.states(),
        [Status::Sending, Status::Unknown, Status::Queued, Status::Succeeded]
    );
}

#[test]
fn sent_again_it_is_another_request_of_the_same_job() {
    let home = Home::new();
    let board = Board::default();
    let (service, lost) = (board.clone(), AtomicBool::new(false));
    let server = home.serve(move |seen| {
        if seen.is_submit() && !lost.swap(true, Ordering::SeqCst) {
            return Act::Reset;
        }
        service.answer(seen)
    });
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    lose(&dashboard, "twice");
    dashboard.press("s");
    dashboard.wait_for_text("charged twice");
    dashboard.press("ctrl-s");
    dashboard.wait_for_text("Not sent: type");
    dashboard.type_text("send again");
    dashboard.press("ctrl-s");
    dashboard.wait_for_job("twice", "queued");
    board.set(1, "failed");
    dashboard.wait_for_job("twice", "failed");
    dashboard.quit();

    let posts: Vec<_> = server.seen().into_iter().filter(Seen::is_submit).collect();
    let [job] = &home.jobs()[..] else { panic!("one job") };
    assert_eq!((posts.len(), job.intents.len(), job.job.attempts), (2, 2, 2));
    for (post, intent) in posts.iter().zip(&job.intents) {
        assert_eq!(post.body, intent.body.as_bytes());
        assert!(intent.body.contains(&intent.token.to_string()));
    }
    assert_ne!(job.intents[0].token, job.intents[1].token);
}

#[test]
fn what_was_not_created_asks_nothing_of_the_service() {
    let home = Home::new();
    let server = home.serve(|seen| if seen.is_submit() { Act::Reset } else { no_such_thing() });
    let dashboard = Dashboard::start(Options::live(&home, server.origin()));
    lose(&dashboard, "never made");
    let before = server.seen().len();
    dashboard.press("n");
    dashboard.press("y");
    dashboard.wait_for_job("never made", "not sent");
    dashboard.quit();
    assert_eq!(server.seen().len(), before);
    assert_eq!(home.states(), [Status::Sending, Status::Unknown, Status::NotSent]);
}

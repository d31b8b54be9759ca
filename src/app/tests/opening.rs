//! Opening a video: fresh links, dead links, no browser.

use super::kit::{Desk, at, fault, finished, job, missed, ms, settings, snapshot};
use crate::app::{App, Effect, Message, Overlay, Purpose, Question};
use crate::engine::{Effect as EngineEffect, Message as EngineMessage};
use crate::job::{FailureKind, Job, Poll, Status};
use crate::words::ENGLISH;

const OLD: &str = "https://cdn.example.com/old.mp4";
const NEW: &str = "https://cdn.example.com/new.mp4";

fn browse(url: &str) -> Effect {
    Effect::Browse(url.into())
}

fn poll(job: &Job) -> Effect {
    Effect::Engine(EngineEffect::Poll {
        id: job.id,
        remote_id: job.remote_id.clone().expect("named"),
    })
}

fn seen(desk: &mut Desk, job: &Job, url: Option<&str>) -> Vec<Effect> {
    let snapshot = snapshot(Status::Succeeded, url, desk.now.wall);
    let effects = desk.tell(EngineMessage::Polled {
        id: job.id,
        poll: Poll::Seen(Box::new(snapshot)),
    });
    effects
        .into_iter()
        .filter(|effect| matches!(effect, Effect::Browse(_)))
        .collect()
}

fn stale(app: &App) -> Option<FailureKind> {
    match app.overlay() {
        Some(Overlay::Question(Question::OpenStale { url, told_at, failure })) => {
            assert_eq!((url.as_str(), *told_at), (OLD, at(-900)));
            Some(failure.kind)
        }
        _ => None,
    }
}

/// `o` on a job with an old link, and its details.
fn pressed(job: &Job) -> (Desk, Vec<Effect>) {
    let mut desk = Desk::with(std::slice::from_ref(job));
    assert_eq!(desk.press("o"), [Effect::Details(job.id, Purpose::Open)]);
    let effects = desk.details(job, Purpose::Open);
    (desk, effects)
}

#[test]
fn a_link_that_was_just_told_is_opened_at_once() {
    let (_, effects) = pressed(&finished(1, NEW, 0));
    assert_eq!(effects, [browse(NEW)]);
}

#[test]
fn an_older_link_is_asked_for_again_first() {
    let done = finished(1, OLD, -900);
    let (mut desk, effects) = pressed(&done);
    assert_eq!(
        (effects, desk.notice()),
        (vec![poll(&done)], ENGLISH.notices.asking_for_link)
    );
    assert_eq!(seen(&mut desk, &done, Some(NEW)), [browse(NEW)]);
}

#[test]
fn a_link_grows_old_while_the_program_runs() {
    let done = finished(1, OLD, 0);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.wait(ms(600_000)).press("o");
    assert_eq!(desk.details(&done, Purpose::Open), [poll(&done)]);
}

#[test]
fn two_presses_open_one_page() {
    let fresh = finished(1, NEW, 0);
    let mut desk = Desk::with(std::slice::from_ref(&fresh));
    desk.press("o o");
    let mut effects = desk.details(&fresh, Purpose::Open);
    effects.extend(desk.details(&fresh, Purpose::Open));
    assert_eq!(effects, [browse(NEW)]);
    let old = finished(1, OLD, -900);
    let (mut desk, _) = pressed(&old);
    desk.press("o");
    desk.details(&old, Purpose::Open);
    assert_eq!(seen(&mut desk, &old, Some(NEW)), [browse(NEW)]);
    assert_eq!(seen(&mut desk, &old, Some(NEW)), []);
}

#[test]
fn two_jobs_are_both_opened_wherever_the_selection_has_gone() {
    let (one, two) = (finished(1, OLD, -900), finished(2, OLD, -900));
    let mut desk = Desk::with(&[one.clone(), two.clone()]);
    desk.press("o j o k c");
    assert_eq!(desk.details(&two, Purpose::Open), [poll(&two)]);
    assert_eq!(desk.details(&one, Purpose::Open), [poll(&one)]);
    assert_eq!(seen(&mut desk, &two, Some(NEW)), [browse(NEW)]);
    assert_eq!(seen(&mut desk, &one, Some(OLD)), [browse(OLD)]);
}

#[test]
fn where_no_fresh_link_is_to_be_had_the_stored_one_is_offered() {
    let done = finished(1, OLD, -900);
    for kind in [FailureKind::NotFound, FailureKind::TimedOut, FailureKind::Server] {
        let (mut desk, _) = pressed(&done);
        desk.tell(missed(&done, kind));
        assert_eq!(stale(&desk.app), Some(kind));
        assert_eq!(desk.press("enter"), []);
        assert_eq!(desk.app.overlay(), None);
    }
    let (mut desk, _) = pressed(&done);
    assert_eq!(seen(&mut desk, &done, None), []);
    assert_eq!(stale(&desk.app), Some(FailureKind::NoVideo));
    assert_eq!(desk.press("y"), [browse(OLD)]);
}

#[test]
fn where_the_service_cannot_be_asked_the_question_comes_at_once() {
    let done = finished(1, OLD, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.refuse_key();
    desk.press("o");
    assert_eq!(desk.details(&done, Purpose::Open), []);
    assert_eq!(stale(&desk.app), Some(FailureKind::Unauthorized));

    let mut desk = Desk::with(std::slice::from_ref(&done));
    for _ in 0..3 {
        desk.tell(EngineMessage::Models(Err(fault(FailureKind::Unreachable))));
    }
    desk.press("o");
    assert_eq!(desk.details(&done, Purpose::Open), []);
    assert_eq!(stale(&desk.app), Some(FailureKind::Unreachable));

    // also where it happens while the link is being asked for
    let (mut desk, _) = pressed(&done);
    desk.refuse_key();
    assert_eq!(stale(&desk.app), Some(FailureKind::Unauthorized));
}

#[test]
fn only_an_address_that_is_safe_is_opened() {
    for bad in [
        "http://cdn.example.com/1.mp4",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user:secret@example.com/1.mp4",
        "-x",
        "",
    ] {
        let (desk, effects) = pressed(&finished(1, bad, 0));
        assert_eq!((effects, desk.notice()), (vec![], ENGLISH.notices.bad_link), "{bad}");
        let done = finished(1, bad, -900);
        let (mut desk, _) = pressed(&done);
        assert_eq!(seen(&mut desk, &done, Some(bad)), []);
        let (mut desk, _) = pressed(&done);
        desk.tell(missed(&done, FailureKind::NotFound));
        assert_eq!(desk.app.overlay(), None, "{bad}");
        desk.press("shift-y");
        assert_eq!(desk.details(&done, Purpose::CopyUrl), [], "{bad}");
        assert_eq!(desk.notice(), ENGLISH.notices.bad_link, "{bad}");
    }
}

#[test]
fn a_copied_address_is_the_one_that_was_checked_and_holds_no_control_character() {
    let told = "https://cdn.example.com/1.mp4?a=\u{1b}[31m\u{202e}\nb\r";
    let done = finished(1, told, 0);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.press("shift-y");
    let copied = "https://cdn.example.com/1.mp4?a=%1B[31m%E2%80%AEb";
    assert_eq!(desk.details(&done, Purpose::CopyUrl), [Effect::Copy(copied.into())]);
}

#[test]
fn plain_http_is_opened_where_the_service_is_on_this_computer() {
    let url = "http://127.0.0.1:8787/1.mp4";
    let mut loopback = settings();
    loopback.loopback = true;
    let mut desk = Desk::bare(loopback, &crate::job::Draft::default());
    let done = finished(1, url, 0);
    desk.feed(super::kit::page(std::slice::from_ref(&done), 0, 1));
    desk.press("o");
    assert_eq!(desk.details(&done, Purpose::Open), [browse(url)]);
}

#[test]
fn without_a_browser_the_address_is_shown_whole_and_copied() {
    let (mut desk, _) = pressed(&finished(1, NEW, 0));
    let effects = desk.feed(Message::Browsed {
        url: NEW.into(),
        started: Err(fault(FailureKind::Local)),
    });
    assert_eq!(effects, [Effect::Copy(NEW.into())]);
    assert_eq!(desk.app.overlay(), Some(&Overlay::Link(NEW.into())));
    let before = desk.selected();
    assert_eq!(desk.press("j pagedown g"), []);
    assert_eq!(desk.selected(), before, "what lies below does not move");
    desk.press("esc");
    assert_eq!(desk.app.overlay(), None);
}

#[test]
fn a_job_without_a_video_says_so() {
    let mut desk = Desk::with(&[job(1, Status::Failed)]);
    assert_eq!(desk.press("o"), []);
    assert_eq!(desk.notice(), ENGLISH.notices.no_video);
    assert_eq!(desk.press("shift-y"), []);
    // it lost its video between the list and the reading
    let done = finished(1, NEW, 0);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.press("o");
    assert_eq!(desk.details(&job(1, Status::Failed), Purpose::Open), []);
    assert_eq!(desk.notice(), ENGLISH.notices.no_video);
}

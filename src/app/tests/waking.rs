//! Notices leave, times run, and nothing wakes the app for nothing.

use std::time::Duration;

use super::kit::{Desk, draft, geometry, job, ms, page, page_of, settings};
use crate::app::{App, Message};
use crate::engine::Message as EngineMessage;
use crate::job::{Job, Page, Query, Row, Status, Step, Usual};
use crate::words::ENGLISH;

/// Wakes the app whenever it wants to be, and counts.
fn wakes_within(desk: &mut Desk, time: Duration) -> usize {
    let end = desk.now.steady + time;
    let mut wakes = 0;
    while let Some(at) = desk.app.next_wake(desk.now).filter(|at| *at <= end) {
        assert!(at >= desk.now.steady);
        desk.wait(at.saturating_sub(desk.now.steady)).wake();
        wakes += 1;
        assert!(wakes < 10_000, "it does not come to rest");
    }
    wakes
}

fn ended(age: u32, number: u8) -> Job {
    let mut job = job(number, Status::Succeeded);
    job.created_at = super::kit::at(-i64::from(age));
    job
}

#[test]
fn an_empty_board_sleeps() {
    let mut desk = Desk::with(&[]);
    desk.tell(EngineMessage::Models(Ok(crate::job::Catalogue::built_in())));
    desk.press("esc");
    wakes_within(&mut desk, Duration::from_secs(30));
    assert_eq!(desk.app.next_wake(desk.now), None);
}

#[test]
fn ended_jobs_wake_it_once_a_minute_at_most() {
    let all: Vec<_> = (0..20)
        .map(|number| ended(70 + 7 * u32::from(number), number))
        .collect();
    let mut desk = Desk::with(&all);
    let wakes = wakes_within(&mut desk, Duration::from_secs(600));
    assert!((9..=10).contains(&wakes), "{wakes}");
    let old: Vec<_> = (0..20)
        .map(|number| ended(200_000 + 7 * u32::from(number), number))
        .collect();
    let mut desk = Desk::with(&old);
    assert_eq!(wakes_within(&mut desk, Duration::from_secs(3600)), 0);
}

#[test]
fn what_is_left_of_running_times_goes_down_by_seconds_for_all_at_once() {
    let running = |number: u8| {
        let mut job = job(number, Status::Processing);
        job.created_at = super::kit::at(-100 - i64::from(number));
        let step = |status| Step {
            at: job.created_at,
            status,
        };
        job.steps = vec![step(Status::Sending), step(Status::Queued)];
        job
    };
    let rows: Vec<_> = (0..5).map(|number| Row::of(&running(number))).collect();
    let usual = Usual {
        low: Duration::from_secs(100),
        median: Duration::from_secs(200),
        high: Duration::from_secs(300),
        seen: 5,
    };
    let board = |usual| {
        let mut desk = Desk::with(&[]);
        desk.press("esc");
        desk.wait(ms(60_400)).wake();
        desk.feed(page_of(
            Query::default(),
            Page {
                rows: rows.clone(),
                usual,
                ..Page::default()
            },
        ));
        desk
    };
    let known = vec![(rows[0].kind(), usual)];
    assert_eq!(wakes_within(&mut board(known), Duration::from_secs(10)), 10);
    assert!(wakes_within(&mut board(vec![]), Duration::from_secs(10)) <= 1);
}

#[test]
fn a_young_job_runs_by_the_second_and_out_of_sight_does_not() {
    let mut desk = Desk::with(&[ended(3, 1)]);
    assert_eq!(wakes_within(&mut desk, Duration::from_secs(10)), 10);
    desk.feed(Message::Drawn(geometry(0, false)));
    assert_eq!(wakes_within(&mut desk, Duration::from_secs(10)), 0);
    let mut tiny = geometry(20, false);
    tiny.tiny = true;
    desk.feed(Message::Drawn(tiny));
    assert_eq!(wakes_within(&mut desk, Duration::from_secs(10)), 0);
}

#[test]
fn notices_leave_and_the_notes_of_the_start_come_one_by_one() {
    let mut noted = settings();
    noted.notes = vec!["first".into(), "second".into()];
    let mut desk = Desk::bare(noted, &draft(""));
    desk.feed(page(&[], 0, 0));
    assert_eq!(desk.notice(), "first");
    desk.wait(ms(10_000)).wake();
    assert_eq!(desk.notice(), "second");
    desk.wait(ms(10_000)).wake();
    assert_eq!(desk.notice(), "");
    desk.press("esc o");
    assert_eq!(desk.notice(), ENGLISH.notices.no_job);
    let stays = |app: &App, now| app.next_wake(now).is_some();
    assert!(stays(&desk.app, desk.now));
    desk.wait(ms(10_000)).wake();
    assert_eq!(desk.notice(), "");
}

#[test]
fn no_line_is_wider_than_eighty_columns_where_it_names_nothing() {
    let notices = &ENGLISH.notices;
    for line in [
        notices.sent,
        notices.queued_here,
        notices.burst,
        notices.paste_ignored,
        notices.paste_too_long,
        notices.not_in_ledger,
        notices.no_video,
        notices.no_request_id,
        notices.cancel_asked,
        notices.withdrawn,
        notices.bad_link,
        notices.form_filled,
        notices.key_taken,
        notices.key_still_refused,
        &(notices.orphans)(1),
        &(notices.orphans)(1000),
        &(notices.nothing_to_cancel)("cancelling"),
        (ENGLISH.failure_advice)(crate::job::FailureKind::Unauthorized),
    ] {
        assert!(crate::words::width::width(line) <= 79, "{line}");
    }
}

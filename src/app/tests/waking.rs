//! Notices leave, times run, and nothing wakes the app for nothing.

use std::time::Duration;

use super::kit::{Desk, applied, draft, geometry, job, missed, ms, page, page_of, said, settings, snapshot};
use crate::app::{App, Effect, Message, Purpose};
use crate::engine::{Effect as EngineEffect, Message as EngineMessage};
use crate::job::{Event, FailureKind, Job, Now, Page, Poll, Query, Row, Status, Step, Tally, Usual};
use crate::words::ENGLISH;

/// Wakes the app whenever it wants to be, draws whenever the screen wants it, and counts.
fn wakes_within(desk: &mut Desk, time: Duration) -> usize {
    let end = desk.now.steady + time;
    let mut wakes = 0;
    loop {
        let wake = desk.app.next_wake(desk.now);
        let change = desk.app.next_change_on_screen(desk.now);
        let change = change.map(|wait| desk.now.steady + wait);
        let next = wake.into_iter().chain(change).min();
        let Some(at) = next.filter(|at| *at <= end) else {
            return wakes;
        };
        assert!(at >= desk.now.steady);
        desk.wait(at.saturating_sub(desk.now.steady)).wake();
        wakes += 1;
        assert!(wakes < 10_000, "it does not come to rest");
    }
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
    assert_eq!(
        (desk.app.next_wake(desk.now), desk.app.next_change_on_screen(desk.now)),
        (None, None)
    );
}

#[test]
fn what_was_charged_today_is_asked_for_anew_at_midnight_and_when_the_clock_is_set() {
    let mut desk = Desk::with(&[ended(200_000, 1)]);
    desk.press("esc");
    wakes_within(&mut desk, Duration::from_secs(30));
    assert_eq!(desk.app.next_wake(desk.now), None, "nothing was charged");
    let mut charged = Page {
        rows: vec![Row::of(&ended(200_000, 1))],
        total: Tally::exactly(1),
        ..Page::default()
    };
    charged.counts.credits_today = crate::job::Credits::whole(40);
    let page = || page_of(Query::default(), charged.clone());
    desk.feed(page());
    let asks = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Page(..)));
    for _ in 0..2 {
        let wall = desk.now.wall;
        let at = desk.app.next_wake(desk.now).expect("at midnight");
        desk.wait(at.saturating_sub(desk.now.steady));
        assert_eq!(desk.now.wall.as_second() % 86_400, 0, "after {wall}");
        let effects = desk.wake();
        assert!(asks(&effects), "{effects:?} {:?}", desk.app.board());
        assert!(!asks(&desk.wake()));
        desk.feed(page());
    }
    desk.wait(ms(100));
    desk.now.wall = super::kit::at(-3 * 86_400);
    assert!(asks(&desk.wake()));
}

#[test]
fn a_look_that_shows_nothing_new_draws_nothing() {
    let job = job(1, Status::Processing);
    let mut desk = Desk::polling(std::slice::from_ref(&job));
    desk.press("esc");
    desk.wait(ms(20_000)).wake();
    let polled = |status: Status, now: Now| EngineMessage::Polled {
        id: job.id,
        poll: Poll::Seen(Box::new(snapshot(status, None, now.wall))),
    };
    let now = desk.now;
    desk.tell(polled(Status::Processing, now));
    desk.wait(ms(20_000)).wake();
    desk.tell(polled(Status::Processing, now));
    assert!(
        !desk.app.has_changed(),
        "but for the first, which shows that the key is good"
    );
    // in detail it says when it was seen
    desk.press("enter");
    desk.details(&job, Purpose::Show);
    assert!(desk.app.has_changed());
    desk.wait(ms(20_000)).wake();
    desk.tell(polled(Status::Processing, now));
    assert!(desk.app.has_changed());
    desk.press("esc");
    desk.wait(ms(20_000)).wake();
    desk.tell(missed(&job, FailureKind::NotFound));
    assert!(desk.app.has_changed(), "the row says that it was missed");
}

#[test]
fn a_thousand_changes_a_second_are_read_ten_times() {
    let job = job(1, Status::Processing);
    let mut desk = Desk::polling(std::slice::from_ref(&job));
    desk.press("esc");
    desk.wait(ms(1000)).wake();
    let mut read = 0;
    for _ in 0..1000 {
        desk.wait(ms(1));
        let mut effects = desk.tell(applied(
            &job,
            Event::CancelRefused(super::kit::fault(FailureKind::Local)),
            true,
        ));
        if desk.app.next_wake(desk.now) == Some(desk.now.steady) {
            effects.extend(desk.wake());
        }
        if effects.iter().any(|effect| matches!(effect, Effect::Page(..))) {
            read += 1;
            desk.feed(page(std::slice::from_ref(&job), 0, 1));
        }
    }
    assert_eq!(read, 10);
    desk.tell(applied(&job, Event::Archived(false), false));
    desk.wait(ms(500)).wake();
    let effects = desk.tell(applied(&job, Event::Archived(false), false));
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Page(..))),
        "nothing was written"
    );
}

/// Looks at the one live job, each answered at once, within that time: how long after the last one each of them was.
fn looks_within(desk: &mut Desk, job: &Job, time: Duration) -> Vec<Duration> {
    let end = desk.now.steady + time;
    let mut last = desk.now.steady;
    let (mut waits, mut wakes) = (vec![], 0);
    loop {
        let wake = desk.app.next_wake(desk.now).expect("a live job is due at some time");
        assert!(wake >= desk.now.steady);
        if wake > end {
            return waits;
        }
        desk.wait(wake.saturating_sub(desk.now.steady));
        for effect in desk.wake() {
            if let Effect::Engine(EngineEffect::Poll { id, .. }) = effect {
                waits.push(desk.now.steady.saturating_sub(last));
                last = desk.now.steady;
                let poll = Poll::Seen(Box::new(snapshot(Status::Processing, None, desk.now.wall)));
                desk.tell(EngineMessage::Polled { id, poll });
            } else if let Effect::Page(..) = effect {
                desk.feed(page(std::slice::from_ref(job), 0, 1));
            }
        }
        wakes += 1;
        assert!(wakes <= 10 + 2 * waits.len(), "{wakes} wakes for {waits:?}");
    }
}

#[test]
fn a_wall_clock_that_jumps_a_day_moves_no_look_and_wakes_nobody_more() {
    const DAY: i64 = 86_400;
    const MINUTE: Duration = Duration::from_secs(60);
    let mut job = job(1, Status::Processing);
    job.created_at = super::kit::at(-10);
    for days in [1, -1] {
        let mut desk = Desk::polling(std::slice::from_ref(&job));
        desk.press("esc");
        let usual = looks_within(&mut desk, &job, MINUTE * 2);
        let due = |desk: &Desk| desk.app.engine().watch(job.id).and_then(|watch| watch.due);
        let before = due(&desk);
        desk.now.wall += jiff::SignedDuration::from_secs(days * DAY);
        desk.wake();
        assert_eq!(due(&desk), before, "{days}: it is due by the steady clock");
        let jumped = looks_within(&mut desk, &job, MINUTE * 60);
        // as for a job of its age, whatever the clock says
        let range = Duration::from_secs(9)..=Duration::from_secs(135);
        assert!(jumped.len() > 4, "{days}: {jumped:?}");
        assert!(
            jumped[1..].iter().all(|wait| range.contains(wait)),
            "{days}: {jumped:?}"
        );
        // what tells an age changes once a second at most, and before long
        let change = desk.app.next_change_on_screen(desk.now).expect("an age is shown");
        assert!(!change.is_zero() && change <= MINUTE * 60 * 24, "{days}: {change:?}");

        desk.now.wall -= jiff::SignedDuration::from_secs(days * DAY);
        desk.wake();
        let back = looks_within(&mut desk, &job, MINUTE * 20);
        let pace = Duration::from_secs(135);
        assert!(back[1..].iter().all(|wait| *wait <= pace), "{days}: {usual:?} {back:?}");
    }
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
fn a_list_that_cannot_be_read_is_not_asked_for_again_and_again_meanwhile() {
    let mut desk = Desk::with(&[job(1, Status::Processing)]);
    let mut asked = desk.tell(EngineMessage::LedgerChanged);
    asked.extend(desk.wait(ms(1000)).wake());
    let query = asked.iter().find_map(|effect| match effect {
        Effect::Page(query, _) => Some(query.clone()),
        _ => None,
    });
    let failed = Message::Page(query.expect("it is read"), Err(super::kit::fault(FailureKind::Ledger)));
    desk.feed(failed);
    desk.tell(EngineMessage::LedgerChanged);
    // beyond the moment from which it is read again at the earliest
    desk.wait(ms(1000)).wake();
    let wake = desk.app.next_wake(desk.now).expect("it is read again");
    assert!(wake > desk.now.steady, "awake without end");
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
        notices.nothing_to_ask,
        notices.settle_first,
        notices.cancel_asked,
        notices.withdrawn,
        notices.bad_link,
        notices.form_filled,
        notices.key_taken,
        notices.key_unproved,
        notices.key_unchanged,
        notices.key_still_refused,
        notices.not_sent_damaged,
        &(notices.orphans)(1),
        &(notices.orphans)(1000),
        &(notices.nothing_to_cancel)("cancelling"),
        (ENGLISH.failure_advice)(crate::job::FailureKind::Unauthorized),
    ] {
        let line = said(line);
        assert!(crate::words::width::width(&line) <= 79, "{line}");
    }
}

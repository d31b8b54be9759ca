//! The list: what stays where when pages change.

use super::kit::{Desk, fault, geometry, job, ms, page, page_of};
use crate::app::{Effect, Focus, Geometry, Layout, Message};
use crate::engine::{Effect as EngineEffect, Message as EngineMessage};
use crate::job::{Around, Event, FailureKind, Filter, Job, JobId, Page, Query, Row, Span, Status, Tally};

fn jobs(numbers: std::ops::Range<u8>) -> Vec<Job> {
    numbers.map(|number| job(number, Status::Succeeded)).collect()
}

fn asks(around: Around) -> Effect {
    Effect::Page(Query::default(), Span { around, reach: 200 })
}

fn in_sight(desk: &Desk) -> Vec<String> {
    desk.app
        .board()
        .in_sight()
        .iter()
        .map(|row| row.prompt.clone())
        .collect()
}

fn line(desk: &Desk) -> usize {
    let board = desk.app.board();
    board.selected_index().expect("one is selected") - board.top()
}

fn pages(effects: &[Effect]) -> Vec<&Effect> {
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Page(..)))
        .collect()
}

/// The ledger was changed by another process and holds these now.
fn changed(desk: &mut Desk, message: Message) -> Vec<Effect> {
    let mut effects = desk.tell(EngineMessage::LedgerChanged);
    effects.extend(desk.feed(message));
    effects
}

#[test]
fn the_selected_job_stays_selected_and_in_its_line_when_rows_come_and_go() {
    let mut desk = Desk::with(&jobs(0..60));
    desk.press("pagedown pagedown pagedown up up");
    let (selected, at) = (desk.selected(), line(&desk));
    assert_eq!(selected, Some(job(4, Status::Succeeded).id));
    let before = in_sight(&desk);
    assert!(desk.app.board().top() > 0);
    changed(&mut desk, page(&jobs(0..90), 0, 90));
    assert_eq!((desk.selected(), line(&desk), in_sight(&desk)), (selected, at, before));
    changed(&mut desk, page(&jobs(2..70), 0, 68));
    assert_eq!((desk.selected(), line(&desk)), (selected, at));
}

#[test]
fn where_the_selected_job_goes_the_one_in_its_place_is_selected() {
    let mut desk = Desk::with(&jobs(0..10));
    desk.press("j j");
    assert_eq!(desk.selected(), Some(job(7, Status::Succeeded).id));
    let mut left = jobs(0..12);
    left.remove(7);
    changed(&mut desk, page(&left, 0, 11));
    assert_eq!(desk.selected(), Some(job(6, Status::Succeeded).id));
    changed(&mut desk, page(&[], 0, 0));
    assert_eq!(desk.selected(), None);
    changed(&mut desk, page(&jobs(0..2), 0, 2));
    assert_eq!(desk.selected(), Some(job(1, Status::Succeeded).id));
}

#[test]
fn at_the_top_a_new_row_is_seen() {
    let mut desk = Desk::with(&jobs(0..30));
    changed(&mut desk, page(&jobs(0..31), 0, 31));
    assert_eq!(in_sight(&desk)[0], "prompt 30");
    assert_eq!(desk.selected(), Some(job(29, Status::Succeeded).id));
    desk.press("n");
    changed(&mut desk, page(&jobs(0..90), 0, 90));
    assert_eq!(in_sight(&desk)[0], "prompt 89", "beside the form the new ones are seen");
    desk.press("esc");
    assert_eq!(desk.selected(), Some(job(29, Status::Succeeded).id));
    assert!(
        in_sight(&desk).contains(&"prompt 29".to_owned()),
        "in the list the selected one is"
    );
}

#[test]
fn jobs_of_one_moment_keep_their_order() {
    let mut twins = jobs(0..6);
    for twin in &mut twins {
        twin.created_at = job(3, Status::Queued).created_at;
    }
    let mut desk = Desk::with(&twins);
    desk.press("j j");
    let selected = desk.selected();
    twins.retain(|twin| Some(twin.id) != selected);
    changed(&mut desk, page(&twins, 0, 5));
    assert_eq!(
        desk.selected(),
        Some(job(2, Status::Queued).id),
        "the next of the same moment"
    );
}

#[test]
fn keys_move_and_stop_at_the_ends() {
    let mut desk = Desk::with(&jobs(0..50));
    let number = |desk: &Desk| desk.app.board().selected_index().expect("selected");
    for (keys, index) in [
        ("k", 0),
        ("j down", 2),
        ("up", 1),
        ("pagedown", 20),
        ("pageup", 1),
        ("pageup", 0),
        ("shift-g", 49),
        ("j pagedown", 49),
        ("g", 0),
        ("end", 49),
        ("home", 0),
    ] {
        desk.press(keys);
        assert_eq!(number(&desk), index, "{keys}");
    }
}

#[test]
fn near_an_edge_the_next_page_is_asked_for_once() {
    let mut desk = Desk::with(&[]);
    desk.press("esc");
    let all: Vec<Job> = jobs(0..201);
    changed(&mut desk, page(&all, 0, 5000));
    let effects = desk.press(&"pagedown ".repeat(8));
    let selected = desk.selected().expect("selected");
    assert_eq!(effects.len(), 1, "at most one is under way: {effects:?}");
    assert!(matches!(
        effects[0],
        Effect::Page(
            _,
            Span {
                around: Around::Job(_),
                reach: 200
            }
        )
    ));
    // the ledger miscounts and has no more: it is not asked for ever
    let effects = desk.feed(page(&all, 0, 5000));
    assert_eq!(effects, [asks(Around::Job(selected))], "the selection has moved since");
    assert_eq!(desk.feed(page(&all, 0, 5000)), []);
    assert_eq!(desk.wake(), []);
    assert_eq!(desk.selected(), Some(selected));
}

#[test]
fn a_screen_higher_than_a_page_does_not_ask_for_ever() {
    let mut desk = Desk::with(&[]);
    desk.feed(Message::Drawn(geometry(190, false)));
    changed(&mut desk, page(&jobs(0..201), 0, 5000));
    let mut effects = desk.press("esc end home pagedown");
    for _ in 0..20 {
        let asked = pages(&effects).len();
        assert!(asked <= 1);
        if asked == 0 {
            return;
        }
        effects = desk.feed(page(&jobs(0..201), 0, 5000));
    }
    panic!("it asks for ever");
}

#[test]
fn the_last_of_g_and_shift_g_wins_whatever_page_comes_first() {
    let mut desk = Desk::with(&jobs(50..60));
    changed(&mut desk, page(&jobs(50..250), 0, 250));
    // a page that was asked for before the key is not the key's
    desk.tell(EngineMessage::LedgerChanged);
    assert_eq!(desk.press("shift-g"), []);
    let selected = desk.selected();
    assert_eq!(desk.feed(page(&jobs(50..250), 0, 250)), [asks(Around::Bottom)]);
    assert_eq!(desk.selected(), selected);
    desk.feed(page(&jobs(0..200), 50, 250));
    assert_eq!(desk.selected(), Some(job(0, Status::Succeeded).id));
    // and a key pressed since then makes the asked page the wrong one
    assert_eq!(desk.press("g"), [asks(Around::Top)]);
    desk.press("k");
    let selected = desk.selected().expect("selected");
    assert_eq!(desk.feed(page(&jobs(50..250), 0, 250)), [asks(Around::Job(selected))]);
    desk.feed(page(&jobs(0..200), 50, 250));
    assert_eq!(desk.selected(), Some(selected));
}

#[test]
fn a_job_pushed_out_of_the_page_by_many_new_ones_is_found_again() {
    let mut desk = Desk::with(&jobs(0..10));
    let selected = desk.selected().expect("selected");
    desk.tell(EngineMessage::LedgerChanged);
    let effects = desk.feed(page(&jobs(40..241), 0, 241));
    assert_eq!(effects, [asks(Around::Job(selected))]);
    desk.feed(page(&jobs(0..210), 31, 241));
    assert_eq!(desk.selected(), Some(selected));
}

#[test]
fn a_job_is_seen_from_the_key_on_and_never_twice() {
    let mut desk = Desk::with(&jobs(0..3));
    desk.press("n ctrl-s esc");
    let new = desk.pending().remove(0);
    let shown = |desk: &Desk| -> Vec<JobId> { desk.app.board().rows().iter().map(|row| row.id).collect() };
    let mut expected: Vec<_> = jobs(0..3).iter().rev().map(|job| job.id).collect();
    expected.insert(0, new.id);
    assert_eq!(shown(&desk), expected);
    assert_eq!(desk.app.board().range(), Some((1, 4)));
    assert_eq!(desk.app.board().total(), Tally::exactly(4));
    // a page that was asked for before knows nothing of it
    desk.tell(EngineMessage::LedgerChanged);
    let kept = Job {
        status: Status::Sending,
        ..new.clone()
    };
    desk.recorded(&kept);
    assert_eq!(shown(&desk), expected, "recorded, and not in a page yet");
    assert_eq!(desk.app.board().rows()[0].status, Status::Sending);
    desk.wait(ms(100));
    let effects = desk.feed(page(&jobs(0..3), 0, 3));
    assert_eq!(pages(&effects), [&asks(Around::Top)]);
    assert_eq!(shown(&desk), expected);
    let mut all = jobs(0..3);
    all.push(kept);
    desk.feed(page(&all, 0, 4));
    assert_eq!(shown(&desk), expected);
    assert_eq!(desk.app.board().range(), Some((1, 4)));
    assert_eq!(desk.app.board().total(), Tally::exactly(4));
    desk.tell(EngineMessage::LedgerChanged);
    desk.feed(page(&jobs(0..3), 0, 3));
    assert_eq!(shown(&desk), expected[1..], "gone when the ledger says so");
}

#[test]
fn an_archived_job_stays_until_the_selection_leaves_it() {
    let all = jobs(0..5);
    let mut desk = Desk::with(&all);
    desk.press("j");
    let id = desk.selected().expect("selected");
    let archive = |desk: &Desk, archived| {
        let at = desk.now.after(ms(200)).wall;
        let event = Event::Archived(archived);
        Effect::Engine(EngineEffect::Apply { id, event, at })
    };
    let mut left = all.clone();
    left.remove(3);
    let told = |desk: &mut Desk, archived: bool, now: &[Job]| {
        let mut changed = all[3].clone();
        changed.archived = archived;
        desk.tell(super::kit::applied(&changed, Event::Archived(archived), true));
        desk.feed(page(now, 0, now.len() as u64));
    };
    let expected = archive(&desk, true);
    assert_eq!(desk.press("a"), [expected]);
    told(&mut desk, true, &left);
    assert_eq!(desk.selected(), Some(id));
    assert!(desk.app.board().selected().is_some_and(|row| row.archived));
    let expected = archive(&desk, false);
    assert_eq!(desk.press("a"), [expected]);
    told(&mut desk, false, &all);
    assert!(
        desk.app
            .board()
            .selected()
            .is_some_and(|row| row.id == id && !row.archived)
    );
    desk.press("a");
    told(&mut desk, true, &left);
    assert_eq!(desk.app.board().rows().len(), 5);
    desk.press("j");
    assert_eq!(desk.app.board().rows().len(), 4, "gone without a word from the ledger");
    assert_eq!(desk.selected(), Some(all[2].id));
}

#[test]
fn a_ledger_that_cannot_answer_is_asked_again_after_a_while() {
    let mut desk = Desk::with(&jobs(0..3));
    desk.tell(EngineMessage::LedgerChanged);
    assert_eq!(
        desk.feed(Message::Page(Query::default(), Err(fault(FailureKind::Ledger)))),
        []
    );
    desk.tell(EngineMessage::LedgerChanged);
    assert_eq!(desk.app.board().rows().len(), 3);
    assert_eq!(pages(&desk.wait(ms(1999)).wake()), Vec::<&Effect>::new());
    assert!(
        desk.app
            .next_wake(desk.now)
            .is_some_and(|at| at <= desk.now.steady + ms(1))
    );
    assert_eq!(pages(&desk.wait(ms(1)).wake()), [&asks(Around::Top)]);
}

#[test]
fn out_of_sight_the_list_keeps_its_place() {
    let mut desk = Desk::with(&jobs(0..60));
    desk.press("pagedown pagedown k k k");
    let before = in_sight(&desk);
    desk.feed(Message::Drawn(geometry(0, false)));
    desk.press("tab tab");
    desk.press("esc");
    desk.feed(Message::Drawn(geometry(20, false)));
    assert_eq!(in_sight(&desk), before);
}

#[test]
fn q_quits_where_the_details_are_open_but_out_of_sight() {
    let narrow = |desk: &mut Desk| {
        desk.feed(Message::Drawn(Geometry {
            layout: Layout::Narrow,
            ..geometry(20, false)
        }))
    };
    let mut desk = Desk::with(&jobs(0..3));
    narrow(&mut desk);
    desk.press("enter");
    assert!(!desk.press("q").contains(&Effect::Quit), "it closes what is in sight");
    assert!(desk.app.shown().is_none());
    desk.press("enter tab esc");
    assert_eq!((desk.app.focus(), desk.app.shown().is_some()), (Focus::Jobs, true));
    assert!(desk.press("q").contains(&Effect::Quit));
}

#[test]
fn who_gives_up_a_filter_stands_where_they_stood_before_it() {
    let jobs: Vec<_> = (1..=3).map(|number| job(number, Status::Succeeded)).collect();
    let mut desk = Desk::with(&jobs);
    desk.press("j");
    let stood = desk.selected();
    assert_eq!(stood, Some(jobs[1].id));
    let only = |desk: &mut Desk, typed: &str, job: &Job| {
        let query = Query {
            filter: Filter::parse(typed).0,
            ..Query::default()
        };
        let rows = vec![Row::of(job)];
        let total = Tally::exactly(1);
        desk.feed(page_of(
            query,
            Page {
                rows,
                total,
                ..Page::default()
            },
        ));
    };
    desk.press("/");
    desk.type_text("x");
    only(&mut desk, "x", &jobs[2]);
    assert_eq!(desk.selected(), Some(jobs[2].id));
    let around = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Page(_, span) => Some(span.around),
            _ => None,
        })
    };
    let narrower = desk.type_text("y");
    assert_eq!(
        around(&narrower),
        Some(Around::Job(jobs[1].id)),
        "half a word moves nobody away"
    );
    only(&mut desk, "xy", &jobs[0]);
    let given_up = desk.press("esc");
    assert_eq!(around(&given_up), Some(Around::Job(jobs[1].id)));
    desk.feed(page(&jobs, 0, 3));
    assert_eq!(desk.selected(), stood);
}

#[test]
fn a_list_deep_in_the_unknown_has_no_numbers_and_still_a_way_to_its_top() {
    let mut desk = Desk::with(&jobs(0..200));
    desk.press("esc G");
    // nothing was counted before the window, and yet it is not the top
    let deep = |before, total| {
        let Message::Page(query, Ok(Some(page))) = page(&jobs(0..200), 200, 400) else {
            panic!("a page")
        };
        Message::Page(query, Ok(Some(Page { before, total, ..page })))
    };
    desk.feed(deep(Tally::at_least(0), Tally::exactly(400)));
    assert_eq!(desk.app.board().range(), None);
    assert_eq!(
        desk.app.board().total(),
        Tally::exactly(400),
        "a known total stays known"
    );
    desk.tell(EngineMessage::LedgerChanged);
    desk.wait(ms(100));
    desk.feed(deep(Tally::at_least(168), Tally::at_least(1000)));
    assert_eq!(desk.app.board().range(), None);
    assert_eq!(desk.app.board().total(), Tally::at_least(1000));
    desk.press("g");
    let effects = desk.feed(deep(Tally::at_least(168), Tally::at_least(1000)));
    assert_eq!(pages(&effects), [&asks(Around::Top)], "the top is elsewhere");
}

//! The list when it holds many: filtered, sorted, marked, with what may be expected of each job.

use std::time::Duration;

use crokey::crossterm::event::{KeyCode, KeyModifiers};
use crokey::{KeyCombination, key};
use insta::assert_snapshot;
use jiff::SignedDuration;
use seedance_tui::app::Message;
use seedance_tui::engine;
use seedance_tui::job::{CancelOutcome, Event, Filter, Kind, Page, Query, Request, Row, Sort, Status, Tally, Usual};

use super::board::{Screen, accepted, ago, details, every_state, id, page, request, seen, shows, surveyed};
use super::{busy, open};

fn typed(screen: &mut Screen, text: &str) {
    for letter in text.chars() {
        screen.press(KeyCombination::one_key(KeyCode::Char(letter), KeyModifiers::NONE));
    }
}

fn asked_for(text: &str) -> Query {
    Query {
        filter: Filter::parse(text).0,
        ..Query::default()
    }
}

/// The answer to a question about another list than that of all jobs.
fn answer(query: Query, rows: Vec<Row>, total: Tally, usual: Vec<(Kind, Usual)>) -> Message {
    let Message::Page(_, Ok(Some(all))) = page(&every_state(), 158) else {
        unreachable!("a page");
    };
    let page = Page {
        rows,
        total,
        usual,
        ..all
    };
    Message::Page(query, Ok(Some(page)))
}

#[test]
fn a_filter_is_typed_and_kept() {
    let mut screen = busy();
    screen.text(120, 40);
    screen.press(key!('/'));
    typed(&mut screen, "state:c age:2h fo");
    let rows: Vec<_> = every_state().iter().map(Row::of).collect();
    let rows = [4, 9].map(|index| rows[index].clone()).to_vec();
    screen.tell(answer(asked_for("state:c fo"), rows, Tally::at_least(1000), vec![]));
    assert_snapshot!("filter_120x40", screen.text(120, 40));
    typed(&mut screen, "x");
    screen.tell(answer(asked_for("state:c fox"), vec![], Tally::default(), vec![]));
    screen.press(key!(enter));
    assert_snapshot!("no_match_80x24", screen.text(80, 24));
}

#[test]
fn marked_jobs_are_counted_and_asked_about_once() {
    let mut screen = busy();
    screen.text(120, 40);
    for _ in 0..5 {
        screen.press(key!(space));
    }
    screen.press(key!(s)).press(key!(s)).press(key!(s));
    let query = Query {
        sort: Sort::Credits,
        ..Query::default()
    };
    let mut rows: Vec<_> = every_state().iter().map(Row::of).collect();
    rows.sort_by(|one, other| query.order(one, other));
    screen.tell(answer(query, rows, Tally::exactly(158), vec![]));
    assert_snapshot!("marked_120x40", screen.text(120, 40));
    screen.press(key!(c)).tell(surveyed(&every_state()[..8]));
    assert_snapshot!("bulk_cancel_80x24", screen.text(80, 24));
    screen
        .press(key!(esc))
        .press(key!(shift - r))
        .tell(surveyed(&every_state()));
    typed(&mut screen, "1");
    assert_snapshot!("bulk_run_120x40", screen.text(120, 40));
    // the price and the answers are never cut
    let last = [
        "comes to is not known before.",
        "› 1",
        "only Ctrl-S sends, and pays   Esc no",
        "cursor at 5,7",
    ];
    shows(&screen.text(40, 12), &last);
    // how it is answered as well, on the smallest screen
    shows(&screen.text(40, 10), &["To send them, type 11 and press", "› 1"]);
}

#[test]
fn work_on_many_jobs_tells_how_far_it_is() {
    let mut screen = busy();
    screen.text(120, 40);
    screen.press(key!(space)).press(key!(c));
    let live = every_state()[2..4].to_vec();
    screen.tell(surveyed(&live)).press(key!(y));
    let mut cancelling = live[0].clone();
    cancelling.apply(&Event::CancelAsked, ago(0));
    screen.engine(engine::Message::Applied {
        id: cancelling.id,
        event: Event::CancelAsked,
        kept: Ok(Some(Box::new(cancelling.clone()))),
        changed: true,
    });
    screen.engine(engine::Message::CancelAnswered {
        id: cancelling.id,
        outcome: CancelOutcome::Taken,
    });
    let text = screen.text(120, 40);
    assert!(text.contains("Cancelling 1 of 2 · 1 asked · Esc stops"), "{text}");
    screen.press(key!(esc));
    let text = screen.text(120, 40);
    assert!(text.contains("Cancelling 1 of 2 · 1 asked · stopping"), "{text}");
}

/// Jobs at different points of what is usual for them.
fn expected() -> Screen {
    let running = |number, seconds, since| {
        let job = accepted(number, seconds, request("A paper boat"), Some(64));
        seen(job, since, Status::Processing, None, None)
    };
    let mut other = request("Of a kind that is not known yet");
    other.resolution = "1080p".into();
    let mut jobs = vec![
        accepted(20, 12, request("Queued a moment ago"), Some(64)),
        running(19, 60, 40),
        running(18, 105, 90),
        running(17, 150, 120),
        running(16, 900, 850),
        accepted(15, 4000, other.clone(), Some(90)),
        accepted(14, 9000, other, Some(90)),
    ];
    jobs.extend(every_state().into_iter().skip(6).take(2));
    let usual = Usual {
        low: Duration::from_secs(70),
        median: Duration::from_secs(90),
        high: Duration::from_secs(110),
        seen: 23,
    };
    let rows: Vec<_> = jobs.iter().map(Row::of).collect();
    let usual = vec![(rows[0].kind(), usual)];
    let mut screen = busy();
    screen.engine(engine::Message::LedgerChanged);
    screen.engine(open(jobs.iter()));
    screen.tell(answer(Query::default(), rows, Tally::exactly(9), usual));
    screen.text(120, 40);
    screen.press(key!(g)).press(key!(j)).press(key!(enter));
    screen.tell(details(&jobs[1]));
    assert_eq!(screen.app.board().selected().map(|row| row.id), Some(id(19)));
    screen
}

#[test]
fn nonsense_in_the_filter_is_shown_and_hides_nothing() {
    let mut screen = busy();
    let rows = |screen: &mut Screen| {
        let text = screen.text(120, 40);
        let states = ["queued", "processing", "succeeded", "failed", "cancelled"];
        states.map(|state| text.matches(state).count())
    };
    let before = rows(&mut screen);
    screen.press(key!('/'));
    typed(&mut screen, "colour:");
    assert_eq!(rows(&mut screen), before);
    shows(
        &screen.text(120, 40),
        &[
            "! colour: is no filter (F1 names them); quotes make it words",
            "│ / colour: ",
        ],
    );
}

#[test]
fn a_filter_that_is_kept_unfinished_says_that_it_filters_nothing() {
    let mut screen = busy();
    screen.press(key!('/'));
    typed(&mut screen, "state:");
    let said = "state: has nothing after it, so it filters nothing";
    assert!(!screen.text(120, 40).contains(said), "it is still being typed");
    screen.press(key!(enter));
    shows(&screen.text(120, 40), &[said]);
    screen.press(key!(ctrl - a));
    assert!(screen.app.marks().is_empty(), "not all jobs are meant");
}

#[test]
fn a_clock_that_jumps_a_day_makes_no_age_absurd() {
    let day = SignedDuration::from_hours(24);
    let mut screen = expected();
    screen.now.wall += day;
    let day_on = ["◔ queued         1d ▕▋       ▏ 1m", "● succeeded      1d took 1m "];
    shows(&screen.text(120, 40), &day_on);
    screen.now.wall -= day * 2;
    let day_back = ["◔ queued         0s ▕▋       ▏ 1m", "● succeeded      0s took 1m "];
    shows(&screen.text(120, 40), &day_back);
}

#[test]
fn what_may_be_expected_of_a_job_is_told_from_others_of_its_kind() {
    assert_snapshot!("eta_120x40", expected().text(120, 40));
    let mut screen = expected();
    screen.text(80, 24);
    screen.press(key!(esc));
    shows(&screen.text(80, 24), &["overdue", "stuck? r asks", "soon"]);
}

#[test]
fn a_job_that_was_taken_out_of_the_queue_says_so() {
    let mut screen = busy();
    let mut jobs = every_state();
    jobs[0].status = Status::NotSent;
    jobs[0].failure = None;
    screen.tell(page(&jobs, 158));
    shows(&screen.text(120, 40), &["– not sent", "taken back"]);
    // after damage nobody knows why it was not sent
    jobs[0].request.resolution = Request::UNTOLD.into();
    screen.tell(page(&jobs, 158));
    assert!(!screen.text(120, 40).contains("taken back"));
}

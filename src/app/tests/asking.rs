//! Which jobs the list holds: the filter line and the order.

use super::kit::{Desk, job, ms, page, page_of};
use crate::app::action::Context;
use crate::app::{Effect, Focus, Message};
use crate::job::{Around, Filter, FilterProblem, Job, Page, Query, Row, Sort, Span, Status, Tally};

fn jobs(numbers: std::ops::Range<u8>) -> Vec<Job> {
    numbers.map(|number| job(number, Status::Succeeded)).collect()
}

fn filtered(text: &str) -> Query {
    Query {
        filter: Filter::parse(text).0,
        ..Query::default()
    }
}

/// The answer to a question about another list than that of all jobs.
fn answer(query: &Query, jobs: &[Job]) -> Message {
    let mut rows: Vec<_> = jobs.iter().map(Row::of).collect();
    rows.sort_by(|one, other| query.order(one, other));
    let total = Tally::exactly(rows.len() as u64);
    page_of(
        query.clone(),
        Page {
            rows,
            total,
            ..Page::default()
        },
    )
}

fn asked(effects: &[Effect]) -> Vec<(String, Around)> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Page(query, Span { around, .. }) => Some((query.filter.to_string(), *around)),
        _ => None,
    });
    asked.collect()
}

fn shown(desk: &Desk) -> Vec<String> {
    desk.app.board().rows().iter().map(|row| row.prompt.clone()).collect()
}

#[test]
fn each_key_of_a_filter_asks_anew_and_the_old_rows_stay_until_the_new_are_there() {
    let all = jobs(0..20);
    let mut desk = Desk::with(&all);
    desk.press("j j j");
    let selected = desk.selected().expect("one is selected");
    desk.press("/");
    assert_eq!(desk.app.context(), Context::Filter);
    let effects = desk.type_text("16");
    let about = Around::Job(selected);
    assert_eq!(asked(&effects), [("1".into(), about), ("16".into(), about)]);
    assert_eq!((shown(&desk).len(), desk.selected()), (20, Some(selected)));
    // an answer to what was asked before changes nothing
    desk.feed(answer(&filtered("1"), &all[10..20]));
    assert_eq!(shown(&desk).len(), 20);
    desk.feed(answer(&filtered("16"), &all[16..17]));
    assert_eq!(
        (shown(&desk), desk.selected()),
        (vec!["prompt 16".into()], Some(selected))
    );
    // where the selected one does not match, the nearest is selected
    desk.press("backspace");
    desk.type_text("2");
    desk.feed(answer(&filtered("12"), &all[12..13]));
    assert_eq!(desk.selected(), Some(all[12].id));
}

#[test]
fn enter_keeps_the_filter_and_esc_takes_it_away() {
    let all = jobs(0..20);
    let mut desk = Desk::with(&all);
    desk.press("enter /");
    desk.type_text("paper q");
    assert_eq!(desk.press("enter"), [], "the keys are the list's again");
    assert_eq!((desk.app.focus(), desk.app.context()), (Focus::Jobs, Context::Board));
    assert_eq!(desk.app.board().query(), &filtered("paper q"));
    desk.feed(answer(&filtered("paper q"), &[]));
    assert_eq!((shown(&desk), desk.selected()), (vec![], None));
    // what is open is closed first
    desk.press("esc");
    assert_eq!(desk.app.board().query(), &filtered("paper q"));
    assert_eq!(asked(&desk.press("esc")).len(), 1);
    assert_eq!(desk.app.board().query(), &Query::default());
    desk.feed(page(&all, 0, 20));
    assert_eq!(desk.selected(), Some(all[19].id), "the place is found again");
    desk.press("/");
    desk.type_text("x");
    desk.press("esc");
    assert_eq!(
        (desk.app.focus(), desk.app.board().query()),
        (Focus::Jobs, &Query::default())
    );
}

#[test]
fn nonsense_is_told_and_hides_nothing() {
    let mut desk = Desk::with(&jobs(0..3));
    desk.press("/");
    assert_eq!(
        asked(&desk.type_text("colour:")),
        [
            ("c", 0),
            ("co", 0),
            ("col", 0),
            ("colo", 0),
            ("colou", 0),
            ("colour", 0),
            ("", 0)
        ]
        .map(|(text, _)| (text.to_owned(), Around::Job(job(2, Status::Succeeded).id)))
    );
    assert_eq!(desk.app.filtering().problems(), [FilterProblem::Key("colour".into())]);
    assert_eq!(desk.app.board().query(), &Query::default());
}

#[test]
fn signs_alone_filter_nothing_and_the_line_says_so() {
    for (typed, told) in [
        ("(", "("),
        ("%", "%"),
        ("*'", "*'"),
        ("()", "()"),
        ("\"!\"", "!"),
        ("-?", "?"),
    ] {
        let mut desk = Desk::with(&jobs(0..3));
        desk.press("/");
        desk.type_text(typed);
        assert_eq!(desk.app.filtering().problems(), [FilterProblem::NoWord(told.into())]);
        assert_eq!(desk.app.board().query(), &Query::default(), "{typed}");
    }
    for typed in ["50%", "🐱", "น้ำ", "5"] {
        let mut desk = Desk::with(&jobs(0..3));
        desk.press("/");
        desk.type_text(typed);
        assert_eq!(desk.app.filtering().problems(), [], "{typed}");
    }
}

#[test]
fn the_filter_line_takes_a_paste_as_one_line_and_nothing_too_long() {
    let mut desk = Desk::with(&jobs(0..3));
    desk.press("/");
    desk.feed(Message::Paste("paper\nboat\n".into()));
    assert_eq!(desk.app.filtering().field().text(), "paper boat");
    desk.feed(Message::Paste("x".repeat(2000)));
    assert_eq!(desk.app.filtering().field().text(), "paper boat");
    // plain letters are text and no key of it pays
    desk.type_text("cqRy");
    assert_eq!(desk.press("ctrl-s alt-enter"), []);
    assert_eq!(desk.app.filtering().field().text(), "paper boatcqRy");
}

#[test]
fn a_question_that_a_newer_one_overtook_is_asked_again_only_while_it_is_wanted() {
    let mut desk = Desk::with(&jobs(0..3));
    desk.press("/");
    desk.type_text("ab");
    assert_eq!(desk.feed(Message::Page(filtered("a"), Ok(None))), []);
    let again = desk.feed(Message::Page(filtered("ab"), Ok(None)));
    assert_eq!(asked(&again).len(), 1);
}

#[test]
fn s_goes_round_the_orders_and_new_rows_stand_on_top_until_a_page_knows_them() {
    let all = jobs(0..3);
    let mut desk = Desk::with(&all);
    let mut orders = vec![];
    for _ in 0..6 {
        desk.press("s");
        orders.push(desk.app.board().query().sort);
    }
    assert_eq!(
        orders,
        [
            Sort::State,
            Sort::Model,
            Sort::Credits,
            Sort::Running,
            Sort::Created,
            Sort::State
        ]
    );
    desk.press("s s shift-s");
    let query = desk.app.board().query().clone();
    assert_eq!((query.sort, query.reversed), (Sort::Credits, true));
    desk.feed(answer(&query, &all));
    assert_eq!(shown(&desk), ["prompt 0", "prompt 1", "prompt 2"]);
    desk.press("n ctrl-s esc");
    assert_eq!(shown(&desk)[0], "A paper boat");
    desk.press("s");
    assert!(
        !desk.app.board().query().reversed,
        "another order begins the natural way round"
    );
}

#[test]
fn in_another_order_the_selected_job_is_followed_where_it_goes() {
    let all = jobs(0..9);
    let mut desk = Desk::with(&all);
    desk.press("s j j");
    let query = desk.app.board().query().clone();
    desk.feed(answer(&query, &all));
    let selected = desk.selected().expect("selected");
    let effects = desk.tell(crate::engine::Message::LedgerChanged);
    assert_eq!(asked(&effects), [(String::new(), Around::Job(selected))]);
}

#[test]
fn a_filter_by_age_is_asked_for_again_as_time_goes_by() {
    let mut desk = Desk::with(&jobs(0..3));
    desk.press("/");
    desk.type_text("age:<1h");
    desk.press("enter");
    let query = desk.app.board().query().clone();
    desk.feed(answer(&query, &jobs(0..3)));
    assert_eq!(asked(&desk.wait(ms(35_000)).wake()), []);
    assert_eq!(asked(&desk.wait(ms(1_500)).wake()).len(), 1);
    desk.feed(answer(&query, &jobs(0..2)));
    desk.press("esc");
    desk.feed(answer(&Query::default(), &jobs(0..3)));
    assert_eq!(
        asked(&desk.wait(ms(3_600_000)).wake()),
        [],
        "no other list changes by itself"
    );
}

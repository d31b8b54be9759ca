//! Marks, the one question about all marked jobs, and what is done to them.

use super::kit::{Desk, applied, fault, job, ms, payments, survey};
use crate::app::action::Action;
use crate::app::{Asking, Effect, Hindrance, Marks, Message, Overlay, Purpose, Question, Work};
use crate::engine::{Effect as EngineEffect, Message as EngineMessage};
use crate::job::{CancelOutcome, Event, FailureKind, Filter, Job, JobId, Query, Recorded, Status};

fn jobs(count: u8, status: &Status) -> Vec<Job> {
    (0..count).map(|number| job(number, status.clone())).collect()
}

/// All of them marked.
fn marked(jobs: &[Job]) -> Desk {
    let mut desk = Desk::with(jobs);
    desk.press("ctrl-a");
    let ids = jobs.iter().map(|job| job.id).collect();
    desk.feed(Message::Ids(Query::default(), Ok(ids)));
    assert_eq!(desk.app.marks().len(), jobs.len());
    desk
}

/// What begins; that the service took a cancel is written down besides.
fn events(effects: &[Effect]) -> Vec<(JobId, Event)> {
    let applied = effects.iter().filter_map(|effect| match effect {
        Effect::Engine(EngineEffect::Apply { id, event, .. }) if *event != Event::CancelTaken => {
            Some((*id, event.clone()))
        }
        _ => None,
    });
    applied.collect()
}

fn asking(desk: &Desk) -> Option<(Work, usize, usize, usize)> {
    match desk.app.overlay() {
        Some(Overlay::Question(Question::Bulk(asking))) => {
            Some((asking.work, asking.ids.len(), asking.outside, asking.idle))
        }
        _ => None,
    }
}

#[test]
fn marks_are_fixed_when_they_are_made() {
    let all = jobs(5, &Status::Succeeded);
    let mut desk = Desk::with(&all);
    desk.press("space space j space space");
    let ids: Vec<_> = desk.app.marks().ids().collect();
    assert_eq!(
        ids,
        [all[0].id, all[1].id, all[3].id, all[4].id],
        "the last was reached, and marked once"
    );
    desk.press("k");
    let was = desk.app.marks().len();
    desk.press("/");
    desk.type_text("zzz");
    desk.press("enter");
    assert_eq!(desk.app.marks().len(), was, "a filter changes no mark");
    let asked = desk.press("ctrl-a");
    let filter = Filter::parse("zzz").0;
    let query = Query {
        filter,
        ..Query::default()
    };
    assert_eq!(asked, [Effect::Ids(query.clone())]);
    desk.press("esc");
    assert!(desk.app.marks().is_empty(), "marks go before the filter");
    desk.feed(Message::Ids(query.clone(), Ok(vec![all[2].id])));
    assert!(desk.app.marks().is_empty(), "and those on their way with them");
    assert_eq!(desk.app.board().query(), &query);
}

#[test]
fn no_more_than_so_many_are_marked() {
    let mut desk = Desk::with(&jobs(2, &Status::Succeeded));
    desk.press("ctrl-a");
    let many = (0..=Marks::MOST as u128).map(|number| JobId(uuid::Uuid::from_u128(number)));
    desk.feed(Message::Ids(Query::default(), Ok(many.collect())));
    assert_eq!(desk.app.marks().len(), Marks::MOST);
    assert_eq!(desk.notice(), "100 000 jobs are marked: more cannot be at once.");
}

#[test]
fn one_question_counts_them_and_only_what_can_be_cancelled_is() {
    let mut all = jobs(3, &Status::Processing);
    all.push(job(3, Status::Succeeded));
    let mut desk = marked(&all);
    let asked = desk.press("c");
    let ids = all.iter().map(|job| job.id).collect();
    assert_eq!(asked, [Effect::Survey(ids, Query::default())]);
    all[0].archived = true;
    desk.feed(survey(&all));
    assert_eq!(asking(&desk), Some((Work::Cancel, 3, 1, 1)));
    assert_eq!(desk.press("enter"), [], "the default is no");
    assert_eq!((asking(&desk), desk.app.marks().len()), (None, 4));
    desk.press("c");
    desk.feed(survey(&all));
    let begun = events(&desk.press("y"));
    let expected: Vec<_> = all[..3].iter().map(|job| (job.id, Event::CancelAsked)).collect();
    assert_eq!(begun, expected);
    assert!(desk.app.marks().is_empty());
}

#[test]
fn a_question_about_many_that_comes_by_surprise_is_not_answered_by_a_key_meant_for_the_list() {
    let all = jobs(3, &Status::Processing);
    let mut desk = marked(&all);
    desk.press("c j");
    desk.feed(survey(&all));
    desk.wait(ms(100));
    desk.key("y");
    assert_eq!(desk.wait(ms(100)).wake(), []);
    assert!(desk.app.bulk().is_none());
}

/// The answers of the ledger and the service to one cancel.
fn cancelled(desk: &mut Desk, job: &Job, outcome: CancelOutcome) -> Vec<Effect> {
    let asked = Job {
        status: Status::Cancelling,
        ..job.clone()
    };
    let mut effects = desk.tell(applied(&asked, Event::CancelAsked, true));
    effects.extend(desk.tell(EngineMessage::CancelAnswered { id: job.id, outcome }));
    effects
}

#[test]
fn a_few_are_under_way_at_once_and_each_sort_of_end_is_counted() {
    let all = jobs(12, &Status::Processing);
    let mut desk = marked(&all);
    desk.press("c");
    desk.feed(survey(&all));
    assert_eq!(events(&desk.press("y")).len(), 8);
    let next = cancelled(&mut desk, &all[0], CancelOutcome::Taken);
    assert_eq!(events(&next), [(all[8].id, Event::CancelAsked)]);
    let no = CancelOutcome::Refused(fault(FailureKind::Conflict));
    cancelled(&mut desk, &all[1], no);
    let ended = Job {
        status: Status::Succeeded,
        ..all[2].clone()
    };
    desk.tell(applied(&ended, Event::CancelAsked, false));
    let withdrawn = Job {
        status: Status::NotSent,
        ..all[3].clone()
    };
    desk.tell(applied(&withdrawn, Event::Withdrawn, true));
    desk.tell(EngineMessage::Applied {
        id: all[4].id,
        event: Event::CancelAsked,
        kept: Err(fault(FailureKind::Ledger)),
        changed: false,
    });
    let told = |desk: &Desk| desk.app.bulk().map(|bulk| bulk.outcomes().all());
    assert_eq!(told(&desk), Some(5));
    // all are begun; the answers of the others are still to come
    desk.press("esc");
    for job in &all[5..] {
        cancelled(&mut desk, job, CancelOutcome::Taken);
    }
    assert_eq!(told(&desk), None);
    assert_eq!(
        desk.notice(),
        "Cancelling: 8 asked, 1 withdrawn, 1 had ended, 1 refused by the service, 1 failed. Those that failed are marked \
         again."
    );
}

#[test]
fn esc_stops_it_and_what_was_not_begun_is_marked_again() {
    let all = jobs(12, &Status::Processing);
    let mut desk = marked(&all);
    desk.press("c");
    desk.feed(survey(&all));
    desk.press("y esc");
    for job in &all[..8] {
        let next = cancelled(&mut desk, job, CancelOutcome::Taken);
        assert_eq!(events(&next), []);
    }
    let left: Vec<_> = desk.app.marks().ids().collect();
    assert_eq!(left, all[8..].iter().map(|job| job.id).collect::<Vec<_>>());
    assert_eq!(
        desk.notice(),
        "Cancelling, stopped: 8 asked; 4 left as they were, and marked."
    );
}

#[test]
fn when_the_program_is_left_nothing_more_begins() {
    let all = jobs(12, &Status::Processing);
    let mut desk = marked(&all);
    desk.press("c");
    desk.feed(survey(&all));
    desk.press("y");
    desk.app.leave();
    assert_eq!(events(&cancelled(&mut desk, &all[0], CancelOutcome::Taken)), []);
}

#[test]
fn where_the_marks_are_taken_away_meanwhile_nothing_is_asked() {
    let all = jobs(3, &Status::Processing);
    let mut desk = marked(&all);
    desk.press("c esc");
    desk.feed(survey(&all));
    assert_eq!(asking(&desk), None);
}

#[test]
fn a_job_that_ends_while_its_cancel_waits_holds_up_nothing() {
    let all = jobs(2, &Status::Processing);
    let mut desk = marked(&all);
    desk.press("c");
    desk.feed(survey(&all));
    desk.press("y");
    cancelled(&mut desk, &all[0], CancelOutcome::Taken);
    let asked = Job {
        status: Status::Cancelling,
        ..all[1].clone()
    };
    desk.tell(applied(&asked, Event::CancelAsked, true));
    let mut ended = asked;
    ended.status = Status::Succeeded;
    let seen = super::kit::snapshot(Status::Succeeded, None, desk.now.wall);
    desk.tell(applied(&ended, Event::seen(seen), true));
    assert_eq!(desk.notice(), "Cancelling: 1 asked, 1 had ended.");
}

#[test]
fn cancels_that_are_left_to_who_holds_the_engine_next_count_as_asked() {
    let all = jobs(1, &Status::Processing);
    let mut desk = marked(&all);
    desk.press("c");
    desk.feed(survey(&all));
    desk.press("y");
    let asked = Job {
        status: Status::Cancelling,
        ..all[0].clone()
    };
    desk.tell(applied(&asked, Event::CancelAsked, true));
    assert!(desk.app.bulk().is_some());
    desk.tell(EngineMessage::LetGo);
    assert_eq!(desk.notice(), "Cancelling: 1 asked.");
}

#[test]
fn archived_ones_are_brought_back_only_where_all_are() {
    let mut all = jobs(2, &Status::Succeeded);
    all[0].archived = true;
    let mut desk = marked(&all);
    desk.press("a");
    desk.feed(survey(&all));
    assert_eq!(asking(&desk), Some((Work::Archive, 1, 0, 1)));
    assert_eq!(events(&desk.press("y")), [(all[1].id, Event::Archived(true))]);
    all[1].archived = true;
    desk.tell(applied(&all[1], Event::Archived(true), true));
    assert_eq!(desk.notice(), "Archiving: 1 archived.");
    desk.press("ctrl-a");
    let ids = all.iter().map(|job| job.id).collect();
    desk.feed(Message::Ids(Query::default(), Ok(ids)));
    desk.press("a");
    desk.feed(survey(&all));
    assert_eq!(asking(&desk), Some((Work::BringBack, 2, 2, 0)));
}

/// Up to the question that pays.
fn about_to_pay(all: &[Job]) -> Desk {
    let mut desk = marked(all);
    desk.press("shift-r");
    desk.feed(survey(all));
    assert_eq!(asking(&desk).map(|(work, ..)| work), Some(Work::RunAgain));
    desk
}

#[test]
fn to_run_many_again_the_count_is_typed_and_nothing_else_pays() {
    let all = jobs(2, &Status::Succeeded);
    let mut desk = about_to_pay(&all);
    desk.feed(Message::Paste("2".into()));
    for wrong in ["", "1", "2"] {
        desk.press("ctrl-u");
        desk.type_text(wrong);
        desk.type_text("y");
        assert_eq!(desk.press("ctrl-s enter"), [], "{wrong}");
        assert!(desk.app.bulk().is_none());
    }
    desk.press("ctrl-u");
    // pasted by a terminal that does not mark its pastes
    desk.wait(ms(200));
    desk.key("2");
    desk.key("ctrl-s");
    assert_eq!(desk.wait(ms(200)).wake(), []);
    let read = desk.press("ctrl-s");
    let expected = all.iter().map(|job| Effect::Details(job.id, Purpose::RunOneOfMany));
    assert_eq!(read, expected.collect::<Vec<_>>());
}

#[test]
fn what_is_run_again_goes_through_our_own_queue_once_each() {
    let all = jobs(2, &Status::Succeeded);
    let mut desk = about_to_pay(&all);
    desk.type_text("2");
    desk.press("ctrl-s");
    let first = desk.details(&all[0], Purpose::RunOneOfMany);
    assert_eq!(payments(&first), [("prompt 0".into(), false)]);
    assert_eq!(
        payments(&desk.details(&all[0], Purpose::RunOneOfMany)),
        [],
        "not a second time"
    );
    let mut bare = all[1].clone();
    bare.request.prompt = String::new();
    assert_eq!(
        desk.details(&bare, Purpose::RunOneOfMany),
        [],
        "of this one only the id is left"
    );
    let new = desk.pending().remove(0);
    assert_eq!((&new.status, new.queued_here), (&Status::Waiting, true));
    desk.tell(EngineMessage::Recorded {
        id: new.id,
        recorded: Ok(Recorded::Kept(Box::new(new.clone()))),
    });
    assert_eq!(desk.notice(), "Running again: 1 in our queue, 1 failed.");
}

#[test]
fn a_key_that_is_refused_on_the_way_ends_it() {
    let all = jobs(2, &Status::Succeeded);
    let mut desk = about_to_pay(&all);
    desk.type_text("2");
    desk.press("ctrl-s");
    desk.refuse_key();
    assert_eq!(payments(&desk.details(&all[0], Purpose::RunOneOfMany)), []);
    desk.details(&all[1], Purpose::RunOneOfMany);
    assert_eq!((desk.app.bulk().is_none(), desk.app.marks().len()), (true, 2));
}

#[test]
fn what_stands_against_a_key_for_many_is_told_before_it_is_pressed() {
    let against = |desk: &Desk| {
        let each = [Action::Cancel, Action::RunAgain, Action::Archive];
        each.map(|action| desk.app.hindrance(action))
    };
    let mut ended = jobs(3, &Status::Succeeded);
    assert_eq!(against(&marked(&ended)), [Some(Hindrance::AllEnded), None, None]);
    ended.push(job(3, Status::Processing));
    let mut desk = marked(&ended);
    assert_eq!(against(&desk), [None; 3], "one of them can be");
    // its mark taken away
    desk.press("g space");
    assert_eq!(against(&desk)[0], Some(Hindrance::AllEnded));
    // what is not at hand is looked up
    let beyond = (0..Asking::MOST as u128).map(|number| JobId(uuid::Uuid::from_u128(number)));
    desk.press("ctrl-a");
    desk.feed(Message::Ids(Query::default(), Ok(beyond.collect())));
    assert_eq!(against(&desk), [None, Some(Hindrance::TooManyMarked), None]);
    let live = jobs(3, &Status::Processing);
    let mut desk = marked(&live);
    desk.press("c");
    desk.feed(survey(&live));
    desk.press("y space");
    assert_eq!(against(&desk), [Some(Hindrance::OneAtATime); 3]);
}

#[test]
fn a_job_that_may_be_charged_already_is_neither_hidden_nor_run_again_before_it_is_settled() {
    for keys in ["a", "shift-r"] {
        let mut desk = Desk::with(&[job(1, Status::Unknown)]);
        assert_eq!(desk.press(keys), []);
        assert_eq!(desk.app.overlay(), None);
        assert_eq!(
            desk.notice(),
            "It may exist and be charged already: u settles that first."
        );
    }
    let all = [jobs(2, &Status::Unknown), vec![job(7, Status::Failed)]].concat();
    for (keys, work) in [("a", Work::Archive), ("shift-r", Work::RunAgain)] {
        let mut desk = marked(&all);
        desk.press(keys);
        desk.feed(survey(&all));
        assert_eq!(asking(&desk), Some((work, 1, 0, 2)));
        let Some(Overlay::Question(Question::Bulk(asking))) = desk.app.overlay() else {
            panic!("no question");
        };
        assert_eq!((&asking.ids[..], asking.unknown), (&[all[2].id][..], 2));
        let mut desk = marked(&all[..2]);
        desk.press(keys);
        desk.feed(survey(&all[..2]));
        assert_eq!(desk.app.overlay(), None);
        assert_eq!(
            desk.notice(),
            "It may exist and be charged already: u settles that first."
        );
    }
}

//! Watching a job that was submitted elsewhere, key by key.

use super::kit::{Desk, fault, job, snapshot};
use crate::app::{Effect, Message, Overlay, Purpose};
use crate::engine::{Effect as EngineEffect, Message as EngineMessage};
use crate::job::{Failure, FailureKind, JobId, Poll, Recorded, RemoteId, Status};
use crate::words::ENGLISH;

/// With the dialog open and that typed.
fn typed(name: &str) -> Desk {
    let mut desk = Desk::polling(&[job(1, Status::Queued), job(2, Status::Failed)]);
    desk.wait(super::kit::ms(20_000)).wake();
    desk.press("esc ctrl-p");
    desk.type_text("watch a request id");
    desk.press("enter");
    assert!(matches!(desk.app.overlay(), Some(Overlay::Tracking(_))));
    desk.type_text(name);
    desk
}

/// The look that is asked for.
fn asked(effects: &[Effect]) -> Option<(JobId, &RemoteId)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Engine(EngineEffect::Poll { id, remote_id }) if remote_id.as_str().starts_with("req_x") => {
            Some((*id, remote_id))
        }
        _ => None,
    })
}

fn polled(desk: &mut Desk, id: JobId, poll: Poll) -> Vec<Effect> {
    desk.tell(EngineMessage::Polled { id, poll })
}

#[test]
fn only_a_sound_id_is_asked_about() {
    let mut desk = typed("../x");
    assert_eq!(asked(&desk.press("enter")), None);
    let refused = |desk: &Desk| matches!(desk.app.overlay(), Some(Overlay::Tracking(tracking)) if tracking.refused);
    assert!(refused(&desk));
    desk.press("backspace");
    assert!(!refused(&desk), "until it is put right");
    desk.press("ctrl-s");
    assert!(!refused(&desk), "nothing is paid here");
}

#[test]
fn a_job_of_the_list_is_selected_and_nobody_is_asked() {
    let mut desk = typed("");
    desk.feed(Message::Paste(" req_1\n".into()));
    assert_eq!(asked(&desk.press("enter")), None);
    assert_eq!(
        (desk.app.overlay(), desk.selected()),
        (None, Some(job(1, Status::Queued).id))
    );
    assert_eq!(desk.notice(), "req_1 is a job of this ledger already.");
}

#[test]
fn what_the_service_knows_becomes_a_job_of_the_list() {
    let mut desk = typed("req_x");
    let effects = desk.press("enter");
    let (id, name) = asked(&effects).expect("one look");
    assert_eq!(name.as_str(), "req_x");
    let name = name.clone();
    let seen = snapshot(Status::Processing, None, desk.now.wall);
    let effects = polled(&mut desk, id, Poll::Seen(Box::new(seen)));
    let [Effect::Engine(EngineEffect::Track { job, .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (job.id, &job.status, &job.remote_id),
        (id, &Status::Processing, &Some(name.clone()))
    );
    let job = job.clone();
    desk.tell(EngineMessage::Tracked {
        name,
        recorded: Ok(Recorded::Kept(job)),
    });
    assert_eq!((desk.app.overlay(), desk.selected()), (None, Some(id)));
    assert_eq!(desk.notice(), "req_x is watched from now on.");
}

#[test]
fn why_it_is_not_watched_is_said_and_the_id_stays() {
    let kinds = [
        (FailureKind::NotFound, "The service knows no request req_x of this key."),
        (
            FailureKind::Unauthorized,
            "It is not known yet whether there is such a request. The service answered: key refused",
        ),
        (
            FailureKind::Server,
            "It is not known yet whether there is such a request. The service answered: service fault",
        ),
        (
            FailureKind::Unreachable,
            "It is not known yet whether there is such a request. No answer: could not connect",
        ),
    ];
    for (kind, expected) in kinds {
        let mut desk = typed("req_x");
        let effects = desk.press("enter");
        let (id, _) = asked(&effects).expect("one look");
        let missed = Poll::Missed {
            failure: Failure::new(kind, ""),
            retry_after: None,
        };
        polled(&mut desk, id, missed);
        assert!(desk.notice().starts_with(expected), "{}", desk.notice());
        assert!(matches!(desk.app.overlay(), Some(Overlay::Tracking(_))));
    }
}

#[test]
fn with_a_refused_key_or_a_full_disk_nothing_is_watched() {
    let mut desk = typed("req_x");
    desk.refuse_key();
    assert_eq!(asked(&desk.press("enter")), None);
    assert_eq!(desk.notice(), (ENGLISH.notices.cannot_ask)("key refused"));
    desk.tell(EngineMessage::Tracked {
        name: RemoteId::parse("req_x").expect("sound"),
        recorded: Err(fault(FailureKind::Ledger)),
    });
    assert_eq!(desk.notice(), (ENGLISH.palette.not_kept)(""));
    assert!(matches!(desk.app.overlay(), Some(Overlay::Tracking(_))));
}

#[test]
fn one_that_lies_beyond_the_page_is_selected_once_it_is_there() {
    let mut desk = typed("req_x");
    let known = job(30, Status::Queued);
    let effects = desk.tell(EngineMessage::Tracked {
        name: RemoteId::parse("req_x").expect("sound"),
        recorded: Ok(Recorded::Known { id: known.id }),
    });
    let [Effect::Page(_, span)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(span.around, crate::job::Around::Job(known.id));
    desk.feed(super::kit::page(&[known.clone(), job(29, Status::Failed)], 5, 9));
    assert_eq!(desk.selected(), Some(known.id));
}

#[test]
fn one_that_has_ended_is_not_said_to_be_watched() {
    let mut desk = typed("req_x");
    let effects = desk.press("enter");
    let (id, name) = asked(&effects).expect("one look");
    let name = name.clone();
    let seen = snapshot(Status::Failed, None, desk.now.wall);
    let effects = polled(&mut desk, id, Poll::Seen(Box::new(seen)));
    let [Effect::Engine(EngineEffect::Track { job, .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    let job = job.clone();
    desk.tell(EngineMessage::Tracked {
        name,
        recorded: Ok(Recorded::Kept(job.clone())),
    });
    assert_eq!(desk.notice(), "req_x has ended already: failed. It is in the list now.");
    // what it asked for is not told by the service, so it is not run again, and it is said why
    desk.press("shift-r");
    desk.details(&job, Purpose::RunAgain);
    assert_eq!(
        desk.notice(),
        "Not sent: not all of what this job asked for is known here. e fills the form with what is."
    );
}

//! The editor, the bell and the window's title.

use super::kit::*;
use crate::app::field::LIMIT;
use crate::app::{Effect, Message, Mode, NoText, Settings};
use crate::engine;
use crate::job::{Event, Job, OpenJob, OpenJobs, Status};
use crate::words::ENGLISH;

fn edited(desk: &mut Desk, text: &str) {
    desk.feed(Message::Edited(Ok(text.into())));
}

#[test]
fn the_editor_gets_the_prompt_and_its_text_takes_the_prompts_place() {
    let mut desk = Desk::with(&[]);
    let effects = desk.press("tab ctrl-e");
    assert!(effects.contains(&Effect::EditOutside("A paper boat".into())));
    edited(&mut desk, "A tin boat\r\nin the rain");
    assert_eq!(desk.prompt(), "A tin boat\nin the rain");
    desk.press("alt-z");
    assert_eq!(desk.prompt(), "A paper boat", "one undo takes it back");
    let saved = desk.wait(ms(500)).wake();
    assert!(saved.iter().any(|effect| matches!(effect, Effect::SaveDraft(_))));
}

#[test]
fn no_text_leaves_the_prompt_as_it_is_and_says_why() {
    let mut desk = Desk::with(&[]);
    desk.press("ctrl-e");
    let too_long = Ok("x".repeat(LIMIT + 1));
    let each = [
        (Err(NoText::NoEditor), ENGLISH.notices.no_editor.to_owned()),
        (
            Err(NoText::Ended("signal: 9".into())),
            "The editor did not end well (signal: 9). The prompt is as it was.".into(),
        ),
        (
            Err(NoText::Fault("vi: not found".into())),
            "The editor could not be used: vi: not found".into(),
        ),
        (too_long, ENGLISH.notices.edited_too_long.to_owned()),
    ];
    for (came, said) in each {
        desk.feed(Message::Edited(came));
        assert_eq!((desk.notice(), desk.prompt().as_str()), (said.as_str(), "A paper boat"));
    }
}

#[test]
fn nobody_is_left_stopped_whom_no_shell_would_continue() {
    let mut desk = Desk::with(&[]);
    assert_eq!(desk.key("ctrl-z"), [Effect::Suspend]);
    let alone = crate::app::Settings {
        can_stop: false,
        ..settings()
    };
    let mut desk = Desk::bare(alone, &draft("A paper boat"));
    assert_eq!(desk.key("ctrl-z"), []);
    assert_eq!(desk.notice(), ENGLISH.notices.no_shell);
}

fn ends(desk: &mut Desk, job: &Job, status: Status) {
    let event = Event::seen(snapshot(status.clone(), None, at(0)));
    let done = Job { status, ..job.clone() };
    desk.tell(applied(&done, event, true));
}

fn rings(effects: &[Effect]) -> Vec<&str> {
    let mut rings = vec![];
    for effect in effects {
        if let Effect::Ring(text) = effect {
            rings.push(text.as_str());
        }
    }
    rings
}

#[test]
fn a_burst_of_ends_rings_once() {
    let jobs: Vec<_> = (1..=40).map(|number| job(number, Status::Processing)).collect();
    let mut desk = Desk::polling(&jobs);
    desk.feed(Message::Watched(false));
    let mut effects = vec![];
    for job in &jobs[..4] {
        ends(&mut desk, job, Status::Succeeded);
        effects.extend(desk.wait(ms(400)).wake());
    }
    ends(&mut desk, &jobs[4], Status::Failed);
    assert_eq!(rings(&effects), <[&str; 0]>::default());
    let due = desk.app.next_wake(desk.now).expect("it rings later");
    assert!(due <= desk.now.steady + ms(1500));
    effects.extend(desk.wait(ms(1500)).wake());
    assert_eq!(rings(&effects), ["4 succeeded, 1 failed"]);
    assert_eq!(rings(&desk.wait(ms(60_000)).wake()), <[&str; 0]>::default());
    // one that does not end is rung for now and then
    let mut effects = vec![];
    for job in &jobs[5..25] {
        ends(&mut desk, job, Status::Succeeded);
        effects.extend(desk.wait(ms(1000)).wake());
    }
    assert_eq!(rings(&effects).len(), 2);
    // and nobody is called who has come meanwhile
    ends(&mut desk, &jobs[30], Status::Succeeded);
    desk.feed(Message::Watched(true));
    assert_eq!(rings(&desk.wait(ms(20_000)).wake()), <[&str; 0]>::default());
}

#[test]
fn the_title_counts_what_runs_and_what_needs_the_person() {
    let desk = Desk::with(&[]);
    assert_eq!(desk.app.window_title(), "seedance-tui");
    let jobs = [
        job(1, Status::Processing),
        job(2, Status::Queued),
        job(3, Status::Unknown),
        job(4, Status::Succeeded),
    ];
    let mut desk = Desk::polling(&jobs);
    let mut told = page(&jobs, 0, 4);
    if let Message::Page(_, Ok(Some(page))) = &mut told {
        page.counts.by_status = jobs.iter().map(|job| (job.status.clone(), 1)).collect();
    }
    desk.tell(engine::Message::LedgerChanged);
    desk.feed(told);
    assert_eq!(desk.app.window_title(), "seedance-tui · 2 running · 1 needs you");
}

#[test]
fn what_goes_on_in_the_sandbox_is_not_called_paid() {
    let live = [job(1, Status::Processing)];
    let told = |mode| {
        let mut desk = Desk::bare(Settings { mode, ..settings() }, &draft("A paper boat"));
        desk.tell(engine::Message::Holding);
        desk.tell(engine::Message::OpenJobs(Ok(OpenJobs::all(
            live.iter().map(OpenJob::of).collect(),
        ))));
        desk.app.told_to_go_on()
    };
    let host = Mode::Live("www.seedance2.ink".into());
    assert_eq!(
        [told(host), told(Mode::Sandbox)].map(Option::unwrap),
        [
            "1 paid job goes on at the service; start seedance-tui again to see it.",
            "1 job goes on in the sandbox; start seedance-tui again to see it."
        ]
    );
    assert_eq!(Desk::with(&[]).app.told_to_go_on(), None);
}

#[test]
fn who_leaves_hears_that_what_waits_here_does_not_go_on() {
    let jobs = [
        job(1, Status::Processing),
        job(2, Status::Waiting),
        job(3, Status::Waiting),
    ];
    assert_eq!(
        Desk::polling(&jobs).app.told_to_go_on().as_deref(),
        Some(
            "1 paid job goes on at the service; start seedance-tui again to see it. 2 jobs wait in our own queue; none is sent \
             until seedance-tui is open again and you press P."
        )
    );
}

#[test]
fn a_window_does_not_count_what_has_ended_meanwhile() {
    let mut desk = Desk::bare(settings(), &draft("A paper boat"));
    desk.feed(page(&[], 0, 0));
    let sent = job(1, Status::Queued);
    // of its own jobs it knows that they were sent; the holder polls them
    desk.tell(applied(&sent, Event::CancelTaken, true));
    assert_eq!(desk.app.engine().jobs_going_on(), 1);
    desk.feed(page(
        &[Job {
            status: Status::Succeeded,
            ..sent
        }],
        0,
        1,
    ));
    assert_eq!(desk.app.told_to_go_on(), None);
}

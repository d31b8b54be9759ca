//! The form: focus, typing, checks, and how it is kept.

use super::kit::{Desk, draft, finished, geometry, job, ms, page, payments, settings};
use crate::app::field::LIMIT;
use crate::app::{Effect, Focus, Message, Purpose};
use crate::job::{FIELDS, Failure, FailureKind, Field, Problem, Status};
use crate::words::ENGLISH;

const LINK: &str = "https://cdn.example.com/1.mp4";

#[test]
fn it_starts_in_the_prompt_where_there_are_no_jobs_and_in_the_list_else() {
    assert_eq!(Desk::with(&[]).app.focus(), Focus::Field(Field::Prompt));
    assert_eq!(Desk::with(&[job(1, Status::Queued)]).app.focus(), Focus::Jobs);
    let mut desk = Desk::bare(settings(), &draft(""));
    desk.press("tab shift-backtab");
    desk.feed(page(&[], 0, 0));
    assert_eq!(desk.app.focus(), Focus::Jobs, "the person chose it");
}

#[test]
fn tab_goes_round_fields_jobs_and_open_details_and_back() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    let mut round: Vec<_> = FIELDS.into_iter().map(Focus::Field).collect();
    round.push(Focus::Jobs);
    let go = |desk: &mut Desk, key: &str, count: usize| -> Vec<_> {
        (0..count)
            .map(|_| {
                desk.press(key);
                desk.app.focus()
            })
            .collect()
    };
    assert_eq!(go(&mut desk, "tab", 9), round);
    desk.press("enter");
    round.push(Focus::Details);
    assert_eq!(go(&mut desk, "shift-backtab", 10)[..9], {
        let mut back = round.clone();
        back.rotate_right(1);
        back.reverse();
        back.rotate_left(1);
        back[..9].to_vec()
    });
    assert_eq!(desk.app.focus(), Focus::Jobs);
    assert_eq!(go(&mut desk, "tab", 1), [Focus::Details]);
    assert_eq!(go(&mut desk, "tab", 9), round[..9]);
}

#[test]
fn esc_leaves_the_form_and_no_letter_is_a_command_in_it() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    desk.press("n");
    let effects = desk.type_text("qcxoRryYaePnj?g/ :");
    let kept = |effect: &Effect| matches!(effect, Effect::SaveDraft(_));
    assert!(effects.iter().all(kept), "{effects:?}");
    assert_eq!(desk.prompt(), "qcxoRryYaePnj?g/ :");
    desk.press("esc");
    assert_eq!((desk.app.focus(), desk.app.overlay()), (Focus::Jobs, None));
    for (stops, field) in (1..).zip(FIELDS) {
        let mut desk = Desk::with(&[job(1, Status::Queued)]);
        desk.press(&"tab ".repeat(stops));
        let effects = desk.type_text("qcoRyP");
        assert!(!effects.contains(&Effect::Quit));
        assert_eq!((desk.app.focus(), desk.app.overlay()), (Focus::Field(field), None));
    }
}

#[test]
fn enter_is_a_new_line_where_there_are_many_and_the_next_field_where_there_is_one() {
    let mut desk = Desk::with(&[]);
    desk.press("end enter");
    desk.type_text("b");
    desk.press("ctrl-j");
    assert_eq!(desk.prompt(), "A paper boat\nb\n");
    desk.press("tab");
    desk.type_text("x");
    desk.press("enter");
    assert_eq!(desk.app.form().draft().media, "x\n");
    desk.press("tab");
    let walked: Vec<_> = (0..7)
        .map(|_| {
            let from = desk.app.focus();
            desk.press("enter");
            from
        })
        .collect();
    let mut expected: Vec<_> = FIELDS[2..].iter().copied().map(Focus::Field).collect();
    expected.push(Focus::Jobs);
    assert_eq!(walked, expected, "and from the last one to the jobs");
}

#[test]
fn arrows_change_choices_and_the_choices_follow_the_model() {
    let mut desk = Desk::with(&[]);
    desk.press("tab tab tab tab");
    assert_eq!(desk.app.focus(), Focus::Field(Field::Duration));
    desk.press("right right left right");
    assert_eq!(desk.app.form().duration(), 7);
    desk.press("shift-backtab shift-backtab left");
    let chosen = |desk: &Desk| (desk.app.form().choice(Field::Model), desk.app.form().duration());
    assert_eq!(
        chosen(&desk),
        (Some("seedance-1.5-pro".into()), 5),
        "5 or 10: 7 is nearer to 5"
    );
    desk.press("tab tab right right");
    assert_eq!(desk.app.form().duration(), 5);
    desk.press("right shift-backtab shift-backtab right");
    assert_eq!(chosen(&desk), (Some("seedance-2.0".into()), 10));
}

#[test]
fn a_send_selects_the_prompt_so_that_typing_replaces_and_an_arrow_keeps() {
    let mut desk = Desk::with(&[]);
    desk.press("tab tab ctrl-s");
    assert_eq!(desk.app.focus(), Focus::Field(Field::Prompt));
    desk.press("right");
    desk.type_text("!");
    assert_eq!(desk.prompt(), "A paper boat!");
    assert_eq!(payments(&desk.press("ctrl-s")), [("A paper boat!".into(), true)]);
    desk.type_text("B");
    assert_eq!(desk.prompt(), "B");
    desk.press("ctrl-a delete");
    assert_eq!(desk.prompt(), "");
    desk.press("esc");
    desk.type_text("n");
    desk.type_text("C");
    assert_eq!(desk.prompt(), "C");
}

#[test]
fn a_wrong_form_sends_nothing_and_shows_the_first_wrong_field() {
    let mut desk = Desk::with(&[]);
    desk.press("tab");
    desk.type_text("http://example.com/a.png");
    assert_eq!(
        desk.app.form().problem(Field::Media),
        Some(&Problem::Url {
            line: Some(1),
            bad: crate::job::BadUrl::NotHttps
        }),
        "as it is typed"
    );
    desk.press("tab tab tab tab tab tab");
    desk.type_text("[1]");
    assert_eq!(desk.press("ctrl-s"), []);
    assert_eq!(desk.app.focus(), Focus::Field(Field::Media));
    assert_eq!(desk.notice(), "Not sent: Media URLs: line 1: only https:// addresses");
    assert!(desk.app.form().problem(Field::Metadata).is_some());
    desk.press("ctrl-a delete ctrl-s");
    assert_eq!(desk.app.focus(), Focus::Field(Field::Metadata));
    desk.press("ctrl-a delete shift-backtab");
    desk.press(&"shift-backtab ".repeat(6));
    desk.press("ctrl-a delete ctrl-s");
    assert_eq!(desk.notice(), "Not sent: Prompt: say what the video shows");
    assert!(desk.pending().is_empty());
}

#[test]
fn what_is_typed_is_kept_soon_one_write_at_a_time_and_on_leaving() {
    let mut desk = Desk::with(&[]);
    desk.press("end");
    desk.wait(ms(10_000)).wake();
    desk.type_text("!");
    let due = desk.app.next_wake(desk.now).expect("a wake");
    assert_eq!(due, desk.now.steady + ms(400));
    let saved = |prompt: &str| Effect::SaveDraft(Box::new(draft(prompt)));
    assert_eq!(desk.wait(ms(400)).wake(), [saved("A paper boat!")]);
    assert_eq!(desk.type_text("?"), []);
    assert_eq!(desk.wait(ms(400)).wake(), [], "the first is still being written");
    let quit = desk.press("ctrl-c");
    assert_eq!(quit, [Effect::Quit], "no write overtakes another");
    assert_eq!(desk.feed(Message::DraftSaved(Ok(()))), [saved("A paper boat!?")]);
    assert_eq!(desk.feed(Message::DraftSaved(Ok(()))), []);
    assert_eq!(desk.feed(Message::Terminate), [saved("A paper boat!?"), Effect::Quit]);
    let failed = Failure::new(FailureKind::Ledger, "disk full");
    desk.feed(Message::DraftSaved(Err(failed)));
    assert_eq!(desk.notice(), "What is in the form could not be kept: disk full");
}

#[test]
fn a_mebibyte_is_taken_and_one_byte_more_is_refused_whole() {
    let mut desk = Desk::with(&[]);
    desk.press("ctrl-a");
    desk.wait(ms(200)).feed(Message::Paste("é".repeat(LIMIT / 2)));
    assert_eq!(desk.prompt().len(), LIMIT);
    desk.wait(ms(200)).feed(Message::Paste("x".into()));
    assert_eq!(
        (desk.prompt().len(), desk.notice()),
        (LIMIT, ENGLISH.notices.paste_too_long)
    );
}

#[test]
fn a_form_that_is_filled_late_takes_no_keys_away_from_what_the_person_does_now() {
    let done = finished(1, LINK, -900);
    let mut desk = Desk::with(std::slice::from_ref(&done));
    desk.press("e");
    desk.press("esc");
    desk.details(&done, Purpose::EditAgain);
    assert_eq!(
        (desk.app.focus(), desk.prompt().as_str()),
        (Focus::Jobs, "A paper boat")
    );
}

#[test]
fn edit_again_fills_the_form_and_leaves_the_prompt_to_be_edited() {
    let mut done = finished(1, LINK, -900);
    done.request.aspect_ratio = "9:16".into();
    let mut desk = Desk::with(std::slice::from_ref(&done));
    assert_eq!(desk.press("e"), [Effect::Details(done.id, Purpose::EditAgain)]);
    desk.details(&done, Purpose::EditAgain);
    assert_eq!(desk.app.form().draft(), done.request.draft());
    assert_eq!(desk.app.focus(), Focus::Field(Field::Prompt));
    desk.type_text("!");
    assert_eq!(desk.prompt(), "prompt 1!");
}

#[test]
fn a_field_under_the_mouse_takes_the_focus() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    let (field, area) = geometry(20, false).fields[1];
    desk.wait(ms(200))
        .feed(Message::Mouse(crate::app::Mouse::Press(area.x, area.y)));
    assert_eq!(desk.app.focus(), Focus::Field(field));
}

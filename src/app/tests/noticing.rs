//! Notices: how long they stay, and what takes them away.

use super::kit::{Desk, draft, job, ms, page, settings};
use crate::app::Message;
use crate::job::Status;
use crate::words::ENGLISH;

fn orphaned(desk: &mut Desk) -> String {
    desk.feed(Message::Orphans(1));
    desk.notice().to_owned()
}

#[test]
fn a_key_in_the_list_takes_away_a_notice_that_could_be_read() {
    let mut desk = Desk::with(&[job(1, Status::Queued), job(2, Status::Queued)]);
    desk.press("y");
    assert_eq!(desk.notice(), "Copied req_2");
    desk.press("j");
    assert_eq!(desk.notice(), "Copied req_2", "too soon to have been read");
    desk.wait(ms(1000)).press("k");
    assert_eq!(desk.notice(), "");
}

#[test]
fn a_paste_that_is_taken_takes_away_that_the_last_one_was_not() {
    let mut desk = Desk::with(&[job(1, Status::Queued)]);
    desk.feed(Message::Paste("x".into()));
    assert_eq!(desk.notice(), ENGLISH.notices.paste_ignored);
    desk.press("n");
    desk.wait(ms(500)).feed(Message::Paste("x".into()));
    assert_eq!((desk.notice(), desk.prompt().as_str()), ("", "x"));
}

#[test]
fn marks_taken_away_take_their_number_along() {
    let mut desk = Desk::with(&[job(1, Status::Queued), job(2, Status::Queued)]);
    desk.press("space");
    desk.feed(Message::Orphans(0));
    desk.press("y");
    assert_ne!(desk.notice(), "");
    desk.press("esc");
    assert_eq!((desk.notice(), desk.app.marks().len()), ("", 0));
}

#[test]
fn what_may_be_charged_is_told_again_also_after_a_key() {
    let mut desk = Desk::with(&[job(1, Status::Queued), job(2, Status::Queued)]);
    let told = orphaned(&mut desk);
    desk.press("y");
    assert_eq!(desk.notice(), "Copied req_2");
    desk.wait(ms(1000)).press("j");
    assert_eq!(desk.notice(), told);
}

#[test]
fn a_key_takes_no_note_of_the_start_away_that_was_not_told_yet() {
    let mut noted = settings();
    noted.notes = vec!["first".into(), "second".into()];
    let mut desk = Desk::bare(noted, &draft(""));
    desk.feed(page(&[job(1, Status::Queued), job(2, Status::Queued)], 0, 2));
    assert_eq!(desk.notice(), "first");
    desk.wait(ms(2000)).press("j");
    assert_eq!(desk.notice(), "second");
}

#[test]
fn what_may_be_charged_is_told_for_its_whole_time() {
    let mut desk = Desk::with(&[job(1, Status::Queued), job(2, Status::Queued)]);
    let told = orphaned(&mut desk);
    desk.wait(ms(2000)).press("j");
    assert_eq!(desk.notice(), told, "no key takes it away");
    desk.press("y");
    assert_eq!(desk.notice(), "Copied req_1");
    desk.wait(ms(4100)).wake();
    assert_eq!(desk.notice(), told, "it is told again");
    desk.wait(ms(10_100)).wake();
    assert_eq!(desk.notice(), "");
}

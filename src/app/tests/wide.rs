//! Where there is room for the details beside the list: they are always there, cost one question a step, and are open while they have
//! the focus.

use super::kit::{Desk, applied, draft, geometry, job, ms, page, settings};
use crate::app::keymap::Keymap;
use crate::app::{Effect, Focus, Geometry, Layout, Message, Purpose};
use crate::engine::Message as EngineMessage;
use crate::job::{Event, FIELDS, Job, Status};

fn all() -> Vec<Job> {
    (1..=3).map(|number| job(number, Status::Failed)).collect()
}

fn lay_out(desk: &mut Desk, layout: Layout) -> Vec<Effect> {
    let details = layout == Layout::Wide || desk.app.shown().is_some();
    desk.feed(Message::Drawn(Geometry {
        layout,
        ..geometry(20, details)
    }))
}

fn show(job: &Job) -> Effect {
    Effect::Details(job.id, Purpose::Show)
}

/// Three jobs, of which the youngest is selected and shown.
fn wide() -> (Vec<Job>, Desk) {
    let all = all();
    let mut desk = Desk::with(&all);
    assert_eq!(lay_out(&mut desk, Layout::Wide), [show(&all[2])]);
    assert_eq!(desk.details(&all[2], Purpose::Show), []);
    (all, desk)
}

fn shown(desk: &Desk) -> Option<crate::job::JobId> {
    let details = desk.app.shown()?.details.as_ref()?;
    Some(details.job.id)
}

#[test]
fn q_quits_a_screen_that_shows_nothing_whatever_else_it_means() {
    let mut settings = settings();
    settings.keys = Keymap::remapped([("jobs.quit", ["Q".to_owned()].as_slice())]).expect("a key");
    let mut desk = Desk::bare(settings, &draft(""));
    let mut tiny = desk.app.geometry().clone();
    tiny.tiny = true;
    desk.feed(Message::Drawn(tiny));
    assert!(desk.key("q").contains(&Effect::Quit));
}

#[test]
fn the_details_follow_the_selection_and_are_asked_for_once_a_step() {
    let (all, mut desk) = wide();
    assert_eq!(shown(&desk), Some(all[2].id));
    assert_eq!(desk.press("j"), [show(&all[1])]);
    assert_eq!(desk.details(&all[1], Purpose::Show), []);
    assert_eq!((desk.press("tab"), desk.press("shift-backtab")), (vec![], vec![]));
    assert_eq!(lay_out(&mut desk, Layout::Wide), []);
    // a flood of keys asks for the first and for the last
    assert_eq!(desk.press("g k j k j"), [show(&all[2])]);
    assert_eq!(desk.details(&all[2], Purpose::Show), [show(&all[1])]);
}

#[test]
fn details_that_go_stale_are_read_again_as_seldom_as_the_list() {
    let (all, mut desk) = wide();
    let reads = |effects: &[Effect]| effects.contains(&show(&all[2]));
    desk.wait(ms(500));
    assert!(reads(&desk.tell(EngineMessage::LedgerChanged)));
    desk.feed(page(&all, 0, 3));
    desk.details(&all[2], Purpose::Show);
    // a thousand changes within a second
    desk.wait(ms(1));
    assert!(!reads(&desk.tell(EngineMessage::LedgerChanged)));
    assert!(!reads(&desk.tell(applied(&all[2], Event::Archived(false), true))));
    let due = desk.app.next_wake(desk.now).expect("it waits");
    assert_eq!(due, desk.now.steady + ms(99));
    assert!(!reads(&desk.wait(ms(98)).wake()));
    assert!(reads(&desk.wait(ms(1)).wake()));
    assert!(!reads(&desk.wake()), "once");
}

#[test]
fn enter_goes_into_the_details_and_enter_esc_and_q_come_back() {
    let (_, mut desk) = wide();
    for key in ["enter", "esc", "q"] {
        assert!(!desk.app.has_something_to_close());
        desk.press("enter");
        assert_eq!(desk.app.focus(), Focus::Details);
        assert!(desk.app.has_something_to_close());
        desk.press("j");
        assert_eq!(desk.app.shown().map(|shown| shown.scroll), Some(1), "the keys scroll");
        assert_eq!(desk.press(key), [], "{key}");
        assert_eq!(
            (desk.app.focus(), desk.app.shown().is_some()),
            (Focus::Jobs, true),
            "{key}"
        );
        desk.press("enter home enter");
    }
    // in the list nothing is open: the first Esc takes the marks away, and q quits
    desk.press("space");
    desk.press("esc");
    assert!(desk.app.marks().is_empty());
    assert!(desk.press("q").contains(&Effect::Quit));
}

#[test]
fn tab_goes_the_same_round_as_with_open_details_at_any_width() {
    let round = |layout| {
        let mut desk = Desk::with(&all());
        if layout != Layout::Wide {
            desk.press("enter");
        }
        lay_out(&mut desk, layout);
        desk.press("n");
        let mut step = || {
            desk.press("tab");
            desk.app.focus()
        };
        (0..20).map(|_| step()).collect::<Vec<_>>()
    };
    let mut expected: Vec<_> = FIELDS[1..].iter().copied().map(Focus::Field).collect();
    expected.extend([Focus::Jobs, Focus::Details, Focus::Field(FIELDS[0])]);
    let expected = [expected.clone(), expected].concat();
    for layout in [Layout::Narrow, Layout::Medium, Layout::Wide] {
        assert_eq!(round(layout), expected, "{layout:?}");
    }
}

#[test]
fn where_the_room_goes_the_details_go_unless_they_were_opened_or_have_the_focus() {
    for layout in [Layout::Narrow, Layout::Medium] {
        let (_, mut desk) = wide();
        lay_out(&mut desk, layout);
        assert!(desk.app.shown().is_none());

        let (_, mut desk) = wide();
        desk.press("tab");
        assert_eq!(desk.app.focus(), Focus::Details);
        lay_out(&mut desk, layout);
        assert_eq!((desk.app.shown().is_some(), desk.app.focus()), (true, Focus::Details));
    }
}

#[test]
fn details_that_were_opened_stay_in_sight_at_any_size_and_the_keys_come_back_to_the_list() {
    let mut desk = Desk::with(&all());
    desk.press("enter");
    let mut at = |layout, tiny| {
        let details = desk.app.shown().is_some();
        let geometry = geometry(20, details);
        desk.feed(Message::Drawn(Geometry {
            layout,
            tiny,
            ..geometry
        }));
        (desk.app.details_are_open(), desk.app.focus())
    };
    let in_list = (true, Focus::Jobs);
    let alone = (true, Focus::Details);
    assert_eq!(at(Layout::Medium, false), in_list);
    assert_eq!(at(Layout::Narrow, false), alone);
    assert_eq!(at(Layout::Narrow, false), alone);
    assert_eq!(at(Layout::Medium, false), in_list);
    // beside the list they are there, and open only while they have the keys
    assert_eq!(at(Layout::Wide, false), (false, Focus::Jobs));
    assert_eq!(at(Layout::Narrow, false), alone);
    // a card says nothing of either
    at(Layout::Narrow, true);
    assert_eq!(at(Layout::Medium, false), in_list);
    at(Layout::Narrow, true);
    assert_eq!(at(Layout::Narrow, false), alone);
    // opened where there is room for nothing else, they keep the keys
    desk.press("esc enter");
    let details = geometry(20, true);
    desk.feed(Message::Drawn(details));
    assert_eq!((desk.app.details_are_open(), desk.app.focus()), alone);
    // left beside the list, they are closed
    let (_, mut desk) = wide();
    desk.press("enter esc");
    lay_out(&mut desk, Layout::Narrow);
    assert_eq!((desk.app.shown().is_some(), desk.app.focus()), (false, Focus::Jobs));
}

#[test]
fn what_nobody_sees_is_not_read() {
    let mut desk = Desk::with(&all());
    lay_out(&mut desk, Layout::Narrow);
    desk.press("enter");
    desk.details(&all()[2], Purpose::Show);
    desk.press("tab esc");
    assert!(desk.app.shown().is_some(), "open, and out of sight");
    assert_eq!(desk.press("j"), []);
    assert_eq!(desk.press("enter"), [show(&all()[1])]);
}

#[test]
fn a_job_that_is_selected_again_after_none_was_is_read_again() {
    let (all, mut desk) = wide();
    desk.tell(EngineMessage::LedgerChanged);
    desk.feed(page(&[], 0, 0));
    assert_eq!(shown(&desk), None);
    desk.wait(ms(500)).tell(EngineMessage::LedgerChanged);
    let effects = desk.feed(page(&all, 0, 3));
    assert_eq!(effects, [show(&all[2])]);
}

#[test]
fn a_layout_with_other_keys_in_the_footer_is_not_drawn_once_more() {
    let (_, mut desk) = wide();
    let again = |desk: &mut Desk, change: fn(&mut Geometry)| {
        let mut geometry = desk.app.geometry().clone();
        change(&mut geometry);
        desk.feed(Message::Drawn(geometry.clone()));
        assert_eq!(*desk.app.geometry(), geometry, "known all the same");
        desk.app.has_changed()
    };
    assert!(!again(&mut desk, |geometry| geometry.keys.truncate(3)));
    assert!(!again(&mut desk, |geometry| geometry.details_scroll += 1));
    assert!(again(&mut desk, |geometry| geometry.list.height -= 1));
    assert!(again(&mut desk, |geometry| geometry.fields[0].1.width -= 1));
    assert!(again(&mut desk, |geometry| geometry.layout = Layout::Medium));
}

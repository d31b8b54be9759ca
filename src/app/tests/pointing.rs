//! The mouse: what a click means where, what the wheel scrolls, and that neither pays.

use super::kit::{Desk, draft, geometry, job, ms, page, payments, settings};
use crate::app::action::Action;
use crate::app::keymap::{BINDINGS, Keymap};
use crate::app::{Area, Effect, Focus, Geometry, Layout, Message, Mouse, Overlay, Purpose, Question};
use crate::engine::{Effect as EngineEffect, Message as EngineMessage};
use crate::job::{Around, Field, Job, JobId, Query, Sort, Span, Status};
use crate::words::ENGLISH;

fn jobs(count: u8) -> Vec<Job> {
    (0..count).map(|number| job(number, Status::Succeeded)).collect()
}

/// A click in that layout, a while after anything else.
fn click(desk: &mut Desk, x: u16, y: u16) -> Vec<Effect> {
    desk.wait(ms(500));
    desk.feed(Message::Mouse(Mouse::Press(x, y)))
}

/// A click on the row of the list on that line.
fn click_row(desk: &mut Desk, line: u16) -> Option<JobId> {
    let list = desk.app.geometry().list;
    desk.feed(Message::Mouse(Mouse::Press(list.x + 9, list.y + line)));
    desk.selected()
}

fn turn(desk: &mut Desk, lines: isize, x: u16, y: u16) {
    desk.wait(ms(500));
    desk.feed(Message::Mouse(Mouse::Wheel(lines, x, y)));
}

/// A click on a key of the footer, with the time that a key would need to count.
fn click_key(desk: &mut Desk, action: Action) -> Vec<Effect> {
    let keys = desk.app.geometry().keys.clone();
    let (_, area) = keys.iter().find(|(of, _)| *of == action).expect("every key is there");
    let mut effects = click(desk, area.x, area.y);
    desk.wait(ms(200));
    effects.extend(desk.wake());
    effects
}

fn laid_out(layout: Layout) -> Geometry {
    Geometry {
        layout,
        ..geometry(20, layout == Layout::Wide)
    }
}

#[test]
fn a_click_goes_to_the_pane_and_to_the_field_of_its_row() {
    let mut desk = Desk::with(&jobs(3));
    let Geometry { form, jobs, fields, .. } = geometry(20, false);
    for (x, y, focus) in [
        // the label, the text, the edge beside it, above the first and below the last
        (2, 8, Focus::Field(Field::Media)),
        (5, 10, Focus::Field(Field::Media)),
        (form.x, 10, Focus::Field(Field::Media)),
        (3, form.y, Focus::Field(Field::Prompt)),
        (3, form.y + form.height - 1, Focus::Field(Field::Metadata)),
        (fields[2].1.x, fields[2].1.y, Focus::Field(Field::Model)),
        // the heading of the list, and below its rows
        (jobs.x + 5, jobs.y, Focus::Jobs),
    ] {
        click(&mut desk, x, y);
        assert_eq!(desk.app.focus(), focus, "{x},{y}");
    }
    click(&mut desk, 4, 4);
    let selected = desk.selected();
    click(&mut desk, 50, 20);
    assert_eq!((desk.app.focus(), desk.selected()), (Focus::Jobs, selected));
    // no details, no pane of theirs; and nothing at all on the title
    click(&mut desk, 4, 4);
    click(&mut desk, 50, 0);
    assert_eq!(desk.app.focus(), Focus::Field(Field::Prompt));
    desk.press("esc enter");
    desk.feed(Message::Drawn(geometry(20, true)));
    click(&mut desk, 50, 30);
    assert_eq!(desk.app.focus(), Focus::Details);
    // over the filter line the filter stays open
    desk.press("/");
    click(&mut desk, jobs.x + 5, jobs.y);
    assert_eq!(desk.app.focus(), Focus::Filter);
    click_row(&mut desk, 0);
    assert_eq!(desk.app.focus(), Focus::Jobs);
}

#[test]
fn a_click_into_a_text_puts_the_cursor_there_and_a_click_on_its_label_leaves_it() {
    let mut desk = Desk::bare(settings(), &draft("A paper boat\nin ผู้หญิง"));
    desk.feed(page(&[], 0, 0));
    let (_, text) = geometry(20, false).fields[0];
    let cursor = |desk: &Desk| {
        let at = desk.app.form().text(Field::Prompt).expect("a text").cursor();
        (at.line, at.byte)
    };
    click(&mut desk, text.x + 2, text.y);
    assert_eq!(cursor(&desk), (0, 2));
    // the second cluster of the word, which has two marks on the first
    click(&mut desk, text.x + 4, text.y + 1);
    assert_eq!(cursor(&desk), (1, 3 + "ผู้".len()));
    click(&mut desk, text.x + 2, text.y - 1);
    assert_eq!(cursor(&desk), (1, 3 + "ผู้".len()));
    desk.press("ctrl-a");
    click(&mut desk, text.x, text.y);
    desk.type_text("x");
    assert_eq!(desk.prompt(), "xA paper boat\nin ผู้หญิง");
}

#[test]
fn a_click_on_a_row_selects_and_two_within_400_ms_show_its_details() {
    let all = jobs(5);
    let open = |desk: &Desk| desk.app.shown().is_some();
    let mut desk = Desk::with(&all);
    desk.press("n");
    desk.wait(ms(500));
    assert_eq!(click_row(&mut desk, 2), Some(all[2].id));
    assert_eq!((desk.app.focus(), open(&desk)), (Focus::Jobs, false));
    // too late, and another row
    desk.wait(ms(401));
    click_row(&mut desk, 2);
    assert!(!open(&desk));
    desk.wait(ms(100));
    assert_eq!(click_row(&mut desk, 3), Some(all[1].id));
    assert!(!open(&desk));
    // something else was clicked in between
    desk.wait(ms(100)).feed(Message::Mouse(Mouse::Press(50, 1)));
    desk.wait(ms(100));
    click_row(&mut desk, 3);
    assert!(!open(&desk));
    desk.wait(ms(400));
    click_row(&mut desk, 3);
    assert!(open(&desk), "a double click");
    // a third one is the first of the next two, and details that are open stay so
    for _ in 0..2 {
        desk.wait(ms(100));
        click_row(&mut desk, 3);
        assert!(open(&desk));
    }
    // a job that came in between is another one
    let mut desk = Desk::with(&all);
    desk.wait(ms(500));
    click_row(&mut desk, 0);
    desk.tell(EngineMessage::LedgerChanged);
    desk.wait(ms(100)).feed(page(&jobs(6), 0, 6));
    desk.wait(ms(100));
    assert_eq!(click_row(&mut desk, 0), Some(job(5, Status::Succeeded).id));
    assert!(!open(&desk));
}

#[test]
fn a_double_click_goes_where_enter_goes() {
    for (layout, focus) in [
        (Layout::Narrow, Focus::Details),
        (Layout::Medium, Focus::Jobs),
        (Layout::Wide, Focus::Details),
    ] {
        let mut desk = Desk::with(&jobs(5));
        desk.feed(Message::Drawn(laid_out(layout)));
        desk.wait(ms(500));
        click_row(&mut desk, 1);
        desk.wait(ms(100));
        click_row(&mut desk, 1);
        assert_eq!(
            (desk.app.focus(), desk.app.shown().is_some()),
            (focus, true),
            "{layout:?}"
        );
        let mut by_key = Desk::with(&jobs(5));
        by_key.feed(Message::Drawn(laid_out(layout)));
        by_key.press("j enter");
        assert_eq!(by_key.app.focus(), focus, "{layout:?}");
    }
}

#[test]
fn a_click_wins_over_a_page_that_an_earlier_key_asked_for() {
    let mut desk = Desk::with(&jobs(100));
    desk.wait(ms(500)).tell(EngineMessage::LedgerChanged);
    desk.feed(page(&jobs(100), 0, 5000));
    let around = Around::Bottom;
    let asked = [Effect::Page(Query::default(), Span { around, reach: 200 })];
    assert_eq!(desk.press("shift-g"), asked);
    desk.wait(ms(500));
    let selected = click_row(&mut desk, 2);
    assert_eq!(selected, Some(jobs(100)[97].id));
    desk.feed(page(&jobs(100), 4900, 5000));
    assert_eq!(desk.selected(), selected);
}

#[test]
fn the_wheel_scrolls_the_list_under_it_and_takes_the_selection_along_only_at_the_edge() {
    let all = jobs(60);
    let mut desk = Desk::with(&all);
    desk.press("n");
    let state = |desk: &Desk| (desk.app.board().top(), desk.app.board().selected_index());
    turn(&mut desk, 3, 50, 10);
    assert_eq!(state(&desk), (3, Some(3)), "it was at the upper edge");
    desk.press("esc j j j j j");
    turn(&mut desk, 3, 50, 1);
    assert_eq!(state(&desk), (6, Some(8)), "over the edge of the pane too");
    turn(&mut desk, -3, 50, 10);
    assert_eq!(state(&desk), (3, Some(8)));
    for _ in 0..3 {
        turn(&mut desk, 30, 50, 10);
    }
    assert_eq!(state(&desk), (40, Some(59)), "to the last one");
    turn(&mut desk, -30, 50, 10);
    assert_eq!(state(&desk), (10, Some(29)));
    for _ in 0..3 {
        turn(&mut desk, -30, 50, 10);
    }
    assert_eq!(state(&desk), (0, Some(0)));
    assert_eq!(desk.app.focus(), Focus::Jobs);
    // a list that fits has nothing to scroll, so the selection moves
    let mut desk = Desk::with(&jobs(5));
    turn(&mut desk, 3, 50, 10);
    assert_eq!(state(&desk), (0, Some(3)));
}

#[test]
fn a_wheel_that_is_turned_on_comes_to_the_next_page() {
    let mut desk = Desk::with(&[]);
    desk.feed(Message::Drawn(geometry(190, false)));
    desk.tell(EngineMessage::LedgerChanged);
    desk.feed(page(&jobs(201), 0, 5000));
    let mut asked = vec![];
    for _ in 0..80 {
        desk.wait(ms(50));
        asked.extend(desk.feed(Message::Mouse(Mouse::Wheel(3, 50, 10))));
    }
    assert!(matches!(asked[..], [Effect::Page(..)]), "{asked:?}");
}

#[test]
fn the_wheel_scrolls_details_help_and_texts_and_no_focus_moves() {
    let mut desk = Desk::with(&jobs(3));
    desk.press("enter");
    desk.details(&jobs(3)[2], Purpose::Show);
    desk.feed(Message::Drawn(geometry(20, true)));
    let scroll = |desk: &Desk| desk.app.shown().map(|shown| shown.scroll);
    turn(&mut desk, 3, 50, 30);
    assert_eq!((scroll(&desk), desk.app.focus()), (Some(3), Focus::Jobs));
    turn(&mut desk, 3, 50, 30);
    assert_eq!(scroll(&desk), Some(5), "to the end");
    turn(&mut desk, -9, 50, 30);
    assert_eq!(scroll(&desk), Some(0));

    let rows = |desk: &Desk| {
        let text = desk.app.form().text(Field::Prompt).expect("a text");
        let seen = text.visible(36, 3).expect("room");
        (seen.rows[0].line, text.cursor().line)
    };
    let mut desk = Desk::bare(settings(), &draft("0\n1\n2\n3\n4\n5\n6\n7\n8\n9"));
    desk.feed(page(&jobs(3), 0, 3));
    assert_eq!(rows(&desk), (7, 9));
    turn(&mut desk, -3, 5, 6);
    assert_eq!(
        (rows(&desk), desk.app.focus()),
        ((4, 6), Focus::Jobs),
        "the cursor stays in sight"
    );
    turn(&mut desk, 1, 5, 6);
    assert_eq!(rows(&desk), (5, 6), "and where it is, while it is");
    turn(&mut desk, 30, 5, 6);
    assert_eq!(rows(&desk), (7, 7));
    turn(&mut desk, -30, 5, 6);
    assert_eq!(rows(&desk), (0, 2));

    desk.press("?");
    turn(&mut desk, 3, 50, 10);
    assert!(matches!(desk.app.overlay(), Some(Overlay::Help { scroll: 3, .. })));
    assert_eq!(desk.app.board().selected_index(), Some(0), "the list lies below it");
    desk.press("esc :");
    turn(&mut desk, 3, 50, 10);
    assert!(matches!(desk.app.overlay(), Some(Overlay::Palette(palette)) if palette.chosen == 1));
    desk.press("esc");
    assert_eq!((rows(&desk), desk.app.board().selected_index()), ((0, 2), Some(0)));
}

#[test]
fn a_text_that_is_all_selected_stays_so_under_the_wheel_where_nothing_is_out_of_sight() {
    let mut desk = Desk::with(&jobs(3));
    desk.press("n");
    turn(&mut desk, 3, 5, 6);
    turn(&mut desk, -3, 5, 6);
    desk.type_text("x");
    assert_eq!(desk.prompt(), "x");
}

#[test]
fn a_key_of_the_footer_does_the_same_when_it_is_clicked() {
    let mut desk = Desk::with(&jobs(3));
    click_key(&mut desk, Action::Details);
    assert!(desk.app.shown().is_some());
    click_key(&mut desk, Action::NewJob);
    assert_eq!(desk.app.focus(), Focus::Field(Field::Prompt));
    // it is no key of this place: the frame is from before
    click_key(&mut desk, Action::Archive);
    assert_eq!(desk.notice(), "");
    click_key(&mut desk, Action::Back);
    click_key(&mut desk, Action::Help);
    assert!(matches!(desk.app.overlay(), Some(Overlay::Help { .. })));
    click_key(&mut desk, Action::Back);
    assert_eq!(desk.app.overlay(), None);
    click_key(&mut desk, Action::Quit);
    assert!(desk.app.shown().is_none(), "it closes what is open");
    assert!(click_key(&mut desk, Action::Quit).contains(&Effect::Quit));
}

#[test]
fn a_click_pays_nothing_cancels_nothing_and_says_which_key_does() {
    let live = job(1, Status::Processing);
    let by_key = |key: &str| (ENGLISH.notices.only_by_key)(key);
    let mut desk = Desk::with(std::slice::from_ref(&live));
    desk.press("n");
    assert_eq!(payments(&click_key(&mut desk, Action::Send)), []);
    assert_eq!(desk.notice(), by_key("Ctrl-S"));
    // asking is free, the answer is not
    desk.press("esc");
    click_key(&mut desk, Action::Cancel);
    assert!(matches!(desk.app.overlay(), Some(Overlay::Question(_))));
    let cancels = |effects: &[Effect]| {
        let is_cancel = |effect: &Effect| matches!(effect, Effect::Engine(EngineEffect::Apply { .. }));
        effects.iter().any(is_cancel)
    };
    assert!(!cancels(&click_key(&mut desk, Action::Yes)));
    assert_eq!(desk.notice(), by_key("y"));
    assert!(desk.app.overlay().is_some(), "still asked");
    click_key(&mut desk, Action::No);
    assert_eq!(desk.app.overlay(), None);
    click_key(&mut desk, Action::RunAgain);
    desk.details(&live, Purpose::RunAgain);
    assert!(desk.asked_to_pay().is_some());
    assert_eq!(payments(&click_key(&mut desk, Action::Pay)), []);
    assert_eq!(
        (desk.notice(), desk.asked_to_pay().is_some()),
        (by_key("Ctrl-S").as_str(), true)
    );
    // with the key itself it does
    assert_eq!(payments(&desk.press("ctrl-s")).len(), 1);
}

#[test]
fn a_click_does_not_let_a_paused_queue_go_on() {
    let mut desk = Desk::with(&[job(1, Status::Waiting), job(2, Status::Waiting)]);
    assert!(desk.app.engine().queue_is_paused(), "as after a restart");
    assert_eq!(click_key(&mut desk, Action::Pause), []);
    assert!(desk.app.engine().queue_is_paused());
    assert_eq!(desk.notice(), (ENGLISH.notices.only_by_key)("P"));
    desk.press("shift-p");
    assert!(!desk.app.engine().queue_is_paused());
    click_key(&mut desk, Action::Pause);
    assert!(desk.app.engine().queue_is_paused(), "to pause it is free");
}

#[test]
fn the_key_that_a_click_names_is_the_one_that_is_bound() {
    let row = BINDINGS.iter().find(|row| row.action == Action::Send).expect("its row");
    let wish = ["ctrl-t".to_owned()];
    let keys = Keymap::remapped([(row.name, wish.as_slice())]).expect("a free key");
    let mut desk = Desk::bare(crate::app::Settings { keys, ..settings() }, &draft("A paper boat"));
    desk.feed(page(&[], 0, 0));
    click_key(&mut desk, Action::Send);
    assert_eq!(desk.notice(), (ENGLISH.notices.only_by_key)("Ctrl-T"));
}

#[test]
fn a_click_on_a_sign_of_a_choice_steps_it() {
    let mut desk = Desk::with(&jobs(3));
    let steps = vec![
        (
            Field::Duration,
            false,
            Area {
                x: 15,
                y: 21,
                width: 2,
                height: 1,
            },
        ),
        (
            Field::Duration,
            true,
            Area {
                x: 21,
                y: 21,
                width: 2,
                height: 1,
            },
        ),
    ];
    desk.feed(Message::Drawn(Geometry {
        steps,
        ..geometry(20, false)
    }));
    let duration = |desk: &Desk| desk.app.form().duration();
    let before = duration(&desk);
    click(&mut desk, 22, 21);
    assert_eq!(
        (desk.app.focus(), duration(&desk)),
        (Focus::Field(Field::Duration), before + 1)
    );
    let saved = click(&mut desk, 15, 21);
    click(&mut desk, 15, 21);
    let is_save = |effect: &Effect| matches!(effect, Effect::SaveDraft(_));
    assert!(saved.iter().any(is_save), "it survives a quit");
    assert_eq!(duration(&desk), before - 1);
    // between the signs it goes to the field, and below the help it does nothing
    click(&mut desk, 18, 21);
    desk.press("esc ?");
    click(&mut desk, 22, 21);
    assert_eq!(duration(&desk), before - 1);
}

/// A click on an entry of the palette, which is drawn anywhere.
fn click_entry(desk: &mut Desk, action: Action) -> Vec<Effect> {
    let entries = vec![(
        action,
        Area {
            x: 20,
            y: 10,
            width: 60,
            height: 1,
        },
    )];
    desk.feed(Message::Drawn(Geometry {
        entries,
        ..geometry(20, false)
    }));
    let mut effects = click(desk, 30, 10);
    desk.wait(ms(200));
    effects.extend(desk.wake());
    effects
}

#[test]
fn a_click_on_an_entry_of_the_palette_does_it_and_still_asks_before_it_pays() {
    let mut desk = Desk::with(&jobs(3));
    let open = |desk: &mut Desk| drop(desk.press("esc esc :"));
    open(&mut desk);
    click_entry(&mut desk, Action::Sort);
    assert_eq!(
        (desk.app.overlay(), desk.app.board().query().sort),
        (None, Sort::Created.next())
    );
    // without a palette there is nothing to click
    click_entry(&mut desk, Action::Sort);
    assert_eq!(desk.app.board().query().sort, Sort::Created.next());
    open(&mut desk);
    assert_eq!(payments(&click_entry(&mut desk, Action::Send)), []);
    assert!(matches!(
        desk.app.overlay(),
        Some(Overlay::Question(Question::Send { .. }))
    ));
    assert_eq!(payments(&click_entry(&mut desk, Action::Pay)), []);
    assert_eq!(payments(&click_key(&mut desk, Action::Pay)), []);
    open(&mut desk);
    let effects = click_entry(&mut desk, Action::RunAgain);
    assert!(
        matches!(effects[..], [Effect::Details(_, Purpose::RunAgain)]),
        "{effects:?}"
    );
    // what cannot be done says why, and what is not found any more does nothing
    open(&mut desk);
    click_entry(&mut desk, Action::Cancel);
    assert_eq!(desk.notice(), "Not now: cancel (nothing to cancel).");
    desk.type_text("sort");
    click_entry(&mut desk, Action::Archive);
    assert!(matches!(desk.app.overlay(), Some(Overlay::Palette(_))));
}

#[test]
fn a_click_into_the_field_of_a_search_or_an_answer_puts_the_cursor_there() {
    let entry = Area {
        x: 30,
        y: 12,
        width: 40,
        height: 1,
    };
    let mut desk = Desk::with(&jobs(3));
    desk.press("esc :");
    let mut typed_after_a_click = |keys: &str| {
        desk.press(keys);
        let geometry = geometry(20, false);
        desk.feed(Message::Drawn(Geometry { entry, ..geometry }));
        desk.type_text("jobs.trak");
        click(&mut desk, 37, 12);
        desk.type_text("c");
        match desk.app.overlay() {
            Some(Overlay::Palette(palette)) => palette.search.text(),
            Some(Overlay::Tracking(tracking)) => tracking.name.text(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(typed_after_a_click(""), "jobs.trcak");
    assert_eq!(typed_after_a_click("ctrl-a j o b s . t r a c k enter"), "jobs.trcak");
}

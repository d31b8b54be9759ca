//! The mouse of a real terminal: told of only where it is wanted, and what a click and the wheel do.

use termlens::{MouseMode, Screen, Scroll};

use super::dashboard::{Dashboard, Home};

/// Where a text stands: column and row of its first cell.
fn place(screen: &Screen, text: &str) -> Option<(u16, u16)> {
    let (_, rows) = screen.size();
    (0..rows).find_map(|row| {
        let line = screen.row_text(row);
        let column = line[..line.find(text)?].chars().count();
        Some((u16::try_from(column).unwrap(), row))
    })
}

fn clicks(dashboard: &mut Dashboard, text: &str, times: usize) -> (u16, u16) {
    let (column, row) = place(&dashboard.terminal.screen(), text).expect(text);
    for _ in 0..times {
        dashboard.terminal.click(column, row).unwrap();
    }
    (column, row)
}

/// The wide screen with two jobs, and the focus in the list.
fn two_jobs() -> (Dashboard, Home) {
    let home = Home::new();
    let mut dashboard = home.start_with(&[], (180, 45));
    dashboard.shows("No jobs yet.");
    for prompt in ["the older one", "the younger one"] {
        dashboard.sends(prompt);
        dashboard.until(
            |screen| screen.text().matches(prompt).count() > 1 && screen.contains("● succeeded"),
            prompt,
        );
    }
    dashboard.goes_to_the_list();
    dashboard.until(
        |screen| screen.text().matches("● succeeded").count() > 2,
        "both jobs done, and the details of one",
    );
    (dashboard, home)
}

#[test]
fn a_click_selects_and_focuses_and_a_double_click_goes_into_the_details() {
    let (mut dashboard, _home) = two_jobs();
    let modes = dashboard.terminal.screen().mouse_modes();
    assert!(modes.contains(MouseMode::PressRelease) && !modes.contains(MouseMode::AnyMotion));
    // into the form: the label, then a place in the text
    clicks(&mut dashboard, "Aspect ratio", 1);
    dashboard.shows("┃ Aspect ratio");
    clicks(&mut dashboard, "younger one", 1);
    dashboard.shows("┃ Prompt");
    dashboard.types("much ");
    dashboard.shows("the much younger one");
    // the older job, and its prompt in the details
    let (column, row) = place(&dashboard.terminal.screen(), "the older").unwrap();
    dashboard.terminal.click(column, row).unwrap();
    dashboard.until(
        |screen| screen.row_text(row).contains('▌') && screen.text().matches("the older one").count() > 1,
        "the row under the mouse, and its details",
    );
    // neither of the next two clicks is one with the last
    clicks(&mut dashboard, "Resolution", 1);
    dashboard.shows("┃ Resolution");
    clicks(&mut dashboard, "the older", 2);
    dashboard.shows("Enter to the list");
    dashboard.until(|screen| !screen.contains("q quit"), "in the details `q` does not quit");
    dashboard.types("q");
    dashboard.shows("q quit");
    dashboard.quits();
}

#[test]
fn the_footer_is_clicked_but_nothing_is_paid_by_it() {
    let (mut dashboard, _home) = two_jobs();
    let sent = |screen: &Screen| screen.text().matches("● succeeded").count();
    let before = sent(&dashboard.terminal.screen());
    clicks(&mut dashboard, "n new", 1);
    dashboard.shows("Ctrl-S send");
    clicks(&mut dashboard, "Ctrl-S send", 1);
    dashboard.shows("A click never pays or confirms: press Ctrl-S.");
    assert_eq!(sent(&dashboard.terminal.screen()), before);
    clicks(&mut dashboard, "Esc back", 1);
    dashboard.shows("R run again");
    clicks(&mut dashboard, "R run again", 1);
    dashboard.shows("Ctrl-S send, and pay");
    clicks(&mut dashboard, "Ctrl-S send, and pay", 1);
    dashboard.shows("A click never pays or confirms: press Ctrl-S.");
    clicks(&mut dashboard, "Esc no  Ctrl-C quit", 1);
    dashboard.shows("q quit");
    clicks(&mut dashboard, "? help", 1);
    dashboard.shows("In jobs, details and help");
    dashboard.terminal.scroll(90, 20, Scroll::Down).unwrap();
    dashboard.until(|screen| !screen.contains("In jobs, details and help"), "scrolled");
    clicks(&mut dashboard, "Esc back", 1);
    dashboard.shows("q quit");
    assert_eq!(sent(&dashboard.terminal.screen()), before);
    clicks(&mut dashboard, "q quit", 1);
    assert_eq!(dashboard.ends().code(), Some(0));
}

#[test]
fn the_mouse_is_left_to_the_terminal_where_it_is_switched_off() {
    let home = Home::new().with("SEEDANCE_TUI_UI_MOUSE", "off");
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    let screen = dashboard.terminal.screen();
    assert!(screen.mouse_modes().is_empty() && screen.alternate_screen(), "{screen}");
    dashboard.quits();
}

//! Any size.

use termlens::Key;

use super::dashboard::Home;
use super::line::Line;

#[test]
fn every_size_shows_what_fits() {
    for ((columns, rows), words) in [
        ((120, 40), "No jobs yet."),
        ((80, 24), "Ctrl-S send"),
        ((40, 10), "SANDBOX"),
        ((39, 10), "q quits"),
        ((20, 5), "q quits"),
    ] {
        let home = Home::new();
        let mut dashboard = home.start_with(&[], (columns, rows));
        dashboard.shows(words);
        let screen = dashboard.terminal.screen();
        assert_eq!(screen.size(), (columns, rows));
        if columns < 40 {
            // the form has the focus, and yet
            dashboard.presses(Key::Char('q'));
            assert_eq!(dashboard.ends().code(), Some(0));
        } else {
            dashboard.quits();
        }
    }
}

#[test]
fn a_single_cell_is_enough_to_quit() {
    let home = Home::new();
    let mut line = Line::start(&home, (1, 1));
    line.reads("\x1b[?2026l");
    line.resizes(120, 40);
    line.reads("SANDBOX");
    line.bytes.clear();
    line.resizes(1, 1);
    // the form has the focus: only on the card is this letter a command
    line.reads("\x1b[2J");
    line.writes("q");
    assert_eq!(line.reads_to_the_end(), 0);
}

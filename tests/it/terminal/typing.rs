//! Text as people type and paste it, and the terminal's own cursor beside it.

use termlens::{Key, Screen};

use super::dashboard::{Dashboard, Home};

/// Where the prompt begins: there the cursor stands once a whole frame is drawn.
fn first_cell(dashboard: &mut Dashboard) -> (u16, u16) {
    let frame = dashboard.terminal.wait_frame(|screen| screen.contains("No jobs yet."));
    let (row, column, visible) = frame.unwrap().cursor();
    assert!(visible);
    (row, column)
}

/// How far behind the first cell the cursor stands, in cells.
fn column_behind(screen: &Screen, first: (u16, u16)) -> Option<u16> {
    let (row, column, visible) = screen.cursor();
    (visible && row == first.0).then(|| column.wrapping_sub(first.1))
}

#[test]
fn the_cursor_stands_behind_what_was_typed_and_backspace_takes_a_whole_cluster() {
    for (text, cluster, before, after) in [
        // Thai: four letters, three marks that take no cell; the last cluster is a letter with two marks
        ("กี่น้ำ", "น้ำ", 1, 3),
        ("水の中", "中", 4, 6),
    ] {
        let home = Home::new();
        let mut dashboard = home.start();
        let first = first_cell(&mut dashboard);
        dashboard.types(text);
        dashboard.until(
            |screen| screen.contains(text) && column_behind(screen, first) == Some(after),
            text,
        );
        dashboard.presses(Key::Backspace);
        let left = text.strip_suffix(cluster).unwrap();
        dashboard.until(
            |screen| !screen.contains(text) && screen.contains(left) && column_behind(screen, first) == Some(before),
            left,
        );
        dashboard.quits();
    }
}

#[test]
fn an_emoji_family_is_one_step_and_one_backspace() {
    let family = "👩\u{200d}👩\u{200d}👧";
    let home = Home::new();
    let mut dashboard = home.start();
    let first = first_cell(&mut dashboard);
    dashboard.types(&format!("a{family}b"));
    let stands = |dashboard: &mut Dashboard, column: u16, characters: &str| {
        dashboard.until(
            |screen| column_behind(screen, first) == Some(column) && screen.contains(characters),
            &format!("column {column}, {characters}"),
        );
    };
    // the family is two cells wide, whatever is drawn for it
    stands(&mut dashboard, 4, "7 characters");
    dashboard.presses(Key::Left);
    stands(&mut dashboard, 3, "7 characters");
    dashboard.presses(Key::Left);
    stands(&mut dashboard, 1, "7 characters");
    dashboard.presses(Key::Right);
    stands(&mut dashboard, 3, "7 characters");
    dashboard.presses(Key::Backspace);
    stands(&mut dashboard, 1, "2 characters");
    dashboard.quits();
}

#[test]
fn a_paste_over_the_list_means_nothing() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.goes_to_the_list();
    dashboard.pastes("q\nn\x13");
    dashboard.shows("Nothing here takes a paste");
    dashboard.presses(Key::Char('n'));
    dashboard.shows("0 characters");
    dashboard.quits();
}

#[test]
fn a_paste_never_sends_and_a_huge_one_is_refused_whole() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.pastes("first line\nsecond\x13line");
    dashboard.shows("first line");
    dashboard.shows("characters");
    dashboard.pastes(&"x".repeat(2 * 1024 * 1024));
    dashboard.shows("Not pasted: a field takes up to 1 MiB.");
    let screen = dashboard.terminal.screen();
    assert!(
        screen.contains("first line") && screen.contains("No jobs yet."),
        "{screen}"
    );
    dashboard.quits();
}

#[test]
fn a_long_paste_in_many_scripts_is_kept_whole() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    // 200 KiB and more
    let part = "ผู้หญิงคนหนึ่งเดินผ่านตลาด 市場を歩く女性 👩\u{200d}👩\u{200d}👧\n";
    let count = 200 * 1024 / part.len() + 1;
    dashboard.pastes(&part.repeat(count));
    dashboard.shows("市場を歩く女性");
    let shown = |screen: &Screen| {
        let text = screen.text();
        let line = text.lines().find(|line| line.contains("characters")).map(str::to_owned);
        line.unwrap_or_default()
    };
    let whole = shown(&dashboard.terminal.screen());
    dashboard.quits();
    // it is there again, every character of it
    let mut again = home.start();
    again.until(|screen| shown(screen) == whole, &whole);
    again.quits();
}

//! What the terminal is told of colours and signs, by what it says of itself.

use std::thread;
use std::time::Duration;

use super::dashboard::Home;
use super::line::Line;

fn first_frame(home: &Home) -> String {
    let mut line = Line::start(home, (120, 40));
    line.reads("No jobs yet.");
    line.writes("\x03");
    assert_eq!(line.reads_to_the_end(), 0);
    String::from_utf8(line.bytes).unwrap()
}

#[test]
fn a_dumb_terminal_is_told_in_words_and_gets_no_sequence() {
    let mut line = Line::start(&Home::new().with("TERM", "dumb"), (120, 40));
    assert_eq!(line.reads_to_the_end(), 2);
    let said = String::from_utf8(line.bytes).unwrap();
    assert!(said.contains("TERM=dumb") && said.contains("hint:"), "{said}");
    assert!(!said.contains('\x1b'), "{said:?}");
}

#[test]
fn true_colours_are_used_where_the_terminal_has_them_and_nowhere_else() {
    let dark = || Home::new().with("SEEDANCE_TUI_UI_THEME", "dark");
    let own = first_frame(&Home::new());
    assert!(!own.contains("38;2;") && !own.contains("\x1b]11;?"));
    let indexed = first_frame(&dark());
    assert!(
        indexed.contains("38;5;252") && !indexed.contains("38;2;"),
        "{indexed:?}"
    );
    let all = first_frame(&dark().with("COLORTERM", "truecolor"));
    assert!(all.contains("38;2;208;208;208") && !all.contains("38;5;252"), "{all:?}");
    let few = first_frame(&dark().with("TERM", "xterm"));
    assert!(!few.contains("38;5;252") && !few.contains("38;2;"), "{few:?}");
    let none = first_frame(&dark().with("NO_COLOR", "1").with("COLORTERM", "truecolor"));
    assert!(!none.contains("38;5;") && !none.contains("38;2;"), "{none:?}");
}

#[test]
fn a_terminal_without_more_gets_ascii_alone() {
    let lang = || Home::new().with("LANG", "C");
    let linux = || Home::new().with("TERM", "linux");
    let chosen = || Home::new().with("SEEDANCE_TUI_UI_BORDERS", "ascii");
    for home in [lang(), linux(), chosen()] {
        let frame = first_frame(&home);
        assert!(frame.is_ascii(), "{frame}");
        assert!(frame.contains("+--") && frame.contains('|'));
    }
    let wanted = lang().with("SEEDANCE_TUI_UI_BORDERS", "unicode");
    assert!(first_frame(&wanted).contains('╭'));
}

#[test]
fn the_ground_is_asked_for_and_no_key_is_lost_over_it() {
    let home = || Home::new().with("SEEDANCE_TUI_UI_THEME", "auto");
    let kept = home();
    let mut line = Line::start(&kept, (120, 40));
    // at once, for an answer counts for 100 ms; what is drawn anew stands in one piece
    line.writes("abc\x1b]11;rgb:ffff/ffff/ffff\x1b\\def\x0c");
    line.reads("\x1b]11;?\x1b\\");
    // the light theme's own ground
    line.reads("48;5;231");
    line.reads("abcdef");
    line.writes("\x03");
    assert_eq!(line.reads_to_the_end(), 0);
    // a late answer changes nothing, and is no key either
    let kept = home();
    let mut line = Line::start(&kept, (120, 40));
    line.reads("No jobs yet.");
    thread::sleep(Duration::from_millis(200));
    line.writes("gh\x1b]11;rgb:ffff/ffff/ffff\x07i\x0c");
    line.reads("ghi");
    line.writes("\x03");
    assert_eq!(line.reads_to_the_end(), 0);
    let text = line.text();
    assert!(!text.contains("48;5;231") && !text.contains("rgb"), "{text:?}");
}

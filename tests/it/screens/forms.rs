//! The form: what is wrong with it, scripts of all kinds, narrow and low screens.

use crokey::key;
use insta::assert_snapshot;
use seedance_tui::app::Mode;
use seedance_tui::job::Draft;

use super::board::{Screen, page, shows};
use super::first_start;

fn filled(draft: &Draft) -> Screen {
    let mut screen = Screen::new(Mode::Sandbox, draft);
    screen.tell(page(&[], 0));
    screen
}

#[test]
fn what_is_wrong_stands_under_its_field() {
    let mut screen = filled(&Draft {
        prompt: "  ".into(),
        media: "https://example.com/photo.jpg\nhttp://example.com/walk.mp4\nhttps://example.com/beat.wav".into(),
        model: "seedance-1.5-pro".into(),
        duration: 7,
        webhook_url: "https://localhost/hook".into(),
        metadata: "[1]".into(),
        ..Draft::default()
    });
    screen.press(key!(ctrl - s));
    assert_snapshot!("refused_120x40", screen.text(120, 40));
    let first = ["┃ ! say what the video shows", "! Not sent: Prompt:", "cursor at 5,3"];
    shows(&screen.text(80, 24), &first);
    screen.press(key!(tab));
    shows(&screen.text(40, 12), &["┃ ! line 2: only https:// addresses"]);
}

#[test]
fn prompts_in_all_scripts() {
    let prompt = "ผู้หญิงคนหนึ่งเดินผ่านตลาดน้ำยามเช้า น้ำใส แสงอ่อน กล้องเคลื่อนช้า\n一条穿过秋天森林的河流，航拍，电影感的运动镜头，金色的树叶\n👩‍👩‍👧‍👦 on a beach 🇹🇭 with a ❤️ kite";
    let mut screen = filled(&Draft {
        prompt: prompt.into(),
        ..Draft::default()
    });
    assert_snapshot!("scripts_40x12", screen.text(40, 12));
}

#[test]
fn five_long_media() {
    let media: Vec<_> = (1..=5)
        .map(|n| format!("https://media.example.com/a/rather/long/path/to/shot-{n}.png"))
        .collect();
    let mut screen = filled(&Draft {
        prompt: "x".into(),
        media: media.join("\n"),
        ..Draft::default()
    });
    screen.press(key!(tab));
    // the last one, where the cursor is, and that there is more above
    shows(&screen.text(120, 40), &["5 of 5", "shot-5.png", "↑"]);
}

#[test]
fn a_low_screen_shows_the_field_that_has_the_focus() {
    let mut screen = first_start();
    screen.text(40, 10);
    for _ in 0..6 {
        screen.press(key!(tab));
    }
    shows(&screen.text(40, 10), &["┃ Webhook URL", "cursor at 16,6"]);
}

#[test]
fn a_click_finds_each_field_and_the_list() {
    let mut screen = first_start();
    screen.text(120, 40);
    let fields: Vec<_> = screen.app.geometry().fields.iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, seedance_tui::job::FIELDS);
}

/// By hand, in release: `cargo test --release --test it a_mebibyte -- --ignored --nocapture`.
#[test]
#[ignore = "a time limit that a debug build does not keep"]
fn a_mebibyte_is_pasted_and_drawn_in_a_tenth_of_a_second() {
    const MIB: usize = 1 << 20;
    let filled = |text: &str| text.repeat(MIB / text.len());
    let texts = [
        ("newlines", filled("\n")),
        ("carriage returns", filled("\r")),
        ("words", filled("a paper boat on a river ")),
        ("one word", filled("a")),
        ("lines", filled("a paper boat on a river\n")),
        ("Thai", filled("ผู้หญิงคนหนึ่งเดินผ่านตลาดน้ำ")),
        ("Chinese", filled("一条穿过秋天森林的河流")),
        ("families", filled("👩‍👩‍👧‍👦")),
        ("one cluster", format!("a{}", "\u{301}".repeat(MIB / 2 - 1))),
        ("escapes", filled("\u{1b}[31m\u{202e}")),
    ];
    for (name, text) in texts {
        let mut screen = first_start();
        screen.text(120, 40);
        let begun = std::time::Instant::now();
        screen.tell(seedance_tui::app::Message::Paste(text.clone()));
        let pasted = begun.elapsed();
        screen.text(120, 40);
        let drawn = begun.elapsed();
        screen.tell(seedance_tui::app::Message::Key(crokey::key!(left)));
        screen.text(120, 40);
        let moved = begun.elapsed().saturating_sub(drawn);
        assert_eq!(screen.app.form().draft().prompt.len(), text.len(), "{name}");
        println!("{name}: pasted {pasted:.1?}, drawn {drawn:.1?}, then a key {moved:.1?}");
        assert!(drawn.as_millis() < 100, "{name}: {drawn:?}");
    }
}

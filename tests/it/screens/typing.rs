//! Any text, by any keys and pastes, at any size: the cursor stands inside the field between two clusters, and what was typed is what
//! is sent, byte for byte.

use std::time::Duration;

use crokey::crossterm::event::{KeyCode, KeyModifiers};
use crokey::{KeyCombination, key};
use proptest::prelude::*;
use proptest::sample::select;
use seedance_tui::app::typing::TYPING;
use seedance_tui::app::{Effect, Message, Mode, Mouse};
use seedance_tui::engine;
use seedance_tui::job::{Draft, Field, IntentToken, OpenJobs};
use unicode_segmentation::UnicodeSegmentation;

use super::board::{Screen, page};

#[derive(Debug, Clone)]
enum Turn {
    Letter(char),
    Key(KeyCombination),
    Paste(String),
    Press(u16, u16),
    Size(u16, u16),
}

fn letter() -> impl Strategy<Value = char> {
    let hard = "ab \u{301}\u{200d}\u{200b}\u{202e}\u{fe0f}น้ำผู👩👧🏽❤🇹🇭क्षा한\u{1112}\u{1161}水ｶﾞ\u{9b}\u{2028}";
    let any = any::<char>().prop_filter("a key of its own", |letter| !matches!(letter, '\n' | '\r'));
    prop_oneof![any, select(hard.chars().collect::<Vec<_>>())]
}

fn turn() -> impl Strategy<Value = Turn> {
    let keys: Vec<_> = TYPING.iter().flat_map(|row| row.keys).map(|(key, _)| *key).collect();
    let pasted = prop::collection::vec(
        prop_oneof![4 => letter(), 1 => select(vec!['\n', '\r', '\t', '\0'])],
        0..20,
    );
    prop_oneof![
        6 => letter().prop_map(Turn::Letter),
        6 => (select(keys), any::<bool>()).prop_map(|(mut key, shift)| {
            key.modifiers.set(KeyModifiers::SHIFT, shift);
            Turn::Key(key)
        }),
        1 => pasted.prop_map(|letters| Turn::Paste(letters.into_iter().collect())),
        2 => (0u16..130, 0u16..40).prop_map(|(x, y)| Turn::Press(x, y)),
        1 => (0u16..130, 0u16..45).prop_map(|(width, height)| Turn::Size(width, height)),
    ]
}

fn typed(letter: char) -> Message {
    Message::Key(KeyCombination::one_key(KeyCode::Char(letter), KeyModifiers::NONE))
}

/// The cursor that the terminal has is inside a field, and the one of the text between two clusters.
fn stands_well(screen: &mut Screen, (width, height): (u16, u16)) -> Result<(), TestCaseError> {
    screen.buffer(width, height);
    let field = [Field::Prompt, Field::Media, Field::Webhook, Field::Metadata]
        .into_iter()
        .find(|field| screen.app.focus() == seedance_tui::app::Focus::Field(*field));
    let Some(field) = field else { return Ok(()) };
    let text = screen.app.form().text(field).expect("a text");
    let at = text.cursor();
    let line = &text.lines()[at.line];
    let between = at.byte == line.len() || line.grapheme_indices(true).any(|(start, _)| start == at.byte);
    prop_assert!(between, "{at:?} in {line:?}");
    // a click in the footer may have opened something with a line of its own
    let covered = screen.app.overlay().is_some();
    let area = screen.app.geometry().fields.iter().find(|(of, _)| *of == field);
    if let (false, Some((_, area)), Some((x, y))) = (covered, area, screen.cursor) {
        prop_assert!(area.contains(x, y), "{x},{y} in {area:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_typed_is_what_is_sent_wherever_the_cursor_went(
        turns in prop::collection::vec(turn(), 0..40),
        last in prop::collection::vec(letter(), 0..30),
        pasted in prop::collection::vec(letter(), 0..30),
    ) {
        let mut screen = Screen::new(Mode::Sandbox, &Draft::default());
        screen.tell(page(&[], 0));
        let mut size = (120, 40);
        for turn in turns {
            match turn {
                Turn::Letter(letter) => screen.tell(typed(letter)),
                Turn::Key(key) => screen.tell(Message::Key(key)),
                Turn::Paste(text) => screen.tell(Message::Paste(text)),
                Turn::Press(x, y) => screen.tell(Message::Mouse(Mouse::Press(x, y))),
                Turn::Size(width, height) => {
                    size = (width, height);
                    &mut screen
                }
            };
            screen.now = screen.now.after(Duration::from_millis(50));
            stands_well(&mut screen, size)?;
        }
        // whatever stands there now, in every field: the prompt is typed over it, and the rest is as at the start
        let mut screen = anew(&screen);
        screen.press(key!(ctrl - a));
        let letters: String = last.into_iter().collect();
        let pasted: String = pasted.into_iter().filter(|letter| !matches!(letter, '\0' | '\t')).collect();
        for letter in letters.chars().chain(['x']) {
            screen.tell(typed(letter));
        }
        screen.tell(Message::Paste(pasted.clone()));
        screen.now = screen.now.after(Duration::from_millis(50));
        let mut effects = screen.app.update(Message::Key(key!(ctrl - s)), screen.now);
        screen.now = screen.now.after(Duration::from_millis(50));
        effects.extend(screen.app.update(Message::Wake, screen.now));
        let sent = effects.iter().find_map(|effect| match effect {
            Effect::Engine(engine::Effect::Record { job, .. }) => Some(job.request.body(IntentToken(uuid::Uuid::nil()))),
            _ => None,
        });
        prop_assert!(sent.is_some(), "{:?} {:?} {:?}", screen.app.notice(), screen.app.focus(), effects);
        let sent: serde_json::Value = serde_json::from_str(&sent.unwrap_or_default()).expect("a body");
        prop_assert_eq!(sent["prompt"].as_str(), Some(&*format!("{letters}x{pasted}")));
    }
}

/// The same prompt in a form of which nothing else was touched, and the focus on it.
fn anew(screen: &Screen) -> Screen {
    let prompt = screen.app.form().draft().prompt;
    let mut screen = Screen::new(
        Mode::Sandbox,
        &Draft {
            prompt,
            ..Draft::default()
        },
    );
    screen.tell(page(&[], 0));
    screen.engine(engine::Message::Holding);
    screen.engine(engine::Message::OpenJobs(Ok(OpenJobs::all(vec![]))));
    screen
}

//! What holds for every screen: any messages, any size, any theme.

use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::style::{Color, Modifier};
use seedance_tui::app::{Effect, Message, Mode, Mouse};
use seedance_tui::engine;
use seedance_tui::job::{Draft, Failure, FailureKind, Poll, Query};
use seedance_tui::ui::{Borders, Depth, Looks, Theme};
use seedance_tui::words::{ENGLISH, THAI};

use super::board::{Screen, details, every_state, id, page, surveyed};
use super::{busy_in, first_start, open};

const THEMES: [Theme; 5] = [
    Theme::Terminal,
    Theme::Light,
    Theme::Dark,
    Theme::Contrast,
    Theme::Plain,
];

fn message() -> impl Strategy<Value = Message> {
    let keys = "tab backtab esc enter ctrl-s ctrl-a n o c e shift-r r a y shift-y shift-p / s shift-s space : 1 3 j k g shift-g pagedown pageup ? f1 q left right x ctrl-p";
    let keys: Vec<_> = keys
        .split(' ')
        .map(|name| crokey::parse(name).expect("a key"))
        .collect();
    let failure = || Failure::new(FailureKind::Unreachable, "x\u{1b}y".repeat(40));
    let mut others = vec![
        page(&every_state(), 158),
        page(&[], 0),
        Message::Page(Query::default(), Err(failure())),
        Message::Paste("state:fail 水".into()),
        Message::Ids(Query::default(), Ok((1..14).map(id).collect())),
        surveyed(&every_state()),
        Message::Paste("水\u{202e}👩‍👩‍👧‍👦 https://example.com/a.png\nน้ำ".into()),
        Message::Paste("word ".repeat(900)),
        Message::Orphans(2),
        Message::Browsed {
            url: format!("https://example.com/{}", "a".repeat(300)),
            started: Err(failure()),
        },
        Message::Engine(engine::Message::Holding),
        Message::Engine(engine::Message::LetGo),
        Message::Engine(open(every_state().iter())),
    ];
    others.extend(every_state().iter().map(details));
    others.extend((1..14).map(|number| {
        Message::Engine(engine::Message::Polled {
            id: id(number),
            poll: Poll::Missed {
                failure: failure(),
                retry_after: None,
            },
        })
    }));
    let mouse = (0u16..330, 0u16..60, prop::option::of(-3isize..4))
        .prop_map(|(x, y, lines)| Message::Mouse(lines.map_or(Mouse::Press(x, y), |lines| Mouse::Wheel(lines, x, y))));
    prop_oneof![6 => select(keys).prop_map(Message::Key), 4 => select(others), 1 => mouse]
}

/// A size of any layout, often just before and just after it changes.
fn size() -> impl Strategy<Value = (u16, u16)> {
    let widths = prop_oneof![0u16..330, 36u16..44, 96u16..104, 156u16..164];
    let heights = prop_oneof![0u16..60, 8u16..20];
    (widths, heights)
}

/// The panes tile what lies between the title and the two lines at the bottom, and nothing but a long notice is written over their
/// sides.
pub fn is_tiled(screen: &Screen, buffer: &Buffer, side: &str) -> Result<(), TestCaseError> {
    let geometry = screen.app.geometry();
    if geometry.tiny {
        return Ok(());
    }
    let panes = [geometry.form, geometry.jobs, geometry.details];
    let cells: u32 = panes
        .iter()
        .map(|pane| u32::from(pane.width) * u32::from(pane.height))
        .sum();
    let (width, height) = (buffer.area.width, buffer.area.height - 3);
    prop_assert_eq!(cells, u32::from(width) * u32::from(height), "{:?}", panes);
    for pane in panes.iter().filter(|pane| pane.width > 0) {
        for other in panes.iter().filter(|other| *other != pane && other.width > 0) {
            prop_assert!(!other.contains(pane.x, pane.y), "{pane:?} {other:?}");
        }
        if screen.app.overlay().is_some() {
            continue;
        }
        for (x, y) in (pane.y + 1..pane.y + pane.height - 1).flat_map(|y| [(pane.x, y), (pane.x + pane.width - 1, y)]) {
            if geometry.told.contains(x, y) {
                continue;
            }
            prop_assert_eq!(
                buffer[(x, y)].symbol(),
                side,
                "at {},{}\n{}",
                x,
                y,
                super::board::text(buffer)
            );
        }
    }
    Ok(())
}

/// No character reaches over the edge of the screen or into the one beside it.
pub fn is_sound(buffer: &Buffer) -> Result<(), TestCaseError> {
    for row in buffer.area.rows() {
        let mut free = row.x;
        for at in row.positions() {
            let cell = &buffer[at];
            prop_assert!(
                !cell.symbol().chars().any(char::is_control),
                "{:?} at {at}",
                cell.symbol()
            );
            if at.x < free {
                prop_assert_eq!(
                    cell.symbol(),
                    " ",
                    "under a wide character at {}\n{}",
                    at,
                    super::board::text(buffer)
                );
                continue;
            }
            free = at.x + cell.cell_width().max(1);
            prop_assert!(free <= row.right(), "{:?} at {at}", cell.symbol());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn any_messages_at_any_size_draw_a_sound_screen(
        live: bool,
        thai: bool,
        ascii: bool,
        theme in select(THEMES.to_vec()),
        depth in select(vec![Depth::Sixteen, Depth::Indexed, Depth::True]),
        steps in prop::collection::vec((message(), 0u64..3000, prop::option::of(size())), 1..20),
    ) {
        let mode = if live { Mode::Live("example.com".into()) } else { Mode::Sandbox };
        let (borders, side) = if ascii { (Borders::Ascii, "|") } else { (Borders::Unicode, "│") };
        let looks = Looks { theme, borders, depth };
        let mut screen = Screen::with_words(mode, &Draft::default(), looks, if thai { &THAI } else { &ENGLISH });
        for (message, wait, size) in steps {
            screen.tell(message);
            screen.now = screen.now.after(Duration::from_millis(wait));
            screen.tell(Message::Wake);
            if let Some((width, height)) = size {
                let buffer = screen.buffer(width, height);
                is_sound(&buffer)?;
                is_tiled(&screen, &buffer, side)?;
            }
        }
    }
}

#[test]
fn without_colour_everything_is_still_said() {
    let mut plain = busy_in(Theme::Plain);
    let buffer = plain.buffer(120, 40);
    assert!(
        buffer
            .content
            .iter()
            .all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset)
    );
    assert!(
        buffer
            .content
            .iter()
            .all(|cell| !cell.modifier.intersects(Modifier::SLOW_BLINK | Modifier::RAPID_BLINK))
    );
    assert!(
        buffer
            .content
            .iter()
            .any(|cell| cell.modifier.contains(Modifier::REVERSED)),
        "the selected row"
    );
    for theme in THEMES {
        assert_eq!(busy_in(theme).text(120, 40), plain.text(120, 40), "{theme:?}");
    }
}

/// What this room and `ui` draw of their own, and nobody wrote.
const DRAWN: &str = "╭╮╰╯─│┃▌▕▏█▉▊▋▍▎◌◔◐◍●✕○◇…–·‹›▴▾•“”";

#[test]
fn in_ascii_nothing_of_our_own_is_left_that_is_not() {
    let looks = Looks {
        borders: Borders::Ascii,
        ..Looks::default()
    };
    let mut screen = busy_in(looks);
    for keys in ["", "enter", "esc ?", "esc n", "esc c", "esc / x"] {
        for key in keys.split_whitespace() {
            screen.press(crokey::parse(key).expect("a key"));
        }
        let text = screen.text(160, 50);
        assert!(!text.contains(|letter| DRAWN.contains(letter)), "{keys}\n{text}");
    }
    let (unicode, mut ascii) = (busy_in(Theme::Terminal).text(120, 40), busy_in(looks));
    assert_eq!(ascii.text(120, 40).lines().count(), unicode.lines().count());
    is_sound(&ascii.buffer(120, 40)).expect("sound");
}

#[test]
fn a_terminal_of_few_colours_is_told_of_no_others() {
    for theme in THEMES {
        for depth in [Depth::Sixteen, Depth::Indexed, Depth::True] {
            let looks = Looks {
                theme,
                depth,
                ..Looks::default()
            };
            let buffer = busy_in(looks).buffer(120, 40);
            let colours = buffer.content.iter().flat_map(|cell| [cell.fg, cell.bg]);
            let such = |colour: &Color| match depth {
                Depth::Sixteen => !matches!(colour, Color::Indexed(_) | Color::Rgb(..)),
                Depth::Indexed => !matches!(colour, Color::Rgb(..)),
                Depth::True => !matches!(colour, Color::Indexed(_)),
            };
            let wrong: Vec<_> = colours.filter(|colour| !such(colour)).take(3).collect();
            assert!(wrong.is_empty(), "{looks:?}: {wrong:?}");
        }
    }
}

#[test]
fn a_ground_of_its_own_covers_the_whole_screen() {
    for theme in [Theme::Light, Theme::Dark, Theme::Contrast] {
        let buffer = busy_in(theme).buffer(120, 40);
        for row in buffer.area.rows() {
            let mut free = row.x;
            for at in row.positions() {
                if at.x < free {
                    continue;
                }
                assert_ne!(buffer[at].bg, Color::Reset, "{theme:?} at {at}");
                free = at.x + buffer[at].cell_width().max(1);
            }
        }
    }
}

#[test]
fn an_edge_of_the_screen_is_no_edge_of_the_program() {
    for (width, height) in [
        (0, 0),
        (1, 1),
        (2, 1),
        (1, 50),
        (500, 3),
        (40, 10),
        (99, 10),
        (100, 10),
        (100, 17),
        (100, 18),
        (500, 12),
        (159, 40),
        (160, 10),
        (160, 40),
        (3000, 11),
    ] {
        for start in [|| busy_in(Theme::Terminal), first_start] {
            let mut screen = start();
            let buffer = screen.buffer(width, height);
            is_sound(&buffer).expect("sound");
            is_tiled(&screen, &buffer, "│").expect("tiled");
        }
    }
}

#[test]
fn drawing_the_same_again_changes_nothing() {
    let mut screen = busy_in(Theme::Terminal);
    let first = screen.buffer(120, 40);
    assert_eq!(screen.buffer(120, 40), first);
    let effects = screen.app.update(Message::Wake, screen.now);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}

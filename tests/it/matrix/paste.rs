//! Pastes and floods that hold every key that pays or cancels, over the list, the form and the questions.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crokey::KeyCombination;
use crokey::crossterm::event::{KeyCode, KeyModifiers};
use rand::RngExt;
use rand::rngs::StdRng;
use seedance_tui::app::Message;

use super::Run;
use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::{Home, eventually};
use crate::support::server::Seen;
use crate::support::service::Board;

/// Keys that pay, answer, or lead to where one pays. `q` is not among them: it would end the program.
const KEYS: [&str; 22] = [
    "ctrl-s",
    "ctrl-s",
    "ctrl-s",
    "alt-enter",
    "ctrl-enter",
    "shift-r",
    "shift-r",
    "y",
    "y",
    "c",
    "x",
    "enter",
    "enter",
    "esc",
    "n",
    "e",
    "tab",
    "backtab",
    "down",
    "left",
    "ctrl-a",
    "backspace",
];

/// Where a burst begins.
const PLACES: [&[&str]; 4] = [
    &["esc", "esc", "esc"],
    &["esc", "esc", "esc", "n"],
    &["esc", "esc", "esc", "shift-r"],
    &["esc", "esc", "esc", "c"],
];

/// A deliberate send comes once in so many bursts.
const DELIBERATE: usize = 25;

fn letter(random: &mut StdRng) -> Message {
    let letter = ['R', 'y', 'c', '\r', '\u{13}', 'ก', ' ', '7'][random.random_range(0..8)];
    Message::Key(KeyCombination::one_key(KeyCode::Char(letter), KeyModifiers::NONE))
}

fn input(random: &mut StdRng) -> Message {
    match random.random_range(0..10) {
        0..7 => Message::Key(crokey::parse(KEYS[random.random_range(0..KEYS.len())]).unwrap()),
        7..9 => letter(random),
        _ => {
            let bytes = (0..random.random_range(0..40)).map(|_| random.random_range(0..128_u8));
            Message::Paste(bytes.map(char::from).chain("\u{13}R\ry\u{1b}".chars()).collect())
        }
    }
}

/// Two inputs or more, with less than 30 ms between any two neighbours: nothing in it has quiet on both sides.
fn burst(random: &mut StdRng) -> Vec<(Duration, Message)> {
    let all_at_once = random.random_bool(0.7);
    let gaps = if all_at_once { 0..1 } else { 0..30 };
    let length = random.random_range(2..12);
    let mut inputs = vec![];
    for _ in 0..length {
        let gap = Duration::from_millis(random.random_range(gaps.clone()));
        inputs.push((gap, input(random)));
    }
    inputs
}

/// So many bursts at one dashboard. Tells how often it was sent deliberately.
fn flood(random: &mut StdRng, bursts: usize) -> usize {
    let home = Home::new();
    let board = Board::default();
    let server = home.serve(move |seen| board.answer(seen));
    let submits = || server.count(Seen::is_submit);
    let mut options = Options::live(&home, server.origin());
    // no job of these ends, and none has to wait for another
    options.in_flight = bursts;
    let dashboard = Dashboard::start(options);
    dashboard.submit("the first one");
    dashboard.wait_for_job("the first one", "queued");
    let mut deliberate = 1;
    for number in 1..=bursts {
        if random.random_bool(0.4) {
            dashboard.burst(PLACES[random.random_range(0..PLACES.len())]);
        }
        dashboard.drip(burst(random));
        if number % DELIBERATE == 0 || number == bursts {
            // out of whatever is open, to the list, and there the details, the marks and the filter away
            let asks = || {
                dashboard.burst(&["esc"; 8]);
                dashboard.wait_for("no question", |screen| !screen.contains("again?"));
                dashboard.press("shift-r");
                dashboard.wait_for_text("Run the same again?");
                assert_eq!(submits(), deliberate, "a paste paid");
                dashboard.press("ctrl-s");
            };
            asks();
            // a question of an earlier key may have come late, between these; its first moments count no key, and it is asked anew
            let until = Instant::now() + Duration::from_secs(1);
            while dashboard.wait_for("a frame", |_| true).contains("again?") {
                if Instant::now() > until {
                    asks();
                    break;
                }
                thread::sleep(Duration::from_millis(5));
            }
            deliberate += 1;
            eventually("a deliberate key pays", || submits() == deliberate);
        }
    }
    dashboard.quit();
    assert_eq!((submits(), server.count(Seen::is_cancel)), (deliberate, 0));
    deliberate
}

#[test]
fn no_burst_of_keys_and_pastes_pays_or_cancels() {
    let run = Run::begin("hostile pastes");
    let bursts: usize = run.size(200, 2000);
    let deliberate = Mutex::new(0);
    thread::scope(|scope| {
        for part in 0..4 {
            let (run, deliberate) = (&run, &deliberate);
            scope.spawn(move || {
                let sent = flood(&mut run.random(part), bursts / 4);
                *deliberate.lock().unwrap() += sent;
            });
        }
    });
    run.ends(&format!(
        "{bursts} bursts, 0 of them paid, 0 cancelled; {} deliberate sends between them, all counted",
        deliberate.into_inner().unwrap()
    ));
}

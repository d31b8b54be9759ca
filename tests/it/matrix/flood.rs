//! Pastes into the real binary, of any size and with anything in them: none sends, and their memory is given back.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rand::RngExt;
use rand::rngs::StdRng;

use super::Run;
use crate::terminal::dashboard::{Home, QUIET, eventually};
use crate::terminal::line::Line;
use crate::terminal::live::home_with_key;
use crate::terminal::stand_in::{Answer, StandIn};

/// Bytes without a meaning in UTF-8, keys that pay, ends of pastes. Not Ctrl-C, which ends the program wherever it stands; and `q`
/// only within a text.
fn paste(random: &mut StdRng, length: usize) -> Vec<u8> {
    const PARTS: &[&[u8]] = &[
        b"\r\n",
        b"\r",
        b"\x13",
        b"R\x13",
        b"\x1b[200~",
        b"\x1b[201\x1b",
        b"\x1b[115;5u",
        b"\xff\xfe",
        b"\xe0\xb8",
        b"\x1b\r",
        b"y",
        b"c",
        "ผู้หญิง".as_bytes(),
        "👩‍👩‍👧‍👦".as_bytes(),
        b"plain words ",
        b"\x1b[13;5u",
    ];
    let mut bytes = b"\x1b[200~".to_vec();
    // many are one large text with little in it, as a person's are
    let dull = random.random_bool(0.5);
    while bytes.len() < length {
        if dull && random.random_bool(0.9) {
            bytes.extend(std::iter::repeat_n(b'a', random.random_range(1..400)));
        } else {
            bytes.extend_from_slice(PARTS[random.random_range(0..PARTS.len())]);
        }
    }
    // it breaks out of itself near its end: what follows is keys, each of them worked off by itself
    for _ in 0..random.random_range(0..4) {
        bytes.extend_from_slice(b"\x1b[201~");
        for _ in 0..random.random_range(0..6) {
            bytes.extend_from_slice(PARTS[random.random_range(0..PARTS.len())]);
        }
    }
    bytes.extend_from_slice(b"\x1b[201~");
    bytes
}

fn resident(line: &Line) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", line.pid().as_raw_nonzero())).unwrap();
    let rss = status.lines().find_map(|row| row.strip_prefix("VmRSS:")).unwrap();
    rss.trim().trim_end_matches(" kB").parse::<usize>().unwrap() / 1024
}

/// Waits until all that was typed is worked off: the program answers to a key.
fn catches_up(line: &mut Line) {
    let mut quiet = 0;
    let ticks = |line: &Line| {
        let stat = fs::read_to_string(format!("/proc/{}/stat", line.pid().as_raw_nonzero())).unwrap();
        let (_, rest) = stat.rsplit_once(')').unwrap();
        rest.split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().unwrap())
            .sum::<u64>()
    };
    let mut before = ticks(line);
    eventually("it has nothing to do", || {
        thread::sleep(Duration::from_millis(50));
        let now = ticks(line);
        quiet = if now == before { quiet + 1 } else { 0 };
        before = now;
        quiet > 4
    });
}

#[test]
fn a_paste_of_a_mebibyte_is_seen_at_once() {
    const END: &str = "WHERE-IT-ENDS";
    let run = Run::begin("a mebibyte");
    let home = Home::new();
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    let text = "ผู้หญิงเดิน 市場 and plain words\n".repeat(1 << 15);
    let mut fits = (1 << 20) - END.len();
    while !text.is_char_boundary(fits) {
        fits -= 1;
    }
    let paste = format!("\x1b[200~{}{END}\x1b[201~", &text[..fits]);
    let mut quickest = Duration::MAX;
    for _ in 0..run.size(1, 7) {
        line.bytes.clear();
        let begun = Instant::now();
        line.writes(&paste);
        line.reads(END);
        quickest = quickest.min(begun.elapsed());
        // all of it goes again, and nothing of its end is on the screen
        line.writes("\x01\x7f\x0c");
        line.reads("0 characters");
    }
    line.writes("\x03");
    assert_eq!(line.reads_to_the_end(), 0);
    assert!(
        cfg!(debug_assertions) || quickest < Duration::from_millis(100),
        "{quickest:?}"
    );
    run.ends(&format!("1 MiB pasted and drawn in {quickest:.1?}"));
}

#[test]
fn no_paste_pays_and_none_keeps_its_memory() {
    let run = Run::begin("large pastes");
    let mut random = run.random(0);
    let service = StandIn::start(|_| Answer::Json(404, "{}".into()));
    let home = home_with_key(&service);
    let mut line = Line::start(&home, (120, 40));
    line.reads("No jobs yet.");
    let all = line.reads_on();
    let (pastes, huge) = (run.size(24, 10_000), run.size(1, 10));
    catches_up(&mut line);
    let before = resident(&line);
    let begun = Instant::now();
    let mut bytes = 0;
    for number in 0..pastes {
        // in the list, in the prompt, over all of the prompt, before a question if there is one
        let place: &[&str] = [
            ["\x1b"].as_slice(),
            &["\x1b", "n"],
            &["\x1b", "n", "\x01", "\x7f"],
            &["\x1b", "R"],
        ][number % 4];
        for keys in place {
            line.writes(keys);
        }
        let length = random.random_range(1..64 * 1024);
        let paste = paste(&mut random, length);
        bytes += paste.len();
        line.writes_bytes(&paste);
    }
    catches_up(&mut line);
    let small = (begun.elapsed(), resident(&line));
    let mut highest = 0;
    let begun = Instant::now();
    for _ in 0..huge {
        line.writes_bytes(b"\x1b");
        thread::sleep(QUIET);
        line.writes_bytes(b"n\x01\x7f");
        let paste = paste(&mut random, 10 * 1024 * 1024);
        line.writes_bytes(&paste);
        highest = highest.max(resident(&line));
    }
    catches_up(&mut line);
    // what the last paste left in the form is a text like any other
    line.writes_bytes(b"\x1b");
    thread::sleep(QUIET);
    line.writes_bytes(b"n\x7f");
    catches_up(&mut line);
    let after = resident(&line);
    let large = begun.elapsed();
    line.writes("\x03");
    assert_eq!(line.child.wait().unwrap().exit_code(), 0);
    drop(line);
    all.join().unwrap();
    assert_eq!(service.seen("POST").len(), 0, "a paste paid");
    assert!(after < before + 32, "{before} MiB before, {after} MiB after");
    run.ends(&format!(
        "{pastes} pastes of {} MiB in {:.1?}, {huge} of 10 MiB in {large:.1?}: 0 submits; resident {before} MiB before, {} MiB after \
         the small ones, {highest} MiB at most, {after} MiB after all",
        bytes >> 20,
        small.0,
        small.1,
    ));
}

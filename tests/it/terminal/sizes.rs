//! Any size, and any storm of sizes.

use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use termlens::Key;

use super::dashboard::{Home, PATIENCE};
use super::line::Line;
use super::live::home_with_key;
use super::stand_in::{StandIn, ok};

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
fn a_storm_of_sizes_ends_in_the_last_one() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.types("kept through the storm");
    dashboard.shows("kept through the storm");
    let mut number = 7_u16;
    for _ in 0..200 {
        number = number.wrapping_mul(31).wrapping_add(17);
        dashboard
            .terminal
            .resize(2 + number % 140, 2 + number / 256 % 50)
            .unwrap();
    }
    dashboard.terminal.resize(120, 40).unwrap();
    dashboard.until(
        |screen| screen.contains("kept through the storm") && screen.row_text(39).contains("Ctrl-S send"),
        "the last size is drawn",
    );
    dashboard.terminal.resize(20, 5).unwrap();
    dashboard.shows("q quits");
    dashboard.presses(Key::Char('q'));
    assert_eq!(dashboard.ends().code(), Some(0));
}

/// A person who drags the edge of a window has it resized as often as the machine can.
#[test]
fn a_thousand_sizes_a_second_are_drawn_sixty_times_and_live_jobs_go_on() {
    const FRAME: Duration = Duration::from_millis(16);
    const STORM: u32 = 1000;
    let service = StandIn::start(|request| {
        let status = if request.line.starts_with("GET") {
            "processing"
        } else {
            "queued"
        };
        ok(format!(
            r#"{{"success":true,"requestId":"req_1","status":"{status}","creditsCharged":40}}"#
        ))
    });
    let home = home_with_key(&service);
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.sends("live through the storm");
    dashboard.shows("processing");
    dashboard.goes_to_the_list();
    let looks = || service.seen("GET /api/open/v1/video/generations/req_1").len();
    let (looked, drawn) = (looks(), dashboard.terminal.screen().repaints());

    let begun = Instant::now();
    let (mut number, mut sizes) = (7_u16, 0);
    // on a busy machine it goes on until the job was looked at in the middle of it
    while sizes < STORM || looks() < looked + 2 {
        assert!(
            begun.elapsed() < PATIENCE,
            "{} looks after {sizes} sizes",
            looks() - looked
        );
        sizes += 1;
        number = number.wrapping_mul(31).wrapping_add(17);
        dashboard
            .terminal
            .resize(2 + number % 140, 2 + number / 256 % 50)
            .unwrap();
        thread::sleep((Duration::from_millis(1) * sizes).saturating_sub(begun.elapsed()));
    }
    dashboard.terminal.resize(100, 30).unwrap();
    dashboard.until(
        |screen| screen.row_text(29).contains("q quit") && screen.contains("live through th"),
        "the last size is drawn",
    );
    let took = begun.elapsed();
    let drawn = dashboard.terminal.screen().repaints() - drawn;

    let most = took.as_nanos() / FRAME.as_nanos() + 2;
    assert!((2..=most).contains(&drawn.into()), "{drawn} frames in {took:?}");
    let screen = dashboard.terminal.screen();
    assert_eq!(screen.size(), (100, 30));
    assert!(screen.row_text(0).contains(&service.host()), "{screen}");
    assert!(screen.contains("processing"), "{screen}");
    // nothing of another size is left: drawn anew it reads the same, but for what tells the time
    let letters = |screen: &termlens::Screen| screen.text().replace(|letter: char| letter.is_ascii_digit(), "");
    let (before, shown) = (letters(&screen), screen.repaints());
    dashboard.presses(Key::Ctrl('l'));
    dashboard.until(
        |screen| screen.repaints() > shown && letters(screen) == before,
        "the same once more",
    );
    dashboard.quits();
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

/// Smaller and back again while the program does not run: it is told once, of the size that it knows.
#[test]
fn a_size_that_came_and_went_leaves_no_marks() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    let process = rustix::process::Pid::from_raw(dashboard.terminal.pid().unwrap().cast_signed()).unwrap();
    kill_process(process, Signal::STOP).unwrap();
    dashboard.terminal.resize(30, 6).unwrap();
    dashboard.terminal.resize(120, 40).unwrap();
    assert!(
        !dashboard.terminal.screen().contains("No jobs yet."),
        "the terminal forgot"
    );
    kill_process(process, Signal::CONT).unwrap();
    dashboard.shows("No jobs yet.");
    dashboard.quits();
}

#[test]
fn ctrl_l_draws_everything_anew_at_once() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    // another program writes over it
    let line = format!("/proc/{}/fd/1", dashboard.terminal.pid().unwrap());
    std::fs::write(line, "\x1b[2J\x1b[Hspilled by another program").unwrap();
    dashboard.until(
        |screen| screen.contains("spilled") && !screen.contains("No jobs yet."),
        "spilled",
    );
    let asked = std::time::Instant::now();
    dashboard.presses(Key::Ctrl('l'));
    dashboard.until(
        |screen| !screen.contains("spilled") && screen.contains("No jobs yet."),
        "drawn anew",
    );
    assert!(
        asked.elapsed() < std::time::Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
    dashboard.quits();
}

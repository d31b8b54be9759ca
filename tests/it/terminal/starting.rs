//! The first minutes without a key, two dashboards on one board, and the starts that cannot be.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use portable_pty::CommandBuilder;
use termlens::Key;

use super::dashboard::{Home, PROGRAM};
use super::line::Line;

#[test]
fn without_a_key_a_job_of_the_sandbox_runs_to_its_end() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("SANDBOX");
    dashboard.shows("No jobs yet.");
    dashboard.sends("a paper boat in a gutter");
    dashboard.shows("● succeeded");
    dashboard.goes_to_the_list();
    dashboard.presses(Key::Char('q'));
    assert_eq!(dashboard.ends().code(), Some(0));
    let screen = dashboard.terminal.screen();
    assert!(!screen.alternate_screen() && screen.cursor_visible(), "{screen}");
    assert!(!screen.bracketed_paste() && !screen.focus_events(), "{screen}");
    assert!(screen.mouse_modes().is_empty(), "{screen}");
    assert_eq!(screen.text().trim(), "", "nothing goes on, so nothing is said");
}

#[test]
fn what_was_sent_and_what_stood_in_the_form_are_there_again() {
    let home = Home::new();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.sends("a bee on lavender");
    dashboard.shows("● succeeded");
    dashboard.types("the next idea");
    dashboard.shows("the next idea");
    dashboard.quits();
    let mut again = home.start();
    again.shows("a bee on lavender");
    again.shows("the next idea");
    again.shows("● succeeded");
    again.quits();
}

#[test]
fn two_dashboards_show_one_board() {
    let home = Home::new();
    let (mut one, mut other) = (home.start(), home.start());
    one.shows("No jobs yet.");
    other.shows("No jobs yet.");
    one.sends("seen in both");
    other.until(
        |screen| screen.contains("seen in both") && screen.contains("● succeeded"),
        "the other one's job",
    );
    one.shows("● succeeded");
    // whoever is left takes over
    one.quits();
    other.types("sent by the one left");
    other.shows("sent by the one left");
    other.presses_alone(Key::Ctrl('s'));
    other.until(|screen| screen.find_all("● succeeded").len() == 2, "both are done");
    other.quits();
}

/// A start that must fail: exit 2, these words, and nothing written but the log.
#[track_caller]
fn refused(home: &Home, arguments: &[&str], words: &str) {
    let but_the_log = || {
        let files = home.files().into_iter();
        files
            .filter(|path| !path.starts_with(home.path("state")))
            .collect::<Vec<_>>()
    };
    let before = but_the_log();
    let mut dashboard = home.start_with(arguments, (120, 40));
    let status = dashboard.ends();
    let screen = dashboard.terminal.screen();
    let said = screen.logical_text();
    assert_eq!(status.code(), Some(2), "{screen}");
    assert!(said.contains(words), "{words}: {screen}");
    assert!(said.contains("error: "), "{screen}");
    assert!(
        !said.contains("sd2_live_x") && !said.contains("sd2_one") && !said.contains("sd2_two"),
        "{screen}"
    );
    assert!(!screen.alternate_screen(), "{screen}");
    assert_eq!(but_the_log(), before);
}

#[test]
fn an_address_that_would_show_the_key_is_refused() {
    let home = Home::new().with("SEEDANCE_API_KEY", "sd2_live_x");
    refused(
        &home,
        &["--base-url", "http://api.example.com"],
        "plain http:// is for this machine alone",
    );
    refused(&home, &["--base-url", "what ever"], "base URL");
    refused(&home, &["--base-url", "https://"], "base URL");
}

#[test]
fn a_key_of_two_lines_is_refused_and_not_shown() {
    let home = Home::new();
    let file = home.path("key");
    fs::write(&file, "sd2_one\nsd2_two\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let file = file.display().to_string();
    refused(&home, &["--api-key-file", &file], "line break");
}

#[test]
fn settings_that_do_not_exist_are_named() {
    let home = Home::new();
    fs::create_dir(home.path("config/seedance-tui")).unwrap();
    fs::write(home.path("config/seedance-tui/config.toml"), "[poll]\nfrist = \"1s\"\n").unwrap();
    refused(&home, &[], "frist");
    let home = Home::new().with("SEEDANCE_TUI_POLL_FRIST", "1s");
    refused(&home, &[], "SEEDANCE_TUI_POLL_FIRST");
}

#[test]
fn keys_that_cannot_be_had_are_named_with_their_line() {
    for (keys, words) in [
        ("[keys.jobs]\ncancle = \"C\"", "there is no action `cancle`"),
        ("[keys.job]\ncancel = \"C\"", "there is no section `[keys.job]`"),
        ("[keys.jobs]\ncancel = \"cc\"", "`cc` is no key"),
        ("[keys.jobs]\ncancel = \"sd2_live_x\"", "`***` is no key"),
        ("[keys.jobs]\nsd2_live_x = \"c\"", "there is no action `***`"),
        ("[keys.sd2_live_x]\ncancel = \"c\"", "there is no section `[keys.***]`"),
        (
            "[keys.jobs]\ncancel = \"o\"",
            "o would mean two things: jobs.open and jobs.cancel",
        ),
        (
            "[keys.questions]\npay = \"Enter\"",
            "questions.pay pays, and Enter may not",
        ),
        ("[keys.form]\nedit_outside = \"e\"", "e is text, or edits it"),
        ("[keys.everywhere]\nquit_now = []", "everywhere.quit_now needs a key"),
    ] {
        let home = Home::new();
        fs::create_dir(home.path("config/seedance-tui")).unwrap();
        fs::write(home.path("config/seedance-tui/config.toml"), keys).unwrap();
        refused(&home, &[], words);
        refused(&home, &[], "config.toml, line 2");
    }
}

#[test]
fn a_thai_locale_is_told_in_thai_why_the_dashboard_does_not_open() {
    let thai = || Home::new().with("LANG", "th_TH.UTF-8");
    let told = |home: &Home, arguments: &[&str], words: &[&str]| {
        let mut dashboard = home.start_with(arguments, (120, 40));
        let status = dashboard.ends();
        let screen = dashboard.terminal.screen();
        let said = screen.logical_text();
        assert_eq!(status.code(), Some(2), "{screen}");
        for words in ["ข้อผิดพลาด: ", "คำแนะนำ: "].iter().chain(words) {
            assert!(said.contains(words), "{words}: {screen}");
        }
        assert!(!screen.alternate_screen(), "{screen}");
    };
    told(&thai().with("TERM", "dumb"), &[], &["เทอร์มินัลนี้", "TERM=dumb"]);

    let home = thai();
    fs::create_dir(home.path("config/seedance-tui")).unwrap();
    fs::write(
        home.path("config/seedance-tui/config.toml"),
        "[keys.jobs]\ncancel = \"cc\"",
    )
    .unwrap();
    told(
        &home,
        &[],
        &["keys.jobs.cancel (", "config.toml บรรทัด 2): ไม่มีปุ่มชื่อ `cc`"],
    );

    let home = thai();
    fs::create_dir_all(home.path("data/seedance-tui/sandbox/jobs.db")).unwrap();
    told(&home, &[], &["เปิดทะเบียนงานไม่ได้: ", "sandbox/jobs.db ไม่ใช่ไฟล์"]);

    // the setting alone, where the locale is another
    let home = Home::new().with("TERM", "dumb");
    told(&home.with("SEEDANCE_TUI_UI_LANGUAGE", "th"), &[], &["เทอร์มินัลนี้"]);
}

#[test]
fn a_remapped_key_means_what_it_is_bound_to() {
    let home = Home::new();
    fs::create_dir(home.path("config/seedance-tui")).unwrap();
    let keys = "[keys.jobs]\nquit = \"Q\"\n[keys.everywhere]\nlanguage = \"F2\"\n";
    fs::write(home.path("config/seedance-tui/config.toml"), keys).unwrap();
    let mut dashboard = home.start();
    dashboard.shows("No jobs yet.");
    dashboard.goes_to_the_list();
    dashboard.presses(Key::F(2));
    dashboard.shows("ยังไม่มีงาน");
    dashboard.presses(Key::F(2));
    dashboard.shows("Q quit");
    dashboard.presses(Key::Char('q'));
    dashboard.presses(Key::Char(':'));
    dashboard.shows("What to do?");
    dashboard.presses(Key::Esc);
    dashboard.until(|screen| !screen.contains("What to do?"), "the palette closed");
    dashboard.presses(Key::Char('Q'));
    assert_eq!(dashboard.ends().code(), Some(0));
}

#[test]
fn a_ledger_that_cannot_be_is_said_before_anything_is_drawn() {
    let home = Home::new();
    fs::write(home.path("a-file"), "mine").unwrap();
    let file = home.path("a-file").display().to_string();
    refused(&home, &["--data-dir", &file], "the ledger cannot be opened");
    assert_eq!(fs::read_to_string(home.path("a-file")).unwrap(), "mine");

    let home = Home::new();
    fs::create_dir_all(home.path("data/seedance-tui/sandbox/jobs.db")).unwrap();
    refused_after_looking(&home, "jobs.db");

    let home = Home::new();
    fs::create_dir_all(home.path("data/seedance-tui/sandbox")).unwrap();
    let ledger = home.path("data/seedance-tui/sandbox/jobs.db");
    fs::write(&ledger, "a shopping list, not a database\n".repeat(200)).unwrap();
    refused_after_looking(&home, "jobs.db");
    assert!(fs::read_to_string(&ledger).unwrap().starts_with("a shopping list"));
}

/// The folder of the ledger is there and may hold a lock now; nothing else is touched.
#[track_caller]
fn refused_after_looking(home: &Home, words: &str) {
    let mut dashboard = home.start();
    let status = dashboard.ends();
    let screen = dashboard.terminal.screen();
    assert_eq!(status.code(), Some(2), "{screen}");
    assert!(screen.logical_text().contains(words), "{screen}");
    let elsewhere = home.files().into_iter();
    let elsewhere: Vec<_> = elsewhere
        .filter(|path| {
            !path.starts_with(home.path("data/seedance-tui/sandbox")) && !path.starts_with(home.path("state"))
        })
        .collect();
    assert_eq!(elsewhere, Vec::<std::path::PathBuf>::new());
}

#[test]
fn half_a_terminal_is_none() {
    let home = Home::new();
    // stdout is a terminal, stdin is not
    let mut half = termlens::Terminal::builder()
        .env_clear()
        .envs(home.variables().iter().map(|(name, value)| (name, value)))
        .args(["-c", "exec \"$0\" </dev/null", PROGRAM])
        .spawn("/bin/sh")
        .unwrap();
    assert_eq!(half.wait_exit().unwrap().code(), Some(2));
    assert!(
        half.screen().full_text().contains("The dashboard needs a terminal"),
        "{}",
        half.screen()
    );
    // neither is
    let none = Command::new(PROGRAM)
        .env_clear()
        .envs(home.variables().iter().cloned())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(none.stderr).unwrap();
    assert_eq!((none.status.code(), none.stdout.as_slice()), (Some(2), &b""[..]));
    assert!(said.contains("Usage: seedance-tui"), "{said}");
    assert!(home.files().is_empty());
}

#[test]
fn without_threads_it_says_so_and_leaves_the_terminal_alone() {
    // no thread can have so large a stack
    let home = Home::new().with("RUST_MIN_STACK", &(1_u64 << 60).to_string());
    for command in ["dashboard", "sandbox", "fill"] {
        let mut started = CommandBuilder::new(PROGRAM);
        match command {
            "sandbox" => started.arg("sandbox"),
            "fill" => started.args(["--sandbox", "fill", "--jobs", "1"]),
            _ => {}
        }
        let mut line = Line::run(started, &home, (120, 40));
        assert_eq!(line.reads_to_the_end(), 1, "{command}: {}", line.text());
        line.is_as_it_was();
        let said = line.text();
        assert!(said.starts_with("error: no more threads can be started"), "{said}");
        assert!(said.contains("ulimit -u") && !said.contains('\x1b'), "{said}");
    }
}

//! The other language: complete, told apart from English, and never wider than its place.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crokey::key;
use insta::assert_snapshot;
use seedance_tui::app::keymap::{self, BINDINGS};
use seedance_tui::app::typing::TYPING;
use seedance_tui::app::{Message, Mode, NoKey};
use seedance_tui::job::{Draft, FIELDS, Failure, FailureKind, Job, LedgerFault, Sort, Status};
use seedance_tui::ui::Theme;
use seedance_tui::words::duration::BRIEF_CELLS;
use seedance_tui::words::start::{KeyError, KeyPlace, KeyProblem, SecretError};
use seedance_tui::words::width::width;
use seedance_tui::words::{ENGLISH, THAI, Words};

use super::anything::{is_sound, is_tiled};
use super::board::{Screen, details, every_state, shows, surveyed};
use super::overlays::{run_again_on, settling_on};
use super::{busy, busy_with, first_start_with};

#[test]
fn every_key_has_its_help_in_both_languages() {
    for row in BINDINGS {
        let keys: Vec<_> = row.keys.iter().map(|key| keymap::name(*key)).collect();
        let (english, thai) = ((row.words)(&ENGLISH), (row.words)(&THAI));
        for (english, thai) in [(english.brief, thai.brief), (english.long, thai.long)] {
            assert!(
                !english.is_empty() && !thai.is_empty() && english != thai,
                "{keys:?}: {english}"
            );
        }
    }
    for row in TYPING {
        let (english, thai) = (row.long(&ENGLISH), row.long(&THAI));
        assert!(!english.is_empty() && !thai.is_empty() && english != thai, "{english}");
    }
}

/// Names of the service's interface and of algorithms, which have no other name.
const THE_SAME: [&str; 8] = [
    "Metadata",
    "SHA-256",
    "URL",
    "Webhook URL",
    "id",
    "metadata",
    "request id",
    "webhook",
];

/// Kinds that are ours to tell of.
const FAILURES: [FailureKind; 8] = [
    FailureKind::Unauthorized,
    FailureKind::Payment,
    FailureKind::RateLimited,
    FailureKind::Unreachable,
    FailureKind::TimedOut,
    FailureKind::Moderation,
    FailureKind::Ledger,
    FailureKind::Local,
];

#[test]
fn no_text_is_left_in_english() {
    // the fixed texts, each on a line of its own behind its name
    let fixed = |words: &Words| -> Vec<String> {
        let told = format!("{words:#?}");
        // English has none for what the sandbox and the parser of the command line say: it is their own language
        let told = told.split("sandbox: Some").next().unwrap_or_default();
        let told = told.split("sandbox: None").next().unwrap_or_default();
        told.lines()
            .filter(|line| line.contains('"'))
            .map(str::to_owned)
            .collect()
    };
    let (english, thai) = (fixed(&ENGLISH), fixed(&THAI));
    assert_eq!(english.len(), thai.len());
    let texts = english.iter().zip(&thai).filter(|(english, thai)| english == thai);
    let text = |line: &String| line.split('"').nth(1).unwrap_or_default().to_owned();
    let mut same: BTreeSet<_> = texts.map(|(english, _)| text(english)).collect();
    let both = |of: &dyn Fn(&Words) -> String| [of(&ENGLISH), of(&THAI)];
    let states = Status::KNOWN.map(|status| both(&|words| (words.status)(&status)));
    let fields = FIELDS.map(|field| both(&|words| (words.field)(field).to_owned()));
    let orders = Sort::ALL.map(|sort| both(&|words| (words.panes.sorted)(sort, false).to_owned()));
    let failures = FAILURES.map(|kind| both(&|words| (words.failure_name)(kind).to_owned()));
    let advice = FAILURES.map(|kind| both(&|words| (words.failure_advice)(kind).to_owned()));
    let meanings = Status::KNOWN.map(|status| both(&|words| (words.meaning)(&status).to_owned()));
    let faults = LedgerFault::ALL.map(|fault| both(&|words| (words.reason)(&Failure::of_ledger(Some(fault), "x"))));
    let times =
        [6, 130, 7500, 40_000, 200_000].map(|seconds| both(&|words| (words.time)(Duration::from_secs(seconds))));
    let pairs = states
        .into_iter()
        .chain(fields)
        .chain(orders)
        .chain(failures)
        .chain(advice);
    let pairs = pairs.chain(meanings).chain(faults).chain(times);
    same.extend(
        pairs
            .filter(|[english, thai]| english == thai)
            .map(|[english, _]| english),
    );
    let unexpected: Vec<_> = same.iter().filter(|text| !THE_SAME.contains(&text.as_str())).collect();
    assert_eq!(unexpected, Vec::<&String>::new());
}

#[test]
fn a_word_of_the_service_that_nobody_documented_stays_as_it_came() {
    assert_eq!((THAI.status)(&Status::from_service("reviewing")), "reviewing");
}

#[test]
fn times_are_told_in_thai_and_fit_the_column_of_ages() {
    let told = |seconds, time: fn(Duration) -> String| time(Duration::from_secs(seconds));
    let times = [6, 130, 7500, 40_000, 86_400, 999 * 86_400, 1000 * 86_400, u64::MAX];
    assert_eq!(
        times.map(|seconds| told(seconds, THAI.time)),
        ["6 วิ", "2 นาที", "2:05 ชม.", "11 ชม.", "1 วัน", "999 วัน", "2 ปี", "999 ปี"]
    );
    for seconds in times {
        let age = told(seconds, THAI.age);
        assert!(width(&age) <= BRIEF_CELLS, "{age}");
    }
}

#[test]
fn what_is_wrong_with_the_ledger_and_the_key_is_told_in_thai() {
    let mut screen = busy_thai();
    let full = Failure::of_ledger(Some(LedgerFault::Full), "database or disk is full");
    screen.tell(Message::DraftSaved(Err(full)));
    let told = "เก็บสิ่งที่อยู่ในแบบฟอร์มไม่ได้: ดิสก์เต็ม (database or disk is full)";
    assert!(screen.text(120, 40).contains(told), "{}", screen.text(120, 40));
    let why = KeyError {
        place: KeyPlace::File("/k".into()),
        problem: KeyProblem::Content(SecretError::Empty),
    };
    screen.tell(Message::KeyRead(Err(NoKey::Unreadable(Arc::new(why)))));
    let told = "อ่านคีย์ไม่ได้: ไฟล์คีย์ /k: คีย์ว่างเปล่า";
    assert!(screen.text(120, 40).contains(told), "{}", screen.text(120, 40));
}

fn busy_thai() -> Screen {
    busy_with(Theme::Terminal, &THAI)
}

/// Each kind of screen in that language.
fn boards(words: &'static Words) -> Vec<(&'static str, Screen)> {
    let busy = || busy_with(Theme::Terminal, words);
    let mut help = busy();
    help.press(key!('?'));
    let mut withdraw = busy();
    withdraw.press(key!(c));
    let mut open = busy();
    open.press(key!(j)).press(key!(j)).press(key!(j)).press(key!(enter));
    open.tell(details(&every_state()[3]));
    let mut failed = busy();
    for _ in 0..7 {
        failed.press(key!(j));
    }
    failed.press(key!(enter)).tell(details(&every_state()[7]));
    let mut filter = busy();
    filter.press(key!('/'));
    filter.press(key!(x)).press(key!(':'));
    let mut refused = first_start_with(words);
    refused.tell(Message::Paste("น้ำ".into())).press(key!(tab));
    refused.tell(Message::Paste("http://localhost/a b\nhttps://example.com/a.exe".into()));
    refused.press(key!(ctrl - s));
    let mut marked = busy();
    marked.press(key!(space)).press(key!(space)).press(key!(c));
    marked.tell(surveyed(&every_state()));
    let mut adopting = settling_on(busy());
    adopting.press(key!(a)).press(key!(' ')).press(key!(enter));
    let mut again = settling_on(busy());
    again.press(key!(s)).press(key!(s));
    let mut palette = busy();
    palette.press(key!(ctrl - p));
    let mut track = busy();
    track.press(key!(ctrl - p)).type_text("jobs.track");
    track.press(key!(enter)).press(key!('/')).press(key!(enter));
    let mut search = busy();
    search.press(key!('?')).press(key!('/'));
    let mut list = first_start_with(words);
    list.press(key!(esc));
    vec![
        ("first start", first_start_with(words)),
        ("no jobs", list),
        (
            "sandbox",
            Screen::with_words(Mode::Sandbox, &Draft::default(), Theme::Plain, words),
        ),
        ("busy", busy()),
        ("help", help),
        ("withdraw", withdraw),
        ("details", open),
        ("failed", failed),
        ("filter", filter),
        ("refused", refused),
        ("marked", marked),
        ("run again", run_again_on(busy())),
        ("settle", settling_on(busy())),
        ("adopt", adopting),
        ("send again", again),
        ("palette", palette),
        ("track", track),
        ("search", search),
    ]
}

/// Whether a Thai text of ours was cut on that line; the one prompt of the board that is Thai may be, also where a box covers its start.
fn is_cut(line: &str) -> bool {
    let thai = |before: &str| before.ends_with(|letter| ('\u{e00}'..='\u{e7f}').contains(&letter));
    line.match_indices('…').any(|(at, _)| thai(&line[..at]))
        && !["ผู้หญิงคน", "น้ำย…"].iter().any(|prompt| line.contains(prompt))
}

#[test]
fn nothing_overflows_its_place_and_nothing_is_cut() {
    for (words, is_cut) in [(&ENGLISH, (|_| false) as fn(&str) -> bool), (&THAI, is_cut)] {
        for (name, mut screen) in boards(words) {
            for (width, height) in [(200, 60), (160, 45), (120, 40), (80, 24), (40, 12)] {
                let buffer = screen.buffer(width, height);
                is_sound(&buffer).unwrap_or_else(|error| panic!("{name}: {error}"));
                is_tiled(&screen, &buffer, "│").unwrap_or_else(|error| panic!("{name}: {error}"));
                // at 40 columns the line of the plan is cut in every language
                let text = if width > 40 {
                    screen.text(width, height)
                } else {
                    String::new()
                };
                assert_eq!(
                    text.lines().find(|line| is_cut(line)),
                    None,
                    "{name} at {width}x{height}:\n{text}"
                );
            }
        }
    }
}

/// What has no Thai: keys, names of products and programs, what is typed as it is, the interface of the service.
#[rustfmt::skip]
const NO_THAI: &[&str] = &[
    // keys
    "Alt", "Backspace", "Ctrl", "Delete", "End", "Enter", "Esc", "Home", "PgDn", "PgUp", "Shift", "Space", "Tab",
    // names
    "API", "EDITOR", "English", "HTTP", "JSON", "KEY", "LIVE", "SANDBOX", "SEEDANCE", "SHA", "URL", "switch", "UTC", "VISUAL", "seedance",
    "tui",
    // what is typed as it is
    "age", "archived", "batch", "credits", "fast", "https", "language", "model", "name", "ratio", "res", "send", "again",
    "state", "failed", "theme", "yes",
    // the interface of the service
    "Metadata", "Webhook", "metadata", "request", "webhook",
];

/// Texts of the board that are not ours.
fn not_ours() -> String {
    let of_job = |job: &Job| {
        let (request, failure) = (&job.request, &job.failure);
        let failure = failure
            .as_ref()
            .map(|failure| format!("{:?} {}", failure.code, failure.detail));
        format!(
            "{} {} {:?} {:?} {:?} {:?} {} {:?} {}",
            request.prompt,
            request.model,
            request.media_urls,
            request.webhook_url,
            request.metadata,
            job.remote_id,
            job.status.word(),
            job.video,
            failure.unwrap_or_default()
        )
    };
    let jobs: Vec<_> = every_state().iter().map(of_job).collect();
    let answers = r#"A paper boat www.seedance2.ink jobs.track {"success":true,"requestId","creditsCharged","error","code","status","message","evil"} <html>502 Bad Gateway</html> http://localhost/a.exe"#;
    jobs.join(" ") + answers
}

#[test]
fn no_screen_in_thai_holds_a_word_of_english() {
    let not_ours = not_ours();
    let mut english = BTreeSet::new();
    for (name, mut screen) in boards(&THAI) {
        for (width, height) in [(200, 60), (120, 40), (80, 24), (40, 12)] {
            // where the cursor is stands below the screen
            let text = screen.text(width, height);
            let text = text.split("\ncursor at").next().unwrap_or_default();
            // what holds a digit is no word: an id, a hash
            let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
            let words = words.filter(|word| word.chars().all(|letter| letter.is_ascii_alphabetic()));
            let words = words.filter(|word| word.len() > 2 && !NO_THAI.contains(word) && !not_ours.contains(word));
            english.extend(words.map(|word| format!("{word}, {name} at {width}x{height}")));
        }
    }
    assert_eq!(english, BTreeSet::new());
}

#[test]
fn a_busy_board_in_thai() {
    assert_snapshot!("thai_busy_120x40", busy_thai().text(120, 40));
}

/// The details of a failed job beside the list.
#[test]
fn three_panes_in_thai() {
    let mut screen = busy_thai();
    screen.text(160, 40);
    for _ in 0..7 {
        screen.press(key!(j));
    }
    screen.tell(details(&every_state()[7]));
    assert_snapshot!("thai_wide_160x40", screen.text(160, 40));
}

#[test]
fn a_question_that_pays_in_thai() {
    assert_snapshot!("thai_run_again_80x24", run_again_on(busy_thai()).text(80, 24));
}

#[test]
fn the_help_in_thai() {
    let mut screen = busy_thai();
    screen.press(key!('?'));
    assert_snapshot!("thai_help_120x40", screen.text(120, 40));
}

#[test]
fn every_line_that_is_said_begins_like_a_sentence() {
    let told = format!("{:#?}", ENGLISH.notices);
    let fixed = told
        .lines()
        .filter_map(|line| line.split_once(": \"").map(|(_, text)| text));
    let fixed: Vec<_> = fixed
        .filter(|text| !text.starts_with("not all of"))
        .map(str::to_owned)
        .collect();
    assert!(fixed.len() > 40, "{told}");
    let (notices, bulk) = (&ENGLISH.notices, &ENGLISH.bulk);
    let made = [
        (notices.queue_running)(2),
        (notices.may_be_charged)("x"),
        (notices.accepted_not_written)("x"),
        (notices.waits_for_submits)(1),
        (notices.waits_for_submits)(2),
        (bulk.report)(bulk.cancelling, "", 0),
        (bulk.report)(bulk.archiving, "", 0),
        (bulk.report)(bulk.bringing_back, "", 0),
        (bulk.report)(bulk.running_again, "", 0),
    ];
    for text in fixed.iter().chain(&made) {
        assert!(!text.starts_with(|first: char| first.is_lowercase()), "{text}");
    }
}

/// All lines of a screen of 40 rows but the one that tells what just happened.
fn but_for_the_notice(text: &str) -> Vec<&str> {
    let (notice, lines): (Vec<_>, Vec<_>) = text.lines().enumerate().partition(|(row, _)| *row == 38);
    assert_eq!(notice.len(), 1);
    lines.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn the_language_changes_while_it_runs_to_the_last_word() {
    let mut screen = busy();
    for _ in 0..7 {
        screen.press(key!(j));
    }
    screen.press(key!(enter)).tell(details(&every_state()[7]));
    let english = screen.text(120, 40);
    screen.press(key!(ctrl - p)).type_text("thai").press(key!(enter));
    assert!(
        screen.text(120, 40).contains("ใช้ภาษาไทย"),
        "said in the language that is new"
    );
    let switched = screen.text(120, 40);
    let mut thai = busy_thai();
    for _ in 0..7 {
        thai.press(key!(j));
    }
    thai.press(key!(enter)).tell(details(&every_state()[7]));
    assert_eq!(but_for_the_notice(&switched), but_for_the_notice(&thai.text(120, 40)));
    screen.press(key!(ctrl - p)).type_text("english").press(key!(enter));
    assert_eq!(but_for_the_notice(&screen.text(120, 40)), but_for_the_notice(&english));
}

#[test]
fn the_palette_in_thai() {
    let mut screen = busy_thai();
    screen.press(key!(ctrl - p)).type_text("วิดีโอ");
    shows(&screen.text(120, 40), &["o           เปิดวิดีโอในเบราว์เซอร์", "ยังไม่มีวิดีโอ"]);
}

#[test]
fn every_key_in_a_text_is_the_key_of_a_row() {
    let names: BTreeSet<_> = BINDINGS.iter().map(|row| row.name).collect();
    for words in [&ENGLISH, &THAI] {
        let told = format!("{words:?}");
        let marks: Vec<_> = told
            .split('‹')
            .skip(1)
            .filter_map(|rest| rest.split('›').next())
            .collect();
        assert!(marks.len() > 15, "{marks:?}");
        for mark in marks {
            assert!(names.contains(mark), "{mark}");
        }
    }
    for words in [&ENGLISH, &THAI] {
        for (name, mut screen) in boards(words) {
            let text = screen.text(120, 40);
            let marked = text
                .split('‹')
                .skip(1)
                .any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(!marked, "{name}\n{text}");
        }
    }
}

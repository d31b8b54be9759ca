//! What has to be read before money is spent, and what just happened, on screens with hardly any room for it.

use std::time::Duration;

use crokey::key;
use seedance_tui::app::{Focus, Message, Mode};
use seedance_tui::engine;
use seedance_tui::job::{Draft, Failure, FailureKind, Page, Query, Row, Status, Tally};
use seedance_tui::ui::Theme;
use seedance_tui::words::{ENGLISH, THAI};

use super::board::{Screen, details, every_state, page, shows};
use super::overlays::{run_again_on, settling_on};
use super::{busy, busy_with, first_start};

/// The text without edges and line breaks, as it is read.
fn read(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || "│╭╮╰╯─".contains(letter));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// All that comes in sight from the first line to the last.
fn scrolled(screen: &mut Screen, width: u16, height: u16) -> String {
    let mut all = screen.text(width, height);
    for _ in 0..60 {
        screen.press(key!(down));
        all += &screen.text(width, height);
    }
    all
}

#[test]
fn what_a_question_costs_is_in_sight_on_the_smallest_screen() {
    let mut asked = run_again_on(busy());
    let text = asked.text(40, 10);
    shows(&read(&text), &["This is a new charge; its price is not known before."]);
    shows(&text, &["Ctrl-S", "Esc", "↓"]);
    assert!(!text.contains("Two actors"), "there is no room for it\n{text}");
    shows(&scrolled(&mut asked, 40, 10), &["Two actors"]);
}

#[test]
fn sending_again_says_on_the_smallest_screen_that_it_may_be_charged_twice() {
    for words in [&ENGLISH, &THAI] {
        let mut screen = settling_on(busy_with(Theme::Terminal, words));
        screen.press(key!(s));
        let twice = (words.settling.twice)(None);
        let seen: String = scrolled(&mut screen, 40, 10).split_whitespace().collect();
        let first = screen
            .press(key!(pageup))
            .press(key!(pageup))
            .press(key!(pageup))
            .text(40, 10);
        let begins: String = twice
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .take(20)
            .collect();
        let first: String = first.split_whitespace().collect();
        assert!(first.contains(&begins), "{begins}\n{first}");
        assert!(seen.contains("sendagain"), "{seen}");
    }
}

#[test]
fn all_ways_on_and_all_evidence_are_reached_on_small_screens() {
    for (width, height) in [(40, 10), (60, 15)] {
        let mut screen = settling_on(busy());
        let ways = screen.text(width, height);
        shows(
            &ways,
            &[
                "a adopt an id",
                "n not created",
                "s send again",
                "y copy note",
                "Esc close",
                "↓",
            ],
        );
        let all = scrolled(&mut screen, width, height);
        for label in [
            "sent (UTC)",
            "SHA-256",
            "token",
            "our id",
            "noted here",
            "answer",
            "another id",
        ] {
            assert!(all.contains(label), "{label} at {width}x{height}\n{all}");
        }
        shows(&all, &["end"]);
    }
}

#[test]
fn what_cannot_be_taken_back_is_read_from_its_beginning() {
    let mut screen = settling_on(busy());
    scrolled(&mut screen, 40, 10);
    let asked = screen.press(key!(n)).text(40, 10);
    shows(&asked, &["Mark it as not created?", "yes, not created"]);
}

#[test]
fn a_notice_longer_than_a_row_tells_also_what_to_do() {
    let said = "Accepted, but the disk does not take it. Note this id and that of all the others: it is tried again as long \
                as this program runs, and after that the second copy has them. Then press r in the list.";
    for (words, said) in [(&ENGLISH, said), (&THAI, THAI.notices.ledger_damaged)] {
        let mut screen = busy_with(Theme::Terminal, words);
        screen.tell(Message::DraftSaved(Err(Failure::new(FailureKind::Local, said))));
        for (width, height) in [(120, 40), (80, 24), (40, 10)] {
            let text: String = screen.text(width, height).split_whitespace().collect();
            let end: String = said.split_whitespace().collect();
            let end: String = end
                .chars()
                .rev()
                .take(20)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            assert!(text.contains(&end), "{end} at {width}x{height}\n{text}");
        }
    }
}

#[test]
fn a_price_outlasts_the_rest_of_the_line_in_narrow_windows() {
    let mut screen = first_start();
    screen.press(key!(n)).type_text("A paper boat");
    for width in [40, 60, 80, 120] {
        let text = screen.text(width, 20);
        let line = text.lines().rev().find(|line| line.contains("until sent"));
        assert!(
            line.is_some_and(|line| line.contains("price unknown until sent")),
            "{text}"
        );
    }
}

#[test]
fn a_list_that_was_not_counted_to_its_place_shows_no_false_numbers() {
    let rows = || every_state().iter().map(Row::of).collect();
    for (before, total, told) in [
        (Tally::at_least(1000), Tally::at_least(1200), " 1 200+ "),
        (Tally::at_least(1000), Tally::exactly(90_000), " 90 000 "),
        (Tally::exactly(3), Tally::exactly(90_000), " of 90 000 "),
        (Tally::exactly(3), Tally::at_least(1000), " of 1 000+ "),
    ] {
        let mut screen = busy();
        screen.text(120, 40);
        screen.engine(engine::Message::LedgerChanged);
        let page = Page {
            rows: rows(),
            before,
            total,
            ..Page::default()
        };
        screen.tell(Message::Page(Query::default(), Ok(Some(page))));
        let text = screen.text(120, 40);
        let edge = text.lines().nth(1).unwrap_or_default();
        assert!(edge.contains(told), "{edge}");
        assert_eq!(edge.contains('–'), before.exact, "{edge}");
    }
}

#[test]
fn the_number_of_jobs_stays_beside_marks_and_a_long_filter() {
    let mut screen = busy();
    screen.press(key!(space)).press(key!(space)).press(key!('/'));
    screen.type_text("state:succeeded,failed,queued model:fast");
    let query = screen.app.board().query().clone();
    let rows: Vec<_> = every_state().iter().map(Row::of).collect();
    let page = Page {
        total: Tally::exactly(1234),
        rows,
        ..Page::default()
    };
    screen.tell(Message::Page(query, Ok(Some(page))));
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
        let text = screen.text(width, height);
        let edge = text.lines().nth(1).unwrap_or_default();
        assert!(edge.contains("1 234 ─╮") && edge.contains("2 marked"), "{edge}");
    }
}

#[test]
fn an_archived_ledger_is_no_empty_one() {
    for (words, told) in [
        (&ENGLISH, "All jobs are archived."),
        (&THAI, "ทุกงานถูกเก็บถาวรแล้ว ดูได้ด้วย archived:yes"),
    ] {
        let mut screen = Screen::with_words(Mode::Sandbox, &Draft::default(), Theme::Terminal, words);
        let Message::Page(query, Ok(Some(mut empty))) = page(&[], 0) else {
            panic!("a page")
        };
        empty.counts.archived = 3;
        screen.tell(Message::Page(query, Ok(Some(empty))));
        let text = screen.text(120, 40);
        shows(&text, &[told, "archived:yes"]);
        assert!(!text.contains(words.panes.no_jobs), "{text}");
        assert_eq!(screen.app.focus(), Focus::Jobs);
        let footer = text.trim_end().lines().last().unwrap_or_default().to_owned();
        assert!(!footer.contains("s sort"), "{footer}");
    }
}

#[test]
fn counts_in_the_title_stand_still_when_requests_come_and_go() {
    let mut screen = busy();
    let few = [3, 4, 6, 7].map(|index| every_state()[index].clone());
    screen.tell(page(&few, 4));
    let title = |screen: &mut Screen, width| screen.text(width, 30).lines().next().unwrap_or_default().to_owned();
    let widths = [100, 105, 110, 115, 120, 130, 160, 200];
    let busy = widths.map(|width| title(&mut screen, width));
    let says = |titles: &[String]| titles.iter().any(|title| title.contains("req/s"));
    assert!(says(&busy), "{busy:?}");
    let mut seconds = (0..60).map(|_| {
        screen.now = screen.now.after(Duration::from_secs(2));
        widths.map(|width| title(&mut screen, width))
    });
    let quiet = seconds
        .find(|titles| !says(titles))
        .expect("a second without a request");
    for (busy, quiet) in busy.iter().zip(&quiet) {
        let places = |title: &str| -> Vec<usize> {
            let signs = title.chars().enumerate().filter(|(_, sign)| "◐◍●✕│".contains(*sign));
            signs.map(|(place, _)| place).collect()
        };
        assert_eq!(places(busy), places(quiet), "{busy}\n{quiet}");
    }
}

#[test]
fn a_title_without_room_for_all_counts_says_how_many_it_leaves_out() {
    let mut screen = busy();
    screen.press(key!(esc));
    let mut title = |width| screen.text(width, 24).lines().next().unwrap_or_default().to_owned();
    // twelve states, one job of each
    assert!(!title(160).contains('+'));
    let narrow = title(60);
    assert!(narrow.trim_end().ends_with("? 1  +11"), "{narrow}");
    let narrowest = title(40);
    assert!(narrowest.trim_end().ends_with("! queue paused (P)  +12"), "{narrowest}");
}

#[test]
fn the_state_is_told_whole_in_details_of_the_smallest_screen() {
    let job = &every_state()[3];
    let mut screen = busy();
    for _ in 0..3 {
        screen.press(key!(j));
    }
    screen.press(key!(enter)).tell(details(job));
    shows(
        &read(&screen.text(40, 10)),
        &["queued at the service for 37s, running for 9s"],
    );
}

#[test]
fn a_waiting_job_tells_why_and_which_key_lets_it_go_on() {
    let job = every_state().into_iter().find(|job| job.status == Status::Waiting);
    let job = job.expect("one of them");
    let mut screen = Screen::new(Mode::Sandbox, &Draft::default());
    screen.engine(engine::Message::Holding);
    screen.engine(super::open(std::iter::once(&job)));
    screen.tell(page(std::slice::from_ref(&job), 1));
    screen.text(120, 40);
    screen.press(key!(enter));
    screen.tell(details(&job));
    let text = screen.text(120, 40);
    shows(&text, &["our queue is paused: P lets it go on"]);
    let footer = text
        .lines()
        .rfind(|line| line.contains("help"))
        .unwrap_or_default()
        .to_owned();
    assert!(footer.trim_start().starts_with("P "), "{footer}");
}

#[test]
fn a_choice_says_how_it_is_changed_and_details_how_they_are_left() {
    let mut screen = first_start();
    screen.press(key!(n)).press(key!(tab)).press(key!(tab));
    let text = screen.text(120, 40);
    shows(&text, &["← → change"]);
    assert!(!text.contains("select all"), "{text}");
    let mut screen = busy();
    screen.text(40, 10);
    screen.press(key!(enter));
    shows(&screen.text(40, 10), &["╭─ Details", "Esc back"]);
}

#[test]
fn the_longest_model_is_whole_in_the_form_at_a_hundred_columns() {
    for model in ["seedance-1.5-pro", "seedance-2.0-fast"] {
        let draft = Draft {
            model: model.into(),
            ..Draft::default()
        };
        let mut screen = Screen::new(Mode::Sandbox, &draft);
        shows(&screen.text(100, 30), &[&format!("‹ {model} ›")]);
    }
}

#[test]
fn each_wrong_medium_is_marked_while_there_are_too_many() {
    let media = [
        "https://example.com/a.jpg",
        "http://example.com/b.jpg",
        "https://example.com/c.txt",
    ]
    .join("\n")
        + &"\nhttps://example.com/d.png".repeat(3);
    let draft = Draft {
        media,
        ..Draft::default()
    };
    let mut screen = Screen::new(Mode::Sandbox, &draft);
    screen
        .press(key!(n))
        .press(key!(tab))
        .press(key!(' '))
        .press(key!(backspace));
    let text = screen.text(120, 60);
    for (line, sign) in [("b.jpg", "!"), ("c.txt", "!"), ("d.png", "image")] {
        let row = text.lines().find(|row| row.contains(line)).unwrap_or_default();
        let form = row.chars().take(42).collect::<String>();
        assert!(form.trim_end_matches([' ', '│']).ends_with(sign), "{text}");
    }
    shows(&text, &["at most 5"]);
}

#[test]
fn the_help_leaves_no_strip_of_the_panes_beside_it() {
    let mut screen = busy();
    screen.press(key!('?'));
    for width in [116, 118, 120, 123] {
        let text = screen.text(width, 40);
        assert!(
            text.lines()
                .skip(1)
                .take(36)
                .all(|line| line.matches(['╭', '╮']).count() <= 2),
            "{text}"
        );
    }
}

#[test]
fn a_form_that_takes_the_place_of_the_list_says_how_to_get_there() {
    let mut screen = first_start();
    for (wide, high) in [(80, 24), (60, 20)] {
        shows(&screen.text(wide, high), &["Ctrl-S send  Esc to the list"]);
    }
    assert!(!screen.text(120, 40).contains("Esc to the list"));
}

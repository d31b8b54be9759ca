//! The list and the details.

use crokey::key;
use insta::assert_snapshot;
use seedance_tui::engine;
use seedance_tui::job::{Failure, FailureKind, Poll, RemoteId};

use super::board::{Screen, ago, answer_link, details, every_state, id, page, shows};
use super::{busy, first_start};

/// The details of the job at that index of [`every_state`], open.
fn open(index: usize) -> Screen {
    let mut screen = busy();
    screen.text(120, 40);
    for _ in 0..index {
        screen.press(key!(j));
    }
    screen.press(key!(enter));
    screen.tell(details(&every_state()[index]));
    screen
}

#[test]
fn in_ascii() {
    let mut screen = super::busy_in(seedance_tui::ui::Looks {
        borders: seedance_tui::ui::Borders::Ascii,
        ..Default::default()
    });
    assert_snapshot!("ascii_120x40", screen.text(120, 40));
}

#[test]
fn nothing_yet() {
    let mut screen = first_start();
    assert_snapshot!("first_start_120x40", screen.text(120, 40));
    screen.press(key!(esc));
    shows(&screen.text(80, 24), &["3  Once it has succeeded, o opens the video."]);
}

#[test]
fn every_state_and_every_script() {
    assert_snapshot!("busy_120x40", busy().text(120, 40));
    assert_snapshot!("busy_80x24", busy().text(80, 24));
    assert_snapshot!("busy_40x12", busy().text(40, 12));
}

#[test]
fn a_missed_look_and_an_outage() {
    let mut screen = busy();
    let failure = Failure::new(FailureKind::Unreachable, "connection refused");
    for number in [11, 10, 9] {
        let poll = Poll::Missed {
            failure: failure.clone(),
            retry_after: None,
        };
        let remote_id = RemoteId::parse("req_1").expect("a sound id");
        screen.engine(engine::Message::Look(id(number), remote_id));
        screen.engine(engine::Message::Polled { id: id(number), poll });
    }
    assert_snapshot!("outage_120x40", screen.text(120, 40));
}

#[test]
fn a_failed_job() {
    assert_snapshot!("failed_120x40", open(7).text(120, 40));
    let mut screen = open(7);
    // open as they were, in the place of the list
    shows(&screen.text(80, 24), &["╭─ Details ─", "✕ failed"]);
    screen.press(key!(end));
    assert_snapshot!("failed_end_80x24", screen.text(80, 24));
}

#[test]
fn a_job_at_work_and_one_that_succeeded() {
    shows(
        &open(3).text(120, 40),
        &[
            "o: no video yet",
            "c cancel",
            "queued at the service for 37s, running for 9s",
        ],
    );
    assert_snapshot!("succeeded_120x40", open(6).text(120, 40));
    shows(
        &open(8).text(120, 40),
        &["u settle", "charge       may be charged", "c: settle it first"],
    );
}

#[test]
fn three_panes_where_there_is_room() {
    let mut screen = busy();
    screen.text(200, 40);
    screen.press(key!(j)).press(key!(j)).press(key!(j));
    screen.tell(details(&every_state()[3]));
    assert_snapshot!("wide_200x40", screen.text(200, 40));
    shows(&first_start().text(160, 30), &["No jobs yet.", "No job is selected."]);
}

#[test]
fn a_job_whose_details_are_not_read_yet() {
    let mut screen = open(6);
    screen.press(key!(k));
    shows(
        &screen.text(120, 40),
        &["│ ◇ reviewing ", "│ 👩‍👩‍👧‍👦 on a beach 🇹🇭, kite, wide shot "],
    );
}

#[test]
fn hostile_words_of_the_service_are_shown_and_not_obeyed() {
    let mut screen = open(6);
    screen.tell(answer_link(
        &every_state()[6],
        "https://example.com/\u{1b}]8;;x\u{7}\u{202e}a\nb",
    ));
    let text = screen.text(120, 40);
    assert!(text.contains("␛]8;;x␇\\u{202e}a␊b"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
}

#[test]
fn a_link_that_was_just_told_and_an_unsorted_failure_are_said_in_plain_words() {
    let mut fresh = every_state()[6].clone();
    fresh.video.as_mut().expect("it has one").told_at = ago(5);
    let mut screen = open(6);
    screen.tell(details(&fresh));
    let text = screen.text(120, 40);
    assert!(text.contains("link told just now"), "{text}");

    let mut failed = every_state()[7].clone();
    failed.failure = Some(Failure::new(FailureKind::Job, "so it is"));
    let mut screen = busy();
    screen.tell(page(&[failed], 1));
    let text = screen.text(120, 40);
    let row = text.lines().find(|line| line.contains("✕ failed")).expect("its row");
    assert_eq!(row.matches("failed").count(), 1, "{text}");
    assert!(row.contains("why: see details"), "{text}");
}

#[test]
fn the_numbers_of_the_title_have_words_where_there_is_room_for_all() {
    let title = |screen: &mut Screen, width| screen.text(width, 30).lines().next().unwrap_or_default().to_owned();
    let mut screen = busy();
    assert!(!title(&mut screen, 159).contains("queued"), "too many states for that");
    let few = [2, 6, 7, 8].map(|index| every_state()[index].clone());
    screen.tell(page(&few, 4));
    let words = ["◔ 1 queued", "● 1 succeeded", "✕ 1 failed", "? 1 unknown"];
    let wide = title(&mut screen, 160);
    assert!(
        words.iter().all(|word| wide.contains(word)) && wide.contains("seedance-tui"),
        "{wide}"
    );
    let narrow = title(&mut screen, 110);
    assert!(narrow.contains("◔ 1") && !narrow.contains("queued"), "{narrow}");
}

#[test]
fn an_answer_that_says_nothing_itself_is_not_told_in_the_services_name() {
    let mut screen = open(8);
    let mut lost = every_state()[8].clone();
    lost.failure = Some(Failure::new(FailureKind::Server, "HTTP 502 and an HTML page"));
    screen.tell(details(&lost));
    let text = screen.text(120, 40);
    assert!(text.contains("noted here   HTTP 502 and an HTML page"), "{text}");
    assert!(!text.contains("service said"), "{text}");
}

#[test]
fn the_footer_tells_what_enter_does_to_open_details() {
    let footer = |screen: &mut Screen, width| {
        let text = screen.text(width, 30);
        text.lines()
            .rfind(|line| !line.is_empty())
            .unwrap_or_default()
            .to_owned()
    };
    let mut screen = open(6);
    assert!(footer(&mut screen, 120).contains("Enter close details"));
    assert!(
        footer(&mut screen, 80).contains("Enter close details"),
        "they stay open"
    );
    // beside the list they are always there
    assert!(footer(&mut screen, 200).contains("Enter details"));
    screen.press(key!(enter));
    assert!(footer(&mut screen, 200).contains("Enter to the list"));
}

#[test]
fn the_footer_says_why_no_marked_job_is_cancelled() {
    let ended: Vec<_> = every_state().into_iter().skip(6).take(2).collect();
    let mut screen = busy();
    screen.tell(page(&ended, 2));
    screen.press(key!(space)).press(key!(space));
    let text = screen.text(120, 40);
    assert!(text.contains("c: none of the marked can be cancelled"), "{text}");
}

#[test]
fn the_footer_names_what_p_and_q_do_now() {
    let keys = |screen: &mut Screen, width, height| {
        let text = screen.text(width, height);
        text.lines()
            .rfind(|line| !line.is_empty())
            .unwrap_or_default()
            .to_owned()
    };
    let mut screen = busy();
    assert!(keys(&mut screen, 180, 30).contains("P resume"));
    keys(&mut screen, 80, 24);
    screen.press(key!(enter));
    assert!(!keys(&mut screen, 80, 24).contains("q quit"), "it closes the details");
    screen.press(key!(tab)).press(key!(esc));
    let footer = keys(&mut screen, 80, 24);
    assert!(footer.contains("q quit") && !footer.contains("Esc"), "{footer}");
}

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

const FAMILY: &str = "👩‍👩‍👧‍👦";

fn many(text: &str) -> Field {
    let mut field = Field::multi_line();
    field.set_text(text).unwrap();
    field
}

fn at(line: usize, byte: usize) -> Place {
    Place { line, byte }
}

fn type_in(field: &mut Field, text: &str) {
    for c in text.chars() {
        field.apply(Edit::Insert(c));
    }
}

/// The bytes at which the cursor stops on its way from one end of the line to the other.
fn stops(field: &mut Field, motion: Motion) -> Vec<usize> {
    let mut stops = vec![field.cursor().byte];
    loop {
        field.apply(Edit::Move(motion));
        if stops.last() == Some(&field.cursor().byte) {
            return stops;
        }
        stops.push(field.cursor().byte);
    }
}

fn on_boundary(field: &Field, place: Place) -> bool {
    let line = &field.lines()[place.line];
    place.byte == line.len() || line.grapheme_indices(true).any(|(at, _)| at == place.byte)
}

fn rows(field: &Field, width: u16, height: u16) -> Vec<&str> {
    let seen = field.visible(width, height).unwrap();
    seen.rows
        .iter()
        .map(|row| &field.lines()[row.line][row.start..row.end])
        .collect()
}

#[test]
fn what_is_typed_is_kept() {
    let text = format!("น้ำ {FAMILY}🇹🇭\tผู้หญิง\n水 e\u{301}\u{1b}x");
    let mut field = Field::multi_line();
    type_in(&mut field, &text);
    assert_eq!(field.text(), text);
    assert_eq!(field.lines(), text.split('\n').collect::<Vec<_>>());
    assert!(!field.is_empty());
}

#[test]
fn the_cursor_goes_by_cluster() {
    let mut field = many(&format!("น้ำ{FAMILY}🇹🇭e\u{301}"));
    let boundaries = [0, 9, 34, 42, 45];
    field.apply(Edit::Move(Motion::Top));
    assert_eq!(stops(&mut field, Motion::Right), boundaries);
    let mut back = stops(&mut field, Motion::Left);
    back.reverse();
    assert_eq!(back, boundaries);
}

#[test]
fn backspace_and_delete_take_whole_clusters() {
    let mut field = many(&format!("a{FAMILY}น้ำ"));
    assert!(field.apply(Edit::Delete(Motion::Left)));
    assert_eq!(field.text(), format!("a{FAMILY}"));
    field.apply(Edit::Move(Motion::Home));
    field.apply(Edit::Move(Motion::Right));
    assert!(field.apply(Edit::Delete(Motion::Right)));
    assert_eq!(field.text(), "a");
    assert!(!field.apply(Edit::Delete(Motion::Right)));
}

#[test]
fn a_mark_joins_the_base_before_the_cursor() {
    let mut field = many("eb");
    field.apply(Edit::Move(Motion::Left));
    field.apply(Edit::Insert('\u{301}'));
    assert_eq!((field.text().as_str(), field.cursor()), ("e\u{301}b", at(0, 2 + 1)));
    // Taking away what parts a base from a mark joins them, with the cursor behind both.
    let mut field = many("ab\u{301}");
    field.apply(Edit::Move(Motion::Home));
    field.apply(Edit::Move(Motion::Right));
    field.apply(Edit::Insert('\n'));
    field.apply(Edit::Move(Motion::Left));
    type_in(&mut field, "👩");
    field.apply(Edit::Insert('\u{200d}'));
    field.apply(Edit::Move(Motion::Right));
    type_in(&mut field, "👧");
    field.apply(Edit::Move(Motion::Home));
    field.apply(Edit::Delete(Motion::Left));
    assert_eq!(field.text(), "a👩\u{200d}👧b\u{301}");
    assert!(on_boundary(&field, field.cursor()));
}

#[test]
fn words_are_those_of_the_language() {
    let mut field = many("ผู้หญิงเดินผ่านตลาด, two words");
    field.apply(Edit::Move(Motion::Home));
    let ends: Vec<_> = stops(&mut field, Motion::WordRight)
        .windows(2)
        .map(|pair| field.lines()[0][pair[0]..pair[1]].to_owned())
        .collect();
    assert_eq!(ends, ["ผู้", "หญิง", "เดิน", "ผ่าน", "ตลาด", ", two", " words"]);
    field.apply(Edit::Delete(Motion::WordLeft));
    assert_eq!(field.text(), "ผู้หญิงเดินผ่านตลาด, two ");
    field.apply(Edit::Delete(Motion::Home));
    assert!(field.is_empty());
}

#[test]
fn typing_replaces_the_selection() {
    let mut field = many("one two\nthree");
    field.apply(Edit::Move(Motion::Top));
    field.apply(Edit::Extend(Motion::WordRight));
    assert_eq!(field.selection(), Some(at(0, 0)..at(0, 3)));
    field.apply(Edit::Insert('1'));
    assert_eq!(field.text(), "1 two\nthree");
    field.apply(Edit::SelectAll);
    field.apply(Edit::Insert('x'));
    assert_eq!(field.text(), "x");
    assert_eq!(field.selection(), None);
}

#[test]
fn an_arrow_goes_to_the_edge_of_the_selection() {
    let mut field = many("abc");
    field.select_all();
    field.apply(Edit::Move(Motion::Left));
    assert_eq!((field.cursor(), field.selection()), (at(0, 0), None));
    field.select_all();
    field.apply(Edit::Move(Motion::Right));
    assert_eq!((field.cursor(), field.selection()), (at(0, 3), None));
}

#[test]
fn up_and_down_go_by_row_and_keep_the_column() {
    let mut field = many("one two three four\n水\nน้ำใสไหลเย็น");
    field.resize(11, 5);
    field.apply(Edit::Move(Motion::Top));
    assert_eq!(rows(&field, 11, 5), ["one two ", "three four", "水", "น้ำใสไหลเย็น"]);
    for _ in 0..4 {
        field.apply(Edit::Move(Motion::Right));
    }
    let mut way = vec![field.cursor()];
    for motion in [
        Motion::Down,
        Motion::Down,
        Motion::Down,
        Motion::Down,
        Motion::Up,
        Motion::Up,
        Motion::Up,
    ] {
        field.apply(Edit::Move(motion));
        way.push(field.cursor());
    }
    let thai = at(2, "น้ำใส".len());
    let expected = [at(0, 4), at(0, 12), at(1, 3), thai, thai, at(1, 3), at(0, 12), at(0, 4)];
    assert_eq!(way, expected);
}

#[test]
fn undo_takes_back_a_word_and_redo_brings_it_again() {
    let mut field = Field::multi_line();
    type_in(&mut field, "one two");
    field.select_all();
    field.paste("a\nb").unwrap();
    field.paste("").unwrap();
    let texts = ["one two", "one", ""];
    for text in texts {
        assert!(field.apply(Edit::Undo));
        assert_eq!(field.text(), text);
    }
    assert!(!field.apply(Edit::Undo));
    for text in ["one", "one two", "a\nb"] {
        assert!(field.apply(Edit::Redo));
        assert_eq!(field.text(), text);
    }
    assert!(!field.apply(Edit::Redo));
}

#[test]
fn typing_over_a_selection_is_taken_back_in_one() {
    let mut field = many("one");
    field.select_all();
    type_in(&mut field, "two");
    field.apply(Edit::Undo);
    assert_eq!(field.text(), "one");
}

#[test]
fn a_paste_keeps_its_bytes_but_for_line_breaks_tabs_and_nul() {
    let mut field = Field::multi_line();
    assert_eq!(field.paste("a\r\nb\rc\td\0\u{9b}\n"), Ok(true));
    assert_eq!(field.text(), "a\nb\nc    d\u{9b}\n");
    assert_eq!(field.paste(""), Ok(false));
    assert_eq!(field.paste("\0"), Ok(false));
    let mut field = Field::single_line();
    assert_eq!(field.paste("https://a.example\r\nb\tc\r\n"), Ok(true));
    assert_eq!(field.text(), "https://a.example b c");
    assert!(!field.apply(Edit::NewLine));
}

#[test]
fn too_long_a_paste_is_refused_whole() {
    let mut field = Field::multi_line();
    assert_eq!(field.paste(&"x".repeat(LIMIT + 1)), Err(TooLong));
    assert!(field.is_empty());
    assert_eq!(field.paste(&"x".repeat(LIMIT)), Ok(true));
    assert!(!field.apply(Edit::Insert('y')));
    assert!(!field.apply(Edit::NewLine));
    assert_eq!(field.paste("y"), Err(TooLong));
    assert_eq!(field.set_text(&"y".repeat(LIMIT + 1)), Err(TooLong));
    assert_eq!(
        field.paste(&"\0".repeat(LIMIT + 1)),
        Err(TooLong),
        "its end may be missing"
    );
    assert_eq!(field.text(), "x".repeat(LIMIT));
    field.apply(Edit::Delete(Motion::Left));
    assert!(field.apply(Edit::Insert('y')));
    field.select_all();
    assert_eq!(field.paste("\r\n"), Ok(true));
    assert_eq!(field.text(), "\n");
}

#[test]
fn edits_far_beyond_the_reach_of_the_widget_land_where_they_should() {
    for part in ["水", "\n"] {
        let text = part.repeat(100_000);
        let mut field = many(&text);
        for _ in 0..3 {
            field.apply(Edit::Move(Motion::Left));
        }
        field.apply(Edit::Insert('x'));
        field.apply(Edit::Delete(Motion::Right));
        let far = part.repeat(99_997);
        assert!(field.text() == format!("{far}x{}", part.repeat(2)));
        field.apply(Edit::Undo);
        field.apply(Edit::Undo);
        assert!(field.text() == text);
        field.apply(Edit::Redo);
        assert!(field.text() == format!("{far}x{}", part.repeat(3)));
    }
}

#[test]
fn one_line_scrolls_sideways_and_no_further_than_needed() {
    let mut field = Field::single_line();
    field.resize(6, 1);
    type_in(&mut field, "abc水水水");
    let seen = |field: &Field| {
        let seen = field.visible(6, 1).unwrap();
        (seen.rows[0].start, seen.cursor)
    };
    assert_eq!(seen(&field), (6, (4, 0)));
    field.apply(Edit::Move(Motion::Left));
    field.apply(Edit::Move(Motion::Left));
    assert_eq!(seen(&field), (6, (0, 0)));
    field.apply(Edit::Move(Motion::Left));
    assert_eq!(seen(&field), (3, (0, 0)));
    field.apply(Edit::Move(Motion::Home));
    assert_eq!(seen(&field), (0, (0, 0)));
}

#[test]
fn a_page_follows_the_cursor_and_leaves_no_room_empty() {
    let mut field = many("a\nb\nc\nd\ne");
    field.resize(5, 3);
    assert_eq!(rows(&field, 5, 3), ["c", "d", "e"]);
    field.apply(Edit::Move(Motion::Up));
    assert_eq!(rows(&field, 5, 3), ["c", "d", "e"]);
    field.apply(Edit::Move(Motion::Top));
    assert_eq!(rows(&field, 5, 3), ["a", "b", "c"]);
    field.apply(Edit::Move(Motion::Bottom));
    field.apply(Edit::Delete(Motion::Left));
    field.apply(Edit::Delete(Motion::Left));
    assert_eq!(rows(&field, 5, 3), ["b", "c", "d"]);
    assert_eq!(field.visible(0, 3), None);
    assert_eq!(field.visible(3, 0), None);
}

#[test]
fn the_cursor_goes_where_the_mouse_points() {
    let mut field = many("ab水 cd\n\nผู้หญิง");
    field.resize(6, 4);
    assert_eq!(rows(&field, 6, 4), ["ab水 ", "cd", "", "ผู้หญิง"]);
    for ((column, row), place) in [
        ((0, 0), at(0, 0)),
        ((2, 0), at(0, 2)),
        // both halves of a wide cluster are the cluster
        ((3, 0), at(0, 2)),
        ((1, 1), at(0, 7)),
        // behind the end, and below it
        ((5, 1), at(0, 8)),
        ((3, 2), at(1, 0)),
        ((1, 3), at(2, "ผู้".len())),
        ((9, 9), at(2, "ผู้หญิง".len())),
    ] {
        field.apply(Edit::Move(Motion::Cell(column, row)));
        assert_eq!(field.cursor(), place, "column {column}, row {row}");
        field.apply(Edit::Move(Motion::Bottom));
    }
    let mut field = Field::single_line();
    field.resize(6, 1);
    type_in(&mut field, "abc水水水");
    // scrolled to the second wide cluster
    field.apply(Edit::Move(Motion::Cell(2, 0)));
    assert_eq!(field.cursor(), at(0, 9));
}

fn piece() -> impl Strategy<Value = char> {
    prop_oneof![
        any::<char>(),
        prop::sample::select(
            "ab \t\n\r\u{1b}\u{301}\u{200d}\u{200b}\u{fe0f}น้ำผู👩👧🏽❤🇹🇭क्षा한\u{1112}\u{1161}水ｶﾞ"
                .chars()
                .collect::<Vec<_>>()
        ),
    ]
}

fn motion() -> impl Strategy<Value = Motion> {
    use Motion::{Bottom, Down, End, Home, Left, Right, Top, Up, WordLeft, WordRight};
    let named = vec![Left, Right, Up, Down, Home, End, Top, Bottom, WordLeft, WordRight];
    prop_oneof![
        8 => prop::sample::select(named),
        1 => (0u16..25, 0u16..8).prop_map(|(column, row)| Motion::Cell(column, row)),
    ]
}

pub fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        8 => piece().prop_map(Edit::Insert),
        1 => Just(Edit::NewLine),
        2 => motion().prop_map(Edit::Delete),
        4 => motion().prop_map(Edit::Move),
        2 => motion().prop_map(Edit::Extend),
        1 => prop::sample::select(vec![Edit::SelectAll, Edit::Undo, Edit::Redo]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_edits_keep_the_field_whole(
        one_line: bool,
        edits in prop::collection::vec(edit(), 0..60),
        width in 0u16..20,
        height in 0u16..5,
    ) {
        let mut field = if one_line { Field::single_line() } else { Field::multi_line() };
        field.resize(width, height);
        for edit in edits {
            let before = field.text();
            let replaced = field.selection().unwrap_or(field.cursor()..field.cursor());
            let changed = field.apply(edit);
            prop_assert!(changed || field.text() == before);
            if let Edit::Insert(c) = edit && changed {
                let lines: Vec<String> = before.split('\n').map(String::from).collect();
                let end = at(lines.len() - 1, lines[lines.len() - 1].len());
                let c = if c == '\r' { '\n' } else { c };
                let head = slice(&lines, &(at(0, 0)..replaced.start));
                prop_assert_eq!(field.text(), format!("{head}{c}{}", slice(&lines, &(replaced.end..end))));
            }
            prop_assert_eq!(field.bytes, field.text().len());
            prop_assert!(on_boundary(&field, field.cursor()), "{:?} in {:?}", field.cursor(), field.text());
            if let Some(selected) = field.selection() {
                prop_assert!(on_boundary(&field, selected.start) && on_boundary(&field, selected.end));
            }
            if let Some(seen) = field.visible(width, height) {
                prop_assert!(seen.cursor.0 < width && usize::from(seen.cursor.1) < seen.rows.len());
                prop_assert!(seen.rows.len() <= usize::from(height));
                let row = seen.rows[usize::from(seen.cursor.1)];
                prop_assert!(row.place() <= field.cursor() && field.cursor().byte <= row.end);
            }
        }
        while field.apply(Edit::Redo) {}
        let last = field.text();
        while field.apply(Edit::Undo) {}
        prop_assert_eq!(field.text(), "");
        while field.apply(Edit::Redo) {}
        prop_assert_eq!(field.text(), last);
    }
}

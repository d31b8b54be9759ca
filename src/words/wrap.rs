//! Soft wrapping of one line of text into the rows of a narrow place.
//!
//! Rows break where the language allows it (Thai, Lao, Khmer and Burmese words by dictionary), a word that is longer
//! than a row between two clusters, and never inside a cluster. Where a row of Thai has a blank near its end it breaks there: a
//! break between the words of one phrase reads like a broken word. Not for a text with line breaks: wrap each line.

use std::ops::Range;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;

use super::sanitise::{Shape, clusters};

/// The rows that `line` takes at a width of `cells` (at least 1), as byte ranges that follow each other without a gap.
///
/// There is always a row, and each but that of an empty line holds a cluster: one that is wider than `cells` has a row
/// to itself. One space may hang over the end of a full row, so that the next row begins with its word.
/// Widths are those of the text as the sanitiser shows it in [`Shape::Lines`], so raw text may be given.
pub fn wrap(line: &str, cells: usize) -> Vec<Range<usize>> {
    let cells = cells.max(1);
    let mut breaks = LineSegmenter::new_dictionary(LineBreakOptions::default())
        .segment_str(line)
        .peekable();
    let mut rows = Vec::new();
    let (mut start, mut used) = (0, 0);
    // The latest places where the row may end, with the cells of the row before each: anywhere, and not within a phrase.
    let mut chance: Option<(usize, usize)> = None;
    let mut good_chance = chance;
    let mut last = "";
    for cluster in clusters(line, Shape::Lines) {
        let at = cluster.start;
        while breaks.next_if(|&offset| offset < at).is_some() {}
        let after_space = last == " ";
        if at > start && (after_space || breaks.peek() == Some(&at)) {
            chance = Some((at, used));
            if !(is_spaceless(last) && is_spaceless(cluster.raw)) {
                good_chance = chance;
            }
        }
        let wide = cluster.cells();
        while at > start && used + wide > cells && !(cluster.raw == " " && used == cells) {
            let good = good_chance.filter(|(_, before)| before * 3 >= cells * 2);
            let (end, before) = good.or(chance).unwrap_or((at, used));
            rows.push(start..end);
            start = end;
            used -= before;
            let still_ahead = |(place, cells): (usize, usize)| (place > end).then(|| (place, cells - before));
            (chance, good_chance) = (chance.and_then(still_ahead), None);
        }
        used += wide;
        last = cluster.raw;
    }
    rows.push(start..line.len());
    rows
}

/// Of a script that writes a phrase without blanks between its words: a row ends better at a blank than between two of them.
fn is_spaceless(cluster: &str) -> bool {
    cluster.chars().next().is_some_and(
        |letter| matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::width::width;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn rows(line: &str, cells: usize) -> Vec<&str> {
        wrap(line, cells).into_iter().map(|row| &line[row]).collect()
    }

    #[test]
    fn rows_break_between_words() {
        assert_eq!(rows("", 5), [""]);
        assert_eq!(rows("one two three", 7), ["one two ", "three"]);
        assert_eq!(rows("one two three", 8), ["one two ", "three"]);
        assert_eq!(rows("one two three", 3), ["one ", "two ", "thr", "ee"]);
        assert_eq!(rows("a    b", 3), ["a   ", " b"]);
    }

    #[test]
    fn thai_breaks_between_words_and_keeps_its_marks() {
        assert_eq!(rows("ผู้หญิงคนหนึ่งเดินผ่านตลาดน้ำ", 8), ["ผู้หญิงคน", "หนึ่งเดิน", "ผ่านตลาด", "น้ำ"]);
    }

    #[test]
    fn a_phrase_of_thai_stays_whole_where_the_row_stays_full_enough() {
        assert_eq!(rows("ยกเลิกงานนี้ (ถามก่อน)", 15), ["ยกเลิกงานนี้ ", "(ถามก่อน)"]);
        assert_eq!(
            rows("ยกเลิก ทำเครื่องหมายไว้", 14),
            ["ยกเลิก ทำ", "เครื่องหมายไว้"],
            "too short a row"
        );
        assert_eq!(rows("บันทึก งานนี้ไว้ก่อน one", 12), ["บันทึก งานนี้ไว้", "ก่อน one"]);
    }

    #[test]
    fn wide_clusters_are_never_split() {
        assert_eq!(rows("水水水", 3), ["水", "水", "水"]);
        assert_eq!(rows("水水", 1), ["水", "水"]);
        assert_eq!(rows("👩‍👩‍👧‍👦👩‍👩‍👧‍👦🇹🇭", 4), ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "🇹🇭"]);
    }

    proptest! {
        #[test]
        fn rows_hold_everything_in_order_and_fit(line in "[^\n\r]{0,60}", cells in 1usize..20) {
            let ranges = wrap(&line, cells);
            let mut at = 0;
            for row in &ranges {
                prop_assert_eq!(row.start, at);
                at = row.end;
                let text = &line[row.clone()];
                prop_assert!(!text.is_empty() || line.is_empty());
                let shown = crate::words::sanitise::sanitise_lines(text);
                let hanging = usize::from(text.ends_with(' '));
                prop_assert!(width(&shown) <= cells + hanging || text.graphemes(true).count() == 1);
            }
            prop_assert_eq!(at, line.len());
            let boundaries: Vec<_> = line.grapheme_indices(true).map(|(at, _)| at).collect();
            prop_assert!(ranges.iter().all(|row| line.is_empty() || boundaries.contains(&row.start)));
        }
    }
}

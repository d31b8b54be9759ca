//! Where a motion leads: by grapheme cluster, and by word as the language has them.
//!
//! Not for motions by row of the screen; `rows` knows those.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use unicode_segmentation::GraphemeCursor;

use super::Place;

/// How far a word is looked for, in bytes. Longer words are crossed in more than one stride.
const SIGHT: usize = 1024;

/// The first cluster boundary at or after `byte`, which need not be the boundary of a character.
pub(super) fn boundary(line: &str, byte: usize) -> usize {
    let mut byte = byte.min(line.len());
    while !line.is_char_boundary(byte) {
        byte += 1;
    }
    let mut cursor = GraphemeCursor::new(byte, line.len(), true);
    // The cursor has the whole line before it, so it never asks for more.
    if cursor.is_boundary(line, 0).unwrap_or(true) {
        return byte;
    }
    next(line, byte)
}

/// The boundary after the cluster at `byte`.
fn next(line: &str, byte: usize) -> usize {
    let mut cursor = GraphemeCursor::new(byte, line.len(), true);
    cursor.next_boundary(line, 0).ok().flatten().unwrap_or(line.len())
}

/// The start of the cluster before `byte`.
pub(super) fn previous(line: &str, byte: usize) -> usize {
    let mut cursor = GraphemeCursor::new(byte, line.len(), true);
    cursor.prev_boundary(line, 0).ok().flatten().unwrap_or(0)
}

pub(super) fn left(lines: &[String], at: Place) -> Place {
    match at {
        Place { line: 0, byte: 0 } => at,
        Place { line, byte: 0 } => Place {
            line: line - 1,
            byte: lines[line - 1].len(),
        },
        Place { line, byte } => Place {
            line,
            byte: previous(&lines[line], byte),
        },
    }
}

pub(super) fn right(lines: &[String], at: Place) -> Place {
    let Place { line, byte } = at;
    if byte < lines[line].len() {
        Place {
            line,
            byte: next(&lines[line], byte),
        }
    } else if line + 1 < lines.len() {
        Place {
            line: line + 1,
            byte: 0,
        }
    } else {
        at
    }
}

pub(super) fn word_left(lines: &[String], at: Place) -> Place {
    let Place { line, byte } = at;
    if byte == 0 {
        return left(lines, at);
    }
    let text = &lines[line];
    let from = boundary(text, byte.saturating_sub(SIGHT));
    let start = words(&text[from..byte]).last().map_or(from, |(start, _)| from + start);
    let start = boundary(text, start);
    if start < byte {
        Place { line, byte: start }
    } else {
        left(lines, at)
    }
}

pub(super) fn word_right(lines: &[String], at: Place) -> Place {
    let Place { line, byte } = at;
    let text = &lines[line];
    if byte == text.len() {
        return right(lines, at);
    }
    let to = boundary(text, byte + SIGHT);
    let end = words(&text[byte..to]).next().map_or(to, |(_, end)| byte + end);
    Place {
        line,
        byte: boundary(text, end),
    }
}

/// Start and end of each word in `text`; spaces and punctuation are none.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    WordSegmenter::new_dictionary(WordBreakInvariantOptions::default())
        .segment_str(text)
        .iter_with_word_type()
        .filter_map(move |(end, kind)| {
            let word = (start, end);
            start = end;
            (kind.is_word_like() && word.0 < end).then_some(word)
        })
}

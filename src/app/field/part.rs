//! Places in a text of many lines, and the part between two of them.

use std::ops::Range;

/// A place in the text: always on the boundary of a grapheme cluster when it comes from a [`Field`](super::Field).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 0.
    pub line: usize,
    /// Bytes from the start of the line.
    pub byte: usize,
}

/// The text in `range`.
pub(super) fn slice(lines: &[String], range: &Range<Place>) -> String {
    let Range { start, end } = range;
    if start.line == end.line {
        return lines[start.line][start.byte..end.byte].to_owned();
    }
    let mut text = lines[start.line][start.byte..].to_owned();
    for line in &lines[start.line + 1..end.line] {
        text.push('\n');
        text.push_str(line);
    }
    text.push('\n');
    text.push_str(&lines[end.line][..end.byte]);
    text
}

/// The bytes in `range`, line breaks included.
pub(super) fn length(lines: &[String], range: &Range<Place>) -> usize {
    let Range { start, end } = range;
    let whole: usize = lines[start.line..end.line].iter().map(|line| line.len() + 1).sum();
    whole + end.byte - start.byte
}

//! How wide text is on the screen, and cutting it to fit.
//!
//! The rule is the screen library's own: text is placed by grapheme cluster, and a cluster is as wide as
//! `unicode-width` says of the whole cluster: an emoji sequence or a flag 2, `น้ำ` 2, a Hangul syllable of three jamo 2.
//! Not for raw text: a width means something only after `sanitise`, which removes what is measured differently elsewhere.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::sanitise::{Shape, clusters};

/// The sign at the end of text that was cut; one cell.
pub const ELLIPSIS: char = '…';

/// The cells that sanitised `text` takes on one row.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|b| !b.is_ascii_control()).count();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The cells of one character by itself; 0 for marks and other characters that stand on a base.
pub(super) fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// As much of `text` as fits one row of `cells`, sanitised, with an ellipsis where something is missing.
///
/// A cluster is kept whole or not at all. The work is bounded by `cells`, not by the length of `text`.
pub fn truncate(text: &str, cells: usize) -> Cow<'_, str> {
    let mut out = String::new();
    let mut used = 0;
    let mut changed = false;
    // Where to cut if it turns out that not everything fits.
    let mut cut = 0;
    for cluster in clusters(text, Shape::OneLine) {
        used += cluster.cells();
        if used > cells {
            out.truncate(cut);
            if cells > 0 {
                out.push(ELLIPSIS);
            }
            return Cow::Owned(out);
        }
        changed |= cluster.shown != cluster.raw;
        out.push_str(&cluster.shown);
        if used < cells {
            cut = out.len();
        }
    }
    if changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn width_counts_cells_by_cluster() {
        let cases = [
            ("", 0),
            ("abc", 3),
            ("水", 2),
            ("น้ำ", 2),
            ("ผู้หญิง", 4),
            ("👩‍👩‍👧‍👦", 2),
            ("🇹🇭🇯🇵", 4),
            ("e\u{301}", 1),
            ("\u{1112}\u{1161}\u{11ab}", 2),
            ("한", 2),
            ("ｶﾅ", 2),
            ("❤️", 2),
            ("1️⃣", 2),
        ];
        for (text, expected) in cases {
            assert_eq!(width(text), expected, "{text:?}");
        }
    }

    #[test]
    fn truncate_cuts_between_clusters() {
        let cases = [
            ("hello", 5, "hello"),
            ("hello", 4, "hel…"),
            ("hello", 1, "…"),
            ("hello", 0, ""),
            ("", 0, ""),
            ("水水水", 5, "水水…"),
            ("水水水", 4, "水…"),
            ("น้ำใส", 3, "น้ำ…"),
            ("👩‍👩‍👧‍👦!x", 3, "👩‍👩‍👧‍👦…"),
            ("a\nb", 3, "a␊b"),
        ];
        for (text, cells, expected) in cases {
            assert_eq!(truncate(text, cells), expected, "{text:?} in {cells}");
        }
        assert!(matches!(truncate("hello", 5), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn truncated_text_fits(text in any::<String>(), cells in 0usize..40) {
            let cut = truncate(&text, cells);
            prop_assert!(width(&cut) <= cells, "{:?} is wider than {}", cut, cells);
            if width(&super::super::sanitise::sanitise(&text)) <= cells {
                prop_assert_eq!(cut, super::super::sanitise::sanitise(&text));
            }
        }
    }
}

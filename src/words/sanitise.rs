//! The one sanitiser: the only way by which text that we did not write ourselves may reach a terminal.
//!
//! It works by grapheme cluster and makes visible what would otherwise act on the terminal or hide from the reader:
//! - C0 controls and DEL become their one-cell Unicode pictures (`␛`, `␡`);
//! - everything else that is invisible (C1, bidi controls, zero-width characters, tags, U+2028 and U+2029,
//!   fillers, marks and selectors with nothing to stand on) becomes its code point: `\u{202e}`;
//! - of the marks on one base, eight are kept and the rest dropped;
//! - the halfwidth katakana sound marks, which the screen library and terminals measure differently, become full width.
//!
//! Zero-width joiners stay inside an emoji or between letters of a script that needs them, and variation selectors
//! stay on a base that takes one. Doing it twice changes nothing more.
//! Not for what is stored or sent: that keeps every byte.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::{GraphemeIndices, UnicodeSegmentation};

use super::width::{char_width, width};

/// How many marks one base character keeps.
const MARKS: usize = 8;

/// How many characters of one cluster are looked at; no script makes longer ones, and a hostile text shall cost little.
const LONGEST: usize = 256;

/// What a line break and a tab become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// For one row of the screen, a title, a log line: `\n` and `\t` are shown as `␊` and `␉`.
    OneLine,
    /// For text of many lines: `\n` is kept (and `\r\n` becomes one), a tab becomes four spaces.
    Lines,
}

/// One grapheme cluster of a text, with the way it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster<'a> {
    /// Where `raw` starts in the text, in bytes.
    pub start: usize,
    /// The cluster as it stands in the text.
    pub raw: &'a str,
    /// The cluster as a terminal may have it.
    pub shown: Cow<'a, str>,
}

impl Cluster<'_> {
    /// The cells that `shown` takes on the screen; 0 only for a line break kept by [`Shape::Lines`].
    pub fn cells(&self) -> usize {
        width(&self.shown)
    }

    /// The byte after `raw`.
    pub fn end(&self) -> usize {
        self.start + self.raw.len()
    }
}

/// Walks over the clusters of `text`, lazily: what is not asked for costs nothing.
pub fn clusters(text: &str, shape: Shape) -> Clusters<'_> {
    Clusters {
        text,
        shape,
        inner: text.grapheme_indices(true),
    }
}

/// See [`clusters`].
#[derive(Debug, Clone)]
pub struct Clusters<'a> {
    text: &'a str,
    shape: Shape,
    inner: GraphemeIndices<'a>,
}

impl<'a> Iterator for Clusters<'a> {
    type Item = Cluster<'a>;

    fn next(&mut self) -> Option<Cluster<'a>> {
        let (start, raw) = self.inner.next()?;
        let after = self.text[start + raw.len()..].chars().next();
        let shown = shown(raw, after, self.shape);
        Some(Cluster { start, raw, shown })
    }
}

/// Makes `text` safe for one line of a terminal. Text that is clean already is borrowed, not copied.
pub fn sanitise(text: &str) -> Cow<'_, str> {
    whole(text, Shape::OneLine)
}

/// Makes `text` safe for a terminal and keeps its line breaks; see [`Shape::Lines`].
pub fn sanitise_lines(text: &str) -> Cow<'_, str> {
    whole(text, Shape::Lines)
}

fn whole(text: &str, shape: Shape) -> Cow<'_, str> {
    let first = clusters(text, shape).find(|cluster| cluster.shown != cluster.raw);
    let Some(first) = first.filter(|_| !plain(text)) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first.start]);
    // The rest is walked from the cluster itself, which is a boundary whatever comes before it.
    out.extend(clusters(&text[first.start..], shape).map(|cluster| cluster.shown));
    Cow::Owned(out)
}

fn plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

fn shown(raw: &str, after: Option<char>, shape: Shape) -> Cow<'_, str> {
    if plain(raw) {
        return Cow::Borrowed(raw);
    }
    if shape == Shape::Lines {
        match raw {
            "\n" => return Cow::Borrowed(raw),
            "\r\n" => return Cow::Borrowed("\n"),
            "\t" => return Cow::Borrowed("    "),
            _ => {}
        }
    }
    let mut cluster = Shown::default();
    let mut chars = raw.chars().take(LONGEST).peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        cluster.push(c, next, after);
    }
    if cluster.out == raw {
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(cluster.out)
    }
}

/// One cluster on its way to the screen.
#[derive(Default)]
struct Shown {
    out: String,
    /// The last character that was kept as it is.
    kept: Option<char>,
    /// Marks kept since the last base.
    marks: usize,
    /// How much of this cluster was escaped: if anything was, what follows no longer stands on its base.
    escaped: usize,
}

impl Shown {
    /// Takes the character `c`; `next` is the one after it in the cluster, `after` the one after the cluster.
    fn push(&mut self, c: char, next: Option<char>, after: Option<char>) {
        match kind(c) {
            Kind::Joiner => {
                let joins = match (next, self.kept, after) {
                    (Some(next), Some(_), _) => matches!(kind(next), Kind::Visible),
                    (None, Some(before), Some(after)) => joins(before) && joins_next(after),
                    _ => false,
                };
                self.mark_or_escape(c, joins);
            }
            Kind::Selector => {
                let selects = self.kept.is_some_and(|base| takes(base, c));
                self.mark_or_escape(c, selects);
            }
            Kind::Hidden => self.escape(c),
            Kind::Mark => {
                let stands =
                    self.kept.is_some() || next.is_some_and(|next| matches!(kind(next), Kind::Visible) && prepends(c));
                self.mark_or_escape(c, stands);
            }
            Kind::SoundMark(full) => {
                self.keep(full);
                self.marks = 0;
            }
            Kind::Visible => {
                if self.kept.is_some_and(|before| char_width(before) > 0) {
                    self.mark(c);
                } else {
                    self.keep(c);
                    self.marks = 0;
                }
            }
        }
    }

    fn keep(&mut self, c: char) {
        self.out.push(c);
        self.kept = Some(c);
    }

    fn mark(&mut self, c: char) {
        if self.marks < MARKS {
            self.marks += 1;
            self.keep(c);
        }
    }

    fn mark_or_escape(&mut self, c: char, stands: bool) {
        if stands && self.escaped == 0 {
            self.mark(c);
        } else if self.escaped < MARKS {
            self.escape(c);
        }
    }

    fn escape(&mut self, c: char) {
        self.escaped += 1;
        self.marks = 0;
        match c {
            '\0'..='\x1f' => self.out.extend(char::from_u32(0x2400 + u32::from(c))),
            '\x7f' => self.out.push('␡'),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(self.out, "\\u{{{:x}}}", u32::from(c));
            }
        }
        self.kept = self.out.chars().next_back();
    }
}

/// A character that can be read by itself, or as a mark on something.
pub fn is_seen(c: char) -> bool {
    match kind(c) {
        Kind::Mark | Kind::SoundMark(_) | Kind::Visible => true,
        Kind::Joiner | Kind::Selector | Kind::Hidden => false,
    }
}

/// A character that stands on another, and not alone.
pub fn is_mark(c: char) -> bool {
    matches!(kind(c), Kind::Mark)
}

enum Kind {
    Joiner,
    Selector,
    Hidden,
    Mark,
    /// A halfwidth katakana sound mark, and the fullwidth one to show in its place.
    SoundMark(char),
    Visible,
}

fn kind(c: char) -> Kind {
    match c {
        '\u{200c}' | '\u{200d}' => Kind::Joiner,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' | '\u{180f}' => Kind::Selector,
        '\u{ff9e}' => Kind::SoundMark('゛'),
        '\u{ff9f}' => Kind::SoundMark('゜'),
        _ if hidden(c) => Kind::Hidden,
        _ if char_width(c) == 0 => Kind::Mark,
        _ => Kind::Visible,
    }
}

/// Controls, bidi controls, and what Unicode calls default-ignorable: nothing a reader could see.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a joiner means something after `c`: the scripts whose letters change shape beside one.
fn joins(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{a840}'..='\u{a87f}'
        | '\u{a8e0}'..='\u{a8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{11000}'..='\u{11fff}')
}

fn joins_next(c: char) -> bool {
    joins(c) && matches!(kind(c), Kind::Visible)
}

/// Whether `base` is of the sort that has variants for `selector`.
fn takes(base: char, selector: char) -> bool {
    match selector {
        '\u{e0100}'..='\u{e01ef}' => {
            matches!(base, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        }
        '\u{180b}'..='\u{180f}' => matches!(base, '\u{1810}'..='\u{18af}') && char_width(base) > 0,
        _ => char_width(base) > 0 && (!base.is_ascii() || matches!(base, '0'..='9' | '#' | '*')),
    }
}

/// Whether `c` belongs to the character after it, like the Malayalam dot reph.
fn prepends(c: char) -> bool {
    let mut pair = String::from(c);
    pair.push('a');
    pair.graphemes(true).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clean_text_is_borrowed() {
        let family = "👩‍👩‍👧‍👦";
        for text in [
            "",
            "plain",
            "ผู้หญิงคนหนึ่งเดินผ่านตลาดน้ำ",
            "水 市场",
            family,
            "🇹🇭🇯🇵",
            "❤️‍🔥 1️⃣",
            "e\u{301}",
            "می\u{200c}خواهم",
            "ක්\u{200d}ෂ",
            "क्षेत्र",
            "한국어",
            "\u{1112}\u{1161}\u{11ab}",
            "葛\u{e0100}",
        ] {
            assert!(matches!(sanitise(text), Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn what_acts_or_hides_is_shown() {
        let cases = [
            ("\x1b[31mred", "␛[31mred"),
            ("a\x07\x7f\u{9b}2J", "a␇␡\\u{9b}2J"),
            ("one\ntwo\tthree\r\n", "one␊two␉three␍␊"),
            ("abc\u{202e}cba", "abc\\u{202e}cba"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("pass\u{200b}word\u{feff}", "pass\\u{200b}word\\u{feff}"),
            ("a\u{200d}b", "a\\u{200d}b"),
            ("👩\u{200d}", "👩\\u{200d}"),
            ("👩\u{200d}\u{200d}👧", "👩\\u{200d}\\u{200d}👧"),
            ("\u{e0041}\u{e0042}", "\\u{e0041}\\u{e0042}"),
            ("x\u{2028}y\u{2029}", "x\\u{2028}y\\u{2029}"),
            ("\u{301}a", "\\u{301}a"),
            ("\n\u{301}", "␊\\u{301}"),
            ("\u{fe0f}", "\\u{fe0f}"),
            ("a\u{fe0f}", "a\\u{fe0f}"),
            ("❤\u{fe0f}\u{fe0f}", "❤\u{fe0f}\\u{fe0f}"),
            ("ｶﾞﾊﾟ", "ｶ゛ﾊ゜"),
            ("\u{1161}", "\\u{1161}"),
            ("\u{3164}", "\\u{3164}"),
        ];
        for (text, expected) in cases {
            assert_eq!(sanitise(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_keep_breaks_and_spread_tabs() {
        assert_eq!(sanitise_lines("a\r\nb\n\tc\x1b"), "a\nb\n    c␛");
    }

    #[test]
    fn a_base_keeps_eight_marks() {
        let zalgo = format!("z{}", "\u{301}".repeat(500));
        assert_eq!(sanitise(&zalgo), format!("z{}", "\u{301}".repeat(8)));
        let conjunct = format!("{}ष", "क्".repeat(500));
        assert_eq!(sanitise(&sanitise(&conjunct)), sanitise(&conjunct));
        let vowels = format!("น{}", "ำ".repeat(500));
        assert_eq!(sanitise(&vowels), format!("น{}", "ำ".repeat(8)));
    }

    /// Text that is full of the characters that matter here.
    pub fn nasty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(vec![
                "a",
                " ",
                "\n",
                "\r",
                "\t",
                "\x1b",
                "\u{9b}",
                "\u{301}",
                "\u{200d}",
                "\u{200c}",
                "\u{200b}",
                "\u{fe0f}",
                "\u{e0100}",
                "\u{e0041}",
                "\u{34f}",
                "\u{d4e}",
                "\u{600}",
                "\u{605}",
                "\u{115f}",
                "\u{1160}",
                "\u{1100}",
                "\u{1161}",
                "\u{11a8}",
                "น",
                "้",
                "ำ",
                "👩",
                "👧",
                "🏽",
                "❤",
                "🇹",
                "🇭",
                "क",
                "्",
                "ा",
                "ක",
                "්",
                "ی",
                "ﾞ",
                "ｶ",
                "葛",
                "ក",
                "\u{17d2}",
                "\u{202e}",
                "\u{180b}",
                "ᠠ",
            ])
            .prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_acts_or_hides_and_twice_is_once(text in nasty()) {
            for shape in [Shape::OneLine, Shape::Lines] {
                let once = whole(&text, shape).into_owned();
                prop_assert!(once.chars().all(|c| !matches!(kind(c), Kind::Hidden) || (c == '\n' && shape == Shape::Lines)));
                prop_assert!(once.len() <= 10 * text.len());
                for cluster in once.split('\n').flat_map(|line| line.graphemes(true)) {
                    prop_assert!(width(cluster) > 0, "{:?} in {:?}", cluster, once);
                }
                prop_assert_eq!(whole(&once, shape), once.as_str());
                let pieces: String = clusters(&text, shape).map(|cluster| cluster.shown).collect();
                prop_assert_eq!(pieces, once);
            }
        }
    }
}

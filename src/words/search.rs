//! The words that a text is found by, and the words of a search for it: both are cut here, so that they meet.
//!
//! A word is a run of letters and digits, so the parts of an id are words. Scripts that are written without spaces (Han, kana, Thai,
//! Lao, Khmer, Burmese) are cut into clusters, each a word: any part of such a text is found, by its clusters next to one another.
//! Not by dictionary: a dictionary cuts the same words apart in one sentence and not in the next, and then they are not found.
//! Not for the search itself: that is `store`.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// The words of a text in its order, in lower case. Within ASCII they hold letters and digits only.
///
/// Words searched for are found where they stand next to one another, the last of them perhaps only begun.
pub fn cut(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    // most words of most texts end at a sign of ASCII; a curved apostrophe is one that was typed by a word processor
    text.split(|c: char| (c.is_ascii() && !c.is_ascii_alphanumeric()) || c == '’')
        .flat_map(Words)
        .map(|word| one_sara_am(lower(word)))
}

/// What is left of a piece of text to be cut.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.0.is_ascii() {
            return Some(std::mem::take(&mut self.0)).filter(|word| !word.is_empty());
        }
        let mut clusters = self.0.grapheme_indices(true).map(|(at, cluster)| {
            let first = cluster.chars().next();
            (at, cluster, Sort::of(first.unwrap_or_default()))
        });
        let (begin, first, sort) = clusters.find(|(_, _, sort)| *sort != Sort::Gap)?;
        let end = match sort {
            // the second part of a sara am begins a cluster, and still belongs to this one
            Sort::Alone if lacks_sara_aa(first) && self.0[begin + first.len()..].starts_with(SARA_AA) => {
                begin + first.len() + clusters.next().map_or(0, |(_, part, _)| part.len())
            }
            Sort::Alone | Sort::Gap => begin + first.len(),
            Sort::Letter => clusters
                .find(|(_, _, sort)| *sort != Sort::Letter)
                .map_or(self.0.len(), |(at, _, _)| at),
        };
        let word = &self.0[begin..end];
        self.0 = &self.0[end..];
        Some(word)
    }
}

/// What a cluster is, by its first character.
#[derive(PartialEq, Eq)]
enum Sort {
    /// Part of a word.
    Letter,
    /// A word of its own.
    Alone,
    /// Between words.
    Gap,
}

impl Sort {
    fn of(first: char) -> Self {
        match first {
            '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' // Han
            | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
            | '\u{ff66}'..='\u{ff9f}' // kana
            | '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{edf}' // Thai, Lao
            | '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}' // Burmese
            | '\u{1780}'..='\u{17d3}' | '\u{17e0}'..='\u{17e9}' // Khmer
            | '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' // pictographs
            => Self::Alone,
            letter if letter.is_alphanumeric() => Self::Letter,
            _ => Self::Gap,
        }
    }
}

/// It ends in the first part of a sara am, with or without a tone mark.
fn lacks_sara_aa(cluster: &str) -> bool {
    cluster.trim_end_matches(TONES).ends_with(NIKHAHIT)
}

/// A Thai sara am may be written as one sign or as its two parts, with a tone mark before, after or between: it is one word.
fn one_sara_am(word: Cow<'_, str>) -> Cow<'_, str> {
    if !word.contains(NIKHAHIT) {
        return word;
    }
    let chars: Vec<char> = word.chars().collect();
    let (mut out, mut rest) = (String::with_capacity(word.len()), chars.as_slice());
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (&NIKHAHIT, [SARA_AA, after @ ..]) => {
                out.push(SARA_AM);
                after
            }
            (&NIKHAHIT, [mark, SARA_AA, after @ ..]) if TONES.contains(mark) => {
                out.extend([*mark, SARA_AM]);
                after
            }
            (&other, after) => {
                out.push(other);
                after
            }
        };
    }
    Cow::Owned(out)
}

const TONES: [char; 4] = ['\u{e48}', '\u{e49}', '\u{e4a}', '\u{e4b}'];
const NIKHAHIT: char = '\u{e4d}';
const SARA_AA: char = '\u{e32}';
const SARA_AM: char = '\u{e33}';

fn lower(word: &str) -> Cow<'_, str> {
    if word.is_ascii() && !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As the ledger finds it: the words next to one another, the last perhaps only begun.
    fn is_found(searched: &str, text: &str) -> bool {
        let (words, text): (Vec<_>, Vec<_>) = (cut(searched).collect(), cut(text).collect());
        let Some((last, whole)) = words.split_last() else {
            return false;
        };
        text.windows(words.len())
            .any(|part| part.starts_with(whole) && part[whole.len()].starts_with(last.as_ref()))
    }

    #[test]
    fn words_are_cut_in_every_script() {
        for (text, words) in [
            ("A red Fox, running.", "a red fox running"),
            ("req_fill_0000001", "req fill 0000001"),
            ("0198C2A4-7d1e", "0198c2a4 7d1e"),
            (r#"{"batch": "Mai-3", "n": 1.5}"#, "batch mai 3 n 1 5"),
            ("don’t / don't", "don t don t"),
            ("Über ÉTÉ, straße", "über été straße"),
            ("市场里有水。", "市 场 里 有 水"),
            ("カメラが4K", "カ メ ラ が 4k"),
            ("ตลาดน้ำ 4K", "ต ล า ด น้ำ 4k"),
            ("हिन्दी में", "हिन्दी में"),
            ("한국어 영상", "한국어 영상"),
            ("a🐱b ❤️…—", "a 🐱 b ❤️"),
            (" \t—…!", ""),
        ] {
            assert_eq!(cut(text).collect::<Vec<_>>().join(" "), words, "{text}");
        }
    }

    #[test]
    fn a_part_of_a_sentence_without_spaces_is_found() {
        let sentences = [
            ("清晨的市场里，一个女人在河水边", &["水", "市场", "河水边", "女人"][..]),
            // a dictionary cuts this one as `ตลาด น้ำยา มเย็น`
            (
                "ตลาดนัดและตลาดน้ำยามเย็น",
                &["ตลาด", "ตลาดน้ำ", "น้ำ", "ยามเย็น", "ตลา", "ตลาดน"],
            ),
            ("ไปเที่ยวตลาดน้ำดำเนินสะดวก", &["ตลาด", "ตลาดน้ำ", "สะดวก"]),
            ("夕方のカメラワーク", &["カメラ", "夕方", "ワーク"]),
            (
                "req_fill_0000001",
                &["req", "req_fill_00", "req_fill_0000001", "fill", "0000"],
            ),
        ];
        for (sentence, parts) in sentences {
            for part in parts {
                assert!(is_found(part, sentence), "{part} in {sentence}");
            }
        }
        for (part, sentence) in [
            ("水市", "市场里有水"),
            ("eq_fill", "req_fill_1"),
            ("น้ำตลาด", "ตลาดน้ำ"),
            ("", "x"),
            ("!", "x!"),
        ] {
            assert!(!is_found(part, sentence), "{part} in {sentence}");
        }
    }

    #[test]
    fn a_sara_am_is_found_however_it_is_typed() {
        let spelled = ["น\u{e49}\u{e33}", "น\u{e4d}\u{e49}\u{e32}", "น\u{e49}\u{e4d}\u{e32}"];
        for (one, other) in spelled.iter().flat_map(|one| spelled.map(|other| (*one, other))) {
            let found = is_found(&format!("ตลาด{one}"), &format!("ไปตลาด{other}ดำเนิน"));
            assert!(found, "{} in {}", one.escape_unicode(), other.escape_unicode());
        }
        assert!(is_found("ท\u{e4d}\u{e32}", "ท\u{e33}งาน") && is_found("ท\u{e33}", "ท\u{e4d}\u{e32}งาน"));
        assert!(is_found("น\u{e4d}", "น\u{e4d}"), "alone it is what it is");
    }

    proptest! {
        #[test]
        fn what_begins_with_a_word_is_found_in_the_whole(
            before in "(\\PC{0,8} )?",
            part in "\\PC{1,8}".prop_filter("a word", |part| cut(part).next().is_some()),
            after in " ?\\PC{0,8}",
        ) {
            // a mark may join what follows to what stands before it: that is another word
            prop_assume!(cut(&format!("{part}{after}")).count() >= cut(&part).count());
            let whole = format!("{before}{part}{after}");
            // so may the second part of a sara am
            prop_assume!(!whole.contains(NIKHAHIT) || !whole.contains(SARA_AA));
            prop_assert!(is_found(&part, &whole), "{part:?} in {whole:?}");
        }

        #[test]
        fn words_hold_nothing_that_the_index_cuts_at(text in "\\PC*") {
            for word in cut(&text) {
                prop_assert!(!word.is_empty() && word.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric()), "{word:?}");
            }
        }
    }
}

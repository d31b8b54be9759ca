//! The detail of a failure as it is said. What the program itself noted is kept in English and said in the language of the screen;
//! of a broken road one link of the library's chain of words says all. The words of others are left as they came.

use std::borrow::Cow;

use super::{Cause, Words};
use crate::job::{Failure, FailureKind, FailureOrigin, Noted};

/// What the HTTP library's chains of words begin with.
const CHAIN: &str = "error sending request";
/// Between what was settled by hand, and what was noted before.
const BEFORE: &str = "; before that: ";

impl Words {
    /// The detail of a failure that was met on the way to this host; empty where it has none.
    pub fn detail<'a>(&self, failure: &'a Failure, host: &str) -> Cow<'a, str> {
        if let Some(noted) = self.noted_here(&failure.detail, host) {
            return noted.into();
        }
        if failure.origin() == FailureOrigin::Road {
            return self.road_to(failure.kind, host, &failure.detail).into();
        }
        Cow::Borrowed(&failure.detail)
    }

    /// A text that holds something that this program noted, in this language.
    pub fn noted_here(&self, text: &str, host: &str) -> Option<String> {
        let known = |text: &str| Noted::of(text).map(self.noted);
        if let Some(noted) = known(text) {
            return Some(noted.to_owned());
        }
        if let Some((settled, before)) = text.split_once(BEFORE) {
            let before = match self.noted_here(before, host) {
                Some(noted) => noted,
                None if before.starts_with(CHAIN) => self.road_to(FailureKind::Interrupted, host, before),
                None => before.to_owned(),
            };
            return known(settled).map(|settled| (self.noted_before)(settled, &before));
        }
        if let Some((noted, rest)) = text.split_once(": ")
            && let Some(noted) = known(noted)
        {
            return Some(format!("{noted}: {rest}"));
        }
        let (status, rest) = text.strip_prefix("HTTP ")?.split_once(' ')?;
        let http = format!("HTTP {status}");
        match (rest.strip_prefix("and "), rest.strip_prefix("to ")) {
            (Some(what), _) => known(what).map(|what| (self.http_and)(&http, what)),
            (None, Some(place)) if !place.is_empty() => Some((self.http_to)(&http, place)),
            (None, Some(_)) => Some(http),
            (None, None) => None,
        }
    }

    /// The road broke; where nothing of the chain is known, all of it is told.
    fn road_to(&self, kind: FailureKind, host: &str, chain: &str) -> String {
        let cause = Cause::of(chain);
        let said = (self.road)(kind, host, cause);
        if cause.is_some() || kind == FailureKind::TimedOut || chain.is_empty() {
            said
        } else {
            format!("{said} ({chain})")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{ENGLISH, THAI};

    #[test]
    fn whatever_the_program_notes_is_said_in_thai() {
        for noted in Noted::ALL {
            let thai = (THAI.noted)(noted);
            assert!(
                thai.contains(|c| ('\u{e01}'..='\u{e5b}').contains(&c)),
                "{noted:?}: {thai}"
            );
            let failure = Failure::new(FailureKind::Local, noted.text());
            assert_eq!(THAI.detail(&failure, "host"), thai);
            assert_eq!(Noted::of(noted.text()), Some(noted));
        }
    }

    #[test]
    fn a_note_is_known_within_what_stands_around_it() {
        let said = |kind, detail: &str| {
            let failure = Failure::new(kind, detail);
            [ENGLISH.detail(&failure, "host"), THAI.detail(&failure, "host")].map(Cow::into_owned)
        };
        let page = "HTTP 502 and an HTML page";
        assert_eq!(said(FailureKind::Server, page), [page, "HTTP 502 และหน้า HTML"]);
        let place = "HTTP 302 to https://x.example/";
        assert_eq!(
            said(FailureKind::Redirected, place),
            [place, "HTTP 302 ไปยัง https://x.example/"]
        );
        let settled = "settled by hand as not created; before that: error sending request: client error (SendRequest): \
                       connection closed before message completed";
        assert_eq!(
            said(FailureKind::NotCreated, settled),
            [
                "settled by hand as not created; before that: the connection to host broke: closed from there",
                "ระบุเองว่าไม่ได้ถูกสร้าง; ก่อนหน้านั้น: การเชื่อมต่อกับ host ขาด: ปลายทางปิดการเชื่อมต่อ"
            ]
        );
        let theirs = "the queue is full, and an HTML page";
        assert_eq!(said(FailureKind::Invalid, theirs), [theirs, theirs]);
    }

    #[test]
    fn the_library_s_chain_is_not_shown_raw_where_its_cause_is_known() {
        let chain = "error sending request: client error (SendRequest): ";
        let said = |end: &str| {
            let failure = Failure::new(FailureKind::Interrupted, format!("{chain}{end}"));
            ENGLISH.detail(&failure, "host").into_owned()
        };
        assert_eq!(
            said("connection closed before message completed"),
            "the connection to host broke: closed from there"
        );
        assert_eq!(
            said("something new"),
            format!("the connection to host broke ({chain}something new)")
        );
        let orphan = Failure::new(FailureKind::Interrupted, Noted::Orphaned.text());
        assert_eq!(ENGLISH.detail(&orphan, "host"), Noted::Orphaned.text());
    }
}

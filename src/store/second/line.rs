//! One line of the second copy: 256 bytes of plain text about one intent.
//!
//! ```text
//! column  0..24    time in UTC            2026-11-23T19:44:48.123Z
//!        25..61    the intent's token     0f8fad5b-d9cb-469f-a165-70867728950e
//!        62..126   SHA-256 of the body    9f86d081 ... 0f00a08
//!       127..255   the request id         req_1234567890                       or what became of it, or blank
//!       247..255   a checksum             the first 8 digits of the SHA-256 of the 247 bytes before it
//!          255     a line feed
//! ```
//!
//! The checksum stands in the end of the last column, which only an id of more than 119 bytes needs for itself; such a line has
//! none.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::job::{Intent, IntentToken, RemoteId, SubmitOutcome};

/// Bytes of a line: two to a sector, so that a power cut leaves the old or the new one.
pub(in crate::store) const LENGTH: usize = 256;

/// Where what became of it begins.
pub(super) const FATE: usize = 127;
const CHECKSUM: usize = 247;
const END: usize = LENGTH - 1;

/// An intent as the second copy knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Line {
    pub(in crate::store) at: Timestamp,
    pub(in crate::store) token: IntentToken,
    pub(in crate::store) sha256: [u8; 32],
    pub(in crate::store) fate: Fate,
}

/// What became of an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Fate {
    /// Not known: it may have been sent, and may be charged.
    Open,
    /// The service took it under this name.
    Accepted(RemoteId),
    /// The service said no.
    Rejected,
    /// Nothing of it was delivered.
    NotSent,
}

/// What stands where a line may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Found {
    /// Nothing; before a line that is there, no longer what was written.
    Blank,
    Line(Line),
    /// Something that this program did not write so, with the token where that still reads as one.
    Damaged(Option<IntentToken>),
}

impl Line {
    /// The line of an intent that nothing is known about yet.
    pub(in crate::store) fn of(intent: &Intent) -> Self {
        Self {
            at: intent.at,
            token: intent.token,
            sha256: Sha256::digest(&intent.body).into(),
            fate: Fate::Open,
        }
    }

    pub(super) fn encode(&self) -> [u8; LENGTH] {
        let mut line = [b' '; LENGTH];
        let mut put = |from: usize, text: &str| {
            for (place, byte) in line.iter_mut().skip(from).zip(text.bytes()) {
                *place = byte;
            }
        };
        put(0, &format!("{:.3}", self.at));
        put(25, &self.token.to_string());
        put(62, &hex(&self.sha256));
        put(FATE, self.fate.word());
        if line[CHECKSUM - 1] == b' ' {
            let sum = checksum(&line);
            line[CHECKSUM..END].copy_from_slice(&sum);
        }
        line[END] = b'\n';
        line
    }

    /// Reads a place of [`LENGTH`] bytes.
    pub(in crate::store) fn read(place: &[u8]) -> Found {
        if is_blank(place) {
            return Found::Blank;
        }
        match Self::parse(place) {
            Some(line) => Found::Line(line),
            None => Found::Damaged(place.get(25..61).and_then(token)),
        }
    }

    fn parse(line: &[u8]) -> Option<Self> {
        let summed = *line.get(CHECKSUM - 1)? == b' ';
        let fate = if summed {
            if line.get(CHECKSUM..END)? != checksum(line) {
                return None;
            }
            &line[FATE..CHECKSUM]
        } else {
            line.get(FATE..END)?
        };
        let parsed = Self {
            at: text(line.get(..24)?)?.parse().ok()?,
            token: token(line.get(25..61)?)?,
            sha256: bytes(line.get(62..126)?)?,
            fate: Fate::read(text(fate)?.trim_end_matches(' '))?,
        };
        // whatever else stands there, such as another blank, is not ours
        (parsed.encode() == line).then_some(parsed)
    }
}

impl Fate {
    pub(in crate::store) fn of(outcome: &SubmitOutcome) -> Self {
        match outcome {
            SubmitOutcome::Accepted { remote_id, .. } => Self::Accepted(remote_id.clone()),
            SubmitOutcome::Rejected { .. } => Self::Rejected,
            SubmitOutcome::NotSent(_) => Self::NotSent,
            SubmitOutcome::Unknown(_) => Self::Open,
        }
    }

    /// No request id looks like the words in parentheses.
    fn word(&self) -> &str {
        match self {
            Self::Open => "",
            Self::Accepted(id) => id.as_str(),
            Self::Rejected => "(rejected)",
            Self::NotSent => "(not sent)",
        }
    }

    fn read(word: &str) -> Option<Self> {
        match word {
            "" => Some(Self::Open),
            "(rejected)" => Some(Self::Rejected),
            "(not sent)" => Some(Self::NotSent),
            id => RemoteId::parse(id).map(Self::Accepted),
        }
    }
}

/// Nothing was written there yet.
pub(super) fn is_blank(place: &[u8]) -> bool {
    place.iter().all(|byte| *byte == 0)
}

fn checksum(line: &[u8]) -> [u8; END - CHECKSUM] {
    let digits = hex(&Sha256::digest(&line[..CHECKSUM]));
    let mut sum = [0; END - CHECKSUM];
    sum.copy_from_slice(&digits.as_bytes()[..END - CHECKSUM]);
    sum
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn token(bytes: &[u8]) -> Option<IntentToken> {
    Uuid::try_parse_ascii(bytes).ok().map(IntentToken)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // a String takes everything
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn bytes(digits: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(text(pair)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(fate: Fate) -> Line {
        Line {
            at: "2026-11-23T19:44:48.123Z".parse().expect("a time"),
            token: IntentToken(Uuid::from_u128(0x0f8f_ad5b)),
            sha256: [0x9f; 32],
            fate,
        }
    }

    fn accepted(id: &str) -> Fate {
        Fate::Accepted(RemoteId::parse(id).expect("sound"))
    }

    #[test]
    fn a_line_is_text_in_fixed_columns() {
        let text = line(accepted("req_1234567890")).encode();
        assert_eq!(
            std::str::from_utf8(&text).expect("text"),
            format!(
                "2026-11-23T19:44:48.123Z 00000000-0000-0000-0000-00000f8fad5b {} {:<120}{}\n",
                "9f".repeat(32),
                "req_1234567890",
                "079173d9"
            )
        );
    }

    #[test]
    fn every_fate_and_the_longest_id_read_back() {
        for fate in [
            Fate::Open,
            Fate::Rejected,
            Fate::NotSent,
            accepted("a"),
            accepted(&"a".repeat(119)),
            accepted(&"a".repeat(120)),
            accepted(&"a".repeat(RemoteId::MAX)),
        ] {
            let line = line(fate);
            assert_eq!(Line::read(&line.encode()), Found::Line(line));
        }
        assert_eq!(Line::read(&[0; LENGTH]), Found::Blank);
    }

    proptest! {
        #[test]
        fn a_changed_byte_is_noticed(place in 0..LENGTH, bit in 0..8_u8, id in "[a-z][a-z0-9]{0,60}") {
            let line = line(accepted(&id));
            let mut bytes = line.encode();
            bytes[place] ^= 1 << bit;
            prop_assert!(matches!(Line::read(&bytes), Found::Damaged(_)), "{}", String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn reading_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            Line::read(&bytes);
        }
    }
}

//! The API key as a value that cannot be printed by mistake.
//!
//! Not for finding the key: that is `key.rs`.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::words::start::SecretError;

/// Environment variables that hold a key. They are taken out of the environment of every child process (browser,
/// editor, key command).
pub const SECRET_VARIABLES: &[&str] = &["SEEDANCE_API_KEY"];

/// Longest key that is accepted, in bytes. Documented keys (`sd2_live_...`) are far shorter; a file that is longer
/// is not a key file.
pub(super) const LONGEST_KEY: usize = 4096;

/// An API key: 1 to 4,096 visible ASCII characters, so that it can stand in a header as it is. `Debug` and
/// `Display` print `***`; its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Checks a key as it was found. One line break at the end (`\n` or `\r\n`) is dropped, nothing else is.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let key = text
            .strip_suffix("\r\n")
            .or_else(|| text.strip_suffix('\n'))
            .unwrap_or(text);
        if key.is_empty() {
            Err(SecretError::Empty)
        } else if key.contains(['\n', '\r']) {
            Err(SecretError::LineBreak)
        } else if key.len() > LONGEST_KEY {
            Err(SecretError::TooLong)
        } else if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err(SecretError::Unprintable)
        } else {
            Ok(Self(key.into()))
        }
    }

    /// The key itself. For the one header that carries it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_break_at_the_end_is_dropped_and_nothing_else() {
        for (text, key) in [
            ("sd2_live_x", Ok("sd2_live_x")),
            ("sd2_live_x\n", Ok("sd2_live_x")),
            ("sd2_live_x\r\n", Ok("sd2_live_x")),
            ("", Err(SecretError::Empty)),
            ("\n", Err(SecretError::Empty)),
            ("\r\n", Err(SecretError::Empty)),
            ("sd2\n\n", Err(SecretError::LineBreak)),
            ("sd2\r", Err(SecretError::LineBreak)),
            ("sd2\nX-Other: 1", Err(SecretError::LineBreak)),
            ("sd2 live", Err(SecretError::Unprintable)),
            ("sd2\t", Err(SecretError::Unprintable)),
            ("sd2\u{7f}", Err(SecretError::Unprintable)),
            ("sd2\u{1b}[m", Err(SecretError::Unprintable)),
            ("sd2\u{e9}", Err(SecretError::Unprintable)),
            ("\u{feff}sd2", Err(SecretError::Unprintable)),
        ] {
            assert_eq!(
                Secret::parse(text).as_ref().map(Secret::expose),
                key.as_ref().map(|key| *key),
                "{text:?}"
            );
        }
        assert_eq!(
            Secret::parse(&"x".repeat(LONGEST_KEY + 1)).err(),
            Some(SecretError::TooLong)
        );
    }

    #[test]
    fn it_is_never_printed() {
        let secret = Secret::parse("sd2_live_x").unwrap();
        assert_eq!(
            (format!("{secret}"), format!("{secret:?}")),
            ("***".to_owned(), "***".to_owned())
        );
    }
}

//! Names of things: our own for a job, our own for one try to send it, the service's for what it accepted.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Our name for a job: a UUID v7, so that the order of names is the order of creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub Uuid);

impl fmt::Display for JobId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(out)
    }
}

/// The random name of one intent to send. It travels in the request's metadata, so that the service's support can search for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntentToken(pub Uuid);

impl fmt::Display for IntentToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(out)
    }
}

/// The service's name for a job (`requestId`), checked before it may enter a path, a file name or the screen.
///
/// Documented example: `req_1234567890`. Length and alphabet are not documented; we take 1 to [`RemoteId::MAX`] characters of
/// `A-Z a-z 0-9 _ - . : ~`, of which the first is a letter or a digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RemoteId(Box<str>);

impl RemoteId {
    /// The longest name taken, in bytes. The second copy of the ledger has room for exactly this many.
    pub const MAX: usize = 128;

    /// Takes a name from the service, or `None` where it has a length or a character that we would not put into a path.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:~".contains(&byte);
        let sound = (1..=Self::MAX).contains(&text.len())
            && text.bytes().all(allowed)
            && text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
        sound.then(|| Self(text.into()))
    }

    /// The name as the service wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RemoteId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for RemoteId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a request id of unexpected length or characters")
    }
}

impl From<RemoteId> for String {
    fn from(id: RemoteId) -> Self {
        id.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::RemoteId;

    #[test]
    fn a_remote_id_that_could_leave_its_path_is_refused() {
        for sound in [
            "req_1234567890",
            "a",
            "0198c2a4-7d1e-7cc2",
            "cgt-2025:x.y~z",
            &"a".repeat(RemoteId::MAX),
        ] {
            assert_eq!(RemoteId::parse(sound).map(|id| id.to_string()), Some(sound.to_owned()));
        }
        let long = "a".repeat(RemoteId::MAX + 1);
        for hostile in [
            "", ".", "..", "../x", "a/b", "a b", "a?b", "a#b", "a%2f", "-rf", "_x", "é", "a\n", "a\0", &long,
        ] {
            assert_eq!(RemoteId::parse(hostile), None, "{hostile:?}");
        }
    }
}

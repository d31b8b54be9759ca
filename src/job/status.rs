//! The states of a job, and the one word of each.

use serde::{Deserialize, Serialize};

/// Where a job is. Five states are the service's, six are ours, and [`Status::Other`] is a word the service used that its
/// documentation does not list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Status {
    /// In our own queue: nothing was sent.
    Waiting,
    /// The intent is on disk, the request may be on its way.
    Sending,
    /// Sent, and no readable answer came: it may be charged.
    Unknown,
    /// Proved: nothing of it was delivered.
    NotSent,
    /// The service said no.
    Rejected,
    /// Accepted, waiting at the service.
    Queued,
    /// Running at the service.
    Processing,
    /// A cancel was asked for and is not confirmed yet.
    Cancelling,
    /// Finished; there should be a video.
    Succeeded,
    /// Ended without a video.
    Failed,
    /// Cancelled before it was complete.
    Cancelled,
    /// A word from the service that is not in its documentation. Never taken for an end.
    Other(Box<str>),
}

impl Status {
    /// Every state that has a fixed word, in the order in which a job may pass through them.
    pub const KNOWN: [Self; 11] = [
        Self::Waiting,
        Self::Sending,
        Self::Unknown,
        Self::NotSent,
        Self::Rejected,
        Self::Queued,
        Self::Processing,
        Self::Cancelling,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Longest undocumented word kept, in characters.
    const LONGEST_WORD: usize = 48;

    /// Reads the service's word. Only the five documented words (page: api-reference) mean what they say; one of *our* words in
    /// the service's mouth is just an undocumented word.
    pub fn from_service(word: &str) -> Self {
        match word {
            "queued" => Self::Queued,
            "processing" => Self::Processing,
            "succeeded" => Self::Succeeded,
            "failed" => Self::Failed,
            "cancelled" => Self::Cancelled,
            other => Self::Other(other.chars().take(Self::LONGEST_WORD).collect()),
        }
    }

    /// The word for people, filters and `--json`: always English, the service's own where it is the service's.
    pub fn word(&self) -> &str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::NotSent => "not sent",
            Self::Rejected => "rejected",
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Cancelling => "cancelling",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Other(word) => word,
        }
    }

    /// The word in the ledger. An undocumented word is marked, so that it never reads as one of ours.
    pub fn ledger_word(&self) -> String {
        match self {
            Self::Other(word) => format!("other:{word}"),
            known => known.word().replace(' ', "-"),
        }
    }

    /// Reads [`Status::ledger_word`] back; `None` for a word that no version of ours writes.
    pub fn from_ledger(word: &str) -> Option<Self> {
        match word.strip_prefix("other:") {
            Some(other) => Some(Self::Other(other.into())),
            // without writing each word down: thousands are read at once
            None => Self::KNOWN
                .into_iter()
                .find(|known| known.word().split(' ').eq(word.split('-'))),
        }
    }

    /// The same state, where all undocumented words count as one.
    pub fn is_same_state(&self, other: &Self) -> bool {
        self == other || matches!((self, other), (Self::Other(_), Self::Other(_)))
    }

    /// The service has it and its end is not known: it is polled.
    pub fn is_live(&self) -> bool {
        match self {
            Self::Queued | Self::Processing | Self::Cancelling | Self::Other(_) => true,
            Self::Waiting
            | Self::Sending
            | Self::Unknown
            | Self::NotSent
            | Self::Rejected
            | Self::Succeeded
            | Self::Failed
            | Self::Cancelled => false,
        }
    }

    /// The service's last word on it: nothing more will happen by itself.
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    /// It may still change without the person: it is queued here, on its way, or live.
    pub fn is_open(&self) -> bool {
        self.is_live() || matches!(self, Self::Waiting | Self::Sending)
    }
}

impl TryFrom<String> for Status {
    type Error = String;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        Self::from_ledger(&word).ok_or_else(|| format!("`{word}` is no state of a job"))
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.ledger_word()
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn the_ledger_word_is_read_back_and_our_words_from_the_service_stay_strange() {
        for status in Status::KNOWN {
            assert_eq!(Status::from_ledger(&status.ledger_word()), Some(status));
        }
        let strange = Status::from_service("sending");
        assert_eq!(strange, Status::Other("sending".into()));
        assert_eq!(Status::from_ledger(&strange.ledger_word()), Some(strange.clone()));
        assert_eq!(strange.word(), "sending");
        assert!(strange.is_live());
        assert_eq!(Status::from_ledger("finished"), None);
    }
}

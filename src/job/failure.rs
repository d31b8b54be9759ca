//! What went wrong, in a form that fits into state and into the ledger. How it is said to people is for `words`.

use serde::{Deserialize, Serialize};

use super::Noted;

/// Something that went wrong, with the other side's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What sort of thing it was: decides what the person is told to do.
    pub kind: FailureKind,
    /// The code as the service gave it, where it gave one; of the kind [`FailureKind::Ledger`] that of a [`LedgerFault`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The words of whoever reported it: the service, the operating system, the database; or a [`Noted`]. Raw text: sanitised where
    /// it is shown.
    pub detail: String,
}

/// The sort of a failure. HTTP ones first, then those of the road, then those of a job itself, then ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// 401: the key is missing, wrong, revoked or expired (the documentation gives one body for all four).
    Unauthorized,
    /// 402: not enough credits. The status is assumed, other services use it.
    Payment,
    /// 403: not allowed to this key.
    Forbidden,
    /// 404: the service knows no such request.
    NotFound,
    /// 409: not possible in the state the job is in.
    Conflict,
    /// 429: too many requests or jobs at once.
    RateLimited,
    /// Another 4xx, or `success: false`: the request itself is not acceptable.
    Invalid,
    /// 5xx.
    Server,
    /// A redirect, which is never followed.
    Redirected,
    /// An answer that is empty, not JSON, or not of the documented shape.
    Unreadable,
    /// An answer larger than what we read.
    TooLarge,
    /// No connection could be made: nothing was delivered.
    Unreachable,
    /// The connection broke after something may have been delivered.
    Interrupted,
    /// No answer in time.
    TimedOut,
    /// A job failed: its prompt, media or result was refused by a content filter.
    Moderation,
    /// A job failed: the provider had no capacity.
    Capacity,
    /// A job failed for a reason of the provider's or one that we do not know.
    Job,
    /// A job succeeded and the service gave no address for its video.
    NoVideo,
    /// The person says that a job of unknown fate was never created.
    NotCreated,
    /// Our ledger could not be read or written.
    Ledger,
    /// Our own program or its computer: no browser, a task that died.
    Local,
}

/// Where a failure came from, and with it whose words tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureOrigin {
    /// The service said so.
    Service,
    /// Something answered, but not as the service does: the words about it are ours.
    Between,
    /// No answer came. The words are those of the operating system, or ours.
    Road,
    /// This program, its computer or its person.
    Here,
}

/// What is wrong with the ledger, where that is known. It is kept as the code of the failure, so that it can be said in any language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerFault {
    /// Its files are damaged.
    Damaged,
    /// The disk has no room.
    Full,
    /// Its files may not be written.
    Unwritable,
    /// The disk does not read or write what it is asked to.
    Disk,
    /// Another program keeps it locked.
    Busy,
    /// The second copy of the request ids cannot be written.
    SecondCopy,
    /// A newer version of this program made it.
    Newer,
    /// The job that was to be sent does not wait any more.
    NotWaiting,
    /// The work on it broke off.
    BrokenOff,
    /// Newer work took its place.
    Interrupted,
}

impl LedgerFault {
    /// All there are.
    pub const ALL: [Self; 10] = [
        Self::Damaged,
        Self::Full,
        Self::Unwritable,
        Self::Disk,
        Self::Busy,
        Self::SecondCopy,
        Self::Newer,
        Self::NotWaiting,
        Self::BrokenOff,
        Self::Interrupted,
    ];

    /// The code by which it is kept.
    pub fn code(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Full => "full",
            Self::Unwritable => "unwritable",
            Self::Disk => "disk",
            Self::Busy => "busy",
            Self::SecondCopy => "second-copy",
            Self::Newer => "newer",
            Self::NotWaiting => "not-waiting",
            Self::BrokenOff => "broken-off",
            Self::Interrupted => "interrupted",
        }
    }
}

impl FailureKind {
    /// Where failures of this kind come from.
    pub fn origin(self) -> FailureOrigin {
        match self {
            Self::Unauthorized
            | Self::Payment
            | Self::Forbidden
            | Self::NotFound
            | Self::Conflict
            | Self::RateLimited
            | Self::Invalid
            | Self::Server
            | Self::Moderation
            | Self::Capacity
            | Self::Job
            | Self::NoVideo => FailureOrigin::Service,
            Self::Redirected | Self::Unreadable | Self::TooLarge => FailureOrigin::Between,
            Self::Unreachable | Self::Interrupted | Self::TimedOut => FailureOrigin::Road,
            Self::NotCreated | Self::Ledger | Self::Local => FailureOrigin::Here,
        }
    }
}

impl Failure {
    /// A failure of the ledger, in the words of whoever reported it.
    pub fn of_ledger(fault: Option<LedgerFault>, detail: impl Into<String>) -> Self {
        Self {
            code: fault.map(|fault| fault.code().to_owned()),
            ..Self::new(FailureKind::Ledger, detail)
        }
    }

    /// What is wrong with the ledger, if that is what failed, and it is known.
    pub fn ledger_fault(&self) -> Option<LedgerFault> {
        let code = self.code.as_deref().filter(|_| self.kind == FailureKind::Ledger)?;
        LedgerFault::ALL.into_iter().find(|fault| fault.code() == code)
    }

    /// The files of our ledger are damaged: more than a passing fault of the disk. Only the next start repairs them.
    pub fn is_damage(&self) -> bool {
        self.ledger_fault() == Some(LedgerFault::Damaged)
    }

    /// A failure without a code.
    pub fn new(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            code: None,
            detail: detail.into(),
        }
    }

    /// What stands for the reason of a failed job that has none.
    pub const NO_REASON: &str = Noted::NoReason.text();

    /// Where it came from. An answer that has the status of a refusal or of a fault and says nothing itself is told of in our words:
    /// it may be a proxy's.
    pub fn origin(&self) -> FailureOrigin {
        let bare = self.detail.strip_prefix("HTTP ").and_then(|rest| rest.split_once(' '));
        let is_bare = bare.is_some_and(|(status, _)| status.len() == 3 && status.parse::<u16>().is_ok());
        match self.kind.origin() {
            FailureOrigin::Service if self.code.is_some() => FailureOrigin::Service,
            FailureOrigin::Service if is_bare => FailureOrigin::Between,
            FailureOrigin::Service if self.detail == Self::NO_REASON => FailureOrigin::Here,
            origin => origin,
        }
    }

    /// Sorts what a failed job says of itself. The codes are those of the upstream provider, which leak through resellers in the
    /// code or within the message; the service's own list is not documented.
    pub fn of_job(code: Option<String>, detail: String) -> Self {
        let says = |needle: &str| code.as_deref().is_some_and(|code| code.contains(needle)) || detail.contains(needle);
        let kind = if [
            "SensitiveContent",
            "PolicyViolation",
            "moderation",
            "MODERATION",
            "Moderation",
        ]
        .into_iter()
        .any(says)
        {
            FailureKind::Moderation
        } else if ["ServerOverloaded", "RateLimitExceeded", "QuotaExceeded"]
            .into_iter()
            .any(says)
        {
            FailureKind::Capacity
        } else {
            FailureKind::Job
        };
        Self { kind, code, detail }
    }

    /// Trying the same read again later may well work.
    pub fn is_passing(&self) -> bool {
        match self.kind {
            FailureKind::RateLimited
            | FailureKind::Server
            | FailureKind::Unreadable
            | FailureKind::Unreachable
            | FailureKind::Interrupted
            | FailureKind::TimedOut
            | FailureKind::Capacity
            | FailureKind::Ledger => true,
            FailureKind::Unauthorized
            | FailureKind::Payment
            | FailureKind::Forbidden
            | FailureKind::NotFound
            | FailureKind::Conflict
            | FailureKind::Invalid
            | FailureKind::Redirected
            | FailureKind::TooLarge
            | FailureKind::Moderation
            | FailureKind::Job
            | FailureKind::NoVideo
            | FailureKind::NotCreated
            | FailureKind::Local => false,
        }
    }

    /// The service could not be reached at all, or answered with a fault of its own, or something that sends everybody elsewhere
    /// stands in between: a sign that the whole origin is out of reach.
    pub fn is_outage(&self) -> bool {
        matches!(
            self.kind,
            FailureKind::Server
                | FailureKind::Redirected
                | FailureKind::Unreadable
                | FailureKind::Unreachable
                | FailureKind::Interrupted
                | FailureKind::TimedOut
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, FailureKind, FailureOrigin, LedgerFault};

    #[test]
    fn a_fault_of_the_ledger_is_known_by_its_code_and_only_there() {
        for fault in LedgerFault::ALL {
            let failure = Failure::of_ledger(Some(fault), "words");
            assert_eq!(failure.ledger_fault(), Some(fault));
            let kind = FailureKind::Server;
            assert_eq!(
                Failure { kind, ..failure }.ledger_fault(),
                None,
                "the service's own code"
            );
        }
    }

    #[test]
    fn a_failed_job_is_sorted_by_code_or_by_words() {
        let kind = |code: Option<&str>, detail: &str| Failure::of_job(code.map(str::to_owned), detail.to_owned()).kind;
        assert_eq!(
            kind(Some("InputImageSensitiveContentDetected.PrivacyInformation"), ""),
            FailureKind::Moderation
        );
        assert_eq!(
            kind(None, "OutputVideoSensitiveContentDetected: ... Request id: 0217"),
            FailureKind::Moderation
        );
        assert_eq!(kind(Some("ServerOverloaded"), "busy"), FailureKind::Capacity);
        assert_eq!(kind(Some("InternalServiceError"), "fault"), FailureKind::Job);
        assert_eq!(kind(None, ""), FailureKind::Job);
    }

    #[test]
    fn words_of_ours_are_not_the_services() {
        let origin = |kind, code: Option<&str>, detail: &str| {
            let (code, detail) = (code.map(str::to_owned), detail.to_owned());
            Failure { kind, code, detail }.origin()
        };
        let bare = "HTTP 502 and an HTML page";
        assert_eq!(origin(FailureKind::Server, None, bare), FailureOrigin::Between);
        assert_eq!(origin(FailureKind::Server, Some("E1"), bare), FailureOrigin::Service);
        assert_eq!(
            origin(FailureKind::Server, None, "HTTP is busy"),
            FailureOrigin::Service
        );
        assert_eq!(origin(FailureKind::Unreachable, None, bare), FailureOrigin::Road);
        assert_eq!(origin(FailureKind::Job, None, Failure::NO_REASON), FailureOrigin::Here);
        assert_eq!(origin(FailureKind::Job, None, "E7: quota"), FailureOrigin::Service);
    }
}

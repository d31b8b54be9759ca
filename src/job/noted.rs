//! What this program itself notes of a failure. It is kept in English, in the ledger too, and known again by its words, so that it can
//! be said in any language. Not for the words of others: those stay as they came.

/// One such note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is told by its text")]
pub enum Noted {
    Orphaned,
    LeftUnsent,
    TaskDied,
    NotCreated,
    NoReason,
    NoUrl,
    NoWhy,
    NoVerdict,
    NoId,
    NoStatus,
    NoModel,
    AnotherJob,
    TooLong,
    Empty,
    Page,
    NotText,
    NotJson,
    BadKey,
    NoDisplay,
    NoBrowser,
    NoCommand,
}

impl Noted {
    /// All there are.
    pub const ALL: [Self; 21] = [
        Self::Orphaned,
        Self::LeftUnsent,
        Self::TaskDied,
        Self::NotCreated,
        Self::NoReason,
        Self::NoUrl,
        Self::NoWhy,
        Self::NoVerdict,
        Self::NoId,
        Self::NoStatus,
        Self::NoModel,
        Self::AnotherJob,
        Self::TooLong,
        Self::Empty,
        Self::Page,
        Self::NotText,
        Self::NotJson,
        Self::BadKey,
        Self::NoDisplay,
        Self::NoBrowser,
        Self::NoCommand,
    ];

    /// The words by which it is kept.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Orphaned => "the program that sent it ended before the answer was kept",
            Self::LeftUnsent => "the program was left before it was sent",
            Self::TaskDied => "the task that did it ended before it was done",
            Self::NotCreated => "settled by hand as not created",
            Self::NoReason => "the service gave no reason",
            Self::NoUrl => "no output.url in the answer",
            Self::NoWhy => "an answer that does not say why",
            Self::NoVerdict => "an answer that neither reports success nor says why not",
            Self::NoId => "an acceptance without a usable request id",
            Self::NoStatus => "an answer without a status",
            Self::NoModel => "a list without a model that can be read",
            Self::AnotherJob => "an answer about another job",
            Self::TooLong => "an answer of more than 1048576 bytes",
            Self::Empty => "an empty answer",
            Self::Page => "an HTML page",
            Self::NotText => "bytes that are not text",
            Self::NotJson => "text that is no JSON object",
            Self::BadKey => "the key is empty or holds a character that no header can carry",
            Self::NoDisplay => "a remote session without a display",
            Self::NoBrowser => "no program to open it",
            Self::NoCommand => "it is no command",
        }
    }

    /// The one that these words are.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|noted| noted.text() == text)
    }
}

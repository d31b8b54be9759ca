//! The one shape that all answers share, `{"success": .., ..}`, read so that no bytes whatever can harm us.
//!
//! Members stay raw text until someone asks for one in the form it should have. That is more than thrift: a
//! `serde_json::Value` made from hostile text can overflow the stack, because with the feature `raw_value` a key named
//! `$serde_json::private::RawValue` starts a second parser inside the first, with a fresh depth limit each time.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::job::{Credits, Noted, RemoteId};

/// The members that mean something to us; all others are tolerated. A member named twice makes the whole unreadable: of two
/// different `success` neither is to be believed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<'a> {
    #[serde(borrow)]
    success: Option<&'a RawValue>,
    #[serde(borrow)]
    request_id: Option<&'a RawValue>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
    #[serde(borrow)]
    credits_charged: Option<&'a RawValue>,
    #[serde(borrow)]
    output: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    /// Not documented; others put their words here, and words are worth showing.
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    #[serde(borrow)]
    prompt: Option<&'a RawValue>,
    #[serde(borrow)]
    aspect_ratio: Option<&'a RawValue>,
    #[serde(borrow)]
    duration: Option<&'a RawValue>,
}

/// What an `error` says, at least one of the two.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) code: Option<String>,
    pub(super) message: String,
}

impl<'a> Envelope<'a> {
    /// Reads a body: UTF-8, a byte order mark tolerated, one JSON object and nothing behind it. Otherwise a few plain words for
    /// what came instead.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, String> {
        let Ok(text) = std::str::from_utf8(body) else {
            return Err(Noted::NotText.text().into());
        };
        let text = text
            .strip_prefix('\u{feff}')
            .unwrap_or(text)
            .trim_matches([' ', '\t', '\r', '\n']);
        match text.as_bytes().first() {
            None => Err(Noted::Empty.text().into()),
            Some(b'<') => Err(Noted::Page.text().into()),
            // a list would pass as an object with its members in order
            Some(b'{') => serde_json::from_str(text).map_err(|error| format!("unreadable JSON ({error})")),
            Some(_) => Err(Noted::NotJson.text().into()),
        }
    }

    /// `success`, where it is literally `true` or `false`.
    pub(super) fn success(&self) -> Option<bool> {
        match self.success?.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// `requestId`, where it is a name that we would put into a path.
    pub(super) fn remote_id(&self) -> Option<RemoteId> {
        RemoteId::parse(&string(self.request_id?)?)
    }

    /// `requestId` is missing (the cancel and status pages show it, so it should be there) or names this very job.
    pub(super) fn is_of(&self, id: &RemoteId) -> bool {
        self.request_id.is_none() || self.remote_id().as_ref() == Some(id)
    }

    /// `status`, where it is a string that says something.
    pub(super) fn status(&self) -> Option<String> {
        string(self.status?)
    }

    /// `creditsCharged`: a number, or one in quotes. Nonsense is no charge told, and no reason to doubt the rest.
    pub(super) fn credits(&self) -> Option<Credits> {
        let raw = self.credits_charged?;
        Credits::parse(string(raw).as_deref().unwrap_or(raw.get()).trim())
    }

    /// `output.url`, where it is a string of sane length.
    pub(super) fn video_url(&self) -> Option<String> {
        /// The longest address taken, in bytes. No limit is documented; browsers get unsure beyond 2,000.
        const LONGEST_URL: usize = 4096;
        #[derive(Deserialize)]
        struct Output<'a> {
            #[serde(borrow)]
            url: Option<&'a RawValue>,
        }
        string(object::<Output>(self.output?)?.url?).filter(|url| url.len() <= LONGEST_URL)
    }

    /// `model`, where it is a string that says something.
    pub(super) fn model(&self) -> Option<String> {
        string(self.model?)
    }

    /// `prompt`, where it is a string that says something. As long as a body may be.
    pub(super) fn prompt(&self) -> Option<String> {
        string(self.prompt?)
    }

    /// `aspectRatio`, where it is a string that says something.
    pub(super) fn aspect_ratio(&self) -> Option<String> {
        string(self.aspect_ratio?)
    }

    /// `duration`, where it is a whole number of seconds.
    pub(super) fn duration(&self) -> Option<u32> {
        self.duration?.get().parse().ok()
    }

    /// `error` is there and is not `null`.
    pub(super) fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// What `error` says: an object with `code` or `message` or both as strings, or a string. The object is documented for
    /// a refused key, the string is a guess for failed jobs. Blank words say nothing.
    pub(super) fn error(&self) -> Option<Words> {
        #[derive(Deserialize)]
        struct Error<'a> {
            #[serde(borrow)]
            code: Option<&'a RawValue>,
            #[serde(borrow)]
            message: Option<&'a RawValue>,
        }
        let raw = self.error?;
        if let Some(message) = string(raw) {
            return Some(Words { code: None, message });
        }
        let error: Error = object(raw)?;
        let code = error.code.and_then(string);
        let message = error.message.and_then(string).or_else(|| code.clone())?;
        Some(Words { code, message })
    }

    /// The best words there are for a person, from wherever they stand: `error`, `message`, an `error` of unknown shape as it came.
    pub(super) fn words(&self) -> Option<Words> {
        let plain = |message| Words { code: None, message };
        self.error()
            .or_else(|| self.message.and_then(string).map(plain))
            .or_else(|| self.error.map(|raw| plain(raw.get().to_owned())))
    }

    /// `data`, as it came.
    pub(super) fn list(&self) -> Option<&'a RawValue> {
        self.data
    }
}

/// A JSON string with something in it.
pub(super) fn string(raw: &RawValue) -> Option<String> {
    let text: String = serde_json::from_str(raw.get()).ok()?;
    (!text.trim().is_empty()).then_some(text)
}

/// A JSON object of some shape; a list in the order of its members is not one.
pub(super) fn object<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    raw.get()
        .starts_with('{')
        .then(|| serde_json::from_str(raw.get()).ok())
        .flatten()
}

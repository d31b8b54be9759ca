//! What may be asked for: the draft in the form, the request made of it, and the body that goes out.

use serde::{Deserialize, Serialize};

use super::check::{Problem, check_request};
use super::{Catalogue, IntentToken};

/// The member of `metadata` that carries our token. A person's own member of this name refuses the form.
pub const TOKEN_MEMBER: &str = "seedance_tui_intent";

/// One field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// What the video shows.
    Prompt,
    /// Addresses of reference media, one a line.
    Media,
    /// Which model makes it.
    Model,
    /// Its shape.
    AspectRatio,
    /// Its length in whole seconds.
    Duration,
    /// Its height class.
    Resolution,
    /// Where the service reports the end.
    Webhook,
    /// A JSON object kept with the request.
    Metadata,
}

/// The form, in its order: this table is what the form, its checks and its focus follow.
pub const FIELDS: [Field; 8] = [
    Field::Prompt,
    Field::Media,
    Field::Model,
    Field::AspectRatio,
    Field::Duration,
    Field::Resolution,
    Field::Webhook,
    Field::Metadata,
];

impl Field {
    /// One of a few values rather than text.
    pub fn is_choice(self) -> bool {
        match self {
            Self::Model | Self::AspectRatio | Self::Duration | Self::Resolution => true,
            Self::Prompt | Self::Media | Self::Webhook | Self::Metadata => false,
        }
    }

    /// Enter is a new line in it.
    pub fn is_multi_line(self) -> bool {
        matches!(self, Self::Prompt | Self::Media)
    }
}

/// What stands in the form: anything a person may type, right or wrong. It is kept so that a crash loses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// As typed.
    pub prompt: String,
    /// As typed, one address a line.
    pub media: String,
    /// A model's id.
    pub model: String,
    /// For example `16:9`.
    pub aspect_ratio: String,
    /// Seconds.
    pub duration: u32,
    /// For example `720p`.
    pub resolution: String,
    /// As typed; empty for none.
    pub webhook_url: String,
    /// As typed; empty for none.
    pub metadata: String,
}

impl Default for Draft {
    /// The values of the service's own examples: `seedance-2.0`, 16:9, 5 s, 720p. (Its defaults are not documented, so every
    /// request names its values.)
    fn default() -> Self {
        Self {
            prompt: String::new(),
            media: String::new(),
            model: "seedance-2.0".into(),
            aspect_ratio: "16:9".into(),
            duration: 5,
            resolution: "720p".into(),
            webhook_url: String::new(),
            metadata: String::new(),
        }
    }
}

impl Draft {
    /// The request that this draft asks for, or everything that is wrong with it, in the order of the form.
    pub fn request(&self, catalogue: &Catalogue) -> Result<Request, Vec<(Field, Problem)>> {
        let refusals: Vec<_> = check_request(self, catalogue)
            .into_iter()
            .filter(|(_, problem)| problem.refuses())
            .collect();
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        Ok(Request {
            model: self.model.clone(),
            prompt: self.prompt.clone(),
            media_urls: super::media_lines(&self.media).map(|(_, url)| url.to_owned()).collect(),
            aspect_ratio: self.aspect_ratio.clone(),
            duration: self.duration,
            resolution: self.resolution.clone(),
            webhook_url: some(&self.webhook_url),
            metadata: some(&self.metadata),
        })
    }
}

/// What a person asked for, checked. Two equal requests ask for the same video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// A model's id.
    pub model: String,
    /// What the video shows, as typed.
    pub prompt: String,
    /// None: text to video. One to five: image to video (there is no field for the mode; presence decides).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media_urls: Vec<String>,
    /// For example `16:9`.
    pub aspect_ratio: String,
    /// Whole seconds.
    pub duration: u32,
    /// For example `720p`.
    pub resolution: String,
    /// Where the service reports the end, sent exactly as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// The text of a JSON object, sent with its digits and its order as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
}

impl Request {
    /// What stands for a value that nobody told: no value of the form.
    pub const UNTOLD: &str = "?";

    /// All of it is known. Of a job that was submitted elsewhere, or rebuilt from the second copy, it is not.
    pub fn is_whole(&self) -> bool {
        self.resolution != Self::UNTOLD
    }

    /// The value of a field that is chosen, as people read it.
    pub fn choice(&self, field: Field) -> Option<String> {
        match field {
            Field::Model => Some(self.model.clone()),
            Field::AspectRatio => Some(self.aspect_ratio.clone()),
            Field::Duration => Some(self.duration.to_string()),
            Field::Resolution => Some(self.resolution.clone()),
            Field::Prompt | Field::Media | Field::Webhook | Field::Metadata => None,
        }
    }

    /// The form as it was when this was asked for.
    pub fn draft(&self) -> Draft {
        Draft {
            prompt: self.prompt.clone(),
            media: self.media_urls.join("\n"),
            model: self.model.clone(),
            aspect_ratio: self.aspect_ratio.clone(),
            duration: self.duration,
            resolution: self.resolution.clone(),
            webhook_url: self.webhook_url.clone().unwrap_or_default(),
            metadata: self.metadata.clone().unwrap_or_default(),
        }
    }

    /// The batch that it belongs to: the member `batch` of its metadata, where that is text or a number.
    pub fn batch(&self) -> Option<String> {
        let metadata: serde_json::Value = serde_json::from_str(self.metadata.as_deref()?).ok()?;
        match metadata.get("batch")? {
            serde_json::Value::String(name) => Some(name.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => None,
        }
    }

    /// The very bytes of the POST. They are made once, kept with the intent and sent as they are.
    ///
    /// The metadata is spliced in as text, because no JSON library gives back every digit, space and doubled member as typed.
    pub fn body(&self, token: IntentToken) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields<'a> {
            model: &'a str,
            prompt: &'a str,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            media_urls: &'a [String],
            aspect_ratio: &'a str,
            duration: u32,
            resolution: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            webhook_url: Option<&'a str>,
        }
        let fields = Fields {
            model: &self.model,
            prompt: &self.prompt,
            media_urls: &self.media_urls,
            aspect_ratio: &self.aspect_ratio,
            duration: self.duration,
            resolution: &self.resolution,
            webhook_url: self.webhook_url.as_deref(),
        };
        let mut body = serde_json::to_string(&fields).unwrap_or_default();
        body.pop();
        body.extend([r#","metadata":{""#, TOKEN_MEMBER, r#"":""#, &token.to_string(), "\""]);
        let members = self
            .metadata
            .as_deref()
            .map(str::trim)
            .and_then(|object| object.strip_prefix('{'));
        match members
            .and_then(|rest| rest.strip_suffix('}'))
            .filter(|members| !members.trim().is_empty())
        {
            Some(members) => body.extend([",", members, "}"]),
            None => body.push('}'),
        }
        body.push('}');
        body
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const TOKEN: &str = "00000000-0000-0000-0000-0000000000aa";

    fn token() -> IntentToken {
        IntentToken(Uuid::from_u128(0xaa))
    }

    #[test]
    fn text_to_video_names_every_value_and_no_media() {
        let draft = Draft {
            prompt: "A \"river\"\nin น้ำ".into(),
            ..Draft::default()
        };
        let request = draft.request(&Catalogue::built_in()).expect("a sound draft");
        assert_eq!(
            request.body(token()),
            format!(
                r#"{{"model":"seedance-2.0","prompt":"A \"river\"\nin น้ำ","aspectRatio":"16:9","duration":5,"resolution":"720p","metadata":{{"seedance_tui_intent":"{TOKEN}"}}}}"#
            )
        );
        assert_eq!(request.draft(), draft);
    }

    #[test]
    fn metadata_goes_out_as_typed() {
        let typed = r#" {"z": 1.10, "a":12345678901234567890.5e+02 , "z2":"é"} "#;
        let draft = Draft {
            prompt: "x".into(),
            media: "https://example.com/a.jpg\n\n https://example.com/b.mp4 ".into(),
            webhook_url: " https://example.com/hook?a=1 ".into(),
            metadata: typed.into(),
            ..Draft::default()
        };
        let request = draft.request(&Catalogue::built_in()).expect("a sound draft");
        let body = request.body(token());
        assert!(
            body.contains(r#""mediaUrls":["https://example.com/a.jpg","https://example.com/b.mp4"]"#),
            "{body}"
        );
        assert!(
            body.contains(r#""webhookUrl":"https://example.com/hook?a=1""#),
            "{body}"
        );
        let expected = format!(
            r#""metadata":{{"{TOKEN_MEMBER}":"{TOKEN}","z": 1.10, "a":12345678901234567890.5e+02 , "z2":"é"}}}}"#
        );
        assert!(body.ends_with(&expected), "{body}");
        serde_json::from_str::<serde_json::Value>(&body).expect("still JSON");
    }

    #[test]
    fn an_empty_object_of_metadata_is_sound() {
        let draft = Draft {
            prompt: "x".into(),
            metadata: "{ }".into(),
            ..Draft::default()
        };
        let body = draft
            .request(&Catalogue::built_in())
            .expect("a sound draft")
            .body(token());
        assert!(
            body.ends_with(&format!(r#""metadata":{{"seedance_tui_intent":"{TOKEN}"}}}}"#)),
            "{body}"
        );
    }
}

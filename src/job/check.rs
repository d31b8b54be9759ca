//! What is wrong with a draft: against the documented contract, field by field, as it is typed and again before it is sent.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::value::RawValue;
use url::{Host, Url};

use super::request::{Draft, FIELDS, Field, TOKEN_MEMBER};
use super::{Catalogue, Model};

/// Most media a request may name (documented: one to five where there are any).
pub const MAX_MEDIA: usize = 5;

/// Prompt lengths, in characters, beyond which other hosts of this model cut the end off without a word. This service's limit is
/// not documented, so we warn and send.
const PROMPT_CAUTIONS: [usize; 2] = [500, 2000];

/// What a reference is for, by the ending of its address (documented lists, page image-to-video).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// First frame, last frame, style.
    Image,
    /// Motion, camera.
    Video,
    /// Rhythm, timing.
    Audio,
}

/// One thing about a draft that the person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no prompt.
    PromptEmpty,
    /// Longer than what some hosts read: the count, and the length beyond which they cut. Sent all the same.
    PromptLong {
        /// Characters in it.
        characters: usize,
        /// What some hosts read.
        beyond: usize,
    },
    /// More than [`MAX_MEDIA`].
    MediaTooMany {
        /// How many there are.
        count: usize,
    },
    /// The same address twice: the lines, counted from 1.
    MediaTwice {
        /// The later line.
        line: usize,
        /// The earlier one.
        first: usize,
    },
    /// The ending belongs to no kind of media that is documented.
    MediaKind {
        /// Line, counted from 1.
        line: usize,
        /// The ending without its dot.
        ending: String,
    },
    /// No ending: the kind cannot be told. Sent all the same.
    MediaNoEnding {
        /// Line, counted from 1.
        line: usize,
    },
    /// Not an address that we send: see [`BadUrl`].
    Url {
        /// Line, counted from 1; none in a field of one line.
        line: Option<usize>,
        /// What is wrong with it.
        bad: BadUrl,
    },
    /// This model has no such value.
    NotOffered,
    /// Not a JSON object.
    MetadataNotObject {
        /// What is wrong with it.
        bad: BadJson,
        /// Line, counted from 1; none in a text of one line.
        line: Option<usize>,
        /// Characters of that line up to what is wrong, that one counted.
        column: usize,
    },
    /// It holds a member of the name that our own token uses.
    MetadataToken,
}

/// Why a text is no JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadJson {
    /// It is JSON, but of another sort.
    NotAnObject,
    /// It ends before it is whole.
    EndsTooSoon,
    /// A comma or the end of the object is missing.
    Comma,
    /// A comma or the end of a list is missing.
    CommaInList,
    /// The colon between a name and its value is missing.
    Colon,
    /// A member has no name in quotes.
    Name,
    /// A comma stands before the end.
    LastComma,
    /// No value stands where one belongs.
    Value,
    /// Something stands after the end.
    TooMuch,
    /// A text holds a character or an escape that it may not.
    Text,
    /// Anything else.
    Other,
}

impl BadJson {
    /// What the parser's words begin with. They are not part of its promise: words that changed are [`BadJson::Other`].
    const WORDS: [(&str, Self); 12] = [
        ("expected `,` or `}`", Self::Comma),
        ("expected `,` or `]`", Self::CommaInList),
        ("expected `:`", Self::Colon),
        ("key must be a string", Self::Name),
        ("trailing comma", Self::LastComma),
        ("expected value", Self::Value),
        ("expected ident", Self::Value),
        ("invalid number", Self::Value),
        ("trailing characters", Self::TooMuch),
        ("control character", Self::Text),
        ("invalid escape", Self::Text),
        ("invalid type", Self::NotAnObject),
    ];

    fn of(error: &serde_json::Error) -> Self {
        if error.is_eof() {
            return Self::EndsTooSoon;
        }
        let words = error.to_string();
        let known = Self::WORDS.into_iter().find(|(begin, _)| words.starts_with(begin));
        known.map_or(Self::Other, |(_, bad)| bad)
    }
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadUrl {
    /// It has a space or a control character inside.
    Space,
    /// It is no address at all.
    Unreadable,
    /// It is not `https`.
    NotHttps,
    /// Its host is this computer or a private network, which the service cannot reach.
    NotPublic,
    /// It holds a user name or a password.
    Credentials,
}

impl Problem {
    /// The form is not sent with this in it.
    pub fn refuses(&self) -> bool {
        match self {
            Self::PromptLong { .. } | Self::MediaNoEnding { .. } => false,
            Self::PromptEmpty
            | Self::MediaTooMany { .. }
            | Self::MediaTwice { .. }
            | Self::MediaKind { .. }
            | Self::Url { .. }
            | Self::NotOffered
            | Self::MetadataNotObject { .. }
            | Self::MetadataToken => true,
        }
    }
}

/// The lines of the media field that name something: number (from 1) and address without the blanks around it.
pub fn media_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}

/// The kind of media an address names, by its ending; `None` for another ending or none.
pub fn media_kind(url: &str) -> Option<MediaKind> {
    match ending(&Url::parse(url).ok()?)?.as_str() {
        "jpg" | "jpeg" | "png" | "webp" | "gif" | "bmp" => Some(MediaKind::Image),
        "mp4" | "mov" | "m4v" => Some(MediaKind::Video),
        "mp3" | "wav" => Some(MediaKind::Audio),
        _ => None,
    }
}

/// The service can fetch it, and its ending names a known kind.
pub fn is_medium(url: &str) -> bool {
    public_https(url).is_ok() && media_kind(url).is_some()
}

/// Everything about the draft, in the order of the form, refusals and cautions alike.
pub fn check_request(draft: &Draft, catalogue: &Catalogue) -> Vec<(Field, Problem)> {
    let of_field = |field: Field| {
        check_field(field, draft, catalogue)
            .into_iter()
            .map(move |problem| (field, problem))
    };
    FIELDS.into_iter().flat_map(of_field).collect()
}

/// What is to be said of one field.
pub fn check_field(field: Field, draft: &Draft, catalogue: &Catalogue) -> Vec<Problem> {
    let model = catalogue.model(&draft.model);
    let offered = |offers: &dyn Fn(&Model) -> bool| {
        // an unknown model is said once, at the model
        if model.is_none_or(offers) {
            vec![]
        } else {
            vec![Problem::NotOffered]
        }
    };
    match field {
        Field::Prompt => check_prompt(&draft.prompt),
        Field::Media => check_media(&draft.media),
        Field::Model => model.map_or(vec![Problem::NotOffered], |_| vec![]),
        Field::AspectRatio => offered(&|model| model.aspect_ratios.contains(&draft.aspect_ratio)),
        Field::Duration => offered(&|model| model.durations.contains(&draft.duration)),
        Field::Resolution => offered(&|model| model.resolutions.contains(&draft.resolution)),
        Field::Webhook => match draft.webhook_url.trim() {
            "" => vec![],
            url => public_https(url)
                .err()
                .map(|bad| Problem::Url { line: None, bad })
                .into_iter()
                .collect(),
        },
        Field::Metadata => match draft.metadata.trim() {
            "" => vec![],
            _ => check_metadata(&draft.metadata),
        },
    }
}

fn check_prompt(prompt: &str) -> Vec<Problem> {
    if prompt.trim().is_empty() {
        return vec![Problem::PromptEmpty];
    }
    let characters = prompt.chars().count();
    let passed = PROMPT_CAUTIONS.into_iter().rfind(|&limit| characters > limit);
    passed
        .map(|beyond| Problem::PromptLong { characters, beyond })
        .into_iter()
        .collect()
}

fn check_media(text: &str) -> Vec<Problem> {
    let lines: Vec<_> = media_lines(text).collect();
    let mut problems = vec![];
    if lines.len() > MAX_MEDIA {
        problems.push(Problem::MediaTooMany { count: lines.len() });
    }
    for (index, &(line, address)) in lines.iter().enumerate().take(MAX_MEDIA + 1) {
        match public_https(address) {
            Err(bad) => problems.push(Problem::Url { line: Some(line), bad }),
            Ok(url) => match ending(&url) {
                None => problems.push(Problem::MediaNoEnding { line }),
                Some(ending) if media_kind(address).is_none() => problems.push(Problem::MediaKind { line, ending }),
                Some(_) => {}
            },
        }
        if let Some(&(first, _)) = lines[..index].iter().find(|(_, earlier)| *earlier == address) {
            problems.push(Problem::MediaTwice { line, first });
        }
    }
    problems
}

fn check_metadata(text: &str) -> Vec<Problem> {
    // members stay raw: a text that was pasted decides nothing about how deep a parser goes
    match serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(text) {
        Err(error) => {
            let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
            // the parser counts bytes
            let before = line.char_indices().take_while(|(at, _)| at + 1 < error.column());
            vec![Problem::MetadataNotObject {
                bad: BadJson::of(&error),
                line: text.trim().contains('\n').then(|| error.line()),
                column: before.count() + 1,
            }]
        }
        Ok(members) if members.contains_key(TOKEN_MEMBER) => vec![Problem::MetadataToken],
        Ok(_) => vec![],
    }
}

/// The ending of the last part of the path, in small letters, without its dot.
fn ending(url: &Url) -> Option<String> {
    let name = url.path_segments()?.next_back()?;
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && !ending.is_empty()).then(|| ending.to_ascii_lowercase())
}

/// An address that the service can fetch: `https`, a public host, nothing inside that a header or a shell could trip over.
fn public_https(address: &str) -> Result<Url, BadUrl> {
    if address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(BadUrl::Space);
    }
    let url = Url::parse(address).map_err(|_| BadUrl::Unreadable)?;
    if url.scheme() != "https" {
        return Err(BadUrl::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadUrl::Credentials);
    }
    let public = match url.host() {
        None => return Err(BadUrl::Unreadable),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let private = ["localhost", "local", "internal", "lan", "home"];
            name.contains('.') && !private.contains(&name.rsplit('.').next().unwrap_or_default())
        }
        Some(Host::Ipv4(ip)) => is_public(ip.into()),
        Some(Host::Ipv6(ip)) => is_public(ip.to_ipv4_mapped().map_or(ip.into(), IpAddr::from)),
    };
    if public { Ok(url) } else { Err(BadUrl::NotPublic) }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let carrier = a == 100 && (64..128).contains(&b);
            !(a == 0
                || ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_broadcast()
                || ip.is_multicast()
                || ip.is_documentation()
                || carrier)
        }
        IpAddr::V6(ip) => {
            let documentation = ip.segments()[..2] == [0x2001, 0xdb8];
            !(ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ip.is_multicast()
                || documentation)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(text: &str) -> Vec<Problem> {
        check_media(text)
    }

    fn bad(address: &str) -> Option<BadUrl> {
        public_https(address).err()
    }

    #[test]
    fn only_public_https_addresses_pass() {
        for address in [
            "https://example.com/a.jpg",
            "https://EXAMPLE.com:8443/a.png?x=1#f",
            "https://8.8.8.8/a.mp4",
        ] {
            assert_eq!(bad(address), None, "{address}");
        }
        for (address, why) in [
            ("http://example.com/a.jpg", BadUrl::NotHttps),
            ("ftp://example.com/a.jpg", BadUrl::NotHttps),
            ("javascript:alert(1)", BadUrl::NotHttps),
            ("data:image/png;base64,AAAA", BadUrl::NotHttps),
            ("example.com/a.jpg", BadUrl::Unreadable),
            ("-rf", BadUrl::Unreadable),
            ("https://", BadUrl::Unreadable),
            ("https://example.com/a b.jpg", BadUrl::Space),
            ("https://example.com/a\tb.jpg", BadUrl::Space),
            ("https://localhost/a.jpg", BadUrl::NotPublic),
            ("https://a.localhost./a.jpg", BadUrl::NotPublic),
            ("https://printer/a.jpg", BadUrl::NotPublic),
            ("https://nas.local/a.jpg", BadUrl::NotPublic),
            ("https://127.0.0.1/a.jpg", BadUrl::NotPublic),
            ("https://2130706433/a.jpg", BadUrl::NotPublic),
            ("https://0x7f.1/a.jpg", BadUrl::NotPublic),
            ("https://10.1.2.3/a.jpg", BadUrl::NotPublic),
            ("https://192.168.0.4/a.jpg", BadUrl::NotPublic),
            ("https://169.254.169.254/latest/meta.jpg", BadUrl::NotPublic),
            ("https://[::1]/a.jpg", BadUrl::NotPublic),
            ("https://[::ffff:127.0.0.1]/a.jpg", BadUrl::NotPublic),
            ("https://[fd00::1]/a.jpg", BadUrl::NotPublic),
            ("https://me:secret@example.com/a.jpg", BadUrl::Credentials),
        ] {
            assert_eq!(bad(address), Some(why), "{address}");
        }
    }

    #[test]
    fn media_are_counted_sorted_and_compared() {
        assert_eq!(media(""), vec![]);
        assert_eq!(media(" \n\n"), vec![]);
        assert_eq!(
            media("https://example.com/a.JPG\nhttps://example.com/b.wav?sig=1.txt"),
            vec![]
        );
        assert_eq!(
            media("https://example.com/a.txt"),
            vec![Problem::MediaKind {
                line: 1,
                ending: "txt".into()
            }]
        );
        assert_eq!(
            media("\nhttps://example.com/show/12"),
            vec![Problem::MediaNoEnding { line: 2 }]
        );
        assert_eq!(
            media("https://example.com/a.jpg\n https://example.com/a.jpg"),
            vec![Problem::MediaTwice { line: 2, first: 1 }]
        );
        let six: Vec<_> = (1..=6).map(|n| format!("https://example.com/{n}.jpg")).collect();
        assert_eq!(media(&six[..5].join("\n")), vec![]);
        assert_eq!(media(&six.join("\n")), vec![Problem::MediaTooMany { count: 6 }]);
    }

    #[test]
    fn prompt_metadata_and_choices() {
        let catalogue = Catalogue::built_in();
        let check = |draft: Draft| check_request(&draft, &catalogue);
        let sound = Draft {
            prompt: "x".into(),
            ..Draft::default()
        };
        assert_eq!(check(sound.clone()), vec![]);
        assert_eq!(
            check(Draft {
                prompt: " \n ".into(),
                ..sound.clone()
            }),
            vec![(Field::Prompt, Problem::PromptEmpty)]
        );
        let long = check(Draft {
            prompt: "é".repeat(501),
            ..sound.clone()
        });
        assert_eq!(
            long,
            vec![(
                Field::Prompt,
                Problem::PromptLong {
                    characters: 501,
                    beyond: 500
                }
            )]
        );
        assert!(!long[0].1.refuses());
        for metadata in ["[1]", "1", "{", "nonsense", r#"{"a":1}{"b":2}"#] {
            let problems = check(Draft {
                metadata: metadata.into(),
                ..sound.clone()
            });
            assert!(
                matches!(problems[..], [(Field::Metadata, Problem::MetadataNotObject { .. })]),
                "{metadata}: {problems:?}"
            );
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let problems = check(Draft {
            metadata: deep,
            ..sound.clone()
        });
        assert!(problems.len() <= 1, "{problems:?}");
        for metadata in [r#"{"seedance_tui_intent":1}"#, r#"{"seedance\u005ftui_intent":1}"#] {
            let problems = check(Draft {
                metadata: metadata.into(),
                ..sound.clone()
            });
            assert_eq!(problems, vec![(Field::Metadata, Problem::MetadataToken)]);
        }
        let draft = Draft {
            model: "seedance-1.5-pro".into(),
            duration: 6,
            ..sound.clone()
        };
        assert_eq!(check(draft), vec![(Field::Duration, Problem::NotOffered)]);
        let draft = Draft {
            model: "sora".into(),
            ..sound
        };
        assert_eq!(check(draft), vec![(Field::Model, Problem::NotOffered)]);
    }

    #[test]
    fn metadata_that_is_no_object_is_told_by_what_is_wrong_and_where() {
        let bad = |text: &str| match check_metadata(text)[..] {
            [Problem::MetadataNotObject { bad, line, column }] => (bad, line, column),
            ref other => panic!("{text}: {other:?}"),
        };
        assert_eq!(bad(r#"{"a":1 "b":2}"#), (BadJson::Comma, None, 8));
        assert_eq!(bad(r#"  {"é":1 "b":2}"#), (BadJson::Comma, None, 10));
        assert_eq!(bad("{\n\"a\":1\n\"b\":2}"), (BadJson::Comma, Some(3), 1));
        assert_eq!(bad(r#"{"a":[1 2]}"#), (BadJson::CommaInList, None, 9));
        assert_eq!(bad(r#"{"a" 1}"#), (BadJson::Colon, None, 6));
        assert_eq!(bad("{a:1}"), (BadJson::Name, None, 2));
        assert_eq!(bad("{'a':1}"), (BadJson::Name, None, 2));
        assert_eq!(bad(r#"{"a":1,}"#), (BadJson::LastComma, None, 8));
        assert_eq!(bad(r#"{"a":x}"#), (BadJson::Value, None, 6));
        assert_eq!(bad(r#"{"a":1} x"#), (BadJson::TooMuch, None, 9));
        assert_eq!(bad("{\"a\":\"b\tc\"}").0, BadJson::Text);
        assert_eq!(bad(r#"{"a":"\q"}"#).0, BadJson::Text);
        assert_eq!(bad("{").0, BadJson::EndsTooSoon);
        assert_eq!(bad("[1]").0, BadJson::NotAnObject);
        assert_eq!(bad("nonsense").0, BadJson::Value);
    }
}

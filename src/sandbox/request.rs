//! What a submit asks for: reading the JSON body field by field, and the reason when it will not do.
//! The fields and their values are documented; that a wrong one is named in the message is assumed.
//!
//! Never through `serde_json::Value`: with the feature `raw_value`, a key named
//! `$serde_json::private::RawValue` starts a second parser inside the first, with a fresh depth
//! limit each time, and a body nested that way would overflow the stack.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use url::{Host, Url};

use super::answer::Refusal;
use super::assumed;
use super::documented::{AspectRatio, MEDIA_COUNT, MEDIA_KINDS, Model, Resolution};

/// A request that passed, with the defaults filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) model: Model,
    pub(super) prompt: String,
    pub(super) media_urls: Vec<String>,
    pub(super) aspect_ratio: AspectRatio,
    pub(super) duration: u32,
    pub(super) resolution: Resolution,
    pub(super) webhook_url: Option<String>,
    /// The JSON object as it was written. Saved with the request (documented), never told again.
    pub(super) metadata: Option<String>,
}

/// The fields of a body, each as it was written.
type Fields<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

impl Request {
    /// Reads a body. Fields that the API does not have are ignored; the first wrong one refuses it.
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let body: &RawValue =
            serde_json::from_slice(body).map_err(|error| Refusal::Invalid(format!("the body is not JSON: {error}")))?;
        let fields: Fields<'_> = serde_json::from_str(body.get())
            .map_err(|_| Refusal::Invalid("the body must be a JSON object".to_owned()))?;

        let model = required(&fields, "model")?;
        Ok(Self {
            model,
            prompt: prompt(&fields)?,
            media_urls: media_urls(&fields)?,
            aspect_ratio: optional(&fields, "aspectRatio")?.unwrap_or(assumed::DEFAULT_ASPECT_RATIO),
            duration: duration(&fields, model)?,
            resolution: optional(&fields, "resolution")?.unwrap_or(assumed::DEFAULT_RESOLUTION),
            webhook_url: webhook_url(&fields)?,
            metadata: metadata(&fields)?,
        })
    }

    /// Image to video: there is no mode field, the presence of media decides (documented).
    pub(super) fn with_media(&self) -> bool {
        !self.media_urls.is_empty()
    }
}

fn invalid(field: &str, why: impl std::fmt::Display) -> Refusal {
    Refusal::Invalid(format!("{field}: {why}"))
}

/// A field of the body; `null` counts as left out.
fn optional<T: DeserializeOwned>(fields: &Fields<'_>, name: &str) -> Result<Option<T>, Refusal> {
    fields.get(name).map_or(Ok(None), |value| {
        serde_json::from_str(value.get()).map_err(|error| invalid(name, error))
    })
}

fn required<T: DeserializeOwned>(fields: &Fields<'_>, name: &str) -> Result<T, Refusal> {
    optional(fields, name)?.ok_or_else(|| invalid(name, "is required"))
}

fn prompt(fields: &Fields<'_>) -> Result<String, Refusal> {
    let prompt: String = required(fields, "prompt")?;
    if prompt.trim().is_empty() {
        return Err(invalid("prompt", "must not be empty"));
    }
    Ok(prompt)
}

fn duration(fields: &Fields<'_>, model: Model) -> Result<u32, Refusal> {
    let seconds = optional(fields, "duration")?.unwrap_or(assumed::DEFAULT_DURATION);
    let offered = model.durations();
    if offered.contains(&seconds) {
        return Ok(seconds);
    }
    let offered: Vec<String> = offered.iter().map(u32::to_string).collect();
    let why = format!("must be one of {} for this model, not {seconds}", offered.join(", "));
    Err(invalid("duration", why))
}

fn media_urls(fields: &Fields<'_>) -> Result<Vec<String>, Refusal> {
    let Some(urls) = optional::<Vec<String>>(fields, "mediaUrls")? else {
        return Ok(Vec::new());
    };
    if !MEDIA_COUNT.contains(&urls.len()) {
        let why = format!(
            "must hold 1 to 5 URLs, not {}; leave it out for text to video",
            urls.len()
        );
        return Err(invalid("mediaUrls", why));
    }
    for (index, url) in urls.iter().enumerate() {
        check_media_url(url).map_err(|why| invalid(&format!("mediaUrls[{index}]"), why))?;
    }
    Ok(urls)
}

/// Public HTTPS and a media kind of the list are documented. A path without any ending passes:
/// the kind of what it serves cannot be read from the address.
fn check_media_url(text: &str) -> Result<(), String> {
    let url = parse_url(text)?;
    if url.scheme() != "https" {
        return Err("must be an https URL".to_owned());
    }
    if !is_public(&url) {
        return Err("must be on a public host".to_owned());
    }
    let name = url.path().rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, ending)) if !MEDIA_KINDS.contains(&ending.to_lowercase().as_str()) => {
            Err(format!("is of no known media kind (.{ending})"))
        }
        Some(_) | None => Ok(()),
    }
}

/// As strict as the address on the wire must be: the parser alone would mend spaces.
fn parse_url(text: &str) -> Result<Url, String> {
    if text.contains(char::is_whitespace) {
        return Err("must not hold spaces".to_owned());
    }
    Url::parse(text).map_err(|error| format!("is not a URL ({error})"))
}

fn is_public(url: &Url) -> bool {
    match url.host() {
        None => false,
        Some(Host::Domain(name)) => name != "localhost" && !name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified()),
        Some(Host::Ipv6(ip)) => {
            !(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified())
        }
    }
}

fn webhook_url(fields: &Fields<'_>) -> Result<Option<String>, Refusal> {
    let Some(text) = optional::<String>(fields, "webhookUrl")? else {
        return Ok(None);
    };
    let url = parse_url(&text).map_err(|why| invalid("webhookUrl", why))?;
    match url.scheme() {
        "https" => Ok(Some(text)),
        "http" if is_loopback(&url) => Ok(Some(text)),
        _ => Err(invalid("webhookUrl", "must be an https URL")),
    }
}

fn metadata(fields: &Fields<'_>) -> Result<Option<String>, Refusal> {
    match fields.get("metadata").map(|value| value.get()) {
        None | Some("null") => Ok(None),
        Some(object) if object.starts_with('{') => Ok(Some(object.to_owned())),
        Some(_) => Err(invalid("metadata", "must be an object")),
    }
}

/// Whether it can lead nowhere but to this computer.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        None => false,
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
    }
}

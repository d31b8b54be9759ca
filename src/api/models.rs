//! Reads `/models`: which models there are, what each takes and what it would cost.
//!
//! Documented are `success`, `data: [` and the topics (durations, aspect ratios, resolutions, pricing). **Every field name below that
//! is assumed**, so several spellings are taken, a model that cannot be read is left out, and no usable model at all is a failure.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    envelope::{Envelope, object, string},
    read::success,
    reply::Reply,
};
use crate::job::{Catalogue, Credits, Failure, FailureKind, Model, Noted, Prices, Rate, Source};

/// The most models taken.
const MOST_MODELS: usize = 32;

/// The most values of one option of one model.
const MOST_VALUES: usize = 64;

/// The longest clip taken for real, in seconds.
const LONGEST_CLIP: u32 = 3600;

/// The longest name of a model, in bytes.
const LONGEST_ID: usize = 64;

/// The longest aspect ratio or resolution, in bytes.
const LONGEST_VALUE: usize = 16;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    durations: Option<&'a RawValue>,
    #[serde(borrow)]
    duration: Option<&'a RawValue>,
    #[serde(borrow)]
    aspect_ratios: Option<&'a RawValue>,
    #[serde(borrow)]
    resolutions: Option<&'a RawValue>,
    #[serde(borrow)]
    pricing: Option<&'a RawValue>,
}

/// The catalogue in an answer to `/models`.
pub(super) fn catalogue(reply: &Reply) -> Result<Catalogue, Failure> {
    let read = Envelope::read(&reply.body);
    let list = success(reply, &read)?
        .list()
        .and_then(|raw| serde_json::from_str::<Vec<&RawValue>>(raw.get()).ok())
        .unwrap_or_default();
    let mut models: Vec<Model> = vec![];
    for model in list.into_iter().filter_map(model) {
        if models.len() < MOST_MODELS && models.iter().all(|known| known.id != model.id) {
            models.push(model);
        }
    }
    if models.is_empty() {
        let words = Noted::NoModel.text();
        return Err(Failure::new(FailureKind::Unreadable, words));
    }
    Ok(Catalogue {
        models,
        source: Source::Service,
    })
}

/// One model, where it has a name and at least one value for each option.
fn model(raw: &RawValue) -> Option<Model> {
    let entry: Entry = object(raw)?;
    let names = [entry.id, entry.model, entry.name].into_iter().flatten();
    let id = names
        .filter_map(string)
        .find(|name| is_sane(name, LONGEST_ID, b"-_.:/"))?;
    let durations = seconds(entry.durations.or(entry.duration)?);
    let aspect_ratios = values(entry.aspect_ratios?);
    let resolutions = values(entry.resolutions?);
    let usable = !durations.is_empty() && !aspect_ratios.is_empty() && !resolutions.is_empty();
    usable.then(|| Model {
        prices: entry.pricing.and_then(|raw| prices(raw, &resolutions)),
        id,
        durations,
        aspect_ratios,
        resolutions,
    })
}

/// Whole seconds, ascending: a list, a single number, `{"min": 4, "max": 15}` or `"4-15"`. What is no sane length is left out.
fn seconds(raw: &RawValue) -> Vec<u32> {
    #[derive(Deserialize)]
    struct Range<'a> {
        #[serde(borrow)]
        min: Option<&'a RawValue>,
        #[serde(borrow)]
        max: Option<&'a RawValue>,
    }
    let range = |first: Option<u32>, last: Option<u32>| match (first, last) {
        (Some(first), Some(last)) => (first..=last).take(MOST_VALUES).collect(),
        (Some(_) | None, _) => vec![],
    };
    if let Some(Range { min, max }) = object(raw) {
        return range(min.and_then(second), max.and_then(second));
    }
    if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
        let mut seconds: Vec<u32> = list.into_iter().take(MOST_VALUES).filter_map(second).collect();
        seconds.sort_unstable();
        seconds.dedup();
        return seconds;
    }
    match string(raw).as_deref().and_then(|text| text.split_once('-')) {
        Some((first, last)) => range(sane_second(first), sane_second(last)),
        None => second(raw).into_iter().collect(),
    }
}

/// One length: a whole number, or one in quotes.
fn second(raw: &RawValue) -> Option<u32> {
    sane_second(string(raw).as_deref().unwrap_or(raw.get()))
}

fn sane_second(text: &str) -> Option<u32> {
    let seconds = text.trim().parse().ok()?;
    (1..=LONGEST_CLIP).contains(&seconds).then_some(seconds)
}

/// Names of ratios or resolutions, in the order given, each once. What does not look like one is left out.
fn values(raw: &RawValue) -> Vec<String> {
    let list: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
    let mut values: Vec<String> = vec![];
    for value in list.into_iter().take(MOST_VALUES).filter_map(string) {
        if is_sane(&value, LONGEST_VALUE, b":._-") && !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// ASCII letters and digits and a few marks, beginning with a letter or a digit: nothing that a screen or a file could trip over.
fn is_sane(text: &str, longest: usize, marks: &[u8]) -> bool {
    text.len() <= longest
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || marks.contains(&byte))
        && text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
}

/// Rates a second, where they are in credits; for the model's own resolutions and in their order.
fn prices(raw: &RawValue, resolutions: &[String]) -> Option<Prices> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Pricing<'a> {
        #[serde(borrow)]
        unit: Option<&'a RawValue>,
        #[serde(borrow)]
        text_to_video: Option<&'a RawValue>,
        #[serde(borrow)]
        image_to_video: Option<&'a RawValue>,
    }
    let pricing: Pricing = object(raw)?;
    if pricing.unit.and_then(string).as_deref() != Some("credits_per_second") {
        return None;
    }
    let rates = |raw: Option<&RawValue>| -> Vec<(String, Rate)> {
        let rates: BTreeMap<String, &RawValue> = raw.and_then(object).unwrap_or_default();
        let rate = |name: &String| {
            let Credits(thousandths) = Credits::parse(rates.get(name)?.get())?;
            Some((name.clone(), Rate(thousandths)))
        };
        resolutions.iter().filter_map(rate).collect()
    };
    let prices = Prices {
        text_to_video: rates(pricing.text_to_video),
        image_to_video: rates(pricing.image_to_video),
    };
    (prices != Prices::default()).then_some(prices)
}

#[cfg(test)]
mod tests;

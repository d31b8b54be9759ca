//! From what was typed to terms. A piece of text is `-` or nothing, a key and `:` or nothing, and a value, which may be in quotes.

use std::time::Duration;

use super::{Archived, Comparison, Filter, FilterProblem, Term, What};
use crate::job::{Credits, Status};

/// A value as it was typed.
#[derive(Debug, Clone, Copy)]
enum Value<'a> {
    /// Up to the next space.
    Bare(&'a str),
    /// In quotes.
    Quoted(&'a str),
    /// After a quote that is not closed (yet).
    Open(&'a str),
}

impl<'a> Value<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Bare(text) | Self::Quoted(text) | Self::Open(text) => text,
        }
    }
}

pub(super) fn parse(text: &str) -> (Filter, Vec<FilterProblem>) {
    let (mut filter, mut problems) = (Filter::default(), vec![]);
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let typed = rest;
        let negated = rest.starts_with('-');
        rest = rest.strip_prefix('-').unwrap_or(rest);
        let key = key(rest);
        rest = &rest[key.map_or(0, |key| key.len() + 1)..];
        let value;
        (value, rest) = cut_value(rest);
        let typed = &typed[..typed.len() - rest.len()];
        rest = rest.trim_start();
        match key.map_or_else(|| Ok(words(value)), |key| term(key, value.text().trim())) {
            Ok(Some(_)) if filter.terms.len() == Filter::MOST => {
                problems.push(FilterProblem::TooMany);
                break;
            }
            Ok(Some(what)) => filter.terms.push(Term { negated, what }),
            Ok(None) => problems.push(FilterProblem::Unfinished(typed.trim_end().to_owned())),
            Err(problem) => problems.push(problem),
        }
    }
    (filter, problems)
}

/// Letters of any script before a colon. An address is no key and its value.
fn key(text: &str) -> Option<&str> {
    let (key, value) = text.split_once(':')?;
    // the tone marks of Thai stand on letters, and are none
    let letter = |c: char| c.is_alphabetic() || ('\u{e47}'..='\u{e4e}').contains(&c);
    let letters = !key.is_empty() && key.chars().all(letter);
    (letters && !value.starts_with("//")).then_some(key)
}

fn cut_value(text: &str) -> (Value<'_>, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted
            .split_once('"')
            .map_or((Value::Open(quoted), ""), |(inside, rest)| {
                (Value::Quoted(inside), rest)
            });
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (Value::Bare(&text[..end]), &text[end..])
}

fn words(value: Value<'_>) -> Option<What> {
    let what = match value {
        // while its quote is open, the last word is still being typed
        Value::Bare(text) | Value::Open(text) => What::Words(text.to_owned()),
        Value::Quoted(text) => What::Phrase(text.to_owned()),
    };
    (!value.text().trim().is_empty()).then_some(what)
}

/// Typed without quotes, this is read as these words.
pub(super) fn is_bare(text: &str, negated: bool) -> bool {
    let sign = text.starts_with('-') && !negated;
    !(sign || text.starts_with('"') || text.contains(char::is_whitespace) || key(text).is_some())
}

fn term(key: &str, value: &str) -> Result<Option<What>, FilterProblem> {
    let key = key.to_ascii_lowercase();
    let read: fn(&str) -> Result<What, FilterProblem> = match key.as_str() {
        "state" => state,
        "model" => |value| Ok(What::Model(value.to_owned())),
        "ratio" => |value| Ok(What::Ratio(value.to_owned())),
        "res" => |value| Ok(What::Resolution(value.to_owned())),
        "batch" => |value| Ok(What::Batch(value.to_owned())),
        "age" => age,
        "credits" => credits,
        "archived" => archived,
        _ => return Err(FilterProblem::Key(key)),
    };
    if value.trim_matches([',', ' ']).is_empty() {
        return Ok(None);
    }
    // only the comparison is there so far
    if matches!(key.as_str(), "age" | "credits") && comparison(value).1.is_empty() {
        return Ok(None);
    }
    read(value).map(Some)
}

/// The word of a state in the filter language.
pub(super) fn state_word(status: &Status) -> String {
    match status {
        Status::Other(_) => "other".into(),
        known => known.ledger_word(),
    }
}

/// One state or several with commas between them, each by the start of its word.
fn state(value: &str) -> Result<What, FilterProblem> {
    let mut states: Vec<Status> = vec![];
    for start in value.split(',').map(str::trim).filter(|start| !start.is_empty()) {
        let start = start.to_lowercase().replace(' ', "-");
        let all = Status::KNOWN.into_iter().chain([Status::Other("".into())]);
        let mut known = false;
        for status in all.filter(|status| state_word(status).starts_with(&start)) {
            known = true;
            if !states.contains(&status) {
                states.push(status);
            }
        }
        if !known {
            return Err(FilterProblem::State(start));
        }
    }
    Ok(What::State(states))
}

fn comparison(value: &str) -> (Comparison, &str) {
    let signs = [
        Comparison::AtMost,
        Comparison::AtLeast,
        Comparison::Below,
        Comparison::Above,
    ];
    let signed = signs
        .into_iter()
        .find_map(|each| Some((each, value.strip_prefix(each.sign())?)));
    let (comparison, rest) = signed.unwrap_or_else(|| (Comparison::Exactly, value.strip_prefix('=').unwrap_or(value)));
    (comparison, rest.trim_start())
}

/// The units of an age, in seconds, the largest first.
const UNITS: [(char, u64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

/// So many seconds in the largest unit that leaves no rest.
pub(super) fn in_largest_unit(seconds: u64) -> (u64, char) {
    let unit = UNITS
        .into_iter()
        .find(|(_, each)| seconds.is_multiple_of(*each) && seconds > 0);
    unit.map_or((seconds, 's'), |(name, each)| (seconds / each, name))
}

fn age(value: &str) -> Result<What, FilterProblem> {
    let bad = || FilterProblem::Age(value.to_owned());
    let (comparison, age) = comparison(value);
    let unit = age.chars().next_back().ok_or_else(bad)?;
    let (_, unit_seconds) = UNITS
        .into_iter()
        .find(|(name, _)| unit.eq_ignore_ascii_case(name))
        .ok_or_else(bad)?;
    let number = &age[..age.len() - unit.len_utf8()];
    if comparison == Comparison::Exactly || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad());
    }
    let seconds = number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit_seconds));
    Ok(What::Age(comparison, Duration::from_secs(seconds.ok_or_else(bad)?)))
}

fn credits(value: &str) -> Result<What, FilterProblem> {
    let (comparison, number) = comparison(value);
    let credits = Credits::parse(number).ok_or_else(|| FilterProblem::Credits(value.to_owned()))?;
    Ok(What::Credits(comparison, credits))
}

fn archived(value: &str) -> Result<What, FilterProblem> {
    let start = value.to_lowercase();
    let mut all = Archived::ALL.into_iter();
    let found = all.find(|each| each.word().starts_with(&start));
    found
        .map(What::Archived)
        .ok_or_else(|| FilterProblem::Archived(value.to_owned()))
}

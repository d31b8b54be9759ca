//! What the parser found wrong, in the person's language.
//!
//! It is read out of the parser's error as a plain value, which the language says. In English, and where nothing is known of the error,
//! the parser's own words stand.

use std::error::Error;
use std::fmt::Write;
use std::num::{IntErrorKind, ParseIntError};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::arguments::ListenError;
use super::spoken::{fault_list, in_its_usage};
use crate::sandbox::{FaultsError, PaceError};
use crate::words::Words;
use crate::words::line::{BadValue, LineWords, Mistake, Tip};

/// The whole of what is said about it; `None` leaves it to the parser.
pub(super) fn in_words(error: &clap::Error, words: &Words) -> Option<String> {
    let parser = words.line.parser.as_ref()?;
    let mistake = mistake(error, &words.line)?;
    let mut text = format!("{}: {}\n", words.start.error, (parser.mistake)(&mistake));
    for tip in tips(error) {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {}: {}", words.start.hint, (parser.tip)(&tip.as_tip()));
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let _ = write!(
            text,
            "\n{} {}\n",
            parser.usage,
            in_its_usage(&usage.to_string(), parser)
        );
    }
    let _ = write!(text, "\n{}\n", parser.more);
    Some(text)
}

fn mistake<'a>(error: &'a clap::Error, line: &LineWords) -> Option<Mistake<'a>> {
    let flag = || text(error, ContextKind::InvalidArg);
    let value = || text(error, ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => Mistake::Unexpected(flag()?),
        ErrorKind::InvalidSubcommand => Mistake::NoCommand(text(error, ContextKind::InvalidSubcommand)?),
        ErrorKind::InvalidValue if value()?.is_empty() => Mistake::NoValue(flag()?),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Mistake::Value {
            flag: flag()?,
            value: value()?,
            why: error.source().and_then(|why| bad_value(why, line)),
        },
        ErrorKind::TooManyValues => Mistake::TakesNone {
            flag: flag()?,
            value: value()?,
        },
        ErrorKind::ArgumentConflict if error.get(ContextKind::PriorArg) == error.get(ContextKind::InvalidArg) => {
            Mistake::Twice(flag()?)
        }
        ErrorKind::MissingRequiredArgument => match error.get(ContextKind::InvalidArg)? {
            ContextValue::Strings(flags) => Mistake::Required(flags),
            _ => return None,
        },
        // no other mistake can be made with our arguments
        _ => return None,
    })
}

fn bad_value(why: &(dyn Error + 'static), line: &LineWords) -> Option<BadValue> {
    if let Some(number) = why.downcast_ref::<ParseIntError>() {
        return Some(match number.kind() {
            IntErrorKind::PosOverflow => BadValue::TooLarge,
            _ => BadValue::NotANumber,
        });
    }
    if let Some(listen) = why.downcast_ref::<ListenError>() {
        return Some(match listen {
            ListenError::NotAnAddress => BadValue::NotAnAddress,
            ListenError::Elsewhere => BadValue::Elsewhere,
        });
    }
    if let Some(faults) = why.downcast_ref::<FaultsError>() {
        return Some(match faults {
            FaultsError::Unknown { name } => BadValue::NoFault {
                name: name.clone(),
                all: fault_list(line, usize::MAX),
            },
            FaultsError::Times(text) => BadValue::FaultTimes(text.clone()),
        });
    }
    why.is::<PaceError>().then_some(BadValue::NotAPace)
}

/// A tip with what it names.
enum Found {
    Flags(Vec<String>),
    Commands(Vec<String>),
    Exists(String),
}

impl Found {
    fn as_tip(&self) -> Tip<'_> {
        match self {
            Self::Flags(names) => Tip::Flags(names),
            Self::Commands(names) => Tip::Commands(names),
            Self::Exists(name) => Tip::Exists(name),
        }
    }
}

fn tips(error: &clap::Error) -> Vec<Found> {
    let mut tips = vec![];
    let names = |kind| match error.get(kind) {
        Some(ContextValue::String(name)) => Some(vec![name.clone()]),
        Some(ContextValue::Strings(names)) => Some(names.clone()),
        Some(_) | None => None,
    };
    tips.extend(names(ContextKind::SuggestedSubcommand).map(Found::Commands));
    tips.extend(names(ContextKind::SuggestedArg).map(Found::Flags));
    if let Some(ContextValue::StyledStrs(others)) = error.get(ContextKind::Suggested) {
        // a sentence around what exists: `'sandbox --listen' exists`
        let name = |text: String| text.split('\'').nth(1).map(str::to_owned);
        tips.extend(
            others
                .iter()
                .filter_map(|other| name(other.to_string()))
                .map(Found::Exists),
        );
    }
    tips
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        _ => None,
    }
}

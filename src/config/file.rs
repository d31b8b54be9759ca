//! Reading the configuration file: TOML to values by setting, each with its line.
//!
//! Not for what a value means; here only its type is checked. The file is walked and not deserialised into a
//! struct, so that the names come from the one table of settings and every error has a line and repeats no value.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::{path_unless_key, unless_key};
use super::keys::{self, KeyWish};
use super::settings::{SETTINGS, Setting};
use crate::words::start::{ConfigError, Kind, Place, Type, ValueProblem};

/// Longest configuration file that is read.
const LONGEST_FILE: u64 = 1024 * 1024;

/// A value of the file.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) setting: &'static Setting,
    /// As it would be written in the environment.
    pub(super) text: String,
    /// Counted from 1.
    pub(super) line: usize,
}

/// What the file holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) settings: Vec<Found>,
    pub(super) keys: Vec<KeyWish>,
}

/// Reads the file. If it is not there and nobody `named` it, that is no error.
pub(super) fn read(path: &Path, named: bool) -> Result<Contents, ConfigError> {
    let unreadable = |source| ConfigError::File {
        path: path_unless_key(path),
        source,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => {
            return Ok(Contents::default());
        }
        Err(error) => return Err(unreadable(error)),
    };
    let mut text = String::new();
    file.take(LONGEST_FILE + 1)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    if text.len() as u64 > LONGEST_FILE {
        return Err(ConfigError::FileTooLarge {
            path: path_unless_key(path),
        });
    }
    let root = DeTable::parse(&text).map_err(|error| ConfigError::Syntax {
        place: place(path, line(&text, error.span().map_or(0, |span| span.start))),
        problem: error.message().to_owned(),
    })?;
    let mut walk = Walk {
        path,
        text: &text,
        contents: Contents::default(),
    };
    walk.table("", root.get_ref())?;
    Ok(walk.contents)
}

/// Line of a byte offset, counted from 1.
fn line(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

fn place(path: &Path, line: usize) -> Place {
    Place::File {
        path: path_unless_key(path),
        line,
    }
}

struct Walk<'a> {
    path: &'a Path,
    text: &'a str,
    contents: Contents,
}

impl Walk<'_> {
    fn table(&mut self, section: &str, table: &DeTable) -> Result<(), ConfigError> {
        for (key, value) in table {
            let name = if section.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{section}.{}", key.get_ref())
            };
            let line = line(self.text, key.span().start);
            match (Setting::named(&name), value.get_ref()) {
                (Some(setting), _) => {
                    let text = self.text_of(setting, value, line)?;
                    self.contents.settings.push(Found { setting, text, line });
                }
                (None, _) if name == keys::SECTION => {
                    let (path, text) = (self.path, self.text);
                    self.contents.keys = keys::read(value, &|offset| place(path, self::line(text, offset)))?;
                }
                (None, DeValue::Table(inner)) if is_section(&name) => self.table(&name, inner)?,
                (None, _) if name == "api_key" => {
                    return Err(ConfigError::KeyInFile {
                        place: self.place(line),
                    });
                }
                (None, _) => {
                    return Err(ConfigError::Unknown {
                        nearest: nearest(&name, SETTINGS.iter().map(|setting| setting.name)),
                        name: unless_key(&name).into_owned(),
                        place: self.place(line),
                    });
                }
            }
        }
        Ok(())
    }

    fn place(&self, line: usize) -> Place {
        place(self.path, line)
    }

    /// The value as text, if it has the type that the setting takes.
    fn text_of(&self, setting: &Setting, value: &Spanned<DeValue>, line: usize) -> Result<String, ConfigError> {
        let text = match (setting.kind, value.get_ref()) {
            (
                Kind::Url | Kind::Path | Kind::Command | Kind::Pace | Kind::Rate | Kind::Choice(_) | Kind::Switch,
                DeValue::String(text),
            ) => Some(text.to_string()),
            (Kind::Command, DeValue::Array(words)) => words
                .iter()
                .map(|word| word.get_ref().as_str())
                .collect::<Option<Vec<_>>>()
                .and_then(|words| shlex::try_join(words).ok()),
            (Kind::Rate | Kind::Count, DeValue::Integer(number)) => Some(number.to_string()),
            (Kind::Rate, DeValue::Float(number)) => Some(number.to_string()),
            (Kind::Switch, DeValue::Boolean(on)) => Some(if *on { "on" } else { "off" }.to_owned()),
            (
                Kind::Url
                | Kind::Path
                | Kind::Command
                | Kind::Pace
                | Kind::Rate
                | Kind::Count
                | Kind::Choice(_)
                | Kind::Switch,
                _,
            ) => None,
        };
        text.ok_or_else(|| ConfigError::Value {
            name: setting.name,
            place: self.place(line),
            problem: ValueProblem::WrongType(type_of(value.get_ref())).into(),
            takes: setting.kind,
        })
    }
}

fn type_of(value: &DeValue) -> Type {
    match value {
        DeValue::String(_) => Type::Text,
        DeValue::Integer(_) | DeValue::Float(_) => Type::Number,
        DeValue::Boolean(_) => Type::Boolean,
        DeValue::Datetime(_) => Type::Date,
        DeValue::Array(_) => Type::List,
        DeValue::Table(_) => Type::Section,
    }
}

/// Whether some setting's name begins with this section.
fn is_section(name: &str) -> bool {
    SETTINGS.iter().any(|setting| {
        setting
            .name
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}

/// The candidate that was probably meant; `None` when nothing is close.
pub(super) fn nearest<S: AsRef<str>>(name: &str, candidates: impl IntoIterator<Item = S>) -> Option<String> {
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(name, candidate.as_ref()),
                candidate.as_ref().to_owned(),
            )
        })
        .min()
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 3)
        .map(|(_, candidate)| candidate)
}

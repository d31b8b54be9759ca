//! Keys that the person wants: `[keys.jobs]` with `cancel = ["C"]`. Here only the shape of it is read; which names and keys there
//! are is not known here (`app`).

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::unless_key;
use crate::words::start::{ConfigError, KeysProblem, Place};

/// The section that all of it stands in.
pub(super) const SECTION: &str = "keys";

/// What one line wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWish {
    /// Section and action: `jobs.cancel`.
    pub name: String,
    /// The keys as written; none takes the action's keys away.
    pub keys: Vec<String>,
    /// Where the person wrote it.
    pub place: Place,
}

impl KeyWish {
    /// That it cannot be granted.
    pub fn refused(&self, problem: KeysProblem) -> ConfigError {
        refused(&format!("{SECTION}.{}", self.name), self.place.clone(), problem)
    }
}

fn refused(name: &str, place: Place, problem: KeysProblem) -> ConfigError {
    ConfigError::Keys {
        name: name.to_owned(),
        place,
        problem: problem.into(),
    }
}

/// Every wish of the section; `place` tells where a byte of the file stands. What holds an API key is no key of the keyboard, nor is
/// what is left when it is taken out.
pub(super) fn read(section: &Spanned<DeValue>, place: &impl Fn(usize) -> Place) -> Result<Vec<KeyWish>, ConfigError> {
    let mut wishes = vec![];
    let offset = section.span().start;
    for (section, value) in table(section, SECTION, offset, place)? {
        let section_name = unless_key(section.get_ref());
        let name = format!("{SECTION}.{section_name}");
        let key = |text: &str| unless_key(text).into_owned();
        for (action, value) in table(value, &name, section.span().start, place)? {
            let mut wish = KeyWish {
                name: format!("{section_name}.{}", unless_key(action.get_ref())),
                keys: vec![],
                place: place(action.span().start),
            };
            let keys = match value.get_ref() {
                DeValue::String(text) => Some(vec![key(text)]),
                DeValue::Array(texts) => texts.iter().map(|text| text.get_ref().as_str().map(key)).collect(),
                _ => None,
            };
            wish.keys = keys.ok_or_else(|| wish.refused(KeysProblem::NotAList))?;
            wishes.push(wish);
        }
    }
    Ok(wishes)
}

fn table<'a, 'b>(
    value: &'b Spanned<DeValue<'a>>,
    name: &str,
    offset: usize,
    place: &impl Fn(usize) -> Place,
) -> Result<&'b DeTable<'a>, ConfigError> {
    let table = value.get_ref().as_table();
    table.ok_or_else(|| refused(name, place(offset), KeysProblem::NotASection))
}

//! Keys that the person wants: `[keys.jobs]` with `cancel = ["C"]`. Here only the shape of it is read; which names and keys there
//! are is not known here (`app`).

use toml::Spanned;
use toml::de::DeValue;

use super::error::ConfigError;
use super::key::unless_key;

/// The section that all of it stands in.
pub(super) const SECTION: &str = "keys";

/// What one line wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWish {
    /// Section and action: `jobs.cancel`.
    pub name: String,
    /// The keys as written; none takes the action's keys away.
    pub keys: Vec<String>,
    /// For the person: what, and where they wrote it.
    pub place: String,
}

impl KeyWish {
    /// That it cannot be granted. What was written is repeated, but no API key.
    pub fn refused(&self, problem: &str, hint: String) -> ConfigError {
        ConfigError::Value {
            place: self.place.clone(),
            problem: unless_key(problem).into_owned(),
            hint,
        }
    }
}

/// Every wish of the section; `place` tells where a byte of the file stands.
pub(super) fn read(section: &Spanned<DeValue>, place: &impl Fn(usize) -> String) -> Result<Vec<KeyWish>, ConfigError> {
    let mut wishes = vec![];
    let offset = section.span().start;
    for (section, value) in table(section, SECTION, offset, place)? {
        let name = format!("{SECTION}.{}", section.get_ref());
        for (action, value) in table(value, &name, section.span().start, place)? {
            let mut wish = KeyWish {
                name: format!("{}.{}", section.get_ref(), action.get_ref()),
                keys: vec![],
                place: format!(
                    "{} ({})",
                    unless_key(&format!("{name}.{}", action.get_ref())),
                    place(action.span().start)
                ),
            };
            let keys = match value.get_ref() {
                DeValue::String(key) => Some(vec![key.to_string()]),
                DeValue::Array(keys) => keys
                    .iter()
                    .map(|key| key.get_ref().as_str().map(str::to_owned))
                    .collect(),
                _ => None,
            };
            let hint = "A key stands in quotes, several in brackets: [\"c\", \"Ctrl-X\"].";
            wish.keys = keys.ok_or_else(|| wish.refused("this is no list of keys", hint.to_owned()))?;
            wishes.push(wish);
        }
    }
    Ok(wishes)
}

fn table<'a, 'b>(
    value: &'b Spanned<DeValue<'a>>,
    name: &str,
    offset: usize,
    place: &impl Fn(usize) -> String,
) -> Result<&'b toml::de::DeTable<'a>, ConfigError> {
    value.get_ref().as_table().ok_or_else(|| ConfigError::Value {
        place: format!("{} ({})", unless_key(name), place(offset)),
        problem: "this is no section".to_owned(),
        hint: "Keys stand in sections, as in: [keys.jobs], and in it: cancel = [\"C\"].".to_owned(),
    })
}

//! Keys: what one means where, what it is called, and how that is remapped. Help, footer, palette and README are made from this.
//! Keys that only change a field are in `typing`.

mod remap;
mod spelling;
mod table;

use std::borrow::Cow;

use crokey::KeyCombination;

use super::action::{Action, Context};
use crate::words::{KeyWords, Words};

pub use remap::Refused;
pub(super) use spelling::canonical;
pub use spelling::{name, read};
use table::FIELDS;
pub use table::{BINDINGS, EVERYWHERE};

/// One row: an action, its keys, where they mean it, and its words.
pub struct Binding {
    /// Its name in the configuration: the section and the name within it, as in `jobs.cancel`. Never translated, never changed.
    pub name: &'static str,
    /// What it does.
    pub action: Action,
    /// Its keys where nobody remapped it, the one to show first. None: it is in the palette alone.
    pub keys: &'static [KeyCombination],
    /// Where they mean it.
    pub contexts: &'static [Context],
    /// What it is called.
    pub words: fn(&Words) -> KeyWords,
}

impl Binding {
    /// It is meant wherever a text is typed, and nowhere else.
    pub fn is_for_fields(&self) -> bool {
        self.contexts == FIELDS
    }

    /// It is meant in all of the places where a key is pressed.
    pub fn is_everywhere(&self) -> bool {
        self.contexts == EVERYWHERE
    }
}

/// The keys of this run: those of the table, but for what the person remapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap(Vec<Cow<'static, [KeyCombination]>>);

impl Default for Keymap {
    fn default() -> Self {
        Self(BINDINGS.iter().map(|row| Cow::Borrowed(row.keys)).collect())
    }
}

impl Keymap {
    /// Every row with its keys, in the order of the table.
    pub fn rows(&self) -> impl Iterator<Item = (&'static Binding, &[KeyCombination])> {
        BINDINGS.iter().zip(self.0.iter().map(AsRef::as_ref))
    }

    /// What a key means there.
    pub fn action(&self, key: KeyCombination, context: Context) -> Option<Action> {
        let key = canonical(key);
        let mut rows = self.rows();
        let (row, _) = rows.find(|(row, keys)| row.contexts.contains(&context) && keys.contains(&key))?;
        Some(row.action)
    }

    /// The key to show for an action there, as people write it: `Ctrl-S`, `o`, `R`.
    pub fn shown(&self, action: Action, context: Context) -> Option<String> {
        let mut rows = self.rows();
        let keys = rows.find_map(|(row, keys)| {
            let here = row.action == action && row.contexts.contains(&context);
            keys.first().filter(|_| here)
        })?;
        Some(name(*keys))
    }

    /// A text of ours in which `‹jobs.look›` stands for the key of that row: with the key as people write it.
    pub fn said<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains('‹') {
            return Cow::Borrowed(text);
        }
        let mut out = text.to_owned();
        for (row, keys) in self.rows() {
            let mark = format!("‹{}›", row.name);
            if out.contains(&mark) {
                // without a key of its own it is found in the palette
                let key = keys.first().map(|key| name(*key));
                let key = key.or_else(|| self.shown(Action::Palette, Context::Board));
                out = out.replace(&mark, key.as_deref().unwrap_or(":"));
            }
        }
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests;

//! The one table of keys in a field of the form, where they are no actions: what each does to the text or the choice, and what it is
//! called. Help and guide are made from it. Not for what an edit does (`field`).

use crokey::crossterm::event::{KeyCode, KeyModifiers};
use crokey::{KeyCombination, OneToThree, key};

use super::field::{Edit, Motion};
use super::keymap::canonical;
use crate::job::Field;
use crate::words::{TypingWords, Words};

use Kind::{Choice, ManyLines, OneLine};

/// What sort of field it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text of many lines.
    ManyLines,
    /// A text of one line.
    OneLine,
    /// A value of a few.
    Choice,
}

impl Kind {
    /// The sort of a field of the form.
    pub fn of(field: Field) -> Self {
        if field.is_choice() {
            Choice
        } else if field.is_multi_line() {
            ManyLines
        } else {
            OneLine
        }
    }
}

/// What such a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// Changes the text, or moves in it.
    Edit(Edit),
    /// Takes the next value of a choice, or the one before.
    Choose {
        /// The next.
        forward: bool,
    },
    /// To a neighbour among the fields, down where positive.
    Step(isize),
    /// To the next field or pane.
    Next,
}

/// One row: keys that belong together, what each does, in which fields, and their words.
pub struct Typing {
    /// The keys.
    pub keys: &'static [(KeyCombination, Typed)],
    /// Where they do it.
    pub kinds: &'static [Kind],
    /// What they are called.
    pub words: fn(&TypingWords) -> &'static str,
}

const TEXTS: &[Kind] = &[ManyLines, OneLine];
const SINGLE: &[Kind] = &[OneLine, Choice];

const fn go(motion: Motion) -> Typed {
    Typed::Edit(Edit::Move(motion))
}

const fn delete(motion: Motion) -> Typed {
    Typed::Edit(Edit::Delete(motion))
}

/// Every such key, in the order of the help. A moving key with Shift selects.
pub const TYPING: &[Typing] = &[
    Typing {
        keys: &[
            (key!(left), Typed::Choose { forward: false }),
            (key!(right), Typed::Choose { forward: true }),
        ],
        kinds: &[Choice],
        words: |words| words.choose,
    },
    Typing {
        keys: &[(key!(up), Typed::Step(-1)), (key!(down), Typed::Step(1))],
        kinds: SINGLE,
        words: |words| words.neighbours,
    },
    Typing {
        keys: &[(key!(enter), Typed::Next)],
        kinds: SINGLE,
        words: |words| words.next,
    },
    Typing {
        // Ctrl-J is a line feed that is no Enter: pasted by a terminal that does not mark its pastes
        keys: &[
            (key!(enter), Typed::Edit(Edit::NewLine)),
            (key!(ctrl - j), Typed::Edit(Edit::NewLine)),
        ],
        kinds: &[ManyLines],
        words: |words| words.new_line,
    },
    Typing {
        keys: &[(key!(left), go(Motion::Left)), (key!(right), go(Motion::Right))],
        kinds: TEXTS,
        words: |words| words.characters,
    },
    Typing {
        keys: &[(key!(up), go(Motion::Up)), (key!(down), go(Motion::Down))],
        kinds: &[ManyLines],
        words: |words| words.rows,
    },
    Typing {
        keys: &[
            (key!(ctrl - left), go(Motion::WordLeft)),
            (key!(ctrl - right), go(Motion::WordRight)),
            (key!(alt - left), go(Motion::WordLeft)),
            (key!(alt - right), go(Motion::WordRight)),
        ],
        kinds: TEXTS,
        words: |words| words.words,
    },
    Typing {
        keys: &[(key!(home), go(Motion::Home)), (key!(end), go(Motion::End))],
        kinds: TEXTS,
        words: |words| words.line,
    },
    Typing {
        keys: &[
            (key!(ctrl - home), go(Motion::Top)),
            (key!(ctrl - end), go(Motion::Bottom)),
            (key!(alt - home), go(Motion::Top)),
            (key!(alt - end), go(Motion::Bottom)),
        ],
        kinds: TEXTS,
        words: |words| words.text,
    },
    Typing {
        keys: &[
            (key!(backspace), delete(Motion::Left)),
            (key!(delete), delete(Motion::Right)),
        ],
        kinds: TEXTS,
        words: |words| words.delete,
    },
    Typing {
        keys: &[
            (key!(ctrl - w), delete(Motion::WordLeft)),
            (key!(alt - backspace), delete(Motion::WordLeft)),
            (key!(ctrl - backspace), delete(Motion::WordLeft)),
        ],
        kinds: TEXTS,
        words: |words| words.delete_word,
    },
    Typing {
        keys: &[
            (key!(ctrl - delete), delete(Motion::WordRight)),
            (key!(alt - delete), delete(Motion::WordRight)),
        ],
        kinds: TEXTS,
        words: |words| words.delete_next_word,
    },
    Typing {
        keys: &[
            (key!(ctrl - u), delete(Motion::Home)),
            (key!(ctrl - k), delete(Motion::End)),
        ],
        kinds: TEXTS,
        words: |words| words.delete_line,
    },
    Typing {
        keys: &[
            (key!(alt - z), Typed::Edit(Edit::Undo)),
            (key!(alt - y), Typed::Edit(Edit::Redo)),
        ],
        kinds: TEXTS,
        words: |words| words.undo,
    },
];

impl Typing {
    /// Its words in a language.
    pub fn long(&self, words: &Words) -> &'static str {
        (self.words)(&words.typing)
    }
}

/// What a key does in such a field, where it is no action.
pub fn typed(key: KeyCombination, kind: Kind) -> Option<Typed> {
    let key = canonical(key);
    let OneToThree::One(code) = key.codes else { return None };
    if let KeyCode::Char(letter) = code
        && (key.modifiers - KeyModifiers::SHIFT).is_empty()
    {
        return (kind != Choice).then_some(Typed::Edit(Edit::Insert(letter)));
    }
    let shift = key.modifiers.contains(KeyModifiers::SHIFT) && !matches!(code, KeyCode::Char(_));
    let bare = if shift {
        KeyCombination::one_key(code, key.modifiers - KeyModifiers::SHIFT)
    } else {
        key
    };
    let mut here = TYPING.iter().filter(|row| row.kinds.contains(&kind));
    let (_, typed) = here.find_map(|row| row.keys.iter().find(|(key, _)| *key == bare))?;
    match *typed {
        Typed::Edit(Edit::Move(motion)) if shift => Some(Typed::Edit(Edit::Extend(motion))),
        Typed::Edit(edit) => Some(Typed::Edit(edit)),
        Typed::Choose { .. } | Typed::Step(_) | Typed::Next => (!shift).then_some(*typed),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::app::action::Context;
    use crate::app::keymap;

    #[test]
    fn no_key_does_two_things_in_one_field_and_none_is_hidden_by_an_action() {
        for kind in [ManyLines, OneLine, Choice] {
            let mut seen = HashSet::new();
            for (key, _) in TYPING
                .iter()
                .filter(|row| row.kinds.contains(&kind))
                .flat_map(|row| row.keys)
            {
                let name = keymap::name(*key);
                assert_eq!(canonical(*key), *key, "{name} is not in its one spelling");
                assert!(seen.insert(*key), "{name} does two things in {kind:?}");
                assert_eq!(keymap::Keymap::default().action(*key, Context::Form), None, "{name}");
            }
        }
    }

    #[test]
    fn shift_selects_and_letters_are_text() {
        let in_text = |key| typed(key, ManyLines);
        assert_eq!(
            in_text(key!(shift - left)),
            Some(Typed::Edit(Edit::Extend(Motion::Left)))
        );
        assert_eq!(
            in_text(key!(ctrl - shift - right)),
            Some(Typed::Edit(Edit::Extend(Motion::WordRight)))
        );
        assert_eq!(
            in_text(key!(shift - backspace)),
            Some(Typed::Edit(Edit::Delete(Motion::Left)))
        );
        assert_eq!(in_text(key!(shift - r)), Some(Typed::Edit(Edit::Insert('R'))));
        assert_eq!(in_text(key!(ctrl - r)), None);
        assert_eq!(typed(key!(x), Choice), None);
        assert_eq!(typed(key!(shift - right), Choice), None);
        assert_eq!(typed(key!(down), OneLine), Some(Typed::Step(1)));
        assert_eq!(typed(key!(down), ManyLines), Some(go(Motion::Down)));
    }
}

//! The keys that a person wants in the place of the table's, and why they may not be had. Whatever is bound, nothing can be paid by
//! a letter, by Enter or by a paste, and there is a way out. Not for reading the configuration (`config`).

use std::borrow::Cow;
use std::collections::HashSet;

use crokey::crossterm::event::{KeyCode, KeyModifiers};
use crokey::{KeyCombination, OneToThree, key};

use super::{BINDINGS, Binding, Keymap, name, read};
use crate::app::action::{Action, Context};
use crate::app::typing::{Kind, Typed, typed};
use crate::words::start::KeysProblem;

/// Why the wishes cannot be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which of the wishes, counted from 0.
    pub wish: usize,
    /// What is wrong with it.
    pub problem: KeysProblem,
}

/// The other key that terminals send for a control letter; one is a line break, which is no key.
const THE_SAME: [(KeyCombination, Option<&str>); 5] = [
    (key!(ctrl - i), Some("Tab")),
    (key!(ctrl - m), Some("Enter")),
    (key!(ctrl - j), None),
    (key!(ctrl - h), Some("Backspace")),
    (key!(ctrl - '['), Some("Esc")),
];

impl Keymap {
    /// The table's keys, with these in the place of some: each wish is the name of a row (`jobs.cancel`) and its keys as written.
    pub fn remapped<'a>(wishes: impl IntoIterator<Item = (&'a str, &'a [String])>) -> Result<Self, Refused> {
        let mut keymap = Self::default();
        let mut causes = vec![None; BINDINGS.len()];
        for (wish, (row, keys)) in wishes.into_iter().enumerate() {
            let refused = |problem| Refused { wish, problem };
            let index = row_named(row).map_err(refused)?;
            let keys = keys.iter().map(|key| allowed(key, &BINDINGS[index]));
            let mut keys = keys.collect::<Result<Vec<_>, _>>().map_err(refused)?;
            let mut seen = HashSet::new();
            keys.retain(|key| seen.insert(*key));
            stays_reachable(&BINDINGS[index], &keys).map_err(refused)?;
            keymap.0[index] = Cow::Owned(keys);
            causes[index] = Some(wish);
        }
        match keymap.conflict(&causes).or_else(|| keymap.answered_unread(&causes)) {
            Some(refused) => Err(refused),
            None => Ok(keymap),
        }
    }

    /// The first key that means two things in one place, told of the wish that made it so.
    fn conflict(&self, causes: &[Option<usize>]) -> Option<Refused> {
        let rows: Vec<_> = self.rows().zip(causes).collect();
        for (index, ((row, keys), wish)) in rows.iter().enumerate() {
            for ((other, others), of_other) in &rows[..index] {
                let meet = row.contexts.iter().any(|context| other.contexts.contains(context));
                let both = keys.iter().find(|key| meet && others.contains(key));
                let (Some(key), Some(wish)) = (both, (**wish).max(**of_other)) else {
                    continue;
                };
                return Some(Refused {
                    wish,
                    problem: KeysProblem::TwoThings {
                        key: name(*key),
                        rows: [other.name, row.name],
                    },
                });
            }
        }
        None
    }

    /// The first key that asks something and, pressed once more, answers it: whoever holds it down or hits it twice has read nothing.
    /// A key that pays does nothing else at all. Told of the wish that made it so.
    fn answered_unread(&self, causes: &[Option<usize>]) -> Option<Refused> {
        let rows: Vec<_> = self.rows().zip(causes).collect();
        let answers = rows
            .iter()
            .filter(|((row, _), _)| pays(row.action) || says_yes(row.action));
        for ((answer, keys), wish) in answers {
            for ((row, others), of_other) in &rows {
                let pays = pays(answer.action);
                let close = if pays {
                    !self::pays(row.action)
                } else {
                    asks(row.action)
                };
                let both = keys.iter().find(|key| close && others.contains(key));
                let (Some(key), Some(wish)) = (both, (**wish).max(**of_other)) else {
                    continue;
                };
                let (key, row, answer) = (name(*key), row.name, answer.name);
                let problem = if pays {
                    KeysProblem::PaysElsewhere { key, row, answer }
                } else {
                    KeysProblem::AnswersItself { key, row, answer }
                };
                return Some(Refused { wish, problem });
            }
        }
        None
    }
}

fn row_named(wanted: &str) -> Result<usize, KeysProblem> {
    if let Some(index) = BINDINGS.iter().position(|row| row.name == wanted) {
        return Ok(index);
    }
    let (section, action) = wanted.split_once('.').unwrap_or((wanted, ""));
    let mut actions = vec![];
    let mut sections = vec![];
    for (place, named) in BINDINGS.iter().filter_map(|row| row.name.split_once('.')) {
        if place == section {
            actions.push(named);
        }
        if !sections.contains(&place) {
            sections.push(place);
        }
    }
    let section = section.to_owned();
    Err(if actions.is_empty() {
        KeysProblem::NoSection { section, sections }
    } else {
        KeysProblem::NoAction {
            section,
            action: action.to_owned(),
            actions,
        }
    })
}

/// The key, if it may have that meaning.
fn allowed(text: &str, row: &Binding) -> Result<KeyCombination, KeysProblem> {
    let Some(key) = read(text) else {
        return Err(KeysProblem::NotAKey(text.to_owned()));
    };
    if let Some((_, same)) = THE_SAME.iter().find(|(control, _)| *control == key) {
        return Err(KeysProblem::SentAs(name(key), *same));
    }
    if pays(row.action) && !may_pay(key, row.action) {
        return Err(KeysProblem::MayNotPay {
            row: row.name,
            key: name(key),
        });
    }
    let in_haste = [key!(enter), key!(space)].contains(&key);
    if in_haste && says_yes(row.action) {
        return Err(KeysProblem::NeverYes(name(key)));
    }
    if row.contexts.iter().any(|context| is_text(key, *context)) {
        return Err(KeysProblem::IsText {
            key: name(key),
            row: row.name,
        });
    }
    Ok(key)
}

fn pays(action: Action) -> bool {
    matches!(action, Action::Send | Action::Pay)
}

/// Does what cannot be taken back, and is asked for by another key.
fn says_yes(action: Action) -> bool {
    action == Action::Yes
}

/// May bring up what is answered so.
fn asks(action: Action) -> bool {
    matches!(
        action,
        Action::Archive | Action::Cancel | Action::Choose | Action::NotCreated | Action::Open | Action::Settle
    )
}

/// A control key; the form is also sent by Enter with Ctrl or Alt.
fn may_pay(key: KeyCombination, action: Action) -> bool {
    let OneToThree::One(code) = key.codes else { return false };
    match code {
        KeyCode::Char(letter) => letter.is_ascii_alphabetic() && key.modifiers.contains(KeyModifiers::CONTROL),
        KeyCode::Enter => action == Action::Send && key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT),
        _ => false,
    }
}

/// The key types, or edits what was typed, in such a place.
fn is_text(key: KeyCombination, context: Context) -> bool {
    let kinds: &[Kind] = match context {
        Context::Form => &[Kind::ManyLines, Kind::OneLine, Kind::Choice],
        Context::Entry | Context::Filter | Context::Search => &[Kind::OneLine],
        Context::Board | Context::Question | Context::Payment | Context::Reading | Context::Settling => &[],
    };
    kinds.iter().any(|kind| match typed(key, *kind) {
        Some(Typed::Edit(_)) => true,
        // there are no neighbours but in the form
        Some(Typed::Choose { .. } | Typed::Step(_) | Typed::Next) => context == Context::Form,
        None => false,
    })
}

/// What nobody can do without keeps a key, and `Ctrl-C` always quits.
fn stays_reachable(row: &Binding, keys: &[KeyCombination]) -> Result<(), KeysProblem> {
    let needed = [Action::Send, Action::Pay, Action::Back, Action::Quit, Action::QuitNow];
    if needed.contains(&row.action) && keys.is_empty() {
        return Err(KeysProblem::NeedsKey(row.name));
    }
    if row.action == Action::QuitNow && !keys.contains(&key!(ctrl - c)) {
        return Err(KeysProblem::AlwaysQuits);
    }
    Ok(())
}

//! The one table of keys: what a key means where, and what it is called. Help, footer and README are made from it.
//! Keys that only change a field are in `typing`.

use crokey::crossterm::event::{KeyCode, KeyModifiers};
use crokey::{KeyCombination, OneToThree, key};

use super::action::{Action, Context};
use crate::words::{KeyWords, Words};

use Context::{Board, Entry, Filter, Form, Payment, Question, Reading, Settling};

/// One row: an action, its keys, where they mean it, and its words.
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// Its keys, the one to show first.
    pub keys: &'static [KeyCombination],
    /// Where they mean it.
    pub contexts: &'static [Context],
    /// What it is called.
    pub words: fn(&Words) -> KeyWords,
}

/// Every place where a key is pressed.
pub const EVERYWHERE: &[Context] = &[Form, Board, Question, Payment, Reading, Settling, Entry, Filter];
const PANES: &[Context] = &[Form, Board, Filter];
const LISTS: &[Context] = &[Board, Reading];

/// Every key of the program, in the order of the help.
pub const BINDINGS: &[Binding] = &[
    Binding {
        action: Action::Send,
        keys: &[key!(ctrl - s), key!(alt - enter), key!(ctrl - enter)],
        contexts: &[Form],
        words: |words| words.keys.send,
    },
    Binding {
        action: Action::EditOutside,
        keys: &[key!(ctrl - e)],
        contexts: &[Form],
        words: |words| words.keys.edit_outside,
    },
    Binding {
        action: Action::NewJob,
        keys: &[key!(n)],
        contexts: &[Board],
        words: |words| words.keys.new_job,
    },
    Binding {
        action: Action::Details,
        keys: &[key!(enter)],
        contexts: &[Board],
        words: |words| words.keys.details,
    },
    Binding {
        action: Action::Open,
        keys: &[key!(o)],
        contexts: &[Board],
        words: |words| words.keys.open,
    },
    Binding {
        action: Action::Cancel,
        keys: &[key!(c), key!(x)],
        contexts: &[Board],
        words: |words| words.keys.cancel,
    },
    Binding {
        action: Action::EditAgain,
        keys: &[key!(e)],
        contexts: &[Board],
        words: |words| words.keys.edit_again,
    },
    Binding {
        action: Action::RunAgain,
        keys: &[key!(shift - r)],
        contexts: &[Board],
        words: |words| words.keys.run_again,
    },
    Binding {
        action: Action::Look,
        keys: &[key!(r)],
        contexts: &[Board],
        words: |words| words.keys.look,
    },
    Binding {
        action: Action::Settle,
        keys: &[key!(u)],
        contexts: &[Board],
        words: |words| words.keys.settle,
    },
    Binding {
        action: Action::Archive,
        keys: &[key!(a)],
        contexts: &[Board],
        words: |words| words.keys.archive,
    },
    Binding {
        action: Action::CopyId,
        keys: &[key!(y)],
        contexts: &[Board],
        words: |words| words.keys.copy_id,
    },
    Binding {
        action: Action::CopyUrl,
        keys: &[key!(shift - y)],
        contexts: &[Board],
        words: |words| words.keys.copy_url,
    },
    Binding {
        action: Action::Pause,
        keys: &[key!(shift - p)],
        contexts: &[Board],
        words: |words| words.keys.pause,
    },
    Binding {
        action: Action::Filter,
        keys: &[key!('/')],
        contexts: &[Board],
        words: |words| words.keys.filter,
    },
    Binding {
        action: Action::KeepFilter,
        keys: &[key!(enter)],
        contexts: &[Filter],
        words: |words| words.keys.keep_filter,
    },
    Binding {
        action: Action::Sort,
        keys: &[key!(s)],
        contexts: &[Board],
        words: |words| words.keys.sort,
    },
    Binding {
        action: Action::Reverse,
        keys: &[key!(shift - s)],
        contexts: &[Board],
        words: |words| words.keys.reverse,
    },
    Binding {
        action: Action::Mark,
        keys: &[key!(space)],
        contexts: &[Board],
        words: |words| words.keys.mark,
    },
    Binding {
        action: Action::MarkAll,
        keys: &[key!(ctrl - a)],
        contexts: &[Board],
        words: |words| words.keys.mark_all,
    },
    Binding {
        action: Action::Down,
        keys: &[key!(down), key!(j)],
        contexts: LISTS,
        words: |words| words.keys.down,
    },
    Binding {
        action: Action::Up,
        keys: &[key!(up), key!(k)],
        contexts: LISTS,
        words: |words| words.keys.up,
    },
    Binding {
        action: Action::Top,
        keys: &[key!(home), key!(g)],
        contexts: LISTS,
        words: |words| words.keys.top,
    },
    Binding {
        action: Action::Bottom,
        keys: &[key!(end), key!(shift - g)],
        contexts: LISTS,
        words: |words| words.keys.bottom,
    },
    Binding {
        action: Action::PageDown,
        keys: &[key!(pagedown)],
        contexts: LISTS,
        words: |words| words.keys.page_down,
    },
    Binding {
        action: Action::PageUp,
        keys: &[key!(pageup)],
        contexts: LISTS,
        words: |words| words.keys.page_up,
    },
    Binding {
        action: Action::Next,
        keys: &[key!(tab)],
        contexts: PANES,
        words: |words| words.keys.next,
    },
    Binding {
        action: Action::Previous,
        keys: &[key!(shift - backtab)],
        contexts: PANES,
        words: |words| words.keys.previous,
    },
    Binding {
        action: Action::SelectAll,
        keys: &[key!(ctrl - a)],
        contexts: &[Form, Filter],
        words: |words| words.keys.select_all,
    },
    Binding {
        action: Action::Pay,
        keys: &[key!(ctrl - s)],
        contexts: &[Payment, Entry],
        words: |words| words.keys.pay,
    },
    Binding {
        action: Action::Yes,
        keys: &[key!(y)],
        contexts: &[Question],
        words: |words| words.keys.yes,
    },
    Binding {
        action: Action::No,
        keys: &[key!(n), key!(enter)],
        contexts: &[Question],
        words: |words| words.keys.no,
    },
    Binding {
        action: Action::Adopt,
        keys: &[key!(a)],
        contexts: &[Settling],
        words: |words| words.keys.adopt,
    },
    Binding {
        action: Action::Adopt,
        keys: &[key!(enter)],
        contexts: &[Entry],
        words: |words| words.keys.ask_id,
    },
    Binding {
        action: Action::NotCreated,
        keys: &[key!(n)],
        contexts: &[Settling],
        words: |words| words.keys.not_created,
    },
    Binding {
        action: Action::SendAgain,
        keys: &[key!(s)],
        contexts: &[Settling],
        words: |words| words.keys.send_again,
    },
    Binding {
        action: Action::CopyNote,
        keys: &[key!(y)],
        contexts: &[Settling],
        words: |words| words.keys.copy_note,
    },
    Binding {
        action: Action::Back,
        keys: &[key!(esc)],
        contexts: EVERYWHERE,
        words: |words| words.keys.back,
    },
    Binding {
        action: Action::Help,
        keys: &[key!('?')],
        contexts: LISTS,
        words: |words| words.keys.help,
    },
    Binding {
        action: Action::Help,
        keys: &[key!(f1)],
        contexts: EVERYWHERE,
        words: |words| words.keys.help,
    },
    Binding {
        action: Action::Redraw,
        keys: &[key!(ctrl - l)],
        contexts: EVERYWHERE,
        words: |words| words.keys.redraw,
    },
    Binding {
        action: Action::Suspend,
        keys: &[key!(ctrl - z)],
        contexts: EVERYWHERE,
        words: |words| words.keys.suspend,
    },
    Binding {
        action: Action::Quit,
        keys: &[key!(q)],
        contexts: &[Board, Question, Payment, Reading, Settling],
        words: |words| words.keys.quit,
    },
    Binding {
        action: Action::QuitNow,
        keys: &[key!(ctrl - c)],
        contexts: EVERYWHERE,
        words: |words| words.keys.quit_now,
    },
];

/// What a key means there.
pub fn action(key: KeyCombination, context: Context) -> Option<Action> {
    let key = canonical(key);
    let row = BINDINGS
        .iter()
        .find(|row| row.contexts.contains(&context) && row.keys.contains(&key))?;
    Some(row.action)
}

/// The key to show for an action there, as people write it: `Ctrl-S`, `o`, `R`.
pub fn shown(action: Action, context: Context) -> Option<String> {
    let row = BINDINGS
        .iter()
        .find(|row| row.action == action && row.contexts.contains(&context))?;
    row.keys.first().copied().map(name)
}

/// A key as people write it.
pub fn name(key: KeyCombination) -> String {
    let one = |code: KeyCode| match code {
        KeyCode::Char(' ') => "Space".to_owned(),
        KeyCode::Char(letter) if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
            letter.to_uppercase().to_string()
        }
        KeyCode::Char(letter) => letter.to_string(),
        KeyCode::Left => "←".into(),
        KeyCode::Right => "→".into(),
        KeyCode::Up => "↑".into(),
        KeyCode::Down => "↓".into(),
        KeyCode::PageUp => "PgUp".into(),
        KeyCode::PageDown => "PgDn".into(),
        KeyCode::Esc => "Esc".into(),
        KeyCode::BackTab => "Tab".into(),
        KeyCode::F(number) => format!("F{number}"),
        other => format!("{other:?}"),
    };
    let OneToThree::One(code) = key.codes else {
        return String::new();
    };
    let mut out = String::new();
    let letter = matches!(code, KeyCode::Char(_));
    for (modifier, prefix) in [
        (KeyModifiers::CONTROL, "Ctrl-"),
        (KeyModifiers::ALT, "Alt-"),
        (KeyModifiers::SHIFT, "Shift-"),
    ] {
        if key.modifiers.contains(modifier) && !(letter && modifier == KeyModifiers::SHIFT) {
            out.push_str(prefix);
        }
    }
    out + &one(code)
}

/// One spelling for each key, whatever the terminal's protocol made of Shift.
pub(super) fn canonical(key: KeyCombination) -> KeyCombination {
    let OneToThree::One(code) = key.codes else { return key };
    let modifiers = key.modifiers;
    match code {
        KeyCode::Char(letter) if letter.is_uppercase() => {
            KeyCombination::one_key(code, modifiers | KeyModifiers::SHIFT)
        }
        KeyCode::Char(letter) if letter.is_lowercase() && modifiers.contains(KeyModifiers::SHIFT) => {
            let upper = letter.to_uppercase().next().unwrap_or(letter);
            KeyCombination::one_key(KeyCode::Char(upper), modifiers)
        }
        KeyCode::Char(_) => KeyCombination::one_key(code, modifiers - KeyModifiers::SHIFT),
        KeyCode::BackTab | KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) || code == KeyCode::BackTab => {
            KeyCombination::one_key(KeyCode::BackTab, modifiers | KeyModifiers::SHIFT)
        }
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let mut seen = HashSet::new();
        for row in BINDINGS {
            for (key, context) in row
                .keys
                .iter()
                .flat_map(|key| row.contexts.iter().map(move |context| (key, context)))
            {
                assert_eq!(canonical(*key), *key, "{} is not in its one spelling", name(*key));
                assert!(
                    seen.insert((*key, *context)),
                    "{} means two things in {context:?}",
                    name(*key)
                );
            }
        }
    }

    #[test]
    fn no_plain_letter_is_a_command_while_a_field_has_focus_or_a_question_pays() {
        for row in BINDINGS {
            for key in row.keys {
                let plain = matches!(key.codes, OneToThree::One(KeyCode::Char(_))) && key.modifiers.is_empty();
                let text = [Form, Entry, Filter].iter().any(|text| row.contexts.contains(text));
                assert!(!(plain && text), "{}", name(*key));
                let pays = row.action == Action::Pay || row.action == Action::Send;
                let bare = plain || *key == key!(enter);
                assert!(!(pays && bare), "{}", name(*key));
            }
        }
    }

    #[test]
    fn every_protocol_spells_a_key_the_same() {
        let board = |code, modifiers| action(KeyCombination::one_key(code, modifiers), Board);
        let shift = KeyModifiers::SHIFT;
        let none = KeyModifiers::NONE;
        assert_eq!(board(KeyCode::Char('R'), none), Some(Action::RunAgain));
        assert_eq!(board(KeyCode::Char('R'), shift), Some(Action::RunAgain));
        assert_eq!(board(KeyCode::Char('r'), shift), Some(Action::RunAgain));
        assert_eq!(board(KeyCode::Char('r'), none), Some(Action::Look));
        assert_eq!(board(KeyCode::Char('?'), shift), Some(Action::Help));
        assert_eq!(board(KeyCode::BackTab, none), Some(Action::Previous));
        assert_eq!(board(KeyCode::Tab, shift), Some(Action::Previous));
        assert_eq!(board(KeyCode::Tab, none), Some(Action::Next));
        assert_eq!(
            (
                shown(Action::Send, Form).as_deref(),
                shown(Action::RunAgain, Board).as_deref()
            ),
            (Some("Ctrl-S"), Some("R"))
        );
    }
}

//! Keys as people write them, both ways: what the help shows can be typed into the configuration.

use crokey::crossterm::event::{KeyCode, KeyModifiers};
use crokey::{KeyCombination, OneToThree};

use crate::words::sanitise::{is_mark, is_seen};

/// Keys that have a name here; the others have crokey's.
const NAMED: [(KeyCode, &str); 8] = [
    (KeyCode::Char(' '), "Space"),
    (KeyCode::Left, "←"),
    (KeyCode::Right, "→"),
    (KeyCode::Up, "↑"),
    (KeyCode::Down, "↓"),
    (KeyCode::PageUp, "PgUp"),
    (KeyCode::PageDown, "PgDn"),
    (KeyCode::BackTab, "Tab"),
];

const MODIFIERS: [(KeyModifiers, &str); 3] = [
    (KeyModifiers::CONTROL, "Ctrl-"),
    (KeyModifiers::ALT, "Alt-"),
    (KeyModifiers::SHIFT, "Shift-"),
];

/// What a mark is shown on where nothing else is there to carry it.
const CIRCLE: char = '◌';

/// A key as people write it: `Ctrl-S`, `R`, `PgDn`.
pub fn name(key: KeyCombination) -> String {
    let one = |code: KeyCode| match code {
        KeyCode::Char(letter)
            if letter != ' ' && key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
        {
            letter.to_uppercase().to_string()
        }
        KeyCode::F(number) => format!("F{number}"),
        code => match (NAMED.iter().find(|(named, _)| *named == code), code) {
            (Some((_, name)), _) => (*name).to_owned(),
            (None, KeyCode::Char(letter)) => letter.to_string(),
            (None, other) => format!("{other:?}"),
        },
    };
    let OneToThree::One(code) = key.codes else {
        return String::new();
    };
    let mut out = String::new();
    let letter = matches!(code, KeyCode::Char(_));
    for (modifier, prefix) in MODIFIERS {
        if key.modifiers.contains(modifier) && !(letter && modifier == KeyModifiers::SHIFT) {
            out.push_str(prefix);
        }
    }
    match code {
        // alone it would stand on whatever is before it
        KeyCode::Char(mark) if is_mark(mark) => out.push(CIRCLE),
        _ => {}
    }
    out + &one(code)
}

/// Reads a key: as [`name`] writes it, or as crokey does (`ctrl-s`, `shift-tab`, `pagedown`). A letter alone is itself: `C` is
/// Shift and `c`. What is not seen (a control character, one that only turns or joins others) is no key.
pub fn read(text: &str) -> Option<KeyCombination> {
    let (mut modifiers, mut rest) = (KeyModifiers::NONE, text);
    let cut = |rest: &str| {
        let found = MODIFIERS.iter().find_map(|(modifier, prefix)| {
            let start = rest.get(..prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then_some((*modifier, prefix.len()))
        });
        // `Ctrl--` is Ctrl and the hyphen
        found.filter(|(_, length)| rest.len() > *length)
    };
    while let Some((modifier, length)) = cut(rest) {
        modifiers |= modifier;
        rest = &rest[length..];
    }
    let named = NAMED.iter().find(|(_, name)| name.eq_ignore_ascii_case(rest));
    let without_circle = rest.strip_prefix(CIRCLE).filter(|mark| mark.chars().all(is_mark));
    let rest = without_circle.filter(|mark| !mark.is_empty()).unwrap_or(rest);
    let mut letters = rest.chars();
    let code = match (letters.next(), letters.next(), named) {
        // Shift makes the back tab of it
        (_, _, Some((KeyCode::BackTab, _))) => KeyCode::Tab,
        (_, _, Some((code, _))) => *code,
        // no keyboard sends it, or nobody could read it in the help
        (Some(letter), None, None) if !is_seen(letter) => return None,
        // with Ctrl or Alt terminals tell no capitals
        (Some(letter), None, None) if modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
            KeyCode::Char(letter.to_lowercase().next().unwrap_or(letter))
        }
        (Some(letter), None, None) => KeyCode::Char(letter),
        _ => match crokey::parse(rest).ok()?.codes {
            OneToThree::One(code) => code,
            OneToThree::Two(..) | OneToThree::Three(..) => return None,
        },
    };
    Some(canonical(KeyCombination::one_key(code, modifiers)))
}

/// One spelling for each key, whatever the terminal's protocol made of Shift.
pub(in crate::app) fn canonical(key: KeyCombination) -> KeyCombination {
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
    use super::*;
    use crate::app::keymap::BINDINGS;
    use crate::app::typing::TYPING;
    use crate::words::sanitise::sanitise;
    use crate::words::width::width;

    #[test]
    fn what_the_help_shows_can_be_typed() {
        let bound = BINDINGS.iter().flat_map(|row| row.keys);
        let typing = TYPING.iter().flat_map(|row| row.keys).map(|(key, _)| key);
        for key in bound.chain(typing) {
            assert_eq!(read(&name(*key)), Some(*key), "{}", name(*key));
        }
    }

    #[test]
    fn a_key_is_read_in_many_spellings() {
        for (text, expected) in [
            ("C", "C"),
            ("shift-c", "C"),
            ("c", "c"),
            ("ctrl-c", "Ctrl-C"),
            ("CTRL-C", "Ctrl-C"),
            ("Ctrl-Alt-x", "Ctrl-Alt-X"),
            ("f12", "F12"),
            ("F2", "F2"),
            ("space", "Space"),
            ("pgdn", "PgDn"),
            ("PageDown", "PgDn"),
            ("shift-tab", "Shift-Tab"),
            ("tab", "Tab"),
            ("up", "↑"),
            ("enter", "Enter"),
            ("-", "-"),
            ("ctrl--", "Ctrl--"),
            (":", ":"),
            ("น", "น"),
            ("\u{e48}", "◌\u{e48}"),
            ("◌\u{e48}", "◌\u{e48}"),
            ("ctrl-\u{e49}", "Ctrl-◌\u{e49}"),
            ("◌", "◌"),
        ] {
            assert_eq!(read(text).map(name).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "ctrl-", "ctrl", "cc", "c-x", "hyper-x", "f99x", "ctrl-ctrl", "◌x"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_pressed_or_read_is_no_key() {
        for unseen in [
            "\t", "\n", "\u{1b}", "\u{7f}", "\u{202e}", "\u{200b}", "\u{200d}", "\u{feff}", "\u{fe0f}",
        ] {
            assert_eq!(read(unseen), None, "{unseen:?}");
            assert_eq!(read(&format!("Alt-{unseen}")), None, "{unseen:?}");
        }
    }

    #[test]
    fn a_mark_is_shown_on_a_circle_and_takes_a_cell() {
        let key = read("\u{e48}").expect("a key of the Thai keyboard");
        assert_eq!(width(&name(key)), 1);
        assert_eq!(sanitise(&name(key)), name(key));
        assert_eq!(read(&name(key)), Some(key));
    }
}

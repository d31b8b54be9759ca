//! The table, and what may be made of it.

use std::collections::HashSet;

use crokey::crossterm::event::{KeyCode, KeyModifiers};
use crokey::{KeyCombination, OneToThree, key};
use proptest::prelude::*;

use super::*;
use crate::words::ENGLISH;
use crate::words::start::{ConfigError, Place};
use Context::{Board, Entry, Filter, Form, Payment, Search};

fn remapped(wishes: &[(&str, &[&str])]) -> Result<Keymap, Refused> {
    let wishes: Vec<(&str, Vec<String>)> = wishes
        .iter()
        .map(|(name, keys)| (*name, keys.iter().map(ToString::to_string).collect()))
        .collect();
    Keymap::remapped(wishes.iter().map(|(name, keys)| (*name, keys.as_slice())))
}

/// Which wish is refused, and why.
fn refused(wishes: &[(&str, &[&str])]) -> String {
    let Refused { wish, problem } = remapped(wishes).expect_err("refused");
    let error = ConfigError::Keys {
        name: String::new(),
        place: Place::Default,
        problem: problem.into(),
    };
    let said = error.to_string();
    let (_, problem) = said.split_once(": ").expect("a place before it");
    format!("{wish}: {problem}. {}", (ENGLISH.start.config_hint)(&error))
}

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
fn every_row_has_a_name_of_its_own() {
    let names: HashSet<_> = BINDINGS.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), BINDINGS.len());
    for name in names {
        let (section, action) = name.split_once('.').expect("a section");
        let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(plain(section) && plain(action), "{name}");
    }
}

#[test]
fn no_plain_letter_is_a_command_while_a_field_has_focus_or_a_question_pays() {
    for row in BINDINGS {
        for key in row.keys {
            let plain = matches!(key.codes, OneToThree::One(KeyCode::Char(_))) && key.modifiers.is_empty();
            let text = [Form, Entry, Filter, Search]
                .iter()
                .any(|text| row.contexts.contains(text));
            assert!(!(plain && text), "{}", name(*key));
            let pays = row.action == Action::Pay || row.action == Action::Send;
            let bare = plain || *key == key!(enter);
            assert!(!(pays && bare), "{}", name(*key));
        }
    }
}

#[test]
fn every_protocol_spells_a_key_the_same() {
    let keymap = Keymap::default();
    let board = |code, modifiers| keymap.action(KeyCombination::one_key(code, modifiers), Board);
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
            keymap.shown(Action::Send, Form).as_deref(),
            keymap.shown(Action::RunAgain, Board).as_deref()
        ),
        (Some("Ctrl-S"), Some("R"))
    );
}

#[test]
fn the_table_obeys_its_own_rules() {
    for row in BINDINGS {
        let keys: Vec<String> = row.keys.iter().map(|key| name(*key)).collect();
        let same = Keymap::remapped([(row.name, keys.as_slice())]).map_err(|refused| refused.problem);
        let needs_none = keys.is_empty() || same == Ok(Keymap::default());
        assert!(needs_none, "{}: {same:?}", row.name);
    }
}

#[test]
fn a_remapped_key_takes_the_place_of_the_old_ones() {
    let keymap = remapped(&[
        ("jobs.cancel", &["C"]),
        ("jobs.copy_id", &["c", "F5"]),
        ("form.send", &["Ctrl-T"]),
        ("everywhere.language", &["F2"]),
    ])
    .expect("sound");
    let means = |key, context| keymap.action(key, context);
    assert_eq!(means(key!(shift - c), Board), Some(Action::Cancel));
    assert_eq!(means(key!(c), Board), Some(Action::CopyId));
    assert_eq!((means(key!(x), Board), means(key!(y), Board)), (None, None));
    assert_eq!(means(key!(ctrl - t), Form), Some(Action::Send));
    assert_eq!(means(key!(ctrl - s), Form), None);
    assert_eq!(means(key!(ctrl - s), Payment), Some(Action::Pay), "another row");
    assert_eq!(means(key!(f2), Entry), Some(Action::Language));
    assert_eq!(keymap.shown(Action::Cancel, Board).as_deref(), Some("C"));
    assert_eq!(
        keymap.said("‹jobs.cancel› or ‹form.send›, ‹jobs.track›, ‹none›"),
        "C or Ctrl-T, :, ‹none›"
    );
    let other = remapped(&[("jobs.palette", &["F4"])]).expect("sound");
    assert_eq!(other.said("‹jobs.track›"), "F4");
}

#[test]
fn what_cannot_be_had_is_refused_with_its_reason() {
    let another = "Take another key.";
    for (wishes, expected) in [
        (
            &[("job.cancel", &["C"][..])][..],
            "0: there is no section `[keys.job]`. The sections are: form, jobs, filter, panes, fields, help, search, \
             questions, settling, everywhere."
                .to_owned(),
        ),
        (
            &[("jobs.cancel", &["C"]), ("settling.adpt", &[])],
            "1: there is no action `adpt` in `[keys.settling]`. [keys.settling] has: adopt, not_created, send_again, \
             copy_note."
                .to_owned(),
        ),
        (
            &[("jobs.cancel", &["cc"])],
            "0: `cc` is no key. Write it as the help does: a, C, Space, Enter, F2, PgDn, Ctrl-T, Alt-X, Shift-Tab."
                .to_owned(),
        ),
        (
            &[("jobs.cancel", &["o"])],
            "0: o would mean two things: jobs.open and jobs.cancel. Take another key for one of them; an empty list, \
             [], takes a key away."
                .to_owned(),
        ),
        (
            &[("form.edit_outside", &["e"])],
            "0: e is text, or edits it, where form.edit_outside is meant. Take another key: F1 to F12, or one with Ctrl or Alt that edits no text (the help shows which do)."
                .to_owned(),
        ),
        (
            &[("jobs.open", &["Ctrl-I"])],
            format!("0: terminals send Ctrl-I as Tab. {another}"),
        ),
        (
            &[("questions.yes", &["Enter"])],
            "0: Enter never says yes. The answer of a question that is passed by in haste is no: take another key."
                .to_owned(),
        ),
        (
            &[("everywhere.quit_now", &["Ctrl-Q"])],
            "0: Ctrl-C always quits. Keep it in the list: [\"Ctrl-C\", \"Ctrl-Q\"].".to_owned(),
        ),
        (
            &[("everywhere.back", &[])],
            "0: everywhere.back needs a key. Name at least one.".to_owned(),
        ),
    ] {
        assert_eq!(refused(wishes), expected);
    }
    for (row, key) in [
        ("questions.pay", "y"),
        ("questions.pay", "Enter"),
        ("questions.pay", "Alt-Enter"),
        ("questions.pay", "Ctrl-Enter"),
        ("questions.pay", "Ctrl-1"),
        ("questions.pay", "F5"),
        ("questions.pay", "Alt-S"),
        ("questions.pay", "Ctrl-J"),
        ("questions.pay", "Ctrl-M"),
        ("form.send", "Enter"),
        ("form.send", "Shift-Enter"),
        ("form.send", "s"),
        ("form.send", "F5"),
        ("form.send", "Ctrl-J"),
        ("form.send", "Ctrl-["),
        ("form.send", "Ctrl-Space"),
    ] {
        refused(&[(row, &[key])]);
    }
    // two wishes that meet, and a key that edits text in some fields alone
    assert!(refused(&[("jobs.open", &["b"]), ("jobs.mark", &["b"])]).starts_with("1: "));
    assert!(refused(&[("panes.next", &["Enter"])]).starts_with("0: "));
    assert!(refused(&[("jobs.mark", &["Ctrl-C"])]).starts_with("0: Ctrl-C would mean two things"));
    assert!(
        remapped(&[("jobs.open", &["c"]), ("jobs.cancel", &["o"])]).is_ok(),
        "they change places"
    );
    assert!(remapped(&[("form.send", &["Alt-Enter"]), ("questions.pay", &["Ctrl-T"])]).is_ok());
}

#[test]
fn a_key_that_pays_or_confirms_does_nothing_else_close_by() {
    for (wishes, expected) in [
        (
            &[("jobs.run_again", &["Ctrl-S"][..])][..],
            "0: Ctrl-S pays (it is a key of form.send), so it cannot be one of jobs.run_again. Take another key for one of \
             them: nothing is paid or confirmed by a key that also does something else close by."
                .to_owned(),
        ),
        (
            &[("jobs.cancel", &["K"]), ("questions.yes", &["K"])],
            "1: K would ask (jobs.cancel) and, pressed twice, say yes (questions.yes). Take another key for one of them: \
             nothing is paid or confirmed by a key that also does something else close by."
                .to_owned(),
        ),
    ] {
        assert_eq!(refused(wishes), expected);
    }
    for (row, key) in [
        ("form.send", "Ctrl-E"),
        ("questions.pay", "Ctrl-P"),
        ("jobs.sort", "Ctrl-Enter"),
        ("settling.send_again", "Ctrl-S"),
        ("jobs.cancel", "y"),
        ("jobs.archive", "y"),
        ("jobs.open", "y"),
        ("jobs.settle", "n"),
        ("jobs.settle", "y"),
        ("questions.yes", "c"),
    ] {
        refused(&[(row, &[key])]);
    }
    refused(&[("settling.copy_note", &["k"]), ("settling.not_created", &["y"])]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_bound_only_a_control_key_pays_and_there_is_a_way_out(
        wishes in prop::collection::vec((0..BINDINGS.len(), prop::collection::vec(any_key(), 0..3)), 0..4)
    ) {
        let wishes: Vec<_> = wishes.iter().map(|(row, keys)| (BINDINGS[*row].name, keys.as_slice())).collect();
        let Ok(keymap) = Keymap::remapped(wishes) else { return Ok(()) };
        prop_assert!(EVERYWHERE.iter().all(|context| keymap.action(key!(ctrl - c), *context) == Some(Action::QuitNow)));
        let mut seen = HashSet::new();
        for (row, keys) in keymap.rows() {
            if matches!(row.action, Action::Pay | Action::Send) {
                prop_assert!(!keys.is_empty());
                prop_assert!(keys.iter().all(|key| key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)));
            }
            for (other, others) in keymap.rows() {
                let pays = |row: &Binding| matches!(row.action, Action::Pay | Action::Send);
                let yes = matches!(row.action, Action::Cancel | Action::Archive) && other.action == Action::Yes;
                let apart = yes || pays(row) != pays(other);
                prop_assert!(!apart || keys.iter().all(|key| !others.contains(key)), "{} {}", row.name, other.name);
            }
            for context in row.contexts {
                let text = [Form, Entry, Filter, Search].contains(context);
                for key in keys {
                    prop_assert!(seen.insert((*key, *context)));
                    let letter = matches!(key.codes, OneToThree::One(KeyCode::Char(_)));
                    let plain = (key.modifiers - KeyModifiers::SHIFT).is_empty();
                    prop_assert!(!(text && letter && plain));
                }
            }
        }
    }
}

fn any_key() -> impl Strategy<Value = String> {
    let keys = [
        "a",
        "C",
        "y",
        "Enter",
        "Space",
        "F5",
        "Esc",
        "Tab",
        "Ctrl-S",
        "Ctrl-C",
        "Ctrl-T",
        "Ctrl-J",
        "Ctrl-M",
        "Alt-Enter",
        "Ctrl-Enter",
        "Alt-X",
        "Shift-Enter",
        "↑",
        "nonsense",
    ];
    prop::sample::select(keys.map(str::to_owned).to_vec())
}

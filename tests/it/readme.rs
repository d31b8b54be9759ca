//! The tables of keys and settings in the README and in the guide are those of the code. After a change of either,
//! `UPDATE_DOCS=1 cargo test readme` writes them anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use seedance_tui::app::action::{Action, Context};
use seedance_tui::app::keymap::{BINDINGS, Binding, EVERYWHERE, name};
use seedance_tui::app::typing::{Kind, TYPING};
use seedance_tui::config::{SETTINGS, Setting};
use seedance_tui::words::ENGLISH;

/// The keys of every day, in the order of a day.
const EVERYDAY: &[Action] = &[
    Action::Send,
    Action::NewJob,
    Action::Next,
    Action::Back,
    Action::Details,
    Action::Open,
    Action::Cancel,
    Action::EditAgain,
    Action::RunAgain,
    Action::Look,
    Action::Settle,
    Action::Archive,
    Action::Filter,
    Action::Sort,
    Action::Mark,
    Action::MarkAll,
    Action::Help,
    Action::Quit,
];

/// The settings that most people meet.
const EVERYDAY_SETTINGS: &[&str] = &[
    "base_url",
    "api_key_file",
    "poll.every",
    "poll.ceiling",
    "submit.in_flight",
    "ui.theme",
];

fn settings(wanted: impl Fn(&Setting) -> bool) -> String {
    let mut table = "| setting | environment | default | what it is for |\n|---|---|---|---|\n".to_owned();
    for setting in SETTINGS.iter().filter(|setting| wanted(setting)) {
        let flag = setting.flag.map(|flag| format!(", `--{flag}`")).unwrap_or_default();
        let default = Some(setting.default).filter(|default| !default.is_empty());
        let default = default.map(|default| format!("`{default}`")).unwrap_or_default();
        let (name, variable, help) = (setting.name, setting.variable(), setting.help);
        writeln!(table, "| `{name}`{flag} | `{variable}` | {default} | {help} |").expect("a string takes all");
    }
    table
}

/// The guide's page of settings: the table, and what values each takes.
fn all_settings() -> String {
    let mut page = "# Settings\n\n".to_owned() + &settings(|_| true) + "\n| setting | takes |\n|---|---|\n";
    for setting in SETTINGS {
        writeln!(page, "| `{}` | {} |", setting.name, setting.kind).expect("a string takes all");
    }
    page
}

fn keys_of(row: &Binding) -> String {
    let names: Vec<_> = row.keys.iter().map(|key| format!("`{}`", name(*key))).collect();
    names.join(" ")
}

fn everyday_keys() -> String {
    let mut table = "| key | does |\n|---|---|\n".to_owned();
    for action in EVERYDAY {
        let row = BINDINGS
            .iter()
            .find(|row| row.action == *action)
            .expect("an action of every day has a key");
        writeln!(table, "| {} | {} |", keys_of(row), (row.words)(&ENGLISH).long).expect("a string takes all");
    }
    table
}

fn all_keys() -> String {
    let place = |context: &Context| match context {
        Context::Form => "form",
        Context::Board => "list and details",
        Context::Question => "question",
        Context::Payment => "question that pays",
        Context::Reading => "help and links",
        Context::Settling => "settling",
        Context::Entry => "typing an answer",
        Context::Filter => "typing a filter",
    };
    let mut page = "# Keys\n\n| key | does | where |\n|---|---|---|\n".to_owned();
    for row in BINDINGS {
        let everywhere = row.contexts == EVERYWHERE;
        let places: Vec<_> = row.contexts.iter().map(place).collect();
        let places = if everywhere {
            "everywhere".to_owned()
        } else {
            places.join(", ")
        };
        writeln!(page, "| {} | {} | {places} |", keys_of(row), (row.words)(&ENGLISH).long).expect("a string takes all");
    }
    page += "\n## In a field\n\nWith Shift, a key that moves selects.\n\n| key | does | in |\n|---|---|---|\n";
    let sort = |kind: &Kind| match kind {
        Kind::ManyLines => "prompt and media",
        Kind::OneLine => "one line",
        Kind::Choice => "choices",
    };
    for row in TYPING {
        let names: Vec<_> = row.keys.iter().map(|(key, _)| format!("`{}`", name(*key))).collect();
        let sorts: Vec<_> = row.kinds.iter().map(sort).collect();
        let (names, sorts) = (names.join(" "), sorts.join(", "));
        writeln!(page, "| {names} | {} | {sorts} |", row.long(&ENGLISH)).expect("a string takes all");
    }
    page
}

/// Holds the text between two marks of a file to what it should be.
fn hold(file: &str, mark: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let start = text.find(&open).expect("the table's start is marked") + open.len();
    let end = text[start..].find(&close).expect("the table's end is marked") + start;
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{}{wanted}{}", &text[..start], &text[end..])).expect("the file can be written");
    } else {
        assert_eq!(&text[start..end], wanted, "{file}: run UPDATE_DOCS=1 cargo test readme");
    }
}

#[test]
fn readme_has_the_keys_and_settings_of_the_code() {
    hold("README.md", "keys", &everyday_keys());
    hold(
        "README.md",
        "settings",
        &settings(|setting| EVERYDAY_SETTINGS.contains(&setting.name)),
    );
}

/// Holds a whole page of the guide.
fn hold_page(file: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/guide").join(file);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, wanted).expect("the page can be written");
    }
    let page = fs::read_to_string(&path).expect("the page is there");
    assert_eq!(page, wanted, "{file}: run UPDATE_DOCS=1 cargo test readme");
}

#[test]
fn guide_has_all_keys_and_settings() {
    hold_page("keys.md", &all_keys());
    hold_page("settings.md", &all_settings());
}

#[test]
fn readme_is_short_and_its_picture_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("the README is there");
    assert!(readme.lines().count() <= 150, "{} lines", readme.lines().count());
    let picture = readme.split("](").find_map(|part| {
        part.split(')')
            .next()
            .filter(|path| path.starts_with("assets/screens/"))
    });
    assert!(root.join(picture.expect("the README shows a picture")).is_file());
}

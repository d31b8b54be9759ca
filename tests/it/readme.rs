//! The tables of keys and settings in the README and in the guide are those of the code, and what the written pages show can be
//! typed and found. After a change of keys or settings, `UPDATE_DOCS=1 cargo test --test it readme` writes the tables anew.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::mem::discriminant;
use std::path::Path;

use seedance_tui::app::action::{Action, Context};
use seedance_tui::app::keymap::{BINDINGS, Binding, Keymap, name};
use seedance_tui::app::typing::{Kind, TYPING};
use seedance_tui::config::{Environment, Flags, Plan, SETTINGS, Setting};
use seedance_tui::job::{Filter, Sort, Status};
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
    Action::Palette,
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
        let (name, variable, help) = (setting.name, setting.variable(), (setting.help)(&ENGLISH.line.settings));
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
    page += "\nWith several windows on one ledger one of them polls, under its ceiling. What the others send for their own person \
             (submits, cancels, a look with `r`) counts under their own.\n";
    page += "\nThe file may also have sections for keys, `[keys.…]`: see [keys](keys.md).\n";
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

/// Every key, and by which name it is remapped.
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
        Context::Search => "palette, search in the help",
    };
    let mut table = "| key | does | where | name |\n|---|---|---|---|\n".to_owned();
    for row in BINDINGS {
        let places: Vec<_> = row.contexts.iter().map(place).collect();
        let places = if row.is_everywhere() {
            "everywhere".to_owned()
        } else {
            places.join(", ")
        };
        let (keys, long) = (keys_of(row), (row.words)(&ENGLISH).long);
        let keys = if keys.is_empty() { "palette" } else { &keys };
        writeln!(table, "| {keys} | {long} | {places} | `{}` |", row.name).expect("a string takes all");
    }
    table
}

fn typing_keys() -> String {
    let mut table = "| key | does | in |\n|---|---|---|\n".to_owned();
    let sort = |kind: &Kind| match kind {
        Kind::ManyLines => "prompt and media",
        Kind::OneLine => "one line",
        Kind::Choice => "choices",
    };
    for row in TYPING {
        let names: Vec<_> = row.keys.iter().map(|(key, _)| format!("`{}`", name(*key))).collect();
        let sorts: Vec<_> = row.kinds.iter().map(sort).collect();
        let (names, sorts) = (names.join(" "), sorts.join(", "));
        writeln!(table, "| {names} | {} | {sorts} |", row.long(&ENGLISH)).expect("a string takes all");
    }
    table
}

/// The other tests read the pages meanwhile, and find the old one or the new one.
fn write_whole(page: &Path, text: &str) {
    let new = page.with_extension("new");
    fs::write(&new, text).expect("the page can be written");
    fs::rename(&new, page).expect("it takes the place of the old one");
}

/// Holds the text between two marks of a file to what it should be.
fn hold(file: &str, mark: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let start = text.find(&open).expect("the table's start is marked") + open.len();
    let end = text[start..].find(&close).expect("the table's end is marked") + start;
    if std::env::var_os("UPDATE_DOCS").is_some() {
        write_whole(&path, &format!("{}{wanted}{}", &text[..start], &text[end..]));
    } else {
        assert_eq!(
            &text[start..end],
            wanted,
            "{file}: run UPDATE_DOCS=1 cargo test --test it readme"
        );
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
        write_whole(&path, wanted);
    }
    let page = fs::read_to_string(&path).expect("the page is there");
    assert_eq!(page, wanted, "{file}: run UPDATE_DOCS=1 cargo test --test it readme");
}

#[test]
fn guide_has_all_keys_and_settings() {
    hold("assets/guide/keys.md", "keys", &all_keys());
    hold("assets/guide/keys.md", "typing", &typing_keys());
    hold_page("settings.md", &all_settings());
}

#[test]
fn the_keys_of_the_guide_can_be_had() {
    let page = page("assets/guide/keys.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("config.toml");
    fs::write(&file, example.expect("it shows some")).expect("it can be written");
    let flags = Flags {
        config: Some(file.display().to_string()),
        ..Flags::default()
    };
    let environment = Environment::of([("HOME", home.path().to_str().expect("text"))]);
    let plan = Plan::settle(&flags, &environment).expect("sound");
    assert!(plan.keys.len() > 2);
    let wishes = plan.keys.iter().map(|wish| (wish.name.as_str(), wish.keys.as_slice()));
    assert!(Keymap::remapped(wishes).is_ok_and(|keymap| keymap != Keymap::default()));
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

fn page(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(path).expect("the page is there")
}

#[test]
fn every_filter_of_the_guide_can_be_typed() {
    let page = page("assets/guide/filters.md");
    let table = page
        .split_once("| type | finds |\n|---|---|\n")
        .expect("it has a table")
        .1;
    let mut keys = vec![];
    for row in table.lines().take_while(|line| line.starts_with('|')) {
        let example = row.split('`').nth(1).expect("an example stands first");
        let (filter, problems) = Filter::parse(example);
        assert_eq!(problems, [], "{example}");
        assert!(!filter.terms.is_empty(), "{example} filters nothing");
        keys.extend(filter.terms.iter().map(|term| discriminant(&term.what)));
    }
    let whats = keys.iter().collect::<HashSet<_>>();
    assert_eq!(whats.len(), 10, "the page shows every kind of term");
}

#[test]
fn the_guide_names_every_state_and_every_order() {
    let page = page("assets/guide/filters.md");
    for state in Status::KNOWN {
        let word = state.ledger_word();
        assert!(page.contains(&format!("`{word}`")), "{word}");
    }
    for sort in Sort::ALL {
        let row = format!(
            "| {} | {} |",
            (ENGLISH.panes.sorted)(sort, false),
            (ENGLISH.panes.sorted)(sort, true)
        );
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_dir(root.join("assets/guide")).expect("there is a guide");
    let guide = guide.map(|entry| entry.expect("it can be read").path());
    let guide = guide.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let written = ["README.md", "assets/CONTRIBUTING.md", "assets/CHANGELOG.md"];
    for path in written.map(|file| root.join(file)).into_iter().chain(guide) {
        let text = fs::read_to_string(&path).expect("the page is there");
        let targets = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next());
        for target in targets.filter(|target| !target.contains("://")) {
            let leads_to = path.parent().expect("a folder").join(target);
            assert!(leads_to.exists(), "{}: {target}", path.display());
        }
    }
}

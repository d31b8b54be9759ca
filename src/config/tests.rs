//! The whole way from flags, environment and file to a configuration; nothing of the process or the person is read.

use std::fs;
use std::time::Duration;

use super::settings::SETTINGS;
use super::*;
use crate::words::ENGLISH;
use crate::words::start::Place;

/// A home folder with a configuration file in it, and an environment that knows nothing else.
struct Person {
    home: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
    flags: Flags,
}

impl Person {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
            flags: Flags::default(),
        }
    }

    fn file(self, text: &str) -> Self {
        let folder = self.home.path().join(".config/seedance-tui");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("config.toml"), text).unwrap();
        self
    }

    fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    fn flag(mut self, name: &'static str, value: &str) -> Self {
        self.flags.settings.push((name, value.to_owned()));
        self
    }

    fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    fn load(&self) -> Result<Config, ConfigError> {
        let home = self.home.path().to_str().unwrap();
        let variables = self.variables.iter().map(|(name, value)| (*name, value.as_str()));
        let mut environment = Environment::of([("HOME", home)].into_iter().chain(variables));
        environment.current_dir = self.path("here");
        Config::load(&self.flags, &environment)
    }

    /// What the person reads: the error and its hint, with the home folder as `~`.
    fn refusal(&self) -> String {
        let error = self.load().unwrap_err();
        let home = self.home.path().to_str().unwrap();
        format!("{error}\n{}", (ENGLISH.start.config_hint)(&error)).replace(home, "~")
    }
}

fn live(config: &Config) -> Option<(String, &str)> {
    match &config.mode {
        Mode::Live { origin, key } => Some((origin.to_string(), key.expose())),
        Mode::Sandbox { .. } => None,
    }
}

#[test]
fn with_nothing_at_all_it_is_the_sandbox_with_the_defaults() {
    let person = Person::new();
    let config = person.load().unwrap();
    assert!(matches!(config.mode, Mode::Sandbox { forced: false }));
    assert_eq!(
        config.settings,
        Settings {
            base_url: None,
            ..Settings::default()
        }
    );
    assert_eq!(config.notes, []);
    assert_eq!(
        config.paths,
        Paths {
            config_file: person.path(".config/seedance-tui/config.toml"),
            data_dir: person.path(".local/share/seedance-tui"),
            ledger_dir: person.path(".local/share/seedance-tui/sandbox"),
            log_dir: person.path(".local/state/seedance-tui"),
        }
    );
    assert_eq!(
        fs::read_dir(person.home.path()).unwrap().count(),
        0,
        "nothing is created"
    );
}

#[test]
fn the_defaults_of_the_table_are_values_of_the_settings() {
    let text: String = SETTINGS
        .iter()
        .filter(|setting| !setting.default.is_empty())
        .map(|setting| match setting.kind {
            Kind::Count => format!("{} = {}\n", setting.name, setting.default),
            _ => format!("{} = \"{}\"\n", setting.name, setting.default),
        })
        .collect();
    let config = Person::new().file(&text).load().unwrap();
    assert_eq!(
        config.settings,
        Settings {
            base_url: None,
            ..Settings::default()
        }
    );
    assert_eq!(config.settings.submit_in_flight, 20);
    assert!(config.settings.mouse && config.settings.notify);
}

#[test]
fn names_are_spelled_alike_everywhere() {
    let spelled: Vec<_> = SETTINGS
        .iter()
        .map(|setting| (setting.name, setting.variable(), setting.flag))
        .collect();
    for (name, variable, flag) in [
        ("base_url", "SEEDANCE_BASE_URL", Some("base-url")),
        ("data_dir", "SEEDANCE_TUI_DATA_DIR", Some("data-dir")),
        ("api_key_file", "SEEDANCE_TUI_API_KEY_FILE", Some("api-key-file")),
        ("poll.first", "SEEDANCE_TUI_POLL_FIRST", None),
        ("submit.in_flight", "SEEDANCE_TUI_SUBMIT_IN_FLIGHT", None),
    ] {
        assert!(spelled.contains(&(name, variable.to_owned(), flag)), "{name}");
    }
}

#[test]
fn flag_before_environment_before_file() {
    let base = |person: Person| {
        live(&person.variable("SEEDANCE_API_KEY", "k").load().unwrap())
            .unwrap()
            .0
    };
    let file = || Person::new().file("base_url = \"https://file.example\"");
    assert_eq!(base(Person::new()), "https://www.seedance2.ink");
    assert_eq!(base(file()), "https://file.example");
    let both = || file().variable("SEEDANCE_BASE_URL", "https://env.example");
    assert_eq!(base(both()), "https://env.example");
    assert_eq!(
        base(both().flag("base_url", "https://flag.example")),
        "https://flag.example"
    );
    assert_eq!(
        base(file().variable("SEEDANCE_BASE_URL", "")),
        "https://file.example",
        "empty is unset"
    );
}

#[test]
fn every_setting_can_be_written_in_the_file() {
    let config = Person::new()
        .file(
            "data_dir = \"jobs\"\n[poll]\nfirst = \"500ms\"\nevery = \"1m\"\nceiling = 2.5\n[submit]\nin_flight = 3\n\
             [ui]\ntheme = \"dark\"\nborders = \"ascii\"\nmouse = false\nnotify = \"off\"\nlanguage = \"en\"\n[log]\nlevel = \"debug\"\n",
        )
        .load()
        .unwrap();
    assert_eq!(
        config.settings,
        Settings {
            base_url: None,
            data_dir: None,
            api_key_file: None,
            api_key_command: None,
            poll_first: Some(Duration::from_millis(500)),
            poll_every: Some(Duration::from_secs(60)),
            poll_ceiling: Some(2.5),
            submit_in_flight: 3,
            theme: Theme::Dark,
            borders: Borders::Ascii,
            mouse: false,
            notify: false,
            language: Language::English,
            log_level: LogLevel::Debug,
        }
    );
}

#[test]
fn mistakes_in_the_file_are_told_with_line_and_remedy() {
    let takes_pace = "poll.first takes `auto` or a duration, such as `500ms`, `20s` or `1m`.";
    let file = "~/.config/seedance-tui/config.toml";
    for (text, refusal) in [
        (
            "\n[poll]\nfrist = \"20s\"",
            format!(
                "{file}, line 3: there is no setting `poll.frist`\nDid you mean `poll.first`? `seedance-tui --help` lists all settings."
            ),
        ),
        (
            "[pol]\nfirst = \"20s\"",
            format!("{file}, line 1: there is no setting `pol`\n`seedance-tui --help` lists all settings."),
        ),
        (
            "[poll]\nfirst = 20",
            format!(
                "poll.first ({file}, line 2): a number is the wrong type\n{takes_pace} In the file it stands in quotes."
            ),
        ),
        (
            "poll.first = \"soon\"",
            format!("poll.first ({file}, line 1): `soon` is not a value it takes\n{takes_pace}"),
        ),
        (
            "submit.in_flight = \"3\"",
            format!(
                "submit.in_flight ({file}, line 1): a text is the wrong type\nsubmit.in_flight takes a whole number from 1 to 1000. In the file it stands without quotes."
            ),
        ),
        (
            "ui.language = \"fr\"",
            format!(
                "ui.language ({file}, line 1): `fr` is not a value it takes\nui.language takes `auto`, `en` or `th`."
            ),
        ),
        (
            "base_url = \"http://www.seedance2.ink\"",
            format!(
                "base_url ({file}, line 1): plain http:// is for this machine alone; `www.seedance2.ink` is another one, and the key would travel in the open\nUse https://. Plain http:// is accepted for localhost, 127.0.0.0/8 and [::1] only."
            ),
        ),
        (
            "api_key_command = [\"pass\", 1]",
            format!(
                "api_key_command ({file}, line 1): this list is the wrong type\napi_key_command takes a program and its arguments, such as `pass show seedance`. In the file it stands in quotes."
            ),
        ),
    ] {
        assert_eq!(Person::new().file(text).refusal(), refusal, "{text}");
    }
    let syntax = Person::new().file("\n\napi_key_file = sd2_live_x\n").refusal();
    assert!(
        syntax.starts_with(&format!("{file}, line 3: ")) && !syntax.contains("sd2_live_x"),
        "{syntax}"
    );
}

#[test]
fn a_key_in_the_file_is_refused_and_not_repeated() {
    let refusal = Person::new().file("api_key = \"sd2_live_x\"").refusal();
    assert!(
        refusal.contains("line 1: an API key does not belong in this file"),
        "{refusal}"
    );
    assert!(!refusal.contains("sd2_live_x"), "{refusal}");
}

#[test]
fn a_key_in_the_wrong_place_is_told_and_not_repeated() {
    let in_file = |text: &str| Person::new().file(&text.replace("KEY", "sd2_live_x"));
    let mut persons: Vec<_> = [
        "KEY = 1",
        "\"KEY y\" = 1",
        "KEY",
        "KEY = 1\nKEY = 2",
        "[KEY]\nfirst = 1",
        "[poll]\nKEY = 1",
        "poll.KEY.first = \"1s\"",
        "api_key.KEY = 1",
        "keys.KEY = 1",
        "keys.jobs.KEY = 1",
        "base_url = \"KEY\"",
        "base_url = \"http://KEY\"",
        "base_url = \"https://KEY@host\"",
        "api_key_file = \"KEY\"",
        "api_key_command = \"KEY\"",
        "api_key_command = \"KEY | head\"",
        "data_dir = \"KEY\"",
        "poll.first = \"KEY\"",
        "poll.every = \"KEY y\"",
        "poll.ceiling = \"KEY\"",
        "submit.in_flight = \"KEY\"",
        "ui.theme = \"KEY\"",
        "ui.mouse = \"KEY\"",
        "ui.language = \"KEY\"",
        "log.level = \"KEY\"",
    ]
    .map(in_file)
    .into();
    let variables = SETTINGS.iter().map(|setting| &*setting.variable().leak());
    persons.extend(variables.map(|name| Person::new().variable(name, "sd2_live_x")));
    persons.push(Person::new().variable("SEEDANCE_TUI_sd2_live_x", "1"));
    persons.push(Person::new().variable("SEEDANCE_API_KEY", "sd2_live_x y"));
    persons.push(Person::new().variable("SEEDANCE_TUI_CONFIG", "sd2_live_x"));
    for setting in SETTINGS.iter().filter(|setting| setting.flag.is_some()) {
        persons.push(Person::new().flag(setting.name, "sd2_live_x"));
    }
    for text in [
        "poll.first = 1",
        "poll.frist = 1",
        "poll",
        "ui.theme = \"x\"",
        "api_key = \"x\"",
    ] {
        let person = Person::new().variable("SEEDANCE_TUI_CONFIG", "~/sd2_live_x");
        fs::write(person.path("sd2_live_x"), text).unwrap();
        persons.push(person);
    }
    for person in persons {
        let refusal = person.refusal();
        assert!(!refusal.contains("live_x"), "{refusal}");
    }
}

#[test]
fn mistakes_in_the_environment_are_told_with_their_name() {
    for (name, value, refusal) in [
        (
            "SEEDANCE_TUI_POLL_FRIST",
            "1s",
            "environment: there is no setting `SEEDANCE_TUI_POLL_FRIST`\nDid you mean `SEEDANCE_TUI_POLL_FIRST`? `seedance-tui --help` lists all settings.",
        ),
        (
            "SEEDANCE_TUI_NOPE",
            "1",
            "environment: there is no setting `SEEDANCE_TUI_NOPE`\n`seedance-tui --help` lists all settings.",
        ),
        (
            "SEEDANCE_TUI_BASE_URL",
            "https://x.example",
            "environment: there is no setting `SEEDANCE_TUI_BASE_URL`\nDid you mean `SEEDANCE_BASE_URL`? `seedance-tui --help` lists all settings.",
        ),
        (
            "SEEDANCE_TUI_SUBMIT_IN_FLIGHT",
            "0",
            "submit.in_flight (SEEDANCE_TUI_SUBMIT_IN_FLIGHT in the environment): `0` is not between 1 and 1000\nsubmit.in_flight takes a whole number from 1 to 1000.",
        ),
    ] {
        assert_eq!(Person::new().variable(name, value).refusal(), refusal);
    }
    assert!(
        Person::new().variable("SEEDANCE_TUI_POLL_FRIST", "").load().is_ok(),
        "empty is unset"
    );
}

#[test]
fn a_named_configuration_file_must_be_there() {
    let mut person = Person::new();
    person.flags.config = Some("my.toml".to_owned());
    assert!(
        person
            .refusal()
            .starts_with("cannot read the configuration file ~/here/my.toml: No such file")
    );
    let person = Person::new().variable("SEEDANCE_TUI_CONFIG", "~/my.toml");
    assert!(
        person
            .refusal()
            .starts_with("cannot read the configuration file ~/my.toml: No such file")
    );
    fs::write(person.path("my.toml"), "ui.mouse = false").unwrap();
    assert!(!person.load().unwrap().settings.mouse);
    fs::remove_file(person.path("my.toml")).unwrap();
    fs::create_dir(person.path("my.toml")).unwrap();
    assert!(person.refusal().contains("directory"));
}

#[test]
fn the_strongest_source_gives_the_key() {
    let person = || {
        let person = Person::new().file("api_key_command = [\"printf\", \"from command\\b\"]");
        fs::write(person.path("key"), "from-file\n").unwrap();
        person
    };
    let key = |person: Person| live(&person.load().unwrap()).unwrap().1.to_owned();
    let with_file = || {
        let person = person();
        let path = person.path("key");
        (person, path.to_str().unwrap().to_owned())
    };
    let command = Person::new().file("api_key_command = \"printf from-command\"");
    assert_eq!(key(command), "from-command");
    let (person, path) = with_file();
    assert_eq!(key(person.variable("SEEDANCE_TUI_API_KEY_FILE", &path)), "from-file");
    let (person, path) = with_file();
    assert_eq!(
        key(person
            .variable("SEEDANCE_TUI_API_KEY_FILE", &path)
            .variable("SEEDANCE_API_KEY", "from-variable\n")),
        "from-variable"
    );
    let (person, path) = with_file();
    assert_eq!(
        key(person
            .flag("api_key_file", &path)
            .variable("SEEDANCE_API_KEY", "from-variable")),
        "from-file"
    );
    let both = Person::new().file("api_key_command = \"false\"\napi_key_file = \"../key\"");
    fs::write(both.path(".config/key"), "beside-the-configuration").unwrap();
    assert_eq!(key(both), "beside-the-configuration");
}

#[test]
fn a_bad_key_ends_the_start_and_is_not_repeated() {
    for (key, why) in [
        ("sd2_live_x\nsd2_live_x", "the key holds a line break"),
        ("\n", "the key is empty"),
        (
            "sd2_live_x y",
            "the key holds a blank, a control character or a character outside ASCII",
        ),
    ] {
        let refusal = Person::new().variable("SEEDANCE_API_KEY", key).refusal();
        assert!(refusal.starts_with(&format!("SEEDANCE_API_KEY: {why}\n")), "{refusal}");
        assert!(
            !refusal.contains("sd2_live_x y") && !refusal.contains("live_x\n"),
            "{refusal}"
        );
    }
    assert!(
        Person::new()
            .flag("api_key_file", "nowhere")
            .refusal()
            .starts_with("key file ~/here/nowhere: cannot be")
    );
}

#[test]
fn a_key_makes_it_live_and_chooses_the_ledger() {
    let person = Person::new()
        .variable("SEEDANCE_API_KEY", "k")
        .variable("SEEDANCE_BASE_URL", "http://127.0.0.1:8787");
    let config = person.load().unwrap();
    assert_eq!(live(&config), Some(("http://127.0.0.1:8787".to_owned(), "k")));
    assert_eq!(
        config.paths.ledger(),
        person.path(".local/share/seedance-tui/127.0.0.1_8787/jobs.db")
    );
    assert_eq!(config.environment.get("SEEDANCE_API_KEY"), None);
    assert!(!format!("{config:?}").contains("\"k\""));
}

#[test]
fn sandbox_by_force_reads_no_key() {
    let mut person = Person::new()
        .variable("SEEDANCE_API_KEY", "k\nk")
        .flag("data_dir", "~/jobs");
    person.flags.sandbox = true;
    let config = person.load().unwrap();
    assert!(matches!(config.mode, Mode::Sandbox { forced: true }));
    assert_eq!(config.paths.ledger(), person.path("jobs/sandbox/jobs.db"));
    assert_eq!(config.paths.sandbox_service(), person.path("jobs/sandbox/service"));
}

#[test]
fn an_empty_path_is_not_the_current_folder() {
    let refusal = "data_dir (--data-dir): it is empty\ndata_dir takes a path.";
    assert_eq!(Person::new().flag("data_dir", "").refusal(), refusal);
    let mut person = Person::new();
    person.flags.config = Some(String::new());
    assert_eq!(person.refusal(), "config (--config): it is empty\nconfig takes a path.");
}

#[test]
fn notes() {
    let unused = Person::new().flag("base_url", "https://other.example").load().unwrap();
    assert_eq!(
        unused.notes,
        [Note::BaseUrlUnused {
            origin: Origin::parse("https://other.example").unwrap()
        }]
    );
    let person = Person::new().flag("api_key_file", "~/key");
    fs::write(person.path("key"), "k").unwrap();
    fs::set_permissions(person.path("key"), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    assert_eq!(
        person.load().unwrap().notes,
        [Note::KeyFileOpen {
            path: person.path("key"),
            mode: 0o644
        }]
    );
}

#[test]
fn xdg_folders_outrank_home_and_must_be_absolute() {
    let config = Person::new()
        .variable("XDG_DATA_HOME", "/somewhere/data")
        .variable("XDG_STATE_HOME", "relative")
        .load()
        .unwrap();
    assert_eq!(config.paths.data_dir, PathBuf::from("/somewhere/data/seedance-tui"));
    assert!(config.paths.log_dir.ends_with(".local/state/seedance-tui"));
    let homeless = Config::load(&Flags::default(), &Environment::of([])).unwrap_err();
    assert_eq!(
        homeless.to_string(),
        "no home folder is known, and XDG_CONFIG_HOME is not set"
    );
}

#[test]
fn wishes_for_keys_are_read_with_their_lines() {
    let person = Person::new().file(
        "ui.mouse = false\n[keys.jobs]\ncancel = [\"C\", \"F5\"]\nopen = \"v\"\n[keys]\nform.send = []\n[poll]\nfirst = \"1s\"",
    );
    let path = person.path(".config/seedance-tui/config.toml").display().to_string();
    let wish = |name: &str, keys: &[&str], line| KeyWish {
        name: name.to_owned(),
        keys: keys.iter().map(ToString::to_string).collect(),
        place: Place::File {
            path: path.clone(),
            line,
        },
    };
    let config = person.load().unwrap();
    let mut keys = config.keys;
    keys.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(
        keys,
        [
            wish("form.send", &[], 6),
            wish("jobs.cancel", &["C", "F5"], 3),
            wish("jobs.open", &["v"], 4),
        ]
    );
    assert_eq!(config.settings.poll_first, Some(Duration::from_secs(1)));
    assert_eq!(Person::new().file("").load().unwrap().keys, []);
}

#[test]
fn what_is_no_wish_for_a_key_is_named() {
    let file = "~/.config/seedance-tui/config.toml";
    let section = "Keys stand in sections, as in: [keys.jobs], and in it: cancel = [\"C\"].";
    let quotes = "A key stands in quotes, several in brackets: [\"c\", \"Ctrl-X\"].";
    let secret = Person::new().file("[keys.jobs]\nsd2_live_x = 5\n").refusal();
    assert!(
        secret.contains("keys.jobs.***") && !secret.contains("sd2_live_"),
        "{secret}"
    );
    for (text, refusal) in [
        (
            "keys = 5",
            format!("keys ({file}, line 1): this is no section\n{section}"),
        ),
        (
            "[keys]\ncancel = \"c\"",
            format!("keys.cancel ({file}, line 2): this is no section\n{section}"),
        ),
        (
            "\n[keys.jobs]\ncancel = 5",
            format!("keys.jobs.cancel ({file}, line 3): this is no list of keys\n{quotes}"),
        ),
        (
            "[keys.jobs]\ncancel = [\"c\", 5]",
            format!("keys.jobs.cancel ({file}, line 2): this is no list of keys\n{quotes}"),
        ),
        (
            "[keys.jobs.cancel]\nkey = \"c\"",
            format!("keys.jobs.cancel ({file}, line 1): this is no list of keys\n{quotes}"),
        ),
    ] {
        assert_eq!(Person::new().file(text).refusal(), refusal);
    }
}

//! The table of settings: one row a setting, from which the names in the file, the environment and the flags, the
//! help, the README table and the errors all come.
//!
//! Not for finding values (`mod.rs`, `file.rs`), and not for the key, which is no setting.

use std::path::PathBuf;
use std::time::Duration;

use super::choices::{Borders, Language, LogLevel, Theme};
use super::layers::{Source, Written};
use super::value;
use crate::job::Origin;
use crate::words::line::SettingWords;
use crate::words::start::{Kind, ValueProblem};

/// One setting. To add one: a field in [`Settings`], a row in [`SETTINGS`].
#[derive(Debug)]
pub struct Setting {
    /// Name in the configuration file: `poll.first` is `first` in section `[poll]`.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Its value when nobody says anything; empty when it has none.
    pub default: &'static str,
    /// The long flag without its dashes, where a flag is often wanted.
    pub flag: Option<&'static str>,
    /// What it is for, as a short phrase in each language.
    pub help: fn(&SettingWords) -> &'static str,
    /// Reads a value into its field.
    pub(super) set: fn(&mut Settings, &Written) -> Result<(), ValueProblem>,
}

/// The values of all settings, whatever place they come from.
///
/// `None` in a pace is `auto`: the program chooses, by model and age on the service, and shorter on the sandbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    // What the rest of the configuration is made from; the program never sees these as settings.
    pub(super) base_url: Option<(Source, Origin)>,
    pub(super) data_dir: Option<PathBuf>,
    pub(super) api_key_file: Option<(Source, PathBuf)>,
    pub(super) api_key_command: Option<(Source, Vec<String>)>,
    /// Wait before a job's first poll, 0 s to 24 h.
    pub poll_first: Option<Duration>,
    /// Steady pace of one job's polls, 10 ms to 24 h.
    pub poll_every: Option<Duration>,
    /// Most requests a second for the whole program, 0.1 to 1,000. `None`: 5 on the service, more on the sandbox.
    pub poll_ceiling: Option<f64>,
    /// Most jobs in flight at once, 1 to 1,000.
    pub submit_in_flight: u16,
    /// Colours.
    pub theme: Theme,
    /// What edges and signs are made of.
    pub borders: Borders,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Whether the end of a job rings.
    pub notify: bool,
    /// Language of the screen.
    pub language: Language,
    /// What goes into the log file.
    pub log_level: LogLevel,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// All settings, in the order in which people are told of them.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "base_url",
        kind: Kind::Url,
        default: Origin::SERVICE,
        flag: Some("base-url"),
        help: |words| words.base_url,
        set: |to, written| value::origin(written).map(|it| to.base_url = Some((written.source.clone(), it))),
    },
    Setting {
        name: "data_dir",
        kind: Kind::Path,
        default: "",
        flag: Some("data-dir"),
        help: |words| words.data_dir,
        set: |to, written| value::folder(written).map(|it| to.data_dir = Some(it)),
    },
    Setting {
        name: "api_key_file",
        kind: Kind::Path,
        default: "",
        flag: Some("api-key-file"),
        help: |words| words.api_key_file,
        set: |to, written| value::path(written).map(|it| to.api_key_file = Some((written.source.clone(), it))),
    },
    Setting {
        name: "api_key_command",
        kind: Kind::Command,
        default: "",
        flag: None,
        help: |words| words.api_key_command,
        set: |to, written| value::command(written).map(|it| to.api_key_command = Some((written.source.clone(), it))),
    },
    Setting {
        name: "poll.first",
        kind: Kind::Pace,
        default: "auto",
        flag: None,
        help: |words| words.poll_first,
        set: |to, written| value::pace(written, Duration::ZERO, DAY).map(|it| to.poll_first = it),
    },
    Setting {
        name: "poll.every",
        kind: Kind::Pace,
        default: "auto",
        flag: None,
        help: |words| words.poll_every,
        set: |to, written| value::pace(written, Duration::from_millis(10), DAY).map(|it| to.poll_every = it),
    },
    Setting {
        name: "poll.ceiling",
        kind: Kind::Rate,
        default: "auto",
        flag: None,
        help: |words| words.poll_ceiling,
        set: |to, written| value::rate(written, 0.1, 100_000.0).map(|it| to.poll_ceiling = it),
    },
    Setting {
        name: "submit.in_flight",
        kind: Kind::Count,
        default: "20",
        flag: None,
        help: |words| words.submit_in_flight,
        set: |to, written| value::count(written, 1, 1000).map(|it| to.submit_in_flight = it),
    },
    Setting {
        name: "ui.theme",
        kind: Kind::Choice(Theme::NAMES),
        default: "terminal",
        flag: None,
        help: |words| words.theme,
        set: |to, written| Theme::read(written).map(|it| to.theme = it),
    },
    Setting {
        name: "ui.borders",
        kind: Kind::Choice(Borders::NAMES),
        default: "auto",
        flag: None,
        help: |words| words.borders,
        set: |to, written| Borders::read(written).map(|it| to.borders = it),
    },
    Setting {
        name: "ui.mouse",
        kind: Kind::Switch,
        default: "on",
        flag: None,
        help: |words| words.mouse,
        set: |to, written| value::switch(written).map(|it| to.mouse = it),
    },
    Setting {
        name: "ui.notify",
        kind: Kind::Switch,
        default: "on",
        flag: None,
        help: |words| words.notify,
        set: |to, written| value::switch(written).map(|it| to.notify = it),
    },
    Setting {
        name: "ui.language",
        kind: Kind::Choice(Language::NAMES),
        default: "auto",
        flag: None,
        help: |words| words.language,
        set: |to, written| Language::read(written).map(|it| to.language = it),
    },
    Setting {
        name: "log.level",
        kind: Kind::Choice(LogLevel::NAMES),
        default: "warn",
        flag: None,
        help: |words| words.log_level,
        set: |to, written| LogLevel::read(written).map(|it| to.log_level = it),
    },
];

impl Setting {
    /// The row of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// Name of its environment variable: `SEEDANCE_TUI_POLL_FIRST`, but `SEEDANCE_BASE_URL`, which belongs to the
    /// service and not to this program alone.
    pub fn variable(&self) -> String {
        let program = if self.name == "base_url" {
            "SEEDANCE_"
        } else {
            VARIABLE_PREFIX
        };
        format!("{program}{}", self.name.replace('.', "_").to_ascii_uppercase())
    }
}

/// What the environment variables of this program begin with. A variable that does and is none is refused.
pub(super) const VARIABLE_PREFIX: &str = "SEEDANCE_TUI_";

impl Default for Settings {
    /// Every setting as the table has it when nobody says anything.
    fn default() -> Self {
        let mut settings = Self {
            base_url: None,
            data_dir: None,
            api_key_file: None,
            api_key_command: None,
            poll_first: None,
            poll_every: None,
            poll_ceiling: None,
            submit_in_flight: 1,
            theme: Theme::default(),
            borders: Borders::default(),
            mouse: false,
            notify: false,
            language: Language::default(),
            log_level: LogLevel::default(),
        };
        for setting in SETTINGS.iter().filter(|setting| !setting.default.is_empty()) {
            // A test holds that the table takes its own defaults.
            let _ = (setting.set)(&mut settings, &Written::default_of(setting));
        }
        settings
    }
}

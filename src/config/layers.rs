//! Which value of a setting wins: flag, environment, file, default.
//!
//! Not for what a value means (`settings.rs`, `value.rs`), nor for the key (`mod.rs`).

use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::error::ConfigError;
use super::file::{self, Found};
use super::key::{KEY_VARIABLE, path_unless_key};
use super::settings::{BadValue, SETTINGS, Setting, Settings, VARIABLE_PREFIX};
use super::{CONFIG_VARIABLE, Flags};

/// Where a value was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Source {
    #[default]
    Default,
    File {
        path: PathBuf,
        line: usize,
    },
    Environment,
    Flag,
}

/// A value as written.
pub(super) struct Written<'a> {
    pub(super) text: &'a str,
    pub(super) source: &'a Source,
    /// The folder that a relative path starts from.
    pub(super) base: &'a Path,
    pub(super) home: Option<&'a Path>,
}

impl Source {
    /// The higher one wins.
    pub(super) fn strength(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::File { .. } => 1,
            Self::Environment => 2,
            Self::Flag => 3,
        }
    }

    /// For the person: which setting, and where they wrote it.
    fn place(&self, setting: &Setting) -> String {
        let name = setting.name;
        match self {
            Self::Default => format!("{name} (default)"),
            Self::File { path, line } => format!("{name} ({}, line {line})", path_unless_key(path)),
            Self::Environment => format!("{name} ({} in the environment)", setting.variable()),
            Self::Flag => format!("{name} (--{})", setting.flag.unwrap_or(name)),
        }
    }

    /// In the file a relative path starts from the file's own folder, elsewhere from the current one.
    fn base<'a>(&'a self, environment: &'a Environment) -> &'a Path {
        match self {
            Self::File { path, .. } => path.parent().unwrap_or(path),
            Self::Default | Self::Environment | Self::Flag => &environment.current_dir,
        }
    }
}

impl Written<'static> {
    /// The table's own value of a setting.
    pub(super) fn default_of(setting: &Setting) -> Self {
        Self {
            text: setting.default,
            source: &Source::Default,
            base: Path::new("/"),
            home: None,
        }
    }
}

/// Every setting from its strongest source. The first value that is no value of its setting ends it.
pub(super) fn settings(
    flags: &Flags,
    environment: &Environment,
    config_file: &Path,
    in_file: &[Found],
) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    for setting in SETTINGS {
        let refused = |source: &Source, BadValue { problem, hint }| ConfigError::Value {
            place: source.place(setting),
            problem,
            hint: hint.map_or_else(|| format!("{} takes {}.", setting.name, setting.kind), str::to_owned),
        };
        let in_flags = flags.settings.iter().find(|(name, _)| *name == setting.name);
        let found = in_file.iter().find(|found| found.setting.name == setting.name);
        let (source, text) = if let Some((_, text)) = in_flags {
            (Source::Flag, text.as_str())
        } else if let Some(value) = environment.get(&setting.variable()) {
            let not_text = || BadValue {
                problem: "the value is not Unicode text".to_owned(),
                hint: None,
            };
            (
                Source::Environment,
                value
                    .to_str()
                    .ok_or_else(|| refused(&Source::Environment, not_text()))?,
            )
        } else if let Some(found) = found {
            (
                Source::File {
                    path: config_file.to_owned(),
                    line: found.line,
                },
                found.text.as_str(),
            )
        } else {
            continue;
        };
        let base = source.base(environment);
        let written = Written {
            text,
            source: &source,
            base,
            home: environment.home.as_deref(),
        };
        (setting.set)(&mut settings, &written).map_err(|bad| refused(&source, bad))?;
    }
    Ok(settings)
}

/// A misspelled variable would be a setting that silently does nothing.
pub(super) fn refuse_unknown_variables(environment: &Environment) -> Result<(), ConfigError> {
    let others = [CONFIG_VARIABLE.to_owned(), KEY_VARIABLE.to_owned()];
    let known: Vec<String> = SETTINGS.iter().map(Setting::variable).chain(others).collect();
    let mut ours = environment.names().filter(|name| name.starts_with(VARIABLE_PREFIX));
    match ours.find(|name| !known.iter().any(|known| known == name)) {
        None => Ok(()),
        Some(name) => Err(ConfigError::Unknown {
            name: name.to_owned(),
            place: "environment".to_owned(),
            nearest: file::nearest(name, &known),
        }),
    }
}

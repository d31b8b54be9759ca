//! Which value of a setting wins: flag, environment, file, default.
//!
//! Not for what a value means (`settings.rs`, `value.rs`), nor for the key (`mod.rs`).

use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::file::{self, Found};
use super::key::{KEY_VARIABLE, path_unless_key, unless_key};
use super::settings::{SETTINGS, Setting, Settings, VARIABLE_PREFIX};
use super::{CONFIG_VARIABLE, Flags};
use crate::words::start::{ConfigError, Place, ValueProblem};

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

    /// For the person: where they wrote the setting.
    fn place(&self, setting: &Setting) -> Place {
        match self {
            Self::Default => Place::Default,
            Self::File { path, line } => Place::File {
                path: path_unless_key(path),
                line: *line,
            },
            Self::Environment => Place::Variable(setting.variable()),
            Self::Flag => Place::Flag(setting.flag.unwrap_or(setting.name)),
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
        let refused = |source: &Source, problem: ValueProblem| ConfigError::Value {
            name: setting.name,
            place: source.place(setting),
            problem: problem.into(),
            takes: setting.kind,
        };
        let in_flags = flags.settings.iter().find(|(name, _)| *name == setting.name);
        let found = in_file.iter().find(|found| found.setting.name == setting.name);
        let (source, text) = if let Some((_, text)) = in_flags {
            (Source::Flag, text.as_str())
        } else if let Some(value) = environment.get(&setting.variable()) {
            (
                Source::Environment,
                value
                    .to_str()
                    .ok_or_else(|| refused(&Source::Environment, ValueProblem::NotText))?,
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
        Some(name) => {
            // what all of them begin with would make any of them near
            let ours = |name: &str| {
                name.trim_start_matches("SEEDANCE_")
                    .trim_start_matches("TUI_")
                    .to_owned()
            };
            let near = file::nearest(&ours(name), known.iter().map(|known| ours(known)));
            Err(ConfigError::Unknown {
                name: unless_key(name).into_owned(),
                place: Place::Environment,
                nearest: near.and_then(|near| known.iter().find(|known| ours(known) == near).cloned()),
            })
        }
    }
}

//! What the program runs with: flags before environment before file before defaults, where things are kept, and
//! where the API key comes from.
//!
//! Not for parsing the command line (`cli`), and never for writing: nothing here creates a file or a folder.

mod choices;
mod environment;
mod file;
mod key;
mod keys;
mod layers;
mod paths;
mod secret;
mod settings;
mod value;

use std::path::PathBuf;

pub use choices::{Borders, Language, LogLevel, Theme};
pub use environment::Environment;
pub use key::{KEY_VARIABLE, KeySource, path_unless_key, unless_key};
pub use keys::KeyWish;
pub use paths::Paths;
pub use secret::{SECRET_VARIABLES, Secret};
pub use settings::{SETTINGS, Setting, Settings};

use crate::job::Origin;
use crate::job::origin::SANDBOX_FOLDER;
pub use crate::words::start::{ConfigError, KeyError, Kind, SecretError};
use crate::words::start::{Place, ValueProblem};
use layers::Source;
use paths::{Base, written_path};

/// The variable that names the configuration file.
pub const CONFIG_VARIABLE: &str = "SEEDANCE_TUI_CONFIG";

/// What the command line said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// Settings given by flag, by the name of the setting.
    pub settings: Vec<(&'static str, String)>,
    /// `--config`.
    pub config: Option<String>,
    /// `--sandbox`.
    pub sandbox: bool,
}

/// Everything that is settled before the key is read.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The values of all settings.
    pub settings: Settings,
    /// The keys that are wanted in the place of the usual ones, in the order of the file.
    pub keys: Vec<KeyWish>,
    /// Where things are kept. The ledger is that of the origin, or of the sandbox.
    pub paths: Paths,
    /// Where the key is to be had.
    pub key_source: KeySource,
    /// What the person should be told.
    pub notes: Vec<Note>,
    /// The environment without the key.
    pub environment: Environment,
    origin: Origin,
    /// The person named the origin.
    named: bool,
    forced: bool,
}

/// What the dashboard runs with.
#[derive(Clone, Debug)]
pub struct Config {
    /// The sandbox, or the service with its key.
    pub mode: Mode,
    /// The values of all settings.
    pub settings: Settings,
    /// The keys that are wanted in the place of the usual ones, in the order of the file.
    pub keys: Vec<KeyWish>,
    /// Where things are kept.
    pub paths: Paths,
    /// To read the key again, after it was refused. [`KeySource::Nowhere`] on the sandbox.
    pub key_source: KeySource,
    /// What the person should be told.
    pub notes: Vec<Note>,
    /// The environment without the key: editor, browser, `NO_COLOR`.
    pub environment: Environment,
}

/// Who answers.
#[derive(Clone, Debug)]
pub enum Mode {
    /// The service embedded in this program. Nothing is paid.
    Sandbox {
        /// Asked for by `--sandbox`, and not for want of a key.
        forced: bool,
    },
    /// A real service. What is submitted is paid.
    Live {
        /// The one address that the key goes to.
        origin: Origin,
        /// The key, as it was read at the start.
        key: Secret,
    },
}

/// Something that is not wrong, but that the person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Others on this machine may read or change the key file.
    KeyFileOpen {
        /// The file.
        path: PathBuf,
        /// Its permissions, as `chmod` takes them.
        mode: u32,
    },
    /// An address was given, but no key, so the sandbox answers.
    BaseUrlUnused {
        /// The address that is not used.
        origin: Origin,
    },
}

impl Plan {
    /// Settles everything but the key, reading the configuration file and nothing else.
    pub fn settle(flags: &Flags, environment: &Environment) -> Result<Self, ConfigError> {
        layers::refuse_unknown_variables(environment)?;
        let (config_file, named) = config_file(flags, environment)?;
        let in_file = file::read(&config_file, named)?;
        let mut settings = layers::settings(flags, environment, &config_file, &in_file.settings)?;

        let key_source = if flags.sandbox {
            KeySource::Nowhere
        } else {
            key_source(&mut settings, environment)
        };
        let (origin_source, origin) = settings.base_url.take().unwrap_or_default();
        let mut notes = Vec::new();
        if let Some((path, mode)) = key_source.open_to_others() {
            notes.push(Note::KeyFileOpen {
                path: path.to_owned(),
                mode,
            });
        }
        if !flags.sandbox && !key_source.is_configured() && origin_source != Source::Default {
            notes.push(Note::BaseUrlUnused { origin: origin.clone() });
        }
        let folder = if key_source.is_configured() {
            origin.folder_name()
        } else {
            SANDBOX_FOLDER.to_owned()
        };
        let data_dir = match settings.data_dir.take() {
            Some(named) => named,
            None => Base::Data.folder(environment)?,
        };
        let paths = Paths {
            config_file,
            ledger_dir: data_dir.join(folder),
            data_dir,
            log_dir: Base::State.folder(environment)?,
        };
        let environment = environment.clone().without_secrets();
        Ok(Self {
            settings,
            keys: in_file.keys,
            paths,
            key_source,
            notes,
            environment,
            origin,
            named: origin_source != Source::Default,
            forced: flags.sandbox,
        })
    }

    /// The folder of the ledger that may be filled with made-up jobs: the sandbox's, or that of an address that was named, which
    /// needs no key for it. Never one in which paid jobs can be.
    pub fn ledger_to_fill(&self) -> Result<PathBuf, ConfigError> {
        let live = !self.forced && (self.key_source.is_configured() || self.named);
        if !live {
            return Ok(self.paths.data_dir.join(SANDBOX_FOLDER));
        }
        if !self.origin.is_loopback() {
            return Err(ConfigError::NotLoopback);
        }
        Ok(self.paths.data_dir.join(self.origin.folder_name()))
    }

    /// Reads the key, if one is configured. Blocks as [`KeySource::read`] does.
    pub fn with_key(self) -> Result<Config, ConfigError> {
        // `None` exactly where no key is configured, so the mode always fits the ledger that was chosen.
        let mode = match self.key_source.read()? {
            Some(key) => Mode::Live {
                origin: self.origin,
                key,
            },
            None => Mode::Sandbox { forced: self.forced },
        };
        Ok(Config {
            mode,
            settings: self.settings,
            keys: self.keys,
            paths: self.paths,
            key_source: self.key_source,
            notes: self.notes,
            environment: self.environment,
        })
    }
}

impl Config {
    /// All of it, the key included.
    pub fn load(flags: &Flags, environment: &Environment) -> Result<Self, ConfigError> {
        Plan::settle(flags, environment)?.with_key()
    }
}

/// The strongest source that names a key wins; within one, the key itself, then the file, then the command.
fn key_source(settings: &mut Settings, environment: &Environment) -> KeySource {
    let key = environment.get(KEY_VARIABLE).map(|key| {
        (
            Source::Environment,
            KeySource::Environment(Secret::parse(&key.to_string_lossy())),
        )
    });
    let file = settings
        .api_key_file
        .take()
        .map(|(source, path)| (source, KeySource::File(path)));
    let command = settings
        .api_key_command
        .take()
        .map(|(source, words)| (source, KeySource::Command(words)));
    // Of equals the last is taken.
    [command, file, key]
        .into_iter()
        .flatten()
        .max_by_key(|(source, _)| source.strength())
        .map_or(KeySource::Nowhere, |(_, key_source)| key_source)
}

/// The configuration file, and whether the person named it.
fn config_file(flags: &Flags, environment: &Environment) -> Result<(PathBuf, bool), ConfigError> {
    let named = flags
        .config
        .as_ref()
        .map(PathBuf::from)
        .or_else(|| environment.get(CONFIG_VARIABLE).map(PathBuf::from));
    match named {
        Some(path) if path.as_os_str().is_empty() => {
            // an empty variable counts as none
            Err(ConfigError::Value {
                name: "config",
                place: Place::Flag("config"),
                problem: Box::new(ValueProblem::Empty),
                takes: Kind::Path,
            })
        }
        Some(path) => {
            let path = match path.to_str() {
                Some(text) => written_path(text, &environment.current_dir, environment.home.as_deref()),
                None => environment.current_dir.join(path),
            };
            Ok((path, true))
        }
        None => Ok((Base::Config.folder(environment)?.join("config.toml"), false)),
    }
}

#[cfg(test)]
mod tests;

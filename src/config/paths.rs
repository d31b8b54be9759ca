//! Where the program keeps what: XDG folders on every platform, and what stands in them.
//!
//! Works the paths out and creates nothing. Each folder is made by the one who first writes in it.

use std::path::{Path, PathBuf};

use super::environment::Environment;
use crate::job::origin::SANDBOX_FOLDER;
use crate::words::start::ConfigError;

const PROGRAM: &str = "seedance-tui";

/// The folders of this person. All paths are absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The configuration file: `--config`, else `$XDG_CONFIG_HOME/seedance-tui/config.toml`.
    pub config_file: PathBuf,
    /// The folder of all ledgers: `--data-dir`, else `$XDG_DATA_HOME/seedance-tui`.
    pub data_dir: PathBuf,
    /// The folder of the ledger in use: one for each origin, and one for the sandbox.
    pub ledger_dir: PathBuf,
    /// The folder of the log: `$XDG_STATE_HOME/seedance-tui`.
    pub log_dir: PathBuf,
}

impl Paths {
    /// The ledger itself.
    pub fn ledger(&self) -> PathBuf {
        self.ledger_dir.join("jobs.db")
    }

    /// The sandbox service's own job files. Beside the sandbox's ledger, not in it: the service and its client
    /// share nothing.
    pub fn sandbox_service(&self) -> PathBuf {
        self.data_dir.join(SANDBOX_FOLDER).join("service")
    }

    /// The log file.
    pub fn log_file(&self) -> PathBuf {
        self.log_dir.join("seedance-tui.log")
    }
}

/// One of the three base folders of the XDG specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Config,
    Data,
    State,
}

impl Base {
    /// `$XDG_..._HOME/seedance-tui`. As the specification says, a variable with a relative path is ignored.
    pub(super) fn folder(self, environment: &Environment) -> Result<PathBuf, ConfigError> {
        let (variable, under_home) = match self {
            Self::Config => ("XDG_CONFIG_HOME", ".config"),
            Self::Data => ("XDG_DATA_HOME", ".local/share"),
            Self::State => ("XDG_STATE_HOME", ".local/state"),
        };
        let named = environment
            .get(variable)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute());
        let base = match (named, &environment.home) {
            (Some(path), _) => path,
            (None, Some(home)) => home.join(under_home),
            (None, None) => return Err(ConfigError::NoHome { variable }),
        };
        Ok(base.join(PROGRAM))
    }
}

/// A path as a person writes it: absolute, or `~/...`, or from `base`.
pub(super) fn written_path(text: &str, base: &Path, home: Option<&Path>) -> PathBuf {
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => base.join(text),
    }
}

//! What can be wrong with the configuration, in words, with what to do. All of it ends the start with exit code 2.

use std::path::PathBuf;

use super::key::{KeyError, path_unless_key, unless_key};

/// Why the program cannot start with this configuration. `Display` says what and where, [`ConfigError::hint`] what
/// to do. Never holds a key, nor a base URL (it may hold a password).
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Neither the XDG variable nor a home folder.
    #[error("no home folder is known, and {variable} is not set")]
    NoHome {
        /// The variable that would answer it.
        variable: &'static str,
    },
    /// The configuration file was named, but cannot be read; or the usual one is there and cannot be read.
    #[error("cannot read the configuration file {}: {problem}", path_unless_key(path))]
    File {
        /// The file.
        path: PathBuf,
        /// The system's own words, or ours.
        problem: String,
    },
    /// Not TOML.
    #[error("{}, line {line}: {problem}", path_unless_key(path))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// The parser's words, which repeat nothing of the file.
        problem: String,
    },
    /// A name that no setting has.
    #[error("{place}: there is no setting `{}`", unless_key(name))]
    Unknown {
        /// The name as written.
        name: String,
        /// Where it stands.
        place: String,
        /// The nearest name that exists, spelled for that place.
        nearest: Option<String>,
    },
    /// A key in the configuration file.
    #[error("{}, line {line}: an API key does not belong in this file", path_unless_key(path))]
    KeyInFile {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A value that the setting does not take.
    #[error("{place}: {problem}")]
    Value {
        /// Where the value stands, with the name of the setting.
        place: String,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// Made-up jobs are for a service on this machine alone.
    #[error("a ledger is only filled for a service on this machine, and this one is elsewhere")]
    NotLoopback,
    /// The key cannot be had.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl ConfigError {
    /// What the person can do about it, as sentences.
    pub fn hint(&self) -> String {
        match self {
            Self::NoHome { variable } => format!("Set HOME, or {variable} to an absolute path."),
            Self::File { .. } => "Check the path and its permissions, or leave --config and SEEDANCE_TUI_CONFIG \
                                  out: no file is needed."
                .to_owned(),
            Self::Syntax { .. } => {
                "The file is TOML: `name = \"text\"`, `[section]`, `name = 5`, `name = true`.".to_owned()
            }
            Self::Unknown {
                nearest: Some(nearest), ..
            } => {
                format!("Did you mean `{nearest}`? `seedance-tui --help` lists all settings.")
            }
            Self::Unknown { nearest: None, .. } => "`seedance-tui --help` lists all settings.".to_owned(),
            Self::KeyInFile { .. } => "Put it in a file of its own and name that: api_key_file = \"/path\"; or let a \
                                       program print it: api_key_command = [\"pass\", \"show\", \"seedance\"]; or \
                                       set SEEDANCE_API_KEY."
                .to_owned(),
            Self::Value { hint, .. } => hint.clone(),
            Self::NotLoopback => "Name it with --base-url http://127.0.0.1:PORT, or take --sandbox.".to_owned(),
            Self::Key(error) => error.hint().to_owned(),
        }
    }
}

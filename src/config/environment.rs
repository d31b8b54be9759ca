//! What the program was started with from outside: variables, home and current folder, as a value.
//!
//! The one place that reads the process's environment, so that tests hand in their own. Not for deciding anything.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;

use super::secret::SECRET_VARIABLES;

/// A copy of the environment. An empty variable counts as unset.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    /// The person's home folder, if it is known.
    pub home: Option<PathBuf>,
    /// The folder that relative paths on the command line start from.
    pub current_dir: PathBuf,
}

impl Environment {
    /// This process's environment, as it is now.
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            home: std::env::home_dir().filter(|home| home.is_absolute()),
            current_dir: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
        }
    }

    /// An environment of these variables alone; `HOME` in them is the home folder too.
    pub fn of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let variables: BTreeMap<OsString, OsString> = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let home = variables.get(OsStr::new("HOME")).map(PathBuf::from);
        Self {
            variables,
            home,
            current_dir: PathBuf::from("/"),
        }
    }

    /// The value of a variable; `None` when it is unset or empty.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.variables
            .get(OsStr::new(name))
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }

    /// Names of all variables that have a value, in order. A name that is not Unicode is not among them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, _)| name.to_str())
    }

    /// The same without [`SECRET_VARIABLES`]: what the rest of the program, and child processes, may know.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        self.variables
            .retain(|name, _| !SECRET_VARIABLES.iter().any(|secret| name == secret));
        self
    }
}

impl fmt::Debug for Environment {
    /// Names only: other programs keep secrets in the environment too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("variables", &self.variables.keys())
            .field("home", &self.home)
            .field("current_dir", &self.current_dir)
            .finish()
    }
}

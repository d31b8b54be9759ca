//! What the app goes by, from the configuration and from what it was started in.

use jiff::tz::TimeZone;

use super::Theme;
use super::keymap::Keymap;
use crate::engine;
use crate::words::Words;

/// Whom the program talks to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// Its own sandbox. Nothing is paid.
    Sandbox,
    /// The service at this host.
    Live(String),
}

impl Mode {
    /// The host's name, for people.
    pub(crate) fn host(&self) -> &str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Live(host) => host,
        }
    }
}

/// Whether the key can be changed while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKey {
    /// No: it came from the environment.
    Fixed,
    /// It is read anew from a file or from a program.
    ReadAnew,
}

/// What the app goes by.
pub struct Settings {
    /// Whom it talks to.
    pub mode: Mode,
    /// Where its key comes from.
    pub api_key: ApiKey,
    /// The service is on this computer, so `http` links may be opened.
    pub loopback: bool,
    /// The language.
    pub words: &'static Words,
    /// The set of colours.
    pub theme: Theme,
    /// What each key means.
    pub keys: Keymap,
    /// Where the person's days begin.
    pub zone: TimeZone,
    /// Ring when a job ends while nobody looks.
    pub notify: bool,
    /// Who started us would continue us if we stopped: a shell with job control.
    pub can_stop: bool,
    /// How the engine works.
    pub engine: engine::Settings,
    /// What the person should be told at the start.
    pub notes: Vec<String>,
}

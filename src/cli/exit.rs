//! The exit codes, as scripts know them.

use std::process::ExitCode;

/// How the program ended. The numbers never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed for a passing reason: the network, the service's own failure. Trying again may help.
    Passing = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// The input was refused.
    Refused = 3,
    /// The service limits the rate.
    RateLimited = 4,
    /// A paid submit has no known outcome: it may have been charged.
    Unknown = 5,
    /// A job ended failed or cancelled.
    JobFailed = 6,
    /// Interrupted by the person or a signal.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

//! Leaving: what is on its way is given time to be recorded, and what goes on is counted.

use std::time::Duration;

/// Submits on their way are waited for at most this long.
pub(super) const GRACE: Duration = Duration::from_secs(15);

/// Writes that are under way when no submit is.
pub(super) const LAST_WRITES: Duration = Duration::from_millis(600);

/// What leaving may take beside all waits that are meant, before the program is ended where it stands.
pub(super) const LAST_CALL: Duration = Duration::from_secs(1);

/// The exit code of a program that was ended so, the same that `cli` has for a signal.
pub(super) const INTERRUPTED: i32 = 130;

/// How the dashboard was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Paid jobs that go on at the service.
    pub going_on: usize,
    /// A signal ended it, or the terminal went away.
    pub interrupted: bool,
}

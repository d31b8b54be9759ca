//! Printing: stdout for data, stderr for talk, nothing past the sanitiser.
//!
//! The only place of the command line that writes to stdout and stderr. Not for the dashboard: `runtime::terminal` has its screen, and
//! its words after the screen was given back.

use std::io::{self, Write};

use crate::words::sanitise::sanitise_lines;
use crate::words::start::StartWords;

/// Prints data to stdout, with a line break at the end. A reader that has gone away has had enough, and is no
/// error; anything else is, for a script would take half of it for all.
pub(super) fn stdout(text: &str) -> io::Result<()> {
    match print(&mut io::stdout().lock(), text) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// Prints talk to stderr, with a line break at the end. If that fails nobody is left to tell.
pub(super) fn stderr(text: &str) {
    let _ = print(&mut io::stderr().lock(), text);
}

/// What went wrong, and what to do where that is known.
pub(super) fn error(words: &StartWords, problem: &str, hint: Option<&str>) {
    let hint = hint.map(|hint| format!("\n{}: {hint}", words.hint));
    stderr(&format!("{}: {problem}{}", words.error, hint.unwrap_or_default()));
}

/// One write for all of it, so that lines of two programs on one terminal do not mix.
fn print(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(plain(text).as_bytes())?;
    to.flush()
}

/// Through the sanitiser: arguments, file names and answers may hold anything. Ends in one line break.
pub(super) fn plain(text: &str) -> String {
    let mut plain = sanitise_lines(text).into_owned();
    if !plain.ends_with('\n') {
        plain.push('\n');
    }
    plain
}

//! Where the API key comes from, and reading it, again and again if need be.
//!
//! Not for choosing among the sources (`mod.rs`), nor for what a key may look like (`secret.rs`).

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::secret::{LONGEST_KEY, SECRET_VARIABLES, Secret};
use crate::words::start::{KeyError, KeyPlace, KeyProblem, SecretError};

/// The variable that holds the key itself.
pub const KEY_VARIABLE: &str = "SEEDANCE_API_KEY";

/// What keys of the service begin with (documented: `sd2_live_...`).
const KEY_PREFIX: &str = "sd2_";

/// How long a key command may take: long enough for a question on the screen of a password manager.
const COMMAND_LIMIT: Duration = Duration::from_secs(10);
/// How often a running key command is looked at.
const COMMAND_STEP: Duration = Duration::from_millis(10);

/// Where the key is to be had. The environment of a process does not change; a file and a command are asked anew
/// at each [`KeySource::read`].
#[derive(Clone, Debug)]
pub enum KeySource {
    /// No key is configured: the program opens on the sandbox.
    Nowhere,
    /// The key that stood in `SEEDANCE_API_KEY` at the start, checked or found wanting.
    Environment(Result<Secret, SecretError>),
    /// A file that holds the key and nothing else.
    File(PathBuf),
    /// A program and its arguments, run without a shell; what it prints is the key.
    Command(Vec<String>),
}

impl KeySource {
    /// Reads the key as it is now. Blocks: on a disk, or for up to ten seconds on a command.
    ///
    /// `Ok(None)` is "no key is configured"; a key that is configured but missing is an error.
    pub fn read(&self) -> Result<Option<Secret>, KeyError> {
        let (place, read) = match self {
            Self::Nowhere => return Ok(None),
            Self::Environment(key) => (
                KeyPlace::Variable(KEY_VARIABLE),
                key.clone().map_err(KeyProblem::Content),
            ),
            Self::File(path) => (KeyPlace::File(path_unless_key(path)), read_file(path)),
            // The program's name alone: its arguments may be as private as the key.
            Self::Command(words) => (
                KeyPlace::Command(unless_key(words.first().map_or("", String::as_str)).into_owned()),
                run_command(words, COMMAND_LIMIT),
            ),
        };
        read.map(Some).map_err(|problem| KeyError { place, problem })
    }

    /// Whether a key is configured at all. Nothing is read.
    pub fn is_configured(&self) -> bool {
        match self {
            Self::Nowhere => false,
            Self::Environment(_) | Self::File(_) | Self::Command(_) => true,
        }
    }

    /// The permissions of the key file, if others than its owner may read or change it.
    pub(super) fn open_to_others(&self) -> Option<(&Path, u32)> {
        let Self::File(path) = self else { return None };
        let file = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
        let mode = file.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then_some((path, mode))
    }
}

/// A text for a message, without a key that was given where a name, a value, a path or a program belongs: from what keys begin
/// with there is `***` to the end.
pub fn unless_key(text: &str) -> Cow<'_, str> {
    match text.find(KEY_PREFIX) {
        Some(at) => format!("{}***", &text[..at]).into(),
        None => text.into(),
    }
}

/// The same for a path.
pub fn path_unless_key(path: &Path) -> String {
    unless_key(&path.to_string_lossy()).into_owned()
}

fn read_file(path: &Path) -> Result<Secret, KeyProblem> {
    let file = File::open(path).map_err(KeyProblem::Unreadable)?;
    let text = read_bounded(file).map_err(KeyProblem::Unreadable)?;
    Secret::parse(&text).map_err(KeyProblem::Content)
}

/// Reads a little more than the longest key, so that anything longer is seen to be that. Bytes that are no text
/// become a character that no key may hold.
fn read_bounded(source: impl Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    source.take(LONGEST_KEY as u64 + 3).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn run_command(words: &[String], limit: Duration) -> Result<Secret, KeyProblem> {
    let mut child = key_command(words).spawn().map_err(KeyProblem::NotRun)?;
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        // Ends with the pipe; a grandchild that keeps the pipe open keeps this thread, and nothing else, waiting.
        thread::spawn(move || sender.send(read_bounded(stdout)));
    }
    let Some(status) = wait(&mut child, limit).map_err(KeyProblem::NotRun)? else {
        return Err(KeyProblem::TooSlow(limit));
    };
    if !status.success() {
        return Err(KeyProblem::Failed(status.to_string()));
    }
    let text = receiver
        .recv_timeout(Duration::from_secs(1))
        .map_err(|_| KeyProblem::TooSlow(limit))?;
    Secret::parse(&text.map_err(KeyProblem::Unreadable)?).map_err(KeyProblem::Content)
}

/// No shell, no terminal of ours (the dashboard may own it), no key of ours, and a process group that can be ended.
fn key_command(words: &[String]) -> Command {
    let (program, arguments) = words
        .split_first()
        .map_or(("", words), |(program, rest)| (program.as_str(), rest));
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0);
    for secret in SECRET_VARIABLES {
        command.env_remove(secret);
    }
    command
}

/// Waits for the end, and ends the whole group when the time is up: then `None`.
fn wait(child: &mut Child, limit: Duration) -> std::io::Result<Option<ExitStatus>> {
    let mut waited = Duration::ZERO;
    while waited < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(COMMAND_STEP);
        waited += COMMAND_STEP;
    }
    // The child is not reaped yet, so its number cannot belong to anyone else.
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    // A program may have left its group; the wait must end all the same.
    let _ = child.kill();
    child.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(words: &[&str]) -> KeySource {
        KeySource::Command(words.iter().map(|word| (*word).to_owned()).collect())
    }

    fn read(source: &KeySource) -> Result<Option<String>, String> {
        source
            .read()
            .map(|key| key.map(|key| key.expose().to_owned()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_command_prints_the_key() {
        assert_eq!(
            read(&command(&["printf", "sd2_%s\\n", "x;|$HOME"])),
            Ok(Some("sd2_x;|$HOME".to_owned()))
        );
        for (words, message) in [
            (&["false"][..], "key command `false`: ended with exit status: 1"),
            (&["true"], "key command `true`: the key is empty"),
            (&["printf", "a\\nb"], "key command `printf`: the key holds a line break"),
            (&["yes"], "key command `yes`: ended with signal: 13 (SIGPIPE)"),
        ] {
            assert_eq!(read(&command(words)), Err(message.to_owned()));
        }
        let missing = read(&command(&["/nowhere/at-all", "sd2_secret"])).unwrap_err();
        assert!(
            missing.starts_with("key command `/nowhere/at-all`: cannot be run"),
            "{missing}"
        );
        assert!(!missing.contains("sd2_secret"), "{missing}");
    }

    #[test]
    fn a_command_that_hangs_is_ended_with_its_children() {
        let dir = tempfile::tempdir().unwrap();
        let pid = dir.path().join("pid");
        let script = format!("sleep 600 & echo $! > '{}'; wait", pid.display());
        let words = ["sh", "-c", &script].map(str::to_owned);
        let slow = run_command(&words, Duration::from_millis(500));
        assert!(matches!(slow, Err(KeyProblem::TooSlow(_))), "{slow:?}");
        let pid = std::fs::read_to_string(pid).unwrap();
        let gone = || {
            // gone, or a zombie that waits for its new parent
            std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).map_or(true, |stat| stat.contains(") Z "))
        };
        let mut looks = 0;
        while !gone() {
            looks += 1;
            assert!(looks < 500, "the grandchild goes on");
            thread::sleep(COMMAND_STEP);
        }
    }

    #[test]
    fn a_command_never_gets_the_key_from_us() {
        let command = key_command(&["true".to_owned()]);
        let removed: Vec<_> = command.get_envs().map(|(name, value)| (name.to_str(), value)).collect();
        assert_eq!(removed, [(Some("SEEDANCE_API_KEY"), None)]);
    }

    #[test]
    fn a_key_in_the_wrong_place_is_not_repeated() {
        for source in [KeySource::File("/home/me/sd2_live_x".into()), command(&["sd2_live_x"])] {
            let message = read(&source).unwrap_err();
            assert!(message.contains("***") && !message.contains("sd2_live_x"), "{message}");
        }
    }

    #[test]
    fn a_file_is_read_anew_each_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let source = KeySource::File(path.clone());
        assert!(read(&source).unwrap_err().contains("cannot be read"));
        std::fs::write(&path, "sd2_one\n").unwrap();
        assert_eq!(read(&source), Ok(Some("sd2_one".to_owned())));
        std::fs::write(&path, "sd2_two").unwrap();
        assert_eq!(read(&source), Ok(Some("sd2_two".to_owned())));
        std::fs::write(&path, b"sd2_\xff").unwrap();
        assert!(read(&source).unwrap_err().ends_with("outside ASCII"));
        std::fs::write(&path, "x".repeat(1_000_000)).unwrap();
        assert!(read(&source).unwrap_err().ends_with("longer than 4 096 bytes"));
        assert!(
            read(&KeySource::File(dir.path().into()))
                .unwrap_err()
                .contains("cannot be read")
        );
    }

    #[test]
    fn permissions_of_a_key_file_are_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        std::fs::write(&path, "sd2_one\n").unwrap();
        for (mode, open) in [
            (0o600, false),
            (0o400, false),
            (0o640, true),
            (0o604, true),
            (0o620, true),
        ] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let found = KeySource::File(path.clone()).open_to_others().map(|(_, mode)| mode);
            assert_eq!(found, open.then_some(mode), "{mode:o}");
        }
    }
}

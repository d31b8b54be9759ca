//! The program as a person has it: a home of its own, keys in, a screen out.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use termlens::{ExitStatus, Key, Screen, Terminal};

/// No wait of these tests is longer; the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A key that pays counts only after 30 ms without other input.
pub const QUIET: Duration = Duration::from_millis(60);

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_seedance-tui");

/// A home without anything of the person's: no browser, no key, no proxy.
pub struct Home {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            path.display().to_string()
        };
        let variables = [
            ("PATH", at("programs")),
            ("HOME", at("home")),
            ("XDG_CONFIG_HOME", at("config")),
            ("XDG_DATA_HOME", at("data")),
            ("XDG_STATE_HOME", at("state")),
            ("XDG_CACHE_HOME", at("cache")),
            ("XDG_RUNTIME_DIR", at("run")),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        Self {
            variables: variables.into(),
            folder,
        }
    }

    /// The same with one more variable.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    pub fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// A program of this home's, as a script.
    pub fn program(&self, name: &str, script: &str) {
        let path = self.path("programs").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Every file of this home.
    pub fn files(&self) -> Vec<PathBuf> {
        fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    gather(&path, files);
                } else {
                    files.push(path);
                }
            }
        }
        let mut files = vec![];
        gather(self.folder.path(), &mut files);
        files
    }

    /// The dashboard at 120x40.
    pub fn start(&self) -> Dashboard {
        self.start_with(&[], (120, 40))
    }

    pub fn start_with(&self, arguments: &[&str], (columns, rows): (u16, u16)) -> Dashboard {
        let terminal = Terminal::builder()
            .size(columns, rows)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .timeout(PATIENCE)
            .args(arguments)
            .spawn(PROGRAM)
            .unwrap();
        Dashboard { terminal }
    }
}

/// The running program.
pub struct Dashboard {
    pub terminal: Terminal,
}

impl Dashboard {
    /// Waits until the screen shows this; the error of a wait in vain carries the screen.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        self.until(|screen| screen.contains(text), text);
    }

    #[track_caller]
    pub fn until(&mut self, reached: impl FnMut(&Screen) -> bool, what: &str) {
        if let Err(error) = self.terminal.wait_until(reached) {
            panic!("{what}: {error}");
        }
    }

    pub fn types(&mut self, text: &str) {
        self.terminal.send_str(text).unwrap();
    }

    pub fn pastes(&mut self, text: &str) {
        self.terminal.paste(text).unwrap();
    }

    pub fn presses(&mut self, key: Key) {
        self.terminal.send(key).unwrap();
    }

    /// A key that pays or cancels: nothing else may come close to it. What was typed before has to be on the screen, for the gap
    /// counts from when the program read it.
    pub fn presses_alone(&mut self, key: Key) {
        thread::sleep(QUIET);
        self.presses(key);
        thread::sleep(QUIET);
    }

    /// Writes this into the prompt, which has the focus, and sends it.
    #[track_caller]
    pub fn sends(&mut self, prompt: &str) {
        self.types(prompt);
        self.shows(prompt);
        self.presses_alone(Key::Ctrl('s'));
    }

    /// From the form to the list.
    #[track_caller]
    pub fn goes_to_the_list(&mut self) {
        self.presses(Key::Esc);
        self.shows("? help");
    }

    #[track_caller]
    pub fn ends(&mut self) -> ExitStatus {
        self.terminal.wait_exit().unwrap()
    }

    /// Leaves as a person does, from wherever the focus is.
    #[track_caller]
    pub fn quits(&mut self) {
        self.presses(Key::Ctrl('c'));
        assert_eq!(self.ends().code(), Some(0), "{}", self.terminal.screen());
    }
}

/// Waits until this is so.
#[track_caller]
pub fn eventually(what: &str, mut so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !so() {
        assert!(Instant::now() < deadline, "in vain: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

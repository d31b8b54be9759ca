//! What can stand against a start or a command, as plain values: the rooms that meet it make them, each language says them.
//!
//! Text of the person's in them holds no API key any more: who makes them takes it out. `Display` is English, for the log.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::english::start as english;
use crate::job::OriginError;

/// What is said before the dashboard opens, after it closed, and by the commands that need no screen.
#[derive(Debug)]
pub struct StartWords {
    /// What stands before an error, and before what to do about it.
    pub error: &'static str,
    /// See `error`.
    pub hint: &'static str,
    /// What is wrong with the configuration.
    pub config: fn(&ConfigError) -> String,
    /// What to do about it, as sentences.
    pub config_hint: fn(&ConfigError) -> String,
    /// Why the key cannot be had.
    pub key: fn(&KeyError) -> String,
    /// Why the ledger cannot be opened.
    pub ledger: fn(&OpenError) -> String,
    /// What to do about it.
    pub ledger_hint: fn(&OpenError) -> String,
    /// The embedded sandbox could be reached from elsewhere at that address.
    pub sandbox_not_loopback: fn(&str) -> String,
    /// It cannot listen on that address.
    pub sandbox_cannot_listen: fn(&str, &io::Error) -> String,
    /// What to do about either.
    pub listen_hint: &'static str,
    /// It cannot use that folder.
    pub sandbox_folder: fn(&str, &io::Error) -> String,
    /// What to do about it.
    pub sandbox_hint: &'static str,
    /// What to do about the key or the address.
    pub client_hint: &'static str,
    /// The system gives no more threads.
    pub threads: fn(&io::Error) -> String,
    /// What to do about it.
    pub threads_hint: &'static str,
    /// The terminal can only print.
    pub dumb: &'static str,
    /// What to do about it.
    pub dumb_hint: &'static str,
    /// What the operating system says.
    pub system: fn(&io::Error) -> String,
    /// What to do about it.
    pub system_hint: &'static str,
    /// Nobody, or no terminal, is there for the dashboard.
    pub needs_terminal: &'static str,
    /// Nothing can be printed.
    pub stdout: fn(&io::Error) -> String,
    /// Where the rest about `sandbox` is told.
    pub sandbox_help: &'static str,
    /// What to do with the two lines that follow.
    pub sandbox_use: &'static str,
    /// Jobs that were made up so far, of how many.
    pub filling: fn(u64, u64) -> String,
    /// How many jobs were made up, how many of them are live, in which folder, in how many seconds.
    pub filled: fn(u64, u64, &str, f64) -> String,
}

/// Why the program cannot start with this configuration. Never holds a key, nor a base URL (it may hold a password).
#[derive(Debug)]
pub enum ConfigError {
    /// Neither the XDG variable nor a home folder.
    NoHome {
        /// The variable that would answer it.
        variable: &'static str,
    },
    /// The configuration file was named, but cannot be read; or the usual one is there and cannot be read.
    File {
        /// The file.
        path: String,
        /// The system's words.
        source: io::Error,
    },
    /// The file is larger than 1 MiB.
    FileTooLarge {
        /// The file.
        path: String,
    },
    /// Not TOML.
    Syntax {
        /// Where.
        place: Place,
        /// The parser's words, which repeat nothing of the file.
        problem: String,
    },
    /// A name that no setting has.
    Unknown {
        /// The name as written.
        name: String,
        /// Where it stands.
        place: Place,
        /// The nearest name that exists, spelled for that place.
        nearest: Option<String>,
    },
    /// A key in the configuration file.
    KeyInFile {
        /// Where.
        place: Place,
    },
    /// A value that the setting does not take.
    Value {
        /// The setting.
        name: &'static str,
        /// Where the value stands.
        place: Place,
        /// What is wrong with it.
        problem: Box<ValueProblem>,
        /// What the setting takes.
        takes: Kind,
    },
    /// Keys of the keyboard that cannot be had.
    Keys {
        /// Section and action: `keys.jobs.cancel`.
        name: String,
        /// Where they stand.
        place: Place,
        /// What is wrong with them.
        problem: Box<KeysProblem>,
    },
    /// Made-up jobs are for a service on this machine alone.
    NotLoopback,
    /// The API key cannot be had.
    Key(KeyError),
}

/// Where the person wrote something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: it is the program's own.
    Default,
    /// In the configuration file.
    File {
        /// The file.
        path: String,
        /// Counted from 1.
        line: usize,
    },
    /// In the environment.
    Environment,
    /// In this variable.
    Variable(String),
    /// After this long flag, named without its dashes.
    Flag(&'static str),
}

/// What values a setting takes. `Display` says it in English, as in "`ui.mouse` takes `on` or `off`".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An `https://` address.
    Url,
    /// A path.
    Path,
    /// A program and its arguments.
    Command,
    /// `auto` or a duration.
    Pace,
    /// `auto` or a number, decimals allowed.
    Rate,
    /// A whole number from 1 to 1000.
    Count,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// On or off.
    Switch,
}

/// Why a value is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum ValueProblem {
    /// It means nothing here.
    NotTaken(String),
    /// A number or a time beyond its bounds.
    Outside {
        /// As written.
        text: String,
        /// The least, with its unit.
        least: String,
        /// The most, with its unit.
        most: String,
    },
    /// Nothing stands there.
    Empty,
    /// Bytes that are no text.
    NotText,
    /// Another sort of TOML value.
    WrongType(Type),
    /// No address of an API.
    Origin(OriginError),
    /// A command whose quotation has no end.
    OpenQuotation,
    /// A command that is empty.
    NoProgram,
    /// A command written for a shell.
    NeedsShell,
}

/// A sort of TOML value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as TOML calls it")]
pub enum Type {
    Text,
    Number,
    Boolean,
    Date,
    List,
    Section,
}

/// Why keys of the keyboard cannot be had. Keys are named as the help names them, rows by the names by which they are remapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysProblem {
    /// A value stands where a section belongs.
    NotASection,
    /// A value stands where keys belong.
    NotAList,
    /// No section has that name.
    NoSection {
        /// As written.
        section: String,
        /// All there are.
        sections: Vec<&'static str>,
    },
    /// The section has no such action.
    NoAction {
        /// The section.
        section: String,
        /// As written.
        action: String,
        /// All that it has.
        actions: Vec<&'static str>,
    },
    /// No key is called so.
    NotAKey(String),
    /// Terminals send another key for it; `None` is a line break.
    SentAs(String, Option<&'static str>),
    /// The row pays, and this key may not.
    MayNotPay {
        /// The row.
        row: &'static str,
        /// The key.
        key: String,
    },
    /// A key that is pressed in haste, for a yes.
    NeverYes(String),
    /// The key types or edits where the row is meant.
    IsText {
        /// The key.
        key: String,
        /// The row.
        row: &'static str,
    },
    /// It pays in another place, and would mean something else in this one.
    PaysElsewhere {
        /// The key.
        key: String,
        /// The row.
        row: &'static str,
        /// The row that pays.
        answer: &'static str,
    },
    /// It asks, and says yes to what it asks.
    AnswersItself {
        /// The key.
        key: String,
        /// The row that asks.
        row: &'static str,
        /// The row that says yes.
        answer: &'static str,
    },
    /// It has two meanings in one place.
    TwoThings {
        /// The key.
        key: String,
        /// Both rows.
        rows: [&'static str; 2],
    },
    /// The row would have none.
    NeedsKey(&'static str),
    /// `Ctrl-C` is taken away from quitting.
    AlwaysQuits,
}

/// Why a configured API key cannot be had. Never holds any of the key.
#[derive(Debug)]
pub struct KeyError {
    /// Where it was looked for.
    pub place: KeyPlace,
    /// What went wrong there.
    pub problem: KeyProblem,
}

/// Where an API key comes from.
#[derive(Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// This variable.
    Variable(&'static str),
    /// This file.
    File(String),
    /// This program.
    Command(String),
}

/// What went wrong with reading a key.
#[derive(Debug)]
pub enum KeyProblem {
    /// What is there is no key.
    Content(SecretError),
    /// It cannot be read.
    Unreadable(io::Error),
    /// The program cannot be run.
    NotRun(io::Error),
    /// The program ended so, in the system's words.
    Failed(String),
    /// The program gave none within this time.
    TooSlow(Duration),
}

/// Why a text is not a key. Never repeats any of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretError {
    /// Nothing, or nothing but a line break.
    Empty,
    /// More than one line.
    LineBreak,
    /// A blank, a control character or anything outside ASCII.
    Unprintable,
    /// More than 4,096 bytes.
    TooLong,
}

/// Why a ledger could not be opened. Nothing was changed in a file that is not ours.
#[derive(Debug)]
pub enum OpenError {
    /// The folder cannot be made, or nothing can be written into it.
    Unwritable {
        /// The folder, or the file in it.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A directory or something stranger stands where the ledger should be.
    NotAFile(PathBuf),
    /// The file is no database, or the database of another program.
    NotALedger(PathBuf),
    /// It is damaged and cannot be built anew now: another window has it open.
    Damaged(PathBuf),
    /// An older version made it, and it cannot be brought up to date now: another window has it open, and would no longer understand it.
    Older(PathBuf),
    /// An older version made it, and it is not brought up to date without a backup.
    NoBackup {
        /// The ledger.
        path: PathBuf,
        /// What stood against the backup.
        why: String,
    },
    /// Another program kept it locked for longer than we wait.
    Locked(PathBuf),
    /// Anything else that the database says.
    Database {
        /// The file.
        path: PathBuf,
        /// Its words.
        why: String,
    },
}

impl From<KeyError> for ConfigError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

/// Errors of the system cannot be compared, so their words are.
impl PartialEq for KeyError {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place && self.to_string() == other.to_string()
    }
}

impl std::error::Error for ConfigError {}
impl std::error::Error for KeyError {}
impl std::error::Error for OpenError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&english::config(self))
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&english::key(self))
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&english::ledger(self))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&english::kind(*self))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::words::{ENGLISH, THAI};

    /// What nobody may translate: names, values, places, numbers.
    fn literal(text: &str) -> BTreeSet<&str> {
        let words = text.split(|c: char| c.is_whitespace() || "`(),;:.\"[]?".contains(c));
        let is_literal = |word: &&str| word.contains(|c: char| c.is_ascii_digit() || "/_-".contains(c));
        words.filter(is_literal).collect()
    }

    fn value(problem: ValueProblem, takes: Kind) -> ConfigError {
        ConfigError::Value {
            name: "name_1",
            place: Place::Variable("VARIABLE_2".into()),
            problem: problem.into(),
            takes,
        }
    }

    fn keys(problem: KeysProblem) -> ConfigError {
        ConfigError::Keys {
            name: "keys_1".into(),
            place: Place::Flag("flag-2"),
            problem: problem.into(),
        }
    }

    fn key(problem: KeyProblem) -> ConfigError {
        let place = KeyPlace::File("/key/file".into());
        ConfigError::Key(KeyError { place, problem })
    }

    #[test]
    fn no_language_loses_a_name_a_value_or_a_place() {
        let system = || io::Error::from_raw_os_error(2);
        let text = || "text_3".to_owned();
        let place = || Place::File {
            path: "/file/of/settings".into(),
            line: 17,
        };
        let mut errors = vec![
            ConfigError::NoHome { variable: "VARIABLE_1" },
            ConfigError::File {
                path: "/a/b".into(),
                source: system(),
            },
            ConfigError::FileTooLarge { path: "/a/b".into() },
            ConfigError::Syntax {
                place: place(),
                problem: text(),
            },
            ConfigError::Unknown {
                name: "name_1".into(),
                place: place(),
                nearest: Some("name_2".into()),
            },
            ConfigError::KeyInFile { place: place() },
            ConfigError::NotLoopback,
            value(ValueProblem::NeedsShell, Kind::Command),
            value(ValueProblem::Origin(OriginError::PlainHttp { host: text() }), Kind::Url),
            value(ValueProblem::Origin(OriginError::Scheme), Kind::Url),
            value(ValueProblem::Origin(OriginError::UserInfo), Kind::Url),
            value(ValueProblem::Origin(OriginError::Path), Kind::Url),
            keys(KeysProblem::NoSection {
                section: text(),
                sections: vec!["section_4", "section_5"],
            }),
            keys(KeysProblem::NoAction {
                section: text(),
                action: "action_4".into(),
                actions: vec!["action_5", "action_6"],
            }),
            keys(KeysProblem::NotAKey(text())),
            keys(KeysProblem::SentAs(text(), Some("key-4"))),
            keys(KeysProblem::MayNotPay {
                row: "row_4",
                key: text(),
            }),
            keys(KeysProblem::NeverYes(text())),
            keys(KeysProblem::IsText {
                row: "row_4",
                key: text(),
            }),
            keys(KeysProblem::PaysElsewhere {
                key: text(),
                row: "row_4",
                answer: "row_5",
            }),
            keys(KeysProblem::AnswersItself {
                key: text(),
                row: "row_4",
                answer: "row_5",
            }),
            keys(KeysProblem::TwoThings {
                key: text(),
                rows: ["row_4", "row_5"],
            }),
            keys(KeysProblem::NeedsKey("row_4")),
            keys(KeysProblem::AlwaysQuits),
            key(KeyProblem::Content(SecretError::Empty)),
            key(KeyProblem::Content(SecretError::TooLong)),
            key(KeyProblem::Unreadable(system())),
            key(KeyProblem::NotRun(system())),
            key(KeyProblem::Failed(text())),
            key(KeyProblem::TooSlow(Duration::from_secs(42))),
        ];
        let kinds = [
            Kind::Command,
            Kind::Pace,
            Kind::Rate,
            Kind::Choice(&["word_4", "word_5"]),
        ];
        errors.extend(kinds.map(|kind| value(ValueProblem::NotTaken(text()), kind)));
        errors.push(value(
            ValueProblem::Outside {
                text: text(),
                least: "10ms".into(),
                most: "24 h".into(),
            },
            Kind::Pace,
        ));
        for error in errors {
            let told = |words: &StartWords| format!("{}\n{}", (words.config)(&error), (words.config_hint)(&error));
            let (english, thai) = (told(&ENGLISH.start), told(&THAI.start));
            assert_eq!(literal(&english), literal(&thai), "{english}\n{thai}");
            assert!(!thai.contains("  "), "{thai}");
        }
    }

    #[test]
    fn no_language_loses_the_place_of_a_ledger() {
        let path = || PathBuf::from("/file/of/jobs");
        for error in [
            OpenError::Unwritable {
                path: path(),
                source: io::Error::from_raw_os_error(2),
            },
            OpenError::NotAFile(path()),
            OpenError::NotALedger(path()),
            OpenError::Damaged(path()),
            OpenError::Older(path()),
            OpenError::NoBackup {
                path: path(),
                why: "why_1".into(),
            },
            OpenError::Locked(path()),
            OpenError::Database {
                path: path(),
                why: "why_1".into(),
            },
        ] {
            let told = |words: &StartWords| (words.ledger)(&error);
            assert_eq!(literal(&told(&ENGLISH.start)), literal(&told(&THAI.start)), "{error}");
        }
    }
}

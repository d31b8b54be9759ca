//! What the command line says: its help, what settings are for, and what is wrong with what was typed.
//!
//! `cli` reads mistakes out of its parser as the plain values here, and each language says them. Not for what stands against a start
//! (`start`), and not for arguments themselves: names of flags, commands and settings are the same in every language.

/// What the command line says.
#[derive(Debug)]
pub struct LineWords {
    /// What the program is.
    pub about: &'static str,
    /// The same as sentences, and what it does without a command.
    pub long_about: &'static str,
    /// What each command does.
    pub commands: CommandWords,
    /// What each flag is for.
    pub flags: FlagWords,
    /// What stands for the value of a flag.
    pub values: ValueWords,
    /// What each setting is for, as a short phrase of at most 79 cells.
    pub settings: SettingWords,
    /// Above the settings: the variables of the key and of the file.
    pub settings_intro: fn(&str, &str) -> String,
    /// Above the flags that only the sandbox has.
    pub of_sandbox: &'static str,
    /// Above the faults of the sandbox.
    pub faults: &'static str,
    /// What the fault of that name does; the second is how the sandbox itself says it, in English.
    pub fault: fn(&str, &'static str) -> &'static str,
    /// What the sandbox is and assumes, for its address and the faults that are on. `None` is its own account, which is English.
    pub sandbox: Option<fn(&str, Option<&str>) -> String>,
    /// What the parser says of its own accord. `None` is its own language, English.
    pub parser: Option<ParserWords>,
}

/// What each command does.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after its command")]
pub struct CommandWords {
    pub sandbox: &'static str,
    pub paths: &'static str,
    pub fill: &'static str,
}

/// What each flag is for.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after its flag")]
pub struct FlagWords {
    pub config: &'static str,
    pub sandbox: &'static str,
    pub listen: &'static str,
    pub fault: &'static str,
    pub pace: &'static str,
    pub balance: &'static str,
    pub in_flight: &'static str,
    pub jobs: &'static str,
    pub live: &'static str,
    pub seed: &'static str,
}

/// What stands for the value of a flag.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what it stands for")]
pub struct ValueWords {
    pub url: &'static str,
    pub path: &'static str,
    pub file: &'static str,
    pub command: &'static str,
    pub duration: &'static str,
    pub number: &'static str,
    pub word: &'static str,
    pub switch: &'static str,
    pub address: &'static str,
    pub fault: &'static str,
    pub pace: &'static str,
    pub credits: &'static str,
    pub jobs: &'static str,
}

/// What each setting is for.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after its setting")]
pub struct SettingWords {
    pub base_url: &'static str,
    pub data_dir: &'static str,
    pub api_key_file: &'static str,
    pub api_key_command: &'static str,
    pub poll_first: &'static str,
    pub poll_every: &'static str,
    pub poll_ceiling: &'static str,
    pub submit_in_flight: &'static str,
    pub theme: &'static str,
    pub borders: &'static str,
    pub mouse: &'static str,
    pub notify: &'static str,
    pub language: &'static str,
    pub log_level: &'static str,
}

/// What the parser of the command line says of its own accord: titles, its own flags, mistakes.
#[derive(Debug)]
pub struct ParserWords {
    /// Before the usage, with its colon.
    pub usage: &'static str,
    /// Above the commands, and what stands for one.
    pub commands: [&'static str; 2],
    /// Above the flags, and what stands for some.
    pub options: [&'static str; 2],
    /// What `--help` is for where `-h` says the same; where it says less; where it says more.
    pub help: [&'static str; 3],
    /// What `--version` is for.
    pub version: &'static str,
    /// What a flag has where it is not given.
    pub default: fn(&str) -> String,
    /// What is wrong, without a full stop.
    pub mistake: fn(&Mistake) -> String,
    /// What was perhaps meant.
    pub tip: fn(&Tip) -> String,
    /// Where more is said, whatever it is.
    pub more: &'static str,
}

/// What is wrong with what was typed. Flags are named as the help names them: `--config <FILE>`.
#[derive(Debug, PartialEq, Eq)]
pub enum Mistake<'a> {
    /// Nothing takes this.
    Unexpected(&'a str),
    /// No command is called so.
    NoCommand(&'a str),
    /// A flag without its value.
    NoValue(&'a str),
    /// A value for a flag that takes none.
    TakesNone {
        /// The flag.
        flag: &'a str,
        /// The value.
        value: &'a str,
    },
    /// A value that the flag does not take.
    Value {
        /// The flag.
        flag: &'a str,
        /// The value.
        value: &'a str,
        /// Why, in its language or, of a reason that nobody foresaw, in the parser's words.
        why: Option<BadValue>,
    },
    /// A flag that may be given once only.
    Twice(&'a str),
    /// These have to be given.
    Required(&'a [String]),
}

/// Why a flag does not take a value.
#[derive(Debug, PartialEq, Eq)]
pub enum BadValue {
    /// No whole number, or one below 0.
    NotANumber,
    /// A number beyond what fits.
    TooLarge,
    /// No address and port.
    NotAnAddress,
    /// An address of another machine.
    Elsewhere,
    /// No fault is called so; all there are, a line each.
    NoFault {
        /// As written.
        name: String,
        /// All there are, a line each.
        all: String,
    },
    /// What follows `=` is no number of times.
    FaultTimes(String),
    /// No two times.
    NotAPace,
}

/// What was perhaps meant.
#[derive(Debug, PartialEq, Eq)]
pub enum Tip<'a> {
    /// These flags are alike.
    Flags(&'a [String]),
    /// These commands are alike.
    Commands(&'a [String]),
    /// This exists.
    Exists(&'a str),
}

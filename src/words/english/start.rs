//! English for what stands against a start or a command.

use std::io;

use crate::job::{Origin, OriginError};
use crate::words::duration::grouped;
use crate::words::start::{
    ConfigError, KeyError, KeyPlace, KeyProblem, KeysProblem, Kind, OpenError, Place, SecretError, StartWords, Type,
    ValueProblem,
};

/// Before the dashboard opens and after it closed.
pub(super) const START: StartWords = StartWords {
    error: "error",
    hint: "hint",
    config,
    config_hint,
    key,
    ledger: |error| format!("the ledger cannot be opened: {}", ledger(error)),
    ledger_hint,
    sandbox_not_loopback: |address| {
        format!(
            "the sandbox did not start: the sandbox listens on loopback only (127.0.0.1, ::1), not on {address}: it has \
             no TLS, and its key is not a secret"
        )
    },
    sandbox_cannot_listen: |address, error| {
        format!("the sandbox did not start: the sandbox cannot listen on {address}: {error}")
    },
    listen_hint: "Choose another port with --listen; port 0 takes a free one.",
    sandbox_folder: |folder, error| {
        format!("the sandbox did not start: the sandbox cannot use its folder {folder}: {error}")
    },
    sandbox_hint: "The sandbox keeps its jobs beside the ledger: choose another folder with --data-dir.",
    client_hint: "Check the key and SEEDANCE_BASE_URL.",
    threads: |error| format!("no more threads can be started: {error}"),
    threads_hint: "Close other programs, or raise what `ulimit -u` shows.",
    dumb: "this terminal cannot place text on a screen (TERM=dumb)",
    dumb_hint: "Start it in a terminal, or set TERM to what this one is.",
    system: io::Error::to_string,
    system_hint: "Try another terminal, or close programs that hold many files.",
    needs_terminal: "The dashboard needs a terminal; stdin or stdout is none.",
    stdout: |error| format!("cannot write to stdout: {error}"),
    sandbox_help: "Faults to switch on, pace and limits: seedance-tui sandbox --help",
    sandbox_use: "Set these two where the other program runs; Ctrl-C ends the sandbox.",
    filling: |done, of| format!("{} of {} jobs", grouped(done), grouped(of)),
    filled: |jobs, live, folder, seconds| {
        let (jobs, live) = (grouped(jobs), grouped(live));
        format!("{jobs} jobs, {live} of them live, in {folder}: {seconds:.1} s")
    },
};

pub(in crate::words) fn config(error: &ConfigError) -> String {
    match error {
        ConfigError::NoHome { variable } => format!("no home folder is known, and {variable} is not set"),
        ConfigError::File { path, source } => format!("cannot read the configuration file {path}: {source}"),
        ConfigError::FileTooLarge { path } => {
            format!("cannot read the configuration file {path}: it is larger than 1 MiB")
        }
        ConfigError::Syntax { place: at, problem } => format!("{}: {problem}", place(at)),
        ConfigError::Unknown { name, place: at, .. } => format!("{}: there is no setting `{name}`", place(at)),
        ConfigError::KeyInFile { place: at } => format!("{}: an API key does not belong in this file", place(at)),
        ConfigError::Value {
            name,
            place: at,
            problem,
            ..
        } => format!("{name} ({}): {}", place(at), value(problem)),
        ConfigError::Keys {
            name,
            place: at,
            problem,
        } => format!("{name} ({}): {}", place(at), keys(problem)),
        ConfigError::NotLoopback => {
            "a ledger is only filled for a service on this machine, and this one is elsewhere".into()
        }
        ConfigError::Key(error) => key(error),
    }
}

fn config_hint(error: &ConfigError) -> String {
    match error {
        ConfigError::NoHome { variable } => format!("Set HOME, or {variable} to an absolute path."),
        ConfigError::File { .. } | ConfigError::FileTooLarge { .. } => {
            "Check the path and its permissions, or leave --config and SEEDANCE_TUI_CONFIG out: no file is needed."
                .into()
        }
        ConfigError::Syntax { .. } => {
            "The file is TOML: `name = \"text\"`, `[section]`, `name = 5`, `name = true`.".into()
        }
        ConfigError::Unknown { nearest, .. } => {
            let all = "`seedance-tui --help` lists all settings.";
            match nearest {
                Some(nearest) => format!("Did you mean `{nearest}`? {all}"),
                None => all.into(),
            }
        }
        ConfigError::KeyInFile { .. } => "Put it in a file of its own and name that: api_key_file = \"/path\"; or let \
                                          a program print it: api_key_command = [\"pass\", \"show\", \"seedance\"]; \
                                          or set SEEDANCE_API_KEY."
            .into(),
        ConfigError::Value {
            name, problem, takes, ..
        } => value_hint(name, problem, *takes),
        ConfigError::Keys { problem, .. } => keys_hint(problem),
        ConfigError::NotLoopback => "Name it with --base-url http://127.0.0.1:PORT, or take --sandbox.".into(),
        ConfigError::Key(error) => key_hint(&error.problem).into(),
    }
}

fn place(place: &Place) -> String {
    match place {
        Place::Default => "default".into(),
        Place::File { path, line } => format!("{path}, line {line}"),
        Place::Environment => "environment".into(),
        Place::Variable(name) => format!("{name} in the environment"),
        Place::Flag(flag) => format!("--{flag}"),
    }
}

fn value(problem: &ValueProblem) -> String {
    match problem {
        ValueProblem::NotTaken(text) => format!("`{text}` is not a value it takes"),
        ValueProblem::Outside { text, least, most } => format!("`{text}` is not between {least} and {most}"),
        ValueProblem::Empty => "it is empty".into(),
        ValueProblem::NotText => "the value is not Unicode text".into(),
        ValueProblem::WrongType(found) => {
            let found = match found {
                Type::Text => "a text",
                Type::Number => "a number",
                Type::Boolean => "true or false",
                Type::Date => "a date",
                Type::List => "this list",
                Type::Section => "a section",
            };
            format!("{found} is the wrong type")
        }
        ValueProblem::Origin(error) => origin(error),
        ValueProblem::OpenQuotation => "a quotation mark is not closed".into(),
        ValueProblem::NoProgram => "it names no program".into(),
        ValueProblem::NeedsShell => "no shell reads it, so `|`, `>`, `&&` and the like do nothing".into(),
    }
}

fn value_hint(name: &str, problem: &ValueProblem, takes: Kind) -> String {
    let kind = kind(takes);
    match problem {
        ValueProblem::NotTaken(_)
        | ValueProblem::Outside { .. }
        | ValueProblem::Empty
        | ValueProblem::NotText
        | ValueProblem::OpenQuotation
        | ValueProblem::NoProgram => format!("{name} takes {kind}."),
        ValueProblem::WrongType(_) => match takes {
            Kind::Url | Kind::Path | Kind::Command | Kind::Pace | Kind::Choice(_) => {
                format!("{name} takes {kind}. In the file it stands in quotes.")
            }
            Kind::Count => format!("{name} takes {kind}. In the file it stands without quotes."),
            Kind::Rate | Kind::Switch => format!("{name} takes {kind}."),
        },
        ValueProblem::Origin(error) => origin_hint(error),
        ValueProblem::NeedsShell => {
            "Name the shell yourself: api_key_command = [\"sh\", \"-c\", \"pass show seedance | head -n 1\"].".into()
        }
    }
}

pub(in crate::words) fn kind(kind: Kind) -> String {
    match kind {
        Kind::Url => "an https:// address".into(),
        Kind::Path => "a path".into(),
        Kind::Command => "a program and its arguments, such as `pass show seedance`".into(),
        Kind::Pace => "`auto` or a duration, such as `500ms`, `20s` or `1m`".into(),
        Kind::Rate => "`auto` or a number, such as `5`".into(),
        Kind::Count => "a whole number from 1 to 1000".into(),
        Kind::Choice(names) => match names.split_last() {
            Some((last, first)) => format!("`{}` or `{last}`", first.join("`, `")),
            None => String::new(),
        },
        Kind::Switch => "`on` or `off`".into(),
    }
}

fn origin(error: &OriginError) -> String {
    match error {
        OriginError::Empty => "the base URL is empty".into(),
        OriginError::Unclean => "the base URL holds a blank, a line break, a backslash or a control character".into(),
        OriginError::Scheme => "the base URL does not begin with https://".into(),
        OriginError::PlainHttp { host } => format!(
            "plain http:// is for this machine alone; `{host}` is another one, and the key would travel in the open"
        ),
        OriginError::UserInfo => "the base URL holds an `@` (a user name or a password)".into(),
        OriginError::Path => "the base URL goes on after the host (a path, `?` or `#`)".into(),
        OriginError::Host => "the host of the base URL is not a plain host name or IP address".into(),
        OriginError::Unreadable(error) => format!("the base URL cannot be read: {error}"),
    }
}

fn origin_hint(error: &OriginError) -> String {
    match error {
        OriginError::Empty | OriginError::Scheme | OriginError::Unclean | OriginError::Unreadable(_) => format!(
            "Write it as https://host or https://host:port, for example {}.",
            Origin::SERVICE
        ),
        OriginError::PlainHttp { .. } => {
            "Use https://. Plain http:// is accepted for localhost, 127.0.0.0/8 and [::1] only.".into()
        }
        OriginError::UserInfo => {
            "Leave the user name and password out; the key is given through SEEDANCE_API_KEY or a key file.".into()
        }
        OriginError::Path => "Stop after the host or port: the program adds /api/open/v1 itself.".into(),
        OriginError::Host => "Use letters, digits, dots and hyphens, with no dot at the end.".into(),
    }
}

fn keys(problem: &KeysProblem) -> String {
    match problem {
        KeysProblem::NotASection => "this is no section".into(),
        KeysProblem::NotAList => "this is no list of keys".into(),
        KeysProblem::NoSection { section, .. } => format!("there is no section `[keys.{section}]`"),
        KeysProblem::NoAction { section, action, .. } => {
            format!("there is no action `{action}` in `[keys.{section}]`")
        }
        KeysProblem::NotAKey(text) => format!("`{text}` is no key"),
        KeysProblem::SentAs(key, other) => format!("terminals send {key} as {}", other.unwrap_or("a line break")),
        KeysProblem::MayNotPay { row, key } => format!("{row} pays, and {key} may not"),
        KeysProblem::NeverYes(key) => format!("{key} never says yes"),
        KeysProblem::IsText { key, row } => format!("{key} is text, or edits it, where {row} is meant"),
        KeysProblem::PaysElsewhere { key, row, answer } => {
            format!("{key} pays (it is a key of {answer}), so it cannot be one of {row}")
        }
        KeysProblem::AnswersItself { key, row, answer } => {
            format!("{key} would ask ({row}) and, pressed twice, say yes ({answer})")
        }
        KeysProblem::TwoThings {
            key,
            rows: [one, other],
        } => {
            format!("{key} would mean two things: {one} and {other}")
        }
        KeysProblem::NeedsKey(row) => format!("{row} needs a key"),
        KeysProblem::AlwaysQuits => "Ctrl-C always quits".into(),
    }
}

fn keys_hint(problem: &KeysProblem) -> String {
    match problem {
        KeysProblem::NotASection => "Keys stand in sections, as in: [keys.jobs], and in it: cancel = [\"C\"].".into(),
        KeysProblem::NotAList => "A key stands in quotes, several in brackets: [\"c\", \"Ctrl-X\"].".into(),
        KeysProblem::NoSection { sections, .. } => format!("The sections are: {}.", sections.join(", ")),
        KeysProblem::NoAction { section, actions, .. } => format!("[keys.{section}] has: {}.", actions.join(", ")),
        KeysProblem::NotAKey(_) => {
            "Write it as the help does: a, C, Space, Enter, F2, PgDn, Ctrl-T, Alt-X, Shift-Tab.".into()
        }
        KeysProblem::SentAs(..) => "Take another key.".into(),
        KeysProblem::MayNotPay { .. } => {
            "Only Ctrl and a letter pays: no letter alone, no Enter and no paste ever does.".into()
        }
        KeysProblem::NeverYes(_) => {
            "The answer of a question that is passed by in haste is no: take another key.".into()
        }
        KeysProblem::IsText { .. } => {
            "Take another key: F1 to F12, or one with Ctrl or Alt that edits no text (the help shows which do).".into()
        }
        KeysProblem::PaysElsewhere { .. } | KeysProblem::AnswersItself { .. } => {
            "Take another key for one of them: nothing is paid or confirmed by a key that also does something else close by.".into()
        }
        KeysProblem::TwoThings { .. } => {
            "Take another key for one of them; an empty list, [], takes a key away.".into()
        }
        KeysProblem::NeedsKey(_) => "Name at least one.".into(),
        KeysProblem::AlwaysQuits => "Keep it in the list: [\"Ctrl-C\", \"Ctrl-Q\"].".into(),
    }
}

pub(in crate::words) fn key(KeyError { place, problem }: &KeyError) -> String {
    let place = match place {
        KeyPlace::Variable(name) => (*name).to_owned(),
        KeyPlace::File(path) => format!("key file {path}"),
        KeyPlace::Command(program) => format!("key command `{program}`"),
    };
    let problem = match problem {
        KeyProblem::Content(SecretError::Empty) => "the key is empty".into(),
        KeyProblem::Content(SecretError::LineBreak) => "the key holds a line break".into(),
        KeyProblem::Content(SecretError::Unprintable) => {
            "the key holds a blank, a control character or a character outside ASCII".into()
        }
        KeyProblem::Content(SecretError::TooLong) => format!("the key is longer than {} bytes", grouped(4096)),
        KeyProblem::Unreadable(error) => format!("cannot be read: {error}"),
        KeyProblem::NotRun(error) => format!("cannot be run: {error}"),
        KeyProblem::Failed(how) => format!("ended with {how}"),
        KeyProblem::TooSlow(limit) => format!("gave no key within {} seconds", limit.as_secs_f32()),
    };
    format!("{place}: {problem}")
}

fn key_hint(problem: &KeyProblem) -> &'static str {
    match problem {
        KeyProblem::Content(SecretError::Empty) => {
            "Unset it to use the sandbox, or put the key there (sd2_live_..., from the service's dashboard)."
        }
        KeyProblem::Content(SecretError::LineBreak | SecretError::Unprintable | SecretError::TooLong) => {
            "A key is one line of visible ASCII characters (sd2_live_...); copy it again, whole and alone."
        }
        KeyProblem::Unreadable(_) => {
            "Name a file that you can read and that holds the key; it is not the key itself that belongs there."
        }
        KeyProblem::NotRun(_) => {
            "api_key_command is a program and its arguments; no shell reads it, so name a shell yourself if you need \
             one: [\"sh\", \"-c\", \"...\"]."
        }
        KeyProblem::Failed(_) | KeyProblem::TooSlow(_) => {
            "Run it by hand to see what it says; it must print the key and end, without asking on the terminal."
        }
    }
}

fn ledger_hint(error: &OpenError) -> String {
    match error {
        OpenError::NotAFile(_) | OpenError::NotALedger(_) => {
            "Nothing was sent. Move that away, or choose another folder with --data-dir.".into()
        }
        OpenError::Damaged(_) | OpenError::Older(_) => {
            "Nothing was sent. Close the other windows of this ledger, then start again.".into()
        }
        OpenError::Locked(_) => {
            "Nothing was sent. End the program that keeps it locked, or choose another folder with --data-dir.".into()
        }
        OpenError::Unwritable { .. } | OpenError::NoBackup { .. } | OpenError::Database { .. } => {
            "Nothing was sent. Choose a folder that can be written with --data-dir, or see that this one can be written and has room.".into()
        }
    }
}

pub(in crate::words) fn ledger(error: &OpenError) -> String {
    match error {
        OpenError::Unwritable { path, source } => format!("cannot write in {}: {source}", path.display()),
        OpenError::NotAFile(path) => format!("{} is not a file", path.display()),
        OpenError::NotALedger(path) => format!("{} is not a ledger of seedance-tui", path.display()),
        OpenError::Damaged(path) => format!(
            "{} is damaged; it is repaired when no other window has it open: close them and start again",
            path.display()
        ),
        OpenError::Older(path) => format!(
            "{} has to be brought up to date, and another window of an older version has it open: close that one first",
            path.display()
        ),
        OpenError::NoBackup { path, why } => format!(
            "{} has to be brought up to date, and no backup of it could be made first: {why}; nothing was changed",
            path.display()
        ),
        OpenError::Locked(path) => format!("{} is kept locked by another program", path.display()),
        OpenError::Database { path, why } => format!("cannot open {}: {why}", path.display()),
    }
}

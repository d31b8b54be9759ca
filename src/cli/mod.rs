//! The command line: parse it, settle the configuration, do the one thing that was asked, say how it ended.
//!
//! One file for each command that needs no screen; the dashboard itself is `runtime`. Everything printed to stdout
//! and stderr goes through `output`.

mod arguments;
mod exit;
mod fill;
mod logging;
mod mistake;
mod output;
mod paths;
mod sandbox;
mod spoken;

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use clap::FromArgMatches;

use crate::config::{Config, ConfigError, Environment, Plan, unless_key};
use crate::runtime::{self, StartError};
use crate::words::Words;
use arguments::{Arguments, Command};
pub use exit::Exit;

/// The whole program, from this process's arguments and environment to its end.
pub fn run() -> Exit {
    let environment = Environment::of_process();
    let words = runtime::words_at_start(&environment);
    let columns = columns(&environment);
    let settled = parse(std::env::args_os().collect(), words, columns)
        .map_err(Failed::Usage)
        .and_then(|arguments| Ok((Plan::settle(&arguments.flags(), &environment)?, arguments.command)));
    let (plan, command) = match settled {
        Ok(settled) => settled,
        Err(failed) => return failed.told(words),
    };
    let words = runtime::words(plan.settings.language, &environment);
    perform(plan, command, words, columns).unwrap_or_else(|failed| failed.told(words))
}

/// The arguments as they were given, the program first. Help and mistakes are in these words.
fn parse(given: Vec<OsString>, words: &Words, columns: usize) -> Result<Arguments, clap::Error> {
    let mut command = spoken::command(&words.line, given.first().map(OsString::as_os_str), columns);
    let matches = command.try_get_matches_from_mut(given)?;
    Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// How wide help may be: as the terminal is, as the parser finds it too.
fn columns(environment: &Environment) -> usize {
    let terminal = [
        rustix::termios::tcgetwinsize(io::stdout()),
        rustix::termios::tcgetwinsize(io::stderr()),
    ];
    let mut terminal = terminal.into_iter().flatten().map(|size| usize::from(size.ws_col));
    let named = || environment.get("COLUMNS")?.to_str()?.parse().ok();
    terminal.find(|columns| *columns > 0).or_else(named).unwrap_or(100)
}

/// Why a command did not do what it should.
enum Failed {
    /// The arguments are none, or ask for help.
    Usage(clap::Error),
    Config(ConfigError),
    Start(StartError),
    Stdout(io::Error),
}

impl From<ConfigError> for Failed {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<StartError> for Failed {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Stdout(error)
    }
}

impl Failed {
    /// Says it.
    fn told(self, words: &Words) -> Exit {
        let start = &words.start;
        match self {
            Self::Usage(answer) => {
                help_or_mistake(&answer, words).unwrap_or_else(|error| Self::from(error).told(words))
            }
            Self::Config(error) => {
                output::error(start, &(start.config)(&error), Some(&(start.config_hint)(&error)));
                Exit::Usage
            }
            Self::Start(error) => {
                tell(&error, words);
                Exit::Passing
            }
            Self::Stdout(error) => {
                output::error(start, &(start.stdout)(&error), None);
                Exit::Passing
            }
        }
    }
}

fn tell(error: &StartError, words: &Words) {
    output::error(&words.start, &error.problem(words), Some(&error.hint(words)));
}

/// Help and version go to stdout, a mistake to stderr. Without colours: a mistake repeats what was typed, but no key.
fn help_or_mistake(answer: &clap::Error, words: &Words) -> io::Result<Exit> {
    let text = mistake::in_words(answer, words).unwrap_or_else(|| answer.render().to_string());
    if answer.use_stderr() {
        let lines: Vec<_> = text.lines().map(unless_key).collect();
        output::stderr(&lines.join("\n"));
        return Ok(Exit::Usage);
    }
    output::stdout(&text)?;
    Ok(Exit::Done)
}

fn perform(plan: Plan, command: Option<Command>, words: &'static Words, columns: usize) -> Result<Exit, Failed> {
    match command {
        None => {
            let config = plan.with_key()?;
            threads()?;
            Ok(dashboard(config, words, columns))
        }
        Some(Command::Paths) => {
            output::stdout(&paths::text(&plan.paths))?;
            Ok(Exit::Done)
        }
        Some(Command::Fill(asked)) => {
            threads()?;
            fill::fill(&plan.ledger_to_fill()?, &plan.paths.sandbox_service(), &asked, words)?;
            Ok(Exit::Done)
        }
        Some(Command::Sandbox(asked)) => {
            threads()?;
            let _log = logging::start(&plan.paths, plan.settings.log_level);
            sandbox::serve(plan.paths.sandbox_service(), asked, words)?;
            Ok(Exit::Done)
        }
    }
}

/// What needs threads does not begin where it cannot have them.
fn threads() -> Result<(), StartError> {
    runtime::can_have_threads().map_err(StartError::Threads)
}

fn dashboard(config: Config, words: &Words, columns: usize) -> Exit {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        output::stderr(words.start.needs_terminal);
        let mut command = spoken::command(&words.line, None, columns);
        output::stderr(&command.render_help().to_string());
        return Exit::Usage;
    }
    let _log = logging::start(&config.paths, config.settings.log_level);
    let left = match runtime::dashboard(config) {
        Ok(left) => left,
        Err(error) => {
            tell(&error, words);
            return if error.is_configuration() {
                Exit::Usage
            } else {
                Exit::Passing
            };
        }
    };
    if left.interrupted {
        Exit::Interrupted
    } else {
        Exit::Done
    }
}

//! The command line: parse it, settle the configuration, do the one thing that was asked, say how it ended.
//!
//! One file for each command that needs no screen; the dashboard itself is `runtime`. Everything printed to stdout
//! and stderr goes through `output`.

mod arguments;
mod exit;
mod fill;
mod logging;
mod output;
mod paths;
mod sandbox;

use std::io::{self, IsTerminal};

use anyhow::Context as _;
use clap::{CommandFactory, Parser};

use crate::config::{Config, ConfigError, Environment, Plan, unless_key};
use crate::runtime;
use arguments::{Arguments, Command};
pub use exit::Exit;

/// The whole program, from this process's arguments and environment to its end.
pub fn run() -> Exit {
    let ended = match Arguments::try_parse_from(std::env::args_os()) {
        Ok(arguments) => perform(arguments, &Environment::of_process()),
        Err(answer) => help_or_mistake(&answer),
    };
    match ended {
        Ok(exit) => exit,
        Err(Failed::Config(error)) => {
            output::error(&error.to_string(), &error.hint());
            Exit::Usage
        }
        Err(Failed::Run(error)) => {
            output::stderr(&format!("error: {error:#}"));
            Exit::Passing
        }
    }
}

/// Why a command did not do what it should.
enum Failed {
    Config(ConfigError),
    Run(anyhow::Error),
}

impl From<ConfigError> for Failed {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<anyhow::Error> for Failed {
    fn from(error: anyhow::Error) -> Self {
        Self::Run(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Run(anyhow::Error::new(error).context("cannot write to stdout"))
    }
}

/// Help and version go to stdout, a mistake to stderr. Without colours: a mistake repeats what was typed, but no key.
fn help_or_mistake(answer: &clap::Error) -> Result<Exit, Failed> {
    let text = answer.render().to_string();
    if answer.use_stderr() {
        let lines: Vec<_> = text.lines().map(unless_key).collect();
        output::stderr(&lines.join("\n"));
        return Ok(Exit::Usage);
    }
    output::stdout(&text)?;
    Ok(Exit::Done)
}

fn perform(arguments: Arguments, environment: &Environment) -> Result<Exit, Failed> {
    let plan = Plan::settle(&arguments.flags(), environment)?;
    match arguments.command {
        None => {
            let config = plan.with_key()?;
            threads()?;
            Ok(dashboard(config))
        }
        Some(Command::Paths) => {
            output::stdout(&paths::text(&plan.paths))?;
            Ok(Exit::Done)
        }
        Some(Command::Fill(asked)) => {
            threads()?;
            fill::fill(&plan.ledger_to_fill()?, &plan.paths.sandbox_service(), &asked)?;
            Ok(Exit::Done)
        }
        Some(Command::Sandbox(asked)) => {
            threads()?;
            let _log = logging::start(&plan.paths, plan.settings.log_level);
            sandbox::serve(plan.paths.sandbox_service(), asked)?;
            Ok(Exit::Done)
        }
    }
}

/// What needs threads does not begin where it cannot have them.
fn threads() -> anyhow::Result<()> {
    runtime::can_have_threads()
        .context("no more threads can be started; close other programs, or raise what `ulimit -u` shows")
}

fn dashboard(config: Config) -> Exit {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        output::stderr("The dashboard needs a terminal; stdin or stdout is none.\n");
        output::stderr(&Arguments::command().render_help().to_string());
        return Exit::Usage;
    }
    let _log = logging::start(&config.paths, config.settings.log_level);
    let left = match runtime::dashboard(config) {
        Ok(left) => left,
        Err(error) => {
            output::error(&error.to_string(), &error.hint());
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

//! The command line: parse it, settle the configuration, do the one thing that was asked, say how it ended.
//!
//! One file for each command that needs no screen; the dashboard itself is `runtime`. Everything printed to stdout
//! and stderr goes through `output`.

mod arguments;
mod exit;
mod logging;
mod output;
mod paths;
mod sandbox;

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::{CommandFactory, Parser};

use crate::config::{Config, ConfigError, Environment, Plan};
use crate::runtime;
use arguments::{Arguments, Command};
pub use exit::Exit;

/// The whole program, from this process's arguments and environment to its end.
pub fn run() -> Exit {
    let arguments = match parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    match perform(&arguments, &Environment::of_process()) {
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

/// Help and version are printed here and end the program; so does a mistake, with help on stderr.
fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Arguments, Exit> {
    Arguments::try_parse_from(words).map_err(|error| {
        // Without colours: what was typed is repeated in it, and goes through the sanitiser.
        let text = error.render().to_string();
        if error.use_stderr() {
            output::stderr(&text);
            Exit::Usage
        } else {
            output::stdout(&text);
            Exit::Done
        }
    })
}

fn perform(arguments: &Arguments, environment: &Environment) -> Result<Exit, Failed> {
    let plan = Plan::settle(&arguments.flags(), environment)?;
    match &arguments.command {
        None => dashboard(plan.with_key()?),
        Some(Command::Paths) => {
            output::stdout(&paths::text(&plan.paths));
            Ok(Exit::Done)
        }
        Some(Command::Sandbox { listen }) => {
            let _log = logging::start(&plan.paths, plan.settings.log_level);
            sandbox::serve(plan.paths.sandbox_service(), *listen)?;
            Ok(Exit::Done)
        }
    }
}

fn dashboard(config: Config) -> Result<Exit, Failed> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        output::stderr("The dashboard needs a terminal; stdin or stdout is none.\n");
        output::stderr(&Arguments::command().render_help().to_string());
        return Ok(Exit::Usage);
    }
    let _log = logging::start(&config.paths, config.settings.log_level);
    runtime::dashboard(config)?;
    Ok(Exit::Done)
}

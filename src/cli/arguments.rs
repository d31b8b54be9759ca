//! The command line as clap reads it.
//!
//! Flags of settings are built from the rows of [`SETTINGS`]. No flag takes a key: the arguments of a process are public. What is
//! said of each in the help is for `spoken`.

use std::net::SocketAddr;

use clap::{Arg, ArgMatches, Args, Command as Clap, FromArgMatches, Parser, Subcommand};

use crate::config::{Flags, SETTINGS, Setting};
use crate::sandbox::{Faults, Pace};

/// All that can be said.
#[derive(Debug, Parser)]
#[command(name = "seedance-tui", version, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: SettingFlags,
    /// The configuration file.
    #[arg(long, global = true)]
    config: Option<String>,
    /// The embedded sandbox, key or no key.
    #[arg(long, global = true)]
    sandbox: bool,
    /// What to do instead of opening the dashboard.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// A command that needs no screen.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub(super) enum Command {
    /// The sandbox alone.
    Sandbox(SandboxOptions),
    /// Where things are kept.
    Paths,
    /// A long history that was made up.
    #[command(hide = true)]
    Fill(FillOptions),
}

/// The options of `fill`.
#[derive(Debug, PartialEq, Eq, Args)]
pub(super) struct FillOptions {
    /// How many jobs have ended.
    #[arg(long, value_name = "N")]
    pub(super) jobs: u64,
    /// How many are live.
    #[arg(long, value_name = "M", default_value_t = 0)]
    pub(super) live: u64,
    /// What the jobs are made from.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
}

/// The options of `sandbox`. What is not given stays as the sandbox has it.
#[derive(Debug, PartialEq, Eq, Args)]
pub(super) struct SandboxOptions {
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:0", value_parser = loopback)]
    pub(super) listen: SocketAddr,
    /// What goes wrong.
    #[arg(long = "fault")]
    pub(super) faults: Vec<Faults>,
    /// How long the usual job takes.
    #[arg(long)]
    pub(super) pace: Option<Pace>,
    /// Credits to spend.
    #[arg(long)]
    pub(super) balance: Option<u64>,
    /// Jobs that may be unfinished at a time.
    #[arg(long)]
    pub(super) in_flight: Option<usize>,
}

impl Arguments {
    /// What was said, for the configuration.
    pub(super) fn flags(&self) -> Flags {
        Flags {
            settings: self.settings.0.clone(),
            config: self.config.clone(),
            sandbox: self.sandbox,
        }
    }
}

/// Why the sandbox cannot listen there.
#[derive(Debug, thiserror::Error)]
pub(super) enum ListenError {
    #[error("write it as 127.0.0.1:8787 or [::1]:8787")]
    NotAnAddress,
    #[error("the sandbox listens on this machine alone: 127.0.0.1:PORT or [::1]:PORT")]
    Elsewhere,
}

/// The sandbox knows no encryption and one fixed key: it is for this machine alone.
fn loopback(text: &str) -> Result<SocketAddr, ListenError> {
    let address: SocketAddr = text.parse().map_err(|_| ListenError::NotAnAddress)?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(ListenError::Elsewhere)
    }
}

/// The flags of the settings that have one, with their values.
#[derive(Debug)]
struct SettingFlags(Vec<(&'static str, String)>);

fn with_flag() -> impl Iterator<Item = (&'static Setting, &'static str)> {
    SETTINGS.iter().filter_map(|setting| Some((setting, setting.flag?)))
}

impl Args for SettingFlags {
    fn augment_args(command: Clap) -> Clap {
        command.args(with_flag().map(|(setting, flag)| Arg::new(setting.name).long(flag).global(true)))
    }

    fn augment_args_for_update(command: Clap) -> Clap {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SettingFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |(setting, _): (&'static Setting, _)| {
            Some((setting.name, matches.get_one::<String>(setting.name)?.clone()))
        };
        Ok(Self(with_flag().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::CommandFactory;
    use clap::error::ErrorKind;

    use super::*;
    use crate::cli::spoken;
    use crate::sandbox::fault_list;
    use crate::words::ENGLISH;

    fn parse(words: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("seedance-tui").chain(words.split_whitespace()))
    }

    #[test]
    fn clap_finds_no_fault() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn global_flags_work_before_and_after_the_command() {
        for words in [
            "--base-url https://x.example --config c.toml --sandbox paths",
            "paths --base-url https://x.example --config c.toml --sandbox",
        ] {
            let arguments = parse(words).unwrap();
            assert_eq!(arguments.command, Some(Command::Paths));
            assert_eq!(
                arguments.flags(),
                Flags {
                    settings: vec![("base_url", "https://x.example".to_owned())],
                    config: Some("c.toml".to_owned()),
                    sandbox: true
                },
                "{words}"
            );
        }
        assert_eq!(parse("").unwrap().flags(), Flags::default());
    }

    #[test]
    fn the_sandbox_listens_on_this_machine_alone() {
        let listen = |words: &str| parse(words).map(|arguments| arguments.command);
        let sandbox = |listen: &str| {
            Some(Command::Sandbox(SandboxOptions {
                listen: listen.parse().unwrap(),
                faults: vec![],
                pace: None,
                balance: None,
                in_flight: None,
            }))
        };
        assert_eq!(listen("sandbox").unwrap(), sandbox("127.0.0.1:0"));
        assert_eq!(
            listen("sandbox --listen 127.0.0.1:8787").unwrap(),
            sandbox("127.0.0.1:8787")
        );
        assert_eq!(listen("sandbox --listen [::1]:8787").unwrap(), sandbox("[::1]:8787"));
        for address in ["0.0.0.0:8787", "[::]:1", "8787", "localhost:8787", "127.0.0.1:99999"] {
            let error = listen(&format!("sandbox --listen {address}")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ValueValidation, "{address}");
        }
    }

    #[test]
    fn the_sandbox_takes_faults_pace_and_limits() {
        let words = "sandbox --fault poll-503 --fault answer-lost=1 --pace 1m,90s --balance 7 --in-flight 3";
        let options = Command::Sandbox(SandboxOptions {
            listen: "127.0.0.1:0".parse().unwrap(),
            faults: vec!["poll-503".parse().unwrap(), "answer-lost=1".parse().unwrap()],
            pace: Some(Pace {
                queued: Duration::from_mins(1),
                processing: Duration::from_secs(90),
            }),
            balance: Some(7),
            in_flight: Some(3),
        });
        assert_eq!(parse(words).unwrap().command, Some(options));
    }

    #[test]
    fn a_fault_that_is_none_is_told_with_all_there_are() {
        let error = parse("sandbox --fault answer-gone").unwrap_err();
        assert_eq!((error.kind(), error.exit_code()), (ErrorKind::ValueValidation, 2));
        let told = error.to_string();
        assert!(told.contains("there is no fault `answer-gone`; there are:\n"), "{told}");
        assert!(told.contains(&fault_list()), "{told}");
        let mut help = spoken::command(&ENGLISH.line, None, 100);
        let help = help.find_subcommand_mut("sandbox").unwrap().render_long_help();
        assert!(help.to_string().contains(&fault_list()), "{help}");
        for words in [
            "--fault poll-503=often",
            "--pace 2s",
            "--pace 2s,x",
            "--pace=-2s,1s",
            "--balance -1",
        ] {
            let error = parse(&format!("sandbox {words}")).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{words}");
        }
    }

    #[test]
    fn no_flag_takes_a_key() {
        for words in ["--api-key sd2_x", "--key sd2_x", "sandbox --api-key sd2_x"] {
            assert_eq!(parse(words).unwrap_err().kind(), ErrorKind::UnknownArgument, "{words}");
        }
    }

    #[test]
    fn help_names_every_setting() {
        let help = spoken::command(&ENGLISH.line, None, 1000)
            .render_long_help()
            .to_string();
        for setting in SETTINGS {
            let told = (setting.help)(&ENGLISH.line.settings);
            assert!(
                help.contains(&setting.variable()) && help.contains(told),
                "{}",
                setting.name
            );
        }
    }
}

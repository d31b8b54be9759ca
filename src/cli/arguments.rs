//! The command line as clap reads it.
//!
//! Flags of settings are built from the rows of [`SETTINGS`], so name and help stand in one place. No flag takes a
//! key: the arguments of a process are public.

use std::fmt::Write;
use std::net::SocketAddr;

use clap::{Arg, ArgMatches, Args, Command as Clap, FromArgMatches, Parser, Subcommand};

use crate::config::{CONFIG_VARIABLE, Flags, KEY_VARIABLE, Kind, SETTINGS, Setting};
use crate::sandbox::{Faults, Pace, fault_list};

/// A dashboard in the terminal for Seedance 2.0 video generation: submit, watch, cancel, open.
///
/// Without a command it opens the dashboard: on the service when an API key is configured, else on a sandbox of its
/// own that costs nothing.
#[derive(Debug, Parser)]
#[command(name = "seedance-tui", version, disable_help_subcommand = true, after_long_help = settings_in_words())]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: SettingFlags,
    /// Read this configuration file, instead of `$XDG_CONFIG_HOME/seedance-tui/config.toml`.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<String>,
    /// Use the embedded sandbox even if a key is configured.
    #[arg(long, global = true)]
    sandbox: bool,
    /// What to do instead of opening the dashboard.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// A command that needs no screen.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub(super) enum Command {
    /// Serve the sandbox alone, for other programs, until Ctrl-C.
    #[command(after_long_help = faults_in_words())]
    Sandbox(SandboxOptions),
    /// Print where configuration, ledger and log are kept.
    Paths,
    /// Fill the ledger with made-up jobs, to measure and try the program on a long history.
    #[command(hide = true)]
    Fill(FillOptions),
}

/// The options of `fill`.
#[derive(Debug, PartialEq, Eq, Args)]
pub(super) struct FillOptions {
    /// Jobs that have ended.
    #[arg(long, value_name = "N")]
    pub(super) jobs: u64,
    /// Jobs that are still live, younger than all others.
    #[arg(long, value_name = "M", default_value_t = 0)]
    pub(super) live: u64,
    /// The same jobs for the same number.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
}

/// The options of `sandbox`. What is not given stays as the sandbox has it.
#[derive(Debug, PartialEq, Eq, Args)]
#[command(next_help_heading = "Options of the sandbox")]
pub(super) struct SandboxOptions {
    /// Address of this machine to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", value_parser = loopback)]
    pub(super) listen: SocketAddr,
    /// Switch a fault on, every time or the first N times; may be repeated. `--help` names them all.
    #[arg(long = "fault", value_name = "NAME[=N]")]
    pub(super) faults: Vec<Faults>,
    /// How long the usual job stays queued and processing, as in `2s,4s` or `1m,3m`.
    #[arg(long, value_name = "QUEUED,PROCESSING")]
    pub(super) pace: Option<Pace>,
    /// Credits to spend; a submit beyond them gets 402.
    #[arg(long, value_name = "CREDITS")]
    pub(super) balance: Option<u64>,
    /// Jobs that may be unfinished at a time; a submit beyond them gets 429.
    #[arg(long, value_name = "JOBS")]
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

/// The sandbox knows no encryption and one fixed key: it is for this machine alone.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "write it as 127.0.0.1:8787 or [::1]:8787".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("the sandbox listens on this machine alone: 127.0.0.1:PORT or [::1]:PORT".to_owned())
    }
}

/// The table of faults under `sandbox --help`.
fn faults_in_words() -> String {
    format!("Faults:\n{}", fault_list())
}

/// The flags of the settings that have one, with their values.
#[derive(Debug)]
struct SettingFlags(Vec<(&'static str, String)>);

fn with_flag() -> impl Iterator<Item = (&'static Setting, &'static str)> {
    SETTINGS.iter().filter_map(|setting| Some((setting, setting.flag?)))
}

/// What stands for the value in the help.
fn value_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Url => "URL",
        Kind::Path => "PATH",
        Kind::Command => "COMMAND",
        Kind::Pace => "DURATION",
        Kind::Rate | Kind::Count => "NUMBER",
        Kind::Choice(_) => "WORD",
        Kind::Switch => "ON|OFF",
    }
}

impl Args for SettingFlags {
    fn augment_args(command: Clap) -> Clap {
        command.args(with_flag().map(|(setting, flag)| {
            Arg::new(setting.name)
                .long(flag)
                .value_name(value_name(setting.kind))
                .global(true)
                .help(setting.help)
        }))
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

/// The table of settings under `--help`.
fn settings_in_words() -> String {
    let mut text = format!(
        "The API key: {KEY_VARIABLE} in the environment, or --api-key-file, or api_key_command in the configuration \
         file.\n\nSettings, in the configuration file ({CONFIG_VARIABLE} or --config names another one) or in the \
         environment:\n"
    );
    for setting in SETTINGS {
        let default = if setting.default.is_empty() {
            String::new()
        } else {
            format!(" [{}]", setting.default)
        };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n  {:<17} {}\n  {:17} {}{default}\n",
            setting.name,
            setting.variable(),
            "",
            setting.help
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::CommandFactory;
    use clap::error::ErrorKind;

    use super::*;

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
        let mut help = Arguments::command();
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
        let help = Arguments::command().render_long_help().to_string();
        for setting in SETTINGS {
            assert!(
                help.contains(&setting.variable()) && help.contains(setting.help),
                "{}",
                setting.name
            );
        }
    }
}

//! The command line in the person's language: help and mistakes.
//!
//! Words come from the table of the language, and the parser lays them out. It speaks English, and breaks lines at blanks; for a
//! language that is not its own its titles are replaced, and lines are broken here, by words. Not for what arguments mean (`arguments`).

use std::ffi::OsStr;
use std::fmt::Write;
use std::path::Path;

use clap::{Arg, Command as Clap, CommandFactory};

use super::arguments::Arguments;
use crate::config::{CONFIG_VARIABLE, KEY_VARIABLE, Kind, SETTINGS, Setting};
use crate::sandbox::faults;
use crate::words::line::{LineWords, ParserWords, ValueWords};
use crate::words::width::width;
use crate::words::wrap::wrap;

/// How far the help of a flag stands from the edge, where it has a line of its own.
const INDENT: usize = 10;
/// The same of the help of a setting in the table below the flags.
const TABLE_INDENT: usize = 20;
/// The same of what a fault does.
const FAULT_INDENT: usize = 19;

/// The command line of a program of that path, in these words; `columns` is how wide its help may be.
pub(super) fn command(line: &LineWords, program: Option<&OsStr>, columns: usize) -> Clap {
    let mut command = with_abouts(Arguments::command(), line, columns);
    command = command.mut_subcommands(|command| with_abouts(command, line, columns));
    let program = program.and_then(|program| Path::new(program).file_name()?.to_str());
    if let Some(program) = program {
        command.set_bin_name(program);
    }
    // from here on every command has all its flags, those of the parser too
    command.build();
    with_flags(command, line, columns).mut_subcommands(|command| with_flags(command, line, columns))
}

/// What a command is for, and what stands below its long help.
fn with_abouts(command: Clap, line: &LineWords, columns: usize) -> Clap {
    // it also stands in the list of commands, where it has a line of its own
    let about = |command: Clap, text: &str| command.about(fold(text, line, columns.saturating_sub(INDENT)));
    let command = match command.get_name() {
        "sandbox" => about(command, line.commands.sandbox).after_long_help(all_faults(line, columns)),
        "paths" => about(command, line.commands.paths),
        "fill" => about(command, line.commands.fill),
        _ => command
            .about(fold(line.about, line, columns))
            .long_about(fold(line.long_about, line, columns))
            .after_long_help(all_settings(line, columns)),
    };
    match &line.parser {
        Some(_) => command.term_width(0),
        None => command,
    }
}

/// What its flags are for, and the titles above them.
fn with_flags(mut command: Clap, line: &LineWords, columns: usize) -> Clap {
    command = command.mut_args(|arg| with_words(arg, line, columns));
    let Some(parser) = &line.parser else { return command };
    let usage = in_its_usage(&command.render_usage().to_string(), parser);
    command
        .override_usage(usage)
        .next_line_help(true)
        .subcommand_help_heading(parser.commands[0])
        .help_template(format!(
            "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
            parser.usage
        ))
}

/// The usage as the parser made it, without its title.
pub(super) fn in_its_usage(usage: &str, parser: &ParserWords) -> String {
    usage
        .trim_start_matches("Usage: ")
        .replace("[OPTIONS]", &format!("[{}]", parser.options[1]))
        .replace("[COMMAND]", &format!("[{}]", parser.commands[1]))
}

fn with_words(arg: Arg, line: &LineWords, columns: usize) -> Arg {
    let Some(flag) = flag(line, arg.get_id().as_str()) else {
        return with_words_of_the_parser(arg, line);
    };
    let mut arg = match flag.value {
        Some(value) => arg.value_name(value),
        None => arg,
    };
    if let Some(title) = flag.title {
        arg = arg.help_heading(title);
    }
    let Some(parser) = &line.parser else {
        return arg.help(flag.help);
    };
    let mut help = flag.help.to_owned();
    // a flag that takes no value is `false` by default, which is no news
    if let Some(default) = arg.get_default_values().first().filter(|_| flag.value.is_some()) {
        // Writing to a string cannot fail.
        let _ = write!(help, " {}", (parser.default)(&default.to_string_lossy()));
    }
    arg.hide_default_value(true)
        .help_heading(flag.title.unwrap_or(parser.options[0]))
        .help(folded(&help, columns.saturating_sub(INDENT)))
}

/// `--help` and `--version`.
fn with_words_of_the_parser(arg: Arg, line: &LineWords) -> Arg {
    let Some(parser) = &line.parser else { return arg };
    let arg = arg.help_heading(parser.options[0]);
    let [alone, short, long] = parser.help;
    match arg.get_id().as_str() {
        "help" if arg.get_long_help().is_some() => arg.help(short).long_help(long),
        "help" => arg.help(alone),
        "version" => arg.help(parser.version),
        _ => arg,
    }
}

/// The words of one flag.
struct Flag {
    /// What it is for.
    help: &'static str,
    /// What stands for its value.
    value: Option<&'static str>,
    /// The title it stands under, where that is not the usual one.
    title: Option<&'static str>,
}

/// The words of a flag of ours, by its name in `arguments`.
fn flag(line: &LineWords, id: &str) -> Option<Flag> {
    let (flags, values) = (&line.flags, &line.values);
    let flag = |help, value| Flag {
        help,
        value,
        title: None,
    };
    let of_sandbox = |help, value| Flag {
        help,
        value: Some(value),
        title: Some(line.of_sandbox),
    };
    Some(match id {
        "config" => flag(flags.config, Some(values.file)),
        "sandbox" => flag(flags.sandbox, None),
        "listen" => of_sandbox(flags.listen, values.address),
        "faults" => of_sandbox(flags.fault, values.fault),
        "pace" => of_sandbox(flags.pace, values.pace),
        "balance" => of_sandbox(flags.balance, values.credits),
        "in_flight" => of_sandbox(flags.in_flight, values.jobs),
        "jobs" => flag(flags.jobs, Some("N")),
        "live" => flag(flags.live, Some("M")),
        "seed" => flag(flags.seed, Some("S")),
        name => {
            let setting = Setting::named(name)?;
            flag((setting.help)(&line.settings), Some(value(values, setting.kind)))
        }
    })
}

/// What stands for a value of that kind.
fn value(values: &ValueWords, kind: Kind) -> &'static str {
    match kind {
        Kind::Url => values.url,
        Kind::Path => values.path,
        Kind::Command => values.command,
        Kind::Pace => values.duration,
        Kind::Rate | Kind::Count => values.number,
        Kind::Choice(_) => values.word,
        Kind::Switch => values.switch,
    }
}

/// The table of settings under `--help`.
fn all_settings(line: &LineWords, columns: usize) -> String {
    let mut text = fold(&(line.settings_intro)(KEY_VARIABLE, CONFIG_VARIABLE), line, columns) + "\n";
    let (margin, inside) = (" ".repeat(TABLE_INDENT), columns.saturating_sub(TABLE_INDENT));
    for setting in SETTINGS {
        let mut help = fold((setting.help)(&line.settings), line, inside);
        if !setting.default.is_empty() {
            let default = format!("[{}]", setting.default);
            let used = help.lines().last().map_or(0, width) + 1 + width(&default);
            // the parser breaks its own lines
            help.push(if used > inside && line.parser.is_some() {
                '\n'
            } else {
                ' '
            });
            help.push_str(&default);
        }
        let help = help.replace('\n', &format!("\n{margin}"));
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n  {:<17} {}\n{margin}{help}\n",
            setting.name,
            setting.variable()
        );
    }
    text
}

/// The table of faults under `sandbox --help`.
fn all_faults(line: &LineWords, columns: usize) -> String {
    format!("{}\n{}", line.faults, fault_list(line, columns))
}

/// Every fault, in as many columns.
pub(super) fn fault_list(line: &LineWords, columns: usize) -> String {
    let inside = columns.saturating_sub(FAULT_INDENT);
    let margin = format!("\n{}", " ".repeat(FAULT_INDENT));
    let lines: Vec<_> = faults()
        .map(|(name, does)| {
            let does = fold((line.fault)(name, does), line, inside).replace('\n', &margin);
            format!("  {name:<16} {does}")
        })
        .collect();
    lines.join("\n")
}

/// The text in lines of that many cells, where the parser does not know how.
fn fold(text: &str, line: &LineWords, cells: usize) -> String {
    if line.parser.is_some() {
        folded(text, cells)
    } else {
        text.to_owned()
    }
}

/// The text in lines of that many cells, broken between words.
fn folded(text: &str, cells: usize) -> String {
    let rows = |line| wrap(line, cells).into_iter().map(move |row| line[row].trim_end());
    let lines: Vec<_> = text.lines().flat_map(rows).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use clap::{Command as Clap, CommandFactory};

    use super::*;
    use crate::words::{ENGLISH, THAI};

    fn commands(mut command: Clap) -> Vec<Clap> {
        command.build();
        let mut all: Vec<_> = command.get_subcommands().cloned().collect();
        all.push(command);
        all
    }

    #[test]
    fn every_command_and_every_flag_speaks_the_language() {
        let plain = commands(Arguments::command());
        let (english, thai) = (
            commands(command(&ENGLISH.line, None, 100)),
            commands(command(&THAI.line, None, 100)),
        );
        assert_eq!(plain.len(), 4);
        for ((plain, english), thai) in plain.iter().zip(&english).zip(&thai) {
            let name = plain.get_name();
            let about = |command: &Clap| command.get_about().map(ToString::to_string);
            assert!(
                about(english) != about(thai) && about(english) != about(plain),
                "{name}"
            );
            for (english, thai) in english.get_arguments().zip(thai.get_arguments()) {
                let help = |arg: &Arg| [arg.get_help(), arg.get_long_help()].map(|text| text.map(ToString::to_string));
                let id = english.get_id();
                assert_eq!(id, thai.get_id());
                assert_ne!(help(english)[0], help(thai)[0], "{name} {id}");
                assert!(thai.get_help_heading().is_some(), "{name} {id}");
                let of_the_parser = ["help", "version"].contains(&id.as_str());
                assert!(
                    of_the_parser || flag(&ENGLISH.line, id.as_str()).is_some(),
                    "{name} {id}"
                );
            }
        }
    }

    #[test]
    fn every_fault_is_told_in_thai() {
        for (name, does) in faults() {
            assert_eq!((ENGLISH.line.fault)(name, does), does);
            assert_ne!((THAI.line.fault)(name, does), does, "{name}");
        }
    }

    #[test]
    fn a_setting_is_told_in_a_line() {
        for setting in SETTINGS {
            for words in [&ENGLISH, &THAI] {
                let help = (setting.help)(&words.line.settings);
                assert!(width(help) <= 80 && !help.ends_with('.'), "{help}");
            }
        }
    }

    #[test]
    fn thai_help_breaks_between_words_and_fits_its_place() {
        for columns in [40, 60, 100] {
            for mut command in commands(command(&THAI.line, None, columns)) {
                for help in [command.render_help(), command.render_long_help()] {
                    let help = help.to_string();
                    // what is one word cannot be broken: names, addresses, usage
                    let long = help.lines().filter(|line| width(line) > columns && !line.is_ascii());
                    let long: Vec<_> = long.filter(|line| !line.contains(['[', '`'])).collect();
                    assert_eq!(long, Vec::<&str>::new(), "at {columns}");
                }
            }
        }
    }
}

//! How the screen looks on this terminal: from the settings, and from what the environment says of the terminal.

use crate::config::{Borders as BordersSetting, Config, Environment, Theme as ThemeSetting};
use crate::ui::{Borders, Depth, Looks, Theme};

/// All that is chosen about how the screen looks.
pub(super) fn looks(config: &Config) -> Looks {
    let environment = &config.environment;
    Looks {
        theme: theme(config.settings.theme, environment),
        depth: depth(environment),
        borders: match config.settings.borders {
            BordersSetting::Unicode => Borders::Unicode,
            BordersSetting::Ascii => Borders::Ascii,
            BordersSetting::Auto => borders(environment),
        },
    }
}

/// The terminal is asked how light its ground is: nothing else needs to know.
pub(super) fn asks_for_ground(config: &Config) -> bool {
    config.settings.theme == ThemeSetting::Auto && !is_plain(&config.environment)
}

/// It can do nothing that the dashboard needs, and would show every sequence as text.
pub(super) fn is_dumb(config: &Config) -> bool {
    word(&config.environment, "TERM") == "dumb"
}

/// `NO_COLOR` outranks every theme.
fn is_plain(environment: &Environment) -> bool {
    environment.get("NO_COLOR").is_some()
}

fn theme(wanted: ThemeSetting, environment: &Environment) -> Theme {
    match wanted {
        _ if is_plain(environment) => Theme::Plain,
        // until the terminal has answered, and where it does not
        ThemeSetting::Terminal | ThemeSetting::Auto => Theme::Terminal,
        ThemeSetting::Light => Theme::Light,
        ThemeSetting::Dark => Theme::Dark,
        ThemeSetting::Contrast => Theme::Contrast,
    }
}

fn depth(environment: &Environment) -> Depth {
    let term = word(environment, "TERM");
    match word(environment, "COLORTERM").as_str() {
        "truecolor" | "24bit" => Depth::True,
        _ if term.contains("256") || term.ends_with("-direct") => Depth::Indexed,
        // terminals of today that do not say it in their names
        _ if ["kitty", "alacritty", "foot", "wezterm", "ghostty"]
            .iter()
            .any(|name| term.contains(name)) =>
        {
            Depth::Indexed
        }
        _ => Depth::Sixteen,
    }
}

fn borders(environment: &Environment) -> Borders {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| environment.get(name));
    let locale = locale
        .map(|locale| locale.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default();
    let is_utf8 = locale.contains("utf-8") || locale.contains("utf8");
    if !is_utf8 || ["linux", "dumb"].contains(&word(environment, "TERM").as_str()) {
        Borders::Ascii
    } else {
        Borders::Unicode
    }
}

fn word(environment: &Environment, name: &str) -> String {
    environment
        .get(name)
        .map(|value| value.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_that_the_terminal_says_it_has() {
        let of = |term, colorterm| depth(&Environment::of([("TERM", term), ("COLORTERM", colorterm)]));
        assert_eq!(of("xterm", ""), Depth::Sixteen);
        assert_eq!(of("linux", ""), Depth::Sixteen);
        assert_eq!(of("xterm-256color", ""), Depth::Indexed);
        assert_eq!(of("xterm-kitty", ""), Depth::Indexed);
        assert_eq!(of("tmux-256color", "truecolor"), Depth::True);
        assert_eq!(of("xterm", "24bit"), Depth::True);
        let none = Environment::of([("NO_COLOR", "1"), ("COLORTERM", "truecolor")]);
        assert_eq!(theme(ThemeSetting::Light, &none), Theme::Plain);
    }

    #[test]
    fn signs_are_ascii_where_no_other_is_sure_to_be_seen() {
        let of = |variables: &[(&str, &str)]| borders(&Environment::of(variables.iter().copied()));
        assert_eq!(of(&[("LANG", "th_TH.UTF-8"), ("TERM", "xterm")]), Borders::Unicode);
        assert_eq!(of(&[("LANG", "C.utf8")]), Borders::Unicode);
        assert_eq!(of(&[]), Borders::Ascii);
        assert_eq!(of(&[("LANG", "C")]), Borders::Ascii);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "C.UTF-8")]), Borders::Ascii);
        assert_eq!(of(&[("LC_CTYPE", "en_US.UTF-8"), ("LANG", "C")]), Borders::Unicode);
        assert_eq!(of(&[("LANG", "C.UTF-8"), ("TERM", "linux")]), Borders::Ascii);
    }
}

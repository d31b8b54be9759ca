//! Which table of texts the person reads. Not for the texts themselves.

use crate::config::{Environment, Language, Setting};
use crate::words::{ENGLISH, THAI, Words};

/// What names the language of messages, the strongest first (POSIX). The first that is set decides, known to us or not.
const LOCALES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The table before settings are read: what the environment alone says. A language that it names in vain is told of when they are.
pub fn words_at_start(environment: &Environment) -> &'static Words {
    let variable = Setting::named("ui.language").map(Setting::variable);
    let named = variable.and_then(|variable| Language::named(environment.get(&variable)?.to_str()?));
    words(named.unwrap_or_default(), environment)
}

/// The table of that setting; where it leaves it to the system, that of its locale, if we have it.
pub fn words(setting: Language, environment: &Environment) -> &'static Words {
    match setting {
        Language::English => &ENGLISH,
        Language::Thai => &THAI,
        Language::Auto => {
            let locale = LOCALES.iter().find_map(|name| environment.get(name));
            let locale = locale.unwrap_or_default().to_string_lossy();
            // th_TH.UTF-8, th-TH, th@calendar
            match locale.split(['_', '-', '.', '@']).next() {
                Some(language) if language.eq_ignore_ascii_case("th") => &THAI,
                Some(_) | None => &ENGLISH,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_settings_are_read_the_variable_decides_and_then_the_locale() {
        let form = |variables: &[(&'static str, &'static str)]| {
            words_at_start(&Environment::of(variables.iter().copied())).panes.form
        };
        let (english, thai) = (ENGLISH.panes.form, THAI.panes.form);
        let lang = ("LANG", "th_TH.UTF-8");
        assert_eq!(form(&[lang]), thai);
        assert_eq!(form(&[lang, ("SEEDANCE_TUI_UI_LANGUAGE", "en")]), english);
        assert_eq!(form(&[("SEEDANCE_TUI_UI_LANGUAGE", "th")]), thai);
        assert_eq!(form(&[lang, ("SEEDANCE_TUI_UI_LANGUAGE", "klingon")]), thai);
    }

    #[test]
    fn the_setting_decides_and_the_locale_where_it_is_left_to_it() {
        let form = |setting, variables: &[(&'static str, &'static str)]| {
            let environment = Environment::of(variables.iter().copied());
            words(setting, &environment).panes.form
        };
        let (english, thai) = (ENGLISH.panes.form, THAI.panes.form);
        let lang = ("LANG", "th_TH.UTF-8");
        assert_eq!(form(Language::English, &[lang]), english);
        assert_eq!(form(Language::Thai, &[("LANG", "en_US.UTF-8")]), thai);
        for (variables, expected) in [
            (&[][..], english),
            (&[lang], thai),
            (&[("LANG", "th")], thai),
            (&[("LC_CTYPE", "th_TH.UTF-8")], english),
            (&[("LANG", "the_weather")], english),
            (&[("LC_ALL", "C"), lang], english),
            (&[("LC_ALL", ""), ("LC_MESSAGES", "th_TH"), ("LANG", "C")], thai),
            (&[("LC_MESSAGES", "en_GB.UTF-8"), lang], english),
        ] {
            assert_eq!(form(Language::Auto, variables), expected, "{variables:?}");
        }
    }
}

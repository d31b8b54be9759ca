//! The sets of colours, in their order, and what they are called. What colours they are is for `ui`.

use super::notice::Weight;
use super::{App, Effect};
use crate::job::Now;
use crate::words::ThemeWords;

/// A set of colours. Colour is never the only sign, so each of them says the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// The terminal's own 16 colours on its own ground.
    #[default]
    Terminal,
    /// Dark on light, whatever the terminal's ground.
    Light,
    /// Light on dark, whatever the terminal's ground.
    Dark,
    /// White and bright on black, nothing dimmed.
    Contrast,
    /// No colour at all (`NO_COLOR`): bold, dim and reversed only.
    Plain,
}

impl Theme {
    /// The set after this one; no colour stays none.
    fn next(self) -> Self {
        match self {
            Self::Terminal => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Contrast,
            Self::Contrast => Self::Terminal,
            Self::Plain => Self::Plain,
        }
    }

    /// That it is the one of now.
    fn told(self, words: &ThemeWords) -> &'static str {
        match self {
            Self::Terminal => words.terminal,
            Self::Light => words.light,
            Self::Dark => words.dark,
            Self::Contrast => words.contrast,
            Self::Plain => words.plain,
        }
    }
}

impl App {
    /// The next set of colours, by name.
    pub(super) fn next_theme(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let theme = self.settings.theme.next();
        self.say(theme.told(&self.words().notices.theme), Weight::Plain, now);
        self.take_theme(theme, effects);
    }

    pub(super) fn take_theme(&mut self, theme: Theme, effects: &mut Vec<Effect>) {
        self.settings.theme = theme;
        effects.push(Effect::Theme(theme));
    }
}

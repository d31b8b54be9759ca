//! Settings that take one of a few words: one enum each, the words beside the variants.

use super::layers::Written;
use super::value;
use crate::words::start::ValueProblem;

/// An enum whose variants have one name each in the configuration.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// The names, in the order of the variants.
            pub const NAMES: &[&str] = &[$($text),+];

            /// The variant of that name.
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }

            pub(super) fn read(written: &Written) -> Result<Self, ValueProblem> {
                Self::named(written.text).ok_or_else(|| value::not_taken(written))
            }
        }
    };
}

choice! {
    /// Colours of the screen. `NO_COLOR` in the environment outranks all of them.
    Theme {
        /// The terminal's own sixteen colours.
        #[default]
        Terminal = "terminal",
        /// For a light background.
        Light = "light",
        /// For a dark background.
        Dark = "dark",
        /// White and bright on black.
        Contrast = "contrast",
        /// Light or dark, as the terminal says it is.
        Auto = "auto",
    }
}

choice! {
    /// What edges and signs are made of.
    Borders {
        /// ASCII where the locale is not UTF-8, and on terminals that are known to have no more.
        #[default]
        Auto = "auto",
        /// Lines and signs of their own.
        Unicode = "unicode",
        /// Only what every terminal has.
        Ascii = "ascii",
    }
}

choice! {
    /// Language of the screen. What files, `--json` and filters hold is English in every language.
    Language {
        /// What the locale says (`LC_ALL`, `LC_MESSAGES`, `LANG`, the first that is set), if we have it; else English.
        #[default]
        Auto = "auto",
        /// English.
        English = "en",
        /// Thai.
        Thai = "th",
    }
}

choice! {
    /// The least weight of what is logged. The service's answers and the key are never logged at any level.
    LogLevel {
        /// No log at all.
        Off = "off",
        /// What failed.
        Error = "error",
        /// And what looks wrong.
        #[default]
        Warn = "warn",
        /// And what happens.
        Info = "info",
        /// And how.
        Debug = "debug",
        /// Everything of ours.
        Trace = "trace",
    }
}

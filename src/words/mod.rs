//! Words for people: every text of the interface, one table a language, and what makes any text safe and fit for a terminal.
//!
//! Pure: text in, text out. It knows what a job is (`job`), so that failures and problems are said in one place; it does not know
//! who asks. Not for drawing (that is `ui`).

mod detail;
pub mod duration;
mod english;
pub mod line;
mod note;
mod road;
pub mod sanitise;
pub mod search;
pub mod start;
mod table;
mod thai;
pub mod width;
pub mod wrap;

pub use duration::clock;
pub use english::ENGLISH;
pub use note::support_note;
pub use road::Cause;
pub use table::{
    BulkWords, Columns, DetailWords, KeyWords, Keys, Notices, PaletteWords, Panes, Questions, SettlingWords,
    ThemeWords, TypingWords, WaitWords, WhyNot, Words,
};
pub use thai::THAI;

/// A text as it begins a line that is said.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Words {
    /// The language after this one.
    pub fn next(&self) -> &'static Self {
        if std::ptr::eq(self, &raw const ENGLISH) {
            &THAI
        } else {
            &ENGLISH
        }
    }
}

//! The line that tells what just happened, and leaves by itself.

use std::time::Duration;

use crate::job::Now;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It went as wished.
    Plain,
    /// Something did not.
    Warning,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it says; raw text, sanitised where it is shown.
    pub text: String,
    /// How much it matters.
    pub weight: Weight,
    /// When it leaves, on the steady clock.
    pub(super) until: Duration,
}

impl Notice {
    pub(super) fn new(text: String, weight: Weight, now: Now) -> Self {
        let stay = match weight {
            Weight::Plain => Duration::from_secs(4),
            Weight::Warning => Duration::from_secs(10),
        };
        Self {
            text,
            weight,
            until: now.steady + stay,
        }
    }
}

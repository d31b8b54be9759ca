//! Words for people: what makes any text safe and fit for a terminal.
//!
//! Pure: text in, text out. Not for drawing (that is `ui`) and not for what a job means (that is `job`).

pub mod duration;
pub mod sanitise;
pub mod width;
pub mod wrap;

//! The wire: the Open API as this program speaks it, and nothing of what to ask when.
//!
//! [`Client`] sends and receives; what an answer *means* is decided by pure functions that take any bytes and never panic. Nothing
//! here retries, follows a redirect or sends a paid request twice. Not for downloads: the key has no business at a media host.

mod client;
mod envelope;
mod key;
mod models;
mod read;
mod reply;
mod road;

pub use client::{Client, Limits};

//! What the tests of the whole share: the dashboard itself without a terminal, a place for its files, and services to talk to.
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

pub mod dashboard;
pub mod home;
pub mod server;
pub mod service;

//! The real binary in a real terminal: what a person sees, what the terminal is told, and what is left behind. An environment of its
//! own for each test; the service is a stand-in that shares nothing with the sandbox.

#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

pub mod dashboard;
mod leaving;
mod lending;
pub mod line;
pub mod live;
mod looks;
mod pointing;
mod sizes;
pub mod stand_in;
mod starting;
mod typing;
mod unsettled;

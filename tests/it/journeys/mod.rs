//! What a person lives through, from the first key to the last line: each test drives the program's own loop against a service on
//! this machine, over a ledger on disk.
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

mod answers;
mod cancelling;
mod care;
mod damage;
mod first_start;
pub mod intent;
mod key;
mod many;
mod offline;
mod queue;
mod restart;
mod settling;
mod tracking;
mod windows;

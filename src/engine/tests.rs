//! What the engine does, with the ledger of `support` in the place of the real one.

mod board;
mod busy;
mod cancelling;
mod looking;
mod queueing;
mod sending;
mod settling;
mod simulation;
mod storm;
mod support;
mod tracking;
mod weather;

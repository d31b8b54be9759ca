//! The tests of the whole, in one binary: rooms, the wire, the command line, journeys, screens and the terminal.
#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

mod api;
mod architecture;
mod command_line;
mod journeys;
mod matrix;
mod picture;
mod readme;
mod screens;
mod support;
mod terminal;

//! The tests of the whole, in one binary: rooms, the wire, the command line, journeys, screens and the terminal.

mod api;
mod architecture;
mod command_line;
mod journeys;
mod picture;
mod readme;
mod screens;
mod support;
mod terminal;

//! The tests of the whole, in one binary.

mod command_line;

//! The one integration test binary.

mod api;
mod command_line;

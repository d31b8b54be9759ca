//! The `seedance-tui` program. Everything is in the library; this is the door.

use std::process::ExitCode;

fn main() -> ExitCode {
    seedance_tui::cli::run().into()
}

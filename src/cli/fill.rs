//! `seedance-tui fill`: made-up jobs for a ledger of this machine, to measure the program and to try it on a long history.

use std::path::Path;
use std::time::{Duration, Instant};

use super::arguments::FillOptions;
use super::{Failed, output};
use crate::runtime;
use crate::words::Words;

/// How often it says how far it is.
const SAID_EVERY: Duration = Duration::from_secs(5);

/// Fills the ledger of that folder, and says how many jobs it got. The sandbox's job files are in `service`: where that is beside the
/// ledger, the live jobs get theirs.
pub(super) fn fill(folder: &Path, service: &Path, asked: &FillOptions, words: &'static Words) -> Result<(), Failed> {
    let service = Some(service).filter(|service| service.starts_with(folder));
    let (begun, mut said) = (Instant::now(), Instant::now());
    let total = asked.jobs.saturating_add(asked.live);
    let filled = runtime::fill(
        folder,
        service,
        asked.jobs,
        asked.live,
        asked.seed,
        words,
        move |number| {
            if said.elapsed() >= SAID_EVERY {
                said = Instant::now();
                output::stderr(&(words.start.filling)(number, total));
            }
        },
    )?;
    let seconds = begun.elapsed().as_secs_f64();
    let folder = folder.to_string_lossy();
    output::stdout(&(words.start.filled)(filled, asked.live, &folder, seconds))?;
    Ok(())
}

//! Made-up jobs for a ledger: nothing of them was ever sent. Not for jobs that a person asks for.

use std::path::Path;

use super::opening;
use super::{Clock, StartError};
use crate::store::fill::History;
use crate::words::ENGLISH;

/// Adds `jobs` that ended and `live` that have not to the ledger of that folder, the same ones for the same seed. `told` hears how
/// many there are so far.
pub fn fill(
    folder: &Path,
    jobs: u64,
    live: u64,
    seed: u64,
    mut told: impl FnMut(u64) + Send + 'static,
) -> Result<u64, StartError> {
    let store = opening::ledger(folder, &ENGLISH.notices)?;
    let history = History::new(jobs.saturating_add(live), live, seed, Clock::start().now().wall);
    let counted = (1..).zip(history).map(move |(number, job)| {
        told(number);
        job
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(store.fill(counted)).map_err(StartError::Client)
}

//! Made-up jobs for a ledger: nothing of them was ever sent. Not for jobs that a person asks for.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use super::opening;
use super::{Clock, StartError};
use crate::job::Details;
use crate::sandbox::{self, Stocked};
use crate::store::fill::History;
use crate::words::Words;

/// The live jobs end one after the other: the first about so long from now, the last about so long after it.
const FIRST_END: Duration = Duration::from_secs(60);
const LAST_END: Duration = Duration::from_secs(15 * 60);

/// Adds `jobs` that ended and `live` that have not to the ledger of that folder, the same ones for the same seed, and others where it
/// was filled before. `told` hears how many there are so far.
///
/// Where the ledger is the sandbox's, `service` is the folder of its jobs: the live ones get their files there, and end within minutes.
pub fn fill(
    folder: &Path,
    service: Option<&Path>,
    jobs: u64,
    live: u64,
    seed: u64,
    words: &'static Words,
    mut told: impl FnMut(u64) + Send + 'static,
) -> Result<u64, StartError> {
    let store = opening::ledger(folder, &words.notices)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let before = runtime.block_on(store.filled()).map_err(StartError::NotWritten)?;
    let now = Clock::start().now().wall;
    let history = History::new(jobs.saturating_add(live), live, seed, now).after(before);
    let (sender, still_live) = mpsc::channel();
    let sender = service.map(|_| sender);
    let counted = (1..).zip(history).map(move |(number, job)| {
        told(number);
        if let Some(sender) = sender.as_ref().filter(|_| job.job.status.is_live()) {
            // whoever listens outlives the jobs
            drop(sender.send(job.clone()));
        }
        job
    });
    let filled = runtime.block_on(store.fill(counted)).map_err(StartError::NotWritten)?;
    if let Some(service) = service {
        let stocked = (0..)
            .zip(still_live)
            .filter_map(|(number, job)| stocked(&job, number, live));
        let now = Clock::start().now().wall.as_millisecond();
        sandbox::stock(service, now.unsigned_abs(), stocked)?;
    }
    Ok(filled)
}

/// What the sandbox has to know of the live job of that number.
fn stocked(job: &Details, number: u32, live: u64) -> Option<Stocked> {
    let later = LAST_END.saturating_mul(number) / u32::try_from(live).unwrap_or(u32::MAX).max(1);
    Some(Stocked {
        id: job.job.remote_id.as_ref()?.to_string(),
        body: job.intents.last()?.body.clone(),
        processing: FIRST_END + later,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::ENGLISH;

    #[test]
    fn the_sandbox_knows_the_live_jobs_and_no_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let service = folder.path().join("service");
        let filled = fill(folder.path(), Some(&service), 30, 40, 1, &ENGLISH, |_| {});
        assert_eq!(filled.expect("filled"), 70);
        let files = std::fs::read_dir(service.join("jobs")).expect("listed");
        let mut names: Vec<_> = files.map(|file| file.expect("a file").file_name()).collect();
        names.sort();
        let live = (31..=70).map(|number| format!("req_fill_{number:07}.json").into());
        assert_eq!(names, live.collect::<Vec<std::ffi::OsString>>());
    }
}

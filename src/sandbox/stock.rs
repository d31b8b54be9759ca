//! Jobs that nobody submitted, put on the shelf under names that were chosen elsewhere: a made-up ledger's live jobs, so that they live
//! and end here as others do. Not for jobs that are submitted: those come through the routes, and are charged.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::job::{Job, Millis, Pace, RequestId};
use super::request::Request;
use super::shelf::Shelf;

/// A job that is processed from the moment on at which it is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stocked {
    /// What the service calls it: `req_` and letters, digits or `_`.
    pub id: String,
    /// The JSON of its POST.
    pub body: String,
    /// How long the reference job (seedance-2.0, 720p, 5 s) would be in processing. This one is scaled from it, as every job is.
    pub processing: Duration,
}

/// Puts these jobs into the folder of a sandbox, running or not, as accepted at `now` (milliseconds since 1970). Blocks. A name that is
/// taken stays with the job that has it; what no sandbox would have accepted is `InvalidInput`.
pub fn stock(dir: &Path, now: Millis, jobs: impl IntoIterator<Item = Stocked>) -> io::Result<()> {
    let shelf = Shelf::open(dir)?;
    for job in jobs {
        let (Ok(id), Ok(request)) = (job.id.parse::<RequestId>(), Request::read(job.body.as_bytes())) else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, job.id));
        };
        let pace = Pace {
            queued: Duration::ZERO,
            processing: job.processing,
        };
        match shelf.keep(&Job::accept(id, request, pace, now)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

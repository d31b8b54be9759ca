//! The folder: one small file per job, one more for its end, and the key. The only file that
//! touches the disk.
//!
//! Every file appears whole and under a name that was free ([`put_new`]), so any number of
//! sandboxes, in any number of processes, can serve one folder and never disagree. Nothing is
//! ever changed, and nothing is ever listed: thousands of jobs cost what one costs. Files are not
//! synced to the disk; a sandbox job lost to a power cut costs nobody anything.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::job::{End, Job, Millis, RequestId, State};

#[derive(Clone, Debug)]
pub(super) struct Shelf {
    dir: PathBuf,
    jobs: PathBuf,
}

/// How a cancel came out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cancel {
    /// It was this one that ended the job.
    Done,
    /// The job had ended before, and stays as it was.
    TooLate(State),
}

impl Shelf {
    /// Opens the folder; makes it, for this user alone, if it is missing.
    pub(super) fn open(dir: &Path) -> io::Result<Self> {
        let jobs = dir.join("jobs");
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&jobs)?;
        Ok(Self {
            dir: dir.to_owned(),
            jobs,
        })
    }

    /// The key that is kept here; made at first use.
    pub(super) fn key(&self) -> io::Result<String> {
        let path = self.dir.join("key");
        let fresh = format!("sd2_sandbox_{}", Uuid::now_v7().simple());
        put_new(&path, fresh.as_bytes())?;
        Ok(fs::read_to_string(&path)?.trim().to_owned())
    }

    /// Keeps a job that was just accepted.
    pub(super) fn keep(&self, job: &Job) -> io::Result<()> {
        let written = put_new(&self.job_path(&job.id), &serde_json::to_vec(job)?)?;
        if written {
            Ok(())
        } else {
            Err(io::ErrorKind::AlreadyExists.into())
        }
    }

    /// A job and what it is at `now`; `None` if there is no such job.
    pub(super) fn look(&self, id: &RequestId, now: Millis) -> io::Result<Option<(Job, State)>> {
        let Some(job) = read::<Job>(&self.job_path(id))? else {
            return Ok(None);
        };
        let mut end = read(&self.end_path(id))?;
        if end.is_none() && job.state_at(None, now).is_end() {
            end = Some(self.settle_as_fated(id)?);
        }
        let state = job.state_at(end, now);
        Ok(Some((job, state)))
    }

    /// Ends a job now, if it has not ended; `None` if there is no such job.
    pub(super) fn cancel(&self, id: &RequestId, now: Millis) -> io::Result<Option<Cancel>> {
        let Some((_, state)) = self.look(id, now)? else {
            return Ok(None);
        };
        if state.is_end() {
            return Ok(Some(Cancel::TooLate(state)));
        }
        let end = serde_json::to_vec(&End::CancelledAt(now))?;
        if put_new(&self.end_path(id), &end)? {
            return Ok(Some(Cancel::Done));
        }
        // Somebody else settled it in the meantime.
        let state = self.look(id, now)?.map(|(_, state)| Cancel::TooLate(state));
        Ok(state)
    }

    /// Lets the fate come true, unless the job was cancelled before; how it ended.
    pub(super) fn settle_as_fated(&self, id: &RequestId) -> io::Result<End> {
        let path = self.end_path(id);
        if put_new(&path, &serde_json::to_vec(&End::AsFated)?)? {
            return Ok(End::AsFated);
        }
        read(&path)?.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn job_path(&self, id: &RequestId) -> PathBuf {
        self.jobs.join(format!("{id}.json"))
    }

    fn end_path(&self, id: &RequestId) -> PathBuf {
        self.jobs.join(format!("{id}.end"))
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file of this user alone, whole or not at all; `false` if the name was taken. A hard
/// link is what gives both at once: a rename replaces, and `create_new` can be seen half written.
fn put_new(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let draft = path.with_file_name(format!(".{}.tmp", Uuid::now_v7().simple()));
    let linked = write_draft(&draft, bytes).and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    match linked {
        Ok(()) => removed.map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn write_draft(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

//! The folder: one small file per job, one more for its end, and the key. The only file that
//! touches the disk.
//!
//! Every file appears whole and under a name that was free ([`put_new`]), so any number of
//! sandboxes, in any number of processes, can serve one folder and never disagree. Nothing is
//! ever changed, and no call lists anything: thousands of jobs cost what one costs. Files are not
//! synced to the disk; a sandbox job lost to a power cut costs nobody anything.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::job::{End, Job, RequestId};

#[derive(Clone, Debug)]
pub(super) struct Shelf {
    dir: PathBuf,
    jobs: PathBuf,
}

/// How long the file of a job stays. A sandbox job has no worth; its file is a few hundred bytes.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

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

    /// A job and its settled end, if it has one; `None` if there is no such job.
    pub(super) fn look(&self, id: &RequestId) -> io::Result<Option<(Job, Option<End>)>> {
        let Some(job) = read::<Job>(&self.job_path(id))? else {
            return Ok(None);
        };
        Ok(Some((job, read(&self.end_path(id))?)))
    }

    /// Settles the end of a job, unless somebody else did before; the end that holds, and whether it is this one
    /// that settled it. Only one caller in all processes is ever told `true`.
    pub(super) fn settle(&self, id: &RequestId, end: End) -> io::Result<(End, bool)> {
        let path = self.end_path(id);
        if put_new(&path, &serde_json::to_vec(&end)?)? {
            return Ok((end, true));
        }
        let settled = read(&path)?.ok_or(io::ErrorKind::NotFound)?;
        Ok((settled, false))
    }

    /// Removes the files of jobs older than 30 days. The only thing that lists the folder, so it is for a thread of
    /// its own. What cannot be removed stays: the next start tries again.
    pub(super) fn clear_out(&self) {
        let Ok(entries) = fs::read_dir(&self.jobs) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".json")?.parse().ok());
            let Some(id) = id else { continue };
            let written = entry.metadata().and_then(|file| file.modified());
            // By the system's clock, as the file's own time is. A time in the future is not old.
            if written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > KEPT)) {
                // The job first: a job without its end would be given another one.
                let _ = fs::remove_file(self.job_path(&id)).and_then(|()| fs::remove_file(self.end_path(&id)));
            }
        }
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

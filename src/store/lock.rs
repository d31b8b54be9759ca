//! Who is alive, and who runs the engine: told by locks of the operating system, which end with their process however it ends.
//!
//! On Linux, macOS and the BSDs the locks (`flock`) belong to the open file, so two stores in one process stand against each
//! other as two processes do. On NFS Linux makes record locks of them, which belong to the process.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use uuid::Uuid;

use super::connection::private_file;

const ENGINE: &str = "engine.lock";

/// The sign of life of one open ledger: a file of its own, locked for as long as it is open.
pub(super) struct Owner {
    pub(super) id: Uuid,
    path: PathBuf,
    _lock: File,
}

impl Owner {
    /// Begins a new life in the ledger's folder, and clears away the signs of those that ended.
    pub(super) fn enter(folder: &Path) -> io::Result<Self> {
        let owners = owners(folder);
        private_folder(&owners)?;
        clear(&owners)?;
        let id = Uuid::now_v7();
        let path = owner_path(folder, id);
        // locked before it has its name: nobody ever finds it free
        let unnamed = path.with_extension("new");
        let lock = private_file(&unnamed, OpenOptions::new().write(true).create_new(true))?;
        lock.lock()?;
        fs::rename(&unnamed, &path)?;
        Ok(Self { id, path, _lock: lock })
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // where this fails the next start clears it away
        drop(fs::remove_file(&self.path));
    }
}

/// Where the signs of life are.
pub(super) fn owners(folder: &Path) -> PathBuf {
    folder.join("owners")
}

/// Whether the ledger's owner of that name still runs.
pub(super) fn is_alive(folder: &Path, owner: Uuid) -> io::Result<bool> {
    is_held(&owner_path(folder, owner))
}

/// The lock of whoever polls: taken, where it is free.
pub(super) fn try_engine(folder: &Path) -> io::Result<Option<File>> {
    try_alone(&folder.join(ENGINE))
}

/// The lock of whoever polls, as soon as it is free. Blocks.
pub(super) fn wait_for_engine(folder: &Path) -> io::Result<File> {
    let file = lock_file(&folder.join(ENGINE))?;
    loop {
        match file.lock() {
            Ok(()) => return Ok(file),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Held while a ledger is opened: it is not built anew or brought up to date meanwhile. Waits for one that is; `waits` is called again
/// and again then.
pub(super) fn opening(folder: &Path, waits: impl FnMut()) -> io::Result<File> {
    wait_for(lock_file(&folder.join("open.lock"))?, File::try_lock_shared, waits)
}

/// Held while a ledger is built anew or brought up to date: it is not opened meanwhile. Waits for those who are opening it, or are at the
/// same work; `waits` is called again and again then.
pub(super) fn alone(folder: &Path, waits: impl FnMut()) -> io::Result<File> {
    wait_for(lock_file(&folder.join("open.lock"))?, File::try_lock, waits)
}

/// Somebody looks at how long it takes: so it is no wait within the system.
fn wait_for(file: File, lock: fn(&File) -> Result<(), TryLockError>, mut waits: impl FnMut()) -> io::Result<File> {
    loop {
        match lock(&file) {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => waits(),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// A lock that nobody waits for: `None` where somebody has it.
pub(super) fn try_alone(path: &Path) -> io::Result<Option<File>> {
    let file = lock_file(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether any owner but this one has the ledger open.
pub(super) fn is_shared(folder: &Path, owner: Option<Uuid>) -> io::Result<bool> {
    let own = owner.map(|owner| owner_path(folder, owner));
    let owners = match fs::read_dir(owners(folder)) {
        // nobody ever had one there: somebody put the files here
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        other => other?,
    };
    for entry in owners {
        let path = entry?.path();
        if is_sign_of_life(&path) && Some(&path) != own.as_ref() && is_held(&path)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes away the rights of others on the ledger's folder and on what is directly in it. Where it is not ours to do it stays as
/// it is.
pub(super) fn tighten(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let inside = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path());
        for path in inside.chain([folder.to_owned()]) {
            // what a link leads to is not ours
            let Ok(there) = fs::symlink_metadata(&path) else {
                continue;
            };
            let mode = there.permissions().mode();
            if !there.is_symlink()
                && mode & 0o077 != 0
                && let Err(error) = fs::set_permissions(&path, PermissionsExt::from_mode(mode & 0o700))
            {
                tracing::warn!(%error, path = %path.display(), "others may read this");
            }
        }
    }
}

/// Makes a folder, and those above it, that only its owner may enter.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn lock_file(path: &Path) -> io::Result<File> {
    // never removed: a lock on a file without a name would hold nobody off
    private_file(path, OpenOptions::new().write(true).create(true).truncate(false))
}

fn owner_path(folder: &Path, owner: Uuid) -> PathBuf {
    owners(folder).join(format!("{}.lock", owner.as_hyphenated()))
}

/// Whether a file among the owners is one.
pub(super) fn is_sign_of_life(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "lock")
}

/// Opened to read alone: that it is closed again says to nobody that its owner has ended.
fn is_held(path: &Path) -> io::Result<bool> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    // shared: two that ask at the same moment are not each other's sign of life
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn clear(owners: &Path) -> io::Result<()> {
    for entry in fs::read_dir(owners)? {
        let path = entry?.path();
        if is_sign_of_life(&path) && !is_held(&path)? {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

//! A file of the second copy: 1 MiB, written with zeros and on the disk before the first line needs it, so that writing a line or
//! filling in an id never asks the file system for room.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use uuid::Uuid;

use super::line::{Found, LENGTH, Line, is_blank};
use crate::store::connection::private_file;
use crate::store::lock::private_folder;

/// Lines in a file.
pub(super) const LINES: usize = 4096;

/// Bytes that are written or read at a time. Not a whole file: the C library answers the return of so large a block by keeping all that
/// are smaller from then on, instead of giving them back to the system.
const BLOCK: usize = 1 << 14;

/// Where the files are, within the folder of the second copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    /// A process writes them, or ended without putting them away.
    Live,
    /// All they say is in the ledger; they have room.
    Free,
    /// All they say is in the ledger; they are full. They stay: 1 MiB for 4,096 paid requests.
    Full,
}

impl Shelf {
    pub(super) fn of(self, folder: &Path) -> PathBuf {
        folder.join(match self {
            Self::Live => "live",
            Self::Free => "free",
            Self::Full => "full",
        })
    }
}

/// A file that this process alone writes, for as long as this is there. Dropped, it is put away.
#[derive(Debug)]
pub(super) struct Segment {
    file: File,
    path: PathBuf,
    folder: PathBuf,
    unsettled: AtomicBool,
}

impl Segment {
    /// Makes a new one, with every block on the disk.
    pub(super) fn make(folder: &Path) -> io::Result<Self> {
        let live = Shelf::Live.of(folder);
        for shelf in [Shelf::Live, Shelf::Free, Shelf::Full] {
            private_folder(&shelf.of(folder))?;
        }
        let name = format!("{}-{}.txt", Timestamp::now().strftime("%Y%m%dT%H%M%SZ"), Uuid::now_v7());
        let path = live.join(name);
        let unnamed = path.with_extension("new");
        let made = (|| {
            let mut options = OpenOptions::new();
            let mut file = private_file(&unnamed, options.read(true).write(true).create_new(true))?;
            // locked before it has its name: nobody ever finds it free
            file.lock()?;
            for _ in 0..LINES * LENGTH / BLOCK {
                file.write_all(&[0; BLOCK])?;
            }
            file.sync_all()?;
            fs::rename(&unnamed, &path)?;
            for folder in path.ancestors().skip(1).take(3) {
                File::open(folder)?.sync_all()?;
            }
            Ok(file)
        })();
        match made {
            Ok(file) => Ok(Self {
                file,
                path,
                folder: folder.into(),
                unsettled: AtomicBool::new(false),
            }),
            Err(error) => {
                drop(fs::remove_file(unnamed));
                Err(error)
            }
        }
    }

    /// One that takes what is put, and never brings it to a disk.
    #[cfg(test)]
    pub(super) fn without_disk(folder: &Path) -> Self {
        let path = PathBuf::from("/dev/null");
        let file = OpenOptions::new().read(true).write(true).open(&path).expect("it opens");
        Self {
            file,
            path,
            folder: folder.into(),
            unsettled: AtomicBool::new(true),
        }
    }

    /// One with room that nobody writes, and how many of its lines are used.
    pub(super) fn take_free(folder: &Path) -> io::Result<Option<(Self, usize)>> {
        for path in files(folder, Shelf::Free)? {
            let Some(file) = locked(&path)? else { continue };
            let live = Shelf::Live.of(folder).join(path.file_name().unwrap_or_default());
            match fs::rename(&path, &live) {
                // somebody took it and put it away again in between
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                other => other?,
            }
            let segment = Self {
                file,
                path: live,
                folder: folder.into(),
                unsettled: AtomicBool::new(false),
            };
            if let Some(used) = segment.used_of_room()? {
                return Ok(Some((segment, used)));
            }
        }
        Ok(None)
    }

    /// Those whose process ended without putting them away, now held by this one. Dropped, they are put away.
    pub(super) fn left_behind(folder: &Path) -> io::Result<Vec<Self>> {
        let mut left = vec![];
        for path in files(folder, Shelf::Live)? {
            if let Some(file) = locked(&path)?
                && path.exists()
            {
                left.push(Self {
                    file,
                    path,
                    folder: folder.into(),
                    unsettled: AtomicBool::new(false),
                });
            }
        }
        Ok(left)
    }

    /// Writes a line from that column on. On its way to the disk, not there: see [`Segment::sync`].
    pub(super) fn put(&self, place: usize, line: &Line, column: usize) -> io::Result<()> {
        let mut file = &self.file;
        let from = u64::try_from(place * LENGTH + column).map_err(io::Error::other)?;
        file.seek(SeekFrom::Start(from))?;
        file.write_all(&line.encode()[column..])
    }

    /// Waits until all that was put is on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// It says more than the ledger does: the next start looks at it.
    pub(super) fn unsettle(&self) {
        self.unsettled.store(true, Ordering::Relaxed);
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How many of its lines are used, where it has room for more.
    fn used_of_room(&self) -> io::Result<Option<usize>> {
        let mut used = 0;
        let length = places(&self.file, |place, line| {
            if !is_blank(line) {
                used = place + 1;
            }
        })?;
        // a file that was cut short has no room that is on the disk already
        Ok((used < LINES && length == LINES * LENGTH).then_some(used))
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        if self.unsettled.load(Ordering::Relaxed) {
            return;
        }
        // where this fails it stays among the live ones, and the next start looks at it once more
        let place = match self.used_of_room() {
            Ok(Some(_)) => Shelf::Free,
            Ok(None) => Shelf::Full,
            Err(_) => return,
        };
        let name = self.path.file_name().unwrap_or_default();
        drop(fs::rename(&self.path, place.of(&self.folder).join(name)));
    }
}

/// The files of a shelf, oldest first.
pub(super) fn files(folder: &Path, shelf: Shelf) -> io::Result<Vec<PathBuf>> {
    let listed = match fs::read_dir(shelf.of(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        other => other?,
    };
    let mut files = listed
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    Ok(files)
}

/// What stands in a file, up to the last line that is not blank.
pub(super) fn read(path: &Path) -> io::Result<Vec<Found>> {
    let mut found = vec![];
    places(&File::open(path)?, |place, line| match Line::read(line) {
        Found::Blank => {}
        read => {
            found.resize_with(place, || Found::Blank);
            found.push(read);
        }
    })?;
    Ok(found)
}

/// The same, wherever its writer has put it meanwhile.
pub(super) fn read_wherever(path: &Path) -> io::Result<Vec<Found>> {
    let mut outcome = read(path);
    let (Some(folder), Some(name)) = (path.parent().and_then(Path::parent), path.file_name()) else {
        return outcome;
    };
    // twice: it can go back to where it was just looked for
    for shelf in [Shelf::Live, Shelf::Free, Shelf::Full, Shelf::Live, Shelf::Free] {
        match &outcome {
            Err(error) if error.kind() == io::ErrorKind::NotFound => outcome = read(&shelf.of(folder).join(name)),
            _ => return outcome,
        }
    }
    outcome
}

/// Reads place by place from the beginning of a file, the last one perhaps cut short; tells how long it is.
fn places(mut file: &File, mut read: impl FnMut(usize, &[u8])) -> io::Result<usize> {
    file.seek(SeekFrom::Start(0))?;
    let mut content = BufReader::with_capacity(BLOCK, file).take((LINES * LENGTH) as u64);
    let (mut line, mut length) = (vec![], 0);
    loop {
        line.clear();
        length += content.by_ref().take(LENGTH as u64).read_to_end(&mut line)?;
        if line.is_empty() {
            return Ok(length);
        }
        read((length - 1) / LENGTH, &line);
    }
}

/// The file, locked for this process; `None` where another one holds it or it is gone.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

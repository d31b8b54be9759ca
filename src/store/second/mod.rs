//! The second copy: beside the database, in plain text, what a paid request must never lose, which is that it was sent and under which
//! name the service took it.
//!
//! A line is written before the intent is committed, and the id is filled in before its job is: a full disk or a damaged database loses
//! no id. It reaches the disk while the commit does, and nobody is told of either before both are there. Written by the writer's thread
//! alone; another one waits for the disk meanwhile. Holds where a block that was written once can be written again without asking for
//! room (ext4, xfs, APFS without snapshots); on copy-on-write file systems it is the best that can be done. Not for how the lines come
//! back into a ledger: that is `reconcile`.

mod beside;
mod line;
mod segment;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(super) use self::beside::Beside;
use self::line::FATE;
pub(super) use self::line::{Fate, Found, Line};
use self::segment::{LINES, Segment, Shelf};
use crate::job::IntentToken;

/// A file is used from here on only where the next one is there.
const HALF: usize = LINES / 2;

/// How many of the full files are looked at after a crash: more lines than a log of the database can hold.
const RECENT: usize = 2;

/// The second copy as one open ledger writes it.
#[derive(Debug)]
pub(super) struct SecondCopy {
    folder: PathBuf,
    /// The file that is written, and how many of its lines are used.
    current: Option<(Arc<Segment>, usize)>,
    next: Option<Arc<Segment>>,
    /// The lines of the transaction that is under way.
    reserved: Vec<Place>,
    written: bool,
    /// The lines of intents whose end is not known yet.
    open: HashMap<IntentToken, Place>,
    /// Written, and not waited for yet.
    unsynced: Vec<Arc<Segment>>,
}

#[derive(Debug)]
struct Place {
    segment: Arc<Segment>,
    number: usize,
    line: Line,
}

/// Shared by the pieces of work of the writer's thread, and by the one that syncs meanwhile.
#[derive(Debug, Clone)]
pub(super) struct Shared(Arc<Mutex<SecondCopy>>);

impl Shared {
    pub(super) fn new(ledger: &Path) -> Self {
        Self(Arc::new(Mutex::new(SecondCopy::new(ledger))))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, SecondCopy> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecondCopy {
    fn new(ledger: &Path) -> Self {
        Self {
            folder: folder(ledger),
            current: None,
            next: None,
            reserved: vec![],
            written: false,
            open: HashMap::new(),
            unsynced: vec![],
        }
    }

    /// Sees to it that there is room, so that the first submit need not wait for it.
    pub(super) fn prepare(&mut self) -> io::Result<()> {
        let used = if let Some((_, used)) = &self.current {
            *used
        } else {
            let (segment, used) = match Segment::take_free(&self.folder)? {
                Some(free) => free,
                None => (Segment::make(&self.folder)?, 0),
            };
            self.current = Some((Arc::new(segment), used));
            used
        };
        if used >= HALF && self.next.is_none() {
            self.next = Some(Arc::new(Segment::make(&self.folder)?));
        }
        if used == LINES {
            self.current = self.next.take().map(|next| (next, 0));
        }
        Ok(())
    }

    /// Keeps a line free for an intent of the transaction that is under way. Where there is no room nothing may be sent.
    pub(super) fn reserve(&mut self, line: Line) -> io::Result<()> {
        self.prepare()?;
        let Some((segment, used)) = &mut self.current else {
            return Err(io::ErrorKind::StorageFull.into());
        };
        let place = Place {
            segment: Arc::clone(segment),
            number: *used,
            line,
        };
        *used += 1;
        self.reserved.push(place);
        Ok(())
    }

    /// From now on nothing that is written reaches the disk, until that is noticed.
    #[cfg(test)]
    pub(super) fn lose_the_disk(&mut self) {
        let lost = Arc::new(Segment::without_disk(&self.folder));
        for place in self.open.values_mut() {
            place.segment = Arc::clone(&lost);
        }
        self.current = Some((lost, 0));
    }

    /// How many lines are reserved, to go back to.
    pub(super) fn mark(&self) -> usize {
        self.reserved.len()
    }

    /// Gives up the lines that were reserved since that mark.
    pub(super) fn back_to(&mut self, mark: usize) {
        for given_up in self.reserved.drain(mark..) {
            if let Some((segment, used)) = &mut self.current
                && Arc::ptr_eq(segment, &given_up.segment)
            {
                *used -= 1;
            }
        }
    }

    /// Whether the line of that intent can be filled in.
    pub(super) fn knows(&self, token: IntentToken) -> bool {
        self.open.contains_key(&token)
    }

    /// Fills in what became of an intent, in its place. Where the disk does not take it the place is known no longer, so that a line of
    /// its own tells it.
    pub(super) fn fill(&mut self, token: IntentToken, fate: &Fate) {
        let Some(place) = self.open.get_mut(&token) else { return };
        if place.line.fate == *fate {
            return;
        }
        place.line.fate = fate.clone();
        let segment = Arc::clone(&place.segment);
        if let Err(error) = segment.put(place.number, &place.line, FATE) {
            tracing::warn!(%error, "an id could not be filled in in the second copy");
            self.give_up(&[segment]);
        } else {
            self.unsynced.push(segment);
        }
    }

    /// The ledger has, or could not take, what became of that intent.
    pub(super) fn told(&mut self, token: IntentToken, kept: bool) {
        let Some(place) = self.open.get(&token) else { return };
        if !kept {
            place.segment.unsettle();
        } else if place.line.fate != Fate::Open {
            self.open.remove(&token);
        }
    }

    /// Writes the reserved lines, before the commit. On their way to the disk, as the ids that were filled in: see
    /// [`SecondCopy::sync`].
    pub(super) fn write(&mut self) -> io::Result<()> {
        self.written = true;
        for place in &self.reserved {
            self.unsynced.push(Arc::clone(&place.segment));
            place.segment.put(place.number, &place.line, 0)?;
        }
        Ok(())
    }

    /// Something is on its way to the disk.
    pub(super) fn is_unsynced(&self) -> bool {
        !self.unsynced.is_empty()
    }

    /// The intents that the transaction which is under way makes. A line that names a job which was sent before is of none.
    pub(super) fn intents(&self) -> Vec<IntentToken> {
        let made = self.reserved.iter().filter(|place| place.line.fate == Fate::Open);
        made.map(|place| place.line.token).collect()
    }

    /// Learns how the transaction ended. The intents of one that failed were not sent, and their lines say so; a name that the service
    /// gave stays true.
    pub(super) fn settle(&mut self, committed: bool) {
        if !self.written {
            self.back_to(0);
        }
        for mut place in std::mem::take(&mut self.reserved) {
            if place.line.fate != Fate::Open {
                if !committed {
                    place.segment.unsettle();
                }
                continue;
            }
            if committed {
                self.open.insert(place.line.token, place);
                continue;
            }
            place.line.fate = Fate::NotSent;
            if place.segment.put(place.number, &place.line, 0).is_err() {
                place.segment.unsettle();
            }
            self.unsynced.push(place.segment);
        }
        self.written = false;
        if let Err(error) = self.sync() {
            tracing::warn!(%error, "the second copy does not reach the disk");
        }
    }

    /// Waits until all that was written is on the disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        let mut unsynced = std::mem::take(&mut self.unsynced);
        unsynced.sort_by_key(Arc::as_ptr);
        unsynced.dedup_by(|a, b| Arc::ptr_eq(a, b));
        let outcome = unsynced.iter().try_for_each(|segment| segment.sync());
        if outcome.is_err() {
            self.give_up(&unsynced);
        }
        outcome
    }

    /// After a failed write nobody knows what of these files is on the disk: they are written no more, and the next start looks at them.
    fn give_up(&mut self, segments: &[Arc<Segment>]) {
        for segment in segments {
            segment.unsettle();
        }
        self.open
            .retain(|_, place| !segments.iter().any(|segment| Arc::ptr_eq(segment, &place.segment)));
        (self.current, self.next) = (None, None);
    }
}

/// What was left behind by processes that ended without putting their lines away. Dropped, it counts as seen to.
#[derive(Debug)]
pub(super) struct LeftBehind(Vec<Segment>);

impl LeftBehind {
    pub(super) fn find(ledger: &Path) -> io::Result<Self> {
        Segment::left_behind(&folder(ledger)).map(Self)
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// It has not been seen to: the next start looks at it.
    pub(super) fn leave(&self) {
        for segment in &self.0 {
            segment.unsettle();
        }
    }
}

/// The lines that a crash may have kept from the ledger: whatever no living process writes, without the files that filled up long
/// ago.
pub(super) fn recent(ledger: &Path, left: &LeftBehind) -> io::Result<Files> {
    let folder = folder(ledger);
    let full = segment::files(&folder, Shelf::Full)?;
    let mut files = full[full.len().saturating_sub(RECENT)..].to_vec();
    files.extend(segment::files(&folder, Shelf::Free)?);
    files.extend(left.0.iter().map(|segment| segment.path().to_owned()));
    Ok(Files::new(files))
}

/// Every line there is.
pub(super) fn everything(ledger: &Path) -> io::Result<Files> {
    let folder = folder(ledger);
    let mut files = vec![];
    for shelf in [Shelf::Full, Shelf::Free, Shelf::Live] {
        files.extend(segment::files(&folder, shelf)?);
    }
    Ok(Files::new(files))
}

/// Whether a request was ever noted there.
pub(super) fn is_begun(ledger: &Path) -> bool {
    let folder = folder(ledger);
    let mut shelves = [Shelf::Full, Shelf::Free, Shelf::Live].into_iter();
    shelves.any(|shelf| {
        let files = segment::files(&folder, shelf).unwrap_or_default();
        files
            .iter()
            .any(|file| segment::read(file).is_ok_and(|found| !found.is_empty()))
    })
}

/// Files of the second copy, each read when it is its turn, oldest first; from behind, newest first.
#[derive(Debug)]
pub(super) struct Files(std::vec::IntoIter<PathBuf>);

impl Files {
    fn new(mut files: Vec<PathBuf>) -> Self {
        files.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
        Self(files.into_iter())
    }
}

impl Iterator for Files {
    type Item = io::Result<Vec<Found>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|file| segment::read_wherever(&file))
    }
}

impl DoubleEndedIterator for Files {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|file| segment::read_wherever(&file))
    }
}

fn folder(ledger: &Path) -> PathBuf {
    ledger.join("second-copy")
}

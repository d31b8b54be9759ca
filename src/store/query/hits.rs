//! The jobs that the words find, in the order of their keys: read as far as somebody asked, and kept for whoever asks next.
//!
//! All that one list needs of them is read once, by whichever part of it comes first; and the next list by the same words finds them in
//! the memory. Not for what the words mean to the index: that is `words`.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension};

use super::bounds::ALL;
use super::compile::Facet;
use super::members::Members;
use super::merge::{FACET_NEWER, Way};
use super::numbers;
use super::search::Effort;
use super::words::Expression;
use crate::store::error::Error;

pub(super) const OLDER: &str =
    "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid >= ?2 AND rowid <= ?3 ORDER BY rowid DESC LIMIT ?4";
pub(super) const NEWER: &str =
    "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid >= ?2 AND rowid <= ?3 ORDER BY rowid LIMIT ?4";

/// The record of the index that says what it is made of: nothing is added to the index or taken out of it without a change of this.
pub(super) const STRUCTURE: &str = "SELECT block FROM search_data WHERE id = 10";

/// The most that is read at a time, and the most that is remembered: 8 MB.
const MOST: i64 = 1 << 16;
const REMEMBERED: usize = 1 << 20;

/// What was found last, and may be asked for again.
#[derive(Debug, Default)]
pub(in crate::store) struct Memory(Mutex<Option<Remembered>>);

#[derive(Debug)]
struct Remembered {
    /// Of the index.
    structure: Vec<u8>,
    words: String,
    read: Read,
    others: Others,
}

/// By the numbers of facets, the jobs of each that the words do not find, oldest first, and after how many moves that was so.
type Others = HashMap<i64, (i64, Vec<i64>)>;

/// What was read: a stretch of keys without a gap. A hit has a number: from 0 up, those that are newer than the place where the reading
/// began; from -1 down, those that are older.
#[derive(Debug, Default)]
struct Read {
    newer: Vec<i64>,
    older: Vec<i64>,
    /// The stretch; every hit in it was read.
    range: Option<(i64, i64)>,
}

/// The hits of an expression.
pub(super) struct Hits<'a> {
    db: &'a Connection,
    words: &'a Expression,
    /// Only these keys are of interest.
    all: (i64, i64),
    read: RefCell<Read>,
    /// The part of them that was read is one that this list asked for.
    begun: Cell<bool>,
    /// When all are read and somebody asked for one of them.
    members: OnceCell<Members>,
    others: RefCell<Others>,
    at_once: Cell<i64>,
    /// How many were read when it was last estimated how many there are, and the estimate.
    about: Cell<Option<(usize, u64)>>,
}

impl Memory {
    /// Lets go of it: nobody searches for words any more.
    pub(super) fn forget(&self) {
        drop(self.take());
    }

    fn take(&self) -> Option<Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Read {
    fn get(&self, number: isize) -> Option<i64> {
        let hit = match usize::try_from(number) {
            Ok(newer) => self.newer.get(newer),
            Err(_) => self.older.get(usize::try_from(!number).ok()?),
        };
        hit.copied()
    }

    /// The lowest number whose hit is not older than a key, where all about it was read.
    fn number(&self, key: i64) -> isize {
        let older_than_it = self.newer.partition_point(|hit| *hit < key);
        let number = if older_than_it > 0 {
            isize::try_from(older_than_it)
        } else {
            isize::try_from(self.older.partition_point(|hit| *hit >= key)).map(|number| -number)
        };
        number.unwrap_or_default()
    }

    fn oldest_first(&self) -> Vec<i64> {
        self.older.iter().rev().chain(&self.newer).copied().collect()
    }

    fn len(&self) -> usize {
        self.newer.len() + self.older.len()
    }
}

impl<'a> Hits<'a> {
    /// Those in a range of keys, of which some were perhaps read for another list.
    pub(super) fn new(
        db: &'a Connection,
        words: &'a Expression,
        all: (i64, i64),
        at_once: u32,
        memory: &Memory,
    ) -> Result<Self, Error> {
        let of_these = memory
            .take()
            .filter(|remembered| all == ALL && remembered.words == words.text);
        let (read, others) = match of_these {
            Some(remembered) if structure(db)?.is_some_and(|now| now == remembered.structure) => {
                (remembered.read, remembered.others)
            }
            _ => (Read::default(), Others::default()),
        };
        Ok(Self {
            db,
            words,
            all,
            begun: Cell::new(read.range.is_none_or(|range| range == all)),
            read: RefCell::new(read),
            members: OnceCell::new(),
            others: RefCell::new(others),
            // no limit where the index has to make a list of all anyway
            at_once: Cell::new(if words.at_once { -1 } else { at_once.into() }),
            about: Cell::new(None),
        })
    }

    /// Leaves what was read to the next list.
    pub(super) fn remember(self, memory: &Memory) -> Result<(), Error> {
        let mut read = self.read.into_inner();
        if read.range.is_none() || read.len() > REMEMBERED {
            return Ok(());
        }
        read.newer.shrink_to_fit();
        read.older.shrink_to_fit();
        let remembered = structure(self.db)?.map(|structure| Remembered {
            structure,
            words: self.words.text.clone(),
            read,
            others: self.others.into_inner(),
        });
        *memory.0.lock().unwrap_or_else(PoisonError::into_inner) = remembered;
        Ok(())
    }

    /// There are no more than were read.
    pub(super) fn are_all_read(&self) -> bool {
        self.all.0 > self.all.1 || self.read.borrow().range == Some(self.all)
    }

    /// The stretch of keys in which they are, as far as that is known: none where there are none.
    pub(super) fn span(&self) -> (i64, i64) {
        if !self.are_all_read() {
            return self.all;
        }
        let read = self.read.borrow();
        let oldest = read.older.last().or(read.newer.first());
        let newest = read.newer.last().or(read.older.first());
        oldest
            .zip(newest)
            .map_or((0, -1), |(oldest, newest)| (*oldest, *newest))
    }

    pub(super) fn read_all(&self) -> Result<(), Error> {
        self.at_once.set(-1);
        let any = &mut Effort::any();
        while self.read_on(Way::Newer, self.all.0, any)? || self.read_on(Way::Older, self.all.1, any)? {}
        Ok(())
    }

    /// All of them, oldest first, where they are no more than that.
    pub(super) fn few(&self, most: usize) -> Result<Option<Vec<i64>>, Error> {
        let any = &mut Effort::any();
        while self.read.borrow().len() <= most {
            if !self.read_on(Way::Newer, self.all.0, any)? && !self.read_on(Way::Older, self.all.1, any)? {
                let read = self.read.borrow();
                return Ok((read.len() <= most).then(|| read.oldest_first()));
            }
        }
        Ok(None)
    }

    /// This job is among them; when all are read.
    pub(super) fn hold(&self, key: i64) -> bool {
        let members = || Members::of(self.read.borrow().oldest_first());
        self.members.get_or_init(members).hold(key)
    }

    /// The jobs of these facets that are not among them, each with its facet, oldest first, where they are no more than that. A facet
    /// is looked through once, as long as no job comes into it or leaves it. None, too, where that could not be remembered.
    pub(super) fn others(&self, facets: &[Facet], all: u64, most: usize) -> Result<Option<Vec<(i64, i64)>>, Error> {
        let jobs: u64 = facets.iter().map(|facet| facet.jobs).sum();
        if self.all != ALL || jobs.max(self.about(Way::Older, ALL.1, all)?) > REMEMBERED as u64 {
            return Ok(None);
        }
        self.read_all()?;
        // even if all of them are jobs of these facets
        if jobs.saturating_sub(self.read.borrow().len() as u64) > most as u64 {
            return Ok(None);
        }
        let remembered = &mut *self.others.borrow_mut();
        remembered.retain(|number, _| facets.iter().any(|facet| facet.number == *number));
        for facet in facets {
            let before = remembered.get(&facet.number);
            if before.is_none_or(|(moves, _)| *moves != facet.moves) {
                remembered.insert(facet.number, (facet.moves, self.look_through(facet)?));
            }
        }
        if remembered.values().map(|(_, keys)| keys.len()).sum::<usize>() > most {
            return Ok(None);
        }
        let named = remembered.iter();
        let mut others: Vec<_> = named
            .flat_map(|(number, (_, keys))| keys.iter().map(|key| (*key, *number)))
            .collect();
        others.sort_unstable();
        Ok(Some(others))
    }

    fn look_through(&self, facet: &Facet) -> Result<Vec<i64>, Error> {
        let (mut walk, any) = (self.walk(Way::Newer), &mut Effort::any());
        let mut statement = self.db.prepare_cached(FACET_NEWER)?;
        let mut rows = statement.query((facet.number, ALL.0, ALL.1, -1))?;
        let mut others = vec![];
        while let Some(row) = rows.next()? {
            let key = row.get(0)?;
            if walk.from(key, any)? != Some(key) {
                others.push(key);
            }
        }
        others.shrink_to_fit();
        Ok(others)
    }

    /// About how many there are among so many jobs, by those that were read, of which some are about this key.
    pub(super) fn about(&self, way: Way, key: i64, jobs: u64) -> Result<u64, Error> {
        if self.read.borrow().len() == 0 {
            self.read_on(way, key, &mut Effort::any())?;
        }
        let (range, len) = (self.read.borrow().range, self.read.borrow().len());
        if let Some((_, about)) = self.about.get().filter(|(then, _)| len < 2 * then + 1) {
            return Ok(about);
        }
        let here = match range {
            Some(range) if !self.are_all_read() => numbers::of_keys(self.db, range)?,
            _ => jobs,
        };
        let about = (len as u64).saturating_mul(jobs) / here.max(1);
        self.about.set(Some((len, about)));
        Ok(about)
    }

    /// From hit to hit.
    pub(super) const fn walk(&self, way: Way) -> Walk<'_> {
        Walk {
            hits: self,
            way,
            number: None,
        }
    }

    /// Reads what comes next this way, or, where nothing was read, from a key on. False: that was all.
    fn read_on(&self, way: Way, key: i64, effort: &mut Effort) -> Result<bool, Error> {
        let read = &mut *self.read.borrow_mut();
        let (left, begin) = match (read.range, way) {
            (None, _) => (
                way.from(self.all, key),
                key.clamp(self.all.0, self.all.1.max(self.all.0)),
            ),
            (Some(range), Way::Older) => (way.after(self.all, range.0), range.1),
            (Some(range), Way::Newer) => (way.after(self.all, range.1), range.0),
        };
        if left.0 > left.1 {
            return Ok(false);
        }
        let (sql, hits) = match way {
            Way::Older => (OLDER, &mut read.older),
            Way::Newer => (NEWER, &mut read.newer),
        };
        let (before, limit) = (hits.len(), self.at_once.get());
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query((&self.words.text, left.0, left.1, limit))?;
        let mut read_rows = || -> rusqlite::Result<()> {
            while let Some(row) = rows.next()? {
                hits.push(row.get(0)?);
            }
            Ok(())
        };
        if let Err(error) = read_rows() {
            // half of them would be taken for all there are
            hits.truncate(before);
            return Err(error.into());
        }
        let new = hits.len() - before;
        effort.spend(new as u64);
        let last = hits.last().filter(|_| i64::try_from(new) == Ok(limit));
        read.range = Some(match way {
            Way::Older => (last.map_or(left.0, |last| *last), begin),
            Way::Newer => (begin, last.map_or(left.1, |last| *last)),
        });
        if limit > 0 {
            self.at_once.set((limit * 4).min(MOST.max(limit)));
        }
        Ok(true)
    }

    /// Reads until nothing about a key is unread, where one goes on that way from it.
    fn cover(&self, way: Way, key: i64, effort: &mut Effort) -> Result<(), Error> {
        let is_read = |(low, high)| (low..=high).contains(&key);
        if !self.begun.replace(true) && !self.read.borrow().range.is_some_and(is_read) {
            // what was read for another list lies elsewhere, and nobody needs what is in between
            self.read.take();
        }
        loop {
            let range = self.read.borrow().range;
            let more = match range {
                None => self.read_on(way, key, effort)?,
                Some((_, high)) if key > high => self.read_on(Way::Newer, key, effort)?,
                Some((low, _)) if key < low => self.read_on(Way::Older, key, effort)?,
                Some(_) => false,
            };
            if !more {
                return Ok(());
            }
        }
    }
}

fn structure(db: &Connection) -> Result<Option<Vec<u8>>, Error> {
    let found = db.prepare_cached(STRUCTURE)?.query_row([], |row| row.get(0));
    Ok(found.optional()?)
}

/// A walk along them.
pub(super) struct Walk<'h> {
    hits: &'h Hits<'h>,
    way: Way,
    /// Of the hit where it stands.
    number: Option<isize>,
}

impl Walk<'_> {
    /// So many hits are passed by one after the other before the place of a key is looked up.
    const STRIDE: u32 = 8;

    /// The first hit from a key on, this way. To be asked in the order of the keys.
    pub(super) fn from(&mut self, key: i64, effort: &mut Effort) -> Result<Option<i64>, Error> {
        let mut number = if let Some(number) = self.number {
            number
        } else {
            self.hits.cover(self.way, key, effort)?;
            self.number(key)
        };
        let mut left = Self::STRIDE;
        loop {
            let hit = self.hits.read.borrow().get(number);
            match hit {
                Some(hit) if self.way.is_before(hit, key) => {
                    left -= 1;
                    number = match self.way {
                        // the next one is far away
                        _ if left == 0 => self.number(key),
                        Way::Older => number - 1,
                        Way::Newer => number + 1,
                    };
                }
                None if self.hits.read_on(self.way, key, effort)? => left = Self::STRIDE,
                hit => {
                    self.number = Some(number);
                    return Ok(hit);
                }
            }
        }
    }

    /// Of the first hit from a key on that was read, this way.
    fn number(&self, key: i64) -> isize {
        let read = self.hits.read.borrow();
        let number = read.number(key);
        match self.way {
            Way::Older if read.get(number) != Some(key) => number - 1,
            Way::Older | Way::Newer => number,
        }
    }
}

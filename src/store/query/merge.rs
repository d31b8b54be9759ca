//! Several index ranges as one, in the order of keys, a few rows of each at a time.

use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};

use rusqlite::Connection;

use crate::store::error::Error;

pub(super) const LIST_OLDER: &str =
    "SELECT key, credits FROM jobs WHERE archived = ?1 AND key >= ?2 AND key <= ?3 ORDER BY key DESC LIMIT ?4";
pub(super) const LIST_NEWER: &str =
    "SELECT key, credits FROM jobs WHERE archived = ?1 AND key >= ?2 AND key <= ?3 ORDER BY key LIMIT ?4";
pub(super) const FACET_OLDER: &str =
    "SELECT key, credits FROM jobs WHERE facet = ?1 AND key >= ?2 AND key <= ?3 ORDER BY key DESC LIMIT ?4";
pub(super) const FACET_NEWER: &str =
    "SELECT key, credits FROM jobs WHERE facet = ?1 AND key >= ?2 AND key <= ?3 ORDER BY key LIMIT ?4";

/// Which way through the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Older,
    Newer,
}

impl Way {
    pub(super) const fn turned(self) -> Self {
        match self {
            Self::Older => Self::Newer,
            Self::Newer => Self::Older,
        }
    }

    /// The next key this way.
    pub(super) const fn next(self, key: i64) -> i64 {
        match self {
            Self::Older => key.saturating_sub(1),
            Self::Newer => key.saturating_add(1),
        }
    }

    /// This way, one key comes before another.
    pub(super) const fn is_before(self, one: i64, other: i64) -> bool {
        match self {
            Self::Older => one > other,
            Self::Newer => one < other,
        }
    }

    /// Where a range begins, this way.
    pub(super) const fn begin(self, (low, high): (i64, i64)) -> i64 {
        match self {
            Self::Older => high,
            Self::Newer => low,
        }
    }

    /// What is left of a range, this way, from a key on.
    pub(super) fn from(self, (low, high): (i64, i64), key: i64) -> (i64, i64) {
        match self {
            Self::Older => (low, high.min(key)),
            Self::Newer => (low.max(key), high),
        }
    }

    /// What is left of a range, this way, after a key.
    pub(super) fn after(self, range: (i64, i64), key: i64) -> (i64, i64) {
        let next = match self {
            Self::Older => key.checked_sub(1),
            Self::Newer => key.checked_add(1),
        };
        next.map_or((0, -1), |next| self.from(range, next))
    }

    /// A number that is the larger, the earlier the key comes this way.
    const fn rank(self, key: i64) -> i64 {
        match self {
            Self::Older => key,
            Self::Newer => !key,
        }
    }
}

/// An index range that is in the order of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Every job that is archived, or is not.
    List(bool),
    /// The jobs of one facet, and how many there are.
    Facet { number: i64, jobs: u64 },
}

/// A key and its job's charge.
pub(super) type Charged = (i64, Option<i64>);

struct Branch {
    source: Source,
    range: (i64, i64),
    read: VecDeque<Charged>,
    at_once: u64,
}

/// The jobs of several sources. No job is in two of them.
pub(super) struct Merge<'a> {
    db: &'a Connection,
    way: Way,
    branches: Vec<Branch>,
    /// The first key of every branch that has one.
    first: BinaryHeap<(i64, usize)>,
}

impl<'a> Merge<'a> {
    const MOST: u64 = 4096;

    /// The jobs in a range, of which about so many will be asked for.
    pub(super) fn new(
        db: &'a Connection,
        sources: &[Source],
        way: Way,
        range: (i64, i64),
        wanted: usize,
    ) -> Result<Self, Error> {
        let jobs = |source: &Source| match source {
            Source::List(_) => None,
            Source::Facet { jobs, .. } => Some(*jobs),
        };
        let all: Option<u64> = sources.iter().map(jobs).sum();
        let wanted = u64::try_from(wanted).unwrap_or(u64::MAX).min(Self::MOST);
        let share = |source: &Source| {
            let part = jobs(source)
                .zip(all)
                .map(|(jobs, all)| jobs.saturating_mul(wanted) / all.max(1));
            part.unwrap_or(wanted) + 2
        };
        let branches = sources.iter().map(|source| Branch {
            source: *source,
            range,
            read: VecDeque::new(),
            at_once: share(source),
        });
        let mut merge = Self {
            db,
            way,
            branches: branches.collect(),
            first: BinaryHeap::new(),
        };
        for index in 0..merge.branches.len() {
            merge.read_on(index)?;
        }
        Ok(merge)
    }

    pub(super) fn next(&mut self) -> Result<Option<Charged>, Error> {
        let Some(mut first) = self.first.peek_mut() else {
            return Ok(None);
        };
        let (_, index) = *first;
        let next = self.branches[index].read.pop_front();
        if let Some((key, _)) = self.branches[index].read.front() {
            first.0 = self.way.rank(*key);
        } else {
            PeekMut::pop(first);
            self.read_on(index)?;
        }
        Ok(next)
    }

    /// Passes by all that come before a key, without reading them.
    pub(super) fn leap(&mut self, key: i64) -> Result<(), Error> {
        self.first.clear();
        for index in 0..self.branches.len() {
            let branch = &mut self.branches[index];
            let way = self.way;
            let passed = branch.read.iter().take_while(|(read, _)| way.is_before(*read, key));
            branch.read.drain(..passed.count());
            branch.range = way.from(branch.range, key);
            match branch.read.front() {
                Some((next, _)) => self.first.push((way.rank(*next), index)),
                None => self.read_on(index)?,
            }
        }
        Ok(())
    }

    fn read_on(&mut self, index: usize) -> Result<(), Error> {
        let branch = &mut self.branches[index];
        let (low, high) = branch.range;
        let limit = i64::try_from(branch.at_once).unwrap_or(i64::MAX);
        if low > high {
            return Ok(());
        }
        let (sql, number) = match (branch.source, self.way) {
            (Source::List(archived), Way::Older) => (LIST_OLDER, i64::from(archived)),
            (Source::List(archived), Way::Newer) => (LIST_NEWER, i64::from(archived)),
            (Source::Facet { number, .. }, Way::Older) => (FACET_OLDER, number),
            (Source::Facet { number, .. }, Way::Newer) => (FACET_NEWER, number),
        };
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query((number, low, high, limit))?;
        while let Some(row) = rows.next()? {
            branch.read.push_back((row.get(0)?, row.get(1)?));
        }
        branch.range = match branch.read.back() {
            Some((last, _)) if branch.read.len() as u64 == branch.at_once => self.way.after(branch.range, *last),
            _ => (0, -1),
        };
        branch.at_once = (branch.at_once * 4).min(Self::MOST);
        if let Some((key, _)) = branch.read.front() {
            self.first.push((self.way.rank(*key), index));
        }
        Ok(())
    }
}

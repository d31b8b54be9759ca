//! The wanted jobs in the order of a value that some of them have: an index is walked, and every job tested on the way.

use std::cell::OnceCell;

use rusqlite::{Connection, OptionalExtension};

use super::merge::Way;
use super::search::{Effort, Found, LOOK_UP, Search};
use crate::store::error::Error;

/// What jobs are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Thousandths of credits.
    Credits,
    /// Milliseconds.
    Running,
}

/// The four ways through an index of values. `?3` is the number of rows.
pub(super) struct Steps {
    pub(super) down: &'static str,
    pub(super) up: &'static str,
    pub(super) none_down: &'static str,
    pub(super) none_up: &'static str,
    pub(super) of: &'static str,
}

pub(super) const CREDITS: Steps = Steps {
    down: "SELECT key, facet, credits FROM jobs WHERE (credits, key) < (?1, ?2) ORDER BY credits DESC, key DESC LIMIT ?3",
    up: "SELECT key, facet, credits FROM jobs WHERE (credits, key) > (?1, ?2) ORDER BY credits, key LIMIT ?3",
    none_down: "SELECT key, facet, credits FROM jobs WHERE credits IS NULL AND key >= ?1 AND key <= ?2 ORDER BY key DESC LIMIT ?3",
    none_up: "SELECT key, facet, credits FROM jobs WHERE credits IS NULL AND key >= ?1 AND key <= ?2 ORDER BY key LIMIT ?3",
    of: "SELECT credits FROM jobs WHERE key = ?1",
};

pub(super) const RUNNING: Steps = Steps {
    down: "SELECT key, facet, running FROM jobs WHERE (running, key) < (?1, ?2) ORDER BY running DESC, key DESC LIMIT ?3",
    up: "SELECT key, facet, running FROM jobs WHERE (running, key) > (?1, ?2) ORDER BY running, key LIMIT ?3",
    none_down: "SELECT key, facet, running FROM jobs WHERE running IS NULL AND key >= ?1 AND key <= ?2 ORDER BY key DESC LIMIT ?3",
    none_up: "SELECT key, facet, running FROM jobs WHERE running IS NULL AND key >= ?1 AND key <= ?2 ORDER BY key LIMIT ?3",
    of: "SELECT running FROM jobs WHERE key = ?1",
};

impl Column {
    const fn steps(self) -> &'static Steps {
        match self {
            Self::Credits => &CREDITS,
            Self::Running => &RUNNING,
        }
    }

    /// The value of a job.
    pub(super) fn of(self, db: &Connection, key: i64) -> Result<Option<i64>, Error> {
        let mut statement = db.prepare_cached(self.steps().of)?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?.flatten())
    }
}

/// A place in the order of a value: no job stands at one that was moved by a step.
pub(super) type Valued = (i64, i64);

/// The walk along an index of values.
pub(super) struct Values<'a> {
    column: Column,
    /// The keys of all jobs that the words find, in their order.
    words: OnceCell<Option<Vec<i64>>>,
    search: &'a Search<'a>,
}

impl<'a> Values<'a> {
    pub(super) fn new(column: Column, search: &'a Search<'a>) -> Self {
        Self {
            column,
            words: OnceCell::new(),
            search,
        }
    }

    /// The jobs that the words find, where there are words to be found or to be missed, oldest first.
    pub(super) fn words(&self) -> Result<Option<&[i64]>, Error> {
        if self.words.get().is_none() {
            let wanted = self.search.wanted;
            let expression = wanted.words.as_ref().or(wanted.without.as_ref());
            let range = wanted.keys.part((i64::MIN, i64::MAX));
            let found = expression.map(|words| words.all(self.search.db, range)).transpose()?;
            return Ok(self.words.get_or_init(|| found).as_deref());
        }
        Ok(self.words.get().and_then(Option::as_deref))
    }

    /// The jobs that have a value, from behind that place on.
    pub(super) fn valued(
        &self,
        way: Way,
        from: Option<Valued>,
        most: usize,
        effort: &mut Effort,
    ) -> Result<Found, Error> {
        let (sql, mut from) = match way {
            Way::Older => (self.column.steps().down, from.unwrap_or((i64::MAX, i64::MAX))),
            Way::Newer => (self.column.steps().up, from.unwrap_or((i64::MIN, i64::MIN))),
        };
        let (low, high) = match self.column {
            Column::Credits => (
                self.search.wanted.charge.bounds.low,
                self.search.wanted.charge.bounds.high,
            ),
            Column::Running => (i64::MIN, i64::MAX),
        };
        // straight to the first value that may be wanted
        from = match way {
            Way::Older => from.min((high, i64::MAX)),
            Way::Newer => from.max((low, i64::MIN)),
        };
        self.walk(most, effort, |limit, last| {
            if let Some(last) = last {
                from = last;
            }
            let beyond = |value: i64| value < low || value > high;
            self.read(sql, from, limit, beyond)
        })
    }

    /// The jobs that have none.
    pub(super) fn unvalued(
        &self,
        way: Way,
        range: (i64, i64),
        most: usize,
        effort: &mut Effort,
    ) -> Result<Found, Error> {
        let mut range = self.search.wanted.keys.part(range);
        let sql = match way {
            Way::Older => self.column.steps().none_down,
            Way::Newer => self.column.steps().none_up,
        };
        self.walk(most, effort, |limit, last| {
            if let Some((_, key)) = last {
                range = way.after(range, key);
            }
            self.read(sql, range, limit, |_| false)
        })
    }

    fn read(
        &self,
        sql: &str,
        (one, other): (i64, i64),
        limit: usize,
        beyond: impl Fn(i64) -> bool,
    ) -> Result<Vec<Tested>, Error> {
        let mut statement = self.search.db.prepare_cached(sql)?;
        let mut rows = statement.query((one, other, i64::try_from(limit).unwrap_or(i64::MAX)))?;
        let mut read = vec![];
        while let Some(row) = rows.next()? {
            let value: Option<i64> = row.get(2)?;
            if value.is_some_and(&beyond) {
                break;
            }
            read.push(Tested {
                key: row.get(0)?,
                facet: row.get(1)?,
                value,
            });
        }
        Ok(read)
    }

    fn walk(
        &self,
        most: usize,
        effort: &mut Effort,
        mut read: impl FnMut(usize, Option<Valued>) -> Result<Vec<Tested>, Error>,
    ) -> Result<Found, Error> {
        let mut found = Found::default();
        let (mut limit, mut last) = (512, None);
        if most == 0 {
            return Ok(found);
        }
        loop {
            let rows = read(limit, last)?;
            let full = rows.len() == limit;
            for row in rows {
                if found.keys.len() == most || effort.is_spent() {
                    return Ok(found);
                }
                effort.spend(1);
                if self.is_wanted(&row)? {
                    found.keys.push(row.key);
                }
                last = Some((row.value.unwrap_or_default(), row.key));
            }
            if !full {
                found.ended = true;
                return Ok(found);
            }
            limit = (limit * 2).min(8192);
        }
    }

    fn is_wanted(&self, row: &Tested) -> Result<bool, Error> {
        let wanted = self.search.wanted;
        if !wanted.has_facet(row.facet) || !wanted.keys.holds(row.key) {
            return Ok(false);
        }
        if let Some(words) = self.words()? {
            let found = words.binary_search(&row.key).is_ok();
            if found != wanted.words.is_some() {
                return Ok(false);
            }
        }
        let charge = &wanted.charge;
        let charged = match self.column {
            Column::Credits => charge.holds(row.value),
            Column::Running if charge.is_any() => true,
            Column::Running => {
                let mut statement = self.search.db.prepare_cached(LOOK_UP)?;
                charge.holds(statement.query_row([row.key], |row| row.get(1))?)
            }
        };
        Ok(charged && self.search.is_in_batches(row.key)?)
    }
}

/// A row of the index.
struct Tested {
    key: i64,
    facet: i64,
    value: Option<i64>,
}

//! The wanted jobs in the order of a value that some of them have: an index is walked, and every job tested on the way.

use std::cell::OnceCell;

use rusqlite::{Connection, OptionalExtension, Params};

use super::bounds::ALL;
use super::compile::Named;
use super::members::Members;
use super::merge::Way;
use super::search::{Effort, Found, Search};
use crate::store::error::Error;

/// What jobs are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Thousandths of credits.
    Credits,
    /// Milliseconds.
    Running,
}

/// The ways through an index of values.
pub(super) struct Steps {
    /// Through those of one value, or of none.
    pub(super) same_down: &'static str,
    pub(super) same_up: &'static str,
    /// Through those of lower values, and of higher ones.
    pub(super) down: &'static str,
    pub(super) up: &'static str,
    pub(super) of: &'static str,
}

pub(super) const CREDITS: Steps = Steps {
    same_down: "SELECT key, facet, credits FROM jobs WHERE credits IS ?1 AND key >= ?2 AND key <= ?3 ORDER BY key DESC LIMIT ?4",
    same_up: "SELECT key, facet, credits FROM jobs WHERE credits IS ?1 AND key >= ?2 AND key <= ?3 ORDER BY key LIMIT ?4",
    down: "SELECT key, facet, credits FROM jobs WHERE credits < ?1 ORDER BY credits DESC, key DESC LIMIT ?2",
    up: "SELECT key, facet, credits FROM jobs WHERE credits > ?1 ORDER BY credits, key LIMIT ?2",
    of: "SELECT credits FROM jobs WHERE key = ?1",
};

pub(super) const RUNNING: Steps = Steps {
    same_down: "SELECT key, facet, running FROM jobs WHERE running IS ?1 AND key >= ?2 AND key <= ?3 ORDER BY key DESC LIMIT ?4",
    same_up: "SELECT key, facet, running FROM jobs WHERE running IS ?1 AND key >= ?2 AND key <= ?3 ORDER BY key LIMIT ?4",
    down: "SELECT key, facet, running FROM jobs WHERE running < ?1 ORDER BY running DESC, key DESC LIMIT ?2",
    up: "SELECT key, facet, running FROM jobs WHERE running > ?1 ORDER BY running, key LIMIT ?2",
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
    /// Read when they are first needed.
    charge: OnceCell<Named>,
    search: &'a Search<'a>,
}

impl<'a> Values<'a> {
    pub(super) const fn new(column: Column, search: &'a Search<'a>) -> Self {
        Self {
            column,
            charge: OnceCell::new(),
            search,
        }
    }

    fn by_charge(&self) -> Result<&Named, Error> {
        if self.charge.get().is_none() {
            let charge = match self.search.charged()? {
                Some(charged) => Named {
                    keys: Members::of(charged.iter().map(|((key, _), _)| *key).collect()),
                    wanted: true,
                },
                None => self.search.wanted.by_charge(self.search.db)?,
            };
            return Ok(self.charge.get_or_init(|| charge));
        }
        self.charge.get().ok_or(Error::Lost)
    }

    /// The jobs that have a value, from behind that place on.
    pub(super) fn valued(
        &self,
        way: Way,
        from: Option<Valued>,
        most: usize,
        effort: &mut Effort,
    ) -> Result<Found, Error> {
        let bounds = match self.column {
            Column::Credits => self.search.wanted.charge.bounds.part(ALL),
            Column::Running => ALL,
        };
        // straight to the first value that may be wanted
        let from = match way {
            Way::Older => from.unwrap_or((i64::MAX, i64::MAX)).min((bounds.1, i64::MAX)),
            Way::Newer => from.unwrap_or((i64::MIN, i64::MIN)).max((bounds.0, i64::MIN)),
        };
        self.walk(most, effort, |limit, last| {
            let (value, key) = last.unwrap_or(from);
            let mut rows = self.same(way, Some(value), way.after(ALL, key), limit)?;
            if rows.len() < limit {
                rows.extend(self.beyond(way, value, limit - rows.len())?);
            }
            let full = rows.len() == limit;
            rows.retain(|row| row.value.is_some_and(|value| (bounds.0..=bounds.1).contains(&value)));
            Ok((rows, full))
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
        self.walk(most, effort, |limit, last| {
            if let Some((_, key)) = last {
                range = way.after(range, key);
            }
            let rows = self.same(way, None, range, limit)?;
            let full = rows.len() == limit;
            Ok((rows, full))
        })
    }

    fn same(&self, way: Way, value: Option<i64>, (low, high): (i64, i64), limit: usize) -> Result<Vec<Tested>, Error> {
        let sql = match way {
            Way::Older => self.column.steps().same_down,
            Way::Newer => self.column.steps().same_up,
        };
        self.read(sql, (value, low, high, rows(limit)))
    }

    fn beyond(&self, way: Way, value: i64, limit: usize) -> Result<Vec<Tested>, Error> {
        let sql = match way {
            Way::Older => self.column.steps().down,
            Way::Newer => self.column.steps().up,
        };
        self.read(sql, (value, rows(limit)))
    }

    fn read(&self, sql: &str, bounds: impl Params) -> Result<Vec<Tested>, Error> {
        let mut statement = self.search.db.prepare_cached(sql)?;
        let tested = |row: &rusqlite::Row<'_>| {
            Ok(Tested {
                key: row.get(0)?,
                facet: row.get(1)?,
                value: row.get(2)?,
            })
        };
        let read = statement.query_map(bounds, tested)?;
        Ok(read.collect::<Result<_, _>>()?)
    }

    /// Reads some rows at a time, from behind the last one on, until that is enough or the last were not as many as asked for.
    fn walk(
        &self,
        most: usize,
        effort: &mut Effort,
        mut read: impl FnMut(usize, Option<Valued>) -> Result<(Vec<Tested>, bool), Error>,
    ) -> Result<Found, Error> {
        let mut found = Found::default();
        let mut limit = usize::try_from(self.search.limits.at_once).unwrap_or(1);
        let mut last = None;
        loop {
            let (rows, more) = read(limit, last)?;
            let more = more && rows.len() == limit;
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
            if !more {
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
        if !self.search.do_words_allow(row.key)? {
            return Ok(false);
        }
        let charge = &wanted.charge;
        let charged = match self.column {
            Column::Credits => charge.holds(row.value),
            Column::Running if charge.is_any() => true,
            Column::Running => self.by_charge()?.allow(row.key),
        };
        Ok(charged)
    }
}

/// A row of the index.
struct Tested {
    key: i64,
    facet: i64,
    value: Option<i64>,
}

fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

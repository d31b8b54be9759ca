//! The list as windows on it, for every filter and every order: rows are found by walking indexes from the window's place, never by
//! counting to it, so that a window in the middle of a million rows costs what one at the top costs.
//!
//! `compile` makes of a filter what the ledger can look up; `list` is the order as sections one after the other, walked by `search`
//! (keys: facets merged by `merge`, beside the `hits` of the `words`) or by `values` (an index of values, whose keys are asked of sets:
//! `members`); `tally` and `numbers` count. Not for what a filter means: that is `job`.

mod bounds;
mod compile;
mod hits;
mod list;
mod members;
mod merge;
mod numbers;
mod search;
mod tally;
#[cfg(test)]
mod tests;
mod values;
mod words;

use jiff::Timestamp;
use rusqlite::Connection;

use self::compile::Wanted;
pub(super) use self::hits::Memory;
use self::list::List;
use self::search::{Effort, Group, Limits, Search};
use super::error::Error;
use super::row::{self, ROW_COLUMNS};
use crate::job::{Around, JobId, Page, Query, Row, Span};

/// The rows about the place asked for, and the numbers, all of one moment.
pub(super) fn page(
    db: &Connection,
    memory: &Memory,
    query: &Query,
    span: Span,
    day_start: Timestamp,
    now: Timestamp,
) -> Result<Page, Error> {
    page_within(db, memory, query, span, (day_start, now), Limits::MEASURED)
}

fn page_within(
    db: &Connection,
    memory: &Memory,
    query: &Query,
    span: Span,
    (day_start, now): (Timestamp, Timestamp),
    limits: Limits,
) -> Result<Page, Error> {
    let wanted = Wanted::of(db, &query.filter, now)?;
    let search = Search::new(db, memory, &wanted, limits)?;
    let list = List::of(&search, query)?;
    let window = Window::about(&list, span)?;
    let rows = window.rows(db)?;
    let (before, total) = tally::tally(&list, &window, &rows)?;
    search.end(memory)?;
    Ok(Page {
        before,
        total,
        counts: numbers::counts(db, day_start)?,
        usual: numbers::usual(db, &rows)?,
        rows,
    })
}

/// The names of the first jobs of a list, in its order.
pub(super) fn ids(
    db: &Connection,
    memory: &Memory,
    query: &Query,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<JobId>, Error> {
    let wanted = Wanted::of(db, &query.filter, now)?;
    let search = Search::new(db, memory, &wanted, Limits::MEASURED)?;
    let found = List::of(&search, query)?.ahead(None, limit, &mut Effort::any())?;
    search.end(memory)?;
    list::ids(db, &found.keys)
}

/// Tells of each of these jobs whether a query leaves it out, in the order of the keys given.
pub(super) fn are_outside(
    db: &Connection,
    memory: &Memory,
    keys: &[i64],
    query: &Query,
    now: Timestamp,
) -> Result<Vec<bool>, Error> {
    let wanted = Wanted::of(db, &query.filter, now)?;
    let search = Search::new(db, memory, &wanted, Limits::MEASURED)?;
    let everything = Group::of(&wanted, |_| true);
    let outside = |key: &i64| Ok(!(search.do_words_allow(*key)? && search.is_wanted_in(&everything, *key)?));
    let outside = keys.iter().map(outside).collect::<Result<_, Error>>()?;
    search.end(memory)?;
    Ok(outside)
}

/// Neighbouring jobs of a list.
struct Window {
    /// In the order of the list.
    keys: Vec<i64>,
    /// None stands before them.
    begins: bool,
    /// None stands after them.
    ends: bool,
}

impl Window {
    fn about(list: &List<'_>, span: Span) -> Result<Self, Error> {
        let reach = usize::try_from(span.reach).unwrap_or(usize::MAX);
        let place = match span.around {
            Around::Job(id) => list.place(id)?,
            Around::Top | Around::Bottom => None,
        };
        if span.around == Around::Bottom {
            let mut found = list.behind(None, reach + 1, &mut Effort::any())?;
            found.keys.reverse();
            return Ok(Self {
                keys: found.keys,
                begins: found.ended,
                ends: true,
            });
        }
        let ahead = list.ahead(place.as_ref(), reach + 1, &mut Effort::any())?;
        let Some(place) = place else {
            return Ok(Self {
                keys: ahead.keys,
                begins: true,
                ends: ahead.ended,
            });
        };
        let behind = list.behind(Some(&place), reach, &mut Effort::any())?;
        let mut keys = behind.keys;
        keys.reverse();
        keys.extend(ahead.keys);
        Ok(Self {
            keys,
            begins: behind.ended,
            ends: ahead.ended,
        })
    }

    fn rows(&self, db: &Connection) -> Result<Vec<Row>, Error> {
        let mut statement = db.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM jobs WHERE key = ?1"))?;
        let mut rows = vec![];
        for key in &self.keys {
            let mut found = statement.query([key])?;
            if let Some(row) = found.next()? {
                rows.push(row::read_row(row)?);
            }
        }
        Ok(rows)
    }
}

//! The wanted jobs in the order of their keys: sorted streams that are walked side by side, none of them further than needed.

use rusqlite::{Connection, OptionalExtension};

use super::bounds::Bounds;
use super::compile::Wanted;
use super::merge::{Charged, Merge, Source, Way};
use super::words::{Expression, Hits};
use crate::job::Request;
use crate::store::error::Error;

pub(super) const LOOK_UP: &str = "SELECT facet, credits FROM jobs WHERE key = ?1";
pub(super) const CHARGED: &str = "SELECT key, facet, credits FROM jobs WHERE credits >= ?1 AND credits <= ?2 LIMIT ?3";
pub(super) const REQUEST: &str = "SELECT request FROM requests WHERE job = ?1";

/// Where one way to the same answer is left for another. They decide what it costs, never what it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Up to so many jobs in all, the facets lead and the words are probed.
    pub(super) few: u64,
    /// So many jobs that the words find are looked up one by one; if too few of them are wanted, the facets lead from there on.
    pub(super) look_ups: usize,
    /// So many jobs are searched for the words one by one, before the words are read beside them.
    pub(super) probes: usize,
    /// Up to so many jobs of a charge are brought into the order of keys.
    pub(super) charged: u32,
    /// Up to so many jobs are brought into the order of a value.
    pub(super) sorted: usize,
    /// Rows of an index that are read at first.
    pub(super) at_once: u32,
}

impl Limits {
    /// As they were measured at a million jobs.
    pub(super) const MEASURED: Self = Self {
        few: 1000,
        look_ups: 3000,
        probes: 300,
        charged: 30_000,
        sorted: 10_000,
        at_once: 256,
    };
}

/// A part of the list that is in the order of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// In their order.
    facets: Vec<i64>,
    pub(super) sources: Vec<Source>,
    pub(super) jobs: u64,
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// In the order in which they were asked for.
    pub(super) keys: Vec<i64>,
    /// There are no more.
    pub(super) ended: bool,
}

/// How much may be done for an answer, in rows of an index that are read.
#[derive(Debug)]
pub(super) struct Effort(u64);

impl Effort {
    const LOOK_UP: u64 = 12;
    const PROBE: u64 = 200;

    /// Whatever it takes.
    pub(super) const fn any() -> Self {
        Self(u64::MAX)
    }

    pub(super) const fn of(rows: u64) -> Self {
        Self(rows)
    }

    pub(super) const fn spend(&mut self, rows: u64) {
        self.0 = self.0.saturating_sub(rows);
    }

    pub(super) const fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

/// The search for wanted jobs, in one snapshot of the ledger.
pub(super) struct Search<'a> {
    pub(super) db: &'a Connection,
    pub(super) wanted: &'a Wanted,
    pub(super) limits: Limits,
    /// Where they are few: the jobs of the wanted charge with their facets, oldest first.
    charged: Option<Vec<(Charged, i64)>>,
}

impl Group {
    /// The wanted facets that are chosen. A list that is taken whole is one source.
    pub(super) fn of(wanted: &Wanted, chosen: impl Fn(&super::compile::Facet) -> bool) -> Self {
        let chosen: Vec<_> = wanted.facets.iter().filter(|facet| chosen(facet)).collect();
        let whole = |archived: bool| {
            let in_list = |facets: &mut dyn Iterator<Item = bool>| facets.filter(|each| *each == archived).count();
            wanted.whole.contains(&archived)
                && in_list(&mut chosen.iter().map(|facet| facet.archived))
                    == in_list(&mut wanted.facets.iter().map(|facet| facet.archived))
        };
        let lists: Vec<_> = [false, true].into_iter().filter(|archived| whole(*archived)).collect();
        let facets = chosen.iter().filter(|facet| !lists.contains(&facet.archived));
        let single = facets.map(|facet| Source::Facet {
            number: facet.number,
            jobs: facet.jobs,
        });
        Self {
            facets: chosen.iter().map(|facet| facet.number).collect(),
            sources: lists
                .iter()
                .map(|archived| Source::List(*archived))
                .chain(single)
                .collect(),
            jobs: chosen.iter().map(|facet| facet.jobs).sum(),
        }
    }

    fn holds(&self, facet: i64) -> bool {
        self.facets.binary_search(&facet).is_ok()
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(db: &'a Connection, wanted: &'a Wanted, limits: Limits) -> Result<Self, Error> {
        let charge = &wanted.charge;
        let worth_it = charge.known && wanted.jobs() > limits.few;
        let charged = if worth_it {
            charged(db, &charge.bounds, limits.charged)?
        } else {
            None
        };
        Ok(Self {
            db,
            wanted,
            limits,
            charged,
        })
    }

    /// Their charge alone shows that the wanted jobs are that few.
    pub(super) fn is_of_few_charges(&self, few: usize) -> bool {
        self.charged.as_ref().is_some_and(|charged| charged.len() <= few)
    }

    /// The wanted jobs of a group in a range of keys, as many as are asked for, or as the effort allows.
    pub(super) fn keys(
        &self,
        group: &Group,
        way: Way,
        range: (i64, i64),
        most: usize,
        effort: &mut Effort,
    ) -> Result<Found, Error> {
        let mut range = self.wanted.keys.part(range);
        let mut found = Found::default();
        let leads = self
            .wanted
            .words
            .as_ref()
            .filter(|_| group.jobs > self.limits.few && self.charged.is_none());
        if let Some(words) = leads {
            let mut hits = Hits::new(self.db, words, way, range, self.limits.at_once);
            for _ in 0..self.limits.look_ups {
                if found.keys.len() == most || effort.is_spent() {
                    return Ok(found);
                }
                let Some(key) = hits.next()? else {
                    found.ended = true;
                    return Ok(found);
                };
                effort.spend(Effort::LOOK_UP);
                if self.is_wanted_in(group, key)? {
                    found.keys.push(key);
                }
                range = way.after(range, key);
            }
        }
        self.by_facets(group, way, range, most, effort, &mut found)?;
        Ok(found)
    }

    fn by_facets(
        &self,
        group: &Group,
        way: Way,
        range: (i64, i64),
        most: usize,
        effort: &mut Effort,
        found: &mut Found,
    ) -> Result<(), Error> {
        // where most jobs are looked at anyway, the words are read beside them from the start
        let dense = group.jobs.saturating_mul(16) > self.wanted.all && self.charged.is_none();
        let mut words = self.wanted.sought().map(|(sought, found)| Beside {
            found,
            db: self.db,
            expression: sought,
            hits: Hits::new(self.db, sought, way, range, self.limits.at_once),
            probes: if dense { 0 } else { self.limits.probes },
        });
        let mut leading = self.leading(group, way, range, most)?;
        loop {
            if found.keys.len() == most || effort.is_spent() {
                return Ok(());
            }
            let Some((key, credits)) = leading.next()? else {
                found.ended = true;
                return Ok(());
            };
            effort.spend(1);
            if self.wanted.charge.holds(credits)
                && self.wanted.keys.holds(key)
                && match &mut words {
                    Some(words) => words.allow(key, effort)?,
                    None => true,
                }
                && self.is_in_batches(key)?
            {
                found.keys.push(key);
            }
        }
    }

    fn leading(&self, group: &Group, way: Way, range: (i64, i64), most: usize) -> Result<Leading<'a>, Error> {
        let Some(charged) = &self.charged else {
            let merge = Merge::new(self.db, &group.sources, way, range, most)?;
            return Ok(Leading::Merge(merge));
        };
        let within = charged
            .iter()
            .filter(|((key, _), facet)| (range.0..=range.1).contains(key) && group.holds(*facet));
        let mut sorted: Vec<_> = within.map(|(charged, _)| *charged).collect();
        if way == Way::Older {
            sorted.reverse();
        }
        Ok(Leading::Sorted(sorted.into_iter()))
    }

    /// All but the words holds for a job, and it is in the group.
    pub(super) fn is_wanted_in(&self, group: &Group, key: i64) -> Result<bool, Error> {
        let looked_up = self
            .db
            .prepare_cached(LOOK_UP)?
            .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((facet, credits)) = looked_up else {
            return Ok(false);
        };
        Ok(group.holds(facet)
            && self.wanted.charge.holds(credits)
            && self.wanted.keys.holds(key)
            && self.is_in_batches(key)?)
    }

    /// It is in the batches that it must be in, and in no other that is named.
    pub(super) fn is_in_batches(&self, key: i64) -> Result<bool, Error> {
        if self.wanted.batches.is_empty() {
            return Ok(true);
        }
        let json: Option<String> = self
            .db
            .prepare_cached(REQUEST)?
            .query_row([key], |row| row.get(0))
            .optional()?;
        let request: Option<Request> = json.map(|json| serde_json::from_str(&json)).transpose()?;
        let batch = request
            .and_then(|request| request.batch())
            .map(|name| name.to_lowercase());
        let is_in = |name: &str| batch.as_deref() == Some(&name.to_lowercase());
        Ok(self.wanted.batches.iter().all(|(name, wanted)| is_in(name) == *wanted))
    }
}

/// The jobs of a charge, where they are few.
fn charged(db: &Connection, bounds: &Bounds, most: u32) -> Result<Option<Vec<(Charged, i64)>>, Error> {
    let mut statement = db.prepare_cached(CHARGED)?;
    let mut rows = statement.query((bounds.low, bounds.high, i64::from(most) + 1))?;
    let mut charged = vec![];
    while let Some(row) = rows.next()? {
        charged.push(((row.get(0)?, row.get(2)?), row.get(1)?));
    }
    if charged.len() as u64 > u64::from(most) {
        return Ok(None);
    }
    charged.sort_unstable();
    Ok(Some(charged))
}

/// What leads through the jobs.
enum Leading<'a> {
    Merge(Merge<'a>),
    Sorted(std::vec::IntoIter<Charged>),
}

impl Leading<'_> {
    fn next(&mut self) -> Result<Option<Charged>, Error> {
        match self {
            Self::Merge(merge) => merge.next(),
            Self::Sorted(sorted) => Ok(sorted.next()),
        }
    }
}

/// The words beside what leads.
struct Beside<'a> {
    db: &'a Connection,
    expression: &'a Expression,
    /// They are to be found.
    found: bool,
    hits: Hits<'a>,
    probes: usize,
}

impl Beside<'_> {
    fn allow(&mut self, key: i64, effort: &mut Effort) -> Result<bool, Error> {
        let is_found = if self.probes > 0 {
            self.probes -= 1;
            effort.spend(Effort::PROBE);
            self.expression.finds(self.db, key)?
        } else {
            self.hits.holds(key, effort)?
        };
        Ok(is_found == self.found)
    }
}

//! The wanted jobs in the order of their keys: sorted streams that are walked side by side, none of them further than needed.

use std::cell::OnceCell;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::bounds::ALL;
use super::compile::{Charge, Facet, Wanted};
use super::hits::{Hits, Memory, Walk};
use super::merge::{Charged, Merge, Source, Way};
use super::words::{Expression, Probes};
use crate::store::error::Error;

pub(super) const LOOK_UP: &str = "SELECT facet, credits FROM jobs WHERE key = ?1";
pub(super) const CHARGED: &str = "SELECT key, facet, credits FROM jobs WHERE credits >= ?1 AND credits <= ?2 LIMIT ?3";
pub(super) const UNCHARGED: &str =
    "SELECT key, facet, credits FROM jobs WHERE credits IS NULL AND key >= ?1 AND key <= ?2 LIMIT ?3";

/// Where one way to the same answer is left for another. They decide what it costs and how far
/// rows are counted, never which ones they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// So many jobs are passed by before it is asked whether few are left by the charge, or by words that must not be found.
    pub(super) passed: u64,
    /// After so many jobs that the words find and that were looked up one by one, it is weighed anew whether they go on leading.
    pub(super) look_ups: usize,
    /// For no longer than this jobs are searched for the words one by one, before all that the words find are read.
    pub(super) probing: Duration,
    /// Up to so many jobs are few.
    pub(super) few: u32,
    /// Up to so many jobs are brought into the order of a value.
    pub(super) sorted: usize,
    /// So many jobs of each source are passed by in a row before what comes before the next hit is left out.
    pub(super) in_vain: u64,
    /// Rows of an index that are read at first.
    pub(super) at_once: u32,
    /// Rows that are counted one by one on each side of a window.
    pub(super) counted: usize,
    /// What may be done to count them, in rows of an index that are read.
    pub(super) counting: u64,
}

impl Limits {
    /// As they were measured at a million jobs.
    pub(super) const MEASURED: Self = Self {
        passed: 10_000,
        look_ups: 1000,
        probing: Duration::from_millis(15),
        few: 250_000,
        sorted: 10_000,
        in_vain: 256,
        at_once: 256,
        counted: 1000,
        counting: 100_000,
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
    /// A job in the table; a job in the index of words.
    const LOOK_UP: u64 = 12;
    const PROBE: u64 = 300;

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

    /// Nobody spends half of any.
    const fn is_bounded(&self) -> bool {
        self.0 < u64::MAX / 2
    }
}

/// The search for wanted jobs, in one snapshot of the ledger.
pub(super) struct Search<'a> {
    pub(super) db: &'a Connection,
    pub(super) wanted: &'a Wanted,
    pub(super) limits: Limits,
    /// Read when they are first needed: the jobs that the charge leaves, or else the words that must not be found, with their facets,
    /// oldest first. None where neither leaves few.
    few: OnceCell<Option<Vec<(Charged, i64)>>>,
    /// What the words find that decide, where there are any.
    hits: Option<Hits<'a>>,
}

impl Group {
    /// The wanted facets that are chosen. A list that is taken whole is one source.
    pub(super) fn of(wanted: &Wanted, chosen: impl Fn(&Facet) -> bool) -> Self {
        let whole = |archived: &bool| {
            let mut list = wanted.facets.iter().filter(|facet| facet.archived == *archived);
            wanted.whole.contains(archived) && list.all(&chosen)
        };
        let lists: Vec<_> = [false, true].into_iter().filter(whole).collect();
        let chosen: Vec<_> = wanted.facets.iter().filter(|facet| chosen(facet)).collect();
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
    /// One wanted of so many jobs is few.
    const SPARSE: u64 = 100;

    pub(super) fn new(db: &'a Connection, memory: &Memory, wanted: &'a Wanted, limits: Limits) -> Result<Self, Error> {
        let sought = wanted.sought();
        if sought.is_none() {
            memory.forget();
        }
        let of_words = |(words, _)| Hits::new(db, words, wanted.keys.part(ALL), limits.at_once, memory);
        Ok(Self {
            db,
            wanted,
            limits,
            few: OnceCell::new(),
            hits: sought.map(of_words).transpose()?,
        })
    }

    /// Leaves what it read to the next.
    pub(super) fn end(self, memory: &Memory) -> Result<(), Error> {
        self.hits.map_or(Ok(()), |hits| hits.remember(memory))
    }

    /// The hits of words, where they are to be found.
    pub(super) fn found(&self) -> Option<&Hits<'a>> {
        self.hits.as_ref().filter(|_| self.wanted.words.is_some())
    }

    /// What words there are allow this job. Asked in any order: so all that they find are read.
    pub(super) fn do_words_allow(&self, key: i64) -> Result<bool, Error> {
        let Some(hits) = &self.hits else {
            return Ok(true);
        };
        if !hits.are_all_read() {
            hits.read_all()?;
        }
        Ok(hits.hold(key) == self.wanted.words.is_some())
    }

    /// The jobs of the wanted charge, oldest first, where the charge decides and they are few.
    pub(super) fn charged(&self) -> Result<Option<&[(Charged, i64)]>, Error> {
        if self.wanted.charge.is_any() {
            Ok(None)
        } else {
            self.few()
        }
    }

    /// Few jobs, none of the wanted ones left out, where there is something that shows them.
    fn few(&self) -> Result<Option<&[(Charged, i64)]>, Error> {
        if self.few.get().is_none() {
            let (charge, most) = (&self.wanted.charge, self.limits.few);
            let few = match &self.hits {
                _ if !charge.is_any() => charged(self.db, charge, most)?,
                Some(hits) if self.wanted.words.is_none() => {
                    let most = usize::try_from(most).unwrap_or(usize::MAX);
                    let others = hits.others(&self.wanted.facets, self.wanted.all, most)?;
                    // nobody asks what they were charged
                    others.map(|others| others.into_iter().map(|(key, facet)| ((key, None), facet)).collect())
                }
                Some(_) | None => None,
            };
            drop(self.few.set(few));
        }
        Ok(self.few_by_now())
    }

    /// The same, where they were needed before.
    fn few_by_now(&self) -> Option<&[(Charged, i64)]> {
        self.few.get().and_then(Option::as_deref)
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
        if range.0 > range.1 {
            found.ended = true;
            return Ok(found);
        }
        if let Some(hits) = self.found().filter(|_| self.few_by_now().is_none()) {
            let mut walk = hits.walk(way);
            // where a job that they find is looked up at less cost than all jobs are passed by that stand before it
            while hits.about(way, way.begin(range), self.wanted.all)? * Effort::LOOK_UP < group.jobs {
                for _ in 0..self.limits.look_ups {
                    if found.keys.len() == most || effort.is_spent() {
                        return Ok(found);
                    }
                    let next = walk.from(way.begin(range), effort)?;
                    let Some(key) = next.filter(|key| (range.0..=range.1).contains(key)) else {
                        found.ended = true;
                        return Ok(found);
                    };
                    effort.spend(Effort::LOOK_UP);
                    if self.is_wanted_in(group, key)? {
                        found.keys.push(key);
                    }
                    range = way.after(range, key);
                    if range.0 > range.1 {
                        found.ended = true;
                        return Ok(found);
                    }
                }
            }
        }
        self.by_facets(group, way, range, most, effort, &mut found)?;
        Ok(found)
    }

    fn by_facets<'s>(
        &'s self,
        group: &Group,
        way: Way,
        range: (i64, i64),
        most: usize,
        effort: &mut Effort,
        found: &mut Found,
    ) -> Result<(), Error> {
        let beside = |hits: &'s Hits<'a>| -> Result<_, Error> {
            // looked for one by one only where reading all would take longer
            let few = self.few_by_now().map_or(group.jobs, |few| few.len() as u64);
            let all = hits.about(way, way.begin(range), self.wanted.all)?;
            let probed = !hits.are_all_read() && few.saturating_mul(Effort::PROBE) < all;
            Ok(Beside {
                db: self.db,
                words: self.wanted.sought().map(|(words, _)| words),
                found: self.wanted.words.is_some(),
                walk: hits.walk(way),
                probes: Probes::new(if probed { self.limits.probing } else { Duration::ZERO }),
            })
        };
        let mut words = self.hits.as_ref().map(beside).transpose()?;
        // nobody passes by those that stand before the first hit
        let (low, high) = self.found().map_or(range, Hits::span);
        let range = (range.0.max(low), range.1.min(high));
        let mut leading = self.leading(group, way, range, most)?;
        let patience = self.limits.in_vain * group.sources.len() as u64;
        let (mut passed, mut in_vain) = (0, 0);
        loop {
            if found.keys.len() == most || effort.is_spent() {
                return Ok(());
            }
            let Some((key, credits)) = leading.next()? else {
                found.ended = true;
                return Ok(());
            };
            effort.spend(1);
            passed += 1;
            // so few are left that they had better lead; a look at all jobs for what lacks a word is more than counting them is worth
            let pays = found.keys.len() as u64 * Self::SPARSE <= passed
                && !(self.wanted.charge.is_any() && effort.is_bounded());
            if passed.is_multiple_of(self.limits.passed) && pays && self.few_by_now().is_none() && self.few()?.is_some()
            {
                leading = self.leading(group, way, way.after(range, key), most)?;
            }
            if self.wanted.charge.holds(credits)
                && self.wanted.keys.holds(key)
                && match &mut words {
                    Some(words) => words.allow(key, effort)?,
                    None => true,
                }
            {
                found.keys.push(key);
                in_vain = 0;
            } else if let Some(words) = words.as_mut().filter(|words| words.found) {
                in_vain += 1;
                if in_vain > patience {
                    in_vain = 0;
                    let Some(hit) = words.walk.from(key, effort)? else {
                        found.ended = true;
                        return Ok(());
                    };
                    leading.leap(hit)?;
                    effort.spend(patience);
                }
            }
        }
    }

    fn leading(&self, group: &Group, way: Way, range: (i64, i64), most: usize) -> Result<Leading<'a>, Error> {
        let Some(few) = self.few_by_now() else {
            let merge = Merge::new(self.db, &group.sources, way, range, most)?;
            return Ok(Leading::Merge(merge));
        };
        let within = few
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
        Ok(group.holds(facet) && self.wanted.charge.holds(credits) && self.wanted.keys.holds(key))
    }
}

/// The jobs of a charge, where they are few.
fn charged(db: &Connection, charge: &Charge, most: u32) -> Result<Option<Vec<(Charged, i64)>>, Error> {
    let (mut charged, mut passed) = (vec![], 0);
    let mut read = |sql, (low, high)| -> Result<bool, Error> {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query((low, high, i64::from(most) + 1))?;
        while let Some(row) = rows.next()? {
            passed += 1;
            let credits = row.get(2)?;
            if charge.holds(credits) {
                charged.push(((row.get(0)?, credits), row.get(1)?));
            }
        }
        Ok(passed <= most)
    };
    if !(read(CHARGED, charge.bounds.part(ALL))? && (charge.known || read(UNCHARGED, ALL)?)) {
        return Ok(None);
    }
    // in runs already, one for each charge
    charged.sort();
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

    fn leap(&mut self, key: i64) -> Result<(), Error> {
        match self {
            Self::Merge(merge) => merge.leap(key),
            // passing by costs next to nothing
            Self::Sorted(_) => Ok(()),
        }
    }
}

/// The words beside what leads.
struct Beside<'h> {
    db: &'h Connection,
    words: Option<&'h Expression>,
    /// They are to be found.
    found: bool,
    walk: Walk<'h>,
    probes: Probes,
}

impl Beside<'_> {
    fn allow(&mut self, key: i64, effort: &mut Effort) -> Result<bool, Error> {
        let probed = match self.words {
            Some(words) => self.probes.find(self.db, words, key)?,
            None => None,
        };
        let is_found = match probed {
            Some(found) => {
                effort.spend(Effort::PROBE);
                found
            }
            None => self.walk.from(key, effort)? == Some(key),
        };
        Ok(is_found == self.found)
    }
}

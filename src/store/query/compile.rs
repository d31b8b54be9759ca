//! From a filter to what the ledger can look up: a set of facets, a range of keys, bounds for the charge, an expression of words.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;
use uuid::Uuid;

use super::bounds::{ALL, Bounds, that_are};
use super::members::Members;
use super::numbers::unsigned;
use super::search::CHARGED;
use super::words::Expression;
use crate::job::{Comparison, Filter, Job, JobId, Request, Status, Term, What};
use crate::store::derived::first_key;
use crate::store::error::Error;
use crate::store::row::{self, Key, millis, thousandths};

/// What jobs have in common that are wanted, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facet {
    pub(super) number: i64,
    pub(super) jobs: u64,
    /// How often a job came into it or left it.
    pub(super) moves: i64,
    pub(super) archived: bool,
    pub(super) status: Status,
    pub(super) model: String,
}

/// What a job must have been charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Charge {
    /// Something.
    pub(super) known: bool,
    pub(super) bounds: Bounds,
}

/// A filter, as the ledger understands it. All of it must hold.
#[derive(Debug)]
pub(super) struct Wanted {
    /// In the order of their numbers.
    pub(super) facets: Vec<Facet>,
    /// The lists, archived or not, of which every job is in one of the facets.
    pub(super) whole: Vec<bool>,
    /// Jobs in the ledger.
    pub(super) all: u64,
    pub(super) keys: Bounds,
    pub(super) charge: Charge,
    /// What must be found in it.
    pub(super) words: Option<Expression>,
    /// What must not.
    pub(super) without: Option<Expression>,
}

/// Jobs that one part of a filter speaks of.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) keys: Members,
    /// They are the ones that are wanted, and not all the others.
    pub(super) wanted: bool,
}

impl Named {
    pub(super) fn allow(&self, key: i64) -> bool {
        self.keys.hold(key) == self.wanted
    }
}

impl Wanted {
    pub(super) fn of(db: &Connection, filter: &Filter, now: Timestamp) -> Result<Self, Error> {
        let mut keys = Bounds::ALL;
        let mut charge = Charge {
            known: false,
            bounds: Bounds::ALL,
        };
        let mut facet_terms = vec![];
        for term in &filter.terms {
            match &term.what {
                What::State(_) | What::Model(_) | What::Ratio(_) | What::Resolution(_) | What::Archived(_) => {
                    facet_terms.push(term.clone());
                }
                What::Age(comparison, age) => keys.narrow(keys_of_age(*comparison, *age, now), term.negated),
                What::Credits(comparison, credits) => {
                    charge.known |= !term.negated;
                    charge
                        .bounds
                        .narrow(that_are(*comparison, thousandths(*credits)), term.negated);
                }
                // what is found in texts
                What::Words(_) | What::Phrase(_) | What::Batch(_) => {}
            }
        }
        let (facets, whole, all) = facets(db, facet_terms, now)?;
        let (words, without) = Expression::of(db, filter)?;
        Ok(Self {
            facets,
            whole,
            all,
            keys,
            charge,
            words,
            without,
        })
    }

    /// How many jobs are in the facets.
    pub(super) fn jobs(&self) -> u64 {
        self.facets.iter().map(|facet| facet.jobs).sum()
    }

    /// Nothing but facets, and perhaps a range of keys, decides.
    pub(super) fn is_of_facets(&self) -> bool {
        self.words.is_none() && self.without.is_none() && self.charge.is_any() && self.keys.is_plain()
    }

    /// The words that decide, and whether they are to be found.
    pub(super) fn sought(&self) -> Option<(&Expression, bool)> {
        let words = self.words.as_ref().map(|words| (words, true));
        words.or(self.without.as_ref().map(|without| (without, false)))
    }

    /// The jobs that the bounds of the charge speak of.
    pub(super) fn by_charge(&self, db: &Connection) -> Result<Named, Error> {
        let Charge { known, bounds } = &self.charge;
        let (low, high) = if *known { bounds.part(ALL) } else { ALL };
        let mut statement = db.prepare_cached(CHARGED)?;
        let mut rows = statement.query((low, high, -1))?;
        let mut keys = vec![];
        while let Some(row) = rows.next()? {
            if bounds.holds(row.get(2)?) == *known {
                keys.push(row.get(0)?);
            }
        }
        keys.sort_unstable();
        Ok(Named {
            keys: Members::of(keys),
            wanted: *known,
        })
    }

    pub(super) fn has_facet(&self, number: i64) -> bool {
        self.facets.binary_search_by_key(&number, |facet| facet.number).is_ok()
    }
}

impl Charge {
    /// Whatever it is, or is not.
    pub(super) fn is_any(&self) -> bool {
        !self.known && self.bounds == Bounds::ALL
    }

    pub(super) fn holds(&self, credits: Option<i64>) -> bool {
        credits.map_or(!self.known, |credits| self.bounds.holds(credits))
    }
}

/// The facets that the terms choose, the lists that they take whole, and the number of all jobs.
fn facets(db: &Connection, terms: Vec<Term>, now: Timestamp) -> Result<(Vec<Facet>, Vec<bool>, u64), Error> {
    let filter = Filter { terms };
    let (mut chosen, mut whole, mut all) = (vec![], vec![false, true], 0);
    let mut statement = db.prepare_cached(
        "SELECT facet, number, archived, status, model, aspect_ratio, resolution, moves FROM facets WHERE number > 0 ORDER BY facet",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let facet = Facet {
            number: row.get(0)?,
            jobs: unsigned(row.get(1)?),
            moves: row.get(7)?,
            archived: row.get(2)?,
            status: row::status(&row.get::<_, String>(3)?)?,
            model: row.get(4)?,
        };
        all += facet.jobs;
        // what the terms mean is said in one place; a facet is all that they look at
        let request = Request {
            model: facet.model.clone(),
            prompt: String::new(),
            media_urls: vec![],
            aspect_ratio: row.get(5)?,
            duration: 0,
            resolution: row.get(6)?,
            webhook_url: None,
            metadata: None,
        };
        let one_of_it = Job {
            status: facet.status.clone(),
            archived: facet.archived,
            ..Job::new(JobId(Uuid::nil()), request, now)
        };
        if filter.matches(&one_of_it, now, |_| vec![]) {
            chosen.push(facet);
        } else {
            whole.retain(|list| *list != facet.archived);
        }
    }
    Ok((chosen, whole, all))
}

/// The keys of jobs of that age. One that was created later than now has none yet.
fn keys_of_age(comparison: Comparison, age: Duration, now: Timestamp) -> (i64, i64) {
    let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    let then = millis(now).saturating_sub(age);
    let (from, to) = match comparison {
        Comparison::Below if age == 0 => return (0, -1),
        Comparison::AtLeast if age == 0 => (i64::MIN, i64::MAX),
        Comparison::Exactly if age == 0 => (then, i64::MAX),
        Comparison::Below => that_are(Comparison::Above, then),
        Comparison::AtMost => that_are(Comparison::AtLeast, then),
        Comparison::Exactly => that_are(Comparison::Exactly, then),
        Comparison::AtLeast => that_are(Comparison::AtMost, then),
        Comparison::Above => that_are(Comparison::Below, then),
    };
    let Key(low) = first_key(from);
    let high = match to.checked_add(1).map(first_key) {
        Some(Key(key)) => key.saturating_sub(1),
        None => i64::MAX,
    };
    (low, high)
}

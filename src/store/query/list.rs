//! The list that a query asks for: sections one after the other, each walked in its own way, from any place to either side.

use std::cmp::Ordering;

use rusqlite::{Connection, OptionalExtension};

use super::bounds::ALL;
use super::compile::Facet;
use super::merge::{Source, Way};
use super::numbers;
use super::search::{Effort, Found, Group, Search};
use super::values::{Column, Valued, Values};
use crate::job::{JobId, Query, Sort, Status};
use crate::store::derived::first_key;
use crate::store::error::Error;
use crate::store::row;

pub(super) const PLACE: &str = "SELECT key, status, model, credits, running FROM jobs WHERE id = ?1";

/// What a section of the list has in common, in the order of the list that is not turned round.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    State(u8),
    Model(String),
}

enum Section {
    /// In the order of keys.
    Keys { rank: Option<Rank>, group: Group },
    /// Those that have the value, in its order.
    Valued,
    /// Those that do not, in the order of keys.
    Unvalued,
    /// Few, in the order of a value, those without it last.
    Few(Vec<Entry>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    value: Option<i64>,
    key: i64,
}

/// A place in the list, whether or not a job stands there.
#[derive(Debug, Clone)]
pub(super) struct Place {
    section: usize,
    /// Within the section; at its beginning where there is none.
    entry: Option<Entry>,
}

/// The list.
pub(super) struct List<'a> {
    pub(super) search: &'a Search<'a>,
    values: Option<(Column, Values<'a>)>,
    sections: Vec<Section>,
    /// Down the list, within a section.
    way: Way,
    sort: Sort,
}

impl<'a> List<'a> {
    /// What sorting a job costs, and with how many to be found along an index, against passing by one of all jobs there.
    const SPARSE: u64 = 100;

    pub(super) fn of(search: &'a Search<'a>, query: &Query) -> Result<Self, Error> {
        let way = if query.reversed { Way::Newer } else { Way::Older };
        let column = match query.sort {
            Sort::Credits => Some(Column::Credits),
            Sort::Running => Some(Column::Running),
            Sort::Created | Sort::State | Sort::Model => None,
        };
        let mut list = Self {
            search,
            values: column.map(|column| (column, Values::new(column, search))),
            sections: vec![],
            way,
            sort: query.sort,
        };
        list.sections = match column {
            None => list.groups(),
            Some(_) => match list.few()? {
                Some(few) => vec![Section::Few(few)],
                None => vec![Section::Valued, Section::Unvalued],
            },
        };
        Ok(list)
    }

    /// Down the list from a place, or from its first row.
    pub(super) fn ahead(&self, place: Option<&Place>, most: usize, effort: &mut Effort) -> Result<Found, Error> {
        let mut found = Found::default();
        let from = place.map_or(0, |place| place.section);
        for (index, section) in self.sections.iter().enumerate().skip(from) {
            let entry = place
                .filter(|place| place.section == index)
                .and_then(|place| place.entry);
            let part = self.down(section, entry, most - found.keys.len(), effort)?;
            found.keys.extend(part.keys);
            if !part.ended {
                return Ok(found);
            }
        }
        found.ended = true;
        Ok(found)
    }

    /// Up the list from before a place, or from its last row.
    pub(super) fn behind(&self, place: Option<&Place>, most: usize, effort: &mut Effort) -> Result<Found, Error> {
        let mut found = Found::default();
        let below = place.map_or(self.sections.len(), |place| place.section + 1);
        for (index, section) in self.sections.iter().enumerate().take(below).rev() {
            let here = place.filter(|place| place.section == index);
            let part = match here {
                // at the section's beginning: nothing of it is before
                Some(Place { entry: None, .. }) => continue,
                Some(Place { entry, .. }) => self.up(section, *entry, most - found.keys.len(), effort)?,
                None => self.up(section, None, most - found.keys.len(), effort)?,
            };
            found.keys.extend(part.keys);
            if !part.ended {
                return Ok(found);
            }
        }
        found.ended = true;
        Ok(found)
    }

    /// The same, within the section of the place.
    pub(super) fn behind_in_section(&self, place: &Place, most: usize, effort: &mut Effort) -> Result<Found, Error> {
        match (self.sections.get(place.section), place.entry) {
            (Some(section), Some(entry)) => self.up(section, Some(entry), most, effort),
            (None, _) | (Some(_), None) => Ok(Found {
                keys: vec![],
                ended: true,
            }),
        }
    }

    fn down(&self, section: &Section, from: Option<Entry>, most: usize, effort: &mut Effort) -> Result<Found, Error> {
        let keys = from.map_or(ALL, |entry| self.way.from(ALL, entry.key));
        match (section, &self.values) {
            (Section::Keys { group, .. }, _) => self.search.keys(group, self.way, keys, most, effort),
            (Section::Valued, Some((_, values))) => {
                // from behind the key before it: its own row is one of them
                let before = |entry: Entry| (entry.value.unwrap_or_default(), self.way.turned().next(entry.key));
                values.valued(self.way, from.map(before), most, effort)
            }
            (Section::Unvalued, Some((_, values))) => values.unvalued(self.way, keys, most, effort),
            (Section::Valued | Section::Unvalued, None) => Ok(Found::default()),
            (Section::Few(few), _) => {
                let left = &few[from.map_or(0, |entry| self.index(few, entry))..];
                Ok(Found {
                    keys: left.iter().take(most).map(|entry| entry.key).collect(),
                    ended: left.len() <= most,
                })
            }
        }
    }

    fn up(&self, section: &Section, before: Option<Entry>, most: usize, effort: &mut Effort) -> Result<Found, Error> {
        let way = self.way.turned();
        let keys = before.map_or(ALL, |entry| way.after(ALL, entry.key));
        match (section, &self.values) {
            (Section::Keys { group, .. }, _) => self.search.keys(group, way, keys, most, effort),
            (Section::Valued, Some((_, values))) => {
                let from = |entry: Entry| -> Valued { (entry.value.unwrap_or_default(), entry.key) };
                values.valued(way, before.map(from), most, effort)
            }
            (Section::Unvalued, Some((_, values))) => values.unvalued(way, keys, most, effort),
            (Section::Valued | Section::Unvalued, None) => Ok(Found::default()),
            (Section::Few(few), _) => {
                let left = &few[..before.map_or(few.len(), |entry| self.index(few, entry))];
                Ok(Found {
                    keys: left.iter().rev().take(most).map(|entry| entry.key).collect(),
                    ended: left.len() <= most,
                })
            }
        }
    }

    /// The parts of the list that are in the order of keys.
    fn groups(&self) -> Vec<Section> {
        let mut ranks: Vec<_> = self.search.wanted.facets.iter().map(|facet| self.rank(facet)).collect();
        ranks.sort_unstable();
        ranks.dedup();
        if self.way == Way::Newer {
            ranks.reverse();
        }
        let section = |rank: Option<Rank>| Section::Keys {
            group: Group::of(self.search.wanted, |facet| self.rank(facet) == rank),
            rank,
        };
        ranks.into_iter().map(section).collect()
    }

    fn rank(&self, facet: &Facet) -> Option<Rank> {
        self.rank_of(&facet.status, &facet.model)
    }

    fn rank_of(&self, status: &Status, model: &str) -> Option<Rank> {
        match self.sort {
            Sort::State => Some(Rank::State(Sort::place_of(status))),
            Sort::Model => Some(Rank::Model(model.to_owned())),
            Sort::Created | Sort::Credits | Sort::Running => None,
        }
    }

    /// Where something shows that the wanted jobs are few: all of them, sorted.
    fn few(&self) -> Result<Option<Vec<Entry>>, Error> {
        let (Some((column, _)), search) = (&self.values, self.search) else {
            return Ok(None);
        };
        let (db, wanted, most) = (search.db, search.wanted, search.limits.sorted);
        let everything = Group::of(wanted, |_| true);
        let in_range = if wanted.keys.part(ALL) == ALL {
            u64::MAX
        } else {
            numbers::of_keys(db, wanted.keys.part(ALL))?
        };
        // where they are many for so small a ledger, the index of the values is walked sooner than they are sorted
        let pays = |jobs: u64| jobs <= most as u64 && jobs * jobs / Self::SPARSE <= wanted.all;
        let found = match search.found() {
            Some(hits) => hits.few(most)?,
            None => None,
        };
        let keys = match found {
            Some(found) if pays(found.len() as u64) => {
                let mut keys = vec![];
                for key in found {
                    if search.is_wanted_in(&everything, key)? {
                        keys.push(key);
                    }
                }
                keys
            }
            _ if pays(everything.jobs.min(in_range))
                || search.charged()?.is_some_and(|charged| pays(charged.len() as u64)) =>
            {
                search
                    .keys(&everything, Way::Newer, ALL, usize::MAX, &mut Effort::any())?
                    .keys
            }
            _ => return Ok(None),
        };
        let mut few = vec![];
        for key in keys {
            let value = column.of(db, key)?;
            few.push(Entry { value, key });
        }
        few.sort_unstable_by(|one, other| self.order(*one, *other));
        Ok(Some(few))
    }

    /// Which of two stands first, by their value and then by their key.
    fn order(&self, one: Entry, other: Entry) -> Ordering {
        let upwards = one.value.is_none().cmp(&other.value.is_none());
        let turned = (one.value, one.key).cmp(&(other.value, other.key));
        upwards.then(match self.way {
            Way::Older => turned.reverse(),
            Way::Newer => turned,
        })
    }

    fn index(&self, few: &[Entry], entry: Entry) -> usize {
        few.partition_point(|each| self.order(*each, entry) == Ordering::Less)
    }

    /// Where a job stands, whatever list it is in; for one that is not there, where it would stand by the time in its name.
    pub(super) fn place(&self, id: JobId) -> Result<Option<Place>, Error> {
        let mut statement = self.search.db.prepare_cached(PLACE)?;
        let mut found = statement.query([id.0.as_bytes()])?;
        if let Some(job) = found.next()? {
            let rank = self.rank_of(&row::status(&job.get::<_, String>(1)?)?, &job.get::<_, String>(2)?);
            let value = match self.sort {
                Sort::Credits => job.get(3)?,
                Sort::Running => job.get(4)?,
                Sort::Created | Sort::State | Sort::Model => None,
            };
            return Ok(Some(self.place_of(
                rank.as_ref(),
                Entry {
                    value,
                    key: job.get(0)?,
                },
            )));
        }
        let told = || {
            let (seconds, nanos) = id.0.get_timestamp()?.to_unix();
            Some(i64::try_from(seconds).ok()?.checked_mul(1000)? + i64::from(nanos / 1_000_000))
        };
        Ok(told().map(|millis| {
            let key = first_key(millis).0;
            self.place_of(None, Entry { value: None, key })
        }))
    }

    fn place_of(&self, rank: Option<&Rank>, entry: Entry) -> Place {
        let mut entry = Some(entry);
        let section = self.sections.iter().position(|section| match section {
            Section::Keys { rank: here, .. } => match self.compare(here.as_ref(), rank) {
                Ordering::Less => false,
                Ordering::Equal => true,
                Ordering::Greater => {
                    entry = None;
                    true
                }
            },
            Section::Valued => entry.is_some_and(|entry| entry.value.is_some()),
            Section::Unvalued | Section::Few(_) => true,
        });
        Place {
            section: section.unwrap_or(self.sections.len()),
            entry,
        }
    }

    fn compare(&self, one: Option<&Rank>, other: Option<&Rank>) -> Ordering {
        match self.way {
            Way::Older => one.cmp(&other),
            Way::Newer => other.cmp(&one),
        }
    }

    /// How many jobs the list has, where that is known without counting them.
    pub(super) fn total(&self) -> Result<Option<u64>, Error> {
        if let [Section::Few(few)] = &self.sections[..] {
            return Ok(Some(few.len() as u64));
        }
        let wanted = self.search.wanted;
        if !wanted.is_of_facets() {
            return Ok(None);
        }
        let keys = wanted.keys.part(ALL);
        if keys == ALL {
            return Ok(Some(wanted.jobs()));
        }
        self.of_lists(keys)
    }

    /// How many jobs stand before a place, where that is known without counting them.
    pub(super) fn before(&self, place: &Place) -> Result<Option<u64>, Error> {
        match (&self.sections[..], place.entry) {
            ([Section::Few(few)], Some(entry)) => Ok(Some(self.index(few, entry) as u64)),
            ([Section::Keys { .. }], Some(entry)) if self.search.wanted.is_of_facets() => {
                let way = self.way.turned();
                self.of_lists(self.search.wanted.keys.part(way.after(ALL, entry.key)))
            }
            _ => Ok(None),
        }
    }

    /// How many jobs have keys in a range, where the list has all jobs of its kind.
    fn of_lists(&self, keys: (i64, i64)) -> Result<Option<u64>, Error> {
        let everything = Group::of(self.search.wanted, |_| true);
        let mut sum = 0;
        for source in &everything.sources {
            match source {
                Source::List(archived) => sum += numbers::of_list(self.search.db, *archived, keys)?,
                Source::Facet { .. } => return Ok(None),
            }
        }
        Ok(Some(sum))
    }

    /// How many jobs stand in the sections before that of a place, where facets tell.
    pub(super) fn in_earlier_sections(&self, place: &Place) -> Option<u64> {
        let wanted = self.search.wanted;
        let earlier = self.sections.iter().take(place.section).map(|section| match section {
            Section::Keys { group, .. } => Some(group.jobs),
            Section::Valued | Section::Unvalued | Section::Few(_) => None,
        });
        (wanted.is_of_facets() && wanted.keys.part(ALL) == ALL).then(|| earlier.sum())?
    }
}

/// The names of jobs, in the order of their keys given.
pub(super) fn ids(db: &Connection, keys: &[i64]) -> Result<Vec<JobId>, Error> {
    let mut statement = db.prepare_cached("SELECT id FROM jobs WHERE key = ?1")?;
    let name = |key: &i64| -> Result<Option<JobId>, Error> {
        let id: Option<[u8; 16]> = statement.query_row([key], |row| row.get(0)).optional()?;
        Ok(id.map(|id| JobId(uuid::Uuid::from_bytes(id))))
    };
    keys.iter().map(name).filter_map(Result::transpose).collect()
}

//! The words of a filter as an expression of the full-text index. Not for the jobs that it finds: those are in `hits`.

use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension};

use crate::job::{Filter, What};
use crate::store::derived::word_of_batch;
use crate::store::error::Error;
use crate::words::search::cut;

pub(super) const ONE: &str = "SELECT 1 FROM search WHERE search MATCH ?1 AND rowid = ?2";

/// The whole words in the index, from one on.
const TERMS: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, search, instance)";
const NEXT_TERM: &str = "SELECT term FROM temp.terms WHERE term >= ?1 LIMIT 1";

/// The longest starts of words that the index keeps lists of, in characters.
const INDEXED: usize = 3;

/// The most words that a longer start is taken apart into.
const ENDINGS: usize = 24;

/// What a text must hold, in the language of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expression {
    pub(super) text: String,
    /// Asking for one row costs as much as asking for all: the index has to make a list first.
    pub(super) at_once: bool,
}

impl Expression {
    /// What must be found, and, where that is nothing, what must not.
    pub(super) fn of(db: &Connection, filter: &Filter) -> Result<(Option<Self>, Option<Self>), Error> {
        let (mut found, mut not_found, mut at_once) = (vec![], vec![], false);
        for term in &filter.terms {
            let phrase = match &term.what {
                What::Words(text) => phrase(db, text, true, &mut at_once)?,
                What::Phrase(text) => phrase(db, text, false, &mut at_once)?,
                What::Batch(name) => Some(format!("metadata : {}", quoted(&word_of_batch(name)))),
                What::State(_)
                | What::Model(_)
                | What::Ratio(_)
                | What::Resolution(_)
                | What::Age(..)
                | What::Credits(..)
                | What::Archived(_) => None,
            };
            let side = if term.negated { &mut not_found } else { &mut found };
            side.extend(phrase);
        }
        let (found, not_found) = (found.join(" AND "), not_found.join(" OR "));
        let one = |text| Some(Self { text, at_once });
        Ok(match (found.is_empty(), not_found.is_empty()) {
            (true, true) => (None, None),
            (true, false) => (None, one(not_found)),
            (false, true) => (one(found), None),
            (false, false) => (one(format!("({found}) NOT ({not_found})")), None),
        })
    }
}

/// These words next to one another, the last perhaps only begun; `None` where there is no word.
fn phrase(db: &Connection, text: &str, open: bool, at_once: &mut bool) -> Result<Option<String>, Error> {
    let words: Vec<_> = cut(text).collect();
    let Some((last, before)) = words.split_last() else {
        return Ok(None);
    };
    let mut whole: Vec<_> = before.iter().map(|word| quoted(word)).collect();
    let with = |whole: &mut Vec<String>, end: String| {
        whole.push(end);
        let phrase = whole.join(" + ");
        whole.pop();
        phrase
    };
    if !open {
        return Ok(Some(with(&mut whole, quoted(last))));
    }
    if last.chars().count() <= INDEXED {
        return Ok(Some(with(&mut whole, format!("{} *", quoted(last)))));
    }
    let endings = endings(db, last)?;
    Ok(Some(match endings.as_deref() {
        None => {
            *at_once = true;
            with(&mut whole, format!("{} *", quoted(last)))
        }
        Some([]) => with(&mut whole, quoted(last)),
        Some(endings) => {
            let each: Vec<_> = endings.iter().map(|word| with(&mut whole, quoted(word))).collect();
            format!("({})", each.join(" OR "))
        }
    }))
}

/// The words in the index that start so; `None` where they are many. With the words themselves the index finds the next job without
/// making a list of all.
fn endings(db: &Connection, start: &str) -> Result<Option<Vec<String>>, Error> {
    db.execute_batch(TERMS)?;
    let mut statement = db.prepare_cached(NEXT_TERM)?;
    let (mut from, mut words) = (start.to_owned(), vec![]);
    loop {
        let next: Option<String> = statement.query_row([&from], |row| row.get(0)).optional()?;
        match next.filter(|word| word.starts_with(start)) {
            None => return Ok(Some(words)),
            Some(_) if words.len() == ENDINGS => return Ok(None),
            Some(word) => {
                // the first that could come after it
                from = format!("{word}\0");
                words.push(word);
            }
        }
    }
}

fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// Looks jobs up in the index one by one, for as long as that pays: where the words are rarely together, one look can cost as much as
/// reading all that they find.
#[derive(Debug)]
pub(super) struct Probes {
    left: Duration,
}

impl Probes {
    pub(super) const fn new(left: Duration) -> Self {
        Self { left }
    }

    /// Whether this job is found; `None` when it no longer pays.
    pub(super) fn find(&mut self, db: &Connection, words: &Expression, key: i64) -> Result<Option<bool>, Error> {
        if self.left.is_zero() || words.at_once {
            return Ok(None);
        }
        let begun = Instant::now();
        let found = db.prepare_cached(ONE)?.exists((&words.text, key))?;
        self.left = self.left.saturating_sub(begun.elapsed());
        Ok(Some(found))
    }
}

//! The filter language: words and `key:value` terms that all must match, read as a person types them. What makes no sense is told
//! as a problem and filters nothing. Not for finding the jobs (`store`).

mod parse;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use super::catalogue::is_model_meant;
use super::{Credits, Job, Request, Status};

/// Which jobs: those that all terms match, and of these the ones that are not archived, unless a term speaks of that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In the order in which they were typed, at most [`Filter::MOST`].
    pub terms: Vec<Term>,
}

/// One thing that must be so, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// It must not be so.
    pub negated: bool,
    /// What.
    pub what: What,
}

/// What a term speaks of. Text is compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// These words next to one another in the prompt, the ids or the metadata; the last may be the start of one. As typed. Text
    /// without any word matches everything.
    Words(String),
    /// The same, but the last is a whole word: it was in quotes.
    Phrase(String),
    /// In one of these states. [`Status::Other`], whatever its word, means every undocumented one.
    State(Vec<Status>),
    /// Its model is meant, as [`is_model_meant`] says.
    Model(String),
    /// Its aspect ratio starts so.
    Ratio(String),
    /// Its resolution starts so.
    Resolution(String),
    /// How long ago the person sent it, in whole seconds.
    Age(Comparison, Duration),
    /// What was charged. A job of unknown charge matches none.
    Credits(Comparison, Credits),
    /// The batch that its metadata names, whole.
    Batch(String),
    /// Whether it is archived.
    Archived(Archived),
}

/// How a value stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `=`, or nothing at all
    Exactly,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
}

/// Which jobs, as to being archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archived {
    /// Those that are.
    Yes,
    /// Those that are not.
    No,
    /// All.
    All,
}

/// Something typed that makes no sense, and filters nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterProblem {
    /// No filter has that name.
    Key(String),
    /// No state starts so.
    State(String),
    /// Not `<` or `>` and an age such as `90s`, `2h`, `3d`.
    Age(String),
    /// Not a number of credits.
    Credits(String),
    /// Not `yes`, `no` or `all`.
    Archived(String),
    /// Neither a letter nor a digit, nor any other sign that is looked for.
    NoWord(String),
    /// Nothing stands after it, perhaps not yet: `state:`, `age:<`, `-`.
    Unfinished(String),
    /// More than [`Filter::MOST`] terms.
    TooMany,
}

impl Filter {
    /// The most terms that a filter takes.
    pub const MOST: usize = 32;

    /// Reads what was typed, total: whatever makes no sense is a problem and no term. A quote may be open.
    pub fn parse(text: &str) -> (Self, Vec<FilterProblem>) {
        parse::parse(text)
    }

    /// The words of states in this language, those that are asked for most first.
    pub fn state_words() -> impl Iterator<Item = String> {
        const FIRST: [Status; 6] = [
            Status::Processing,
            Status::Succeeded,
            Status::Failed,
            Status::Unknown,
            Status::Queued,
            Status::Waiting,
        ];
        let others = Status::KNOWN.into_iter().filter(|status| !FIRST.contains(status));
        let all = FIRST.into_iter().chain(others).chain([Status::Other("".into())]);
        all.map(|status| parse::state_word(&status))
    }

    /// Takes out what would be looked for as words and holds none, and tells of it. `has_word` says whether a text holds any.
    pub fn take_wordless(&mut self, has_word: impl Fn(&str) -> bool) -> Vec<FilterProblem> {
        let wordless = |term: &mut Term| match &term.what {
            What::Words(text) | What::Phrase(text) => !has_word(text),
            _ => false,
        };
        let taken = self.terms.extract_if(.., wordless);
        taken
            .filter_map(|term| match term.what {
                What::Words(text) | What::Phrase(text) => Some(FilterProblem::NoWord(text)),
                _ => None,
            })
            .collect()
    }

    /// A term speaks of being archived; else the archived ones are left out.
    pub fn speaks_of_archived(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.what, What::Archived(_)))
    }

    /// Where a term speaks of age, the list changes by time alone: for so long it is about right.
    pub fn holds_for(&self) -> Option<Duration> {
        let ages = self.terms.iter().filter_map(|term| match term.what {
            What::Age(_, age) => Some(age),
            _ => None,
        });
        let youngest = ages.min()?;
        Some((youngest / 100).clamp(Duration::from_secs(1), Duration::from_secs(60)))
    }

    /// Whether a job is among them. `cut` gives the words of a text, in lower case.
    pub fn matches(&self, job: &Job, now: Timestamp, cut: impl Fn(&str) -> Vec<String>) -> bool {
        (self.speaks_of_archived() || !job.archived) && self.terms.iter().all(|term| term.matches(job, now, &cut))
    }
}

impl Term {
    fn matches(&self, job: &Job, now: Timestamp, cut: &impl Fn(&str) -> Vec<String>) -> bool {
        let request = &job.request;
        let starts = |text: &str, start: &str| text.to_lowercase().starts_with(&start.to_lowercase());
        let is_so = match &self.what {
            What::Words(text) | What::Phrase(text) => {
                let words = cut(text);
                let open = matches!(self.what, What::Words(_));
                if words.is_empty() {
                    return true;
                }
                texts(job).iter().any(|text| stands_in(&words, open, &cut(text)))
            }
            What::State(states) => states.iter().any(|state| state.is_same_state(&job.status)),
            What::Model(typed) => is_model_meant(&request.model, typed),
            What::Ratio(start) => starts(&request.aspect_ratio, start),
            What::Resolution(start) => starts(&request.resolution, start),
            What::Age(comparison, age) => {
                let actual = Duration::try_from(now.duration_since(job.created_at)).unwrap_or_default();
                comparison.holds(&actual, age)
            }
            What::Credits(comparison, credits) => {
                job.credits.is_some_and(|charged| comparison.holds(&charged, credits))
            }
            What::Batch(name) => request
                .batch()
                .is_some_and(|batch| batch.to_lowercase() == name.to_lowercase()),
            What::Archived(Archived::All) => true,
            What::Archived(Archived::Yes) => job.archived,
            What::Archived(Archived::No) => !job.archived,
        };
        is_so != self.negated
    }
}

/// The texts in which words are looked for.
fn texts(job: &Job) -> Vec<String> {
    let Request { prompt, metadata, .. } = &job.request;
    let mut texts = vec![prompt.clone(), job.id.to_string()];
    texts.extend(metadata.clone());
    texts.extend(job.remote_id.as_ref().map(ToString::to_string));
    texts
}

/// The words stand in a text, next to one another; the last may be the start of one where it is `open`.
fn stands_in(words: &[String], open: bool, text: &[String]) -> bool {
    let Some((last, before)) = words.split_last() else {
        return true;
    };
    text.windows(words.len()).any(|part| {
        let end = &part[before.len()];
        part.starts_with(before) && (end == last || (open && end.starts_with(last)))
    })
}

impl Comparison {
    /// Whether `one` stands so to `other`.
    pub fn holds<T: Ord>(self, one: &T, other: &T) -> bool {
        match self {
            Self::Below => one < other,
            Self::AtMost => one <= other,
            Self::Exactly => one == other,
            Self::AtLeast => one >= other,
            Self::Above => one > other,
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Exactly => "",
            Self::AtLeast => ">=",
            Self::Above => ">",
        }
    }
}

impl Archived {
    const ALL: [Self; 3] = [Self::Yes, Self::No, Self::All];

    const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::All => "all",
        }
    }
}

/// As it may be typed; what is typed so is read as the same filter.
impl fmt::Display for Filter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            if index > 0 {
                out.write_str(" ")?;
            }
            write!(out, "{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            out.write_str("-")?;
        }
        let key = self.what.key();
        match &self.what {
            // only a quote that was never closed makes such words, and nothing comes after it
            What::Words(text) if !parse::is_bare(text, self.negated) => write!(out, "\"{text}"),
            What::Words(text) => out.write_str(text),
            What::Phrase(text) => write!(out, "\"{text}\""),
            What::State(states) => {
                let words: Vec<_> = states.iter().map(parse::state_word).collect();
                write!(out, "{key}:{}", words.join(","))
            }
            What::Model(value) | What::Ratio(value) | What::Resolution(value) | What::Batch(value) => {
                let quote = if value.contains(char::is_whitespace) { "\"" } else { "" };
                write!(out, "{key}:{quote}{value}{quote}")
            }
            What::Age(comparison, age) => {
                let (number, unit) = parse::in_largest_unit(age.as_secs());
                write!(out, "{key}:{}{number}{unit}", comparison.sign())
            }
            What::Credits(comparison, credits) => write!(out, "{key}:{}{credits}", comparison.sign()),
            What::Archived(archived) => write!(out, "{key}:{}", archived.word()),
        }
    }
}

impl What {
    const fn key(&self) -> &'static str {
        match self {
            Self::Words(_) | Self::Phrase(_) => "",
            Self::State(_) => "state",
            Self::Model(_) => "model",
            Self::Ratio(_) => "ratio",
            Self::Resolution(_) => "res",
            Self::Age(..) => "age",
            Self::Credits(..) => "credits",
            Self::Batch(_) => "batch",
            Self::Archived(_) => "archived",
        }
    }
}

#[cfg(test)]
mod tests;

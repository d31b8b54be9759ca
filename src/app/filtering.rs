//! Which jobs the list holds and in which order: the filter line, and the keys that sort.

use crokey::KeyCombination;

use super::field::{Edit, Field};
use super::notice::Weight;
use super::typing::{Kind, Typed, typed};
use super::{App, Focus};
use crate::job::{Around, Filter, FilterProblem, Now, Query};
use crate::words::search::cut;

/// The filter line: what was typed, and what of it makes no sense.
#[derive(Debug)]
pub struct Filtering {
    field: Field,
    problems: Vec<FilterProblem>,
    /// Where the person stood when the line was opened: what is typed half is no reason to leave it.
    stood: Option<Around>,
}

impl Default for Filtering {
    fn default() -> Self {
        Self {
            field: Field::single_line(),
            problems: vec![],
            stood: None,
        }
    }
}

impl Filtering {
    /// The most that the line takes, in bytes: far more than anybody reads.
    const MOST: usize = 1000;

    /// What was typed.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// What of it filters nothing.
    pub fn problems(&self) -> &[FilterProblem] {
        &self.problems
    }
}

impl App {
    /// What to tell of the filter: what is being typed need not be finished.
    pub fn filter_problems(&self) -> impl Iterator<Item = &FilterProblem> {
        let typing = self.focus == Focus::Filter;
        let each = self.filtering.problems.iter();
        each.filter(move |problem| !typing || !matches!(problem, FilterProblem::Unfinished(_)))
    }

    /// Types into the filter line; the list follows each key.
    pub(super) fn type_filter(&mut self, key: KeyCombination, now: Now) {
        let Some(Typed::Edit(edit)) = typed(key, Kind::OneLine) else {
            return;
        };
        let grows = matches!(edit, Edit::Insert(_)) && self.filtering.field.selection().is_none();
        if grows && self.filtering.field.text().len() >= Filtering::MOST {
            return self.say(self.words().notices.filter_too_long, Weight::Warning, now);
        }
        if self.filtering.field.apply(edit) {
            self.filter_changed();
        }
    }

    pub(super) fn paste_filter(&mut self, text: &str, now: Now) {
        let room = Filtering::MOST.saturating_sub(self.filtering.field.text().len());
        if text.len() > room {
            return self.say(self.words().notices.filter_too_long, Weight::Warning, now);
        }
        if self.filtering.field.paste(text).is_ok() {
            self.filter_changed();
        }
    }

    pub(super) fn select_all_of_filter(&mut self) {
        self.filtering.field.select_all();
    }

    fn filter_changed(&mut self) {
        let (mut filter, mut problems) = Filter::parse(&self.filtering.field.text());
        problems.extend(filter.take_wordless(|text| cut(text).next().is_some()));
        self.filtering.problems = problems;
        let query = Query {
            filter,
            ..self.board.query().clone()
        };
        self.board.ask_for(query);
        if let Some(stood) = self.filtering.stood.filter(|_| self.focus == Focus::Filter) {
            self.board.stay_at(stood);
        }
    }

    /// Goes on from the filter as it is.
    pub(super) fn open_filter(&mut self) {
        if self.focus != Focus::Filter {
            self.filtering.stood = Some(self.board.stands_at());
        }
        self.focus_on(Focus::Filter);
    }

    pub(super) fn keep_filter(&mut self) {
        self.focus_on(Focus::Jobs);
    }

    /// Takes the filter away; tells whether there was one.
    pub(super) fn clear_filter(&mut self) -> bool {
        let there = !self.filtering.field.is_empty();
        if there {
            self.filtering = Filtering {
                stood: self.filtering.stood,
                ..Filtering::default()
            };
            self.filter_changed();
        }
        there
    }

    pub(super) fn sort_by_next(&mut self) {
        let query = self.board.query();
        let query = Query {
            filter: query.filter.clone(),
            sort: query.sort.next(),
            reversed: false,
        };
        self.board.ask_for(query);
    }

    pub(super) fn reverse_order(&mut self) {
        let query = self.board.query();
        let query = Query {
            reversed: !query.reversed,
            ..query.clone()
        };
        self.board.ask_for(query);
    }
}

//! The list: a window on the ledger, the selected job in it, and which rows are in sight.

use std::cmp::Ordering;

use crate::job::{Around, Job, JobId, Page, Query, Row, Sort, Span, Tally};

/// See the module.
#[derive(Debug, Default)]
pub struct Board {
    /// What is wanted.
    query: Query,
    /// What the page is of: another query for as long as the page of the wanted one is on its way.
    shown: Query,
    page: Page,
    /// The rows as shown: those that the page cannot know yet, then the page's own.
    rows: Vec<Row>,
    /// How many of the rows stand before the page's own.
    lead: usize,
    /// Jobs on their way into the ledger.
    unrecorded: Vec<Row>,
    /// Jobs that came into the ledger since the page was asked for, in that order.
    recorded: Vec<Row>,
    /// The selected job while it is archived or was just brought back: it stays until the selection leaves it, so that the same key
    /// undoes it.
    kept: Option<Row>,
    /// As it was when it was selected, or seen last.
    selected: Option<Box<Row>>,
    /// Index of the first row in sight.
    top: usize,
    height: usize,
    focused: bool,
    /// The ledger may have changed since the page was asked for.
    stale: bool,
    /// At most one for each query.
    asked: Vec<Asked>,
    /// Where the next page is wanted, if not about the selected job.
    wanted: Option<Around>,
    /// The job about which a page was asked for last: asking again for being near its edge would bring the same.
    asked_about: Option<JobId>,
    loaded: bool,
}

/// A question to the ledger that is under way.
#[derive(Debug)]
struct Asked {
    query: Query,
    wanted: Option<Around>,
    /// How many of [`Board::recorded`] the answer knows.
    recorded: usize,
}

impl Board {
    /// Rows read on each side of the selected one.
    const REACH: u32 = 200;
    /// A page is asked for when the selection comes this close to its edge.
    const MARGIN: usize = 80;

    /// The rows at hand; [`Board::top`] is the first in sight.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Index of the first row in sight.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The rows in sight.
    pub fn in_sight(&self) -> &[Row] {
        let end = (self.top + self.height).min(self.rows.len());
        self.rows.get(self.top..end).unwrap_or_default()
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&Row> {
        self.rows.get(self.selected_index()?)
    }

    /// Its index.
    pub fn selected_index(&self) -> Option<usize> {
        let id = self.selected_id()?;
        self.rows.iter().position(|row| row.id == id)
    }

    fn selected_id(&self) -> Option<JobId> {
        self.selected.as_ref().map(|row| row.id)
    }

    /// What is wanted of the ledger.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The page of the wanted query is there.
    pub fn is_up_to_date(&self) -> bool {
        self.query == self.shown
    }

    /// The numbers of the whole board.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The first page has come.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Number in the whole list of the first and the last row in sight, from 1; none where it was not counted how many stand before
    /// them.
    pub fn range(&self) -> Option<(u64, u64)> {
        let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
        let Tally { number, exact } = self.page.before;
        let before = number.saturating_add(count(self.top));
        let end = before.saturating_add(count(self.in_sight().len()));
        exact.then(|| (before.saturating_add(1), end))
    }

    /// How many rows the whole list has, as far as that is known.
    pub fn total(&self) -> Tally {
        let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
        let Tally { number, exact } = self.page.total;
        let here = self.page.before.number.saturating_add(count(self.rows.len()));
        let number = number.saturating_add(count(self.lead)).max(here);
        Tally { number, exact }
    }

    /// No row of the list stands before the page.
    fn begins(&self) -> bool {
        self.page.before.is_nothing()
    }

    /// Other jobs are wanted, or another order. The old rows stay until the new ones are there, and the selected job selected if it
    /// is among them.
    pub(super) fn ask_for(&mut self, query: Query) {
        if query == self.query {
            return;
        }
        // whoever stands at the top means the top, and not the job that happens to stand there
        let resorted = (query.sort, query.reversed) != (self.query.sort, self.query.reversed);
        let at_first = self.begins() && self.selected_index() == Some(0);
        self.wanted = Some(if resorted && at_first {
            Around::Top
        } else {
            self.stands_at()
        });
        self.query = query;
        self.stale = true;
    }

    /// Where the person stands.
    pub(super) fn stands_at(&self) -> Around {
        self.selected_id().map_or(Around::Top, Around::Job)
    }

    /// The other jobs that were asked for are wanted from there, and not from where the ones before were left.
    pub(super) fn stay_at(&mut self, place: Around) {
        if !self.is_up_to_date() {
            self.wanted = Some(place);
        }
    }

    /// Out of sight it has no height, and what was in sight stays so.
    pub(super) fn set_height(&mut self, height: usize) {
        self.height = height;
        self.keep_in_sight();
    }

    /// The keys go to it, or to the form. Beside the form it shows what is new.
    pub(super) fn set_focused(&mut self, focused: bool) {
        if focused != self.focused {
            self.focused = focused;
            self.keep_in_sight();
        }
    }

    /// The ledger changed, or may have.
    pub(super) fn is_stale(&mut self) {
        self.stale = true;
    }

    fn is_being_read(&self) -> bool {
        self.asked.iter().any(|asked| asked.query == self.query)
    }

    /// Rows are stale, and nothing is on its way that would freshen them.
    pub(super) fn waits_for_refresh(&self) -> bool {
        self.stale && !self.is_being_read()
    }

    /// What to ask the ledger for now, if anything. At most one question for each query is under way. What is only stale may have to
    /// wait.
    pub(super) fn question(&mut self, may_refresh: bool) -> Option<(Query, Span)> {
        let selected = self.selected_id();
        let near_an_edge = self.is_near_an_edge() && self.asked_about != selected;
        let stale = self.stale && may_refresh;
        if self.is_being_read() || !(stale || self.wanted.is_some() || near_an_edge) {
            return None;
        }
        // in other orders than that of creation a job moves when it changes
        let scrolled = self.top > 0 || !self.begins() || self.query.sort != Sort::Created;
        let about = selected.filter(|_| scrolled || near_an_edge).map(Around::Job);
        let around = self.wanted.or(about).unwrap_or(Around::Top);
        self.stale = false;
        self.asked.push(Asked {
            query: self.query.clone(),
            wanted: self.wanted,
            recorded: self.recorded.len(),
        });
        self.asked_about = match around {
            Around::Job(id) => Some(id),
            Around::Top | Around::Bottom => None,
        };
        let reach = Self::REACH;
        Some((self.query.clone(), Span { around, reach }))
    }

    fn answered(&mut self, query: &Query) -> Option<Asked> {
        let place = self.asked.iter().position(|asked| asked.query == *query)?;
        Some(self.asked.swap_remove(place))
    }

    fn has_more_below(&self) -> bool {
        let rows = u64::try_from(self.page.rows.len()).unwrap_or(u64::MAX);
        self.page.before.number + rows < self.page.total.number || !self.page.total.exact
    }

    fn is_near_an_edge(&self) -> bool {
        let Some(index) = self.selected_index() else {
            return false;
        };
        let index = index.saturating_sub(self.lead);
        (!self.begins() && index < Self::MARGIN)
            || (self.has_more_below() && index + Self::MARGIN >= self.page.rows.len())
    }

    /// The question could not be answered: the old rows stay. Tells whether it is still wanted.
    pub(super) fn unanswered(&mut self, query: &Query) -> bool {
        self.answered(query);
        let current = *query == self.query;
        if current && self.is_up_to_date() {
            self.wanted = None;
        }
        current
    }

    /// A page has come. One of a query that is wanted no more changes nothing.
    pub(super) fn take(&mut self, query: &Query, page: Page) {
        let asked = self.answered(query);
        if *query != self.query {
            return;
        }
        let known = asked.as_ref().map_or(0, |asked| asked.recorded);
        let known = known.min(self.recorded.len());
        self.recorded.drain(..known);
        for other in &mut self.asked {
            other.recorded = other.recorded.saturating_sub(known);
        }
        self.loaded = true;
        let at_top = self.is_at_top();
        let line = self.line();
        if !self.is_up_to_date() {
            self.kept = None;
            self.shown = query.clone();
        }
        self.page = page;
        self.lay_out();
        // a key pressed since then may want another page than this one
        let answers = asked.and_then(|asked| asked.wanted);
        match self.wanted.take_if(|wanted| Some(*wanted) == answers) {
            Some(Around::Top) => self.select(0),
            Some(Around::Bottom) => self.select(self.rows.len().saturating_sub(1)),
            Some(Around::Job(id)) => match self.rows.iter().position(|row| row.id == id) {
                Some(index) => self.select(index),
                None => self.select_nearest(),
            },
            None => self.find_selected(),
        }
        self.settle(at_top, line);
    }

    /// The selected job may lie beyond this page: then the page about it is wanted.
    fn find_selected(&mut self) {
        let Some(selected) = self.selected.take() else {
            return self.select_nearest();
        };
        let index = self.index_of(&selected);
        let (id, here) = (selected.id, self.rows.iter().any(|row| row.id == selected.id));
        self.selected = Some(selected);
        let above = index <= self.lead && !self.begins();
        let beyond = !here && (above || (index == self.rows.len() && self.has_more_below()));
        if !beyond {
            self.select_nearest();
        } else if self.wanted.is_none() {
            self.wanted = Some(Around::Job(id));
        }
    }

    /// The selected job, or the one that stands where it stood.
    fn select_nearest(&mut self) {
        let index = self.selected_index();
        let index = index.or_else(|| self.selected.as_ref().map(|selected| self.index_of(selected)));
        let index = index.unwrap_or_default();
        self.select(index.min(self.rows.len().saturating_sub(1)));
    }

    /// Where a job stands, or would stand.
    fn index_of(&self, wanted: &Row) -> usize {
        let before = |row: &Row| self.shown.order(row, wanted) == Ordering::Less;
        if self.is_newest_first() {
            return self.rows.partition_point(before);
        }
        // those that no page knows yet stand outside of the order
        self.lead + self.rows[self.lead..].partition_point(before)
    }

    fn is_newest_first(&self) -> bool {
        self.shown.sort == Sort::Created && !self.shown.reversed
    }

    /// The jobs on their way into the ledger have changed.
    pub(super) fn set_unrecorded(&mut self, unrecorded: Vec<Row>) {
        if unrecorded != self.unrecorded {
            self.unrecorded = unrecorded;
            self.lay_out_again();
        }
    }

    /// A job came into the ledger: it stays in sight until a page knows it.
    pub(super) fn recorded(&mut self, job: &Job) {
        self.recorded.push(Row::of(job));
        self.lay_out_again();
    }

    /// So many jobs are younger by a clock that was set back since that a new one would be out of sight.
    pub(super) fn stands_below(&self, new: &Job) -> bool {
        let younger = self.rows.iter().take_while(|row| row.created_at > new.created_at);
        self.is_newest_first() && self.is_at_top() && self.height > 0 && younger.count() >= self.height
    }

    /// What the ledger now has of a job.
    pub(super) fn refresh(&mut self, job: &Job) {
        if let Some(kept) = self.kept.as_mut().filter(|kept| kept.id == job.id) {
            *kept = Row::of(job);
            self.lay_out_again();
        }
    }

    /// The selected job was archived or brought back.
    pub(super) fn mark_archived(&mut self, archived: bool) {
        let Some(mut row) = self.selected().cloned() else {
            return;
        };
        row.archived = archived;
        self.kept = Some(row);
        self.lay_out_again();
    }

    fn lay_out_again(&mut self) {
        let (at_top, line) = (self.is_at_top(), self.line());
        self.lay_out();
        self.find_selected();
        self.settle(at_top, line);
    }

    fn lay_out(&mut self) {
        self.rows.clear();
        if self.begins() {
            self.rows.extend(self.recorded.iter().chain(&self.unrecorded).cloned());
            self.rows
                .retain(|row| !self.page.rows.iter().any(|known| known.id == row.id));
            self.rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
            self.rows.dedup_by_key(|row| row.id);
        }
        self.lead = self.rows.len();
        self.rows.extend(self.page.rows.iter().cloned());
        let Some(kept) = &self.kept else { return };
        match self.rows.iter_mut().find(|row| row.id == kept.id) {
            Some(row) => row.archived = kept.archived,
            None => self.rows.insert(self.index_of(kept), kept.clone()),
        }
    }

    fn is_at_top(&self) -> bool {
        self.begins() && self.top == 0
    }

    /// On which line in sight the selected job stands.
    fn line(&self) -> Option<usize> {
        self.selected_index()?.checked_sub(self.top)
    }

    /// After the rows have changed: at the top what is new is seen, elsewhere nothing moves.
    fn settle(&mut self, was_at_top: bool, line: Option<usize>) {
        if was_at_top && self.begins() {
            self.top = 0;
        } else if let (Some(index), Some(line)) = (self.selected_index(), line) {
            self.top = index.saturating_sub(line);
        }
        self.keep_in_sight();
    }

    /// Selects the row at an index, if there is one.
    pub(super) fn select(&mut self, index: usize) {
        // where there is nothing to select, the place is kept for when there is
        if let Some(row) = self.rows.get(index) {
            self.selected = Some(Box::new(row.clone()));
        }
        let selected = self.selected_id();
        if self.kept.take_if(|kept| selected != Some(kept.id)).is_some() {
            let (at_top, line) = (self.is_at_top(), self.line());
            self.lay_out();
            self.settle(at_top, line);
        }
        self.keep_in_sight();
    }

    /// Selects a job, as soon as a page has it.
    pub(super) fn show(&mut self, id: JobId) {
        match self.rows.iter().position(|row| row.id == id) {
            Some(index) => {
                self.wanted = None;
                self.select(index);
            }
            None => self.wanted = Some(Around::Job(id)),
        }
    }

    /// Selects the job on a line in sight, counted from 0, if there is one.
    pub(super) fn select_line(&mut self, line: usize) -> Option<JobId> {
        let id = self.in_sight().get(line)?.id;
        self.wanted = None;
        self.select(self.top + line);
        Some(id)
    }

    /// Scrolls by rows, down where positive. The selection goes along only where it would be out of sight; at an end of the rows at
    /// hand it moves by what is left.
    pub(super) fn scroll_by(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(self.height);
        let from = self.top;
        self.top = from.saturating_add_signed(rows).min(last);
        let line = self.selected_index().map_or(self.top, |index| {
            let end = (self.top + self.height).saturating_sub(1);
            index.clamp(self.top, end.max(self.top))
        });
        let left = rows - (self.top.cast_signed() - from.cast_signed());
        self.wanted = None;
        self.select(line.saturating_add_signed(left).min(self.rows.len().saturating_sub(1)));
    }

    /// Moves the selection by rows, down where positive.
    pub(super) fn move_by(&mut self, rows: isize) {
        self.wanted = None;
        let index = self.selected_index().unwrap_or_default();
        let last = self.rows.len().saturating_sub(1);
        self.select(index.saturating_add_signed(rows).min(last));
    }

    /// Moves by a screen and keeps one row in common.
    pub(super) fn move_by_pages(&mut self, pages: isize) {
        let page = isize::try_from(self.height.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
        self.move_by(page.saturating_mul(pages));
    }

    /// To the first row of the whole list, or to its last.
    pub(super) fn jump(&mut self, to: Around) {
        let here = match to {
            Around::Top => self.begins(),
            Around::Bottom => !self.has_more_below(),
            Around::Job(_) => false,
        };
        self.wanted = (!here).then_some(to);
        match to {
            Around::Top if here => self.select(0),
            Around::Bottom if here => self.select(self.rows.len().saturating_sub(1)),
            Around::Top | Around::Bottom | Around::Job(_) => {}
        }
    }

    fn keep_in_sight(&mut self) {
        if self.height == 0 {
            return;
        }
        let shows_new = self.is_at_top() && !self.focused;
        if let Some(index) = self.selected_index().filter(|_| !shows_new) {
            self.top = self.top.min(index).max((index + 1).saturating_sub(self.height));
        }
        self.top = self.top.min(self.rows.len().saturating_sub(self.height));
    }
}

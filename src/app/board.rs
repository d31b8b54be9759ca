//! The list: a window on the ledger, the selected job in it, and which rows are in sight.

use jiff::Timestamp;

use crate::job::{Around, Job, JobId, Page, Query, Row, Span};

/// See the module.
#[derive(Debug, Default)]
pub struct Board {
    query: Query,
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
    selected: Option<Place>,
    /// Index of the first row in sight.
    top: usize,
    height: usize,
    focused: bool,
    /// The ledger may have changed since the page was asked for.
    stale: bool,
    asked: Option<Asked>,
    /// Where the next page is wanted, if not about the selected job.
    wanted: Option<Around>,
    /// The job about which a page was asked for last: asking again for being near its edge would bring the same.
    asked_about: Option<JobId>,
    loaded: bool,
}

/// Where a job stands in the order of the list.
type Place = (Timestamp, JobId);

fn place(row: &Row) -> Place {
    (row.created_at, row.id)
}

/// A question to the ledger that is under way.
#[derive(Debug)]
struct Asked {
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
        let (_, id) = self.selected?;
        self.rows.iter().position(|row| row.id == id)
    }

    /// The numbers of the whole board.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The first page has come.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Number in the whole list of the first and the last row in sight, from 1, and of all.
    pub fn range(&self) -> (u64, u64, u64) {
        let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
        let before = self.page.before.number + count(self.top);
        let total = (self.page.total.number + count(self.lead)).max(before + count(self.in_sight().len()));
        (before + 1, before + count(self.in_sight().len()), total)
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

    /// What to ask the ledger for now, if anything. At most one question is under way.
    pub(super) fn question(&mut self) -> Option<(Query, Span)> {
        let selected = self.selected.map(|(_, id)| id);
        let near_an_edge = self.is_near_an_edge() && self.asked_about != selected;
        if self.asked.is_some() || !(self.stale || self.wanted.is_some() || near_an_edge) {
            return None;
        }
        let scrolled = self.top > 0 || self.page.before.number > 0;
        let about = selected.filter(|_| scrolled || near_an_edge).map(Around::Job);
        let around = self.wanted.or(about).unwrap_or(Around::Top);
        self.stale = false;
        self.asked = Some(Asked {
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

    fn has_more_below(&self) -> bool {
        let rows = u64::try_from(self.page.rows.len()).unwrap_or(u64::MAX);
        self.page.before.number + rows < self.page.total.number || !self.page.total.exact
    }

    fn is_near_an_edge(&self) -> bool {
        let Some(index) = self.selected_index() else {
            return false;
        };
        let index = index.saturating_sub(self.lead);
        (self.page.before.number > 0 && index < Self::MARGIN)
            || (self.has_more_below() && index + Self::MARGIN >= self.page.rows.len())
    }

    /// The question could not be answered: the old rows stay.
    pub(super) fn unanswered(&mut self) {
        self.asked = None;
        self.wanted = None;
    }

    /// A page has come.
    pub(super) fn take(&mut self, page: Page) {
        let asked = self.asked.take();
        let known = asked.as_ref().map_or(0, |asked| asked.recorded);
        self.recorded.drain(..known.min(self.recorded.len()));
        self.loaded = true;
        let at_top = self.is_at_top();
        let line = self.line();
        self.page = page;
        self.lay_out();
        // a key pressed since then may want another page than this one
        let answers = asked.and_then(|asked| asked.wanted);
        match self.wanted.take_if(|wanted| Some(*wanted) == answers) {
            Some(Around::Top) => self.select(0),
            Some(Around::Bottom) => self.select(self.rows.len().saturating_sub(1)),
            Some(Around::Job(_)) => self.select_nearest(),
            None => self.find_selected(),
        }
        self.settle(at_top, line);
    }

    /// The selected job may lie beyond this page: then the page about it is wanted.
    fn find_selected(&mut self) {
        let Some(selected) = self.selected.filter(|_| self.selected_index().is_none()) else {
            return self.select_nearest();
        };
        let index = self.index_of(selected);
        let beyond = (index == 0 && self.page.before.number > 0) || (index == self.rows.len() && self.has_more_below());
        if !beyond {
            self.select_nearest();
        } else if self.wanted.is_none() {
            let (_, id) = selected;
            self.wanted = Some(Around::Job(id));
        }
    }

    /// The selected job, or the one that stands where it stood.
    fn select_nearest(&mut self) {
        if self.selected_index().is_none() {
            let index = self.selected.map_or(0, |selected| self.index_of(selected));
            self.select(index.min(self.rows.len().saturating_sub(1)));
        }
    }

    /// Where a job stands, or would stand.
    fn index_of(&self, wanted: Place) -> usize {
        self.rows.partition_point(|row| place(row) > wanted)
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
        if self.page.before.number == 0 {
            self.rows.extend(self.recorded.iter().chain(&self.unrecorded).cloned());
            self.rows
                .retain(|row| !self.page.rows.iter().any(|known| known.id == row.id));
            self.rows.sort_by_key(|row| std::cmp::Reverse(place(row)));
            self.rows.dedup_by_key(|row| row.id);
        }
        self.lead = self.rows.len();
        self.rows.extend(self.page.rows.iter().cloned());
        let Some(kept) = &self.kept else { return };
        match self.rows.iter_mut().find(|row| row.id == kept.id) {
            Some(row) => row.archived = kept.archived,
            None => self.rows.insert(self.index_of(place(kept)), kept.clone()),
        }
    }

    fn is_at_top(&self) -> bool {
        self.page.before.number == 0 && self.top == 0
    }

    /// On which line in sight the selected job stands.
    fn line(&self) -> Option<usize> {
        self.selected_index()?.checked_sub(self.top)
    }

    /// After the rows have changed: at the top what is new is seen, elsewhere nothing moves.
    fn settle(&mut self, was_at_top: bool, line: Option<usize>) {
        if was_at_top && self.page.before.number == 0 {
            self.top = 0;
        } else if let (Some(index), Some(line)) = (self.selected_index(), line) {
            self.top = index.saturating_sub(line);
        }
        self.keep_in_sight();
    }

    /// Selects the row at an index, if there is one.
    pub(super) fn select(&mut self, index: usize) {
        self.selected = self.rows.get(index).map(place);
        let left = self.kept.take_if(|kept| self.selected != Some(place(kept)));
        if left.is_some() {
            let (at_top, line) = (self.is_at_top(), self.line());
            self.lay_out();
            self.settle(at_top, line);
        }
        self.keep_in_sight();
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
            Around::Top => self.page.before.number == 0,
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

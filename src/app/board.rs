//! The list: a window on the ledger, the selected job in it, and which rows are in sight.

use crate::job::{Around, JobId, Page, Query, Row, Span};

/// See the module.
#[derive(Debug, Default)]
pub struct Board {
    query: Query,
    page: Page,
    /// The rows as shown: those not yet durable, then the page's, an archived one kept while it is selected.
    rows: Vec<Row>,
    /// How many of the rows stand before the page's own.
    unrecorded: usize,
    selected: Option<JobId>,
    /// Index of the first row in sight.
    top: usize,
    height: usize,
    /// The ledger may have changed since the page was asked for.
    stale: bool,
    asked: bool,
    /// Where the next page is wanted, if not about the selected job.
    wanted: Option<Around>,
    loaded: bool,
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
        let id = self.selected?;
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
        let before = self.page.before + count(self.top);
        let total = (self.page.total + count(self.unrecorded)).max(before + count(self.in_sight().len()));
        (before + 1, before + count(self.in_sight().len()), total)
    }

    pub(super) fn set_height(&mut self, height: usize) {
        self.height = height;
        self.keep_in_sight();
    }

    /// The ledger changed, or may have.
    pub(super) fn is_stale(&mut self) {
        self.stale = true;
    }

    /// What to ask the ledger for now, if anything. At most one question is under way.
    pub(super) fn question(&mut self) -> Option<(Query, Span)> {
        if self.asked || !(self.stale || self.wanted.is_some() || self.is_near_an_edge()) {
            return None;
        }
        self.asked = true;
        self.stale = false;
        let about = self
            .selected
            .filter(|_| self.top > 0 || self.page.before > 0)
            .map(Around::Job);
        let around = self.wanted.or(about).unwrap_or(Around::Top);
        Some((
            self.query,
            Span {
                around,
                reach: Self::REACH,
            },
        ))
    }

    fn is_near_an_edge(&self) -> bool {
        let Some(index) = self.selected_index() else {
            return false;
        };
        let rows = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        let more_above = self.page.before > 0;
        let more_below = self.page.before + rows < self.page.total;
        (more_above && index < Self::MARGIN) || (more_below && index + Self::MARGIN >= self.rows.len())
    }

    /// The question could not be answered: the old rows stay, and it is asked again when something changes.
    pub(super) fn unanswered(&mut self) {
        self.asked = false;
        self.wanted = None;
    }

    /// A page has come. `unrecorded` are the jobs that are not in the ledger yet, newest first.
    pub(super) fn take(&mut self, page: Page, unrecorded: Vec<Row>) {
        self.asked = false;
        self.loaded = true;
        let was_selected = self.selected().cloned();
        let line = self.selected_index().map(|index| index.saturating_sub(self.top));
        let at_top = self.page.before == 0 && self.top == 0;
        let old_index = self.selected_index().unwrap_or_default();
        self.page = page;
        self.lay_out(unrecorded, was_selected);
        match self.wanted.take() {
            Some(Around::Top) => self.select(0),
            Some(Around::Bottom) => self.select(self.rows.len().saturating_sub(1)),
            Some(Around::Job(_)) | None => {}
        }
        if self.selected_index().is_none() {
            self.select(old_index.min(self.rows.len().saturating_sub(1)));
        }
        if let (Some(index), Some(line)) = (self.selected_index(), line) {
            self.top = if at_top && self.page.before == 0 {
                0
            } else {
                index.saturating_sub(line)
            };
        }
        self.keep_in_sight();
    }

    /// The jobs that are not in the ledger yet have changed.
    pub(super) fn set_unrecorded(&mut self, unrecorded: Vec<Row>) {
        let was_selected = self.selected().cloned();
        self.lay_out(unrecorded, was_selected);
        if self.selected_index().is_none() {
            self.select(0);
        }
        self.keep_in_sight();
    }

    fn lay_out(&mut self, unrecorded: Vec<Row>, was_selected: Option<Row>) {
        self.rows = if self.page.before == 0 { unrecorded } else { vec![] };
        self.rows
            .retain(|row| !self.page.rows.iter().any(|kept| kept.id == row.id));
        self.unrecorded = self.rows.len();
        self.rows.extend(self.page.rows.iter().cloned());
        // archived just now: it stays until the selection leaves it, so that the same key brings it back
        if let Some(row) = was_selected.filter(|row| row.archived != self.query.archived)
            && !self.rows.iter().any(|each| each.id == row.id)
        {
            let place = self
                .rows
                .partition_point(|each| (each.created_at, each.id) > (row.created_at, row.id));
            self.rows.insert(place, row);
        }
    }

    /// The selected job was archived or brought back.
    pub(super) fn mark_archived(&mut self, id: JobId, archived: bool) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == id) {
            row.archived = archived;
        }
    }

    /// Selects the row at an index, if there is one.
    pub(super) fn select(&mut self, index: usize) {
        self.selected = self.rows.get(index).map(|row| row.id);
        self.keep_in_sight();
    }

    /// Moves the selection by rows, down where positive.
    pub(super) fn move_by(&mut self, rows: isize) {
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
        let rows = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        let here = match to {
            Around::Top => self.page.before == 0,
            Around::Bottom => self.page.before + rows >= self.page.total,
            Around::Job(_) => false,
        };
        match to {
            Around::Top if here => self.select(0),
            Around::Bottom if here => self.select(self.rows.len().saturating_sub(1)),
            Around::Top | Around::Bottom | Around::Job(_) => self.wanted = Some(to),
        }
    }

    fn keep_in_sight(&mut self) {
        let height = self.height.max(1);
        let last_top = self.rows.len().saturating_sub(height);
        if let Some(index) = self.selected_index() {
            self.top = self.top.min(index).max((index + 1).saturating_sub(height));
        }
        self.top = self.top.min(last_top);
    }
}

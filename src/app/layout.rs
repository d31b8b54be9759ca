//! How the screen is laid out: what the drawing alone can know, and what follows from it for the form, the list and the details.

use super::App;
use super::action::Action;
use super::question::Overlay;
use crate::job::Field;

/// A rectangle of the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Area {
    /// Left edge.
    pub x: u16,
    /// Upper edge.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// The cell lies inside.
    pub fn contains(self, x: u16, y: u16) -> bool {
        (self.x..self.x.saturating_add(self.width)).contains(&x)
            && (self.y..self.y.saturating_add(self.height)).contains(&y)
    }
}

/// How the details stand to the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// In its place: one of the two is in sight.
    Narrow,
    /// Below it, while they are open.
    #[default]
    Medium,
    /// Beside it, always.
    Wide,
}

/// How the screen is laid out: what the drawing alone can know, told back when it changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Geometry {
    /// How the details stand to the list.
    pub layout: Layout,
    /// Too small for anything but a card that says so.
    pub tiny: bool,
    /// The whole form.
    pub form: Area,
    /// Fields in sight, each with its label and with what is wrong with it.
    pub places: Vec<(Field, Area)>,
    /// Of those, where their texts and values stand.
    pub fields: Vec<(Field, Area)>,
    /// The whole pane of the list.
    pub jobs: Area,
    /// The rows of the list.
    pub list: Area,
    /// The whole pane of the details.
    pub details: Area,
    /// The furthest the details can be scrolled.
    pub details_scroll: u16,
    /// The furthest the help can be scrolled.
    pub help_scroll: u16,
    /// The furthest what is asked can be scrolled.
    pub ask_scroll: u16,
    /// Where a choice is stepped: the field, forward or back, and the sign for it.
    pub steps: Vec<(Field, bool, Area)>,
    /// The keys that the footer names.
    pub keys: Vec<(Action, Area)>,
    /// Where a notice of more than one row lies over the panes.
    pub told: Area,
    /// The field of one line that lies over the panes, where one is typed into.
    pub entry: Area,
    /// The entries of the palette that are in sight.
    pub entries: Vec<(Action, Area)>,
}

impl Geometry {
    /// Of it, all from which it follows what the next frame looks like. The rest changes with what was drawn, and is no reason to draw
    /// it once more.
    pub(super) fn shape(&self) -> Self {
        Self {
            keys: vec![],
            entries: vec![],
            details_scroll: 0,
            told: Area::default(),
            ..self.clone()
        }
    }
}

impl App {
    /// The screen was laid out anew.
    pub(super) fn drawn(&mut self, geometry: Geometry) {
        for (field, area) in &geometry.fields {
            if let Some(text) = self.form.text_mut(*field) {
                text.resize(area.width, area.height);
            }
        }
        if let Some(field) = self.field_above() {
            field.resize(geometry.entry.width, geometry.entry.height);
        }
        self.board.set_height(usize::from(geometry.list.height));
        if !geometry.tiny {
            self.keep_details_open(geometry.layout);
        }
        if let Some(shown) = &mut self.shown {
            shown.scroll = shown.scroll.min(geometry.details_scroll);
        }
        if let Some(Overlay::Help { scroll, .. }) = &mut self.overlay {
            *scroll = (*scroll).min(geometry.help_scroll);
        }
        self.read_on = self.read_on.min(geometry.ask_scroll);
        self.geometry = geometry;
    }

    /// Rows of what is asked that were scrolled away.
    pub fn read_on(&self) -> u16 {
        self.read_on
    }

    /// How the screen was laid out last.
    pub fn geometry(&self) -> &Geometry {
        &self.geometry
    }
}

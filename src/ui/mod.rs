//! The drawing of the dashboard: the app and the time go in, cells come out. What each thing means is for `app`, what it is
//! called for `words`; here is only where it stands and how it looks.
//!
//! One file a part of the screen. Text reaches a cell through [`pen`](self) alone (and [`field`] for what is being edited), so
//! that nothing unsafe and nothing too wide ever does.

mod bulk;
mod columns;
mod details;
mod empty;
pub mod field;
mod footer;
mod form;
mod ghosts;
mod help;
mod jobs;
mod overlay;
mod palette;
mod pen;
mod settle;
mod sheet;
mod theme;
mod title;
mod track;
mod wrapped;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{App, Area, Focus, Geometry, Layout};
use crate::job::Now;
use pen::{Pen, row};
use theme::Tone;
pub use theme::{Borders, Depth, Looks, Theme};

/// Draws the app. It keeps nothing but what is costly to make twice.
pub struct View {
    looks: Looks,
    details: Option<wrapped::Wrapped>,
    ghosts: ghosts::Ghosts,
}

/// From this width on form and jobs stand side by side.
const MEDIUM: u16 = 100;
/// The form is never narrower beside the list: the longest name of a model is whole in it.
const FORM: u16 = 40;
/// From this width on the details stand beside them, always.
const WIDE: u16 = 160;
/// Columns and rows without which there is only a card.
const SMALLEST: (u16, u16) = (40, 10);
/// Rows of panes that are left to what lies over them, however long the notice below is.
const ASKING: u16 = 16;
/// Rows of panes without which the details take the place of the list.
const STACKED: u16 = 15;

impl View {
    /// A view that has drawn nothing yet.
    pub fn new(looks: impl Into<Looks>) -> Self {
        Self {
            looks: looks.into(),
            details: None,
            ghosts: ghosts::Ghosts::default(),
        }
    }

    /// Draws with another set of colours from now on.
    pub fn set_theme(&mut self, theme: Theme) {
        self.looks.theme = theme;
    }

    /// Draws one frame and tells how it is laid out; that belongs back to the app where it changed.
    pub fn draw(&mut self, app: &App, now: Now, frame: &mut Frame) -> Geometry {
        let geometry = self.lay_out(app, now, frame);
        self.ghosts.lay(frame.buffer_mut());
        geometry
    }

    fn lay_out(&mut self, app: &App, now: Now, frame: &mut Frame) -> Geometry {
        let area = frame.area();
        let mut pen = Pen {
            buf: frame.buffer_mut(),
            looks: self.looks,
        };
        pen.buf.set_style(area, self.looks.ground());
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            card(app, area, &mut pen);
            return Geometry {
                tiny: true,
                layout: Layout::Narrow,
                ..Geometry::default()
            };
        }
        let panes = Rect {
            y: area.y + 1,
            height: area.height - 3,
            ..area
        };
        title::draw(app, now, row(area, 0), &mut pen);
        footer::say(app, row(area, area.height - 2), &mut pen);
        let keys = footer::keys(app, row(area, area.height - 1), &mut pen);
        let places = Places::of(app, panes);
        let mut geometry = Geometry {
            layout: places.layout,
            keys: to_areas(keys),
            ..Geometry::default()
        };
        let mut cursor = None;
        if let Some(area) = places.form {
            let drawn = form::draw(app, area, &mut pen);
            geometry.form = to_area(area);
            geometry.places = to_areas(drawn.places);
            geometry.fields = to_areas(drawn.fields);
            let steps = drawn.steps.into_iter();
            geometry.steps = steps
                .map(|(field, forward, at)| (field, forward, to_area(at)))
                .collect();
            cursor = drawn.cursor;
        }
        if let Some(area) = places.jobs {
            let (list, at) = jobs::draw(app, now, area, &mut pen);
            geometry.jobs = to_area(area);
            geometry.list = to_area(list);
            cursor = cursor.or(at);
        }
        match places.details {
            Some(area) => {
                geometry.details = to_area(area);
                geometry.details_scroll = details::draw(app, now, area, &mut self.details, &mut pen);
            }
            None => self.details = None,
        }
        // a question keeps its rows, where the screen has no more than it needs
        let most = match app.overlay() {
            None => panes.height,
            Some(_) => panes.height.saturating_sub(ASKING).min(3) + 1,
        };
        let told = footer::notice(app, area.width, most);
        let free = panes.height.saturating_sub(pen::to_u16(told.len()).saturating_sub(1));
        geometry.told = to_area(Rect {
            y: panes.y + free,
            height: panes.height - free,
            ..panes
        });
        let over = overlay::draw(app, now, Rect { height: free, ..panes }, &mut pen);
        let above_keys = Rect {
            height: panes.height + 1,
            ..panes
        };
        footer::tell(&told, above_keys, &mut pen);
        geometry.help_scroll = over.help_scroll;
        geometry.ask_scroll = over.ask_scroll;
        geometry.entries = to_areas(over.entries);
        geometry.entry = over.typed.as_ref().map_or(Area::default(), |typed| to_area(typed.area));
        if let Some(at) = over
            .typed
            .and_then(|typed| typed.cursor)
            .or(cursor.filter(|_| app.overlay().is_none()))
        {
            frame.set_cursor_position(at);
        }
        geometry
    }
}

/// Where the panes stand.
struct Places {
    form: Option<Rect>,
    jobs: Option<Rect>,
    details: Option<Rect>,
    layout: Layout,
}

impl Places {
    fn of(app: &App, area: Rect) -> Self {
        let on_form = matches!(app.focus(), Focus::Field(_));
        let on_details = app.focus() == Focus::Details;
        if area.width < MEDIUM {
            return Self {
                form: on_form.then_some(area),
                jobs: (!on_form && !on_details).then_some(area),
                details: on_details.then_some(area),
                layout: Layout::Narrow,
            };
        }
        if area.width >= WIDE {
            let (form, rest) = split(area, percent(area.width, 23).clamp(FORM, 52));
            let (jobs, details) = split(rest, rest.width - percent(area.width, 29).clamp(46, 84));
            return Self {
                form: Some(form),
                jobs: Some(jobs),
                details: Some(details),
                layout: Layout::Wide,
            };
        }
        let (form, rest) = split(area, percent(area.width, 35).clamp(FORM, 60));
        let form = Some(form);
        if area.height < STACKED {
            return Self {
                form,
                jobs: (!on_details).then_some(rest),
                details: on_details.then_some(rest),
                layout: Layout::Narrow,
            };
        }
        let below = (area.height * 9 / 20).max(8);
        let (above, below) = (
            Rect {
                height: rest.height - below,
                ..rest
            },
            Rect {
                y: rest.bottom() - below,
                height: below,
                ..rest
            },
        );
        let open = app.shown().is_some();
        Self {
            form,
            jobs: Some(if open { above } else { rest }),
            details: open.then_some(below),
            layout: Layout::Medium,
        }
    }
}

/// An area in two, side by side: the left one has so many columns.
fn split(area: Rect, columns: u16) -> (Rect, Rect) {
    let left = Rect { width: columns, ..area };
    (left, pen::cut_left(area, columns))
}

fn percent(of: u16, hundredths: u32) -> u16 {
    u16::try_from(u32::from(of) * hundredths / 100).unwrap_or(u16::MAX)
}

/// All that fits a screen too small for anything else.
fn card(app: &App, area: Rect, pen: &mut Pen) {
    let lines = pen::rows(
        &app.with_keys(app.words().panes.too_small),
        area.width,
        usize::from(area.height.max(1)),
    );
    let from = area.height.saturating_sub(pen::to_u16(lines.len())) / 2;
    for (index, text) in (from..).zip(lines) {
        pen.centred(row(area, index), &pen::line(Tone::Text, text));
    }
}

fn to_area(rect: Rect) -> Area {
    Area {
        x: rect.x,
        y: rect.y,
        width: rect.width,
        height: rect.height,
    }
}

fn to_areas<T>(each: Vec<(T, Rect)>) -> Vec<(T, Area)> {
    each.into_iter().map(|(what, rect)| (what, to_area(rect))).collect()
}

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
mod theme;
mod title;
mod track;
mod wrapped;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{App, Area, Focus, Geometry};
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
const WIDE: u16 = 100;
/// Columns and rows without which there is only a card.
const SMALLEST: (u16, u16) = (40, 10);
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

    /// Draws with the next set of colours from now on.
    pub fn next_theme(&mut self) {
        self.looks.theme = self.looks.theme.next();
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
                narrow: true,
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
        footer::keys(app, row(area, area.height - 1), &mut pen);
        let places = Places::of(app, panes);
        let mut geometry = Geometry {
            narrow: places.one_at_a_time,
            ..Geometry::default()
        };
        let mut cursor = None;
        if let Some(area) = places.form {
            let drawn = form::draw(app, area, &mut pen);
            geometry.fields = drawn
                .fields
                .into_iter()
                .map(|(field, rect)| (field, to_area(rect)))
                .collect();
            cursor = drawn.cursor;
        }
        if let Some(area) = places.jobs {
            let (list, at) = jobs::draw(app, now, area, &mut pen);
            geometry.list = to_area(list);
            cursor = cursor.or(at);
        }
        match places.details {
            Some(area) => {
                let (text, furthest) = details::draw(app, now, area, &mut self.details, &mut pen);
                geometry.details = to_area(text);
                geometry.details_scroll = furthest;
            }
            None => self.details = None,
        }
        let (help_scroll, over) = overlay::draw(app, now, panes, &mut pen);
        geometry.help_scroll = help_scroll;
        if let Some(at) = over.or(cursor.filter(|_| app.overlay().is_none())) {
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
    /// List and details do not stand side by side.
    one_at_a_time: bool,
}

impl Places {
    fn of(app: &App, area: Rect) -> Self {
        let wide = area.width >= WIDE;
        let form = if wide {
            (area.width * 7 / 20).clamp(38, 60)
        } else {
            area.width
        };
        let at_left = Rect { width: form, ..area };
        let at_right = if wide { pen::cut_left(area, form) } else { area };
        let on_form = matches!(app.focus(), Focus::Field(_));
        let on_details = app.focus() == Focus::Details;
        let stacked = wide && area.height >= STACKED;
        let (jobs, details) = if stacked && app.shown().is_some() {
            let below = (area.height * 9 / 20).max(8);
            let jobs = Rect {
                height: area.height - below,
                ..at_right
            };
            (
                Some(jobs),
                Some(Rect {
                    y: jobs.bottom(),
                    height: below,
                    ..at_right
                }),
            )
        } else {
            (
                (!on_details && (wide || !on_form)).then_some(at_right),
                on_details.then_some(at_right),
            )
        };
        Self {
            form: (wide || on_form).then_some(at_left),
            jobs,
            details,
            one_at_a_time: !stacked,
        }
    }
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

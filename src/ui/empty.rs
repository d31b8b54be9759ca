//! What stands in the list while it has no rows: that the ledger is being read, that nothing matches the filter, that all
//! jobs are archived, or, where there are none at all, how to begin.

use ratatui::layout::Rect;

use super::pen::{Line, Pen, cells, cut_left, cut_right, line, row, rows, to_u16};
use super::theme::Tone;
use crate::app::{App, Mode};

/// The longest line that is read at a glance.
const READABLE: u16 = 64;

/// Draws it in the middle of the pane, what matters most first where there is no room for all.
pub(super) fn draw(app: &App, inner: Rect, pen: &mut Pen) {
    let inner = cut_left(cut_right(inner, 1), 1);
    let words = &app.words().panes;
    let filter = &app.board().query().filter;
    let cells_wide = inner.width.min(READABLE);
    let lines = if !app.board().is_loaded() {
        text(app, Tone::Quiet, words.reading, cells_wide)
    } else if filter.terms.is_empty() && app.board().page().counts.archived > 0 {
        text(app, Tone::Strong, words.all_archived, cells_wide)
    } else if filter.terms.is_empty() {
        first_steps(app, inner.height, cells_wide)
    } else {
        let mut lines = vec![line(Tone::Strong, (words.nothing_matches)(&filter.to_string())), vec![]];
        lines.extend(
            words
                .no_match
                .iter()
                .flat_map(|said| text(app, Tone::Quiet, said, cells_wide)),
        );
        lines
    };
    let wide = lines.iter().map(|line| cells(line)).max().unwrap_or_default();
    let left = cut_left(inner, inner.width.saturating_sub(wide) / 2);
    let from = inner.height.saturating_sub(to_u16(lines.len())) / 2;
    for (index, line) in (from..).zip(&lines) {
        pen.line(row(left, index), line);
    }
}

/// How to begin, what it costs, and where the keys are.
fn first_steps(app: &App, height: u16, cells_wide: u16) -> Vec<Line> {
    let words = &app.words().panes;
    let title = text(app, Tone::Strong, words.no_jobs, cells_wide);
    let money = match app.settings().mode {
        Mode::Sandbox => text(app, Tone::Sandbox, words.free_here, cells_wide),
        Mode::Live(_) => text(app, Tone::Caution, words.charged_here, cells_wide),
    };
    let steps = (1..).zip(words.first_steps).flat_map(|(number, step)| {
        let step = rows(&app.with_keys(step), cells_wide.saturating_sub(3), 4);
        let numbers = std::iter::once(format!("{number}  ")).chain(std::iter::repeat("   ".to_owned()));
        numbers
            .zip(step)
            .map(|(number, text)| vec![(Tone::Key, number), (Tone::Text, text)])
            .collect::<Vec<_>>()
    });
    let steps: Vec<_> = steps.collect();
    let mut keys = text(app, Tone::Quiet, words.find_keys, cells_wide);
    if app.settings().mode == Mode::Sandbox {
        // the title has no room for it on a narrow screen
        keys.extend(text(app, Tone::Quiet, words.go_live, cells_wide));
    }
    let airy = [title.clone(), steps.clone(), money.clone(), keys.clone()].join(&vec![]);
    if airy.len() <= usize::from(height) {
        return airy;
    }
    [title, steps, money, keys].concat()
}

fn text(app: &App, tone: Tone, said: &str, cells_wide: u16) -> Vec<Line> {
    let said = rows(&app.with_keys(said), cells_wide, 4);
    said.into_iter().map(|text| line(tone, text)).collect()
}

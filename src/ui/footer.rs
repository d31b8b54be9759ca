//! The two lines at the bottom: what just happened or what a send would do, and the keys that work now.

use ratatui::layout::Rect;

use super::pen::{Line, Pen, cells, cut_left, cut_right, line};
use super::theme::Tone;
use crate::app::action::{Action, Context};
use crate::app::keymap::name;
use crate::app::{App, Bulk, Hindrance, Layout, Overlay, Weight};
use crate::job::Source;

/// The actions of the footer, the most wanted first; the last of them go where there is no room. Help and quit stand at the end
/// of the line and stay.
const WANTED: [Action; 35] = [
    Action::Send,
    Action::Pay,
    Action::Yes,
    Action::No,
    Action::KeepFilter,
    Action::Choose,
    Action::EditOutside,
    Action::Settle,
    Action::Adopt,
    Action::NotCreated,
    Action::SendAgain,
    Action::CopyNote,
    Action::Open,
    Action::Cancel,
    Action::Details,
    Action::NewJob,
    Action::Filter,
    Action::SearchHelp,
    Action::Palette,
    Action::Mark,
    Action::EditAgain,
    Action::RunAgain,
    Action::Look,
    Action::Pause,
    Action::Archive,
    Action::Sort,
    Action::Next,
    Action::Back,
    Action::SelectAll,
    Action::MarkAll,
    Action::Reverse,
    Action::CopyUrl,
    Action::CopyId,
    Action::PageDown,
    Action::PageUp,
];

/// So many keys that work stand before the reasons why others do not.
const BEFORE_REASONS: usize = 3;

/// These stay at the end of the line.
const LAST: [Action; 3] = [Action::Help, Action::Quit, Action::QuitNow];

/// Draws the line that says what just happened, or else what a send would do.
pub(super) fn say(app: &App, area: Rect, pen: &mut Pen) {
    let area = cut_right(cut_left(area, 1), 1);
    let line = app.notice().map_or_else(
        || app.bulk().map_or_else(|| plan(app), |bulk| progress(app, bulk)),
        |notice| match notice.weight {
            Weight::Plain => line(Tone::Strong, notice.text.as_str()),
            Weight::Warning => line(Tone::Caution, format!("! {}", notice.text)),
        },
    );
    pen.line(area, &line);
}

/// What is being done to many jobs, how far it is, and how it is stopped.
fn progress(app: &App, bulk: &Bulk) -> Line {
    let words = &app.words().bulk;
    let outcomes = bulk.outcomes();
    let progress = (words.progress)(bulk.work().name(words), outcomes.all(), bulk.total());
    let mut out = line(Tone::Strong, progress);
    let stops = match (bulk.is_stopped(), app.context()) {
        (true, _) => words.stopping,
        (false, Context::Board) => words.stop,
        (false, _) => "",
    };
    for text in [outcomes.told(bulk.work(), words), app.with_keys(stops).into_owned()] {
        if !text.is_empty() {
            out.push((Tone::Text, format!(" · {text}")));
        }
    }
    out
}

fn plan(app: &App) -> Line {
    let (words, form) = (app.words(), app.form());
    if let Some((field, problem)) = form.first_refusal() {
        let why = format!(
            "{} · {}: {}",
            words.panes.not_sendable,
            (words.field)(field),
            (words.problem)(problem)
        );
        return line(Tone::Quiet, why);
    }
    let mut out = line(
        Tone::Text,
        (words.panes.plan)(form.media_count(), form.duration(), form.resolution()),
    );
    out.push(match form.estimate(app.catalogue()) {
        Some(credits) => (Tone::Strong, format!(", {}", (words.panes.about_credits)(credits))),
        None => (Tone::Text, format!(", {}", words.panes.price_unknown)),
    });
    if app.catalogue().source == Source::BuiltIn {
        out.push((Tone::Quiet, format!(" · {}", words.panes.built_in_models)));
    }
    out
}

/// Draws the keys that work now; tells where each of them stands.
pub(super) fn keys(app: &App, area: Rect, pen: &mut Pen) -> Vec<(Action, Rect)> {
    let area = cut_right(cut_left(area, 1), 1);
    let context = app.context();
    let entry = |action: Action| {
        let mut rows = app.settings().keys.rows();
        let (row, key) = rows.find_map(|(row, keys)| {
            let here = row.action == action && row.contexts.contains(&context);
            keys.first().filter(|_| here).map(|key| (row, name(*key)))
        })?;
        let brief = brief_now(app, action).unwrap_or((row.words)(app.words()).brief);
        let why = app.hindrance(action);
        Some(match why {
            None => (true, vec![(Tone::Key, key), (Tone::Quiet, format!(" {brief}"))]),
            Some(why) => {
                let why = why.told(&app.words().why_not);
                (false, line(Tone::Quiet, format!("{key}: {why}")))
            }
        })
        .filter(|_| why.map_or_else(|| has_something_to_do(app, action), |why| is_suggested(action, why)))
    };
    let last: Vec<_> = LAST
        .into_iter()
        .filter(|action| stays(app, *action, context))
        .filter_map(|action| Some((action, entry(action)?.1)))
        .collect();
    let mut room = area
        .width
        .saturating_sub(last.iter().map(|(_, entry)| cells(entry) + 2).sum());
    let wanted = WANTED.into_iter().filter_map(|action| Some((action, entry(action)?)));
    let (works, reasons): (Vec<_>, Vec<_>) = wanted.partition(|(_, (works, _))| *works);
    let (first, others) = works.split_at(works.len().min(BEFORE_REASONS));
    let mut entries = vec![];
    for (action, (_, entry)) in first.iter().chain(&reasons).chain(others) {
        let Some(left) = room.checked_sub(cells(entry)) else {
            break;
        };
        room = left.saturating_sub(2);
        entries.push((action, entry));
    }
    let (mut rest, mut drawn) = (area, vec![]);
    for (action, entry) in entries
        .into_iter()
        .chain(last.iter().map(|(action, entry)| (action, entry)))
    {
        let used = pen.line(rest, entry);
        drawn.push((*action, Rect { width: used, ..rest }));
        rest = cut_left(rest, used + 2);
    }
    drawn
}

/// What a key is called where it does something else than its name says.
fn brief_now(app: &App, action: Action) -> Option<&'static str> {
    let words = &app.words().keys;
    let in_help = matches!(app.overlay(), Some(Overlay::Help { .. }));
    match action {
        Action::Pause if app.engine().queue_is_paused() => Some(words.resume),
        Action::Choose if in_help => Some(words.keep_search),
        Action::Details if !app.details_are_open() => None,
        Action::Details if app.geometry().layout == Layout::Wide => Some(words.leave_details),
        Action::Details => Some(words.close_details),
        _ => None,
    }
}

/// Of the ways to quit one is enough: `q` only where it quits at once. The help does not open over anything.
fn stays(app: &App, action: Action, context: Context) -> bool {
    let q_quits = context == Context::Board && !app.has_something_to_close();
    match action {
        Action::Quit => q_quits,
        Action::QuitNow => !q_quits,
        _ => app.overlay().is_none(),
    }
}

/// The selected job suggests it, so it is worth a word that it does not work yet.
fn is_suggested(action: Action, why: Hindrance) -> bool {
    matches!(
        (action, why),
        (Action::Open, Hindrance::NoVideoYet)
            | (Action::Cancel, Hindrance::SettleFirst | Hindrance::AllEnded)
            | (Action::RunAgain, Hindrance::TooManyMarked)
    )
}

/// There is more than fits.
fn has_something_to_do(app: &App, action: Action) -> bool {
    !matches!(action, Action::PageDown | Action::PageUp) || app.geometry().help_scroll > 0
}

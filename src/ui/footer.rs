//! The two lines at the bottom: what just happened or what a send would do, and the keys that work now.

use ratatui::layout::Rect;

use super::pen::{Line, Pen, cells, cut_left, cut_right, line, row, rows, to_u16};
use super::theme::Tone;
use crate::app::action::{Action, Context};
use crate::app::keymap::name;
use crate::app::{App, Bulk, Focus, Hindrance, Layout, Overlay, Weight};
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

/// Draws the line that says what a send would do, or how far work on many jobs is, while nothing has just happened.
pub(super) fn say(app: &App, area: Rect, pen: &mut Pen) {
    let area = cut_right(cut_left(area, 1), 1);
    if app.notice().is_some() {
        return;
    }
    match (app.bulk(), app.overlay()) {
        (Some(bulk), _) => pen.line(area, &progress(app, bulk)),
        // under a question it would be taken for what is asked
        (None, Some(Overlay::Question(_) | Overlay::Settling(_))) => 0,
        (None, _) => pen.line(area, &plan(app, area.width)),
    };
}

/// What just happened, in as many rows as it takes of at most so many.
pub(super) fn notice(app: &App, wide: u16, most: u16) -> Vec<Line> {
    let Some(notice) = app.notice() else { return vec![] };
    // what went as wished is no reason to cover much: it may be an address without end
    let (tone, sign, rows_at_most) = match notice.weight {
        Weight::Plain => (Tone::Strong, "", 3),
        Weight::Warning | Weight::Money => (Tone::Caution, "! ", 8),
    };
    let said = rows(
        &notice.text,
        wide.saturating_sub(2 + to_u16(sign.len())),
        usize::from(most.min(rows_at_most)),
    );
    let signs = std::iter::once(sign).chain(std::iter::repeat(if sign.is_empty() { "" } else { "  " }));
    let lines = signs.zip(said).map(|(sign, text)| line(tone, format!("{sign}{text}")));
    lines.collect()
}

/// Draws it so that it ends in the last row of an area, over whatever is above that.
pub(super) fn tell(lines: &[Line], area: Rect, pen: &mut Pen) {
    let height = to_u16(lines.len()).min(area.height);
    let place = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    pen.clear(place);
    for (index, line) in (0..height).zip(lines) {
        pen.line(cut_right(cut_left(row(place, index), 1), 1), line);
    }
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

/// What a send would do, in so many cells. Its price is said last and goes last: the parts before it make room for it.
fn plan(app: &App, wide: u16) -> Line {
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
    let plan = (words.panes.plan)(form.media_count(), form.duration(), form.resolution());
    let price = match form.estimate(app.catalogue()) {
        Some(credits) => (Tone::Strong, (words.panes.about_credits)(credits)),
        None => (Tone::Text, words.panes.price_unknown.to_owned()),
    };
    let note = (app.catalogue().source == Source::BuiltIn)
        .then(|| (Tone::Quiet, format!(" · {}", words.panes.built_in_models)));
    let mut parts: Vec<_> = plan.split(", ").collect();
    loop {
        let mut out: Line = parts.iter().map(|part| (Tone::Text, format!("{part}, "))).collect();
        out.push(price.clone());
        let with_note: Line = out.iter().cloned().chain(note.clone()).collect();
        if cells(&with_note) <= wide {
            return with_note;
        }
        if cells(&out) <= wide || parts.is_empty() {
            return out;
        }
        parts.remove(0);
    }
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
    let choice = change_choice(app);
    let taken = cells(&choice) + if choice.is_empty() { 0 } else { 2 };
    let mut room = area
        .width
        .saturating_sub(taken)
        .saturating_sub(last.iter().map(|(_, entry)| cells(entry) + 2).sum());
    let first = first_now(app);
    let others = WANTED.into_iter().filter(|action| !first.contains(action));
    let wanted = first
        .iter()
        .copied()
        .chain(others)
        .filter_map(|action| Some((action, entry(action)?)));
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
    let used = pen.line(rest, &choice);
    if used > 0 {
        rest = cut_left(rest, used + 2);
    }
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

/// What stands first, whatever else there is room for: the way out of details or of a form that take the place of the list, and the
/// way on for a paused queue.
fn first_now(app: &App) -> Vec<Action> {
    let form = is_form_alone(app);
    let alone = form || (app.geometry().layout == Layout::Narrow && app.details_are_open());
    let paused = app.engine().queue_is_paused() && !app.ledger_is_damaged();
    let first = [(form, Action::Send), (alone, Action::Back), (paused, Action::Pause)].into_iter();
    first
        .filter(|(stands, _)| *stands && app.overlay().is_none())
        .map(|(_, action)| action)
        .collect()
}

/// The form takes the place of the list.
fn is_form_alone(app: &App) -> bool {
    app.geometry().layout == Layout::Narrow && app.context() == Context::Form
}

/// The keys that change the focused choice: they are no actions.
fn change_choice(app: &App) -> Line {
    match app.focus() {
        Focus::Field(field) if app.context() == Context::Form && field.is_choice() => vec![
            (Tone::Key, "← →".to_owned()),
            (Tone::Quiet, format!(" {}", app.words().panes.change_choice)),
        ],
        Focus::Field(_) | Focus::Jobs | Focus::Filter | Focus::Details => vec![],
    }
}

/// What a key is called where it does something else than its name says.
fn brief_now(app: &App, action: Action) -> Option<&'static str> {
    let words = &app.words().keys;
    let in_help = matches!(app.overlay(), Some(Overlay::Help { .. }));
    match action {
        Action::Pause if app.engine().queue_is_paused() => Some(words.resume),
        Action::Choose if in_help => Some(words.keep_search),
        Action::Back if is_form_alone(app) => Some(words.to_list),
        Action::Back if matches!(app.overlay(), Some(Overlay::Question(asked)) if asked.pays()) => Some(words.no.brief),
        Action::Details if !app.details_are_open() => None,
        Action::Details if app.geometry().layout == Layout::Wide => Some(words.to_list),
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
    let further = app.geometry().help_scroll.max(app.geometry().ask_scroll);
    !matches!(action, Action::PageDown | Action::PageUp) || further > 0
}

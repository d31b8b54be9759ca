//! All about the selected job. What follows the clock is made here for each frame; what is long is wrapped once, in [`Wrapped`],
//! and kept until the job or the width changes.

use std::time::Duration;

use ratatui::layout::Rect;

use super::pen::{Line, Pen, cells, cut_left, cut_right, full_rows, line, row, rows, to_u16};
use super::sheet;
use super::theme::{Borders, Tone, sign, tone};
use super::wrapped::{TEXT_ROWS, Wrapped, label_piece};
use crate::app::{App, Focus};
use crate::job::{Details, Job, Now, Row, Status};
use crate::words::clock;
use crate::words::duration::whole_seconds;

/// Draws the pane; tells how far it can be scrolled.
pub(super) fn draw(app: &App, now: Now, area: Rect, kept: &mut Option<Wrapped>, pen: &mut Pen) -> u16 {
    let selected = app.board().selected();
    let id = selected
        .and_then(|row| row.remote_id.as_ref())
        .map_or("", |id| id.as_str());
    let inner = pen.pane(area, app.words().panes.details, id, app.focus() == Focus::Details);
    let text = cut_right(cut_left(inner, 1), 1);
    let borders = pen.looks.borders;
    let details = app.shown().and_then(|shown| shown.details.as_deref());
    let details = details.filter(|details| selected.is_none_or(|row| row.id == details.job.id));
    let (above, below) = match (details, selected) {
        (Some(details), _) => {
            let fresh = |kept: &Wrapped| kept.fits(app, details, text.width);
            if !kept.as_ref().is_some_and(fresh) {
                *kept = Some(Wrapped::new(app, details, text.width));
            }
            (
                state(app, &details.job, now, text.width, borders),
                times(app, details, now, text.width, borders),
            )
        }
        (None, Some(row)) => (brief_look(app, row, text.width, borders), vec![]),
        (None, None) => (vec![line(Tone::Quiet, app.words().panes.details_of_none)], vec![]),
    };
    let wrapped = kept.as_ref().filter(|_| details.is_some());
    let (body, answers) = wrapped.map_or((&[][..], &[][..]), |kept| (&kept.body[..], &kept.answers[..]));
    let furthest = to_u16(above.len() + body.len() + below.len() + answers.len()).saturating_sub(text.height);
    let scroll = app.shown().map_or(0, |shown| shown.scroll.min(furthest));
    let all = above
        .iter()
        .chain(body)
        .chain(&below)
        .chain(answers)
        .skip(usize::from(scroll));
    for (index, line) in (0..text.height).zip(all) {
        pen.line(row(text, index), line);
    }
    sheet::rest(app, area, scroll, furthest, pen);
    furthest
}

/// What the list knows of a job whose details are not read yet.
fn brief_look(app: &App, row: &crate::job::Row, width: u16, borders: Borders) -> Vec<Line> {
    let seconds = (app.words().panes.seconds)(row.duration);
    let options = [&row.model, &row.aspect_ratio, &seconds, &row.resolution]
        .map(String::as_str)
        .join(" · ");
    let mut out = heading(app, (&row.status, row.archived), &options, width, borders);
    out.push(vec![]);
    out.extend(
        rows(&row.prompt, width, TEXT_ROWS)
            .into_iter()
            .map(|text| line(Tone::Text, text)),
    );
    out
}

/// The state at the left, what was asked for at the right, or below it where there is no room.
fn heading(app: &App, (status, archived): (&Status, bool), options: &str, width: u16, borders: Borders) -> Vec<Line> {
    let mut first = line(
        tone(status),
        format!("{} {}", sign(status, borders), (app.words().status)(status)),
    );
    if archived {
        first.push((Tone::Quiet, format!(" · {}", app.words().panes.detail.archived)));
    }
    let wide = cells(&line(Tone::Quiet, options));
    match width.checked_sub(cells(&first) + wide) {
        Some(gap) if gap > 1 => {
            first.push((Tone::Text, " ".repeat(usize::from(gap))));
            first.push((Tone::Quiet, options.to_owned()));
            vec![first]
        }
        Some(_) | None => std::iter::once(first).chain(quiet(options, width)).collect(),
    }
}

/// A few words about the state, whole.
fn quiet(text: &str, width: u16) -> impl Iterator<Item = Line> {
    rows(text, width, 3).into_iter().map(|text| line(Tone::Quiet, text))
}

/// The state, how old the link is, when the job was seen and when it is looked at next.
fn state(app: &App, job: &Job, now: Now, width: u16, borders: Borders) -> Vec<Line> {
    let (words, time) = (&app.words().panes.detail, app.words().time);
    let seconds = (app.words().panes.seconds)(job.request.duration);
    let request = &job.request;
    let options = [&request.model, &request.aspect_ratio, &seconds, &request.resolution]
        .map(String::as_str)
        .join(" · ");
    let mut out = heading(app, (&job.status, job.archived), &options, width, borders);
    if let Some(video) = &job.video {
        let age = now.since(video.told_at);
        // seconds would want a redraw each second for something that nobody watches
        let told = if age < Duration::from_secs(60) {
            words.link_fresh.to_owned()
        } else {
            (words.link_age)(&time(age))
        };
        out.extend(quiet(&told, width));
    }
    out.extend(waits(app, job, now, width));
    out.extend(stretches(app, job, now).iter().flat_map(|text| quiet(text, width)));
    let Some(watch) = app.engine().watch(job.id).filter(|_| job.status.is_live()) else {
        out.push(vec![]);
        return out;
    };
    let seen = watch
        .seen_at
        .map(|at| now.steady.saturating_sub(at))
        .or_else(|| job.seen_at.map(|at| now.since(at)));
    let next = match watch.due.and_then(|due| due.checked_sub(now.steady)) {
        _ if !app.engine().is_holder() => None,
        Some(wait) if wait >= Duration::from_secs(1) => Some((words.next_look)(&time(wait))),
        None if watch.is_given_up() => Some(app.with_keys(words.given_up).into_owned()),
        Some(_) | None => Some(words.looking.to_owned()),
    };
    let seen = seen.map(|age| (words.seen_ago)(&time(age)));
    let text = [seen, next].into_iter().flatten().collect::<Vec<_>>().join(", ");
    out.extend(quiet(&text, width));
    if let Some(missed) = &watch.missed {
        let said = rows(&(words.missed)(&app.said(missed)), width, 3);
        out.extend(said.into_iter().map(|text| line(Tone::Caution, text)));
    }
    out.push(vec![]);
    out
}

/// Why a job of our own queue is not sent yet.
fn waits(app: &App, job: &Job, now: Now, width: u16) -> Vec<Line> {
    if job.status != Status::Waiting {
        return vec![];
    }
    let (words, engine) = (&app.words().panes.detail.waits, app.engine());
    let (there, most) = (engine.in_flight(), app.settings().engine.in_flight);
    let why = if !engine.is_holder() {
        words.another_window.to_owned()
    } else if engine.sends_nothing() {
        words.sends_nothing.to_owned()
    } else if engine.queue_is_paused() {
        app.with_keys(words.paused).into_owned()
    } else if let Some(rest) = engine.slowed_for(now) {
        (words.slowed)(whole_seconds(rest))
    } else if there >= most {
        (words.room)(there, most)
    } else {
        words.turn.to_owned()
    };
    let rows = rows(&why, width, 3).into_iter();
    rows.map(|text| line(Tone::Caution, text)).collect()
}

/// How long it was queued at the service, how long it has been running, and how long others take.
fn stretches(app: &App, job: &Job, now: Now) -> Vec<String> {
    let (words, time) = (&app.words().panes.detail, app.words().time);
    let row = Row::of(job);
    let Some(accepted) = row.accepted_at.filter(|_| !job.seen_late) else {
        return vec![];
    };
    let queued = job.started_at.map_or_else(
        || now.since(accepted),
        |started| Duration::try_from(started.duration_since(accepted)).unwrap_or_default(),
    );
    let until = row.ended_at.filter(|_| job.status.is_end());
    let running = job.started_at.map(|started| {
        let ran = until.map(|ended| Duration::try_from(ended.duration_since(started)).unwrap_or_default());
        time(ran.unwrap_or_else(|| now.since(started)))
    });
    let stretches = match (running, until) {
        (Some(running), Some(_)) => (words.ran)(&time(queued), &running),
        (Some(running), None) => (words.runs)(&time(queued), &running),
        // never seen running: what there is to say stands in the timeline
        (None, Some(_)) => return vec![],
        (None, None) => (words.queues)(&time(queued)),
    };
    let usual = app.usual(&row).filter(|_| job.status.is_live());
    let usual = usual.map(|usual| (words.usually)(usual.low, usual.high, usual.seen));
    std::iter::once(stretches).chain(usual).collect()
}

/// The timeline and the intents: all that is said in times.
fn times(app: &App, details: &Details, now: Now, width: u16, borders: Borders) -> Vec<Line> {
    let words = app.words();
    let job = &details.job;
    let at = |at| clock(at, now.wall, &app.settings().zone);
    let mut out = vec![];
    for (index, step) in job.steps.iter().enumerate() {
        let label = if index == 0 { words.panes.detail.timeline } else { "" };
        let state = format!("{} {}", sign(&step.status, borders), (words.status)(&step.status));
        out.push(vec![
            label_piece(label),
            (Tone::Text, format!("{}  ", at(step.at))),
            (tone(&step.status), state),
        ]);
    }
    for (index, intent) in details.intents.iter().enumerate() {
        let label = if index == 0 { words.panes.detail.intent } else { "" };
        let mut said = vec![label_piece(label), (Tone::Text, format!("{}  ", at(intent.at)))];
        let token = intent.token.to_string();
        if usize::from(width) >= usize::from(cells(&said)) + token.len() {
            said.push((Tone::Quiet, token));
            out.push(said);
            continue;
        }
        // the service's support searches for it, so it is shown whole
        out.push(said);
        let beside = width.saturating_sub(cells(&[label_piece("")]));
        let rows = full_rows(&token, beside).into_iter();
        out.extend(rows.map(|part| vec![label_piece(""), (Tone::Quiet, part)]));
    }
    out
}

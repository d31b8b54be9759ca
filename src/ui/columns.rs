//! The columns of the list: one table that the heading, the rows and narrow screens follow.

use super::pen::to_u16;
use super::theme::{Borders, Tone, sign, tone};
use crate::app::{App, Outlook};
use crate::job::{FailureKind, Now, Row, Sort, Status, short_name};
use crate::words::duration::amount;
use crate::words::{Columns, width::width};

/// One column.
pub(super) struct Column {
    /// Its title.
    pub(super) title: fn(&Columns) -> &'static str,
    /// The order that goes by it.
    pub(super) sort: Option<Sort>,
    /// How much room it has.
    pub(super) room: Room,
    /// The higher, the longer it stays when the list becomes narrow.
    priority: u8,
    /// What it shows of a job.
    pub(super) cell: fn(&App, &Row, Now, Borders) -> (Tone, String),
}

/// The room of a column, in cells.
#[derive(Clone, Copy)]
pub(super) enum Room {
    /// So many, from the left.
    Left(u16),
    /// The same, and up to so many where there is room to spare.
    Wide(u16, u16),
    /// So many, numbers that end at the right.
    Right(u16),
    /// What the others leave.
    Rest,
}

/// The highest priority: a column that never goes.
const ALWAYS: u8 = u8::MAX;

/// Every column, from the left.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        title: |words| words.state,
        sort: Some(Sort::State),
        room: Room::Left(12),
        priority: ALWAYS,
        cell: state,
    },
    Column {
        title: |words| words.age,
        sort: Some(Sort::Created),
        room: Room::Right(6),
        priority: ALWAYS,
        cell: age,
    },
    Column {
        title: |words| words.eta,
        sort: Some(Sort::Running),
        room: Room::Wide(BAR, 17),
        priority: 90,
        cell: eta,
    },
    Column {
        title: |words| words.model,
        sort: Some(Sort::Model),
        room: Room::Left(6),
        priority: 85,
        cell: model,
    },
    Column {
        title: |words| words.ratio,
        sort: None,
        room: Room::Left(5),
        priority: 70,
        cell: |_, row, _, _| plain(&row.aspect_ratio),
    },
    Column {
        title: |words| words.length,
        sort: None,
        room: Room::Right(4),
        priority: 60,
        cell: length,
    },
    Column {
        title: |words| words.resolution,
        sort: None,
        room: Room::Left(5),
        priority: 50,
        cell: |_, row, _, _| plain(&row.resolution),
    },
    Column {
        title: |words| words.credits,
        sort: Some(Sort::Credits),
        room: Room::Right(5),
        priority: 80,
        cell: credits,
    },
    Column {
        title: |words| words.prompt,
        sort: None,
        room: Room::Rest,
        priority: ALWAYS,
        cell: |_, row, _, _| plain(&row.prompt),
    },
    Column {
        title: |words| words.id,
        sort: None,
        room: Room::Left(20),
        priority: 10,
        cell: request_id,
    },
];

/// A bar with a time of minutes beside it.
const BAR: u16 = 14;
/// What a prompt needs to be told from others.
const PROMPT: u16 = 22;
/// The least of it, beside what matters more.
const SHORT_PROMPT: u16 = 16;
/// Between two columns.
const GAP: u16 = 1;

impl Column {
    /// What it takes of the row's width, whatever the width.
    fn fixed(&self) -> u16 {
        match self.room {
            Room::Left(cells) | Room::Wide(cells, _) | Room::Right(cells) => cells + GAP,
            Room::Rest => 0,
        }
    }

    /// What it takes beyond that where there is so much.
    fn spare(&self, cells: u16) -> u16 {
        match self.room {
            Room::Wide(least, most) => (most - least).min(cells),
            Room::Left(_) | Room::Right(_) | Room::Rest => 0,
        }
    }

    /// How much must be left for the rest so that this one may stay: nothing but what matters makes a prompt short.
    fn leaves(&self) -> u16 {
        if self.priority >= 80 { SHORT_PROMPT } else { PROMPT }
    }
}

/// The columns that fit, each with its distance from the left edge and its width.
pub(super) fn fitting(cells: u16) -> Vec<(&'static Column, u16, u16)> {
    let mut kept: Vec<_> = COLUMNS.iter().collect();
    let fixed = |kept: &[&Column]| kept.iter().map(|column| column.fixed()).sum::<u16>();
    while let Some(index) = (0..kept.len()).min_by_key(|&index| kept[index].priority)
        && kept[index].priority < ALWAYS
        && fixed(&kept) + kept[index].leaves() > cells
    {
        kept.remove(index);
    }
    let mut rest = cells.saturating_sub(fixed(&kept));
    let mut spare = rest.saturating_sub(SHORT_PROMPT);
    let mut at = 0;
    let mut out = vec![];
    for column in kept {
        let wide = match column.room {
            Room::Left(cells) | Room::Right(cells) => cells,
            Room::Wide(cells, _) => {
                let more = column.spare(spare);
                spare -= more;
                rest -= more;
                cells + more
            }
            Room::Rest => rest,
        };
        out.push((column, at, wide.min(cells.saturating_sub(at))));
        at += wide + GAP;
    }
    out
}

fn plain(text: &str) -> (Tone, String) {
    (Tone::Text, text.to_owned())
}

fn state(app: &App, row: &Row, _: Now, borders: Borders) -> (Tone, String) {
    (
        tone(&row.status),
        format!("{} {}", sign(&row.status, borders), (app.words().status)(&row.status)),
    )
}

fn age(app: &App, row: &Row, now: Now, _: Borders) -> (Tone, String) {
    (Tone::Text, (app.words().age)(now.since(row.created_at)))
}

/// What the person should know of it beyond its state, in a few words; where there is nothing, how far it is.
fn eta(app: &App, row: &Row, now: Now, borders: Borders) -> (Tone, String) {
    let words = app.words();
    let watch = app.engine().watch(row.id);
    if row.archived {
        return (Tone::Quiet, words.panes.detail.archived.to_owned());
    }
    if let Some(missed) = watch.and_then(|watch| watch.missed.as_deref()) {
        let seen = watch
            .and_then(|watch| watch.seen_at)
            .map(|at| now.steady.saturating_sub(at));
        let seen = seen.or_else(|| row.seen_at.map(|at| now.since(at)));
        let text = seen.map_or_else(
            || (words.failure_name)(missed.kind).to_owned(),
            |age| (words.panes.detail.seen_ago)(&(words.time)(age)),
        );
        return (Tone::Caution, text);
    }
    let outlook = app.outlook(row, now);
    if outlook == Some(Outlook::Stuck) {
        return (Tone::Caution, app.with_keys(words.panes.stuck).into_owned());
    }
    if row.status == Status::Unknown {
        return (Tone::Caution, words.panes.may_be_charged.to_owned());
    }
    if app.engine().is_holder() && watch.is_some_and(crate::engine::Watch::is_given_up) {
        return (Tone::Caution, words.panes.not_watched.to_owned());
    }
    match row.failure {
        None if row.is_withdrawn() => (Tone::Quiet, words.panes.withdrawn.to_owned()),
        // its name would say no more than its state does
        Some(FailureKind::Job) if !row.status.is_live() => {
            (tone(&row.status), words.panes.reason_in_details.to_owned())
        }
        Some(kind) if !row.status.is_live() => (tone(&row.status), (words.failure_name)(kind).to_owned()),
        Some(_) | None => match (outlook, row.running) {
            (Some(Outlook::Usual { done, left }), _) => {
                // past the time in which most of its kind were done, however long the slowest took
                let done = if left.is_none() { FULL } else { done };
                let left = left.map_or_else(|| words.panes.soon.to_owned(), words.age);
                (Tone::Moving, format!("{} {left}", bar(done, borders)))
            }
            (Some(Outlook::Late), _) => (Tone::Caution, words.panes.longer_than_usual.to_owned()),
            (Some(Outlook::Stuck) | None, Some(running)) => {
                let said = if row.status == Status::Cancelled {
                    words.panes.ended_after
                } else {
                    words.panes.took
                };
                (Tone::Quiet, said(&(words.time)(running)))
            }
            (Some(Outlook::Stuck) | None, None) => (Tone::Quiet, String::new()),
        },
    }
}

/// All of a bar.
const FULL: u16 = 1000;

/// So many thousandths as a bar.
fn bar(done: u16, borders: Borders) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    const CELLS: usize = 8;
    let filled = usize::from(done.min(FULL)) * CELLS * 8 / usize::from(FULL);
    let (full, part) = (filled / 8, EIGHTHS[filled % 8]);
    if borders == Borders::Ascii {
        return format!("[{}{}]", "#".repeat(full), " ".repeat(CELLS - full));
    }
    let empty = CELLS - full - usize::from(!part.is_empty());
    format!("▕{}{part}{}▏", "█".repeat(full), " ".repeat(empty))
}

fn model(_: &App, row: &Row, _: Now, _: Borders) -> (Tone, String) {
    plain(short_name(&row.model))
}

fn length(app: &App, row: &Row, _: Now, _: Borders) -> (Tone, String) {
    (Tone::Text, (app.words().panes.seconds)(row.duration))
}

fn credits(_: &App, row: &Row, _: Now, _: Borders) -> (Tone, String) {
    (Tone::Text, row.credits.map(amount).unwrap_or_default())
}

fn request_id(_: &App, row: &Row, _: Now, _: Borders) -> (Tone, String) {
    (
        Tone::Quiet,
        row.remote_id.as_ref().map(ToString::to_string).unwrap_or_default(),
    )
}

/// A number that ends at the right edge of its column.
pub(super) fn indent(room: Room, wide: u16, text: &str) -> u16 {
    match room {
        Room::Left(_) | Room::Wide(..) | Room::Rest => 0,
        Room::Right(_) => wide.saturating_sub(to_u16(width(text))),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::app::keymap::Keymap;
    use crate::words::{ENGLISH, THAI};

    const FAILURES: [FailureKind; 21] = [
        FailureKind::Unauthorized,
        FailureKind::Payment,
        FailureKind::Forbidden,
        FailureKind::NotFound,
        FailureKind::Conflict,
        FailureKind::RateLimited,
        FailureKind::Invalid,
        FailureKind::Server,
        FailureKind::Redirected,
        FailureKind::Unreadable,
        FailureKind::TooLarge,
        FailureKind::Unreachable,
        FailureKind::Interrupted,
        FailureKind::TimedOut,
        FailureKind::Moderation,
        FailureKind::Capacity,
        FailureKind::Job,
        FailureKind::NoVideo,
        FailureKind::NotCreated,
        FailureKind::Ledger,
        FailureKind::Local,
    ];

    /// What `text` takes beyond `cells`.
    fn over(text: &str, cells: u16) -> u16 {
        to_u16(width(text)).saturating_sub(cells)
    }

    #[test]
    fn a_wider_list_loses_no_column_and_a_list_of_the_usual_screen_names_the_model_and_the_charge() {
        let titles = |cells: u16| -> Vec<&str> {
            let columns = fitting(cells).into_iter();
            columns
                .map(|(column, ..)| (column.title)(&ENGLISH.panes.columns))
                .collect()
        };
        for cells in 1..200 {
            let (narrow, wide) = (titles(cells), titles(cells + 1));
            assert!(
                narrow.iter().all(|title| wide.contains(title)),
                "{cells}: {narrow:?} {wide:?}"
            );
            let inside = |(_, at, wide): (_, u16, u16)| wide == 0 || at + wide <= cells;
            assert!(fitting(cells).into_iter().all(inside), "{cells}");
        }
        // beside the form of a screen of 120 columns
        assert_eq!(titles(72), ["state", "age", "eta", "model", "cr", "prompt"]);
    }

    #[test]
    fn the_words_of_each_language_fit_their_columns() {
        for words in [&ENGLISH, &THAI] {
            for column in COLUMNS {
                let title = (column.title)(&words.panes.columns);
                let sign = u16::from(column.sort.is_some());
                let cells = (column.fixed() + column.spare(u16::MAX)).saturating_sub(GAP);
                if cells > 0 {
                    assert_eq!(over(title, cells - sign), 0, "{title}");
                }
            }
            for status in Status::KNOWN {
                let said = (words.status)(&status);
                assert_eq!(over(&said, 10), 0, "{said}");
            }
            assert_eq!(over(&(words.panes.seconds)(15), 4), 0);
            let panes = &words.panes;
            let times = [9, 59, 3_599, 35_999, 86_399, 86_400_000, u64::MAX].map(Duration::from_secs);
            for age in times {
                assert_eq!(over(&(words.age)(age), 6), 0, "{age:?}");
            }
            let wide = times
                .map(words.time)
                .map(|time| [panes.detail.seen_ago, panes.took, panes.ended_after].map(|said| said(&time)));
            let fixed = [
                panes.detail.archived,
                &Keymap::default().said(panes.stuck),
                panes.may_be_charged,
                panes.not_watched,
                panes.longer_than_usual,
                panes.reason_in_details,
                panes.withdrawn,
            ];
            let failures = FAILURES.map(words.failure_name);
            let wide = wide.iter().flatten().map(String::as_str);
            for text in wide.chain(fixed).chain(failures) {
                assert_eq!(over(text, 17), 0, "{text}");
            }
            assert_eq!(over(panes.soon, 6), 0, "beside the bar");
        }
    }
}

//! The title bar: whom we talk to, how the jobs stand, what today cost, and what is wrong with the service.

use ratatui::layout::Rect;

use super::pen::{Line, Pen, cells, cut_left, cut_right, line};
use super::theme::{Borders, Tone, sign, tone};
use crate::app::{ApiKey, App, Mode};
use crate::job::{Counts, Credits, Now, Status};
use crate::words::clock;
use crate::words::duration::{grouped, whole_seconds};
use crate::words::width::{truncate, width};

/// One thing in the bar. The lowest priority goes first where there is no room for all.
struct Item {
    priority: u8,
    side: Side,
    line: Line,
    /// The state whose jobs it counts, as it is said where there is room.
    word: Option<String>,
}

fn item(priority: u8, side: Side, line: Line) -> Item {
    Item {
        priority,
        side,
        line,
        word: None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    /// A number of jobs: those that go on, those that ended, those that wait for the person.
    Count(u8),
    Right,
}

/// Between two groups of numbers.
const PART: &str = "│ ";

/// Sets the groups of numbers apart.
fn part(items: &mut [Item]) {
    let mut before = None;
    for item in items.iter_mut().filter(|item| matches!(item.side, Side::Count(_))) {
        if before.replace(item.side).is_some_and(|before| before != item.side) {
            item.line.insert(0, (Tone::Quiet, PART.into()));
        }
    }
}

/// Between two things.
const GAP: u16 = 2;

/// The worst warning: it stays as long as the mode does, and the host is cut for it.
const WORST: u8 = 200;
/// Cells of the mode that are never cut: all of `SANDBOX`, and of `LIVE` without its host.
const MODE: usize = 9;

/// A rate as wide as they come.
const RATE: usize = 99;

/// Draws the bar.
pub(super) fn draw(app: &App, now: Now, area: Rect, pen: &mut Pen) {
    let area = cut_right(cut_left(area, 1), 1);
    let mut items = items(app, now, pen.looks.borders);
    let wide = |items: &[Item]| {
        items
            .iter()
            .map(|item| cells(&item.line) + GAP)
            .sum::<u16>()
            .saturating_sub(GAP)
    };
    let room = usize::from(area.width.saturating_sub(wide(&items)));
    // two at most; where they would push out a number, they stay away
    let parts = 2 * width(PART);
    // with their words, where there is room for all of them
    let words: usize = items
        .iter()
        .flat_map(|item| &item.word)
        .map(|word| width(word) + 1)
        .sum();
    if room >= parts + words {
        for Item { line, word, .. } in &mut items {
            line.extend(word.take().map(|word| (Tone::Quiet, format!(" {word}"))));
        }
    }
    if room >= parts {
        part(&mut items);
    }
    let needs = |left_out| match left_out {
        0 => 0,
        _ => cells(&more(left_out)) + GAP,
    };
    let mut left_out = 0;
    while wide(&items) + needs(left_out) > area.width
        && let Some(index) = (0..items.len()).min_by_key(|&index| items[index].priority)
        && items[index].priority < WORST
    {
        let gone = items.remove(index);
        left_out += usize::from(matches!(gone.side, Side::Count(_)));
    }
    if left_out > 0 {
        let last = items.iter().rposition(|item| matches!(item.side, Side::Count(_)));
        let place = last.map_or(items.len(), |last| last + 1);
        items.insert(place, item(WORST, Side::Right, more(left_out)));
    }
    let over = usize::from(wide(&items).saturating_sub(area.width));
    for (_, text) in items
        .iter_mut()
        .filter(|item| item.priority > WORST)
        .flat_map(|item| &mut item.line)
    {
        *text = truncate(text, width(text).saturating_sub(over).max(MODE)).into_owned();
    }
    let (left, right): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.side == Side::Left);
    write(&left, area, pen);
    write(&right, cut_left(area, area.width.saturating_sub(wide(&right))), pen);
}

/// So many states have jobs and no room here.
fn more(left_out: usize) -> Line {
    line(Tone::Quiet, format!("+{left_out}"))
}

fn write(items: &[Item], mut area: Rect, pen: &mut Pen) {
    for item in items {
        let used = pen.line(area, &item.line);
        area = cut_left(area, used + GAP);
    }
}

fn items(app: &App, now: Now, borders: Borders) -> Vec<Item> {
    let words = &app.words().panes;
    let mut items = vec![];
    items.push(item(60, Side::Left, line(Tone::Strong, "seedance-tui")));
    let (mode, hint) = match &app.settings().mode {
        Mode::Sandbox => (line(Tone::Sandbox, " SANDBOX "), Some(words.go_live)),
        Mode::Live(host) => (line(Tone::Live, format!(" LIVE {host} ")), None),
    };
    items.push(item(u8::MAX, Side::Left, mode));
    for (index, warning) in (0..).zip(warnings(app, now)) {
        let warning = line(Tone::Caution, format!("! {warning}"));
        items.push(item(WORST - index, Side::Left, warning));
    }
    if let Some(hint) = hint {
        items.push(item(1, Side::Left, line(Tone::Quiet, hint)));
    }
    // its place is kept while it says nothing, so that the numbers beside it stand still
    let rate = app.engine().request_rate(now);
    let kept = width(&(words.request_rate)(RATE));
    // without open jobs nothing would draw it again once it is over
    let rate = if rate > 0 && app.engine().jobs_going_on() > 0 {
        (words.request_rate)(rate)
    } else {
        String::new()
    };
    let pad = " ".repeat(kept.saturating_sub(width(&rate)));
    items.push(item(10, Side::Right, line(Tone::Quiet, pad + &rate)));
    let counts = &app.board().page().counts;
    for (count, status, priority) in in_order(counts) {
        let group = if *status == Status::Unknown {
            2
        } else {
            u8::from(!status.is_open())
        };
        let number = line(tone(status), format!("{} {}", sign(status, borders), grouped(count)));
        items.push(Item {
            word: Some((app.words().status)(status)),
            ..item(priority, Side::Count(group), number)
        });
    }
    if counts.credits_today > Credits::default() {
        let credits = line(Tone::Text, (words.credits_today)(counts.credits_today));
        items.push(item(95, Side::Right, credits));
    }
    items
}

/// The states as a job goes through them, then what needs the person. Those stay longest, and those that move.
const COUNTED: [(Status, u8); 11] = [
    (Status::Waiting, 100),
    (Status::Sending, 102),
    (Status::Queued, 104),
    (Status::Processing, 106),
    (Status::Cancelling, 103),
    (Status::Succeeded, 90),
    (Status::Failed, 110),
    (Status::Cancelled, 42),
    (Status::NotSent, 41),
    (Status::Rejected, 108),
    (Status::Unknown, 120),
];
/// How many of these go on: undocumented words stand after them.
const GO_ON: usize = 5;

/// The counts that are not zero, in that order.
fn in_order(counts: &Counts) -> impl Iterator<Item = (u64, &Status, u8)> {
    let of = |wanted: &Status| counts.by_status.iter().find(|(status, _)| status == wanted);
    let known = move |part: &'static [(Status, u8)]| {
        let each = part.iter();
        each.filter_map(move |(status, priority)| of(status).map(|each| (each, *priority)))
    };
    let (go_on, others) = COUNTED.split_at(GO_ON);
    let strange = counts
        .by_status
        .iter()
        .filter(|(status, _)| matches!(status, Status::Other(_)));
    let all = known(go_on).chain(strange.map(|each| (each, 94))).chain(known(others));
    all.filter(|((_, count), _)| *count > 0)
        .map(|((status, count), priority)| (*count, status, priority))
}

/// What is wrong, the worst first.
fn warnings(app: &App, now: Now) -> Vec<String> {
    let words = &app.words().panes;
    let weather = app.engine().weather();
    let refused = weather.refused().map(|_| {
        app.with_keys(match app.settings().api_key {
            ApiKey::Fixed => words.key_refused_for_good,
            ApiKey::ReadAnew => words.key_refused,
        })
        .into_owned()
    });
    let offline = weather.outage().map(|outage| {
        let since = clock(outage.since, now.wall, &app.settings().zone);
        (words.offline_since)(&since)
    });
    let slowed = app.engine().slowed_for(now).map(whole_seconds).map(words.slowed_for);
    // what no key lifts is no pause
    let paused = app.engine().queue_is_paused() && !app.ledger_is_damaged();
    let paused = paused.then(|| app.with_keys(words.queue_paused).into_owned());
    let damaged = app.ledger_is_damaged().then(|| words.ledger_damaged.to_owned());
    [damaged, refused, offline, slowed, paused]
        .into_iter()
        .flatten()
        .collect()
}

//! The title bar: whom we talk to, how the jobs stand, what today cost, and what is wrong with the service.

use ratatui::layout::Rect;

use super::pen::{Line, Pen, cells, cut_left, line};
use super::theme::{Tone, sign, tone};
use crate::app::{App, Mode};
use crate::job::{Counts, Credits, Now, Status};
use crate::words::clock;
use crate::words::duration::grouped;

/// One thing in the bar. The lowest priority goes first where there is no room for all.
struct Item {
    priority: u8,
    side: Side,
    line: Line,
}

#[derive(PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Between two things.
const GAP: u16 = 2;

/// Draws the bar.
pub(super) fn draw(app: &App, now: Now, area: Rect, pen: &mut Pen) {
    let mut items = items(app, now);
    let wide = |items: &[Item]| items.iter().map(|item| cells(&item.line) + GAP).sum::<u16>();
    while wide(&items) > area.width + GAP - 1 {
        let lowest = items
            .iter()
            .enumerate()
            .min_by_key(|(_, item)| item.priority)
            .map(|(index, _)| index);
        // the last one is cut rather than dropped
        let Some(index) = lowest.filter(|_| items.len() > 1) else {
            break;
        };
        items.remove(index);
    }
    let (left, right): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.side == Side::Left);
    let mut rest = cut_left(area, 1);
    for item in &left {
        let used = pen.line(rest, &item.line);
        rest = cut_left(rest, used + GAP);
    }
    let mut rest = cut_left(
        rest,
        rest.width.saturating_sub(wide(&right) - GAP.min(wide(&right)) + 1),
    );
    for item in &right {
        let used = pen.line(rest, &item.line);
        rest = cut_left(rest, used + GAP);
    }
}

fn items(app: &App, now: Now) -> Vec<Item> {
    let words = &app.words().panes;
    let mut items = vec![];
    let mut add = |priority, side, line: Line| items.push(Item { priority, side, line });
    add(60, Side::Left, line(Tone::Strong, "seedance-tui"));
    let (mode, hint) = match &app.settings().mode {
        Mode::Sandbox => (line(Tone::Sandbox, " SANDBOX "), Some(words.go_live)),
        Mode::Live(host) => (line(Tone::Live, format!(" LIVE {host} ")), None),
    };
    add(u8::MAX, Side::Left, mode);
    for (index, warning) in (0..).zip(warnings(app, now)) {
        add(200 - index, Side::Left, line(Tone::Caution, format!("! {warning}")));
    }
    if let Some(hint) = hint {
        add(1, Side::Left, line(Tone::Quiet, hint));
    }
    let counts = &app.board().page().counts;
    for (count, status, priority) in in_order(counts) {
        add(
            priority,
            Side::Right,
            line(tone(status), format!("{} {}", sign(status), grouped(count))),
        );
    }
    if counts.credits_today > Credits::default() {
        add(
            95,
            Side::Right,
            line(Tone::Text, (words.credits_today)(counts.credits_today)),
        );
    }
    let rate = app.engine().request_rate(now);
    // without open jobs nothing would draw it again once it is over
    if rate > 0 && app.engine().jobs_going_on() > 0 {
        add(10, Side::Right, line(Tone::Quiet, (words.request_rate)(rate)));
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

/// The counts that are not zero, in that order, then those of undocumented words.
fn in_order(counts: &Counts) -> impl Iterator<Item = (u64, &Status, u8)> {
    let of = |wanted: &Status| counts.by_status.iter().find(|(status, _)| status == wanted);
    let known = COUNTED
        .iter()
        .filter_map(move |(status, priority)| of(status).map(|each| (each, *priority)));
    let strange = counts
        .by_status
        .iter()
        .filter(|(status, _)| matches!(status, Status::Other(_)));
    let all = known.chain(strange.map(|each| (each, 94)));
    all.filter(|((_, count), _)| *count > 0)
        .map(|((status, count), priority)| (*count, status, priority))
}

/// What is wrong, the worst first.
fn warnings(app: &App, now: Now) -> Vec<String> {
    let words = &app.words().panes;
    let weather = app.engine().weather();
    let refused = weather.refused().map(|_| words.key_refused.to_owned());
    let offline = weather.outage().map(|outage| {
        let since = clock(outage.since, now.wall, &app.settings().zone);
        (words.offline_since)(&since)
    });
    let slowed = weather.slowed_for(now).map(words.slowed_for);
    let paused = app.engine().queue_is_paused().then(|| words.queue_paused.to_owned());
    [refused, offline, slowed, paused].into_iter().flatten().collect()
}

//! Whatever is pressed and whatever comes back, in whatever order: no panic, no wake in the past, one page asked for at a time, and
//! nothing is paid without a quiet Ctrl-S.

use std::time::Duration;

use proptest::prelude::*;

use super::kit::{Desk, applied, fault, finished, geometry, job, missed, ms, page, snapshot, survey};
use crate::app::keymap::BINDINGS;
use crate::app::{Effect, Layout, Message, Mouse, NoKey, Purpose};
use crate::engine::Message as EngineMessage;
use crate::job::{Catalogue, Event, FailureKind, Job, Poll, Query, Recorded, Status};

#[derive(Debug, Clone)]
enum Turn {
    Key(usize),
    Letter(char),
    Paste,
    Mouse(u16, u16, Option<isize>),
    Page(u8, u8, u8),
    PageFault,
    Ids(u8),
    Surveyed(u8, Status),
    Details(u8),
    NoDetails(u8),
    Recorded(u8),
    Submitted(FailureKind),
    Polled(u8, Option<Status>),
    Applied(u8, Status, bool),
    Models(bool),
    KeyRead(bool),
    Browsed,
    DraftSaved,
    Drawn(u16, Layout, bool),
}

fn status() -> impl Strategy<Value = Status> {
    (0..Status::KNOWN.len()).prop_map(|index| Status::KNOWN[index].clone())
}

fn kind() -> impl Strategy<Value = FailureKind> {
    use FailureKind::{NotFound, RateLimited, Server, TimedOut, Unauthorized};
    proptest::sample::select(vec![NotFound, RateLimited, Server, TimedOut, Unauthorized])
}

fn layout() -> impl Strategy<Value = Layout> {
    proptest::sample::select(vec![Layout::Narrow, Layout::Medium, Layout::Wide])
}

fn turn() -> impl Strategy<Value = Turn> {
    let keys: usize = BINDINGS.iter().map(|row| row.keys.len()).sum();
    prop_oneof![
        12 => (0..keys).prop_map(Turn::Key),
        3 => proptest::sample::select(vec!['a', 'น', '🎬', '\u{200d}', 'R', 'y', '1', '2', ':']).prop_map(Turn::Letter),
        1 => Just(Turn::Paste),
        2 => (0u16..120, 0u16..40, proptest::option::of(-3isize..4)).prop_map(|(x, y, wheel)| Turn::Mouse(x, y, wheel)),
        // the keys of the footer
        4 => (0u16..120).prop_map(|x| Turn::Mouse(x, 39, None)),
        3 => (0u8..40, 0u8..30, 0u8..60).prop_map(|(from, count, before)| Turn::Page(from, count, before)),
        1 => Just(Turn::PageFault),
        2 => (0u8..40).prop_map(Turn::Ids),
        4 => (0u8..3, status()).prop_map(|(count, status)| Turn::Surveyed(count, status)),
        3 => (0u8..40).prop_map(Turn::Details),
        1 => (0u8..40).prop_map(Turn::NoDetails),
        3 => (0u8..3).prop_map(Turn::Recorded),
        1 => kind().prop_map(Turn::Submitted),
        2 => (0u8..40, proptest::option::of(status())).prop_map(|(job, seen)| Turn::Polled(job, seen)),
        2 => (0u8..40, status(), any::<bool>()).prop_map(|(job, status, changed)| Turn::Applied(job, status, changed)),
        1 => any::<bool>().prop_map(Turn::Models),
        1 => any::<bool>().prop_map(Turn::KeyRead),
        1 => Just(Turn::Browsed),
        1 => Just(Turn::DraftSaved),
        1 => (0u16..60, layout(), any::<bool>()).prop_map(|(height, layout, tiny)| Turn::Drawn(height, layout, tiny)),
    ]
}

fn any_job(number: u8) -> Job {
    if number.is_multiple_of(2) {
        finished(number, "https://cdn.example.com/1.mp4", i64::from(number) - 20)
    } else {
        job(number, Status::Processing)
    }
}

/// Answers about many jobs.
fn take_many(desk: &mut Desk, turn: &Turn) -> Option<Vec<Effect>> {
    let query = desk.app.board().query().clone();
    Some(desk.feed(match turn {
        Turn::Page(from, count, before) => {
            let jobs: Vec<_> = (*from..from + count).map(any_job).collect();
            let total = u64::from(*before) + u64::from(*count) + u64::from(*from);
            match page(&jobs, u64::from(*before), total) {
                Message::Page(_, page) => Message::Page(query, page),
                other => other,
            }
        }
        Turn::PageFault => Message::Page(query, Err(fault(FailureKind::Ledger))),
        Turn::Ids(count) => Message::Ids(query, Ok((0..*count).map(|number| any_job(number).id).collect())),
        Turn::Surveyed(count, status) => {
            let jobs: Vec<_> = (0..*count).map(|number| job(number, status.clone())).collect();
            survey(&jobs)
        }
        _ => return None,
    }))
}

fn take(desk: &mut Desk, turn: &Turn) -> Vec<Effect> {
    if let Some(effects) = take_many(desk, turn) {
        return effects;
    }
    let pending = desk.pending();
    match turn {
        Turn::Key(index) => {
            let mut keys = BINDINGS.iter().flat_map(|row| row.keys);
            desk.feed(Message::Key(*keys.nth(*index).expect("as many as counted")))
        }
        Turn::Letter(letter) => desk.type_text(&letter.to_string()),
        Turn::Paste => desk.feed(Message::Paste("y\rR\u{13}\r\n🎬".into())),
        Turn::Mouse(x, y, None) => desk.feed(Message::Mouse(Mouse::Press(*x, *y))),
        Turn::Mouse(x, y, Some(lines)) => desk.feed(Message::Mouse(Mouse::Wheel(*lines, *x, *y))),
        Turn::Page(..) | Turn::PageFault | Turn::Ids(_) | Turn::Surveyed(..) => vec![],
        Turn::Details(number) => {
            let purposes = [
                Purpose::Show,
                Purpose::EditAgain,
                Purpose::RunAgain,
                Purpose::Open,
                Purpose::CopyUrl,
                Purpose::Settle,
                Purpose::RunOneOfMany,
            ];
            let purpose = purposes[usize::from(*number) % 7];
            let mut job = any_job(*number);
            if purpose == Purpose::Settle {
                job.status = Status::Unknown;
            }
            desk.details(&job, purpose)
        }
        Turn::NoDetails(number) => desk.feed(Message::Details {
            id: any_job(*number).id,
            purpose: Purpose::Show,
            details: Ok(None),
        }),
        Turn::Recorded(which) => match (pending.first(), which) {
            (None, _) => vec![],
            (Some(first), 0) => desk.recorded(first),
            (Some(first), 1) => desk.twin(first),
            (Some(first), _) => desk.tell(EngineMessage::Recorded {
                id: first.id,
                recorded: Err::<Recorded, _>(fault(FailureKind::Ledger)),
            }),
        },
        Turn::Submitted(kind) => desk.tell(EngineMessage::Submitted {
            id: any_job(1).id,
            token: crate::job::IntentToken(uuid::Uuid::nil()),
            outcome: crate::job::SubmitOutcome::Unknown(fault(*kind)),
            answer: None,
            kept: Ok(None),
        }),
        Turn::Polled(number, None) => desk.tell(missed(&any_job(*number), FailureKind::TimedOut)),
        Turn::Polled(number, Some(status)) => {
            let seen = snapshot(status.clone(), None, desk.now.wall);
            let poll = Poll::Seen(Box::new(seen));
            desk.tell(EngineMessage::Polled {
                id: any_job(*number).id,
                poll,
            })
        }
        Turn::Applied(number, status, changed) => {
            let mut job = any_job(*number);
            job.status = status.clone();
            let event = match number % 3 {
                0 => Event::CancelAsked,
                1 => Event::Withdrawn,
                _ => Event::Archived(true),
            };
            desk.tell(applied(&job, event, *changed))
        }
        Turn::Models(true) => desk.tell(EngineMessage::Models(Ok(Catalogue::built_in()))),
        Turn::Models(false) => {
            desk.refuse_key();
            vec![]
        }
        Turn::KeyRead(true) => desk.feed(Message::KeyRead(Ok(()))),
        Turn::KeyRead(false) => desk.feed(Message::KeyRead(Err(NoKey::Failed(fault(FailureKind::Local))))),
        Turn::Browsed => desk.feed(Message::Browsed {
            url: "https://cdn.example.com/1.mp4".into(),
            started: Err(fault(FailureKind::Local)),
        }),
        Turn::DraftSaved => desk.feed(Message::DraftSaved(Ok(()))),
        Turn::Drawn(height, layout, tiny) => {
            let mut drawn = geometry(*height, true);
            (drawn.layout, drawn.tiny) = (*layout, *tiny);
            desk.feed(Message::Drawn(drawn))
        }
    }
}

/// The time since the last input before a payment, by the inputs themselves.
#[derive(Default)]
struct Witness {
    inputs: Vec<(Duration, bool)>,
}

impl Witness {
    fn note(&mut self, turn: &Turn, now: Duration) {
        let is_send = |index: usize| {
            let key = BINDINGS.iter().flat_map(|row| row.keys).nth(index);
            let sends = [
                crokey::key!(ctrl - s),
                crokey::key!(alt - enter),
                crokey::key!(ctrl - enter),
            ];
            key.is_some_and(|key| sends.contains(key))
        };
        match turn {
            Turn::Key(index) => self.inputs.push((now, is_send(*index))),
            Turn::Letter(_) => self.inputs.push((now + ms(50), false)),
            Turn::Paste | Turn::Mouse(..) => self.inputs.push((now, false)),
            _ => {}
        }
    }

    /// A send key, with quiet on both sides, was the last or the one before the input of this very moment.
    fn allows(&self, now: Duration) -> bool {
        self.inputs.iter().enumerate().any(|(index, (at, sends))| {
            let before = index.checked_sub(1).map(|before| self.inputs[before].0);
            let after = self.inputs.get(index + 1).map(|(after, _)| *after);
            *sends
                && before.is_none_or(|before| at.saturating_sub(before) >= ms(30))
                && after.is_none_or(|after| after.saturating_sub(*at) >= ms(30))
                && now.saturating_sub(*at) >= ms(30)
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_paid_without_a_quiet_ctrl_s(turns in proptest::collection::vec((turn(), 0u64..90), 1..80)) {
        let mut desk = Desk::polling(&[finished(2, "https://cdn.example.com/1.mp4", -900), job(3, Status::Queued)]);
        let mut witness = Witness::default();
        let (mut paid, mut enqueued) = (0, 0);
        let mut under_way: Vec<Query> = vec![];
        for (turn, pause) in &turns {
            desk.wait(ms(*pause));
            witness.note(turn, desk.now.steady);
            if matches!(turn, Turn::Page(..) | Turn::PageFault) {
                under_way.retain(|query| query != desk.app.board().query());
            }
            let mut effects = take(&mut desk, turn);
            let next = desk.app.next_wake(desk.now);
            prop_assert!(next.is_none_or(|at| at >= desk.now.steady));
            effects.extend(desk.wake());
            for effect in &effects {
                match effect {
                    Effect::Page(query, _) => {
                        prop_assert!(!under_way.contains(query), "asked twice for the same");
                        under_way.push(query.clone());
                    }
                    Effect::Engine(crate::engine::Effect::Record { intent, twins_since, .. }) => {
                        prop_assert!(witness.allows(desk.now.steady), "{:?}", turn);
                        if intent.is_none() && twins_since.is_none() {
                            enqueued += 1;
                        } else {
                            paid += 1;
                        }
                    }
                    _ => {}
                }
            }
        }
        let sends = witness.inputs.iter().filter(|(_, sends)| *sends).count();
        prop_assert!(paid <= sends);
        // two at most are asked about at once here
        prop_assert!(enqueued <= 2 * sends);
    }
}

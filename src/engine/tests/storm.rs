//! Whatever happens in whatever order: no panic, no second POST, no spinning, no request above the ceiling, no job left alone.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

use super::support::*;
use crate::engine::{Effect, Message, Settings, Settlement};
use crate::job::*;

#[derive(Debug, Clone)]
enum Step {
    /// The person, or the system.
    Tell(Box<Message>),
    /// The same, about a job that there may be.
    About(Index, fn(JobId) -> Message),
    /// The oldest thing asked of the ledger is done and answered.
    Ledger,
    /// Another thing asked of the ledger is done; its answer comes later, if ever.
    LedgerDoes(Index),
    LedgerBreaks(bool),
    /// Another process puts a job there, or moves one.
    Foreign(u8, Status),
    Service(Index, Answer),
    /// An answer that came already comes again.
    Again(Index),
    Pass(u64),
    WallJumps(i64),
    Wake,
}

#[derive(Debug, Clone)]
enum Answer {
    Good(&'static str),
    Bad(FailureKind, Option<u64>),
}

fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::KNOWN.to_vec())
}

fn answer() -> impl Strategy<Value = Answer> {
    use FailureKind::*;
    let kinds = vec![
        Unauthorized,
        RateLimited,
        Server,
        TimedOut,
        NotFound,
        Conflict,
        Invalid,
        Unreachable,
        Local,
    ];
    prop_oneof![
        3 => prop::sample::select(vec!["queued", "processing", "succeeded", "failed", "cancelled", "odd"]).prop_map(Answer::Good),
        2 => (prop::sample::select(kinds), prop::option::of(0..300_u64)).prop_map(|(kind, wait)| Answer::Bad(kind, wait)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let unknown = JobId(Uuid::from_u128(99));
    let said = prop_oneof![
        4 => (0..4_u8).prop_map(|number| send(&number.to_string())),
        1 => Just(Message::Holding),
        1 => Just(Message::LedgerChanged),
        1 => any::<bool>().prop_map(Message::PauseQueue),
        1 => Just(key_read(true)),
        1 => Just(Message::Cancel(unknown)),
        1 => Just(Message::Look(unknown, remote(unknown))),
        1 => Just(Message::Polled { id: unknown, poll: missed(FailureKind::Server) }),
        1 => Just(Message::Submitted { id: unknown, token: IntentToken(unknown.0), outcome: accepted(unknown), answer: None, kept: Ok(None) }),
        1 => Just(Message::Models(Ok(Catalogue::built_in()))),
    ];
    let about = prop::sample::select(vec![
        Message::Cancel as fn(JobId) -> Message,
        |id| Message::Look(id, remote(id)),
        |id| Message::Archive(id, true),
        |id| Message::Settle(id, Settlement::NotCreated),
        |id| Message::Settle(id, Settlement::Adopt(remote(id))),
        |id| Message::Settle(id, Settlement::SendAgain(Box::new(request("again")))),
    ]);
    prop_oneof![
        4 => said.prop_map(|message| Step::Tell(Box::new(message))),
        2 => (any::<Index>(), about).prop_map(|(index, about)| Step::About(index, about)),
        12 => Just(Step::Ledger),
        2 => any::<Index>().prop_map(Step::LedgerDoes),
        1 => any::<bool>().prop_map(Step::LedgerBreaks),
        2 => (0..4_u8, status()).prop_map(|(number, status)| Step::Foreign(number, status)),
        6 => (any::<Index>(), answer()).prop_map(|(index, answer)| Step::Service(index, answer)),
        1 => any::<Index>().prop_map(Step::Again),
        3 => (0..40_000_u64).prop_map(Step::Pass),
        1 => (-900_000..900_000_i64).prop_map(Step::WallJumps),
        4 => Just(Step::Wake),
    ]
}

struct Storm {
    desk: Desk,
    /// Asked of the ledger, not done yet.
    asked: VecDeque<Effect>,
    /// Done by the ledger, not told yet.
    done: VecDeque<Message>,
    service: Vec<Effect>,
    told: Vec<Message>,
    durable: HashSet<String>,
    posted: HashSet<String>,
    requests: Vec<Duration>,
}

const CEILING: usize = 3;

impl Storm {
    fn new() -> Self {
        let settings = Settings {
            requests_per_second: 3.0,
            in_flight: 2,
            ..settings()
        };
        Self {
            desk: Desk::window(settings),
            asked: VecDeque::new(),
            done: VecDeque::new(),
            service: vec![],
            told: vec![],
            durable: HashSet::new(),
            posted: HashSet::new(),
            requests: vec![],
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Tell(message) => self.tell(*message),
            Step::About(index, about) => {
                let ids: Vec<JobId> = self.desk.ledger.jobs.keys().copied().collect();
                if !ids.is_empty() {
                    self.tell(about(*index.get(&ids)));
                }
            }
            Step::Ledger => {
                if let Some(message) = self.done.pop_front().or_else(|| self.ledger_does(0)) {
                    self.tell(message);
                }
            }
            Step::LedgerDoes(index) => {
                if !self.asked.is_empty() {
                    let message = self.ledger_does(index.index(self.asked.len()));
                    self.done.extend(message);
                }
            }
            Step::LedgerBreaks(broken) => self.desk.ledger.broken = broken,
            Step::Foreign(number, status) => {
                let job = foreign(u128::from(number), status);
                self.desk.ledger.jobs.insert(job.id, job);
            }
            Step::Service(index, answer) => {
                if !self.service.is_empty() {
                    let effect = self.service.swap_remove(index.index(self.service.len()));
                    let message = self.service_answers(effect, answer);
                    self.tell(message);
                }
            }
            Step::Again(index) => {
                if !self.told.is_empty() {
                    let message = index.get(&self.told).clone();
                    self.tell(message);
                }
            }
            Step::Pass(millis) => self.desk.pass(Duration::from_millis(millis)),
            Step::WallJumps(seconds) => {
                let wall = self.desk.now.wall.saturating_add(SignedDuration::from_secs(seconds));
                self.desk.now.wall = wall.expect("in range").clamp(Timestamp::UNIX_EPOCH, Timestamp::MAX);
            }
            Step::Wake => {
                if let Some(sleep) = self.desk.sleep() {
                    self.desk.pass(sleep);
                    self.tell(Message::Wake);
                }
            }
        }
    }

    fn ledger_does(&mut self, place: usize) -> Option<Message> {
        let effect = self.asked.remove(place)?;
        let message = self.desk.ledger.answer(&effect)?;
        match (&effect, &message) {
            (
                Effect::Record {
                    intent: Some(intent), ..
                },
                Message::Recorded {
                    recorded: Ok(Recorded::Kept(_)),
                    ..
                },
            )
            | (
                Effect::Apply {
                    event: Event::Intended(intent) | Event::SentAgain(intent),
                    ..
                },
                Message::Applied { changed: true, .. },
            ) => {
                assert!(
                    self.durable.insert(intent.body.clone()),
                    "an intent of its own each time"
                );
            }
            _ => {}
        }
        Some(message)
    }

    fn service_answers(&mut self, effect: Effect, answer: Answer) -> Message {
        let failure_of = |answer: &Answer| match answer {
            Answer::Good(_) => None,
            Answer::Bad(kind, wait) => Some((failure(*kind), wait.map(seconds))),
        };
        let failed = failure_of(&answer);
        match (effect, failed, answer) {
            (Effect::Submit { id, .. }, failed, _) => {
                let outcome = match failed {
                    None => accepted(id),
                    Some((failure, retry_after)) if failure.kind == FailureKind::RateLimited => {
                        SubmitOutcome::Rejected { failure, retry_after }
                    }
                    Some((failure, _)) => SubmitOutcome::Unknown(failure),
                };
                self.desk.submit_message(id, outcome)
            }
            (Effect::Poll { id, .. }, Some((failure, retry_after)), _) => {
                let poll = Poll::Missed { failure, retry_after };
                Message::Polled { id, poll }
            }
            (Effect::Poll { id, .. }, None, Answer::Good(word)) => {
                let poll = seen(self.desk.now.wall, word, None);
                Message::Polled { id, poll }
            }
            (Effect::Cancel { id, .. }, failed, _) => {
                let outcome = match failed {
                    None => CancelOutcome::Taken,
                    Some((failure, retry_after)) => CancelOutcome::Missed { failure, retry_after },
                };
                Message::CancelAnswered { id, outcome }
            }
            (Effect::Models, failed, _) => {
                Message::Models(failed.map_or_else(|| Ok(Catalogue::built_in()), |(failure, _)| Err(failure)))
            }
            other => panic!("{other:?}"),
        }
    }

    fn tell(&mut self, message: Message) {
        self.told.push(message.clone());
        let by_key = matches!(message, Message::KeyRead { .. });
        for effect in self.desk.tell(message) {
            match &effect {
                Effect::OpenJobs | Effect::Record { .. } | Effect::Apply { .. } => {
                    self.asked.push_back(effect);
                    continue;
                }
                Effect::Submit { body, .. } => {
                    assert!(self.durable.contains(body), "sent before it was durable");
                    assert!(self.posted.insert(body.clone()), "sent twice");
                }
                Effect::Poll { .. } | Effect::Cancel { .. } | Effect::Models => {}
            }
            self.service.push(effect);
            if !by_key {
                self.requests.push(self.desk.now.steady);
            }
        }
        self.check();
    }

    fn end_is_being_written(&self, job: JobId) -> bool {
        let observed = |id: &JobId, event: &Event| *id == job && matches!(event, Event::Observed(_));
        let asked = self
            .asked
            .iter()
            .any(|effect| matches!(effect, Effect::Apply { id, event, .. } if observed(id, event)));
        asked
            || self
                .done
                .iter()
                .any(|done| matches!(done, Message::Applied { id, event, .. } if observed(id, event)))
    }

    fn check(&self) {
        let (engine, now) = (&self.desk.engine, self.desk.now);
        assert!(
            engine.next_wake(now).is_none_or(|at| at > now.steady),
            "a wake that is due after an update spins"
        );
        let within = |from: &Duration| {
            self.requests
                .iter()
                .filter(|at| *at >= from && **at < *from + seconds(1))
                .count()
        };
        let newest = &self.requests[self.requests.len().saturating_sub(CEILING + 1)..];
        assert!(
            newest.first().is_none_or(|first| within(first) <= CEILING),
            "{newest:?}"
        );
        let live = engine.watches.values().filter(|watch| watch.status.is_live()).count();
        assert_eq!(engine.live, live);
        let due: BTreeSet<_> = engine
            .watches
            .iter()
            .filter_map(|(id, watch)| Some((watch.due?, *id)))
            .collect();
        assert_eq!(due, engine.schedule.due);
        for (id, watch) in &engine.watches {
            let left_alone = watch.due.is_none() && !engine.looks.contains_key(id) && !watch.is_given_up();
            let looked_at_by_us = engine.board.known && watch.status.is_live();
            assert!(
                !(looked_at_by_us && left_alone) || self.end_is_being_written(*id),
                "{watch:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens(steps in prop::collection::vec(step(), 1..160)) {
        let mut storm = Storm::new();
        for step in steps {
            storm.step(step);
        }
    }
}

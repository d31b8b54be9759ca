//! Whatever happens in whatever order, to two processes on one ledger: no panic, no second POST, no accepted job that the ledger
//! does not show, no spinning, no request above the ceiling, no job left alone.
//!
//! `cargo test` tries 2,000 random histories; `LONG=1 cargo test --release --lib engine:: -- --nocapture` tries 100,000 and prints
//! how it went. Each history comes from its number, and `SEED=n` begins with that of number n.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::env;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};
use uuid::Uuid;

use super::support::*;
use crate::engine::{Effect, Engine, Message, Settings, Settlement};
use crate::job::*;

/// What happens next, and to which of the processes where it happens to one.
#[derive(Debug, Clone)]
struct Step(usize, What);

#[derive(Debug, Clone)]
enum What {
    /// The person, or the system.
    Tell(Box<Message>),
    /// The same, about a job that there may be.
    About(Index, Wish),
    /// It holds the engine, where nobody does.
    Hold,
    /// It lets go of the engine, where it holds it, and lives on.
    LetGo,
    /// The oldest thing asked of the ledger is done and answered.
    Ledger,
    /// Another thing asked of the ledger is done; its answer comes later, if ever.
    LedgerDoes(Index),
    LedgerBreaks(bool),
    /// A program of which we know nothing puts a job there, or moves one.
    Foreign(u8, Status),
    Service(Index, Answer),
    /// An answer that came already comes again.
    Again(Index),
    /// It is killed, and begins anew. What it asked of the service has arrived or not, and nobody hears of it.
    Crash,
    /// It is left as it should be, and begins anew.
    Leave,
    /// The owners of all that is being sent are taken for gone, and are not: their answers come late.
    Orphans,
    Pass(u64),
    WallJumps(i64),
    Wake,
}

#[derive(Debug, Clone, Copy)]
enum Wish {
    Cancel,
    Look,
    Archive,
    NotCreated,
    Adopt,
    SendAgain,
}

impl Wish {
    fn about(self, id: JobId) -> Message {
        match self {
            Self::Cancel => Message::Cancel(id),
            Self::Look => Message::Look(id, remote(id)),
            Self::Archive => Message::Archive(id, true),
            Self::NotCreated => Message::Settle(id, Settlement::NotCreated),
            Self::Adopt => Message::Settle(id, Settlement::Adopt(remote(id))),
            Self::SendAgain => Message::Settle(id, Settlement::SendAgain(Box::new(request("again")))),
        }
    }
}

#[derive(Debug, Clone)]
enum Answer {
    Good(&'static str),
    Bad(FailureKind, Option<u64>),
}

const DAY: i64 = 86_400;

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
        Unreadable,
        Local,
    ];
    prop_oneof![
        3 => prop::sample::select(vec!["queued", "processing", "succeeded", "failed", "cancelled", "odd"]).prop_map(Answer::Good),
        2 => (prop::sample::select(kinds), prop::option::of(0..5000_u64)).prop_map(|(kind, wait)| Answer::Bad(kind, wait)),
    ]
}

fn said() -> impl Strategy<Value = Message> {
    let unknown = JobId(Uuid::from_u128(99));
    let chosen = Some((unknown, remote(unknown)));
    prop_oneof![
        8 => (0..9_u8).prop_map(|number| send(&number.to_string())),
        2 => Just(Message::LedgerChanged),
        1 => any::<bool>().prop_map(Message::PauseQueue),
        1 => prop::sample::select(vec![None, chosen]).prop_map(|chosen| Message::KeyRead { read_well: true, chosen }),
        1 => Just(Message::Cancel(unknown)),
        1 => Just(Message::Look(unknown, remote(unknown))),
        1 => Just(Message::Polled { id: unknown, poll: missed(FailureKind::Server) }),
        1 => Just(Message::Submitted { id: unknown, token: IntentToken(unknown.0), outcome: accepted(unknown), answer: None, kept: Ok(None) }),
        1 => Just(Message::Models(Ok(Catalogue::built_in()))),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    use Wish::*;
    let wish = prop::sample::select(vec![Cancel, Look, Archive, NotCreated, Adopt, SendAgain]);
    let what = prop_oneof![
        6 => said().prop_map(|message| What::Tell(Box::new(message))),
        2 => (any::<Index>(), wish).prop_map(|(index, wish)| What::About(index, wish)),
        1 => Just(What::Hold),
        1 => Just(What::LetGo),
        20 => Just(What::Ledger),
        2 => any::<Index>().prop_map(What::LedgerDoes),
        1 => any::<bool>().prop_map(What::LedgerBreaks),
        2 => (0..4_u8, status()).prop_map(|(number, status)| What::Foreign(number, status)),
        8 => (any::<Index>(), answer()).prop_map(|(index, answer)| What::Service(index, answer)),
        1 => any::<Index>().prop_map(What::Again),
        1 => prop_oneof![3 => Just(What::Crash), 1 => Just(What::Leave)],
        1 => Just(What::Orphans),
        3 => (0..40_000_u64).prop_map(What::Pass),
        1 => prop_oneof![prop::sample::select(vec![-DAY, DAY]), -10 * DAY..10 * DAY, -60..60_i64].prop_map(What::WallJumps),
        4 => Just(What::Wake),
    ];
    // most of what happens happens to one of them
    (prop::sample::select(vec![0, 0, 0, 1]), what).prop_map(|(process, what)| Step(process, what))
}

/// One run of the program: what it has asked for and been told.
struct Process {
    engine: Engine,
    /// Asked of the ledger, not done yet.
    asked: VecDeque<Effect>,
    /// Done by the ledger, not told yet.
    done: VecDeque<Message>,
    /// Asked of the service, and when.
    service: Vec<(Duration, Effect)>,
    told: Vec<Message>,
    /// The open jobs that the ledger told it of last.
    told_open: BTreeMap<JobId, Status>,
    requests: Vec<Duration>,
    intents: HashSet<IntentToken>,
}

impl Process {
    fn begin(seed: u8) -> Self {
        let settings = Settings {
            requests_per_second: 3.0,
            in_flight: 2,
            ..settings()
        };
        Self {
            engine: Engine::new(settings, [seed; 32]),
            asked: VecDeque::new(),
            done: VecDeque::new(),
            service: vec![],
            told: vec![],
            told_open: BTreeMap::new(),
            requests: vec![],
            intents: HashSet::new(),
        }
    }
}

/// One POST, as the service saw it.
struct Try {
    job: JobId,
    /// The service made a job of it, and this is its name.
    made: Option<RemoteId>,
    /// The program was told so, and the ledger took it.
    kept: bool,
}

struct Storm {
    processes: [Process; 2],
    begun: u8,
    holder: Option<usize>,
    ledger: Ledger,
    now: Now,
    durable: HashSet<String>,
    tries: HashMap<IntentToken, Try>,
    tally: Tally,
}

/// How often what can go wrong did.
type Tally = BTreeMap<&'static str, u64>;

const FAULTS: [&str; 11] = [
    "POSTs",
    "answers lost",
    "answers doubled",
    "answers late",
    "answers out of order",
    "clock back a day",
    "clock ahead a day",
    "crashes",
    "leavings",
    "hand-overs",
    "let go",
];

const CEILING: usize = 3;

impl Storm {
    fn new() -> Self {
        Self {
            processes: [Process::begin(0), Process::begin(1)],
            begun: 2,
            holder: None,
            ledger: Ledger::default(),
            now: start(),
            durable: HashSet::new(),
            tries: HashMap::new(),
            tally: Tally::new(),
        }
    }

    fn note(&mut self, fault: &'static str) {
        *self.tally.entry(fault).or_default() += 1;
    }

    fn step(&mut self, Step(process, what): Step) {
        match what {
            What::Tell(message) => self.tell(process, *message),
            What::About(index, wish) => {
                let ids: Vec<JobId> = self.ledger.jobs.keys().copied().collect();
                if !ids.is_empty() {
                    self.tell(process, wish.about(*index.get(&ids)));
                }
            }
            What::Hold => {
                if self.holder.is_none() {
                    self.holder = Some(process);
                    self.note("hand-overs");
                    self.tell(process, Message::Holding);
                }
            }
            What::LetGo => {
                if self.holder == Some(process) {
                    self.holder = None;
                    self.note("let go");
                    self.tell(process, Message::LetGo);
                }
            }
            What::Ledger => {
                let done = self.processes[process].done.pop_front();
                if let Some(message) = done.or_else(|| self.ledger_does(process, 0)) {
                    self.tell(process, message);
                }
            }
            What::LedgerDoes(index) => {
                let asked = self.processes[process].asked.len();
                if asked > 0 {
                    let place = index.index(asked);
                    if place > 0 {
                        self.note("answers out of order");
                    }
                    let message = self.ledger_does(process, place);
                    self.processes[process].done.extend(message);
                }
            }
            What::LedgerBreaks(broken) => self.ledger.broken = broken,
            What::Foreign(number, status) => {
                let job = foreign(u128::from(number), status);
                // it undoes nothing that we have sent
                let ours = |job: &Job| job.token.is_some();
                if !self.ledger.jobs.get(&job.id).is_some_and(ours) {
                    self.ledger.jobs.insert(job.id, job);
                }
            }
            What::Service(index, answer) => {
                let service = &mut self.processes[process].service;
                if !service.is_empty() {
                    let (asked_at, effect) = service.remove(index.index(service.len()));
                    if self.now.steady > asked_at + seconds(30) {
                        self.note("answers late");
                    }
                    let message = self.service_answers(effect, &answer);
                    self.tell(process, message);
                }
            }
            What::Again(index) => {
                let told = &self.processes[process].told;
                if !told.is_empty() {
                    let message = index.get(told).clone();
                    self.note("answers doubled");
                    self.tell(process, message);
                }
            }
            What::Crash => {
                self.note("crashes");
                self.end(process);
            }
            What::Leave => {
                self.note("leavings");
                for (id, token) in self.processes[process].engine.leave() {
                    assert!(!self.tries.contains_key(&token), "it set out");
                    let outcome = SubmitOutcome::NotSent(failure(FailureKind::Local));
                    self.keep_outcome(id, token, outcome);
                }
                self.end(process);
            }
            What::Orphans => self.orphan(|_| true),
            What::Pass(millis) => self.now = self.now.after(Duration::from_millis(millis)),
            What::WallJumps(seconds) => {
                if seconds <= -DAY {
                    self.note("clock back a day");
                } else if seconds >= DAY {
                    self.note("clock ahead a day");
                }
                let wall = self.now.wall.saturating_add(SignedDuration::from_secs(seconds));
                self.now.wall = wall.expect("in range").clamp(Timestamp::UNIX_EPOCH, Timestamp::MAX);
            }
            What::Wake => {
                if let Some(wake) = self.processes[process].engine.next_wake(self.now) {
                    self.now = self.now.after(wake.saturating_sub(self.now.steady));
                    self.tell(process, Message::Wake);
                }
            }
        }
        self.check_ledger();
    }

    /// The process is gone, another begins in its place, and the ledger sees that the owner of some intents is gone.
    fn end(&mut self, process: usize) {
        self.begun += 1;
        let gone = std::mem::replace(&mut self.processes[process], Process::begin(self.begun));
        if self.holder == Some(process) {
            self.holder = None;
        }
        for (_, request) in gone.service {
            if let Effect::Submit { id, token, .. } = request {
                self.note("answers lost");
                // every other of them arrived
                if token.0.as_u128().is_multiple_of(2) {
                    self.service_makes(id, token);
                }
            }
        }
        self.orphan(|token| gone.intents.contains(&token));
    }

    fn orphan(&mut self, is_gone: impl Fn(IntentToken) -> bool) {
        let at = self.now.wall;
        for job in self.ledger.jobs.values_mut() {
            if job.token.is_some_and(&is_gone) {
                job.apply(&Event::Orphaned, at);
            }
        }
    }

    fn ledger_does(&mut self, process: usize, place: usize) -> Option<Message> {
        let effect = self.processes[process].asked.remove(place)?;
        std::mem::swap(&mut self.ledger.told, &mut self.processes[process].told_open);
        let message = self.ledger.answer(&effect);
        std::mem::swap(&mut self.ledger.told, &mut self.processes[process].told_open);
        let message = message?;
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
                self.processes[process].intents.insert(intent.token);
                let of_its_own = self.durable.insert(intent.body.clone());
                assert!(of_its_own, "an intent of its own each time");
            }
            (
                Effect::Apply {
                    event: Event::Answered { token, outcome, .. },
                    ..
                },
                Message::Applied { kept: Ok(Some(_)), .. },
            ) => self.note_kept(*token, outcome),
            _ => {}
        }
        Some(message)
    }

    fn note_kept(&mut self, token: IntentToken, outcome: &SubmitOutcome) {
        if let Some(sent) = self.tries.get_mut(&token) {
            sent.kept |= matches!(outcome, SubmitOutcome::Accepted { .. });
        }
    }

    /// Writes what came of a submit, as the runtime does.
    fn keep_outcome(&mut self, id: JobId, token: IntentToken, outcome: SubmitOutcome) -> Message {
        let event = Event::Answered {
            token,
            outcome: outcome.clone(),
            answer: None,
        };
        let at = self.now.wall;
        let Some(Message::Applied { kept, .. }) = self.ledger.answer(&Effect::Apply { id, event, at }) else {
            panic!("the ledger's")
        };
        if matches!(kept, Ok(Some(_))) {
            self.note_kept(token, &outcome);
        }
        Message::Submitted {
            id,
            token,
            outcome,
            answer: None,
            kept,
        }
    }

    fn service_makes(&mut self, job: JobId, token: IntentToken) -> SubmitOutcome {
        let remote_id = RemoteId::parse(&format!("req-{}", token.0)).expect("sound");
        self.tries
            .entry(token)
            .and_modify(|sent| sent.made = Some(remote_id.clone()));
        assert_eq!(self.tries[&token].job, job);
        SubmitOutcome::Accepted {
            remote_id,
            status: Status::Queued,
            credits: None,
        }
    }

    fn service_answers(&mut self, effect: Effect, answer: &Answer) -> Message {
        let bad = match answer {
            Answer::Good(_) => None,
            Answer::Bad(kind, wait) => Some((failure(*kind), wait.map(seconds))),
        };
        match (effect, bad, answer) {
            (Effect::Submit { id, token, .. }, bad, _) => {
                let outcome = match bad {
                    None => self.service_makes(id, token),
                    Some((failure, retry_after)) => match failure.kind {
                        FailureKind::RateLimited | FailureKind::Unauthorized | FailureKind::Invalid => {
                            SubmitOutcome::Rejected { failure, retry_after }
                        }
                        FailureKind::Unreachable => SubmitOutcome::NotSent(failure),
                        // whatever went wrong, it arrived
                        FailureKind::Server | FailureKind::TimedOut => {
                            self.note("answers lost");
                            self.service_makes(id, token);
                            SubmitOutcome::Unknown(failure)
                        }
                        _ => SubmitOutcome::Unknown(failure),
                    },
                };
                self.keep_outcome(id, token, outcome)
            }
            (Effect::Poll { id, .. }, Some((failure, retry_after)), _) => {
                let poll = Poll::Missed { failure, retry_after };
                Message::Polled { id, poll }
            }
            (Effect::Poll { id, .. }, None, Answer::Good(word)) => {
                let poll = seen(self.now.wall, word, None);
                Message::Polled { id, poll }
            }
            (Effect::Cancel { id, .. }, bad, _) => {
                let outcome = match bad {
                    None => CancelOutcome::Taken,
                    Some((failure, _)) if failure.kind == FailureKind::Conflict => CancelOutcome::Refused(failure),
                    Some((failure, retry_after)) => CancelOutcome::Missed { failure, retry_after },
                };
                Message::CancelAnswered { id, outcome }
            }
            (Effect::Models, bad, _) => {
                Message::Models(bad.map_or_else(|| Ok(Catalogue::built_in()), |(failure, _)| Err(failure)))
            }
            other => panic!("{other:?}"),
        }
    }

    fn tell(&mut self, process: usize, message: Message) {
        let by_key = matches!(message, Message::KeyRead { .. });
        let to = &mut self.processes[process];
        if !matches!(message, Message::Holding | Message::LetGo) {
            to.told.push(message.clone());
        }
        for effect in to.engine.update(message, self.now) {
            match &effect {
                Effect::OpenJobs
                | Effect::ChangedJobs
                | Effect::Usual
                | Effect::Record { .. }
                | Effect::Track { .. }
                | Effect::Apply { .. } => {
                    to.asked.push_back(effect);
                    continue;
                }
                Effect::Submit { id, token, body } => {
                    assert!(self.durable.contains(body), "sent before it was durable");
                    let sent = Try {
                        job: *id,
                        made: None,
                        kept: false,
                    };
                    assert!(self.tries.insert(*token, sent).is_none(), "sent twice");
                    *self.tally.entry("POSTs").or_default() += 1;
                }
                Effect::Poll { .. } | Effect::Cancel { .. } | Effect::Models => {}
            }
            to.service.push((self.now.steady, effect));
            if !by_key {
                to.requests.push(self.now.steady);
            }
        }
        to.check(self.now);
    }

    /// Whatever the service made is named in the ledger where the answer was kept; else the ledger says that its fate is not known,
    /// until the person settles it.
    fn check_ledger(&self) {
        for (token, sent) in &self.tries {
            let Some(name) = &sent.made else { continue };
            let job = self.ledger.jobs.get(&sent.job).expect("durable before it was sent");
            let named = job.remote_id.as_ref() == Some(name) || job.other_ids.contains(name);
            let by_hand = |failure: &Failure| failure.kind == FailureKind::NotCreated;
            let settled = (job.sent_again && job.token != Some(*token))
                || job.remote_id.is_some()
                || job.failure.as_ref().is_some_and(by_hand);
            let open = matches!(job.status, Status::Sending | Status::Unknown);
            assert!(
                named || (!sent.kept && (open || settled)),
                "a paid job is lost: {job:?}"
            );
        }
    }
}

impl Process {
    fn end_is_being_written(&self, job: JobId) -> bool {
        let observed = |id: &JobId, event: &Event| *id == job && matches!(event, Event::Observed { .. });
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

    fn check(&self, now: Now) {
        let engine = &self.engine;
        assert!(
            engine.next_wake(now).is_none_or(|at| at > now.steady),
            "a wake that is due after an update spins"
        );
        let newest = &self.requests[self.requests.len().saturating_sub(CEILING + 1)..];
        let within = |from: Duration| newest.iter().filter(|at| **at < from + seconds(1)).count();
        assert!(
            newest.first().is_none_or(|first| within(*first) <= CEILING),
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
            // the end of its submit will have it looked at
            let looked_at_by_us = engine.board.known && watch.status.is_live() && !engine.sending.contains(id);
            assert!(
                !(looked_at_by_us && left_alone) || self.end_is_being_written(*id),
                "{watch:?}"
            );
        }
    }
}

#[test]
fn whatever_happens() {
    let begun = Instant::now();
    let count = if env::var_os("LONG").is_some() { 100_000 } else { 2000 };
    let first: u64 = match env::var("SEED") {
        Ok(seed) => seed.parse().expect("a number"),
        Err(_) => u64::from(Timestamp::now().subsec_nanosecond().unsigned_abs()) / 1000,
    };
    let histories = prop::collection::vec(step(), 1..160);
    let tally = RefCell::new(Tally::new());
    for number in first..first + count {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        let history = histories.new_tree(&mut runner).expect("a history");
        let run = runner.run_one(history, |steps| {
            let mut storm = Storm::new();
            for step in steps {
                storm.step(step);
            }
            for (fault, times) in storm.tally {
                *tally.borrow_mut().entry(fault).or_default() += times;
            }
            Ok(())
        });
        if let Err(error) = run {
            let (why, steps) = match error {
                TestError::Fail(why, steps) => (why, format!("{steps:#?}")),
                TestError::Abort(why) => (why, String::new()),
            };
            panic!(
                "history {number}: {why}\nagain: SEED={number} cargo test --lib engine::tests::storm -- --nocapture\n\
                 what is enough for it: {steps}"
            );
        }
    }
    let tally = tally.into_inner();
    for fault in FAULTS {
        assert!(tally.contains_key(fault), "{fault}: never tried");
    }
    println!(
        "storm: {count} random histories of two processes (SEED={first} repeats them), {:.1?}: 0 broken; {tally:?}",
        begun.elapsed()
    );
}

//! Hours in a second: thousands of live jobs on a virtual clock, in fair weather and through an outage.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::support::*;
use crate::engine::{Effect, Engine, Message, Settings};
use crate::job::*;

const PACE: Duration = Duration::from_secs(20);

/// A service that takes its time, and is away for a while.
struct Simulation {
    engine: Engine,
    now: Now,
    answers: BTreeMap<(Duration, usize), Message>,
    outage: std::ops::Range<Duration>,
    polls: Vec<(Duration, JobId)>,
}

impl Simulation {
    const LATENCY: Duration = Duration::from_millis(200);

    fn new(jobs: u128, requests_per_second: u32) -> Self {
        let settings = Settings {
            pace: Pace {
                first: Some(PACE),
                every: Some(PACE),
                sandbox: false,
            },
            requests_per_second: f64::from(requests_per_second),
            in_flight: 20,
        };
        let mut engine = Engine::new(settings, [3; 32]);
        let now = start();
        let board = (0..jobs).map(|number| foreign(number, Status::Processing)).collect();
        assert_eq!(engine.update(Message::Holding, now), [Effect::OpenJobs]);
        let mut simulation = Self {
            engine,
            now,
            answers: BTreeMap::new(),
            outage: Duration::ZERO..Duration::ZERO,
            polls: vec![],
        };
        simulation.tell(Message::OpenJobs(Ok(board)));
        simulation
    }

    fn tell(&mut self, message: Message) {
        for effect in self.engine.update(message, self.now) {
            let Effect::Poll { id, .. } = effect else {
                panic!("{effect:?}")
            };
            let asked_at = self.now.steady;
            let poll = if self.outage.contains(&asked_at) {
                missed(FailureKind::Unreachable)
            } else {
                seen(self.now.wall, "processing", None)
            };
            self.polls.push((asked_at, id));
            let place = (asked_at + Self::LATENCY, self.polls.len());
            self.answers.insert(place, Message::Polled { id, poll });
        }
    }

    fn run_until(&mut self, end: Duration) {
        loop {
            let wake = self.engine.next_wake(self.now);
            let answer = self.answers.first_key_value().map(|((at, _), _)| *at);
            let next = wake.into_iter().chain(answer).min().expect("it goes on");
            if next >= end {
                return;
            }
            self.now = self.now.after(next.saturating_sub(self.now.steady));
            let message = match self.answers.first_entry() {
                Some(entry) if entry.key().0 <= next => entry.remove(),
                _ => Message::Wake,
            };
            self.tell(message);
        }
    }

    /// The most polls within any second that began at or after that moment.
    fn peak(&self, from: Duration) -> usize {
        let times: Vec<Duration> = self.polls.iter().map(|(at, _)| *at).filter(|at| *at >= from).collect();
        let within = |first: usize| {
            times[first..]
                .iter()
                .take_while(|at| **at < times[first] + seconds(1))
                .count()
        };
        (0..times.len()).map(within).max().unwrap_or_default()
    }
}

#[test]
fn ten_thousand_live_jobs_and_none_is_starved() {
    let (jobs, ceiling) = (10_000, 500);
    let mut simulation = Simulation::new(jobs, ceiling);
    let begin = simulation.now.steady;
    let end = begin + seconds(45);
    simulation.run_until(end);
    // due after the pace, and sent at most 2 D/R later
    let longest = PACE.mul_f64(1.1) + seconds(40) + Simulation::LATENCY;
    let mut last = HashMap::new();
    for (at, id) in &simulation.polls {
        let before = last.insert(*id, *at).unwrap_or(begin);
        let waited = at.saturating_sub(before);
        assert!(waited <= longest, "{waited:?}");
    }
    assert_eq!(last.len(), 10_000);
    assert!(last.values().all(|at| end.saturating_sub(*at) <= longest));
    let rate = simulation.polls.len() / 45;
    assert!((450..=500).contains(&rate), "the ceiling is used: {rate}");
    assert!(simulation.peak(begin) <= 500);
}

#[test]
fn half_an_hour_without_the_service_costs_next_to_nothing_and_ends_without_a_storm() {
    let mut simulation = Simulation::new(1000, 5);
    let begin = simulation.now.steady + seconds(300);
    let end = begin + seconds(1800);
    simulation.outage = begin..end;
    simulation.run_until(begin);
    let before = simulation.polls.len();
    simulation.run_until(end);
    let during = simulation.polls.len() - before;
    assert!(
        (50..150).contains(&during),
        "{during}, where fair weather has {}",
        before * 6
    );
    assert!(simulation.engine.weather().outage().is_some());
    simulation.run_until(end + seconds(31));
    assert_eq!(
        simulation.engine.weather().outage(),
        None,
        "noticed within the longest time between two tries"
    );
    simulation.run_until(end + seconds(331));
    assert!(simulation.peak(end) <= 5);
    let after = simulation.polls.iter().filter(|(at, _)| *at >= end).count();
    assert!((1250..1600).contains(&after), "{after}");
}

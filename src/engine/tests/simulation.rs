//! Hours in a second: thousands of live jobs on a virtual clock, in fair weather and through an outage.

use std::collections::{BTreeMap, HashMap, HashSet};
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
        let board = (0..jobs).map(|number| OpenJob::of(&foreign(number, Status::Processing)));
        let board = OpenJobs::all(board.collect());
        assert_eq!(engine.update(Message::Holding, now), [Effect::OpenJobs, Effect::Usual]);
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
    // a place under the ceiling is taken until a second after the answer
    assert!((400..=500).contains(&rate), "the ceiling is used: {rate}");
    assert!(simulation.peak(begin) <= 500);
}

/// `LONG=1` simulates ten thousand jobs, and prints how it went.
#[test]
fn half_an_hour_without_the_service_costs_nothing_and_ends_without_a_storm() {
    let clock = std::time::Instant::now();
    let jobs: u32 = if std::env::var_os("LONG").is_some() {
        10_000
    } else {
        1000
    };
    // what the jobs ask for in fair weather is well below the ceiling, so that the ceiling alone would let a storm through
    let (steady, ceiling) = (jobs / 20, jobs / 4);
    let (minute, away, after) = (seconds(60), seconds(1800), seconds(300));
    let [fair, out] = [false, true].map(|out| {
        let mut simulation = Simulation::new(jobs.into(), ceiling);
        let begin = simulation.now.steady + minute;
        if out {
            simulation.outage = begin..begin + away;
        }
        simulation.run_until(begin + away);
        assert_eq!(simulation.engine.weather().outage().is_some(), out);
        simulation.run_until(begin + away + after);
        assert_eq!(simulation.engine.weather().outage(), None);
        simulation
    });
    let (begin, back) = (out.outage.start, out.outage.end);
    let within = |from, to| out.polls.iter().filter(|(at, _)| (from..to).contains(at)).count();
    let during = within(begin, back);
    let peak = out.peak(back);
    println!(
        "outage of 30 min, {jobs} jobs, {steady} requests a second in fair weather: {} requests in all, {} without the outage, \
         {during} while it lasted; peak second after it {peak}; 0 submits: {:.1?}",
        out.polls.len(),
        fair.polls.len(),
        clock.elapsed()
    );
    assert!(out.polls.len() <= fair.polls.len() * 6 / 5);
    // probed now and then; until it is noticed, what is under way goes on
    assert!((30..200 + steady as usize).contains(&during), "{during}");
    assert!(peak <= 2 * steady as usize);
    // noticed within the longest time between two tries; and then every job is looked at within its pace
    let caught_up = back + seconds(31) + PACE.mul_f64(1.2);
    let looks = out.polls.iter().filter(|(at, _)| (back..caught_up).contains(at));
    let seen: HashSet<_> = looks.map(|(_, id)| id).collect();
    assert_eq!(seen.len(), jobs as usize);
}

#[test]
fn an_outage_at_the_ceiling_ends_at_the_ceiling() {
    let mut simulation = Simulation::new(1000, 5);
    let begin = simulation.now.steady + seconds(300);
    let end = begin + seconds(1800);
    simulation.outage = begin..end;
    simulation.run_until(end + seconds(331));
    assert!(simulation.peak(end) <= 5);
    let after = simulation.polls.iter().filter(|(at, _)| *at >= end).count();
    assert!((1250..1600).contains(&after), "{after}");
}

/// Jobs that each take a time of their own, followed from being accepted to the end of the last.
struct Following {
    desk: Desk,
    asked: Vec<Effect>,
    ends: HashMap<JobId, Duration>,
    looks: u32,
    late: Duration,
}

impl Following {
    /// What the engine is told of such jobs comes first. Tells the looks a job, and how long after its end a job was seen ended, on
    /// average.
    fn follow(told: Vec<(Kind, Usual)>, takes: &[Duration]) -> (f64, Duration) {
        let desk = Desk::holder(Settings {
            pace: Pace::default(),
            requests_per_second: 50.0,
            in_flight: takes.len(),
        });
        let mut all = Self {
            desk,
            asked: vec![],
            ends: HashMap::new(),
            looks: 0,
            late: Duration::ZERO,
        };
        all.desk.tell(Message::Usual(Ok(told)));
        for (number, takes) in takes.iter().enumerate() {
            all.desk.pass(Duration::from_millis(100));
            let sent = all.desk.settle(send(&number.to_string()));
            all.asked.extend(sent);
            all.answer(*takes);
        }
        while !all.ends.is_empty() {
            let (_, asked) = all.desk.wake();
            all.asked.extend(asked);
            all.answer(Duration::ZERO);
        }
        let jobs = u32::try_from(takes.len()).expect("few");
        (f64::from(all.looks) / f64::from(jobs), all.late / jobs)
    }

    fn answer(&mut self, takes: Duration) {
        let now = self.desk.now.steady;
        while let Some(effect) = self.asked.pop() {
            let more = match effect {
                Effect::Submit { id, .. } => {
                    self.ends.insert(id, now + takes);
                    self.desk.submitted(id, accepted(id))
                }
                Effect::Poll { id, .. } => {
                    self.looks += 1;
                    let over = now.checked_sub(self.ends[&id]);
                    if let Some(late) = over {
                        self.late += late;
                        self.ends.remove(&id);
                    }
                    self.desk
                        .seen(id, if over.is_some() { "succeeded" } else { "processing" })
                }
                other => panic!("{other:?}"),
            };
            self.asked.extend(more);
        }
    }
}

#[test]
fn a_pace_that_was_learned_asks_less_often_and_sees_an_end_sooner() {
    // nine in ten between 100 s and 140 s, a tail behind them
    let takes: Vec<_> = (0..200_u64)
        .map(|number| match number % 20 {
            0 => seconds(95),
            19 => seconds(200),
            other => seconds(100) + Duration::from_millis(other * 2200),
        })
        .collect();
    let kind = Kind {
        model: "seedance-2.0".into(),
        resolution: "720p".into(),
        duration: 5,
    };
    let usual = Usual::of(takes.iter().copied().step_by(4).collect()).expect("enough");
    let (looks, late) = Following::follow(vec![], &takes);
    let (looks_learned, late_learned) = Following::follow(vec![(kind, usual)], &takes);
    println!(
        "200 jobs of 95 to 200 s: {looks:.1} looks a job, end seen after {late:.1?}; learned {looks_learned:.1}, {late_learned:.1?}"
    );
    assert!(looks_learned < looks * 0.9, "{looks_learned} {looks}");
    assert!(late_learned < late.mul_f64(0.75), "{late_learned:?} {late:?}");
}

#[test]
fn the_ledger_is_asked_again_once_enough_has_been_seen() {
    let mut desk = Desk::holder(Settings {
        in_flight: 100,
        ..settings()
    });
    let mut readings = 0;
    for number in 0..15 {
        let id = desk.live(&number.to_string());
        desk.pass(seconds(1));
        desk.settle(Message::Look(id, remote(id)));
        let url = Some("https://x.example/v.mp4");
        let poll = seen(desk.now.wall, "succeeded", url);
        for effect in desk.tell(Message::Polled { id, poll }) {
            let answer = desk.ledger.answer(&effect).expect("the ledger's");
            let effects = desk.tell(answer);
            readings += effects.iter().filter(|effect| **effect == Effect::Usual).count();
            for effect in effects {
                let answer = desk.ledger.answer(&effect);
                assert_eq!(answer, Some(Message::Usual(Ok(vec![]))));
                desk.tell(Message::Usual(Err(failure(FailureKind::Ledger))));
            }
        }
    }
    assert_eq!(readings, 1, "after ten seconds, and then not before another ten");
}

/// How often the engine wakes for up to a thousand looks a second, and whether the ceiling and the turn of each hold.
#[test]
fn many_looks_a_second_share_their_wakes() {
    for (jobs, ceiling) in [(2000_u32, 1000), (10_000, 500), (600, 50), (10_000, 100_000)] {
        let mut simulation = Simulation::new(jobs.into(), ceiling);
        let begin = simulation.now.steady;
        let warm = begin + seconds(60);
        simulation.run_until(begin + seconds(120));
        let polls = simulation.polls.iter().filter(|(at, _)| *at >= warm);
        let mut times: Vec<_> = polls.map(|(at, _)| *at).collect();
        let sent = times.len();
        times.dedup();
        println!(
            "{jobs} jobs, every 20 s, ceiling {ceiling}: {} looks a minute in {} wakes; peak second {}",
            sent,
            times.len(),
            simulation.peak(begin)
        );
        assert!(simulation.peak(begin) <= ceiling as usize);
        assert!(times.len() <= 60 * 20, "{}", times.len());
        // 2 D/R after it is due; a second more, where the looks under way at once are what limits
        let longest = PACE.mul_f64(1.1) + seconds(2) * jobs / ceiling + Simulation::LATENCY + seconds(1);
        let mut last = HashMap::new();
        for (at, id) in &simulation.polls {
            let waited = at.saturating_sub(last.insert(*id, *at).unwrap_or(begin));
            assert!(waited <= longest, "{waited:?} of {longest:?}");
        }
        assert_eq!(last.len(), jobs as usize);
    }
}

#[test]
fn few_looks_a_second_are_sent_when_they_are_due() {
    let mut simulation = Simulation::new(100, 50);
    let begin = simulation.now.steady;
    simulation.run_until(begin + seconds(300));
    let later = simulation.polls.iter().filter(|(at, _)| *at >= begin + seconds(100));
    let times: HashSet<_> = later.map(|(at, _)| *at).collect();
    assert!(times.len() > 900, "spread out: {}", times.len());
}

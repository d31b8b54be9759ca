//! An engine at a desk of its own: two clocks set by hand and a ledger in memory that answers as the real one does.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::{Effect, Engine, Message, Settings, Twin};
use crate::job::*;

pub const FIRST: Duration = Duration::from_secs(20);
pub const EVERY: Duration = Duration::from_secs(30);

pub fn settings() -> Settings {
    Settings {
        pace: Pace {
            first: Some(FIRST),
            every: Some(EVERY),
            sandbox: false,
        },
        requests_per_second: 5.0,
        in_flight: 20,
    }
}

pub fn one_in_flight() -> Settings {
    Settings {
        in_flight: 1,
        ..settings()
    }
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn start() -> Now {
    Now {
        wall: Timestamp::from_second(1_790_000_000).expect("in range"),
        steady: seconds(1000),
    }
}

pub fn request(prompt: &str) -> Request {
    Request {
        model: "seedance-2.0".into(),
        prompt: prompt.into(),
        media_urls: vec![],
        aspect_ratio: "16:9".into(),
        duration: 5,
        resolution: "720p".into(),
        webhook_url: None,
        metadata: None,
    }
}

pub fn send(prompt: &str) -> Message {
    Message::Send {
        request: request(prompt),
        twin: Twin::Ask,
    }
}

pub fn key_read(read_well: bool) -> Message {
    Message::KeyRead {
        read_well,
        chosen: None,
    }
}

pub fn failure(kind: FailureKind) -> Failure {
    Failure::new(kind, "told so")
}

pub fn remote(id: JobId) -> RemoteId {
    RemoteId::parse(&format!("req-{id}")).expect("sound")
}

pub fn accepted(id: JobId) -> SubmitOutcome {
    SubmitOutcome::Accepted {
        remote_id: remote(id),
        status: Status::Queued,
        credits: Some(Credits::whole(40)),
    }
}

pub fn busy(retry_after: Option<Duration>) -> SubmitOutcome {
    SubmitOutcome::Rejected {
        failure: failure(FailureKind::RateLimited),
        retry_after,
    }
}

pub fn missed(kind: FailureKind) -> Poll {
    Poll::Missed {
        failure: failure(kind),
        retry_after: None,
    }
}

pub fn snapshot(at: Timestamp, word: &str, url: Option<&str>) -> Snapshot {
    Snapshot {
        asked_at: at,
        status: Status::from_service(word),
        video_url: url.map(str::to_owned),
        failure: None,
        model: None,
        prompt: None,
        aspect_ratio: None,
        duration: None,
        answer: Answer {
            http_status: Some(200),
            body: vec![],
        },
    }
}

pub fn seen(at: Timestamp, word: &str, url: Option<&str>) -> Poll {
    Poll::Seen(Box::new(snapshot(at, word, url)))
}

pub fn poll(id: JobId) -> Effect {
    Effect::Poll {
        id,
        remote_id: remote(id),
    }
}

pub fn cancel(id: JobId) -> Effect {
    Effect::Cancel {
        id,
        remote_id: remote(id),
    }
}

/// The ledger: shared by several desks, it stands for several windows on one board.
#[derive(Debug, Default, Clone)]
pub struct Ledger {
    pub jobs: BTreeMap<JobId, Job>,
    /// The open jobs that a process was told of last.
    pub told: BTreeMap<JobId, Status>,
    /// It takes and gives nothing.
    pub broken: bool,
}

impl Ledger {
    /// Tells of these open jobs, and remembers that all are told by now.
    fn tell(&mut self, which: impl Fn(JobId, &Status) -> bool) -> Vec<OpenJob> {
        let open = self.jobs.values().filter(|job| job.status.is_open());
        self.told = open.clone().map(|job| (job.id, job.status.clone())).collect();
        let told = open.filter(|job| which(job.id, &job.status));
        told.map(OpenJob::of).collect()
    }

    /// Does what the effect asks of the ledger; `None` where it asks something of the service.
    pub fn answer(&mut self, effect: &Effect) -> Option<Message> {
        let broken = || failure(FailureKind::Ledger);
        match effect {
            Effect::OpenJobs | Effect::ChangedJobs if self.broken => Some(Message::OpenJobs(Err(broken()))),
            Effect::OpenJobs => Some(Message::OpenJobs(Ok(OpenJobs::all(self.tell(|_, _| true))))),
            Effect::ChangedJobs => {
                let before = self.told.clone();
                let jobs = self.tell(|id, status| {
                    *status == Status::Cancelling || before.get(&id).is_none_or(|told| told != status)
                });
                let closed = before.into_keys().filter(|id| !self.told.contains_key(id)).collect();
                let others = Others::AsTold { closed };
                Some(Message::OpenJobs(Ok(OpenJobs { jobs, others })))
            }
            Effect::Record {
                job,
                intent,
                twins_since,
            } => {
                let twin = self.jobs.values().find(|other| {
                    twins_since.is_some_and(|since| other.request == job.request && other.created_at >= since)
                });
                let recorded = match twin {
                    _ if self.broken => Err(broken()),
                    Some(twin) => Ok(Recorded::Twin {
                        id: twin.id,
                        at: twin.created_at,
                        unknown: false,
                    }),
                    None => {
                        let mut job = job.clone();
                        if let Some(intent) = intent {
                            job.apply(&Event::Intended(intent.clone()), intent.at);
                        }
                        self.jobs.insert(job.id, (*job).clone());
                        Ok(Recorded::Kept(job))
                    }
                };
                Some(Message::Recorded { id: job.id, recorded })
            }
            Effect::Track { job, name, .. } => {
                let known = self.jobs.values().find(|other| other.remote_id.as_ref() == Some(name));
                let recorded = match known {
                    _ if self.broken => Err(broken()),
                    Some(known) => Ok(Recorded::Known { id: known.id }),
                    None => {
                        self.jobs.insert(job.id, (**job).clone());
                        Ok(Recorded::Kept(job.clone()))
                    }
                };
                let name = name.clone();
                Some(Message::Tracked { name, recorded })
            }
            Effect::Apply { id, event, at } => {
                let changed = !self.broken && self.jobs.get_mut(id).is_some_and(|job| job.apply(event, *at));
                let job = self.jobs.get(id).cloned().map(Box::new);
                Some(Message::Applied {
                    id: *id,
                    event: event.clone(),
                    kept: if self.broken { Err(broken()) } else { Ok(job) },
                    changed,
                })
            }
            Effect::Usual => Some(Message::Usual(Ok(vec![]))),
            Effect::Submit { .. } | Effect::Poll { .. } | Effect::Cancel { .. } | Effect::Models => None,
        }
    }
}

pub struct Desk {
    pub engine: Engine,
    pub now: Now,
    pub ledger: Ledger,
}

impl Desk {
    /// A window: it does not hold the engine.
    pub fn window(settings: Settings) -> Self {
        Self {
            engine: Engine::new(settings, [7; 32]),
            now: start(),
            ledger: Ledger::default(),
        }
    }

    /// The holder of an empty ledger, which it has read.
    pub fn holder(settings: Settings) -> Self {
        let mut desk = Self::window(settings);
        assert_eq!(desk.settle(Message::Holding), []);
        desk
    }

    /// The engine alone: what it answers to one message.
    pub fn tell(&mut self, message: Message) -> Vec<Effect> {
        self.engine.update(message, self.now)
    }

    /// With the ledger answering at once: what is asked of the service.
    pub fn settle(&mut self, message: Message) -> Vec<Effect> {
        let mut messages = vec![message];
        let mut asked = vec![];
        while let Some(message) = messages.pop() {
            for effect in self.tell(message) {
                match self.ledger.answer(&effect) {
                    Some(answer) => messages.insert(0, answer),
                    None => asked.push(effect),
                }
            }
        }
        asked
    }

    pub fn pass(&mut self, time: Duration) {
        self.now = self.now.after(time);
    }

    /// How long until it wants to be woken.
    pub fn sleep(&self) -> Option<Duration> {
        self.engine
            .next_wake(self.now)
            .map(|at| at.saturating_sub(self.now.steady))
    }

    /// Sleeps until the next wake and tells how long it was and what is asked of the service then.
    pub fn wake(&mut self) -> (Duration, Vec<Effect>) {
        let sleep = self.sleep().expect("it wants to be woken");
        self.pass(sleep);
        (sleep, self.settle(Message::Wake))
    }

    /// Sends by hand, as far as the POST.
    pub fn send(&mut self, prompt: &str) -> JobId {
        match self.settle(send(prompt)).as_slice() {
            [Effect::Submit { id, .. }] => *id,
            other => panic!("no submit: {other:?}"),
        }
    }

    /// Ends the submit of a job; the outcome goes into the ledger as the runtime does it.
    pub fn submitted(&mut self, id: JobId, outcome: SubmitOutcome) -> Vec<Effect> {
        let message = self.submit_message(id, outcome);
        self.settle(message)
    }

    /// The latest try of a job, as the ledger has it.
    pub fn token(&self, id: JobId) -> IntentToken {
        let job = self.ledger.jobs.get(&id);
        job.and_then(|job| job.token).unwrap_or(IntentToken(Uuid::nil()))
    }

    pub fn submit_message(&mut self, id: JobId, outcome: SubmitOutcome) -> Message {
        let token = self.token(id);
        let event = Event::Answered {
            token,
            outcome: outcome.clone(),
            answer: None,
        };
        let apply = Effect::Apply {
            id,
            event,
            at: self.now.wall,
        };
        match self.ledger.answer(&apply) {
            Some(Message::Applied { kept, .. }) => Message::Submitted {
                id,
                token,
                outcome,
                answer: None,
                kept,
            },
            other => panic!("{other:?}"),
        }
    }

    /// A job that was just accepted.
    pub fn live(&mut self, prompt: &str) -> JobId {
        let id = self.send(prompt);
        assert_eq!(self.submitted(id, accepted(id)), []);
        id
    }

    pub fn polled(&mut self, id: JobId, poll: Poll) -> Vec<Effect> {
        self.settle(Message::Polled { id, poll })
    }

    pub fn seen(&mut self, id: JobId, word: &str) -> Vec<Effect> {
        let url = (word == "succeeded").then_some("https://x.example/v.mp4");
        let poll = seen(self.now.wall, word, url);
        self.polled(id, poll)
    }

    pub fn status(&self, id: JobId) -> &Status {
        &self.ledger.jobs[&id].status
    }
}

/// A job that was accepted by some other process.
pub fn foreign(number: u128, status: Status) -> Job {
    let id = JobId(Uuid::from_u128(number));
    let mut job = Job::new(id, request(&format!("foreign {number}")), start().wall);
    if status != Status::Waiting {
        job.steps.push(Step {
            at: job.created_at,
            status: Status::Sending,
        });
    }
    job.queued_here = status == Status::Waiting;
    job.remote_id = status.is_live().then(|| remote(id));
    job.status = status;
    job
}

pub fn near(expected: Duration, actual: Duration) -> bool {
    (expected.mul_f64(0.9)..=expected.mul_f64(1.1)).contains(&actual)
}

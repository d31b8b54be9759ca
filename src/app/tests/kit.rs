//! An app on a clock set by hand, and short ways to press, feed and look.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Builder;

use crate::app::keymap::BINDINGS;
use crate::app::keymap::Keymap;
use crate::app::{ApiKey, App, Area, Effect, Geometry, Message, Mode, Overlay, Purpose, Settings, Theme};
use crate::engine::{self, Effect as EngineEffect, Message as EngineMessage};
use crate::job::{
    Answer, Details, Draft, Event, FIELDS, Failure, FailureKind, Field, Job, JobId, Now, OpenJob, OpenJobs, Pace, Page,
    Poll, Query, Recorded, RemoteId, Request, Row, Snapshot, Status, Survey, Surveyed, Tally, Video,
};
use crate::words::ENGLISH;

/// The wall clock at the start, in seconds.
const START: i64 = 1_800_000_000;

pub(super) struct Desk {
    pub app: App,
    pub now: Now,
}

pub(super) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub(super) fn draft(prompt: &str) -> Draft {
    Draft {
        prompt: prompt.into(),
        ..Draft::default()
    }
}

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(START + second).expect("in range")
}

/// A job of that number, one second younger than the one before, with a request id.
pub(super) fn job(number: u8, status: Status) -> Job {
    let created = at(i64::from(number) - 1000);
    let millis = u64::try_from(created.as_millisecond()).expect("after 1970");
    let id = JobId(Builder::from_unix_timestamp_millis(millis, &[number; 10]).into_uuid());
    let request = draft(&format!("prompt {number}"));
    let request = request.request(&crate::job::Catalogue::built_in()).expect("sound");
    Job {
        status,
        remote_id: RemoteId::parse(&format!("req_{number}")),
        ..Job::new(id, request, created)
    }
}

/// A finished job whose link was told so many seconds after the start.
pub(super) fn finished(number: u8, url: &str, told: i64) -> Job {
    Job {
        video: Some(Video {
            url: url.into(),
            told_at: at(told),
        }),
        ..job(number, Status::Succeeded)
    }
}

/// Newest first, as the ledger gives them.
pub(super) fn page(jobs: &[Job], before: u64, total: u64) -> Message {
    let mut rows: Vec<_> = jobs.iter().map(Row::of).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
    page_of(
        Query::default(),
        Page {
            rows,
            before: Tally::exactly(before),
            total: Tally::exactly(total),
            ..Page::default()
        },
    )
}

/// The answer to a question about another list than that of all jobs.
pub(super) fn page_of(query: Query, page: Page) -> Message {
    Message::Page(query, Ok(Some(page)))
}

/// What the ledger has of these jobs; archived ones are outside of the filter.
pub(super) fn survey(jobs: &[Job]) -> Message {
    let surveyed = jobs.iter().map(|job| Surveyed {
        id: job.id,
        status: job.status.clone(),
        archived: job.archived,
        outside: job.archived,
    });
    let asked = jobs.iter().map(|job| (Row::of(job).kind(), false, 1)).collect();
    Message::Surveyed(Ok(Survey {
        jobs: surveyed.collect(),
        asked,
    }))
}

/// A text of ours as it is said with the usual keys.
pub(super) fn said(text: &str) -> String {
    Keymap::default().said(text).into_owned()
}

pub(super) fn fault(kind: FailureKind) -> Failure {
    Failure::new(kind, "")
}

pub(super) fn snapshot(status: Status, url: Option<&str>, asked_at: Timestamp) -> Snapshot {
    Snapshot {
        asked_at,
        status,
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

pub(super) fn missed(job: &Job, kind: FailureKind) -> EngineMessage {
    let failure = fault(kind);
    EngineMessage::Polled {
        id: job.id,
        poll: Poll::Missed {
            failure,
            retry_after: None,
        },
    }
}

pub(super) fn applied(job: &Job, event: Event, changed: bool) -> EngineMessage {
    EngineMessage::Applied {
        id: job.id,
        event,
        kept: Ok(Some(Box::new(job.clone()))),
        changed,
    }
}

/// What is paid for among the effects: the prompt, and whether a twin is asked about.
pub(super) fn payments(effects: &[Effect]) -> Vec<(String, bool)> {
    let recorded = effects.iter().filter_map(|effect| match effect {
        Effect::Engine(EngineEffect::Record { job, twins_since, .. }) => {
            // of the last minute: one whose fate is unknown is asked about besides
            let twins = twins_since.is_some_and(|since| since < jiff::Timestamp::MAX);
            Some((job.request.prompt.clone(), twins))
        }
        _ => None,
    });
    recorded.collect()
}

/// Form, list and details as they stand at 120x40, with three rows for each field, the first of them its label.
pub(super) fn geometry(list: u16, details: bool) -> Geometry {
    let area = |x, y, width, height| Area { x, y, width, height };
    let place = |(line, field): (u16, Field)| (field, area(1, line * 4, 40, 4));
    let text = |(line, field): (u16, Field)| (field, area(3, line * 4 + 1, 36, 3));
    let in_sight = || (1..).zip(FIELDS);
    Geometry {
        form: area(0, 1, 42, 37),
        places: in_sight().map(place).collect(),
        fields: in_sight().map(text).collect(),
        jobs: area(42, 1, 78, if details { 27 } else { 37 }),
        list: area(43, 3, 76, list),
        details: if details { area(42, 28, 78, 10) } else { Area::default() },
        details_scroll: 5,
        help_scroll: 5,
        // every key that there is
        keys: (0..)
            .zip(BINDINGS)
            .map(|(number, row)| (row.action, area(number * 2, 39, 2, 1)))
            .collect(),
        ..Geometry::default()
    }
}

pub(super) fn settings() -> Settings {
    Settings {
        mode: Mode::Live("www.seedance2.ink".into()),
        api_key: ApiKey::ReadAnew,
        loopback: false,
        words: &ENGLISH,
        zone: TimeZone::UTC,
        keys: Keymap::default(),
        theme: Theme::Terminal,
        can_stop: true,
        notify: true,
        engine: engine::Settings {
            pace: Pace::default(),
            requests_per_second: 100.0,
            in_flight: 20,
        },
        notes: vec![],
    }
}

impl Desk {
    /// Started, and nothing heard of the ledger.
    pub fn bare(settings: Settings, form: &Draft) -> Self {
        let now = Now {
            wall: at(0),
            steady: ms(1000),
        };
        let (app, _) = App::new(settings, Some(form), [7; 32], now);
        let mut desk = Self { app, now };
        desk.feed(Message::Drawn(geometry(20, false)));
        desk
    }

    /// With these jobs in the ledger, of which the queue alone is run here: nothing is looked at by itself.
    pub fn with(jobs: &[Job]) -> Self {
        Self::knowing(jobs, |job| job.status == Status::Waiting)
    }

    /// In the process that polls, with these jobs in the ledger.
    pub fn polling(jobs: &[Job]) -> Self {
        Self::knowing(jobs, |job| job.status.is_open())
    }

    fn knowing(jobs: &[Job], open: impl Fn(&Job) -> bool) -> Self {
        let mut desk = Self::bare(settings(), &draft("A paper boat"));
        desk.tell(EngineMessage::Holding);
        let open = jobs.iter().filter(|job| open(job)).map(OpenJob::of).collect();
        desk.tell(EngineMessage::OpenJobs(Ok(OpenJobs::all(open))));
        desk.feed(page(jobs, 0, jobs.len() as u64));
        desk
    }

    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.now = self.now.after(time);
        self
    }

    pub fn feed(&mut self, message: Message) -> Vec<Effect> {
        self.app.update(message, self.now)
    }

    pub fn tell(&mut self, message: EngineMessage) -> Vec<Effect> {
        self.feed(Message::Engine(message))
    }

    pub fn wake(&mut self) -> Vec<Effect> {
        self.feed(Message::Wake)
    }

    /// A key right now.
    pub fn key(&mut self, key: &str) -> Vec<Effect> {
        self.feed(Message::Key(crokey::parse(key).expect("a key")))
    }

    /// Keys with a person's pauses around them, and what all of them led to.
    pub fn press(&mut self, keys: &str) -> Vec<Effect> {
        let mut effects = vec![];
        for key in keys.split_whitespace() {
            self.wait(ms(200));
            effects.extend(self.key(key));
            self.wait(ms(120));
            effects.extend(self.wake());
        }
        effects
    }

    pub fn type_text(&mut self, text: &str) -> Vec<Effect> {
        let mut effects = vec![];
        for letter in text.chars() {
            self.wait(ms(50));
            let code = crokey::crossterm::event::KeyCode::Char(letter);
            let none = crokey::crossterm::event::KeyModifiers::NONE;
            effects.extend(self.feed(Message::Key(crokey::KeyCombination::one_key(code, none))));
        }
        effects
    }

    pub fn details(&mut self, job: &Job, purpose: Purpose) -> Vec<Effect> {
        self.feed(Message::Details {
            id: job.id,
            purpose,
            details: Ok(Some(Box::new(Details {
                job: job.clone(),
                intents: vec![],
                submit_answer: None,
                last_answer: None,
            }))),
        })
    }

    /// The jobs on their way into the ledger, oldest first.
    pub fn pending(&self) -> Vec<Job> {
        self.app.engine().pending().cloned().collect()
    }

    pub fn recorded(&mut self, job: &Job) -> Vec<Effect> {
        self.tell(EngineMessage::Recorded {
            id: job.id,
            recorded: Ok(Recorded::Kept(Box::new(job.clone()))),
        })
    }

    pub fn twin(&mut self, job: &Job) -> Vec<Effect> {
        let at = job.created_at;
        self.tell(EngineMessage::Recorded {
            id: job.id,
            recorded: Ok(Recorded::Twin {
                id: job.id,
                at,
                unknown: false,
            }),
        })
    }

    pub fn refuse_key(&mut self) {
        self.tell(EngineMessage::Models(Err(fault(FailureKind::Unauthorized))));
    }

    pub fn notice(&self) -> &str {
        self.app.notice().map_or("", |notice| notice.text.as_str())
    }

    pub fn prompt(&self) -> String {
        self.app.form().draft().prompt
    }

    pub fn selected(&self) -> Option<JobId> {
        self.app.board().selected().map(|row| row.id)
    }

    /// The request of the open question, if it pays.
    pub fn asked_to_pay(&self) -> Option<&Request> {
        use crate::app::Question::{Bulk, Cancel, OpenStale, Resume, RunAgain, Send, Twin};
        match self.app.overlay() {
            Some(Overlay::Question(Send { request, .. } | RunAgain { request, .. } | Twin { request, .. })) => {
                Some(request)
            }
            Some(
                Overlay::Question(Cancel { .. } | OpenStale { .. } | Bulk(_) | Resume(_))
                | Overlay::Help { .. }
                | Overlay::Link(_)
                | Overlay::Palette(_)
                | Overlay::Settling(_)
                | Overlay::Tracking(_),
            )
            | None => None,
        }
    }
}

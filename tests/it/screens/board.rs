//! An app with a fixed clock and hand-made jobs, drawn on a screen that can be read as text.

use std::time::Duration;

use crokey::KeyCombination;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellWidth};
use seedance_tui::app::keymap::Keymap;
use seedance_tui::app::{ApiKey, App, Geometry, Message, Mode, Purpose, Settings};
use seedance_tui::engine;
use seedance_tui::job::{
    Answer, Counts, Credits, Details, Draft, Event, Failure, FailureKind, Intent, IntentToken, Job, JobId, Now, Pace,
    Page, Query, RemoteId, Request, Row, Snapshot, Status, SubmitOutcome, Survey, Surveyed, Tally, Video,
};
use seedance_tui::ui::{Looks, Theme, View};
use seedance_tui::words::{ENGLISH, Words};
use uuid::Uuid;

/// Noon of a day, and how long the program has been running.
pub fn now() -> Now {
    Now {
        wall: "2026-11-20T12:00:00Z".parse().expect("a time"),
        steady: Duration::from_secs(1000),
    }
}

/// So many seconds before [`now`].
pub fn ago(seconds: i64) -> Timestamp {
    now().wall - SignedDuration::from_secs(seconds)
}

pub struct Screen {
    pub app: App,
    pub view: View,
    pub now: Now,
    pub cursor: Option<(u16, u16)>,
}

impl Screen {
    pub fn new(mode: Mode, draft: &Draft) -> Self {
        Self::with_theme(mode, draft, Theme::Terminal)
    }

    pub fn with_theme(mode: Mode, draft: &Draft, looks: impl Into<Looks>) -> Self {
        Self::with_words(mode, draft, looks, &ENGLISH)
    }

    pub fn with_words(mode: Mode, draft: &Draft, looks: impl Into<Looks>, words: &'static Words) -> Self {
        Self::with_keys(mode, draft, looks, (words, Keymap::default()))
    }

    pub fn with_keys(
        mode: Mode,
        draft: &Draft,
        looks: impl Into<Looks>,
        (words, keys): (&'static Words, Keymap),
    ) -> Self {
        let looks = looks.into();
        let pace = Pace {
            sandbox: mode == Mode::Sandbox,
            ..Pace::default()
        };
        let settings = Settings {
            mode,
            api_key: ApiKey::ReadAnew,
            loopback: true,
            words,
            zone: TimeZone::UTC,
            keys,
            theme: looks.theme,
            can_stop: true,
            notify: false,
            engine: engine::Settings {
                pace,
                requests_per_second: 5.0,
                in_flight: 20,
            },
            notes: vec![],
        };
        let (app, _) = App::new(settings, Some(draft), [7; 32], now());
        Self {
            app,
            view: View::new(looks),
            now: now(),
            cursor: None,
        }
    }

    pub fn tell(&mut self, message: Message) -> &mut Self {
        self.app.update(message, self.now);
        self
    }

    pub fn engine(&mut self, message: engine::Message) -> &mut Self {
        self.tell(Message::Engine(message))
    }

    pub fn press(&mut self, key: KeyCombination) -> &mut Self {
        self.tell(Message::Key(key));
        // long enough for a key that pays, short enough for notices to stay
        self.now = self.now.after(Duration::from_millis(40));
        self.tell(Message::Wake)
    }

    /// Types one letter of a text.
    pub fn type_letter(&mut self, letter: char) -> &mut Self {
        let none = crokey::crossterm::event::KeyModifiers::NONE;
        let code = crokey::crossterm::event::KeyCode::Char(letter);
        self.press(KeyCombination::one_key(code, none))
    }

    /// Types a text.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.type_letter(letter);
        }
        self
    }

    /// Draws until the layout is settled.
    pub fn buffer(&mut self, width: u16, height: u16) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen");
        for _ in 0..5 {
            let mut geometry = Geometry::default();
            let frame = terminal
                .draw(|frame| geometry = self.view.draw(&self.app, self.now, frame))
                .expect("drawn");
            // the frame itself: the backend keeps old cells behind wide characters
            let buffer = frame.buffer.clone();
            if geometry == *self.app.geometry() {
                let backend = terminal.backend();
                self.cursor = backend
                    .cursor_visible()
                    .then(|| backend.cursor_position())
                    .map(|at| (at.x, at.y));
                return buffer;
            }
            self.tell(Message::Drawn(geometry));
        }
        panic!("the layout never settles at {width}x{height}");
    }

    /// The screen as a person reads it, with the place of the cursor where one is shown.
    pub fn text(&mut self, width: u16, height: u16) -> String {
        let text = text(&self.buffer(width, height));
        match self.cursor {
            Some((x, y)) => format!("{text}cursor at {x},{y}\n"),
            None => text,
        }
    }
}

/// Where a picture of the same is kept at another size: all of this is on the screen.
pub fn shows(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// The symbols of a screen; the cells behind a wide one are covered by it.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in buffer.area.rows() {
        let (mut line, mut x) = (String::new(), row.x);
        while x < row.right() {
            let cell = &buffer[(x, row.y)];
            line.push_str(cell.symbol());
            x += cell.cell_width().max(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Our name of the job with that number.
pub fn id(number: u8) -> JobId {
    JobId(Uuid::from_u128(
        0x0198_c2a4_7d1e_7cc2_8000_0000_0000_0000 | u128::from(number),
    ))
}

pub fn token(number: u8) -> IntentToken {
    IntentToken(Uuid::from_u128(
        0x4f2b_0c1d_9a38_4e77_9000_0000_0000_0000 | u128::from(number),
    ))
}

pub fn remote(number: u32) -> RemoteId {
    RemoteId::parse(&format!("req_12345678{number:02}")).expect("an id")
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

pub fn answer(status: u16, body: &str) -> Answer {
    Answer {
        http_status: Some(status),
        body: body.as_bytes().to_vec(),
    }
}

/// A job that the service took some seconds ago.
pub fn accepted(number: u8, seconds: i64, request: Request, credits: Option<u64>) -> Job {
    let mut job = sent(number, seconds, request);
    let outcome = SubmitOutcome::Accepted {
        remote_id: remote(number.into()),
        status: Status::Queued,
        credits: credits.map(Credits::whole),
    };
    job.apply(&answered(&job, outcome, None), ago(seconds - 2));
    job
}

/// What came of the latest try of a job.
pub fn answered(job: &Job, outcome: SubmitOutcome, answer: Option<Answer>) -> Event {
    Event::Answered {
        token: job.token.expect("it was sent"),
        outcome,
        answer,
    }
}

/// A job on its way since some seconds ago.
pub fn sent(number: u8, seconds: i64, request: Request) -> Job {
    let mut job = Job::new(id(number), request, ago(seconds));
    let intent = Intent {
        token: token(number),
        at: ago(seconds),
        body: String::new(),
    };
    job.apply(&Event::Intended(intent), ago(seconds));
    job
}

pub fn seen(mut job: Job, seconds: i64, status: Status, video_url: Option<&str>, failure: Option<Failure>) -> Job {
    let video_url = video_url.map(str::to_owned);
    let snapshot = Snapshot {
        asked_at: ago(seconds),
        status,
        video_url,
        failure,
        model: None,
        prompt: None,
        aspect_ratio: None,
        duration: None,
        answer: answer(200, "{}"),
    };
    job.apply(&Event::seen(snapshot), ago(seconds));
    job
}

/// One job in each state, an undocumented one among them, newest first.
pub fn every_state() -> Vec<Job> {
    [open_jobs(), ended_jobs()].concat()
}

fn of_model(model: &str, prompt: &str) -> Request {
    Request {
        model: model.into(),
        ..request(prompt)
    }
}

fn open_jobs() -> Vec<Job> {
    let waiting = Job::new(id(13), request("A lighthouse in fog, the beam turning slowly"), ago(1));
    let sending = sent(
        12,
        2,
        request("A young woman blows out birthday candles, warm indoor lighting"),
    );
    let queued = accepted(
        11,
        26,
        of_model(
            "seedance-2.0-fast",
            "A river flowing through an autumn forest, aerial view",
        ),
        Some(51),
    );
    let processing = seen(
        accepted(10, 48, request("ผู้หญิงคนหนึ่งเดินผ่านตลาดน้ำยามเช้า น้ำใส แสงอ่อน"), Some(64)),
        9,
        Status::Processing,
        None,
        None,
    );
    let mut cancelling = accepted(
        9,
        75,
        of_model("seedance-2.0-fast", "一条穿过秋天森林的河流，航拍，电影感"),
        Some(51),
    );
    cancelling.apply(&Event::CancelAsked, ago(20));
    let strange = seen(
        accepted(8, 130, request("👩‍👩‍👧‍👦 on a beach 🇹🇭, kite, wide shot"), None),
        60,
        Status::from_service("reviewing"),
        None,
        None,
    );
    vec![waiting, sending, queued, processing, cancelling, strange]
}

fn ended_jobs() -> Vec<Job> {
    let url = "https://pub-your-bucket.r2.dev/open-api-results/req_1234567807.mp4";
    let succeeded = seen(
        accepted(7, 190, request("Drone shot over terraced fields at dawn"), Some(1040)),
        80,
        Status::Succeeded,
        Some(url),
        None,
    );
    let moderation = Failure::of_job(
        Some("InputImageSensitiveContentDetected.PrivacyInformation".into()),
        "The request failed because the input image may contain real person. Request id: 0217".into(),
    );
    let mut failing = request("Two actors on a red carpet, flashing cameras");
    failing.media_urls = vec![
        "https://example.com/photo.jpg".into(),
        "https://example.com/walk.mp4".into(),
    ];
    failing.metadata = Some(r#"{"scene":"08"}"#.into());
    failing.webhook_url = Some("https://example.com/hook".into());
    let failed = seen(
        accepted(6, 390, failing, Some(64)),
        300,
        Status::Failed,
        None,
        Some(moderation),
    );
    let mut unknown = sent(5, 540, request("Macro of a bee on lavender"));
    let lost = SubmitOutcome::Unknown(Failure::new(FailureKind::TimedOut, "operation timed out"));
    unknown.apply(&answered(&unknown, lost, None), ago(420));
    let cancelled = seen(
        accepted(
            4,
            720,
            of_model("seedance-1.5-pro", "A neon street in the rain, reflections"),
            Some(20),
        ),
        700,
        Status::Cancelled,
        None,
        None,
    );
    let mut not_sent = sent(3, 8_000, request("A paper boat in a gutter after rain"));
    let refused = SubmitOutcome::NotSent(Failure::new(FailureKind::Unreachable, "connection refused"));
    not_sent.apply(&answered(&not_sent, refused, None), ago(7_999));
    let mut rejected = sent(2, 90_000, of_model("vendor-next-3", "A castle of sand"));
    let no = SubmitOutcome::Rejected {
        failure: Failure {
            kind: FailureKind::Payment,
            code: Some("insufficient".into()),
            detail: "Insufficient credits".into(),
        },
        retry_after: None,
    };
    rejected.apply(&answered(&rejected, no, None), ago(89_998));
    vec![succeeded, failed, unknown, cancelled, not_sent, rejected]
}

/// The page that shows these jobs, as the first of some more.
pub fn page(jobs: &[Job], total: u64) -> Message {
    let mut by_status: Vec<(Status, u64)> = vec![];
    for job in jobs {
        match by_status.iter_mut().find(|(status, _)| *status == job.status) {
            Some((_, count)) => *count += 1,
            None => by_status.push((job.status.clone(), 1)),
        }
    }
    let credits_today = jobs.iter().filter_map(|job| job.credits).sum();
    let rows = jobs.iter().map(Row::of).collect();
    let page = Page {
        rows,
        before: Tally::exactly(0),
        total: Tally::exactly(total),
        counts: Counts {
            by_status,
            credits_today,
            archived: 0,
        },
        usual: vec![],
    };
    Message::Page(Query::default(), Ok(Some(page)))
}

/// What the ledger has of marked jobs; those that ended stand outside of the filter.
pub fn surveyed(jobs: &[Job]) -> Message {
    let each = |job: &Job| Surveyed {
        id: job.id,
        status: job.status.clone(),
        archived: job.archived,
        outside: job.status.is_end(),
    };
    let asked = jobs.iter().map(|job| (Row::of(job).kind(), false, 1));
    Message::Surveyed(Ok(Survey {
        jobs: jobs.iter().map(each).collect(),
        asked: asked.collect(),
    }))
}

/// All that is kept about a job.
pub fn details(job: &Job) -> Message {
    let details = Details {
        job: job.clone(),
        intents: vec![Intent {
            token: token(1),
            at: job.created_at,
            body: String::new(),
        }],
        submit_answer: Some(answer(
            200,
            r#"{"success":true,"requestId":"req_1234567890","status":"queued","creditsCharged":64}"#,
        )),
        last_answer: Some(answer(
            200,
            "{\"success\":true,\n \"status\":\"failed\",\n \"error\":{\"code\":\"x\",\"message\":\"\u{1b}[2J\u{202e}evil\"}}",
        )),
    };
    Message::Details {
        id: job.id,
        purpose: Purpose::Show,
        details: Ok(Some(Box::new(details))),
    }
}

/// The same with a video of that address.
pub fn answer_link(job: &Job, url: &str) -> Message {
    let mut job = job.clone();
    job.video = Some(Video {
        url: url.into(),
        told_at: ago(80),
    });
    let details = Details {
        job,
        intents: vec![],
        submit_answer: None,
        last_answer: None,
    };
    Message::Details {
        id: details.job.id,
        purpose: Purpose::Show,
        details: Ok(Some(Box::new(details))),
    }
}

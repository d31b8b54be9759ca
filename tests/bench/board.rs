//! What the benches share: an app on a list of made-up jobs, of which it holds one window as from a long ledger. Nothing of it is
//! measured here.

use std::time::Duration;

use crokey::KeyCombination;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use seedance_tui::app::{ApiKey, App, Effect, Message, Mode, Settings, Theme};
use seedance_tui::engine;
use seedance_tui::job::{Counts, Credits, Now, Pace, Page, Query, Row, Status, Tally};
use seedance_tui::store::fill::History;
use seedance_tui::words::ENGLISH;

/// Rows of a window: as many as the list asks the ledger for in the middle of a long list.
const WINDOW: u64 = 401;
/// Those at its top that still run.
const LIVE: u64 = 8;
/// Jobs in the whole list.
const ALL: u64 = 1_000_100;

/// An app with its own time.
pub struct Board {
    pub app: App,
    pub now: Now,
}

impl Board {
    /// On a live service, with these jobs in its list.
    pub fn new(rows: Vec<Row>) -> Self {
        let now = Now {
            wall: until(),
            steady: Duration::from_secs(1000),
        };
        let every = Some(Duration::from_secs(1));
        let settings = Settings {
            mode: Mode::Live("www.seedance2.ink".into()),
            api_key: ApiKey::ReadAnew,
            loopback: false,
            words: &ENGLISH,
            zone: TimeZone::UTC,
            notify: false,
            keys: seedance_tui::app::keymap::Keymap::default(),
            theme: Theme::Terminal,
            can_stop: false,
            engine: engine::Settings {
                pace: Pace {
                    every,
                    ..Pace::default()
                },
                // no ceiling: what is measured is the work, not the waiting
                requests_per_second: 1e6,
                in_flight: 20,
            },
            notes: vec![],
        };
        let (app, _) = App::new(settings, None, [7; 32], now);
        let mut board = Self { app, now };
        board.tell(page(rows));
        board
    }

    pub fn tell(&mut self, message: Message) -> Vec<Effect> {
        self.app.update(message, self.now)
    }

    /// Presses a key at the pace of a key that is held.
    pub fn press(&mut self, key: KeyCombination) -> Vec<Effect> {
        self.now = self.now.after(Duration::from_millis(33));
        self.tell(Message::Key(key))
    }
}

/// The moment at which the made-up jobs stand.
pub fn until() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("in range")
}

/// A window at the top of a list, newest first.
pub fn rows() -> Vec<Row> {
    let jobs: Vec<_> = History::new(WINDOW, LIVE, 7, until()).collect();
    jobs.iter().rev().map(|details| Row::of(&details.job)).collect()
}

/// The answer of the ledger that brings these rows, as the first of very many.
pub fn page(rows: Vec<Row>) -> Message {
    let count = |status: &Status| rows.iter().filter(|row| row.status == *status).count() as u64;
    let states = [Status::Queued, Status::Processing, Status::Failed, Status::Succeeded];
    let page = Page {
        before: Tally::exactly(0),
        total: Tally::exactly(ALL),
        counts: Counts {
            by_status: states.map(|status| (status.clone(), count(&status))).to_vec(),
            credits_today: Credits::whole(1040),
            archived: 0,
        },
        usual: vec![],
        rows,
    };
    Message::Page(Query::default(), Ok(Some(page)))
}

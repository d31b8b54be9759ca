//! The dashboard as a person has it: the program's own loop over a real ledger and a real connection. Only the terminal is a
//! buffer, and what is opened in the browser is written down.

use std::cell::Cell;
use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, RwLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crokey::KeyCombination;
use crokey::crossterm::event::{KeyCode, KeyModifiers};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell as ScreenCell;
use ratatui::layout::{Position, Size};
use seedance_tui::api::{Client, Limits};
use seedance_tui::app::{ApiKey, Message, Mode, Settings};
use seedance_tui::config::KeySource;
use seedance_tui::engine;
use seedance_tui::job::{Origin, Pace};
use seedance_tui::runtime::{Clock, Input, Left, Moment, Parts, Service, Submits, run};
use seedance_tui::store::Store;
use seedance_tui::ui::{Theme, View};
use seedance_tui::words::ENGLISH;
use tokio::sync::{mpsc, oneshot};

use super::home::{Home, Sandbox};

/// How long anything may take before a test gives up. Nothing waits so long where all is well.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A key that pays counts only with 30 ms of quiet around it. People type so slowly.
const UNHURRIED: Duration = Duration::from_millis(35);

const SIZE: (u16, u16) = (159, 40);
/// Columns of the form at this size; the list is right of it, and the details open below that.
const FORM: usize = 55;

/// How a dashboard is started.
pub struct Options {
    ledger: PathBuf,
    origin: Origin,
    mode: Mode,
    key: String,
    key_source: KeySource,
    pub in_flight: usize,
    pub pace: Pace,
    pub requests_per_second: f64,
}

impl Options {
    /// As on a live service; the key comes from the home's file.
    pub fn live(home: &Home, origin: Origin) -> Self {
        Self {
            ledger: home.ledger(),
            mode: Mode::Live(origin.host()),
            origin,
            key: fs::read_to_string(home.key_file()).unwrap(),
            key_source: KeySource::File(home.key_file()),
            in_flight: 20,
            pace: Pace {
                first: Some(Duration::from_millis(30)),
                every: Some(Duration::from_millis(50)),
                sandbox: true,
            },
            requests_per_second: 200.0,
        }
    }

    /// As without a key.
    pub fn sandbox(home: &Home, sandbox: &Sandbox) -> Self {
        Self {
            mode: Mode::Sandbox,
            key: sandbox.key().to_owned(),
            key_source: KeySource::Nowhere,
            ..Self::live(home, Origin::parse(&sandbox.url()).unwrap())
        }
    }
}

/// The last frame, and a bell for those who wait for the next.
#[derive(Default)]
struct Frames {
    last: Mutex<String>,
    next: Condvar,
}

/// A dashboard that runs.
pub struct Dashboard {
    inputs: mpsc::Sender<Moment>,
    clock: Clock,
    last_input: Cell<Duration>,
    frames: Arc<Frames>,
    browsed: Arc<Mutex<Vec<String>>>,
    crash: oneshot::Sender<()>,
    thread: JoinHandle<Option<Left>>,
}

impl Dashboard {
    /// Starts the loop on a thread of its own and waits until the ledger is shown.
    pub fn start(options: Options) -> Self {
        let (inputs, receiver) = mpsc::channel(1024);
        let (crash, crashed) = oneshot::channel();
        let clock = Clock::start();
        let frames = Arc::<Frames>::default();
        let browsed = Arc::<Mutex<Vec<String>>>::default();
        let (shown, opened) = (frames.clone(), browsed.clone());
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let parts = parts(options, clock, receiver, shown, opened).await;
                tokio::select! {
                    left = run(parts) => Some(left.unwrap()),
                    _ = crashed => None,
                }
            })
        });
        let dashboard = Self {
            inputs,
            clock,
            last_input: Cell::default(),
            frames,
            browsed,
            crash,
            thread,
        };
        dashboard.wait_for("the ledger", |screen| {
            screen.contains("newest first") && !screen.contains("reading the ledger")
        });
        dashboard
    }

    /// Presses one key, as a person does: with time before it.
    pub fn press(&self, key: &str) {
        self.burst(&[key]);
    }

    /// Presses keys that come all at once, as a terminal without bracketed paste hands over a paste.
    pub fn burst(&self, keys: &[&str]) {
        self.send(keys.iter().map(|key| Message::Key(crokey::parse(key).unwrap())));
    }

    /// Types a text of plain characters, fast.
    pub fn type_text(&self, text: &str) {
        let key = |letter| Message::Key(KeyCombination::one_key(KeyCode::Char(letter), KeyModifiers::NONE));
        self.send(text.chars().map(key));
    }

    /// Pastes, as a terminal that marks a paste as one.
    pub fn paste(&self, text: &str) {
        self.send([Message::Paste(text.to_owned())]);
    }

    /// From the prompt: types another one over it and sends.
    pub fn submit(&self, prompt: &str) {
        self.press("ctrl-a");
        self.type_text(prompt);
        self.press("ctrl-s");
    }

    /// Sends inputs that all come at one moment, once there was quiet for long enough.
    fn send(&self, messages: impl IntoIterator<Item = Message>) {
        self.drip(messages.into_iter().map(|message| (Duration::ZERO, message)));
    }

    /// Sends inputs that come one after the other, each so long after the one before, once there was quiet for long enough.
    pub fn drip(&self, inputs: impl IntoIterator<Item = (Duration, Message)>) {
        let mut at = loop {
            let now = self.clock.now();
            let next = self.last_input.get() + UNHURRIED;
            match next.checked_sub(now.steady) {
                None | Some(Duration::ZERO) => break now,
                Some(rest) => thread::sleep(rest),
            }
        };
        for (gap, message) in inputs {
            // stamped so, and not slept: a sleep on a busy machine is longer than asked for
            at.steady += gap;
            let input = Input::Message(message);
            self.inputs.blocking_send(Moment { input, at }).unwrap();
        }
        self.last_input.set(at.steady);
    }

    /// Waits for a frame that is as wanted.
    pub fn wait_for(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut last = self.frames.last.lock().unwrap();
        while !is_so(&last) {
            let rest = deadline.saturating_duration_since(Instant::now());
            assert!(!rest.is_zero(), "never seen: {what}\n{}", *last);
            last = self.frames.next.wait_timeout(last, rest).unwrap().0;
        }
        last.clone()
    }

    /// Waits until these words are on the screen.
    pub fn wait_for_text(&self, text: &str) -> String {
        self.wait_for(text, |screen| screen.contains(text))
    }

    /// Waits until the list shows the job in a state.
    pub fn wait_for_job(&self, prompt: &str, state: &str) -> String {
        self.wait_for(&format!("{prompt}: {state}"), |screen| {
            row(screen, prompt).is_some_and(|row| row.contains(state))
        })
    }

    /// What was opened in the browser.
    pub fn browsed(&self) -> Vec<String> {
        self.browsed.lock().unwrap().clone()
    }

    /// Quits, whatever is open, and tells how it was left.
    pub fn quit(self) -> Left {
        self.press("ctrl-c");
        self.thread.join().unwrap().unwrap()
    }

    /// Ends as by a kill: nothing more is done or written.
    pub fn crash(self) {
        self.crash.send(()).unwrap();
        assert_eq!(self.thread.join().unwrap(), None);
    }
}

/// The row of a job in the list.
pub fn row<'a>(screen: &'a str, prompt: &str) -> Option<&'a str> {
    screen.lines().find_map(|line| {
        let (start, _) = line.char_indices().nth(FORM)?;
        line[start..].contains(prompt).then(|| &line[start..])
    })
}

async fn parts(
    options: Options,
    clock: Clock,
    inputs: mpsc::Receiver<Moment>,
    frames: Arc<Frames>,
    browsed: Arc<Mutex<Vec<String>>>,
) -> Parts<Screen> {
    let Options {
        ledger,
        origin,
        mode,
        key,
        key_source,
        in_flight,
        pace,
        requests_per_second,
    } = options;
    let store = Store::open(&ledger, &mut |_| {}).unwrap();
    let draft = store.load_draft().await.unwrap();
    let screen = Screen(Arc::new(Mutex::new(TestBackend::new(SIZE.0, SIZE.1))));
    let drawn = screen.clone();
    let settings = Settings {
        mode,
        api_key: ApiKey::ReadAnew,
        loopback: origin.is_loopback(),
        words: &ENGLISH,
        zone: TimeZone::UTC,
        notify: false,
        keys: seedance_tui::app::keymap::Keymap::default(),
        theme: Theme::Terminal,
        can_stop: false,
        engine: engine::Settings {
            pace,
            requests_per_second,
            in_flight,
        },
        notes: vec![],
    };
    Parts {
        terminal: Terminal::new(screen).unwrap(),
        view: View::new(Theme::Terminal),
        settings,
        // no two dashboards make the same tokens
        seed: [uuid::Uuid::now_v7(), uuid::Uuid::now_v7()]
            .map(uuid::Uuid::into_bytes)
            .concat()
            .try_into()
            .unwrap(),
        draft,
        inputs,
        service: Arc::new(Service {
            store,
            client: RwLock::new(Client::new(&origin, key.trim(), Limits::default()).unwrap()),
            origin,
            key_source,
            browser: Box::new(move |url| {
                browsed.lock().unwrap().push(url);
                Box::pin(async { Ok(()) })
            }),
            editor: Box::new(|text| Box::pin(async move { Ok(text) })),
            zone: TimeZone::UTC,
            clock,
            submits: Submits::default(),
        }),
        present: Box::new(move |_| {
            *frames.last.lock().unwrap() = drawn.text();
            frames.next.notify_all();
            Ok(())
        }),
        stage: Box::new(()),
        last_words: Box::new(|_| {}),
    }
}

/// A screen that two can hold: the loop draws on it, and what was drawn is read from it.
#[derive(Clone)]
struct Screen(Arc<Mutex<TestBackend>>);

impl Screen {
    fn text(&self) -> String {
        let screen = self.0.lock().unwrap();
        let mut text = String::new();
        for line in screen.buffer().content().chunks(usize::from(SIZE.0)) {
            text.extend(line.iter().map(ScreenCell::symbol));
            text.push('\n');
        }
        text
    }
}

impl Backend for Screen {
    type Error = Infallible;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a ScreenCell)>>(&mut self, content: I) -> Result<(), Infallible> {
        self.0.lock().unwrap().draw(content)
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.0.lock().unwrap().hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.0.lock().unwrap().show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        self.0.lock().unwrap().get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.0.lock().unwrap().set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.0.lock().unwrap().clear()
    }

    fn clear_region(&mut self, region: ClearType) -> Result<(), Infallible> {
        self.0.lock().unwrap().clear_region(region)
    }

    fn size(&self) -> Result<Size, Infallible> {
        self.0.lock().unwrap().size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        self.0.lock().unwrap().window_size()
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        self.0.lock().unwrap().flush()
    }
}

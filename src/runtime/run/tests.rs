//! The loop's order: what came first counts first.

use std::sync::RwLock;

use crokey::key;
use jiff::tz::TimeZone;
use ratatui::backend::TestBackend;
use tempfile::TempDir;

use super::*;
use crate::api::{Client, Limits};
use crate::app::{ApiKey, Mode, Settings};
use crate::config::KeySource;
use crate::job::{Origin, Pace, Page, Query};
use crate::runtime::input::Input;
use crate::runtime::{Clock, Submits};
use crate::store::Store;
use crate::ui::Theme;
use crate::words::ENGLISH;

/// A loop with something to send in its form, which has the focus, and what its inputs come through.
fn ready(folder: &TempDir) -> (Loop<TestBackend>, mpsc::Sender<Moment>) {
    let (mut running, sender) = begun(folder);
    first_page(&mut running);
    (running, sender)
}

/// There are no jobs.
fn first_page(running: &mut Loop<TestBackend>) {
    let page = Message::Page(Query::default(), Ok(Some(Page::default())));
    running.take(page, running.now());
}

/// The same before the first page has come.
fn begun(folder: &TempDir) -> (Loop<TestBackend>, mpsc::Sender<Moment>) {
    let (sender, inputs) = mpsc::channel(16);
    let clock = Clock::start();
    let origin = Origin::parse("http://127.0.0.1:9").expect("an address");
    let store = Store::open(folder.path(), &mut |_| {}).expect("a ledger");
    let service = Service {
        store,
        client: RwLock::new(Client::new(&origin, "sd2_live_none", Limits::default()).expect("a client")),
        origin,
        key_source: KeySource::Nowhere,
        browser: Box::new(|_| Box::pin(async { Ok(()) })),
        editor: Box::new(|_| Box::pin(async { Err(crate::app::NoText::NoEditor) })),
        zone: TimeZone::UTC,
        clock,
        submits: Submits::default(),
    };
    let settings = Settings {
        mode: Mode::Sandbox,
        api_key: ApiKey::ReadAnew,
        loopback: true,
        words: &ENGLISH,
        zone: TimeZone::UTC,
        notify: false,
        keys: crate::app::keymap::Keymap::default(),
        theme: Theme::Plain,
        can_stop: true,
        engine: engine::Settings {
            pace: Pace::default(),
            requests_per_second: 1.0,
            in_flight: 1,
        },
        notes: vec![],
    };
    let draft = Draft {
        prompt: "A paper boat".into(),
        ..Draft::default()
    };
    let (app, _) = App::new(settings, Some(&draft), [7; 32], clock.now());
    let running = Loop {
        terminal: Terminal::new(TestBackend::new(120, 40)).expect("a screen"),
        view: View::new(Theme::Plain),
        app,
        inputs,
        changes: service.store.changes(),
        tasks: JoinSet::new(),
        losses: HashMap::new(),
        service: Arc::new(service),
        present: Box::new(|_| Ok(())),
        stage: Box::new(()),
        away: None,
        stopping: None,
        let_go: false,
        ahead: vec![],
        began: Duration::ZERO,
        title: String::new(),
        dirty: true,
        changes_at: None,
        last_frame: None,
        quit: None,
    };
    (running, sender)
}

/// A key that came so many milliseconds after the start.
fn press(running: &Loop<TestBackend>, key: crokey::KeyCombination, at: u64) -> Moment {
    Moment {
        input: Input::Message(Message::Key(key)),
        at: Now {
            steady: Duration::from_millis(at),
            ..running.now()
        },
    }
}

/// `Ctrl-S`, and a key right after it that the loop has not read yet although its quiet is over by the clock.
async fn late(folder: &TempDir) -> (Loop<TestBackend>, mpsc::Sender<Moment>) {
    let (mut running, sender) = ready(folder);
    running.input(press(&running, key!(ctrl - s), 40));
    let spoiler = press(&running, key!(x), 41);
    sender.try_send(spoiler).expect("room");
    at(Some(running.service.clock.instant(Duration::from_millis(75)))).await;
    (running, sender)
}

#[tokio::test]
async fn a_frame_pays_for_no_key_whose_spoiler_still_waits() {
    let folder = TempDir::new().expect("a folder");
    let (mut running, _sender) = late(&folder).await;
    running.draw().expect("drawn");
    assert_eq!(running.app.engine().pending().count(), 0);
    assert_eq!(
        running.app.notice().map(|notice| &*notice.text),
        Some(ENGLISH.notices.burst)
    );
}

#[tokio::test]
async fn an_answer_pays_for_no_key_whose_spoiler_still_waits() {
    let folder = TempDir::new().expect("a folder");
    let (mut running, _sender) = late(&folder).await;
    running.spawn(None, async { Some(Message::Orphans(0)) });
    let done = running.tasks.join_next_with_id().await.expect("one task");
    running.done(done);
    assert_eq!(running.app.engine().pending().count(), 0);
}

#[tokio::test]
async fn a_key_that_answers_to_a_frame_finds_its_layout() {
    let folder = TempDir::new().expect("a folder");
    let (mut running, sender) = ready(&folder);
    running.draw().expect("drawn");
    running.terminal.backend_mut().resize(20, 5);
    running.forget_the_screen();
    // the letter is pressed on the card that is too small for a form, where it quits
    let quit = press(&running, key!(q), 1000);
    running.present = Box::new(move |_| {
        drop(sender.try_send(quit.clone()));
        Ok(())
    });
    running.draw().expect("drawn");
    running.take_all_that_is_ready();
    assert_eq!(running.quit, Some(Quit::ByPerson));
}

#[tokio::test]
async fn without_a_spoiler_it_counts() {
    let folder = TempDir::new().expect("a folder");
    let (mut running, _sender) = late(&folder).await;
    while running.inputs.try_recv().is_ok() {}
    running.draw().expect("drawn");
    assert_eq!(running.app.engine().pending().count(), 1);
}

#[tokio::test]
async fn a_new_layout_takes_one_frame() {
    let folder = TempDir::new().expect("a folder");
    let (mut running, _sender) = ready(&folder);
    let frames = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = Arc::clone(&frames);
    running.present = Box::new(move |_| {
        counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Ok(())
    });
    running.draw().expect("drawn");
    assert!(!running.dirty, "nothing is left to be drawn");
    assert_eq!(running.app.geometry().list.height, 0, "no jobs, no list");
    assert!(!running.app.geometry().fields.is_empty(), "the app knows the layout");
    assert_eq!(frames.load(std::sync::atomic::Ordering::SeqCst), 1);
    running.take(Message::Wake, running.now());
    assert!(!running.dirty, "a wake that changes nothing draws nothing");
}

#[tokio::test]
async fn what_is_typed_before_the_first_page_waits_for_it_and_keeps_its_time() {
    let folder = TempDir::new().expect("a folder");
    let (mut running, sender) = begun(&folder);
    // on the list the first of these archives, and the last would be a key that pays alone
    for (key, at) in [(key!(a), 10), (key!(b), 20), (key!(ctrl - s), 100)] {
        running.input(press(&running, key, at));
    }
    let spoiler = press(&running, key!(c), 101);
    sender.try_send(spoiler).expect("room");
    running.take_all_that_is_ready();
    assert_eq!(&*running.app.form().draft().prompt, "A paper boat");
    first_page(&mut running);
    running.take_what_was_typed_ahead();
    assert_eq!(&*running.app.form().draft().prompt, "A paper boatabc");
    assert_eq!(running.app.engine().pending().count(), 0);
    assert_eq!(
        running.app.notice().map(|notice| &*notice.text),
        Some(ENGLISH.notices.burst)
    );
}

#[tokio::test]
async fn a_slow_ledger_keeps_nobody_from_leaving() {
    for keys in [&[key!(a), key!(ctrl - c)][..], &[key!(q)]] {
        let folder = TempDir::new().expect("a folder");
        let (mut running, sender) = begun(&folder);
        for key in keys {
            sender.try_send(press(&running, *key, 1)).expect("room");
        }
        let left = tokio::time::timeout(Duration::from_secs(5), running.cycle()).await;
        left.expect("in time").expect("drawn");
        assert_eq!(running.quit, Some(Quit::ByPerson));
        assert!(!running.app.board().is_loaded());
    }
}

/// Counts how often we are stopped, and goes on at once.
struct Stops(Arc<std::sync::atomic::AtomicUsize>);

impl Stage for Stops {
    fn take(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn give_back(&mut self) {}
    fn step_aside(&mut self) {}
    fn lend(&mut self) {}
    fn ask_to_stop(&mut self) {}
    fn say(&mut self, _: &str) {}
    fn stop(&mut self) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
}

fn stops_of(running: &mut Loop<TestBackend>) -> impl Fn() -> usize + use<> {
    let stops = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    running.stage = Box::new(Stops(Arc::clone(&stops)));
    move || stops.load(std::sync::atomic::Ordering::SeqCst)
}

#[tokio::test]
async fn who_asks_twice_to_be_stopped_does_not_wait_for_a_submit() {
    let folder = TempDir::new().expect("a folder");
    let (mut running, _sender) = late(&folder).await;
    while running.inputs.try_recv().is_ok() {}
    running.draw().expect("drawn");
    let stops = stops_of(&mut running);
    running.stop(running.now());
    running.stop_when_it_is_time();
    assert_eq!((running.app.engine().submits_on_their_way(), stops()), (1, 0));
    running.stop(running.now());
    running.stop_when_it_is_time();
    assert_eq!(stops(), 1);
}

#[tokio::test]
async fn a_stop_lets_go_of_the_engine_and_who_goes_on_asks_for_it() {
    let folder = TempDir::new().expect("a folder");
    let (mut running, _sender) = ready(&folder);
    let stops = stops_of(&mut running);
    running.ask_for_the_engine();
    let done = running.tasks.join_next_with_id().await.expect("the lock");
    running.done(done);
    assert!(running.app.engine().is_holder());
    let other = Store::open(folder.path(), &mut |_| {}).expect("a ledger");
    assert_eq!(other.try_hold_engine(), Ok(false));
    running.stop(running.now());
    assert!(!running.app.engine().is_holder(), "nothing new begins");
    running.stop_when_it_is_time();
    assert_eq!(stops(), 0, "the ledger is being read");
    while stops() == 0 {
        let done = running.tasks.join_next_with_id().await.expect("it ends");
        running.done(done);
        running.stop_when_it_is_time();
    }
    assert_eq!(other.try_hold_engine(), Ok(true));
    assert!(!running.is_still_true(&Message::Engine(engine::Message::Holding)));
    running.come_back();
    drop(other);
    let done = running.tasks.join_next_with_id().await.expect("the lock");
    running.done(done);
    assert!(running.app.engine().is_holder());
}

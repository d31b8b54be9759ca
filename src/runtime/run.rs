//! The loop: messages in, effects out, one frame at a time. It takes everything it works with as arguments, so that tests drive
//! this very loop.

mod ahead;
mod away;
mod leaving;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::Instant;

use super::clock::at;
use super::input::Moment;
use away::Away;

use super::leave::{GRACE, LAST_WRITES, Left, Quit};
use super::perform::{Service, lost};
use super::stage::Stage;
use crate::app::{App, Effect, Message};
use crate::engine;
use crate::job::{Draft, Now};
use crate::store::Health;
use crate::ui::View;

/// Sends bytes to the terminal.
pub type Present = Box<dyn FnMut(&[u8]) -> io::Result<()>>;

/// What the loop works with.
pub struct Parts<B: Backend> {
    /// Where it draws.
    pub terminal: Terminal<B>,
    /// How it draws.
    pub view: View,
    /// What it runs.
    pub settings: crate::app::Settings,
    /// The app's only randomness.
    pub seed: [u8; 32],
    /// What stood in the form.
    pub draft: Option<Draft>,
    /// What comes in.
    pub inputs: mpsc::Receiver<Moment>,
    /// The ledger and the service.
    pub service: Arc<Service>,
    /// Sends what was drawn, and these bytes behind it, to the terminal.
    pub present: Present,
    /// The terminal beside what is drawn.
    pub stage: Box<dyn Stage>,
    /// Says a line after the terminal was given back.
    pub last_words: Box<dyn FnMut(&str)>,
}

/// Between two frames at least this long.
const FRAME: Duration = Duration::from_millis(16);

/// Layouts tried for one frame. The second holds, but for fields whose rows follow from how they were scrolled.
const LAYOUTS: usize = 2;

/// The first frame waits this long for the first page, so that it is a whole one.
const FIRST_PAGE_WITHIN: Duration = Duration::from_millis(150);

/// The ledger is looked at for damage this long after the start, when the first frame is out.
const LOOK_FOR_DAMAGE_AFTER: Duration = Duration::from_secs(1);

/// Runs the dashboard until the person leaves it.
pub async fn run<B: Backend>(parts: Parts<B>) -> io::Result<Left>
where
    B::Error: Send + Sync + 'static,
{
    let Parts {
        terminal,
        view,
        settings,
        seed,
        draft,
        inputs,
        service,
        present,
        stage,
        mut last_words,
    } = parts;
    let changes = service.store.changes();
    let clock = service.clock;
    let (app, effects) = App::new(settings, draft.as_ref(), seed, service.clock.now());
    let mut running = Loop {
        terminal,
        view,
        app,
        inputs,
        changes,
        tasks: JoinSet::new(),
        losses: HashMap::new(),
        service,
        present,
        stage,
        away: None,
        stopping: None,
        let_go: false,
        ahead: vec![],
        began: clock.now().steady,
        title: String::new(),
        dirty: true,
        changes_at: None,
        last_frame: None,
        quit: None,
    };
    running.start(effects);
    let looped = running.cycle().await;
    running.give_back();
    running.drain(&mut *last_words).await;
    running.say_last_words(&mut *last_words);
    // whatever still waits keeps the ledger open, whose close waits for the last writes
    running.tasks.shutdown().await;
    looped.map(|()| Left {
        going_on: running.app.jobs_going_on(),
        interrupted: running.quit == Some(Quit::BySystem),
    })
}

struct Loop<B: Backend> {
    terminal: Terminal<B>,
    view: View,
    app: App,
    inputs: mpsc::Receiver<Moment>,
    changes: watch::Receiver<u64>,
    tasks: JoinSet<Option<Message>>,
    /// What is said where a task dies.
    losses: HashMap<Id, Option<Message>>,
    service: Arc<Service>,
    present: Present,
    stage: Box<dyn Stage>,
    away: Option<Away>,
    /// We are about to be stopped: at that time, or once what is on its way has come.
    stopping: Option<Instant>,
    /// The engine was let go, and has to be asked for again.
    let_go: bool,
    /// What was typed before anybody knew for whom.
    ahead: Vec<Moment>,
    /// When the loop began.
    began: Duration,
    /// The title of the window as it was set last.
    title: String,
    dirty: bool,
    /// When what was drawn reads differently.
    changes_at: Option<Instant>,
    last_frame: Option<Instant>,
    quit: Option<Quit>,
}

impl<B: Backend> Loop<B>
where
    B::Error: Send + Sync + 'static,
{
    fn now(&self) -> Now {
        self.service.clock.now()
    }

    /// What is done beside the app's own effects when the program starts.
    fn start(&mut self, effects: Vec<Effect>) {
        self.perform(effects);
        let service = Arc::clone(&self.service);
        self.spawn(Some(Message::Orphans(0)), async move {
            let adopted = service.store.adopt_orphans(service.clock.now().wall).await;
            Some(Message::Orphans(adopted.unwrap_or(0)))
        });
        self.ask_for_the_engine();
        let service = Arc::clone(&self.service);
        self.spawn(None, async move {
            tokio::time::sleep(LOOK_FOR_DAMAGE_AFTER).await;
            match service.store.check().await {
                Ok(Health::Sound | Health::Unfinished) => None,
                Ok(Health::Damaged(what)) => {
                    tracing::error!(what, "the ledger is damaged");
                    Some(Message::Damaged)
                }
                Err(failure) => {
                    tracing::warn!(failure.detail, "the ledger could not be looked at");
                    failure.is_damage().then_some(Message::Damaged)
                }
            }
        });
    }

    async fn cycle(&mut self) -> io::Result<()> {
        let first_page_by = Instant::now() + FIRST_PAGE_WITHIN;
        while self.quit.is_none() {
            let now = self.now();
            let wake = self.app.next_wake(now).map(|at| self.service.clock.instant(at));
            let focus = self.waits_for_the_focus_until();
            let whole = self.app.board().is_loaded();
            let frame = (self.dirty && self.away.is_none()).then(|| match self.last_frame {
                Some(last) => last + FRAME,
                None if whole => Instant::now(),
                None => first_page_by,
            });
            tokio::select! {
                biased;
                input = self.inputs.recv() => match input {
                    Some(moment) => self.input(moment),
                    None => self.quit = Some(Quit::BySystem),
                },
                Some(done) = self.tasks.join_next_with_id() => self.done(done),
                Ok(()) = self.changes.changed() => {
                    self.take_after_inputs(Message::Engine(engine::Message::LedgerChanged));
                }
                () = at(wake) => self.take_after_inputs(Message::Wake),
                () = at(focus) => {}
                () = at(self.stopping) => {}
                () = at(frame) => {}
                () = at(self.changes_at) => {
                    self.changes_at = None;
                    self.dirty = true;
                }
            }
            self.take_all_that_is_ready();
            self.take_what_was_typed_ahead();
            self.stop_when_it_is_time();
            let due = match self.last_frame {
                Some(last) => last + FRAME <= Instant::now(),
                None => self.app.board().is_loaded() || first_page_by <= Instant::now(),
            };
            if self.dirty && due && self.quit.is_none() && self.away.is_none() {
                self.draw()?;
            }
        }
        Ok(())
    }

    /// One frame shows all that has come by now. A flood that does not end is drawn now and then.
    fn take_all_that_is_ready(&mut self) {
        let until = Instant::now() + FRAME;
        while self.quit.is_none() && Instant::now() < until {
            if let Ok(moment) = self.inputs.try_recv() {
                self.input(moment);
            } else if let Some(done) = self.tasks.try_join_next_with_id() {
                self.done(done);
            } else {
                return;
            }
        }
    }

    fn done(&mut self, done: Result<(Id, Option<Message>), JoinError>) {
        let message = match done {
            Ok((id, message)) => {
                self.losses.remove(&id);
                message
            }
            Err(died) => self.losses.remove(&died.id()).flatten(),
        };
        if let Some(message) = message
            && self.is_still_true(&message)
        {
            self.take_after_inputs(message);
        }
    }

    /// The time, once every input that came before it is taken. Only such a time may be told with what is no input: it makes a key
    /// count that pays, and the input that forbids it may still wait.
    fn now_after_inputs(&mut self) -> Now {
        let now = self.now();
        for _ in 0..self.inputs.len() {
            if let Ok(moment) = self.inputs.try_recv() {
                self.input(moment);
            }
        }
        now
    }

    fn take_after_inputs(&mut self, message: Message) {
        let now = self.now_after_inputs();
        self.take(message, now);
    }

    fn take(&mut self, message: Message, now: Now) {
        if matches!(message, Message::Edited(_)) {
            self.take_terminal();
        }
        let effects = self.app.update(message, now);
        self.dirty |= self.app.has_changed();
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Quit => {
                    self.quit.get_or_insert(Quit::ByPerson);
                }
                Effect::Redraw => self.forget_the_screen(),
                Effect::Theme(theme) => self.view.set_theme(theme),
                Effect::Copy(text) => self.send(&super::terminal::copy(&text)),
                Effect::Ring(text) => self.send(&super::terminal::ring(&text)),
                Effect::Suspend => self.stage.ask_to_stop(),
                effect => {
                    let outside = matches!(effect, Effect::EditOutside(_));
                    if outside {
                        self.stage.lend();
                    }
                    let service = Arc::clone(&self.service);
                    let loss = lost(&effect);
                    let task = self.spawn(loss, async move { service.perform(effect).await });
                    if outside {
                        self.away = Some(Away::Editing(task));
                    }
                }
            }
        }
    }

    fn spawn(
        &mut self,
        loss: Option<Message>,
        work: impl Future<Output = Option<Message>> + Send + 'static,
    ) -> AbortHandle {
        let task = self.tasks.spawn(work);
        self.losses.insert(task.id(), loss);
        task
    }

    /// The next frame is drawn whole: another size may have come and gone between two frames, and left its marks. Not by
    /// `Terminal::clear`, which asks the terminal where its cursor is: the answer comes in among the keys, so it waits in vain.
    fn forget_the_screen(&mut self) {
        let _ = self.terminal.size().and_then(|size| self.terminal.resize(size.into()));
    }

    /// Something for the terminal that is no drawing. A terminal that does not take it is noticed at the next frame.
    fn send(&mut self, bytes: &[u8]) {
        if self.away.is_none() {
            let _ = (self.present)(bytes);
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let now = self.now_after_inputs();
        // where the layout is new, what is in sight may follow from it: it is drawn once more before anybody sees it, and the app
        // knows it before any input that answers to this very frame
        for _ in 0..LAYOUTS {
            let (app, view) = (&self.app, &mut self.view);
            let mut geometry = None;
            self.terminal
                .draw(|frame| geometry = Some(view.draw(app, now, frame)))
                .map_err(io::Error::other)?;
            self.dirty = false;
            if let Some(geometry) = geometry.filter(|geometry| geometry != self.app.geometry()) {
                self.take(Message::Drawn(geometry), now);
            }
            if !self.dirty {
                break;
            }
        }
        let title = self.new_title();
        (self.present)(&title)?;
        self.last_frame = Some(Instant::now());
        let change = self.app.next_change_on_screen(now);
        self.changes_at = change.map(|wait| self.service.clock.instant(now.steady + wait));
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! The loop while somebody else has the terminal: the shell, or the person's editor. The jobs go on, and nothing is drawn.

use std::sync::Arc;
use std::time::Duration;

use ratatui::backend::Backend;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::{GRACE, LAST_WRITES, Loop};
use crate::app::Message;
use crate::engine;
use crate::job::Now;
use crate::runtime::{Ground, terminal};
use crate::ui::Theme;

/// The terminal's answer to how light its ground is counts this long. After that the person has looked, and colours do not jump.
const GROUND_WITHIN: Duration = Duration::from_millis(100);

/// After the engine lock could not be asked for.
const LOCK_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// Why nothing is drawn for now: somebody else has the terminal.
#[derive(Debug)]
pub(super) enum Away {
    /// The shell, while we are stopped.
    Stopped,
    /// The person's editor, ended by this when the program is left.
    Editing(AbortHandle),
}

impl<B: Backend> Loop<B>
where
    B::Error: Send + Sync + 'static,
{
    /// The terminal says how light its ground is; it was asked, so the colours follow.
    pub(super) fn found_ground(&mut self, ground: Ground, at: Now) {
        if at.steady <= self.began + GROUND_WITHIN {
            let theme = match ground {
                Ground::Light => Theme::Light,
                Ground::Dark => Theme::Dark,
            };
            self.take(Message::Ground(theme), at);
        }
    }

    /// Asks for the engine lock, and says when it is ours: at once, or when whoever holds it has let go or is gone.
    pub(super) fn ask_for_the_engine(&mut self) {
        let service = Arc::clone(&self.service);
        self.spawn(None, async move {
            while let Err(failure) = service.store.hold_engine().await {
                tracing::warn!(failure = failure.detail, "the engine lock cannot be had");
                tokio::time::sleep(LOCK_AGAIN_AFTER).await;
            }
            Some(Message::Engine(engine::Message::Holding))
        });
    }

    /// The lock that this message tells of may have been let go since it was sent.
    pub(super) fn is_still_true(&self, message: &Message) -> bool {
        *message != Message::Engine(engine::Message::Holding) || self.service.store.try_hold_engine() == Ok(true)
    }

    /// The system wants us to stop. An editor that has the terminal stops with us, and is continued with us.
    ///
    /// Nothing new begins, and what is on its way is given time: the answer to a submit most of all, which would be given up after a
    /// long stop. Whoever asks twice does not want to wait.
    pub(super) fn stop(&mut self, at: Now) {
        if !self.app.settings().can_stop {
            return;
        }
        let now = Instant::now();
        if self.stopping.is_some() {
            self.stopping = Some(now);
            return;
        }
        let (engine, notices) = (self.app.engine(), &self.app.words().notices);
        let submits = engine.submits_on_their_way();
        if self.away.is_none() {
            self.away = Some(Away::Stopped);
            self.stage.step_aside();
            if submits > 0 {
                self.stage.say(&(notices.stops_after_submits)(submits));
            }
            let waiting = engine.queue_len();
            if engine.is_holder() && (engine.jobs_going_on() > 0 || waiting > 0) {
                self.stage.say(&(notices.stopped)(waiting));
            }
        }
        self.stopping = Some(now + if submits > 0 { GRACE } else { LAST_WRITES });
        self.let_go_of_the_board(at);
    }

    /// Stops us, where that is wanted and nothing is on its way any more, or it has had its time.
    ///
    /// Another process may hold the engine meanwhile. It leaves alone what we are sending: we are alive, and are known to be.
    pub(super) fn stop_when_it_is_time(&mut self) {
        if self.stopping.is_none() {
            return;
        }
        let now = self.now_after_inputs();
        let Some(by) = self.stopping.filter(|_| self.quit.is_none()) else {
            return;
        };
        if by > Instant::now() && self.is_anything_on_its_way() {
            return;
        }
        self.stopping = None;
        // it may have become ours since
        self.let_go_of_the_board(now);
        self.let_go |= self.service.store.let_go_of_engine();
        self.service.store.at_rest(|| self.stage.stop());
    }

    fn let_go_of_the_board(&mut self, now: Now) {
        if self.app.engine().is_holder() {
            self.let_go = true;
            self.take(Message::Engine(engine::Message::LetGo), now);
        }
    }

    /// To the service or to the disk.
    fn is_anything_on_its_way(&self) -> bool {
        let asked = |loss: &Option<Message>| matches!(loss, Some(Message::Engine(_) | Message::DraftSaved(_)));
        self.losses.values().any(asked) || self.app.engine().submits_on_their_way() > 0
    }

    /// We go on. Whatever has happened to the terminal while we were stopped, it is ours and drawn whole now; and whatever has happened
    /// to the jobs, the ledger tells.
    pub(super) fn come_back(&mut self) {
        self.stopping = None;
        // who never let go of it is still waiting for it
        if std::mem::take(&mut self.let_go) {
            self.ask_for_the_engine();
        }
        if !matches!(self.away, Some(Away::Editing(_))) {
            self.take_terminal();
        }
    }

    /// What calls the window by its title; nothing where that is as it was.
    pub(super) fn new_title(&mut self) -> Vec<u8> {
        let title = self.app.window_title();
        if title == self.title {
            return vec![];
        }
        self.title = title;
        terminal::title(&self.title)
    }

    /// A terminal that cannot be taken is gone, which the reading of it tells.
    pub(super) fn take_terminal(&mut self) {
        self.away = None;
        let _ = self.stage.take();
        self.title.clear();
        self.forget_the_screen();
        self.dirty = true;
    }

    pub(super) fn give_back(&mut self) {
        if let Some(Away::Editing(editor)) = self.away.take() {
            editor.abort();
        }
        self.stage.give_back();
    }
}

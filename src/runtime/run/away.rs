//! The loop while somebody else has the terminal: the shell, or the person's editor. The jobs go on, and nothing is drawn.

use std::time::Duration;

use ratatui::backend::Backend;
use tokio::task::AbortHandle;

use super::Loop;
use crate::app::Message;
use crate::job::Now;
use crate::runtime::{Ground, terminal};
use crate::ui::Theme;

/// The terminal's answer to how light its ground is counts this long. After that the person has looked, and colours do not jump.
const GROUND_WITHIN: Duration = Duration::from_millis(100);

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

    /// The system wants us to stop. An editor that has the terminal stops with us, and is continued with us.
    pub(super) fn stop(&mut self) {
        if !self.app.settings().can_stop {
            return;
        }
        if self.away.is_none() {
            self.away = Some(Away::Stopped);
            self.stage.give_back();
            let engine = self.app.engine();
            if engine.is_holder() && (engine.jobs_going_on() > 0 || engine.queue_len() > 0) {
                self.stage.say(self.app.words().notices.stopped);
            }
        }
        self.stage.stop();
    }

    /// Whatever has happened to the terminal while we were stopped, it is ours and drawn whole now.
    pub(super) fn come_back(&mut self) {
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

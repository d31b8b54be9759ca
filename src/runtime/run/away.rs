//! The loop while somebody else has the terminal: the shell, or the person's editor. The jobs go on, and nothing is drawn.

use ratatui::backend::Backend;
use tokio::task::AbortHandle;

use super::Loop;

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
    /// The system wants us to stop. An editor that has the terminal stops with us, and is continued with us.
    pub(super) fn stop(&mut self) {
        if !self.app.settings().can_stop {
            return;
        }
        if self.away.is_none() {
            self.away = Some(Away::Stopped);
            self.stage.give_back();
        }
        self.stage.stop();
    }

    /// Whatever has happened to the terminal while we were stopped, it is ours and drawn whole now.
    pub(super) fn come_back(&mut self) {
        if !matches!(self.away, Some(Away::Editing(_))) {
            self.take_terminal();
        }
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

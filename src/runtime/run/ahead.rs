//! What comes in, and the keys among it that come before the first page of the list. Only that page tells whether the Prompt or the
//! list has the focus, so they wait for it, and keep the time at which they came.

use std::time::Duration;

use ratatui::backend::Backend;
use tokio::time::Instant;

use super::{Loop, Quit};
use crate::app::Message;
use crate::runtime::input::{INTERRUPT, Input, Moment};

/// A ledger that takes longer than this to answer does not make a key wait any more: it is for the list, which shows that it waits.
const FIRST_PAGE_WAITED_FOR: Duration = Duration::from_millis(800);

impl<B: Backend> Loop<B>
where
    B::Error: Send + Sync + 'static,
{
    /// Takes one input in, or keeps it where its focus is not known yet.
    pub(super) fn input(&mut self, moment: Moment) {
        if is_typed(&moment.input) {
            if self.waits_for_the_focus() {
                self.ahead.push(moment);
                return;
            }
            self.take_what_was_typed_ahead();
        }
        self.take_input(moment);
    }

    /// What was typed ahead, in its order, once the focus is known.
    pub(super) fn take_what_was_typed_ahead(&mut self) {
        if !self.ahead.is_empty() && !self.waits_for_the_focus() {
            for moment in std::mem::take(&mut self.ahead) {
                if self.quit.is_none() {
                    self.take_input(moment);
                }
            }
        }
    }

    /// When that is due, whatever the ledger says.
    pub(super) fn waits_for_the_focus_until(&self) -> Option<Instant> {
        let until = self.began + FIRST_PAGE_WAITED_FOR;
        (!self.ahead.is_empty()).then(|| self.service.clock.instant(until))
    }

    fn waits_for_the_focus(&self) -> bool {
        !self.app.board().is_loaded() && self.now().steady < self.began + FIRST_PAGE_WAITED_FOR
    }

    fn take_input(&mut self, moment: Moment) {
        match moment.input {
            Input::Message(Message::Terminate) => {
                self.take(Message::Terminate, moment.at);
                self.quit = Some(Quit::BySystem);
            }
            Input::Message(message) => self.take(message, moment.at),
            Input::Resized => {
                self.forget_the_screen();
                self.dirty = true;
            }
            Input::Ground(ground) => self.found_ground(ground, moment.at),
            Input::Stop => self.stop(moment.at),
            Input::Continued => self.come_back(),
        }
    }
}

/// Means something else in the Prompt than in the list. Ctrl-C means the same everywhere, and never waits.
fn is_typed(input: &Input) -> bool {
    match input {
        Input::Message(Message::Key(key)) => *key != INTERRUPT,
        Input::Message(message) => matches!(message, Message::Paste(_) | Message::Mouse(_)),
        Input::Resized | Input::Ground(_) | Input::Stop | Input::Continued => false,
    }
}

//! The loop when the program is left: what is on its way is given time, what must be written is, and the last words are said.

use std::sync::Arc;

use ratatui::backend::Backend;
use tokio::time::Instant;

use super::{FRAME, GRACE, LAST_WRITES, Loop};
use crate::app::{Effect, Message};
use crate::engine;
use crate::job::{Around, Event, Span};
use crate::runtime::clock::at;
use crate::runtime::input::{Input, Moment};
use crate::runtime::leave::Quit;
use crate::runtime::perform::lost;

impl<B: Backend> Loop<B>
where
    B::Error: Send + Sync + 'static,
{
    /// After the terminal is given back: submits on their way are given time, and what they bring is written. A second wish to
    /// end ends it now; such a row is found again as `unknown`.
    pub(super) async fn drain(&mut self, last_words: &mut dyn FnMut(&str)) {
        let submits = self.app.engine().submits_on_their_way();
        let grace = if submits > 0 { GRACE } else { LAST_WRITES };
        let deadline = Instant::now() + grace;
        let mut told = false;
        loop {
            // what is not on its way by now does not set out any more
            for (id, token) in self.app.leave() {
                let service = Arc::clone(&self.service);
                self.spawn(Some(Message::Wake), async move {
                    Some(service.leave_unsent(id, token).await)
                });
            }
            if self.is_settled() {
                break;
            }
            let submits = self.app.engine().submits_on_their_way();
            if submits > 0 && !told {
                last_words(&(self.app.words().notices.waits_for_submits)(submits));
                told = true;
            }
            let now = self.now();
            let wake = self.app.next_wake(now).map(|at| self.service.clock.instant(at));
            let wake = wake.map(|at| at.max(Instant::now() + FRAME));
            let message = tokio::select! {
                biased;
                () = at(Some(deadline)) => break,
                input = self.inputs.recv() => match input {
                    None | Some(Moment { input: Input::Message(Message::Terminate), .. }) => {
                        self.quit = Some(Quit::BySystem);
                        break;
                    }
                    Some(_) => continue,
                },
                Some(done) = self.tasks.join_next_with_id() => match done {
                    Ok((id, message)) => {
                        self.losses.remove(&id);
                        message
                    }
                    Err(died) => self.losses.remove(&died.id()).flatten(),
                },
                () = at(wake) => Some(Message::Wake),
            };
            if let Some(message) = message {
                let now = self.now();
                let effects = self.app.update(message, now);
                self.perform_writes(effects);
            }
        }
        let last = async {
            let _ = self.service.store.flush().await;
            self.count_once_more().await;
        };
        let _ = tokio::time::timeout(LAST_WRITES, last).await;
    }

    /// Reads what the ledger has by now: the last words tell how many jobs go on, and a window knows it from there alone.
    async fn count_once_more(&mut self) {
        let query = self.app.board().query().clone();
        let span = Span {
            around: Around::Top,
            reach: 0,
        };
        if let Some(message) = self.service.perform(Effect::Page(query, span)).await {
            let now = self.now();
            self.app.update(message, now);
        }
    }

    /// What the person should know after leaving: what is in doubt, which ids the disk did not take, what goes on.
    pub(super) fn say_last_words(&self, last_words: &mut dyn FnMut(&str)) {
        let (engine, notices) = (self.app.engine(), &self.app.words().notices);
        for (id, remote_id) in engine.unwritten_ids() {
            last_words(&(notices.id_not_written)(&id.to_string(), remote_id.as_str()));
        }
        let in_doubt = engine.submits_on_their_way();
        if in_doubt > 0 {
            last_words(&(notices.left_in_doubt)(in_doubt));
        }
        if let Some(going_on) = self.app.told_to_go_on() {
            last_words(&going_on);
        }
    }

    /// While leaving, nothing new is asked of the service: only what must be written is done. What had become durable and is not
    /// sent any more is `not sent`, and not `unknown` at the next start.
    fn perform_writes(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Engine(engine::Effect::Submit { id, token, .. }) => {
                    let loss = lost(&effect);
                    let service = Arc::clone(&self.service);
                    self.spawn(loss, async move { Some(service.leave_unsent(id, token).await) });
                }
                Effect::Engine(engine::Effect::Apply { ref event, .. })
                    if !matches!(event, Event::Intended(_) | Event::SentAgain(_)) =>
                {
                    self.perform(vec![effect]);
                }
                Effect::SaveDraft(_) => self.perform(vec![effect]),
                Effect::Engine(_)
                | Effect::Page(..)
                | Effect::Ids(_)
                | Effect::Survey(..)
                | Effect::Details(..)
                | Effect::ReadKey
                | Effect::Browse(_)
                | Effect::Copy(_)
                | Effect::EditOutside(_)
                | Effect::Suspend
                | Effect::Theme(_)
                | Effect::Redraw
                | Effect::Ring(_)
                | Effect::Quit => {}
            }
        }
    }

    /// Nothing is left that would be missed.
    fn is_settled(&self) -> bool {
        let counted = |loss: &Option<Message>| {
            matches!(
                loss,
                Some(
                    Message::DraftSaved(_)
                        | Message::Engine(
                            engine::Message::Submitted { .. }
                                | engine::Message::Applied { .. }
                                | engine::Message::Recorded { .. }
                        )
                )
            )
        };
        !self.losses.values().any(counted) && self.app.engine().submits_on_their_way() == 0
    }
}

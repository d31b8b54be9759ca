//! Settling a job of unknown fate: the evidence, and the ways on. Nothing here is decided by the program.

use crokey::KeyCombination;

use super::field::Field;
use super::notice::Weight;
use super::question::{Overlay, Question};
use super::typing::{Kind, Typed, typed};
use super::{App, Effect};
use crate::engine::{self, Settlement};
use crate::job::{Credits, Details, Event, Job, Now, RemoteId, Status};
use crate::words::support_note;

/// What the person has to type before a job of unknown fate is sent again: the same in every language, because it is shown.
pub const SEND_AGAIN: &str = "send again";

/// A job of unknown fate, and what the person is about to say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Settling {
    /// All that is kept about it.
    pub details: Box<Details>,
    /// The SHA-256 of the body that was sent last, in hexadecimal digits; empty where there was none.
    pub sha256: String,
    /// Which way was taken.
    pub way: Way,
}

/// The ways on, each with what it asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// None yet.
    Open,
    /// It is a request that the service names.
    Adopt {
        /// The name, as typed.
        name: Field,
        /// What was typed is no name that a service gives.
        refused: bool,
    },
    /// It is nothing that the service knows of: asked once more, since there is no way back.
    NotCreated,
    /// It is sent again. Pays.
    SendAgain {
        /// What was typed: [`SEND_AGAIN`], or it is not sent.
        typed: Field,
        /// What it would cost.
        estimate: Option<Credits>,
    },
}

impl App {
    /// The job was read.
    pub(super) fn open_settling(&mut self, details: Box<Details>, now: Now) {
        if details.job.status != Status::Unknown {
            return self.nothing_to_settle(&details.job.status, now);
        }
        let sha256 = details
            .intents
            .last()
            .map(crate::job::Intent::sha256)
            .unwrap_or_default();
        let way = Way::Open;
        self.overlay
            .get_or_insert(Overlay::Settling(Box::new(Settling { details, sha256, way })));
    }

    pub(super) fn nothing_to_settle(&mut self, status: &Status, now: Now) {
        let state = (self.words().status)(status);
        self.say((self.words().notices.nothing_to_settle)(&state), Weight::Warning, now);
    }

    /// Another way has another text, and it is read from its beginning.
    fn take_way(&mut self, way: Way) {
        self.read_on = 0;
        if let Some(settling) = self.settling() {
            settling.way = way;
        }
    }

    fn settling(&mut self) -> Option<&mut Settling> {
        match &mut self.overlay {
            Some(Overlay::Settling(settling)) => Some(settling),
            Some(
                Overlay::Help { .. }
                | Overlay::Link(_)
                | Overlay::Palette(_)
                | Overlay::Question(_)
                | Overlay::Tracking(_),
            )
            | None => None,
        }
    }

    /// Types into the field of the open question or of the way that was taken.
    pub(super) fn type_entry(&mut self, key: KeyCombination) {
        let Some(Typed::Edit(edit)) = typed(key, Kind::OneLine) else {
            return;
        };
        match self.entry() {
            Some((name, Some(refused))) => *refused &= !name.apply(edit),
            Some((typed, None)) => drop(typed.apply(edit)),
            None => {}
        }
    }

    /// Selects all of it; tells whether there is one.
    pub(super) fn select_all_of_entry(&mut self) -> bool {
        self.entry().map(|(typed, _)| typed.select_all()).is_some()
    }

    /// The field of one line into which an answer is typed, and whether what was typed is refused, where that is told.
    pub(super) fn entry(&mut self) -> Option<(&mut Field, Option<&mut bool>)> {
        match &mut self.overlay {
            Some(Overlay::Tracking(tracking)) => Some((&mut tracking.name, Some(&mut tracking.refused))),
            Some(Overlay::Question(Question::Bulk(asking))) if asking.pays() => Some((&mut asking.typed, None)),
            Some(Overlay::Settling(settling)) => match &mut settling.way {
                Way::Adopt { name, refused } => Some((name, Some(refused))),
                Way::SendAgain { typed, .. } => Some((typed, None)),
                Way::Open | Way::NotCreated => None,
            },
            Some(Overlay::Help { .. } | Overlay::Link(_) | Overlay::Palette(_) | Overlay::Question(_)) | None => None,
        }
    }

    /// A name may be pasted; the words that pay are typed.
    pub(super) fn paste_name(&mut self, text: &str) -> bool {
        let tiny = self.geometry.tiny;
        if let Some(tracking) = self.tracking().filter(|_| !tiny) {
            tracking.refused = false;
            return text.len() <= RemoteId::MAX * 4 && tracking.name.paste(text).is_ok();
        }
        match self.settling().map(|settling| &mut settling.way) {
            Some(Way::Adopt { name, refused }) if !tiny => {
                *refused = false;
                // far more than any name is not taken at all
                text.len() <= RemoteId::MAX * 4 && name.paste(text).is_ok()
            }
            Some(Way::Adopt { .. } | Way::NotCreated | Way::SendAgain { .. } | Way::Open) | None => false,
        }
    }

    /// `Esc`, or no: from what a way asks for back to the evidence.
    pub(super) fn leave_entry(&mut self) -> bool {
        match self.settling() {
            Some(settling) if settling.way != Way::Open => {
                self.take_way(Way::Open);
                true
            }
            Some(_) | None => false,
        }
    }

    /// Asks for the name; then has it looked at.
    pub(super) fn adopt(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.tracking().is_some() {
            return self.ask_about(now, effects);
        }
        let Some(settling) = self.settling() else { return };
        let id = settling.details.job.id;
        let name = match &mut settling.way {
            Way::Open => {
                // the name that a late answer brought is the likeliest
                let mut name = Field::single_line();
                if let Some(told) = settling.details.job.other_ids.last() {
                    let _ = name.set_text(told.as_str());
                }
                return self.take_way(Way::Adopt { name, refused: false });
            }
            Way::NotCreated => return,
            Way::SendAgain { .. } => return self.say(self.words().notices.only_pay_key, Weight::Warning, now),
            Way::Adopt { name, refused } => match RemoteId::parse(name.text().trim()) {
                Some(name) => name,
                None => return *refused = true,
            },
        };
        let notices = &self.words().notices;
        if self.engine.is_settling(id) {
            return self.say(notices.looking, Weight::Plain, now);
        }
        if let Some(failure) = self.cannot_ask(now) {
            let why = (self.words().failure_name)(failure.kind);
            return self.say((notices.cannot_ask)(why), Weight::Warning, now);
        }
        self.say(notices.looking, Weight::Plain, now);
        self.engine_message(engine::Message::Settle(id, Settlement::Adopt(name)), now, effects);
    }

    pub(super) fn ask_whether_not_created(&mut self) {
        self.take_way(Way::NotCreated);
    }

    /// Yes to that.
    pub(super) fn mark_not_created(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.is_being_settled() {
            return self.say(self.words().notices.still_looking, Weight::Warning, now);
        }
        if let Some(Overlay::Settling(settling)) = self
            .overlay
            .take_if(|overlay| matches!(overlay, Overlay::Settling(settling) if settling.way == Way::NotCreated))
        {
            let id = settling.details.job.id;
            self.engine_message(engine::Message::Settle(id, Settlement::NotCreated), now, effects);
        }
    }

    pub(super) fn ask_to_send_again(&mut self, now: Now) {
        if let Some(why) = self.sends_nothing() {
            return self.say(why, Weight::Warning, now);
        }
        let request = self.settling().map(|settling| settling.details.job.request.clone());
        if let Some(why) = request.as_ref().and_then(|request| self.unsendable(request)) {
            return self.say((self.words().notices.refused_form)(&why), Weight::Warning, now);
        }
        let estimate = request.and_then(|request| self.estimate(&request));
        let typed = Field::single_line();
        self.take_way(Way::SendAgain { typed, estimate });
    }

    /// An id is being asked about for the job in question, or it is being sent: whatever else is said of it now would cross that.
    fn is_being_settled(&mut self) -> bool {
        let id = self.settling().map(|settling| settling.details.job.id);
        id.is_some_and(|id| self.engine.is_settling(id))
    }

    /// Sends again, if the words were typed.
    pub(super) fn send_again(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let typed = match self.settling().map(|settling| &settling.way) {
            Some(Way::SendAgain { typed, .. }) => typed.text(),
            Some(Way::Adopt { .. } | Way::NotCreated | Way::Open) | None => return,
        };
        let notices = &self.words().notices;
        if typed != SEND_AGAIN {
            return self.say((notices.words_missing)(SEND_AGAIN), Weight::Warning, now);
        }
        if let Some(why) = self.sends_nothing() {
            return self.say(why, Weight::Warning, now);
        }
        if self.is_being_settled() {
            return self.say(notices.still_looking, Weight::Warning, now);
        }
        if let Some(Overlay::Settling(settling)) = self.overlay.take() {
            let Job { id, request, .. } = settling.details.job;
            let how = Settlement::SendAgain(Box::new(request));
            self.engine_message(engine::Message::Settle(id, how), now, effects);
        }
    }

    pub(super) fn copy_note(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(settling) = self.settling() else { return };
        let details = settling.details.clone();
        let note = support_note(&details, self.settings.mode.host());
        self.say(self.words().notices.note_copied, Weight::Plain, now);
        effects.push(Effect::Copy(note));
    }

    /// What became of the person's word, by the ledger, which alone knows.
    pub(super) fn tell_settled(&mut self, event: &Event, job: &Job, changed: bool, now: Now) {
        if !changed {
            return self.tell_unsettled(event, job, now);
        }
        self.overlay
            .take_if(|overlay| matches!(overlay, Overlay::Settling(settling) if settling.details.job.id == job.id));
        let notices = &self.words().notices;
        if let Event::Adopted { remote_id, .. } = event {
            self.say((notices.adopted)(remote_id.as_str()), Weight::Plain, now);
        } else if *event == Event::NotCreated {
            self.say(notices.not_created, Weight::Plain, now);
        } else {
            self.say(notices.sent, Weight::Plain, now);
        }
    }

    fn tell_unsettled(&mut self, event: &Event, job: &Job, now: Now) {
        let notices = &self.words().notices;
        let (Event::Adopted { remote_id, seen }, Status::Unknown) = (event, &job.status) else {
            return self.nothing_to_settle(&job.status, now);
        };
        let text = if seen.is_of_another(&job.request) {
            let short = |text: &str| text.chars().take(40).collect::<String>();
            let told = [&seen.model, &seen.prompt].map(|told| short(told.as_deref().unwrap_or("?")));
            let ours = [&job.request.model, &job.request.prompt].map(|ours| short(ours));
            (notices.another_request)(&told.join(", "), &ours.join(", "))
        } else {
            (notices.id_taken)(remote_id.as_str())
        };
        self.say(text, Weight::Warning, now);
    }
}

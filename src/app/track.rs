//! Watching a job that was submitted elsewhere: its request id is typed, and the service asked about it. Nothing is paid.

use super::field::Field;
use super::notice::Weight;
use super::question::Overlay;
use super::{App, Effect};
use crate::engine;
use crate::job::{Failure, FailureKind, JobId, Now, Recorded, RemoteId};

/// The id as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Tracking {
    /// As typed.
    pub name: Field,
    /// What was typed is no name that a service gives.
    pub refused: bool,
}

impl App {
    pub(super) fn open_tracking(&mut self) {
        self.hush();
        let name = Field::single_line();
        self.overlay
            .get_or_insert(Overlay::Tracking(Tracking { name, refused: false }));
    }

    pub(super) fn tracking(&mut self) -> Option<&mut Tracking> {
        match &mut self.overlay {
            Some(Overlay::Tracking(tracking)) => Some(tracking),
            Some(
                Overlay::Help { .. }
                | Overlay::Link(_)
                | Overlay::Palette(_)
                | Overlay::Question(_)
                | Overlay::Settling(_),
            )
            | None => None,
        }
    }

    /// Has the service asked, unless the job is in the list.
    pub(super) fn ask_about(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(tracking) = self.tracking() else { return };
        let Some(name) = RemoteId::parse(tracking.name.text().trim()) else {
            tracking.refused = true;
            return;
        };
        let in_list = |row: &&crate::job::Row| row.remote_id.as_ref() == Some(&name);
        if let Some(id) = self.board.rows().iter().find(in_list).map(|row| row.id) {
            return self.show_known(id, &name, now);
        }
        if let Some(failure) = self.cannot_ask(now) {
            let why = (self.words().failure_name)(failure.kind);
            return self.say((self.words().notices.cannot_ask)(why), Weight::Warning, now);
        }
        self.say(self.words().notices.looking, Weight::Plain, now);
        self.engine_message(engine::Message::Track(name), now, effects);
    }

    /// It is a job of this ledger: it is selected, where the list holds it.
    fn show_known(&mut self, id: JobId, name: &RemoteId, now: Now) {
        self.close_tracking_of(name);
        if !self.board.rows().iter().any(|row| row.id == id) {
            self.clear_filter();
        }
        self.board.show(id);
        self.selection_moved();
        self.say(
            (self.words().palette.known_already)(name.as_str()),
            Weight::Warning,
            now,
        );
    }

    /// The person may have typed another name meanwhile, and that one is still to be asked about.
    fn close_tracking_of(&mut self, name: &RemoteId) {
        self.overlay.take_if(
            |overlay| matches!(overlay, Overlay::Tracking(tracking) if tracking.name.text().trim() == name.as_str()),
        );
    }

    /// The look at a name that the person typed showed nothing.
    pub(super) fn tell_untracked(&mut self, name: &RemoteId, failure: &Failure, now: Now) {
        let words = self.words();
        let text = if failure.kind == FailureKind::NotFound {
            (words.palette.no_such_request)(name.as_str())
        } else {
            let missed = (words.notices.look_missed)(failure.origin(), &self.said(failure));
            let advice = (words.failure_advice)(failure.kind);
            (words.palette.not_asked)(&format!("{missed}. {advice}"))
        };
        self.say(text, Weight::Warning, now);
    }

    /// What the ledger made of a job that the service knows.
    pub(super) fn tell_tracked(&mut self, name: &RemoteId, recorded: &Result<Recorded, Failure>, now: Now) {
        match recorded {
            Ok(Recorded::Kept(job)) => {
                self.close_tracking_of(name);
                self.board.recorded(job);
                self.ledger_moved(Some(job.id));
                self.board.show(job.id);
                self.selection_moved();
                let words = self.words();
                let text = if job.status.is_end() {
                    (words.palette.tracked_ended)(name.as_str(), &(words.status)(&job.status))
                } else {
                    (words.palette.tracked)(name.as_str())
                };
                self.say(text, Weight::Plain, now);
            }
            Ok(Recorded::Known { id }) => self.show_known(*id, name, now),
            Ok(Recorded::Twin { .. }) => {}
            Err(failure) if failure.is_damage() => self.say_ledger_fault(failure, now),
            Err(failure) => self.say(
                (self.words().palette.not_kept)(&(self.words().reason)(failure)),
                Weight::Warning,
                now,
            ),
        }
    }
}

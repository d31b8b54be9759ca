//! The one question before something is done to many jobs: it counts them, and where it pays the count is typed.

use super::{Bulk, Work};
use crate::app::field::Field;
use crate::app::notice::Weight;
use crate::app::question::{Overlay, Question};
use crate::app::{App, Effect, can_be_cancelled};
use crate::job::{Credits, Failure, JobId, Now, Status, Survey};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    /// What would be done.
    pub work: Work,
    /// To which jobs.
    pub ids: Vec<JobId>,
    /// How many of them wait in our own queue.
    pub waiting: usize,
    /// How many of them the filter in force leaves out.
    pub outside: usize,
    /// Marked jobs to which nothing would be done.
    pub idle: usize,
    /// So many of these may be charged already, and are settled first.
    pub unknown: usize,
    /// What it would cost, where it pays and every price is known.
    pub estimate: Option<Credits>,
    /// The count, as typed. Where it pays.
    pub typed: Field,
}

impl Asking {
    /// The most that are run again at once.
    pub const MOST: usize = 1000;

    /// Yes to it costs money.
    pub fn pays(&self) -> bool {
        self.work == Work::RunAgain
    }
}

impl App {
    /// Looks up the marked jobs, to ask about them.
    pub(in crate::app) fn ask_about_marked(&mut self, work: Work, now: Now, effects: &mut Vec<Effect>) {
        if self.bulk.is_some() || self.asking.is_some() {
            return self.say(self.words().bulk.one_at_a_time, Weight::Warning, now);
        }
        if let Some(why) = self.sends_nothing().filter(|_| work == Work::RunAgain) {
            return self.say(why, Weight::Warning, now);
        }
        if work == Work::RunAgain && self.marks.len() > Asking::MOST {
            let text = (self.words().bulk.too_many)(self.marks.len(), Asking::MOST);
            return self.say(text, Weight::Warning, now);
        }
        self.asking = Some(work);
        self.inputs_at_cause = self.guard.inputs();
        let ids = self.marks.ids().collect();
        effects.push(Effect::Survey(ids, self.board.query().clone()));
    }

    pub(in crate::app) fn surveyed(&mut self, survey: Result<Survey, Failure>, now: Now) {
        let Some(work) = self.asking.take() else { return };
        if self.marks.is_empty() {
            // they were taken away meanwhile
            return;
        }
        let survey = match survey {
            Ok(survey) => survey,
            Err(failure) => {
                let text = (self.words().notices.ledger_fault)(&(self.words().reason)(&failure));
                return self.say(text, Weight::Warning, now);
            }
        };
        // what is archived already is brought back only where all are
        let all_archived = survey.jobs.iter().all(|job| job.archived);
        let unknown = survey.jobs.iter().filter(|job| job.status == Status::Unknown).count();
        let work = match work {
            Work::Archive if all_archived => Work::BringBack,
            Work::Cancel | Work::Archive | Work::BringBack | Work::RunAgain => work,
        };
        let estimate = self.estimate_of(&survey).filter(|_| work == Work::RunAgain);
        let found = survey.jobs.len();
        let wanted = survey.jobs.into_iter().filter(|job| match work {
            Work::Cancel => can_be_cancelled(&job.status),
            Work::Archive => !job.archived && job.status != Status::Unknown,
            Work::RunAgain => job.status != Status::Unknown,
            Work::BringBack => true,
        });
        let mut jobs: Vec<_> = wanted.collect();
        if jobs.is_empty() {
            let text = if unknown == found {
                self.words().notices.settle_first
            } else {
                self.words().bulk.nothing_to_do
            };
            return self.say(text, Weight::Warning, now);
        }
        let waiting = jobs.iter().filter(|job| job.status == Status::Waiting).count();
        if work == Work::Cancel && waiting < jobs.len() && self.engine.refuses_to_ask().is_some() {
            return self.say(self.words().notices.key_still_refused, Weight::Warning, now);
        }
        // what waits in our own queue first: nothing can stand against taking it out
        jobs.sort_by_key(|job| job.status != Status::Waiting);
        self.ask(Question::Bulk(Box::new(Asking {
            work,
            waiting,
            outside: jobs.iter().filter(|job| job.outside).count(),
            idle: found - jobs.len(),
            unknown: if work == Work::BringBack { 0 } else { unknown },
            estimate,
            typed: Field::single_line(),
            ids: jobs.into_iter().map(|job| job.id).collect(),
        })));
    }

    /// The sum, where every price is known.
    fn estimate_of(&self, survey: &Survey) -> Option<Credits> {
        let catalogue = self.engine.catalogue();
        let prices = survey.asked.iter().map(|(kind, with_media, number)| {
            let one = catalogue.estimate(&kind.model, &kind.resolution, kind.duration, *with_media)?;
            Some(Credits(one.0.saturating_mul(*number)))
        });
        prices.sum()
    }

    /// Yes to the open question does something to jobs.
    pub(in crate::app) fn is_about_jobs(&self) -> bool {
        matches!(
            self.overlay,
            Some(Overlay::Question(Question::Bulk(_) | Question::Cancel { .. }))
        )
    }

    /// `Ctrl-S` before a question about many that pays: only the right count does it.
    pub(in crate::app) fn pay_for_many(&mut self, now: Now) {
        let Some(Overlay::Question(Question::Bulk(asking))) = &self.overlay else {
            return;
        };
        let count = asking.ids.len().to_string();
        if asking.typed.text().trim() != count {
            let text = (self.words().notices.words_missing)(&count);
            return self.say(text, Weight::Warning, now);
        }
        if let Some(why) = self.sends_nothing() {
            return self.say(why, Weight::Warning, now);
        }
        if let Some(Overlay::Question(Question::Bulk(asking))) = self.overlay.take() {
            self.begin_bulk(*asking);
        }
    }

    pub(in crate::app) fn begin_bulk(&mut self, asking: Asking) {
        self.marks.clear();
        let to_ask = asking.ids.len() - asking.waiting;
        self.bulk = Some(Bulk::new(asking.work, asking.ids, to_ask));
    }
}

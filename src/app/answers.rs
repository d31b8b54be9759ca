//! What comes back: pages, details, what became of sends, cancels and links, and what the person is told of it. Also the question
//! that pages and details answer.

use std::borrow::Cow;

use super::notice::Weight;
use super::question::Question;
use super::shown::Wanted;
use super::{ApiKey, App, Effect, Focus, NoKey, Purpose};
use crate::engine::{Message as EngineMessage, Settlement};
use crate::job::{
    CancelOutcome, Credits, Details, Event, Failure, FailureKind, FailureOrigin, Field, Job, JobId, Now, Page, Poll,
    Problem, Query, Recorded, Request, Row, Snapshot, Status, SubmitOutcome,
};
use crate::words::search::cut;
use crate::words::{Cause, sentence};

impl App {
    /// Passes a message on to the engine, and tells the person what it means for them.
    pub(super) fn engine_message(&mut self, message: EngineMessage, now: Now, effects: &mut Vec<Effect>) {
        self.tell(&message, now, effects);
        self.bulk_hears(&message);
        let models_came = matches!(message, EngineMessage::Models(_));
        let was_refused = self.engine.refuses_to_ask().is_some();
        effects.extend(self.engine.update(message, now).into_iter().map(Effect::Engine));
        if models_came {
            self.form.check_all(self.engine.catalogue());
        }
        match (was_refused, self.engine.refuses_to_ask()) {
            (true, None) => {
                let notices = &self.words().notices;
                let text = match self.settings.api_key {
                    _ if self.engine.weather().key_is_taken() => notices.key_taken,
                    ApiKey::Fixed => notices.key_unchanged,
                    ApiKey::ReadAnew => notices.key_unproved,
                };
                self.say(text, Weight::Plain, now);
            }
            // whatever else was refused, its own answer says so
            (_, Some(failure)) if models_came => {
                let text = (self.words().failure_advice)(failure.kind);
                self.say(text, Weight::Warning, now);
            }
            (_, Some(_)) | (false, None) => {}
        }
        let unrecorded = self.unrecorded();
        self.board.set_unrecorded(unrecorded);
        self.settle_openings(now);
    }

    /// Asks for the rows and the details that the screen wants and that are not there.
    pub(super) fn ask_ledger(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let may_refresh = self.refresh_from <= now.steady;
        if self.page_again_at.is_none()
            && let Some((query, span)) = self.board.question(may_refresh)
        {
            self.refresh_from = now.steady + Self::REFRESH;
            effects.push(Effect::Page(query, span));
        }
        if self.board.selected().is_none()
            && let Some(shown) = &mut self.shown
        {
            (shown.details, shown.answered) = (None, None);
        }
        let id = match self.wanted_details() {
            Some(Wanted::New(id)) => id,
            Some(Wanted::Again(id)) if may_refresh => {
                self.refresh_from = now.steady + Self::REFRESH;
                id
            }
            Some(Wanted::Again(_)) | None => return,
        };
        if let Some(shown) = &mut self.shown {
            (shown.asked, shown.stale) = (Some(id), false);
            effects.push(Effect::Details(id, Purpose::Show));
        }
    }

    fn unrecorded(&self) -> Vec<Row> {
        self.engine.pending().rev().map(Row::of).collect()
    }

    /// The ledger's rows are not what they were.
    pub(super) fn ledger_moved(&mut self, id: Option<JobId>) {
        self.board.is_stale();
        if let Some(shown) = &mut self.shown {
            shown.stale |= id.is_none_or(|id| shown.asked == Some(id) || shown.answered == Some(id));
        }
    }

    fn tell(&mut self, message: &EngineMessage, now: Now, effects: &mut Vec<Effect>) {
        match message {
            EngineMessage::Recorded { id, recorded } => self.tell_recorded(*id, recorded, now),
            EngineMessage::Submitted { id, outcome, kept, .. } => self.tell_submitted(*id, outcome, kept, now),
            EngineMessage::Applied {
                id,
                event,
                kept,
                changed,
            } => self.tell_applied(*id, event, kept, *changed, now),
            EngineMessage::Polled { id, poll } => self.tell_polled(*id, poll, now, effects),
            EngineMessage::Tracked { name, recorded } => self.tell_tracked(name, recorded, now),
            EngineMessage::CancelAnswered { id, outcome } => match outcome {
                CancelOutcome::Taken => {}
                CancelOutcome::Refused(_) | CancelOutcome::Missed { .. } if self.is_told_in_sum(*id) => {}
                CancelOutcome::Refused(failure) => {
                    let why = self.said(failure);
                    self.say((self.words().notices.cancel_refused)(&why), Weight::Warning, now);
                }
                CancelOutcome::Missed { failure, .. } => {
                    let why = self.said(failure);
                    self.say((self.words().notices.cancel_missed)(&why), Weight::Warning, now);
                }
            },
            EngineMessage::OpenJobs(jobs) => {
                if let Err(failure) = jobs {
                    self.say_ledger_fault(failure, now);
                }
            }
            EngineMessage::LedgerChanged => self.ledger_moved(None),
            EngineMessage::Look(id, _) | EngineMessage::Settle(id, Settlement::Adopt(_)) => {
                self.looks.insert(*id);
            }
            EngineMessage::Wake
            | EngineMessage::Holding
            | EngineMessage::LetGo
            | EngineMessage::Send { .. }
            | EngineMessage::Enqueue(_)
            | EngineMessage::Track(_)
            | EngineMessage::Cancel(_)
            | EngineMessage::Settle(_, Settlement::NotCreated | Settlement::SendAgain(_))
            | EngineMessage::Archive(..)
            | EngineMessage::PauseQueue(_)
            | EngineMessage::Seal
            | EngineMessage::Usual(_)
            | EngineMessage::Models(_)
            | EngineMessage::KeyRead { .. } => {}
        }
    }

    /// It is one of many: what becomes of it is counted, and not said.
    fn is_told_in_sum(&self, id: JobId) -> bool {
        self.bulk.as_ref().is_some_and(|bulk| bulk.speaks_of(id))
    }

    /// A failure in one line: its sort, and the other side's words where it has any. The chain of words about a broken road is for
    /// the details.
    pub(crate) fn said(&self, failure: &Failure) -> String {
        let (words, host) = (self.words(), self.settings.mode.host());
        let noted = words.noted_here(&failure.detail, host);
        if failure.origin() == FailureOrigin::Road {
            return noted.unwrap_or_else(|| (words.road)(failure.kind, host, Cause::of(&failure.detail)));
        }
        if failure.ledger_fault().is_some() {
            return (self.words().reason)(failure);
        }
        let name = (self.words().failure_name)(failure.kind);
        let told = noted.as_deref().unwrap_or(&failure.detail);
        let detail: String = told.chars().take(160).collect();
        if detail.is_empty() {
            name.to_owned()
        } else {
            format!("{name} ({detail})")
        }
    }

    /// What the details tell of a failure, in the language of the screen where the words are the program's own.
    pub(crate) fn detail_of<'a>(&self, failure: &'a Failure) -> Cow<'a, str> {
        self.words().detail(failure, self.settings.mode.host())
    }

    fn tell_recorded(&mut self, id: JobId, recorded: &Result<Recorded, Failure>, now: Now) {
        let notices = &self.words().notices;
        match recorded {
            Ok(Recorded::Kept(job)) => {
                let text = if job.status == Status::Waiting {
                    notices.queued_here
                } else {
                    notices.sent
                };
                let hidden = (!self.is_in_list(job, now)).then_some(notices.hidden_by_filter);
                let below = self.board.stands_below(job).then_some(notices.stands_below);
                let text: Vec<_> = [text].into_iter().chain(hidden.or(below)).collect();
                if !self.is_told_in_sum(id) {
                    self.say(text.join(" "), Weight::Plain, now);
                }
                self.board.recorded(job);
                self.ledger_moved(Some(id));
            }
            // only a job that was submitted elsewhere has a name when it is recorded
            Ok(Recorded::Known { .. }) => {}
            Ok(Recorded::Twin { at, unknown, .. }) => {
                let asked = self.engine.pending().find(|job| job.id == id);
                let Some(request) = asked.map(|job| job.request.clone()) else {
                    return;
                };
                let age = now.since(*at);
                let estimate = self.estimate(&request);
                self.ask(Question::Twin {
                    request: Box::new(request),
                    age,
                    unknown: *unknown,
                    estimate,
                });
            }
            Err(_) if self.is_told_in_sum(id) => {}
            Err(failure) if failure.is_damage() => self.say(notices.not_sent_damaged, Weight::Warning, now),
            Err(failure) => self.say(
                (notices.not_recorded)(&(self.words().reason)(failure)),
                Weight::Warning,
                now,
            ),
        }
    }

    /// What stands against sending a request as it is in the ledger, in words. One that was rebuilt from the second copy alone holds
    /// no more than its id.
    pub(super) fn unsendable(&self, request: &Request) -> Option<String> {
        let problems = request.draft().request(self.engine.catalogue()).err()?;
        let (field, problem) = problems.first()?;
        let (words, name) = (self.words(), (self.words().field)(*field));
        Some(match (problem, request.choice(*field)) {
            _ if !request.is_whole() => words.notices.request_not_whole.to_owned(),
            (Problem::NotOffered, Some(value)) => (words.notices.not_offered_now)(name, &value),
            _ => format!("{name}: {}", (words.problem)(problem)),
        })
    }

    pub(super) fn estimate(&self, request: &Request) -> Option<Credits> {
        let (model, resolution) = (&request.model, &request.resolution);
        let catalogue = self.engine.catalogue();
        catalogue.estimate(model, resolution, request.duration, !request.media_urls.is_empty())
    }

    fn tell_submitted(
        &mut self,
        id: JobId,
        outcome: &SubmitOutcome,
        kept: &Result<Option<Box<Job>>, Failure>,
        now: Now,
    ) {
        self.ledger_moved(Some(id));
        let words = self.words();
        let text = match (outcome, kept) {
            (SubmitOutcome::Accepted { remote_id, .. }, Err(_)) => {
                (words.notices.accepted_not_written)(remote_id.as_str())
            }
            (_, Err(failure)) => (words.notices.outcome_not_written)(&(words.reason)(failure)),
            (SubmitOutcome::Accepted { .. }, Ok(_)) => return,
            (_, Ok(Some(job))) if job.status == Status::Waiting => {
                return self.say(words.notices.queued_here, Weight::Plain, now);
            }
            (SubmitOutcome::Unknown(failure), Ok(_)) => (words.notices.may_be_charged)(&self.said(failure)),
            (SubmitOutcome::Rejected { failure, .. }, Ok(_)) => self.refused(&Status::Rejected, failure),
            (SubmitOutcome::NotSent(failure), Ok(_)) => self.refused(&Status::NotSent, failure),
        };
        self.say(text, Weight::Money, now);
    }

    /// The filter of the list lets it in.
    fn is_in_list(&self, job: &Job, now: Now) -> bool {
        let filter = &self.board.query().filter;
        filter.matches(job, now.wall, |text| cut(text).map(Into::into).collect())
    }

    fn refused(&self, status: &Status, failure: &Failure) -> String {
        let advice = (self.words().job_advice)(status, failure.kind);
        let status = sentence(&(self.words().status)(status));
        format!("{status}: {}. {advice}", self.said(failure))
    }

    fn tell_applied(
        &mut self,
        id: JobId,
        event: &Event,
        kept: &Result<Option<Box<Job>>, Failure>,
        changed: bool,
        now: Now,
    ) {
        if changed || kept.is_err() {
            self.ledger_moved(Some(id));
        }
        match kept {
            Ok(Some(job)) => {
                self.board.refresh(job);
                match event {
                    Event::Observed { .. } if job.status.is_end() => self.tell_end(job, now),
                    Event::Adopted { .. } | Event::NotCreated | Event::SentAgain(_) => {
                        self.tell_settled(event, job, changed, now);
                    }
                    Event::CancelAsked | Event::Withdrawn if self.is_told_in_sum(id) => {}
                    Event::CancelAsked | Event::Withdrawn => self.tell_cancel(event, job, changed, now),
                    Event::Observed { .. }
                    | Event::Intended(_)
                    | Event::Answered { .. }
                    | Event::Orphaned
                    | Event::CancelTaken
                    | Event::CancelRefused(_)
                    | Event::Archived(_) => {}
                }
            }
            Ok(None) => {}
            Err(failure) => self.say_ledger_fault(failure, now),
        }
    }

    /// What became of the person's wish, by the ledger, which alone knows.
    fn tell_cancel(&mut self, event: &Event, job: &Job, changed: bool, now: Now) {
        let notices = &self.words().notices;
        if !changed {
            // a job of the queue is withdrawn next
            if job.status != Status::Waiting {
                self.cannot_cancel(&job.status, now);
            }
        } else if *event == Event::Withdrawn {
            self.say(notices.withdrawn, Weight::Plain, now);
        } else {
            self.say(notices.cancel_asked, Weight::Plain, now);
        }
    }

    fn tell_end(&mut self, job: &Job, now: Now) {
        let was_live = self.engine.watch(job.id).is_some_and(|watch| watch.status.is_live());
        if !was_live {
            return;
        }
        // a refused cancel is forgotten by then, but not that it was asked for
        let cancelled = job.steps.iter().any(|step| step.status == Status::Cancelling);
        if job.status == Status::Succeeded && cancelled {
            self.say(self.words().notices.late_video, Weight::Plain, now);
        }
        self.ring_for(job, now);
    }

    fn tell_polled(&mut self, id: JobId, poll: &Poll, now: Now, effects: &mut Vec<Effect>) {
        let by_hand = self.looks.remove(&id);
        match poll {
            Poll::Seen(seen) => {
                if let Some(opening) = self.end_asked_opening(id) {
                    self.open_seen(opening, seen, now, effects);
                } else if by_hand {
                    self.tell_seen(seen, now);
                }
            }
            Poll::Missed { failure, .. } => {
                if let Some(name) = self.engine.is_tracking(id).cloned() {
                    self.tell_untracked(&name, failure, now);
                } else if let Some(opening) = self.end_asked_opening(id) {
                    self.open_stored(opening, failure.clone(), now);
                } else if by_hand || failure.kind == FailureKind::Unauthorized {
                    let text = (self.words().notices.look_missed)(failure.origin(), &self.said(failure));
                    let advice = (self.words().failure_advice)(failure.kind);
                    self.say(format!("{text}. {advice}"), Weight::Warning, now);
                }
            }
        }
    }

    /// The person asked, so the person hears, changed or not.
    fn tell_seen(&mut self, seen: &Snapshot, now: Now) {
        let state = (self.words().status)(&seen.status);
        self.say((self.words().notices.looked)(&state), Weight::Plain, now);
    }

    pub(super) fn page(&mut self, query: &Query, page: Result<Option<Page>, Failure>, now: Now) {
        match page {
            Ok(Some(page)) => {
                let first = !self.board.is_loaded();
                self.board.take(query, page);
                self.page_ages_at = query.filter.holds_for().map(|time| now.steady + time);
                let is_new = self.board.rows().is_empty() && self.board.page().counts.archived == 0;
                if first && is_new && !self.focused_by_hand {
                    self.focus = Focus::Field(Field::Prompt);
                }
            }
            Ok(None) => {
                if self.board.unanswered(query) {
                    self.board.is_stale();
                }
            }
            Err(failure) => {
                if !self.board.unanswered(query) {
                    return;
                }
                self.page_again_at = Some(now.steady + Self::ASK_AGAIN_AFTER);
                self.say_ledger_fault(&failure, now);
            }
        }
        self.selection_moved();
    }

    pub(super) fn details(
        &mut self,
        id: JobId,
        purpose: Purpose,
        details: Result<Option<Box<Details>>, Failure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        if purpose == Purpose::RunOneOfMany {
            return self.run_one_of_many(id, details, now, effects);
        }
        let details = match details {
            Ok(None) if purpose != Purpose::Show => {
                self.say(self.words().notices.not_in_ledger, Weight::Warning, now);
                None
            }
            Ok(details) => details,
            Err(failure) => {
                self.say_ledger_fault(&failure, now);
                None
            }
        };
        if purpose == Purpose::Show {
            if let Some(shown) = &mut self.shown {
                shown.asked = None;
                shown.answered = Some(id);
                shown.details = details;
            }
            return;
        }
        let Some(details) = details else {
            self.end_opening(id);
            return;
        };
        if purpose == Purpose::Settle {
            return self.open_settling(details, now);
        }
        let job = details.job;
        match purpose {
            Purpose::Show | Purpose::Settle | Purpose::RunOneOfMany => {}
            // the person has gone on to something else: neither the keys nor what they write is taken away
            Purpose::EditAgain if self.guard.inputs() != self.inputs_at_cause => {}
            Purpose::EditAgain => {
                let (before, draft) = (self.form.draft(), job.request.draft());
                self.form.fill(&draft, self.engine.catalogue());
                self.form_changed(now);
                self.focus_on(Focus::Field(Field::Prompt));
                let notices = &self.words().notices;
                let lost = !before.prompt.trim().is_empty() && before.prompt != draft.prompt;
                let undo = lost.then_some(notices.undo_brings_back);
                let text: Vec<_> = [notices.form_filled].into_iter().chain(undo).collect();
                self.say(text.join(" "), Weight::Plain, now);
            }
            // it has become so since the key was pressed
            Purpose::RunAgain if job.status == Status::Unknown => {
                self.say(self.words().notices.settle_first, Weight::Warning, now);
            }
            Purpose::RunAgain => {
                if let Some(why) = self.unsendable(&job.request) {
                    return self.say((self.words().notices.refused_form)(&why), Weight::Warning, now);
                }
                let estimate = self.estimate(&job.request);
                let question = Question::RunAgain {
                    request: Box::new(job.request),
                    estimate,
                };
                self.ask(question);
            }
            Purpose::CopyUrl => match job.video {
                Some(video) => self.copy_link(&video.url, now, effects),
                None => self.say(self.words().notices.no_video, Weight::Warning, now),
            },
            Purpose::Open => self.open(job, now, effects),
        }
    }

    pub(super) fn key_read(&mut self, read: &Result<(), NoKey>, now: Now, effects: &mut Vec<Effect>) {
        if let Err(why) = read {
            let why = match why {
                NoKey::Unreadable(error) => (self.words().start.key)(error),
                NoKey::Failed(failure) => (self.words().reason)(failure),
            };
            self.say((self.words().notices.key_not_read)(&why), Weight::Warning, now);
        }
        let chosen = self.board.selected();
        let message = EngineMessage::KeyRead {
            read_well: read.is_ok(),
            chosen: chosen.and_then(|row| Some((row.id, row.remote_id.clone()?))),
        };
        self.engine_message(message, now, effects);
    }
}

//! What comes back: pages, details, what became of sends, cancels and links, and what the person is told of it.

use std::time::Duration;

use super::notice::Weight;
use super::question::{Overlay, Question};
use super::{App, Effect, Focus, Opening, Purpose};
use crate::engine::{self, Message as EngineMessage};
use crate::job::{
    CancelOutcome, Details, Draft, Event, Failure, FailureKind, Field, Job, JobId, Now, Page, Poll, Recorded, Row,
    Status, SubmitOutcome, Video, openable,
};

impl App {
    /// A link told within this time, by this run of the program, is opened as it is. How long links live is not documented.
    const FRESH_LINK: Duration = Duration::from_secs(600);

    /// Passes a message on to the engine, and tells the person what it means for them.
    pub(super) fn engine_message(&mut self, message: EngineMessage, now: Now, effects: &mut Vec<Effect>) {
        self.tell(&message, now, effects);
        let from_service = matches!(message, EngineMessage::Models(Ok(_)));
        let shows = !matches!(message, EngineMessage::Wake | EngineMessage::Look(..));
        effects.extend(self.engine.update(message, now).into_iter().map(Effect::Engine));
        if from_service {
            self.form.check_all(self.engine.catalogue());
        }
        if shows {
            let unrecorded = self.unrecorded();
            self.board.set_unrecorded(unrecorded);
        }
    }

    fn unrecorded(&self) -> Vec<Row> {
        self.engine.pending().rev().map(Row::of).collect()
    }

    /// The ledger's rows are not what they were.
    fn ledger_moved(&mut self, id: Option<JobId>) {
        self.board.is_stale();
        if let Some(shown) = &mut self.shown {
            shown.stale |= id.is_none() || id == shown.details.as_ref().map(|details| details.job.id);
        }
    }

    fn tell(&mut self, message: &EngineMessage, now: Now, effects: &mut Vec<Effect>) {
        match message {
            EngineMessage::Recorded { id, recorded } => self.tell_recorded(*id, recorded, now),
            EngineMessage::Submitted { id, outcome, kept } => self.tell_submitted(*id, outcome, kept, now),
            EngineMessage::Applied { id, event, kept, .. } => self.tell_applied(*id, event, kept, now, effects),
            EngineMessage::Polled { id, poll } => self.tell_polled(*id, poll, now),
            EngineMessage::CancelAnswered { outcome, .. } => match outcome {
                CancelOutcome::Taken => {}
                CancelOutcome::Refused(failure) | CancelOutcome::Missed { failure, .. } => {
                    let why = self.said(failure);
                    self.say((self.words().notices.cancel_refused)(&why), Weight::Warning, now);
                }
            },
            EngineMessage::OpenJobs(jobs) => {
                if let Err(failure) = jobs {
                    self.say(
                        (self.words().notices.ledger_fault)(&failure.detail),
                        Weight::Warning,
                        now,
                    );
                }
            }
            EngineMessage::LedgerChanged => self.ledger_moved(None),
            EngineMessage::Wake
            | EngineMessage::Holding
            | EngineMessage::Send { .. }
            | EngineMessage::Cancel(_)
            | EngineMessage::Look(..)
            | EngineMessage::Archive(..)
            | EngineMessage::PauseQueue(_)
            | EngineMessage::Models(_)
            | EngineMessage::KeyRead { .. } => {}
        }
    }

    /// A failure in one line: its sort, and the other side's words where it has any.
    fn said(&self, failure: &Failure) -> String {
        let name = (self.words().failure_name)(failure.kind);
        let detail: String = failure.detail.chars().take(160).collect();
        if detail.is_empty() {
            name.to_owned()
        } else {
            format!("{name} ({detail})")
        }
    }

    fn tell_recorded(&mut self, id: JobId, recorded: &Result<Recorded, Failure>, now: Now) {
        let request = (!self.sends.is_empty()).then(|| self.sends.remove(0));
        let notices = &self.words().notices;
        match recorded {
            Ok(Recorded::Kept(job)) => {
                let text = if job.status == Status::Waiting {
                    notices.queued_here
                } else {
                    notices.sent
                };
                self.say(text, Weight::Plain, now);
                self.ledger_moved(Some(id));
            }
            Ok(Recorded::Twin { at, .. }) => {
                let Some(request) = request else { return };
                let age = Duration::try_from(now.wall.duration_since(*at)).unwrap_or_default();
                let (model, resolution) = (&request.model, &request.resolution);
                let media = !request.media_urls.is_empty();
                let estimate = self
                    .engine
                    .catalogue()
                    .estimate(model, resolution, request.duration, media);
                let question = Question::Twin {
                    request: Box::new(request),
                    age,
                    estimate,
                };
                self.overlay = Some(Overlay::Question(question));
            }
            Err(failure) => self.say((notices.not_recorded)(&failure.detail), Weight::Warning, now),
        }
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
            (_, Err(failure)) => (words.notices.outcome_not_written)(&failure.detail),
            (SubmitOutcome::Accepted { .. }, Ok(_)) => return,
            (
                SubmitOutcome::Rejected { failure, .. }
                | SubmitOutcome::NotSent(failure)
                | SubmitOutcome::Unknown(failure),
                Ok(job),
            ) => {
                let status = job.as_ref().map_or_else(String::new, |job| (words.status)(&job.status));
                format!(
                    "{status}: {}. {}",
                    self.said(failure),
                    (words.failure_advice)(failure.kind)
                )
            }
        };
        self.say(text, Weight::Warning, now);
    }

    fn tell_applied(
        &mut self,
        id: JobId,
        event: &Event,
        kept: &Result<Option<Box<Job>>, Failure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        self.ledger_moved(Some(id));
        let opening = self
            .opening
            .take_if(|opening| opening.id == id && matches!(event, Event::Observed(_)));
        match kept {
            Ok(Some(job)) => {
                if matches!(event, Event::Observed(_)) && job.status.is_end() {
                    self.tell_end(job, now, effects);
                }
                if let Some(opening) = opening {
                    self.open_fresh(opening, job, now, effects);
                }
            }
            Ok(None) => {}
            Err(failure) => {
                self.say(
                    (self.words().notices.ledger_fault)(&failure.detail),
                    Weight::Warning,
                    now,
                );
                if let Some(opening) = opening {
                    self.open_stale(opening, failure.clone(), now);
                }
            }
        }
    }

    fn tell_end(&mut self, job: &Job, now: Now, effects: &mut Vec<Effect>) {
        let was_live = self.engine.watch(job.id).is_some_and(|watch| watch.status.is_live());
        if !was_live {
            return;
        }
        if job.status == Status::Succeeded && job.cancel_asked_at.is_some() {
            self.say(self.words().notices.late_video, Weight::Plain, now);
        }
        if self.settings.notify && !self.watched {
            let prompt: String = job.request.prompt.chars().take(60).collect();
            effects.push(Effect::Ring(format!(
                "{}: {prompt}",
                (self.words().status)(&job.status)
            )));
        }
    }

    fn tell_polled(&mut self, id: JobId, poll: &Poll, now: Now) {
        let Poll::Missed { failure, .. } = poll else { return };
        if let Some(opening) = self.opening.take_if(|opening| opening.id == id) {
            return self.open_stale(opening, failure.clone(), now);
        }
        let by_hand = self.engine.watch(id).is_some_and(engine::Watch::is_asked_by_hand);
        if by_hand || failure.kind == FailureKind::Unauthorized {
            let text = (self.words().notices.look_missed)(&self.said(failure));
            self.say(
                format!("{text}. {}", (self.words().failure_advice)(failure.kind)),
                Weight::Warning,
                now,
            );
        }
    }

    pub(super) fn page(&mut self, page: Result<Page, Failure>, now: Now) {
        match page {
            Ok(page) => {
                let first = !self.board.is_loaded();
                let unrecorded = self.unrecorded();
                self.board.take(page, unrecorded);
                if first && self.board.rows().is_empty() && !self.focused_by_hand {
                    self.focus = Focus::Field(Field::Prompt);
                }
            }
            Err(failure) => {
                self.board.unanswered();
                self.say(
                    (self.words().notices.ledger_fault)(&failure.detail),
                    Weight::Warning,
                    now,
                );
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
        let details = match details {
            Ok(details) => details,
            Err(failure) => {
                self.say(
                    (self.words().notices.ledger_fault)(&failure.detail),
                    Weight::Warning,
                    now,
                );
                None
            }
        };
        if purpose == Purpose::Show {
            if let Some(shown) = &mut self.shown {
                shown.asked = None;
                shown.details = details.or_else(|| shown.details.take());
            }
            return;
        }
        let Some(details) = details else { return };
        let job = details.job;
        match purpose {
            Purpose::Show => {}
            Purpose::EditAgain => {
                self.form.fill(&job.request.draft(), self.engine.catalogue());
                self.form_changed(now);
                self.focus_on(Focus::Field(Field::Prompt));
                self.form.start_next();
                self.say(self.words().notices.form_filled, Weight::Plain, now);
            }
            Purpose::RunAgain => {
                let (model, resolution) = (&job.request.model, &job.request.resolution);
                let media = !job.request.media_urls.is_empty();
                let estimate = self
                    .engine
                    .catalogue()
                    .estimate(model, resolution, job.request.duration, media);
                let question = Question::RunAgain {
                    request: Box::new(job.request),
                    estimate,
                };
                self.overlay.get_or_insert(Overlay::Question(question));
            }
            Purpose::CopyUrl => match job.video {
                Some(video) => self.copy(video.url, now, effects),
                None => self.say(self.words().notices.no_video, Weight::Warning, now),
            },
            Purpose::Open => self.open(id, job, now, effects),
        }
    }

    fn open(&mut self, id: JobId, job: Job, now: Now, effects: &mut Vec<Effect>) {
        let Some(video) = job.video else {
            return self.say(self.words().notices.no_video, Weight::Warning, now);
        };
        let age = Duration::try_from(now.wall.duration_since(video.told_at)).unwrap_or(Duration::MAX);
        if age < Self::FRESH_LINK && video.told_at >= self.started_at {
            return self.open_link(&video, now, effects);
        }
        let weather = self.engine.weather();
        let out_of_reach = weather
            .refused()
            .or(weather.outage().map(|outage| &outage.failure))
            .cloned();
        let opening = Opening { id, kept: Some(video) };
        match (out_of_reach, job.remote_id) {
            (Some(failure), _) => self.open_stale(opening, failure, now),
            (None, None) => self.open_stale(opening, Failure::new(FailureKind::NotFound, ""), now),
            (None, Some(remote_id)) => {
                self.say(self.words().notices.asking_for_link, Weight::Plain, now);
                self.opening = Some(opening);
                self.engine_message(EngineMessage::Look(id, remote_id), now, effects);
            }
        }
    }

    fn open_fresh(&mut self, opening: Opening, job: &Job, now: Now, effects: &mut Vec<Effect>) {
        let age = |video: &Video| Duration::try_from(now.wall.duration_since(video.told_at)).unwrap_or(Duration::MAX);
        match job.video.as_ref().filter(|video| age(video) < Self::FRESH_LINK) {
            Some(video) => self.open_link(video, now, effects),
            None => self.open_stale(opening, Failure::new(FailureKind::NoVideo, ""), now),
        }
    }

    fn open_link(&mut self, video: &Video, now: Now, effects: &mut Vec<Effect>) {
        match openable(&video.url, self.settings.loopback) {
            Some(url) => self.browse(url.to_string(), now, effects),
            None => self.say(self.words().notices.bad_link, Weight::Warning, now),
        }
    }

    fn open_stale(&mut self, opening: Opening, failure: Failure, now: Now) {
        let Some(video) = opening.kept else { return };
        match openable(&video.url, self.settings.loopback) {
            Some(url) => {
                let question = Question::OpenStale {
                    url: url.to_string(),
                    told_at: video.told_at,
                    failure,
                };
                self.overlay.get_or_insert(Overlay::Question(question));
            }
            None => self.say(self.words().notices.bad_link, Weight::Warning, now),
        }
    }

    pub(super) fn browsed(&mut self, url: String, started: Result<(), Failure>, now: Now, effects: &mut Vec<Effect>) {
        if started.is_err() {
            self.copy(url.clone(), now, effects);
            self.overlay.get_or_insert(Overlay::Link(url));
        }
    }

    pub(super) fn key_read(&mut self, read: Result<(), Failure>, now: Now, effects: &mut Vec<Effect>) {
        if let Err(failure) = &read {
            self.say(
                (self.words().notices.key_not_read)(&failure.detail),
                Weight::Warning,
                now,
            );
        }
        self.engine_message(
            EngineMessage::KeyRead {
                read_well: read.is_ok(),
            },
            now,
            effects,
        );
    }

    pub(super) fn draft(&mut self, draft: Result<Option<Draft>, Failure>, now: Now) {
        match draft {
            // what was typed before it came is newer
            Ok(Some(draft)) if self.save_draft_at.is_none() => self.form.fill(&draft, self.engine.catalogue()),
            Ok(_) => {}
            Err(failure) => self.say(
                (self.words().notices.ledger_fault)(&failure.detail),
                Weight::Warning,
                now,
            ),
        }
    }
}

//! Videos on their way to the browser: a link that may have died is asked for again first, and the stored one is offered where that
//! fails. Not for starting a browser (`runtime`).

use std::time::Duration;

use super::notice::Weight;
use super::question::{Overlay, Question};
use super::{App, Effect, Purpose};
use crate::engine::Message as EngineMessage;
use crate::job::{Failure, FailureKind, Job, JobId, Now, Snapshot, Video, openable};

/// One video that the person wants to see.
#[derive(Debug)]
pub(super) struct Opening {
    id: JobId,
    /// The link at hand, once the job was read: a fresh one is being asked for.
    stored: Option<Video>,
}

impl App {
    /// A link told within this time, by this run of the program, is opened as it is. How long links live is not documented.
    const FRESH_LINK: Duration = Duration::from_secs(600);

    /// Reads the job first. A second key for the same job opens nothing twice.
    pub(super) fn begin_opening(&mut self, id: JobId, effects: &mut Vec<Effect>) {
        if !self.openings.iter().any(|opening| opening.id == id) {
            self.openings.push(Opening { id, stored: None });
        }
        effects.push(Effect::Details(id, Purpose::Open));
    }

    pub(super) fn end_opening(&mut self, id: JobId) -> Option<Opening> {
        let place = self.openings.iter().position(|opening| opening.id == id)?;
        Some(self.openings.remove(place))
    }

    /// The look that a fresh link was asked for with has come back.
    pub(super) fn end_asked_opening(&mut self, id: JobId) -> Option<Opening> {
        let asked = self
            .openings
            .iter()
            .any(|opening| opening.id == id && opening.stored.is_some());
        asked.then(|| self.end_opening(id)).flatten()
    }

    /// The job was read.
    pub(super) fn open(&mut self, job: Job, now: Now, effects: &mut Vec<Effect>) {
        let id = job.id;
        let Some(mut opening) = self.end_opening(id) else {
            return;
        };
        let Some(video) = job.video else {
            return self.say(self.words().notices.no_video, Weight::Warning, now);
        };
        let age = Duration::try_from(now.wall.duration_since(video.told_at)).unwrap_or(Duration::MAX);
        if age < Self::FRESH_LINK && video.told_at >= self.started_at {
            return self.open_link(&video.url, now, effects);
        }
        opening.stored = Some(video);
        match (self.cannot_ask(now), job.remote_id) {
            (Some(failure), _) => self.open_stored(opening, failure, now),
            (None, None) => self.open_stored(opening, Failure::new(FailureKind::NotFound, ""), now),
            (None, Some(remote_id)) => {
                self.say(self.words().notices.asking_for_link, Weight::Plain, now);
                self.openings.push(opening);
                self.engine_message(EngineMessage::Look(id, remote_id), now, effects);
            }
        }
    }

    /// Why a fresh link cannot be asked for now.
    pub(super) fn cannot_ask(&self, now: Now) -> Option<Failure> {
        let weather = self.engine.weather();
        let outage = weather.outage().map(|outage| &outage.failure);
        let slowed = weather
            .slowed_for(now)
            .map(|_| Failure::new(FailureKind::RateLimited, ""));
        weather.refused().or(outage).cloned().or(slowed)
    }

    /// The job was looked at.
    pub(super) fn open_seen(&mut self, opening: Opening, seen: &Snapshot, now: Now, effects: &mut Vec<Effect>) {
        match &seen.video_url {
            Some(url) => self.open_link(url, now, effects),
            None => self.open_stored(opening, Failure::new(FailureKind::NoVideo, ""), now),
        }
    }

    /// Where the service cannot be asked any more, nobody waits for it.
    pub(super) fn settle_openings(&mut self, now: Now) {
        if self.openings.is_empty() {
            return;
        }
        let Some(failure) = self.cannot_ask(now) else { return };
        let (asked, reading) = self.openings.drain(..).partition(|opening| opening.stored.is_some());
        self.openings = reading;
        let asked: Vec<_> = asked;
        for opening in asked {
            self.open_stored(opening, failure.clone(), now);
        }
    }

    fn open_link(&mut self, url: &str, now: Now, effects: &mut Vec<Effect>) {
        match openable(url, self.settings.loopback) {
            Some(url) => self.browse(url.to_string(), now, effects),
            None => self.say(self.words().notices.bad_link, Weight::Warning, now),
        }
    }

    /// What is copied is pasted into shells and address bars: it passes the same gate as what is opened.
    pub(super) fn copy_link(&mut self, url: &str, now: Now, effects: &mut Vec<Effect>) {
        match openable(url, self.settings.loopback) {
            Some(url) => self.copy(url.to_string(), now, effects),
            None => self.say(self.words().notices.bad_link, Weight::Warning, now),
        }
    }

    /// No fresh link: the stored one is offered.
    pub(super) fn open_stored(&mut self, opening: Opening, failure: Failure, now: Now) {
        let Some(video) = opening.stored else { return };
        match openable(&video.url, self.settings.loopback) {
            Some(url) => self.ask(Question::OpenStale {
                url: url.to_string(),
                told_at: video.told_at,
                failure,
            }),
            None => self.say(self.words().notices.bad_link, Weight::Warning, now),
        }
    }

    pub(super) fn browse(&mut self, url: String, now: Now, effects: &mut Vec<Effect>) {
        self.say(self.words().notices.opening, Weight::Plain, now);
        effects.push(Effect::Browse(url));
    }

    pub(super) fn browsed(&mut self, url: String, started: &Result<(), Failure>, now: Now, effects: &mut Vec<Effect>) {
        if started.is_ok() {
            return;
        }
        if self.overlay.is_some() {
            return self.copy(url, now, effects);
        }
        // it is shown whole, which a notice beside it would only say again
        self.hush();
        self.overlay = Some(Overlay::Link(url.clone()));
        effects.push(Effect::Copy(url));
    }
}

//! What is due when: the app is woken for this and for nothing else.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::shown::Wanted;
use super::{App, Effect, Outlook};
use crate::engine;
use crate::job::{Credits, Job, Now, Row};
use crate::words::duration::brief_changes_in;

impl App {
    /// The guarded key that has been quiet for long enough.
    pub(super) fn release(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Some(action) = self.guard.release(now.steady) {
            self.act(action, now, effects);
        }
    }

    /// Everything that is due by now.
    pub(super) fn wake(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.engine.next_wake(now).is_some_and(|at| at <= now.steady) {
            self.engine_message(engine::Message::Wake, now, effects);
        }
        self.save_draft(now, effects);
        self.ring(now, effects);
        if self.page_again_at.take_if(|at| *at <= now.steady).is_some() || !self.today.holds(now) {
            self.today = Today::at(now, &self.settings.zone);
            self.board.is_stale();
        }
        if self.page_ages_at.take_if(|at| *at <= now.steady).is_some() {
            self.board.is_stale();
        }
        self.end_notice(now);
    }

    pub(super) fn save_draft(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.save_draft_at().is_some_and(|at| at <= now.steady) {
            self.keeping.save_at = None;
            self.keeping.saving = true;
            effects.push(Effect::SaveDraft(Box::new(self.form.draft())));
        }
    }

    fn save_draft_at(&self) -> Option<Duration> {
        self.keeping.save_at.filter(|_| !self.keeping.saving)
    }

    /// When the app wants a [`super::Message::Wake`], on the steady clock; never in the past.
    pub fn next_wake(&self, now: Now) -> Option<Duration> {
        // what was charged today is the only thing on the screen that knows days
        let charged = self.board.page().counts.credits_today > Credits::default();
        let all = [
            self.engine.next_wake(now),
            self.guard.due(),
            self.save_draft_at(),
            self.page_again_at,
            self.page_ages_at,
            self.refresh_at(),
            self.bell.due(),
            self.notice.as_ref().map(|notice| notice.until),
            charged.then(|| now.steady + self.today.left(now)),
        ];
        all.into_iter().flatten().min().map(|at| at.max(now.steady))
    }

    /// When what is stale in the list or in the details is read again, if nothing is being read.
    pub(super) fn refresh_at(&self) -> Option<Duration> {
        // what failed has a time of its own
        let rows = self.page_again_at.is_none() && self.board.waits_for_refresh();
        let details = || matches!(self.wanted_details(), Some(Wanted::Again(_)));
        (rows || details()).then_some(self.refresh_from)
    }

    /// Until something that tells a time reads differently than in a frame drawn now: then the screen wants another one, and the app
    /// need not be told.
    pub fn next_change_on_screen(&self, now: Now) -> Option<Duration> {
        if self.geometry.tiny {
            return None;
        }
        // the youngest sets the pace and the others change with it: a screen full of old jobs wakes once a minute, not once a row
        let ages = self.board.in_sight().iter().map(|row| now.since(row.created_at));
        // what is left of a running time goes down by seconds, all of them at once
        let youngest = ages.clone().min();
        let counts_down = |row| matches!(self.outlook(row, now), Some(Outlook::Usual { .. }));
        let counts_down = self.board.in_sight().iter().any(counts_down);
        let second = youngest.map(|age| Duration::from_nanos(1_000_000_000 - u64::from(age.subsec_nanos())));
        let slowed = self.engine.slowed_for(now).map(until_less);
        let rate = self.engine.request_rate(now) > 0 && self.engine.jobs_going_on() > 0;
        let details = self.details_in_sight();
        let details = details.filter(|details| details.job.status.is_live());
        let all = [
            youngest.map(brief_changes_in),
            second.filter(|_| counts_down),
            slowed,
            rate.then_some(Duration::from_secs(1)),
            details.and_then(|details| self.next_change_of(&details.job, now)),
        ];
        all.into_iter().flatten().min()
    }

    /// The details of a live job say when it was seen and when it is looked at next.
    fn next_change_of(&self, job: &Job, now: Now) -> Option<Duration> {
        let watch = self.engine.watch(job.id);
        let seen_here = watch
            .and_then(|watch| watch.seen_at)
            .map(|at| now.steady.saturating_sub(at));
        let seen = seen_here.or_else(|| job.seen_at.map(|at| now.since(at)));
        let due = watch.and_then(|watch| watch.due?.checked_sub(now.steady));
        let runs = job.started_at.or(Row::of(job).accepted_at).map(|at| now.since(at));
        [
            seen.map(brief_changes_in),
            due.map(until_less),
            runs.map(brief_changes_in),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}

/// The person's day, as far as it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Today {
    begins: Timestamp,
    ends: Timestamp,
}

impl Today {
    pub(super) fn at(now: Now, zone: &TimeZone) -> Self {
        let day = now.wall.to_zoned_datetime(zone.clone()).start_of_day();
        let next = day
            .as_ref()
            .ok()
            .and_then(|day| day.tomorrow().ok()?.start_of_day().ok());
        Self {
            begins: day.map_or(now.wall, |day| day.timestamp()),
            ends: next.map_or(Timestamp::MAX, |next| next.timestamp()),
        }
    }

    /// Whether it is still that day. The clock may have been set, either way.
    fn holds(self, now: Now) -> bool {
        (self.begins..self.ends).contains(&now.wall)
    }

    fn left(self, now: Now) -> Duration {
        Duration::try_from(self.ends.duration_since(now.wall)).unwrap_or_default()
    }
}

/// Until a time that runs out shows a second less.
fn until_less(rest: Duration) -> Duration {
    Duration::from_nanos(rest.subsec_nanos().into()) + Duration::from_millis(1)
}

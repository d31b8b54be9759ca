//! Looking at open jobs: what is known of each, when it is due, and what a look or a missed look leads to.

use std::time::Duration;

use rand::RngExt;

use crate::job::{
    CancelOutcome, Catalogue, Event, Failure, FailureKind, Job, JobId, Now, Pace, Poll, RemoteId, Snapshot, Status,
};

use super::{Effect, Engine};

/// What the engine knows of an open job beyond the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// Where it is, as the ledger has it.
    pub status: Status,
    /// When it was last seen, by the steady clock, by this process.
    pub seen_at: Option<Duration>,
    /// When it will be looked at next; `None` while a look is under way, or when only the person asks.
    pub due: Option<Duration>,
    /// Why the last look showed nothing.
    pub missed: Option<Failure>,
    remote_id: Option<RemoteId>,
    model: String,
    created_at: jiff::Timestamp,
    video: bool,
    misses: u32,
    tries_for_video: u32,
    tries_to_cancel: u32,
    looking: bool,
    asked_by_hand: bool,
}

impl Watch {
    fn of(job: &Job) -> Self {
        Self {
            status: job.status.clone(),
            seen_at: None,
            due: None,
            missed: None,
            remote_id: job.remote_id.clone(),
            model: job.request.model.clone(),
            created_at: job.created_at,
            video: job.video.is_some(),
            misses: 0,
            tries_for_video: 0,
            tries_to_cancel: 0,
            looking: false,
            asked_by_hand: false,
        }
    }

    fn age(&self, now: Now) -> Duration {
        Duration::try_from(now.wall.duration_since(self.created_at)).unwrap_or_default()
    }

    /// The look under way was asked for by the person.
    pub fn is_asked_by_hand(&self) -> bool {
        self.asked_by_hand
    }

    /// Nobody looks at it any more, unless the person asks.
    pub fn is_given_up(&self) -> bool {
        self.status.is_live() && self.due.is_none() && !self.looking
    }

    fn wants_video(&self) -> bool {
        self.status == Status::Succeeded && !self.video && self.tries_for_video < Engine::TRIES_FOR_VIDEO
    }
}

impl Engine {
    /// Looks at once, so that a slow service does not gather our connections.
    const LOOKS_AT_ONCE: usize = 16;
    /// How often a job that succeeded without a video is asked again.
    const TRIES_FOR_VIDEO: u32 = 5;
    /// How often a cancel that got no readable answer is sent.
    const TRIES_TO_CANCEL: u32 = 3;
    /// Jobs found in the ledger are looked at within this time, the ceiling allowing.
    const SPREAD_AT_START: Duration = Duration::from_secs(1);
    /// Longest wait between looks at a job whose looks fail.
    const LONGEST_BACKOFF: Duration = Duration::from_secs(300);

    pub(super) fn open_jobs(
        &mut self,
        jobs: Result<Vec<Job>, Failure>,
        at_start: bool,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Ok(jobs) = jobs else { return };
        for job in jobs {
            if job.status == Status::Waiting && !self.pending.iter().any(|pending| pending.id() == job.id) {
                self.queue_paused |= at_start;
                self.queue.entry(job.id).or_insert_with(|| job.request.clone());
            }
            let known = self
                .watches
                .get(&job.id)
                .is_some_and(|watch| watch.status == job.status);
            if known && !at_start {
                continue;
            }
            self.follow(&job, now);
            if job.status == Status::Cancelling && at_start {
                self.send_cancel(job.id, effects);
            }
            if self
                .watches
                .get(&job.id)
                .is_some_and(|watch| watch.status.is_live() && !watch.looking)
            {
                // found, not just accepted: it may have ended long ago
                let soon = Self::SPREAD_AT_START.mul_f64(self.random.random_range(0.0..1.0));
                self.set_due(job.id, Some(now.steady + soon));
            }
        }
    }

    /// Brings what is watched in line with the ledger's row.
    pub(super) fn follow(&mut self, job: &Job, now: Now) {
        let fresh = Watch::of(job);
        let lacks_video = job.status == Status::Succeeded && job.video.is_none();
        if !job.status.is_open() && !lacks_video {
            self.set_due(job.id, None);
            self.watches.remove(&job.id);
            return;
        }
        let was = self.watches.get(&job.id).map(|watch| watch.status.clone());
        let watch = self.watches.entry(job.id).or_insert_with(|| fresh.clone());
        watch.status = fresh.status;
        watch.remote_id = fresh.remote_id;
        watch.video = fresh.video;
        let newly_live = watch.status.is_live() && !was.is_some_and(|was| was.is_live());
        if newly_live && !watch.looking {
            let model = watch.model.clone();
            let due = now.steady + self.jittered(self.pace().first_look(&model));
            self.set_due(job.id, Some(due));
        }
    }

    pub(super) fn set_due(&mut self, id: JobId, due: Option<Duration>) {
        let Some(watch) = self.watches.get_mut(&id) else { return };
        // a window on somebody else's board looks only where its own person asks
        let due = due.filter(|_| self.holder || watch.asked_by_hand);
        if let Some(old) = std::mem::replace(&mut watch.due, due) {
            self.schedule.remove(old, id);
        }
        if let Some(due) = due {
            self.schedule.insert(due, id);
        }
    }

    fn jittered(&mut self, wait: Duration) -> Duration {
        wait.mul_f64(self.random.random_range(0.9..=1.1))
    }

    pub(super) fn next_look(&self, now: Now) -> Option<Duration> {
        let due = self.schedule.first_due()?;
        let (open_from, at_once) = self.weather.open_from(now)?;
        let busy = self.looks_under_way >= at_once.min(Self::LOOKS_AT_ONCE);
        (!busy).then(|| due.max(open_from).max(self.schedule.room_from()))
    }

    pub(super) fn send_due_polls(&mut self, now: Now, effects: &mut Vec<Effect>) {
        while self.next_look(now).is_some_and(|at| at <= now.steady) {
            let Some(id) = self.schedule.take_due(now.steady) else {
                return;
            };
            let Some(watch) = self.watches.get_mut(&id) else {
                continue;
            };
            watch.due = None;
            let Some(remote_id) = watch.remote_id.clone() else {
                continue;
            };
            watch.looking = true;
            self.looks_under_way += 1;
            self.schedule.count(now.steady);
            effects.push(Effect::Poll { id, remote_id });
        }
    }

    pub(super) fn look(&mut self, id: JobId, remote_id: RemoteId, now: Now) {
        let watch = self.watches.entry(id).or_insert_with(|| Watch {
            status: Status::Succeeded,
            seen_at: None,
            due: None,
            missed: None,
            remote_id: Some(remote_id),
            model: String::new(),
            created_at: now.wall,
            video: true,
            misses: 0,
            tries_for_video: 0,
            tries_to_cancel: 0,
            looking: false,
            asked_by_hand: true,
        });
        watch.asked_by_hand = true;
        if !watch.looking {
            // before everything that is due, but under the same ceiling
            self.set_due(id, Some(Duration::ZERO));
        }
    }

    pub(super) fn polled(&mut self, id: JobId, poll: Poll, now: Now, effects: &mut Vec<Effect>) {
        match &poll {
            Poll::Seen(_) => self.weather.answered(),
            Poll::Missed { failure, retry_after } => {
                self.weather.failed(failure, *retry_after, now, &mut self.random);
            }
        }
        self.looks_under_way = self.looks_under_way.saturating_sub(1);
        let Some(watch) = self.watches.get_mut(&id) else { return };
        watch.looking = false;
        let by_hand = std::mem::take(&mut watch.asked_by_hand);
        match poll {
            Poll::Seen(snapshot) => self.seen(id, *snapshot, by_hand, now, effects),
            Poll::Missed { failure, .. } => self.missed(id, failure, now),
        }
    }

    fn seen(&mut self, id: JobId, snapshot: Snapshot, by_hand: bool, now: Now, effects: &mut Vec<Effect>) {
        let Some(watch) = self.watches.get_mut(&id) else { return };
        watch.misses = 0;
        watch.missed = None;
        watch.seen_at = Some(now.steady);
        let age = watch.age(now);
        if snapshot.status == Status::Succeeded && snapshot.video_url.is_none() {
            watch.tries_for_video += 1;
        }
        let same_word = watch.status == snapshot.status
            || (watch.status == Status::Cancelling && !snapshot.status.is_end())
            || (watch.status == Status::Processing && snapshot.status == Status::Queued);
        let unchanged = same_word && !by_hand && (watch.video || snapshot.video_url.is_none());
        let strange = matches!(snapshot.status, Status::Other(_));
        let over = snapshot.status.is_end() && (snapshot.video_url.is_some() || snapshot.status != Status::Succeeded);
        let more = !over && (!snapshot.status.is_end() || watch.tries_for_video < Self::TRIES_FOR_VIDEO);
        let wait = if strange {
            Pace::SLOW
        } else {
            self.pace().next_look(age)
        };
        let due = (more && !(strange && age > Pace::WATCHED_FOR)).then(|| now.steady + self.jittered(wait));
        self.set_due(id, due);
        if unchanged {
            self.forget_if_done(id);
        } else {
            effects.push(Effect::Apply {
                id,
                event: Event::Observed(Box::new(snapshot)),
                at: now.wall,
            });
        }
    }

    fn missed(&mut self, id: JobId, failure: Failure, now: Now) {
        let Some(watch) = self.watches.get_mut(&id) else { return };
        watch.misses = watch.misses.saturating_add(1);
        let age = watch.age(now);
        let not_found = failure.kind == FailureKind::NotFound;
        let backoff = Duration::from_secs(1 << watch.misses.min(8)).min(Self::LONGEST_BACKOFF);
        let (misses, live) = (watch.misses, watch.status.is_live() || watch.wants_video());
        watch.missed = Some(failure);
        let wait = if not_found && age > Pace::NOT_VISIBLE_YET {
            Pace::SLOW
        } else if misses > 1 {
            self.pace().next_look(age).max(backoff)
        } else {
            self.pace().next_look(age)
        };
        let given_up = !live || (not_found && age > Pace::WATCHED_FOR);
        let due = (!given_up).then(|| now.steady + self.jittered(wait));
        self.set_due(id, due);
        self.forget_if_done(id);
    }

    /// A job that was looked at only because the person asked is not kept in memory.
    fn forget_if_done(&mut self, id: JobId) {
        let done = |watch: &Watch| !watch.status.is_open() && watch.due.is_none() && !watch.looking;
        if self.watches.get(&id).is_some_and(done) {
            self.watches.remove(&id);
        }
    }

    pub(super) fn cancel(&mut self, id: JobId, now: Now, effects: &mut Vec<Effect>) {
        if self.queue.remove(&id).is_some() {
            effects.push(Effect::Apply {
                id,
                event: Event::Withdrawn,
                at: now.wall,
            });
        } else {
            effects.push(Effect::Apply {
                id,
                event: Event::CancelAsked,
                at: now.wall,
            });
        }
    }

    pub(super) fn send_cancel(&mut self, id: JobId, effects: &mut Vec<Effect>) {
        let Some(watch) = self.watches.get_mut(&id) else { return };
        let Some(remote_id) = watch.remote_id.clone() else {
            return;
        };
        watch.tries_to_cancel += 1;
        effects.push(Effect::Cancel { id, remote_id });
    }

    pub(super) fn cancel_answered(&mut self, id: JobId, outcome: CancelOutcome, now: Now, effects: &mut Vec<Effect>) {
        let again = self
            .watches
            .get(&id)
            .is_some_and(|watch| watch.tries_to_cancel < Self::TRIES_TO_CANCEL);
        match outcome {
            CancelOutcome::Taken => self.weather.answered(),
            CancelOutcome::Refused(failure) => {
                self.weather.failed(&failure, None, now, &mut self.random);
                effects.push(Effect::Apply {
                    id,
                    event: Event::CancelRefused(failure),
                    at: now.wall,
                });
            }
            CancelOutcome::Missed { failure, retry_after } => {
                self.weather.failed(&failure, retry_after, now, &mut self.random);
                if again && failure.kind != FailureKind::RateLimited {
                    self.send_cancel(id, effects);
                } else {
                    effects.push(Effect::Apply {
                        id,
                        event: Event::CancelRefused(failure),
                        at: now.wall,
                    });
                }
            }
        }
        // whatever it said, the job itself tells what became of it
        if let Some(watch) = self.watches.get_mut(&id) {
            watch.asked_by_hand = true;
            if !watch.looking {
                self.set_due(id, Some(now.steady));
            }
        }
    }

    /// The key was read again: where it was read well, the job that is due first tries it.
    pub(super) fn key_read(&mut self, read_well: bool, now: Now) {
        let first = self.schedule.first();
        self.weather.key_read(read_well, first.is_some());
        if let Some(id) = first.filter(|_| read_well) {
            self.set_due(id, Some(now.steady));
        }
    }

    pub(super) fn models(&mut self, told: Result<Catalogue, Failure>, now: Now) {
        match told {
            Ok(catalogue) => self.catalogue = catalogue,
            Err(failure) => self.weather.failed(&failure, None, now, &mut self.random),
        }
    }
}

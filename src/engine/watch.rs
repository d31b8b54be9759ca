//! Looking at open jobs: what is known of each, when it is due, and what a look or a missed look leads to.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rand::RngExt;

use crate::job::{Event, Failure, FailureKind, JobId, Kind, Now, OpenJob, Pace, Poll, RemoteId, Snapshot, Status};

use super::cancel::Cancelling;
use super::learned::Learned;
use super::{Effect, Engine};

/// What the engine knows of an open job beyond the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// Where it is, as the ledger has it.
    pub status: Status,
    /// When it was last seen, by the steady clock, by this process.
    pub seen_at: Option<Duration>,
    /// When it will be looked at next; `None` while a look is under way, in a window on somebody else's board, or when only the
    /// person asks.
    pub due: Option<Duration>,
    /// Why the last look showed nothing.
    pub missed: Option<Box<Failure>>,
    pub(super) remote_id: Option<RemoteId>,
    pub(super) cancelling: Cancelling,
    pub(super) asked_by_hand: bool,
    pub(super) in_ledger: InLedger,
    /// None where all that is known of it is its name.
    kind: Option<Arc<Kind>>,
    /// How old it was when this process began to watch it; none where that is not known.
    age_then: Option<Duration>,
    /// When that was, on the steady clock.
    from: Duration,
    /// What the wall clock said then, or when it was seen last.
    wall: Timestamp,
    /// The wait before the next look, as it was meant.
    wait: Duration,
    video: bool,
    misses: u32,
    tries_for_video: u32,
    given_up: bool,
}

/// Whether the ledger has the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InLedger {
    Yes,
    /// It was submitted elsewhere, and is being looked at for the first time.
    NotYet,
}

impl Watch {
    /// What was seen within this time is no old news.
    const FRESH: Duration = Duration::from_secs(150);

    /// `since`: when the service took it, where that is known. It may have waited long before that.
    pub(super) fn new(status: Status, remote_id: Option<RemoteId>, since: Option<Timestamp>, now: Now) -> Self {
        Self {
            status,
            seen_at: None,
            due: None,
            missed: None,
            remote_id,
            cancelling: Cancelling::Tried(0),
            asked_by_hand: false,
            in_ledger: InLedger::Yes,
            kind: None,
            age_then: since.map(|since| now.since(since)),
            from: now.steady,
            wall: now.wall,
            wait: Duration::ZERO,
            video: false,
            misses: 0,
            tries_for_video: 0,
            given_up: false,
        }
    }

    /// Since the service took it: by the wall clock, which alone outlives the program, only as far as it went before this process
    /// watched the job. So a clock that is set makes no job old or young.
    pub fn age(&self, now: Now) -> Duration {
        self.age_then.unwrap_or_default() + now.steady.saturating_sub(self.from)
    }

    /// The job was known to go on shortly before now, by this process, and since then no clock was set and no computer slept: an end that
    /// is seen now has only just come.
    fn is_fresh(&self, now: Now) -> bool {
        // nobody saw it before this process watched it
        let unseen_before = match self.seen_at {
            Some(_) => Some(Duration::ZERO),
            None => self.age_then,
        };
        let Some(unseen_before) = unseen_before else {
            return false;
        };
        let by_steady = now.steady.saturating_sub(self.seen_at.unwrap_or(self.from));
        let by_wall = now.wall.duration_since(self.wall).as_millis();
        let set_by = by_wall.abs_diff(i128::try_from(by_steady.as_millis()).unwrap_or(i128::MAX));
        let meant = self.wait + self.wait / 4;
        let recent = Self::FRESH.max(self.age(now) / 2).max(meant);
        unseen_before + by_steady <= recent && set_by <= Self::FRESH.as_millis()
    }

    /// Its pace by now.
    fn next_wait(&self, pace: Pace, learned: &Learned, now: Now) -> Duration {
        pace.next_look(self.age(now), learned.of(self.kind.as_deref()))
    }

    /// Nobody looks at it any more, unless the person asks.
    pub fn is_given_up(&self) -> bool {
        self.given_up
    }
}

impl Engine {
    /// How often a job that succeeded without a video is asked again.
    const TRIES_FOR_VIDEO: u32 = 5;
    /// Longest wait between looks at a job whose looks fail.
    const LONGEST_BACKOFF: Duration = Duration::from_secs(300);
    /// Looks under way at once where the ceiling is low.
    const FEWEST_AT_ONCE: usize = 16;
    /// Looks under way at once, however high it is: each may take a connection, of which a process may have about a thousand.
    const MOST_AT_ONCE: usize = 512;
    /// Beyond so many, no more than that are added within [`Self::GROWS_EVERY`]: a quick service is asked over few connections, and
    /// a slow one is not made slower by all of them at once.
    const CROWD: usize = 64;
    const GROWS_EVERY: Duration = Duration::from_millis(25);
    /// A look that the person asked for is due before all others.
    pub(super) const AT_ONCE: Duration = Duration::ZERO;

    /// Brings what is watched in line with the ledger's row.
    pub(super) fn follow(&mut self, job: &OpenJob, now: Now) {
        self.board.note_change(job.id);
        let was_live = self.watch(job.id).is_some_and(|watch| watch.status.is_live());
        let asked_again = self.watch(job.id).is_some_and(|watch| watch.due.is_some());
        let lacks_video = job.status == Status::Succeeded && !job.has_video;
        let ended = !job.status.is_live();
        if ended && !(lacks_video && asked_again) {
            return self.forget(job.id);
        }
        let watch = self
            .watches
            .entry(job.id)
            .or_insert_with(|| Watch::new(job.status.clone(), None, Some(job.since), now));
        watch.kind.get_or_insert_with(|| self.learned.the_one(&job.kind));
        watch.status = job.status.clone();
        watch.remote_id.clone_from(&job.remote_id);
        watch.video = job.has_video;
        watch.cancelling = watch.cancelling.after(job);
        let is_live = watch.status.is_live();
        self.live = self.live + usize::from(is_live) - usize::from(was_live);
        if is_live && watch.due.is_none() && !watch.given_up {
            let usual = self.learned.of(watch.kind.as_deref());
            let wait = self.settings.pace.first_look(&job.kind.model, usual);
            watch.wait = wait;
            let due = self.due_after(wait, now);
            self.set_due(job.id, Some(due));
        }
    }

    pub(super) fn forget(&mut self, id: JobId) {
        self.set_due(id, None);
        if self.watches.remove(&id).is_some_and(|watch| watch.status.is_live()) {
            self.live -= 1;
        }
    }

    /// A job that was looked at only because the person asked is not kept in memory.
    pub(super) fn forget_if_done(&mut self, id: JobId) {
        if self
            .watch(id)
            .is_some_and(|watch| !watch.status.is_live() && watch.due.is_none())
        {
            self.forget(id);
        }
    }

    pub(super) fn set_due(&mut self, id: JobId, due: Option<Duration>) {
        let Some(watch) = self.watches.get_mut(&id) else { return };
        // a window on somebody else's board looks only where its own person asks; what is being looked at is due afterwards
        let may_be_due = (self.holder || watch.asked_by_hand) && !self.looks.contains_key(&id);
        let due = due.filter(|_| may_be_due);
        if let Some(old) = std::mem::replace(&mut watch.due, due) {
            self.schedule.remove(old, id);
        }
        if let Some(due) = due {
            self.schedule.insert(due, id);
        }
    }

    /// An outage is over and every job is overdue. Looked at as fast as the ceiling lets us they would be a storm for a service that
    /// has just come back, and again one pace later, so they take turns: each within its own pace, those due longest first.
    pub(super) fn spread_overdue(&mut self, now: Now) {
        let mut overdue = self.schedule.overdue(now.steady);
        // what the person waits for goes at once
        overdue.retain(|id| self.watch(*id).is_some_and(|watch| !watch.asked_by_hand));
        let count = u32::try_from(overdue.len()).unwrap_or(u32::MAX);
        for (turn, id) in (0..count).zip(overdue) {
            let pace = self
                .watch(id)
                .map(|watch| watch.next_wait(self.settings.pace, &self.learned, now));
            let share = f64::from(turn) / f64::from(count);
            self.set_due(id, pace.map(|pace| now.steady + pace.mul_f64(share)));
        }
    }

    /// When a look is due after about that wait.
    fn due_after(&mut self, wait: Duration, now: Now) -> Duration {
        let at = now.steady + wait.mul_f64(self.random.random_range(0.9..=1.1));
        self.schedule.on_the_beat(at, wait, now.steady)
    }

    /// When looks are sent next.
    pub(super) fn next_look(&self, now: Now) -> Option<Duration> {
        self.look_from(self.schedule.room_for_looks(), now)
    }

    /// A look is due and may be sent now.
    pub(super) fn look_is_due(&self, now: Now) -> bool {
        let from = self.look_from(self.schedule.room_from(), now);
        from.is_some_and(|at| at <= now.steady)
    }

    /// When the look that is due first may be sent, where the ceiling has room from then on.
    fn look_from(&self, mut room_from: Duration, now: Now) -> Option<Duration> {
        let due = self.schedule.first_due()?;
        let (mut open_from, at_once) = self.weather.open_from(now)?;
        if due == Self::AT_ONCE {
            // the person is a probe too
            open_from = now.steady + self.weather.slowed_for(now).unwrap_or_default();
            room_from = self.schedule.room_from();
        }
        // a slow service does not gather our connections, but up to a second it costs no speed
        let most = self.schedule.most.clamp(Self::FEWEST_AT_ONCE, Self::MOST_AT_ONCE);
        let busy = self.looks.len() >= at_once.min(most);
        if self.looks.len() >= Self::CROWD {
            let before = self.schedule.sent_before(Self::CROWD).unwrap_or_default();
            room_from = room_from.max(before + Self::GROWS_EVERY);
        }
        (!busy).then(|| due.max(open_from).max(room_from))
    }

    pub(super) fn send_due_looks(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.next_look(now).is_none_or(|at| at > now.steady) {
            return;
        }
        while self.look_is_due(now) {
            let Some(id) = self.schedule.first() else { break };
            self.look_now(id, now, effects);
        }
        // others are due and have room, but so many are under way
        let due = self.schedule.first_due().is_some_and(|due| due <= now.steady);
        self.schedule.batch_goes_on = due && self.schedule.room_from() <= now.steady;
    }

    pub(super) fn look_now(&mut self, id: JobId, now: Now, effects: &mut Vec<Effect>) {
        self.set_due(id, None);
        let remote_id = self.watch(id).and_then(|watch| watch.remote_id.clone());
        let Some(remote_id) = remote_id else { return };
        self.looks.insert(id, remote_id.clone());
        self.schedule.count(now.steady);
        effects.push(Effect::Poll { id, remote_id });
    }

    pub(super) fn look(&mut self, id: JobId, remote_id: RemoteId, now: Now) {
        // one that is not watched has ended, or is watched by another process
        let watch = self
            .watches
            .entry(id)
            .or_insert_with(|| Watch::new(Status::Succeeded, Some(remote_id), None, now));
        watch.asked_by_hand = true;
        self.set_due(id, Some(Self::AT_ONCE));
    }

    pub(super) fn polled(&mut self, id: JobId, poll: Poll, now: Now, effects: &mut Vec<Effect>) {
        self.schedule.answered(now.steady);
        let Some(asked) = self.looks.remove(&id) else { return };
        match &poll {
            Poll::Seen(_) => self.weather.answered(now),
            Poll::Missed { failure, retry_after } => self.asked_in_vain(id, failure, *retry_after, now),
        }
        let Some(watch) = self.watches.get_mut(&id) else { return };
        if watch.remote_id.as_ref() != Some(&asked) {
            // it has got another name meanwhile: this tells nothing of it
            return self.set_due(id, Some(now.steady));
        }
        let by_hand = std::mem::take(&mut watch.asked_by_hand);
        match poll {
            Poll::Seen(snapshot) => self.seen(id, *snapshot, by_hand, now, effects),
            Poll::Missed { failure, .. } => self.missed(id, failure, now),
        }
    }

    fn seen(&mut self, id: JobId, snapshot: Snapshot, by_hand: bool, now: Now, effects: &mut Vec<Effect>) {
        let Some(watch) = self.watches.get_mut(&id) else { return };
        if watch.status == Status::Unknown {
            return self.name_seen(id, snapshot, now, effects);
        }
        let timely = watch.is_fresh(now);
        watch.misses = 0;
        watch.missed = None;
        watch.seen_at = Some(now.steady);
        watch.wall = now.wall;
        let age = watch.age(now);
        let strange = matches!(snapshot.status, Status::Other(_));
        let more = if snapshot.status == Status::Succeeded && snapshot.video_url.is_none() {
            watch.tries_for_video += 1;
            watch.tries_for_video < Self::TRIES_FOR_VIDEO
        } else {
            let given_up = strange && age > Pace::WATCHED_FOR;
            !snapshot.status.is_end() && !given_up
        };
        watch.given_up = strange && !more;
        let same_word = watch.status == snapshot.status
            || (watch.status == Status::Cancelling && !snapshot.status.is_end())
            || (watch.status == Status::Processing && snapshot.status == Status::Queued);
        let unchanged = same_word && !by_hand && (watch.video || snapshot.video_url.is_none());
        let wait = if strange {
            Pace::SLOW
        } else {
            watch.next_wait(self.settings.pace, &self.learned, now)
        };
        watch.wait = wait;
        let due = more.then(|| self.due_after(wait, now));
        self.set_due(id, due);
        if unchanged {
            self.forget_if_done(id);
        } else {
            effects.push(Effect::apply(
                id,
                Event::Observed {
                    seen: Box::new(snapshot),
                    timely,
                },
                now,
            ));
        }
    }

    fn missed(&mut self, id: JobId, failure: Failure, now: Now) {
        let Some(watch) = self.watches.get_mut(&id) else { return };
        if failure.kind == FailureKind::RateLimited {
            // it is no fault of this job: it is as due as it was
            watch.missed = Some(Box::new(failure));
            let more = watch.status.is_live() || watch.tries_for_video > 0;
            self.set_due(id, more.then_some(now.steady));
            return self.forget_if_done(id);
        }
        watch.misses = watch.misses.saturating_add(1);
        let age = watch.age(now);
        let not_found = failure.kind == FailureKind::NotFound;
        let backoff = Duration::from_secs(1 << watch.misses.min(9)).min(Self::LONGEST_BACKOFF);
        let misses = watch.misses;
        watch.missed = Some(Box::new(failure));
        watch.given_up = watch.status.is_live() && not_found && age > Pace::WATCHED_FOR;
        let more = !watch.given_up && (watch.status.is_live() || watch.tries_for_video > 0);
        let pace = watch.next_wait(self.settings.pace, &self.learned, now);
        let wait = if not_found && age > Pace::NOT_VISIBLE_YET {
            Pace::SLOW
        } else if misses > 1 {
            // full jitter: what failed together does not come back together
            pace + backoff.mul_f64(self.random.random_range(0.0..=1.0))
        } else {
            pace
        };
        let due = more.then(|| self.due_after(wait, now));
        self.set_due(id, due);
        self.forget_if_done(id);
    }
}

//! Leaving: what is on its way is given time to be recorded, and what goes on is counted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::job::JobId;

/// Submits on their way are waited for at most this long.
pub(super) const GRACE: Duration = Duration::from_secs(15);

/// Writes that are under way when no submit is.
pub(super) const LAST_WRITES: Duration = Duration::from_millis(400);

/// What leaving may take beside the wait for submits, before the program is ended where it stands. Longer than twice [`LAST_WRITES`],
/// and the person sees it gone within a second.
pub(super) const LAST_CALL: Duration = Duration::from_millis(950);

/// A loop that has not begun to leave by then is held up by its terminal.
pub(super) const HELD_UP: Duration = Duration::from_millis(300);

/// The exit code of a program that was ended so, the same that `cli` has for a signal.
pub(super) const INTERRUPTED: i32 = 130;

/// How the dashboard was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Paid jobs that go on at the service.
    pub going_on: usize,
    /// A signal ended it, or the terminal went away.
    pub interrupted: bool,
}

/// Counts the submits that are on their way, so that whoever ends the program knows it even where the loop is held up.
#[derive(Debug, Clone, Default)]
pub struct Submits {
    count: watch::Sender<usize>,
    unwritten: Arc<Mutex<HashMap<JobId, OnItsWay>>>,
}

impl Submits {
    /// Counts one more, for as long as what this returns is kept.
    pub(super) fn begin(&self) -> OnItsWay {
        self.count.send_modify(|count| *count += 1);
        OnItsWay(self.count.clone())
    }

    /// The disk did not take what came of it: it counts until it does.
    pub(super) fn keep(&self, id: JobId, submit: OnItsWay) {
        self.unwritten().insert(id, submit);
    }

    /// What came of it is written.
    pub(super) fn is_written(&self, id: JobId) {
        let written = self.unwritten().remove(&id);
        drop(written);
    }

    /// Returns when none is on its way.
    pub(super) async fn are_over(&self) {
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }

    fn unwritten(&self) -> MutexGuard<'_, HashMap<JobId, OnItsWay>> {
        self.unwritten.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A submit that is on its way until this is dropped.
#[derive(Debug)]
pub(super) struct OnItsWay(watch::Sender<usize>);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// Who wants the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quit {
    /// The person, by a key.
    ByPerson,
    /// A signal, or the terminal went away.
    BySystem,
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    #[test]
    fn a_submit_whose_outcome_is_not_written_is_not_over() {
        let (submits, id) = (Submits::default(), JobId(uuid::Uuid::nil()));
        let mut over = pin!(submits.are_over());
        let mut context = Context::from_waker(Waker::noop());
        submits.keep(id, submits.begin());
        assert_eq!(over.as_mut().poll(&mut context), Poll::Pending);
        submits.is_written(id);
        assert_eq!(over.as_mut().poll(&mut context), Poll::Ready(()));
    }
}

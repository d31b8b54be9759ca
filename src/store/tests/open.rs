//! What the engine is told of open jobs: all of them, then what changed of them.

use std::collections::BTreeMap;

use super::*;
use crate::job::{FailureKind, OpenJob, OpenJobs, Others};

/// What the engine knows by now.
struct Known(BTreeMap<JobId, OpenJob>);

impl Known {
    /// Takes in a reading, and tells how many jobs it spoke of.
    fn take(&mut self, told: OpenJobs) -> usize {
        let jobs = told.jobs.len();
        let closed = match told.others {
            Others::NotOpen => std::mem::take(&mut self.0).into_keys().collect(),
            Others::AsTold { closed } => closed,
        };
        self.0.retain(|id, _| !closed.contains(id));
        self.0.extend(told.jobs.into_iter().map(|job| (job.id, job)));
        jobs + closed.len()
    }

    fn is(&self, told: &OpenJobs) -> bool {
        self.0.values().eq(&told.jobs)
    }
}

#[tokio::test]
async fn what_changed_brings_what_was_told_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, there) = (open(folder.path()), open(folder.path()));
    let jobs = [job_at(1, 1), job_at(2, 2), job_at(3, 3)];
    for job in &jobs {
        there.record(job.clone(), None, None).await.expect("recorded");
    }
    let [first, second, _] = jobs.map(|job| job.id);
    let mut known = Known(BTreeMap::new());
    assert_eq!(known.take(here.open_jobs().await.expect("read")), 3);
    let refused = crate::job::Failure::new(FailureKind::Conflict, "too late");
    for (id, event, told) in [
        (first, Event::Intended(intent(7, 10)), 1),
        (first, accepted(7, "req_1"), 1),
        (first, Event::Archived(true), 1),
        (first, seen(20, "processing"), 1),
        (first, Event::CancelAsked, 1),
        (first, Event::CancelTaken, 1),
        (second, Event::Withdrawn, 2),
        (first, Event::CancelRefused(refused), 1),
        (first, seen(30, "napping"), 1),
        (first, seen(40, "dozing"), 1),
        (first, seen(50, "processing"), 1),
        (second, Event::Archived(true), 0),
        (first, seen(60, "succeeded"), 1),
    ] {
        there.apply(id, event.clone(), at(61)).await.expect("applied");
        let changed = here.changed_jobs().await.expect("read");
        assert_eq!(known.take(changed), told, "{event:?}");
        let all = there.open_jobs().await.expect("read");
        assert!(known.is(&all), "{event:?}: {:?} and {all:?}", known.0);
    }
    assert_eq!(known.0.len(), 1);
    let job = job_at(0, 9);
    there.record(job.clone(), None, None).await.expect("recorded");
    there
        .apply(first, Event::Archived(false), at(62))
        .await
        .expect("applied");
    let changed = here.changed_jobs().await.expect("read");
    let others = Others::AsTold { closed: vec![] };
    let jobs = vec![OpenJob::of(&job)];
    assert_eq!(
        changed,
        OpenJobs { jobs, others },
        "also where its place is before the others"
    );
}

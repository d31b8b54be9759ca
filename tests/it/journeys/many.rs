//! The same for many jobs: marked, asked about once, done a few at a time, reported.

use seedance_tui::job::Status;

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;

#[test]
fn marked_jobs_are_cancelled_and_run_again_after_one_question_each() {
    let home = Home::new();
    let sandbox = home.sandbox(|_| {});
    let dashboard = Dashboard::start(Options::sandbox(&home, &sandbox));
    for prompt in ["first of three", "second of three", "third of three"] {
        dashboard.submit(prompt);
        dashboard.wait_for_job(prompt, "queued");
    }
    dashboard.press("esc");
    dashboard.press("ctrl-a");
    dashboard.wait_for_text("3 marked");
    dashboard.press("c");
    dashboard.wait_for_text("Cancel 3 jobs?");
    dashboard.press("y");
    dashboard.wait_for_text("Cancelling: 3 asked.");
    for prompt in ["first of three", "second of three", "third of three"] {
        dashboard.wait_for_job(prompt, "cancelled");
    }

    dashboard.press("ctrl-a");
    dashboard.wait_for_text("3 marked");
    dashboard.press("shift-r");
    dashboard.wait_for_text("Run 3 jobs again?");
    // neither the wrong count nor a letter nor Enter pays
    dashboard.press("ctrl-s");
    dashboard.press("enter");
    dashboard.press("3");
    dashboard.press("ctrl-s");
    dashboard.wait_for_text("Running again: 3 in our queue.");
    dashboard.wait_for("all six sent", |screen| screen.matches("queued").count() >= 3);
    dashboard.quit();

    let jobs = home.jobs();
    let states: Vec<_> = jobs.iter().map(|details| details.job.status.clone()).collect();
    assert_eq!(states[3..], [Status::Cancelled, Status::Cancelled, Status::Cancelled]);
    let again: Vec<_> = jobs[..3].iter().map(|details| &details.job).collect();
    assert!(
        again.iter().all(|job| job.queued_here && job.attempts == 1),
        "{again:?}"
    );
    assert_eq!(jobs.len(), 6);
}

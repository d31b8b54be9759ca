//! The service goes away and comes back.

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;

#[test]
fn an_outage_is_told_changes_no_state_and_passes() {
    let home = Home::new();
    let sandbox = home.sandbox(|_| {});
    let dashboard = Dashboard::start(Options::sandbox(&home, &sandbox));
    let prompts = ["job a", "job b", "job c"];
    for prompt in prompts {
        dashboard.submit(prompt);
        dashboard.wait_for_job(prompt, "queued");
    }
    let address = sandbox.address();
    sandbox.stop();
    dashboard.wait_for_text("no answer since");
    for prompt in prompts {
        dashboard.wait_for_job(prompt, "queued");
    }
    let sandbox = home.sandbox(|options| options.listen = address);
    sandbox.end_jobs();
    dashboard.wait_for("an answer", |screen| !screen.contains("no answer since"));
    for prompt in prompts {
        dashboard.wait_for_job(prompt, "succeeded");
    }
    assert_eq!(dashboard.quit().going_on, 0);
}

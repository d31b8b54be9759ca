//! The person's desktop: the browser.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::process::Command;
use tokio::time::timeout;

use crate::config::{Environment, SECRET_VARIABLES};
use crate::job::{Failure, FailureKind, Noted};

/// A browser that has not failed by then has started.
const STARTED_WITHIN: Duration = Duration::from_millis(1500);

/// Opens an address that has been checked, or tells why it could not.
pub type Browser = Box<dyn Fn(String) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// The person's own browser, started in this environment.
pub(super) fn browser(environment: Environment) -> Browser {
    let environment = Arc::new(environment);
    Box::new(move |url| {
        let environment = Arc::clone(&environment);
        Box::pin(async move { browse(&url, &environment).await })
    })
}

/// The address is one argument of a program, never of a shell, and no secret goes along.
async fn browse(url: &str, environment: &Environment) -> Result<(), Failure> {
    if !has_a_screen(environment) {
        return Err(Failure::new(FailureKind::Local, Noted::NoDisplay.text()));
    }
    let mut last = Noted::NoBrowser.text().to_owned();
    for command in open::commands(url) {
        let mut command = Command::from(command);
        for secret in SECRET_VARIABLES {
            command.env_remove(secret);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // what stops or interrupts us at the terminal is not meant for the browser
        #[cfg(unix)]
        command.process_group(0);
        match command.spawn() {
            Err(error) => last = error.to_string(),
            Ok(mut browser) => match timeout(STARTED_WITHIN, browser.wait()).await {
                Ok(Ok(status)) if !status.success() => last = status.to_string(),
                Ok(Err(error)) => last = error.to_string(),
                Ok(Ok(_)) | Err(_) => return Ok(()),
            },
        }
    }
    Err(Failure::new(FailureKind::Local, last))
}

/// A browser would show where the person sits. Over SSH that is only so with a display.
fn has_a_screen(environment: &Environment) -> bool {
    let set = |name: &str| environment.get(name).is_some();
    let remote = set("SSH_CONNECTION") || set("SSH_TTY");
    !remote || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

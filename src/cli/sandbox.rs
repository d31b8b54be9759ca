//! `seedance-tui sandbox`: the sandbox alone, for other programs.

use std::path::PathBuf;

use tokio::signal::unix::{SignalKind, signal};

use super::arguments::SandboxOptions;
use super::{Failed, output};
use crate::runtime::StartError;
use crate::sandbox::{self, Faults, Sandbox};
use crate::words::Words;

/// Serves until Ctrl-C, SIGTERM or SIGHUP. Its job files are those of the dashboard's own sandbox.
pub(super) fn serve(dir: PathBuf, asked: SandboxOptions, words: &Words) -> Result<(), Failed> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(StartError::System)?
        .block_on(async {
            // Asked for first: a signal that comes while it starts must end it too.
            let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::System)?;
            let mut terminate = signal(SignalKind::terminate()).map_err(StartError::System)?;
            let mut hang_up = signal(SignalKind::hangup()).map_err(StartError::System)?;
            let faults: Faults = asked.faults.iter().cloned().collect();
            let sandbox = sandbox::start(options(dir, asked)).await.map_err(StartError::Sandbox)?;
            output::stderr(&account(&sandbox, &faults, words));
            output::stderr(words.start.sandbox_help);
            output::stderr(words.start.sandbox_use);
            output::stdout(&usage(&sandbox.base_url(), sandbox.key()))?;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hang_up.recv() => {}
            }
            sandbox.stop().await;
            Ok(())
        })
}

/// What it is and assumes.
fn account(sandbox: &Sandbox, faults: &Faults, words: &Words) -> String {
    let Some(account) = words.line.sandbox else {
        return sandbox.banner();
    };
    let faults = Some(faults.to_string()).filter(|faults| !faults.is_empty());
    account(&sandbox.base_url(), faults.as_deref())
}

/// The usual sandbox, but for what was asked.
fn options(dir: PathBuf, asked: SandboxOptions) -> sandbox::Options {
    let usual = sandbox::Options::new(dir);
    sandbox::Options {
        listen: asked.listen,
        faults: asked.faults.into_iter().collect(),
        pace: asked.pace.unwrap_or(usual.pace),
        balance: asked.balance.unwrap_or(usual.balance),
        in_flight: asked.in_flight.unwrap_or(usual.in_flight),
        ..usual
    }
}

/// Lines that a shell can read: `eval` takes them as they are.
fn usage(base_url: &str, key: &str) -> String {
    format!("export SEEDANCE_BASE_URL={base_url}\nexport SEEDANCE_API_KEY={key}")
}

//! `seedance-tui sandbox`: the sandbox alone, for other programs.

use std::path::PathBuf;

use tokio::signal::unix::{SignalKind, signal};

use super::arguments::SandboxOptions;
use super::output;
use crate::sandbox;

/// Serves until Ctrl-C, SIGTERM or SIGHUP. Its job files are those of the dashboard's own sandbox.
pub(super) fn serve(dir: PathBuf, asked: SandboxOptions) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            // Asked for first: a signal that comes while it starts must end it too.
            let mut interrupt = signal(SignalKind::interrupt())?;
            let mut terminate = signal(SignalKind::terminate())?;
            let mut hang_up = signal(SignalKind::hangup())?;
            let sandbox = sandbox::start(options(dir, asked)).await?;
            output::stderr(&sandbox.banner());
            output::stderr("Faults to switch on, pace and limits: seedance-tui sandbox --help");
            output::stderr("Set these two where the other program runs; Ctrl-C ends the sandbox.");
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

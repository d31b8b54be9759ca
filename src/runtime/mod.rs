//! (room)

use crate::config::Config;

/// Runs the dashboard until the person leaves it.
pub fn dashboard(config: Config) -> anyhow::Result<()> {
    drop(config);
    Ok(())
}

//! `seedance-tui paths`: where things are kept. Creates nothing, reads no key.

use crate::config::Paths;

/// One line each: what it is, and its absolute path.
pub(super) fn text(paths: &Paths) -> String {
    [
        ("config", &paths.config_file),
        ("data", &paths.data_dir),
        ("ledger", &paths.ledger()),
        ("logs", &paths.log_dir),
    ]
    .map(|(name, path)| format!("{name:<7} {}", path.display()))
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_each_aligned() {
        let paths = Paths {
            config_file: "/c/config.toml".into(),
            data_dir: "/d".into(),
            ledger_dir: "/d/sandbox".into(),
            log_dir: "/s".into(),
        };
        assert_eq!(
            text(&paths),
            "config  /c/config.toml\ndata    /d\nledger  /d/sandbox/jobs.db\nlogs    /s"
        );
    }
}

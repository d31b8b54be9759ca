//! What windows on a list of a million jobs cost, on this machine. Printed, not judged: `MILLION=/tmp/ledger cargo test --release
//! store::tests::million -- --nocapture` fills a ledger there, or takes the one that it filled before.

use std::path::PathBuf;
use std::time::Instant;

use super::*;
use crate::store::fill::History;

#[tokio::test]
async fn a_million_jobs() {
    let (folder, jobs) = match std::env::var_os("MILLION") {
        Some(folder) => (PathBuf::from(folder), 1_000_000),
        None => (tempfile::tempdir().expect("a folder").keep(), 300),
    };
    let store = open(&folder);
    let until = at(1_800_000_000);
    if store.open_jobs().await.expect("jobs").is_empty() {
        let begun = Instant::now();
        let filled = store.fill(History::new(jobs, 100, 7, until)).await;
        let took = begun.elapsed();
        assert_eq!(filled, Ok(jobs));
        println!("filled in {took:?}");
    }
}

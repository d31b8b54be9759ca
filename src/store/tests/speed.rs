//! What it costs to record an intent and its answer, on this disk. Printed, not judged: `LONG=1 cargo test --release
//! store::tests::speed -- --nocapture`.

use std::time::Instant;

use futures_util::future::join_all;

use super::*;

#[tokio::test]
async fn an_intent_and_its_answer() {
    let rounds = if std::env::var_os("LONG").is_some() { 2000 } else { 40 };
    let folder = tempfile::tempdir_in(".").expect("a folder on a disk");
    drop(open(folder.path()));
    let mut number = 0;
    let (mut openings, mut closings) = (vec![], vec![]);
    for _ in 0..20 {
        let begun = Instant::now();
        let store = open(folder.path());
        openings.push(begun.elapsed());
        let begun = Instant::now();
        drop(store);
        closings.push(begun.elapsed());
    }
    for (what, mut times) in [("open", openings), ("close", closings)] {
        times.sort();
        println!("{what}: median {:?}", times[10]);
    }
    let store = open(folder.path());
    for together in [1, 32] {
        let (mut alone, mut recording, mut answering) = (vec![], vec![], vec![]);
        for _ in 0..rounds / together {
            let mut jobs = || -> Vec<_> {
                (0..together)
                    .map(|_| {
                        number += 1;
                        (job_at(10, number), intent(number.into(), 10))
                    })
                    .collect()
            };
            // a commit that waits for the disk, without a line in the second copy; in turns, so that both meet the same weather
            let begun = Instant::now();
            let told = jobs().into_iter().map(|(job, _)| store.record(job, None, None));
            assert!(join_all(told).await.iter().all(Result::is_ok));
            alone.push(begun.elapsed());
            let jobs = jobs();
            let begun = Instant::now();
            let told = jobs
                .iter()
                .map(|(job, intent)| store.record(job.clone(), Some(intent.clone()), None));
            assert!(join_all(told).await.iter().all(Result::is_ok));
            recording.push(begun.elapsed());
            let begun = Instant::now();
            let told = jobs
                .iter()
                .zip(number - jobs.len() as u64 + 1..)
                .map(|((job, _), number)| store.apply(job.id, accepted(number.into(), "req_1"), at(11)));
            assert!(join_all(told).await.iter().all(Result::is_ok));
            answering.push(begun.elapsed());
        }
        for (what, mut times) in [
            ("record without intent", alone),
            ("record", recording),
            ("answer", answering),
        ] {
            times.sort();
            println!(
                "{what} x {together}: median {:?}, 99th of 100 {:?}, {} rounds",
                times[times.len() / 2],
                times[times.len() * 99 / 100],
                times.len()
            );
        }
    }
}

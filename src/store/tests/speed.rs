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

/// Polls that show another state, as many as are written in one transaction.
#[tokio::test]
async fn many_new_states_at_once() {
    const TOGETHER: u64 = 256;
    let rounds = if std::env::var_os("LONG").is_some() { 40 } else { 2 };
    let folder = tempfile::tempdir_in(".").expect("a folder on a disk");
    let store = open(folder.path());
    let all: Vec<_> = (0..TOGETHER * rounds).collect();
    let job = |number| job_at(10 + i64::try_from(number).expect("small"), number);
    for numbers in all.chunks(256) {
        let told = numbers
            .iter()
            .map(|number| store.record(job(*number), Some(intent((*number).into(), 10)), None));
        assert!(join_all(told).await.iter().all(Result::is_ok));
        let told = numbers.iter().map(|number| {
            store.apply(
                job(*number).id,
                accepted((*number).into(), &format!("req_{number}")),
                at(11),
            )
        });
        assert!(join_all(told).await.iter().all(Result::is_ok));
    }
    for word in ["processing", "succeeded"] {
        let begun = Instant::now();
        for numbers in all.chunks(256) {
            let told = numbers
                .iter()
                .map(|number| store.apply(job(*number).id, seen(90, word), at(90)));
            assert!(
                join_all(told)
                    .await
                    .iter()
                    .all(|applied| applied.as_ref().is_ok_and(|applied| applied.changed))
            );
        }
        let took = begun.elapsed();
        println!(
            "{word}: {} changes in {took:?}, {:.0} a second",
            all.len(),
            f64::from(u32::try_from(all.len()).expect("small")) / took.as_secs_f64()
        );
    }
}

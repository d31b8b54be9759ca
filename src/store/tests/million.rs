//! What windows on a list of a million jobs cost, on this machine. Printed, not judged: `MILLION=/tmp/ledger cargo test --release
//! store::tests::million -- --nocapture` fills a ledger there, or takes the one that it filled before.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::*;
use crate::job::{Around, Filter, Page, Query, Sort, Span, Tally};
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
    let rounds = if jobs > 1000 { 21 } else { 1 };
    let newest = page(&store, "", Sort::Created, false, Around::Top, until).await;
    let middle = store
        .ids(query("state:cancelled", Sort::Created, false), jobs_usize(jobs), until)
        .await
        .expect("ids");
    let middle = middle[middle.len() / 2];
    drop(newest);
    for filter in FILTERS {
        for sort in Sort::ALL {
            let mut told = format!("{filter:44} {:8}", format!("{sort:?}"));
            for (reversed, around) in [
                (false, Around::Top),
                (true, Around::Top),
                (false, Around::Bottom),
                (false, Around::Job(middle)),
            ] {
                let mut times = vec![];
                let mut last = None;
                for round in 0..rounds {
                    // what is slow anyway is measured less often
                    if round > 2 && times[2] > Duration::from_millis(400) {
                        break;
                    }
                    let begun = Instant::now();
                    last = Some(page(&store, filter, sort, reversed, around, until).await);
                    times.push(begun.elapsed());
                }
                times.sort();
                let median = times[times.len() / 2].as_secs_f64() * 1000.0;
                told += &format!(" {median:8.2}");
                if let (Around::Job(_), Some(page)) = (around, last) {
                    let tally = |tally: Tally| format!("{}{}", tally.number, if tally.exact { "" } else { "+" });
                    told += &format!(
                        "   {} rows, {} of {}",
                        page.rows.len(),
                        tally(page.before),
                        tally(page.total)
                    );
                }
            }
            println!("{told}");
        }
    }
}

/// Dense, rare, of nothing; words dense and rare; and together.
const FILTERS: [&str; 40] = [
    "",
    "archived:yes",
    "archived:all",
    "state:succeeded",
    "-state:succeeded",
    "state:failed",
    "state:unknown",
    "state:processing",
    "state:waiting",
    "model:fast ratio:9:16 res:1080p",
    "state:unknown model:fast res:480p",
    "-model:2.0",
    "age:<2h",
    "age:>300d",
    "credits:>100",
    "credits:120",
    "credits:>119",
    "credits:<21",
    "credits:>500",
    "-credits:>50",
    "credits:>100 state:rejected",
    "a",
    "r",
    "river",
    "market",
    "水",
    "市场",
    "ตลาดน้ำ",
    "req_fill",
    "req_fill_00",
    "req_fill_0500000",
    "shots-500",
    "batch:shots-500",
    "zzz",
    "river state:unknown",
    "a state:unknown",
    "req_fill state:not-sent",
    "market lanterns state:failed model:fast",
    "-river -market",
    "\"golden hour, fireflies rise\" credits:>100",
];

fn jobs_usize(jobs: u64) -> usize {
    usize::try_from(jobs).expect("small")
}

fn query(text: &str, sort: Sort, reversed: bool) -> Query {
    let (filter, problems) = Filter::parse(text);
    assert_eq!(problems, [], "{text}");
    Query { filter, sort, reversed }
}

async fn page(store: &Store, text: &str, sort: Sort, reversed: bool, around: Around, now: Timestamp) -> Page {
    let span = Span { around, reach: 200 };
    let day_start = now.saturating_sub(SignedDuration::from_hours(12)).expect("in range");
    let page = store.page(query(text, sort, reversed), span, day_start, now).await;
    page.expect("a page").expect("not superseded")
}

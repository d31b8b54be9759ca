//! What a window on the list costs at the ledger, in each order and with filters that match much, little and nothing. Of 10,000 jobs,
//! or of as many as `BENCH_JOBS` says: `BENCH_JOBS=1000000 cargo bench --bench window`. They are made anew each time, unless
//! `BENCH_LEDGER` names a folder to keep them in.
#![expect(clippy::expect_used, reason = "a bench that cannot go on says why")]

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use divan::Bencher;
use jiff::{SignedDuration, Timestamp};
use seedance_tui::job::{Around, Filter, JobId, Page, Query, Sort, Span};
use seedance_tui::store::Store;
use seedance_tui::store::fill::History;
use tokio::runtime::Runtime;

/// Of everything, dense, rare, of nothing; by facets, values, words, names of batches, and what they have not in common.
const FILTERS: [&str; 33] = [
    "",
    "-state:succeeded",
    "state:unknown",
    "state:not-sent",
    "archived:all",
    "model:fast ratio:9:16 res:1080p",
    "age:>300d",
    "age:<2h",
    "-age:<300d state:unknown",
    "credits:>100",
    "credits:>1000",
    "credits:>100 model:fast",
    "-credits:>1",
    "-credits:>1 state:succeeded",
    "fox",
    "-fox",
    "ตลาดน้ำ",
    "a",
    "req_fill",
    "-req_fill",
    "req_fill_0005000",
    "req_fill_0005",
    "019",
    "019f",
    "zzz",
    "fox state:unknown",
    "req_fill state:unknown",
    "req_fill state:not-sent",
    "-req_fill state:succeeded",
    "\"golden hour, fireflies rise\" credits:>100",
    "\"golden hour, fireflies rise\" state:unknown",
    "batch:shots-30000",
    "batch:shots",
];

static LEDGER: OnceLock<Ledger> = OnceLock::new();

struct Ledger {
    store: Store,
    runtime: Runtime,
    until: Timestamp,
    middle: JobId,
}

impl Ledger {
    fn made_in(folder: &Path) -> Self {
        let jobs = std::env::var("BENCH_JOBS").map_or(10_000, |jobs| jobs.parse().expect("a number of jobs"));
        let runtime = Runtime::new().expect("a runtime");
        let open = || Store::open(folder, &mut |_| {}).expect("a ledger");
        let until = Timestamp::from_second(1_800_000_000).expect("in range");
        let store = open();
        let any = runtime.block_on(store.ids(Query::default(), 1, until));
        if any.expect("names").is_empty() {
            let filled = runtime.block_on(store.fill(History::new(jobs, 100, 7, until)));
            assert_eq!(filled, Ok(jobs));
        }
        // closed once, so that nothing is left in its log
        drop(store);
        let store = open();
        let names = usize::try_from(jobs / 2).expect("small");
        let names = runtime.block_on(store.ids(Query::default(), names, until));
        let middle = *names.expect("names").last().expect("a job");
        Self {
            store,
            runtime,
            until,
            middle,
        }
    }

    fn page(&self, query: Query, around: Around) -> Page {
        let day_start = self.until - SignedDuration::from_hours(12);
        let span = Span { around, reach: 200 };
        let page = self.store.page(query, span, day_start, self.until);
        let page = self.runtime.block_on(page).expect("a page");
        page.expect("not superseded")
    }
}

#[derive(Clone)]
struct Question {
    sort: Sort,
    filter: &'static str,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "by {:?}: {}", self.sort, self.filter)
    }
}

fn questions() -> impl Iterator<Item = Question> {
    let of = |sort| FILTERS.map(|filter| Question { sort, filter });
    Sort::ALL.into_iter().flat_map(of)
}

fn measure(bencher: Bencher, question: &Question, around: impl Fn(&Ledger) -> Around) {
    let ledger = LEDGER.get().expect("made at the start");
    let (filter, problems) = Filter::parse(question.filter);
    assert_eq!(problems, [], "{question}");
    let query = Query {
        filter,
        sort: question.sort,
        reversed: false,
    };
    let around = around(ledger);
    bencher
        .with_inputs(|| query.clone())
        .bench_local_values(|query| ledger.page(query, around));
}

#[divan::bench(args = questions(), sample_count = 15, sample_size = 1)]
fn at_the_top(bencher: Bencher, question: &Question) {
    measure(bencher, question, |_| Around::Top);
}

#[divan::bench(args = questions(), sample_count = 15, sample_size = 1)]
fn about_a_job_in_the_middle(bencher: Bencher, question: &Question) {
    measure(bencher, question, |ledger| Around::Job(ledger.middle));
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = std::env::var_os("BENCH_LEDGER").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(folder.path());
    assert!(LEDGER.set(Ledger::made_in(folder)).is_ok(), "made once");
    divan::main();
}

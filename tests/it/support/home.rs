//! The folder of one test, the runtime its services live on, and a look into its ledger that goes past the dashboard.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use seedance_tui::job::{Around, Details, Draft, Query, Span, Status};
use seedance_tui::sandbox::{self, Options};
use seedance_tui::store::Store;
use seedance_tui::store::fill::History;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::dashboard::PATIENCE;
use super::server::{Act, KEY, Seen, Server};

pub struct Home {
    folder: TempDir,
    runtime: Runtime,
}

impl Home {
    pub fn new() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let home = Self {
            folder: TempDir::new().unwrap(),
            runtime,
        };
        home.put_key(KEY);
        home
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    /// Writes the file that the key comes from.
    pub fn put_key(&self, key: &str) {
        fs::write(self.key_file(), key).unwrap();
    }

    /// A service that does as the script says.
    pub fn serve(&self, script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Server {
        self.runtime.block_on(Server::scripted(script))
    }

    /// The embedded sandbox over this home's jobs. Its time stands still but for [`Sandbox::advance`].
    pub fn sandbox(&self, change: impl FnOnce(&mut Options)) -> Sandbox<'_> {
        let millis = u64::try_from(Timestamp::now().as_millisecond()).unwrap();
        let time = Arc::new(AtomicU64::new(millis));
        let mut options = Options::new(self.folder.path().join("service"));
        let clock = time.clone();
        options.clock = Arc::new(move || clock.load(Ordering::SeqCst));
        change(&mut options);
        let service = self.runtime.block_on(sandbox::start(options)).unwrap();
        Sandbox {
            home: self,
            service,
            time,
        }
    }

    /// Puts made-up jobs into the ledger.
    pub fn fill(&self, jobs: History) {
        let store = Store::open(&self.ledger(), &mut |_| {}).unwrap();
        self.runtime.block_on(store.fill(jobs)).unwrap();
    }

    /// Every job in the ledger, newest first.
    pub fn jobs(&self) -> Vec<Details> {
        let store = Store::open(&self.ledger(), &mut |_| {}).unwrap();
        self.runtime.block_on(async {
            let span = Span {
                around: Around::Top,
                reach: 100,
            };
            let page = store
                .page(Query::default(), span, Timestamp::now(), Timestamp::now())
                .await;
            let mut jobs = vec![];
            for row in page.unwrap().unwrap().rows {
                jobs.push(*store.details(row.id).await.unwrap().unwrap());
            }
            jobs
        })
    }

    /// The states that the newest job went through.
    pub fn states(&self) -> Vec<Status> {
        let newest = self.jobs().into_iter().next().unwrap();
        newest.job.steps.into_iter().map(|step| step.status).collect()
    }

    /// The draft as the ledger keeps it.
    pub fn draft(&self) -> Option<Draft> {
        let store = Store::open(&self.ledger(), &mut |_| {}).unwrap();
        self.runtime.block_on(store.load_draft()).unwrap()
    }
}

/// A sandbox whose time is the test's.
pub struct Sandbox<'a> {
    home: &'a Home,
    service: sandbox::Sandbox,
    time: Arc<AtomicU64>,
}

impl Sandbox<'_> {
    pub fn url(&self) -> String {
        self.service.base_url()
    }

    pub fn key(&self) -> &str {
        self.service.key()
    }

    pub fn address(&self) -> std::net::SocketAddr {
        self.service.address()
    }

    /// Long enough for a job to leave the queue, and too short for its end: with the usual pace 2 s and 4 s, each give or take.
    pub fn start_jobs(&self) {
        self.advance(Duration::from_millis(2_500));
    }

    /// Long enough for any job to end.
    pub fn end_jobs(&self) {
        self.advance(Duration::from_secs(60));
    }

    fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap();
        self.time.fetch_add(millis, Ordering::SeqCst);
    }

    /// Ends it, and with it its port.
    pub fn stop(self) {
        self.home.runtime.block_on(self.service.stop());
    }
}

/// Waits until something is so, for what no frame shows.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "it never came to be: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

//! What the two transactions of a submit cost: to record a job with its intent, and to write down the service's answer. Beside them, on
//! the same disk and turn by turn, what the least of such transactions costs: one row and its fsync (WAL, `synchronous=FULL`); and what
//! is the least for whoever keeps a second copy: the same row while a line of a file beside it is synced too, done where it is asked
//! for, and done by another thread, as it must be where nobody who draws may wait for a disk. The disk is most of all five, and seldom
//! the same for a minute, so it is the ratio that tells. A ledger of 10,000 jobs, or of as many as `BENCH_JOBS` says.
#![expect(clippy::expect_used, reason = "a bench that cannot go on says why")]
#![expect(clippy::print_stdout, reason = "what it finds is printed")]

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use seedance_tui::job::{
    Answer, Credits, Event, Intent, IntentToken, Job, JobId, Recorded, RemoteId, Request, Status, SubmitOutcome,
};
use seedance_tui::store::Store;
use seedance_tui::store::fill::History;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use uuid::Uuid;

/// Times each is done.
const TURNS: usize = 1_000;

/// The smallest ledger there could be.
struct Plain(Connection);

impl Plain {
    fn made_at(path: &Path) -> Self {
        let db = Connection::open(path).expect("a database");
        db.pragma_update(None, "journal_mode", "WAL").expect("a log");
        db.pragma_update(None, "synchronous", "FULL").expect("synchronous");
        db.execute_batch(
            "CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT UNIQUE, status TEXT, prompt TEXT, created INTEGER); \
             CREATE INDEX jobs_status ON jobs (status); CREATE INDEX jobs_created ON jobs (created);",
        )
        .expect("tables");
        Self(db)
    }

    fn insert(&self, number: usize) {
        let sql = "INSERT INTO jobs (name, status, prompt, created) VALUES (?1, 'sending', ?2, ?3)";
        let prompt = format!("{PROMPT}, take {number}");
        let mut insert = self.0.prepare_cached(sql).expect("sound");
        insert
            .execute((format!("req_{number}"), prompt, i64::try_from(number).expect("small")))
            .expect("inserted");
    }
}

/// A file beside it, of which a line is synced by a thread of its own.
struct SecondFile {
    file: File,
    sync: Sender<()>,
    synced: Receiver<()>,
}

impl SecondFile {
    /// Bytes of a line.
    const LINE: usize = 256;

    fn made_at(path: &Path) -> Self {
        let mut file = File::create(path).expect("a file");
        file.write_all(&vec![0; Self::LINE * TURNS]).expect("written");
        file.sync_all().expect("synced");
        let same = file.try_clone().expect("the same file");
        let (sync, asked) = channel();
        let (done, synced) = channel();
        thread::spawn(move || {
            for () in asked {
                same.sync_data().expect("synced");
                if done.send(()).is_err() {
                    return;
                }
            }
        });
        Self { file, sync, synced }
    }

    fn put_beside(&mut self, number: usize, work: impl FnOnce()) {
        let place = u64::try_from(number * Self::LINE).expect("small");
        self.file.seek(SeekFrom::Start(place)).expect("sought");
        self.file.write_all(&[b'x'; Self::LINE]).expect("written");
        self.sync.send(()).expect("the thread lives");
        work();
        self.synced.recv().expect("the thread lives");
    }
}

/// Both of these, on a thread of their own.
struct Elsewhere(Sender<(usize, oneshot::Sender<()>)>);

impl Elsewhere {
    fn made_in(folder: &Path) -> Self {
        let plain = Plain::made_at(&folder.join("elsewhere.db"));
        let mut second = SecondFile::made_at(&folder.join("elsewhere.txt"));
        let (asked, asks) = channel::<(usize, oneshot::Sender<()>)>();
        thread::spawn(move || {
            for (number, done) in asks {
                second.put_beside(number, || plain.insert(number));
                done.send(()).expect("somebody waits");
            }
        });
        Self(asked)
    }

    async fn insert(&self, number: usize) {
        let (done, told) = oneshot::channel();
        self.0.send((number, done)).expect("the thread lives");
        told.await.expect("the thread lives");
    }
}

const PROMPT: &str = "A slow dolly shot over a foggy pine forest at dawn, cinematic, soft light, 35mm film grain";

/// A ledger, and its submits one after the other.
struct Ledger {
    store: Store,
    runtime: Runtime,
    now: Timestamp,
}

impl Ledger {
    fn made_in(folder: &Path) -> Self {
        let jobs = std::env::var("BENCH_JOBS").map_or(10_000, |jobs| jobs.parse().expect("a number of jobs"));
        let runtime = Runtime::new().expect("a runtime");
        let store = Store::open(folder, &mut |_| {}).expect("a ledger");
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        let filled = runtime.block_on(store.fill(History::new(jobs, 100, 7, now)));
        assert_eq!(filled, Ok(jobs));
        Self { store, runtime, now }
    }

    fn record(&self, number: usize, token: IntentToken) -> JobId {
        let request = Request {
            model: "seedance-2.0".into(),
            prompt: format!("{PROMPT}, take {number}"),
            media_urls: vec![],
            aspect_ratio: "16:9".into(),
            duration: 5,
            resolution: "720p".into(),
            webhook_url: None,
            metadata: None,
        };
        let at = self.now + SignedDuration::from_secs(1 + i64::try_from(number).expect("small"));
        let intent = Intent {
            token,
            at,
            body: request.body(token),
        };
        let job = Job::new(JobId(Uuid::now_v7()), request, at);
        let id = job.id;
        let since = Some(at - SignedDuration::from_secs(60));
        let recorded = self.runtime.block_on(self.store.record(job, Some(intent), since));
        assert!(matches!(recorded, Ok(Recorded::Kept(_))), "{recorded:?}");
        id
    }

    fn answer(&self, number: usize, id: JobId, token: IntentToken) {
        let name = format!("req_bench_{number}");
        let body = format!(r#"{{"success":true,"requestId":"{name}","status":"queued","creditsCharged":40}}"#);
        let event = Event::Answered {
            token,
            outcome: SubmitOutcome::Accepted {
                remote_id: RemoteId::parse(&name).expect("sound"),
                status: Status::Queued,
                credits: Some(Credits::whole(40)),
            },
            answer: Some(Answer {
                http_status: Some(200),
                body: body.into(),
            }),
        };
        let applied = self.runtime.block_on(self.store.apply(id, event, self.now));
        assert!(applied.expect("applied").changed);
    }
}

fn timed<T>(times: &mut Vec<Duration>, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let made = work();
    times.push(begun.elapsed());
    made
}

fn main() {
    // on the disk that the program is built on: where temporary files go there may be none
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (plain, mut second) = (Plain::made_at(&at("plain.db")), SecondFile::made_at(&at("second.txt")));
    let (elsewhere, ledger) = (Elsewhere::made_in(folder.path()), Ledger::made_in(folder.path()));
    let mut times = [const { vec![] }; 5];
    for number in 0..TURNS {
        let token = IntentToken(Uuid::from_u128(number as u128));
        timed(&mut times[0], || plain.insert(2 * number));
        timed(&mut times[1], || {
            second.put_beside(number, || plain.insert(2 * number + 1));
        });
        timed(&mut times[2], || ledger.runtime.block_on(elsewhere.insert(number)));
        let id = timed(&mut times[3], || ledger.record(number, token));
        timed(&mut times[4], || ledger.answer(number, id, token));
    }
    let mut least = 0.0;
    let names = ["one row", "a row, a line", "by a thread", "record", "answer"];
    for (name, mut times) in names.into_iter().zip(times) {
        times.sort_unstable();
        let at = |share: usize| times[TURNS * share / 100].as_secs_f64() * 1e6;
        if least == 0.0 {
            least = at(50);
        }
        println!(
            "{name:13} median {:6.0} us   one in ten above {:6.0} us   {:4.2} x one row",
            at(50),
            at(90),
            at(50) / least
        );
    }
}

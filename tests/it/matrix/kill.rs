//! The real binary, killed at any moment of a submit, a look or a cancel, again and again on one ledger.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;
use rusqlite::{Connection, OpenFlags};
use rustix::process::{Signal, kill_process};
use seedance_tui::job::{Around, Details, Job, Query, RemoteId, Span, Status};
use seedance_tui::store::Store;

use super::Run;
use crate::terminal::dashboard::{Home, QUIET};
use crate::terminal::line::Line;
use crate::terminal::live::home_with_key;
use crate::terminal::stand_in::{Answer, KEY, Request, StandIn, later};

/// Lives on one ledger.
const LIVES: u64 = 10;

/// What the service knows of one submit.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// It has this id, and said so, if anybody listened.
    Accepted(String),
    /// It exists, but all that was said is a page of a proxy.
    Mumbled,
    Refused,
}

/// What arrived, by token.
#[derive(Default)]
pub(super) struct Book {
    fates: BTreeMap<String, Fate>,
    twice: Vec<String>,
}

impl Book {
    /// Of each submit that arrived.
    pub(super) fn tokens(&self) -> Vec<String> {
        self.fates.keys().cloned().collect()
    }
}

/// A service that takes its time, and keeps a book of what it accepted.
pub(super) fn service(book: &Arc<Mutex<Book>>, mut random: StdRng) -> StandIn {
    let book = book.clone();
    StandIn::start(move |request| {
        let delay = Duration::from_millis(random.random_range(0..40));
        if let Some(token) = token(&request.body) {
            let mut book = book.lock().unwrap();
            let number = book.fates.len();
            let (fate, answer) = match random.random_range(0..10) {
                0 => (
                    Fate::Refused,
                    Answer::Json(
                        400,
                        r#"{"success":false,"error":{"code":"invalid_request","message":"not so"}}"#.into(),
                    ),
                ),
                1 => (Fate::Mumbled, Answer::Json(502, "<html>Bad Gateway</html>".into())),
                _ => (
                    Fate::Accepted(format!("req_{number}")),
                    slowly(
                        delay,
                        format!(
                            r#"{{"success":true,"requestId":"req_{number}","status":"queued","creditsCharged":40}}"#
                        ),
                    ),
                ),
            };
            if book.fates.insert(token.clone(), fate).is_some() {
                book.twice.push(token);
            }
            return answer;
        }
        let Some(id) = id(request) else {
            return Answer::Json(404, "{}".into());
        };
        let state = if request.line.ends_with("/cancel") {
            "cancelled"
        } else {
            ["queued", "processing", "processing", "succeeded"][random.random_range(0..4)]
        };
        slowly(
            delay,
            format!(r#"{{"success":true,"requestId":"{id}","status":"{state}"}}"#),
        )
    })
}

fn slowly(delay: Duration, body: String) -> Answer {
    let (sender, answer) = later();
    thread::spawn(move || {
        thread::sleep(delay);
        let _ = sender.send(body);
    });
    answer
}

fn token(body: &str) -> Option<String> {
    let (_, rest) = body.split_once("seedance_tui_intent\":\"")?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn id(request: &Request) -> Option<&str> {
    request
        .line
        .split_once("/generations/")?
        .1
        .split('/')
        .next()
        .filter(|id| id.starts_with("req_"))
}

/// When a life ends, by a random time after one of these.
enum Moment {
    Start,
    Submit(usize),
    Cancel,
}

/// One life: it opens the ledger, submits twice, cancels, and is killed somewhere on the way. Returns what it said.
fn live(home: &Home, name: &str, random: &mut StdRng) -> Vec<u8> {
    let mut line = Line::start(home, (120, 40));
    line.reads("newest first");
    let reading = line.reads_on();
    let (moment, wait) = match random.random_range(0..10) {
        0..2 => (Moment::Start, random.random_range(0..500)),
        2..6 => (Moment::Submit(0), random.random_range(20..120)),
        6..8 => (Moment::Submit(1), random.random_range(20..120)),
        _ => (Moment::Cancel, random.random_range(20..120)),
    };
    let wait = Duration::from_millis(wait);
    let mut end = matches!(moment, Moment::Start).then(|| Instant::now() + wait);
    // `None` once its time has come
    let rest = |end: Option<Instant>, pause: Duration| {
        let left = end.map_or(pause, |end| end.saturating_duration_since(Instant::now()));
        thread::sleep(pause.min(left));
        (left > pause || end.is_none()).then_some(())
    };
    // the gap before a key that pays counts from when the program read what was typed
    let typed = QUIET * 2;
    let mut act = || {
        for submit in 0..2 {
            line.writes("n\x01");
            line.writes(&format!("{name}, submit {submit}"));
            rest(end, typed)?;
            line.writes("\x13");
            if matches!(moment, Moment::Submit(number) if number == submit) {
                end = Some(Instant::now() + wait);
            }
            rest(end, typed)?;
        }
        line.writes("\x1b");
        rest(end, typed)?;
        line.writes("g");
        rest(end, QUIET)?;
        line.writes("c");
        rest(end, typed)?;
        line.writes("y");
        if matches!(moment, Moment::Cancel) {
            end = Some(Instant::now() + wait);
        }
        rest(end, Duration::from_secs(1))
    };
    let _ = act();
    kill_process(line.pid(), Signal::KILL).unwrap();
    line.child.wait().unwrap();
    let mut said = std::mem::take(&mut line.bytes);
    drop(line);
    said.extend(reading.join().unwrap());
    said
}

/// The folder of the home's ledger, once there is one.
pub(super) fn ledger_of(home: &Home) -> Option<PathBuf> {
    let file = home.files().into_iter().find(|path| path.ends_with("jobs.db"));
    file.map(|file| file.parent().unwrap().to_owned())
}

fn copy(ledger: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(ledger).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            copy(&path, &to.join(path.file_name().unwrap()));
        } else {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

/// Every job of a ledger, after what its dead owners left behind was adopted.
fn jobs_after_a_restart(ledger: &Path) -> Vec<Details> {
    let store = Store::open(ledger, &mut |_| {}).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        store.adopt_orphans(Timestamp::now()).await.unwrap();
        let span = Span {
            around: Around::Top,
            reach: 200,
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

/// A job's row by the token of its one intent, which is the token that the service saw.
fn by_token(jobs: &[Details]) -> BTreeMap<String, &Job> {
    let mut rows = BTreeMap::new();
    for details in jobs {
        let status = &details.job.status;
        assert!(!matches!(status, Status::Sending | Status::Waiting), "{details:?}");
        let [intent] = &details.intents[..] else {
            panic!("one intent for each: {details:?}")
        };
        let twin = rows.insert(intent.token.to_string(), &details.job);
        assert_eq!(twin, None, "one row for each intent");
    }
    rows
}

fn id_of(job: &Job) -> Option<&str> {
    job.remote_id.as_ref().map(RemoteId::as_str)
}

/// What a restart makes of the ledger, against the book. A copy of it is restarted, so that the program itself finds it as it was left.
pub(super) fn holds_after_a_restart(ledger: &Path, book: &Mutex<Book>) -> Vec<Details> {
    // what arrives from here on has a row by now, as anything that was sent has
    let fates = {
        let book = book.lock().unwrap();
        assert_eq!(book.twice, Vec::<String>::new(), "sent twice");
        book.fates.clone()
    };
    let copies = tempfile::tempdir().unwrap();
    let restarted = copies.path().join("ledger");
    copy(ledger, &restarted);
    let jobs = jobs_after_a_restart(&restarted);
    let database = Connection::open_with_flags(restarted.join("jobs.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sound: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    let rows = by_token(&jobs);
    for (token, fate) in &fates {
        let job = rows.get(token).unwrap_or_else(|| panic!("lost: {token} {fate:?}"));
        let well = match (fate, id_of(job)) {
            (Fate::Accepted(given), Some(id)) => id == given && (job.status.is_live() || job.status.is_end()),
            (Fate::Accepted(_) | Fate::Mumbled, None) => job.status == Status::Unknown,
            (Fate::Refused, None) => matches!(job.status, Status::Unknown | Status::Rejected),
            (Fate::Mumbled | Fate::Refused, Some(_)) => false,
        };
        assert!(well, "{fate:?}: {job:?}");
    }
    for (token, job) in rows.iter().filter(|(token, _)| !fates.contains_key(*token)) {
        let late = book.lock().unwrap().fates.contains_key(token);
        assert!(late || job.remote_id.is_none(), "accepted by nobody: {job:?}");
    }
    jobs
}

/// The same where the database is gone too: no job and no id that was known is lost with it.
fn holds_without_its_database(ledger: &Path, jobs: &[Details], book: &Mutex<Book>) {
    let copies = tempfile::tempdir().unwrap();
    let damaged = copies.path().join("ledger");
    copy(ledger, &damaged);
    fs::write(damaged.join("jobs.db"), "no database ".repeat(1000)).unwrap();
    for beside in ["jobs.db-wal", "jobs.db-shm"] {
        let _ = fs::remove_file(damaged.join(beside));
    }
    // a folder that never held a job has no sign that the noise in it was ours: it is refused, and nothing is lost
    if jobs.is_empty() && Store::open(&damaged, &mut |_| {}).is_err() {
        return;
    }
    let rebuilt = jobs_after_a_restart(&damaged);
    let rebuilt = by_token(&rebuilt);
    for (token, job) in by_token(jobs) {
        if matches!(job.status, Status::NotSent | Status::Rejected) {
            continue;
        }
        // that the service refused it stands in the second copy a moment before the ledger: nothing of it is lost
        let refused = book.lock().unwrap().fates.get(&token) == Some(&Fate::Refused);
        if refused && !rebuilt.contains_key(&token) {
            continue;
        }
        let again = rebuilt.get(&token).unwrap_or_else(|| panic!("lost: {job:?}"));
        assert_eq!(id_of(again), id_of(job), "{again:?}");
    }
}

/// How many of them are of unknown fate.
fn unknown(jobs: &[Details]) -> usize {
    jobs.iter()
        .filter(|details| details.job.status == Status::Unknown)
        .count()
}

pub(super) fn has_key(bytes: &[u8]) -> bool {
    bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes())
}

/// What one ledger went through.
#[derive(Default, Clone, Copy)]
struct Figures {
    accepted: usize,
    unknown: usize,
    searched: usize,
}

fn one_ledger(random: &mut StdRng, answers: StdRng, lives: u64) -> Figures {
    let book = Arc::<Mutex<Book>>::default();
    let service = service(&book, answers);
    let home = home_with_key(&service).with("SEEDANCE_TUI_LOG_LEVEL", "trace");
    let mut figures = Figures::default();
    for life in 0..lives {
        let said = live(&home, &format!("life {life}"), random);
        assert!(!has_key(&said), "the key is on the screen");
        figures.searched += said.len();
        let ledger = ledger_of(&home).unwrap();
        let jobs = holds_after_a_restart(&ledger, &book);
        holds_without_its_database(&ledger, &jobs, &book);
        figures.unknown = unknown(&jobs);
    }
    for path in home.files() {
        let bytes = fs::read(&path).unwrap();
        assert!(!has_key(&bytes), "the key is in {}", path.display());
        figures.searched += bytes.len();
    }
    let book = book.lock().unwrap();
    figures.accepted = book.fates.values().filter(|fate| **fate != Fate::Refused).count();
    figures
}

#[test]
fn a_kill_at_any_moment_loses_no_job_and_pays_for_none_twice() {
    let run = Run::begin("kill");
    let kills: u64 = run.size(6, 1000);
    let lives = run.size(3, LIVES);
    let ledgers: Vec<u64> = (0..kills / lives).collect();
    let figures = Mutex::new(vec![]);
    // two at a time: kills in the middle of a start that has to share the machine are wanted too
    thread::scope(|scope| {
        for half in 0..2 {
            let (run, ledgers, figures) = (&run, &ledgers, &figures);
            scope.spawn(move || {
                for ledger in ledgers.iter().filter(|ledger| *ledger % 2 == half) {
                    let (mut random, answers) = (run.random(2 * ledger), run.random(2 * ledger + 1));
                    let of_this = one_ledger(&mut random, answers, lives);
                    figures.lock().unwrap().push(of_this);
                }
            });
        }
    });
    let figures = figures.into_inner().unwrap();
    let sum = |count: fn(&Figures) -> usize| -> usize { figures.iter().map(count).sum() };
    let (accepted, unknown) = (sum(|figures| figures.accepted), sum(|figures| figures.unknown));
    let searched = sum(|figures| figures.searched);
    assert!(accepted > 0, "kills that come before anything is sent show nothing");
    run.ends(&format!(
        "{kills} kills on {} ledgers, {accepted} jobs accepted by the service, 0 lost, 0 sent twice, {unknown} unknown, \
         {kills} times integrity_check ok, {kills} times all ids rebuilt without the database, 0 times the key in {searched} bytes of files and screens",
        ledgers.len()
    ));
}

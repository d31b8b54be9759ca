//! Many live jobs under one ceiling: the real loop on a ledger full of them, and a service that ends them at random and takes down when
//! each was looked at.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;
use seedance_tui::job::Pace;
use seedance_tui::store::fill::History;

use super::Run;
use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;
use crate::support::server::{Act, Seen, Server, answer};

const SECOND: Duration = Duration::from_secs(1);

/// The service counts what has come, and a request may be held up on its way. Within a second less this no more come than the
/// ceiling says.
const HOP: Duration = Duration::from_millis(50);

/// What a busy machine may add to a wait.
const MACHINE: Duration = Duration::from_secs(1);

/// Out of so many looks at a job one finds it ended.
const LOOKS_TO_AN_END: u32 = 6;

/// The service's answers take so many milliseconds.
const ANSWER_MILLIS: std::ops::Range<u64> = 2..40;

struct Load {
    live: u32,
    ceiling: u32,
    every: Duration,
    time: Duration,
}

impl Load {
    /// Between two looks at a job: its pace with the jitter, the turn it waits for, and the machine.
    fn longest_wait(&self) -> Duration {
        self.every.mul_f64(1.1) + SECOND * 2 * self.live / self.ceiling + MACHINE
    }
}

/// A look at a job, from when its request came until its answer went.
#[derive(Debug, Clone, Copy)]
struct Look {
    from: Duration,
    until: Duration,
}

/// A job as the service has it.
#[derive(Debug, Clone, Default)]
struct Looked {
    looks: Vec<Look>,
    ended: bool,
}

/// All that the service has taken down, in times since the start.
struct Book {
    random: StdRng,
    begun: Instant,
    /// When each request came, whatever it asked.
    requests: Vec<Duration>,
    /// The live jobs, oldest first.
    jobs: Vec<Looked>,
}

impl Book {
    fn answer(&mut self, seen: &Seen, first: usize) -> Act {
        let from = self.begun.elapsed();
        self.requests.push(from);
        let Some(number) = number(seen) else {
            return Act::Say(answer("404 Not Found", &[], "{}"));
        };
        let time = Duration::from_millis(self.random.random_range(ANSWER_MILLIS));
        let until = from + time;
        let job = &mut self.jobs[number - first];
        assert!(!job.ended, "job {number} has ended, and is looked at again");
        if let Some(last) = job.looks.last() {
            assert!(last.until <= from, "job {number} is looked at twice at once");
        }
        job.looks.push(Look { from, until });
        job.ended = self.random.random_ratio(1, LOOKS_TO_AN_END);
        let told = match (job.ended, number % 3) {
            (false, _) => r#""status":"processing""#,
            (true, 0) => r#""status":"succeeded","output":{"type":"video","url":"https://v.example/a.mp4"}"#,
            (true, 1) => r#""status":"failed","error":{"code":"capacity","message":"no room"}"#,
            (true, _) => r#""status":"cancelled""#,
        };
        let body = format!(r#"{{"success":true,"requestId":"req_fill_{number:07}",{told}}}"#);
        Act::SayAfter(time, answer("200 OK", &["Content-Type: application/json"], body))
    }
}

/// The number of the job that is looked at.
fn number(seen: &Seen) -> Option<usize> {
    let (_, rest) = seen.head.split_once("/generations/req_fill_")?;
    rest.split_once(' ')?.0.parse().ok()
}

fn serve(home: &Home, book: &Arc<Mutex<Book>>, first: usize) -> Server {
    let book = book.clone();
    // what the script finds wrong poisons the book, and the test sees that
    home.serve(move |seen| book.lock().unwrap().answer(seen, first))
}

#[test]
fn every_live_job_has_its_turn_and_the_ceiling_holds() {
    let run = Run::begin("live jobs");
    let load = Load {
        live: run.size(300, 10_000),
        ceiling: run.size(100, 500),
        every: run.size(SECOND * 3, SECOND * 20),
        time: run.size(SECOND * 12, SECOND * 90),
    };
    // as many have ended long ago
    let before = load.live;
    let home = Home::new();
    let all = u64::from(before + load.live);
    home.fill(History::new(all, load.live.into(), run.seed, Timestamp::now()));
    let book = Arc::new(Mutex::new(Book {
        random: run.random(1),
        begun: Instant::now(),
        requests: vec![],
        jobs: vec![Looked::default(); load.live as usize],
    }));
    let server = serve(&home, &book, before as usize + 1);

    let mut options = Options::live(&home, server.origin());
    options.requests_per_second = load.ceiling.into();
    options.pace = Pace {
        first: Some(load.every),
        every: Some(load.every),
        sandbox: false,
    };
    book.lock().unwrap().begun = Instant::now();
    let dashboard = Dashboard::start(options);
    let begun = book.lock().unwrap().begun;
    thread::sleep(load.time.saturating_sub(begun.elapsed()));
    let book = book.lock().unwrap();
    let end = book.begun.elapsed();
    let (requests, jobs) = (book.requests.clone(), book.jobs.clone());
    drop(book);
    dashboard.quit();

    let (peak, _) = most_within(&requests, SECOND);
    let (held, at) = most_within(&requests, SECOND.saturating_sub(HOP));
    assert!(
        held <= load.ceiling as usize,
        "{held} requests within a second less {HOP:?}, from {at:.1?} on, and {peak} within a whole one"
    );
    let (latest, number) = longest_wait(&jobs, end);
    let bound = load.longest_wait();
    assert!(
        latest <= bound,
        "job {number} was not looked at for {latest:.1?}, and {bound:.1?} is the most"
    );
    assert!(end > bound, "too short to tell");
    let looks: usize = jobs.iter().map(|job| job.looks.len()).sum();
    let ended = jobs.iter().filter(|job| job.ended).count();
    run.ends(&format!(
        "{} live jobs, of which {ended} ended; {looks} looks, {} requests in {end:.1?}; {peak} in the peak second of {}; a live job \
         went {latest:.1?} without a look at most, of {bound:.1?}",
        load.live,
        requests.len(),
        load.ceiling,
    ));
}

/// The most requests within any such time, and from when on.
fn most_within(requests: &[Duration], time: Duration) -> (usize, Duration) {
    let within = |from: usize| requests[from..].partition_point(|at| *at < requests[from] + time);
    (0..requests.len())
        .map(|from| (within(from), requests[from]))
        .max()
        .unwrap_or_default()
}

/// The longest time that a live job went without a look, from the start to the end, and which job that was.
fn longest_wait(jobs: &[Looked], end: Duration) -> (Duration, usize) {
    let of = |job: &Looked| {
        let until = (!job.ended).then_some(end);
        let times: Vec<_> = job.looks.iter().map(|look| look.from).chain(until).collect();
        let first = times[0];
        times
            .windows(2)
            .map(|two| two[1].saturating_sub(two[0]))
            .fold(first, Duration::max)
    };
    jobs.iter().map(of).zip(1..).max().unwrap()
}

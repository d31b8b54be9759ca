//! What the app takes to take in a message: a key, the answer to a look, a window of the list. Nothing is drawn (`frame`) or read
//! (`window`).
#![expect(clippy::expect_used, reason = "a bench that cannot go on says why")]

mod board;

use std::cell::RefCell;
use std::time::Duration;

use crokey::key;
use divan::Bencher;
use seedance_tui::app::{Area, Effect, Geometry, Message};
use seedance_tui::engine;
use seedance_tui::job::{Answer, JobId, OpenJob, OpenJobs, Poll, Snapshot, Status};
use seedance_tui::store::fill::History;

use board::Board;

fn main() {
    divan::main();
}

/// A board whose list has the height that it has at 120x40.
fn drawn() -> Board {
    let mut board = Board::new(board::rows());
    let list = Area {
        x: 58,
        y: 3,
        width: 60,
        height: 34,
    };
    board.tell(Message::Drawn(Geometry {
        list,
        ..Geometry::default()
    }));
    board
}

/// Down and up in turns, in the middle of the window.
#[divan::bench(sample_count = 1000, sample_size = 16)]
fn a_step_in_the_list(bencher: Bencher) {
    let mut board = drawn();
    for _ in 0..200 {
        board.press(key!(down));
    }
    let mut up = false;
    bencher.bench_local(|| {
        up = !up;
        board.press(if up { key!(up) } else { key!(down) })
    });
}

#[divan::bench(sample_count = 200, sample_size = 4)]
fn a_page_of_the_list(bencher: Bencher) {
    let mut board = drawn();
    let page = board::page(board::rows());
    bencher
        .with_inputs(|| page.clone())
        .bench_local_values(|page| board.tell(page));
}

/// A board that watches many jobs, and those that it wants looked at.
struct Watching {
    board: Board,
    looks: Vec<JobId>,
}

impl Watching {
    fn new(live: u64) -> Self {
        let mut board = drawn();
        let jobs = History::new(live, live, 7, board::until()).map(|details| OpenJob::of(&details.job));
        board.tell(Message::Engine(engine::Message::Holding));
        board.tell(Message::Engine(engine::Message::OpenJobs(Ok(OpenJobs::all(
            jobs.collect(),
        )))));
        Self { board, looks: vec![] }
    }

    fn tell(&mut self, message: Message) {
        let effects = self.board.tell(message);
        self.looks.extend(effects.iter().filter_map(|effect| match effect {
            Effect::Engine(engine::Effect::Poll { id, .. }) => Some(*id),
            _ => None,
        }));
    }

    /// The answer to one of the looks under way, once there is one.
    fn answer(&mut self) -> Message {
        let id = loop {
            if let Some(id) = self.looks.pop() {
                break id;
            }
            self.board.now = self.board.now.after(Duration::from_millis(20));
            self.tell(Message::Wake);
        };
        let snapshot = Snapshot {
            asked_at: self.board.now.wall,
            // of a job that is processing this is older news
            status: Status::Queued,
            video_url: None,
            failure: None,
            model: None,
            prompt: None,
            aspect_ratio: None,
            duration: None,
            answer: Answer {
                http_status: Some(200),
                body: vec![],
            },
        };
        let poll = Poll::Seen(Box::new(snapshot));
        Message::Engine(engine::Message::Polled { id, poll })
    }
}

/// With so many live jobs; what the engine sends next is part of it.
#[divan::bench(args = [100, 10_000], sample_count = 1000, sample_size = 16)]
fn a_look_that_shows_nothing_new(bencher: Bencher, live: u64) {
    let watching = RefCell::new(Watching::new(live));
    bencher
        .with_inputs(|| watching.borrow_mut().answer())
        .bench_local_values(|answer| watching.borrow_mut().tell(answer));
}

//! What a frame costs, and how many bytes of it go to the terminal: a full list beside the form, drawn whole and compared with the
//! frame before it. Not for what leads to a frame (`update`).
#![expect(clippy::expect_used, reason = "a bench that cannot go on says why")]
#![expect(clippy::print_stdout, reason = "a bench prints what it found")]

mod board;

use std::fmt;

use crokey::key;
use divan::Bencher;
use ratatui::backend::{Backend, CrosstermBackend, TestBackend};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use seedance_tui::app::{Geometry, Message};
use seedance_tui::job::Status;
use seedance_tui::runtime::Screen;
use seedance_tui::ui::{Theme, View};

use board::Board;

/// How a frame differs from the one before it.
#[derive(Debug, Clone, Copy)]
enum Change {
    Nothing,
    Row,
    Selection,
    Scroll,
}

#[derive(Clone, Copy)]
struct Case {
    change: Change,
    size: (u16, u16),
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let what = match self.change {
            Change::Nothing => "nothing changed",
            Change::Row => "one row changed",
            Change::Selection => "the selection a row on",
            Change::Scroll => "the list a page on",
        };
        write!(f, "{}x{} {what}", self.size.0, self.size.1)
    }
}

fn cases() -> Vec<Case> {
    let changes = [Change::Nothing, Change::Row, Change::Selection, Change::Scroll];
    let sizes = [(120, 40), (200, 60)];
    let of = |size| changes.map(|change| Case { change, size });
    sizes.into_iter().flat_map(of).collect()
}

/// Two boards between which the screen changes so, drawn in turns.
struct Turns<B: Backend> {
    terminal: Terminal<B>,
    view: View,
    boards: [Board; 2],
    second: bool,
}

impl<B: Backend<Error: fmt::Debug>> Turns<B> {
    fn new(change: Change, terminal: Terminal<B>) -> Self {
        let boards = [(); 2].map(|()| Board::new(board::rows()));
        let view = View::new(Theme::Terminal);
        let mut turns = Self {
            terminal,
            view,
            boards,
            second: false,
        };
        for _ in 0..2 {
            let geometry = turns.draw();
            for board in &mut turns.boards {
                board.tell(Message::Drawn(geometry.clone()));
            }
        }
        let [first, board] = &mut turns.boards;
        match change {
            Change::Nothing => {}
            Change::Row => {
                let mut rows = board::rows();
                rows[3].status = Status::Succeeded;
                rows[3].has_video = true;
                board.tell(board::page(rows));
            }
            Change::Selection => drop(board.press(key!(down))),
            Change::Scroll => {
                // the first page only takes the selection to the last row in sight
                first.press(key!(pagedown));
                for _ in 0..2 {
                    board.press(key!(pagedown));
                }
            }
        }
        // what is measured is the change, and not the time that went by
        board.now = first.now;
        turns.draw();
        turns.draw();
        turns
    }

    fn draw(&mut self) -> Geometry {
        self.second = !self.second;
        let board = &self.boards[usize::from(self.second)];
        let mut geometry = Geometry::default();
        let drawn = self
            .terminal
            .draw(|frame| geometry = self.view.draw(&board.app, board.now, frame));
        drawn.expect("memory takes all");
        geometry
    }
}

#[divan::bench(args = cases(), sample_count = 500, sample_size = 4)]
fn draw(bencher: Bencher, case: Case) {
    let (width, height) = case.size;
    let terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen");
    let mut turns = Turns::new(case.change, terminal);
    bencher.bench_local(|| turns.draw());
}

/// What the terminal gets for a frame, with the marks of one update.
fn bytes(case: Case) -> usize {
    let (width, height) = case.size;
    let screen = Screen::default();
    let options = TerminalOptions {
        viewport: Viewport::Fixed(Rect::new(0, 0, width, height)),
    };
    let terminal = Terminal::with_options(CrosstermBackend::new(screen.clone()), options).expect("a screen");
    let mut turns = Turns::new(case.change, terminal);
    let mut sent = vec![];
    screen.present(&mut sent).expect("memory takes all");
    sent.clear();
    turns.draw();
    screen.present(&mut sent).expect("memory takes all");
    sent.len()
}

fn main() {
    for case in cases() {
        println!("{case}: {} bytes", bytes(case));
    }
    divan::main();
}

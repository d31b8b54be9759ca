//! What the person sees, as text: each screen here is worth reading.
//!
//! Clock, zone, ids and jobs are fixed, so nothing is hidden from the comparison.

#![expect(clippy::expect_used, reason = "fixed input that is sound")]

mod anything;
pub mod board;
mod forms;
mod languages;
mod lists;
mod many;
mod overlays;
mod small;
mod typing;

use board::{Screen, every_state, page};
use seedance_tui::app::Mode;
use seedance_tui::app::keymap::Keymap;
use seedance_tui::engine;
use seedance_tui::job::{Draft, Job, OpenJob, OpenJobs};
use seedance_tui::ui::{Looks, Theme};
use seedance_tui::words::{ENGLISH, Words};

/// The sandbox at the first start: no jobs, an empty form.
fn first_start() -> Screen {
    first_start_with(&ENGLISH)
}

fn first_start_with(words: &'static Words) -> Screen {
    let mut screen = Screen::with_words(Mode::Sandbox, &Draft::default(), Theme::Terminal, words);
    screen.tell(page(&[], 0));
    screen
}

/// What the ledger tells when these jobs are open.
fn open<'a>(jobs: impl Iterator<Item = &'a Job>) -> engine::Message {
    engine::Message::OpenJobs(Ok(OpenJobs::all(jobs.map(OpenJob::of).collect())))
}

/// A live board with a job in each state, in the process that polls.
fn busy() -> Screen {
    busy_in(Theme::Terminal)
}

fn busy_in(looks: impl Into<Looks>) -> Screen {
    busy_with(looks, &ENGLISH)
}

fn busy_with(looks: impl Into<Looks>, words: &'static Words) -> Screen {
    board_of(looks, (words, Keymap::default()))
}

/// The same with other keys.
fn busy_with_keys(keys: Keymap) -> Screen {
    board_of(Theme::Terminal, (&ENGLISH, keys))
}

fn board_of(looks: impl Into<Looks>, words: (&'static Words, Keymap)) -> Screen {
    let draft = Draft {
        prompt: "A paper boat".into(),
        ..Draft::default()
    };
    let mut screen = Screen::with_keys(Mode::Live("www.seedance2.ink".into()), &draft, looks, words);
    screen.engine(engine::Message::Holding);
    screen.engine(open(every_state().iter().rev()));
    screen.tell(page(&every_state(), 158));
    screen
}

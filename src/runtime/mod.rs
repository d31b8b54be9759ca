//! The only room that knows everybody: it starts what the program needs, runs the loop, does the effects, and leaves the terminal
//! as it was.

mod clock;
mod desktop;
mod editor;
mod fill;
mod input;
mod language;
mod leave;
mod looks;
mod opening;
mod perform;
mod run;
mod screen;
mod signals;
mod stage;
mod start;
mod terminal;
mod threads;

pub use clock::Clock;
pub use desktop::Browser;
pub use editor::Editor;
pub use fill::fill;
pub use input::{Ground, Input, Moment};
pub use language::{words, words_at_start};
pub use leave::{Left, Submits};
pub use perform::Service;
pub use run::{Parts, Present, run};
pub use screen::Screen;
pub use stage::Stage;
pub use start::{StartError, dashboard};
pub use threads::can_have_threads;

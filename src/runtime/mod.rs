//! The only room that knows everybody: it starts what the program needs, runs the loop, does the effects, and leaves the terminal
//! as it was.

mod clock;
mod desktop;
mod fill;
mod input;
mod language;
mod leave;
mod opening;
mod perform;
mod run;
mod screen;
mod start;
mod terminal;

pub use clock::Clock;
pub use desktop::Browser;
pub use fill::fill;
pub use input::{Input, Moment};
pub use leave::{Left, Submits};
pub use perform::Service;
pub use run::{Parts, Present, run};
pub use screen::Screen;
pub use start::{StartError, dashboard};

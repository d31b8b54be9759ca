//! What comes in from the person: keys, pastes, the mouse, and the wish of the system that we end. Each is stamped when it is read,
//! so that the gaps between keys are true however busy the loop is.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crokey::KeyCombination;
use crossterm::event::{self, Event, KeyEventKind, MouseButton, MouseEventKind};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::{Instant, sleep_until};

use super::Clock;
use super::leave::{GRACE, LAST_CALL};
use crate::app::{Message, Mouse};
use crate::job::Now;

/// One input.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// For the app.
    Message(Message),
    /// The terminal has another size: draw.
    Resized,
}

/// An input and when it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// What came.
    pub input: Input,
    /// When.
    pub at: Now,
}

/// Inputs that may wait for the loop. A flood beyond it waits in the terminal's own buffer.
const WAITING: usize = 1024;

/// When the terminal has nothing for this long, all is read that it kept. Longer than what passes between two parts of one paste.
const LULL: Duration = Duration::from_millis(30);

/// Lines for one step of a wheel.
const WHEEL: isize = 3;

/// Listens to the system, and is ready to listen to the person. Before the terminal is taken, so that from then on no signal ends the
/// program without giving it back.
pub(super) fn listen_to_the_system(clock: Clock) -> io::Result<(Ear, mpsc::Receiver<Moment>)> {
    let (inputs, receiver) = mpsc::channel(WAITING);
    let ear = Ear {
        inputs,
        clock,
        hung_up: Arc::default(),
    };
    listen_to_signals(ear.clone())?;
    Ok((ear, receiver))
}

/// Where inputs are put. Each source has a thread of its own, asleep while nothing comes.
#[derive(Clone)]
pub(super) struct Ear {
    inputs: mpsc::Sender<Moment>,
    clock: Clock,
    hung_up: Arc<AtomicBool>,
}

impl Ear {
    /// Listens to the person, whose terminal is ours by now.
    pub(super) fn listen_to_the_person(self) -> io::Result<()> {
        watch_for_hang_up(self.clone());
        thread::Builder::new()
            .name("input".into())
            .spawn(move || read_terminal(&self))?;
        Ok(())
    }

    fn wish_to_end(&self) -> Moment {
        Moment {
            input: Input::Message(Message::Terminate),
            at: self.clock.now(),
        }
    }

    /// The terminal is gone. The system says so by a signal, by a dead line and by reads that fail, and a shell by a signal more; it
    /// is one wish to end, and not the second one that waits for nothing.
    fn hang_up(&self) -> Option<Moment> {
        let first = !self.hung_up.swap(true, Ordering::SeqCst);
        first.then(|| self.wish_to_end())
    }
}

fn read_terminal(ear: &Ear) {
    let _told = ToldWhenDeaf(ear);
    let mut stamps = Stamps::default();
    while let Ok(event) = event::read() {
        if let Some(input) = understood(event) {
            let at = stamps.stamp(ear.clock.now());
            let sent = match ear.inputs.try_send(Moment { input, at }) {
                Err(TrySendError::Full(moment)) => {
                    stamps.held_up(at);
                    ear.inputs.blocking_send(moment).is_ok()
                }
                Err(TrySendError::Closed(_)) => false,
                Ok(()) => true,
            };
            if !sent {
                return;
            }
        }
        if stamps.are_held_up() && !event::poll(LULL).unwrap_or(false) {
            stamps.lull();
        }
    }
}

/// A program that hears no keys any more can only be left by a signal, so it ends itself: whatever ended the reading, a panic too.
struct ToldWhenDeaf<'a>(&'a Ear);

impl Drop for ToldWhenDeaf<'_> {
    fn drop(&mut self) {
        if let Some(end) = self.0.hang_up() {
            let _ = self.0.inputs.blocking_send(end);
        }
    }
}

/// The moments at which inputs came. While the loop takes none, the terminal keeps what comes, and who reads it later cannot know when
/// it came: it all counts as come with the input that was held up, so that no key of it seems to stand alone.
#[derive(Debug, Default)]
struct Stamps {
    held_up: Option<Now>,
}

impl Stamps {
    /// For an input that is read `now`.
    fn stamp(&self, now: Now) -> Now {
        self.held_up.unwrap_or(now)
    }

    /// The input of this stamp had to wait for the loop.
    fn held_up(&mut self, at: Now) {
        self.held_up = Some(at);
    }

    fn are_held_up(&self) -> bool {
        self.held_up.is_some()
    }

    /// All that the terminal had kept was read.
    fn lull(&mut self) {
        self.held_up = None;
    }
}

fn understood(event: Event) -> Option<Input> {
    let message = match event {
        Event::Key(key) if key.kind == KeyEventKind::Release => return None,
        Event::Key(key) => Message::Key(KeyCombination::one_key(key.code, key.modifiers)),
        Event::Paste(text) => Message::Paste(text),
        Event::FocusGained => Message::Watched(true),
        Event::FocusLost => Message::Watched(false),
        Event::Resize(..) => return Some(Input::Resized),
        Event::Mouse(mouse) => {
            let (x, y) = (mouse.column, mouse.row);
            Message::Mouse(match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Mouse::Press(x, y),
                MouseEventKind::ScrollDown => Mouse::Wheel(WHEEL, x, y),
                MouseEventKind::ScrollUp => Mouse::Wheel(-WHEEL, x, y),
                _ => return None,
            })
        }
    };
    Some(Input::Message(message))
}

/// Ends the program when the terminal hangs up. A thread sleeps in the operating system until that happens: crossterm itself would
/// read a dead terminal for ever.
fn watch_for_hang_up(ear: Ear) {
    use rustix::event::{PollFd, PollFlags, poll};
    let watch = move || {
        let stdin = io::stdin();
        let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
        while poll(&mut terminal, None).is_err_and(|error| error == rustix::io::Errno::INTR) {}
        if !terminal[0]
            .revents()
            .intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
        {
            return;
        }
        if let Some(end) = ear.hang_up() {
            let _ = ear.inputs.blocking_send(end);
        }
        silence();
    };
    // without this watch a dead terminal is noticed by SIGHUP alone
    let _ = thread::Builder::new().name("hang-up".into()).spawn(watch);
}

/// Puts a pipe into which nobody ever writes in the place of a dead terminal, so that crossterm's reads sleep instead of failing
/// without end while the last answers are waited for.
fn silence() {
    if let Ok((reader, writer)) = io::pipe()
        && rustix::stdio::dup2_stdin(&reader).is_ok()
    {
        // open for as long as the program runs
        std::mem::forget(writer);
    }
}

/// Waits for signals, on a runtime of its own: it hears them too when everything else is held up, and until the very end.
fn listen_to_signals(ear: Ear) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let inside = runtime.enter();
    let ends = Ends {
        interrupt: signal(SignalKind::interrupt())?,
        terminate: signal(SignalKind::terminate())?,
        hang_up: signal(SignalKind::hangup())?,
    };
    drop(inside);
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || runtime.block_on(ends.heed(ear)))?;
    Ok(())
}

/// The signals that want the program to end.
struct Ends {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Ends {
    /// Hands each signal to the loop, which leaves in good order. Where the program is still there when it should be gone, most likely
    /// in a write that the terminal does not take (Ctrl-S, a stopped multiplexer), it is ended from here: [`LAST_CALL`] after a second
    /// signal, and after the first when the submits on their way have had their time.
    async fn heed(mut self, ear: Ear) {
        let mut over: Option<Instant> = None;
        loop {
            let end = tokio::select! {
                Some(()) = self.interrupt.recv() => Some(ear.wish_to_end()),
                Some(()) = self.terminate.recv() => Some(ear.wish_to_end()),
                Some(()) = self.hang_up.recv() => ear.hang_up(),
                () = sleep_until(over.unwrap_or_else(Instant::now)), if over.is_some() => super::terminal::abandon(),
                else => return,
            };
            let Some(end) = end else { continue };
            let patience = if over.is_some() { LAST_CALL } else { GRACE + LAST_CALL };
            let by = Instant::now() + patience;
            over = Some(over.map_or(by, |over| over.min(by)));
            let inputs = ear.inputs.clone();
            // the loop may take nothing just now, and the next signal has to be heard
            tokio::spawn(async move { inputs.send(end).await });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ear() -> (Ear, mpsc::Receiver<Moment>) {
        let (inputs, receiver) = mpsc::channel(4);
        let ear = Ear {
            inputs,
            clock: Clock::start(),
            hung_up: Arc::default(),
        };
        (ear, receiver)
    }

    #[test]
    fn a_reader_that_dies_wishes_to_end_once() {
        let (ear, mut inputs) = ear();
        let died = thread::spawn(move || {
            let _told = ToldWhenDeaf(&ear);
            assert!(ear.inputs.is_closed(), "not closed: the reader dies");
        });
        let wish = inputs.blocking_recv().map(|moment| moment.input);
        assert_eq!(wish, Some(Input::Message(Message::Terminate)));
        assert!(died.join().is_err());
        assert_eq!(inputs.blocking_recv(), None);
    }

    #[test]
    fn what_the_terminal_kept_came_with_what_was_held_up() {
        let (ear, _inputs) = ear();
        let at = |millis| Now {
            steady: Duration::from_millis(millis),
            ..ear.clock.now()
        };
        let (early, late, last) = (at(10), at(5000), at(5100));
        let mut stamps = Stamps::default();
        assert_eq!(stamps.stamp(early), early);
        stamps.held_up(early);
        assert_eq!(stamps.stamp(late), early);
        stamps.held_up(stamps.stamp(late));
        assert_eq!(stamps.stamp(late), early, "held up twice");
        stamps.lull();
        assert_eq!(stamps.stamp(last), last);
    }
}

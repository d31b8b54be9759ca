//! What comes in from the person: keys, pastes, the mouse, and the wish of the system that we end. Each is stamped when it is read,
//! so that the gaps between keys are true however busy the loop is.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crokey::{KeyCombination, key};
use crossterm::event::{self, Event, KeyEventKind, MouseButton, MouseEventKind};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep_until};

use super::leave::{GRACE, HELD_UP, LAST_CALL, Submits};
use super::{Clock, terminal};
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

/// Between two looks at a loop that is held up.
const STEP: Duration = Duration::from_millis(20);

/// In a terminal that is ours it is a key; in any other it is a signal.
const INTERRUPT: KeyCombination = key!(ctrl - c);

/// Lines for one step of a wheel.
const WHEEL: isize = 3;

/// Listens to the system, and is ready to listen to the person. Before the terminal is taken, so that from then on no signal ends the
/// program without giving it back.
pub(super) fn listen_to_the_system(clock: Clock, submits: Submits) -> io::Result<(Ear, mpsc::Receiver<Moment>)> {
    let (inputs, receiver) = mpsc::channel(WAITING);
    let ear = Ear {
        inputs,
        clock,
        hung_up: Arc::default(),
        interrupted: Arc::default(),
    };
    listen_to_signals(ear.clone(), submits)?;
    Ok((ear, receiver))
}

/// Where inputs are put. Each source has a thread of its own, asleep while nothing comes.
#[derive(Clone)]
pub(super) struct Ear {
    inputs: mpsc::Sender<Moment>,
    clock: Clock,
    hung_up: Arc<AtomicBool>,
    /// Ctrl-C was read, as a key.
    interrupted: Arc<Notify>,
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
            if input == Input::Message(Message::Key(INTERRUPT)) {
                ear.interrupted.notify_one();
            }
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
fn listen_to_signals(ear: Ear, submits: Submits) -> io::Result<()> {
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
        .spawn(move || runtime.block_on(ends.heed(ear, submits)))?;
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
    /// in a write that the terminal does not take (a stopped multiplexer, a connection that stalls), it is ended from here:
    /// [`LAST_CALL`] after a second signal, and after the first when the submits on their way are over or have had their time.
    ///
    /// Ctrl-C is the loop's own key, but a loop that is held up does not come to it.
    async fn heed(mut self, ear: Ear, submits: Submits) {
        let mut leaving: Option<Leaving> = None;
        loop {
            let now = Instant::now();
            let wish = tokio::select! {
                Some(()) = self.interrupt.recv() => Some(ear.wish_to_end()),
                Some(()) = self.terminate.recv() => Some(ear.wish_to_end()),
                Some(()) = self.hang_up.recv() => match ear.hang_up() {
                    None => continue,
                    wish => wish,
                },
                () = ear.interrupted.notified() => None,
                () = Leaving::goes_on(leaving.as_mut(), &submits) => continue,
                else => return,
            };
            leaving = Some(match leaving {
                None => Leaving {
                    held_up_at: now + HELD_UP,
                    by: now + GRACE + LAST_CALL,
                    waits: true,
                    by_key: wish.is_none(),
                },
                Some(before) => Leaving {
                    by: before.by.min(now + LAST_CALL),
                    waits: false,
                    by_key: false,
                    ..before
                },
            });
            if let Some(wish) = wish {
                let inputs = ear.inputs.clone();
                // the loop may take nothing just now, and the next signal has to be heard
                tokio::spawn(async move { inputs.send(wish).await });
            }
        }
    }
}

/// The end of the program, once somebody asked for it.
struct Leaving {
    /// From then on a loop that has not begun to leave is taken for held up.
    held_up_at: Instant,
    /// It is ended where it stands at that time.
    by: Instant,
    /// That is later as long as submits are on their way.
    waits: bool,
    /// Asked for by a key alone: once the terminal is given back the loop has heard it, and keeps its own time.
    by_key: bool,
}

impl Leaving {
    /// Waits for the next thing to do about it, and does it.
    async fn goes_on(leaving: Option<&mut Self>, submits: &Submits) {
        let Some(leaving) = leaving else {
            return std::future::pending().await;
        };
        let ours = terminal::is_ours();
        tokio::select! {
            () = submits.are_over(), if leaving.waits => {
                leaving.waits = false;
                leaving.by = leaving.by.min(Instant::now() + LAST_CALL);
            }
            () = sleep_until(leaving.by) => {
                if ours || !leaving.by_key {
                    terminal::abandon();
                }
                leaving.by = Instant::now() + GRACE;
            }
            () = sleep_until(leaving.held_up_at), if ours => {
                terminal::let_frames_pass();
                leaving.held_up_at = Instant::now() + STEP;
            }
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
            interrupted: Arc::default(),
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

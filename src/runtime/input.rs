//! What comes in from the person: keys, pastes, the mouse, and the wish of the system that we end. Each is stamped when it is read,
//! so that the gaps between keys are true however busy the loop is.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crokey::KeyCombination;
use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEventKind};
use tokio::sync::mpsc;

use super::Clock;
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

/// Lines for one step of a wheel.
const WHEEL: isize = 3;

/// Listens to the person and to the system. Each source has a thread or a task of its own, asleep while nothing comes.
pub(super) fn listen(clock: Clock) -> io::Result<mpsc::Receiver<Moment>> {
    let (inputs, receiver) = mpsc::channel(WAITING);
    let ear = Ear {
        inputs,
        clock,
        hung_up: Arc::default(),
    };
    listen_to_signals(&ear)?;
    watch_for_hang_up(ear.clone());
    thread::Builder::new()
        .name("input".into())
        .spawn(move || read_terminal(&ear))?;
    Ok(receiver)
}

/// Where inputs are put.
#[derive(Clone)]
struct Ear {
    inputs: mpsc::Sender<Moment>,
    clock: Clock,
    hung_up: Arc<AtomicBool>,
}

impl Ear {
    fn hears(&self, input: Input) -> Moment {
        let at = self.clock.now();
        Moment { input, at }
    }

    fn wish_to_end(&self) -> Moment {
        self.hears(Input::Message(Message::Terminate))
    }

    /// The terminal is gone. The system says so by a signal, by a dead line and by reads that fail, and a shell by a signal more; it
    /// is one wish to end, and not the second one that waits for nothing.
    fn hang_up(&self) -> Option<Moment> {
        let first = !self.hung_up.swap(true, Ordering::SeqCst);
        first.then(|| self.wish_to_end())
    }
}

fn read_terminal(ear: &Ear) {
    while let Ok(event) = crossterm::event::read() {
        let Some(input) = understood(event) else { continue };
        if ear.inputs.blocking_send(ear.hears(input)).is_err() {
            return;
        }
    }
    if let Some(end) = ear.hang_up() {
        let _ = ear.inputs.blocking_send(end);
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

#[cfg(unix)]
fn listen_to_signals(ear: &Ear) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        let mut signals = signal(kind)?;
        let ear = ear.clone();
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                let end = if kind == SignalKind::hangup() {
                    ear.hang_up()
                } else {
                    Some(ear.wish_to_end())
                };
                if let Some(end) = end
                    && ear.inputs.send(end).await.is_err()
                {
                    return;
                }
            }
        });
    }
    Ok(())
}

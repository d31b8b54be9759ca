//! What comes in from the person: keys, pastes, the mouse, and the wish of the system that we end. Each is stamped when it is read,
//! so that the gaps between keys are true however busy the loop is.

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

/// Reads the terminal on a thread of its own, asleep in the operating system while nothing comes. A terminal that is gone ends the
/// program.
pub(super) fn listen(clock: Clock) -> std::io::Result<(mpsc::Sender<Moment>, mpsc::Receiver<Moment>)> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let inputs = sender.clone();
    thread::Builder::new().name("input".into()).spawn(move || {
        loop {
            let Ok(event) = crossterm::event::read() else {
                let _ = inputs.blocking_send(Moment {
                    input: Input::Message(Message::Terminate),
                    at: clock.now(),
                });
                return;
            };
            let Some(input) = understood(event) else { continue };
            if inputs.blocking_send(Moment { input, at: clock.now() }).is_err() {
                return;
            }
        }
    })?;
    Ok((sender, receiver))
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
pub(super) fn watch_for_hang_up(sender: mpsc::Sender<Moment>, clock: Clock) {
    use rustix::event::{PollFd, PollFlags, poll};
    let watch = move || {
        let stdin = std::io::stdin();
        let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
        while poll(&mut terminal, None).is_err_and(|error| error == rustix::io::Errno::INTR) {}
        if terminal[0]
            .revents()
            .intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
        {
            let _ = sender.blocking_send(Moment {
                input: Input::Message(Message::Terminate),
                at: clock.now(),
            });
        }
    };
    // without this watch a dead terminal is noticed by SIGHUP alone
    let _ = thread::Builder::new().name("hang-up".into()).spawn(watch);
}

#[cfg(unix)]
pub(super) fn listen_to_signals(sender: &mpsc::Sender<Moment>, clock: Clock) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        let mut signals = signal(kind)?;
        let sender = sender.clone();
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                let terminate = Moment {
                    input: Input::Message(Message::Terminate),
                    at: clock.now(),
                };
                if sender.send(terminate).await.is_err() {
                    return;
                }
            }
        });
    }
    Ok(())
}

//! What comes in from the person: keys, pastes, the mouse, and the wish of the system that we end. Each is stamped when it is read,
//! so that the gaps between keys are true however busy the loop is. What the bytes mean is for `decode`.

mod decode;

use std::io::{self, PipeReader, PipeWriter, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crokey::{KeyCombination, key};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::stdin;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, mpsc};

use decode::Decoder;
pub use decode::Ground;

use super::Clock;
use super::leave::Submits;
use super::signals::listen_to_signals;
use crate::app::Message;
use crate::job::Now;

/// One input.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// For the app.
    Message(Message),
    /// The terminal has another size: draw.
    Resized,
    /// How light its ground is, where it was asked.
    Ground(Ground),
    /// The system wants us to stop until we are continued.
    Stop,
    /// We go on after a stop, our own or one that we did not see coming.
    Continued,
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

/// Bytes read at once: more than a terminal keeps.
const CHUNK: usize = 8192;

/// When the terminal has nothing for this long, all is read that it kept. Longer than what passes between two parts of one paste.
const LULL: Duration = Duration::from_millis(30);

/// In a terminal that is ours it is a key; in any other it is a signal.
pub(super) const INTERRUPT: KeyCombination = key!(ctrl - c);

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
    pub(super) inputs: mpsc::Sender<Moment>,
    clock: Clock,
    hung_up: Arc<AtomicBool>,
    /// Ctrl-C was read, as a key.
    pub(super) interrupted: Arc<Notify>,
}

impl Ear {
    /// Listens to the person, whose terminal is ours by now.
    pub(super) fn listen_to_the_person(self) -> io::Result<Gate> {
        let (bell, rope) = io::pipe()?;
        let gate = Gate {
            closed: Arc::default(),
            rope: Arc::new(rope),
        };
        let closed = Arc::clone(&gate.closed);
        thread::Builder::new()
            .name("input".into())
            .spawn(move || read_terminal(&self, &closed, &bell))?;
        Ok(gate)
    }

    /// Something that came now.
    pub(super) fn moment(&self, input: Input) -> Moment {
        let at = self.clock.now();
        Moment { input, at }
    }

    pub(super) fn wish_to_end(&self) -> Moment {
        self.moment(Input::Message(Message::Terminate))
    }

    /// The terminal is gone. The system says so by a signal, by a dead line and by reads that fail, and a shell by a signal more; it
    /// is one wish to end, and not the second one that waits for nothing.
    pub(super) fn hang_up(&self) -> Option<Moment> {
        let first = !self.hung_up.swap(true, Ordering::SeqCst);
        first.then(|| self.wish_to_end())
    }
}

/// Closed while another program reads the terminal.
type Closed = Arc<(Mutex<bool>, Condvar)>;

/// Lets the reading of the terminal be stopped, so that another program has all that the person types, and be taken up again.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    closed: Closed,
    /// Wakes the reader, who sleeps until the person does something.
    rope: Arc<PipeWriter>,
}

impl Gate {
    /// From now on nothing is read.
    pub(super) fn close(&self) {
        *self.closed.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        let _ = (&*self.rope).write(b".");
    }

    /// From now on it is read again.
    pub(super) fn open(&self) {
        *self.closed.0.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.closed.1.notify_all();
    }
}

/// What a look at the terminal brought.
enum Look {
    Bytes(usize),
    /// Nothing within the time.
    Lull,
    /// It was closed in between, so that what had begun is not continued.
    Closed,
}

/// Waits for bytes, for so long, and reads them while the gate is open. An error where the terminal is gone: a read that is made of it
/// again and again would never wait.
fn look(bytes: &mut [u8], patience: Option<Duration>, closed: &Closed, bell: &PipeReader) -> io::Result<Look> {
    let stdin = stdin();
    let mut both = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(bell, PollFlags::IN)];
    let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
    match poll(&mut both, patience.as_ref()) {
        Ok(0) => return Ok(Look::Lull),
        Ok(_) => {}
        Err(Errno::INTR) => return Ok(Look::Bytes(0)),
        Err(error) => return Err(error.into()),
    }
    if !both[1].revents().is_empty() {
        rustix::io::read(bell, &mut [0; 16])?;
        let mut shut = closed.0.lock().unwrap_or_else(PoisonError::into_inner);
        while *shut {
            shut = closed.1.wait(shut).unwrap_or_else(PoisonError::into_inner);
        }
        return Ok(Look::Closed);
    }
    // whoever closes it waits for this read, and no other follows
    let shut = closed.0.lock().unwrap_or_else(PoisonError::into_inner);
    if *shut {
        return Ok(Look::Bytes(0));
    }
    match rustix::io::read(stdin, bytes) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(count) => Ok(Look::Bytes(count)),
        Err(Errno::INTR | Errno::AGAIN) => Ok(Look::Bytes(0)),
        Err(error) => Err(error.into()),
    }
}

/// The terminal has more just now.
fn has_more() -> bool {
    let stdin = stdin();
    let mut terminal = [PollFd::new(&stdin, PollFlags::IN)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut terminal, Some(&now)).is_ok_and(|count| count > 0)
}

fn read_terminal(ear: &Ear, closed: &Closed, bell: &PipeReader) {
    let _told = ToldWhenDeaf(ear);
    let mut stamps = Stamps::default();
    let mut decoder = Decoder::default();
    let mut bytes = vec![0; CHUNK];
    let mut heard = vec![];
    loop {
        let lull = stamps.are_held_up().then_some(LULL);
        let patience = [lull, decoder.patience()].into_iter().flatten().min();
        match look(&mut bytes, patience, closed, bell) {
            Ok(Look::Bytes(0)) => {}
            Ok(Look::Bytes(count)) => decoder.take(&bytes[..count], !has_more(), &mut heard),
            Ok(Look::Lull) if stamps.are_held_up() => stamps.lull(),
            Ok(Look::Lull) => decoder.give_up(&mut heard),
            Ok(Look::Closed) => decoder = Decoder::default(),
            Err(error) => return tracing::debug!(%error, "the terminal cannot be read any more"),
        }
        for input in heard.drain(..) {
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

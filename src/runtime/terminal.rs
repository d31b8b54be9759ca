//! The terminal while we have it: what is switched on, and that all of it is switched off again however the program ends.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    KeyboardEnhancementFlags, PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{execute, queue};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{Action, OptionalActions, QueueSelector, Termios, tcflow, tcflush, tcgetattr, tcsetattr};

use super::Screen;
use super::leave::INTERRUPTED;
use crate::words::sanitise::{sanitise, sanitise_lines};

/// Set from before the terminal is ours until it is wholly given back.
static OURS: AtomicBool = AtomicBool::new(false);

/// Set by whoever gives the terminal back, so that nobody does it twice.
static BEING_GIVEN_BACK: AtomicBool = AtomicBool::new(false);

/// Set while another program of ours has the terminal: the person's editor.
static LENT: AtomicBool = AtomicBool::new(false);

/// How the line was before it was ours.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Keeps the title that the terminal has (XTWINOPS 22), and puts it back (23). Others pass over both.
const KEEP_TITLE: &[u8] = b"\x1b[22;2t";
const PUT_TITLE_BACK: &[u8] = b"\x1b[23;2t";

/// Has clicks and the wheel told, in a spelling without an end to the columns. Not the way of the pointer, which would wake us all the
/// time for nothing.
const TELL_CLICKS: &[u8] = b"\x1b[?1000h\x1b[?1006h";

/// Asks for the colour of the ground (OSC 11). Who does not know it says nothing.
const ASK_GROUND: &[u8] = b"\x1b]11;?\x1b\\";

/// What is wanted of the terminal, beside what is always taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The mouse.
    pub(super) mouse: bool,
    /// To know how light its ground is.
    pub(super) ground: bool,
}

/// Takes the terminal: raw, alternate screen, bracketed paste, focus reports, mouse if wanted, its title, and keys told apart where it
/// can.
///
/// Also where it was ours and something may have changed it behind us: a shell, while we were stopped.
pub(super) fn take(wanted: Wanted) -> io::Result<()> {
    let again = is_ours();
    take_line(again)?;
    LENT.store(false, Ordering::SeqCst);
    BEING_GIVEN_BACK.store(false, Ordering::SeqCst);
    OURS.store(true, Ordering::SeqCst);
    let mut out = vec![];
    if again {
        // what was pushed is still there, or was taken away by who left it so; a second one would stay behind
        out.extend_from_slice(Screen::END);
    } else {
        out.extend_from_slice(KEEP_TITLE);
    }
    queue!(
        out,
        EnterAlternateScreen,
        DisableLineWrap,
        EnableBracketedPaste,
        EnableFocusChange
    )?;
    if again {
        out.extend_from_slice(b"\x1b[=1u");
    } else {
        queue!(
            out,
            PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES)
        )?;
    }
    if wanted.mouse {
        out.extend_from_slice(TELL_CLICKS);
    }
    if wanted.ground {
        out.extend_from_slice(ASK_GROUND);
    }
    Wire(stdout()).write_all(&out)
}

/// Sets the line raw, and remembers how it was.
fn take_line(again: bool) -> io::Result<()> {
    let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    let now = tcgetattr(stdin())?;
    let mut raw = now.clone();
    raw.make_raw();
    tcsetattr(stdin(), OptionalActions::Now, &raw)?;
    if !again {
        *before = Some(now);
    }
    Ok(())
}

/// Sets the line as it was.
fn give_back_line() {
    let before = BEFORE.try_lock().ok().and_then(|mut before| before.take());
    if let Some(before) = before {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &before);
    }
}

/// Switches everything off again, once. A terminal that is gone takes no answer, so none is waited for.
pub(super) fn give_back() {
    if !is_ours() || BEING_GIVEN_BACK.swap(true, Ordering::SeqCst) {
        return;
    }
    // a frame may have been cut off before its end
    let mut out = [Screen::END, PUT_TITLE_BACK].concat();
    let _ = queue!(
        out,
        PopKeyboardEnhancementFlags,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        EnableLineWrap,
        SetCursorStyle::DefaultUserShape,
        LeaveAlternateScreen,
        Show,
    );
    let _ = Wire(stdout()).write_all(&out);
    give_back_line();
    OURS.store(false, Ordering::SeqCst);
}

/// The same for a while, to another program. Until it is taken again, a key of that program's is no wish that we end.
pub(super) fn lend() {
    LENT.store(true, Ordering::SeqCst);
    give_back();
}

/// Another program of ours has it.
pub(super) fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst)
}

/// Throws away what was typed and not read: it was meant for another program.
pub(super) fn forget_what_was_typed() {
    let _ = tcflush(stdin(), QueueSelector::IFlush);
}

/// Not yet, or not wholly, given back.
pub(super) fn is_ours() -> bool {
    OURS.load(Ordering::SeqCst)
}

/// Lets a frame pass that the terminal does not take: what waits to be read of it is thrown away, and whoever waits in a write goes
/// on. So the loop gets to its end, and what gives the terminal back is there for when it reads again. It is never thrown away itself.
pub(super) fn let_frames_pass() {
    if is_ours() && !BEING_GIVEN_BACK.load(Ordering::SeqCst) {
        let _ = tcflush(stdout(), QueueSelector::OFlush);
        // room alone wakes nobody, a line that goes on does
        let _ = tcflow(stdout(), Action::OOff).and_then(|()| tcflow(stdout(), Action::OOn));
    }
}

/// Ends the program while the terminal takes nothing: the line is as it was, what was switched on over it cannot be switched off. What
/// is under way is found at the next start, as after a kill.
pub(super) fn abandon() -> ! {
    give_back_line();
    std::process::exit(INTERRUPTED)
}

/// Says something after the terminal was given back.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", sanitise_lines(text));
}

/// The way to the terminal, past the standard library's buffer. Other programs may have the same line, and one of them may have set it
/// so that a write does not wait; then this waits, for as long as one to any other line would.
pub(super) struct Wire<F: AsFd>(pub(super) F);

impl<F: AsFd> Write for Wire<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(&self.0, bytes) {
                Err(Errno::AGAIN) => {
                    let mut room = [PollFd::new(&self.0, PollFlags::OUT)];
                    match poll(&mut room, None) {
                        Ok(_) | Err(Errno::INTR) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                written => return Ok(written?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A panic of the main thread gives the terminal back before it speaks. One of another thread is caught where its work is waited
/// for, so it goes to the log and the screen stays.
pub(super) fn hook_panics() {
    let main = thread::current().id();
    panic::set_hook(Box::new(move |panicked| {
        if thread::current().id() == main {
            give_back();
            say(&panicked.to_string());
            let trace = Backtrace::capture();
            if trace.status() == BacktraceStatus::Captured {
                say(&trace.to_string());
            }
        } else {
            let place = panicked.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(place, "a task panicked");
        }
    }));
}

/// What puts a text on the clipboard of the terminal's own computer (OSC 52), through SSH too where the terminal allows it.
pub(super) fn copy(text: &str) -> Vec<u8> {
    let mut out = vec![];
    let _ = execute!(out, crossterm::clipboard::CopyToClipboard::to_clipboard_from(text));
    out
}

/// A bell, and a notice for terminals that show one (OSC 9).
pub(super) fn ring(text: &str) -> Vec<u8> {
    format!("\x07\x1b]9;{}\x07", sanitise(text)).into_bytes()
}

/// What the window is called (OSC 2).
pub(super) fn title(text: &str) -> Vec<u8> {
    format!("\x1b]2;{}\x07", sanitise(text)).into_bytes()
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    #[test]
    fn a_line_that_does_not_wait_is_waited_for() {
        let (mut reader, writer) = io::pipe().expect("a pipe");
        rustix::io::ioctl_fionbio(&writer, true).expect("a mode of it");
        // far more than a pipe holds
        let frame = vec![b'x'; 1 << 20];
        let sent = thread::spawn({
            let frame = frame.clone();
            move || Wire(writer).write_all(&frame)
        });
        let mut came = vec![];
        reader.read_to_end(&mut came).expect("all of it");
        sent.join().expect("no panic").expect("no error");
        assert!(came == frame);
    }

    /// Set for the test below that runs in a terminal of its own.
    const HOW: &str = "HOW_IT_ENDS";

    #[test]
    #[ignore = "run in a terminal of its own by the test below"]
    fn it_ends_so() {
        let how = env::var(HOW).expect("how it ends");
        hook_panics();
        take(Wanted {
            mouse: true,
            ground: false,
        })
        .expect("a terminal");
        match how.as_str() {
            "panic" => panic!("on purpose"),
            "panic of another thread" => {
                assert!(thread::spawn(|| panic!("on purpose")).join().is_err());
                assert!(is_ours(), "the screen stays");
                give_back();
            }
            _ => {
                lend();
                take(Wanted {
                    mouse: true,
                    ground: false,
                })
                .expect("a terminal");
                panic!("on purpose");
            }
        }
    }

    /// Where each mode was switched on for the last time, and that it was switched off after that.
    fn is_switched_off(text: &str) {
        for mode in [1000, 1004, 1006, 1049, 2004] {
            let on = text.rfind(&format!("\x1b[?{mode}h"));
            let off = text.rfind(&format!("\x1b[?{mode}l"));
            assert!(on.is_some() && on < off, "{mode}: {text:?}");
        }
        assert!(text.rfind("\x1b[?7l") < text.rfind("\x1b[?7h"), "line wrap");
        for (pushed, popped) in [("\x1b[>1u", "\x1b[<1u"), ("\x1b[22;2t", "\x1b[23;2t")] {
            assert_eq!(text.matches(pushed).count(), text.matches(popped).count(), "{pushed:?}");
        }
    }

    #[test]
    fn a_panic_gives_the_terminal_back() {
        let times = if env::var_os("LONG").is_some() { 20 } else { 1 };
        for how in ["panic", "panic of another thread", "panic after an editor"].repeat(times) {
            let pair = native_pty_system().openpty(PtySize::default()).expect("a terminal");
            let before = pair.master.get_termios().expect("its line");
            let mut command = CommandBuilder::new(env::current_exe().expect("this test"));
            command.args([
                "--ignored",
                "--exact",
                "--nocapture",
                "runtime::terminal::tests::it_ends_so",
            ]);
            command.env(HOW, how);
            let mut child = pair.slave.spawn_command(command).expect("a child");
            let mut reader = pair.master.try_clone_reader().expect("its line");
            let said = thread::spawn(move || {
                let mut bytes = vec![];
                // a line without a program ends with an error
                let _ = reader.read_to_end(&mut bytes);
                String::from_utf8_lossy(&bytes).into_owned()
            });
            let status = child.wait().expect("its end");
            let after = pair.master.get_termios().expect("its line");
            drop((pair.slave, pair.master));
            let said = said.join().expect("what it said");
            assert_eq!(status.success(), how == "panic of another thread", "{how}: {said}");
            assert!(before == after, "{how}: the line is as it was");
            is_switched_off(&said);
            let (_, behind) = said.rsplit_once("\x1b[?1049l").expect("the first screen");
            assert_eq!(behind.contains("on purpose"), !status.success(), "{how}: {said}");
        }
    }
}

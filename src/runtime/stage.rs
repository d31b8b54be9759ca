//! The person's terminal as the loop has it: ours to draw on, lent to the person's editor, or left to the shell while we are stopped.

use std::io;

use rustix::process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process};

use super::input::Gate;
use super::terminal::{self, Wanted};

/// What the loop does with the terminal beside drawing on it.
pub trait Stage {
    /// Takes the terminal, again or for the first time since it was given up.
    fn take(&mut self) -> io::Result<()>;
    /// Gives it back, and everything that was switched on is off again.
    fn give_back(&mut self);
    /// Gives it back to whoever started us, and reads nothing more: what is typed from now on is theirs.
    fn step_aside(&mut self);
    /// Gives it to another program for a while, and reads nothing meanwhile.
    fn lend(&mut self);
    /// Asks the system to stop us and all that was started with us, as `Ctrl-Z` does outside.
    fn ask_to_stop(&mut self);
    /// Says a line to whoever has the terminal now, once it is given back.
    fn say(&mut self, text: &str);
    /// Stops us, now that the terminal is given back.
    fn stop(&mut self);
}

/// The terminal that the program was started in.
pub(super) struct Tty {
    wanted: Wanted,
    gate: Gate,
}

impl Tty {
    /// Of a terminal that is taken and listened to.
    pub(super) fn new(wanted: Wanted, gate: Gate) -> Self {
        // the ground is asked for once
        let wanted = Wanted {
            ground: false,
            ..wanted
        };
        Self { wanted, gate }
    }
}

impl Stage for Tty {
    fn take(&mut self) -> io::Result<()> {
        let lent = terminal::is_lent();
        terminal::take(self.wanted)?;
        if lent {
            terminal::forget_what_was_typed();
        }
        self.gate.open();
        Ok(())
    }

    fn give_back(&mut self) {
        terminal::give_back();
    }

    fn step_aside(&mut self) {
        self.gate.close();
        terminal::give_back();
    }

    fn lend(&mut self) {
        self.gate.close();
        terminal::lend();
    }

    fn ask_to_stop(&mut self) {
        let _ = kill_current_process_group(Signal::TSTP);
    }

    fn say(&mut self, text: &str) {
        terminal::say(text);
    }

    fn stop(&mut self) {
        let _ = kill_process(getpid(), Signal::STOP);
    }
}

/// There is a shell that would continue us if we stopped: it gave us a process group of our own. Else we would lie there for ever.
pub(super) fn can_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// A screen that is no terminal, and that nobody else wants.
impl Stage for () {
    fn take(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn give_back(&mut self) {}
    fn step_aside(&mut self) {}
    fn lend(&mut self) {}
    fn ask_to_stop(&mut self) {}
    fn say(&mut self, _: &str) {}
    fn stop(&mut self) {}
}

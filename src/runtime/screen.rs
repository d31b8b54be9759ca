//! Where a frame is gathered before it goes to the terminal: whole, in one write, marked as one update.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// A buffer with two ends: the drawing writes into it, and [`Screen::present`] sends what is there.
#[derive(Debug, Clone, Default)]
pub struct Screen(Arc<Mutex<Vec<u8>>>);

impl Screen {
    /// Between these marks a terminal that knows them shows nothing half drawn; others pass over them.
    const BEGIN: &[u8] = b"\x1b[?2026h";
    pub(super) const END: &[u8] = b"\x1b[?2026l";

    /// Sends all that was gathered, if anything was.
    pub fn present(&self, terminal: &mut impl Write) -> io::Result<()> {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if gathered.is_empty() {
            return Ok(());
        }
        gathered.splice(..0, Self::BEGIN.iter().copied());
        gathered.extend_from_slice(Self::END);
        let sent = terminal.write_all(&gathered).and_then(|()| terminal.flush());
        gathered.clear();
        sent
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Nothing: a frame is sent by [`Screen::present`], so that it is never sent in parts.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_goes_out_whole_and_an_empty_one_not_at_all() {
        let mut screen = Screen::default();
        let mut terminal = vec![];
        screen.present(&mut terminal).expect("a vector takes all");
        assert_eq!(terminal, b"");
        screen.write_all(b"ab").expect("memory takes all");
        screen.flush().expect("nothing to do");
        screen.write_all(b"c").expect("memory takes all");
        screen.present(&mut terminal).expect("a vector takes all");
        assert_eq!(terminal, b"\x1b[?2026habc\x1b[?2026l");
    }
}

//! Where a frame is gathered before it goes to the terminal: whole, in one write, marked as one update.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// A buffer with two ends: the drawing writes into it, and [`Screen::present`] sends what is there.
#[derive(Debug, Clone, Default)]
pub struct Screen(Arc<Mutex<Gathered>>);

#[derive(Debug, Default)]
struct Gathered {
    bytes: Vec<u8>,
    /// How the frame before ended.
    end: Vec<u8>,
}

impl Screen {
    /// Between these marks a terminal that knows them shows nothing half drawn; others pass over them.
    const BEGIN: &[u8] = b"\x1b[?2026h";
    pub(super) const END: &[u8] = b"\x1b[?2026l";

    /// With it, the drawing library ends each frame: no colour is left set, and the cursor is where it belongs. A frame in which
    /// nothing changed has nothing else.
    const LAST: &[u8] = b"\x1b[39m\x1b[49m";

    /// Sends all that was gathered, if that changes anything.
    pub fn present(&self, terminal: &mut impl Write) -> io::Result<()> {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Gathered { bytes, end } = &mut *gathered;
        // what else is sent, a bell or a title, is no drawing and counts each time
        let is_drawn = bytes.starts_with(Self::LAST) && !bytes.iter().any(|byte| matches!(byte, b']' | 7));
        if bytes.is_empty() || (is_drawn && bytes == end) {
            bytes.clear();
            return Ok(());
        }
        let last = bytes.windows(Self::LAST.len()).rposition(|part| part == Self::LAST);
        end.clear();
        end.extend_from_slice(&bytes[last.unwrap_or(bytes.len())..]);
        bytes.splice(..0, Self::BEGIN.iter().copied());
        bytes.extend_from_slice(Self::END);
        let sent = terminal.write_all(bytes).and_then(|()| terminal.flush());
        bytes.clear();
        sent
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .bytes
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
    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Rect;
    use ratatui::{Terminal, TerminalOptions, Viewport};

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

    #[test]
    fn a_frame_in_which_nothing_changed_is_not_sent() {
        let screen = Screen::default();
        let mut gathered = screen.clone();
        let mut library = Terminal::with_options(
            CrosstermBackend::new(screen),
            TerminalOptions {
                viewport: Viewport::Fixed(Rect::new(0, 0, 20, 2)),
            },
        )
        .expect("a screen");
        let mut sent = |text: &str, cursor: Option<u16>, more: &[u8]| {
            library
                .draw(|frame| {
                    frame.render_widget(text, frame.area());
                    cursor.inspect(|x| frame.set_cursor_position((*x, 0)));
                })
                .expect("drawn");
            gathered.write_all(more).expect("memory takes all");
            let mut terminal = vec![];
            gathered.present(&mut terminal).expect("a vector takes all");
            !terminal.is_empty()
        };
        assert!(sent("a", None, b""), "the first");
        assert!(!sent("a", None, b""), "the same");
        assert!(sent("b", None, b""), "another text");
        assert!(!sent("b", None, b""));
        assert!(sent("b", Some(1), b""), "the cursor comes");
        assert!(!sent("b", Some(1), b""));
        assert!(sent("b", Some(2), b""), "the cursor moves");
        assert!(
            sent("b", Some(2), b"\x07") && sent("b", Some(2), b"\x07"),
            "a bell rings twice"
        );
    }
}

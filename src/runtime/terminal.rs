//! The terminal while we have it: what is switched on, and that all of it is switched off again however the program ends.

use std::io::{self, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture, KeyboardEnhancementFlags, PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::execute;
use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// Set while the terminal is ours; whoever clears it gives the terminal back, and nobody does it twice.
static OURS: AtomicBool = AtomicBool::new(false);

/// The terminal, ours until this is dropped.
#[derive(Debug)]
pub(super) struct Terminal {
    _private: (),
}

impl Terminal {
    /// Takes the terminal: raw, alternate screen, bracketed paste, focus reports, mouse if wanted, and keys told apart where the
    /// terminal can.
    pub(super) fn take(mouse: bool) -> io::Result<Self> {
        enable_raw_mode()?;
        OURS.store(true, Ordering::SeqCst);
        let taken = Self { _private: () };
        let mut out = io::stdout();
        execute!(
            out,
            EnterAlternateScreen,
            DisableLineWrap,
            EnableBracketedPaste,
            EnableFocusChange,
            PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES),
        )?;
        if mouse {
            execute!(out, EnableMouseCapture)?;
        }
        Ok(taken)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Switches everything off again, once. A terminal that is gone takes no answer, so none is waited for.
pub(super) fn give_back() {
    if !OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(
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
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// A panic of the main thread gives the terminal back before it speaks. One of another thread is caught where its work is waited
/// for, so it goes to the log and the screen stays.
pub(super) fn hook_panics() {
    let main = thread::current().id();
    let speak = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if thread::current().id() == main {
            give_back();
            speak(panicked);
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
    format!("\x07\x1b]9;{}\x07", crate::words::sanitise::sanitise(text)).into_bytes()
}

//! From the bytes of a terminal to what they mean: keys in the old spelling and in the new one (kitty), pastes, mouse, focus, and
//! the colour of the ground where we asked for it. Not for reading them, and not for what a key does.
//!
//! It stands in the place of crossterm's own reader, which keeps a paste without bound, takes an answer of the terminal for keys, and
//! cannot be stopped while another program reads.

use std::time::Duration;

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyModifiers};

use super::Input;
use crate::app::field::{LONGEST_PASTE, let_go};
use crate::app::{Message, Mouse};

/// How light the terminal's own ground is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Dark letters are read on it.
    Light,
    /// Light letters are read on it.
    Dark,
}

/// What a paste may keep. Longer than any field takes, so what is cut here is refused there.
const KEPT: usize = LONGEST_PASTE + 2;

/// A sequence that is not whole is waited for this long.
const PART: Duration = Duration::from_millis(100);

/// A paste whose end does not come is over when nothing of it has come for this long.
const STALLED: Duration = Duration::from_secs(5);

/// No sequence is longer. One that is, is none.
const LONGEST: usize = 4096;

const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// Lines for one step of a wheel.
const WHEEL: isize = 3;

/// Understands bytes as they come, in whatever parts.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// The start of something whose end has not come.
    pending: Vec<u8>,
    /// What was pasted so far.
    paste: Option<Vec<u8>>,
}

/// What stands at the start of some bytes.
enum Step {
    /// Its end has not come.
    Part,
    /// So many bytes that mean nothing here.
    Nothing(usize),
    /// So many bytes, and what they mean.
    Heard(usize, Input),
    /// So many bytes, and a paste behind them.
    Paste(usize),
}

impl Decoder {
    /// Takes bytes, the last that can be had `now` or not, and tells what they mean.
    pub(super) fn take(&mut self, bytes: &[u8], last: bool, out: &mut Vec<Input>) {
        self.pending.extend_from_slice(bytes);
        let mut pending = std::mem::take(&mut self.pending);
        let mut at = 0;
        while at < pending.len() {
            let rest = &pending[at..];
            if self.paste.is_some() {
                let (used, ended) = self.pasted(rest);
                at += used;
                if ended {
                    out.extend(self.end_paste());
                } else {
                    break;
                }
                continue;
            }
            at += match step(rest) {
                Step::Part if last && *rest == [ESC] => {
                    out.push(key(KeyCode::Esc, KeyModifiers::NONE));
                    1
                }
                Step::Part if rest.len() > LONGEST => rest.len(),
                Step::Part => break,
                Step::Nothing(used) => used,
                Step::Heard(used, input) => {
                    out.push(input);
                    used
                }
                Step::Paste(used) => {
                    self.paste = Some(vec![]);
                    used
                }
            };
        }
        pending.drain(..at);
        // what a long paste needed is not kept
        pending.shrink_to(LONGEST);
        self.pending = pending;
    }

    /// Keeps what belongs to the paste; tells how much that is, its end mark included, and whether that came.
    fn pasted(&mut self, bytes: &[u8]) -> (usize, bool) {
        let end = bytes.windows(PASTE_ENDS.len()).position(|part| part == PASTE_ENDS);
        // the last bytes may be the start of the mark
        let text = end.unwrap_or_else(|| bytes.len().saturating_sub(PASTE_ENDS.len() - 1));
        if let Some(kept) = &mut self.paste {
            let room = KEPT.saturating_sub(kept.len());
            kept.extend_from_slice(&bytes[..text.min(room)]);
        }
        match end {
            Some(_) => (text + PASTE_ENDS.len(), true),
            None => (text, false),
        }
    }

    fn end_paste(&mut self) -> Option<Input> {
        let kept = self.paste.take()?;
        let text = String::from_utf8(kept).unwrap_or_else(|error| {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let_go(error.into_bytes());
            text
        });
        Some(Input::Message(Message::Paste(text)))
    }

    /// How long to wait for the end of what has begun; nothing where nothing has.
    pub(super) fn patience(&self) -> Option<Duration> {
        if self.paste.is_some() {
            Some(STALLED)
        } else {
            (!self.pending.is_empty()).then_some(PART)
        }
    }

    /// The end of what has begun does not come: then it was less than it seemed.
    pub(super) fn give_up(&mut self, out: &mut Vec<Input>) {
        let pending = std::mem::take(&mut self.pending);
        if let Some(kept) = &mut self.paste {
            kept.extend_from_slice(&pending);
            out.extend(self.end_paste());
        } else if let [ESC, letter @ b' '..=b'~'] = pending[..] {
            out.push(key(KeyCode::Char(letter.into()), KeyModifiers::ALT));
        }
    }
}

const ESC: u8 = 0x1b;

fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Message(Message::Key(KeyCombination::one_key(code, modifiers)))
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] | [ESC] => Step::Part,
        [ESC, b'[', ..] => control_sequence(bytes),
        [ESC, b'O', ..] => single_shift(bytes),
        [ESC, b']' | b'P' | b'_' | b'^' | b'X', ..] => string(bytes),
        [ESC, ESC, ..] => Step::Heard(1, key(KeyCode::Esc, KeyModifiers::NONE)),
        [ESC, rest @ ..] => match character(rest) {
            Ok((code, modifiers, used)) => Step::Heard(used + 1, key(code, modifiers | KeyModifiers::ALT)),
            Err(nothing) => nothing.map_or(Step::Part, |used| Step::Nothing(used + 1)),
        },
        _ => match character(bytes) {
            Ok((code, modifiers, used)) => Step::Heard(used, key(code, modifiers)),
            Err(nothing) => nothing.map_or(Step::Part, Step::Nothing),
        },
    }
}

/// A letter, or a control character, which is a key too; its length in bytes. Else how many bytes are none, where that is known.
fn character(bytes: &[u8]) -> Result<(KeyCode, KeyModifiers, usize), Option<usize>> {
    let control = |letter: u8| (KeyCode::Char(letter.into()), KeyModifiers::CONTROL);
    let Some(first) = bytes.first() else {
        return Err(None);
    };
    let (code, modifiers) = match first {
        b'\r' => (KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => (KeyCode::Tab, KeyModifiers::NONE),
        0x7f => (KeyCode::Backspace, KeyModifiers::NONE),
        0 => control(b' '),
        byte @ 1..=0x1a => control(byte - 1 + b'a'),
        byte @ 0x1c..=0x1f => control(byte - 0x1c + b'4'),
        _ => {
            let some = &bytes[..bytes.len().min(4)];
            let valid = match std::str::from_utf8(some) {
                Ok(text) => text,
                Err(error) if error.valid_up_to() > 0 => {
                    std::str::from_utf8(&some[..error.valid_up_to()]).unwrap_or_default()
                }
                Err(error) => return Err(error.error_len()),
            };
            let Some(letter) = valid.chars().next() else {
                return Err(Some(1));
            };
            let shift = if letter.is_uppercase() {
                KeyModifiers::SHIFT
            } else {
                KeyModifiers::NONE
            };
            return Ok((KeyCode::Char(letter), shift, letter.len_utf8()));
        }
    };
    Ok((code, modifiers, 1))
}

/// `ESC O` and a letter: what a keypad sends, and F1 to F4.
fn single_shift(bytes: &[u8]) -> Step {
    match bytes.get(2) {
        None => Step::Part,
        Some(letter) => match named(*letter) {
            Some(code) => Step::Heard(3, key(code, KeyModifiers::NONE)),
            None => Step::Nothing(2),
        },
    }
}

/// The key of a final letter.
fn named(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' => KeyCode::KeypadBegin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

/// The key of a number before `~`.
fn numbered(number: u32) -> Option<KeyCode> {
    let function = |from: u32, first: u8| u8::try_from(number - from).ok().map(|more| KeyCode::F(first + more));
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=26 => function(23, 11),
        28..=29 => function(28, 15),
        31..=34 => function(31, 17),
        _ => None,
    }
}

/// The key of a code point in the new spelling: those that are no letter have numbers of their own.
fn coded(code: u32) -> Option<KeyCode> {
    const KEYPAD: &[u8] = b"0123456789./*-+";
    Some(match code {
        27 => KeyCode::Esc,
        13 | 57414 => KeyCode::Enter,
        9 => KeyCode::Tab,
        127 => KeyCode::Backspace,
        57399..=57413 => KeyCode::Char(KEYPAD[usize::try_from(code - 57399).ok()?].into()),
        57415 => KeyCode::Char('='),
        57416 => KeyCode::Char(','),
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        57427 => KeyCode::KeypadBegin,
        // the other numbers of that range are keys that nothing is bound to: locks, media, the modifiers themselves
        57344..=63743 => return None,
        _ => KeyCode::Char(char::from_u32(code).filter(|letter| !letter.is_control())?),
    })
}

/// `ESC [`, parameters, a final letter.
fn control_sequence(bytes: &[u8]) -> Step {
    let body = &bytes[2..];
    // F1 to F5 of the Linux console
    if let [b'[', rest @ ..] = body {
        return match rest {
            [] => Step::Part,
            [letter @ b'A'..=b'E', ..] => Step::Heard(4, key(KeyCode::F(letter - b'A' + 1), KeyModifiers::NONE)),
            [_, ..] => Step::Nothing(3),
        };
    }
    let Some(length) = body.iter().position(|byte| !matches!(byte, b' '..=b'?')) else {
        return Step::Part;
    };
    let (parameters, last) = (&body[..length], body[length]);
    let used = 2 + length + 1;
    if !matches!(last, b'@'..=b'~') {
        // broken off: what comes next is something else
        return Step::Nothing(used - 1);
    }
    // the mouse in the oldest spelling: three bytes behind
    if (parameters, last) == (b"".as_slice(), b'M') {
        return match body.get(1..4) {
            None => Step::Part,
            Some(three) => {
                let [button, x, y] = [three[0], three[1], three[2]].map(|byte| u32::from(byte).saturating_sub(32));
                heard(used + 3, mouse(button, x, y))
            }
        };
    }
    let Ok(parameters) = std::str::from_utf8(parameters) else {
        return Step::Nothing(used);
    };
    if (parameters, last) == ("200", b'~') {
        return Step::Paste(used);
    }
    heard(used, sequence(parameters, last))
}

fn heard(used: usize, input: Option<Input>) -> Step {
    input.map_or(Step::Nothing(used), |input| Step::Heard(used, input))
}

fn sequence(parameters: &str, last: u8) -> Option<Input> {
    let number = |text: &str| text.split(':').next().unwrap_or_default().parse::<u32>().ok();
    let mut each = parameters.trim_start_matches('<').split(';');
    let first = each.next().and_then(number);
    let second = each.next().unwrap_or_default();
    match last {
        b'I' if parameters.is_empty() => Some(Input::Message(Message::Watched(true))),
        b'O' if parameters.is_empty() => Some(Input::Message(Message::Watched(false))),
        b'M' if parameters.starts_with('<') => mouse(first?, number(second)?, number(each.next()?)?),
        b'M' => mouse(first?.checked_sub(32)?, number(second)?, number(each.next()?)?),
        // an answer to a question, and not a key
        _ if parameters.starts_with(['?', '<', '>', '=']) => None,
        b'Z' => Some(key(KeyCode::BackTab, KeyModifiers::SHIFT)),
        b'~' | b'u' => {
            let code = if last == b'u' { coded(first?) } else { numbered(first?) }?;
            let modifiers = modifiers(second)?;
            Some(match code {
                KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => key(KeyCode::BackTab, modifiers),
                code => key(code, modifiers),
            })
        }
        // with another number it is an answer: where the cursor is
        _ if first.is_some_and(|first| first != 1) => None,
        _ => Some(key(named(last)?, modifiers(second)?)),
    }
}

/// The modifiers as a number, one more than the sum of theirs; nothing where the key was let go.
fn modifiers(text: &str) -> Option<KeyModifiers> {
    const EACH: [KeyModifiers; 6] = [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ];
    let mut parts = text.split(':');
    let mask = parts.next().and_then(|mask| mask.parse::<u32>().ok()).unwrap_or(1);
    let held = mask.saturating_sub(1);
    let is_let_go = parts.next() == Some("3");
    let all = (0..).zip(EACH).filter(|(bit, _)| held >> bit & 1 == 1);
    (!is_let_go).then(|| all.map(|(_, modifier)| modifier).collect())
}

/// A button with its place, counted from 1.
fn mouse(button: u32, x: u32, y: u32) -> Option<Input> {
    // with Shift, Alt and Ctrl it is the same
    const HELD: u32 = 4 | 8 | 16;
    let x = u16::try_from(x).ok()?.checked_sub(1)?;
    let y = u16::try_from(y).ok()?.checked_sub(1)?;
    let mouse = match button & !HELD {
        0 => Mouse::Press(x, y),
        64 => Mouse::Wheel(-WHEEL, x, y),
        65 => Mouse::Wheel(WHEEL, x, y),
        _ => return None,
    };
    Some(Input::Message(Message::Mouse(mouse)))
}

/// `ESC ]` and the like, a text, and its end: an answer of the terminal. With nothing behind it, it is a key.
fn string(bytes: &[u8]) -> Step {
    let body = &bytes[2..];
    let Some(length) = body.iter().position(|byte| matches!(*byte, 0x07 | ESC)) else {
        return Step::Part;
    };
    let used = match &body[length..] {
        [ESC] => return Step::Part,
        [ESC, b'\\', ..] => length + 4,
        [ESC, ..] => return Step::Nothing(2 + length),
        _ => length + 3,
    };
    let ground = (bytes[1] == b']').then(|| ground(&body[..length])).flatten();
    heard(used, ground.map(Input::Ground))
}

/// `11;rgb:1e1e/1e1e/1e1e`: the colour of the ground.
fn ground(text: &[u8]) -> Option<Ground> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix("11;rgb")?;
    let (_, colour) = text.split_once(':')?;
    let mut parts = colour.split('/').map(|part| {
        let most = 16_u64.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1)?;
        let value = u64::from(u32::from_str_radix(part, 16).ok()?);
        (most > 0).then(|| value * 255 / most)
    });
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    let luma = (299 * red + 587 * green + 114 * blue) / 1000;
    Some(if luma > 127 { Ground::Light } else { Ground::Dark })
}

#[cfg(test)]
mod tests;

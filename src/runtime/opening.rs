//! Opening the ledger before the screen is ours: where it takes long, one line says how far it is.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::store::{OpenError, Phase, Progress, Store};
use crate::words::Notices;
use crate::words::width::truncate;

/// What takes less needs no words.
const PATIENCE: Duration = Duration::from_millis(500);

/// Between two changes of the line.
const STEP: Duration = Duration::from_millis(100);

/// Opens the ledger of that folder.
pub(super) fn ledger(folder: &Path, words: &'static Notices) -> Result<Store, OpenError> {
    let columns = crossterm::terminal::size().map_or(80, |(columns, _)| columns);
    let columns = io::stderr().is_terminal().then_some(columns.into());
    let mut line = Line::new(io::stderr(), columns, words);
    let store = Store::open(folder, &mut |progress| line.show(&progress, Instant::now()));
    line.end(store.is_ok());
    store
}

/// The line that is written over again and again; where there is no terminal, a line at the begin and one at the end.
struct Line<W> {
    out: W,
    /// Cells of the terminal; `None` where it is none.
    columns: Option<usize>,
    /// Nothing is shown before that moment.
    due: Option<Instant>,
    shown: bool,
    words: &'static Notices,
}

impl<W: Write> Line<W> {
    fn new(out: W, columns: Option<usize>, words: &'static Notices) -> Self {
        Self {
            out,
            columns,
            due: None,
            shown: false,
            words,
        }
    }

    fn show(&mut self, progress: &Progress, now: Instant) {
        if now < *self.due.get_or_insert(now + PATIENCE) {
            return;
        }
        self.due = Some(now + STEP);
        let text = said(progress, self.words);
        // where nobody can be told the ledger is opened all the same
        drop(match self.columns {
            Some(columns) => write!(self.out, "\r{}\x1b[K", truncate(&text, columns.saturating_sub(1))),
            None if self.shown => Ok(()),
            None => writeln!(self.out, "{text}"),
        });
        drop(self.out.flush());
        self.shown = true;
    }

    fn end(&mut self, opened: bool) {
        if self.shown {
            drop(match self.columns {
                Some(_) => write!(self.out, "\r\x1b[K"),
                None if opened => writeln!(self.out, "{}", self.words.ledger_is_up_to_date),
                None => Ok(()),
            });
        }
    }
}

fn said(progress: &Progress, words: &Notices) -> String {
    match progress.phase {
        Phase::Waiting => words.ledger_waited_for.into(),
        Phase::Backup => (words.ledger_backed_up)(progress.done * 100 / progress.of.max(1)),
        Phase::Jobs => (words.ledger_brought_up)(progress.done, progress.of),
        Phase::Finishing => words.ledger_finishing.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{ENGLISH, THAI};

    /// What is written of jobs told of every 50 ms for that long.
    fn written(columns: Option<usize>, millis: u64) -> String {
        written_in(&ENGLISH.notices, columns, millis)
    }

    fn written_in(words: &'static Notices, columns: Option<usize>, millis: u64) -> String {
        let mut line = Line::new(vec![], columns, words);
        let begun = Instant::now();
        for at in (0..=millis).step_by(50) {
            let progress = Progress {
                phase: Phase::Jobs,
                done: at,
                of: 1000,
            };
            line.show(&progress, begun + Duration::from_millis(at));
        }
        line.end(true);
        String::from_utf8(line.out).expect("text")
    }

    #[test]
    fn a_terminal_has_one_line_that_changes_ten_times_a_second_and_goes() {
        let line = |done| format!("\rBringing the ledger up to date: {done} of 1 000 jobs (backup made)\x1b[K");
        let expected = format!("{}{}{}\r\x1b[K", line(500), line(600), line(700));
        assert_eq!(written(Some(120), 750), expected);
        assert_eq!(written(Some(12), 500), "\rBringing t…\x1b[K\r\x1b[K");
    }

    #[test]
    fn what_is_no_terminal_has_two_lines() {
        let expected = "Bringing the ledger up to date: 500 of 1 000 jobs (backup made)\nThe ledger is up to date.\n";
        assert_eq!(written(None, 900), expected);
    }

    #[test]
    fn the_person_s_language_is_spoken_before_the_screen_is() {
        let expected = "กำลังอัปเดตทะเบียนงาน: 500 จาก 1 000 งาน (สำรองข้อมูลแล้ว)\nทะเบียนงานเป็นปัจจุบันแล้ว\n";
        assert_eq!(written_in(&THAI.notices, None, 900), expected);
    }

    #[test]
    fn what_is_quick_has_none() {
        assert_eq!(written(Some(120), 450) + &written(None, 450), "");
    }
}

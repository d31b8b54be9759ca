//! The line that tells what just happened, and leaves by itself.
//!
//! One rule says how long it stays: its time, or until the person goes on. A key or a click in the list takes away what was there
//! long enough to be read; where something is typed or answered, a key, a paste or a click takes away whatever was said of the one
//! before. What may have cost money is told for its whole time: where something else is said meanwhile, it is told again after that.
//! What came of long work stays until the person is back and goes on.

use std::collections::VecDeque;
use std::time::Duration;

use super::App;
use super::action::Context;
use crate::job::Now;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It went as wished.
    Plain,
    /// Something did not.
    Warning,
    /// The same of something that is paid, or may be.
    Money,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it says; raw text, sanitised where it is shown.
    pub text: String,
    /// How much it matters.
    pub weight: Weight,
    /// Since when it is there, on the steady clock.
    since: Duration,
    /// What came of long work: it stays until the person goes on.
    is_report: bool,
    /// When it leaves, on the steady clock.
    pub(super) until: Duration,
}

impl Notice {
    /// Nobody reads a notice sooner than this.
    const READ: Duration = Duration::from_secs(1);

    /// What came of long work is there when the person comes back, and leaves when they go on.
    const REPORT: Duration = Duration::from_secs(3600);

    /// Nobody answers one sooner: it came in the midst of other input.
    const SEEN: Duration = Duration::from_millis(100);

    pub(super) fn new(text: String, weight: Weight, now: Now) -> Self {
        let stay = match weight {
            Weight::Plain => Duration::from_secs(4),
            Weight::Warning | Weight::Money => Duration::from_secs(10),
        };
        Self {
            text,
            weight,
            since: now.steady,
            is_report: false,
            until: now.steady + stay,
        }
    }
}

/// What is still to be told.
#[derive(Debug, Default)]
pub(super) struct Notes(VecDeque<(String, Weight)>);

impl Notes {
    /// More than so many are not told again: the list shows those jobs as well.
    const MOST: usize = 8;

    pub(super) fn of_start(texts: &[String]) -> Self {
        Self(texts.iter().map(|text| (text.clone(), Weight::Warning)).collect())
    }

    /// The next one.
    pub(super) fn next(&mut self, now: Now) -> Option<Notice> {
        let (text, weight) = self.0.pop_front()?;
        Some(Notice::new(text, weight, now))
    }

    fn put_back(&mut self, notice: Notice) {
        let note = (notice.text, notice.weight);
        if self.0.len() < Self::MOST && !self.0.contains(&note) {
            self.0.push_front(note);
        }
    }
}

impl App {
    /// Says a line that goes away by itself.
    pub(super) fn say(&mut self, text: impl AsRef<str>, weight: Weight, now: Now) {
        let text = self.with_keys(text.as_ref()).into_owned();
        let notice = Notice::new(text, weight, now);
        let before = self.notice.replace(notice);
        let stays = |before: &Notice| before.weight == Weight::Money || before.is_report;
        if let Some(before) = before.filter(|before| stays(before) && now.steady < before.until)
            && self.notice.as_ref().is_some_and(|notice| notice.text != before.text)
        {
            self.notes.put_back(before);
        }
    }

    /// Says what came of long work: it stays until the person goes on.
    pub(super) fn report(&mut self, text: impl AsRef<str>, weight: Weight, now: Now) {
        self.say(text, weight, now);
        // where there is more to tell, it makes room after its time
        if let Some(notice) = self.notice.as_mut().filter(|_| self.notes.0.is_empty()) {
            notice.is_report = true;
            notice.until = now.steady + Notice::REPORT;
        }
    }

    /// The person went on, in a place where what was said does not matter any more.
    pub(super) fn hush(&mut self) {
        self.notice.take_if(|notice| notice.weight != Weight::Money);
    }

    /// A key, a paste or a click came: see the module.
    pub(super) fn hush_read(&mut self, now: Now) {
        let long = if self.context() == Context::Board {
            Notice::READ
        } else {
            Notice::SEEN
        };
        let since = self.notice.as_ref().map(|notice| notice.since);
        if since.is_some_and(|since| now.steady >= since + long) {
            self.hush();
        }
    }

    /// What was there for its time goes.
    pub(super) fn end_notice(&mut self, now: Now) {
        self.notice.take_if(|notice| notice.until <= now.steady);
    }

    /// Whatever took the last one away, what is still to be told follows; not beside a question, which is read first.
    pub(super) fn next_note(&mut self, now: Now) {
        if self.notice.is_none() && self.overlay.is_none() {
            self.notice = self.notes.next(now);
        }
    }
}

//! What reaches beyond our own screen: the prompt in the person's own editor, the bell when nobody looks, the title of the window.

use std::time::Duration;

use super::notice::Weight;
use super::{App, Effect, Focus, Mode};
use crate::job::{Field, Job, Now, Status};

/// Why no text came back from the person's editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoText {
    /// None is named in the environment.
    NoEditor,
    /// It ended, but not well: so the system says it did.
    Ended(String),
    /// It could not be started, or the text not be read: the system's own words.
    Fault(String),
}

/// Jobs that ended while nobody looked, and that are rung for together.
#[derive(Debug, Default)]
pub(super) struct Bell {
    first: Option<Duration>,
    last: Duration,
    /// The only one so far.
    prompt: String,
    ended: Vec<(Status, usize)>,
}

impl Bell {
    /// Those that end within this time of one another are one burst.
    const BURST: Duration = Duration::from_millis(1500);

    /// A burst that goes on is rung for after this time.
    const LONGEST: Duration = Duration::from_secs(10);

    /// When it is to ring.
    pub(super) fn due(&self) -> Option<Duration> {
        let first = self.first?;
        Some((self.last + Self::BURST).min(first + Self::LONGEST))
    }
}

impl App {
    /// Has the prompt edited outside.
    pub(super) fn edit_outside(&mut self, effects: &mut Vec<Effect>) {
        self.focus_on(Focus::Field(Field::Prompt));
        self.hush();
        let text = self.form.text(Field::Prompt).map(super::field::Field::text);
        effects.push(Effect::EditOutside(text.unwrap_or_default()));
    }

    /// What came back takes the place of the prompt, as a paste over all of it would.
    pub(super) fn edited(&mut self, edited: Result<String, NoText>, now: Now) {
        let notices = &self.words().notices;
        match edited {
            Ok(text) => match self.form.replace(Field::Prompt, &text, self.engine.catalogue()) {
                Ok(true) => self.form_changed(now),
                Ok(false) => {}
                Err(_) => self.say(notices.edited_too_long, Weight::Warning, now),
            },
            Err(NoText::NoEditor) => self.say(notices.no_editor, Weight::Warning, now),
            Err(NoText::Ended(how)) => self.say((notices.editor_failed)(&how), Weight::Warning, now),
            Err(NoText::Fault(why)) => {
                let why = self.words().noted_here(&why, "").unwrap_or(why);
                self.say((notices.editor_fault)(&why), Weight::Warning, now);
            }
        }
    }

    /// Leaves the terminal to the shell for a while, if there is one that brings us back.
    pub(super) fn suspend(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.settings.can_stop {
            effects.push(Effect::Suspend);
        } else {
            self.say(self.words().notices.no_shell, Weight::Warning, now);
        }
    }

    /// A job ended: it is rung for where nobody looks.
    pub(super) fn ring_for(&mut self, job: &Job, now: Now) {
        if self.settings.notify && !self.watched {
            self.bell.first.get_or_insert(now.steady);
            self.bell.last = now.steady;
            self.bell.prompt = job.request.prompt.chars().take(60).collect();
            let same = self.bell.ended.iter_mut().find(|(status, _)| *status == job.status);
            match same {
                Some((_, count)) => *count += 1,
                None => self.bell.ended.push((job.status.clone(), 1)),
            }
        }
    }

    /// Once for a burst. Somebody who looks by now sees it.
    pub(super) fn ring(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.bell.due().is_none_or(|due| now.steady < due) {
            return;
        }
        let bell = std::mem::take(&mut self.bell);
        if self.watched {
            return;
        }
        let words = self.words();
        let text = match &bell.ended[..] {
            [(status, 1)] => format!("{}: {}", (words.status)(status), bell.prompt),
            each => {
                let counts: Vec<_> = each
                    .iter()
                    .map(|(status, count)| format!("{count} {}", (words.status)(status)))
                    .collect();
                counts.join(", ")
            }
        };
        effects.push(Effect::Ring(text));
    }

    /// That jobs go on when this program ends, and which do not, in words of one line.
    pub fn told_to_go_on(&self) -> Option<String> {
        let notices = &self.words().notices;
        let told = match self.settings.mode {
            Mode::Sandbox => notices.leaving_sandbox,
            Mode::Live(_) => notices.leaving,
        };
        let (going_on, waiting) = (self.jobs_going_on(), self.engine.queue_len());
        let going_on = (going_on > 0).then(|| told(going_on));
        let waiting = (waiting > 0).then(|| self.with_keys(&(notices.leaving_queue)(waiting)).into_owned());
        let unknown = self.board.page().counts.of(&Status::Unknown);
        let unknown = (unknown > 0).then(|| self.with_keys(&(notices.leaving_unknown)(unknown)).into_owned());
        let all: Vec<_> = going_on.into_iter().chain(waiting).chain(unknown).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// What the window is called: how many jobs go on, and how many wait for the person.
    pub fn window_title(&self) -> String {
        let counts = &self.board.page().counts.by_status;
        let number = |such: fn(&Status) -> bool| -> u64 {
            let each = counts.iter().filter(|(status, _)| such(status));
            each.map(|(_, count)| count).sum()
        };
        let running = number(Status::is_live);
        let needs_you = number(|status| *status == Status::Unknown);
        let words = &self.words().panes;
        let mut title = "seedance-tui".to_owned();
        for (count, said) in [(running, words.title_running), (needs_you, words.title_needs_you)] {
            if count > 0 {
                title = format!("{title} · {}", said(count));
            }
        }
        title
    }
}

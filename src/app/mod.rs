//! What the person sees and means: the form, the list, the details, questions and notices. Pure: a message and the time go in,
//! effects come out. It owns the engine. Not for pixels (`ui`) or for how an effect is done (`runtime`).

mod able;
pub mod action;
mod answers;
mod board;
mod bulk;
mod commands;
pub mod field;
mod filtering;
mod finding;
mod form;
mod guard;
pub mod keymap;
mod layout;
mod marks;
mod message;
mod moving;
mod notice;
mod opening;
mod outlook;
mod outside;
mod palette;
mod pointing;
mod question;
mod settings;
mod settle;
mod shown;
mod sight;
mod theme;
mod track;
pub mod typing;
mod wake;

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

pub use able::Hindrance;
pub use board::Board;
pub use bulk::{Asking, Bulk, Outcomes, Work};
pub use filtering::Filtering;
pub use form::Form;
pub use layout::{Area, Geometry, Layout};
pub use marks::Marks;
pub use message::{Effect, Message, Mouse, NoKey, Purpose};
pub use notice::{Notice, Weight};
pub use outlook::Outlook;
pub use outside::NoText;
pub use palette::{Entry, Palette};
pub use question::{Overlay, Question};
pub use settings::{ApiKey, Mode, Settings};
pub use settle::{SEND_AGAIN, Settling, Way};
pub use shown::Shown;
pub use theme::Theme;
pub use track::Tracking;

use crate::engine::{self, Engine};
use crate::job::{Catalogue, Draft, Failure, Field, IntentToken, JobId, Now};
use crate::words::Words;
use action::Context;
use commands::can_be_cancelled;
use guard::Guard;
use notice::Notes;
use opening::Opening;
use pointing::Click;
use sight::Screen;
use wake::Today;

/// Where the keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// A field of the form.
    Field(Field),
    /// The list.
    Jobs,
    /// The filter line of the list.
    Filter,
    /// The details.
    Details,
}

/// What stands in the form, on its way to the disk. One write at a time, so that none overtakes another.
#[derive(Debug, Default)]
struct Keeping {
    save_at: Option<Duration>,
    saving: bool,
}

/// See the module.
pub struct App {
    settings: Settings,
    engine: Engine,
    form: Form,
    board: Board,
    filtering: Filtering,
    marks: Marks,
    /// What was asked of the marked jobs, while they are looked up.
    asking: Option<Work>,
    /// What is being done to many jobs.
    bulk: Option<Bulk>,
    shown: Option<Shown>,
    focus: Focus,
    overlay: Option<Overlay>,
    /// Rows of what is asked that were scrolled away.
    read_on: u16,
    notice: Option<Notice>,
    guard: Guard,
    clicked: Option<Click>,
    geometry: Geometry,
    /// Questions that wait until nothing lies over the panes.
    questions: VecDeque<Question>,
    /// Since when the open question is there, where the person did other things between asking for it and its coming.
    surprising_since: Option<Duration>,
    /// The number of inputs when the person last did what may lead to a question.
    inputs_at_cause: u64,
    /// What is still to be told.
    notes: Notes,
    /// Videos on their way to the browser.
    openings: Vec<Opening>,
    /// Jobs that the person wants looked at and that have not been since.
    looks: HashSet<JobId>,
    keeping: Keeping,
    /// When to ask the ledger again after it could not answer.
    page_again_at: Option<Duration>,
    /// When the filter, which speaks of age, holds other jobs than those on the page.
    page_ages_at: Option<Duration>,
    /// From then on what is stale in the list is read again.
    refresh_from: Duration,
    today: Today,
    /// What the last message has done to it.
    screen: Screen,
    started_at: Timestamp,
    watched: bool,
    bell: outside::Bell,
    focused_by_hand: bool,
}

impl App {
    /// After a key the form is kept within this time.
    const SAVE_DRAFT_AFTER: Duration = Duration::from_millis(400);

    /// Nobody reads a question that came by surprise, and answers it, sooner than this.
    const TIME_TO_READ: Duration = Duration::from_millis(400);

    /// Between two readings of the list that nobody asked for, at least: a thousand jobs may change within a second.
    const REFRESH: Duration = Duration::from_millis(100);

    /// Before the ledger is asked again when it could not answer.
    const ASK_AGAIN_AFTER: Duration = Duration::from_secs(2);

    /// An app that knows no jobs yet, and what is to be done first. `seed` is its only randomness.
    pub fn new(settings: Settings, draft: Option<&Draft>, seed: [u8; 32], now: Now) -> (Self, Vec<Effect>) {
        let mut engine = Engine::new(settings.engine, seed);
        let mut effects: Vec<_> = engine.begin(now).into_iter().map(Effect::Engine).collect();
        let mut notes = Notes::of_start(&settings.notes);
        let today = Today::at(now, &settings.zone);
        let notice = notes.next(now);
        let mut app = Self {
            form: Form::new(draft.unwrap_or(&Draft::default()), engine.catalogue()),
            settings,
            engine,
            board: Board::default(),
            filtering: Filtering::default(),
            marks: Marks::default(),
            asking: None,
            bulk: None,
            shown: None,
            focus: Focus::Jobs,
            overlay: None,
            read_on: 0,
            notice,
            guard: Guard::default(),
            clicked: None,
            geometry: Geometry::default(),
            questions: VecDeque::new(),
            surprising_since: None,
            inputs_at_cause: 0,
            notes,
            openings: vec![],
            looks: HashSet::new(),
            keeping: Keeping::default(),
            page_again_at: None,
            page_ages_at: None,
            refresh_from: now.steady,
            today,
            screen: Screen::Changed,
            started_at: now.wall,
            watched: true,
            bell: outside::Bell::default(),
            focused_by_hand: false,
        };
        app.board.is_stale();
        app.ask_ledger(now, &mut effects);
        (app, effects)
    }

    /// Takes in one message and answers with what is to be done.
    pub fn update(&mut self, message: Message, now: Now) -> Vec<Effect> {
        let quiet = message.quiet();
        let before = quiet.map(|about| self.sight(about, now));
        let effects = self.take(message, now);
        let same = quiet
            .zip(before)
            .is_some_and(|(about, before)| before == self.sight(about, now));
        self.screen = if same { Screen::AsItWas } else { Screen::Changed };
        effects
    }

    /// The last message may have changed what is on the screen. Times that go on do so without one: see
    /// [`App::next_change_on_screen`].
    pub fn has_changed(&self) -> bool {
        self.screen == Screen::Changed
    }

    fn take(&mut self, message: Message, now: Now) -> Vec<Effect> {
        let mut effects = vec![];
        // a key that counts was pressed before whatever has come now
        self.release(now, &mut effects);
        if message.tells_of_damage() {
            self.found_damage(now, &mut effects);
        }
        match message {
            Message::Key(key) => self.key(key, now, &mut effects),
            Message::Paste(text) => {
                self.paste(&text, now);
                field::let_go(text);
            }
            Message::Mouse(mouse) => self.mouse(mouse, now, &mut effects),
            Message::Watched(watched) => self.watched = watched,
            Message::Drawn(geometry) => self.drawn(geometry),
            Message::Wake | Message::Damaged => {}
            Message::Engine(message) => self.engine_message(message, now, &mut effects),
            Message::Page(query, page) => self.page(&query, page, now),
            Message::Ids(query, ids) => self.ids(&query, ids, now),
            Message::Surveyed(survey) => self.surveyed(survey, now),
            Message::Details { id, purpose, details } => self.details(id, purpose, details, now, &mut effects),
            Message::DraftSaved(saved) => {
                self.keeping.saving = false;
                if let Err(failure) = saved {
                    let text = (self.words().notices.draft_not_saved)(&(self.words().reason)(&failure));
                    self.say(text, Weight::Warning, now);
                }
            }
            Message::Browsed { url, started } => self.browsed(url, &started, now, &mut effects),
            Message::Edited(edited) => self.edited(edited, now),
            Message::KeyRead(read) => self.key_read(&read, now, &mut effects),
            Message::Ground(theme) => self.take_theme(theme, &mut effects),
            Message::Orphans(count) => {
                if count > 0 {
                    self.board.is_stale();
                    self.say((self.words().notices.orphans)(count), Weight::Money, now);
                }
            }
            Message::Terminate => self.quit(now, &mut effects),
        }
        self.wake(now, &mut effects);
        self.go_on_in_bulk(now, &mut effects);
        if self.overlay.is_none() {
            self.read_on = 0;
        }
        self.next_question(now);
        self.next_note(now);
        self.board.set_focused(!matches!(self.focus, Focus::Field(_)));
        self.ask_ledger(now, &mut effects);
        effects
    }

    /// A text of ours with the names of the keys in it, as they are bound now.
    pub fn with_keys<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.settings.keys.said(text)
    }

    /// Says what failed at the ledger, or what to do where that is beyond this run of the program.
    fn say_ledger_fault(&mut self, failure: &Failure, now: Now) {
        let notices = &self.words().notices;
        let text = if failure.is_damage() {
            notices.ledger_damaged.to_owned()
        } else {
            (notices.ledger_fault)(&(self.words().reason)(failure))
        };
        self.say(text, Weight::Warning, now);
    }

    /// From here on nothing that pays begins.
    fn found_damage(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if !self.ledger_is_damaged() {
            self.engine_message(engine::Message::Seal, now, effects);
            self.say(self.words().notices.ledger_damaged, Weight::Warning, now);
        }
    }

    /// Why nothing that pays is sent now, in words.
    fn sends_nothing(&self) -> Option<&'static str> {
        let notices = &self.words().notices;
        if self.ledger_is_damaged() {
            Some(notices.not_sent_damaged)
        } else {
            self.engine.refuses_to_ask().map(|_| notices.key_still_refused)
        }
    }

    fn quit(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.keeping.save_at = Some(now.steady);
        self.save_draft(now, effects);
        effects.push(Effect::Quit);
    }

    /// Asks as soon as nothing else lies over the panes.
    fn ask(&mut self, question: Question) {
        self.questions.push_back(question);
    }

    fn next_question(&mut self, now: Now) {
        if self.overlay.is_none()
            && let Some(question) = self.questions.pop_front()
        {
            self.overlay = Some(Overlay::Question(question));
            self.read_on = 0;
            self.hush();
            let surprising = self.guard.inputs() != self.inputs_at_cause;
            self.surprising_since = surprising.then_some(now.steady);
        }
    }

    /// The open question came while the person was at something else, just now: a key meant for that does not pay.
    fn is_surprised(&self, now: Now) -> bool {
        self.surprising_since
            .is_some_and(|since| now.steady < since + Self::TIME_TO_READ)
    }

    /// Where a key is pressed now.
    pub fn context(&self) -> Context {
        match &self.overlay {
            // nothing is typed where nothing is shown, and there `q` quits
            Some(Overlay::Settling(_)) if self.geometry.tiny => Context::Settling,
            Some(Overlay::Question(Question::Bulk(_))) if self.geometry.tiny => Context::Question,
            Some(Overlay::Palette(_) | Overlay::Tracking(_) | Overlay::Help { .. }) if self.geometry.tiny => {
                Context::Reading
            }
            Some(overlay) => overlay.context(),
            None => self.context_of_focus(),
        }
    }

    /// The same below whatever lies over the panes.
    fn context_of_focus(&self) -> Context {
        match self.focus {
            Focus::Field(_) if !self.geometry.tiny => Context::Form,
            Focus::Filter if !self.geometry.tiny => Context::Filter,
            Focus::Field(_) | Focus::Jobs | Focus::Filter | Focus::Details => Context::Board,
        }
    }

    /// Its language.
    pub fn words(&self) -> &'static Words {
        self.settings.words
    }

    /// What it goes by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The machine below it.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The models to choose from.
    pub fn catalogue(&self) -> &Catalogue {
        self.engine.catalogue()
    }

    /// The program is being left: a key that waits for its quiet counts no more, and work on many jobs goes no further. Tells the
    /// jobs whose intent is durable and that are not sent any more.
    pub fn leave(&mut self) -> Vec<(JobId, IntentToken)> {
        self.guard.forget();
        self.bulk = None;
        self.engine.leave()
    }

    /// Paid jobs that go on at the service when this program ends: those of the whole ledger, hidden or not, as it was read last, or
    /// more where this process polls and knows of more.
    pub fn jobs_going_on(&self) -> usize {
        let counts = &self.board.page().counts.by_status;
        let counted: u64 = counts
            .iter()
            .filter(|(status, _)| status.is_live())
            .map(|(_, count)| count)
            .sum();
        // a window does not learn how a job ends that it sent: the holder does, and the ledger
        let known = self.engine.is_holder().then(|| self.engine.jobs_going_on());
        usize::try_from(counted)
            .unwrap_or(usize::MAX)
            .max(known.unwrap_or_default())
    }

    /// The form.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The list.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// The filter line.
    pub fn filtering(&self) -> &Filtering {
        &self.filtering
    }

    /// The marked jobs.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// What is being done to many jobs.
    pub fn bulk(&self) -> Option<&Bulk> {
        self.bulk.as_ref()
    }

    /// The ledger was found damaged: nothing is sent until a start has rebuilt it.
    pub fn ledger_is_damaged(&self) -> bool {
        self.engine.is_sealed()
    }

    /// Where the keys go.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// What lies over the panes.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// The line that tells what just happened.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }
}

#[cfg(test)]
mod tests;

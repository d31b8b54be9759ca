//! From a key to what it means, and what each action does.

use crokey::{KeyCombination, key};

use super::action::{Action, Context};
use super::field::Edit;
use super::guard::Verdict;
use super::notice::Weight;
use super::question::{Overlay, Question};
use super::typing::{Kind, Typed, typed};
use super::{App, Effect, Focus, Hindrance, Layout, Purpose, Work};
use crate::engine::{self, Twin};
use crate::job::{Around, FIELDS, Field, Now, Request, Row, Status};

impl App {
    pub(super) fn key(&mut self, key: KeyCombination, now: Now, effects: &mut Vec<Effect>) {
        let mut burst = self.guard.input(Some(key), now.steady);
        let context = self.context();
        self.hush_read(now);
        // there is one way out of a screen that shows nothing, whatever else the key means
        if self.geometry.tiny && key == key!(q) {
            return self.quit(now, effects);
        }
        match self.settings.keys.action(key, context) {
            Some(Action::Pay) if self.is_surprised(now) => burst = true,
            Some(Action::Yes) if self.is_about_jobs() && self.is_surprised(now) => burst = true,
            Some(action) if self.is_guarded(action) => burst |= self.guard.hold(action, now.steady) == Verdict::Burst,
            Some(action) => self.act(action, now, effects),
            None if context == Context::Form => self.edit(key, now),
            None if context == Context::Entry => self.type_entry(key),
            None if context == Context::Search => self.type_search(key),
            None if context == Context::Payment => self.say(self.words().notices.only_pay_key, Weight::Warning, now),
            None if context == Context::Filter => self.type_filter(key, now),
            None => {}
        }
        self.say_if_burst(burst, now);
    }

    pub(super) fn paste(&mut self, text: &str, now: Now) {
        let burst = self.guard.input(None, now.steady);
        self.hush_read(now);
        self.take_paste(text, now);
        self.say_if_burst(burst, now);
    }

    fn take_paste(&mut self, text: &str, now: Now) {
        if self.paste_search(text, now) || self.paste_name(text) {
            return;
        }
        if self.context() == Context::Filter {
            return self.paste_filter(text, now);
        }
        let (Context::Form, Focus::Field(field)) = (self.context(), self.focus) else {
            return self.say(self.words().notices.paste_ignored, Weight::Plain, now);
        };
        match self.form.paste(field, text, self.engine.catalogue()) {
            Ok(true) => self.form_changed(now),
            Ok(false) if field.is_choice() => self.say(self.words().notices.paste_ignored, Weight::Plain, now),
            Ok(false) => {}
            Err(_) => self.say(self.words().notices.paste_too_long, Weight::Warning, now),
        }
    }

    /// It counts only where no other input came close to it: also a paused queue that goes on pays.
    pub(super) fn is_guarded(&self, action: Action) -> bool {
        action.is_guarded() || (action == Action::Pause && self.engine.queue_is_paused())
    }

    /// Said last, over whatever the other input had to say.
    pub(super) fn say_if_burst(&mut self, burst: bool, now: Now) {
        if burst {
            self.say(self.words().notices.burst, Weight::Warning, now);
        }
    }

    fn edit(&mut self, key: KeyCombination, now: Now) {
        let Focus::Field(field) = self.focus else { return };
        let changed = match typed(key, Kind::of(field)) {
            Some(Typed::Edit(edit)) => self.form.edit(field, edit, self.engine.catalogue()),
            Some(Typed::Choose { forward }) => return self.choose_value(field, forward, now),
            Some(Typed::Step(steps)) => return self.go_to_field(steps),
            Some(Typed::Next) => return self.cycle(1),
            None => return,
        };
        if changed {
            self.form_changed(now);
        }
    }

    /// Takes the next value of a choice, or the one before.
    pub(super) fn choose_value(&mut self, field: Field, forward: bool, now: Now) {
        if self.form.choose(field, forward, self.engine.catalogue()) {
            self.form_changed(now);
        }
    }

    pub(super) fn form_changed(&mut self, now: Now) {
        self.keeping.save_at.get_or_insert(now.steady + Self::SAVE_DRAFT_AFTER);
    }

    /// To a neighbour among the fields.
    fn go_to_field(&mut self, steps: isize) {
        let Focus::Field(field) = self.focus else { return };
        let place = FIELDS.iter().position(|each| *each == field).unwrap_or_default();
        if let Some(next) = place.checked_add_signed(steps).and_then(|place| FIELDS.get(place)) {
            self.focus_on(Focus::Field(*next));
        }
    }

    pub(super) fn focus_on(&mut self, focus: Focus) {
        if let Focus::Field(left) = self.focus
            && focus != self.focus
            && left != Field::Prompt
        {
            self.form.show_problems(left);
        }
        self.focused_by_hand = true;
        self.focus = focus;
    }

    /// Round the eight fields, the list and the details.
    fn cycle(&mut self, steps: isize) {
        let mut places: Vec<_> = FIELDS.into_iter().map(Focus::Field).collect();
        places.push(Focus::Jobs);
        if self.shown.is_some() {
            places.push(Focus::Details);
        }
        let count = isize::try_from(places.len()).unwrap_or(1);
        let here = match self.focus {
            Focus::Filter => Focus::Jobs,
            Focus::Field(_) | Focus::Jobs | Focus::Details => self.focus,
        };
        let index = places.iter().position(|each| *each == here).unwrap_or_default();
        let next = (isize::try_from(index).unwrap_or(0) + steps).rem_euclid(count);
        if let Some(place) = usize::try_from(next).ok().and_then(|next| places.get(next)) {
            self.focus_on(*place);
        }
    }

    pub(super) fn act(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) {
        // nothing is asked or shown there, so nothing is answered
        if self.geometry.tiny
            && !matches!(
                action,
                Action::Quit | Action::QuitNow | Action::Redraw | Action::Suspend
            )
        {
            return;
        }
        match action {
            Action::QuitNow => self.quit(now, effects),
            Action::Quit => self.close_or_quit(now, effects),
            Action::Back => self.back(),
            Action::Redraw => effects.push(Effect::Redraw),
            Action::Suspend => self.suspend(now, effects),
            Action::EditOutside => self.edit_outside(effects),
            Action::Help => match self.overlay {
                Some(Overlay::Help { .. }) => self.overlay = None,
                Some(
                    Overlay::Link(_)
                    | Overlay::Palette(_)
                    | Overlay::Question(_)
                    | Overlay::Settling(_)
                    | Overlay::Tracking(_),
                ) => {}
                None => {
                    self.overlay = Some(Overlay::Help {
                        scroll: 0,
                        search: super::field::Field::single_line(),
                        typing: false,
                    });
                }
            },
            Action::SearchHelp => self.search_help(),
            Action::Palette => self.open_palette(),
            Action::Choose => self.choose(now, effects),
            Action::Track => self.open_tracking(),
            Action::Language => {
                self.settings.words = self.words().next();
                self.say(self.words().notices.language, Weight::Plain, now);
            }
            Action::Theme => self.next_theme(now, effects),
            Action::Next => self.cycle(1),
            Action::Previous => self.cycle(-1),
            Action::NewJob => self.new_job(),
            Action::SelectAll if self.select_all_of_search() || self.select_all_of_entry() => {}
            Action::SelectAll => match self.focus {
                Focus::Field(field) => drop(self.form.edit(field, Edit::SelectAll, self.engine.catalogue())),
                Focus::Filter => self.select_all_of_filter(),
                Focus::Jobs | Focus::Details => {}
            },
            Action::Filter => self.open_filter(),
            Action::KeepFilter => self.keep_filter(),
            Action::Sort => self.sort_by_next(),
            Action::Reverse => self.reverse_order(),
            Action::Mark => self.mark(now),
            Action::MarkAll => self.mark_all(now, effects),
            Action::Archive if !self.marks.is_empty() => self.ask_about_marked(Work::Archive, now, effects),
            Action::Cancel if !self.marks.is_empty() => self.ask_about_marked(Work::Cancel, now, effects),
            Action::RunAgain if !self.marks.is_empty() => self.ask_about_marked(Work::RunAgain, now, effects),
            Action::Send => self.send_form(now, effects),
            Action::Yes => self.yes(now, effects),
            Action::Pay => self.pay(now, effects),
            Action::No if self.leave_entry() => {}
            Action::No => self.overlay = None,
            Action::Up if self.chooses() => self.choose_by(-1),
            Action::Down if self.chooses() => self.choose_by(1),
            Action::PageUp if self.chooses() => self.choose_by(-Self::PALETTE_PAGE),
            Action::PageDown if self.chooses() => self.choose_by(Self::PALETTE_PAGE),
            Action::Up => self.move_or_scroll(-1),
            Action::Down => self.move_or_scroll(1),
            Action::PageUp => self.page_or_scroll(-1),
            Action::PageDown => self.page_or_scroll(1),
            Action::Top => self.jump_or_scroll(Around::Top),
            Action::Bottom => self.jump_or_scroll(Around::Bottom),
            Action::Pause => self.pause(now, effects),
            Action::Adopt => self.adopt(now, effects),
            Action::NotCreated => self.ask_whether_not_created(),
            Action::SendAgain => self.ask_to_send_again(now),
            Action::CopyNote => self.copy_note(now, effects),
            Action::Archive
            | Action::Cancel
            | Action::CopyId
            | Action::CopyUrl
            | Action::Details
            | Action::EditAgain
            | Action::Look
            | Action::Open
            | Action::RunAgain
            | Action::Settle => self.act_on_job(action, now, effects),
        }
    }

    fn act_on_job(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) {
        if action == Action::Look && self.engine.weather().refused().is_some() {
            self.say(self.words().notices.reading_key, Weight::Plain, now);
            return effects.push(Effect::ReadKey);
        }
        let Some(row) = self.board.selected().cloned() else {
            return self.say(self.words().notices.no_job, Weight::Plain, now);
        };
        let notices = &self.words().notices;
        match action {
            Action::Archive | Action::RunAgain if self.hindrance(action) == Some(Hindrance::SettleFirst) => {
                self.say(notices.settle_first, Weight::Warning, now);
            }
            Action::Details => self.toggle_details(),
            Action::Cancel => self.ask_to_cancel(&row, now),
            Action::Look => match row.remote_id {
                Some(remote_id) => {
                    self.say(notices.looking, Weight::Plain, now);
                    self.engine_message(engine::Message::Look(row.id, remote_id), now, effects);
                }
                None if row.status == Status::Waiting => self.say(notices.nothing_to_ask, Weight::Warning, now),
                None => self.say(notices.no_request_id, Weight::Warning, now),
            },
            Action::Archive => {
                self.board.mark_archived(!row.archived);
                let text = if row.archived {
                    notices.brought_back
                } else {
                    notices.archived
                };
                self.say(text, Weight::Plain, now);
                self.engine_message(engine::Message::Archive(row.id, !row.archived), now, effects);
            }
            Action::CopyId => match row.remote_id {
                Some(remote_id) => self.copy(remote_id.to_string(), now, effects),
                None => self.say(notices.no_request_id, Weight::Warning, now),
            },
            Action::CopyUrl | Action::Open if !row.has_video => {
                let text = if row.status.is_open() {
                    notices.no_video_yet
                } else {
                    notices.no_video
                };
                self.say(text, Weight::Warning, now);
            }
            Action::CopyUrl => effects.push(Effect::Details(row.id, Purpose::CopyUrl)),
            Action::Open => self.begin_opening(row.id, effects),
            Action::EditAgain => {
                self.inputs_at_cause = self.guard.inputs();
                effects.push(Effect::Details(row.id, Purpose::EditAgain));
            }
            Action::RunAgain => {
                if let Some(why) = self.sends_nothing() {
                    return self.say(why, Weight::Warning, now);
                }
                self.inputs_at_cause = self.guard.inputs();
                effects.push(Effect::Details(row.id, Purpose::RunAgain));
            }
            Action::Settle if row.status == Status::Unknown => effects.push(Effect::Details(row.id, Purpose::Settle)),
            Action::Settle => self.nothing_to_settle(&row.status, now),
            _ => {}
        }
    }

    pub(super) fn copy(&mut self, text: String, now: Now, effects: &mut Vec<Effect>) {
        self.say((self.words().notices.copied)(&text), Weight::Plain, now);
        effects.push(Effect::Copy(text));
    }

    /// Why a job in this state is not cancelled.
    pub(super) fn cannot_cancel(&mut self, status: &Status, now: Now) {
        let notices = &self.words().notices;
        let text = match status {
            Status::Unknown => notices.settle_first.to_owned(),
            status => (notices.nothing_to_cancel)(&(self.words().status)(status)),
        };
        self.say(text, Weight::Warning, now);
    }

    fn ask_to_cancel(&mut self, row: &Row, now: Now) {
        if !can_be_cancelled(&row.status) {
            return self.cannot_cancel(&row.status, now);
        }
        if row.status != Status::Waiting && self.engine.refuses_to_ask().is_some() {
            return self.say(self.words().notices.key_still_refused, Weight::Warning, now);
        }
        let (id, status, prompt) = (row.id, row.status.clone(), row.prompt.clone());
        self.hush();
        self.overlay = Some(Overlay::Question(Question::Cancel { id, status, prompt }));
    }

    fn pause(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let pause = !self.engine.queue_is_paused();
        let notices = &self.words().notices;
        let text = match (self.engine.queue_len(), self.engine.is_holder(), pause) {
            (_, false, _) => return self.say(notices.not_the_holder, Weight::Warning, now),
            (_, true, false) if self.ledger_is_damaged() => {
                return self.say(notices.not_sent_damaged, Weight::Warning, now);
            }
            (0, true, _) => return self.say(notices.queue_empty, Weight::Plain, now),
            (_, true, true) => notices.queue_paused.to_owned(),
            (waiting, true, false) => (notices.queue_running)(waiting),
        };
        self.say(text, Weight::Plain, now);
        self.engine_message(engine::Message::PauseQueue(pause), now, effects);
    }

    fn new_job(&mut self) {
        self.focus_on(Focus::Field(Field::Prompt));
        self.form.edit(Field::Prompt, Edit::SelectAll, self.engine.catalogue());
    }

    fn send_form(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Some(why) = self.sends_nothing() {
            return self.say(why, Weight::Warning, now);
        }
        let Ok(request) = self.form.draft().request(self.engine.catalogue()) else {
            return self.refuse_form(now);
        };
        self.form.start_next();
        self.focus_on(Focus::Field(Field::Prompt));
        self.inputs_at_cause = self.guard.inputs();
        self.send(request, Twin::Ask, now, effects);
    }

    pub(super) fn refuse_form(&mut self, now: Now) {
        let words = self.words();
        self.form.check_all(self.engine.catalogue());
        let Some((field, problem)) = self.form.show_all_problems() else {
            return;
        };
        let why = (words.notices.refused_field)((words.field)(field), &(words.problem)(problem));
        self.focus = Focus::Field(field);
        self.say(why, Weight::Warning, now);
    }

    pub(super) fn send(&mut self, request: Request, twin: Twin, now: Now, effects: &mut Vec<Effect>) {
        self.engine_message(engine::Message::Send { request, twin }, now, effects);
    }

    /// Yes to a question that does not pay.
    fn yes(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if matches!(self.overlay, Some(Overlay::Settling(_))) {
            return self.mark_not_created(now, effects);
        }
        match self.answered(|question| !question.pays()) {
            Some(Question::Cancel { id, status, .. }) => {
                // it may have moved on since it was asked
                let row = self.board.rows().iter().find(|row| row.id == id);
                let status = row.map_or(status, |row| row.status.clone());
                if can_be_cancelled(&status) {
                    self.engine_message(engine::Message::Cancel(id), now, effects);
                } else {
                    self.cannot_cancel(&status, now);
                }
            }
            Some(Question::OpenStale { url, .. }) => self.browse(url, now, effects),
            Some(Question::Bulk(asking)) => self.begin_bulk(*asking),
            Some(Question::Send { .. } | Question::Resume(_) | Question::RunAgain { .. } | Question::Twin { .. })
            | None => {}
        }
    }

    /// Yes to a question that pays.
    fn pay(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if matches!(self.overlay, Some(Overlay::Settling(_))) {
            return self.send_again(now, effects);
        }
        if matches!(self.overlay, Some(Overlay::Question(Question::Bulk(_)))) {
            return self.pay_for_many(now);
        }
        match self.answered(Question::pays) {
            Some(Question::RunAgain { request, .. }) => self.send_once_more(*request, Twin::AskIfUnknown, now, effects),
            Some(Question::Twin { request, .. }) => self.send_once_more(*request, Twin::SendAnyway, now, effects),
            // nothing has changed in the form while it was asked about; it is checked all the same
            Some(Question::Send { .. }) => self.send_form(now, effects),
            Some(Question::Resume(_)) if self.engine.queue_is_paused() => self.pause(now, effects),
            Some(Question::Cancel { .. } | Question::OpenStale { .. } | Question::Bulk(_) | Question::Resume(_))
            | None => {}
        }
    }

    fn send_once_more(&mut self, request: Request, twin: Twin, now: Now, effects: &mut Vec<Effect>) {
        match self.sends_nothing() {
            Some(why) => self.say(why, Weight::Warning, now),
            None => self.send(request, twin, now, effects),
        }
    }

    /// Takes the open question away, if it is of the sort that was answered.
    fn answered(&mut self, sort: impl Fn(&Question) -> bool) -> Option<Question> {
        match self
            .overlay
            .take_if(|overlay| matches!(overlay, Overlay::Question(question) if sort(question)))
        {
            Some(Overlay::Question(question)) => Some(question),
            Some(
                Overlay::Help { .. }
                | Overlay::Link(_)
                | Overlay::Palette(_)
                | Overlay::Settling(_)
                | Overlay::Tracking(_),
            )
            | None => None,
        }
    }

    /// `Esc`: one level back, and never out of the program.
    fn back(&mut self) {
        if self.leave_search() || self.leave_entry() || self.overlay.take().is_some() {
            // what was wrong with an answer goes with its question
            self.notice.take_if(|notice| notice.weight == Weight::Warning);
            return;
        }
        if matches!(self.focus, Focus::Jobs | Focus::Details) && self.stop_bulk() {
            return;
        }
        match self.focus {
            Focus::Field(_) => self.focus_on(Focus::Jobs),
            Focus::Filter => {
                self.clear_filter();
                self.focus_on(Focus::Jobs);
            }
            Focus::Details if self.geometry.layout == Layout::Medium => self.focus = Focus::Jobs,
            Focus::Details | Focus::Jobs => {
                if self.close_details() {
                    return;
                }
                if self.marks.clear() {
                    // it may say how many are marked
                    self.hush();
                } else {
                    self.clear_filter();
                }
            }
        }
    }

    fn close_or_quit(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.geometry.tiny || !self.has_something_to_close() {
            return self.quit(now, effects);
        }
        if self.overlay.take().is_none() {
            self.close_details();
        }
    }
}

/// It waits in our own queue, or the service has it and was not asked yet.
pub(super) fn can_be_cancelled(status: &Status) -> bool {
    *status == Status::Waiting || (status.is_live() && *status != Status::Cancelling)
}

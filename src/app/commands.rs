//! From a key to what it means, and what each action does.

use crokey::crossterm::event::{KeyCode, KeyModifiers};
use crokey::{KeyCombination, OneToThree};

use super::action::{Action, Context};
use super::field::{Edit, Motion};
use super::guard::Verdict;
use super::keymap;
use super::notice::Weight;
use super::question::{Overlay, Question};
use super::{App, Effect, Focus, Geometry, Mouse, Purpose, Shown};
use crate::engine::{self, Twin};
use crate::job::{Around, FIELDS, Field, JobId, Now, Request, Row, Status};

impl App {
    pub(super) fn key(&mut self, key: KeyCombination, now: Now, effects: &mut Vec<Effect>) {
        if self.guard.input(now.steady) {
            self.say(self.words().notices.burst, Weight::Warning, now);
        }
        let context = self.context();
        match keymap::action(key, context) {
            Some(action) if action.is_guarded() => {
                if self.guard.hold(action, now.steady) == Verdict::Burst {
                    self.say(self.words().notices.burst, Weight::Warning, now);
                }
            }
            Some(action) => self.act(action, now, effects),
            None if context == Context::Form => self.edit(key, now),
            None => {}
        }
        self.guard.over(now.steady);
    }

    pub(super) fn paste(&mut self, text: &str, now: Now) {
        if self.guard.input(now.steady) {
            self.say(self.words().notices.burst, Weight::Warning, now);
        }
        self.guard.over(now.steady);
        let (Context::Form, Focus::Field(field)) = (self.context(), self.focus) else {
            return self.say(self.words().notices.paste_ignored, Weight::Plain, now);
        };
        match self.form.paste(field, text, self.engine.catalogue()) {
            Ok(true) => self.form_changed(now),
            Ok(false) => {}
            Err(_) => self.say(self.words().notices.paste_too_long, Weight::Warning, now),
        }
    }

    fn edit(&mut self, key: KeyCombination, now: Now) {
        let Focus::Field(field) = self.focus else { return };
        let OneToThree::One(code) = key.codes else { return };
        let plain = key.modifiers == KeyModifiers::NONE;
        if field.is_choice() {
            let changed = match code {
                KeyCode::Left if plain => self.form.choose(field, false, self.engine.catalogue()),
                KeyCode::Right if plain => self.form.choose(field, true, self.engine.catalogue()),
                KeyCode::Up if plain => return self.go_to_field(-1),
                KeyCode::Down | KeyCode::Enter if plain => return self.go_to_field(1),
                _ => false,
            };
            if changed {
                self.form_changed(now);
            }
            return;
        }
        if !field.is_multi_line() && plain {
            match code {
                KeyCode::Enter | KeyCode::Down => return self.go_to_field(1),
                KeyCode::Up => return self.go_to_field(-1),
                _ => {}
            }
        }
        if let Some(edit) = keymap::edit(key)
            && self.form.edit(field, edit, self.engine.catalogue())
        {
            self.form_changed(now);
        }
    }

    pub(super) fn form_changed(&mut self, now: Now) {
        self.save_draft_at.get_or_insert(now.steady + Self::SAVE_DRAFT_AFTER);
    }

    /// To a neighbour among the fields; beyond them to the list.
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
        let mut stops: Vec<_> = FIELDS.into_iter().map(Focus::Field).collect();
        stops.push(Focus::Jobs);
        if self.shown.is_some() {
            stops.push(Focus::Details);
        }
        let count = isize::try_from(stops.len()).unwrap_or(1);
        let place = stops.iter().position(|stop| *stop == self.focus).unwrap_or_default();
        let next = (isize::try_from(place).unwrap_or(0) + steps).rem_euclid(count);
        if let Some(stop) = usize::try_from(next).ok().and_then(|next| stops.get(next)) {
            self.focus_on(*stop);
        }
    }

    pub(super) fn act(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) {
        match action {
            Action::QuitNow => self.quit(effects),
            Action::Quit => self.close_or_quit(effects),
            Action::Back => self.back(),
            Action::Redraw => effects.push(Effect::Redraw),
            Action::Help => match self.overlay {
                Some(Overlay::Help { .. }) => self.overlay = None,
                Some(Overlay::Link(_) | Overlay::Question(_)) => {}
                None => self.overlay = Some(Overlay::Help { scroll: 0 }),
            },
            Action::Next => self.cycle(1),
            Action::Previous => self.cycle(-1),
            Action::NewJob => self.new_job(),
            Action::SelectAll => {
                if let Focus::Field(field) = self.focus {
                    self.form.edit(field, Edit::SelectAll, self.engine.catalogue());
                }
            }
            Action::Send => self.send_form(now, effects),
            Action::Yes | Action::Pay => self.yes(now, effects),
            Action::No => self.overlay = None,
            Action::Up => self.move_or_scroll(-1),
            Action::Down => self.move_or_scroll(1),
            Action::PageUp => self.page_or_scroll(-1),
            Action::PageDown => self.page_or_scroll(1),
            Action::Top => self.jump_or_scroll(Around::Top),
            Action::Bottom => self.jump_or_scroll(Around::Bottom),
            Action::Pause => self.pause(now, effects),
            Action::Archive
            | Action::Cancel
            | Action::CopyId
            | Action::CopyUrl
            | Action::Details
            | Action::EditAgain
            | Action::Look
            | Action::Open
            | Action::RunAgain => self.act_on_job(action, now, effects),
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
            Action::Details => self.toggle_details(),
            Action::Cancel => self.ask_to_cancel(&row, now),
            Action::Look => match row.remote_id {
                Some(remote_id) => {
                    self.say(notices.looking, Weight::Plain, now);
                    self.engine_message(engine::Message::Look(row.id, remote_id), now, effects);
                }
                None => self.say(notices.no_request_id, Weight::Warning, now),
            },
            Action::Archive => {
                self.board.mark_archived(row.id, !row.archived);
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
            Action::CopyUrl | Action::Open if !row.has_video => self.say(notices.no_video, Weight::Warning, now),
            Action::CopyUrl => effects.push(Effect::Details(row.id, Purpose::CopyUrl)),
            Action::Open => effects.push(Effect::Details(row.id, Purpose::Open)),
            Action::EditAgain => effects.push(Effect::Details(row.id, Purpose::EditAgain)),
            Action::RunAgain => effects.push(Effect::Details(row.id, Purpose::RunAgain)),
            _ => {}
        }
    }

    pub(super) fn copy(&mut self, text: String, now: Now, effects: &mut Vec<Effect>) {
        self.say((self.words().notices.copied)(&text), Weight::Plain, now);
        effects.push(Effect::Copy(text));
    }

    fn ask_to_cancel(&mut self, row: &Row, now: Now) {
        let can_end = row.status.is_live() || row.status == Status::Waiting;
        if !can_end {
            let state = (self.words().status)(&row.status);
            return self.say((self.words().notices.nothing_to_cancel)(&state), Weight::Warning, now);
        }
        if row.status != Status::Waiting && self.engine.refuses_to_send().is_some() {
            return self.say(self.words().notices.key_still_refused, Weight::Warning, now);
        }
        let (id, status, prompt) = (row.id, row.status.clone(), row.prompt.clone());
        self.overlay = Some(Overlay::Question(Question::Cancel { id, status, prompt }));
    }

    fn pause(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let pause = !self.engine.queue_is_paused();
        let notices = &self.words().notices;
        let text = match (self.engine.queue_len(), self.engine.is_holder(), pause) {
            (0, _, _) => return self.say(notices.queue_empty, Weight::Plain, now),
            (_, false, _) => return self.say(notices.not_the_holder, Weight::Warning, now),
            (_, true, true) => notices.queue_paused,
            (_, true, false) => notices.queue_running,
        };
        self.say(text, Weight::Plain, now);
        self.engine_message(engine::Message::PauseQueue(pause), now, effects);
    }

    fn new_job(&mut self) {
        self.focus_on(Focus::Field(Field::Prompt));
        self.form.edit(Field::Prompt, Edit::SelectAll, self.engine.catalogue());
    }

    fn send_form(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let words = self.words();
        if self.engine.refuses_to_send().is_some() {
            return self.say(words.notices.key_still_refused, Weight::Warning, now);
        }
        match self.form.draft().request(self.engine.catalogue()) {
            Ok(request) => {
                self.form.start_next();
                self.focus_on(Focus::Field(Field::Prompt));
                self.send(request, Twin::Ask, now, effects);
            }
            Err(_) => {
                let Some((field, problem)) = self.form.show_all_problems() else {
                    return;
                };
                let why = format!("{}: {}", (words.field)(field), (words.problem)(problem));
                self.focus = Focus::Field(field);
                self.say((words.notices.refused_form)(&why), Weight::Warning, now);
            }
        }
    }

    pub(super) fn send(&mut self, request: Request, twin: Twin, now: Now, effects: &mut Vec<Effect>) {
        self.sends.push(request.clone());
        self.engine_message(engine::Message::Send { request, twin }, now, effects);
    }

    fn yes(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(Overlay::Question(question)) = self.overlay.take() else {
            return;
        };
        match question {
            Question::Cancel { id, status, .. } => {
                let notices = &self.words().notices;
                let text = if status == Status::Waiting {
                    notices.withdrawn
                } else {
                    notices.cancel_asked
                };
                self.say(text, Weight::Plain, now);
                self.engine_message(engine::Message::Cancel(id), now, effects);
            }
            Question::RunAgain { request, .. } | Question::Twin { request, .. } => {
                if self.engine.refuses_to_send().is_some() {
                    return self.say(self.words().notices.key_still_refused, Weight::Warning, now);
                }
                self.send(*request, Twin::SendAnyway, now, effects);
            }
            Question::OpenStale { url, .. } => self.browse(url, now, effects),
        }
    }

    pub(super) fn browse(&mut self, url: String, now: Now, effects: &mut Vec<Effect>) {
        self.say(self.words().notices.opening, Weight::Plain, now);
        effects.push(Effect::Browse(url));
    }

    fn toggle_details(&mut self) {
        if self.shown.take().is_some() {
            self.focus = Focus::Jobs;
        } else {
            self.shown = Some(Shown::default());
            if self.geometry.narrow {
                self.focus = Focus::Details;
            }
        }
    }

    /// `Esc`: one level back, and never out of the program.
    fn back(&mut self) {
        if self.overlay.take().is_some() {
            return;
        }
        match self.focus {
            Focus::Field(_) => self.focus_on(Focus::Jobs),
            Focus::Details if !self.geometry.narrow => self.focus = Focus::Jobs,
            Focus::Details | Focus::Jobs => {
                self.shown = None;
                self.focus = Focus::Jobs;
            }
        }
    }

    fn close_or_quit(&mut self, effects: &mut Vec<Effect>) {
        if self.geometry.tiny || (self.overlay.is_none() && self.shown.is_none()) {
            return self.quit(effects);
        }
        if self.overlay.take().is_none() {
            self.shown = None;
            self.focus = Focus::Jobs;
        }
    }

    fn scroll(&mut self) -> Option<(&mut u16, u16)> {
        if let Some(Overlay::Help { scroll }) = &mut self.overlay {
            return Some((scroll, self.geometry.help_scroll));
        }
        let details = self.shown.as_mut().filter(|_| self.focus == Focus::Details)?;
        Some((&mut details.scroll, self.geometry.details_scroll))
    }

    fn move_or_scroll(&mut self, rows: i16) {
        match self.scroll() {
            Some((scroll, furthest)) => *scroll = scroll.saturating_add_signed(rows).min(furthest),
            None => self.board.move_by(isize::from(rows)),
        }
        self.selection_moved();
    }

    fn page_or_scroll(&mut self, pages: i16) {
        match self.scroll() {
            Some((scroll, furthest)) => *scroll = scroll.saturating_add_signed(pages * 10).min(furthest),
            None => self.board.move_by_pages(isize::from(pages)),
        }
        self.selection_moved();
    }

    fn jump_or_scroll(&mut self, to: Around) {
        match self.scroll() {
            Some((scroll, furthest)) => *scroll = if to == Around::Top { 0 } else { furthest },
            None => self.board.jump(to),
        }
        self.selection_moved();
    }

    /// Another job's details start at their first line.
    pub(super) fn selection_moved(&mut self) {
        let selected: Option<JobId> = self.board.selected().map(|row| row.id);
        if let Some(shown) = &mut self.shown
            && self.focus != Focus::Details
            && shown.details.as_ref().map(|details| details.job.id) != selected
        {
            shown.scroll = 0;
        }
    }

    pub(super) fn mouse(&mut self, mouse: Mouse, effects: &mut [Effect]) {
        let _ = effects;
        if self.overlay.is_some() {
            if let (Mouse::Wheel(lines, ..), Some((scroll, furthest))) = (mouse, self.scroll()) {
                let lines = i16::try_from(lines).unwrap_or_default();
                *scroll = scroll.saturating_add_signed(lines).min(furthest);
            }
            return;
        }
        let Geometry {
            fields, list, details, ..
        } = &self.geometry;
        let (x, y) = match mouse {
            Mouse::Press(x, y) | Mouse::Wheel(_, x, y) => (x, y),
        };
        let field = fields
            .iter()
            .find(|(_, area)| area.contains(x, y))
            .map(|(field, _)| *field);
        let (on_list, on_details, row) = (list.contains(x, y), details.contains(x, y), y.saturating_sub(list.y));
        match mouse {
            Mouse::Press(..) if on_list => {
                self.focus_on(Focus::Jobs);
                let index = self.board.top() + usize::from(row);
                if index < self.board.rows().len() {
                    self.board.select(index);
                }
            }
            Mouse::Press(..) if on_details && self.shown.is_some() => self.focus_on(Focus::Details),
            Mouse::Press(..) => {
                if let Some(field) = field {
                    self.focus_on(Focus::Field(field));
                }
            }
            Mouse::Wheel(lines, ..) if on_list => self.board.move_by(lines),
            Mouse::Wheel(lines, ..) if on_details => {
                let furthest = self.geometry.details_scroll;
                if let (Some(shown), Ok(lines)) = (&mut self.shown, i16::try_from(lines)) {
                    shown.scroll = shown.scroll.saturating_add_signed(lines).min(furthest);
                }
            }
            Mouse::Wheel(lines, ..) => {
                if let Some(field) = field {
                    let motion = if lines > 0 { Motion::Down } else { Motion::Up };
                    self.form.edit(field, Edit::Move(motion), self.engine.catalogue());
                }
            }
        }
        self.selection_moved();
    }
}

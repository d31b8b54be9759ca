//! The command palette: everything that can be done, by what it is called. It does what the action's key would do; nothing is paid
//! by it. Not for its search field, which is like that of the help (`finding`).

use std::cmp::Reverse;

use frizbee::{CaseMatching, Config, Matcher, Pattern};

use super::action::{Action, Context};
use super::field::Field;
use super::keymap::{BINDINGS, Binding};
use super::notice::Weight;
use super::question::{Overlay, Question};
use super::{App, Effect, Hindrance};
use crate::job::Now;
use crate::words::ENGLISH;

/// What was typed, and which of what is found is chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    /// What is searched for.
    pub search: Field,
    /// Which of the entries is chosen, counted from 0.
    pub chosen: usize,
}

/// One thing to do.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What it is.
    pub row: &'static Binding,
    /// What stands against it now.
    pub hindrance: Option<Hindrance>,
}

impl App {
    /// Entries that a page of them goes by.
    pub(super) const PALETTE_PAGE: isize = 10;

    /// Opens it over the panes, or in the place of what is only read. A question wants its answer first.
    pub(super) fn open_palette(&mut self) {
        match self.overlay {
            None | Some(Overlay::Help { .. } | Overlay::Link(_)) => {
                self.hush();
                self.overlay = Some(Overlay::Palette(Box::new(Palette {
                    search: Field::single_line(),
                    chosen: 0,
                })));
            }
            Some(Overlay::Palette(_) | Overlay::Question(_) | Overlay::Settling(_) | Overlay::Tracking(_)) => {}
        }
    }

    /// What the palette holds for what was typed: each action once, what can be done now first, and of that the
    /// best match.
    pub fn entries(&self, palette: &Palette) -> Vec<Entry> {
        let mut entries: Vec<Entry> = vec![];
        for row in BINDINGS {
            if !entries.iter().any(|entry| entry.row.action == row.action) {
                let hindrance = self.hindrance_here(row.action);
                entries.push(Entry { row, hindrance });
            }
        }
        let typed = palette.search.text();
        if typed.trim().is_empty() {
            // what has its key where the palette was opened stands before what is done elsewhere
            let here = self.context_of_focus();
            entries.sort_by_key(|entry| (entry.hindrance.is_some(), !entry.row.contexts.contains(&here)));
            return entries;
        }
        let words = self.words();
        let all_of = |entry: &Entry| {
            // an English word finds its action in every language
            let text = |row: &Binding| {
                let (said, english) = ((row.words)(words), (row.words)(&ENGLISH));
                format!(
                    "{} {} {} {} {}",
                    said.brief, said.long, row.name, english.brief, english.long
                )
            };
            let same = BINDINGS.iter().filter(|row| row.action == entry.row.action);
            same.map(text).collect::<Vec<_>>().join(" ")
        };
        let name_of = |entry: &Entry| format!("{} {}", (entry.row.words)(words).brief, entry.row.name);
        let lower: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        let is_written = |text: &String| {
            let text = text.to_lowercase();
            lower.iter().all(|word| text.contains(word))
        };
        // where it is written as typed; else what letters on their way find in the names
        let mut texts: Vec<String> = entries.iter().map(all_of).collect();
        if texts.iter().any(is_written) {
            let both = entries.into_iter().zip(texts);
            (entries, texts) = both.filter(|(_, text)| is_written(text)).unzip();
        } else {
            texts = entries.iter().map(name_of).collect();
        }
        // each word is only itself: no sign among them means anything more
        let wanted: Vec<Pattern> = typed.split_whitespace().map(Pattern::from).collect();
        let config = Config {
            casing: CaseMatching::Ignore,
            ..Config::default()
        };
        let mut found = Matcher::from_patterns(&wanted, &config).match_list(&texts);
        // letters that are strewn over a long text are no find beside a word
        let best = found.iter().map(|found| found.score).max().unwrap_or_default();
        found.retain(|found| found.score >= best / 4 * 3);
        found.sort_by_key(|found| (Reverse(found.score), found.index));
        let mut found: Vec<Entry> = found
            .iter()
            .filter_map(|found| entries.get(usize::try_from(found.index).ok()?).copied())
            .collect();
        found.sort_by_key(|entry| entry.hindrance.is_some());
        found
    }

    /// Where the palette was opened: there is no palette to choose from and none to open.
    fn hindrance_here(&self, action: Action) -> Option<Hindrance> {
        match action {
            Action::Choose | Action::Palette => Some(Hindrance::NotHere),
            // the palette's own field is not what it is asked for
            Action::SelectAll if self.context_of_focus() == Context::Board => Some(Hindrance::NotHere),
            Action::Back if self.overlay.is_some() => None,
            // its own key goes to what is wrong
            Action::Send if self.form.first_refusal().is_some() => Some(Hindrance::FormUnready),
            action => self.hindrance(action),
        }
    }

    /// The key that does the same where the palette was opened, as people write it; else the one that does it in the list, or in a field
    /// where that is not all it is for.
    pub fn key_of(&self, action: Action) -> Option<String> {
        let keys = &self.settings.keys;
        let here = keys.shown(action, self.context_of_focus());
        let in_list = || keys.shown(action, Context::Board);
        let in_field = || {
            keys.shown(action, Context::Form)
                .filter(|_| self.hindrance_here(action) != Some(Hindrance::NotHere))
        };
        here.or_else(in_list).or_else(in_field)
    }

    /// The moving keys choose.
    pub(super) fn chooses(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Palette(_)))
    }

    pub(super) fn choose_by(&mut self, rows: isize) {
        let Some(Overlay::Palette(palette)) = &self.overlay else {
            return;
        };
        let last = self.entries(palette).len().saturating_sub(1);
        if let Some(Overlay::Palette(palette)) = &mut self.overlay {
            palette.chosen = palette.chosen.saturating_add_signed(rows).min(last);
        }
    }

    /// Does what is chosen, where the palette was opened. Its own key does no more: what pays or cancels asks first.
    pub(super) fn choose(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(Overlay::Palette(palette)) = &self.overlay else {
            return self.keep_search();
        };
        let Some(entry) = self.entries(palette).get(palette.chosen).copied() else {
            return self.say(self.words().panes.nothing_found, Weight::Plain, now);
        };
        self.choose_entry(entry, now, effects);
    }

    /// The same for an entry that is pointed at, if it is still there.
    pub(super) fn choose_action(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) {
        let Some(Overlay::Palette(palette)) = &self.overlay else {
            return;
        };
        let entries = self.entries(palette);
        if let Some(index) = entries.iter().position(|entry| entry.row.action == action) {
            if let Some(Overlay::Palette(palette)) = &mut self.overlay {
                palette.chosen = index;
            }
            self.choose_entry(entries[index], now, effects);
        }
    }

    fn choose_entry(&mut self, Entry { row, hindrance }: Entry, now: Now, effects: &mut Vec<Effect>) {
        // a form that is not ready says itself what it lacks
        if let Some(why) = hindrance.filter(|why| *why != Hindrance::FormUnready) {
            let words = self.words();
            let (action, why) = ((row.words)(words).brief, why.told(&words.why_not));
            return self.say((words.palette.cannot)(action, why), Weight::Warning, now);
        }
        self.overlay = None;
        match row.action {
            // in the form its key sends at once: here it was no control key
            Action::Send => self.ask_to_send(now),
            // what waits is sent then
            Action::Pause if self.engine.queue_is_paused() => {
                let waiting = self.engine.queue_len();
                self.overlay = Some(Overlay::Question(Question::Resume(waiting)));
            }
            action => self.act(action, now, effects),
        }
        // whoever is still typing has not read what it asks
        self.surprising_since = Some(now.steady);
    }

    /// The form, as it is, before it is sent.
    fn ask_to_send(&mut self, now: Now) {
        match self.form.draft().request(self.engine.catalogue()) {
            Ok(request) => {
                let estimate = self.estimate(&request);
                let request = Box::new(request);
                self.overlay = Some(Overlay::Question(Question::Send { request, estimate }));
            }
            Err(_) => self.refuse_form(now),
        }
    }
}

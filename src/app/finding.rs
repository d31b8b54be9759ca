//! Typing to find: the search field of the palette, and that of the help. Not for what is found (`palette`, `ui`).

use crokey::KeyCombination;

use super::App;
use super::field::{Edit, Field};
use super::notice::Weight;
use super::question::Overlay;
use super::typing::{Kind, Typed, typed};
use crate::job::Now;

/// The most that such a field takes, in bytes: far more than anybody searches for.
const MOST: usize = 400;

impl App {
    /// Plain letters go into a search field.
    pub(super) fn is_searching(&self) -> bool {
        match &self.overlay {
            Some(Overlay::Palette(_) | Overlay::Help { typing: true, .. }) => true,
            Some(
                Overlay::Help { .. }
                | Overlay::Link(_)
                | Overlay::Question(_)
                | Overlay::Settling(_)
                | Overlay::Tracking(_),
            )
            | None => false,
        }
    }

    /// The field of one line that lies over the panes: a search, or an answer.
    pub(super) fn field_above(&mut self) -> Option<&mut Field> {
        if self.is_searching() {
            return self.search();
        }
        self.entry().map(|(typed, _)| typed)
    }

    fn search(&mut self) -> Option<&mut Field> {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => Some(&mut palette.search),
            Some(Overlay::Help {
                search, typing: true, ..
            }) => Some(search),
            Some(
                Overlay::Help { .. }
                | Overlay::Link(_)
                | Overlay::Question(_)
                | Overlay::Settling(_)
                | Overlay::Tracking(_),
            )
            | None => None,
        }
    }

    pub(super) fn type_search(&mut self, key: KeyCombination) {
        let Some(Typed::Edit(edit)) = typed(key, Kind::OneLine) else {
            return;
        };
        let Some(search) = self.search() else { return };
        if search.text().len() < MOST || !matches!(edit, Edit::Insert(_)) {
            search.apply(edit);
            self.found_anew();
        }
    }

    /// A paste is text to search for, and does nothing else.
    pub(super) fn paste_search(&mut self, text: &str, now: Now) -> bool {
        if self.geometry.tiny {
            return false;
        }
        let Some(search) = self.search() else { return false };
        if search.text().len() + text.len() > MOST {
            self.say(self.words().palette.too_long, Weight::Warning, now);
        } else if search.paste(text).is_ok() {
            self.found_anew();
        }
        true
    }

    pub(super) fn select_all_of_search(&mut self) -> bool {
        self.search().map(Field::select_all).is_some()
    }

    /// What is found is another list: it is read from its start.
    fn found_anew(&mut self) {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => palette.chosen = 0,
            Some(Overlay::Help { scroll, .. }) => *scroll = 0,
            Some(Overlay::Link(_) | Overlay::Question(_) | Overlay::Settling(_) | Overlay::Tracking(_)) | None => {}
        }
    }

    /// `/` in the help.
    pub(super) fn search_help(&mut self) {
        if let Some(Overlay::Help { typing, .. }) = &mut self.overlay {
            *typing = true;
        }
    }

    /// Enter in the help: what was found stays, and letters are keys again.
    pub(super) fn keep_search(&mut self) {
        if let Some(Overlay::Help { typing, .. }) = &mut self.overlay {
            *typing = false;
        }
    }

    /// `Esc` in the help: first the search is taken away.
    pub(super) fn leave_search(&mut self) -> bool {
        match &mut self.overlay {
            Some(Overlay::Help { search, typing, scroll }) if *typing || !search.is_empty() => {
                *search = Field::single_line();
                (*typing, *scroll) = (false, 0);
                true
            }
            Some(
                Overlay::Help { .. }
                | Overlay::Link(_)
                | Overlay::Palette(_)
                | Overlay::Question(_)
                | Overlay::Settling(_)
                | Overlay::Tracking(_),
            )
            | None => false,
        }
    }
}

//! The one table of keys, in the order of the help. Not for keys that only change a field (`typing`).

use crokey::{KeyCombination, key};

use super::Binding;
use crate::app::action::{Action, Context};
use crate::words::{KeyWords, Words};

use Context::{Board, Entry, Filter, Form, Payment, Question, Reading, Search, Settling};

/// Every place where a key is pressed.
pub const EVERYWHERE: &[Context] = &[Form, Board, Question, Payment, Reading, Settling, Entry, Filter, Search];
const PANES: &[Context] = &[Form, Board, Filter];
const LISTS: &[Context] = &[Board, Reading];
/// Every place where something is asked.
const ASKED: &[Context] = &[Question, Payment, Settling, Entry];
/// Every place where a text is typed.
pub(super) const FIELDS: &[Context] = &[Form, Filter, Search, Entry];

const fn bind(
    name: &'static str,
    action: Action,
    keys: &'static [KeyCombination],
    contexts: &'static [Context],
    words: fn(&Words) -> KeyWords,
) -> Binding {
    Binding {
        name,
        action,
        keys,
        contexts,
        words,
    }
}

/// Every key of the program, and what is done by the palette alone.
#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    bind("form.send", Action::Send, &[key!(ctrl - s), key!(alt - enter), key!(ctrl - enter)], &[Form], |words| words.keys.send),
    bind("form.edit_outside", Action::EditOutside, &[key!(ctrl - e)], &[Form], |words| words.keys.edit_outside),
    bind("jobs.new_job", Action::NewJob, &[key!(n)], &[Board], |words| words.keys.new_job),
    bind("jobs.details", Action::Details, &[key!(enter)], &[Board], |words| words.keys.details),
    bind("jobs.open", Action::Open, &[key!(o)], &[Board], |words| words.keys.open),
    bind("jobs.cancel", Action::Cancel, &[key!(c), key!(x)], &[Board], |words| words.keys.cancel),
    bind("jobs.edit_again", Action::EditAgain, &[key!(e)], &[Board], |words| words.keys.edit_again),
    bind("jobs.run_again", Action::RunAgain, &[key!(shift - r)], &[Board], |words| words.keys.run_again),
    bind("jobs.look", Action::Look, &[key!(r)], &[Board], |words| words.keys.look),
    bind("jobs.settle", Action::Settle, &[key!(u)], &[Board], |words| words.keys.settle),
    bind("jobs.archive", Action::Archive, &[key!(a)], &[Board], |words| words.keys.archive),
    bind("jobs.copy_id", Action::CopyId, &[key!(y)], &[Board], |words| words.keys.copy_id),
    bind("jobs.copy_url", Action::CopyUrl, &[key!(shift - y)], &[Board], |words| words.keys.copy_url),
    bind("jobs.track", Action::Track, &[], &[Board], |words| words.keys.track),
    bind("jobs.pause", Action::Pause, &[key!(shift - p)], &[Board], |words| words.keys.pause),
    bind("jobs.filter", Action::Filter, &[key!('/')], &[Board], |words| words.keys.filter),
    bind("filter.keep", Action::KeepFilter, &[key!(enter)], &[Filter], |words| words.keys.keep_filter),
    bind("jobs.sort", Action::Sort, &[key!(s)], &[Board], |words| words.keys.sort),
    bind("jobs.reverse", Action::Reverse, &[key!(shift - s)], &[Board], |words| words.keys.reverse),
    bind("jobs.mark", Action::Mark, &[key!(space)], &[Board], |words| words.keys.mark),
    bind("jobs.mark_all", Action::MarkAll, &[key!(ctrl - a)], &[Board], |words| words.keys.mark_all),
    bind("jobs.down", Action::Down, &[key!(down), key!(j)], LISTS, |words| words.keys.down),
    bind("jobs.up", Action::Up, &[key!(up), key!(k)], LISTS, |words| words.keys.up),
    bind("jobs.top", Action::Top, &[key!(home), key!(g)], LISTS, |words| words.keys.top),
    bind("jobs.bottom", Action::Bottom, &[key!(end), key!(shift - g)], LISTS, |words| words.keys.bottom),
    bind("jobs.page_down", Action::PageDown, &[key!(pagedown)], LISTS, |words| words.keys.page_down),
    bind("jobs.page_up", Action::PageUp, &[key!(pageup)], LISTS, |words| words.keys.page_up),
    bind("jobs.palette", Action::Palette, &[key!(':')], LISTS, |words| words.keys.palette),
    bind("panes.palette", Action::Palette, &[key!(ctrl - p)], &[Form, Board, Filter, Reading], |words| words.keys.palette),
    bind("panes.next", Action::Next, &[key!(tab)], PANES, |words| words.keys.next),
    bind("panes.previous", Action::Previous, &[key!(shift - backtab)], PANES, |words| words.keys.previous),
    bind("fields.select_all", Action::SelectAll, &[key!(ctrl - a)], FIELDS, |words| words.keys.select_all),
    bind("help.search", Action::SearchHelp, &[key!('/')], &[Reading], |words| words.keys.search_help),
    bind("search.choose", Action::Choose, &[key!(enter)], &[Search], |words| words.keys.choose),
    bind("search.down", Action::Down, &[key!(down), key!(ctrl - n)], &[Search], |words| words.keys.down),
    bind("search.up", Action::Up, &[key!(up), key!(ctrl - p)], &[Search], |words| words.keys.up),
    bind("search.page_down", Action::PageDown, &[key!(pagedown)], &[Search], |words| words.keys.page_down),
    bind("search.page_up", Action::PageUp, &[key!(pageup)], &[Search], |words| words.keys.page_up),
    bind("questions.pay", Action::Pay, &[key!(ctrl - s)], &[Payment, Entry], |words| words.keys.pay),
    bind("questions.yes", Action::Yes, &[key!(y)], &[Question], |words| words.keys.yes),
    bind("questions.no", Action::No, &[key!(n), key!(enter)], &[Question], |words| words.keys.no),
    bind("questions.down", Action::Down, &[key!(down)], ASKED, |words| words.keys.down),
    bind("questions.up", Action::Up, &[key!(up)], ASKED, |words| words.keys.up),
    bind("questions.page_down", Action::PageDown, &[key!(pagedown)], ASKED, |words| words.keys.page_down),
    bind("questions.page_up", Action::PageUp, &[key!(pageup)], ASKED, |words| words.keys.page_up),
    bind("settling.adopt", Action::Adopt, &[key!(a)], &[Settling], |words| words.keys.adopt),
    bind("questions.ask_id", Action::Adopt, &[key!(enter)], &[Entry], |words| words.keys.ask_id),
    bind("settling.not_created", Action::NotCreated, &[key!(n)], &[Settling], |words| words.keys.not_created),
    bind("settling.send_again", Action::SendAgain, &[key!(s)], &[Settling], |words| words.keys.send_again),
    bind("settling.copy_note", Action::CopyNote, &[key!(y)], &[Settling], |words| words.keys.copy_note),
    bind("everywhere.back", Action::Back, &[key!(esc)], EVERYWHERE, |words| words.keys.back),
    bind("jobs.help", Action::Help, &[key!('?')], LISTS, |words| words.keys.help),
    bind("everywhere.help", Action::Help, &[key!(f1)], EVERYWHERE, |words| words.keys.help),
    bind("everywhere.redraw", Action::Redraw, &[key!(ctrl - l)], EVERYWHERE, |words| words.keys.redraw),
    bind("everywhere.language", Action::Language, &[], EVERYWHERE, |words| words.keys.language),
    bind("everywhere.theme", Action::Theme, &[], EVERYWHERE, |words| words.keys.theme),
    bind("everywhere.suspend", Action::Suspend, &[key!(ctrl - z)], EVERYWHERE, |words| words.keys.suspend),
    bind("jobs.quit", Action::Quit, &[key!(q)], &[Board, Question, Payment, Reading, Settling], |words| words.keys.quit),
    bind("everywhere.quit_now", Action::QuitNow, &[key!(ctrl - c)], EVERYWHERE, |words| words.keys.quit_now),
];

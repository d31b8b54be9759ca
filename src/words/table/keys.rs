//! The shape of the words for keys: what each action is called, and what keys do in a field.

/// What a key does: a word for the footer, a sentence for the help.
#[derive(Debug, Clone, Copy)]
pub struct KeyWords {
    /// One or two words.
    pub brief: &'static str,
    /// A line.
    pub long: &'static str,
}

/// The words of each action that a key can mean.
#[derive(Debug)]
#[expect(
    missing_docs,
    reason = "each is named after the action it speaks of, and its text says the rest"
)]
pub struct Keys {
    pub adopt: KeyWords,
    pub archive: KeyWords,
    pub ask_id: KeyWords,
    pub back: KeyWords,
    pub bottom: KeyWords,
    pub cancel: KeyWords,
    pub choose: KeyWords,
    /// In the place of `choose` in the help.
    pub keep_search: &'static str,
    pub copy_id: KeyWords,
    pub copy_note: KeyWords,
    pub copy_url: KeyWords,
    pub details: KeyWords,
    /// In the place of `details` where they are open below the list or in its place.
    pub close_details: &'static str,
    /// The same where they stand beside it; in the place of `back` where the form has its place.
    pub to_list: &'static str,
    pub down: KeyWords,
    pub edit_again: KeyWords,
    pub edit_outside: KeyWords,
    pub filter: KeyWords,
    pub help: KeyWords,
    pub keep_filter: KeyWords,
    pub language: KeyWords,
    pub look: KeyWords,
    pub mark: KeyWords,
    pub mark_all: KeyWords,
    pub new_job: KeyWords,
    pub next: KeyWords,
    pub no: KeyWords,
    pub not_created: KeyWords,
    pub open: KeyWords,
    pub page_down: KeyWords,
    pub page_up: KeyWords,
    pub palette: KeyWords,
    pub pause: KeyWords,
    /// In the place of `pause` where the queue is paused.
    pub resume: &'static str,
    pub pay: KeyWords,
    pub previous: KeyWords,
    pub quit: KeyWords,
    pub quit_now: KeyWords,
    pub redraw: KeyWords,
    pub reverse: KeyWords,
    pub run_again: KeyWords,
    pub search_help: KeyWords,
    pub select_all: KeyWords,
    pub send: KeyWords,
    pub send_again: KeyWords,
    pub settle: KeyWords,
    pub sort: KeyWords,
    pub suspend: KeyWords,
    pub theme: KeyWords,
    pub top: KeyWords,
    pub track: KeyWords,
    pub up: KeyWords,
    pub yes: KeyWords,
}

/// What keys do in a field, a line each.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what its keys move by or do")]
pub struct TypingWords {
    pub characters: &'static str,
    pub choose: &'static str,
    pub delete: &'static str,
    pub delete_line: &'static str,
    pub delete_next_word: &'static str,
    pub delete_word: &'static str,
    pub line: &'static str,
    pub neighbours: &'static str,
    pub new_line: &'static str,
    pub next: &'static str,
    pub rows: &'static str,
    pub text: &'static str,
    pub undo: &'static str,
    pub words: &'static str,
}

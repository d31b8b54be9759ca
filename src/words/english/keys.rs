//! English for keys: what each action is called, and what keys do in a field.

use crate::words::table::{KeyWords, Keys, TypingWords};

const fn key(brief: &'static str, long: &'static str) -> KeyWords {
    KeyWords { brief, long }
}

/// What each action is called.
pub(super) const KEYS: Keys = Keys {
    adopt: key("adopt an id", "an unknown job: say which request id it has"),
    archive: key(
        "archive",
        "hide the job, or bring it back (it is still watched); with marks: the marked ones",
    ),
    ask_id: key("ask about it", "have the service asked about the id you typed"),
    back: key(
        "back",
        "one level back, never quits; in the list it stops work on many jobs, then closes the details, then takes away the marks, then the filter",
    ),
    bottom: key("last", "to the last job"),
    cancel: key("cancel", "cancel the job, or the marked ones (asks first)"),
    choose: key(
        "do it",
        "in the palette: do what is chosen; in the help: keep what was searched for",
    ),
    keep_search: "keep what is found",
    copy_id: key("copy id", "copy the request id"),
    copy_note: key("copy note", "an unknown job: copy a note for the service's support"),
    copy_url: key("copy link", "copy the address of the video"),
    details: key("details", "show or hide the details"),
    close_details: "close details",
    to_list: "to the list",
    down: key("down", "one down"),
    edit_again: key("edit & resubmit", "fill the form from this job"),
    edit_outside: key("editor", "write the prompt in your own editor ($VISUAL, $EDITOR)"),
    filter: key(
        "filter",
        "filter the list as you type: words, state:failed model:fast ratio:9:16 res:1080p age:<2h credits:>100 batch:name archived:yes, - before one negates it",
    ),
    help: key("help", "help: every key"),
    keep_filter: key("keep the filter", "keep the filter, and back to the list"),
    language: key(
        "ไทย (Thai)",
        "switch to Thai (เปลี่ยนเป็นภาษาไทย); ui.language in the settings keeps it",
    ),
    look: key(
        "refresh",
        "ask the service now; after a refused key: read the key again",
    ),
    mark: key("mark", "mark the job, or take its mark away, and go on to the next"),
    mark_all: key("mark all", "mark all jobs that match now"),
    new_job: key("new", "new job: to the form"),
    next: key("next field", "next field or pane"),
    no: key("no", "no"),
    not_created: key("not created", "an unknown job: mark it as not created"),
    open: key("open", "open the video in the browser"),
    page_down: key("page down", "one page down"),
    page_up: key("page up", "one page up"),
    palette: key("commands", "command palette: search in all that can be done, and do it"),
    pause: key("pause", "pause or resume our own queue"),
    resume: "resume",
    pay: key("send, and pay", "send, and pay"),
    previous: key("previous", "previous field or pane"),
    quit: key("quit", "close what is open, else quit; jobs go on at the service"),
    quit_now: key("quit", "quit, asks nothing"),
    redraw: key("redraw", "draw the screen anew"),
    reverse: key("reverse", "turn the order of the list round"),
    run_again: key(
        "run again",
        "run the same again, or the marked ones (asks first, with the price)",
    ),
    search_help: key("search", "in the help: search, as you type"),
    select_all: key("select all", "select all in a field"),
    send: key("send", "send the form; the service charges for it"),
    send_again: key("send again", "an unknown job: send it again (asks for typed words)"),
    settle: key(
        "settle",
        "settle an unknown job: see the evidence and say what became of it",
    ),
    sort: key("sort", "order the list by the next column"),
    suspend: key("suspend", "leave the terminal to the shell; fg brings you back"),
    theme: key(
        "theme",
        "the next theme (colours), until you quit; ui.theme in the settings keeps one",
    ),
    top: key("first", "to the first job"),
    track: key("watch an id", "watch a request id: a job that was submitted elsewhere"),
    up: key("up", "one up"),
    yes: key("yes", "yes"),
};

/// What keys do in a field.
pub(super) const TYPING: TypingWords = TypingWords {
    characters: "one character; with Shift: select",
    choose: "change a choice",
    delete: "delete a character, or the selection",
    delete_line: "delete to the line's start, to its end",
    delete_next_word: "delete the word after",
    delete_word: "delete the word before",
    line: "to the line's start, to its end",
    neighbours: "single lines: the field above, below",
    new_line: "in many lines: a new line",
    next: "single lines: the next field",
    rows: "in many lines: one row",
    text: "to the text's start, to its end",
    undo: "undo, redo",
    words: "one word",
};

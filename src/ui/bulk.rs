//! What a question about many jobs says.

use crate::app::{App, Asking, Work};

/// Its title, what it is about, and what it says: the price last.
pub(super) fn said(app: &App, asking: &Asking) -> (String, Vec<String>, Vec<String>) {
    let words = &app.words().bulk;
    let count = asking.ids.len();
    let mut about = vec![];
    if asking.waiting > 0 && asking.work == Work::Cancel {
        about.push((words.waiting)(asking.waiting));
    }
    about.push((words.outside)(asking.outside));
    if asking.idle > 0 {
        about.push((words.idle)(asking.idle));
    }
    let (title, said) = match asking.work {
        Work::Cancel => {
            let refund = app.words().questions.cancel_refund.to_owned();
            ((words.cancel_title)(count), vec![refund])
        }
        Work::Archive => ((words.archive_title)(count), vec![words.still_watched.to_owned()]),
        Work::BringBack => ((words.bring_back_title)(count), vec![]),
        Work::RunAgain => {
            let said = vec![
                (words.through_queue)(app.settings().engine.in_flight),
                (words.pays)(count, asking.estimate),
                app.with_keys(&(words.type_count)(count)).into_owned(),
            ];
            ((words.run_title)(count), said)
        }
    };
    (title, about, said)
}

//! What a question about many jobs says.

use super::overlay::pays;
use super::sheet::Said;
use super::theme::Tone;
use crate::app::{App, Asking, Work};

/// Its title, what it is about, and what it says in so many cells.
pub(super) fn said(app: &App, asking: &Asking, cells: u16) -> (String, Vec<String>, Vec<Said>) {
    let said = |text: &str| Said::new(Tone::Text, text, cells);
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
    if asking.unknown > 0 {
        about.push((words.unknown)(asking.unknown));
    }
    let pays = pays(app, asking.estimate, |estimate| (words.pays)(count, estimate));
    let (title, said) = match asking.work {
        Work::Cancel => {
            let asks = asking.waiting < count;
            let refund = asks.then(|| said(app.words().questions.cancel_refund));
            ((words.cancel_title)(count), refund.into_iter().collect())
        }
        Work::Archive => ((words.archive_title)(count), vec![said(words.still_watched)]),
        Work::BringBack => ((words.bring_back_title)(count), vec![]),
        Work::RunAgain => {
            let said = vec![
                said(&(words.through_queue)(app.settings().engine.in_flight)),
                Said::price(Tone::Text, &pays, cells),
                // as much a part of paying as the price
                Said::price(Tone::Text, &app.with_keys(&(words.type_count)(count)), cells),
            ];
            ((words.run_title)(count), said)
        }
    };
    (title, about, said)
}

//! A box over the panes that asks for something: what it is about, what it says, a field of one line, and the answers. Where it is
//! higher than the screen it is scrolled, and what it says of money is in sight first.

use ratatui::layout::Rect;

use super::overlay::{Typed, entry, middle};
use super::pen::{Line, Pen, cells, cut_left, cut_right, line, row, rows, to_u16};
use super::theme::Tone;
use crate::app::App;
use crate::app::field::Field;

/// Rows of a sentence: all of it, however narrow the screen is.
const SENTENCE: usize = 12;
/// Between two answers in one row, and between two that had to be broken into rows.
const BETWEEN: [&str; 2] = ["   ", "  "];

/// See the module.
pub(super) struct Sheet<'a> {
    pub(super) title: &'a str,
    /// Its width with its edges.
    pub(super) width: u16,
    /// What it is about: a prompt, evidence.
    pub(super) about: Vec<Line>,
    /// What it says, in the order in which it is read where there is room.
    pub(super) said: Vec<Said>,
    /// The field that is typed into, and the message under it.
    pub(super) entry: Option<(&'a Field, Option<&'static str>)>,
    /// The keys that answer, as the table of words has them.
    pub(super) answers: &'a str,
}

/// A part of what a sheet says.
pub(super) struct Said {
    /// It tells what is paid, or may be, and how.
    pub(super) is_price: bool,
    pub(super) lines: Vec<Line>,
}

impl Said {
    /// Of so many cells.
    pub(super) fn new(tone: Tone, text: &str, cells: u16) -> Self {
        let rows = rows(text, cells, SENTENCE).into_iter();
        Self {
            is_price: false,
            lines: rows.map(|text| line(tone, text)).collect(),
        }
    }

    /// The same of money.
    pub(super) fn price(tone: Tone, text: &str, cells: u16) -> Self {
        Self {
            is_price: true,
            ..Self::new(tone, text, cells)
        }
    }
}

/// The cells of a text inside a sheet of that width.
pub(super) fn inside(width: u16) -> u16 {
    width.saturating_sub(4)
}

/// What is drawn: rows, the row of the field among them, and how far they can be scrolled.
#[derive(Debug, PartialEq, Eq)]
struct Fitted {
    lines: Vec<Line>,
    field: Option<usize>,
    furthest: u16,
}

/// Draws it; tells where something is typed, and how far it can be scrolled.
pub(super) fn draw(app: &App, sheet: Sheet<'_>, area: Rect, pen: &mut Pen) -> (Option<Typed>, u16) {
    let answers = packed(&app.with_keys(sheet.answers), inside(sheet.width));
    let (title, width, typed) = (sheet.title, sheet.width, sheet.entry.map(|(field, _)| field));
    let height = usize::from(area.height.saturating_sub(2));
    let fitted = fit(sheet, answers, height, app.read_on());
    let place = middle(area, width, to_u16(fitted.lines.len()) + 2);
    pen.clear(place);
    let inner = pen.pane(place, title, "", true);
    let inner = cut_left(cut_right(inner, 1), 1);
    for (index, line) in (0..inner.height).zip(&fitted.lines) {
        pen.line(row(inner, index), line);
    }
    rest(app, place, app.read_on().min(fitted.furthest), fitted.furthest, pen);
    let typed = typed
        .zip(fitted.field)
        .map(|(typed, at)| entry(typed, row(inner, to_u16(at)), pen));
    (typed, fitted.furthest)
}

/// In the lower edge of a box: how many lines of it are out of sight, and on which side.
pub(super) fn rest(app: &App, area: Rect, scroll: u16, furthest: u16, pen: &mut Pen) {
    if furthest == 0 || area.is_empty() {
        return;
    }
    let place = Rect {
        y: area.bottom() - 1,
        height: 1,
        ..cut_right(cut_left(area, 2), 2)
    };
    let more = if scroll < furthest { "↓" } else { "↑" };
    let text = (app.words().panes.lines_more)(furthest - scroll);
    pen.write_right(place, Tone::Quiet, &format!(" {more} {text} "));
}

/// With blanks between its parts where there is room. Where there is not, field and answers stay, and the rest is scrolled: money
/// first, then what else is said, then what it is about.
fn fit(sheet: Sheet<'_>, answers: Vec<Line>, height: usize, scroll: u16) -> Fitted {
    let Sheet { about, said, entry, .. } = sheet;
    let message = entry.and_then(|(_, message)| message);
    let field = |message: Option<&'static str>| match entry {
        Some(_) => std::iter::once(vec![])
            .chain(message.map(|message| line(Tone::Bad, message)))
            .collect::<Vec<Line>>(),
        None => vec![],
    };
    let rows: usize = about.len() + said.iter().map(|said| said.lines.len()).sum::<usize>();
    let blanks = 1 + usize::from(!about.is_empty());
    let (airy, tight) = (field(message), field(message.filter(|message| !message.is_empty())));
    let at = |rows: usize| entry.map(|_| rows);
    if rows + airy.len() + blanks + answers.len() <= height {
        let between = vec![vec![]; blanks - 1];
        let said = said.into_iter().flat_map(|said| said.lines).collect();
        return Fitted {
            lines: [about, between, said, airy, vec![vec![]], answers].concat(),
            field: at(rows + blanks - 1),
            furthest: 0,
        };
    }
    let room = height.saturating_sub(tight.len() + answers.len());
    let (body, shown) = if rows <= room {
        let said = said.into_iter().flat_map(|said| said.lines);
        (about.into_iter().chain(said).collect::<Vec<_>>(), rows)
    } else {
        let (prices, others): (Vec<_>, Vec<_>) = said.into_iter().partition(|said| said.is_price);
        let said = prices.into_iter().chain(others).flat_map(|said| said.lines);
        (said.chain(about).collect(), room)
    };
    let furthest = body.len() - shown;
    let scroll = usize::from(scroll).min(furthest);
    let body = body.into_iter().skip(scroll).take(shown).collect();
    Fitted {
        lines: [body, tight, answers].concat(),
        field: at(shown),
        furthest: to_u16(furthest),
    }
}

/// The answers in as few rows as hold them; none is torn from its key.
fn packed(answers: &str, wide: u16) -> Vec<Line> {
    let [one, many] = BETWEEN;
    let whole = line(Tone::Key, answers);
    if cells(&whole) <= wide {
        return vec![whole];
    }
    let mut out: Vec<String> = vec![];
    for answer in answers.split(one).filter(|answer| !answer.is_empty()) {
        let longer = out.last().map(|last| format!("{last}{many}{answer}"));
        match longer.filter(|longer| cells(&line(Tone::Key, longer.as_str())) <= wide) {
            Some(longer) => {
                out.pop();
                out.push(longer);
            }
            None => out.extend(rows(answer, wide, SENTENCE)),
        }
    }
    out.into_iter().map(|text| line(Tone::Key, text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(is_price: bool, text: &str) -> Said {
        Said {
            is_price,
            lines: vec![line(Tone::Text, text)],
        }
    }

    fn sheet(field: Option<&Field>) -> Sheet<'_> {
        Sheet {
            title: "",
            width: 40,
            about: ["a", "b"].map(|text| line(Tone::Text, text)).into(),
            said: vec![said(false, "plan"), said(true, "price")],
            entry: field.map(|field| (field, Some(""))),
            answers: "",
        }
    }

    fn texts(fitted: &Fitted) -> String {
        let text = |line: &Line| line.iter().map(|(_, text)| text.as_str()).collect::<String>();
        fitted.lines.iter().map(text).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_question_too_high_for_the_screen_says_its_price_first_and_shows_the_rest_on_scrolling() {
        let field = Field::single_line();
        let fitted = |height, scroll| fit(sheet(Some(&field)), vec![line(Tone::Key, "keys")], height, scroll);
        assert_eq!(texts(&fitted(9, 0)), "a|b||plan|price||||keys");
        assert_eq!((fitted(9, 0).field, fitted(9, 0).furthest), (Some(5), 0));
        assert_eq!(texts(&fitted(6, 0)), "a|b|plan|price||keys");
        let seen = [0, 1, 2, 9].map(|scroll| texts(&fitted(4, scroll)));
        assert_eq!(seen, ["price|plan||keys", "plan|a||keys", "a|b||keys", "a|b||keys"]);
        assert_eq!((fitted(4, 0).field, fitted(4, 0).furthest), (Some(2), 2));
    }

    #[test]
    fn answers_that_do_not_fit_one_row_are_all_there_and_keep_their_keys() {
        let rows = |wide| -> Vec<String> {
            let lines = packed("a adopt its id   n not created   s send again   Esc close", wide);
            lines.into_iter().map(|line| line[0].1.clone()).collect()
        };
        assert_eq!(rows(36), ["a adopt its id  n not created", "s send again  Esc close"]);
        assert_eq!(rows(60).len(), 1);
    }
}

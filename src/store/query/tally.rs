//! How many rows the list has, and how many stand before a window: exact where that is known or soon counted.

use super::Window;
use super::list::List;
use super::search::Effort;
use crate::job::{Row, Tally};
use crate::store::error::Error;

/// The rows before a window, and all rows of the list.
pub(super) fn tally(list: &List<'_>, window: &Window, rows: &[Row]) -> Result<(Tally, Tally), Error> {
    let known = list.total()?;
    let here = rows.len() as u64;
    let before = before(list, window, rows, known)?;
    let total = match known {
        Some(total) => Tally::exactly(total),
        // one that holds no row may still lie behind the last
        None if window.ends && (window.begins || here > 0) => Tally {
            number: before.number + here,
            ..before
        },
        None => {
            let after = after(list, rows)?;
            Tally {
                number: before.number + here + after.number,
                exact: before.exact && after.exact,
            }
        }
    };
    // beyond what was counted nobody reads the number as one
    let most = (list.search.limits.counted as u64).max(here);
    let total = if total.exact {
        total
    } else {
        Tally::at_least(total.number.min(most).max(before.number))
    };
    Ok((before, total))
}

fn before(list: &List<'_>, window: &Window, rows: &[Row], total: Option<u64>) -> Result<Tally, Error> {
    let here = rows.len() as u64;
    let Some(first) = rows.first().filter(|_| !window.begins) else {
        return Ok(Tally::exactly(0));
    };
    if let Some(total) = total.filter(|_| window.ends) {
        return Ok(Tally::exactly(total.saturating_sub(here)));
    }
    let Some(place) = list.place(first.id)? else {
        return Ok(Tally::at_least(0));
    };
    if let Some(before) = list.before(&place)? {
        return Ok(Tally::exactly(before));
    }
    // what the sections before its own hold may be known: then only its own is counted
    let limits = list.search.limits;
    let mut effort = Effort::of(limits.counting);
    let (earlier, found) = match list.in_earlier_sections(&place) {
        Some(earlier) => (earlier, list.behind_in_section(&place, limits.counted, &mut effort)?),
        None => (0, list.behind(Some(&place), limits.counted, &mut effort)?),
    };
    let counted = Tally {
        number: earlier + found.keys.len() as u64,
        exact: found.ended,
    };
    if let (false, Some(total)) = (counted.exact, total) {
        let after = after(list, rows)?;
        if after.exact {
            return Ok(Tally::exactly(total.saturating_sub(after.number + here)));
        }
    }
    Ok(counted)
}

/// The rows after the last of these.
fn after(list: &List<'_>, rows: &[Row]) -> Result<Tally, Error> {
    let place = rows.last().map(|last| list.place(last.id)).transpose()?.flatten();
    // the last one itself is found again
    let limits = list.search.limits;
    let found = list.ahead(place.as_ref(), limits.counted + 1, &mut Effort::of(limits.counting))?;
    Ok(Tally {
        number: (found.keys.len() as u64).saturating_sub(u64::from(place.is_some())),
        exact: found.ended,
    })
}

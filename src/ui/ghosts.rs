//! Takes away what a terminal leaves behind of text that it cuts otherwise than we do.
//!
//! Some clusters are one thing to us and several to some terminals: a Thai vowel that stands beside its consonant, a flag, a
//! family of emoji. Such a terminal puts the parts into more cells than we count, and what stands there outlives the text,
//! because to us those cells never changed. So wherever such a cluster comes or goes, the cells behind it are drawn anew.

use ratatui::buffer::{Buffer, CellDiffOption};

use crate::words::width::width;

/// Row, column and text of a cluster that a terminal may cut otherwise.
type Fragile = (u16, u16, String);

/// The fragile clusters of the last frame, in reading order.
#[derive(Debug, Default)]
pub(super) struct Ghosts(Vec<Fragile>);

impl Ghosts {
    /// Marks the cells that have to be drawn anew in this frame.
    pub(super) fn lay(&mut self, buf: &mut Buffer) {
        let now = fragile(buf);
        let came = now.iter().filter(|cluster| self.0.binary_search(cluster).is_err());
        let gone = self.0.iter().filter(|cluster| now.binary_search(cluster).is_err());
        let changed: Vec<_> = came.chain(gone).cloned().collect();
        for (y, x, text) in changed {
            for behind in x.saturating_add(1)..x.saturating_add(1 + parts_wide(&text)) {
                if let Some(cell) = buf.cell_mut((behind, y)) {
                    cell.diff_option = CellDiffOption::AlwaysUpdate;
                }
            }
        }
        self.0 = now;
    }
}

fn fragile(buf: &Buffer) -> Vec<Fragile> {
    let mut found = vec![];
    for at in buf.area.positions() {
        let Some(cell) = buf.cell(at) else { continue };
        let text = cell.symbol();
        // one character is at most four bytes
        if text.len() > 4 && text.chars().filter(|c| wide(*c) > 0).count() > 1 {
            found.push((at.y, at.x, text.to_owned()));
        }
    }
    found
}

/// The cells that a terminal takes for it that puts each part by itself.
fn parts_wide(text: &str) -> u16 {
    let wide = text.chars().map(wide).sum::<usize>();
    u16::try_from(wide).unwrap_or(u16::MAX).min(32)
}

fn wide(part: char) -> usize {
    width(part.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    /// The cells that a terminal is told of in the last of some frames.
    fn updates(frames: &[&str]) -> Vec<(u16, String)> {
        let area = Rect::new(0, 0, 12, 1);
        let mut ghosts = Ghosts::default();
        let drawn = frames.iter().map(|text| {
            let mut buf = Buffer::empty(area);
            buf.set_string(0, 0, text, Style::new());
            ghosts.lay(&mut buf);
            buf
        });
        let drawn: Vec<_> = drawn.collect();
        let [.., old, new] = &drawn[..] else { return vec![] };
        old.diff(new)
            .into_iter()
            .map(|(x, _, cell)| (x, cell.symbol().to_owned()))
            .collect()
    }

    #[test]
    fn the_cells_behind_a_cluster_that_goes_are_drawn_anew() {
        let blank = |x: u16| (x, " ".to_owned());
        assert!(updates(&["น้ำ", "a"]).contains(&blank(1)));
        let flag = updates(&["a 🇹🇭", "a b"]);
        assert!(flag.contains(&blank(3)) && flag.contains(&blank(4)), "{flag:?}");
        let family = updates(&["👩‍👩‍👧‍👦", ""]);
        assert!((0..8).all(|x| family.contains(&blank(x))), "{family:?}");
    }

    #[test]
    fn what_stays_costs_nothing() {
        assert_eq!(updates(&["น้ำ 🇹🇭 a"; 3]), []);
        assert_eq!(updates(&["abc", "abd"]), [(2, "d".to_owned())]);
    }
}

//! How things look, by what they mean: one table of colours, and one of signs. Not for where things stand.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

pub use crate::app::Theme;
use crate::job::Status;

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Depth {
    /// Its own 16.
    Sixteen,
    /// 256, of which 240 are the same everywhere.
    #[default]
    Indexed,
    /// All.
    True,
}

/// What edges, signs and bars are made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Borders {
    /// Lines and signs of their own.
    #[default]
    Unicode,
    /// ASCII alone, where the terminal or its font has no more. What people wrote keeps its letters.
    Ascii,
}

/// All that is chosen about how the screen looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looks {
    /// Its colours.
    pub theme: Theme,
    /// How many of them there are.
    pub depth: Depth,
    /// Its edges and signs.
    pub borders: Borders,
}

impl From<Theme> for Looks {
    fn from(theme: Theme) -> Self {
        Self {
            theme,
            ..Self::default()
        }
    }
}

/// What a piece of the screen means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Text to read.
    Text,
    /// What matters less: labels, hints, titles of columns.
    Quiet,
    /// What stands out: names, titles.
    Strong,
    /// The edge of a pane.
    Edge,
    /// The edge of the pane that has the focus, and what else shows where the keys go.
    Focus,
    /// The row or the value that a key would act on.
    Selected,
    /// A key.
    Key,
    /// `SANDBOX`.
    Sandbox,
    /// `LIVE`: real money.
    Live,
    /// Waiting for its turn.
    Resting,
    /// At work.
    Moving,
    /// Ended well.
    Good,
    /// Needs the person's eye.
    Caution,
    /// Went wrong.
    Bad,
}

/// The colours of a meaning: of the terminal's own 16, and of the 256 for each of the other grounds; and what it has without any.
struct Look {
    own: Color,
    light: u8,
    dark: u8,
    contrast: u8,
    modifier: Modifier,
}

const fn look(own: Color, [light, dark, contrast]: [u8; 3], modifier: Modifier) -> Look {
    Look {
        own,
        light,
        dark,
        contrast,
        modifier,
    }
}

impl Tone {
    const fn look(self) -> Look {
        const NONE: Modifier = Modifier::empty();
        const BOLD_REVERSED: Modifier = Modifier::BOLD.union(Modifier::REVERSED);
        match self {
            Self::Text => look(Color::Reset, [235, 252, 231], NONE),
            Self::Quiet => look(Color::Reset, [241, 246, 231], Modifier::DIM),
            Self::Strong => look(Color::Reset, [232, 255, 231], Modifier::BOLD),
            Self::Edge => look(Color::Reset, [249, 240, 231], Modifier::DIM),
            Self::Focus => look(Color::Cyan, [25, 80, 51], Modifier::BOLD),
            Self::Selected => look(Color::Reset, [232, 255, 231], Modifier::REVERSED),
            Self::Key => look(Color::Cyan, [25, 80, 51], NONE),
            Self::Sandbox => look(Color::Yellow, [130, 222, 226], BOLD_REVERSED),
            Self::Live => look(Color::Green, [28, 114, 46], BOLD_REVERSED),
            Self::Resting => look(Color::LightBlue, [26, 111, 159], NONE),
            Self::Moving => look(Color::Cyan, [30, 80, 51], NONE),
            Self::Good => look(Color::Green, [28, 114, 46], NONE),
            Self::Caution => look(Color::Yellow, [130, 222, 226], Modifier::BOLD),
            Self::Bad => look(Color::Red, [124, 210, 217], Modifier::BOLD),
        }
    }
}

impl Looks {
    /// What lies under everything.
    pub(super) fn ground(self) -> Style {
        let (text, [under, own_text, own_under]) = match self.theme {
            Theme::Terminal | Theme::Plain => return Style::new(),
            Theme::Light => (235, [Color::Indexed(231), Color::Black, Color::White]),
            Theme::Dark => (252, [Color::Indexed(234), Color::Gray, Color::Black]),
            Theme::Contrast => (231, [Color::Indexed(16), Color::White, Color::Black]),
        };
        if self.depth == Depth::Sixteen {
            return Style::new().fg(own_text).bg(own_under);
        }
        Style::new().fg(self.colour(text)).bg(self.deep(under))
    }

    /// How something of this meaning looks, on the ground.
    pub(super) fn style(self, tone: Tone) -> Style {
        let look = tone.look();
        let ground = self.ground();
        let index = match self.theme {
            Theme::Plain => return ground.add_modifier(look.modifier),
            Theme::Terminal => return ground.fg(look.own).add_modifier(look.modifier),
            Theme::Light => look.light,
            Theme::Dark => look.dark,
            Theme::Contrast => look.contrast,
        };
        // a colour of its own is quiet enough, dimmed it could not be read
        let ground = ground.add_modifier(look.modifier - Modifier::DIM);
        match (self.depth, look.own) {
            (Depth::Sixteen, Color::Reset) => ground,
            (Depth::Sixteen, own) if self.theme == Theme::Contrast => ground.fg(bright(own)),
            (Depth::Sixteen, own) => ground.fg(own),
            (Depth::Indexed | Depth::True, _) => ground.fg(self.colour(index)),
        }
    }

    fn colour(self, index: u8) -> Color {
        self.deep(Color::Indexed(index))
    }

    /// One of the 256 as it was meant, whatever the terminal makes of them.
    fn deep(self, colour: Color) -> Color {
        match (self.depth, colour) {
            (Depth::True, Color::Indexed(index @ 232..)) => {
                let grey = 8 + 10 * (index - 232);
                Color::Rgb(grey, grey, grey)
            }
            (Depth::True, Color::Indexed(index @ 16..)) => {
                let step = |of: u8| if of == 0 { 0 } else { 55 + 40 * of };
                let place = index - 16;
                Color::Rgb(step(place / 36), step(place / 6 % 6), step(place % 6))
            }
            (_, colour) => colour,
        }
    }

    /// The edge of a pane.
    pub(super) fn edge(self) -> border::Set<'static> {
        match self.borders {
            Borders::Unicode => border::ROUNDED,
            Borders::Ascii => border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            },
        }
    }
}

/// The brighter of the two that the terminal has.
fn bright(own: Color) -> Color {
    match own {
        Color::Red => Color::LightRed,
        Color::Green => Color::LightGreen,
        Color::Yellow => Color::LightYellow,
        Color::Cyan => Color::LightCyan,
        other => other,
    }
}

impl Borders {
    /// A mark of our own in what there is to draw it with: always of one cell.
    pub(super) fn mark(self, mark: char) -> char {
        if self == Self::Unicode {
            return mark;
        }
        match mark {
            '·' | '–' => '-',
            '…' => '~',
            '│' | '┃' => '|',
            '‹' | '←' => '<',
            '›' | '→' | '▌' => '>',
            '↑' | '▴' => '^',
            '↓' | '▾' => 'v',
            '•' => '*',
            '“' | '”' => '"',
            other => other,
        }
    }
}

/// The sign of a state; its word stands beside it wherever there is room.
pub(super) fn sign(status: &Status, borders: Borders) -> &'static str {
    let (sign, ascii) = match status {
        Status::Waiting => ("…", "w"),
        Status::Sending => ("◌", "o"),
        Status::Unknown => ("?", "?"),
        Status::NotSent => ("–", "n"),
        Status::Rejected => ("⊘", "r"),
        Status::Queued => ("◔", "q"),
        Status::Processing => ("◐", "p"),
        Status::Cancelling => ("◍", "~"),
        Status::Succeeded => ("●", "+"),
        Status::Failed => ("✕", "x"),
        Status::Cancelled => ("○", "-"),
        Status::Other(_) => ("◇", "."),
    };
    match borders {
        Borders::Unicode => sign,
        Borders::Ascii => ascii,
    }
}

/// The meaning of a state, for its colour.
pub(super) fn tone(status: &Status) -> Tone {
    match status {
        Status::Waiting | Status::Queued => Tone::Resting,
        Status::Sending | Status::Processing => Tone::Moving,
        Status::Unknown | Status::Cancelling | Status::Other(_) => Tone::Caution,
        Status::Rejected | Status::Failed => Tone::Bad,
        Status::Succeeded => Tone::Good,
        Status::NotSent | Status::Cancelled => Tone::Quiet,
    }
}

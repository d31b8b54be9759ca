//! How things look, by what they mean: one table, four themes. Not for where things stand.

use ratatui::style::{Color, Modifier, Style};

use crate::job::Status;

/// A set of colours. Colour is never the only sign, so each of them says the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// The terminal's own 16 colours on its own ground.
    #[default]
    Terminal,
    /// Dark on light, whatever the terminal's ground.
    Light,
    /// Light on dark, whatever the terminal's ground.
    Dark,
    /// No colour at all (`NO_COLOR`): bold, dim and reversed only.
    Plain,
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

/// The three colours of a meaning (terminal, light, dark), and what it has without any.
struct Look {
    terminal: Color,
    light: u8,
    dark: u8,
    modifier: Modifier,
}

const fn look(terminal: Color, light: u8, dark: u8, modifier: Modifier) -> Look {
    Look {
        terminal,
        light,
        dark,
        modifier,
    }
}

impl Tone {
    const fn look(self) -> Look {
        const NONE: Modifier = Modifier::empty();
        match self {
            Self::Text => look(Color::Reset, 235, 252, NONE),
            Self::Quiet => look(Color::Reset, 241, 246, Modifier::DIM),
            Self::Strong => look(Color::Reset, 232, 255, Modifier::BOLD),
            Self::Edge => look(Color::Reset, 249, 240, Modifier::DIM),
            Self::Focus => look(Color::Cyan, 25, 80, Modifier::BOLD),
            Self::Selected => look(Color::Reset, 232, 255, Modifier::REVERSED),
            Self::Key => look(Color::Cyan, 25, 80, NONE),
            Self::Sandbox => look(Color::Yellow, 130, 222, Modifier::BOLD.union(Modifier::REVERSED)),
            Self::Live => look(Color::Green, 28, 114, Modifier::BOLD.union(Modifier::REVERSED)),
            Self::Resting => look(Color::LightBlue, 26, 111, NONE),
            Self::Moving => look(Color::Cyan, 30, 80, NONE),
            Self::Good => look(Color::Green, 28, 114, NONE),
            Self::Caution => look(Color::Yellow, 130, 222, Modifier::BOLD),
            Self::Bad => look(Color::Red, 124, 210, Modifier::BOLD),
        }
    }
}

impl Theme {
    /// What lies under everything.
    pub(super) fn ground(self) -> Style {
        match self {
            Self::Terminal | Self::Plain => Style::new(),
            Self::Light => Style::new().fg(Color::Indexed(235)).bg(Color::Indexed(231)),
            Self::Dark => Style::new().fg(Color::Indexed(252)).bg(Color::Indexed(234)),
        }
    }

    /// How something of this meaning looks, on the ground.
    pub(super) fn style(self, tone: Tone) -> Style {
        let look = tone.look();
        // a colour of its own is quiet enough, dimmed it could not be read
        let modifier = look.modifier - Modifier::DIM;
        let ground = self.ground();
        match self {
            Self::Terminal => ground.fg(look.terminal).add_modifier(look.modifier),
            Self::Light => ground.fg(Color::Indexed(look.light)).add_modifier(modifier),
            Self::Dark => ground.fg(Color::Indexed(look.dark)).add_modifier(modifier),
            Self::Plain => ground.add_modifier(look.modifier),
        }
    }
}

/// The sign of a state; its word stands beside it wherever there is room.
pub(super) fn sign(status: &Status) -> &'static str {
    match status {
        Status::Waiting => "…",
        Status::Sending => "◌",
        Status::Unknown => "?",
        Status::NotSent => "–",
        Status::Rejected => "!",
        Status::Queued => "◔",
        Status::Processing => "◐",
        Status::Cancelling => "◍",
        Status::Succeeded => "●",
        Status::Failed => "✕",
        Status::Cancelled => "○",
        Status::Other(_) => "◇",
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

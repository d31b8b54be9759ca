//! What lies over the panes and wants an answer, or only wants to be read.

use std::time::Duration;

use jiff::Timestamp;

use super::action::Context;
use super::bulk::Asking;
use super::field::Field;
use super::palette::Palette;
use super::settle::{Settling, Way};
use super::track::Tracking;
use crate::job::{Credits, Failure, JobId, Request, Status};

/// What lies over the panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The keys, from a line on.
    Help {
        /// First line in sight.
        scroll: u16,
        /// What is searched for in it; empty for nothing.
        search: Field,
        /// The search is being typed.
        typing: bool,
    },
    /// An address, whole, because no browser could be started.
    Link(String),
    /// All that can be done, to search in.
    Palette(Box<Palette>),
    /// Something to answer.
    Question(Question),
    /// A job of unknown fate, to be settled.
    Settling(Box<Settling>),
    /// The id of a job that was submitted elsewhere.
    Tracking(Tracking),
}

/// Something to answer. The default is always no.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Cancel this job?
    Cancel {
        /// Which.
        id: JobId,
        /// The state it was in when asked.
        status: Status,
        /// The start of its prompt.
        prompt: String,
    },
    /// Send the form? Pays.
    Send {
        /// What is asked for.
        request: Box<Request>,
        /// What it would cost.
        estimate: Option<Credits>,
    },
    /// Let our own queue go on, in which so many jobs wait? Pays.
    Resume(usize),
    /// Run the same again? Pays.
    RunAgain {
        /// What is asked for.
        request: Box<Request>,
        /// What it would cost.
        estimate: Option<Credits>,
    },
    /// An equal request was sent a short while ago, or nobody knows what became of it. Send it again? Pays.
    Twin {
        /// What is asked for.
        request: Box<Request>,
        /// How long ago the other was sent.
        age: Duration,
        /// What became of the other is not known.
        unknown: bool,
        /// What it would cost.
        estimate: Option<Credits>,
    },
    /// No fresh link was to be had. Open the one kept?
    OpenStale {
        /// The one kept.
        url: String,
        /// When it was told.
        told_at: Timestamp,
        /// Why there is no fresh one.
        failure: Failure,
    },
    /// The same for many jobs?
    Bulk(Box<Asking>),
}

impl Question {
    /// Yes to it costs money.
    pub fn pays(&self) -> bool {
        match self {
            Self::Send { .. } | Self::Resume(_) | Self::RunAgain { .. } | Self::Twin { .. } => true,
            Self::Cancel { .. } | Self::OpenStale { .. } => false,
            Self::Bulk(asking) => asking.pays(),
        }
    }
}

impl Overlay {
    /// Where a key is pressed while this lies on top.
    pub fn context(&self) -> Context {
        match self {
            Self::Palette(_) | Self::Help { typing: true, .. } => Context::Search,
            Self::Help { .. } | Self::Link(_) => Context::Reading,
            Self::Tracking(_) => Context::Entry,
            Self::Question(Question::Bulk(asking)) if asking.pays() => Context::Entry,
            Self::Question(question) if question.pays() => Context::Payment,
            Self::Question(_) => Context::Question,
            Self::Settling(settling) => match settling.way {
                Way::Open => Context::Settling,
                Way::NotCreated => Context::Question,
                Way::Adopt { .. } | Way::SendAgain { .. } => Context::Entry,
            },
        }
    }
}

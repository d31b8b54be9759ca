//! The values that the Open API's pages do state: models and what each of them takes.
//! Not here: anything the pages leave open; that is `assumed.rs`.
//!
//! Serde's names of the variants are the words of the API. Reading and writing them both go
//! through serde, so each word stands here once.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// The models of the "Models" table (documented).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Model {
    #[serde(rename = "seedance-2.0")]
    Standard,
    #[serde(rename = "seedance-2.0-fast")]
    Fast,
    #[serde(rename = "seedance-1.5-pro")]
    Pro15,
}

impl Model {
    pub(super) const ALL: [Self; 3] = [Self::Standard, Self::Fast, Self::Pro15];

    /// Lengths of a clip in whole seconds that this model makes (documented).
    pub(super) fn durations(self) -> &'static [u32] {
        match self {
            Self::Standard | Self::Fast => &[4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
            Self::Pro15 => &[5, 10],
        }
    }
}

/// `aspectRatio` (documented, the same for every model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum AspectRatio {
    #[serde(rename = "16:9")]
    Wide,
    #[serde(rename = "9:16")]
    Tall,
    #[serde(rename = "1:1")]
    Square,
}

impl AspectRatio {
    pub(super) const ALL: [Self; 3] = [Self::Wide, Self::Tall, Self::Square];
}

/// `resolution` (documented, the same for every model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Resolution {
    #[serde(rename = "480p")]
    P480,
    #[serde(rename = "720p")]
    P720,
    #[serde(rename = "1080p")]
    P1080,
}

impl Resolution {
    pub(super) const ALL: [Self; 3] = [Self::P480, Self::P720, Self::P1080];
}

/// How many `mediaUrls` an image-to-video request carries (documented).
pub(super) const MEDIA_COUNT: RangeInclusive<usize> = 1..=5;

/// Endings of files that may be sent as media: images, videos, audio (documented).
pub(super) const MEDIA_KINDS: [&str; 11] = [
    "jpg", "jpeg", "png", "webp", "gif", "bmp", "mp4", "mov", "m4v", "mp3", "wav",
];

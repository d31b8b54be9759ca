//! Which models there are, what each can do, and what it would cost: from the service where it tells, from the documentation else.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The models to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// At least one, in the order given.
    pub models: Vec<Model>,
    /// Who says so.
    pub source: Source,
}

/// Where a catalogue comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The table in this program, copied from the documentation. It knows no prices.
    BuiltIn,
    /// The service's own `/models`.
    Service,
}

/// One model and the values it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The name on the wire.
    pub id: String,
    /// Whole seconds, ascending, at least one.
    pub durations: Vec<u32>,
    /// For example `16:9`, at least one.
    pub aspect_ratios: Vec<String>,
    /// For example `720p`, at least one.
    pub resolutions: Vec<String>,
    /// Only where the service told them.
    pub prices: Option<Prices>,
}

/// The documented models and the short names under which people know them.
const SHORT_NAMES: [(&str, &str); 3] = [
    ("seedance-2.0", "2.0"),
    ("seedance-2.0-fast", "fast"),
    ("seedance-1.5-pro", "1.5"),
];

/// The name of a model where there is little room: a short one for the documented models, else its id.
pub fn short_name(id: &str) -> &str {
    let known = SHORT_NAMES.iter().find(|(each, _)| *each == id);
    known.map_or(id, |(_, short)| short)
}

/// Whether a model is meant by what a person typed, without regard to case: by its whole name, long or short, where that is the name
/// of a documented model, else by any start of one.
pub fn is_model_meant(id: &str, typed: &str) -> bool {
    let typed = typed.to_lowercase();
    match SHORT_NAMES
        .iter()
        .find(|(long, short)| *long == typed || *short == typed)
    {
        Some((long, _)) => id.to_lowercase() == *long,
        None => [id, short_name(id)]
            .iter()
            .any(|name| name.to_lowercase().starts_with(&typed)),
    }
}

/// Prices per second, as a service's `/models` gave them. That page's price fields are not documented: always an estimate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices {
    /// Resolution and rate without media.
    pub text_to_video: Vec<(String, Rate)>,
    /// Resolution and rate with media.
    pub image_to_video: Vec<(String, Rate)>,
}

/// Thousandths of a credit a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(pub u64);

/// An amount of credits, in thousandths, so that sums never drift. What a credit is worth is not documented.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credits(pub u64);

impl Credits {
    /// Whole credits.
    pub const fn whole(credits: u64) -> Self {
        Self(credits.saturating_mul(1000))
    }

    /// Reads a plain decimal number such as `40` or `6.4`; `None` where it is negative, not a number, or beyond all sense.
    pub fn parse(number: &str) -> Option<Self> {
        let value: f64 = number.parse().ok()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded by the line above"
        )]
        (0.0..1e12)
            .contains(&value)
            .then(|| Self((value * 1000.0).round() as u64))
    }
}

impl std::iter::Sum for Credits {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(0, |sum, amount| sum.saturating_add(amount.0)))
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0 / 1000)?;
        match self.0 % 1000 {
            0 => Ok(()),
            rest => out.write_str(format!(".{rest:03}").trim_end_matches('0')),
        }
    }
}

impl Catalogue {
    /// The documented table (page: api-reference): three models. Others say that the fast model has no 1080p; this service's
    /// page lists it, so it stays.
    pub fn built_in() -> Self {
        let model = |id: &str, durations: Vec<u32>| Model {
            id: id.into(),
            durations,
            aspect_ratios: ["16:9", "9:16", "1:1"].map(String::from).into(),
            resolutions: ["480p", "720p", "1080p"].map(String::from).into(),
            prices: None,
        };
        Self {
            models: vec![
                model("seedance-2.0", (4..=15).collect()),
                model("seedance-2.0-fast", (4..=15).collect()),
                model("seedance-1.5-pro", vec![5, 10]),
            ],
            source: Source::BuiltIn,
        }
    }

    /// The model of that id.
    pub fn model(&self, id: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.id == id)
    }

    /// What a request would cost, where the service gave a rate for it: rate times seconds, rounded up to a whole credit.
    pub fn estimate(&self, model: &str, resolution: &str, seconds: u32, with_media: bool) -> Option<Credits> {
        let prices = self.model(model)?.prices.as_ref()?;
        let rates = if with_media {
            &prices.image_to_video
        } else {
            &prices.text_to_video
        };
        let (_, rate) = rates.iter().find(|(name, _)| name == resolution)?;
        Some(Credits::whole(rate.0.saturating_mul(u64::from(seconds)).div_ceil(1000)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_documented_charges_come_out_to_the_credit() {
        let mut catalogue = Catalogue::built_in();
        catalogue.models[0].prices = Some(Prices {
            text_to_video: vec![("720p".into(), Rate(8000))],
            image_to_video: vec![("720p".into(), Rate(12_800)), ("480p".into(), Rate(6400))],
        });
        let estimate = |res, media| catalogue.estimate("seedance-2.0", res, 5, media);
        assert_eq!(estimate("720p", false), Some(Credits::whole(40)));
        assert_eq!(estimate("720p", true), Some(Credits::whole(64)));
        assert_eq!(
            estimate("480p", true),
            Some(Credits::whole(32)),
            "6.4 x 5 is not rounded up to 33"
        );
        assert_eq!(estimate("1080p", true), None);
        assert_eq!(Catalogue::built_in().estimate("seedance-2.0", "720p", 5, false), None);
    }

    #[test]
    fn credits_are_read_and_shown_without_drift() {
        let shown = |number: &str| Credits::parse(number).map(|credits| credits.to_string());
        assert_eq!(shown("40").as_deref(), Some("40"));
        assert_eq!(shown("6.4").as_deref(), Some("6.4"));
        assert_eq!(shown("0.125").as_deref(), Some("0.125"));
        for nonsense in ["-1", "NaN", "inf", "1e40", "", "abc"] {
            assert_eq!(shown(nonsense), None, "{nonsense}");
        }
    }
}

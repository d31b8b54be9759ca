//! How often to look at a job: by its model at first, by its age later. Seconds matter to a person only while a job is young.

use std::time::Duration;

/// The settings of the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    /// Before a job's first look; by model where `None`.
    pub first: Option<Duration>,
    /// Between later looks; by age where `None`.
    pub every: Option<Duration>,
    /// The service is our own sandbox, where a whole job takes seconds.
    pub sandbox: bool,
}

impl Pace {
    /// From being accepted to the first look. The service publishes no times; others saw about 35 s for a short clip of the fast
    /// model and two to three times that for the standard one, and advise 20 to 30 s.
    pub fn first_look(self, model: &str) -> Duration {
        self.first.unwrap_or(match (self.sandbox, model.contains("fast")) {
            (true, _) => Duration::from_millis(700),
            (false, true) => Duration::from_secs(12),
            (false, false) => Duration::from_secs(20),
        })
    }

    /// From one look to the next at a job of that age.
    pub fn next_look(self, age: Duration) -> Duration {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        self.every.unwrap_or(match (self.sandbox, age.as_secs()) {
            (true, ..MINUTE) => Duration::from_secs(1),
            (true, _) => Duration::from_secs(5),
            (false, ..300) => Duration::from_secs(10),
            (false, 300..1800) => Duration::from_secs(20),
            (false, 1800..HOUR) => Duration::from_secs(45),
            (false, _) if age.as_secs() < 24 * HOUR => Duration::from_secs(2 * MINUTE),
            (false, _) => Duration::from_secs(10 * MINUTE),
        })
    }

    /// Between looks at a job that the service does not know or whose state it names by an undocumented word.
    pub const SLOW: Duration = Duration::from_secs(3600);

    /// Beyond this age such a job is looked at only when the person asks.
    pub const WATCHED_FOR: Duration = Duration::from_secs(7 * 24 * 3600);

    /// How long after its submit a 404 means "not visible yet".
    pub const NOT_VISIBLE_YET: Duration = Duration::from_secs(120);
}

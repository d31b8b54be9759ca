//! How often to look at a job: by how long its kind usually takes where that is known, else by its model at first, and by its age
//! later. Seconds matter to a person only while a job is young, and about when it is likely to end.

use std::time::Duration;

use super::Usual;

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
    /// From being accepted to the first look. `usual`: what is known of its kind, if anything.
    ///
    /// The service publishes no times. Where this ledger has seen no job of the kind, others tell: they saw about 35 s for a short
    /// clip of the fast model and two to three times that for the standard one, and advise 20 to 30 s.
    pub fn first_look(self, model: &str, usual: Option<&Usual>) -> Duration {
        if let Some(first) = self.first {
            return first;
        }
        match (self.sandbox, usual) {
            (true, _) => Duration::from_millis(700),
            (false, Some(usual)) => Self::expected(usual).min(Self::LONGEST_BLIND),
            (false, None) if model.contains("fast") => Duration::from_secs(12),
            (false, None) => Duration::from_secs(20),
        }
    }

    /// From one look to the next at a job of that age.
    pub fn next_look(self, age: Duration, usual: Option<&Usual>) -> Duration {
        if let Some(every) = self.every {
            return every;
        }
        match usual.filter(|_| !self.sandbox) {
            Some(usual) if age < Self::expected(usual) => Self::expected(usual)
                .saturating_sub(age)
                .clamp(Self::CLOSEST, Self::LONGEST_BLIND),
            Some(usual) if age < usual.high => {
                let close = usual.high.saturating_sub(usual.low) / Self::LOOKS_WHILE_LIKELY;
                close.clamp(Self::CLOSEST, Self::WIDEST).min(self.by_age(age))
            }
            Some(_) | None => self.by_age(age),
        }
    }

    fn by_age(self, age: Duration) -> Duration {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        let seconds = match (self.sandbox, age.as_secs()) {
            (true, ..MINUTE) => 1,
            (true, _) => 5,
            (false, ..300) => 10,
            (false, 300..1800) => 20,
            (false, 1800..HOUR) => 45,
            (false, _) if age.as_secs() < 24 * HOUR => 2 * MINUTE,
            (false, _) => 10 * MINUTE,
        };
        Duration::from_secs(seconds)
    }

    /// When the first of a kind may be over: a little before the time within which one in ten is. What is seen at a look seems to
    /// have taken until then, so a first look at that very time would never find out that a kind has become quicker.
    fn expected(usual: &Usual) -> Duration {
        usual.low.mul_f64(0.9).max(Self::CLOSEST)
    }

    /// Looks between the time within which one in ten is over and that of nine in ten: then an end is seen, on average, within a
    /// sixteenth of that time. Ours, like the three that follow: a service that answers status questions for free names no number.
    const LOOKS_WHILE_LIKELY: u32 = 8;
    /// No job is looked at more often, however short its kind takes.
    const CLOSEST: Duration = Duration::from_secs(3);
    /// Nor less often while it is likely to end.
    const WIDEST: Duration = Duration::from_secs(20);
    /// No job goes unseen for longer because its kind took long before: those may have been bad hours, and it may have failed at
    /// once.
    const LONGEST_BLIND: Duration = Duration::from_secs(120);

    /// Between looks at a job that the service does not know or whose state it names by an undocumented word.
    pub const SLOW: Duration = Duration::from_secs(3600);

    /// Beyond this age such a job is looked at only when the person asks.
    pub const WATCHED_FOR: Duration = Duration::from_secs(7 * 24 * 3600);

    /// How long after its submit a 404 means "not visible yet".
    pub const NOT_VISIBLE_YET: Duration = Duration::from_secs(120);
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn usual(low: u64, high: u64) -> Usual {
        Usual {
            low: s(low),
            median: s(low.midpoint(high)),
            high: s(high),
            seen: 20,
        }
    }

    const AUTO: Pace = Pace {
        first: None,
        every: None,
        sandbox: false,
    };

    /// The ages at which a job is looked at until it is that old.
    fn looks(pace: Pace, usual: Option<&Usual>, until: u64) -> Vec<u64> {
        let mut age = pace.first_look("seedance-2.0", usual);
        let mut looks = vec![];
        while age <= s(until) {
            looks.push(age.as_secs());
            age += pace.next_look(age, usual);
        }
        looks
    }

    #[test]
    fn it_looks_when_an_end_is_likely_and_seldom_before() {
        assert_eq!(
            looks(AUTO, Some(&usual(100, 140)), 150),
            [90, 95, 100, 105, 110, 115, 120, 125, 130, 135, 140, 150]
        );
        assert_eq!(looks(AUTO, None, 60), [20, 30, 40, 50, 60]);
        // never wider than by age, never blind for long, never a storm
        assert_eq!(looks(AUTO, Some(&usual(40, 400)), 70), [36, 46, 56, 66]);
        assert_eq!(looks(AUTO, Some(&usual(3600, 7200)), 300), [120, 240]);
        assert_eq!(looks(AUTO, Some(&usual(1, 2)), 20), [3, 13]);
        assert_eq!(AUTO.next_look(s(1850), Some(&usual(1800, 3600))), s(20));
    }

    #[test]
    fn what_the_person_sets_outranks_what_is_known_and_the_sandbox_is_quick() {
        let known = usual(100, 140);
        let set = Pace {
            first: Some(s(7)),
            every: Some(s(9)),
            ..AUTO
        };
        assert_eq!(looks(set, Some(&known), 30), [7, 16, 25]);
        let first = Pace {
            first: Some(s(7)),
            ..AUTO
        };
        assert_eq!(looks(first, Some(&known), 90), [7, 90]);
        let sandbox = Pace { sandbox: true, ..AUTO };
        for known in [None, Some(&known)] {
            assert_eq!(sandbox.first_look("seedance-2.0", known), Duration::from_millis(700));
            assert_eq!([s(59), s(60)].map(|age| sandbox.next_look(age, known)), [s(1), s(5)]);
        }
    }
}

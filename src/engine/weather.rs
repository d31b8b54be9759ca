//! How the service is doing as a whole: refusing our key, slowing us down, out of reach. One place decides whether anything may be
//! asked at all.

use std::time::Duration;

use jiff::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;

use crate::job::{Failure, FailureKind, Now};

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weather {
    /// The key was refused: nothing is sent until the person has it read again.
    refused: Option<Failure>,
    /// After the key was read again, one request may try it.
    trial: bool,
    slowed_until: Option<Duration>,
    slowed_in_a_row: u32,
    faults_in_a_row: u32,
    outage: Option<Outage>,
}

/// The service cannot be reached, or answers with faults only.
#[derive(Debug, Clone, PartialEq)]
pub struct Outage {
    /// Since when, by the wall clock.
    pub since: Timestamp,
    /// What the last try met.
    pub failure: Failure,
    probe_at: Duration,
    probes: u32,
}

impl Weather {
    /// Faults in a row, of any jobs, that make an outage.
    const FAULTS: u32 = 3;
    /// Longest wait that a `Retry-After` can ask of us.
    const LONGEST_WAIT: Duration = Duration::from_secs(150);
    /// Longest time between two tries in an outage.
    const LONGEST_PROBE: Duration = Duration::from_secs(30);

    /// Why the key is not used, if it is not.
    pub fn refused(&self) -> Option<&Failure> {
        self.refused.as_ref()
    }

    /// The outage, if there is one.
    pub fn outage(&self) -> Option<&Outage> {
        self.outage.as_ref()
    }

    /// For how long the service wants no requests.
    pub fn slowed_for(&self, now: Now) -> Option<Duration> {
        self.slowed_until
            .and_then(|until| until.checked_sub(now.steady))
            .filter(|rest| !rest.is_zero())
    }

    /// From when on anything may be asked, and how many requests at once; `None` for not at all.
    pub(super) fn open_from(&self, now: Now) -> Option<(Duration, usize)> {
        if self.refused.is_some() && !self.trial {
            return None;
        }
        let slowed = self.slowed_until.unwrap_or_default();
        match &self.outage {
            _ if self.trial => Some((now.steady, 1)),
            Some(outage) => Some((outage.probe_at.max(slowed), 1)),
            None => Some((slowed.max(now.steady), usize::MAX)),
        }
    }

    /// The key was read again. Where a look can try it, one does; else the next send will.
    pub(super) fn key_read(&mut self, read_well: bool, can_try: bool) {
        self.trial = read_well && can_try && self.refused.is_some();
        if read_well && !can_try {
            self.refused = None;
        }
    }

    /// Any sound answer.
    pub(super) fn answered(&mut self) {
        *self = Self {
            slowed_until: self.slowed_until,
            ..Self::default()
        };
    }

    /// Any answer that was none.
    pub(super) fn failed(&mut self, failure: &Failure, retry_after: Option<Duration>, now: Now, random: &mut StdRng) {
        self.trial = false;
        if failure.kind == FailureKind::Unauthorized {
            self.refused = Some(failure.clone());
        } else if failure.kind == FailureKind::RateLimited {
            self.slowed_in_a_row = self.slowed_in_a_row.saturating_add(1);
            let ours = Duration::from_secs(5 << self.slowed_in_a_row.min(5));
            let wait = retry_after.unwrap_or(ours).min(Self::LONGEST_WAIT);
            self.slowed_until = self.slowed_until.max(Some(now.steady + wait));
        } else if failure.is_outage() {
            self.faults_in_a_row = self.faults_in_a_row.saturating_add(1);
            let probes = self.outage.as_ref().map_or(0, |outage| outage.probes + 1);
            if self.faults_in_a_row >= Self::FAULTS {
                let longest = Duration::from_secs(2 << probes.min(5)).min(Self::LONGEST_PROBE);
                let wait = longest.mul_f64(random.random_range(0.5..=1.0));
                self.outage = Some(Outage {
                    since: self.outage.as_ref().map_or(now.wall, |outage| outage.since),
                    failure: failure.clone(),
                    probe_at: now.steady + wait.max(retry_after.unwrap_or_default().min(Self::LONGEST_WAIT)),
                    probes,
                });
            }
        } else {
            // the service speaks, if only to say no
            self.faults_in_a_row = 0;
            self.outage = None;
        }
    }
}

//! What one run of the sandbox may still spend and start. Kept in memory, for this run alone:
//! limits are the account's business, and no job's state follows from them.

use std::collections::HashMap;

use super::answer::Refusal;
use super::job::{Fate, Job, Millis, RequestId};

#[derive(Debug)]
pub(super) struct Account {
    balance: u64,
    limit: usize,
    /// Jobs accepted in this run and when each will have ended.
    in_flight: HashMap<RequestId, Millis>,
}

impl Account {
    pub(super) fn new(balance: u64, limit: usize) -> Self {
        Self {
            balance,
            limit,
            in_flight: HashMap::new(),
        }
    }

    /// Takes the price and a place in flight, or neither.
    pub(super) fn take(&mut self, job: &Job) -> Result<(), Refusal> {
        // Ended jobs are counted out only when the places run out: no sweep on the way.
        if self.in_flight.len() >= self.limit {
            self.in_flight.retain(|_, ends| *ends > job.accepted);
        }
        if self.in_flight.len() >= self.limit {
            return Err(Refusal::RateLimited { limit: self.limit });
        }
        let Some(rest) = self.balance.checked_sub(job.credits) else {
            return Err(Refusal::NoCredits {
                needs: job.credits,
                has: self.balance,
            });
        };
        let ends = match job.fate {
            Fate::Stuck => Millis::MAX,
            Fate::Succeeded | Fate::Failed | Fate::FailedInText | Fate::Refused => job.ends,
        };
        self.balance = rest;
        self.in_flight.insert(job.id.clone(), ends);
        Ok(())
    }

    /// Undoes `take` for a job that could not be kept.
    pub(super) fn give_back(&mut self, job: &Job) {
        self.in_flight.remove(&job.id);
        self.balance += job.credits;
    }

    /// Frees the place of a cancelled job; its credits stay spent (assumed).
    pub(super) fn free(&mut self, id: &RequestId) {
        self.in_flight.remove(id);
    }
}

//! The promises about money, about the terminal and to the service, tried at every place where they can break: cut wires, killed
//! processes, hostile pastes and answers, many windows, ways to leave, more jobs than the ceiling lets be looked at.
//!
//! Each matrix prints one line with its seed, how many cases it tried and how long that took. `cargo test` runs a short form of each;
//! the long form of all of them is `LONG=1 cargo test --release --test it matrix -- --nocapture --test-threads=1`. `SEED=n` chooses
//! the same cases again.
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

mod calls;
mod cut;
mod flood;
mod hostile;
mod kill;
mod leave;
mod live;
mod many;
mod order;
mod paste;
mod redirect;

use std::env;
use std::time::Instant;

use rand::SeedableRng;
use rand::rngs::StdRng;

/// One run of a matrix: how large it is, and where its cases come from.
struct Run {
    name: &'static str,
    seed: u64,
    long: bool,
    begun: Instant,
}

impl Run {
    fn begin(name: &'static str) -> Self {
        let chosen = env::var("SEED").ok().map(|seed| seed.parse().unwrap());
        let seed =
            chosen.unwrap_or_else(|| u64::from(jiff::Timestamp::now().subsec_nanosecond().unsigned_abs()) / 1_000);
        // said first too: a case that hangs is found again by it
        say(&format!("matrix: {name}: seed {seed} ..."));
        Self {
            name,
            seed,
            long: env::var_os("LONG").is_some(),
            begun: Instant::now(),
        }
    }

    /// The short form's number, or the long form's.
    fn size<T>(&self, short: T, long: T) -> T {
        if self.long { long } else { short }
    }

    /// The source of all that is random about one part of the cases.
    fn random(&self, part: u64) -> StdRng {
        StdRng::seed_from_u64(self.seed.wrapping_mul(1_000_003).wrapping_add(part))
    }

    /// Tells what was tried, once none of it went wrong.
    fn ends(self, tried: &str) {
        let Self { name, seed, begun, .. } = self;
        let took = begun.elapsed();
        say(&format!("matrix: {name}: seed {seed}: {tried}: {took:.1?}"));
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what the long form is run for")]
fn say(line: &str) {
    println!("{line}");
}

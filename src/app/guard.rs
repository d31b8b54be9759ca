//! No stray key and no paste can pay: a key that pays or cancels counts only where no other input came close to it.

use std::time::Duration;

use super::action::Action;

/// Watches the gaps between inputs.
#[derive(Debug, Default)]
pub(super) struct Guard {
    last_input: Option<Duration>,
    held: Option<(Action, Duration)>,
}

/// What a guarded key comes to at once.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It waits for the quiet after it.
    Held,
    /// Other input stood too close to it.
    Burst,
}

impl Guard {
    /// The quiet that is wanted before and after.
    pub(super) const QUIET: Duration = Duration::from_millis(30);

    /// Any input at all. Tells whether it spoils a held key.
    pub(super) fn input(&mut self, now: Duration) -> bool {
        self.held
            .take_if(|(_, at)| now.saturating_sub(*at) < Self::QUIET)
            .is_some()
    }

    /// Remembers that there was input, once it has been dealt with.
    pub(super) fn over(&mut self, now: Duration) {
        self.last_input = Some(now);
    }

    /// A guarded key.
    pub(super) fn hold(&mut self, action: Action, now: Duration) -> Verdict {
        let close = self
            .last_input
            .is_some_and(|last| now.saturating_sub(last) < Self::QUIET);
        if close {
            return Verdict::Burst;
        }
        self.held = Some((action, now));
        Verdict::Held
    }

    /// The held key, once it has been quiet for long enough.
    pub(super) fn release(&mut self, now: Duration) -> Option<Action> {
        self.held
            .take_if(|(_, at)| now.saturating_sub(*at) >= Self::QUIET)
            .map(|(action, _)| action)
    }

    /// When the held key is due.
    pub(super) fn due(&self) -> Option<Duration> {
        self.held.map(|(_, at)| at + Self::QUIET)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_key_alone_counts_after_the_quiet() {
        let mut guard = Guard::default();
        guard.over(ms(0));
        assert_eq!(guard.hold(Action::Send, ms(30)), Verdict::Held);
        guard.over(ms(30));
        assert_eq!((guard.due(), guard.release(ms(59))), (Some(ms(60)), None));
        assert_eq!(guard.release(ms(60)), Some(Action::Send));
        assert_eq!(guard.release(ms(61)), None, "once");
    }

    #[test]
    fn input_just_before_or_just_after_spoils_it() {
        let mut guard = Guard::default();
        guard.over(ms(0));
        assert_eq!(guard.hold(Action::Pay, ms(29)), Verdict::Burst);
        assert_eq!(guard.release(ms(500)), None);
        assert_eq!(guard.hold(Action::Pay, ms(600)), Verdict::Held);
        assert!(guard.input(ms(629)));
        assert_eq!(guard.release(ms(700)), None);
        assert_eq!(guard.hold(Action::Pay, ms(800)), Verdict::Held);
        assert!(!guard.input(ms(830)), "quiet enough: it still counts");
        assert_eq!(guard.release(ms(830)), Some(Action::Pay));
    }
}

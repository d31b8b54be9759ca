//! No stray key and no paste can pay: a key that pays or cancels counts only where no other input came close to it.

use std::time::Duration;

use crokey::KeyCombination;

use super::action::Action;

/// Watches the gaps between inputs.
#[derive(Debug, Default)]
pub(super) struct Guard {
    last: Option<Input>,
    held: Option<(Action, Duration)>,
}

/// The last input, and how it stands to the ones before.
#[derive(Debug, Clone, Copy)]
struct Input {
    key: Option<KeyCombination>,
    at: Duration,
    /// Since the input before it.
    gap: Duration,
    /// How many times in a row the same key came.
    run: u32,
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
    /// A key that is held down comes again and again, faster than this.
    const REPEAT: Duration = Duration::from_millis(60);

    /// Any input at all, a key or something else. Tells whether it spoils a held key.
    pub(super) fn input(&mut self, key: Option<KeyCombination>, now: Duration) -> bool {
        let before = self.last;
        let same = before.filter(|before| key.is_some() && before.key == key);
        self.last = Some(Input {
            key,
            at: now,
            gap: before.map_or(Duration::MAX, |before| now.saturating_sub(before.at)),
            run: same.map_or(1, |before| before.run.saturating_add(1)),
        });
        self.held
            .take_if(|(_, at)| now.saturating_sub(*at) < Self::QUIET)
            .is_some()
    }

    /// The last input was a guarded key.
    pub(super) fn hold(&mut self, action: Action, now: Duration) -> Verdict {
        let held_down = |last: Input| last.run > 2 && last.gap < Self::REPEAT;
        if self.last.is_some_and(|last| last.gap < Self::QUIET || held_down(last)) {
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
    use crokey::key;

    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn press(guard: &mut Guard, action: Action, now: Duration) -> Verdict {
        guard.input(Some(key!(ctrl - s)), now);
        guard.hold(action, now)
    }

    #[test]
    fn a_key_alone_counts_after_the_quiet() {
        let mut guard = Guard::default();
        guard.input(Some(key!(x)), ms(0));
        assert_eq!(press(&mut guard, Action::Send, ms(30)), Verdict::Held);
        assert_eq!((guard.due(), guard.release(ms(59))), (Some(ms(60)), None));
        assert_eq!(guard.release(ms(60)), Some(Action::Send));
        assert_eq!(guard.release(ms(61)), None, "once");
    }

    #[test]
    fn input_just_before_or_just_after_spoils_it() {
        let mut guard = Guard::default();
        guard.input(None, ms(0));
        assert_eq!(press(&mut guard, Action::Pay, ms(29)), Verdict::Burst);
        assert_eq!(guard.release(ms(500)), None);
        assert_eq!(press(&mut guard, Action::Pay, ms(600)), Verdict::Held);
        assert!(guard.input(None, ms(629)));
        assert_eq!(guard.release(ms(700)), None);
        assert_eq!(press(&mut guard, Action::Pay, ms(800)), Verdict::Held);
        assert!(!guard.input(Some(key!(y)), ms(830)), "quiet enough: it still counts");
        assert_eq!(guard.release(ms(830)), Some(Action::Pay));
    }

    #[test]
    fn a_key_that_is_held_down_counts_no_more_than_twice() {
        let mut guard = Guard::default();
        let presses = [0, 500, 533, 566, 600].map(|at| {
            let verdict = press(&mut guard, Action::Pay, ms(at));
            (verdict, guard.release(ms(at + 30)).is_some())
        });
        let counted = presses.iter().filter(|(_, released)| *released).count();
        assert_eq!(
            counted, 2,
            "the press, and the first repeat, which nothing tells from another press"
        );
    }
}

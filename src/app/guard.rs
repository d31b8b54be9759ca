//! No stray key and no paste can pay: a key that pays or cancels counts only where no other input came close to it.

use std::time::Duration;

use crokey::KeyCombination;

use super::action::Action;

/// Watches the gaps between inputs.
#[derive(Debug, Default)]
pub(super) struct Guard {
    last: Option<Input>,
    held: Option<Held>,
    inputs: u64,
}

/// A guarded key that waits for the quiet after it.
#[derive(Debug, Clone, Copy)]
struct Held {
    action: Action,
    at: Duration,
    quiet: Duration,
}

/// The last input, and how it stands to the ones before.
#[derive(Debug, Clone, Copy)]
struct Input {
    key: Option<KeyCombination>,
    at: Duration,
    /// Since the input before it.
    gap: Duration,
    /// It is the same key as the one before.
    again: bool,
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
    /// Presses of the same key that are no further apart than this are a run.
    const RUN: Duration = Duration::from_millis(300);
    /// From the third on, a run is a key that is held down, and pays nothing.
    const HELD_DOWN: u32 = 3;
    /// The quiet before the same key again, where it pays: systems repeat a key that is held down every 30 to 90 ms.
    const QUIET_BEFORE_AGAIN: Duration = Duration::from_millis(60);
    /// The quiet after it: the first repeat comes late, the next ones betray it.
    const QUIET_AFTER_AGAIN: Duration = Duration::from_millis(120);

    /// Any input at all, a key or something else. Tells whether it spoils a held key.
    pub(super) fn input(&mut self, key: Option<KeyCombination>, now: Duration) -> bool {
        let before = self.last;
        self.inputs += 1;
        let gap = before.map_or(Duration::MAX, |before| now.saturating_sub(before.at));
        let same = before.filter(|before| key.is_some() && before.key == key);
        self.last = Some(Input {
            key,
            at: now,
            gap,
            again: same.is_some(),
            run: same
                .filter(|_| gap < Self::RUN)
                .map_or(1, |before| before.run.saturating_add(1)),
        });
        self.held
            .take_if(|held| now.saturating_sub(held.at) < held.quiet)
            .is_some()
    }

    /// The last input was a guarded key.
    pub(super) fn hold(&mut self, action: Action, now: Duration) -> Verdict {
        let Some(last) = self.last else { return Verdict::Burst };
        let again = action == Action::Pay && last.again;
        let (before, after) = if again {
            (Self::QUIET_BEFORE_AGAIN, Self::QUIET_AFTER_AGAIN)
        } else {
            (Self::QUIET, Self::QUIET)
        };
        if last.gap < before || (again && last.run >= Self::HELD_DOWN) {
            return Verdict::Burst;
        }
        self.held = Some(Held {
            action,
            at: now,
            quiet: after,
        });
        Verdict::Held
    }

    /// The held key, once it has been quiet for long enough.
    pub(super) fn release(&mut self, now: Duration) -> Option<Action> {
        let held = self.held.take_if(|held| now.saturating_sub(held.at) >= held.quiet)?;
        Some(held.action)
    }

    /// Lets go of the held key: it counts no more.
    pub(super) fn forget(&mut self) {
        self.held = None;
    }

    /// When the held key is due.
    pub(super) fn due(&self) -> Option<Duration> {
        self.held.map(|held| held.at + held.quiet)
    }

    /// How many inputs there were so far.
    pub(super) fn inputs(&self) -> u64 {
        self.inputs
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

    /// A key that is held down comes once, then after a pause, then every `gap`. Tells how often it paid.
    fn held_down(gap: u64) -> usize {
        let mut guard = Guard::default();
        let times: Vec<u64> = [0].into_iter().chain((0..20).map(|nth| 500 + nth * gap)).collect();
        let mut counted = 0;
        for (nth, &at) in times.iter().enumerate() {
            press(&mut guard, if nth == 0 { Action::Send } else { Action::Pay }, ms(at));
            let next = times.get(nth + 1).copied().unwrap_or(at + 1000);
            let due = guard.due().filter(|due| *due <= ms(next));
            counted += usize::from(due.is_some_and(|due| guard.release(due).is_some()));
        }
        counted
    }

    #[test]
    fn a_key_that_is_held_down_counts_once() {
        for gap in [1, 20, 33, 40, 60, 90, 99, 119] {
            assert_eq!(held_down(gap), 1, "a repeat every {gap} ms");
        }
    }

    #[test]
    fn the_same_key_pressed_again_with_care_counts_again() {
        let mut guard = Guard::default();
        assert_eq!(press(&mut guard, Action::Send, ms(0)), Verdict::Held);
        assert_eq!(guard.release(ms(30)), Some(Action::Send));
        assert_eq!(press(&mut guard, Action::Pay, ms(80)), Verdict::Held);
        assert_eq!(
            (guard.release(ms(199)), guard.release(ms(200))),
            (None, Some(Action::Pay))
        );
    }
}

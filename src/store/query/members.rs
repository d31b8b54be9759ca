//! A set of keys that is asked very often, in no order: hardly slower where it is large.

/// The set, in parts of equal width, so that one of a few keys is looked for instead of one of all: the keys of jobs lie about evenly.
#[derive(Debug)]
pub(super) struct Members {
    /// In their order.
    keys: Vec<i64>,
    /// Of a part, as a power of two.
    width: u32,
    /// Where each part begins, and where the last one ends.
    begins: Vec<usize>,
}

impl Members {
    /// Keys in a part, on average.
    const TOGETHER: usize = 8;

    /// Of keys in their order.
    pub(super) fn of(keys: Vec<i64>) -> Self {
        let span = match &keys[..] {
            [first, .., last] => last.abs_diff(*first),
            [_] | [] => 0,
        };
        let parts = (keys.len() / Self::TOGETHER).max(1) as u64;
        let width = (0..u64::BITS).find(|width| span >> width < parts).unwrap_or(u64::BITS);
        let mut members = Self {
            keys,
            width,
            begins: vec![0],
        };
        for (at, key) in members.keys.iter().enumerate() {
            let part = members.part(*key).unwrap_or_default();
            while members.begins.len() <= part {
                members.begins.push(at);
            }
        }
        members.begins.push(members.keys.len());
        members
    }

    pub(super) fn hold(&self, key: i64) -> bool {
        let part = self.part(key).and_then(|part| {
            let (from, to) = (self.begins.get(part)?, self.begins.get(part + 1)?);
            self.keys.get(*from..*to)
        });
        part.is_some_and(|part| part.binary_search(&key).is_ok())
    }

    /// Which part a key would be in. None is for keys before the first.
    fn part(&self, key: i64) -> Option<usize> {
        let first = self.keys.first().filter(|first| **first <= key)?;
        let part = key.abs_diff(*first).checked_shr(self.width).unwrap_or_default();
        usize::try_from(part).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn members_are_the_keys_and_no_others(
            keys in prop::collection::btree_set(prop_oneof![-40..40_i64, any::<i64>(), Just(i64::MIN), Just(i64::MAX)], 0..60),
            asked in prop::collection::vec(prop_oneof![-41..41_i64, any::<i64>()], 0..60),
        ) {
            let members = Members::of(keys.iter().copied().collect());
            for key in keys.iter().chain(&asked) {
                prop_assert_eq!(members.hold(*key), keys.contains(key), "{}", key);
            }
        }
    }
}

//! Whose turn it is: of the accounts in a long queue, the health of a few is asked for at one look.
//!
//! What must always hold: those that were not looked at for longest come first; so accounts about
//! which nothing can be done hold up no other, however many they are (INV-11).

use std::collections::{BTreeMap, BTreeSet};

use super::Waiting;

/// Accounts whose health is asked for at one look.
const LOOKED_AT_MAX: usize = 40;

/// Which account was looked at when, in looks.
#[derive(Debug, Clone, Default)]
pub struct Looks {
    last: BTreeMap<u64, u64>,
    number: u64,
}

impl Looks {
    /// Of these accounts, those whose turn it is: never looked at first, then the longest ago.
    pub(super) fn turn(&self, accounts: impl Iterator<Item = u64>) -> BTreeSet<u64> {
        let mut waiting: Vec<(u64, usize, u64)> = accounts
            .enumerate()
            .map(|(place, a)| (self.last.get(&a).copied().unwrap_or_default(), place, a))
            .collect();
        waiting.sort_unstable();
        let turn = waiting.into_iter().take(LOOKED_AT_MAX);
        turn.map(|(.., account)| account).collect()
    }

    /// These were looked at now; of others, what is still in the queue is remembered.
    pub(super) fn note(&mut self, looked: BTreeSet<u64>, queue: &[Waiting]) {
        self.number = self.number.saturating_add(1);
        let waiting: BTreeSet<u64> = queue.iter().map(|w| w.seen.account).collect();
        self.last.retain(|account, _| waiting.contains(account));
        let now = looked.into_iter().map(|account| (account, self.number));
        self.last.extend(now);
    }
}

//! The age of a process and the index by which overdue ones are found.
//!
//! What must always hold: every open process is in the index exactly once, under its present
//! deadline. Cranks and keepers read the front of the index; nobody scans. Times are seconds since
//! the epoch.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Empty, Order, StdResult, Storage};
use cw_storage_plus::{Bound, Map};

use crate::paging::page_limit;

/// When a process began, when it should be over, and when it last moved. Seconds.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Process {
    /// When it began.
    pub opened_at: u64,
    /// From when on it is overdue.
    pub deadline: u64,
    /// When it last moved.
    pub last_progress: u64,
}

impl Process {
    /// A process that begins now and should be over `life_secs` later.
    pub const fn open(now: u64, life_secs: u64) -> Self {
        Self {
            opened_at: now,
            deadline: now.saturating_add(life_secs),
            last_progress: now,
        }
    }

    /// Seconds since it began; zero if the clock is behind.
    pub const fn age(&self, now: u64) -> u64 {
        now.saturating_sub(self.opened_at)
    }

    /// Seconds since it last moved.
    pub const fn idle(&self, now: u64) -> u64 {
        now.saturating_sub(self.last_progress)
    }

    /// Has the deadline been reached?
    pub const fn is_overdue(&self, now: u64) -> bool {
        now >= self.deadline
    }

    /// It moved now. Time never runs back.
    pub fn touch(&mut self, now: u64) {
        self.last_progress = self.last_progress.max(now);
    }
}

/// Open processes by `(deadline, id)`, the most urgent first.
pub struct ProcessIndex {
    entries: Map<(u64, u64), Empty>,
}

impl ProcessIndex {
    /// An index under this storage key.
    pub const fn new(key: &'static str) -> Self {
        Self {
            entries: Map::new(key),
        }
    }

    /// Adds an open process.
    pub fn insert(&self, storage: &mut dyn Storage, deadline: u64, id: u64) -> StdResult<()> {
        self.entries.save(storage, (deadline, id), &Empty {})
    }

    /// Removes a process that ended; a no-op if it is not there.
    pub fn remove(&self, storage: &mut dyn Storage, deadline: u64, id: u64) {
        self.entries.remove(storage, (deadline, id));
    }

    /// Gives a process another deadline.
    pub fn reschedule(
        &self,
        storage: &mut dyn Storage,
        id: u64,
        old_deadline: u64,
        new_deadline: u64,
    ) -> StdResult<()> {
        self.remove(storage, old_deadline, id);
        self.insert(storage, new_deadline, id)
    }

    /// Ids whose deadline has been reached, longest overdue first; `limit` as in [`page_limit`].
    pub fn overdue(
        &self,
        storage: &dyn Storage,
        now: u64,
        limit: Option<u32>,
    ) -> StdResult<Vec<u64>> {
        let end = Bound::inclusive((now, u64::MAX));
        self.entries
            .keys(storage, None, Some(end), Order::Ascending)
            .take(page_limit(limit))
            .map(|key| key.map(|(_, id)| id))
            .collect()
    }

    /// A page of `(deadline, id)`, most urgent first, after the given entry.
    pub fn page(
        &self,
        storage: &dyn Storage,
        start_after: Option<(u64, u64)>,
        limit: Option<u32>,
    ) -> StdResult<Vec<(u64, u64)>> {
        self.entries
            .keys(
                storage,
                start_after.map(Bound::exclusive),
                None,
                Order::Ascending,
            )
            .take(page_limit(limit))
            .collect()
    }
}

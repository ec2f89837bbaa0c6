//! A queue of announced changes: what loosens safety waits, so that people can leave first
//! (DEC-20).
//!
//! What must always hold: a queued change takes effect not before its time and not after it has
//! expired; at most [`MAX_QUEUED`] wait. The contract decides what loosens: what tightens, it
//! applies at once and does not queue. It also checks who may propose and cancel; applying a ripe
//! change needs no privilege.

use cosmwasm_schema::{cw_serde, FromJson, ToJson};
use cosmwasm_std::{Order, Storage};
use cw_storage_plus::{Bound, Item, Map};

use crate::paging::page_limit;
use crate::{KitError, KitResult};

/// Most changes that may wait at once.
pub const MAX_QUEUED: usize = 16;

/// How long changes wait, and how long they stay ripe. Seconds.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct TimeLockConfig {
    /// Shortest wait between proposal and effect.
    pub delay_secs: u64,
    /// How long after its time a change may still be applied; more than zero.
    pub window_secs: u64,
}

/// A change that waits.
#[cw_serde]
pub struct Queued<T> {
    /// Its number.
    pub id: u64,
    /// What would change.
    pub change: T,
    /// When it was proposed. Seconds since the epoch.
    pub proposed_at: u64,
    /// From when on it may be applied. Seconds since the epoch.
    pub eta: u64,
    /// From when on it may not be applied any more. Seconds since the epoch.
    pub expires_at: u64,
}

/// The queue of one contract.
pub struct TimeLock<T> {
    config: Item<TimeLockConfig>,
    next_id: Item<u64>,
    queue: Map<u64, Queued<T>>,
}

impl<T: ToJson + FromJson> TimeLock<T> {
    /// A queue under three storage keys: configuration, next number, changes.
    pub const fn new(
        config_key: &'static str,
        next_id_key: &'static str,
        queue_key: &'static str,
    ) -> Self {
        Self {
            config: Item::new(config_key),
            next_id: Item::new(next_id_key),
            queue: Map::new(queue_key),
        }
    }

    /// Stores the configuration. Shortening the delay loosens: the caller must queue that change
    /// too.
    pub fn set_config(&self, storage: &mut dyn Storage, config: TimeLockConfig) -> KitResult<()> {
        if config.window_secs == 0 {
            return Err(KitError::OutOfRange {
                what: "window in seconds",
                min: 1,
                max: u64::MAX,
                actual: 0,
            });
        }
        Ok(self.config.save(storage, &config)?)
    }

    /// The configuration.
    pub fn config(&self, storage: &dyn Storage) -> KitResult<TimeLockConfig> {
        Ok(self.config.load(storage)?)
    }

    /// Queues `change` for `eta` (seconds since the epoch), or for the earliest time when none is
    /// given.
    ///
    /// Expired changes make room first. Fails with [`KitError::OutOfRange`] if `eta` is too early,
    /// and with [`KitError::QueueFull`].
    pub fn propose(
        &self,
        storage: &mut dyn Storage,
        now: u64,
        change: T,
        eta: Option<u64>,
    ) -> KitResult<Queued<T>> {
        let config = self.config(storage)?;
        let earliest = now.saturating_add(config.delay_secs);
        let eta = eta.unwrap_or(earliest);
        if eta < earliest {
            return Err(KitError::OutOfRange {
                what: "eta",
                min: earliest,
                max: u64::MAX,
                actual: eta,
            });
        }
        let expired = self.expired_if_room(storage, now)?;
        for id in expired {
            self.queue.remove(storage, id);
        }
        let id = self.next_id.may_load(storage)?.unwrap_or(1);
        let queued = Queued {
            id,
            change,
            proposed_at: now,
            eta,
            expires_at: eta.saturating_add(config.window_secs),
        };
        self.queue.save(storage, id, &queued)?;
        self.next_id.save(storage, &id.saturating_add(1))?;
        Ok(queued)
    }

    /// Takes a ripe change out of the queue, to be put into effect by the caller.
    ///
    /// Fails with [`KitError::NotFound`], [`KitError::TooEarly`] or [`KitError::Expired`].
    pub fn apply(&self, storage: &mut dyn Storage, now: u64, id: u64) -> KitResult<Queued<T>> {
        let queued = self.get(storage, id)?;
        if now < queued.eta {
            let eta = queued.eta;
            return Err(KitError::TooEarly { id, eta, now });
        }
        if now >= queued.expires_at {
            return Err(KitError::Expired {
                id,
                expires_at: queued.expires_at,
                now,
            });
        }
        self.queue.remove(storage, id);
        Ok(queued)
    }

    /// Takes a change out of the queue for good. Fails with [`KitError::NotFound`].
    pub fn cancel(&self, storage: &mut dyn Storage, id: u64) -> KitResult<Queued<T>> {
        let queued = self.get(storage, id)?;
        self.queue.remove(storage, id);
        Ok(queued)
    }

    /// A queued change. Fails with [`KitError::NotFound`].
    pub fn get(&self, storage: &dyn Storage, id: u64) -> KitResult<Queued<T>> {
        let what = "change";
        let queued = self.queue.may_load(storage, id)?;
        queued.ok_or(KitError::NotFound { what, id })
    }

    /// A page of queued changes by number, expired ones included; `limit` as in [`page_limit`].
    pub fn page(
        &self,
        storage: &dyn Storage,
        start_after: Option<u64>,
        limit: Option<u32>,
    ) -> KitResult<Vec<Queued<T>>> {
        let start = start_after.map(Bound::exclusive);
        let mut page = Vec::new();
        let range = self.queue.range(storage, start, None, Order::Ascending);
        for entry in range.take(page_limit(limit)) {
            page.push(entry?.1);
        }
        Ok(page)
    }

    /// Ids that have expired; fails if the others leave no room. Reads at most [`MAX_QUEUED`]
    /// entries.
    fn expired_if_room(&self, storage: &dyn Storage, now: u64) -> KitResult<Vec<u64>> {
        let mut expired = Vec::new();
        let mut waiting = 0usize;
        let range = self.queue.range(storage, None, None, Order::Ascending);
        for entry in range.take(MAX_QUEUED) {
            let (id, queued) = entry?;
            if now >= queued.expires_at {
                expired.push(id);
            } else {
                waiting = waiting.saturating_add(1);
            }
        }
        if waiting >= MAX_QUEUED {
            return Err(KitError::QueueFull { max: MAX_QUEUED });
        }
        Ok(expired)
    }
}

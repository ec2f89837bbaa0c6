//! Pauses that end by themselves.
//!
//! What must always hold: a pause has an end; a guardian cannot chain pauses into a freeze
//! (DEC-20); what is not a [`PauseScope`] cannot be paused at all, and no contract declares one for
//! repay, settle, claim or the return of collateral (INV-10); after every end there is a grace
//! period, for those who could not act while the scope was closed (DEC-16).
//!
//! How a guardian is kept from freezing a scope for ever: after a pause has ended, early or by
//! itself, no guardian may pause that scope again for `rest_secs`, which is at least the longest
//! pause. So guardians together stop a scope at most half of the time. The owner, who acts by
//! governance, is not held to the gap, but its pauses are as short and end as surely.

use std::marker::PhantomData;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Storage};
use cw_storage_plus::{Item, Map};

use crate::{KitError, KitResult};

/// Most guardians there may be.
pub const MAX_GUARDIANS: usize = 8;

/// A closed list of what a contract lets be paused: an enum whose variants have fixed names.
pub trait PauseScope: Copy + 'static {
    /// The name, used as storage key and in events; never changed.
    fn as_str(&self) -> &'static str;
}

/// Who may pause, and for how long. Seconds.
#[cw_serde]
pub struct PauseConfig {
    /// May pause, never unpause. At most [`MAX_GUARDIANS`].
    pub guardians: Vec<Addr>,
    /// Longest pause; more than zero.
    pub max_secs: u64,
    /// How long a scope stays open before a guardian may pause it again; at least `max_secs`.
    pub rest_secs: u64,
    /// Length of the grace period after a pause.
    pub grace_secs: u64,
}

/// The last pause of a scope.
#[cw_serde]
struct PauseRecord {
    since: u64,
    until: u64,
    by: Addr,
}

/// What there is to know about a scope. All times in seconds since the epoch.
#[cw_serde]
pub struct PauseStatus {
    /// The scope's name.
    pub scope: String,
    /// Is it paused now?
    pub paused: bool,
    /// When the last pause began; zero if there was none.
    pub since: u64,
    /// When the last pause ends or ended; zero if there was none.
    pub until: u64,
    /// When the grace period after it ends; zero if there was none.
    pub grace_until: u64,
    /// From when on a guardian may pause it (again).
    pub guardian_from: u64,
    /// Who paused it last.
    pub by: Option<Addr>,
}

/// The pauses of one contract.
pub struct Pauses<S> {
    config: Item<PauseConfig>,
    records: Map<&'static str, PauseRecord>,
    scope: PhantomData<S>,
}

impl<S: PauseScope> Pauses<S> {
    /// Pauses under two storage keys: one for the configuration, one for the records.
    pub const fn new(config_key: &'static str, records_key: &'static str) -> Self {
        Self {
            config: Item::new(config_key),
            records: Map::new(records_key),
            scope: PhantomData,
        }
    }

    /// Checks and stores the configuration; the caller has checked that the owner asks for it.
    pub fn set_config(&self, storage: &mut dyn Storage, config: PauseConfig) -> KitResult<()> {
        config.check()?;
        Ok(self.config.save(storage, &config)?)
    }

    /// The configuration.
    pub fn config(&self, storage: &dyn Storage) -> KitResult<PauseConfig> {
        Ok(self.config.load(storage)?)
    }

    /// Is `sender` a guardian?
    pub fn is_guardian(&self, storage: &dyn Storage, sender: &Addr) -> KitResult<bool> {
        Ok(self.config(storage)?.guardians.contains(sender))
    }

    /// Guardian: pauses `scope` for `secs` from now.
    ///
    /// Fails with [`KitError::Unauthorized`], [`KitError::OutOfRange`], or
    /// [`KitError::PauseTooSoon`] while the scope is paused or has not been open long enough.
    pub fn pause_as_guardian(
        &self,
        storage: &mut dyn Storage,
        now: u64,
        sender: &Addr,
        scope: S,
        secs: u64,
    ) -> KitResult<PauseStatus> {
        if !self.is_guardian(storage, sender)? {
            return Err(KitError::unauthorized("a guardian", sender));
        }
        let from = self.status(storage, now, scope)?.guardian_from;
        if now < from {
            let scope = scope.as_str();
            return Err(KitError::PauseTooSoon { scope, from, now });
        }
        self.write(storage, now, sender, scope, secs)
    }

    /// Owner (checked by the caller): pauses `scope` for `secs` from now, or prolongs a pause.
    /// Never shortens one: that is [`Pauses::unpause`]. Fails with [`KitError::OutOfRange`].
    pub fn pause_as_owner(
        &self,
        storage: &mut dyn Storage,
        now: u64,
        owner: &Addr,
        scope: S,
        secs: u64,
    ) -> KitResult<PauseStatus> {
        self.write(storage, now, owner, scope, secs)
    }

    /// Owner (checked by the caller): ends a pause now; the grace period begins.
    ///
    /// Fails with [`KitError::NotPaused`].
    pub fn unpause(&self, storage: &mut dyn Storage, now: u64, scope: S) -> KitResult<PauseStatus> {
        let key = scope.as_str();
        match self.records.may_load(storage, key)? {
            Some(mut record) if now < record.until => {
                record.until = now;
                self.records.save(storage, key, &record)?;
                self.status(storage, now, scope)
            }
            _ => Err(KitError::NotPaused { scope: key }),
        }
    }

    /// Is `scope` paused?
    pub fn is_paused(&self, storage: &dyn Storage, now: u64, scope: S) -> KitResult<bool> {
        Ok(self.status(storage, now, scope)?.paused)
    }

    /// Fails with [`KitError::Paused`] while `scope` is paused.
    pub fn assert_open(&self, storage: &dyn Storage, now: u64, scope: S) -> KitResult<()> {
        let status = self.status(storage, now, scope)?;
        if status.paused {
            return Err(KitError::Paused {
                scope: scope.as_str(),
                until: status.until,
            });
        }
        Ok(())
    }

    /// Is `scope` open, but within the grace period after a pause?
    pub fn in_grace(&self, storage: &dyn Storage, now: u64, scope: S) -> KitResult<bool> {
        let status = self.status(storage, now, scope)?;
        Ok(!status.paused && now < status.grace_until)
    }

    /// What there is to know about `scope` at `now`.
    pub fn status(&self, storage: &dyn Storage, now: u64, scope: S) -> KitResult<PauseStatus> {
        let key = scope.as_str();
        let config = self.config(storage)?;
        let scope = key.to_string();
        let Some(record) = self.records.may_load(storage, key)? else {
            return Ok(PauseStatus {
                scope,
                paused: false,
                since: 0,
                until: 0,
                grace_until: 0,
                guardian_from: 0,
                by: None,
            });
        };
        Ok(PauseStatus {
            scope,
            paused: now < record.until,
            since: record.since,
            until: record.until,
            grace_until: record.until.saturating_add(config.grace_secs),
            guardian_from: record.until.saturating_add(config.rest_secs),
            by: Some(record.by),
        })
    }

    fn write(
        &self,
        storage: &mut dyn Storage,
        now: u64,
        by: &Addr,
        scope: S,
        secs: u64,
    ) -> KitResult<PauseStatus> {
        let max = self.config(storage)?.max_secs;
        check_range("pause seconds", secs, 1, max)?;
        let old = self.records.may_load(storage, scope.as_str())?;
        let running = old.filter(|record| now < record.until);
        let since = running.as_ref().map_or(now, |record| record.since);
        let until = running.map_or(0, |record| record.until);
        let record = PauseRecord {
            since,
            until: now.saturating_add(secs).max(until),
            by: by.clone(),
        };
        self.records.save(storage, scope.as_str(), &record)?;
        self.status(storage, now, scope)
    }
}

impl PauseConfig {
    /// Are the guardians few and distinct, and is the rest long enough?
    pub fn check(&self) -> KitResult<()> {
        let count = self.guardians.len() as u64;
        check_range("number of guardians", count, 0, MAX_GUARDIANS as u64)?;
        for (i, guardian) in self.guardians.iter().enumerate() {
            if self.guardians.iter().take(i).any(|other| other == guardian) {
                return Err(KitError::Duplicate {
                    what: "guardians",
                    value: guardian.to_string(),
                });
            }
        }
        check_range("longest pause in seconds", self.max_secs, 1, u64::MAX)?;
        check_range("rest in seconds", self.rest_secs, self.max_secs, u64::MAX)
    }
}

fn check_range(what: &'static str, actual: u64, min: u64, max: u64) -> KitResult<()> {
    if actual < min || actual > max {
        return Err(KitError::OutOfRange {
            what,
            min,
            max,
            actual,
        });
    }
    Ok(())
}

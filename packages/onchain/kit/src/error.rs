//! The one error of this crate: what was expected and what was found.

use cosmwasm_std::{StdError, Uint256};
use thiserror::Error;

/// Why a helper refused. Nothing was changed.
#[derive(Error, Debug)]
pub enum KitError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// The sender may not do this.
    #[error("unauthorized: expected {expected}, got {actual}")]
    Unauthorized {
        /// Who may: an address or a role.
        expected: String,
        /// Who tried.
        actual: String,
    },
    /// Nobody was proposed as the next owner.
    #[error("no ownership proposal is pending")]
    NoPendingOwner,
    /// The scope is paused; what was asked for can be tried again later.
    #[error("`{scope}` is paused until {until}")]
    Paused {
        /// The scope's name.
        scope: &'static str,
        /// Seconds since the epoch.
        until: u64,
    },
    /// The scope is not paused, so there is nothing to end.
    #[error("`{scope}` is not paused")]
    NotPaused {
        /// The scope's name.
        scope: &'static str,
    },
    /// A guardian must leave a gap between two pauses of a scope.
    #[error("`{scope}` may be paused by a guardian again from {from}, it is {now}")]
    PauseTooSoon {
        /// The scope's name.
        scope: &'static str,
        /// Seconds since the epoch.
        from: u64,
        /// Seconds since the epoch.
        now: u64,
    },
    /// A number is outside its bounds.
    #[error("{what}: expected {min} to {max}, got {actual}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// Smallest allowed.
        min: u64,
        /// Largest allowed.
        max: u64,
        /// What was given.
        actual: u64,
    },
    /// A list names the same thing twice.
    #[error("{what}: `{value}` is named twice")]
    Duplicate {
        /// Which list.
        what: &'static str,
        /// The repeated entry.
        value: String,
    },
    /// No such record.
    #[error("{what} {id} does not exist")]
    NotFound {
        /// Which kind of record.
        what: &'static str,
        /// Its number.
        id: u64,
    },
    /// A queued change is not ripe.
    #[error("change {id} may be applied from {eta}, it is {now}")]
    TooEarly {
        /// Number of the change.
        id: u64,
        /// Seconds since the epoch.
        eta: u64,
        /// Seconds since the epoch.
        now: u64,
    },
    /// A queued change waited too long.
    #[error("change {id} expired at {expires_at}, it is {now}")]
    Expired {
        /// Number of the change.
        id: u64,
        /// Seconds since the epoch.
        expires_at: u64,
        /// Seconds since the epoch.
        now: u64,
    },
    /// The queue of changes has no room.
    #[error("{max} changes are queued already, the most there may be")]
    QueueFull {
        /// The limit.
        max: usize,
    },
    /// The coins sent are not the coins asked for.
    #[error("funds: expected {expected}, got {actual}")]
    Funds {
        /// What the message takes.
        expected: String,
        /// What came.
        actual: String,
    },
    /// An amount does not fit into 128 bits.
    #[error("{what}: {actual} does not fit into 128 bits")]
    AmountTooLarge {
        /// Which amount.
        what: &'static str,
        /// What it would be.
        actual: Uint256,
    },
    /// Nothing can be claimed.
    #[error("{address} has no claim in {denom}")]
    NothingToClaim {
        /// Who asked.
        address: String,
        /// For what.
        denom: String,
    },
    /// A migration of, or to, the wrong code.
    #[error("migration: expected {expected}, got {actual}")]
    Migration {
        /// What would be right.
        expected: String,
        /// What was found.
        actual: String,
    },
    /// A record was written by newer code than this.
    #[error("a record has state version {actual}, this code reads up to {newest}")]
    StateTooNew {
        /// The newest version this code knows.
        newest: u16,
        /// What was found.
        actual: u16,
    },
}

impl KitError {
    /// The sender is not who may do this.
    pub fn unauthorized(expected: impl ToString, actual: impl ToString) -> Self {
        Self::Unauthorized {
            expected: expected.to_string(),
            actual: actual.to_string(),
        }
    }
}

/// A result of this crate.
pub type KitResult<T> = Result<T, KitError>;

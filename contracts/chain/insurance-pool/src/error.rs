//! What can go wrong. Nothing has changed when an error comes back.

use cosmwasm_std::{Decimal, StdError};
use seawall_kit::KitError;
use seawall_money::{DebtAmount, MathError, PoolShares};
use thiserror::Error;

/// Why the pool refused.
#[derive(Error, Debug)]
pub enum PoolError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// Authority, funds, time lock.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// A calculation without a result.
    #[error(transparent)]
    Math(#[from] MathError),
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
    /// A share of the capital outside its bounds.
    #[error("largest payout: expected a share above 0 and up to 1, got {actual}")]
    BadShare {
        /// What was given.
        actual: Decimal,
    },
    /// More shares than the staker has, or none.
    #[error("shares: expected 1 to {max}, got {actual}")]
    BadShares {
        /// What the staker has.
        max: PoolShares,
        /// What was asked for.
        actual: PoolShares,
    },
    /// No unstake was asked for.
    #[error("no unstake is under way")]
    NotLeaving,
    /// The cool-down is not over.
    #[error("the cool-down ends at {from}, it is {now}")]
    CoolingDown {
        /// Seconds.
        from: u64,
        /// Seconds.
        now: u64,
    },
    /// The window is over; the unstake must be asked for again.
    #[error("the unstake had to be finished before {until}, it is {now}")]
    WindowOver {
        /// Seconds.
        until: u64,
        /// Seconds.
        now: u64,
    },
    /// All capital is held for expected losses.
    #[error("{held} are held for expected losses, of a capital of {capital}")]
    Held {
        /// Base units.
        held: DebtAmount,
        /// Base units.
        capital: DebtAmount,
    },
    /// There is a limit on open holds.
    #[error("{max} holds are open, the most there may be")]
    TooManyHolds {
        /// The limit.
        max: usize,
    },
    /// No premium has been earned.
    #[error("there is no premium to claim")]
    NoPremium,
}

/// A result of this contract.
pub type PoolResult<T> = Result<T, PoolError>;

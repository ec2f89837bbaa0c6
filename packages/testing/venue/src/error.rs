//! Why the pool refuses.

use cosmwasm_std::{OverflowError, StdError, Uint128};
use thiserror::Error;

/// Why the pool refuses.
#[derive(Debug, Error)]
pub enum VenueError {
    /// The chain's or the storage's.
    #[error(transparent)]
    Std(#[from] StdError),
    /// Numbers that do not fit.
    #[error(transparent)]
    Overflow(#[from] OverflowError),
    /// A coin that it does not trade.
    #[error("coin {actual} is not traded here, expected one of {first}, {second}")]
    Coin {
        /// What came.
        actual: String,
        /// One of its coins.
        first: String,
        /// The other.
        second: String,
    },
    /// Not exactly one coin came along.
    #[error("expected exactly one coin, got {actual}")]
    Funds {
        /// How many came.
        actual: usize,
    },
    /// It would bring too little.
    #[error("it brings {actual}, expected at least {expected}")]
    TooLittle {
        /// What is demanded.
        expected: Uint128,
        /// What it would bring.
        actual: Uint128,
    },
    /// A callback that nobody asked for.
    #[error("a take of {expected} is under way, got a callback of {actual}")]
    Unasked {
        /// The house that was asked; empty if none was.
        expected: String,
        /// Who called.
        actual: String,
    },
}

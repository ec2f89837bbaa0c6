//! Why there is no quote, size or split.

use cosmwasm_std::Decimal;
use seawall_money::{CollateralAmount, MathError};
use thiserror::Error;

/// Why there is no quote, size or split.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum ExecutionError {
    /// The arithmetic has no result.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A number of a venue or a limit is outside what is allowed.
    #[error("{field} is {actual}, expected {expected}")]
    Parameter {
        /// Which one.
        field: &'static str,
        /// What would be right.
        expected: &'static str,
        /// What it is.
        actual: Decimal,
    },
    /// A venue without anything in it quotes nothing.
    #[error("the venue has no {what}")]
    Empty {
        /// What is missing.
        what: &'static str,
    },
    /// More than the venue can take.
    #[error("a sale of {wanted} to a venue that takes {most}")]
    BeyondDepth {
        /// What was to be sold.
        wanted: CollateralAmount,
        /// What it takes.
        most: CollateralAmount,
    },
    /// The price rises from one segment to the next: they are in the wrong order.
    #[error("segment {number} begins at a higher price than the one before ends")]
    RisingPrice {
        /// Which one, counted from zero.
        number: usize,
    },
    /// More than one solution goes through.
    #[error("{actual} {what}, at most {max}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        actual: usize,
        /// The limit.
        max: usize,
    },
    /// The curve of a pool found no end: its balances are too far apart.
    #[error("the pool's balances are too far apart to be computed")]
    NoConvergence,
}

/// A result of this crate.
pub type ExecutionResult<T> = Result<T, ExecutionError>;

/// Refuses a number unless `ok`.
pub(crate) fn check(
    ok: bool,
    field: &'static str,
    expected: &'static str,
    actual: Decimal,
) -> ExecutionResult<()> {
    if ok {
        return Ok(());
    }
    Err(ExecutionError::Parameter {
        field,
        expected,
        actual,
    })
}

//! The one error of this crate's arithmetic.

use thiserror::Error;

/// Why a calculation has no result.
#[derive(Error, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MathError {
    /// The result does not fit into the type (128 bits for amounts, 256 for values and prices).
    #[error("overflow: {operation} does not fit into its type")]
    Overflow {
        /// Which calculation it was.
        operation: &'static str,
    },
    /// A subtraction whose result would be negative.
    #[error("underflow: {operation} would be below zero")]
    Underflow {
        /// Which calculation it was.
        operation: &'static str,
    },
    /// A division by zero: a price, an index or a total that must not be zero was.
    #[error("division by zero in {operation}")]
    DivideByZero {
        /// Which calculation it was.
        operation: &'static str,
    },
    /// More decimals than a price can carry.
    #[error("an asset has {actual} decimals, at most {max} are supported")]
    TooManyDecimals {
        /// What was given.
        actual: u8,
        /// What is supported.
        max: u8,
    },
}

/// A result of this crate's arithmetic.
pub type MathResult<T> = Result<T, MathError>;

pub(crate) const fn overflow(operation: &'static str) -> MathError {
    MathError::Overflow { operation }
}

pub(crate) const fn underflow(operation: &'static str) -> MathError {
    MathError::Underflow { operation }
}

pub(crate) const fn by_zero(operation: &'static str) -> MathError {
    MathError::DivideByZero { operation }
}

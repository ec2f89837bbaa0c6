//! What can go wrong. Nothing has changed when an error comes back.

use cosmwasm_std::{StdError, Uint256};
use seawall_kit::KitError;
use seawall_wire::WireError;
use thiserror::Error;

/// Why the courier refused.
#[derive(Error, Debug)]
pub enum CourierError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// Authority, stray coins.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// The address at the other end is not well-formed.
    #[error("receiver: {0}")]
    Receiver(#[from] WireError),
    /// The role is set once.
    #[error("the role is set already")]
    RoleSet,
    /// This end does something else, or nothing yet.
    #[error("expected the role `{expected}`, this is `{actual}`")]
    WrongRole {
        /// Which one the message needs.
        expected: &'static str,
        /// Which one it is.
        actual: &'static str,
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
    /// A quota of nothing would keep the money here for ever.
    #[error("quota: expected at least 1 base unit, got 0")]
    EmptyQuota,
    /// No chain calls its channels so.
    #[error("channel: expected `channel-` and a number, got {actual}")]
    BadChannel {
        /// What was given.
        actual: String,
    },
    /// The bank has no coins of such a name.
    #[error("coin name: expected 3 to 128 characters, got {actual}")]
    BadDenom {
        /// How many there were.
        actual: usize,
    },
    /// The balance does not fit into 128 bits.
    #[error("balance: {actual} does not fit into 128 bits")]
    BalanceTooLarge {
        /// What it is.
        actual: Uint256,
    },
}

/// A result of this contract.
pub type CourierResult<T> = Result<T, CourierError>;

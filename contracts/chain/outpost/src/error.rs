//! Why an outpost refuses: what was expected and what was found.

use cosmwasm_std::StdError;
use seawall_kit::KitError;
use seawall_link::LinkError;
use seawall_money::MathError;
use seawall_wire::WireError;
use thiserror::Error;

/// A refusal; nothing was changed.
#[derive(Error, Debug)]
pub enum ContractError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// A helper refused: authority, funds, pause, bounds.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// The link refused: not open, packet too long, set-up.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// An amount does not fit.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A refusal with a code that the hub understands.
    #[error("{0}")]
    Wire(#[from] WireError),
    /// The chain did not take the packet; everything the command did is undone.
    #[error("the packet was not sent: {0}")]
    NotSent(WireError),
    /// A neighbour that is set once was set before.
    #[error("{what}: expected none, got {actual}")]
    AlreadySet {
        /// Which.
        what: String,
        /// What it is.
        actual: String,
    },
    /// A neighbour that is needed was not set yet.
    #[error("{what} is not set")]
    NotSet {
        /// Which.
        what: String,
    },
    /// A report about nothing.
    #[error("a report must be about something")]
    EmptyReport,
    /// A neighbour answered what it must not.
    #[error("{what}: expected {expected}, got {actual}")]
    Answer {
        /// Which neighbour and call.
        what: &'static str,
        /// What it should have answered.
        expected: String,
        /// What it answered.
        actual: String,
    },
    /// Nothing failed that could be tried again.
    #[error("command {command} has no failed call")]
    NothingToRetry {
        /// The command.
        command: u64,
    },
    /// The time of an announced replacement has not come.
    #[error("replacement: not before {at}, it is {now}")]
    TooEarly {
        /// Seconds.
        at: u64,
        /// Seconds.
        now: u64,
    },
    /// A reply under a number that this code does not use.
    #[error("unknown reply {id}")]
    UnknownReply {
        /// The number.
        id: u64,
    },
}

/// A result of this contract.
pub type ContractResult<T> = Result<T, ContractError>;

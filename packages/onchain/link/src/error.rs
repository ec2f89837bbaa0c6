//! Why the link layer refuses: what was expected and what was found.

use cosmwasm_std::StdError;
use thiserror::Error;

use crate::state::LinkStatus;

/// A refusal; nothing was written.
#[derive(Error, Debug)]
pub enum LinkError {
    /// Storage or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// A helper of the kit refused.
    #[error(transparent)]
    Kit(#[from] seawall_kit::KitError),
    /// A step of the handshake does not show what is expected.
    #[error("{what}: expected {expected}, got {actual}")]
    Handshake {
        /// Order, version, connection, port or step.
        what: &'static str,
        /// What is accepted.
        expected: String,
        /// What was shown.
        actual: String,
    },
    /// Channels are not closed from outside.
    #[error("channel {channel} is not closed on request")]
    CloseRefused {
        /// The channel at this end.
        channel: String,
    },
    /// The link is not in a state in which this may happen.
    #[error("link is {status:?}: cannot {what}")]
    Status {
        /// What it is.
        status: LinkStatus,
        /// What was wanted.
        what: &'static str,
    },
    /// No such link.
    #[error("no link to chain {chain}")]
    NoLink {
        /// The chain's number.
        chain: u16,
    },
    /// The way a chain is linked never changes, and no two links share one.
    #[error("link set-up: expected {expected}, got {actual}")]
    Setup {
        /// What is free or stored.
        expected: String,
        /// What was given.
        actual: String,
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
    /// A packet is longer than any receiver accepts.
    #[error("packet: expected at most {max} bytes, got {actual}")]
    TooLong {
        /// Limit, bytes.
        max: u64,
        /// Its length, bytes.
        actual: u64,
    },
    /// The chain sent a packet without saying under which sequence.
    #[error("the chain did not say the sequence of the packet it sent")]
    NoSequence,
    /// The work on a packet ended well, but without an ack: it is rolled back.
    #[error("work on packet {sequence} gave no ack, or one of more than {max} bytes")]
    NoAck {
        /// The packet.
        sequence: u64,
        /// Limit, bytes.
        max: u64,
    },
}

/// A result of this crate.
pub type LinkResult<T> = Result<T, LinkError>;

//! Why the link layer refuses: what was expected and what was found.

use cosmwasm_std::StdError;
use seawall_link_state::{End, LinkStatus, Refused};
use seawall_wire::{Code, WireError};
use thiserror::Error;

/// A refusal; nothing was written.
#[derive(Error, Debug)]
pub enum LinkError {
    /// Storage or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// A packet would not be taken by any peer.
    #[error(transparent)]
    Wire(#[from] WireError),
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
    #[error("link is {status:?} in epoch {epoch}: {why}")]
    Status {
        /// What it is.
        status: LinkStatus,
        /// Its epoch.
        epoch: u32,
        /// What does not fit.
        why: Refused,
    },
    /// No such link.
    #[error("no link to chain {chain}")]
    NoLink {
        /// The chain's number.
        chain: u16,
    },
    /// Only the connection of a link changes, and no two links share one.
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

#[cold]
pub(crate) fn refused(end: &End, why: Refused) -> LinkError {
    let (status, epoch) = (end.status, end.epoch);
    LinkError::Status { status, epoch, why }
}

/// What the sender of a packet is told.
#[cold]
pub(crate) fn refused_packet(end: &End, why: Refused) -> WireError {
    let code = match why {
        Refused::Settled => Code::DUPLICATE,
        Refused::AckedBelow => Code::MALFORMED,
        _ => Code::WRONG_EPOCH,
    };
    WireError::new(code, refused(end, why).to_string())
}

/// A result of this crate.
pub type LinkResult<T> = Result<T, LinkError>;

//! Everything that can go wrong, with what was expected and what was found.

use crate::ids::{ChainIx, ChannelRef, PacketId};
use crate::store::{ChannelState, ClientStatus};
use cosmwasm_std::StdError;
use thiserror::Error;

/// A refused step. Unless said otherwise nothing was written on any chain.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SimError {
    /// A transaction failed and was rolled back. `error` is the root cause as the contract worded
    /// it.
    #[error("transaction on {chain} failed: {error}")]
    Tx {
        /// Where.
        chain: ChainIx,
        /// Text of the innermost failure that is known.
        error: String,
    },
    /// The entry point a relayer called trapped (panic). The packet stays pending.
    #[error("contract aborted on {chain}: {reason}")]
    Aborted {
        /// Where.
        chain: ChainIx,
        /// Panic message.
        reason: String,
    },
    /// The transaction ran out of gas (only on request, gas is not metered).
    #[error("out of gas on {chain}")]
    OutOfGas {
        /// Where.
        chain: ChainIx,
    },
    /// A halted chain takes no transactions.
    #[error("{chain} is halted")]
    Halted {
        /// Which.
        chain: ChainIx,
    },
    /// An IBC rule was broken.
    #[error(transparent)]
    Ibc(#[from] IbcError),
    /// A step observer objected; the step itself stays committed.
    #[error("observer after step {step}: {reason}")]
    Observer {
        /// Number of the step.
        step: u64,
        /// What the observer said, with its chain of causes.
        reason: String,
    },
    /// `relay_all` did not come to rest.
    #[error("still packets to relay after {steps} steps")]
    NotQuiet {
        /// Steps taken.
        steps: usize,
    },
    /// A value could not be written or read as JSON or protobuf.
    #[error("encoding: {0}")]
    Encoding(String),
    /// An ICS-20 channel holds another amount than vouchers and packets account for.
    #[error("{channel} escrows {escrowed} {denom}, expected {expected} (vouchers + in flight)")]
    NotConserved {
        /// The end with the escrow.
        channel: ChannelRef,
        /// Local denom in escrow.
        denom: String,
        /// Found.
        escrowed: String,
        /// Vouchers + in flight.
        expected: String,
    },
}

/// A broken IBC rule, told apart so that tests can match on it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IbcError {
    /// No such channel on this chain.
    #[error("no channel {id}")]
    NoChannel {
        /// Asked for.
        id: String,
    },
    /// No such connection on this chain.
    #[error("no connection-{number}")]
    NoConnection {
        /// Asked for.
        number: u64,
    },
    /// Channel in the wrong state.
    #[error("channel-{channel} is {actual:?}, expected {expected:?}")]
    ChannelState {
        /// N of `channel-N`.
        channel: u64,
        /// Needed.
        expected: ChannelState,
        /// Found.
        actual: ChannelState,
    },
    /// The light client does not work.
    #[error("client is {actual:?}, expected Active")]
    Client {
        /// Found.
        actual: ClientStatus,
    },
    /// The sender does not own the port of the channel.
    #[error("port {actual} does not belong to the sender, expected {expected}")]
    Port {
        /// Port of the sender.
        expected: String,
        /// Port of the channel.
        actual: String,
    },
    /// The counterparty does not show what the handshake step claims.
    #[error("handshake: {what} is {actual}, expected {expected}")]
    Handshake {
        /// Which field.
        what: &'static str,
        /// Needed.
        expected: String,
        /// Found.
        actual: String,
    },
    /// The timeout lies in the past of the receiving chain.
    #[error("timeout {timeout} has elapsed on the destination at {now}")]
    Elapsed {
        /// As in the packet.
        timeout: String,
        /// Destination height and time.
        now: String,
    },
    /// The timeout has not been reached on the destination.
    #[error("timeout {timeout} not reached on the destination at {now}")]
    NotElapsed {
        /// As in the packet.
        timeout: String,
        /// Destination height and time.
        now: String,
    },
    /// Neither a time nor a height was given.
    #[error("packet without timeout")]
    NoTimeout,
    /// Packet data over 256 KiB.
    #[error("packet data has {actual} bytes, at most {max}")]
    TooLong {
        /// Limit.
        max: usize,
        /// Found.
        actual: usize,
    },
    /// No such packet was sent.
    #[error("{0} was never sent")]
    NoPacket(PacketId),
    /// The packet was received, so it cannot time out.
    #[error("{0} was received")]
    Received(PacketId),
    /// The packet has no acknowledgement yet.
    #[error("{0} has no acknowledgement")]
    NoAck(PacketId),
    /// Ordered channel, wrong turn.
    #[error("sequence {actual} on an ordered channel, expected {expected}")]
    OutOfOrder {
        /// Next in turn.
        expected: u64,
        /// Delivered.
        actual: u64,
    },
    /// An acknowledgement may not be empty.
    #[error("acknowledgement cannot be empty")]
    EmptyAck,
    /// No packet waits for this asynchronous acknowledgement.
    #[error("no packet {sequence} on channel-{channel} waits for an acknowledgement")]
    NotAsync {
        /// N of `channel-N`.
        channel: u64,
        /// Asked for.
        sequence: u64,
    },
    /// An ICS-20 rule was broken.
    #[error("ics20: {0}")]
    Transfer(String),
    /// Message or query this model does not know.
    #[error("unsupported: {0}")]
    Unsupported(String),
}

impl From<StdError> for SimError {
    fn from(e: StdError) -> Self {
        SimError::Encoding(e.to_string())
    }
}

impl SimError {
    /// Whether the text of the error contains `needle`: handy in assertions on contract errors.
    pub fn says(&self, needle: &str) -> bool {
        self.to_string().contains(needle)
    }
}

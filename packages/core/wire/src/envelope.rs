//! The envelope around every packet, and what the two directions may carry.

use cosmwasm_schema::cw_serde;
use cosmwasm_schema::serde::{de::DeserializeOwned, Serialize};
use cosmwasm_std::{from_json, to_json_binary, Binary, StdError, StdResult};

use crate::bounds::at_most;
use crate::ids::{ChainNo, CommandId, OrderId};
use crate::{Bounded, Code, Command, Order, Report, WireError, ASKED_MAX, MAX_PACKET_BYTES};

/// The channel version: the protocol's family only, since channels cannot be upgraded.
pub const CHANNEL_VERSION: &str = "seawall-1";
/// The oldest wire version accepted.
pub const WIRE_MIN: u16 = 1;
/// The newest wire version accepted, and what is sent to a peer that said it accepts it.
pub const WIRE_MAX: u16 = 1;

/// One id that follows a process through all chains, packets and events.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Copy, Eq)]
pub struct Origin {
    /// The chain on which the process began.
    pub chain: ChainNo,
    /// Its number there.
    pub number: u64,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.chain, self.number)
    }
}

/// What every packet carries.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct Envelope<B> {
    /// The wire version of the body.
    pub wire: u16,
    /// The hub that gave all the ids.
    pub hub_id: u32,
    /// The epoch of the link.
    pub link_epoch: u32,
    /// The sender has the outcome of every packet with a lower sequence: their acks may go.
    pub acked_below: u64,
    /// The process that this packet belongs to.
    pub origin: Origin,
    /// What it says.
    pub body: B,
}

/// The wire versions a peer accepts.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Copy, Eq)]
pub struct WireRange {
    /// The oldest.
    pub min: u16,
    /// The newest.
    pub max: u16,
}

impl WireRange {
    /// What this program accepts.
    pub const OURS: Self = Self {
        min: WIRE_MIN,
        max: WIRE_MAX,
    };
}

/// A question: what became of packets of mine whose ack will not come by itself, because their
/// channel is no more in use or because their ack could not be read?
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct Resolve {
    /// Of this epoch of the link.
    pub epoch: u32,
    /// The asker has the outcome of every lower sequence of that epoch: their acks may go.
    pub acked_below: u64,
    /// The packets, at most 8; none: only their acks may go.
    pub sequences: Vec<u64>,
}

impl Bounded for Resolve {
    fn check_bounds(&self) -> Result<(), WireError> {
        at_most("packets asked about", self.sequences.len(), ASKED_MAX)
    }
}

/// From an outpost to the hub.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum ToHub {
    /// What the outpost accepts.
    Hello(WireRange),
    /// A user's wish.
    Command {
        /// Its number at the outpost.
        id: CommandId,
        /// The wish.
        command: Command,
    },
    /// Facts.
    Report(Report),
    /// What became of packets of the outpost?
    Resolve(Resolve),
}

/// From the hub to an outpost.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum ToChain {
    /// What the hub accepts.
    Hello(WireRange),
    /// What to do.
    Order {
        /// Its number at the hub.
        id: OrderId,
        /// The order.
        order: Order,
    },
    /// What became of packets of the hub?
    Resolve(Resolve),
}

impl Bounded for ToHub {
    fn check_bounds(&self) -> Result<(), WireError> {
        match self {
            Self::Report(report) => report.check_bounds(),
            Self::Resolve(asked) => asked.check_bounds(),
            _ => Ok(()),
        }
    }
}

impl Bounded for ToChain {
    fn check_bounds(&self) -> Result<(), WireError> {
        match self {
            Self::Order { order, .. } => order.check_bounds(),
            Self::Resolve(asked) => asked.check_bounds(),
            Self::Hello(_) => Ok(()),
        }
    }
}

/// The bytes of a packet. Errors: longer than [`MAX_PACKET_BYTES`], which every peer would refuse.
pub fn encode<B: Serialize>(envelope: &Envelope<B>) -> StdResult<Binary> {
    let bytes = to_json_binary(envelope)?;
    if bytes.len() > MAX_PACKET_BYTES {
        let text = format!(
            "a packet of {} bytes, at most {MAX_PACKET_BYTES}",
            bytes.len()
        );
        return Err(StdError::msg(text));
    }
    Ok(bytes)
}

/// Only the version, whatever the rest looks like.
#[derive(cosmwasm_schema::serde::Deserialize)]
#[serde(crate = "cosmwasm_schema::serde")]
struct Version {
    wire: u16,
}

/// Reads a packet. Errors: `TooLong`, `WireVersion`, `WrongHub`, `Malformed`; never panics.
pub fn decode<B: DeserializeOwned + Bounded>(
    bytes: &[u8],
    hub_id: u32,
) -> Result<Envelope<B>, WireError> {
    if bytes.len() > MAX_PACKET_BYTES {
        let detail = format!("{} bytes, at most {MAX_PACKET_BYTES}", bytes.len());
        return Err(WireError::new(Code::TOO_LONG, detail));
    }
    let malformed = |e: cosmwasm_std::StdError| WireError::new(Code::MALFORMED, e.to_string());
    let Version { wire } = from_json(bytes).map_err(malformed)?;
    if !(WIRE_MIN..=WIRE_MAX).contains(&wire) {
        let detail = format!("wire {wire}, accepted {WIRE_MIN} to {WIRE_MAX}");
        return Err(WireError::new(Code::WIRE_VERSION, detail));
    }
    let envelope: Envelope<B> = from_json(bytes).map_err(malformed)?;
    if envelope.hub_id != hub_id {
        let detail = format!("hub {}, expected {hub_id}", envelope.hub_id);
        return Err(WireError::new(Code::WRONG_HUB, detail));
    }
    envelope.body.check_bounds()?;
    Ok(envelope)
}

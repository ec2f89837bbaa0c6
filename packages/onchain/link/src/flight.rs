//! A packet without outcome.

use cosmwasm_schema::cw_serde;
use seawall_link_state::{FlightState, Purpose};
use seawall_wire::ids::{ChainNo, CommandId};
use seawall_wire::Origin;
use serde::{de::DeserializeOwned, Serialize};

/// What a record in flight must say about what was sent.
pub trait Sent: Serialize + DeserializeOwned + Clone + std::fmt::Debug + PartialEq {
    /// What the peer answers.
    type Ack: DeserializeOwned + Clone + std::fmt::Debug + PartialEq;

    /// What the packet says, in one word, for queries and events.
    fn kind(&self) -> &'static str;

    /// Is this an answer to this very packet? An answer to another kind of packet is not
    /// understood.
    fn fits(&self, ack: &Self::Ack) -> bool;

    /// Why it is sent: a draining link takes only what repairs or leads out.
    fn purpose(&self) -> Purpose {
        Purpose::Repair
    }

    /// The command, if it is one.
    fn command(&self) -> Option<CommandId> {
        None
    }
}

/// Where a packet is recorded: by link, epoch and the chain's own sequence (IBC rule 6).
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct FlightKey {
    /// The link, by the number of the connected chain.
    pub link: ChainNo,
    /// Its epoch.
    pub epoch: u32,
    /// The sequence, as the chain numbered it.
    pub sequence: u64,
}

impl FlightKey {
    pub(crate) fn parts(self) -> (u16, u32, u64) {
        (self.link.0, self.epoch, self.sequence)
    }
}

/// A packet without outcome.
#[cw_serde]
pub struct InFlight<T> {
    /// Form of this record.
    pub state_version: u16,
    /// What was sent: all that is needed to finish or undo it.
    pub what: T,
    /// The process it belongs to.
    pub origin: Origin,
    /// When it was sent, seconds of this chain's time.
    pub sent_at: u64,
    /// When it times out, seconds of the peer's time; never, on a local link.
    pub timeout_at: Option<u64>,
    /// What is known of it.
    pub state: FlightState,
}

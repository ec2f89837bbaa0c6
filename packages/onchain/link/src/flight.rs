//! A packet without outcome, and what an outcome does to it.

use cosmwasm_schema::{cw_serde, FromJson, ToJson};
use seawall_wire::ids::{ChainNo, CommandId};
use seawall_wire::Origin;

/// What a record in flight must say about what was sent.
pub trait Sent: ToJson + FromJson + Clone + std::fmt::Debug + PartialEq {
    /// What the peer answers.
    type Ack: FromJson + Clone + std::fmt::Debug + PartialEq;

    /// What the packet says, in one word, for queries and events.
    fn kind(&self) -> &'static str;

    /// Is this an answer to this very packet? An answer to another kind of packet is not
    /// understood.
    fn fits(&self, ack: &Self::Ack) -> bool;

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

/// What is known of a packet without outcome.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum FlightState {
    /// It is on its way.
    Waiting,
    /// Its ack could not be understood: nothing was undone, it waits to be resolved.
    Unresolved,
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

/// What can happen to a packet, by kind.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum EventKind {
    /// An ack that says it took effect.
    Success,
    /// An ack that says it changed nothing.
    Error,
    /// An ack that cannot be understood.
    Unknown,
    /// A proof that the peer never received it.
    Timeout,
}

/// What is to be done.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Verdict {
    /// The record goes; finish what was sent.
    Succeed,
    /// The record goes; undo what was sent.
    Refuse,
    /// The record goes; undo what was sent.
    TimeOut,
    /// The record stays as unresolved; nothing is undone.
    Park,
    /// Nothing but counting.
    Redundant,
}

/// Decides what an event does to a packet; `None`: there is no record of it (any more).
pub fn judge(state: Option<FlightState>, event: EventKind) -> Verdict {
    match (state, event) {
        (None, _) | (Some(FlightState::Unresolved), EventKind::Unknown) => Verdict::Redundant,
        (Some(FlightState::Waiting), EventKind::Unknown) => Verdict::Park,
        (Some(_), EventKind::Success) => Verdict::Succeed,
        (Some(_), EventKind::Error) => Verdict::Refuse,
        (Some(_), EventKind::Timeout) => Verdict::TimeOut,
    }
}

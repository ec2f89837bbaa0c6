//! What happened, in order: one [`Step`] per transaction, relay step or change of the clock.

use crate::ids::{ChainIx, ChannelRef, PacketId};
use cosmwasm_std::{Addr, Binary, Event, Timestamp};

/// One step of the net.
#[derive(Clone, Debug)]
pub struct Step {
    /// Position, from 0; counts on while the log is off.
    pub number: u64,
    /// The chain that changed.
    pub chain: ChainIx,
    /// Its height then.
    pub height: u64,
    /// Its block time then.
    pub time: Timestamp,
    /// What was done.
    pub kind: StepKind,
    /// Events of the chain, none for a failed step.
    pub events: Vec<Event>,
    /// Why it failed, if it did; then nothing was written.
    pub error: Option<String>,
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// A transaction of messages by an account.
    Tx {
        /// Who signed.
        sender: Addr,
        /// The contract called, if the message calls one.
        contract: Option<Addr>,
    },
    /// A privileged call of a contract or a mint by the net itself.
    Sudo,
    /// A handshake or close step of a channel.
    Handshake {
        /// Which step, such as `open_try`.
        verb: &'static str,
        /// The end it concerns.
        channel: Option<ChannelRef>,
    },
    /// A packet was brought to its destination.
    Recv {
        /// Which.
        packet: PacketId,
        /// How it ended; none when the step failed.
        outcome: Option<RecvOutcome>,
    },
    /// An acknowledgement was brought back.
    Ack {
        /// Which packet.
        packet: PacketId,
        /// It had been brought back before.
        redundant: bool,
    },
    /// A timeout was proven.
    Timeout {
        /// Which packet.
        packet: PacketId,
        /// It had been settled before.
        redundant: bool,
    },
    /// Blocks were made.
    Blocks,
    /// The chain stopped making blocks.
    Halt,
    /// The chain makes blocks again.
    Resume,
}

/// How a receive ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecvOutcome {
    /// The contract's writes are committed and this acknowledgement is written.
    Acked(Binary),
    /// The contract failed: its writes are rolled back and this error acknowledgement is written.
    Refused(Binary),
    /// Committed; the acknowledgement comes later by `WriteAcknowledgement`.
    Async,
    /// Delivered before: nothing happened.
    Redundant,
}

/// Called after every successful step with the net and the step.
pub trait StepObserver {
    /// An error fails the call that took the step with
    /// [`SimError::Observer`](crate::SimError::Observer).
    fn after(&mut self, net: &crate::Net, step: &Step) -> anyhow::Result<()>;
}

impl<F: FnMut(&crate::Net) -> anyhow::Result<()>> StepObserver for F {
    fn after(&mut self, net: &crate::Net, _step: &Step) -> anyhow::Result<()> {
        self(net)
    }
}

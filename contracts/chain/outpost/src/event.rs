//! What the outpost tells followers. Version 1 of all fields.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Event, StdResult, Storage};
use seawall_kit::{emit, kinds};
use seawall_link::LinkStatus;
use seawall_wire::ids::{CommandId, OrderId};
use seawall_wire::{Origin, WireError};

const CONTRACT: &str = "outpost";
const VERSION: u16 = 1;

/// What became of a packet that was sent.
#[cw_serde]
pub enum Outcome {
    /// It took effect.
    Success,
    /// The hub refused it.
    Refused(WireError),
    /// The hub never received it.
    TimedOut,
    /// Its ack could not be understood.
    Unresolved,
}

/// What happened at an outpost.
#[cw_serde]
pub enum OutpostEvent {
    /// A channel was taken into use.
    LinkOpened {
        /// At this end.
        channel: String,
        /// Its epoch.
        epoch: u32,
    },
    /// The hub's end of the channel was closed.
    LinkClosed {
        /// At this end.
        channel: String,
    },
    /// The link was drained, resumed or retired by decision.
    LinkChanged {
        /// What it is now.
        status: LinkStatus,
    },
    /// A replacement of the link was announced (and from when on it may be put into effect), put
    /// into effect, or dropped.
    Replacement {
        /// Over this connection.
        connection: String,
        /// In one word.
        step: String,
        /// From this second, if it was announced.
        at: Option<u64>,
    },
    /// A packet goes out.
    Sent {
        /// What it says, in one word.
        packet: String,
        /// The command, if it is one.
        command: Option<CommandId>,
        /// The process.
        origin: Origin,
    },
    /// The chain did not take a report.
    NotSent {
        /// Why.
        error: WireError,
    },
    /// A packet has its outcome.
    Settled {
        /// What it said, in one word.
        packet: String,
        /// The command, if it was one.
        command: Option<CommandId>,
        /// The process.
        origin: Origin,
        /// The outcome.
        outcome: Outcome,
    },
    /// An order takes effect.
    OrderTaken {
        /// The order.
        order: OrderId,
        /// What it says, in one word.
        what: String,
        /// The process.
        origin: Origin,
    },
    /// A received packet was refused and changed nothing.
    PacketRefused {
        /// Its sequence.
        sequence: u64,
        /// Why.
        error: WireError,
    },
    /// A neighbour failed to finish or undo a command; anyone may retry.
    CallFailed {
        /// The command.
        command: CommandId,
        /// Which call, in one word.
        call: String,
        /// Why.
        error: String,
    },
    /// A neighbour finished or undid a command.
    CallDone {
        /// The command.
        command: CommandId,
        /// Which call, in one word.
        call: String,
    },
    /// A report that should have followed was not made; anyone may make it.
    ReportFailed {
        /// Why.
        error: String,
    },
    /// Terms, neighbours, markets or pools were set.
    ConfigChanged {
        /// Which, in one word.
        what: String,
    },
    /// New commands are paused, or no more.
    Paused {
        /// Until this second.
        until: u64,
    },
}

kinds!(OutpostEvent {
    LinkOpened => "link_opened",
    LinkClosed => "link_closed",
    LinkChanged => "link_changed",
    Replacement => "replacement",
    Sent => "sent",
    NotSent => "not_sent",
    Settled => "settled",
    OrderTaken => "order_taken",
    PacketRefused => "packet_refused",
    CallFailed => "call_failed",
    CallDone => "call_done",
    ReportFailed => "report_failed",
    ConfigChanged => "config_changed",
    Paused => "paused",
});

impl OutpostEvent {
    /// Numbers the event and turns it into what the chain records.
    pub fn record(&self, storage: &mut dyn Storage) -> StdResult<Event> {
        emit(storage, CONTRACT, VERSION, self)
    }
}

//! What travels between the hub's coordinator and the outposts: packets, acks, error codes.
//!
//! What must always hold: a packet or ack is at most [`MAX_PACKET_BYTES`] long and every string and
//! list in it is bounded; what is not known is refused, never skipped; there is one ack type per
//! packet; error codes are only ever appended; the bytes of every kind are committed as golden
//! files under `schema/wire/`. Nothing here knows a transport: IBC and the local link carry the
//! same bytes.
//!
//! Three kinds of message, with three rules:
//! * a [`Command`] goes from an outpost to the hub, is admitted once and answered in its ack;
//! * an [`Order`] goes from the hub to a chain, takes effect once, and is undone at the hub by an
//!   error ack or a timeout;
//! * a [`Report`] states cumulative facts; the hub merges reports by maximum, so losing, repeating
//!   or reordering them is harmless.

mod ack;
mod bounds;
mod code;
mod command;
mod envelope;
pub mod ids;
mod order;
mod report;

pub use ack::{Ack, AckClass, CommandAck, OrderAck, ToChainAck, ToHubAck, WireError};
pub use bounds::{
    Bounded, RemoteAddr, ADDR_BYTES_MAX, ASKED_MAX, DETAIL_BYTES_MAX, LOTS_PER_ORDER_MAX,
    MAX_PACKET_BYTES, REPORT_LINES_MAX,
};
pub use code::{Code, CODES};
pub use command::{Command, Recovery, SettingsChange, Wanted};
pub use envelope::{
    decode, encode, Envelope, Origin, Resolve, ToChain, ToHub, WireRange, CHANNEL_VERSION,
    WIRE_MAX, WIRE_MIN,
};
pub use order::{DutchTerms, LotOrder, OpenLots, Order, SaleTerms};
pub use report::{AccountLine, CloseReason, CreditLine, LotLine, MarketLine, Report, VaultLine};
#[doc(hidden)]
pub use seawall_money::planted;

//! The link between the coordinator and one connected chain, as both ends see it: handshake,
//! packets in flight, receipts of received packets, the local link, and rebates for relayers.
//!
//! What must always hold: a packet that was sent has exactly one record until its outcome is known,
//! and the outcome is used once (INV-9); a received packet takes effect at most once, and its ack
//! is kept until the sender says that it has it; nothing that a peer or a relayer sends makes a
//! handler for acks or timeouts fail; an ack that cannot be understood undoes nothing.
//!
//! The outpost has one link, the coordinator one per chain; both call the very same functions. What
//! decides is in pure functions (the crate `seawall-link-state`, and [`handshake`]); [`Links`] only
//! loads, asks them and stores. It knows neither commands nor orders: what a record is about is the
//! type parameter, described by [`Sent`].

mod error;
mod flight;
pub mod handshake;
mod links;
mod proto;
mod question;
mod rebate;
mod receive;
mod send;
mod settle;
mod state;
mod view;

pub use error::{LinkError, LinkResult};
pub use flight::{FlightKey, InFlight, Sent};
pub use links::{ChannelEntry, Links};
pub use proto::execute_data;
pub use question::PRUNED_PER_QUESTION;
pub use rebate::Rebates;
pub use receive::{error_ack, error_from_text, ReceiveSlot, Received, PRUNED_PER_RECEIVE};
pub use seawall_link_state::{End, FlightState, Life, LinkStatus, Purpose, Refused, Side};
pub use send::{LocalMsg, Outgoing, SendOutcome};
pub use settle::{Settled, Settlement};
pub use state::{
    check_receive_gas, check_timeout, LinkConfig, LinkState, LINK_STATE_VERSION, LOCAL_CHANNEL,
    RECEIVE_GAS_MAX, RECEIVE_GAS_MIN, TIMEOUT_SECS_MAX, TIMEOUT_SECS_MIN,
};
pub use view::{in_flight_response, link_response};

//! Accounts, mirror, plans and liquidations, on the hub.
//!
//! What must always hold: the mirror is conservative (what an account surely has and at most owes
//! decides what it may do, what it at most has and at least owes decides what is done to it); a
//! link speaks only for its own chain; every order has an outcome that is applied once; nobody with
//! privileges is needed to move any process to its end, and nobody with privileges can move money.
//!
//! Map: `packets` dispatches what chains send to `commands` (wishes) and `reports` (facts);
//! `mirror` is the arithmetic of what is in flight; `orders` sends, `outcomes` resolves;
//! `prices`, `health`, `certificate`, `sweep` find the unsafe; `planning` and `liquidation` sell
//! for them; `admin` sets parameters behind the time lock.

pub mod accounts;
pub mod admin;
pub mod certificate;
pub mod commands;
pub mod contract;
pub mod error;
pub mod events;
pub mod health;
pub mod hub_events;
pub mod ibc;
pub mod instantiate;
pub mod liquidation;
pub mod local;
pub mod migrate;
pub mod orders;
pub mod outcomes;
pub mod packets;
pub mod pause;
pub mod planning;
pub mod prices;
pub mod pulse;
pub mod queries;
pub mod rebates;
pub mod reports;
pub mod state;
pub mod sweep;
pub mod totals;

pub use error::ContractError;

seawall_entry::entry_points! {
    change contract::instantiate as instantiate;
    change contract::execute as execute;
    ask contract::query as query;
    tell contract::migrate as migrate;
    tell contract::reply as reply;
    tell ibc::ibc_channel_open as ibc_channel_open;
    tell ibc::ibc_channel_connect as ibc_channel_connect;
    tell ibc::ibc_channel_close as ibc_channel_close;
    tell ibc::ibc_packet_receive as ibc_packet_receive;
    tell ibc::ibc_packet_ack as ibc_packet_ack;
    tell ibc::ibc_packet_timeout as ibc_packet_timeout;
}

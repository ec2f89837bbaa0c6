//! The outpost: the one contract per connected chain that speaks with the coordinator.
//!
//! What must always hold: a command goes to the hub once and its outcome is used once (INV-9); an
//! order takes effect once or not at all, and its ack says which; nothing that the hub, a relayer
//! or a neighbour does makes the handling of an ack or a timeout fail: a neighbour that fails is
//! noted, and anyone may try again (INV-8, INV-11). The outpost holds no money but relayers'
//! rebates.
//!
//! Users call it for their accounts, the vault for deposits, anyone for reports; the coordinator
//! speaks to it over IBC, or by a call on the hub's own chain. Both ways end in [`packet`].

pub mod admin;
pub mod command;
pub mod contract;
mod cover;
pub mod error;
pub mod event;
pub mod hello;
pub mod ibc;
pub mod links;
pub mod neighbour;
pub mod order;
pub mod outcome;
pub mod packet;
pub mod pause;
mod query;
mod rebate;
mod replies;
pub mod report;
pub mod retry;
pub mod state;

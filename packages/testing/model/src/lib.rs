//! Every interleaving of small worlds, on the very transition functions that the contracts call. Tests and
//! tools only: nothing of this goes on a chain.
//!
//! What must always hold: a model adds only what messages, storage and the network are around the
//! contracts' functions; every property is broken by at least one planted mistake.
#![allow(clippy::arithmetic_side_effects)]

pub mod bids;
pub mod check;
pub mod explore;
pub mod link;
pub mod liquidation;
pub mod mirror;
pub mod packet;
pub mod record;
pub mod suite;

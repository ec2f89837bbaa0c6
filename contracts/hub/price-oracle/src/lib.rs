//! The price oracle of the hub: from several feeds to one price that may liquidate someone.
//!
//! What must always hold: one feed alone, wrong, stale or stuck at a bound, never moves a price; a
//! jump moves it only when a later round of distinct feeds repeats it, and then within a bounded
//! time; an update writes one record, whatever the number of feeds; nothing here can be paused.
//! Feeders and anyone (for on-chain feeds) bring prices, the coordinator asks for them.

pub mod adapter;
pub mod asset;
pub mod change;
pub mod contract;
pub mod error;
pub mod events;
pub mod feed;
pub mod median;
pub mod own;
pub mod params;
pub mod poke;
pub mod query;
pub mod round;
pub mod state;
pub mod submit;

//! The bots against the real contracts on simulated chains, by the very code that runs over RPC.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

mod chain;
mod config;
mod desk;
mod feed;
mod keeper;
mod liquidator;
mod packets;
mod places;
mod queue;
mod scene;
mod shared;

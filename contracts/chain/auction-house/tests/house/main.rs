//! The auction house between stubs of its neighbours, on a chain of its own: one file per message
//! or theme.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod authority;
mod close;
mod cranks;
mod fees;
mod flash;
mod open;
mod orders;
mod properties;
mod queries;
mod setup;
mod stories;
mod stubs;
mod take;
mod world;

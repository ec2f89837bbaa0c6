//! Traces of the specification (`schema/model`) replayed on the real contracts: each step is done on
//! simulated chains, packet by packet, and after each the contracts' books are compared with the
//! specification's state. So specification and code cannot drift apart.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]
#![allow(clippy::arithmetic_side_effects)]

mod itf;
mod liquidation;
mod mirror;

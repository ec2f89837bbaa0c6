//! Stories over several simulated chains, one per file, with the invariants checked after every
//! step.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;
mod happy_path;

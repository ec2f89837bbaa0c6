//! Properties of the whole: random schedules with the invariants checked after every step.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

mod heal;
mod orders;
mod schedule;
#[path = "../../../scenarios/stories/state.rs"]
mod state;

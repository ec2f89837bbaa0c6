//! The wire: golden bytes, error codes, bad input, acks, and the same for input nobody thought of.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod acks;
mod bad_input;
mod codes;
mod files;
mod golden;
mod golden_acks;
mod limits;
mod names;
mod properties;
mod samples;

//! Who may send what: every message of every contract, really sent by every kind of caller.
//!
//! What must always hold: the committed table is what the contracts do, a message without a row fails,
//! and what a message's description says of its sender is what happens. The messages come from the
//! committed schemas, the callers from [`scene`], the verdicts from [`judge`]. `SEAWALL_BLESS=1` writes
//! the table anew.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod document;
mod judge;
mod rows;
mod scene;
mod table;

//! `cosmwasm-schema` with a `cw_serde` that reads and writes JSON in a fraction of the code.
//!
//! What must always hold: what serde's derive reads from JSON, this reads to the same value; what that
//! refuses, this refuses; and both write the same bytes. Called by the derived code of every message,
//! packet and record of the contracts, on `wasm32`; not by hand.

pub use cw_compact_derive::{cw_serde, Compact};
pub use upstream::*;

pub use std::mem::offset_of;

mod answer;
mod chain;
mod read;
mod types;
mod write;

pub use read::{
    fill, filled, from, leaf, no_variant, nothing, refused, something, variant, whole as read,
    Error, Field, Missing, Read,
};
pub use write::{to, write_name, write_object, write_variant, write_variant_object, Leaf, Write};

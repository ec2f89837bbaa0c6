//! `cosmwasm-schema` with a `cw_serde` that reads JSON in a fraction of the code.
//!
//! What must always hold: what serde's derive reads from an object, this reads to the same value, and
//! what it refuses, this refuses. Called by the derived code of every message, packet and record of
//! the contracts, on `wasm32`; not by hand.

pub use cosmwasm_schema::*;
pub use cw_compact_derive::{cw_serde, CompactDeserialize};

#[cfg(any(target_arch = "wasm32", feature = "native"))]
mod read;
#[cfg(any(target_arch = "wasm32", feature = "native"))]
pub use read::{from, no_variant, nothing, object, read, refused, variant, Error, Fields};

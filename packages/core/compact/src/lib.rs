//! `cosmwasm-schema` with a `cw_serde` that reads and writes JSON in a fraction of the code.
//!
//! What must always hold: what serde's derive reads from JSON, this reads to the same value; what that
//! refuses, this refuses; and both write the same bytes. Called by the derived code of every message,
//! packet and record of the contracts, on `wasm32`; not by hand.

pub use cw_compact_derive::{cw_serde, Compact};
pub use upstream::*;

pub use std::mem::offset_of;

mod answer;
mod base64;
mod bridge;
mod chain;
mod error;
mod json;
mod read;
mod scan;
mod types;
mod write;

pub use bridge::{from, to};
pub use error::{refused, Error};
pub use json::{from_json, to_json_binary, to_json_string, to_json_vec, FromJson, ToJson};
pub use read::{fill, filled, no_variant, nothing, read, something, variant, Field, Missing, Read};
pub use write::{
    write_fields, write_name, write_object, write_variant, write_variant_object, Write,
};

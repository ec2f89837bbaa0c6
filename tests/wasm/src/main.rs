//! Compares what two tiers wrote down, and keeps the table of gas. Called by `scripts/test-wasm`.
#![allow(clippy::arithmetic_side_effects)]

mod compare;
mod gas;
mod records;
mod table;

use std::path::Path;

use anyhow::{bail, Result};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["compare", native, wasm] => compare::compare(Path::new(native), Path::new(wasm)),
        ["gas", wasm, schema] => gas::write(Path::new(wasm), Path::new(schema)),
        ["gas", wasm, schema, "--check"] => gas::check(Path::new(wasm), Path::new(schema)),
        _ => bail!("seawall-wasm-tier compare NATIVE WASM | gas WASM SCHEMA [--check]"),
    }
}

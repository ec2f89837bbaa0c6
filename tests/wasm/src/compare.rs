//! The same test ends in the same state on both tiers, on every chain, to the byte.

use std::path::Path;

use anyhow::{bail, Result};

use crate::records;

/// Compares what the two tiers wrote down.
pub fn compare(native: &Path, wasm: &Path) -> Result<()> {
    let (ones, others) = (records::read(native)?, records::read(wasm)?);
    let mut wrong = vec![];
    let mut worlds = 0;
    for (test, one) in &ones {
        let Some(other) = others.get(test) else {
            wrong.push(format!("{test}: not on wasm"));
            continue;
        };
        worlds += one.states.len();
        if one.states.len() != other.states.len() {
            let (a, b) = (one.states.len(), other.states.len());
            wrong.push(format!("{test}: {a} states natively, {b} on wasm"));
        }
        let pairs = one.states.iter().zip(&other.states).enumerate();
        for (at, (a, b)) in pairs.filter(|(_, (a, b))| a != b) {
            wrong.push(format!("{test}, state {at}:\n  native {a}\n  wasm   {b}"));
        }
        if other.gas.is_empty() && other.deployment.is_empty() {
            wrong.push(format!("{test}: no gas was metered, did it run on wasm?"));
        }
    }
    for test in others.keys().filter(|test| !ones.contains_key(*test)) {
        wrong.push(format!("{test}: not native"));
    }
    if !wrong.is_empty() {
        bail!("{} differences\n{}", wrong.len(), wrong.join("\n"));
    }
    println!(
        "{} tests, {worlds} states of chains: the same on both tiers",
        ones.len()
    );
    Ok(())
}

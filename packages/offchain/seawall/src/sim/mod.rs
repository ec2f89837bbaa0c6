//! The simulated chains, plugged into the engine: the real contracts, driven block after block by
//! the engine's agents.
//!
//! What must always hold: nothing here decides what a contract decides or what an agent decides; it
//! carries one to the other. A block is: the market moves, feeders publish, keepers act on the state
//! of the block before, liquidators buy, the relayer brings packets whose time has come, the
//! invariants are checked. Blocks in which nothing can happen are passed over.
#![allow(
    // Counts, blocks and seconds of a simulation, bounded by its scenario.
    clippy::arithmetic_side_effects,
    // Market data are real numbers; the ledgers are on the simulated chains.
    clippy::float_arithmetic
)]

mod accounts;
mod buyers;
mod facts;
mod feeding;
mod keeping;
mod picture;
mod relaying;
mod run;
mod setup;
mod story;

use seawall_engine::outcome::Outcome;
use seawall_engine::prices::Market;
use seawall_engine::scenario::Scenario;
use seawall_engine::world::{Observer, World, WorldError};

/// The simulated chains.
#[derive(Clone, Copy, Debug, Default)]
pub struct Simulated;

impl World for Simulated {
    fn run(
        &self,
        scenario: &Scenario,
        market: &Market,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, WorldError> {
        let mut run = run::Run::new(scenario, market, observer)?;
        run.all_blocks(observer)?;
        run.end()
    }
}

/// An error of a step as the engine names it.
pub(crate) fn failed(block: u64, step: &str, why: impl std::fmt::Display) -> WorldError {
    let why = format!("{why:#}");
    match why.find("INV-") {
        Some(at) => {
            let tag = why.get(at..).unwrap_or_default();
            let invariant = tag.split(':').next().unwrap_or("INV").to_string();
            WorldError::Violated {
                block,
                invariant,
                why,
            }
        }
        None => WorldError::Failed {
            block,
            step: step.into(),
            why,
        },
    }
}

//! The seam at which simulated chains are plugged in.
//!
//! A world deploys the contracts, opens the accounts, and then runs block after block: the market
//! moves, agents decide, transactions are executed, packets are relayed. Everything around it
//! (prices, settings, agents, figures, reports) is in this crate and knows no chain.

use thiserror::Error;

use crate::outcome::Outcome;
use crate::prices::Market;
use crate::scenario::Scenario;

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// The block that was just made, from 0.
    pub block: u64,
    /// How many there will be.
    pub blocks: u64,
    /// The main collateral's market price in USD.
    pub price: f64,
    /// Accounts that are unsafe at the market's price.
    pub unsafe_accounts: u64,
    /// Lots that are open.
    pub open_lots: u64,
    /// Debt repaid so far in USD.
    pub repaid: f64,
}

/// Watches a run.
pub trait Observer {
    /// Something begins, for example `deploying 23 contracts`.
    fn stage(&mut self, name: &str);
    /// A block was made.
    fn block(&mut self, progress: Progress);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Observer for Nobody {
    fn stage(&mut self, _name: &str) {}
    fn block(&mut self, _progress: Progress) {}
}

/// Why a run ended before its time.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum WorldError {
    /// An invariant does not hold. The run is worthless from here on.
    #[error("block {block}: invariant {invariant} does not hold: {why}")]
    Violated {
        /// The block.
        block: u64,
        /// Its tag, for example `INV-2`.
        invariant: String,
        /// Expected and actual.
        why: String,
    },
    /// A contract refused what must work.
    #[error("block {block}: {step} failed: {why}")]
    Failed {
        /// The block.
        block: u64,
        /// What was tried.
        step: String,
        /// The contract's answer.
        why: String,
    },
}

/// Simulated chains that can run a scenario.
pub trait World {
    /// Runs the whole market through a scenario. Errors: `Violated` or `Failed`, at the first.
    fn run(
        &self,
        scenario: &Scenario,
        market: &Market,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, WorldError>;
}

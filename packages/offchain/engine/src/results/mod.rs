//! The figures of a run, from a ledger of what happened.

mod ledger;
mod percentile;

pub use ledger::{Happened, Ledger, Packet, Side};
pub use percentile::percentile;

use serde::{Deserialize, Serialize};

/// What a run cost and how fast it was; the output of `seawall replay --json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReplayResult {
    /// Accounts in the scenario.
    pub accounts: u64,
    /// Accounts that were liquidated at least once.
    pub liquidated_accounts: u64,
    /// Liquidations opened.
    pub liquidations: u64,
    /// Debt that liquidations took off accounts: repaid from sales, paid by insurance, or left.
    pub debt_liquidated_usd: f64,
    /// Collateral sold, at the market's price when it was sold.
    pub collateral_sold_usd: f64,
    /// What the buyers paid.
    pub proceeds_usd: f64,
    /// Collateral sold at the market's price, less debt repaid by the sales.
    pub borrower_cost_usd: f64,
    /// What keepers were paid.
    pub keeper_paid_usd: f64,
    /// What the pool on the collateral side paid.
    pub insurance_paid_collateral_side_usd: f64,
    /// What the pool on the debt side paid.
    pub insurance_paid_debt_side_usd: f64,
    /// What nobody paid.
    pub deficit_usd: f64,
    /// (insurance of both sides + deficit) / debt liquidated; zero where nothing was liquidated.
    pub bad_debt_ratio: f64,
    /// Borrower cost / debt repaid by the sales; zero where nothing was repaid.
    pub borrower_cost_ratio: f64,
    /// Seconds from the block in which an account became unsafe at the market's price to the
    /// block in which its debt was paid. What was unpaid at the end counts up to the end.
    pub clear_seconds: Clear,
    /// Blocks from the same block to the one in which its lot opened.
    pub blocks_unsafe_to_open: Opening,
    /// Packets of all links.
    pub packets: Packets,
    /// How often the invariants were checked, without a violation.
    pub invariant_checks: u64,
}

/// How long debts took to be paid, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Clear {
    /// The middle one.
    pub median: f64,
    /// The one that 95 % are not above.
    pub p95: f64,
    /// The longest.
    pub max: f64,
}

/// How long accounts were unsafe before a lot opened, in blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// The middle one.
    pub median: f64,
    /// The longest.
    pub max: f64,
}

/// What became of the packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packets {
    /// Sent.
    pub sent: u64,
    /// Acknowledged, with success or error.
    pub acked: u64,
    /// Timed out.
    pub timed_out: u64,
}

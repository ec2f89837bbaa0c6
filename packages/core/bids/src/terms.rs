//! How a pool takes money in: how little, and how long it waits.
//!
//! What must always hold: a deposit counts for no fill before the least wait is over, so nobody can step in
//! front of a lot that is about to come; waiting deposits form a bounded number of batches.

use cosmwasm_schema::cw_serde;
use seawall_money::DebtAmount;

use crate::error::check;
use crate::BidsResult;

/// Most whole periods that a deposit waits.
pub const MAX_PERIODS: u8 = 8;
/// Longest period, seconds.
pub const MAX_PERIOD_SECS: u64 = 86_400;
/// Longest gap between two offers of a pool, seconds.
pub const MAX_GAP_SECS: u64 = 86_400;

/// The terms of a pool.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct PoolTerms {
    /// The least deposit.
    pub min_deposit: DebtAmount,
    /// Deposits of one period begin to count together, seconds. A pool keeps it for life: batches are counted
    /// in it. The rest may change.
    pub period_secs: u64,
    /// Whole periods that a deposit waits, besides the rest of the one it comes in.
    pub periods: u8,
    /// How long the pool stays unlocked between two offers elsewhere, so that people can leave, seconds.
    pub gap_secs: u64,
}

impl PoolTerms {
    /// Refuses terms that make no sense.
    pub fn validate(&self) -> BidsResult<()> {
        let (period, periods) = (self.period_secs, self.periods);
        let min = self.min_deposit;
        check(!min.is_zero(), "min_deposit", "above 0", min.u128())?;
        let fits = (1..=MAX_PERIOD_SECS).contains(&period);
        check(fits, "period_secs", "1 to 86400", period)?;
        let fits = (1..=MAX_PERIODS).contains(&periods);
        check(fits, "periods", "1 to 8", periods)?;
        let gap = self.gap_secs;
        let fits = (1..=MAX_GAP_SECS).contains(&gap);
        check(fits, "gap_secs", "1 to 86400", gap)
    }

    /// The period of a moment.
    pub fn period(&self, now: u64) -> u64 {
        now.checked_div(self.period_secs).unwrap_or(u64::MAX)
    }

    /// The period with which a deposit of this moment begins to count: after more than `periods` periods
    /// and at most one more.
    pub fn joins(&self, now: u64) -> u64 {
        let wait = u64::from(self.periods).saturating_add(1);
        self.period(now).saturating_add(wait)
    }

    /// When that is, seconds.
    pub fn joins_at(&self, now: u64) -> u64 {
        self.joins(now).saturating_mul(self.period_secs)
    }
}

//! The clock of a lot: blocks, not seconds, so that a halt adds no decay (DEC-7).
//!
//! What must always hold: both functions are of the block alone; nobody has to call anything for a
//! halt to be noticed.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::DebtAmount;

use crate::AuctionResult;

/// The block in which something is asked of a sale.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Clock {
    /// Block height.
    pub height: u64,
    /// Block time in seconds.
    pub seconds: u64,
}

/// `(height − opened_height)·block_seconds`, rounded down; zero before the opening.
pub fn elapsed(opened_height: u64, height: u64, block_seconds: Decimal) -> AuctionResult<u64> {
    let blocks = height.saturating_sub(opened_height);
    let seconds = DebtAmount::new(u128::from(blocks)).scaled_floor(block_seconds)?;
    Ok(u64::try_from(seconds.u128()).unwrap_or(u64::MAX))
}

/// Has the chain stood still? True if `(now − opened_at) − elapsed > halt_slack`, all in seconds.
pub fn halted(opened_at: u64, now: u64, elapsed: u64, halt_slack: u64) -> bool {
    now.saturating_sub(opened_at).saturating_sub(elapsed) > halt_slack
}

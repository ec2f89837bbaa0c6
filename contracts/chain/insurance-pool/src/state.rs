//! What the pool remembers.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Decimal, MessageInfo, StdResult, Storage, Uint256};
use cw_storage_plus::{Item, Map};
use seawall_kit::{KitError, Ownership, TimeLock};
use seawall_money::DebtAmount;

use crate::error::PoolResult;
use crate::product_sum::Product;
use crate::staker::Staker;

/// Name of this code.
pub const CONTRACT_NAME: &str = "seawall-insurance-pool";
/// Version of this code.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
/// Most payers there may be.
pub const MAX_PAYERS: usize = 8;
/// Most holds that may be open: they are summed one by one.
pub const MAX_HOLDS: usize = 100;
/// A hold ends by itself after this time at the latest, seconds.
pub const MAX_HOLD_SECS: u64 = 30 * 86_400;
/// Longest claim, bytes.
pub const MAX_CLAIM_BYTES: u64 = 128;

/// What never changes.
#[cw_serde]
pub struct Terms {
    /// The coin of the capital.
    pub denom: String,
    /// How long an unstake waits, seconds.
    pub cooldown_secs: u64,
    /// How long it may be finished after that, seconds.
    pub window_secs: u64,
    /// No single payout takes more than this share of the capital.
    pub payout_max: Decimal,
}

/// The pool's totals, base units.
#[cw_serde]
#[derive(Default)]
pub struct Totals {
    /// What the stakers own together, without premiums.
    pub capital: DebtAmount,
    /// Belongs to nobody and pays first.
    pub reserve: DebtAmount,
    /// How many stakers have a stake in this epoch.
    pub stakers: u64,
    /// Paid out since the beginning.
    pub paid: DebtAmount,
    /// Premiums since the beginning.
    pub premiums: DebtAmount,
    /// Premiums of stakers that they have not taken out.
    pub premiums_unclaimed: DebtAmount,
    /// Where the product stands.
    pub product: Product,
}

/// Money held for one liquidation.
#[cw_serde]
pub struct HoldRecord {
    /// Base units.
    pub amount: DebtAmount,
    /// When it ends by itself, seconds.
    pub ends_at: u64,
}

/// Who owns the pool.
pub const OWNERSHIP: Ownership = Ownership::new("ownership");
/// What never changes.
pub const TERMS: Item<Terms> = Item::new("terms");
/// The totals.
pub const TOTALS: Item<Totals> = Item::new("totals");
/// Sums of premiums by epoch and scale.
pub const SUMS: Map<(u32, u32), Uint256> = Map::new("sums");
/// Stakers by address.
pub const STAKERS: Map<&Addr, Staker> = Map::new("stakers");
/// Holds by liquidation.
pub const HOLDS: Map<u64, HoldRecord> = Map::new("holds");
/// What was paid for each claim.
pub const PAID: Map<&str, DebtAmount> = Map::new("paid");
/// How many repeated claims had no effect.
pub const REDUNDANT: Item<u64> = Item::new("redundant");
/// Who may ask for payouts.
pub const PAYERS: Item<Vec<Addr>> = Item::new("payers");
/// Payers that wait.
pub const CHANGES: TimeLock<Vec<Addr>> = TimeLock::new("change_config", "next_change", "changes");

/// Fails unless a payer sent the message.
pub fn assert_payer(storage: &dyn Storage, info: &MessageInfo) -> PoolResult<()> {
    if PAYERS.load(storage)?.contains(&info.sender) {
        return Ok(());
    }
    Err(KitError::unauthorized("a payer", &info.sender).into())
}

/// What is held at `now`, base units. Reads at most [`MAX_HOLDS`] records.
pub fn held(storage: &dyn Storage, now: u64) -> StdResult<DebtAmount> {
    let mut sum = DebtAmount::ZERO;
    let range = HOLDS.range(storage, None, None, cosmwasm_std::Order::Ascending);
    for entry in range.take(MAX_HOLDS) {
        let (_, hold) = entry?;
        if now < hold.ends_at {
            sum = sum.plus_or_max(hold.amount);
        }
    }
    Ok(sum)
}

/// The sum of premiums at an epoch and scale.
pub fn sum(storage: &dyn Storage, epoch: u32, scale: u32) -> StdResult<Uint256> {
    Ok(SUMS.may_load(storage, (epoch, scale))?.unwrap_or_default())
}

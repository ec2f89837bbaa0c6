//! One staker's record, and how it is brought up to the present.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Storage, Uint256};
use seawall_money::{DebtAmount, PoolShares};

use crate::error::PoolResult;
use crate::product_sum::{earned, Product, Snapshot, SCALES_SUMMED};
use crate::state::{sum, Totals, STAKERS};

/// One staker.
#[cw_serde]
pub struct Staker {
    /// The stake as it was at the snapshot, base units.
    pub shares: PoolShares,
    /// Where product and sum stood then.
    pub snapshot: Snapshot,
    /// Premiums earned before the snapshot and not taken out, base units.
    pub premium: DebtAmount,
    /// Shares in cool-down.
    pub leaving: Option<Leaving>,
}

/// Shares in cool-down. They bear losses and earn until they are paid out.
#[cw_serde]
pub struct Leaving {
    /// So many.
    pub shares: PoolShares,
    /// They can be taken out from then on, seconds.
    pub from: u64,
    /// And before then, seconds.
    pub until: u64,
}

impl Staker {
    /// Someone without a stake.
    pub fn none(product: Product) -> Self {
        let sum = Uint256::zero();
        Self {
            shares: PoolShares::ZERO,
            snapshot: Snapshot { product, sum },
            premium: DebtAmount::ZERO,
            leaving: None,
        }
    }

    /// What the stake is worth at `product`, base units, rounded down.
    pub fn stake(&self, product: Product) -> PoolResult<DebtAmount> {
        let stake = DebtAmount::from(self.shares.uint());
        Ok(product.worth(stake, self.snapshot.product)?)
    }

    /// All premiums that can be taken out, base units, rounded down.
    pub fn premium_now(&self, storage: &dyn Storage) -> PoolResult<DebtAmount> {
        let start = self.snapshot.product;
        let mut sums = Vec::new();
        for later in 0..=SCALES_SUMMED {
            let scale = start.scale.saturating_add(later);
            sums.push(sum(storage, start.epoch, scale)?);
        }
        let stake = DebtAmount::from(self.shares.uint());
        Ok(self.premium.plus(earned(stake, &self.snapshot, &sums)?)?)
    }

    /// Brings the record up to the present: losses are taken off, premiums are set aside, one share
    /// is one base unit again. A stake that is gone is no longer counted.
    pub fn touch(&mut self, storage: &dyn Storage, totals: &mut Totals) -> PoolResult<()> {
        let product = totals.product;
        let counted = !self.shares.is_zero() && self.snapshot.product.epoch == product.epoch;
        let stake = self.stake(product)?;
        self.premium = self.premium_now(storage)?;
        if let Some(leaving) = &mut self.leaving {
            if !self.shares.is_zero() {
                leaving.shares = leaving
                    .shares
                    .part_floor(stake.uint(), self.shares.uint())?;
            }
        }
        self.shares = stake.uint().into();
        self.snapshot = Snapshot {
            product,
            sum: sum(storage, product.epoch, product.scale)?,
        };
        if counted && stake.is_zero() {
            totals.stakers = totals.stakers.saturating_sub(1);
        }
        Ok(())
    }
}

/// A staker's record, or that of someone without a stake.
pub fn load(storage: &dyn Storage, who: &Addr, totals: &Totals) -> PoolResult<Staker> {
    let found = STAKERS.may_load(storage, who)?;
    Ok(found.unwrap_or_else(|| Staker::none(totals.product)))
}

/// Writes a record; one without stake and premium is dropped.
pub fn save(storage: &mut dyn Storage, who: &Addr, staker: &Staker) -> PoolResult<()> {
    if staker.shares.is_zero() && staker.premium.is_zero() {
        STAKERS.remove(storage, who);
        return Ok(());
    }
    Ok(STAKERS.save(storage, who, staker)?)
}

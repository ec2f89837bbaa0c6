//! A constant-product pool: the product of the reserves never falls.
//!
//! What must always hold: as in `venue`.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128, Uint256};
use seawall_money::{mul_div_floor, CollateralAmount, DebtAmount, PairPrice};

use crate::error::check;
use crate::venue::{kept, overflow, product, shifted, sum, PRICE_ONE, RATIO_ONE};
use crate::{ExecutionError, ExecutionResult, Money};

/// What a pool takes its fee from.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum FeeOn {
    /// What is sold to it.
    In,
    /// What it pays.
    Out,
}

/// The state of a constant-product pool.
#[cw_serde]
#[derive(Copy)]
pub struct ConstantProduct {
    /// Its reserve of the collateral.
    pub collateral: CollateralAmount,
    /// Its reserve of the debt's coin.
    pub debt: DebtAmount,
    /// Its fee, below 1.
    pub fee: Decimal,
    /// What that is taken from.
    pub fee_on: FeeOn,
}

impl ConstantProduct {
    pub(crate) fn validate(&self) -> ExecutionResult<()> {
        not_empty(self.collateral, self.debt)?;
        check(self.fee < Decimal::one(), "fee", "below 1", self.fee)
    }

    pub(crate) fn quote(&self, amount: CollateralAmount) -> ExecutionResult<DebtAmount> {
        let kept = Decimal::one().saturating_sub(self.fee);
        let counted = match self.fee_on {
            FeeOn::In => amount.scaled_floor(kept)?,
            FeeOn::Out => amount,
        };
        let after = sum(self.collateral.uint().into(), counted.uint().into())?;
        let reserve = Uint256::from(self.debt.uint());
        let out = mul_div_floor(reserve, counted.uint().into(), after, "quote")?;
        // No more than the reserve, so it fits.
        let out = Uint128::try_from(out).map_err(|_| overflow("quote"))?;
        let out = DebtAmount::from(out);
        match self.fee_on {
            FeeOn::In => Ok(out),
            FeeOn::Out => Ok(out.scaled_floor(kept)?),
        }
    }

    pub(crate) fn brings(&self, amount: CollateralAmount) -> ExecutionResult<Money> {
        let (base, counted) = self.counted(amount)?;
        let reserve = shifted(self.debt.uint());
        let parts = mul_div_floor(reserve, counted, sum(base, counted)?, "quote")?;
        Ok(Money::from_parts(self.after_fee(parts)?))
    }

    pub(crate) fn price_after(&self, amount: CollateralAmount) -> ExecutionResult<PairPrice> {
        let (base, counted) = self.counted(amount)?;
        let after = sum(base, counted)?;
        // The slope of debt · n / (base + n) is debt · base / (base + n)², with RATIO_ONE of n
        // to the unit.
        let reserve = product(self.debt.uint().into(), PRICE_ONE.into())?;
        let once = mul_div_floor(reserve, base, after, "price of a pool")?;
        let price = match self.fee_on {
            FeeOn::In => mul_div_floor(once, kept(self.fee), after, "price of a pool")?,
            FeeOn::Out => {
                let price = mul_div_floor(once, RATIO_ONE.into(), after, "price of a pool")?;
                self.after_fee(price)?
            }
        };
        Ok(PairPrice::from_atomics(price))
    }

    /// Reserve and sold amount, both in 18 decimals, the fee on what is sold taken off.
    fn counted(&self, amount: CollateralAmount) -> ExecutionResult<(Uint256, Uint256)> {
        let of_unit = match self.fee_on {
            FeeOn::In => kept(self.fee),
            FeeOn::Out => RATIO_ONE.into(),
        };
        let base = product(self.collateral.uint().into(), RATIO_ONE.into())?;
        Ok((base, product(amount.uint().into(), of_unit)?))
    }

    fn after_fee(&self, paid: Uint256) -> ExecutionResult<Uint256> {
        match self.fee_on {
            FeeOn::In => Ok(paid),
            FeeOn::Out => Ok(mul_div_floor(
                paid,
                kept(self.fee),
                RATIO_ONE.into(),
                "fee of a pool",
            )?),
        }
    }
}

/// Refuses a pool that has nothing of one coin.
pub(crate) fn not_empty(collateral: CollateralAmount, debt: DebtAmount) -> ExecutionResult<()> {
    if collateral.is_zero() {
        return Err(ExecutionError::Empty { what: "collateral" });
    }
    if debt.is_zero() {
        return Err(ExecutionError::Empty { what: "debt" });
    }
    Ok(())
}

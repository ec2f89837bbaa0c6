//! Concentrated liquidity, given as segments of depth in the order in which a sale goes through them.
//!
//! What must always hold: as in `venue`; no segment begins at a higher price than the one before ends.
//! Within a segment the pool is a constant product of virtual reserves, which is exactly what liquidity
//! between two ticks is; at most [`SEGMENTS_MAX`] are gone through.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Decimal256, Uint128, Uint256};
use seawall_money::{mul_div_ceil, mul_div_floor, CollateralAmount, DebtAmount, PairPrice};

use crate::error::check;
use crate::product::not_empty;
use crate::venue::{kept, overflow, product, shifted, sum, PRICE_ONE, RATIO_ONE};
use crate::{ExecutionError, ExecutionResult, Money};

/// No venue is described by more.
pub const SEGMENTS_MAX: usize = 64;

/// 1 with the 18 decimals of a root.
const ROOT_ONE: u128 = 1_000_000_000_000_000_000;

/// Depth between two prices.
#[cw_serde]
#[derive(Copy)]
pub struct Segment {
    /// Virtual reserve of the collateral at its beginning.
    pub collateral: CollateralAmount,
    /// Virtual reserve of the debt's coin at its beginning.
    pub debt: DebtAmount,
    /// How much collateral it takes.
    pub takes: CollateralAmount,
}

/// The state of a pool with concentrated liquidity.
#[cw_serde]
pub struct Concentrated {
    /// Best price first.
    pub segments: Vec<Segment>,
    /// The fee on what is sold to it, below 1.
    pub fee: Decimal,
}

impl Segment {
    /// The segment of `liquidity` from one root of the price down to another, debt per collateral;
    /// rounded against the seller. Errors: `Parameter` if the roots do not fall; the pool's numbers do
    /// not fit.
    pub fn between(liquidity: u128, from: Decimal256, to: Decimal256) -> ExecutionResult<Self> {
        let shown = Decimal::zero();
        check(!to.is_zero(), "segment.to", "above 0", shown)?;
        check(to < from, "segment.to", "below segment.from", shown)?;
        let (liquidity, one) = (Uint256::from(liquidity), Uint256::from(ROOT_ONE));
        let fits = |n: Uint256| Uint128::try_from(n).map_err(|_| overflow("segment"));
        let at = mul_div_ceil(liquidity, one, from.atomics(), "segment")?;
        let end = mul_div_floor(liquidity, one, to.atomics(), "segment")?;
        let debt = mul_div_floor(liquidity, from.atomics(), one, "segment")?;
        Ok(Self {
            collateral: fits(at)?.into(),
            debt: fits(debt)?.into(),
            takes: CollateralAmount::from(fits(end)?).minus_or_zero(fits(at)?.into()),
        })
    }

    /// The slope after `counted` of what it takes, both in 18 decimals: price of a unit, before fees.
    fn slope(&self, counted: Uint256) -> ExecutionResult<Uint256> {
        let base = scaled(self.collateral)?;
        let after = sum(base, counted)?;
        let reserve = product(self.debt.uint().into(), PRICE_ONE.into())?;
        let once = mul_div_floor(reserve, base, after, "price of a segment")?;
        Ok(mul_div_floor(
            once,
            RATIO_ONE.into(),
            after,
            "price of a segment",
        )?)
    }

    fn brings(&self, counted: Uint256) -> ExecutionResult<Uint256> {
        let after = sum(scaled(self.collateral)?, counted)?;
        Ok(mul_div_floor(
            shifted(self.debt.uint()),
            counted,
            after,
            "quote",
        )?)
    }
}

impl Concentrated {
    pub(crate) fn validate(&self) -> ExecutionResult<()> {
        check(self.fee < Decimal::one(), "fee", "below 1", self.fee)?;
        let (actual, max) = (self.segments.len(), SEGMENTS_MAX);
        if actual > max {
            let what = "segments";
            return Err(ExecutionError::TooMany { what, actual, max });
        }
        let mut last: Option<Uint256> = None;
        for (number, segment) in self.segments.iter().enumerate() {
            not_empty(segment.collateral, segment.debt)?;
            let begins = segment.slope(Uint256::zero())?;
            // Virtual reserves are whole numbers: a millionth is rounding, not another order.
            let slack = begins.checked_div(1_000_000u128.into()).unwrap_or_default();
            if last.is_some_and(|ended| begins.saturating_sub(slack) > ended) {
                return Err(ExecutionError::RisingPrice { number });
            }
            last = Some(segment.slope(scaled(segment.takes)?)?);
        }
        Ok(())
    }

    /// All that its segments take, and the fee on it.
    pub(crate) fn depth(&self) -> ExecutionResult<CollateralAmount> {
        let takes = |all: CollateralAmount, s: &Segment| all.plus_or_max(s.takes);
        let counted = self.segments.iter().fold(CollateralAmount::ZERO, takes);
        let most = mul_div_floor(scaled(counted)?, 1u128.into(), kept(self.fee), "depth")?;
        let most = Uint128::try_from(most).unwrap_or(Uint128::MAX);
        Ok(most.into())
    }

    pub(crate) fn quote(&self, amount: CollateralAmount) -> ExecutionResult<DebtAmount> {
        let kept = Decimal::one().saturating_sub(self.fee);
        let mut left = scaled(amount.scaled_floor(kept)?)?;
        let mut paid = DebtAmount::ZERO;
        for segment in &self.segments {
            let part = left.min(scaled(segment.takes)?);
            // A pool rounds at each tick.
            let pays = Money::from_parts(segment.brings(part)?).whole()?;
            paid = paid.plus(pays)?;
            left = left.saturating_sub(part);
        }
        Ok(paid)
    }

    pub(crate) fn brings(&self, amount: CollateralAmount) -> ExecutionResult<Money> {
        let mut left = product(amount.uint().into(), kept(self.fee))?;
        let mut paid = Money::ZERO;
        for segment in &self.segments {
            let part = left.min(scaled(segment.takes)?);
            paid = paid.plus(Money::from_parts(segment.brings(part)?))?;
            left = left.saturating_sub(part);
        }
        Ok(paid)
    }

    pub(crate) fn price_after(&self, amount: CollateralAmount) -> ExecutionResult<PairPrice> {
        let mut left = product(amount.uint().into(), kept(self.fee))?;
        for segment in &self.segments {
            let takes = scaled(segment.takes)?;
            if left < takes {
                let slope = segment.slope(left)?;
                let price = mul_div_floor(slope, kept(self.fee), RATIO_ONE.into(), "fee")?;
                return Ok(PairPrice::from_atomics(price));
            }
            left = left.saturating_sub(takes);
        }
        Ok(PairPrice::ZERO)
    }
}

/// An amount in 18 decimals.
fn scaled(amount: CollateralAmount) -> ExecutionResult<Uint256> {
    Ok(product(amount.uint().into(), RATIO_ONE.into())?)
}

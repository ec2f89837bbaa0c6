//! A pool of two coins that are worth nearly the same: `Ann·(x + y) + D = Ann·D + D³/(4xy)`.
//!
//! What must always hold: as in `venue`; every search ends after a bounded number of steps. Balances
//! are brought to one scale, then to parts of it, so that the searches' last unit is far below a base unit.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint256, Uint512};
use seawall_money::{mul_div_floor, CollateralAmount, DebtAmount, PairPrice};

use crate::error::check;
use crate::product::not_empty;
use crate::venue::{kept, overflow, product, shifted, sum, PRICE_ONE, RATIO_ONE};
use crate::{ExecutionError, ExecutionResult, Money};

/// No pool has a higher amplification.
pub const AMPLIFICATION_MAX: u32 = 1_000_000;
/// The searches are quadratic: they end long before.
const STEPS_MAX: usize = 255;

/// The state of a stable pool.
#[cw_serde]
#[derive(Copy)]
pub struct StableSwap {
    /// Its balance of the collateral.
    pub collateral: CollateralAmount,
    /// Its balance of the debt's coin.
    pub debt: DebtAmount,
    /// What a base unit of the collateral counts: brings decimals and rates to one scale.
    pub collateral_scale: u64,
    /// What a base unit of the debt's coin counts.
    pub debt_scale: u64,
    /// The pool's amplification as its messages say it, `Ann` divided by the number of coins.
    pub amplification: u32,
    /// The fee on what it pays, below 1.
    pub fee: Decimal,
}

/// Scaled balances and what is constant along the curve.
struct Curve {
    ann: Uint256,
    x: Uint256,
    y: Uint256,
    d: Uint256,
}

impl StableSwap {
    pub(crate) fn validate(&self) -> ExecutionResult<()> {
        let number = |n: u32| Decimal::from_ratio(n, 1u32);
        let amplification = number(self.amplification);
        not_empty(self.collateral, self.debt)?;
        check(self.fee < Decimal::one(), "fee", "below 1", self.fee)?;
        let (low, high) = (
            self.amplification >= 1,
            self.amplification <= AMPLIFICATION_MAX,
        );
        check(low, "amplification", "at least 1", amplification)?;
        check(high, "amplification", "at most 1000000", amplification)?;
        let zero = Decimal::zero();
        check(
            self.collateral_scale > 0,
            "collateral_scale",
            "above 0",
            zero,
        )?;
        check(self.debt_scale > 0, "debt_scale", "above 0", zero)
    }

    pub(crate) fn quote(&self, amount: CollateralAmount) -> ExecutionResult<DebtAmount> {
        // A pool takes one unit off for its own rounding.
        let whole = self.brings(amount)?.whole()?;
        Ok(whole.minus_or_zero(DebtAmount::new(1)))
    }

    pub(crate) fn brings(&self, amount: CollateralAmount) -> ExecutionResult<Money> {
        let curve = self.curve()?;
        let y = curve.balance(self.moved(&curve, amount)?)?;
        let paid = curve.y.saturating_sub(y).saturating_sub(Uint256::one());
        let paid = mul_div_floor(paid, kept(self.fee), RATIO_ONE.into(), "fee of a pool")?;
        let scale = Uint256::from(self.debt_scale);
        Ok(Money::from_parts(
            paid.checked_div(scale).map_err(|_| overflow("scale"))?,
        ))
    }

    /// `(Ann + K/x) / (Ann + K/y)` with `K = D³/(4xy)`: the slope of the curve.
    pub(crate) fn price_after(&self, amount: CollateralAmount) -> ExecutionResult<PairPrice> {
        let mut curve = self.curve()?;
        let x = self.moved(&curve, amount)?;
        (curve.y, curve.x) = (curve.balance(x)?, x);
        if curve.y.is_zero() {
            return Ok(PairPrice::ZERO);
        }
        let (ann, x, y) = (curve.ann, curve.x, curve.y);
        let k = curve.k()?;
        let (up, down) = (sum(product(ann, x)?, k)?, sum(product(ann, y)?, k)?);
        let slope = mul_div_floor(PRICE_ONE.into(), up, down, "price of a pool")?;
        let slope = mul_div_floor(slope, y, x, "price of a pool")?;
        let (from, to) = (self.collateral_scale.into(), self.debt_scale.into());
        let slope = mul_div_floor(slope, from, to, "price of a pool")?;
        let price = mul_div_floor(slope, kept(self.fee), RATIO_ONE.into(), "price of a pool")?;
        Ok(PairPrice::from_atomics(price))
    }

    fn moved(&self, curve: &Curve, amount: CollateralAmount) -> ExecutionResult<Uint256> {
        let more = product(shifted(amount.uint()), self.collateral_scale.into())?;
        Ok(sum(curve.x, more)?)
    }

    fn curve(&self) -> ExecutionResult<Curve> {
        let x = product(
            shifted(self.collateral.uint()),
            self.collateral_scale.into(),
        )?;
        let y = product(shifted(self.debt.uint()), self.debt_scale.into())?;
        let ann = product(self.amplification.into(), 2u128.into())?;
        let d = Uint256::zero();
        let mut curve = Curve { ann, x, y, d };
        curve.d = curve.invariant()?;
        Ok(curve)
    }
}

impl Curve {
    /// `D³/(4xy)`.
    fn k(&self) -> ExecutionResult<Uint256> {
        let two = Uint256::from(2u128);
        let once = mul_div_floor(self.d, self.d, product(self.x, two)?, "stable curve")?;
        Ok(mul_div_floor(
            once,
            self.d,
            product(self.y, two)?,
            "stable curve",
        )?)
    }

    /// `D` of the balances, by Newton's method from their sum.
    fn invariant(&self) -> ExecutionResult<Uint256> {
        let all = sum(self.x, self.y)?;
        let (two, three) = (Uint256::from(2u128), Uint256::from(3u128));
        let mut now = Self { d: all, ..*self };
        for _ in 0..STEPS_MAX {
            let k = now.k()?;
            let up = sum(product(self.ann, all)?, product(k, two)?)?;
            let less_one = self.ann.saturating_sub(Uint256::one());
            let down = sum(product(less_one, now.d)?, product(k, three)?)?;
            let next = mul_div_floor(up, now.d, down, "stable curve")?;
            let done = next.abs_diff(now.d) <= Uint256::one();
            now.d = next;
            if done {
                return Ok(next);
            }
        }
        Err(ExecutionError::NoConvergence)
    }

    /// The balance of the other coin at `x`, by Newton's method from `D`.
    fn balance(&self, x: Uint256) -> ExecutionResult<Uint256> {
        let two = Uint256::from(2u128);
        let once = mul_div_floor(self.d, self.d, product(x, two)?, "stable curve")?;
        let c = mul_div_floor(once, self.d, product(self.ann, two)?, "stable curve")?;
        let share = self
            .d
            .checked_div(self.ann)
            .map_err(|_| overflow("scale"))?;
        let b = sum(x, share)?;
        let mut y = self.d;
        for _ in 0..STEPS_MAX {
            let up = y.full_mul(y).checked_add(c.into());
            let up = up.map_err(|_| overflow("stable curve"))?;
            let down = sum(product(y, two)?, b)?.saturating_sub(self.d);
            let next = up.checked_div(Uint512::from(down));
            let next = next.map_err(|_| ExecutionError::NoConvergence)?;
            let next = Uint256::try_from(next).map_err(|_| overflow("stable curve"))?;
            let done = next.abs_diff(y) <= Uint256::one();
            y = next;
            if done {
                return Ok(y);
            }
        }
        Err(ExecutionError::NoConvergence)
    }
}

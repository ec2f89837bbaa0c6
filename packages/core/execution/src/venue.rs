//! One interface for all kinds of venues.
//!
//! What must always hold: `quote` is rounded as the venue rounds, or lower; `brings` is the same curve
//! with 32 more bits, so that venues can be compared to less than a base unit; both rise with the amount,
//! and `price_after` falls. Called by sizing, solver and plan.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128, Uint256};
use seawall_money::{mul_div_floor, CollateralAmount, DebtAmount, MathError, PairPrice};

use crate::{Concentrated, ConstantProduct, ExecutionError, ExecutionResult, StableSwap};

/// Bits of [`Money`] below a base unit.
pub const MONEY_BITS: u32 = 32;

/// A base unit in parts.
const UNIT: u128 = 1 << MONEY_BITS;
/// 1 with the 36 decimals of a pair price.
pub(crate) const PRICE_ONE: u128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;
/// 1 with the 18 decimals of a ratio.
pub(crate) const RATIO_ONE: u128 = 1_000_000_000_000_000_000;

/// Debt money in parts of a base unit: for comparing only, nobody is paid in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(Uint256);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(Uint256::zero());

    /// From parts of a base unit, 2^32 of which are one.
    pub const fn from_parts(parts: Uint256) -> Self {
        Self(parts)
    }

    /// Whole base units, rounded down.
    pub fn whole(self) -> ExecutionResult<DebtAmount> {
        let whole = self.0.checked_div(UNIT.into()).unwrap_or_default();
        let whole = Uint128::try_from(whole).map_err(|_| overflow("money"))?;
        Ok(DebtAmount::from(whole))
    }

    /// Parts of a base unit.
    pub const fn parts(self) -> Uint256 {
        self.0
    }

    /// The sum.
    pub fn plus(self, other: Self) -> ExecutionResult<Self> {
        let sum = self.0.checked_add(other.0);
        Ok(Self(sum.map_err(|_| overflow("money"))?))
    }

    /// What `amount` costs at `price`, rounded down.
    pub fn at(price: PairPrice, amount: CollateralAmount) -> ExecutionResult<Self> {
        let units = shifted(amount.uint());
        let parts = mul_div_floor(price.atomics(), units, PRICE_ONE.into(), "money at a price")?;
        Ok(Self(parts))
    }
}

/// A price for so much and no more: a standing bid, an order of a book, what an auction is expected to
/// bring.
#[cw_serde]
#[derive(Copy)]
pub struct Fixed {
    /// What is paid for each unit.
    pub price: PairPrice,
    /// For so much.
    pub amount: CollateralAmount,
}

/// Where collateral can be sold for debt money, with the state it is in.
#[cw_serde]
pub enum Venue {
    /// The product of its reserves stays the same.
    ConstantProduct(ConstantProduct),
    /// Reserves of coins that are worth nearly the same.
    StableSwap(StableSwap),
    /// Liquidity between prices.
    Concentrated(Concentrated),
    /// One price.
    Fixed(Fixed),
}

impl Venue {
    /// Refuses states that no venue has.
    pub fn validate(&self) -> ExecutionResult<()> {
        match self {
            Self::ConstantProduct(pool) => pool.validate(),
            Self::StableSwap(pool) => pool.validate(),
            Self::Concentrated(pool) => pool.validate(),
            Self::Fixed(fixed) if fixed.price.is_zero() => {
                Err(ExecutionError::Empty { what: "price" })
            }
            Self::Fixed(_) => Ok(()),
        }
    }

    /// The most that can be sold to it at all.
    pub fn depth(&self) -> ExecutionResult<CollateralAmount> {
        match self {
            Self::ConstantProduct(_) | Self::StableSwap(_) => Ok(CollateralAmount::MAX),
            Self::Concentrated(pool) => pool.depth(),
            Self::Fixed(fixed) => Ok(fixed.amount),
        }
    }

    /// What it pays for `amount`, at least. Errors: `BeyondDepth`, `NoConvergence`.
    pub fn quote(&self, amount: CollateralAmount) -> ExecutionResult<DebtAmount> {
        self.within_depth(amount)?;
        match self {
            Self::ConstantProduct(pool) => pool.quote(amount),
            Self::StableSwap(pool) => pool.quote(amount),
            Self::Concentrated(pool) => pool.quote(amount),
            Self::Fixed(fixed) => Ok(fixed.price.worth_floor(amount)?),
        }
    }

    /// The same without the venue's own rounding.
    pub fn brings(&self, amount: CollateralAmount) -> ExecutionResult<Money> {
        self.within_depth(amount)?;
        match self {
            Self::ConstantProduct(pool) => pool.brings(amount),
            Self::StableSwap(pool) => pool.brings(amount),
            Self::Concentrated(pool) => pool.brings(amount),
            Self::Fixed(fixed) => Money::at(fixed.price, amount),
        }
    }

    /// What the next unit brings after `amount` was sold, fee included; rounded down. Zero where
    /// nothing more can be sold.
    pub fn price_after(&self, amount: CollateralAmount) -> ExecutionResult<PairPrice> {
        if amount >= self.depth()? {
            return Ok(PairPrice::ZERO);
        }
        match self {
            Self::ConstantProduct(pool) => pool.price_after(amount),
            Self::StableSwap(pool) => pool.price_after(amount),
            Self::Concentrated(pool) => pool.price_after(amount),
            Self::Fixed(fixed) => Ok(fixed.price),
        }
    }

    fn within_depth(&self, wanted: CollateralAmount) -> ExecutionResult<()> {
        let most = self.depth()?;
        if wanted > most {
            return Err(ExecutionError::BeyondDepth { wanted, most });
        }
        Ok(())
    }
}

/// `units` in parts of a base unit. An amount has 128 bits, so it always fits.
pub(crate) fn shifted(units: Uint128) -> Uint256 {
    Uint256::from(units).saturating_mul(UNIT.into())
}

/// What a fee leaves, in 18 decimals.
pub(crate) fn kept(fee: Decimal) -> Uint256 {
    Decimal::one().saturating_sub(fee).atomics().into()
}

/// The sum, or that it does not fit.
pub(crate) fn sum(a: Uint256, b: Uint256) -> Result<Uint256, MathError> {
    a.checked_add(b).map_err(|_| overflow("venue"))
}

/// The product, or that it does not fit.
pub(crate) fn product(a: Uint256, b: Uint256) -> Result<Uint256, MathError> {
    a.checked_mul(b).map_err(|_| overflow("venue"))
}

pub(crate) const fn overflow(operation: &'static str) -> MathError {
    MathError::Overflow { operation }
}

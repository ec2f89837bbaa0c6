//! Ratios and health.

use std::str::FromStr;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128, Uint256};

use crate::error::{by_zero, overflow, MathResult};
use crate::value::mul_div;
use crate::{CollateralValue, DebtValue};

/// Risk-adjusted collateral value over debt value, 18 decimals, rounded down.
///
/// Below one the account may be liquidated. No debt, or a quotient too large for the type, is
/// [`HealthFactor::MAX`].
#[cw_serde]
#[derive(Copy, PartialOrd, Ord, Eq)]
pub struct HealthFactor(Decimal);

impl HealthFactor {
    /// As healthy as can be: an account without debt.
    pub const MAX: Self = Self(Decimal::MAX);
    /// The limit: below it an account is unsafe.
    pub const ONE: Self = Self(Decimal::one());

    /// A health factor of this size.
    pub const fn new(ratio: Decimal) -> Self {
        Self(ratio)
    }

    /// `weighted / debt`, rounded down.
    pub fn of(weighted: CollateralValue, debt: DebtValue) -> Self {
        Self(ratio_floor(weighted.atomics(), debt.atomics()).unwrap_or(Decimal::MAX))
    }

    /// The number.
    pub const fn ratio(self) -> Decimal {
        self.0
    }

    /// May it be liquidated?
    pub fn is_unsafe(self) -> bool {
        self < Self::ONE
    }
}

impl std::fmt::Display for HealthFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn ratio_floor(numerator: Uint256, denominator: Uint256) -> MathResult<Decimal> {
    let one = Uint256::from(Decimal::one().atomics());
    let atomics = mul_div(numerator, one, denominator, false, "ratio")?;
    let atomics = Uint128::try_from(atomics).map_err(|_| overflow("ratio"))?;
    Ok(Decimal::new(atomics))
}

/// What a ratio can do besides what the chain's `Decimal` offers.
pub trait RatioExt: Sized {
    /// `1 + self`.
    fn one_plus(self) -> MathResult<Self>;
    /// `1 - self`, or zero.
    fn one_minus(self) -> Self;
    /// The sum.
    fn plus(self, other: Self) -> MathResult<Self>;
    /// The product, rounded down.
    fn times(self, other: Self) -> MathResult<Self>;
    /// The quotient, rounded down.
    fn over(self, other: Self) -> MathResult<Self>;
    /// `collateral / debt` as a ratio, rounded down; `None` without debt.
    fn collateral_ratio(collateral: CollateralValue, debt: DebtValue) -> Option<Self>;
}

impl RatioExt for Decimal {
    fn one_plus(self) -> MathResult<Self> {
        Self::one()
            .checked_add(self)
            .map_err(|_| overflow("1 + ratio"))
    }

    fn one_minus(self) -> Self {
        Self::one().saturating_sub(self)
    }

    fn plus(self, other: Self) -> MathResult<Self> {
        self.checked_add(other)
            .map_err(|_| overflow("ratio + ratio"))
    }

    fn times(self, other: Self) -> MathResult<Self> {
        self.checked_mul(other)
            .map_err(|_| overflow("ratio · ratio"))
    }

    fn over(self, other: Self) -> MathResult<Self> {
        if other.is_zero() {
            return Err(by_zero("ratio / ratio"));
        }
        self.checked_div(other)
            .map_err(|_| overflow("ratio / ratio"))
    }

    fn collateral_ratio(collateral: CollateralValue, debt: DebtValue) -> Option<Self> {
        if debt.is_zero() {
            return None;
        }
        Some(ratio_floor(collateral.atomics(), debt.atomics()).unwrap_or(Decimal::MAX))
    }
}

/// Reads a decimal string; the error says what was wrong.
pub fn parse_ratio(text: &str) -> Result<Decimal, String> {
    Decimal::from_str(text).map_err(|e| format!("`{text}` is not a decimal number ({e})"))
}

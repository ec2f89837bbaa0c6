//! The liquidators' bonus, and which collateral is toxic.
//!
//! What must always hold: a bonus that is not toxic neither worsens the account's health nor leaves
//! a deficit. `LB₀ = clamp(start + slope·(1 − HF), min, max)` and
//! `cap = min(HF/LT, CR) − 1`, since a sale of debt `r` moves health by
//! `r·(HF − LT·(1 + LB))/(B − r)` and leaves `C − B − LB·r`.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::RatioExt;

use crate::error::check;
use crate::{Health, RiskError, RiskResult};

/// How the bonus follows health.
#[cw_serde]
#[derive(Copy)]
pub struct BonusParams {
    /// Bonus at a health factor of 1.
    pub start: Decimal,
    /// Bonus per unit of health below 1.
    pub slope: Decimal,
    /// The least worth a liquidator's while: above their margin plus the oracle's deviation.
    pub min: Decimal,
    /// The most ever paid.
    pub max: Decimal,
}

/// What a collateral of an account is sold with.
#[cw_serde]
#[derive(Copy)]
pub enum Bonus {
    /// The account can pay this.
    Normal(Decimal),
    /// It cannot pay even the least; the collateral is sold whole with this one, or not at all.
    Toxic(Decimal),
}

impl Bonus {
    /// The number.
    pub const fn ratio(self) -> Decimal {
        match self {
            Self::Normal(ratio) | Self::Toxic(ratio) => ratio,
        }
    }

    /// Can the account not pay it?
    pub const fn is_toxic(self) -> bool {
        matches!(self, Self::Toxic(_))
    }
}

impl BonusParams {
    /// Refuses parameters that contradict themselves: `0 < min ≤ max ≤ 1`, `start ≤ max`.
    pub fn validate(&self) -> RiskResult<()> {
        check(!self.min.is_zero(), "bonus.min", "above 0", self.min)?;
        check(
            self.max <= Decimal::one(),
            "bonus.max",
            "at most 1",
            self.max,
        )?;
        check(
            self.min <= self.max,
            "bonus.min",
            "at most bonus.max",
            self.min,
        )?;
        check(
            self.start <= self.max,
            "bonus.start",
            "at most bonus.max",
            self.start,
        )
    }

    /// `LB₀`: what the health factor asks for, before what the account can pay. Rounded down.
    pub fn wanted(&self, health: &Health) -> RiskResult<Decimal> {
        let missing = health.factor.ratio().one_minus();
        let wanted = self.start.plus(self.slope.times(missing)?)?;
        Ok(wanted.max(self.min).min(self.max))
    }

    /// The bonus for a collateral with this liquidation threshold. Errors: `NoDebt`.
    pub fn quote(&self, health: &Health, liquidation_threshold: Decimal) -> RiskResult<Bonus> {
        let cap = Self::cap(health, liquidation_threshold)?;
        match cap {
            Some(cap) if cap >= self.min => Ok(Bonus::Normal(self.wanted(health)?.min(cap))),
            _ => Ok(Bonus::Toxic(self.min)),
        }
    }

    /// `min(HF/LT, CR) − 1`, rounded down: the most an account can pay on this collateral without
    /// ending worse; `None` if that is below zero. Errors: `NoDebt`.
    pub fn cap(health: &Health, liquidation_threshold: Decimal) -> RiskResult<Option<Decimal>> {
        let ratio = health.collateral_ratio.ok_or(RiskError::NoDebt)?;
        // A threshold of zero, or a health beyond the type, limits nothing: what is left is CR.
        let by_health = health.factor.ratio().over(liquidation_threshold);
        let limit = by_health.map_or(ratio, |by_health| by_health.min(ratio));
        Ok(limit.checked_sub(Decimal::one()).ok())
    }
}

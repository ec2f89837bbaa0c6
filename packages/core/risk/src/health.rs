//! Health of a cross-margined account.
//!
//! What must always hold: collateral counts rounded down and debt rounded up, so that a computed
//! health factor is never above the exact one. Called for admission (worst case) and before a plan
//! (best case); which case it is, is decided by the amounts the caller puts in.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{
    CollateralAmount, CollateralValue, DebtAmount, DebtValue, HealthFactor, Price, RatioExt,
};

use crate::{RiskError, RiskResult};

/// One collateral of an account.
#[cw_serde]
#[derive(Copy)]
pub struct CollateralView {
    /// Quote units per base unit.
    pub price: Price,
    /// Base units that count.
    pub amount: CollateralAmount,
    /// Weight for liquidation.
    pub liquidation_threshold: Decimal,
    /// Weight for borrowing; not above the liquidation threshold.
    pub max_ltv: Decimal,
}

impl CollateralView {
    /// Its value, rounded down.
    pub fn value(&self) -> RiskResult<CollateralValue> {
        Ok(self.price.of_collateral(self.amount)?)
    }

    /// Its value weighted for liquidation, rounded down.
    pub fn weighted(&self) -> RiskResult<CollateralValue> {
        Ok(self.value()?.scaled(self.liquidation_threshold)?)
    }
}

/// One debt of an account.
#[cw_serde]
#[derive(Copy)]
pub struct DebtView {
    /// Quote units per base unit.
    pub price: Price,
    /// Base units owed.
    pub amount: DebtAmount,
}

impl DebtView {
    /// Its value, rounded up.
    pub fn value(&self) -> RiskResult<DebtValue> {
        Ok(self.price.of_debt(self.amount)?)
    }
}

/// All an account has and owes, over all chains.
#[cw_serde]
#[derive(Default)]
pub struct Position {
    /// What it has; the indices of plans and certificates point into this list.
    pub collaterals: Vec<CollateralView>,
    /// What it owes; the indices of plans and certificates point into this list.
    pub debts: Vec<DebtView>,
}

/// What an account is worth.
#[cw_serde]
#[derive(Copy)]
pub struct Health {
    /// Σ value · liquidation threshold.
    pub weighted: CollateralValue,
    /// Σ value of collateral.
    pub collateral: CollateralValue,
    /// Σ value of debt.
    pub debt: DebtValue,
    /// `weighted / debt`, rounded down; [`HealthFactor::MAX`] without debt.
    pub factor: HealthFactor,
    /// `collateral / debt`, rounded down; `None` without debt.
    pub collateral_ratio: Option<Decimal>,
}

impl Position {
    /// Values, health factor and collateral ratio. Errors: overflow only.
    pub fn health(&self) -> RiskResult<Health> {
        let mut weighted = CollateralValue::ZERO;
        let mut collateral = CollateralValue::ZERO;
        for view in &self.collaterals {
            weighted = weighted.plus(view.weighted()?)?;
            collateral = collateral.plus(view.value()?)?;
        }
        let debt = self.debt_value()?;
        Ok(Health {
            weighted,
            collateral,
            debt,
            factor: HealthFactor::of(weighted, debt),
            collateral_ratio: Decimal::collateral_ratio(collateral, debt),
        })
    }

    /// Σ value · max LTV: the debt this collateral may carry, rounded down.
    pub fn borrowing_power(&self) -> RiskResult<CollateralValue> {
        let mut power = CollateralValue::ZERO;
        for view in &self.collaterals {
            power = power.plus(view.value()?.scaled(view.max_ltv)?)?;
        }
        Ok(power)
    }

    /// Would this be a permitted state after a borrow or a withdrawal (INV-6)? True if the debt is
    /// within the borrowing power, or if there is none.
    pub fn is_safe_to_act(&self) -> RiskResult<bool> {
        let debt = self.debt_value()?;
        Ok(debt.is_zero() || debt.atomics() <= self.borrowing_power()?.atomics())
    }

    /// Σ value of debt, rounded up.
    pub fn debt_value(&self) -> RiskResult<DebtValue> {
        let mut debt = DebtValue::ZERO;
        for view in &self.debts {
            debt = debt.plus(view.value()?)?;
        }
        Ok(debt)
    }

    /// The collateral at `index`. Errors: `NoSuch`.
    pub fn collateral_at(&self, index: usize) -> RiskResult<&CollateralView> {
        self.collaterals.get(index).ok_or(RiskError::NoSuch {
            what: "collateral",
            index,
            count: self.collaterals.len(),
        })
    }

    /// The debt at `index`. Errors: `NoSuch`.
    pub fn debt_at(&self, index: usize) -> RiskResult<&DebtView> {
        self.debts.get(index).ok_or(RiskError::NoSuch {
            what: "debt",
            index,
            count: self.debts.len(),
        })
    }
}

/// Is there nothing left to sell? Each pair is an amount and the dust limit of its listing; an
/// amount below its limit counts as nothing, so that one unit cannot hide a deficit (DEC-15).
pub fn collateral_is_gone(left: &[(CollateralAmount, CollateralAmount)]) -> bool {
    left.iter()
        .all(|(amount, dust)| amount.is_zero() || amount < dust)
}

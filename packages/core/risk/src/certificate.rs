//! Certificates: a price for each listing of an account, within which it cannot become unsafe.
//!
//! What must always hold: while no price has crossed its trigger, `Σ q·x ≥ h·Σ d·y`, however the
//! prices move together. With slack `S = Σ q·x − h·Σ d·y` and weights `Σ ω ≤ 1`, the triggers are
//! `x − ω·S/q` (rounded up, at least zero) and `y + ω·S/(h·d)` (rounded down): all at once they use
//! up no more than `S`. The certificate is a filter; a plan computes health itself.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint256, Uint512};
use seawall_money::{planted, CollateralAmount, DebtShares, MathError, Price};

use crate::error::check;
use crate::RiskResult;

/// A collateral listing of an account.
#[cw_serde]
#[derive(Copy)]
pub struct CollateralPoint {
    /// Base units that count.
    pub quantity: CollateralAmount,
    /// Price · liquidation threshold.
    pub x: Price,
    /// Volatility, in any unit that all points share.
    pub sigma: Decimal,
}

/// A debt listing of an account.
#[cw_serde]
#[derive(Copy)]
pub struct DebtPoint {
    /// Debt shares that count.
    pub shares: DebtShares,
    /// Price · best-case index: quote units per share.
    pub y: Price,
    /// Volatility, in any unit that all points share.
    pub sigma: Decimal,
}

/// Which way a trigger is crossed.
#[cw_serde]
#[derive(Copy, PartialOrd, Ord, Eq)]
pub enum Side {
    /// Crossed when `x` is *below* the level.
    Collateral,
    /// Crossed when `y` is *above* the level.
    Debt,
}

/// A price that ends the certificate.
#[cw_serde]
#[derive(Copy)]
pub struct Trigger {
    /// Of a collateral or a debt.
    pub side: Side,
    /// Index into the list of that side.
    pub index: usize,
    /// The last price that is inside.
    pub level: Price,
}

impl Trigger {
    /// Is `price` (`x` or `y`) outside?
    pub fn is_crossed(&self, price: Price) -> bool {
        match self.side {
            Side::Collateral => price < self.level,
            Side::Debt => price > self.level,
        }
    }
}

/// A box of prices within which an account keeps its level.
#[cw_serde]
pub struct Certificate {
    /// Collaterals first, each list in its order; listings that cannot do harm have none.
    pub triggers: Vec<Trigger>,
}

/// What a certificate protects.
#[cw_serde]
#[derive(Copy, PartialOrd, Ord, Eq)]
pub enum Level {
    /// Weighted collateral above the margin-call ratio times the debt.
    MarginCall,
    /// Health of at least 1.
    Unsafe,
}

/// Certifies `Σ q·x ≥ level·Σ d·y`; `None` if it does not hold now. `level` is at least 1.
/// An account without debt gets a certificate without triggers.
pub fn certify(
    collaterals: &[CollateralPoint],
    debts: &[DebtPoint],
    level: Decimal,
) -> RiskResult<Option<Certificate>> {
    check(
        level >= Decimal::one(),
        "certificate level",
        "at least 1",
        level,
    )?;
    let lines = lines(collaterals, debts, level)?;
    let Some(slack) = slack(&lines)? else {
        return Ok(None);
    };
    if !lines.iter().any(|line| line.side == Side::Debt) {
        return Ok(Some(Certificate { triggers: vec![] }));
    }
    let weights = weights(&lines)?;
    let mut triggers = Vec::with_capacity(lines.len());
    for (line, weight) in lines.iter().zip(weights) {
        triggers.push(line.trigger(weight, slack)?);
    }
    Ok(Some(Certificate { triggers }))
}

/// The next level only: the margin call while the account is above it, then health 1; `None` if it
/// is below that too. `margin_call` is at least 1.
pub fn certify_next(
    collaterals: &[CollateralPoint],
    debts: &[DebtPoint],
    margin_call: Decimal,
) -> RiskResult<Option<(Level, Certificate)>> {
    if let Some(certificate) = certify(collaterals, debts, margin_call)? {
        return Ok(Some((Level::MarginCall, certificate)));
    }
    let last = certify(collaterals, debts, Decimal::one())?;
    Ok(last.map(|certificate| (Level::Unsafe, certificate)))
}

/// One listing: `factor · price` is its part of the slack, in 54 decimals.
struct Line {
    side: Side,
    index: usize,
    price: Price,
    /// Quantity · 10^18, or shares · level with 18 decimals.
    factor: Uint512,
    value: Uint512,
    sigma: Decimal,
}

fn too_large<E>(_: E) -> MathError {
    MathError::Overflow {
        operation: "certificate",
    }
}

fn unit() -> Uint512 {
    Uint512::from(Decimal::one().atomics())
}

fn lines(
    collaterals: &[CollateralPoint],
    debts: &[DebtPoint],
    level: Decimal,
) -> RiskResult<Vec<Line>> {
    let mut lines = Vec::with_capacity(collaterals.len().saturating_add(debts.len()));
    let mut push = |side, index, quantity, times, price: Price, sigma| -> RiskResult<()> {
        let factor = Uint512::from(quantity)
            .checked_mul(times)
            .map_err(too_large)?;
        let value = factor
            .checked_mul(price.atomics().into())
            .map_err(too_large)?;
        // Worthless collateral cannot fall; worthless debt can rise.
        let harmless = factor.is_zero() || (side == Side::Collateral && price.is_zero());
        if !harmless {
            lines.push(Line {
                side,
                index,
                price,
                factor,
                value,
                sigma,
            });
        }
        Ok(())
    };
    for (index, p) in collaterals.iter().enumerate() {
        push(
            Side::Collateral,
            index,
            p.quantity.uint(),
            unit(),
            p.x,
            p.sigma,
        )?;
    }
    for (index, p) in debts.iter().enumerate() {
        let level = Uint512::from(level.atomics());
        push(Side::Debt, index, p.shares.uint(), level, p.y, p.sigma)?;
    }
    Ok(lines)
}

/// `Σ q·x − h·Σ d·y` in 54 decimals; `None` if negative.
fn slack(lines: &[Line]) -> RiskResult<Option<Uint512>> {
    let (mut has, mut owes) = (Uint512::zero(), Uint512::zero());
    for line in lines {
        let sum = match line.side {
            Side::Collateral => &mut has,
            Side::Debt => &mut owes,
        };
        *sum = sum.checked_add(line.value).map_err(too_large)?;
    }
    Ok(has.checked_sub(owes).ok())
}

/// `ω ∝ value·σ`, at least 2 % of the largest, 18 decimals, each rounded down so that the sum is
/// at most one. Without any volatility values alone decide.
fn weights(lines: &[Line]) -> RiskResult<Vec<Uint512>> {
    let calm = lines.iter().all(|line| line.sigma.is_zero());
    let mut raw = Vec::with_capacity(lines.len());
    for line in lines {
        let sigma = if calm {
            unit()
        } else {
            line.sigma.atomics().into()
        };
        raw.push(line.value.checked_mul(sigma).map_err(too_large)?);
    }
    let largest = raw.iter().max().copied().unwrap_or_default();
    let least = largest
        .checked_div(Uint512::from(50u8))
        .map_err(too_large)?;
    let least = least.max(Uint512::one());
    let mut sum = Uint512::zero();
    for weight in &mut raw {
        *weight = (*weight).max(least);
        sum = sum.checked_add(*weight).map_err(too_large)?;
    }
    raw.into_iter()
        .map(|weight| {
            let scaled = weight.checked_mul(unit()).map_err(too_large)?;
            Ok(scaled.checked_div(sum).map_err(too_large)?)
        })
        .collect()
}

impl Line {
    fn trigger(&self, weight: Uint512, slack: Uint512) -> RiskResult<Trigger> {
        let allowed = planted!(weight; SlackNotShared => unit());
        let allowed = allowed.checked_mul(slack).map_err(too_large)?;
        let allowed = allowed.checked_div(unit()).map_err(too_large)?;
        let moves = allowed.checked_div(self.factor).map_err(too_large)?;
        let moves = Uint256::try_from(moves).unwrap_or(Uint256::MAX);
        let now = self.price.atomics();
        let level = match self.side {
            Side::Collateral => now.saturating_sub(moves),
            Side::Debt => now.saturating_add(moves),
        };
        Ok(Trigger {
            side: self.side,
            index: self.index,
            level: Price::from_atomics(level),
        })
    }
}

//! Who gets what of a payment.
//!
//! What must always hold: debt money and fee add up to the payment; debt money of all payments
//! together is never more than `r` and never less than its share.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{DebtAmount, RatioExt};

use crate::AuctionResult;

/// The two parts of proceeds.
#[cw_serde]
#[derive(Copy, Default, Eq)]
pub struct Split {
    /// Goes to the courier of the route.
    pub debt_money: DebtAmount,
    /// Stays on the collateral chain.
    pub fee: DebtAmount,
}

/// Splits a payment that follows `proceeds` of the same lot. Cumulative debt money is
/// `min(r, proceeds/(1 + φ))`, rounded up in favour of the debt; the rest is fee.
pub fn split(
    proceeds: DebtAmount,
    payment: DebtAmount,
    fee: Decimal,
    repay: DebtAmount,
) -> AuctionResult<Split> {
    let before = debt_money(proceeds, fee, repay)?;
    let after = debt_money(proceeds.plus(payment)?, fee, repay)?;
    let debt_money = after.minus(before)?;
    Ok(Split {
        debt_money,
        fee: payment.minus(debt_money)?,
    })
}

fn debt_money(proceeds: DebtAmount, fee: Decimal, repay: DebtAmount) -> AuctionResult<DebtAmount> {
    let whole = fee.one_plus()?;
    let part = proceeds.part_ceil(Decimal::one().atomics(), whole.atomics())?;
    Ok(part.min(repay))
}

//! The terms of one lot.
//!
//! What must always hold: the whole lot, sold at the floor, brings exactly what closes it, unless
//! the floor was lowered on purpose; the floor is never above the pair price.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{CollateralAmount, CollateralValue, DebtAmount, PairPrice, Price, RatioExt};

use crate::RiskResult;

/// What a lot for one repayment looks like.
#[cw_serde]
#[derive(Copy)]
pub struct LotTerms {
    /// Collateral worth `r·(1 + LB)` at the pair price, rounded up.
    pub put_up: CollateralAmount,
    /// `r·(1 + φ)`, rounded up: proceeds that end the sale.
    pub close_at: DebtAmount,
    /// `φ`: share of the fee on top of each unit of debt repaid, rounded down.
    pub fee: Decimal,
    /// Debt base units per collateral base unit, at the oracle's prices.
    pub pair_price: PairPrice,
    /// At this price all of the lot brings `close_at`: `pair price·(1 + φ)/(1 + LB)`.
    pub floor: PairPrice,
}

/// The terms of a lot that repays `repay` with this bonus; `φ = fee_share·bonus`.
pub fn lot_terms(
    repay: DebtAmount,
    collateral_price: Price,
    debt_price: Price,
    bonus: Decimal,
    fee_share: Decimal,
) -> RiskResult<LotTerms> {
    let worth = debt_price.of_debt(repay)?.scaled(bonus.one_plus()?)?;
    let worth = CollateralValue::from_atomics(worth.atomics());
    let put_up = collateral_price.collateral_worth_ceil(worth)?;
    terms_of(
        repay,
        put_up,
        PairPrice::of(collateral_price, debt_price)?,
        fee_share.times(bonus)?,
    )
}

/// The terms of a lot of a given size.
pub(crate) fn terms_of(
    repay: DebtAmount,
    put_up: CollateralAmount,
    pair_price: PairPrice,
    fee: Decimal,
) -> RiskResult<LotTerms> {
    let close_at = repay.scaled_ceil(fee.one_plus()?)?;
    // On lots of a few units `close_at` rounds up by more than the bonus: without the limit such a
    // floor could lie above every price of the sale, and dust debt could never be cleared.
    let floor = PairPrice::bringing(close_at, put_up)?.min(pair_price);
    Ok(LotTerms {
        put_up,
        close_at,
        fee,
        pair_price,
        floor,
    })
}

//! Interest. Pure.
//!
//! What must always hold: the rate depends on the books only, never on the bank balance; the
//! index grows by at most `floor(max · seconds)` in absolute terms (see the header of the crate);
//! of the interest, reserve and pool get their parts rounded down, lenders the rest.

use cosmwasm_std::{Decimal, Uint128};
use seawall_interfaces::common::RateModel;
use seawall_interfaces::market::Terms;
use seawall_money::{Index, MathResult, RatioExt, SECONDS_PER_YEAR};

use crate::books::Totals;

/// Yearly rate at this utilisation: `base + slope_low · u/kink` up to the kink, above it
/// `base + slope_low + slope_high · (u − kink)/(1 − kink)`; never above `max`. Rounded down.
pub fn borrow_rate(model: &RateModel, utilisation: Decimal) -> MathResult<Decimal> {
    let low = utilisation.min(model.kink);
    let mut rate = model.base;
    if !model.kink.is_zero() {
        rate = rate.plus(model.slope_low.times(low)?.over(model.kink)?)?;
    }
    if utilisation > model.kink {
        let above = utilisation.saturating_sub(model.kink);
        let span = model.kink.one_minus();
        rate = rate.plus(model.slope_high.times(above)?.over(span)?)?;
    }
    Ok(rate.min(model.max))
}

/// The index after `seconds` at `rate`, and in absolute terms no more than `floor(max · seconds)`
/// higher.
pub fn next_index(index: Index, rate: Decimal, max: Decimal, seconds: u64) -> MathResult<Index> {
    let grown = index.grown(rate, seconds)?;
    let most = max.atomics().full_mul(Uint128::from(seconds));
    let year = cosmwasm_std::Uint256::from(SECONDS_PER_YEAR);
    let most = most.checked_div(year).unwrap_or_default();
    let most = Uint128::try_from(most).unwrap_or(Uint128::MAX);
    let bound = index.ratio().plus(Decimal::new(most));
    // A bound that does not fit binds nobody.
    Ok(bound.map_or(grown, |bound| grown.min(Index::new(bound))))
}

/// Books interest up to `now`. A clock that runs back books nothing.
pub fn accrue(totals: &mut Totals, terms: &Terms, now: u64) -> MathResult<()> {
    let seconds = now.saturating_sub(totals.accrued_at);
    if seconds == 0 {
        return Ok(());
    }
    let before = totals.debt()?;
    let rate = borrow_rate(&terms.rates, totals.utilisation()?)?;
    totals.index = next_index(totals.index, rate, terms.rates.max, seconds)?;
    totals.accrued_at = now;
    let interest = totals.debt()?.minus_or_zero(before);
    let reserve = interest.scaled_floor(terms.reserve_factor)?;
    let premium = interest.scaled_floor(terms.pool_factor)?;
    totals.reserve = totals.reserve.plus(reserve)?;
    totals.premium = totals.premium.plus(premium)?;
    Ok(())
}

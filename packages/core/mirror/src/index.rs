//! The range of a market's index between two reports. What must always hold: however often a market
//! compounds, its index stays within it (INV-3, in value). Called by the coordinator wherever shares
//! become an amount.

use cosmwasm_std::{Decimal, Uint128};
use seawall_money::{DebtAmount, Index, MathResult, RatioExt};

/// The least and the most that a market's index can be at `now`: `best` as last reported, and
/// grown since at the enforced maximum yearly rate, however often the market compounds. `allowance` is what a
/// report may have aged before it came: clock skew and the longest travel, seconds. Rounded up.
///
/// With `x = rate · time`: continuous compounding gives `e^x`, and `e^y ≤ 1 + y + y²` for `y ≤ 1`;
/// `x` is halved until it is at most 1/64, and the factor squared as often.
pub fn index_bounds(
    (best, reported_at): (Index, u64),
    rate_max: Decimal,
    now: u64,
    allowance: u64,
) -> MathResult<(Index, Index)> {
    let age = now.saturating_sub(reported_at).saturating_add(allowance);
    let grown = Index::ONE.grown(rate_max, age)?.ratio();
    let mut y = grown.saturating_sub(Decimal::one());
    let mut halvings = 0u32;
    while y > Decimal::from_ratio(1u8, 64u8) {
        y = half_ceil(y);
        halvings = halvings.saturating_add(1);
    }
    let mut factor = Decimal::one().plus(y)?.plus(times_ceil(y, y)?)?;
    for _ in 0..halvings {
        factor = times_ceil(factor, factor)?;
    }
    Ok((best, Index::new(times_ceil(best.ratio(), factor)?)))
}

fn half_ceil(ratio: Decimal) -> Decimal {
    let atomics = ratio.atomics().saturating_add(Uint128::one());
    Decimal::new(atomics.checked_div(Uint128::new(2)).unwrap_or_default())
}

fn times_ceil(a: Decimal, b: Decimal) -> MathResult<Decimal> {
    let product = DebtAmount::from(a.atomics()).scaled_ceil(b)?;
    Ok(Decimal::new(product.uint()))
}

//! How much a venue bears.
//!
//! What must always hold: a sale of the size that is found moves the venue's price by no more than the
//! limit and is paid no less than the floor on average; one unit more would break one of them, or is
//! more than there is to sell. At most 128 prices are computed.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128};
use seawall_money::{CollateralAmount, PairPrice, RatioExt};

use crate::error::check;
use crate::{ExecutionResult, Money, Venue};

/// What a sale may do to a venue, and must bring.
#[cw_serde]
#[derive(Copy)]
pub struct Limits {
    /// The price of the next unit may fall by this share; above 0, below 1.
    pub max_impact: Decimal,
    /// The average price must not be below.
    pub floor: PairPrice,
}

impl Limits {
    /// Refuses an impact of nothing or everything.
    pub fn validate(&self) -> ExecutionResult<()> {
        let impact = self.max_impact;
        check(!impact.is_zero(), "max_impact", "above 0", impact)?;
        check(impact < Decimal::one(), "max_impact", "below 1", impact)
    }
}

/// By which share a sale of `amount` lowers the price of the next unit, rounded up.
pub fn impact(venue: &Venue, amount: CollateralAmount) -> ExecutionResult<Decimal> {
    let before = venue.price_after(CollateralAmount::ZERO)?;
    let after = venue.price_after(amount)?;
    if before.is_zero() {
        return Ok(Decimal::one());
    }
    let one = Decimal::one().atomics().into();
    let left = seawall_money::mul_div_floor(after.atomics(), one, before.atomics(), "impact")?;
    let left = Uint128::try_from(left).unwrap_or(Uint128::MAX);
    Ok(Decimal::new(left).one_minus())
}

/// The largest sale within the limits, at most `most`.
pub fn largest(
    venue: &Venue,
    limits: &Limits,
    most: CollateralAmount,
) -> ExecutionResult<CollateralAmount> {
    limits.validate()?;
    let first = venue.price_after(CollateralAmount::ZERO)?;
    let least = first.scaled_ceil(limits.max_impact.one_minus())?;
    let depth = venue.depth()?;
    let within = |amount: CollateralAmount| -> ExecutionResult<bool> {
        // A last unit has no next: what a venue takes whole is judged by the price of that unit.
        let last = amount.minus_or_zero(CollateralAmount::new(1));
        let next = if amount >= depth { last } else { amount };
        let moved = venue.price_after(next)? < least;
        Ok(!moved && venue.brings(amount)? >= Money::at(limits.floor, amount)?)
    };
    if first.is_zero() {
        return Ok(CollateralAmount::ZERO);
    }
    let (mut low, mut high) = (0u128, most.min(depth).u128());
    while low < high {
        // Rounded up, so that the range always shrinks.
        let middle = high.saturating_sub(high.saturating_sub(low) >> 1);
        // The price of nothing was computed: an amount that has none is beyond the pool's numbers.
        if within(CollateralAmount::new(middle)).unwrap_or(false) {
            low = middle;
        } else {
            high = middle.saturating_sub(1);
        }
    }
    Ok(CollateralAmount::new(low))
}

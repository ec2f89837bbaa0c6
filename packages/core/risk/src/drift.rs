//! What volatility does to prices that grow old, and to new debt.
//!
//! What must always hold: an old price only ever starts a sale higher and lets it go lower; it
//! never forbids one (DEC-6). Called when a plan is made.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128};
use seawall_money::{PairPrice, RatioExt, SECONDS_PER_YEAR};

use crate::error::check;
use crate::RiskResult;

/// `z·σ·√seconds`, σ per square root of a year: how far a price may have moved. Rounded down.
pub fn drift(z: Decimal, sigma: Decimal, seconds: u64) -> RiskResult<Decimal> {
    let years = Decimal::from_ratio(Uint128::from(seconds), Uint128::from(SECONDS_PER_YEAR));
    Ok(z.times(sigma)?.times(years.sqrt())?)
}

/// The floor of a lot whose price is `drift` old: `floor·(1 − min(drift, cap))`, rounded up.
pub fn lowered_floor(floor: PairPrice, drift: Decimal, cap: Decimal) -> RiskResult<PairPrice> {
    Ok(floor.scaled_ceil(drift.min(cap).one_minus())?)
}

/// The buffer of a lot whose price is `drift` old: `buffer + drift`.
pub fn raised_buffer(buffer: Decimal, drift: Decimal) -> RiskResult<Decimal> {
    Ok(buffer.plus(drift)?)
}

/// How the max LTV for new debt follows volatility.
#[cw_serde]
#[derive(Copy)]
pub struct Tightening {
    /// Volatility that the max LTV was set for.
    pub calm_sigma: Decimal,
    /// How many standard deviations of the excess are kept back.
    pub z: Decimal,
    /// Over which time, in seconds: how long a liquidation may take.
    pub horizon_seconds: u64,
    /// The least share of the max LTV that is left.
    pub least_share: Decimal,
}

impl Tightening {
    /// Refuses a least share above one.
    pub fn validate(&self) -> RiskResult<()> {
        check(
            self.least_share <= Decimal::one(),
            "tightening.least_share",
            "at most 1",
            self.least_share,
        )
    }
}

/// Max LTV for *new* debt at volatility `sigma`, at once:
/// `max_ltv · max(1 − z·max(0, σ − calm)·√horizon, least_share)`, rounded down. Open debt is
/// measured with thresholds that only ever move by a ramp.
pub fn new_debt_ltv(max_ltv: Decimal, sigma: Decimal, how: &Tightening) -> RiskResult<Decimal> {
    let excess = sigma.saturating_sub(how.calm_sigma);
    let kept_back = drift(how.z, excess, how.horizon_seconds)?;
    Ok(max_ltv.times(kept_back.one_minus().max(how.least_share))?)
}

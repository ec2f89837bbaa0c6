//! Logarithms, moving averages and volatility in integers.
//!
//! What must always hold: the same on every machine, no floats. Inside, numbers carry 36 decimals.
//! Error bounds: [`ln`] is off by less than 1e-18 (its last digit, rounded towards zero); [`decay`]
//! by less than 1e-18 (rounded down). Called by the price oracle on each round.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Int128, SignedDecimal, Uint128, Uint256};
use seawall_money::{mul_div_floor, MathError, MathResult, Price, RatioExt, SECONDS_PER_YEAR};

use crate::error::check;
use crate::{RiskError, RiskResult};

/// 1 with 36 decimals.
const ONE: u128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;
/// ln 2 with 36 decimals.
const LN_2: u128 = 693_147_180_559_945_309_417_232_121_458_176_568;
/// From 36 decimals to the chain's 18.
const TO_18: u128 = 1_000_000_000_000_000_000;
/// Nothing with 36 decimals has more binary digits on either side of one.
const MAX_SHIFTS: u32 = 256;

fn one() -> Uint256 {
    Uint256::from(ONE)
}

fn lost<E>(_: E) -> MathError {
    MathError::Overflow {
        operation: "logarithm",
    }
}

fn times(a: Uint256, b: Uint256) -> MathResult<Uint256> {
    mul_div_floor(a, b, one(), "fixed-point product")
}

/// The natural logarithm, rounded towards zero. Errors: `LogOfZero`.
pub fn ln(x: Decimal) -> RiskResult<SignedDecimal> {
    let scaled = Uint256::from(x.atomics())
        .checked_mul(TO_18.into())
        .map_err(lost)?;
    ln_36(scaled)
}

/// `ln(to / from)`, rounded towards zero. Errors: `LogOfZero` if either price is zero.
pub fn log_return(from: Price, to: Price) -> RiskResult<SignedDecimal> {
    if from.is_zero() || to.is_zero() {
        return Err(RiskError::LogOfZero);
    }
    // The larger over the smaller: the quotient keeps all its digits whichever way the price went.
    let (up, high, low) = if to >= from {
        (true, to, from)
    } else {
        (false, from, to)
    };
    let size = ln_36(mul_div_floor(
        high.atomics(),
        one(),
        low.atomics(),
        "price ratio",
    )?)?;
    Ok(if up {
        size
    } else {
        SignedDecimal::zero().checked_sub(size).map_err(lost)?
    })
}

/// `ln` of a number with 36 decimals: `k·ln 2 + ln m` with m in [1, 2).
fn ln_36(x: Uint256) -> RiskResult<SignedDecimal> {
    if x.is_zero() {
        return Err(RiskError::LogOfZero);
    }
    let (two, mut m) = (one().checked_add(one()).map_err(lost)?, x);
    let (mut halvings, mut doublings) = (0u32, 0u32);
    while m >= two && halvings < MAX_SHIFTS {
        m = m.checked_shr(1).map_err(lost)?;
        halvings = halvings.saturating_add(1);
    }
    while m < one() && doublings < MAX_SHIFTS {
        m = m.checked_add(m).map_err(lost)?;
        doublings = doublings.saturating_add(1);
    }
    let m = ln_of_mantissa(m)?;
    let twos = |n: u32| Uint256::from(LN_2).checked_mul(n.into()).map_err(lost);
    let up = m.checked_add(twos(halvings)?).map_err(lost)?;
    let down = twos(doublings)?;
    let (negative, size) = if up >= down {
        (false, up.checked_sub(down).map_err(lost)?)
    } else {
        (true, down.checked_sub(up).map_err(lost)?)
    };
    let size = Uint128::try_from(size.checked_div(TO_18.into()).map_err(lost)?).map_err(lost)?;
    let size = Int128::try_from(size).map_err(lost)?;
    let signed = if negative {
        Int128::zero().checked_sub(size).map_err(lost)?
    } else {
        size
    };
    Ok(SignedDecimal::new(signed))
}

/// `ln m = 2·(z + z³/3 + z⁵/5 + …)` with `z = (m − 1)/(m + 1) ≤ 1/3`.
fn ln_of_mantissa(m: Uint256) -> RiskResult<Uint256> {
    let above = m.checked_sub(one()).map_err(lost)?;
    let z = mul_div_floor(
        above,
        one(),
        m.checked_add(one()).map_err(lost)?,
        "logarithm",
    )?;
    let square = times(z, z)?;
    let (mut power, mut sum) = (z, Uint256::zero());
    // Each term is at most a ninth of the one before: 38 of them reach the 36th decimal.
    for odd in (1u32..=77).step_by(2) {
        let term = power.checked_div(odd.into()).map_err(lost)?;
        sum = sum.checked_add(term).map_err(lost)?;
        power = times(power, square)?;
    }
    Ok(sum.checked_add(sum).map_err(lost)?)
}

/// `2^(−seconds / half_life)`: what is left of an old weight. Rounded down; zero after 60 half
/// lives. Errors: `Parameter` without a half-life.
pub fn decay(seconds: u64, half_life: u64) -> RiskResult<Decimal> {
    check(
        half_life > 0,
        "half_life",
        "above 0 seconds",
        Decimal::zero(),
    )?;
    let halvings = seconds.checked_div(half_life).unwrap_or_default();
    let rest = seconds.checked_rem(half_life).unwrap_or_default();
    if halvings >= 60 {
        return Ok(Decimal::zero());
    }
    let y = mul_div_floor(LN_2.into(), rest.into(), half_life.into(), "decay")?;
    // 1 / e^y with e^y = 1 + y + y²/2! + …, y < ln 2: 32 terms reach the 36th decimal.
    let (mut term, mut sum) = (one(), one());
    for n in 1u32..=32 {
        term = times(term, y)?.checked_div(n.into()).map_err(lost)?;
        sum = sum.checked_add(term).map_err(lost)?;
    }
    let left = mul_div_floor(one(), one(), sum, "decay")?;
    let shift = u32::try_from(halvings).map_err(lost)?;
    let left = left.checked_shr(shift).map_err(lost)?;
    let left = left.checked_div(TO_18.into()).map_err(lost)?;
    Ok(Decimal::new(Uint128::try_from(left).map_err(lost)?))
}

/// The moving average after `seconds` without an update: the old one keeps a weight that halves
/// every `half_life`, the latest price gets the rest. Rounded down; always between the two.
pub fn ema(previous: Price, latest: Price, seconds: u64, half_life: u64) -> RiskResult<Price> {
    let kept = decay(seconds, half_life)?;
    // From the nearer side, so that the average never leaves the range of the two prices.
    let (low, high) = (previous.min(latest), previous.max(latest));
    let share = if previous >= latest {
        kept
    } else {
        kept.one_minus()
    };
    let span = high.atomics().saturating_sub(low.atomics());
    let part = Price::from_atomics(span).scaled_floor(share)?;
    let average = low.atomics().checked_add(part.atomics()).map_err(lost)?;
    Ok(Price::from_atomics(average))
}

/// Exponentially weighted variance of log returns over irregular steps.
#[cw_serde]
#[derive(Copy)]
pub struct Ewma {
    /// Variance per year.
    pub variance: Decimal,
    /// Seconds after which an old return weighs half.
    pub half_life: u64,
}

impl Ewma {
    /// A volatility of `sigma` to begin with. Errors: `Parameter` without a half-life, overflow.
    pub fn new(sigma: Decimal, half_life: u64) -> RiskResult<Self> {
        check(
            half_life > 0,
            "half_life",
            "above 0 seconds",
            Decimal::zero(),
        )?;
        Ok(Self {
            variance: sigma.times(sigma)?,
            half_life,
        })
    }

    /// After a log return over `seconds`: `w·variance + (1 − w)·return²/years` with
    /// `w = 2^(−seconds/half_life)`, rounded down. Unchanged over no time.
    pub fn updated(self, log_return: SignedDecimal, seconds: u64) -> RiskResult<Self> {
        if seconds == 0 {
            return Ok(self);
        }
        let kept = decay(seconds, self.half_life)?;
        let size = Uint256::from(log_return.atomics().unsigned_abs());
        let square = size.checked_mul(size).map_err(lost)?;
        // The square has 36 decimals; the year and the seconds bring it back to 18 at the end.
        let year = Uint256::from(SECONDS_PER_YEAR);
        let time = Uint256::from(TO_18)
            .checked_mul(seconds.into())
            .map_err(lost)?;
        let latest = mul_div_floor(square, year, time, "variance")?;
        let latest = Decimal::new(Uint128::try_from(latest).map_err(lost)?);
        let variance = self
            .variance
            .times(kept)?
            .plus(latest.times(kept.one_minus())?)?;
        Ok(Self { variance, ..self })
    }

    /// Standard deviation per square root of a year, rounded down.
    pub fn sigma(&self) -> Decimal {
        self.variance.sqrt()
    }
}

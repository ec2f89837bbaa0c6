//! How a price falls.
//!
//! What must always hold: a price never rises with time, never exceeds its start, is rounded up
//! (against the taker), and costs O(log steps). Inside, the share of the start price that is left
//! has 36 decimals; below 18 of them the price is zero, far under any cusp.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Decimal256, Uint256};
use seawall_money::{mul_div_ceil, mul_div_floor, MathError, PairPrice};

use crate::error::check;
use crate::AuctionResult;

/// 1 with 36 decimals.
const ONE: u128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;
/// From 18 decimals to 36, and the least share that counts.
const LEAST: u128 = 1_000_000_000_000_000_000;

/// A price curve.
#[cw_serde]
#[derive(Copy)]
pub enum Curve {
    /// `top·cut^⌊t/step⌋`: a constant percentage per step.
    StairstepExponential {
        /// What each step leaves of the price; above 0, at most 0.999999999.
        cut: Decimal,
        /// Length of a step.
        step_seconds: u64,
    },
    /// `top·(τ − t)/τ`, zero from τ on: a constant loss per second.
    Linear {
        /// When it reaches zero.
        tau_seconds: u64,
    },
}

impl Curve {
    /// Refuses curves that do not fall, or fall at once.
    pub fn validate(&self) -> AuctionResult<()> {
        match *self {
            Self::StairstepExponential { cut, step_seconds } => {
                // A steeper limit than 1 keeps the fall of a step far above the rounding.
                let most = Decimal::one().saturating_sub(Decimal::new(1_000_000_000u128.into()));
                check(!cut.is_zero(), "curve.cut", "above 0", cut)?;
                check(cut <= most, "curve.cut", "at most 0.999999999", cut)?;
                positive("curve.step_seconds", step_seconds)
            }
            Self::Linear { tau_seconds } => positive("curve.tau_seconds", tau_seconds),
        }
    }

    /// The price after `elapsed` seconds, rounded up.
    pub fn price_at(&self, top: PairPrice, elapsed: u64) -> AuctionResult<PairPrice> {
        let atomics = match *self {
            Self::StairstepExponential { cut, step_seconds } => {
                positive("curve.step_seconds", step_seconds)?;
                let steps = elapsed.checked_div(step_seconds).unwrap_or_default();
                let left = power(cut, steps)?;
                mul_div_ceil(top.atomics(), left, ONE.into(), "auction price")?
            }
            Self::Linear { tau_seconds } => {
                positive("curve.tau_seconds", tau_seconds)?;
                let left = tau_seconds.saturating_sub(elapsed);
                mul_div_ceil(
                    top.atomics(),
                    left.into(),
                    tau_seconds.into(),
                    "auction price",
                )?
            }
        };
        Ok(PairPrice::from_atomics(atomics))
    }
}

/// `top·cut^steps`, rounded to the nearest 18th decimal. Errors: overflow, if `top` is beyond 10^41.
pub fn stairstep(top: Decimal256, cut: Decimal, steps: u64) -> AuctionResult<Decimal256> {
    let left = power(cut, steps)?;
    let whole = mul_div_floor(top.atomics(), left, LEAST.into(), "auction price")?;
    // 18 digits beyond the result are known here: half of the last one decides.
    let half = Uint256::from(LEAST / 2);
    let nearest = whole.checked_add(half).map_err(too_large)?;
    let price = nearest.checked_div(LEAST.into()).map_err(too_large)?;
    Ok(Decimal256::new(price))
}

/// `cut^steps` with 36 decimals by squaring, each product rounded up; zero below 10^-18.
fn power(cut: Decimal, steps: u64) -> AuctionResult<Uint256> {
    check(cut <= Decimal::one(), "curve.cut", "at most 1", cut)?;
    let one = Uint256::from(ONE);
    let scaled = Uint256::from(cut.atomics()).checked_mul(LEAST.into());
    let (mut base, mut left, mut rest) = (scaled.map_err(too_large)?, one, steps);
    while rest > 0 {
        if rest & 1 == 1 {
            left = mul_div_ceil(left, base, one, "power")?;
        }
        rest >>= 1;
        base = mul_div_ceil(base, base, one, "power")?;
    }
    Ok(if left < Uint256::from(LEAST) {
        Uint256::zero()
    } else {
        left
    })
}

fn positive(field: &'static str, seconds: u64) -> AuctionResult<()> {
    check(seconds > 0, field, "above 0", Decimal::zero())
}

fn too_large<E>(_: E) -> MathError {
    MathError::Overflow {
        operation: "auction price",
    }
}

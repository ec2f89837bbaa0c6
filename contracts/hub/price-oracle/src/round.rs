//! What one observation does to the price of its asset. Pure.
//!
//! What must always hold: the confirmed price moves further than the breaker's band only if enough
//! distinct feeds repeat the jump with observations made after it was first seen on chain (DEC-17);
//! that wait has an end as long as `min_feeds` feeds are alive; average and volatility follow
//! confirmed prices only. [`observe`] is called by submissions and by feeds that are read.

use cosmwasm_std::{Decimal, Uint128, Uint256};
use seawall_interfaces::oracle::{AssetParams, Submission};
use seawall_interfaces::oracle_events::{Outcome, Refusal};
use seawall_money::{MathError, Price, RatioExt, SECONDS_PER_YEAR};
use seawall_risk::{ema, log_return, Ewma, RiskResult};

use crate::median::{is_pinned, is_within, median, Median, NoPrice};
use crate::state::{Asset, Book, Observation, Pending, Priced};

/// 36 decimals of [`Price`] to the 18 of [`Decimal`].
const TO_DECIMAL: u128 = 1_000_000_000_000_000_000;

/// Checks a price of `feed` and takes it in; a refusal leaves the book as it was.
pub fn observe(
    asset: &Asset,
    book: &mut Book,
    feed: u32,
    item: &Submission,
    now: u64,
) -> Result<Outcome, Refusal> {
    check(asset, book, feed, item, now)?;
    let mut next = book.clone();
    next.record(observation(asset, book, feed, item));
    let outcome = judge(asset, &mut next, feed, now).map_err(|_| Refusal::OutOfRange {})?;
    *book = next;
    Ok(outcome)
}

fn check(
    asset: &Asset,
    book: &Book,
    feed: u32,
    item: &Submission,
    now: u64,
) -> Result<(), Refusal> {
    let actual = item.observed_at;
    if item.price.is_zero() {
        return Err(Refusal::ZeroPrice {});
    }
    let latest = now.saturating_add(asset.params.max_skew_secs);
    if actual > latest {
        return Err(Refusal::FromTheFuture { latest, actual });
    }
    let earliest = now.saturating_sub(asset.params.stale_after_secs);
    if actual < earliest {
        return Err(Refusal::TooOld { earliest, actual });
    }
    match book.last(feed) {
        Some(last) if actual <= last.observed_at => Err(Refusal::NotNewer {
            last: last.observed_at,
            actual,
        }),
        _ => Ok(()),
    }
}

fn observation(asset: &Asset, book: &Book, feed: u32, item: &Submission) -> Observation {
    let before = book.last(feed).map_or(0, |last| last.pinned_times);
    let pinned = is_pinned(&asset.params, item.price);
    Observation {
        feed,
        price: item.price,
        observed_at: item.observed_at,
        pinned_times: if pinned { before.saturating_add(1) } else { 0 },
    }
}

fn judge(asset: &Asset, book: &mut Book, feed: u32, now: u64) -> RiskResult<Outcome> {
    if !asset.counts(feed, now) {
        return Ok(Outcome::Watched);
    }
    let params = &asset.params;
    let found = match median(asset, &book.observations, now)? {
        Ok(found) => found,
        Err(NoPrice::Pinned) => return Ok(Outcome::Pinned),
        Err(NoPrice::Stale) => return Ok(too_few(0, params)),
        Err(NoPrice::TooFew { agreeing }) => return Ok(too_few(agreeing, params)),
    };
    let mut waited_since = None;
    if let Some(priced) = &book.priced {
        if !is_within(found.price, priced.spot, params.breaker_band)? {
            let pending = jump(params, book.pending, priced.spot, &found, now)?;
            let (repeated_by, needed) = support(params, &pending, priced.spot, &found, now);
            if repeated_by < needed {
                book.pending = Some(pending);
                return Ok(Outcome::Awaiting {
                    since: pending.since,
                    candidate: found.price,
                    repeated_by,
                    needed,
                });
            }
            waited_since = Some(pending.since);
        }
    }
    book.pending = None;
    let priced = confirm(params, book.priced, &found, now)?;
    book.priced = Some(priced);
    Ok(Outcome::Priced {
        round: priced.round,
        spot: priced.spot,
        ema: priced.ema,
        sigma: per_sqrt_second(priced.variance)?,
        sigma_fast: per_sqrt_second(priced.variance_fast)?,
        confirmed_since: waited_since,
    })
}

const fn too_few(agreeing: u32, params: &AssetParams) -> Outcome {
    Outcome::TooFewFeeds {
        agreeing,
        needed: params.min_feeds,
    }
}

/// The jump that waits: the earlier one if the median is still on the same side, else a new one.
fn jump(
    params: &AssetParams,
    earlier: Option<Pending>,
    spot: Decimal,
    found: &Median,
    now: u64,
) -> RiskResult<Pending> {
    let above = found.price > spot;
    let fresh = Pending {
        since: now,
        restated_at: now,
        seen_at: now,
        price: found.price,
        above,
    };
    let Some(mut pending) = earlier.filter(|p| p.above == above && is_live(params, p, now)) else {
        return Ok(fresh);
    };
    // It goes on moving: those who saw it nearer by have not seen this. The time limit runs on.
    if !is_within(found.price, pending.price, params.breaker_band)? {
        pending.price = found.price;
        pending.restated_at = now;
    }
    pending.seen_at = now;
    Ok(pending)
}

/// Does a jump still wait? One that nobody has seen for as long as a price stays fresh does not.
pub const fn is_live(params: &AssetParams, pending: &Pending, now: u64) -> bool {
    now <= pending.seen_at.saturating_add(params.stale_after_secs)
}

/// How many feeds have repeated the jump, and how many must.
fn support(
    params: &AssetParams,
    pending: &Pending,
    spot: Decimal,
    found: &Median,
    now: u64,
) -> (u32, u32) {
    let late = now >= pending.since.saturating_add(params.confirm_secs);
    let (after, needed) = if late {
        (pending.since, params.min_feeds)
    } else {
        (pending.restated_at, params.quorum)
    };
    let repeats = |o: &&Observation| o.observed_at > after && (o.price > spot) == pending.above;
    let repeated_by = found.agreeing.iter().filter(repeats).count();
    (u32::try_from(repeated_by).unwrap_or(u32::MAX), needed)
}

fn confirm(
    params: &AssetParams,
    last: Option<Priced>,
    found: &Median,
    now: u64,
) -> RiskResult<Priced> {
    let Some(last) = last else {
        let variance = Ewma::new(per_sqrt_year(params.start_sigma)?, 1)?.variance;
        return Ok(Priced {
            round: 1,
            spot: found.price,
            ema: found.price,
            variance,
            variance_fast: variance,
            sample: found.price,
            sampled_at: now,
            observed_at: found.observed_at,
            updated_at: now,
        });
    };
    let mut next = Priced {
        round: last.round.saturating_add(1),
        spot: found.price,
        ema: ema_at(params, &last, now)?,
        observed_at: found.observed_at,
        updated_at: now,
        ..last
    };
    let seconds = now.saturating_sub(last.sampled_at);
    if seconds >= params.sample_secs {
        let moved = log_return(wide(last.sample)?, wide(found.price)?)?;
        let grow = |variance, half_life| {
            Ewma {
                variance,
                half_life,
            }
            .updated(moved, seconds)
        };
        next.variance = grow(last.variance, params.sigma_half_life_secs)?.variance;
        next.variance_fast = grow(last.variance_fast, params.sigma_fast_half_life_secs)?.variance;
        next.sample = found.price;
        next.sampled_at = now;
    }
    Ok(next)
}

/// The moving average at `now`: the confirmed price has held since it was confirmed, and weighs by
/// that time. A price that has held for no time weighs nothing, so one block cannot move the
/// average.
pub fn ema_at(params: &AssetParams, priced: &Priced, now: u64) -> RiskResult<Decimal> {
    let held = now.saturating_sub(priced.updated_at);
    if held == 0 || priced.ema == priced.spot {
        return Ok(priced.ema);
    }
    let half_life = params.ema_half_life_secs;
    narrow(ema(wide(priced.ema)?, wide(priced.spot)?, held, half_life)?)
}

/// Standard deviation per √second of a variance per year, rounded down.
pub fn per_sqrt_second(variance: Decimal) -> RiskResult<Decimal> {
    Ok(variance.sqrt().over(sqrt_year())?)
}

fn per_sqrt_year(sigma: Decimal) -> RiskResult<Decimal> {
    Ok(sigma.times(sqrt_year())?)
}

fn sqrt_year() -> Decimal {
    Decimal::from_ratio(Uint128::from(SECONDS_PER_YEAR), 1u128).sqrt()
}

fn wide(price: Decimal) -> RiskResult<Price> {
    Ok(Price::per_token(price, 0)?)
}

fn narrow(price: Price) -> RiskResult<Decimal> {
    let lost = MathError::Overflow {
        operation: "price per token",
    };
    let atomics = price.atomics().checked_div(Uint256::from(TO_DECIMAL));
    let atomics = atomics.map_err(|_| lost)?;
    Ok(Decimal::new(Uint128::try_from(atomics).map_err(|_| lost)?))
}

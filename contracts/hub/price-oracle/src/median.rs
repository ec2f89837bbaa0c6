//! One price from many feeds. Pure.
//!
//! What must always hold: with at least three feeds agreeing, fewer than half of the fresh feeds
//! cannot move the price outside the range of the others; feeds that stand at floor or ceiling, are
//! stale, or are only watched never count.
//!
//! Outliers are what lies outside a fixed share of the median, not outside a multiple of the median
//! absolute deviation: among five feeds that agree to a hundredth of a percent that deviation is
//! almost nothing, and in a fast fall, when some feeds are one second older than others, it would
//! throw out honest ones. A fixed band is also what a feeder can know beforehand.

use cosmwasm_std::Decimal;
use seawall_interfaces::oracle::AssetParams;
use seawall_money::{MathResult, RatioExt};

use crate::state::{Asset, Observation};

/// How many times in all feeds must have stood at a bound before a price counts as pinned; a single
/// one is only a feed that does not count.
const PINNED_TIMES: u32 = 2;

/// A price with the feeds that agree on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Median {
    /// USD per whole token.
    pub price: Decimal,
    /// Time of the middle observation, of two the older. Seconds.
    pub observed_at: u64,
    /// The observations that were not left out, by price.
    pub agreeing: Vec<Observation>,
}

/// Why there is no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPrice {
    /// No feed is fresh.
    Stale,
    /// Not enough fresh feeds agree.
    TooFew {
        /// How many do.
        agreeing: u32,
    },
    /// Most feeds stand at floor or ceiling.
    Pinned,
}

/// Does this price stand at a bound, so that it is none?
pub fn is_pinned(params: &AssetParams, price: Decimal) -> bool {
    price <= params.floor || price >= params.ceiling
}

/// Is an observation young enough to count at `now`?
pub const fn is_fresh(params: &AssetParams, observed_at: u64, now: u64) -> bool {
    now <= observed_at.saturating_add(params.stale_after_secs)
}

/// Is `price` within `band` (a share) of `center`?
pub fn is_within(price: Decimal, center: Decimal, band: Decimal) -> MathResult<bool> {
    Ok(price.abs_diff(center) <= center.times(band)?)
}

/// The median of the feeds that count at `now`, after leaving out outliers.
pub fn median(
    asset: &Asset,
    observations: &[Observation],
    now: u64,
) -> MathResult<Result<Median, NoPrice>> {
    let params = &asset.params;
    let (pinned, mut fresh): (Vec<Observation>, Vec<Observation>) = observations
        .iter()
        .filter(|o| asset.counts(o.feed, now) && is_fresh(params, o.observed_at, now))
        .partition(|o| o.pinned_times > 0);
    if let Some(why) = no_price(params, &pinned, &fresh) {
        return Ok(Err(why));
    }
    fresh.sort_by_key(|o| o.price);
    let Some((center, _)) = middle(&fresh) else {
        return Ok(Err(NoPrice::Stale));
    };
    let mut agreeing = Vec::with_capacity(fresh.len());
    for seen in &fresh {
        if is_within(seen.price, center, params.outlier_band)? {
            agreeing.push(*seen);
        }
    }
    let many = count(&agreeing);
    if many < params.min_feeds || many.saturating_mul(2) <= count(&fresh) {
        return Ok(Err(NoPrice::TooFew { agreeing: many }));
    }
    Ok(match middle(&agreeing) {
        Some((price, observed_at)) => Ok(Median {
            price,
            observed_at,
            agreeing,
        }),
        None => Err(NoPrice::TooFew { agreeing: 0 }),
    })
}

fn no_price(
    params: &AssetParams,
    pinned: &[Observation],
    fresh: &[Observation],
) -> Option<NoPrice> {
    let (stuck, free) = (count(pinned), count(fresh));
    let times = pinned
        .iter()
        .fold(0u32, |sum, o| sum.saturating_add(o.pinned_times));
    let hidden = free < params.min_feeds && free.saturating_add(stuck) >= params.min_feeds;
    if times >= PINNED_TIMES && (stuck > free || hidden) {
        return Some(NoPrice::Pinned);
    }
    if stuck == 0 && free == 0 {
        return Some(NoPrice::Stale);
    }
    (free < params.min_feeds).then_some(NoPrice::TooFew { agreeing: free })
}

/// Price and time in the middle of a sorted list; of two the mean, rounded down, and the older
/// time.
fn middle(sorted: &[Observation]) -> Option<(Decimal, u64)> {
    let half = sorted.len() / 2;
    let upper = sorted.get(half)?;
    if sorted.len() % 2 == 1 {
        return Some((upper.price, upper.observed_at));
    }
    let lower = sorted.get(half.checked_sub(1)?)?;
    let gap = upper.price.abs_diff(lower.price).atomics();
    let half_gap = Decimal::new(gap.checked_div(2u128.into()).ok()?);
    let price = lower.price.checked_add(half_gap).ok()?;
    Some((price, lower.observed_at.min(upper.observed_at)))
}

fn count(list: &[Observation]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

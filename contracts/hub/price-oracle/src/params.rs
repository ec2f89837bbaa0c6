//! Which parameters make sense, and which changes loosen. Pure.
//!
//! What must always hold: a change that lets an older, thinner, wider or faster price through waits
//! behind the time lock, and so does one whose direction is unclear (DEC-20).

use cosmwasm_std::Decimal;
use seawall_interfaces::oracle::{AssetParams, MAX_FEEDS};
use seawall_kit::timelock::TimeLockConfig;

use crate::error::{ContractError, ContractResult};

/// Longest time lock: 90 days. A longer one would lock the owner out of repairs.
pub const MAX_DELAY_SECS: u64 = 90 * 24 * 60 * 60;
/// Greatest ceiling, in USD per whole token: up to it every calculation fits.
pub const MAX_CEILING: u128 = 1_000_000_000_000_000;
/// Longest half-life or wait: ten years of 365.25 days.
const MAX_SECS: u64 = 315_576_000;

/// Refuses parameters that make no sense; the error names the first.
pub fn check(p: &AssetParams) -> ContractResult<()> {
    let max_feeds = MAX_FEEDS as u64;
    let seconds = [
        ("stale_after_secs", p.stale_after_secs, 1, MAX_SECS),
        ("max_skew_secs", p.max_skew_secs, 0, p.stale_after_secs),
        ("min_feeds", u64::from(p.min_feeds), 1, max_feeds),
        (
            "quorum",
            u64::from(p.quorum),
            u64::from(p.min_feeds),
            max_feeds,
        ),
        ("confirm_secs", p.confirm_secs, 1, MAX_SECS),
        ("ema_half_life_secs", p.ema_half_life_secs, 1, MAX_SECS),
        ("sigma_half_life_secs", p.sigma_half_life_secs, 1, MAX_SECS),
        (
            "sigma_fast_half_life_secs",
            p.sigma_fast_half_life_secs,
            1,
            p.sigma_half_life_secs,
        ),
        ("sample_secs", p.sample_secs, 1, MAX_SECS),
    ];
    for (name, actual, min, max) in seconds {
        require(
            name,
            (min..=max).contains(&actual),
            format!("{min} to {max}"),
            actual,
        )?;
    }
    let one = Decimal::one();
    let band = p.breaker_band;
    require(
        "breaker_band",
        !band.is_zero() && band < one,
        "above 0 and below 1".into(),
        band,
    )?;
    let inner = p.outlier_band;
    require(
        "outlier_band",
        !inner.is_zero() && inner <= band,
        format!("above 0 and at most breaker_band {band}"),
        inner,
    )?;
    let ceiling = Decimal::from_ratio(MAX_CEILING, 1u128);
    require(
        "ceiling",
        p.ceiling <= ceiling,
        format!("at most {ceiling}"),
        p.ceiling,
    )?;
    require(
        "floor",
        p.floor < p.ceiling,
        format!("below ceiling {}", p.ceiling),
        p.floor,
    )?;
    require(
        "start_sigma",
        p.start_sigma <= one,
        "at most 1".into(),
        p.start_sigma,
    )
}

/// Refuses a time lock longer than [`MAX_DELAY_SECS`].
pub fn check_time_lock(config: &TimeLockConfig) -> ContractResult<()> {
    require(
        "delay_secs",
        config.delay_secs <= MAX_DELAY_SECS,
        format!("at most {MAX_DELAY_SECS}"),
        config.delay_secs,
    )?;
    require(
        "window_secs",
        (1..=MAX_DELAY_SECS).contains(&config.window_secs),
        format!("1 to {MAX_DELAY_SECS}"),
        config.window_secs,
    )
}

/// Does `new` let anything through that `old` did not, or is its direction unclear?
pub fn loosens(old: &AssetParams, new: &AssetParams) -> bool {
    let looser = new.stale_after_secs > old.stale_after_secs
        || new.max_skew_secs > old.max_skew_secs
        || new.min_feeds < old.min_feeds
        || new.outlier_band > old.outlier_band
        || new.breaker_band > old.breaker_band
        || new.quorum < old.quorum
        || new.confirm_secs < old.confirm_secs
        || new.floor < old.floor
        || new.ceiling > old.ceiling;
    let unclear = new.ema_half_life_secs != old.ema_half_life_secs
        || new.sigma_half_life_secs != old.sigma_half_life_secs
        || new.sigma_fast_half_life_secs != old.sigma_fast_half_life_secs
        || new.start_sigma != old.start_sigma
        || new.sample_secs != old.sample_secs;
    looser || unclear
}

/// Is `new` a shorter wait, or a longer window to spring a surprise in?
pub const fn time_lock_loosens(old: &TimeLockConfig, new: &TimeLockConfig) -> bool {
    new.delay_secs < old.delay_secs || new.window_secs > old.window_secs
}

fn require(
    name: &'static str,
    holds: bool,
    expected: String,
    actual: impl ToString,
) -> ContractResult<()> {
    if holds {
        return Ok(());
    }
    Err(ContractError::Parameter {
        name,
        expected,
        actual: actual.to_string(),
    })
}

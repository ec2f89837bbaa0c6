//! Terms: their bounds, and which changes loosen (DEC-20).

use cosmwasm_std::Decimal;
use seawall_interfaces::market::Terms;

use crate::error::{MarketError, MarketResult};

/// No yearly rate may be allowed to be above ten (1000 %).
const RATE_MAX: Decimal = Decimal::new(cosmwasm_std::Uint128::new(10_000_000_000_000_000_000));
/// No exit may be made to wait longer, seconds: thirty days.
const EXIT_DELAY_MAX: u64 = 2_592_000;

/// Refuses terms outside their bounds.
pub fn check(terms: &Terms) -> MarketResult<()> {
    let one = Decimal::one();
    let rates = &terms.rates;
    let bad = |what, expected, actual| {
        Err(MarketError::BadTerm {
            what,
            expected,
            actual,
        })
    };
    if rates.max > RATE_MAX {
        return bad("rates.max", "at most 10", rates.max);
    }
    for (what, rate) in [
        ("rates.base", rates.base),
        ("rates.slope_low", rates.slope_low),
        ("rates.slope_high", rates.slope_high),
    ] {
        if rate > RATE_MAX {
            return bad(what, "at most 10", rate);
        }
    }
    if rates.kink.is_zero() || rates.kink >= one {
        return bad("rates.kink", "above 0 and below 1", rates.kink);
    }
    let parts = terms.reserve_factor.saturating_add(terms.pool_factor);
    if parts > one {
        return bad("reserve_factor + pool_factor", "at most 1", parts);
    }
    if terms.instant_allowance > one {
        return bad("instant_allowance", "at most 1", terms.instant_allowance);
    }
    if terms.utilisation_max > one {
        return bad("utilisation_max", "at most 1", terms.utilisation_max);
    }
    if terms.instant_window_secs == 0 {
        return Err(MarketError::BadTime {
            what: "instant_window_secs",
            expected: "more than 0",
            actual: 0,
        });
    }
    if terms.exit_delay_secs > EXIT_DELAY_MAX {
        return Err(MarketError::BadTime {
            what: "exit_delay_secs",
            expected: "at most 2592000",
            actual: terms.exit_delay_secs,
        });
    }
    Ok(())
}

/// Does anything in `new` loosen safety or change who gets what? Only a lower `rates.max`, a
/// longer exit delay or window, and a lower allowance or utilisation do not.
pub fn loosens(old: &Terms, new: &Terms) -> bool {
    let same_curve = old.rates.base == new.rates.base
        && old.rates.slope_low == new.rates.slope_low
        && old.rates.slope_high == new.rates.slope_high
        && old.rates.kink == new.rates.kink;
    let same_parts = old.reserve_factor == new.reserve_factor && old.pool_factor == new.pool_factor;
    !same_curve
        || !same_parts
        || new.rates.max > old.rates.max
        || new.exit_delay_secs < old.exit_delay_secs
        || new.instant_window_secs < old.instant_window_secs
        || new.instant_allowance > old.instant_allowance
        || new.utilisation_max > old.utilisation_max
}

//! Properties of logarithms, averages and volatility.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

use cosmwasm_std::{Decimal, SignedDecimal, Uint256};
use proptest::prelude::*;
use seawall_money::Price;
use seawall_risk::*;

fn atoms(x: SignedDecimal) -> i128 {
    x.atomics().i128()
}

fn price(atomics: u128) -> Price {
    Price::from_atomics(Uint256::from(atomics))
}

#[test]
fn a_return_from_or_to_no_price_is_an_error() {
    assert_eq!(log_return(price(0), price(1)), Err(RiskError::LogOfZero));
    assert_eq!(log_return(price(1), price(0)), Err(RiskError::LogOfZero));
}

proptest! {
    #[test]
    fn the_logarithm_of_a_product_is_the_sum(a in 1u128..1u128 << 60, b in 1u128..1u128 << 60) {
        let of = |n: u128| atoms(log_return(price(1), price(n)).unwrap());
        prop_assert!((of(a) + of(b) - of(a * b)).abs() <= 2);
    }

    #[test]
    fn there_and_back_is_nothing(a in 1u128..u128::MAX, b in 1u128..u128::MAX) {
        let there = log_return(price(a), price(b)).unwrap();
        let back = log_return(price(b), price(a)).unwrap();
        prop_assert_eq!(atoms(there), -atoms(back));
    }

    #[test]
    fn the_logarithm_grows_with_its_number(x in 1u128..u128::MAX, more in 1u128..1u128 << 100) {
        let ln_of = |n: u128| atoms(ln(Decimal::new(n.into())).unwrap());
        prop_assert!(ln_of(x) <= ln_of(x.saturating_add(more)));
    }

    #[test]
    fn decay_over_two_steps_is_the_product(a in 0u64..10_000, b in 0u64..10_000, h in 1u64..9_999) {
        let two = decay(a, h).unwrap().atomics() * decay(b, h).unwrap().atomics();
        let one = decay(a + b, h).unwrap().atomics().u128();
        prop_assert!((two.u128() / 10u128.pow(18)).abs_diff(one) <= 3);
    }

    #[test]
    fn an_average_stays_between_old_and_new(
        old in 1u128..1u128 << 120, new in 1u128..1u128 << 120, t in 0u64..100_000, h in 1u64..9_999
    ) {
        let average = ema(price(old), price(new), t, h).unwrap();
        prop_assert!(average >= price(old.min(new)) && average <= price(old.max(new)));
        if t == 0 { prop_assert_eq!(average, price(old)); }
    }

    #[test]
    fn volatility_moves_towards_what_was_seen_and_no_further(
        sigma in 0u64..500, r in -1_000_000i128..1_000_000, t in 1u64..100_000, h in 1u64..100_000
    ) {
        let before = Ewma::new(Decimal::percent(sigma), h).unwrap();
        let r = SignedDecimal::from_atomics(r, 6).unwrap();
        // After sixty-four half-lives nothing of the old variance is left: what was seen alone.
        let seen = Ewma { half_life: 1, ..before }.updated(r, t.max(64)).unwrap();
        let after = before.updated(r, t.max(64)).unwrap();
        let (low, high) = (before.variance.min(seen.variance), before.variance.max(seen.variance));
        let last_digits = Decimal::from_atomics(2u128, 18).unwrap();
        prop_assert!(after.variance <= high);
        prop_assert!(after.variance + last_digits >= low);
    }
}

//! The index never grows faster than the hub assumes.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::{dec, terms};
use cosmwasm_std::Decimal;
use proptest::prelude::*;
use seawall_market::accrual::{accrue, borrow_rate, next_index};
use seawall_market::books::Totals;
use seawall_money::{DebtAmount, DebtShares, Index};

#[test]
fn the_curve_is_kinked_and_capped() {
    let model = terms().rates;
    let cases = [
        ("0", "0.02"),
        ("0.4", "0.06"),
        ("0.8", "0.1"),
        ("0.9", "0.55"),
        ("1", "1"),
    ];
    for (utilisation, rate) in cases {
        let actual = borrow_rate(&model, dec(utilisation)).unwrap();
        assert_eq!(actual, dec(rate), "at {utilisation}");
    }
    let mut capped = model;
    capped.max = dec("0.3");
    assert_eq!(borrow_rate(&capped, Decimal::one()).unwrap(), dec("0.3"));
}

#[test]
fn a_clock_that_stands_still_or_runs_back_books_nothing() {
    let mut totals = Totals::new(100);
    totals.debt_shares = DebtShares::new(1_000);
    let before = totals.clone();
    accrue(&mut totals, &terms(), 100).unwrap();
    accrue(&mut totals, &terms(), 50).unwrap();
    assert_eq!(totals, before);
}

proptest! {
    // INV-3: from every earlier index, growth is within what the hub assumes, however time is cut.
    #[test]
    fn from_any_earlier_point_the_index_is_within_linear_growth_at_the_maximum(
        start in 0u64..3_000_000_000,
        rate in 0u64..3_000,
        max in 1u64..3_000,
        steps in proptest::collection::vec(0u64..40_000_000, 1..25),
    ) {
        let start = Decimal::one() + Decimal::from_ratio(start, 1_000_000_000u64);
        let (rate, max) = (Decimal::permille(rate.min(max)), Decimal::permille(max));
        let mut seen = vec![(0u64, Index::new(start))];
        let (mut now, mut index) = (0, Index::new(start));
        for step in steps {
            now += step;
            index = next_index(index, rate, max, step).unwrap();
            for (then, earlier) in &seen {
                prop_assert!(index >= *earlier);
                prop_assert!(index <= earlier.grown(max, now - then).unwrap());
            }
            seen.push((now, index));
        }
    }

    #[test]
    fn interest_is_shared_out_whole(
        liquidity in 0u128..1_000_000_000,
        shares in 1u128..1_000_000_000,
        seconds in 1u64..100_000_000,
    ) {
        let mut totals = Totals::new(0);
        totals.liquidity = DebtAmount::new(liquidity);
        totals.debt_shares = DebtShares::new(shares);
        let (debt, lenders) = (totals.debt().unwrap(), totals.lenders().unwrap());
        accrue(&mut totals, &terms(), seconds).unwrap();
        let interest = totals.debt().unwrap().u128() - debt.u128();
        let others = totals.reserve.u128() + totals.premium.u128();
        prop_assert_eq!(totals.lenders().unwrap().u128() - lenders.u128() + others, interest);
    }
}

//! How much a venue bears.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use proptest::prelude::*;
use seawall_execution::*;
use seawall_money::*;

fn limits(max_impact: &str, floor: &str) -> Limits {
    Limits {
        max_impact: dec(max_impact),
        floor: pair(floor),
    }
}

const ALL: CollateralAmount = CollateralAmount::MAX;

#[test]
fn a_pool_bears_what_the_formula_says() {
    // X · (1/√(1 − i) − 1), rounded down.
    let table = [("0.01", 5_037), ("0.05", 25_978), ("0.19", 111_111)];
    let pool = pool(1_000_000, 2_000_000, "0");
    for (max_impact, size) in table {
        let found = largest(&pool, &limits(max_impact, "0"), ALL).unwrap();
        assert_eq!(found, amount(size), "{max_impact}");
        assert!(impact(&pool, found).unwrap() <= dec(max_impact));
        assert!(impact(&pool, amount(size + 1)).unwrap() > dec(max_impact));
    }
}

#[test]
fn a_sale_is_no_larger_than_what_is_to_be_sold_or_what_the_floor_allows() {
    let pool = pool(1_000_000, 2_000_000, "0");
    assert_eq!(
        largest(&pool, &limits("0.05", "0"), amount(777)).unwrap(),
        amount(777)
    );
    // An average of 1.98 or more: 2,000,000 / (1,000,000 + a) ≥ 1.98.
    assert_eq!(
        largest(&pool, &limits("0.9", "1.98"), ALL).unwrap(),
        amount(10_101)
    );
    // Nobody sells where the first unit is below the floor already.
    assert_eq!(
        largest(&pool, &limits("0.9", "2.01"), ALL).unwrap(),
        amount(0)
    );
}

#[test]
fn a_price_for_so_much_is_taken_whole() {
    assert_eq!(
        largest(&fixed("1", 500), &limits("0.01", "1"), ALL).unwrap(),
        amount(500)
    );
    assert_eq!(
        largest(&fixed("1", 500), &limits("0.01", "1.1"), ALL).unwrap(),
        amount(0)
    );
    assert_eq!(
        largest(&fixed("1", 0), &limits("0.01", "1"), ALL).unwrap(),
        amount(0)
    );
}

#[test]
fn an_impact_of_nothing_or_everything_is_refused() {
    for bad in ["0", "1", "1.5"] {
        let error = largest(&fixed("1", 5), &limits(bad, "1"), ALL).unwrap_err();
        let ExecutionError::Parameter { field, .. } = error else {
            panic!("{bad}: {error}")
        };
        assert_eq!(field, "max_impact");
    }
}

proptest! {
    #[test]
    fn the_size_is_the_largest_within_the_limits(
        x in 1_000_000u128..1_000_000_000_000, y in 1_000_000u128..1_000_000_000_000,
        percent in 1u64..50, below in 0u64..30, curved in any::<bool>()
    ) {
        let venue = if curved {
            stable((x, x + y / 1_000), (1, 1), 50, "0.001")
        } else {
            pool(x, y, "0.003")
        };
        let max_impact = cosmwasm_std::Decimal::percent(percent);
        let first = venue.price_after(amount(0)).unwrap();
        let floor = first.scaled_floor(cosmwasm_std::Decimal::percent(100 - below)).unwrap();
        let limits = Limits { max_impact, floor };
        let size = largest(&venue, &limits, ALL).unwrap();
        let fits = |size: u128| {
            impact(&venue, amount(size)).unwrap() <= max_impact
                && venue.brings(amount(size)).unwrap() >= Money::at(floor, amount(size)).unwrap()
        };
        prop_assert!(size.is_zero() || fits(size.u128()));
        prop_assert!(!fits(size.u128() + 1));
    }
}

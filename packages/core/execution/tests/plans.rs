//! Best execution: what is recorded of all ways, and that the best is taken.
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

fn bid(discount: &str, units: u128) -> Standing {
    Standing {
        discount: dec(discount),
        amount: amount(units),
    }
}

fn limits() -> Limits {
    Limits {
        max_impact: dec("0.02"),
        floor: pair("0.9"),
    }
}

fn quote(units: u128, pays: u128) -> Quote {
    Quote {
        amount: amount(units),
        pays: debt(pays),
    }
}

#[test]
fn the_plan_takes_the_best_of_all_and_says_what_each_would_have_paid() {
    // Two standing bids, a pool that bears 10,152 (2 %) from a price of 1 on, an auction at 0.96.
    let standing = [bid("0.05", 50_000), bid("0.01", 20_000)];
    let venues = [pool(1_000_000, 1_000_000, "0")];
    let offers = Offers {
        pair_price: pair("1"),
        standing: &standing,
        venues: &venues,
        limits: limits(),
        auction: Some(pair("0.96")),
    };
    let plan = best(&offers, DebtAmount::MAX, amount(60_000)).unwrap();
    let parts: Vec<_> = plan
        .slices
        .iter()
        .map(|s| (s.source, s.amount.u128()))
        .collect();
    // Best first: the bid at 0.99, all that the pool bears, then the auction; nothing at 0.95.
    let expected = vec![
        (Source::Standing(1), 20_000),
        (Source::Venue(0), 10_152),
        (Source::Auction, 29_848),
    ];
    assert_eq!(parts, expected);
    // 19,800 + 10,152 · 1,000,000 / 1,010,152 + 0.96 · 29,848, each rounded down.
    assert_eq!(plan.pays, debt(19_800 + 10_049 + 28_654));
    assert_eq!(plan.sells, amount(60_000));
    // 0.99 · 20,000 + 0.95 · 40,000; the pool; 0.96 · 60,000.
    assert_eq!(plan.alone.standing, quote(60_000, 57_800));
    assert_eq!(plan.alone.venues, quote(10_152, 10_049));
    assert_eq!(plan.alone.auction, quote(60_000, 57_600));
}

#[test]
fn no_more_is_sold_than_the_debt_needs() {
    let standing = [bid("0", 10_000)];
    let offers = Offers {
        pair_price: pair("2"),
        standing: &standing,
        venues: &[],
        limits: limits(),
        auction: None,
    };
    let plan = best(&offers, debt(5_001), amount(60_000)).unwrap();
    assert_eq!((plan.sells, plan.pays), (amount(2_501), debt(5_002)));
    assert_eq!(plan.alone.venues, Quote::default());
    assert_eq!(plan.alone.auction, Quote::default());
    // Where nobody is, nothing is sold.
    let nobody = Offers {
        standing: &[],
        ..offers
    };
    let plan = best(&nobody, debt(5_001), amount(60_000)).unwrap();
    assert!(plan.slices.is_empty() && plan.pays.is_zero());
}

#[test]
fn a_venue_below_the_floor_and_a_bid_for_nothing_are_refused() {
    let venues = [pool(1_000_000, 890_000, "0")];
    let offers = Offers {
        pair_price: pair("1"),
        standing: &[],
        venues: &venues,
        limits: limits(),
        auction: None,
    };
    let plan = best(&offers, DebtAmount::MAX, amount(60_000)).unwrap();
    assert!(plan.slices.is_empty(), "{plan:?}");
    let standing = [bid("1", 5)];
    let given_away = Offers {
        standing: &standing,
        ..offers
    };
    let error = best(&given_away, DebtAmount::MAX, amount(1)).unwrap_err();
    let ExecutionError::Parameter { field, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(field, "discount");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn no_way_alone_that_takes_everything_is_better_than_the_plan(
        bids in prop::collection::vec((0u64..20, 1u128..100_000), 0..4),
        pools in prop::collection::vec((100_000u128..10_000_000, 800u64..1_200), 0..3),
        auction in prop::option::of(850u64..1_000), units in 1u128..100_000
    ) {
        let standing: Vec<_> = bids
            .iter()
            .map(|(steps, units)| Standing {
                discount: cosmwasm_std::Decimal::permille(steps * 5),
                amount: amount(*units),
            })
            .collect();
        let venues: Vec<_> = pools.iter().map(|(x, mille)| {
            pool(*x, x * u128::from(*mille) / 1_000, "0.003")
        }).collect();
        let mille = |n| pair("1").scaled_floor(cosmwasm_std::Decimal::permille(n)).unwrap();
        let offers = Offers {
            pair_price: pair("1"),
            standing: &standing,
            venues: &venues,
            limits: limits(),
            auction: auction.map(mille),
        };
        let plan = best(&offers, DebtAmount::MAX, amount(units)).unwrap();
        let parts: u128 = plan.slices.iter().map(|s| s.amount.u128()).sum();
        prop_assert_eq!(parts, plan.sells.u128());
        let rounding = plan.slices.len() as u128;
        for way in [plan.alone.standing, plan.alone.venues, plan.alone.auction] {
            prop_assert!(way.amount <= plan.sells);
            // Ways that take less are no better either: the rest brings something.
            prop_assert!(way.pays.u128() <= plan.pays.u128() + rounding);
        }
        for slice in &plan.slices {
            if let Source::Venue(n) = slice.source {
                let moved = impact(&venues[n as usize], slice.amount).unwrap();
                prop_assert!(moved <= dec("0.02"));
            }
        }
    }
}

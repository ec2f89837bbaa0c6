//! Splits: by hand, against trying everything, and what holds of every split.
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

fn parts(slices: &[Slice]) -> Vec<(usize, u128)> {
    slices.iter().map(|s| (s.offer, s.amount.u128())).collect()
}

#[test]
fn equal_pools_share_equally_and_a_larger_one_gets_more() {
    let equal = [
        offer(pool(1_000_000, 1_000_000, "0")),
        offer(pool(1_000_000, 1_000_000, "0")),
    ];
    let slices = split(&equal, amount(100_000)).unwrap();
    assert_eq!(parts(&slices), vec![(0, 50_000), (1, 50_000)]);
    // Three times the depth at the same price bears three times as much.
    let other = [
        offer(pool(1_000_000, 1_000_000, "0")),
        offer(pool(3_000_000, 3_000_000, "0")),
    ];
    let slices = split(&other, amount(100_000)).unwrap();
    assert_eq!(parts(&slices), vec![(0, 25_000), (1, 75_000)]);
}

#[test]
fn a_better_price_is_used_until_it_is_as_bad_as_the_next() {
    // The pool pays 1.21 for the first unit and 1 for the 100,000th: 1,000,000 · √1.21 = 1,100,000.
    let offers = [
        offer(fixed("1", 10_000_000)),
        offer(pool(1_000_000, 1_210_000, "0")),
    ];
    let slices = split(&offers, amount(300_000)).unwrap();
    assert_eq!(parts(&slices), vec![(0, 200_000), (1, 100_000)]);
    // As long as it pays more, it has all.
    assert_eq!(
        parts(&split(&offers, amount(90_000)).unwrap()),
        vec![(1, 90_000)]
    );
    // Its limit counts.
    let mut limited = offers.clone();
    limited[1].most = amount(40_000);
    let slices = split(&limited, amount(300_000)).unwrap();
    assert_eq!(parts(&slices), vec![(0, 260_000), (1, 40_000)]);
}

#[test]
fn what_nobody_takes_is_left() {
    let offers = [offer(fixed("2", 10)), offer(fixed("1", 20))];
    let slices = split(&offers, amount(100)).unwrap();
    assert_eq!(parts(&slices), vec![(0, 10), (1, 20)]);
    assert_eq!(split(&[], amount(100)).unwrap(), vec![]);
    assert_eq!(split(&offers, amount(0)).unwrap(), vec![]);
}

#[test]
fn more_offers_than_one_solution_goes_through_are_refused() {
    let many = vec![offer(fixed("1", 1)); OFFERS_MAX + 1];
    let (what, actual, max) = ("offers", OFFERS_MAX + 1, OFFERS_MAX);
    assert_eq!(
        split(&many, amount(1)),
        Err(ExecutionError::TooMany { what, actual, max })
    );
}

#[test]
fn no_more_is_sold_than_brings_what_is_needed() {
    let offers = [offer(fixed("1", 100)), offer(fixed("0.5", 1_000))];
    // 100 bring 100, the next 100 bring 50.
    let slices = least_for(&offers, debt(150), amount(1_000)).unwrap();
    assert_eq!(parts(&slices), vec![(0, 100), (1, 100)]);
    assert_eq!(
        parts(&least_for(&offers, debt(0), amount(1_000)).unwrap()),
        vec![]
    );
    // What is not there cannot be brought: all that may be sold is.
    let slices = least_for(&offers, debt(10_000), amount(300)).unwrap();
    assert_eq!(sold(&slices), 300);
}

/// The most that any split brings, by trying all of them.
fn by_trying(offers: &[Offer], left: u128) -> u128 {
    let Some((first, rest)) = offers.split_first() else {
        return 0;
    };
    let most = left.min(first.venue.depth().unwrap().u128());
    let with = |n| first.venue.quote(amount(n)).unwrap().u128() + by_trying(rest, left - n);
    (0..=most).map(with).max().unwrap()
}

/// Small pools, with every kind and with prices above and below one.
fn small_venue() -> impl Strategy<Value = Venue> {
    prop_oneof![
        (10u128..2_000, 10u128..20_000).prop_map(|(x, y)| pool(x, y, "0")),
        (10u128..2_000, 10u128..20_000).prop_map(|(x, y)| pool(x, y, "0.003")),
        (100u128..2_000, 100u128..2_000).prop_map(|(x, y)| stable((x, y), (1, 1), 20, "0")),
        (1u64..300, 1u128..40).prop_map(|(percent, most)| {
            let price = pair("1")
                .scaled_floor(cosmwasm_std::Decimal::percent(percent))
                .unwrap();
            Venue::Fixed(Fixed {
                price,
                amount: amount(most),
            })
        }),
    ]
}

/// Venues whose prices are near enough that a sale goes to several.
fn any_offers() -> impl Strategy<Value = Vec<Offer>> {
    let reserve = || 1_000_000u128..1_000_000_000_000;
    let mille = || 900u64..1_100;
    let one = prop_oneof![
        (reserve(), mille()).prop_map(|(x, m)| pool(x, x * u128::from(m) / 1_000, "0.003")),
        (reserve(), 1u32..500).prop_map(|(x, a)| stable((x, x + 10), (1, 1), a, "0.0005")),
        (mille(), reserve()).prop_map(|(mille, most)| {
            let price = pair("1")
                .scaled_floor(cosmwasm_std::Decimal::permille(mille))
                .unwrap();
            Venue::Fixed(Fixed {
                price,
                amount: amount(most),
            })
        }),
    ];
    prop::collection::vec(one.prop_map(offer), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn small_splits_are_as_good_as_trying_everything(
        venues in prop::collection::vec(small_venue(), 1..4), units in 0u128..30
    ) {
        let offers: Vec<_> = venues.into_iter().map(offer).collect();
        let slices = split(&offers, amount(units)).unwrap();
        let best = by_trying(&offers, units);
        // What a venue's own rounding costs, no price says beforehand: a unit of money or two, and a
        // unit of what is sold where the fee is taken from that.
        let rounding = offers.iter().map(|offer| match &offer.venue {
            Venue::ConstantProduct(pool) if !pool.fee.is_zero() => {
                let first = offer.venue.price_after(amount(0)).unwrap();
                1 + first.payment_for(amount(1)).unwrap().u128()
            }
            Venue::StableSwap(_) => 2,
            _ => 1,
        });
        let rounding: u128 = rounding.sum();
        prop_assert!(paid(&slices) <= best);
        prop_assert!(paid(&slices) + rounding >= best, "{} of {best}", paid(&slices));
    }

    #[test]
    fn a_split_is_whole_within_limits_and_never_worse_than_one_venue(
        offers in any_offers(), units in 0u128..10_000_000_000
    ) {
        let slices = split(&offers, amount(units)).unwrap();
        let takes = offers.iter().map(|o| o.venue.depth().unwrap().u128().min(units));
        prop_assert_eq!(sold(&slices), units.min(takes.sum()));
        for slice in &slices {
            let venue = &offers[slice.offer].venue;
            prop_assert!(slice.amount <= venue.depth().unwrap());
            prop_assert_eq!(slice.pays, venue.quote(slice.amount).unwrap());
        }
        for one in &offers {
            if one.venue.depth().unwrap().u128() >= units {
                prop_assert!(paid(&slices) >= one.venue.quote(amount(units)).unwrap().u128());
            }
        }
    }

    /// Nobody would pay more for the last unit of a part than who has it.
    #[test]
    fn the_next_unit_brings_the_same_everywhere(
        offers in any_offers(), units in 1u128..10_000_000_000
    ) {
        let slices = split(&offers, amount(units)).unwrap();
        // One venue alone was better than its share and the roundings of the others.
        if slices.len() < 2 {
            return Ok(());
        }
        let had = |n: usize| {
            slices.iter().find(|s| s.offer == n).map_or(0, |s| s.amount.u128())
        };
        for slice in &slices {
            let last = amount(slice.amount.u128() - 1);
            let worst = offers[slice.offer].venue.price_after(last).unwrap();
            for (n, other) in offers.iter().enumerate() {
                let next = other.venue.price_after(amount(had(n))).unwrap();
                // What one unit moves in a pool of a million.
                let slack = next.scaled_floor(dec("0.00001")).unwrap();
                let least = PairPrice::from_atomics(next.atomics() - slack.atomics());
                prop_assert!(worst >= least, "{slice:?} {worst:?}, offer {n}: {next:?}");
            }
        }
    }
}

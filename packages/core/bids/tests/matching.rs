//! A lot and its offers: hand-worked numbers, and what holds for any.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use cosmwasm_std::Uint256;
use proptest::prelude::*;
use seawall_bids::*;
use seawall_money::*;

/// 1,000 units at 2 each, floor 1.8; 1,500 are needed.
fn lot() -> Lot {
    Lot {
        rest: coll(1_000),
        needed: debt(1_500),
        pair_price: pair("2"),
        floor: pair("1.8"),
        min_rest: coll(50),
    }
}

fn offer(step: u16, total: u128) -> Offer {
    Offer {
        source: u64::from(step) + 100,
        step,
        total: debt(total),
    }
}

fn matched(lot: &Lot, offers: &[Offer]) -> Matched {
    let mut matching = Matching::of(*lot);
    for offer in offers {
        matching.offer(offer).unwrap();
    }
    matching.end().unwrap()
}

/// Step, payment, collateral.
fn fills(matched: &Matched) -> Vec<(u16, u128, u128)> {
    let one = |f: &Fill| (f.step, f.payment.u128(), f.collateral.u128());
    matched.fills.iter().map(one).collect()
}

#[test]
fn the_smallest_discount_pays_first_and_each_its_own_price() {
    // 0 % pays 400 at 2; 5 % pays 570 at 1.90; 530 are needed still, for which 10 % gets 294.4 at 1.80.
    let done = matched(&lot(), &[offer(0, 400), offer(10, 570), offer(20, 9_999)]);
    // 294 units cost 529.2, so 530: covered.
    assert_eq!(
        fills(&done),
        [(0, 400, 200), (10, 570, 300), (20, 530, 294)]
    );
    assert_eq!(done.ended, Some(Ended::Covered));
    assert_eq!((done.rest, done.needed), (coll(206), debt(0)));
    assert_eq!(done.fills[1].source, 110);
    assert_eq!(done.fills[1].price, pair("1.9"));
}

#[test]
fn what_nobody_offered_goes_to_the_auction() {
    let done = matched(&lot(), &[offer(4, 400)]);
    // 2 % off: 1.96; 400 buys 204.08, 204 cost 399.84.
    assert_eq!(fills(&done), [(4, 400, 204)]);
    assert_eq!(
        (done.rest, done.needed, done.ended),
        (coll(796), debt(1_100), None)
    );
    let none = matched(&lot(), &[]);
    assert_eq!(
        (none.rest, none.needed, none.ended),
        (coll(1_000), debt(1_500), None)
    );
}

#[test]
fn a_lot_worth_less_than_it_needs_is_sold_out() {
    let poor = Lot {
        needed: debt(5_000),
        ..lot()
    };
    let done = matched(&poor, &[offer(0, 1_000), offer(2, 5_000)]);
    assert_eq!(fills(&done), [(0, 1_000, 500), (2, 990, 500)]);
    assert_eq!((done.ended, done.rest), (Some(Ended::SoldOut), coll(0)));
    assert_eq!(done.needed, debt(3_010));
}

#[test]
fn nobody_below_the_floor_is_asked() {
    let mut matching = Matching::of(lot());
    matching.offer(&offer(20, 180)).unwrap();
    assert!(!matching.is_over(), "10 % is the floor itself");
    matching.offer(&offer(21, 5_000)).unwrap();
    assert!(matching.is_over());
    let done = matching.end().unwrap();
    assert_eq!(fills(&done), [(20, 180, 100)]);
}

#[test]
fn the_last_unit_is_sold_at_its_price_and_no_more_is_taken_for_it() {
    // 2,000 are needed and a unit costs 1,500: two units for 3,000, not one for 2,000.
    let dear = Lot {
        rest: coll(10),
        needed: debt(2_000),
        pair_price: pair("1500"),
        floor: pair("1"),
        min_rest: coll(1),
    };
    let done = matched(&dear, &[offer(0, 9_000)]);
    assert_eq!(fills(&done), [(0, 3_000, 2)]);
    assert_eq!(done.ended, Some(Ended::Covered));
    // Who has 2,999 buys one, and has the rest back.
    let done = matched(&dear, &[offer(0, 2_999)]);
    assert_eq!(fills(&done), [(0, 1_500, 1)]);
    assert_eq!((done.needed, done.ended), (debt(500), None));
    // And who cannot buy a unit pays nothing.
    assert!(matched(&dear, &[offer(0, 1_499)]).fills.is_empty());
}

#[test]
fn no_dust_is_left_for_the_auction() {
    // All is needed. 980 would be sold and 20 left: the last one gets 30 less.
    let all = Lot {
        needed: debt(2_000),
        ..lot()
    };
    let done = matched(&all, &[offer(0, 1_000), offer(4, 941)]);
    // 941 buys 480 at 1.96; 450 of them cost 882.
    assert_eq!(fills(&done), [(0, 1_000, 500), (4, 882, 450)]);
    assert_eq!(done.rest, coll(50));
    // The last one would get nothing; then the one before gets less too.
    let done = matched(&all, &[offer(0, 1_940), offer(20, 18)]);
    assert_eq!(fills(&done), [(0, 1_900, 950)]);
    assert_eq!((done.rest, done.needed), (coll(50), debt(100)));
    // A lot that is all dust is sold whole or not at all.
    let small = Lot {
        rest: coll(40),
        ..all
    };
    assert!(matched(&small, &[offer(0, 79)]).fills.is_empty());
    assert_eq!(fills(&matched(&small, &[offer(0, 80)])), [(0, 80, 40)]);
    assert_eq!(
        fills(&matched(&small, &[offer(0, 79), offer(0, 7)])),
        [(0, 78, 39), (0, 2, 1)],
        "together they take all of it"
    );
}

#[test]
fn offers_out_of_order_or_out_of_bounds_are_refused() {
    let mut matching = Matching::of(lot());
    matching.offer(&offer(5, 10)).unwrap();
    matching.offer(&offer(5, 10)).unwrap();
    let back = matching.offer(&offer(4, 10)).unwrap_err();
    assert_eq!(back, BidsError::OutOfOrder { step: 4, last: 5 });
    let far = matching.offer(&offer(MAX_STEP + 1, 10)).unwrap_err();
    assert!(matches!(far, BidsError::OutOfRange { field: "step", .. }));
    assert_eq!(step_price(pair("2"), MAX_STEP).unwrap(), pair("1.4"));
    assert_eq!(step_price(pair("2"), 1).unwrap(), pair("1.99"));
    let unit = PairPrice::from_atomics(Uint256::one());
    assert_eq!(
        step_price(unit, 60).unwrap(),
        unit,
        "rounded up against the buyer"
    );
}

#[test]
fn a_lot_has_a_bounded_number_of_buyers() {
    let mut matching = Matching::of(lot());
    let mut asked = 0;
    while !matching.is_over() {
        matching.offer(&offer(0, 10)).unwrap();
        asked += 1;
    }
    assert_eq!(
        (asked, matching.end().unwrap().fills.len()),
        (MAX_FILLS, MAX_FILLS)
    );
}

fn any_lot() -> impl Strategy<Value = Lot> {
    let amount = || (0u32..20, 1u128..1_000).prop_map(|(e, n)| 10u128.pow(e) * n);
    let price = (1u128..1_000, 20u32..50).prop_map(|(n, e)| {
        PairPrice::from_atomics(Uint256::from(n) * Uint256::from(10u128).pow(e))
    });
    (amount(), price, 1u64..3_000, 700u64..=1_000, 0u64..200).prop_map(
        |(rest, pair_price, needed, floor, min_rest)| {
            let rest = coll(rest);
            let worth = pair_price.payment_for(rest).unwrap();
            Lot {
                rest,
                needed: worth.part_ceil(needed, 1_000u64).unwrap(),
                pair_price,
                floor: pair_price
                    .scaled_ceil(cosmwasm_std::Decimal::permille(floor))
                    .unwrap(),
                min_rest: rest.part_floor(min_rest, 1_000u64).unwrap(),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_lot_meets_any_offers(
        lot in any_lot(),
        offers in prop::collection::vec((0u16..30, 1u64..1_500), 0..20),
    ) {
        let worth = lot.pair_price.payment_for(lot.rest).unwrap();
        let total = |part: u64| worth.part_floor(part, 2_000u64).unwrap().u128();
        let mut offers: Vec<Offer> = offers.iter().map(|(s, n)| offer(*s, total(*n))).collect();
        offers.sort_by_key(|o| o.step);
        let done = matched(&lot, &offers);
        let (mut sold, mut paid) = (0u128, 0u128);
        for fill in &done.fills {
            // INV-12: at least the price, and above it by less than a base unit of debt.
            prop_assert_eq!(fill.payment, fill.price.payment_for(fill.collateral).unwrap());
            prop_assert!(fill.price >= lot.floor);
            prop_assert!(!fill.collateral.is_zero());
            sold += fill.collateral.u128();
            paid += fill.payment.u128();
        }
        // INV-4: sold and left are what was there.
        prop_assert_eq!(sold + done.rest.u128(), lot.rest.u128());
        prop_assert_eq!(lot.needed.u128().saturating_sub(paid), done.needed.u128());
        let unit = lot.pair_price.payment_for(coll(1)).unwrap().u128();
        prop_assert!(paid < lot.needed.u128() + unit, "passed by less than a unit");
        // Nobody pays more than they offered, and nobody with a smaller discount is passed over.
        for (at, fill) in done.fills.iter().enumerate() {
            let offered: u128 = offers.iter().filter(|o| o.step == fill.step)
                .map(|o| o.total.u128()).sum();
            let used: u128 = done.fills.iter().filter(|f| f.step == fill.step)
                .map(|f| f.payment.u128()).sum();
            prop_assert!(used <= offered);
            if at > 0 {
                prop_assert!(done.fills[at - 1].price >= fill.price);
            }
        }
        match done.ended {
            Some(Ended::SoldOut) => prop_assert!(done.rest.is_zero()),
            Some(Ended::Covered) => prop_assert!(done.needed.is_zero()),
            None => prop_assert!(done.fills.is_empty() || done.rest >= lot.min_rest),
        }
    }

    #[test]
    fn money_enough_at_one_step_ends_any_lot(lot in any_lot(), step in 0u16..60) {
        let price = step_price(lot.pair_price, step).unwrap();
        let done = matched(&lot, &[offer(step, u128::MAX)]);
        prop_assert_eq!(done.ended.is_some(), price >= lot.floor);
    }
}

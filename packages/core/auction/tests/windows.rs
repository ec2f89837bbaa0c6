//! When a batch ends: bounded, even, and how far the last to reveal can push it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::float_arithmetic)]

mod common;

use common::*;
use cosmwasm_std::Binary;
use proptest::prelude::*;
use seawall_auction::*;
use seawall_money::*;

/// Commits bids with these salts, reveals those of `shown` in that order, and says where it ended.
fn end(lot: u64, salts: &[[u8; 32]], shown: &[usize]) -> u32 {
    let mut sale = batch_of(&small_terms());
    let bond = sale.sealed().unwrap().bond;
    let mut kept = vec![];
    for (n, salt) in (0u64..).zip(salts) {
        let mut opening = opening(pair("0.9"), 100, 0);
        opening.salt = Binary::from(*salt);
        let hash = opening.seal(lot, &bidder(n)).unwrap();
        kept.push((opening, sale.commit(after(0), hash, bond).unwrap()));
    }
    for n in shown {
        let (opening, commitment) = &kept[*n];
        let who = bidder(*n as u64);
        let money = DebtAmount::new(1_000);
        let bid = (lot, *n as u64, who.as_str());
        let _ = sale
            .reveal(after(15), bid, commitment, opening, money)
            .unwrap();
    }
    sale.begin_clearing(after(21), lot).unwrap().last_block
}

#[test]
fn a_drawn_end_is_the_golden_one() {
    // Worked out from the header's words with another program: salt 0, 1, … 31 of cosmos1bidder.
    let mut sale = batch_of(&small_terms());
    let opening = Opening {
        price: pair("0.9"),
        amount: CollateralAmount::new(100),
        salt: Binary::from((0u8..32).collect::<Vec<_>>()),
    };
    let hash = opening.seal(7, "cosmos1bidder").unwrap();
    let bond = sale.sealed().unwrap().bond;
    let commitment = sale.commit(after(0), hash, bond).unwrap();
    let bid = (7, 1, "cosmos1bidder");
    let money = DebtAmount::new(90);
    let _ = sale
        .reveal(after(15), bid, &commitment, &opening, money)
        .unwrap();
    assert_eq!(sale.begin_clearing(after(15), 7).unwrap().last_block, 11);
    // Nobody bid: drawn from nothing, for nobody.
    let mut empty = batch_of(&small_terms());
    assert_eq!(empty.begin_clearing(after(15), 7).unwrap().last_block, 7);
}

#[test]
fn windows_that_give_the_end_away_are_refused_by_name() {
    type Change = fn(&mut Window);
    let table: [(&str, Change); 6] = [
        ("window.min_blocks", |w| w.min_blocks = 1),
        ("window.max_blocks", |w| w.max_blocks = 5),
        ("window.max_blocks", |w| w.max_blocks = 4),
        ("window.max_blocks", |w| {
            w.max_blocks = WINDOW_BLOCKS_MAX + 1
        }),
        ("window.reveal_blocks", |w| w.reveal_blocks = 1),
        ("window.reveal_blocks", |w| {
            w.reveal_blocks = WINDOW_BLOCKS_MAX + 1
        }),
    ];
    for (expected, change) in table {
        let mut window = sealed_params().window;
        assert_eq!(window.validate(), Ok(()));
        change(&mut window);
        let error = window.validate().unwrap_err();
        let AuctionError::Parameter { field, .. } = error else {
            panic!("{expected}: {error}")
        };
        assert_eq!(field, expected);
    }
}

#[test]
fn every_end_is_as_likely_as_the_other() {
    let mut ends = [0u32; 10];
    for lot in 0..10_000 {
        ends[end(lot, &[[1; 32]], &[0]) as usize - 5] += 1;
    }
    // 1,000 each; a fair draw is further off than 150 (five standard deviations) once in a million.
    for (at, count) in ends.iter().enumerate() {
        assert!(count.abs_diff(1_000) < 150, "block {}: {count}", at + 5);
    }
}

/// In how many of 4,000 lots an event (the end is before `before`) can be brought about by someone who
/// reveals last and may keep back any of `k` bids.
fn brought_about(k: usize, before: u32) -> f64 {
    let mut salts = vec![[9; 32]];
    salts.extend((0..k).map(|n| [n as u8; 32]));
    let mut hits = 0;
    for lot in 0..4_000u64 {
        let can = (0..1usize << k).any(|mask| {
            let mut shown = vec![0];
            shown.extend((0..k).filter(|n| mask >> n & 1 == 1).map(|n| n + 1));
            end(lot, &salts, &shown) < before
        });
        hits += u32::from(can);
    }
    f64::from(hits) / 4_000.0
}

#[test]
fn the_last_to_reveal_has_no_more_power_than_is_said() {
    // The end is before block 8 in three of ten draws; with k bids kept back or not, in at most
    // 1 − 0.7^(2^k): 30 %, 51 %, 76 %, 94 %. Four standard deviations are allowed for.
    for (k, most) in [(0, 0.30), (1, 0.51), (2, 0.7599), (3, 0.9424)] {
        let share = brought_about(k, 8);
        assert!(share < most + 0.032, "{k} bids: {share}");
        assert!(share > most - 0.032, "{k} bids: {share}");
    }
}

proptest! {
    #[test]
    fn the_end_is_within_its_bounds_whatever_is_revealed_in_whatever_order(
        lot in 0u64.., salts in prop::collection::vec(any::<[u8; 32]>(), 1..6), seed in any::<u64>()
    ) {
        let order: Vec<usize> = (0..salts.len()).collect();
        let mut other = order.clone();
        other.sort_by_key(|n| (seed >> (n * 8)) & 0xff);
        let first = end(lot, &salts, &order);
        prop_assert!((5..=14).contains(&first));
        prop_assert_eq!(end(lot, &salts, &other), first);
    }
}

//! Sealed batches: their life, and clearings worked out by hand.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_auction::*;
use seawall_money::*;

type Row<'a> = (
    &'a str,
    &'a [(&'a str, u128)],
    Option<&'a str>,
    &'a [(u64, u128, u128)],
);

/// 1,000 units, 900 wanted, floor 0.8: bids `(price, amount)`, the one price, and for each bid that
/// gets something its number, collateral and payment.
const TABLE: [Row<'static>; 9] = [
    // 900 / 0.95 = 947.4: at 0.95 the highest bid alone closes the sale.
    (
        "one bid covers",
        &[("0.95", 1_000), ("0.9", 1_000)],
        Some("0.95"),
        &[(0, 948, 901)],
    ),
    // At 1 only 400 are wanted; at 0.9 all 1,000, which bring 900.
    (
        "two meet",
        &[("1", 400), ("0.9", 600)],
        Some("0.9"),
        &[(0, 400, 360), (1, 600, 540)],
    ),
    // 0.85 · 1,000 = 850: what is needed is not there, all is sold, for as much as it brings.
    (
        "too little money",
        &[("0.9", 500), ("0.85", 600)],
        Some("0.85"),
        &[(0, 500, 425), (1, 500, 425)],
    ),
    // At 0.9 three want 700 together, 600 are left: 600/700 of each, rounded down.
    (
        "shares at the margin",
        &[("1", 400), ("0.9", 100), ("0.9", 300), ("0.9", 300)],
        Some("0.9"),
        &[(0, 400, 360), (1, 85, 77), (2, 257, 232), (3, 257, 232)],
    ),
    // Little demand: 300 at 1 bring 300; a bid for 10 at the floor would make that 248.
    (
        "a bid at the floor does not set the price",
        &[("1", 300), ("0.8", 10)],
        Some("1"),
        &[(0, 300, 300)],
    ),
    // It does when it brings more than it takes: 0.8 · 900 = 720.
    (
        "more for less",
        &[("1", 300), ("0.8", 600)],
        Some("0.8"),
        &[(0, 300, 240), (1, 600, 480)],
    ),
    // Of prices that bring the same, the highest: 0.9 · 800 = 0.8 · 900 = 720.
    (
        "of equals the highest",
        &[("0.9", 800), ("0.8", 100)],
        Some("0.9"),
        &[(0, 800, 720)],
    ),
    // All want everything at one price: a third of 948 each.
    (
        "three at one price",
        &[("0.95", 1_000), ("0.95", 1_000), ("0.95", 1_000)],
        Some("0.95"),
        &[(0, 316, 301), (1, 316, 301), (2, 316, 301)],
    ),
    ("nobody", &[], None, &[]),
];

#[test]
fn clearings_are_as_worked_out_by_hand() {
    for (name, bids, price, fills) in TABLE {
        let mut sale = batch_of(&small_terms());
        let bids: Vec<_> = bids
            .iter()
            .map(|(p, amount)| (0, pair(p), *amount))
            .collect();
        let bids = revealed(&mut sale, &bids);
        let _ = sale.begin_clearing(after(21), LOT).unwrap();
        let (given, _) = cleared(&mut sale, &bids, 2);
        let given: Vec<_> = given
            .iter()
            .map(|f| (f.bid, f.collateral.u128(), f.payment.u128()))
            .collect();
        assert_eq!(given, fills, "{name}");
        let SealedBatch::Cleared { price: found, .. } = sale.sealed().unwrap().batch else {
            panic!("{name}: {:?}", sale.mode)
        };
        assert_eq!(found, price.map(pair), "{name}");
    }
}

#[test]
fn why_a_batch_is_over_follows_from_what_it_brought() {
    let table: [(&[(&str, u128)], CloseReason); 4] = [
        (&[("0.95", 1_000)], CloseReason::Covered),
        (&[("0.85", 1_000)], CloseReason::SoldOut),
        (&[("0.85", 400)], CloseReason::Floor),
        (&[], CloseReason::Tail),
    ];
    for (bids, reason) in table {
        let mut sale = batch_of(&small_terms());
        let bids: Vec<_> = bids
            .iter()
            .map(|(p, amount)| (0, pair(p), *amount))
            .collect();
        let bids = revealed(&mut sale, &bids);
        let _ = sale.begin_clearing(after(21), LOT).unwrap();
        let _ = cleared(&mut sale, &bids, 10);
        assert_eq!(sale.life, Life::Closed { reason });
        assert_eq!(sale.ended(after(22)).unwrap(), Some(reason));
    }
}

#[test]
fn a_batch_goes_through_its_life_block_by_block() {
    let mut sale = batch_of(&small_terms());
    assert_eq!(
        (sale.life, sale.price(after(0)).unwrap()),
        (Life::PreSale, pair("0.8"))
    );
    let phase = |sale: &Sale, block| sale.phase(after(block)).unwrap();
    assert_eq!(
        (phase(&sale, 0), phase(&sale, 14)),
        (Phase::Committing, Phase::Committing)
    );
    // Nobody has bid: there is nothing to reveal.
    assert_eq!(phase(&sale, 15), Phase::Ready);
    let bond = sale.sealed().unwrap().bond;
    assert_eq!(
        bond,
        DebtAmount::new(8),
        "1 % of what the lot brings at its floor"
    );
    let bid = opening(pair("0.95"), 1_000, 1);
    let hash = bid.seal(LOT, "a").unwrap();
    let commitment = sale.commit(after(2), hash.clone(), bond).unwrap();
    assert_eq!(phase(&sale, 15), Phase::Revealing);
    let late = sale.commit(after(15), hash, bond);
    let (expected, actual) = (Phase::Committing, Phase::Revealing);
    assert_eq!(late, Err(BidError::WrongPhase { expected, actual }));
    let money = DebtAmount::new(950);
    let early = sale.reveal(after(14), (LOT, 1, "a"), &commitment, &bid, money);
    let (expected, actual) = (Phase::Revealing, Phase::Committing);
    assert_eq!(early, Err(BidError::WrongPhase { expected, actual }));
    let shown = sale
        .reveal(after(16), (LOT, 1, "a"), &commitment, &bid, money)
        .unwrap();
    assert_eq!((shown.block, shown.escrow), (2, money));
    // All are revealed: nobody has to wait for the end.
    assert_eq!(phase(&sale, 17), Phase::Ready);
    let begun = sale.begin_clearing(after(17), LOT).unwrap();
    assert_eq!((begun.lost, begun.closes), (DebtAmount::ZERO, None));
    assert_eq!(
        (sale.life, phase(&sale, 17)),
        (Life::Clearing, Phase::Pricing)
    );
    assert!(sale.price_bids(&[shown], true).unwrap());
    assert_eq!(
        (phase(&sale, 17), sale.price(after(17)).unwrap()),
        (Phase::Filling, pair("0.95"))
    );
    let page = sale.fill_bids(&[shown], true).unwrap();
    assert_eq!(page.closes, Some(CloseReason::Covered));
    // 901 paid, of which 900 are debt money; 49 of the 950 go back.
    assert_eq!(
        (page.shares.debt_money.u128(), page.shares.fee.u128()),
        (900, 1)
    );
    assert_eq!(page.fills[0].refund, DebtAmount::new(49));
    assert_eq!(phase(&sale, 17), Phase::Cleared);
    // INV-9: nothing of it happens twice.
    assert!(sale.fill_bids(&[shown], true).is_err());
    assert!(sale.begin_clearing(after(18), LOT).is_err());
    assert!(sale.close(CloseReason::Covered).is_err());
}

#[test]
fn a_bid_committed_after_the_drawn_end_is_void_and_given_back() {
    let mut sale = batch_of(&small_terms());
    // Bid 1 comes in block 14; the end is drawn earlier in nine of ten batches, this is one.
    let three = [
        (0, pair("0.9"), 1_000),
        (14, pair("1"), 1_000),
        (0, pair("0.8"), 10),
    ];
    let bids = revealed(&mut sale, &three);
    let begun = sale.begin_clearing(after(21), LOT).unwrap();
    assert!(begun.last_block < 14, "drawn {}", begun.last_block);
    let late = bids.iter().find(|b| b.bid == 1).unwrap();
    assert_eq!(sale.sealed().unwrap().fate(late), Fate::Refund);
    let (fills, _) = cleared(&mut sale, &bids, 1);
    let filled: Vec<_> = fills.iter().map(|f| f.bid).collect();
    assert_eq!(filled, vec![0]);
    assert_eq!(sale.price(after(21)).unwrap(), pair("0.9"));
    assert_eq!(sale.sealed().unwrap().fate(late), Fate::Refund);
}

#[test]
fn a_batch_of_void_bids_only_sells_nothing() {
    let mut sale = batch_of(&small_terms());
    let bids = revealed(&mut sale, &[(14, pair("1"), 1_000)]);
    let begun = sale.begin_clearing(after(21), LOT).unwrap();
    assert!(begun.last_block < 14, "drawn {}", begun.last_block);
    assert!(sale.price_bids(&bids, true).unwrap());
    let reason = CloseReason::Tail;
    assert_eq!((sale.life, sale.sold), (Life::Closed { reason }, want(0)));
    assert_eq!(sale.sealed().unwrap().fate(&bids[0]), Fate::Refund);
}

#[test]
fn money_that_gets_nothing_is_free_as_soon_as_the_price_is_known() {
    let mut sale = batch_of(&small_terms());
    let bids = revealed(
        &mut sale,
        &[(0, pair("0.95"), 1_000), (0, pair("0.9"), 1_000)],
    );
    let fates = |sale: &Sale| {
        let sealed = sale.sealed().unwrap();
        (sealed.fate(&bids[0]), sealed.fate(&bids[1]))
    };
    assert_eq!(fates(&sale), (Fate::Waits, Fate::Waits));
    let _ = sale.begin_clearing(after(21), LOT).unwrap();
    assert_eq!(fates(&sale), (Fate::Waits, Fate::Waits));
    assert!(sale.price_bids(&bids, true).unwrap());
    assert_eq!(fates(&sale), (Fate::Filled, Fate::Refund));
    let page = sale.fill_bids(&bids, true).unwrap();
    assert_eq!(page.fills.len(), 1);
    assert_eq!(fates(&sale), (Fate::Filled, Fate::Refund));
}

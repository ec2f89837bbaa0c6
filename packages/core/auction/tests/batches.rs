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
use cosmwasm_std::Binary;
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
fn who_does_not_reveal_loses_the_bond_and_nobody_else_does() {
    let mut sale = batch_of(&small_terms());
    let bond = sale.sealed().unwrap().bond;
    for n in 0..3 {
        let hash = opening(pair("0.9"), 100, n).seal(LOT, "b").unwrap();
        let _ = sale.commit(after(0), hash, bond).unwrap();
    }
    let bids = revealed(&mut sale, &[(0, pair("0.9"), 100)]);
    assert!(
        sale.begin_clearing(after(20), LOT).is_err(),
        "reveals are still possible"
    );
    let begun = sale.begin_clearing(after(21), LOT).unwrap();
    assert_eq!(begun.lost, DebtAmount::new(24));
    assert_eq!(sale.sealed().unwrap().fate_of_commitment(), Fate::Lost);
    let (fills, _) = cleared(&mut sale, &bids, 10);
    assert_eq!(fills.len(), 1);
}

#[test]
fn when_nobody_reveals_the_lot_returns_and_all_bonds_are_lost() {
    let mut sale = batch_of(&small_terms());
    let bond = sale.sealed().unwrap().bond;
    let _ = sale.commit(after(0), Binary::from([1; 32]), bond).unwrap();
    let begun = sale.begin_clearing(after(21), LOT).unwrap();
    assert_eq!((begun.lost, begun.closes), (bond, Some(CloseReason::Tail)));
    assert_eq!(sale.rest(), want(1_000));
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

#[test]
fn a_commitment_can_be_taken_back_until_the_window_may_end() {
    let mut sale = batch_of(&small_terms());
    let bond = sale.sealed().unwrap().bond;
    assert_eq!(sale.withdraw(after(0)), Err(BidError::NothingCommitted));
    let _ = sale.commit(after(0), Binary::from([1; 32]), bond).unwrap();
    let _ = sale.commit(after(0), Binary::from([2; 32]), bond).unwrap();
    assert_eq!(sale.withdraw(after(4)), Ok(bond));
    let (until, block) = (5, 5);
    assert_eq!(
        sale.withdraw(after(5)),
        Err(BidError::Binding { until, block })
    );
    // One of two is left to lose its bond.
    assert_eq!(sale.begin_clearing(after(21), LOT).unwrap().lost, bond);
}

#[test]
fn a_chain_that_stood_still_cancels_the_batch_and_nobody_loses_anything() {
    let mut sale = batch_of(&small_terms());
    let bids = revealed(&mut sale, &[(0, pair("0.9"), 1_000)]);
    let mut late = after(21);
    late.seconds += 61;
    let reason = CloseReason::Halted;
    let ended = BidError::Auction(AuctionError::Ended { reason });
    assert_eq!(sale.begin_clearing(late, LOT), Err(ended.clone()));
    assert_eq!(
        sale.commit(late, Binary::from([1; 32]), DebtAmount::MAX),
        Err(ended)
    );
    assert_eq!(sale.ended(late).unwrap(), Some(reason));
    assert_eq!(sale.close(reason).unwrap(), want(1_000));
    let sealed = sale.sealed().unwrap();
    assert_eq!(
        (sealed.fate_of_commitment(), sealed.fate(&bids[0])),
        (Fate::Refund, Fate::Refund)
    );
    assert_eq!(
        sale.close(reason),
        Err(AuctionError::NotOpen { life: sale.life })
    );
}

#[test]
fn a_halt_after_clearing_has_begun_changes_nothing() {
    let mut sale = batch_of(&small_terms());
    let bids = revealed(&mut sale, &[(0, pair("0.9"), 1_000)]);
    let _ = sale.begin_clearing(after(21), LOT).unwrap();
    let mut late = after(22);
    late.seconds += 100_000;
    assert_eq!(sale.ended(late).unwrap(), None);
    assert_eq!(
        sale.close(CloseReason::Halted),
        Err(AuctionError::BidsFirst)
    );
    let (fills, _) = cleared(&mut sale, &bids, 1);
    assert_eq!(fills[0].collateral, want(1_000));
}

#[test]
fn a_batch_is_not_closed_by_time_nor_bought_from() {
    let mut sale = batch_of(&small_terms());
    assert_eq!(sale.ended(after(9_999)).unwrap(), None);
    assert_eq!(sale.close(CloseReason::Tail), Err(AuctionError::BidsFirst));
    let life = Life::PreSale;
    let take = sale.quote_take(after(0), want(10), ANY);
    assert_eq!(take, Err(AuctionError::NotOpen { life }));
}

#[test]
fn what_cannot_be_bid_is_refused_and_changes_nothing() {
    let mut sale = batch_of(&small_terms());
    let bond = sale.sealed().unwrap().bond;
    let hash = Binary::from([1; 32]);
    let short = DebtAmount::new(7);
    let (expected, actual) = (bond, short);
    assert_eq!(
        sale.commit(after(0), hash, short),
        Err(BidError::Escrow { expected, actual })
    );
    let short = sale.commit(after(0), Binary::from([1; 31]), bond);
    assert_eq!(short, Err(BidError::CommitmentLength { actual: 31 }));
    let (least, most) = (want(10), want(1_000));
    let amount = |n| BidError::Amount {
        amount: want(n),
        least,
        most,
    };
    let (floor, money) = (pair("0.8"), DebtAmount::new(900));
    let low = pair("0.799999999999999999");
    let table = [
        (
            opening(low, 100, 1),
            money,
            BidError::TooLow {
                price: low,
                least: floor,
            },
        ),
        (opening(floor, 9, 2), money, amount(9)),
        (opening(floor, 1_001, 3), money, amount(1_001)),
        (
            // 0.9 · 999 = 899.1: the whole price of all of it, rounded up.
            opening(pair("0.9"), 999, 4),
            DebtAmount::new(899),
            BidError::Escrow {
                expected: money,
                actual: DebtAmount::new(899),
            },
        ),
    ];
    let mut kept = vec![];
    for (bid, ..) in &table {
        let hash = bid.seal(LOT, "c").unwrap();
        kept.push(sale.commit(after(0), hash, bond).unwrap());
    }
    let before = sale;
    for ((bid, money, expected), commitment) in table.iter().zip(&kept) {
        let shown = sale.reveal(after(15), (LOT, 1, "c"), commitment, bid, *money);
        assert_eq!(shown, Err(expected.clone()));
        assert_eq!(sale, before);
    }
    // The last one had only too little money, and may try again.
    let (bid, _, _) = &table[3];
    assert!(sale
        .reveal(after(15), (LOT, 1, "c"), &kept[3], bid, money)
        .is_ok());
}

#[test]
fn bids_out_of_order_or_twice_are_refused_and_change_nothing() {
    let mut sale = batch_of(&small_terms());
    let three = [
        (0, pair("0.9"), 100),
        (0, pair("0.9"), 100),
        (0, pair("0.85"), 100),
    ];
    let bids = revealed(&mut sale, &three);
    let _ = sale.begin_clearing(after(21), LOT).unwrap();
    let before = sale;
    for order in [[0, 0], [1, 0], [2, 1]] {
        let page = order.map(|n| bids[n]);
        let bid = page[1].bid;
        assert_eq!(
            sale.price_bids(&page, false),
            Err(BidError::OutOfOrder { bid })
        );
        assert_eq!(sale, before);
    }
    assert!(!sale.price_bids(&bids[..2], false).unwrap());
    let bid = bids[1].bid;
    assert_eq!(
        sale.price_bids(&bids[1..], true),
        Err(BidError::OutOfOrder { bid })
    );
    assert!(sale.price_bids(&bids[2..], true).unwrap());
    let _ = sale.fill_bids(&bids[..1], false).unwrap();
    let bid = bids[0].bid;
    assert_eq!(
        sale.fill_bids(&bids, true),
        Err(BidError::OutOfOrder { bid })
    );
}

#[test]
fn verbs_of_another_mode_are_refused() {
    let mut dutch = sale();
    let expected = "a sealed batch";
    let wrong = BidError::WrongMode { expected };
    assert_eq!(dutch.phase(after(0)), Err(wrong.clone()));
    assert_eq!(dutch.withdraw(after(0)), Err(wrong.clone()));
    assert_eq!(dutch.price_bids(&[], true), Err(wrong.clone()));
    assert_eq!(dutch.fill_bids(&[], true), Err(wrong));
}

//! Sealed batches: bonds, halts, and what is refused.
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

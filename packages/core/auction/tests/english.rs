//! English auctions: raises, extensions, ends, by hand and over any sequence of bids.
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
use seawall_auction::*;
use seawall_money::*;

fn params() -> EnglishParams {
    EnglishParams {
        increment: dec("0.02"),
        seconds: 120,
        extend_seconds: 30,
        extend_most_seconds: 60,
        block_seconds: dec("6"),
        halt_slack_seconds: 60,
    }
}

fn english() -> Sale {
    Sale::open_english(&small_terms(), &params(), OPENED).unwrap()
}

const RICH: DebtAmount = DebtAmount::MAX;

#[test]
fn bids_rise_and_who_is_outbid_has_everything_back_at_once() {
    let mut sale = english();
    assert_eq!(sale.price(after(0)).unwrap(), pair("0.8"));
    let first = sale
        .raise(after(1), 1, pair("0.8"), DebtAmount::new(800))
        .unwrap();
    assert_eq!(
        (first.escrow.u128(), first.outbid, first.ends),
        (800, None, 120)
    );
    // 2 % more is 0.816.
    assert_eq!(sale.price(after(1)).unwrap(), pair("0.816"));
    let (price, least) = (pair("0.815"), pair("0.816"));
    let low = sale.raise(after(2), 2, price, RICH);
    assert_eq!(low, Err(BidError::TooLow { price, least }));
    let second = sale.raise(after(2), 2, least, RICH).unwrap();
    let refund = DebtAmount::new(800);
    assert_eq!(second.outbid, Some(Outbid { bid: 1, refund }));
    assert_eq!(second.escrow, DebtAmount::new(816));
}

#[test]
fn from_where_the_debt_is_covered_a_higher_price_takes_less_of_the_lot() {
    // price, what is held for it
    let table = [
        ("0.8", 800),
        ("0.85", 850),
        ("0.9", 900),
        ("0.95", 900),
        ("1", 900),
    ];
    let mut sale = english();
    for (n, (price, held)) in (0u64..).zip(table) {
        let raised = sale.raise(after(1), n, pair(price), RICH).unwrap();
        assert_eq!(raised.escrow.u128(), held, "{price}");
    }
    let won = sale.settle(after(21)).unwrap();
    assert_eq!(
        (won.bid, won.take.payment.u128(), won.take.collateral),
        (4, 900, want(900))
    );
    assert_eq!(
        (sale.rest(), won.shares.debt_money.u128()),
        (want(100), 900)
    );
    let reason = CloseReason::Covered;
    assert_eq!(sale.life, Life::Closed { reason });
    // INV-9: once.
    let life = sale.life;
    let again = BidError::Auction(AuctionError::NotOpen { life });
    assert_eq!(sale.settle(after(22)), Err(again));
}

#[test]
fn a_lot_whose_best_bid_does_not_cover_is_sold_whole() {
    let mut sale = english();
    let _ = sale.raise(after(1), 1, pair("0.85"), RICH).unwrap();
    assert_eq!(sale.settle(after(20)), Err(BidError::NotWon));
    assert_eq!(sale.ended(after(21)).unwrap(), Some(CloseReason::SoldOut));
    // What has a winner is settled, not closed.
    assert_eq!(
        sale.close(CloseReason::SoldOut),
        Err(AuctionError::BidsFirst)
    );
    let won = sale.settle(after(21)).unwrap();
    assert_eq!(
        (won.take.collateral, won.take.payment.u128()),
        (want(1_000), 850)
    );
}

#[test]
fn a_late_bid_moves_the_end_and_never_beyond_the_limit() {
    let mut sale = english();
    // block, price, end after it: 120 planned, 30 more after a late bid, 180 at most.
    let table = [
        (10, "0.80", 120),
        (15, "0.82", 120),
        (16, "0.84", 126),
        (21, "0.86", 156),
        (26, "0.88", 180),
        (30, "0.90", 180),
    ];
    for (block, price, ends) in table {
        let raised = sale.raise(after(block), block, pair(price), RICH).unwrap();
        assert_eq!(raised.ends, ends, "block {block}");
    }
    let reason = CloseReason::Covered;
    let late = sale.raise(after(31), 9, pair("1"), RICH);
    assert_eq!(late, Err(BidError::Auction(AuctionError::Ended { reason })));
}

#[test]
fn without_a_bid_the_lot_returns() {
    let mut sale = english();
    assert_eq!(sale.ended(after(20)).unwrap(), None);
    assert_eq!(sale.ended(after(21)).unwrap(), Some(CloseReason::Tail));
    assert_eq!(sale.settle(after(21)), Err(BidError::NotWon));
    assert_eq!(sale.close(CloseReason::Tail).unwrap(), want(1_000));
}

#[test]
fn a_halt_sells_nothing_and_frees_the_highest_bid() {
    let mut sale = english();
    let _ = sale.raise(after(1), 1, pair("0.85"), RICH).unwrap();
    let mut late = after(21);
    late.seconds += 61;
    let reason = CloseReason::Halted;
    let ended = BidError::Auction(AuctionError::Ended { reason });
    assert_eq!(sale.settle(late), Err(ended.clone()));
    assert_eq!(sale.raise(late, 2, pair("1"), RICH), Err(ended));
    assert_eq!(sale.close(reason).unwrap(), want(1_000));
    let leading = sale.english().unwrap().leading.unwrap();
    assert_eq!((leading.bid, leading.escrow.u128()), (1, 850));
}

#[test]
fn a_bid_without_its_money_is_refused_and_changes_nothing() {
    let mut sale = english();
    let before = sale;
    let (expected, actual) = (DebtAmount::new(800), DebtAmount::new(799));
    let poor = sale.raise(after(1), 1, pair("0.8"), actual);
    assert_eq!(poor, Err(BidError::Escrow { expected, actual }));
    assert_eq!(sale, before);
    let expected = "an English auction";
    let mut dutch = common::sale();
    let wrong = dutch.raise(after(1), 1, ANY, RICH);
    assert_eq!(wrong, Err(BidError::WrongMode { expected }));
    assert_eq!(
        dutch.settle(after(1)).unwrap_err(),
        BidError::WrongMode { expected }
    );
}

#[test]
fn parameters_that_make_no_sense_are_refused_by_name() {
    type Change = fn(&mut EnglishParams);
    let table: [(&str, Change); 6] = [
        ("increment", |p| p.increment = dec("0")),
        ("increment", |p| p.increment = dec("1.01")),
        ("seconds", |p| p.seconds = 0),
        ("extend_seconds", |p| p.extend_seconds = 121),
        ("extend_most_seconds", |p| p.extend_most_seconds = 29),
        ("block_seconds", |p| p.block_seconds = dec("0")),
    ];
    for (expected, change) in table {
        let mut bad = params();
        assert_eq!(bad.validate(), Ok(()));
        change(&mut bad);
        let error = Sale::open_english(&small_terms(), &bad, OPENED).unwrap_err();
        let AuctionError::Parameter { field, .. } = error else {
            panic!("{expected}: {error}")
        };
        assert_eq!(field, expected);
    }
}

proptest! {
    #[test]
    fn over_any_bids_prices_rise_money_comes_back_and_the_books_add_up(
        bids in prop::collection::vec((0u64..6, 70u64..140), 1..30)
    ) {
        let mut sale = english();
        let (mut block, mut held, mut last) = (0, 0u128, PairPrice::ZERO);
        for (n, (blocks, percent)) in (0u64..).zip(bids) {
            block += blocks;
            let price = pair("1").scaled_floor(cosmwasm_std::Decimal::percent(percent)).unwrap();
            let before = sale;
            let Ok(raised) = sale.raise(after(block), n, price, RICH) else {
                prop_assert_eq!(sale, before);
                continue;
            };
            prop_assert!(price > last && price >= pair("0.8"));
            prop_assert_eq!(raised.outbid.map_or(0, |o| o.refund.u128()), held);
            prop_assert!(raised.ends <= 180);
            (held, last) = (raised.escrow.u128(), price);
        }
        let end = after(31);
        match sale.settle(end) {
            Ok(won) => {
                // INV-12: exactly what is held is paid, and at least the price of each unit.
                prop_assert_eq!(won.take.payment.u128(), held);
                prop_assert!(won.take.payment >= last.payment_for(won.take.collateral).unwrap());
                // INV-4.
                prop_assert_eq!(sale.sold.u128() + sale.rest().u128(), 1_000);
            }
            Err(_) => prop_assert_eq!(sale.close(CloseReason::Tail).unwrap(), want(1_000)),
        }
    }
}

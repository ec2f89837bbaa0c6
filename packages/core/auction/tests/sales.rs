//! Sales: takes, dust and ends (INV-9, DEC-7).
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

#[test]
fn a_take_pays_the_price_of_the_block_and_books_its_split() {
    let mut sale = sale();
    let take = sale.quote_take(after(0), want(100_000), ANY).unwrap();
    assert_eq!(take.price, pair("1.1"));
    assert_eq!(
        (take.collateral, take.payment),
        (want(100_000), DebtAmount::new(110_000))
    );
    assert_eq!(take.closes, None);
    let parts = sale.apply(&take).unwrap();
    assert_eq!(parts.debt_money.plus(parts.fee).unwrap(), take.payment);
    assert_eq!((sale.sold, sale.proceeds), (take.collateral, take.payment));
    let later = sale.quote_take(after(1), want(100_000), ANY).unwrap();
    assert_eq!(later.price, pair("1.089"));
}

#[test]
fn proceeds_are_capped_at_what_closes_the_lot_and_the_rest_is_unsold() {
    let mut sale = sale();
    let take = sale.quote_take(after(0), want(1_090_000), ANY).unwrap();
    // 1,009,000 / 1.1 = 917,272.7: rounded down, paid in full.
    assert_eq!(take.collateral, want(917_272));
    assert_eq!(take.payment, DebtAmount::new(1_009_000));
    assert_eq!(take.closes, Some(CloseReason::Covered));
    let parts = sale.apply(&take).unwrap();
    assert_eq!(
        (parts.debt_money.u128(), parts.fee.u128()),
        (1_000_000, 9_000)
    );
    assert_eq!(sale.rest(), want(1_090_000 - 917_272));
    let reason = CloseReason::Covered;
    assert_eq!(sale.life, Life::Closed { reason });
}

#[test]
fn the_whole_lot_at_its_floor_brings_exactly_what_closes_it() {
    // A linear curve that is at the floor for one second: top 2, floor 1, half of tau.
    let mut at_floor = terms();
    at_floor.buffer = dec("2");
    at_floor.put_up = want(1_009_000);
    at_floor.floor = pair("1");
    let mut linear = params();
    linear.curve = Curve::Linear { tau_seconds: 120 };
    let mut sale = Sale::open(&at_floor, &linear, OPENED).unwrap();
    assert_eq!(sale.ended(after(10)).unwrap(), None);
    let take = sale.quote_take(after(10), want(u128::MAX), ANY).unwrap();
    assert_eq!((take.collateral, take.price), (want(1_009_000), pair("1")));
    assert_eq!(take.payment, DebtAmount::new(1_009_000));
    let parts = sale.apply(&take).unwrap();
    assert_eq!(parts.debt_money, DebtAmount::new(1_000_000));
    assert_eq!(
        sale.ended(after(11)).unwrap(),
        Some(CloseReason::Covered),
        "closed stays closed"
    );
}

#[test]
fn a_take_that_would_leave_dust_is_shrunk() {
    let sale = sale();
    let take = sale.quote_take(after(0), want(917_000), ANY).unwrap();
    assert_eq!(take.collateral, want(917_272 - 10_000));
    assert_eq!(take.closes, None);
}

#[test]
fn a_lot_too_small_to_shrink_is_sold_whole_or_not_at_all() {
    let mut small = terms();
    small.min_rest = want(2_000_000);
    let sale = Sale::open(&small, &params(), OPENED).unwrap();
    let refused = sale.quote_take(after(0), want(917_271), ANY).unwrap_err();
    let AuctionError::WouldLeaveDust { accepted, .. } = refused else {
        panic!("{refused}")
    };
    assert_eq!(accepted, want(917_272));
    assert!(sale
        .quote_take(after(0), accepted, ANY)
        .unwrap()
        .closes
        .is_some());
}

#[test]
fn a_price_above_the_limit_and_a_take_of_nothing_are_refused() {
    let sale = sale();
    let error = sale
        .quote_take(after(0), want(1), pair("1.09"))
        .unwrap_err();
    let (price, limit) = (pair("1.1"), pair("1.09"));
    assert_eq!(error, AuctionError::PriceAboveLimit { price, limit });
    assert!(sale.quote_take(after(0), want(1), pair("1.1")).is_ok());
    let nothing = sale.quote_take(after(0), want(0), ANY);
    assert_eq!(nothing.unwrap_err(), AuctionError::NothingWanted);
}

#[test]
fn a_sale_ends_at_floor_cusp_tail_or_halt_and_says_which() {
    let ended = |terms: &SaleTerms, params: &AuctionParams, clock| {
        Sale::open(terms, params, OPENED)
            .unwrap()
            .ended(clock)
            .unwrap()
    };
    // 1.1 · 0.99^17 = 0.9272, 0.99^18 = 0.9180 against a floor of 0.9257.
    assert_eq!(ended(&terms(), &params(), after(17)), None);
    assert_eq!(
        ended(&terms(), &params(), after(18)),
        Some(CloseReason::Floor)
    );
    let mut low = terms();
    low.floor = pair("0.1");
    // 0.99^91 = 0.4007 of the top, 0.99^92 = 0.3967.
    assert_eq!(ended(&low, &params(), after(91)), None);
    assert_eq!(ended(&low, &params(), after(92)), Some(CloseReason::Cusp));
    let mut short = params();
    short.tail_seconds = 60;
    assert_eq!(ended(&low, &short, after(10)), None);
    assert_eq!(ended(&low, &short, after(11)), Some(CloseReason::Tail));
    // DEC-7: 61 s of time beyond the blocks.
    let stood = Clock {
        height: 51,
        seconds: 1_067,
    };
    assert_eq!(ended(&low, &params(), stood), Some(CloseReason::Halted));
    let slow = Clock {
        height: 51,
        seconds: 1_066,
    };
    assert_eq!(ended(&low, &params(), slow), None);
}

#[test]
fn an_ended_sale_takes_nothing_and_returns_its_rest_once() {
    let mut sale = sale();
    let refused = sale.quote_take(after(18), want(1), ANY).unwrap_err();
    assert_eq!(
        refused,
        AuctionError::Ended {
            reason: CloseReason::Floor
        }
    );
    // INV-9: a second close returns nothing.
    assert_eq!(sale.close(CloseReason::Floor).unwrap(), want(1_090_000));
    assert!(matches!(
        sale.close(CloseReason::Floor),
        Err(AuctionError::NotOpen { .. })
    ));
    assert!(matches!(
        sale.quote_take(after(0), want(1), ANY),
        Err(AuctionError::NotOpen { .. })
    ));
}

#[test]
fn a_take_quoted_for_another_state_changes_nothing() {
    let mut sale = sale();
    let mut stale = sale.quote_take(after(0), want(1), ANY).unwrap();
    stale.collateral = want(1_090_001);
    let before = sale;
    assert!(matches!(
        sale.apply(&stale),
        Err(AuctionError::StaleTake { .. })
    ));
    assert_eq!(sale, before);
}

#[test]
fn a_unit_dearer_than_all_that_is_needed_is_still_sold_at_its_price() {
    // Three units of debt, against collateral at 1,000 per unit.
    let mut tiny = terms();
    (tiny.put_up, tiny.repay, tiny.close_at) = (want(1), DebtAmount::new(3), DebtAmount::new(4));
    (tiny.pair_price, tiny.floor) = (pair("1000"), pair("4"));
    let sale = Sale::open(&tiny, &params(), OPENED).unwrap();
    let take = sale.quote_take(after(0), want(1), ANY).unwrap();
    assert_eq!(
        (take.collateral, take.payment),
        (want(1), DebtAmount::new(1_100))
    );
    assert_eq!(take.closes, Some(CloseReason::Covered));
}

#[test]
fn a_lot_without_collateral_price_or_need_is_refused() {
    let refused = |change: fn(&mut SaleTerms)| {
        let mut bad = terms();
        change(&mut bad);
        let error = Sale::open(&bad, &params(), OPENED).unwrap_err();
        assert!(matches!(error, AuctionError::Parameter { .. }), "{error}");
    };
    refused(|t| t.put_up = CollateralAmount::ZERO);
    refused(|t| t.close_at = DebtAmount::ZERO);
    refused(|t| t.repay = DebtAmount::MAX);
    refused(|t| t.buffer = dec("0.99"));
    refused(|t| t.floor = PairPrice::ZERO);
    refused(|t| t.pair_price = PairPrice::ZERO);
    refused(|t| t.floor = pair("1.2"));
}

//! Sales: takes, dust, ends, and what holds over any sequence of them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Decimal, Uint256};
use proptest::prelude::*;
use seawall_auction::*;
use seawall_money::*;

fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

fn pair(text: &str) -> PairPrice {
    PairPrice::from_atomics(Uint256::from(dec(text).atomics()) * Uint256::from(10u128.pow(18)))
}

const ANY: PairPrice = PairPrice::from_atomics(Uint256::MAX);

fn params() -> AuctionParams {
    AuctionParams {
        curve: Curve::StairstepExponential {
            cut: dec("0.99"),
            step_seconds: 6,
        },
        buffer: dec("1.1"),
        tail_seconds: 600,
        cusp: dec("0.4"),
        block_seconds: dec("6"),
        halt_slack_seconds: 60,
    }
}

/// Worth 1,090 at the pair price of 1, for a debt of 1,000 and a fee of 9.
fn terms() -> SaleTerms {
    SaleTerms {
        put_up: CollateralAmount::new(1_090_000),
        repay: DebtAmount::new(1_000_000),
        close_at: DebtAmount::new(1_009_000),
        fee: dec("0.009"),
        pair_price: pair("1"),
        buffer: dec("1.1"),
        floor: PairPrice::bringing(DebtAmount::new(1_009_000), CollateralAmount::new(1_090_000))
            .unwrap(),
        min_rest: CollateralAmount::new(10_000),
    }
}

const OPENED: Clock = Clock {
    height: 50,
    seconds: 1_000,
};

/// The block `n` blocks after the opening.
fn after(n: u64) -> Clock {
    Clock {
        height: 50 + n,
        seconds: 1_000 + 6 * n,
    }
}

fn sale() -> Sale {
    Sale::open(&terms(), &params(), OPENED).unwrap()
}

fn want(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}

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

fn any_sale() -> impl Strategy<Value = Sale> {
    let terms = (
        1u128..1 << 60,
        1u128..1 << 60,
        0u64..200,
        0u128..10_000,
        1u64..1_000,
    );
    terms.prop_map(|(put_up, repay, fee, min_rest, floor)| {
        let fee = Decimal::permille(fee);
        let close_at = DebtAmount::new(repay)
            .scaled_ceil(Decimal::one() + fee)
            .unwrap();
        let put_up = CollateralAmount::new(put_up);
        // Some lots cover their debt, some cannot.
        let pair_price = PairPrice::bringing(close_at, put_up).unwrap();
        let terms = SaleTerms {
            put_up,
            repay: DebtAmount::new(repay),
            close_at,
            fee,
            pair_price,
            buffer: dec("1.3"),
            floor: pair_price.scaled_ceil(Decimal::permille(floor)).unwrap(),
            min_rest: CollateralAmount::new(min_rest),
        };
        Sale::open(&terms, &params(), OPENED).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn any_sequence_of_takes_keeps_the_books(
        mut sale in any_sale(), takes in prop::collection::vec((0u64..8, 1u32..110), 1..40)
    ) {
        let Mode::Dutch(dutch) = sale.mode else { return Ok(()) };
        let (mut sold, mut paid, mut block, mut last) = (0u128, 0u128, 0u64, ANY);
        for (blocks, percent) in takes {
            block += blocks;
            let wish = sale.put_up.part_ceil(percent, 100u32).unwrap();
            let Ok(take) = sale.quote_take(after(block), wish, ANY) else { continue };
            prop_assert!(take.price <= last, "a price never rises");
            prop_assert!(take.price >= dutch.floor, "never below the floor");
            prop_assert!(take.collateral <= wish && !take.collateral.is_zero());
            // INV-12: at least the price for each unit.
            prop_assert!(take.payment >= take.price.payment_for(take.collateral).unwrap());
            let parts = sale.apply(&take).unwrap();
            prop_assert_eq!(parts.debt_money.u128() + parts.fee.u128(), take.payment.u128());
            sold += take.collateral.u128();
            paid += take.payment.u128();
            last = take.price;
        }
        // INV-4: sold and rest are what was put up.
        prop_assert_eq!(sale.sold.u128(), sold);
        prop_assert_eq!(sold + sale.rest().u128(), sale.put_up.u128());
        prop_assert_eq!(sale.proceeds.u128(), paid);
        prop_assert_eq!(sale.shares.debt_money.u128() + sale.shares.fee.u128(), paid);
        prop_assert!(sale.shares.debt_money <= sale.repay);
        let unit = last.min(dutch.top).payment_for(CollateralAmount::new(1)).unwrap();
        prop_assert!(paid < sale.close_at.u128() + unit.u128(), "passed by less than a unit");
        if sale.life == Life::Open && sold > 0 {
            prop_assert!(sale.rest() >= sale.min_rest && !sale.rest().is_zero(), "no dust left");
        }
    }

    #[test]
    fn a_take_of_everything_always_ends_the_sale(sale in any_sale(), block in 0u64..100) {
        if sale.ended(after(block)).unwrap().is_none() {
            let take = sale.quote_take(after(block), CollateralAmount::MAX, ANY).unwrap();
            prop_assert!(take.closes.is_some());
        }
    }

    #[test]
    fn many_small_payments_split_like_one(payments in prop::collection::vec(1u128..1 << 60, 1..30),
        fee in 0u64..500, repay in 1u128..1 << 64) {
        let fee = Decimal::permille(fee);
        let (mut proceeds, mut debt_money) = (DebtAmount::ZERO, 0u128);
        for payment in payments {
            let payment = DebtAmount::new(payment);
            debt_money += split(proceeds, payment, fee, DebtAmount::new(repay)).unwrap()
                .debt_money.u128();
            proceeds = proceeds.plus(payment).unwrap();
        }
        let at_once = split(DebtAmount::ZERO, proceeds, fee, DebtAmount::new(repay)).unwrap();
        prop_assert_eq!(debt_money, at_once.debt_money.u128());
        prop_assert!(debt_money <= repay);
    }

    #[test]
    fn every_curve_falls(top in 1u128..u128::MAX, cut in 1u64..1_000_000_000, step in 1u64..100,
        t in 0u64..1_000_000, more in 0u64..1_000) {
        let cut = Decimal::from_ratio(cut, 1_000_000_000u64);
        let top = PairPrice::from_atomics(Uint256::from(top));
        let stairs = Curve::StairstepExponential { cut, step_seconds: step };
        let linear = Curve::Linear { tau_seconds: step * 1_000 };
        for curve in [stairs, linear] {
            prop_assert!(curve.validate().is_ok());
            let at = |t| curve.price_at(top, t).unwrap();
            prop_assert!(at(t + more) <= at(t) && at(t) <= top);
        }
    }
}

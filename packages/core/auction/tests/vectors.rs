//! Hand-worked numbers: curves, clocks, splits; curve lives published for live auctions.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Decimal, Decimal256, Uint256};
use seawall_auction::*;
use seawall_money::*;

fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

fn pair(text: &str) -> PairPrice {
    let atomics = Decimal256::from_str(text).unwrap().atomics();
    PairPrice::from_atomics(atomics * Uint256::from(10u128.pow(18)))
}

fn stairs(cut: &str, step_seconds: u64) -> Curve {
    Curve::StairstepExponential {
        cut: dec(cut),
        step_seconds,
    }
}

#[test]
fn stairstep_prices_are_the_published_ones_to_the_last_digit() {
    // 5 · 0.99^n, computed with 60 digits and rounded to the nearest 18th decimal.
    let table = [
        (0, "5"),
        (1, "4.95"),
        (30, "3.698501866941402114"),
        (60, "2.735783211953807381"),
        (500, "0.032852415212073165"),
    ];
    let top = Decimal256::from_str("5").unwrap();
    for (steps, expected) in table {
        let price = stairstep(top, dec("0.99"), steps).unwrap();
        assert_eq!(price, Decimal256::from_str(expected).unwrap(), "{steps}");
        // The lot's own price is the same number, rounded up at the 36th decimal.
        let fine = stairs("0.99", 1)
            .price_at(pair("5"), steps)
            .unwrap()
            .atomics();
        let unit = Uint256::from(10u128.pow(18));
        assert!((fine / unit).abs_diff(price.atomics()) <= Uint256::one());
    }
}

#[test]
fn a_price_is_never_below_the_exact_one() {
    // 0.99² = 0.9801 exactly; a top of one unit in the last place still rounds up to itself.
    let last = PairPrice::from_atomics(Uint256::one());
    assert_eq!(stairs("0.99", 1).price_at(last, 2).unwrap(), last);
    assert_eq!(
        stairs("0.99", 1).price_at(pair("1"), 2).unwrap(),
        pair("0.9801")
    );
}

#[test]
fn the_stairs_stand_still_within_a_step() {
    let curve = stairs("0.99", 90);
    let at = |t| curve.price_at(pair("1"), t).unwrap();
    assert_eq!(at(0), at(89));
    assert_eq!((at(90), at(179)), (pair("0.99"), pair("0.99")));
    assert_eq!(at(180), pair("0.9801"));
}

#[test]
fn linear_prices_lose_the_same_each_second_and_end_at_zero() {
    let curve = Curve::Linear { tau_seconds: 100 };
    for (t, expected) in [
        (0, "2"),
        (25, "1.5"),
        (99, "0.02"),
        (100, "0"),
        (u64::MAX, "0"),
    ] {
        assert_eq!(curve.price_at(pair("2"), t).unwrap(), pair(expected), "{t}");
    }
}

#[test]
fn live_curves_reach_market_and_cusp_when_their_owners_say() {
    // buffer, cut, step, cusp, step that reaches an unmoved market, step that falls below the cusp:
    // 39.2 and 136.8 min, 14.2 and 119.2 min, 18.1 and 91.2 min, 15.9 and 85.0 min on smooth curves.
    let table = [
        ("1.3", "0.99", 90, "0.4", 27, 92),
        ("1.1", "0.99", 90, "0.45", 10, 80),
        ("1.2", "0.99", 60, "0.4", 19, 92),
        ("1.1", "0.997", 30, "0.6", 32, 171),
    ];
    for (buffer, cut, step, cusp, market, end) in table {
        let sale = Dutch {
            top: pair(buffer),
            floor: PairPrice::from_atomics(Uint256::one()),
            curve: stairs(cut, step),
            cusp: dec(cusp),
            tail_seconds: u64::MAX,
        };
        let at = |steps: u64| sale.curve.price_at(sale.top, steps * step).unwrap();
        assert!(
            at(market - 1) > pair("1") && at(market) <= pair("1"),
            "{buffer} {cut}"
        );
        assert_eq!(
            sale.ended((end - 1) * step).unwrap(),
            None,
            "{buffer} {cut}"
        );
        assert_eq!(
            sale.ended(end * step).unwrap(),
            Some(CloseReason::Cusp),
            "{buffer} {cut}"
        );
    }
}

#[test]
fn curves_that_do_not_fall_are_refused() {
    for bad in [
        stairs("0", 1),
        stairs("1", 1),
        stairs("0.9999999999", 1),
        stairs("0.99", 0),
    ] {
        assert!(
            matches!(bad.validate(), Err(AuctionError::Parameter { .. })),
            "{bad:?}"
        );
    }
    assert!(Curve::Linear { tau_seconds: 0 }.validate().is_err());
    assert!(Curve::Linear { tau_seconds: 0 }
        .price_at(pair("1"), 1)
        .is_err());
    assert!(stairs("0.999999999", 1).validate().is_ok());
}

#[test]
fn a_price_that_is_all_but_gone_is_zero() {
    assert!(stairs("0.5", 1).price_at(pair("1"), 60).unwrap().is_zero());
    assert!(!stairs("0.5", 1).price_at(pair("1"), 59).unwrap().is_zero());
    assert!(stairs("0.5", 1)
        .price_at(pair("1"), u64::MAX)
        .unwrap()
        .is_zero());
}

#[test]
fn the_clock_counts_blocks_and_notices_a_halt() {
    let seconds = |from, to, block| elapsed(from, to, dec(block)).unwrap();
    assert_eq!(seconds(100, 110, "6"), 60);
    assert_eq!(seconds(100, 103, "1.5"), 4);
    assert_eq!(seconds(100, 90, "6"), 0);
    assert_eq!(seconds(0, u64::MAX, "6"), u64::MAX);
    // 60 s of blocks in 90 s of time is a halt for a slack of 29, not for one of 30.
    assert!(halted(1_000, 1_090, 60, 29));
    assert!(!halted(1_000, 1_090, 60, 30));
    assert!(!halted(1_000, 900, 60, 0));
}

#[test]
fn a_payment_is_split_in_favour_of_the_debt() {
    let at = DebtAmount::new;
    // proceeds before, payment, fee, r -> debt money, fee
    let table = [
        (0, 1_009, "0.009", 1_000, 1_000, 9),
        (0, 1, "0.009", 1_000, 1, 0),
        (0, 500, "0.009", 1_000, 496, 4),
        (500, 509, "0.009", 1_000, 504, 5),
        // All beyond r is fee.
        (1_009, 10, "0.009", 1_000, 0, 10),
        (0, 77, "0", 77, 77, 0),
    ];
    for (before, payment, fee, repay, debt_money, kept) in table {
        let parts = split(at(before), at(payment), dec(fee), at(repay)).unwrap();
        let expected = Split {
            debt_money: at(debt_money),
            fee: at(kept),
        };
        assert_eq!(parts, expected, "{before} {payment}");
    }
}

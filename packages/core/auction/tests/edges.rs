//! At the very edge: what is just allowed and what is just not.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::Decimal;
use seawall_auction::*;

type Change = fn(&mut AuctionParams);

#[test]
fn parameters_at_the_edge_are_refused_by_name() {
    let table: [(&str, Change); 6] = [
        ("buffer", |p| p.buffer = dec("0.999999999999999999")),
        ("tail_seconds", |p| p.tail_seconds = 0),
        ("cusp", |p| p.cusp = Decimal::zero()),
        ("cusp", |p| p.cusp = Decimal::one()),
        ("block_seconds", |p| p.block_seconds = Decimal::zero()),
        ("curve.step_seconds", |p| {
            p.curve = Curve::StairstepExponential {
                cut: dec("0.99"),
                step_seconds: 0,
            };
        }),
    ];
    for (expected, change) in table {
        let mut bad = params();
        change(&mut bad);
        let error = bad.validate().unwrap_err();
        let AuctionError::Parameter { field, .. } = error else {
            panic!("{expected}: {error}")
        };
        assert_eq!(field, expected);
    }
}

#[test]
fn parameters_just_inside_are_taken() {
    let table: [Change; 4] = [
        |p| p.buffer = Decimal::one(),
        |p| p.tail_seconds = 1,
        |p| p.cusp = dec("0.999999999999999999"),
        |p| p.cusp = dec("0.000000000000000001"),
    ];
    for change in table {
        let mut good = params();
        change(&mut good);
        assert_eq!(good.validate(), Ok(()), "{good:?}");
    }
}

#[test]
fn a_price_at_the_cusp_is_still_on_sale_and_one_below_is_not() {
    let linear = Dutch {
        top: pair("2"),
        floor: pair("0.1"),
        curve: Curve::Linear { tau_seconds: 100 },
        cusp: dec("0.4"),
        tail_seconds: 1_000,
    };
    assert_eq!(linear.curve.price_at(linear.top, 60).unwrap(), pair("0.8"));
    assert_eq!(linear.ended(60).unwrap(), None);
    assert_eq!(linear.ended(61).unwrap(), Some(CloseReason::Cusp));
    // The floor is looked at first.
    let high = Dutch {
        floor: pair("0.8"),
        ..linear
    };
    assert_eq!(high.ended(60).unwrap(), None);
    assert_eq!(high.ended(61).unwrap(), Some(CloseReason::Floor));
}

#[test]
fn the_least_share_of_a_price_still_counts_and_the_next_is_nothing() {
    // 0.1^18 is exactly the eighteenth decimal.
    let tenth = Curve::StairstepExponential {
        cut: dec("0.1"),
        step_seconds: 1,
    };
    let at = |t| tenth.price_at(pair("1"), t).unwrap();
    assert_eq!(at(18), pair("0.000000000000000001"));
    assert!(at(19).is_zero());
    let whole = cosmwasm_std::Decimal256::one();
    let nothing = cosmwasm_std::Decimal256::zero();
    assert_eq!(stairstep(whole, dec("0.1"), 19).unwrap(), nothing);
    assert!(stairstep(whole, dec("1.000000000000000001"), 1).is_err());
    assert_eq!(stairstep(whole, Decimal::one(), 9).unwrap(), whole);
}

#[test]
fn half_of_the_last_digit_is_rounded_up() {
    // 0.5 and 1.5 units of the eighteenth decimal.
    let unit = |n: u128| cosmwasm_std::Decimal256::new(n.into());
    assert_eq!(stairstep(unit(1), dec("0.5"), 1).unwrap(), unit(1));
    assert_eq!(stairstep(unit(3), dec("0.5"), 1).unwrap(), unit(2));
    assert_eq!(stairstep(unit(1), dec("0.4"), 1).unwrap(), unit(0));
}

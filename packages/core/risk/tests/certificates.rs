//! Certificates: inside the box an account keeps its level, whatever moves together.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Decimal, Uint256, Uint512};
use proptest::prelude::*;
use seawall_money::*;
use seawall_risk::*;

fn collateral(quantity: u128, x: u128, sigma: u64) -> CollateralPoint {
    CollateralPoint {
        quantity: CollateralAmount::new(quantity),
        x: Price::from_atomics(Uint256::from(x)),
        sigma: Decimal::percent(sigma),
    }
}

fn debt(shares: u128, y: u128, sigma: u64) -> DebtPoint {
    DebtPoint {
        shares: DebtShares::new(shares),
        y: Price::from_atomics(Uint256::from(y)),
        sigma: Decimal::percent(sigma),
    }
}

/// Does `Σ q·x ≥ h·Σ d·y` hold, exactly?
fn holds(cs: &[CollateralPoint], ds: &[DebtPoint], h: Decimal) -> bool {
    let one = Uint512::from(10u128.pow(18));
    let sum = |acc: Uint512, q: Uint512, p: Price| acc + q * Uint512::from(p.atomics());
    let has = (cs.iter()).fold(Uint512::zero(), |a, c| {
        sum(a, c.quantity.uint().into(), c.x)
    });
    let owes = (ds.iter()).fold(Uint512::zero(), |a, d| sum(a, d.shares.uint().into(), d.y));
    has * one >= owes * Uint512::from(h.atomics())
}

fn moved(
    cs: &[CollateralPoint],
    ds: &[DebtPoint],
    certificate: &Certificate,
    mut share: impl FnMut(usize) -> u64,
) -> (Vec<CollateralPoint>, Vec<DebtPoint>) {
    let (mut cs, mut ds) = (cs.to_vec(), ds.to_vec());
    for (k, trigger) in certificate.triggers.iter().enumerate() {
        let price = match trigger.side {
            Side::Collateral => &mut cs[trigger.index].x,
            Side::Debt => &mut ds[trigger.index].y,
        };
        let (low, high) = ((*price).min(trigger.level), (*price).max(trigger.level));
        let span = high.atomics() - low.atomics();
        let step = span.multiply_ratio(share(k), 1_000u64);
        let inside = match trigger.side {
            Side::Collateral => high.atomics() - step,
            Side::Debt => low.atomics() + step,
        };
        *price = Price::from_atomics(inside);
        assert!(!trigger.is_crossed(*price));
    }
    (cs, ds)
}

#[test]
fn the_triggers_of_a_hand_worked_account() {
    // q = 10 at x = 16, d = 100 at y = 1: slack 60; value·σ is 160·.75 = 120 and 100·.2 = 20, so
    // weights 6/7 and 1/7: x may fall by 360/70 = 5.142857, y rise by 60/700 = 0.0857142857.
    let e = 10u128.pow(30);
    let (cs, ds) = ([collateral(10, 16 * e, 75)], [debt(100, e, 20)]);
    let c = certify(&cs, &ds, Decimal::one()).unwrap().unwrap();
    let level = |i: usize| c.triggers[i].level.atomics() / Uint256::from(10u128.pow(20));
    assert_eq!(
        (c.triggers[0].side, c.triggers[1].side),
        (Side::Collateral, Side::Debt)
    );
    assert_eq!(level(0), Uint256::from(108_571_428_571u128));
    assert_eq!(level(1), Uint256::from(10_857_142_857u128));
}

#[test]
fn the_margin_call_comes_first_then_health_one_then_nothing() {
    let h = Decimal::percent(110);
    let level = |x| {
        let found = certify_next(&[collateral(100, x, 50)], &[debt(100, 100, 0)], h).unwrap();
        found.map(|(level, _)| level)
    };
    assert_eq!(level(110), Some(Level::MarginCall));
    assert_eq!(level(109), Some(Level::Unsafe));
    assert_eq!(
        level(100),
        Some(Level::Unsafe),
        "no slack left, but still safe"
    );
    assert_eq!(level(99), None);
}

#[test]
fn listings_that_can_do_no_harm_have_no_trigger() {
    let cs = [
        collateral(0, 5, 10),
        collateral(7, 0, 10),
        collateral(100, 100, 10),
    ];
    let c = certify(&cs, &[debt(0, 9, 1), debt(1, 0, 1)], Decimal::one())
        .unwrap()
        .unwrap();
    let named: Vec<_> = c.triggers.iter().map(|t| (t.side, t.index)).collect();
    assert_eq!(named, vec![(Side::Collateral, 2), (Side::Debt, 1)]);
    let free = certify(&cs, &[], Decimal::one()).unwrap().unwrap();
    assert!(free.triggers.is_empty(), "without debt nothing can happen");
}

#[test]
fn a_small_part_still_moves_by_two_percent_of_the_largest() {
    let e = 10u128.pow(30);
    let cs = [collateral(1_000, e, 100), collateral(1, e, 0)];
    let c = certify(&cs, &[debt(1, e, 0)], Decimal::one())
        .unwrap()
        .unwrap();
    // Weight 2 % of nearly everything on one unit: it may fall to nothing.
    assert!(c.triggers[1].level.is_zero());
}

#[test]
fn a_level_below_one_is_refused() {
    let error = certify(&[], &[], Decimal::percent(99)).unwrap_err();
    assert!(matches!(
        error,
        RiskError::Parameter {
            field: "certificate level",
            ..
        }
    ));
    assert!(Decimal::from_str("1").is_ok());
}

#[test]
fn triggers_of_small_numbers_round_inwards() {
    // Slack 5, weights one half each: 2.5 either way is 2.
    let (cs, ds) = ([collateral(1, 10, 50)], [debt(1, 5, 100)]);
    let c = certify(&cs, &ds, Decimal::one()).unwrap().unwrap();
    let levels: Vec<_> = c.triggers.iter().map(|t| t.level.atomics()).collect();
    assert_eq!(levels, vec![Uint256::from(8u128), Uint256::from(7u128)]);
}

type Case = (Vec<CollateralPoint>, Vec<DebtPoint>, Decimal, Vec<u64>);

fn any_account() -> impl Strategy<Value = Case> {
    // Real sizes, and sizes so small that every rounding shows.
    prop_oneof![
        accounts(10u128.pow(36), 10u128.pow(20), 10u128.pow(18)),
        accounts(40, 12, 5),
    ]
}

fn accounts(x: u128, quantity: u128, shares: u128) -> impl Strategy<Value = Case> {
    let c = (0..quantity, 1..x, 0u64..300);
    let d = (0..shares, 1..x, 0u64..300);
    (
        prop::collection::vec(c.prop_map(|(q, x, s)| collateral(q, x, s)), 1..8),
        prop::collection::vec(d.prop_map(|(s, y, v)| debt(s, y, v)), 0..4),
        (100u64..130).prop_map(Decimal::percent),
        prop::collection::vec(0u64..=1_000, 12),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn with_all_prices_inside_the_box_the_account_keeps_its_level(case in any_account()) {
        let (cs, ds, h, shares) = case;
        let certificate = certify(&cs, &ds, h).unwrap();
        prop_assert_eq!(certificate.is_some(), holds(&cs, &ds, h));
        let Some(certificate) = certificate else { return Ok(()) };
        // The joint corner, each single corner, and anywhere inside.
        let n = certificate.triggers.len();
        let (c, d) = moved(&cs, &ds, &certificate, |_| 1_000);
        prop_assert!(holds(&c, &d, h), "joint corner");
        for one in 0..n {
            let (c, d) = moved(&cs, &ds, &certificate, |k| if k == one { 1_000 } else { 0 });
            prop_assert!(holds(&c, &d, h), "corner {}", one);
        }
        let (c, d) = moved(&cs, &ds, &certificate, |k| shares[k]);
        prop_assert!(holds(&c, &d, h), "inside");
    }
}

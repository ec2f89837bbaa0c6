//! Pools by hand-worked numbers.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use cosmwasm_std::{Uint128, Uint256};
use seawall_bids::*;
use seawall_money::MathError;

#[test]
fn a_fill_is_shared_by_what_is_left_of_each_deposit() {
    // INV-12: 100 and 300 pay 200 for 50: half of each is left, 12.5 and 37.5 are gained.
    let mut desk = Desk::default();
    let (mut a, mut b) = (desk.deposit(100).unwrap(), desk.deposit(300).unwrap());
    desk.wait(LONG);
    desk.fill(200, 50).unwrap();
    assert_eq!(desk.worth(&mut a), (50, 12));
    assert_eq!(desk.worth(&mut b), (150, 37));
    assert_eq!((desk.claim(&mut a), desk.claim(&mut b)), (12, 37));
    assert_eq!(desk.pool.gains, coll(1), "what rounding leaves stays here");
    assert_eq!(desk.claim(&mut a), 0, "once");
}

#[test]
fn who_joins_later_has_no_part_in_earlier_fills() {
    let mut desk = Desk::default();
    let mut a = desk.member(100);
    desk.fill(50, 10).unwrap();
    let mut b = desk.member(50);
    desk.fill(50, 20).unwrap();
    // First 10 for a alone, then 20 for 50 and 50.
    assert_eq!(desk.worth(&mut a), (25, 20));
    assert_eq!(desk.worth(&mut b), (25, 10));
}

#[test]
fn an_emptied_pool_begins_anew_and_old_gains_can_still_be_claimed() {
    let mut desk = Desk::default();
    let (mut a, mut b) = (desk.member(1), desk.member(2));
    desk.fill(3, 30).unwrap();
    assert_eq!((desk.pool.total, desk.pool.members), (debt(0), 0));
    assert_eq!(desk.pool.product, Product::default().next_epoch());
    let mut c = desk.member(7);
    desk.fill(7, 70).unwrap();
    assert_eq!(desk.worth(&mut a), (0, 10));
    assert_eq!(desk.worth(&mut b), (0, 20));
    assert_eq!(desk.worth(&mut c), (0, 70));
    for (deposit, gained) in [(&mut a, 10), (&mut b, 20), (&mut c, 70)] {
        assert_eq!(desk.claim(deposit), gained);
        assert!(deposit.is_over());
    }
    assert_eq!(desk.pool.gains, coll(0));
}

#[test]
fn fills_that_leave_almost_nothing_change_the_scale_and_lose_nothing() {
    // 10^24 each; a fill leaves four units in all, the next one is shared with a newcomer of four.
    let whole = 10u128.pow(24);
    let mut desk = Desk::default();
    let (mut a, mut b) = (desk.deposit(whole).unwrap(), desk.deposit(whole).unwrap());
    desk.wait(LONG);
    desk.fill(2 * whole - 4, 1_000).unwrap();
    // 2·10^-24 of 10^36 is 2·10^12: two scales up.
    assert_eq!(desk.pool.product.scale, 2);
    assert_eq!(desk.pool.product.value, Uint128::new(2 * 10u128.pow(30)));
    assert_eq!(desk.worth(&mut a), (2, 500));
    let mut c = desk.member(4);
    desk.fill(4, 800).unwrap();
    // 8 pay 4 for 800: two of eight parts each for a and b, four for c.
    assert_eq!(desk.worth(&mut a), (1, 700));
    assert_eq!(desk.worth(&mut b), (1, 700));
    assert_eq!(desk.worth(&mut c), (2, 400));
    assert_eq!(
        desk.claim(&mut a) + desk.claim(&mut b) + desk.claim(&mut c),
        1_800
    );
}

#[test]
fn gains_are_whole_five_scales_further_on() {
    // The largest pool there can be is left with one unit, which then buys 99 more.
    let mut desk = Desk::default();
    let mut a = desk.member(u128::MAX);
    desk.fill(u128::MAX - 1, 1).unwrap();
    assert_eq!(desk.pool.product.scale, 4);
    desk.fill(1, 99).unwrap();
    let (left, gained) = desk.worth(&mut a);
    // Two units are lost: one of each fill.
    assert_eq!((left, gained), (0, 98));
}

#[test]
fn product_steps_by_hand() {
    let one = Product::default();
    let after = |rest: u128, whole: u128| one.after(rest.into(), whole.into()).unwrap();
    // A third: 36 digits, rounded down.
    let third = 333_333_333_333_333_333_333_333_333_333_333_333u128;
    assert_eq!(after(1, 3).value, Uint128::new(third));
    assert_eq!(after(1, 1), one);
    // 10^-9 is the smallest that needs no scaling.
    assert_eq!(
        (after(1, 10u128.pow(9)).value, after(1, 10u128.pow(9)).scale),
        (SMALLEST, 0)
    );
    let below = after(1, 10u128.pow(9) + 1);
    assert_eq!(below.scale, 1);
    assert!(
        below.value < ONE && below.value > Uint128::new(999_999_998_000_000_000 * 10u128.pow(18))
    );
    assert_eq!(after(0, 5), one.next_epoch());
    assert_eq!(
        one.after(2u128.into(), 1u128.into()).unwrap_err(),
        MathError::Underflow {
            operation: "a fill of a pool"
        }
    );
    let empty = one.after(Uint128::zero(), Uint128::zero());
    assert_eq!(
        empty.unwrap_err(),
        MathError::DivideByZero {
            operation: "a fill of a pool"
        }
    );
}

#[test]
fn a_sum_counts_from_the_start_on_and_a_scale_later_by_its_ninth_digit() {
    let start = Snapshot {
        product: Product::default(),
        sum: Uint256::from(5u128) * Uint256::from(ONE),
    };
    let sums = [
        Uint256::from(7u128) * Uint256::from(ONE),
        Uint256::from(3_000_000_000u128) * Uint256::from(ONE),
    ];
    // 10 · ((7 − 5) + 3) = 50.
    assert_eq!(
        gained(10u128.into(), &start, &sums).unwrap(),
        Uint128::new(50)
    );
}

#[test]
fn when_the_last_one_leaves_what_rounding_left_belongs_to_nobody() {
    let mut desk = Desk::default();
    let (mut a, mut b) = (desk.deposit(2).unwrap(), desk.deposit(2).unwrap());
    desk.wait(LONG);
    desk.fill(1, 5).unwrap();
    // 1.5 each, and 2.5 gained.
    assert_eq!((desk.worth(&mut a), desk.worth(&mut b)), ((1, 2), (1, 2)));
    desk.withdraw(&mut a, 1).unwrap();
    desk.withdraw(&mut b, 1).unwrap();
    assert_eq!((desk.pool.total, desk.pool.dust), (debt(0), debt(1)));
    assert_eq!(
        (desk.claim(&mut a), desk.claim(&mut b)),
        (2, 2),
        "gains stay"
    );
    // The next one has the pool for itself.
    let mut c = desk.member(10);
    desk.fill(4, 9).unwrap();
    assert_eq!(desk.worth(&mut c), (6, 9));
}

#[test]
fn nonsense_is_refused_by_name_and_changes_nothing() {
    let mut desk = Desk::default();
    let small = BidsError::TooSmall {
        amount: debt(0),
        min: debt(1),
    };
    assert_eq!(desk.deposit(0).unwrap_err(), small);
    assert_eq!(desk.lock().unwrap_err(), BidsError::NothingOffered);
    let mut a = desk.member(10);
    let before = desk.pool.clone();
    let none = |payment, given| BidsError::EmptyFill {
        payment: debt(payment),
        given: coll(given),
    };
    assert_eq!(desk.fill(0, 5).unwrap_err(), none(0, 5));
    assert_eq!(desk.fill(5, 0).unwrap_err(), none(5, 0));
    let overdrawn = BidsError::Overdrawn {
        payment: debt(11),
        total: debt(10),
    };
    assert_eq!(desk.fill(11, 5).unwrap_err(), overdrawn);
    for wanted in [0, 11] {
        let much = BidsError::TooMuch {
            wanted: debt(wanted),
            left: debt(10),
        };
        assert_eq!(desk.withdraw(&mut a, wanted).unwrap_err(), much);
    }
    let huge = desk.deposit(u128::MAX).unwrap_err();
    assert!(matches!(huge, BidsError::Math(MathError::Overflow { .. })));
    assert_eq!(desk.pool, before);
}

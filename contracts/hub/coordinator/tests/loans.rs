//! Loans and the worst case that they are judged by.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::stubs::Mood;
use common::*;
use seawall_wire::{Code, CommandAck, Order, Wanted};

fn code<T: std::fmt::Debug>(result: Result<T, u16>) -> Code {
    Code(result.unwrap_err())
}

#[test]
fn a_loan_is_within_the_worst_case_or_refused() {
    // INV-6: 1,000 of collateral at 70 % carries 700, and a little less for interest on its way.
    let mut world = world();
    let account = world.alice();
    assert_eq!(
        code(world.borrow(account, USD, 701 * UNIT)),
        Code::WOULD_BE_UNSAFE
    );
    assert_eq!(code(world.borrow(account, USD, UNIT)), Code::TOO_SMALL);
    assert_eq!(code(world.borrow(account, USD, 0)), Code::BAD_AMOUNT);
    assert_eq!(
        code(world.borrow(account, ATOM, 100 * UNIT)),
        Code::UNKNOWN_LISTING
    );
    assert!(
        world.account(account).debts.is_empty(),
        "a refusal changes nothing"
    );
    world.price(1, "10", "5", true);
    assert_eq!(
        code(world.borrow(account, USD, 400 * UNIT)),
        Code::WOULD_BE_UNSAFE
    );
    world.price(1, "10", "10", false);
    assert_eq!(
        code(world.borrow(account, USD, 400 * UNIT)),
        Code::WOULD_BE_UNSAFE
    );
    world.price(1, "10", "10", true);
    world.price(2, "1", "1", false);
    assert_eq!(code(world.borrow(account, USD, 400 * UNIT)), Code::NO_PRICE);
    world.price(2, "1", "1", true);
    let ack = world.borrow(account, USD, 600 * UNIT).unwrap();
    assert!(matches!(ack, CommandAck::Borrowed { here: false, .. }));
    assert!(matches!(world.orders(DEBT)[..], [Order::Disburse { .. }]));
    assert_eq!(
        world.account(account).debts[0].worst_shares,
        shares(600 * UNIT)
    );
    assert_eq!(world.account(account).debts[0].best_shares, shares(0));
    let all = world.withdraw(account, ATOM, Wanted::All {});
    assert_eq!(code(all), Code::WOULD_BE_UNSAFE);
    world
        .withdraw(account, ATOM, Wanted::Exactly(coll(10 * UNIT)))
        .unwrap();
}

#[test]
fn a_loan_that_is_refused_comes_off_again() {
    for mood in [Mood::Refuses, Mood::Fails] {
        let mut world = world();
        let account = world.alice();
        world.mood(DEBT, mood);
        world.borrow(account, USD, 600 * UNIT).unwrap();
        assert_eq!(world.account(account).debts[0].worst_shares, shares(0));
        assert_eq!(world.listing(USD).debt_shares, shares(0));
    }
}

#[test]
fn new_vouchers_give_borrowing_power_bit_by_bit() {
    let mut world = world();
    let account = world.open("alice");
    world.enable(account, VOUCHER);
    world
        .deposit(FAR, account, VOUCHER, 100 * UNIT, "bob")
        .unwrap();
    assert_eq!(
        code(world.borrow(account, USD, 50 * UNIT)),
        Code::WOULD_BE_UNSAFE
    );
    world.wait(RAMP / 2);
    assert_eq!(
        code(world.borrow(account, USD, 360 * UNIT)),
        Code::WOULD_BE_UNSAFE
    );
    world.borrow(account, USD, 300 * UNIT).unwrap();
    world.wait(RAMP);
    world.borrow(account, USD, 300 * UNIT).unwrap();
}

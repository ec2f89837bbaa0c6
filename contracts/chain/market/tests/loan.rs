//! Loans: reserve, free, disburse.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_interfaces::market::ExecuteMsg;
use seawall_money::{DebtAmount, DebtShares};
use seawall_wire::ids::CommandId;
use seawall_wire::OrderAck;

fn reserve(command: u64, amount: u128) -> ExecuteMsg {
    ExecuteMsg::Reserve {
        command: CommandId(command),
        amount: DebtAmount::new(amount),
    }
}

fn free(command: u64) -> ExecuteMsg {
    let command = CommandId(command);
    ExecuteMsg::FreeReserve { command }
}

fn lent() -> (World, cosmwasm_std::Addr) {
    let mut world = World::new();
    let alice = world.alice.clone();
    world.lend(&alice, 1_000_000);
    let outpost = world.outpost.clone();
    (world, outpost)
}

// INV-9
#[test]
fn a_reserve_is_held_once_and_freed_once() {
    let (mut world, outpost) = lent();
    world.exec(&outpost, reserve(1, 300)).unwrap();
    world.exec(&outpost, reserve(1, 300)).unwrap();
    assert_eq!(world.status().reserved.u128(), 300);
    assert!(world
        .exec(&outpost, reserve(1, 400))
        .unwrap_err()
        .contains("E13: "));
    world.exec(&outpost, free(1)).unwrap();
    world.exec(&outpost, free(1)).unwrap();
    assert_eq!(world.status().reserved.u128(), 0);
    // A late repetition of the reserve does not hold anything again.
    assert!(world
        .exec(&outpost, reserve(1, 300))
        .unwrap_err()
        .contains("E13: "));
    world.exec(&outpost, free(99)).unwrap();
}

#[test]
fn no_more_is_reserved_or_lent_than_is_free_and_allowed() {
    let (mut world, outpost) = lent();
    assert!(world
        .exec(&outpost, reserve(1, 1_000_001))
        .unwrap_err()
        .contains("E30: "));
    assert!(world
        .exec(&outpost, reserve(1, 950_001))
        .unwrap_err()
        .contains("E26: "));
    assert!(world
        .exec(&outpost, reserve(1, 0))
        .unwrap_err()
        .contains("E34: "));
    world.exec(&outpost, reserve(1, 950_000)).unwrap();
    assert!(world.borrow(1, 1).unwrap_err().contains("E26: "));
    assert!(world.borrow(1, 60_000).unwrap_err().contains("E30: "));
}

// INV-9
#[test]
fn an_order_pays_once() {
    let (mut world, outpost) = lent();
    world.exec(&outpost, reserve(5, 1_000)).unwrap();
    let bob = world.bob.clone();
    let before = world.bank(&bob);
    let msg = disburse(1, 1, 1_000, Some(5), bob.as_str());
    let shares = DebtShares::new(1_000);
    for _ in 0..2 {
        let done = world.exec(&outpost, msg.clone()).unwrap();
        assert_eq!(ack(&done), OrderAck::Disbursed { shares });
    }
    assert_eq!(world.bank(&bob) - before, 1_000);
    let debt = world.debt(1);
    assert_eq!(debt.debt.u128(), 1_000);
    assert_eq!(debt.line.decided, shares);
    assert_eq!(debt.line.minted, shares);
    assert_eq!(world.status().reserved.u128(), 0);
    world.check_custody();
}

#[test]
fn shares_round_up_and_a_loan_shrinks_to_the_shares_allowed() {
    let (mut world, outpost) = lent();
    world.borrow(9, 800_000).unwrap();
    world.wait(31_536_000);
    assert_eq!(world.status().index.ratio(), dec("1.1"));
    let bob = world.bob.clone();
    let before = world.bank(&bob);
    // 100 base units need 91 shares (90.9 rounded up); only 50 are allowed: worth 55.
    let mut msg = disburse(100, 1, 100, None, bob.as_str());
    if let ExecuteMsg::Disburse { shares_max, .. } = &mut msg {
        *shares_max = DebtShares::new(91);
    }
    world.exec(&outpost, msg).unwrap();
    assert_eq!(world.debt(1).shares.u128(), 91);
    assert_eq!(world.debt(1).debt.u128(), 101);
    let mut msg = disburse(101, 2, 100, None, bob.as_str());
    if let ExecuteMsg::Disburse { shares_max, .. } = &mut msg {
        *shares_max = DebtShares::new(50);
    }
    world.exec(&outpost, msg).unwrap();
    assert_eq!(world.debt(2).debt.u128(), 55);
    assert_eq!(world.bank(&bob) - before, 155);
}

#[test]
fn a_reserved_loan_to_no_address_is_given_up_and_counted_as_decided() {
    let (mut world, outpost) = lent();
    world.exec(&outpost, reserve(5, 1_000)).unwrap();
    let done = world
        .exec(&outpost, disburse(1, 1, 1_000, Some(5), "nobody"))
        .unwrap();
    let shares = DebtShares::ZERO;
    assert_eq!(ack(&done), OrderAck::Disbursed { shares });
    let debt = world.debt(1);
    assert_eq!(debt.line.decided.u128(), 1_000);
    assert_eq!(debt.line.minted, shares);
    assert_eq!(world.status().reserved.u128(), 0);
    assert_eq!(world.status().liquidity.u128(), 1_000_000);
}

#[test]
fn an_ordered_loan_to_no_address_is_refused_and_nothing_is_decided() {
    let (mut world, outpost) = lent();
    let error = world
        .exec(&outpost, disburse(1, 1, 1_000, None, "nobody"))
        .unwrap_err();
    assert!(error.contains("E5: "), "{error}");
    assert_eq!(world.debt(1).line.decided, DebtShares::ZERO);
    let error = world
        .exec(&outpost, disburse(1, 1, 1_000, Some(5), "nobody"))
        .unwrap_err();
    assert!(error.contains("E35: "), "{error}");
}

// INV-10: a pause stops what is new, not what is approved.
#[test]
fn a_pause_stops_new_loans_but_no_approved_one() {
    let (mut world, outpost) = lent();
    world.exec(&outpost, reserve(5, 1_000)).unwrap();
    let (guardian, bob) = (world.guardian.clone(), world.bob.clone());
    world
        .exec(&guardian, ExecuteMsg::Pause { seconds: 600 })
        .unwrap();
    assert!(world
        .exec(&outpost, reserve(6, 1_000))
        .unwrap_err()
        .contains("E12: "));
    assert!(world.borrow(1, 10).unwrap_err().contains("E12: "));
    world
        .exec(&outpost, disburse(77, 1, 1_000, Some(5), bob.as_str()))
        .unwrap();
}

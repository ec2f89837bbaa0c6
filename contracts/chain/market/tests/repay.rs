//! Repayment: by anyone, at any time, to the unit.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::from_json;
use seawall_interfaces::market::ExecuteMsg;
use seawall_interfaces::outpost;
use seawall_wire::ids::{AccountId, ListingId};

fn owing() -> World {
    let mut world = World::new();
    let alice = world.alice.clone();
    world.lend(&alice, 1_000_000);
    world.borrow(1, 800_000).unwrap();
    world.wait(31_536_000);
    world
}

#[test]
fn what_is_too_much_goes_back_to_the_unit() {
    let mut world = owing();
    let bob = world.bob.clone();
    let before = world.bank(&bob);
    world.repay(1, 2_000_000);
    assert_eq!(before - world.bank(&bob), 880_000);
    let debt = world.debt(1);
    assert_eq!(debt.debt.u128(), 0);
    assert_eq!(debt.line.burned, debt.line.minted);
    assert_eq!(world.check_custody(), 0);
    // Without a debt all of it goes back.
    world.repay(1, 7);
    assert_eq!(before - world.bank(&bob), 880_000);
}

// INV-12: at an index of 1.1 a payment of 10 burns 9 shares, not 9.09.
#[test]
fn a_part_burns_shares_rounded_down() {
    let mut world = owing();
    world.repay(1, 10);
    assert_eq!(world.debt(1).line.burned.u128(), 9);
    world.repay(1, 1);
    assert_eq!(world.debt(1).line.burned.u128(), 9);
    assert_eq!(world.check_custody(), 0);
}

#[test]
fn the_hub_is_told_and_a_failing_outpost_blocks_nothing() {
    let mut world = owing();
    let outpost = world.outpost.clone();
    world.repay(1, 100);
    let seen = world.seen(&outpost);
    let report: outpost::ExecuteMsg = from_json(&seen[0]).unwrap();
    let markets = vec![outpost::MarketKeys {
        listing: ListingId(3),
        accounts: vec![AccountId(1)],
        lots: vec![],
    }];
    let expected = outpost::ExecuteMsg::Report {
        vault: vec![],
        markets,
        lots: vec![],
    };
    assert_eq!(report, expected);
    world.fail_outpost(true);
    world.repay(1, 1_000_000);
    assert_eq!(world.debt(1).debt.u128(), 0);
    assert_eq!(world.seen(&outpost).len(), 1);
}

// INV-10
#[test]
fn repayment_is_never_paused() {
    let mut world = owing();
    let guardian = world.guardian.clone();
    world
        .exec(&guardian, ExecuteMsg::Pause { seconds: 600 })
        .unwrap();
    world.repay(1, 100);
}

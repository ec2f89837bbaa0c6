//! Exits: the instant allowance, two steps, the lower of two prices.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_interfaces::market::{ExecuteMsg, ExitResponse, QueryMsg};
use seawall_money::LenderShares;

fn lent(amount: u128) -> (World, cosmwasm_std::Addr, LenderShares) {
    let mut world = World::new();
    let alice = world.alice.clone();
    let shares = world.lend(&alice, amount);
    world.wait(600);
    (world, alice, shares)
}

fn part(shares: LenderShares, percent: u128) -> LenderShares {
    LenderShares::new(shares.u128() / 100 * percent)
}

#[test]
fn a_small_exit_is_paid_at_once() {
    let (mut world, alice, shares) = lent(1_000_000);
    let before = world.bank(&alice);
    world.leave(&alice, part(shares, 10)).unwrap();
    assert_eq!(world.bank(&alice) - before, 100_000);
    world.check_custody();
}

#[test]
fn above_the_allowance_of_the_window_an_exit_waits() {
    let (mut world, alice, shares) = lent(1_000_000);
    let before = world.bank(&alice);
    world.leave(&alice, part(shares, 6)).unwrap();
    world.leave(&alice, part(shares, 6)).unwrap();
    assert_eq!(world.bank(&alice) - before, 60_000);
    let exit: ExitResponse = world.ask(QueryMsg::Exit { exit: 1 });
    assert_eq!(exit.worth_then.u128(), 60_000);
    assert_eq!(exit.payable_at, world.now() + 3_600);
    assert!(world.finish(1).unwrap_err().contains("payable from"));
    world.wait(3_600);
    // Anyone pays it, to its lender, once.
    world.finish(1).unwrap();
    assert_eq!(world.bank(&alice) - before, 120_000);
    assert!(world.finish(1).unwrap_err().contains("does not exist"));
    world.check_custody();
}

#[test]
fn ones_own_deposit_does_not_enlarge_the_allowance() {
    let (mut world, alice, shares) = lent(1_000_000);
    let bob = world.bob.clone();
    let before = world.bank(&alice);
    world.lend(&bob, 100_000_000);
    world.leave(&alice, part(shares, 20)).unwrap();
    assert_eq!(world.bank(&alice), before, "it waits");
    assert_eq!(world.lender(&alice).exits, vec![1]);
}

// DEC-11: who sees a loss coming cannot leave before its packet arrives.
#[test]
fn nobody_runs_ahead_of_a_loss() {
    let (mut world, alice, shares) = lent(1_000_000);
    let bob = world.bob.clone();
    world.borrow(1, 500_000).unwrap();
    world.lend(&bob, 1_000_000);
    world.leave(&alice, shares).unwrap();
    world.wait(3_000);
    world.cover(1, 1, 0);
    world.wait(600);
    let before = world.bank(&alice);
    world.finish(1).unwrap();
    let paid = world.bank(&alice) - before;
    assert!(
        (749_000..=750_100).contains(&paid),
        "half of the loss of 500,000: {paid}"
    );
    world.check_custody();
}

#[test]
fn an_exit_earns_nothing_while_it_waits() {
    let (mut world, alice, shares) = lent(1_000_000);
    world.borrow(1, 800_000).unwrap();
    world.leave(&alice, shares).unwrap();
    world.wait(31_536_000);
    world.repay(1, 1_000_000);
    let before = world.bank(&alice);
    world.finish(1).unwrap();
    assert_eq!(world.bank(&alice) - before, 1_000_000);
}

#[test]
fn an_exit_is_paid_in_parts_as_liquidity_comes() {
    let (mut world, alice, shares) = lent(1_000_000);
    world.borrow(1, 700_000).unwrap();
    world.leave(&alice, shares).unwrap();
    world.wait(3_600);
    let before = world.bank(&alice);
    world.finish(1).unwrap();
    let first = world.bank(&alice) - before;
    assert!((299_999..=300_000).contains(&first), "{first}");
    assert!(world.finish(1).unwrap_err().contains("E30: "));
    world.repay(1, 800_000);
    world.finish(1).unwrap();
    let all = world.bank(&alice) - before;
    assert!((999_997..=1_000_000).contains(&all), "{all}");
    assert!(world.lender(&alice).exits.is_empty());
    world.check_custody();
}

#[test]
fn shares_that_are_leaving_cannot_leave_twice() {
    let (mut world, alice, shares) = lent(1_000_000);
    world.leave(&alice, part(shares, 60)).unwrap();
    let error = world.leave(&alice, part(shares, 60)).unwrap_err();
    assert!(error.contains("shares, but"), "{error}");
    let bob = world.bob.clone();
    assert!(world.leave(&bob, part(shares, 1)).is_err());
    assert!(world.leave(&alice, LenderShares::ZERO).is_err());
}

// INV-10
#[test]
fn a_pause_stops_no_exit() {
    let (mut world, alice, shares) = lent(1_000_000);
    world.leave(&alice, part(shares, 50)).unwrap();
    world.wait(3_600);
    let guardian = world.guardian.clone();
    world
        .exec(&guardian, ExecuteMsg::Pause { seconds: 600 })
        .unwrap();
    world.leave(&alice, part(shares, 1)).unwrap();
    world.finish(1).unwrap();
}

#[test]
fn reserved_liquidity_cannot_leave() {
    let (mut world, alice, shares) = lent(1_000_000);
    let outpost = world.outpost.clone();
    let reserve = ExecuteMsg::Reserve {
        command: seawall_wire::ids::CommandId(1),
        amount: 900_000u128.into(),
    };
    world.exec(&outpost, reserve).unwrap();
    world.leave(&alice, shares).unwrap();
    world.wait(3_600);
    let before = world.bank(&alice);
    world.finish(1).unwrap();
    assert!(world.bank(&alice) - before <= 100_000);
    assert_eq!(world.status().reserved.u128(), 900_000);
    assert!(world.status().liquidity.u128() >= 900_000);
}

#[test]
fn a_lender_has_at_most_sixteen_open_exits() {
    let mut terms = terms();
    terms.instant_allowance = dec("0");
    let mut world = World::with(terms);
    let alice = world.alice.clone();
    world.lend(&alice, 1_000_000);
    for _ in 0..16 {
        world.leave(&alice, LenderShares::new(5_000)).unwrap();
    }
    let error = world.leave(&alice, LenderShares::new(5_000)).unwrap_err();
    assert!(error.contains("open exits: at most 16"), "{error}");
    world.wait(3_600);
    world.finish(7).unwrap();
    world.leave(&alice, LenderShares::new(5_000)).unwrap();
}

//! Withdrawals and loans that would be unsafe in the worst case are refused, whatever is in flight
//! (INV-6).

use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_wire::ids::AccountId;
use seawall_wire::{Code, Wanted};

use crate::common::{
    admitted, alice, commands, enable, exactly, expire, orders, refused, relay_clean, sole, world,
    MILLION,
};

const WHOLE: u128 = MILLION;

/// Bob's home is the debt chain, his 1,000 ATOM are on the collateral chain.
fn bob(world: &mut World) -> AccountId {
    let bob = world.open_account(DEBT, "bob").unwrap();
    enable(world, DEBT, "bob", bob, ATOM);
    world.deposit("bob", bob, ATOM, 1_000).unwrap();
    bob
}

fn worst(world: &World, account: AccountId) -> u128 {
    world.account(account).unwrap().collaterals[0].worst.u128()
}

#[test]
fn a_loan_above_the_ltv_is_refused_and_its_reserve_is_free_again() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    // 10,000 dollars at an LTV of 70 percent carry 7,000.
    world
        .ask_to_borrow(COLL, "alice", alice, USD, 501 * WHOLE)
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::WOULD_BE_UNSAFE);
    let status = world.market_status(USD).unwrap();
    assert_eq!(status.reserved.u128(), 0);
    assert_eq!(world.balance(DEBT, "alice", "uusd").unwrap(), 6_500 * WHOLE);
    // Rounded up by a unit.
    assert!(
        world
            .owed(alice, USD)
            .unwrap()
            .debt
            .u128()
            .abs_diff(6_500 * WHOLE)
            <= 1
    );
    world.borrow(COLL, "alice", alice, USD, 450).unwrap();
    admitted(&world, COLL);
    assert_eq!(world.balance(DEBT, "alice", "uusd").unwrap(), 6_950 * WHOLE);
}

#[test]
fn a_withdrawal_that_leaves_too_little_is_refused_and_a_smaller_one_is_paid() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    // 6,500 dollars need 928.57 ATOM at an LTV of 70 percent, and a little for interest.
    for wanted in [exactly(72 * WHOLE), Wanted::All {}] {
        world
            .ask_to_withdraw(COLL, "alice", alice, ATOM, wanted)
            .unwrap();
        relay_clean(&mut world);
        refused(&world, COLL, Code::WOULD_BE_UNSAFE);
        assert_eq!(worst(&world, alice), 1_000 * WHOLE);
    }
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(1_001 * WHOLE))
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::INSUFFICIENT);
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(70 * WHOLE))
        .unwrap();
    relay_clean(&mut world);
    admitted(&world, COLL);
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 70 * WHOLE);
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        930_000_000
    );
    assert_eq!(worst(&world, alice), 930 * WHOLE);
}

#[test]
fn a_deposit_in_flight_gives_no_power_to_borrow() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world
        .ask_to_deposit("alice", alice, ATOM, 100 * WHOLE)
        .unwrap();
    let deposit = sole(commands(&world, COLL));
    world
        .ask_to_borrow(COLL, "alice", alice, USD, 1_000 * WHOLE)
        .unwrap();
    let borrow = *commands(&world, COLL).last().unwrap();
    world.net.relay_packet(borrow).unwrap();
    refused(&world, COLL, Code::WOULD_BE_UNSAFE);
    world.net.relay_packet(deposit).unwrap();
    world.borrow(COLL, "alice", alice, USD, 1_000).unwrap();
    admitted(&world, COLL);
    assert_eq!(world.balance(DEBT, "alice", "uusd").unwrap(), 7_500 * WHOLE);
}

#[test]
fn a_release_in_flight_is_gone_until_it_is_undone() {
    let (mut world, _) = world(Spec::simple());
    let bob = bob(&mut world);
    world
        .ask_to_withdraw(DEBT, "bob", bob, ATOM, exactly(500 * WHOLE))
        .unwrap();
    world
        .net
        .relay_packet(sole(commands(&world, DEBT)))
        .unwrap();
    admitted(&world, DEBT);
    let release = sole(orders(&world, COLL));
    assert_eq!(worst(&world, bob), 500 * WHOLE);
    assert_eq!(
        world.holding(bob, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
    // 5,000 dollars carry 3,500.
    world
        .ask_to_borrow(DEBT, "bob", bob, USD, 4_000 * WHOLE)
        .unwrap();
    world
        .net
        .relay_packet(sole(commands(&world, DEBT)))
        .unwrap();
    refused(&world, DEBT, Code::WOULD_BE_UNSAFE);
    expire(&mut world, &[release]);
    assert_eq!(worst(&world, bob), 1_000 * WHOLE, "undone");
    world.borrow(DEBT, "bob", bob, USD, 4_000).unwrap();
    admitted(&world, DEBT);
    assert_eq!(world.balance(DEBT, "bob", "uusd").unwrap(), 4_000 * WHOLE);
    assert_eq!(world.balance(COLL, "bob", "uatom").unwrap(), 0);
}

#[test]
fn two_withdrawals_whose_acks_come_in_the_wrong_order_both_pay() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    for units in [30 * WHOLE, 40 * WHOLE] {
        world
            .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(units))
            .unwrap();
    }
    let asked = commands(&world, COLL);
    for packet in &asked {
        world.net.recv(*packet).unwrap();
    }
    assert_eq!(worst(&world, alice), 930 * WHOLE);
    for packet in asked.iter().rev() {
        assert!(world.net.ack(*packet).unwrap());
    }
    relay_clean(&mut world);
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 70 * WHOLE);
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        930_000_000
    );
    // A third one would leave too little, whatever the order was.
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(10 * WHOLE))
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::WOULD_BE_UNSAFE);
}

#[test]
fn a_withdrawal_may_be_paid_from_a_deposit_whose_ack_is_still_on_its_way() {
    let (mut world, _) = world(Spec::simple());
    let alice = world.open_account(COLL, "alice").unwrap();
    world
        .ask_to_deposit("alice", alice, ATOM, 10 * WHOLE)
        .unwrap();
    let deposit = sole(commands(&world, COLL));
    world.net.recv(deposit).unwrap();
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(6 * WHOLE))
        .unwrap();
    let withdraw = *commands(&world, COLL).last().unwrap();
    world.net.relay_packet(withdraw).unwrap();
    let held = world.holding(alice, ATOM).unwrap();
    assert_eq!(
        (held.locked.i128(), held.pending.u128()),
        (-6_000_000, 10 * WHOLE),
        "DEC-4"
    );
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 6 * WHOLE);
    assert!(world.net.ack(deposit).unwrap());
    let held = world.holding(alice, ATOM).unwrap();
    assert_eq!((held.locked.i128(), held.pending.u128()), (4_000_000, 0));
}

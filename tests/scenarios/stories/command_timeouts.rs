//! Every kind of command may time out: nothing has happened, and the wish may be uttered again.

use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_interfaces::outpost::CommandResponse;
use seawall_wire::ids::ListingId;
use seawall_wire::SettingsChange;

use crate::common::{
    admitted, alice, ask_for_surplus, ask_to_set, at_rest, commands, enable, exactly, expire,
    last_command, relay_clean, sole, world, MILLION,
};
use crate::surplus::alice_with_a_surplus;

fn timed_out(world: &mut seawall_fixtures::World, chain: u16) {
    let packet = sole(commands(world, chain));
    expire(world, &[packet]);
    assert_eq!(last_command(world, chain), CommandResponse::TimedOut {});
    assert!(world.net.unsettled().is_empty());
}

#[test]
fn open_account() {
    let (mut world, _) = world(Spec::simple());
    world.ask_to_open(COLL, "alice").unwrap();
    timed_out(&mut world, COLL);
    assert!(world.accounts().unwrap().is_empty());
    world.open_account(COLL, "alice").unwrap();
    admitted(&world, COLL);
}

#[test]
fn deposit() {
    let (mut world, _) = world(Spec::simple());
    let alice = world.open_account(COLL, "alice").unwrap();
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    timed_out(&mut world, COLL);
    assert!(world.account(alice).unwrap().collaterals.is_empty());
    assert!(world.holding(alice, ATOM).unwrap().pending.is_zero());
    world.deposit("alice", alice, ATOM, 5).unwrap();
    assert_eq!(world.holding(alice, ATOM).unwrap().locked.i128(), 5_000_000);
}

#[test]
fn withdraw() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(10 * MILLION))
        .unwrap();
    timed_out(&mut world, COLL);
    assert_eq!(
        world.account(alice).unwrap().collaterals[0].worst.u128(),
        1_000 * MILLION
    );
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(10 * MILLION))
        .unwrap();
    relay_clean(&mut world);
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 10 * MILLION);
}

#[test]
fn borrow() {
    let (mut world, _) = world(Spec::simple());
    let bob = world.open_account(DEBT, "bob").unwrap();
    enable(&mut world, DEBT, "bob", bob, ATOM);
    world.deposit("bob", bob, ATOM, 1_000).unwrap();
    world
        .ask_to_borrow(DEBT, "bob", bob, USD, 4_000 * MILLION)
        .unwrap();
    assert_eq!(
        world.market_status(USD).unwrap().reserved.u128(),
        4_000 * MILLION
    );
    timed_out(&mut world, DEBT);
    assert_eq!(
        world.market_status(USD).unwrap().reserved.u128(),
        0,
        "free again"
    );
    assert!(world
        .account(bob)
        .unwrap()
        .debts
        .iter()
        .all(|d| d.worst_shares.is_zero()));
    world.borrow(DEBT, "bob", bob, USD, 4_000).unwrap();
    assert_eq!(world.balance(DEBT, "bob", "uusd").unwrap(), 4_000 * MILLION);
}

#[test]
fn settings() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    let change = SettingsChange::EnableListing {
        listing: ListingId(ATOM),
        enabled: true,
    };
    ask_to_set(&mut world, COLL, "alice", alice, change);
    timed_out(&mut world, COLL);
    let seen = world.account(alice).unwrap();
    assert!(seen.enabled.is_empty() && seen.nonce == 0);
    enable(&mut world, COLL, "alice", alice, ATOM);
    assert_eq!(world.account(alice).unwrap().enabled, [ListingId(ATOM)]);
}

#[test]
fn claim_surplus() {
    let (mut world, _) = world(Spec::simple());
    let (alice, due) = alice_with_a_surplus(&mut world);
    let before = world.balance(DEBT, "alice", "uusd").unwrap();
    ask_for_surplus(&mut world, COLL, "alice", alice, USD);
    timed_out(&mut world, COLL);
    assert_eq!(world.owed(alice, USD).unwrap().surplus.u128(), due);
    ask_for_surplus(&mut world, COLL, "alice", alice, USD);
    relay_clean(&mut world);
    assert_eq!(world.balance(DEBT, "alice", "uusd").unwrap(), before + due);
    at_rest(&world);
}

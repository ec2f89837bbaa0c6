//! The first chain stands still with a lot open; when what the lot promised is overdue, the
//! collateral on another chain is taken, and both end well.

use seawall_fixtures::spec::{Spec, ARK, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{Outcome, Phase};
use seawall_wire::ids::AccountId;

use crate::common::{
    buy_at_market, dec, enable, error, open_lots_on, outcome, relay_clean, sums, world, MILLION,
};

const EXA: u128 = 1_000_000_000_000_000_000;

/// 1,000 ATOM on the collateral chain and 10,000 ARK on the debt chain, 10,000 dollars of debt;
/// then ATOM falls to 7.50.
fn fallen(world: &mut World) -> AccountId {
    let alice = world
        .borrower("alice", COLL, &[(ATOM, 1_000)], &[])
        .unwrap();
    enable(world, COLL, "alice", alice, ARK);
    world.deposit("alice", alice, ARK, 10_000).unwrap();
    world.borrow(COLL, "alice", alice, USD, 10_000).unwrap();
    assert_eq!(
        world.balance(DEBT, "alice", "uusd").unwrap(),
        10_000 * MILLION
    );
    world.feed(ATOM, dec("7.5")).unwrap();
    world.sweep(ATOM).unwrap();
    alice
}

#[test]
fn while_a_lot_promises_enough_no_other_collateral_is_taken() {
    let (mut world, _) = world(Spec::default());
    let alice = fallen(&mut world);
    let (first, lots) = open_lots_on(&mut world, alice, COLL);
    let refused = error(world.liquidate(alice, DEBT));
    assert!(refused.contains("healthy"), "{refused}");
    let refused = error(world.liquidate(alice, COLL));
    assert!(refused.contains("already"), "{refused}");
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    world.crank_to_the_end(10).unwrap();
    assert_eq!(outcome(&world, first), Outcome::Cured);
    assert_eq!(world.holding(alice, ARK).unwrap().seized.u128(), 0);
}

#[test]
fn an_overdue_promise_counts_nothing_and_the_other_chain_is_sold() {
    let (mut world, _) = world(Spec::default());
    let alice = fallen(&mut world);
    let (first, _) = open_lots_on(&mut world, alice, COLL);
    let coll = world.ix(COLL).unwrap();
    world.net.halt(coll).unwrap();
    // Life, return and transfer of the lot: 180 + 120 + 300 seconds.
    world.wait(560).unwrap();
    world.refresh_prices().unwrap();
    let early = error(world.liquidate(alice, DEBT));
    assert!(early.contains("healthy"), "{early}");
    world.wait(60).unwrap();
    world.refresh_prices().unwrap();
    assert!(
        world.health(alice).unwrap().best.is_unsafe(),
        "the promise is over: DEC-3"
    );
    let (second, lots) = open_lots_on(&mut world, alice, DEBT);
    assert!(!lots.is_empty());
    for lot in &lots {
        buy_at_market(&mut world, DEBT, "lucy", *lot).unwrap();
    }
    world.crank().unwrap();
    let bought = world.balance(DEBT, "lucy", "aark").unwrap();
    assert!(bought > 1_000 * EXA, "{bought}");
    let told = world.liquidation(second).unwrap();
    assert_eq!(sums(&told).1, bought);
    // The stalled one is given up as a reason to wait, not as a fact.
    world.wait_with_fresh_prices(2_400).unwrap();
    let _ = world.advance(first);
    relay_clean(&mut world);
    assert_eq!(
        world.liquidation(first).unwrap().phase,
        Phase::Done(Outcome::Stalled)
    );

    world.net.resume(coll).unwrap();
    world.refresh_prices().unwrap();
    world.crank_to_the_end(60).unwrap();
    let late = world.liquidation(first).unwrap();
    let (put_up, sold, returned, ..) = sums(&late);
    assert_eq!(put_up, sold + returned, "late facts still count: INV-4");
    let held = world.holding(alice, ATOM).unwrap();
    assert_eq!(held.returned.u128(), returned);
    let mirror = world.account(alice).unwrap();
    let atom = mirror
        .collaterals
        .iter()
        .find(|c| c.listing.0 == ATOM)
        .unwrap();
    assert_eq!(atom.worst.u128() as i128, held.locked.i128(), "INV-3");
}

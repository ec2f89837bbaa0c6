//! The collateral chain stands still in the middle of an auction.

use seawall_fixtures::spec::{Spec, ATOM, COLL};
use seawall_interfaces::coordinator::Outcome;
use seawall_money::CollateralAmount;
use seawall_wire::CloseReason;

use crate::common::{
    at_rest, buy_at_market, crank_now, dec, error, lots_of, open_lots, outcome, relay_clean, sums,
    unsafe_alice, world, MILLION,
};

#[test]
fn a_halt_adds_no_decay_and_the_lot_closes_unsold() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world.wait(30).unwrap();
    let before = world.lot(COLL, lots[0]).unwrap();
    let coll = world.ix(COLL).unwrap();
    world.net.halt(coll).unwrap();
    world.wait_with_fresh_prices(3_600).unwrap();
    world.net.resume(coll).unwrap();

    let after = world.lot(COLL, lots[0]).unwrap();
    assert!(
        after.elapsed_secs <= before.elapsed_secs + 12,
        "{}",
        after.elapsed_secs
    );
    assert!(after.price >= before.price.scaled_floor(dec("0.98")).unwrap());
    assert!(!after.takeable);
    let refused = error(world.take(COLL, "lucy", lots[0], CollateralAmount::MAX));
    assert!(
        refused.contains("Halted") || refused.contains("ended"),
        "{refused}"
    );
    assert_eq!(world.balance(COLL, "lucy", "uatom").unwrap(), 0);

    world.refresh_prices().unwrap();
    world.close(COLL, lots[0]).unwrap();
    relay_clean(&mut world);
    let told = world.liquidation(liquidation).unwrap();
    assert_eq!(told.lots[0].closed, Some(CloseReason::Halted));
    assert_eq!(
        (sums(&told).1, told.lots[0].returned),
        (0, told.lots[0].put_up)
    );
    assert_eq!(told.round, 2, "the account is still unsafe");

    let second = lots_of(&world, COLL, liquidation);
    buy_at_market(&mut world, COLL, "lucy", second[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let held = world.holding(alice, ATOM).unwrap().locked.i128() as u128;
    assert_eq!(
        held + world.balance(COLL, "lucy", "uatom").unwrap(),
        1_000 * MILLION,
        "INV-4"
    );
    at_rest(&world);
}

#[test]
fn an_order_that_waited_for_a_halted_chain_is_refused_and_planned_afresh() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let coll = world.ix(COLL).unwrap();
    world.net.halt(coll).unwrap();
    let liquidation = world.liquidate(alice, COLL).unwrap();
    assert!(world.account(alice).unwrap().collaterals[0].worst.u128() < 1_000 * MILLION);
    world.wait(300).unwrap();
    world.net.resume(coll).unwrap();
    relay_clean(&mut world);
    // The order came after its last moment, though before its timeout.
    assert_eq!(outcome(&world, liquidation), Outcome::NotOpened);
    assert_eq!(
        world.account(alice).unwrap().collaterals[0].worst.u128(),
        1_000 * MILLION
    );
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
    world.refresh_prices().unwrap();
    let (again, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, again), Outcome::Cured);
}

#[test]
fn after_the_hub_stood_still_nobody_is_liquidated_on_old_prices_or_before_a_grace() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let hub = world.hub;
    world.net.halt(hub).unwrap();
    world.wait(1_200).unwrap();
    world.net.resume(hub).unwrap();
    // What is refused notes nothing; the first message that is not begins the grace.
    world.sweep(ATOM).unwrap();
    let old = error(world.liquidate(alice, COLL));
    assert!(old.contains("stood still"), "{old}");
    world.refresh_prices().unwrap();
    let early = error(world.liquidate(alice, COLL));
    assert!(early.contains("stood still"), "{early}");
    // The owner has these two minutes to act.
    world.wait(130).unwrap();
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}

//! The debt chain refuses the proceeds: they come back and go out again.

use seawall_fixtures::spec::{Spec, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;
use simnet::Direction;

use crate::common::{
    buy_at_market, commands, crank_now, open_lots, outcome, relay_clean, sole, sums, unsafe_alice,
    waiting, world,
};

fn at_sender(world: &World) -> u128 {
    let route = world.route(COLL, USD).unwrap();
    world
        .net
        .balance(world.ix(COLL).unwrap(), &route.sender, &route.denom)
}

#[test]
fn a_refund_raises_the_couriers_balance_and_goes_out_again() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    let brought = at_sender(&world);
    assert!(brought > 1_700_000_000, "{brought}");
    let debt = world.ix(DEBT).unwrap();
    world.net.refuse_incoming(debt, true);
    for _ in 0..3 {
        world.forward(COLL, USD).unwrap();
        assert_eq!(at_sender(&world), 0);
        relay_clean(&mut world);
        assert_eq!(at_sender(&world), brought, "came back");
    }
    let told = world.liquidation(liquidation).unwrap();
    assert_eq!(
        (sums(&told).3, sums(&told).4),
        (brought, 0),
        "brought, but not arrived: INV-5"
    );
    assert!(world.owed(alice, USD).unwrap().debt.u128().abs_diff(owed) < 10_000);

    world.net.refuse_incoming(debt, false);
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    assert_eq!(sums(&world.liquidation(liquidation).unwrap()).4, brought);
    assert_eq!(at_sender(&world), 0);
}

#[test]
fn a_limit_of_the_bridge_delays_the_money_and_loses_none() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    let brought = at_sender(&world);
    let (debt, denom) = (world.ix(DEBT).unwrap(), "uusd");
    world
        .net
        .set_quota(debt, Direction::Incoming, denom, Some(brought - 1));
    world.forward(COLL, USD).unwrap();
    relay_clean(&mut world);
    assert_eq!(
        at_sender(&world),
        brought,
        "refused by the chain's own limit"
    );
    world.net.set_quota(debt, Direction::Incoming, denom, None);
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}

#[test]
fn a_transfer_that_times_out_comes_back_and_goes_out_again() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    let brought = at_sender(&world);
    world
        .net
        .relay_packet(sole(commands(&world, COLL)))
        .unwrap();
    world.forward(COLL, USD).unwrap();
    let transfer = sole(waiting(
        &world,
        world.route(COLL, USD).unwrap().channel.unwrap(),
    ));
    let report = world.net.relay_where(|packet| packet != transfer).unwrap();
    assert!(report.clean());
    world.wait(world.spec.timeout_secs + 60).unwrap();
    world.refresh_prices().unwrap();
    relay_clean(&mut world);
    assert_eq!(at_sender(&world), brought);
    world.crank_to_the_end(30).unwrap();
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    assert_eq!(sums(&world.liquidation(liquidation).unwrap()).4, brought);
}

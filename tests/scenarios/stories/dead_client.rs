//! The light client between hub and collateral chain expires while a liquidation is under way, and is
//! recovered a day later.

use seawall_fixtures::spec::{Spec, ATOM, COLL, HUB, USD};
use seawall_fixtures::World;
use simnet::ClientStatus;

use crate::common::{
    alice, at_rest, buy_at_market, dec, error, open_lots, sums, unsafe_alice, world, MILLION,
};

fn set(world: &mut World, status: ClientStatus) {
    for end in [(HUB, COLL), (COLL, HUB)] {
        let connection = world.connections[&end];
        world.net.set_client(connection, status).unwrap();
    }
}

#[test]
fn a_liquidation_goes_on_after_its_client_was_recovered_and_nothing_happened_twice() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    set(&mut world, ClientStatus::Expired);
    // Buying goes on, and the money travels another way; only the word of it does not.
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    world.forward(COLL, USD).unwrap();
    world.net.relay_all().unwrap();
    world.collect(COLL, USD).unwrap();
    world.repay("alice", alice, USD, 10 * MILLION).unwrap();
    world.wait_with_fresh_prices(86_400).unwrap();
    assert_eq!(sums(&world.liquidation(liquidation).unwrap()).4, 0);
    set(&mut world, ClientStatus::Active);
    world.net.relay_all().unwrap();
    world.report_lots(COLL, lots).unwrap();
    world.feed(ATOM, dec("10")).unwrap();
    world.crank_to_the_end(60).unwrap();
    at_rest(&world);
    let (put_up, sold, returned, proceeds, credited) =
        sums(&world.liquidation(liquidation).unwrap());
    assert_eq!((put_up, proceeds), (sold + returned, credited));
    let held = world.holding(alice, ATOM).unwrap().locked.i128() as u128;
    let bought = world.balance(COLL, "lucy", "uatom").unwrap();
    assert_eq!(held + bought, 1_000 * MILLION, "INV-4");
}

#[test]
fn a_send_over_a_dead_client_leaves_nothing_and_stops_nobody_elsewhere() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world.feed(ATOM, dec("8.5")).unwrap();
    set(&mut world, ClientStatus::Frozen);
    let books = |world: &World| {
        let seen = world.account(alice).unwrap();
        (seen.collaterals, seen.debts, seen.liquidations)
    };
    let before = books(&world);
    error(world.liquidate(alice, COLL));
    error(world.ask_to_deposit("alice", alice, ATOM, MILLION));
    assert_eq!(books(&world), before);
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
    // What repairs does not need the client.
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    world.repay("alice", alice, USD, 2_000 * MILLION).unwrap();
    world.net.relay_all().unwrap();
    assert!(world.owed(alice, USD).unwrap().debt.u128() < owed - 1_999 * MILLION);
    assert!(world.health(alice).unwrap().best.ratio() > dec("1"));
    set(&mut world, ClientStatus::Active);
    error(world.liquidate(alice, COLL));
}

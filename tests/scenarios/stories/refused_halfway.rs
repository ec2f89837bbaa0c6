//! Work that fails after it has begun: what answers with an error has changed nothing but its receipt.

use seawall_fixtures::spec::{Spec, ATOM, COLL, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;
use simnet::OutOfGas;

use crate::common::{
    alice, buy_at_market, commands, crank_now, open_lots, orders, outcome, relay_clean, sole,
    unsafe_alice, world, MILLION,
};

/// Every byte that the contracts of a chain have written, but the two that keep receipts.
fn books(world: &World, chain: u16) -> Vec<(Vec<u8>, Vec<u8>)> {
    let site = world.site(chain).unwrap();
    let app = world.net.app(site.ix);
    let mut all = vec![];
    let pools = site.routes.values().map(|route| &route.pool);
    let ours = [&site.vault, &site.auction_house];
    for contract in ours.into_iter().chain(pools).chain(site.markets.values()) {
        all.extend(app.dump_wasm_raw(contract));
    }
    all
}

#[test]
fn a_seizure_that_the_auction_house_does_not_finish_leaves_every_byte_as_it_was() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let liquidation = world.liquidate(alice, COLL).unwrap();
    let order = sole(orders(&world, COLL));
    let before = books(&world, COLL);
    let house = world.site(COLL).unwrap().auction_house.clone();
    let coll = world.ix(COLL).unwrap();
    // The vault has taken the coins off its books when the auction house fails.
    world
        .net
        .next_execute_out_of_gas(coll, &house, OutOfGas::SubMessage);
    world.net.recv(order).unwrap();
    let ack = world.net.ack_of(order).unwrap();
    let ack = String::from_utf8(ack.to_vec()).unwrap();
    assert!(ack.starts_with(r#"{"error""#), "{ack}");
    assert!(books(&world, COLL) == before, "something stayed written");
    relay_clean(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::NotOpened);
    // Nothing stands in the way of a second try.
    let (again, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, again), Outcome::Cured);
    assert!(books(&world, COLL) != before);
}

#[test]
fn a_loan_that_the_hub_gives_up_halfway_leaves_the_hubs_books_as_they_were() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    let before = (
        world.account(alice).unwrap(),
        crate::state::State::of(&world),
    );
    world
        .ask_to_borrow(COLL, "alice", alice, USD, 100 * MILLION)
        .unwrap();
    // The hub asks its oracle when it has begun to judge; then its gas is gone.
    let (hub, coordinator) = (world.ix(HUB).unwrap(), world.coordinator.clone());
    world
        .net
        .next_execute_out_of_gas(hub, &coordinator, OutOfGas::SubMessage);
    let command = sole(commands(&world, COLL));
    world.net.recv(command).unwrap();
    let ack = world.net.ack_of(command).unwrap();
    assert!(ack.starts_with(br#"{"error""#));
    relay_clean(&mut world);
    let after = (
        world.account(alice).unwrap(),
        crate::state::State::of(&world),
    );
    assert_eq!(after, before);
    world.borrow(COLL, "alice", alice, USD, 100).unwrap();
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
}

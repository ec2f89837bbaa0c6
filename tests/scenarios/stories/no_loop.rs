//! A chain that answers everything with an error: packets are counted, since somebody pays for each.

use seawall_fixtures::spec::{Spec, COLL, DEBT, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;
use simnet::OutOfGas;

use crate::common::{
    alice, buy_at_market, expire, link, open_lots, orders, outcome, relay_clean, sums,
    unsafe_alice, waiting, world,
};

/// Relays until all is quiet, while the outpost of a chain fails at whatever it is told to do. How
/// many packets the hub has sent to it meanwhile.
fn relay_refused(world: &mut World, chain: u16) -> u64 {
    let (hub_end, _) = link(world, chain);
    let before = world.net.last_sequence(hub_end);
    let ix = world.ix(chain).unwrap();
    let outpost = world.site(chain).unwrap().outpost.clone();
    for _ in 0..200 {
        let Some(todo) = world.net.pending().first().copied() else {
            return world.net.last_sequence(hub_end) - before;
        };
        world
            .net
            .next_execute_out_of_gas(ix, &outpost, OutOfGas::SubMessage);
        world.net.act(todo).unwrap();
    }
    panic!("after 200 steps there is still something to relay");
}

#[test]
fn one_trigger_sends_one_order_to_a_chain_that_refuses_it() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    for _ in 0..3 {
        let liquidation = world.liquidate(alice, COLL).unwrap();
        let sent = relay_refused(&mut world, COLL);
        assert_eq!(sent, 0, "the error is answered by no new packet");
        assert_eq!(outcome(&world, liquidation), Outcome::NotOpened);
    }
}

#[test]
fn an_order_that_times_out_is_not_sent_again_by_itself() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let liquidation = world.liquidate(alice, COLL).unwrap();
    let lost = orders(&world, COLL);
    let (hub_end, _) = link(&world, COLL);
    let before = world.net.last_sequence(hub_end);
    expire(&mut world, &lost);
    relay_clean(&mut world);
    assert_eq!(world.net.last_sequence(hub_end), before);
    assert_eq!(outcome(&world, liquidation), Outcome::NotOpened);
}

#[test]
fn what_the_debt_chain_refuses_is_said_again_only_when_somebody_asks() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    let most = 2;
    let mut sent = relay_refused(&mut world, DEBT);
    assert!(
        (1..=most).contains(&sent),
        "{sent} packets for one closed lot"
    );
    for _ in 0..5 {
        sent = relay_refused(&mut world, DEBT);
        assert_eq!(sent, 0, "nobody has asked");
        let (hub_end, _) = link(&world, DEBT);
        let before = world.net.last_sequence(hub_end);
        let _ = world.advance(liquidation);
        relay_refused(&mut world, DEBT);
        let asked = world.net.last_sequence(hub_end) - before;
        assert!(asked <= most, "{asked} packets for one call");
        world.wait(60).unwrap();
        world.refresh_prices().unwrap();
    }
    // The chain works again.
    world.crank_to_the_end(60).unwrap();
    let (_, _, _, proceeds, credited) = sums(&world.liquidation(liquidation).unwrap());
    assert_eq!(proceeds, credited);
}

#[test]
fn a_wish_that_is_refused_or_lost_is_not_sent_again() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    let (_, end) = link(&world, COLL);
    let before = world.net.last_sequence(end);
    world
        .ask_to_borrow(COLL, "alice", alice, USD, 5_000_000_000)
        .unwrap();
    relay_clean(&mut world);
    world
        .ask_to_borrow(COLL, "alice", alice, USD, 20_000_000)
        .unwrap();
    let lost = waiting(&world, end);
    expire(&mut world, &lost);
    relay_clean(&mut world);
    assert_eq!(world.net.last_sequence(end) - before, 2);
    assert!(!world.net.is_halted(world.ix(HUB).unwrap()));
}

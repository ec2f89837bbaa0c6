//! Receiving never fails for want of the gas set apart for the work: the ack is a typed error and
//! nothing but it was written.

use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_interfaces::coordinator::Outcome;
use seawall_wire::Code;
use simnet::OutOfGas;

use crate::common::{
    admitted, alice, buy_at_market, claim, claims, commands, crank_now, open_lots, orders, outcome,
    refused, relay_clean, sole, unsafe_alice, world, MILLION,
};

#[test]
fn a_command_whose_work_runs_out_of_gas_is_refused_with_a_code_of_its_own() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    let (hub, coordinator) = (world.hub, world.coordinator.clone());
    world
        .net
        .next_execute_out_of_gas(hub, &coordinator, OutOfGas::SubMessage);
    let before = world.account(alice).unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::OUT_OF_GAS);
    assert_eq!(world.account(alice).unwrap(), before, "nothing was written");
    let vault = world.site(COLL).unwrap().vault.clone();
    assert_eq!(
        claims(&world, COLL, &vault, "alice"),
        claim("uatom", 5 * MILLION)
    );
}

#[test]
fn an_order_whose_work_runs_out_of_gas_is_undone_at_the_hub() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (coll, outpost) = (
        world.ix(COLL).unwrap(),
        world.site(COLL).unwrap().outpost.clone(),
    );
    world
        .net
        .next_execute_out_of_gas(coll, &outpost, OutOfGas::SubMessage);
    let liquidation = world.liquidate(alice, COLL).unwrap();
    relay_clean(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::NotOpened);
    assert_eq!(
        world.account(alice).unwrap().collaterals[0].worst.u128(),
        1_000 * MILLION
    );
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
    let (again, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, again), Outcome::Cured);
}

#[test]
fn a_relayer_with_too_little_gas_fails_alone_and_another_tries_again() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    let packet = sole(commands(&world, COLL));
    let hub = world.hub;
    world.net.next_receive_out_of_gas(hub);
    assert!(world.net.recv(packet).is_err());
    assert!(world.net.ack_of(packet).is_none(), "no ack was written");
    relay_clean(&mut world);
    admitted(&world, COLL);
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_005_000_000
    );
}

#[test]
fn a_market_that_runs_out_of_gas_refuses_its_order_and_the_debt_comes_off() {
    let (mut world, _) = world(Spec::simple());
    let alice = world
        .borrower("alice", COLL, &[(ATOM, 1_000)], &[])
        .unwrap();
    world
        .ask_to_borrow(COLL, "alice", alice, USD, 6_500 * MILLION)
        .unwrap();
    world
        .net
        .relay_packet(sole(commands(&world, COLL)))
        .unwrap();
    sole(orders(&world, DEBT));
    let (chain, market) = world.market(USD).unwrap();
    let ix = world.ix(chain).unwrap();
    world
        .net
        .next_execute_out_of_gas(ix, &market, OutOfGas::SubMessage);
    relay_clean(&mut world);
    assert!(world.account(alice).unwrap().debts[0]
        .worst_shares
        .is_zero());
    assert_eq!(world.balance(DEBT, "alice", "uusd").unwrap(), 0);
    world.borrow(COLL, "alice", alice, USD, 6_500).unwrap();
    assert_eq!(
        world.balance(DEBT, "alice", "uusd").unwrap(),
        6_500 * MILLION
    );
}

//! A receiver that cannot be paid gets a claim and blocks nobody (INV-11).

use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_interfaces as api;
use seawall_interfaces::coordinator::Outcome;

use crate::common::{
    admitted, alice, buy_at_market, claim, claims, crank_now, exactly, open_lots, outcome,
    relay_clean, unsafe_alice, world, MILLION,
};
use crate::surplus::alice_with_a_surplus;

fn block(world: &mut seawall_fixtures::World, chain: u16, who: &str, blocked: bool) {
    let (ix, who) = (world.ix(chain).unwrap(), world.addr(chain, who).unwrap());
    world.net.set_blocked(ix, &who, blocked);
}

#[test]
fn a_withdrawal_to_a_blocked_address_waits_as_a_claim() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    block(&mut world, COLL, "alice", true);
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(20 * MILLION))
        .unwrap();
    relay_clean(&mut world);
    admitted(&world, COLL);
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 0);
    let vault = world.site(COLL).unwrap().vault.clone();
    assert_eq!(
        claims(&world, COLL, &vault, "alice"),
        claim("uatom", 20 * MILLION)
    );
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        980_000_000
    );
    let heir = world.addr(COLL, "heir").unwrap().to_string();
    let msg = api::vault::ExecuteMsg::Claim {
        denom: "uatom".into(),
        receiver: Some(heir),
    };
    world.execute(COLL, "alice", &vault, &msg, &[]).unwrap();
    assert_eq!(world.balance(COLL, "heir", "uatom").unwrap(), 20 * MILLION);
}

#[test]
fn a_loan_to_a_blocked_address_is_owed_and_claimable() {
    let (mut world, _) = world(Spec::simple());
    let alice = world
        .borrower("alice", COLL, &[(ATOM, 1_000)], &[])
        .unwrap();
    block(&mut world, DEBT, "alice", true);
    world.borrow(COLL, "alice", alice, USD, 6_500).unwrap();
    admitted(&world, COLL);
    let market = world.market(USD).unwrap().1;
    assert_eq!(
        claims(&world, DEBT, &market, "alice"),
        claim("uusd", 6_500 * MILLION)
    );
    assert!(world.owed(alice, USD).unwrap().debt.u128() >= 6_500 * MILLION);
    block(&mut world, DEBT, "alice", false);
    let msg = api::market::ExecuteMsg::Claim { receiver: None };
    world.execute(DEBT, "alice", &market, &msg, &[]).unwrap();
    assert_eq!(
        world.balance(DEBT, "alice", "uusd").unwrap(),
        6_500 * MILLION
    );
    assert!(claims(&world, DEBT, &market, "alice").is_empty());
}

#[test]
fn a_surplus_to_a_blocked_address_waits_as_a_claim() {
    let (mut world, _) = world(Spec::simple());
    let (alice, due) = alice_with_a_surplus(&mut world);
    block(&mut world, DEBT, "alice", true);
    crate::common::ask_for_surplus(&mut world, COLL, "alice", alice, USD);
    relay_clean(&mut world);
    let market = world.market(USD).unwrap().1;
    assert_eq!(claims(&world, DEBT, &market, "alice"), claim("uusd", due));
    assert!(world.owed(alice, USD).unwrap().surplus.is_zero());
}

#[test]
fn a_blocked_borrower_or_keeper_stops_no_liquidation() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    for chain in [COLL, DEBT] {
        block(&mut world, chain, "alice", true);
        block(&mut world, chain, seawall_fixtures::keeper::KEEPER, true);
    }
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}

//! An account that is safe again needs no recall: its lot sells or expires, and no further round is
//! proven.

use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_interfaces::coordinator::Outcome;

use crate::common::{
    at_rest, buy_at_market, crank_now, dec, open_lots, outcome, relay_clean, sums, unsafe_alice,
    world, MILLION,
};

#[test]
fn a_repaid_account_keeps_what_its_lot_did_not_sell() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world.repay("alice", alice, USD, 3_000 * MILLION).unwrap();
    relay_clean(&mut world);
    world.wait(200).unwrap();
    world.refresh_prices().unwrap();
    world.close(COLL, lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let ended = world.liquidation(liquidation).unwrap();
    assert_eq!(ended.round, 1, "no further round");
    assert_eq!(sums(&ended).1, 0, "nothing was sold");
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
    at_rest(&world);
}

#[test]
fn a_topped_up_account_may_still_lose_its_open_lot_and_no_more() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world.deposit("alice", alice, ATOM, 500).unwrap();
    assert!(world.health(alice).unwrap().best.ratio() > dec("1.3"));
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let bought = world.balance(COLL, "lucy", "uatom").unwrap();
    let held = world.holding(alice, ATOM).unwrap();
    assert_eq!(
        held.locked.i128() as u128 + bought,
        1_500 * MILLION,
        "INV-4"
    );
    assert_eq!(world.liquidation(liquidation).unwrap().round, 1);
}

#[test]
fn a_topped_up_account_whose_lot_expires_is_whole_again() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, _) = open_lots(&mut world, alice);
    world.deposit("alice", alice, ATOM, 500).unwrap();
    world.crank_to_the_end(20).unwrap();
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_500_000_000
    );
    let error = world.liquidate(alice, COLL).unwrap_err().to_string();
    assert!(error.contains("healthy"), "{error}");
}

#[test]
fn an_account_that_recovers_with_the_price_is_left_alone() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, _) = open_lots(&mut world, alice);
    world.feed(ATOM, dec("9.5")).unwrap();
    world.crank_to_the_end(20).unwrap();
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
    assert_eq!(world.liquidation(liquidation).unwrap().round, 1);
}

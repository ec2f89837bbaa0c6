//! The oracle does not answer for a while. What comes meanwhile is taken, nothing of it is lost, and
//! settling goes on (INV-8, INV-10): prices decide on new sales, not on what was ordered before.

use cosmwasm_std::{from_json, to_json_vec, Storage};
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::invariants::Checker;
use seawall_fixtures::spec::{Spec, COLL, DEBT, HUB};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{Outcome, Phase};
use serde_json::Value;

use crate::common::{
    at_rest, buy_at_market, commands, crank_now, expire, open_lots, orders, outcome, relay_clean,
    sole, unsafe_alice,
};

const CONFIG: &[u8] = b"config";

/// The hub asks `oracle` for prices from now on; returns whom it asked before.
fn ask_instead(world: &mut World, oracle: &str) -> String {
    let (hub, coordinator) = (world.hub, world.coordinator.clone());
    let mut storage = world.net.app_mut(hub).contract_storage_mut(&coordinator);
    let storage: &mut dyn Storage = storage.as_mut();
    let mut config: Value = from_json(storage.get(CONFIG).unwrap()).unwrap();
    let before = config["oracle"].as_str().unwrap().to_string();
    config["oracle"] = oracle.into();
    storage.set(CONFIG, &to_json_vec(&config).unwrap());
    before
}

/// Nobody answers when the hub asks for prices; returns who did.
fn silence(world: &mut World) -> String {
    let nobody = world.addr(HUB, "nobody").unwrap();
    let before = ask_instead(world, nobody.as_str());
    let alice = world.accounts().unwrap()[0];
    world.health(alice).unwrap_err();
    before
}

fn answer_again(world: &mut World, oracle: &str) {
    ask_instead(world, oracle);
    world.refresh_prices().unwrap();
}

#[test]
fn an_order_that_was_never_received_is_undone() {
    let mut world = deploy(Spec::simple()).unwrap();
    let checker = Checker::of(&world);
    let alice = unsafe_alice(&mut world, "8.5");
    let first = world.liquidate(alice, COLL).unwrap();
    let order = orders(&world, COLL);
    let oracle = silence(&mut world);
    expire(&mut world, &order);
    answer_again(&mut world, &oracle);
    assert_eq!(outcome(&world, first), Outcome::NotOpened);
    let seen = world.account(alice).unwrap();
    assert!(seen.liquidations.is_empty());
    assert_eq!(seen.collaterals[0].worst.u128(), 1_000_000_000, "unmarked");

    let (second, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, second), Outcome::Cured);
    at_rest(&world);
    checker.all(&world.net).unwrap();
}

#[test]
fn what_a_lot_has_brought_is_settled() {
    let mut world = deploy(Spec::simple()).unwrap();
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    let report = sole(commands(&world, COLL));
    let oracle = silence(&mut world);
    world.net.relay_packet(report).unwrap();
    let settlement = sole(orders(&world, DEBT));
    // It is lost, and anyone sends it again.
    expire(&mut world, &[settlement]);
    world.advance(liquidation).unwrap();
    assert_eq!(orders(&world, DEBT).len(), 1);
    relay_clean(&mut world);

    answer_again(&mut world, &oracle);
    let told = world.liquidation(liquidation).unwrap();
    assert_eq!(told.phase, Phase::Settling {});
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    at_rest(&world);
}

/// The account cannot be judged when all is credited: it stands still, and moves on by anyone's call.
#[test]
fn what_cannot_be_decided_meanwhile_is_decided_afterwards() {
    let mut world = deploy(Spec::simple()).unwrap();
    let liquidation = crate::stuck::stuck(&mut world);
    let oracle = silence(&mut world);
    world.advance(liquidation).unwrap();
    relay_clean(&mut world);
    answer_again(&mut world, &oracle);
    let told = world.liquidation(liquidation).unwrap();
    assert_eq!(told.phase, Phase::Settling {});
    assert_eq!(told.lots[0].proceeds, told.lots[0].credited);
    world.advance(liquidation).unwrap();
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    at_rest(&world);
}

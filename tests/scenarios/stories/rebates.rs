//! Relayers are paid from the link's budget (DEC-19): once per packet and step, never above it, and
//! with nothing to pay from everything is relayed all the same (INV-8).

use cosmwasm_std::coin;
use seawall_fixtures::deploy::OWNER;
use seawall_fixtures::spec::{Spec, COLL, HUB};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{ExecuteMsg, Outcome};
use seawall_wire::ids::ChainNo;

use crate::common::{
    at_rest, buy_at_market, crank_now, open_lots, orders, outcome, relay_clean, sole, unsafe_alice,
    world,
};

fn rebate(world: &mut World, units: u128) {
    let rebate = Some(DenomAmount {
        denom: "ufee".into(),
        amount: units.into(),
    });
    let set = ExecuteMsg::SetRebate {
        rebate: rebate.clone(),
    };
    world.hub_execute(OWNER, &set).unwrap();
    let terms = api::outpost::ExecuteMsg::SetTerms {
        timeout_secs: world.spec.timeout_secs,
        receive_gas: 5_000_000,
        rebate,
    };
    let outpost = world.site(COLL).unwrap().outpost.clone();
    world.execute(COLL, OWNER, &outpost, &terms, &[]).unwrap();
}

fn fund_hub(world: &mut World, units: u128) {
    world.mint(HUB, "friend", &[coin(units, "ufee")]).unwrap();
    let (hub, coordinator) = (world.hub, world.coordinator.clone());
    let friend = world.addr(HUB, "friend").unwrap();
    let msg = ExecuteMsg::FundRebates {
        chain: ChainNo(COLL),
    };
    let coins = [coin(units, "ufee")];
    world
        .net
        .execute(hub, &friend, &coordinator, &msg, &coins)
        .unwrap();
}

fn rebates_of(world: &World, who: &str) -> u128 {
    let relayer = world.addr(HUB, who).unwrap().to_string();
    let ask = api::coordinator::QueryMsg::Rebates { relayer };
    let owed: Vec<DenomAmount> = world.hub_query(&ask).unwrap();
    owed.iter().map(|c| c.amount.u128()).sum()
}

#[test]
fn relayers_earn_their_rebates_and_an_empty_budget_stops_no_packet() {
    let (mut world, _) = world(Spec::simple());
    rebate(&mut world, 7);
    world.net.set_relayer("rita");
    // Nobody has put anything in: everything is relayed all the same.
    let alice = unsafe_alice(&mut world, "8.5");
    assert_eq!(rebates_of(&world, "rita"), 0);
    fund_hub(&mut world, 20);
    let (liquidation, lots) = open_lots(&mut world, alice);
    assert_eq!(rebates_of(&world, "rita"), 7, "the ack of one order");
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    relay_clean(&mut world);
    assert_eq!(rebates_of(&world, "rita"), 14, "a report received");
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    // What is left does not pay for another message.
    world.report_lots(COLL, lots).unwrap();
    relay_clean(&mut world);
    assert_eq!(rebates_of(&world, "rita"), 14);
    world
        .hub_execute("rita", &ExecuteMsg::ClaimRebates {})
        .unwrap();
    assert_eq!(world.balance(HUB, "rita", "ufee").unwrap(), 14);
    let nothing = world.hub_execute("rita", &ExecuteMsg::ClaimRebates {});
    nothing.unwrap_err();
    at_rest(&world);
}

#[test]
fn a_message_that_comes_again_earns_nothing() {
    let (mut world, _) = world(Spec::simple());
    rebate(&mut world, 7);
    fund_hub(&mut world, 700);
    world.net.set_relayer("rita");
    let alice = unsafe_alice(&mut world, "8.5");
    let before = rebates_of(&world, "rita");
    world.liquidate(alice, COLL).unwrap();
    let order = sole(orders(&world, COLL));
    world.net.recv(order).unwrap();
    world.net.recv(order).unwrap();
    assert!(world.net.ack(order).unwrap());
    assert!(!world.net.ack(order).unwrap());
    assert!(!world.net.timeout(order).unwrap_or(false));
    assert_eq!(rebates_of(&world, "rita"), before + 7);
}

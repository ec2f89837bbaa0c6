//! Money and words travel apart; either may come first (INV-7).

use seawall_fixtures::spec::{Spec, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::Outcome;
use seawall_wire::ids::{LiquidationId, LotId};

use crate::common::{
    bring_money, buy_at_market, commands, crank_now, open_lots, outcome, relay_clean, sole,
    unsafe_alice, waiting, world,
};
use crate::state::State;

struct Sold {
    world: World,
    liquidation: LiquidationId,
    lot: LotId,
    report: simnet::PacketId,
    brought: u128,
}

/// Everything is sold; the report and the money are still on the collateral chain.
fn sold() -> Sold {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    let report = sole(commands(&world, COLL));
    let route = world.route(COLL, USD).unwrap();
    let brought = world
        .net
        .balance(world.ix(COLL).unwrap(), &route.sender, &route.denom);
    Sold {
        world,
        liquidation,
        lot: lots[0],
        report,
        brought,
    }
}

fn credited(sold: &Sold) -> u128 {
    let (chain, market) = sold.world.market(USD).unwrap();
    let ask = api::market::QueryMsg::Settlement { lot: sold.lot };
    let settlement: api::market::SettlementResponse =
        sold.world.query(chain, &market, &ask).unwrap();
    settlement.credit.credited.u128()
}

fn route_money(world: &World) -> (u128, u128) {
    let (chain, market) = world.market(USD).unwrap();
    let route = world.route(COLL, USD).unwrap().route;
    let ask = api::market::QueryMsg::RouteMoney { route };
    let money: api::market::RouteMoneyResponse = world.query(chain, &market, &ask).unwrap();
    (money.arrived.u128(), money.used.u128())
}

/// The money is at the market before anyone says whom it is for.
fn money_first() -> Sold {
    let mut sold = sold();
    bring_money(&mut sold.world, COLL, USD);
    assert_eq!(
        route_money(&sold.world),
        (sold.brought, 0),
        "arrived, for nobody yet"
    );
    sold.world.net.relay_packet(sold.report).unwrap();
    relay_clean(&mut sold.world);
    assert_eq!(credited(&sold), sold.brought, "credited with the words");
    crank_now(&mut sold.world);
    sold
}

/// The market knows whom the money is for before any has come.
fn words_first() -> Sold {
    let mut sold = sold();
    sold.world.net.relay_packet(sold.report).unwrap();
    relay_clean(&mut sold.world);
    assert_eq!(
        credited(&sold),
        0,
        "burned is never more than arrived: INV-5"
    );
    assert_eq!(route_money(&sold.world), (0, 0));
    bring_money(&mut sold.world, COLL, USD);
    let lot = sold.lot;
    // A market may credit by itself as money arrives; anyone may see to it.
    let _ = sold.world.credit(USD, lot);
    assert_eq!(credited(&sold), sold.brought);
    crank_now(&mut sold.world);
    sold
}

#[test]
fn either_order_ends_in_the_same_state() {
    let (one, two) = (money_first(), words_first());
    for sold in [&one, &two] {
        assert_eq!(outcome(&sold.world, sold.liquidation), Outcome::Cured);
        assert_eq!(route_money(&sold.world), (sold.brought, sold.brought));
    }
    assert_eq!(State::of(&one.world), State::of(&two.world));
}

#[test]
fn money_that_comes_in_parts_is_credited_in_parts() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world
        .give_payment_coin(COLL, USD, "lucy", 3_000_000_000)
        .unwrap();
    world
        .take(COLL, "lucy", lots[0], 60_000_000u128.into())
        .unwrap();
    // The first part of the money leaves while the lot is open, the second after it.
    world.forward(COLL, USD).unwrap();
    let route = world.route(COLL, USD).unwrap();
    let first = sole(waiting(&world, route.channel.unwrap()));
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    world.forward(COLL, USD).unwrap();
    let second = *waiting(&world, route.channel.unwrap()).last().unwrap();
    assert_ne!(first, second);
    // They overtake each other.
    world.net.relay_packet(second).unwrap();
    world.collect(COLL, USD).unwrap();
    let report = sole(commands(&world, COLL));
    world.net.relay_packet(report).unwrap();
    for packet in crate::common::orders(&world, DEBT) {
        world.net.relay_packet(packet).unwrap();
    }
    let (arrived, used) = route_money(&world);
    assert_eq!(used, arrived, "as far as it has come");
    let open = world.liquidation(liquidation).unwrap();
    assert!(open.lots[0].proceeds.u128() > arrived);
    world.net.relay_packet(first).unwrap();
    crank_now(&mut world);
    let ended = world.liquidation(liquidation).unwrap();
    assert_eq!(ended.lots[0].proceeds, ended.lots[0].credited);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}

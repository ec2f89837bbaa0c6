//! Coins that nobody asked for: look-alikes of the right ones, hundreds of worthless ones, and transfers
//! that name our contracts as their callback.

use cosmwasm_std::{coin, Addr, IbcMsg, IbcTimeout};
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::Outcome;
use seawall_wire::ids::AccountId;

use crate::common::{
    admitted, alice, at_rest, buy_at_market, crank_now, error, open_lots, outcome, unsafe_alice,
    world, MILLION,
};

fn every_contract(world: &World) -> Vec<(u16, Addr)> {
    let mut all = vec![];
    for (chain, site) in &world.sites {
        let own = [&site.outpost, &site.vault, &site.auction_house];
        let markets = site.markets.values().chain(site.pools.values());
        let starts = site.routes.values().flat_map(|r| [&r.sender, &r.pool]);
        for contract in own.into_iter().chain(markets).chain(starts) {
            all.push((*chain, contract.clone()));
        }
        for route in site.routes.values() {
            all.push((route.to.0, route.receiver.clone()));
        }
    }
    all
}

#[test]
fn five_hundred_worthless_coins_in_every_contract_are_in_nobodys_way() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    for (chain, contract) in every_contract(&world) {
        let coins: Vec<_> = (0..500).map(|n| coin(1, format!("spam{n}"))).collect();
        let ix = world.ix(chain).unwrap();
        world.net.mint(ix, &contract, &coins).unwrap();
    }
    world.feed(ATOM, crate::common::dec("8.5")).unwrap();
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    world.repay("alice", alice, USD, 7_000 * MILLION).unwrap();
    world.relay().unwrap();
    let all = seawall_wire::Wanted::All {};
    let held = world.holding(alice, ATOM).unwrap().locked.i128() as u128;
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, all)
        .unwrap();
    world.relay().unwrap();
    admitted(&world, COLL);
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), held);
    at_rest(&world);
}

/// Names that somebody in a hurry takes for the real one.
fn look_alikes(world: &World) -> Vec<String> {
    let voucher = world.route(COLL, USD).unwrap().denom;
    let hash = voucher.trim_start_matches("ibc/").to_string();
    vec![
        "UATOM".into(),
        "uatomx".into(),
        "UUSD".into(),
        "transfer/channel-0/uatom".into(),
        "transfer/channel-0/uusd".into(),
        "TRANSFER/CHANNEL-0/uusd".into(),
        "factory/coll1owner/uatom".into(),
        format!("ibc/{}", hash.to_lowercase()),
        format!("IBC/{hash}"),
        format!("transfer/channel-9/{voucher}"),
    ]
}

/// What the market has booked of the route's money.
fn arrived(world: &World) -> api::market::RouteMoneyResponse {
    let (chain, market) = world.market(USD).unwrap();
    let route = world.route(COLL, USD).unwrap().route;
    let ask = api::market::QueryMsg::RouteMoney { route };
    world.query(chain, &market, &ask).unwrap()
}

fn deposits(world: &mut World, account: AccountId, denom: &str) -> String {
    let vault = world.site(COLL).unwrap().vault.clone();
    let msg = api::vault::ExecuteMsg::Deposit { account };
    error(world.execute(COLL, "alice", &vault, &msg, &[coin(MILLION, denom)]))
}

#[test]
fn a_coin_that_only_looks_like_the_right_one_is_taken_nowhere() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    let (chain, market) = world.market(USD).unwrap();
    let house = world.site(COLL).unwrap().auction_house.clone();
    let route = world.route(COLL, USD).unwrap();
    let price = world.lot(COLL, lots[0]).unwrap().price;
    for denom in look_alikes(&world) {
        let coins = [coin(10_000 * MILLION, &denom)];
        for place in [COLL, DEBT] {
            world.mint(place, "alice", &coins).unwrap();
        }
        assert!(deposits(&mut world, alice, &denom).contains(&denom) || denom.len() > 60);
        let repay = api::market::ExecuteMsg::Repay { account: alice };
        error(world.execute(chain, "alice", &market, &repay, &coins));
        let take = api::auction_house::ExecuteMsg::Take {
            lot: lots[0],
            want: MILLION.into(),
            price_limit: price,
            receiver: None,
            callback: None,
        };
        error(world.execute(COLL, "alice", &house, &take, &coins));
        // Sent to the couriers, it stays there and is nobody's proceeds.
        for (place, courier) in [(COLL, &route.sender), (DEBT, &route.receiver)] {
            let ix = world.ix(place).unwrap();
            world.net.mint(ix, courier, &coins).unwrap();
        }
        world.forward(COLL, USD).unwrap();
        world.collect(COLL, USD).unwrap();
    }
    assert!(world.net.unsettled().is_empty(), "nothing was sent");
    let money = arrived(&world);
    assert!(money.arrived.is_zero(), "{money:?}");
}

#[test]
fn a_transfer_that_names_our_contract_as_its_callback_books_nothing() {
    let (mut world, _) = world(Spec::simple());
    alice(&mut world);
    let route = world.route(COLL, USD).unwrap();
    world
        .give_payment_coin(COLL, USD, "mallory", 3 * MILLION)
        .unwrap();
    let market = world.market(USD).unwrap().1;
    let before = arrived(&world);
    for contract in [
        &market,
        &route.receiver,
        &world.site(DEBT).unwrap().outpost.clone(),
    ] {
        // The money is for its sender's own address; only the memo speaks of us.
        let receiver = world.addr(DEBT, "mallory").unwrap();
        let memo =
            format!(r#"{{"dest_callback":{{"address":"{contract}","gas_limit":"900000"}}}}"#);
        let transfer = IbcMsg::Transfer {
            channel_id: route.channel.unwrap().id(),
            to_address: receiver.to_string(),
            amount: coin(MILLION, &route.denom),
            timeout: IbcTimeout::with_timestamp(world.net.now().plus_seconds(600)),
            memo: Some(memo),
        };
        let (ix, sender) = (
            world.ix(COLL).unwrap(),
            world.addr(COLL, "mallory").unwrap(),
        );
        world
            .net
            .tx_msgs(ix, &sender, vec![transfer.into()])
            .unwrap();
        world.relay().unwrap();
    }
    world.collect(COLL, USD).unwrap();
    assert_eq!(arrived(&world), before);
    let home = world.balance(COLL, "mallory", &route.denom).unwrap();
    let away = world.balance(DEBT, "mallory", "uusd").unwrap();
    assert_eq!(home + away, 3 * MILLION, "it is the sender's as before");
}

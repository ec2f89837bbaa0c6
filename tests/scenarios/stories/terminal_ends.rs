//! The rows of `terminal` that are about pools, couriers and budgets.

use cosmwasm_std::{coin, Addr, BankMsg};
use seawall_fixtures::deploy::OWNER;
use seawall_fixtures::spec::{COLL, DEBT, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::insurance_pool::ExecuteMsg as Pool;
use seawall_wire::ids::ChainNo;

use crate::common::{
    bring_money, buy_at_market, crank_now, open_lots, relay_clean, world, MILLION,
};
use crate::terminal_rows::{call, simple};

pub fn pool_status(world: &World, chain: u16, pool: &Addr) -> api::insurance_pool::StatusResponse {
    let ask = api::insurance_pool::QueryMsg::Status {};
    world.query(chain, pool, &ask).unwrap()
}

/// The debt side's pool after a deficit has taken all of its capital.
fn wiped_out() -> (World, Addr) {
    let mut world = world(crate::deficits::spec()).0;
    let alice = crate::deficits::fallen(&mut world);
    let (_, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    let pool = world.site(DEBT).unwrap().pools[&USD].clone();
    assert!(pool_status(&world, DEBT, &pool).capital.is_zero());
    (world, pool)
}

fn leave(world: &mut World, pool: &Addr, who: &str) {
    let ask = api::insurance_pool::QueryMsg::Staker {
        address: world.addr(DEBT, who).unwrap().to_string(),
    };
    let staker: api::insurance_pool::StakerResponse = world.query(DEBT, pool, &ask).unwrap();
    let shares = staker.shares;
    call(world, DEBT, who, pool, &Pool::StartUnstake { shares }, &[]);
    world.wait(86_406).unwrap();
    call(world, DEBT, who, pool, &Pool::FinishUnstake {}, &[]);
}

fn stake(world: &mut World, pool: &Addr, who: &str, units: u128) {
    world.mint(DEBT, who, &[coin(units, "uusd")]).unwrap();
    call(
        world,
        DEBT,
        who,
        pool,
        &Pool::Stake {},
        &[coin(units, "uusd")],
    );
}

fn premium(world: &mut World, pool: &Addr, units: u128) {
    world.mint(DEBT, "giver", &[coin(units, "uusd")]).unwrap();
    call(
        world,
        DEBT,
        "giver",
        pool,
        &Pool::Premium {},
        &[coin(units, "uusd")],
    );
}

pub fn stake_after_loss() -> (u128, u128) {
    let (mut world, pool) = wiped_out();
    stake(&mut world, &pool, "ivy", 50 * MILLION);
    leave(&mut world, &pool, "ivy");
    (50 * MILLION, world.balance(DEBT, "ivy", "uusd").unwrap())
}

pub fn ownerless_premium() -> (u128, u128) {
    let (mut world, pool) = wiped_out();
    let before = pool_status(&world, DEBT, &pool).reserve.u128();
    premium(&mut world, &pool, 9 * MILLION);
    let after = pool_status(&world, DEBT, &pool).reserve.u128();
    (9 * MILLION, after - before)
}

pub fn premium_of_the_gone() -> (u128, u128) {
    let (mut world, pool) = wiped_out();
    stake(&mut world, &pool, "ivy", 50 * MILLION);
    premium(&mut world, &pool, 9 * MILLION);
    leave(&mut world, &pool, "ivy");
    call(&mut world, DEBT, "ivy", &pool, &Pool::ClaimPremium {}, &[]);
    (59 * MILLION, world.balance(DEBT, "ivy", "uusd").unwrap())
}

/// The bank brings coins to a contract, without a message.
fn send(world: &mut World, chain: u16, to: &Addr, denom: &str) {
    if chain == DEBT {
        world
            .mint(DEBT, "giver", &[coin(3 * MILLION, denom)])
            .unwrap();
    } else {
        world
            .give_payment_coin(chain, USD, "giver", 3 * MILLION)
            .unwrap();
    }
    let send = BankMsg::Send {
        to_address: to.to_string(),
        amount: vec![coin(3 * MILLION, denom)],
    };
    let (ix, from) = (
        world.ix(chain).unwrap(),
        world.addr(chain, "giver").unwrap(),
    );
    world.net.tx_msgs(ix, &from, vec![send.into()]).unwrap();
}

/// What a market has of a route and no lot has used: it credits the next lot before its own money
/// is there.
fn arrived(world: &World) -> u128 {
    let market = world.market(USD).unwrap().1;
    let route = world.route(COLL, USD).unwrap().route;
    let ask = api::market::QueryMsg::RouteMoney { route };
    let money: api::market::RouteMoneyResponse = world.query(DEBT, &market, &ask).unwrap();
    (money.arrived - money.used).u128()
}

pub fn sent_to_a_sender() -> (u128, u128) {
    let mut world = simple();
    let route = world.route(COLL, USD).unwrap();
    send(&mut world, COLL, &route.sender, &route.denom);
    bring_money(&mut world, COLL, USD);
    (3 * MILLION, arrived(&world))
}

pub fn sent_to_a_receiver() -> (u128, u128) {
    let mut world = simple();
    let route = world.route(COLL, USD).unwrap();
    send(&mut world, DEBT, &route.receiver, "uusd");
    world.collect(COLL, USD).unwrap();
    (3 * MILLION, arrived(&world))
}

pub fn refunded_transfer() -> (u128, u128) {
    let mut world = simple();
    let route = world.route(COLL, USD).unwrap();
    send(&mut world, COLL, &route.sender, &route.denom);
    let debt = world.ix(DEBT).unwrap();
    world.net.refuse_incoming(debt, true);
    world.forward(COLL, USD).unwrap();
    relay_clean(&mut world);
    world.net.refuse_incoming(debt, false);
    bring_money(&mut world, COLL, USD);
    (3 * MILLION, arrived(&world))
}

fn rebate() -> Option<DenomAmount> {
    Some(DenomAmount {
        denom: "ufee".into(),
        amount: 7u128.into(),
    })
}

pub fn outposts_budget() -> (u128, u128) {
    let mut world = simple();
    let outpost = world.site(COLL).unwrap().outpost.clone();
    let terms = api::outpost::ExecuteMsg::SetTerms {
        timeout_secs: world.spec.timeout_secs,
        receive_gas: 5_000_000,
        rebate: rebate(),
    };
    call(&mut world, COLL, OWNER, &outpost, &terms, &[]);
    let coins = [coin(7, "ufee")];
    world.mint(COLL, "friend", &coins).unwrap();
    let fund = api::outpost::ExecuteMsg::FundRebates {};
    call(&mut world, COLL, "friend", &outpost, &fund, &coins);
    world.net.set_relayer("rita");
    world.open_account(COLL, "ann").unwrap();
    let claim = api::outpost::ExecuteMsg::ClaimRebates {};
    call(&mut world, COLL, "rita", &outpost, &claim, &[]);
    (7, world.balance(COLL, "rita", "ufee").unwrap())
}

pub fn hubs_budget() -> (u128, u128) {
    use api::coordinator::ExecuteMsg as Hub;
    let mut world = simple();
    let set = Hub::SetRebate { rebate: rebate() };
    world.hub_execute(OWNER, &set).unwrap();
    let coins = [coin(7, "ufee")];
    world.mint(HUB, "friend", &coins).unwrap();
    let (chain, hub) = (ChainNo(COLL), world.coordinator.clone());
    call(
        &mut world,
        HUB,
        "friend",
        &hub,
        &Hub::FundRebates { chain },
        &coins,
    );
    world.net.set_relayer("rita");
    world.open_account(COLL, "ann").unwrap();
    call(&mut world, HUB, "rita", &hub, &Hub::ClaimRebates {}, &[]);
    (7, world.balance(HUB, "rita", "ufee").unwrap())
}

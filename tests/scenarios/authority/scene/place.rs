//! Contracts that nobody has set up, a feed that is read, and coins for everybody.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::{
    coin, to_json_binary, Addr, BankMsg, Binary, Decimal, Deps, DepsMut, Empty, Env, MessageInfo,
    Response, StdResult,
};
use seawall_fixtures::deploy::{code, install, GUARDIAN, OWNER};
use seawall_fixtures::spec::{terms, ATOM, EUR, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::oracle::{AdapterKind, FeedSource, StandardAnswer, StandardQuery};
use seawall_interfaces::outpost::LinkSetup;
use seawall_wire::ids::{AssetId, ChainNo, ListingId, RouteId};
use simnet::IbcContract;

use super::{run, POCKET, REBATE, STRAY};

/// The outpost whose link is drained.
pub const DRAINED: &str = "drained outpost";
/// The outpost whose link may be replaced.
pub const MOVING: &str = "moving outpost";
/// A connection that nobody else uses.
pub const CONNECTION: &str = "connection-88";

/// One of each contract that is set up by messages which work once.
pub fn fresh(world: &mut World) -> Result<BTreeMap<&'static str, Addr>> {
    let hub = world.hub;
    let owner = world.addr(HUB, OWNER)?.to_string();
    let guardian = world.addr(HUB, GUARDIAN)?.to_string();
    let vault = api::vault::InstantiateMsg {
        owner: owner.clone(),
        guardian: guardian.clone(),
    };
    let house = api::auction_house::InstantiateMsg {
        owner: owner.clone(),
        block_seconds: Decimal::from_ratio(6u64, 1u64),
        halt_slack_secs: 60,
        fee_hold_secs: 0,
    };
    let market = api::market::InstantiateMsg {
        owner: owner.clone(),
        guardian: guardian.clone(),
        listing: ListingId(USD),
        denom: "uusd".into(),
        terms: terms(),
    };
    let courier = api::courier::InstantiateMsg {
        owner,
        route: RouteId(9),
        denom: "uusd".into(),
    };
    let mut all = outposts(world)?;
    all.extend([
        ("vault", install(world, hub, code::vault(), &vault)?),
        (
            "auction-house",
            install(world, hub, code::auction_house(), &house)?,
        ),
        ("market", install(world, hub, code::market(), &market)?),
        ("courier", install(world, hub, code::courier(), &courier)?),
    ]);
    Ok(all)
}

/// Outposts: one untouched, one whose link is drained, one for which a replacement was announced.
fn outposts(world: &mut World) -> Result<BTreeMap<&'static str, Addr>> {
    let hub = world.hub;
    let coordinator = world.coordinator.to_string();
    let local = LinkSetup::Local { coordinator };
    let far = LinkSetup::Ibc {
        connection: CONNECTION.into(),
        counterparty_port: "wasm.somebody".into(),
    };
    let mut all = BTreeMap::new();
    for (name, link) in [("outpost", &local), (DRAINED, &local), (MOVING, &far)] {
        let msg = api::outpost::InstantiateMsg {
            owner: world.addr(HUB, OWNER)?.to_string(),
            guardian: world.addr(HUB, GUARDIAN)?.to_string(),
            hub_id: 1,
            chain: ChainNo(HUB),
            link: link.clone(),
            receive_gas: 5_000_000,
            timeout_secs: 600,
        };
        all.insert(name, install(world, hub, code::outpost(), &msg)?);
    }
    let drain = api::outpost::ExecuteMsg::DrainLink {};
    run(world, OWNER, &all[DRAINED], &drain, &[])?;
    let connection = CONNECTION.into();
    let replace = api::outpost::ExecuteMsg::ReplaceLink { connection };
    run(world, OWNER, &all[MOVING], &replace, &[])?;
    Ok(all)
}

/// An asset has a feed that anyone may have read.
pub fn feed(world: &mut World) -> Result<()> {
    let hub = world.hub;
    let feed = IbcContract::new(nothing, nothing, price);
    let feed = install(world, hub, feed, &Empty {})?;
    let source = FeedSource::Query {
        contract: feed.to_string(),
        adapter: AdapterKind::Standard { key: "atom".into() },
    };
    let asset = AssetId(ATOM);
    let oracle = world.oracle.clone();
    let add = api::oracle::ExecuteMsg::AddFeed { asset, source };
    run(world, OWNER, &oracle, &add, &[])
}

fn nothing(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn price(_: Deps, env: Env, _: StandardQuery) -> StdResult<Binary> {
    to_json_binary(&StandardAnswer {
        price: Decimal::percent(850),
        observed_at: env.block.time.seconds(),
    })
}

/// Everybody has some of every coin, contracts too: what was only sent must disturb nothing.
pub fn pockets(world: &mut World, sender: &Addr) -> Result<()> {
    let hub = world.hub;
    let labels = ["owner", "guardian", "user", "mallory", "feeder0", "heir"];
    let mut all: Vec<Addr> = labels.iter().map(|l| world.net.addr(hub, l)).collect();
    all.extend(super::contracts(world)?.into_values());
    for addr in all {
        let coins = ["uatom", "uusd", REBATE, STRAY].map(|denom| coin(POCKET, denom));
        world.net.mint(hub, &addr, &coins)?;
    }
    let voucher = world.route(HUB, EUR)?.denom;
    world.give_payment_coin(HUB, EUR, "poor", 1_000_000)?;
    let send = BankMsg::Send {
        to_address: sender.to_string(),
        amount: vec![coin(1_000_000, voucher)],
    };
    let poor = world.addr(HUB, "poor")?;
    world.net.tx_msgs(hub, &poor, vec![send.into()])?;
    Ok(())
}

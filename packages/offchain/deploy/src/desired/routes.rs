//! The way of the money: couriers at both ends, the pool at the start, who knows of them.

use seawall_interfaces as api;
use seawall_interfaces::courier::Role;
use seawall_wire::ids::RouteId;
use serde_json::json;

use super::site::insurance;
use super::{
    courier, entry, map_key, market, route_pool, smart, take, value, Desired, Directory, Read,
    AUCTION_HOUSE, OUTPOST,
};
use crate::error::{DeployError, DeployResult};
use crate::file::{DeploymentFile, RouteSpec};

pub(super) fn route(
    file: &DeploymentFile,
    directory: &Directory,
    route: &RouteSpec,
    all: &mut Desired,
) -> DeployResult<()> {
    let debt = file.debt(route.debt);
    let debt = debt.ok_or_else(|| DeployError::chain(&route.from, "no such debt"))?;
    let paid_in = file.payment_denom(route);
    let paid_in = paid_in.ok_or_else(|| DeployError::chain(&route.from, "no way to the debt"))?;
    let (name, to) = (courier(route.number), debt.chain.as_str());
    let receiver = directory.address(to, &name)?;
    let market_name = market(route.debt);
    let market = directory.address(to, &market_name)?;
    install(directory, to, route, &debt.denom, all);
    let role = Role::Receiver {
        market: market.clone(),
    };
    let msg = value(&api::courier::ExecuteMsg::SetRole { role });
    let read = (
        smart(json!({"config": {}})),
        take(&["/role/receiver/market"]),
    );
    all.once((to, &name, "role"), read, json!(market), msg);
    let number = RouteId(route.number);
    let msg = value(&api::market::ExecuteMsg::SetRoute {
        route: number,
        courier: receiver.clone(),
    });
    let key = map_key("routes", &route.number.to_be_bytes());
    let what = format!("route {number}");
    let read = (Read::Raw(key), take(&["/courier"]));
    all.once((to, &market_name, &what), read, json!(receiver), msg);
    if route.from != to {
        install(directory, &route.from, route, &paid_in, all);
        sender(file, route, (to, &receiver), all)?;
    }
    start(directory, route, &paid_in, all)
}

fn install(directory: &Directory, chain: &str, route: &RouteSpec, denom: &str, all: &mut Desired) {
    let init = api::courier::InstantiateMsg {
        owner: directory.deployer(chain),
        route: RouteId(route.number),
        denom: denom.into(),
    };
    let name = courier(route.number);
    all.instance(chain, &name, "courier", &init);
    let fixed = vec![("/route", json!(route.number)), ("/denom", json!(denom))];
    all.fixed(chain, &name, fixed);
}

fn sender(
    file: &DeploymentFile,
    route: &RouteSpec,
    (to, receiver): (&str, &str),
    all: &mut Desired,
) -> DeployResult<()> {
    let channel = file
        .transfer(&route.from, to)
        .map(|(here, _)| here.to_string());
    let channel = channel.ok_or_else(|| DeployError::chain(&route.from, "no transfer channel"))?;
    let name = courier(route.number);
    let expected = json!([channel, receiver, route.timeout_secs]);
    let role = Role::Sender {
        channel,
        receiver: receiver.into(),
        timeout_secs: route.timeout_secs,
        quota: route.quota.clone(),
    };
    let msg = value(&api::courier::ExecuteMsg::SetRole { role });
    let parts = [
        "/role/sender/channel",
        "/role/sender/receiver",
        "/role/sender/timeout_secs",
    ];
    let read = (smart(json!({"config": {}})), take(&parts));
    all.once((&route.from, &name, "role"), read, expected, msg);
    let msg = value(&api::courier::ExecuteMsg::SetQuota {
        quota: route.quota.clone(),
    });
    let read = (smart(json!({"config": {}})), take(&["/role/sender/quota"]));
    all.free((&route.from, &name, "quota"), read, json!(route.quota), msg);
    Ok(())
}

/// What the chain where a route starts knows of it.
fn start(
    directory: &Directory,
    route: &RouteSpec,
    paid_in: &str,
    all: &mut Desired,
) -> DeployResult<()> {
    let from = route.from.as_str();
    let (number, pool_name) = (RouteId(route.number), route_pool(route.number));
    let outpost = directory.address(from, OUTPOST)?;
    insurance(
        directory,
        (from, &pool_name),
        paid_in,
        &route.pool,
        vec![outpost],
        all,
    );
    let pool = directory.address(from, &pool_name)?;
    let courier = directory.address(from, &courier(route.number))?;
    let what = format!("route {number}");
    let msg = value(&api::auction_house::ExecuteMsg::SetRoute {
        route: number,
        denom: paid_in.into(),
        courier: courier.clone(),
        pool: Some(pool.clone()),
    });
    let pick = entry(
        "",
        "/route",
        json!(number),
        &["/denom", "/courier", "/pool"],
    );
    let read = (smart(json!({"routes": {}})), pick);
    all.free(
        (from, AUCTION_HOUSE, &what),
        read,
        json!([paid_in, courier, pool]),
        msg,
    );
    let msg = value(&api::outpost::ExecuteMsg::SetPool {
        route: number,
        pool: pool.clone(),
        courier,
    });
    let what = format!("pool of route {number}");
    let pick = entry("/pools", "/0", json!(number), &["/1"]);
    all.once(
        (from, OUTPOST, &what),
        (smart(json!({"config": {}})), pick),
        json!(pool),
        msg,
    );
    Ok(())
}

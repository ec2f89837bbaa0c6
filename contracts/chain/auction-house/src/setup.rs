//! What the owner may do. No message here moves money.

use cosmwasm_std::{DepsMut, MessageInfo, Response};
use seawall_interfaces::auction_house::InstantiateMsg;
use seawall_kit::instance::set_version;
use seawall_kit::{funds, OwnershipAction};
use seawall_wire::ids::RouteId;

use crate::error::{AuctionHouseError, AuctionHouseResult};
use crate::event::AuctionHouseEvent;
use crate::state::{
    routes, Config, Neighbours, Route, CONFIG, CONTRACT_NAME, CONTRACT_VERSION, MAX_ROUTES,
    NEIGHBOURS, OWNERSHIP, ROUTES,
};

/// Sets owner, clock and holding time.
pub fn instantiate(
    deps: DepsMut,
    info: &MessageInfo,
    msg: InstantiateMsg,
) -> AuctionHouseResult<Response> {
    funds::no_funds(info)?;
    if msg.block_seconds.is_zero() {
        return Err(AuctionHouseError::Setting {
            name: "block_seconds",
            expected: "above 0",
            actual: msg.block_seconds.to_string(),
        });
    }
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    let owner = deps.api.addr_validate(&msg.owner)?;
    OWNERSHIP.initialize(deps.storage, owner)?;
    let config = Config {
        block_seconds: msg.block_seconds,
        halt_slack_secs: msg.halt_slack_secs,
        fee_hold_secs: msg.fee_hold_secs,
    };
    CONFIG.save(deps.storage, &config)?;
    Ok(Response::new())
}

/// Owner, once: the contracts around.
pub fn set_neighbours(
    deps: DepsMut,
    info: &MessageInfo,
    vault: &str,
    outpost: &str,
) -> AuctionHouseResult<Response> {
    assert_owner(&deps, info)?;
    if NEIGHBOURS.may_load(deps.storage)?.is_some() {
        return Err(AuctionHouseError::NeighboursSet);
    }
    let neighbours = Neighbours {
        vault: deps.api.addr_validate(vault)?,
        outpost: deps.api.addr_validate(outpost)?,
    };
    NEIGHBOURS.save(deps.storage, &neighbours)?;
    let event = AuctionHouseEvent::NeighboursSet {
        vault: vault.into(),
        outpost: outpost.into(),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Owner: a new route, or another courier or pool of an old one.
pub fn set_route(
    deps: DepsMut,
    info: &MessageInfo,
    id: RouteId,
    denom: String,
    courier: &str,
    pool: Option<String>,
) -> AuctionHouseResult<Response> {
    assert_owner(&deps, info)?;
    match ROUTES.may_load(deps.storage, id.0)? {
        Some(old) if old.denom != denom => {
            return Err(AuctionHouseError::DenomFixed {
                route: id,
                expected: old.denom,
                actual: denom,
            });
        }
        Some(_) => {}
        None => check_new_route(&deps, &denom)?,
    }
    let pool = pool.map(|pool| deps.api.addr_validate(&pool)).transpose()?;
    let route = Route {
        denom,
        courier: deps.api.addr_validate(courier)?,
        pool,
    };
    ROUTES.save(deps.storage, id.0, &route)?;
    let event = AuctionHouseEvent::RouteSet {
        route: id,
        denom: route.denom,
        courier: route.courier.into(),
        pool: route.pool.map(Into::into),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn check_new_route(deps: &DepsMut, denom: &str) -> AuctionHouseResult<()> {
    if !(3..=128).contains(&denom.len()) {
        let actual = denom.len();
        return Err(AuctionHouseError::BadDenom { actual });
    }
    if routes(deps.storage)?.len() >= MAX_ROUTES {
        return Err(AuctionHouseError::TooManyRoutes { max: MAX_ROUTES });
    }
    Ok(())
}

/// Two-step ownership.
pub fn ownership(
    deps: DepsMut,
    info: &MessageInfo,
    action: OwnershipAction,
) -> AuctionHouseResult<Response> {
    funds::no_funds(info)?;
    let view = OWNERSHIP.update(deps.storage, deps.api, &info.sender, action)?;
    let event = AuctionHouseEvent::Ownership {
        owner: view.owner.to_string(),
        pending: view.pending.map(Into::into),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn assert_owner(deps: &DepsMut, info: &MessageInfo) -> AuctionHouseResult<()> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    Ok(funds::no_funds(info)?)
}

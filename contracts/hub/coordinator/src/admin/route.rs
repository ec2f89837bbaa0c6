//! Routes: the one way the money for a debt listing travels from a collateral chain. Only added,
//! never changed: lots under way rely on them.

use cosmwasm_std::{DepsMut, MessageInfo, Response};
use seawall_interfaces::coordinator::{RouteKind, RouteSetup};

use super::require;
use crate::error::{ContractError, ContractResult};
use crate::state::{CHAINS, LISTINGS, OWNERSHIP, ROUTES, ROUTE_OF};

/// Owner: adds a route.
pub fn set_route(deps: DepsMut, info: MessageInfo, setup: RouteSetup) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    if !CHAINS.has(deps.storage, setup.from.0) {
        return Err(ContractError::UnknownChain { chain: setup.from }.into());
    }
    let listing = setup.debt;
    let debt = LISTINGS.may_load(deps.storage, listing.0)?;
    let debt = debt.ok_or(ContractError::UnknownListing { listing })?;
    require(
        debt.debt.is_some(),
        "debt listing of a route",
        "one that may be owed",
        listing,
    )?;
    let expected = match (setup.kind, debt.chain == setup.from) {
        (RouteKind::Local, true) | (RouteKind::Direct, false) => None,
        (_, true) => Some("local: collateral and debt are on one chain"),
        (_, false) => Some("not local: collateral and debt are on two chains"),
    };
    if let Some(expected) = expected {
        return Err(ContractError::parameter(
            "kind of route",
            expected,
            format!("{:?}", setup.kind),
        ));
    }
    let taken = ROUTES.has(deps.storage, setup.route.0);
    require(!taken, "route", "a new number", setup.route)?;
    let key = (setup.from.0, setup.debt.0);
    let exists = ROUTE_OF.has(deps.storage, key);
    require(
        !exists,
        "route",
        "one per chain and debt listing",
        setup.route,
    )?;
    ROUTE_OF.save(deps.storage, key, &setup.route)?;
    ROUTES.save(deps.storage, setup.route.0, &setup)?;
    Ok(Response::new().add_attribute("route", setup.route.to_string()))
}

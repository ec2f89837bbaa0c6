//! What the owner decides: set-up, neighbours, terms. None of it moves money or undoes a process.

use cosmwasm_std::{Addr, Api, DepsMut, MessageInfo, Response, Storage};
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::outpost::{ExecuteMsg, InstantiateMsg, LinkSetup};
use seawall_kit::{instance, KitError, PauseConfig};
use seawall_link::{check_receive_gas, LinkConfig, Side};
use seawall_wire::ids::{ListingId, RouteId};

use crate::contract::{NAME, VERSION};
use crate::error::{ContractError, ContractResult};
use crate::event::OutpostEvent;
use crate::state::{
    Config, Cover, CONFIG, COVERS, LINKS, MARKETS, OWNERSHIP, PAUSES, PAUSE_SECS_MAX, STATE_VERSION,
};

/// Sets owner, guardian, terms and the link. A local link is usable at once, one over IBC when its
/// channel has been opened from this end.
pub fn instantiate(deps: DepsMut, msg: InstantiateMsg) -> ContractResult<Response> {
    check_receive_gas(msg.receive_gas)?;
    instance::set_version(deps.storage, NAME, VERSION)?;
    let owner = deps.api.addr_validate(&msg.owner)?;
    let pauses = PauseConfig {
        guardians: vec![deps.api.addr_validate(&msg.guardian)?],
        max_secs: PAUSE_SECS_MAX,
        rest_secs: PAUSE_SECS_MAX,
        grace_secs: 0,
    };
    OWNERSHIP.initialize(deps.storage, owner)?;
    PAUSES.set_config(deps.storage, pauses)?;
    if let LinkSetup::Local { coordinator } = &msg.link {
        deps.api.addr_validate(coordinator)?;
    }
    let link = LinkConfig {
        hub_id: msg.hub_id,
        setup: msg.link,
        side: Side::Opens,
        timeout_secs: msg.timeout_secs,
    };
    LINKS.set_up(deps.storage, msg.chain, link)?;
    let config = Config {
        state_version: STATE_VERSION,
        chain: msg.chain,
        vault: None,
        auction_house: None,
        receive_gas: msg.receive_gas,
        rebate: None,
    };
    CONFIG.save(deps.storage, &config)?;
    Ok(Response::new())
}

/// The owner's messages; ownership itself checks its own senders.
pub fn route(deps: DepsMut, info: &MessageInfo, msg: ExecuteMsg) -> ContractResult<Response> {
    let DepsMut { storage, api, .. } = deps;
    let what = match msg {
        ExecuteMsg::Ownership(action) => {
            OWNERSHIP.update(storage, api, &info.sender, action)?;
            "ownership"
        }
        other => {
            OWNERSHIP.assert_owner(storage, &info.sender)?;
            set(storage, api, other)?
        }
    };
    let event = OutpostEvent::ConfigChanged { what: what.into() };
    Ok(Response::new().add_event(event.record(storage)?))
}

fn set(storage: &mut dyn Storage, api: &dyn Api, msg: ExecuteMsg) -> ContractResult<&'static str> {
    match msg {
        ExecuteMsg::SetNeighbours {
            vault,
            auction_house,
        } => set_neighbours(
            storage,
            api.addr_validate(&vault)?,
            api.addr_validate(&auction_house)?,
        ),
        ExecuteMsg::SetMarket { listing, market } => {
            set_market(storage, listing, api.addr_validate(&market)?)
        }
        ExecuteMsg::SetPool {
            route,
            pool,
            courier,
        } => {
            let pool = api.addr_validate(&pool)?;
            let courier = api.addr_validate(&courier)?;
            set_pool(storage, route, Cover { pool, courier })
        }
        ExecuteMsg::SetTerms {
            timeout_secs,
            receive_gas,
            rebate,
        } => set_terms(storage, timeout_secs, receive_gas, rebate),
        _ => Err(KitError::unauthorized("a message of the owner", "another message").into()),
    }
}

fn set_neighbours(
    storage: &mut dyn Storage,
    vault: Addr,
    auction_house: Addr,
) -> ContractResult<&'static str> {
    let mut config = CONFIG.load(storage)?;
    if let Some(vault) = config.vault {
        return Err(already_set("vault", &vault));
    }
    config.vault = Some(vault);
    config.auction_house = Some(auction_house);
    CONFIG.save(storage, &config)?;
    Ok("neighbours")
}

fn set_market(
    storage: &mut dyn Storage,
    listing: ListingId,
    market: Addr,
) -> ContractResult<&'static str> {
    if let Some(market) = MARKETS.may_load(storage, listing.0)? {
        return Err(already_set(format!("market of listing {listing}"), &market));
    }
    MARKETS.save(storage, listing.0, &market)?;
    Ok("market")
}

/// Once per route: whoever could change the courier could redirect the pool's payouts.
fn set_pool(
    storage: &mut dyn Storage,
    route: RouteId,
    cover: Cover,
) -> ContractResult<&'static str> {
    if let Some(cover) = COVERS.may_load(storage, route.0)? {
        return Err(already_set(format!("pool of route {route}"), &cover.pool));
    }
    COVERS.save(storage, route.0, &cover)?;
    Ok("pool")
}

fn set_terms(
    storage: &mut dyn Storage,
    timeout_secs: u64,
    receive_gas: u64,
    rebate: Option<DenomAmount>,
) -> ContractResult<&'static str> {
    check_receive_gas(receive_gas)?;
    let mut config = CONFIG.load(storage)?;
    let mut link = LINKS.state(storage, config.chain)?.config;
    link.timeout_secs = timeout_secs;
    LINKS.set_up(storage, config.chain, link)?;
    config.receive_gas = receive_gas;
    config.rebate = rebate.filter(|rebate| !rebate.amount.is_zero());
    CONFIG.save(storage, &config)?;
    Ok("terms")
}

fn already_set(what: impl Into<String>, actual: &Addr) -> ContractError {
    ContractError::AlreadySet {
        what: what.into(),
        actual: actual.to_string(),
    }
}

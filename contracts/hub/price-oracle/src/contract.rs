//! Entry points: routing only.

#[cfg(not(feature = "library"))]
use cosmwasm_schema::to_json_binary;
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::oracle::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use seawall_kit::{funds, instance};

use crate::error::ContractResult;
use crate::state::{OWNERSHIP, TIME_LOCK};
use crate::{asset, change, feed, own, params, poke, query, submit};

const NAME: &str = "seawall-price-oracle";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Sets owner and time lock.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    funds::no_funds(&info)?;
    params::check_time_lock(&msg.time_lock)?;
    let owner = deps.api.addr_validate(&msg.owner)?;
    instance::set_version(deps.storage, NAME, VERSION)?;
    OWNERSHIP.initialize(deps.storage, owner)?;
    TIME_LOCK.set_config(deps.storage, msg.time_lock)?;
    Ok(Response::new())
}

/// Does what it is told by who may tell it. No message takes coins.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> ContractResult<Response> {
    funds::no_funds(&info)?;
    match msg {
        ExecuteMsg::Submit { prices } => submit::submit(deps, &env, &info, &prices),
        ExecuteMsg::Poke { asset, feed } => poke::poke(deps, &env, asset, feed),
        ExecuteMsg::AddAsset { asset, params } => asset::add(deps, &info, asset, params),
        ExecuteMsg::SetAsset { asset, params } => asset::set(deps, &env, &info, asset, params),
        ExecuteMsg::SetTimeLock { time_lock } => {
            change::set_time_lock(deps, &env, &info, time_lock)
        }
        ExecuteMsg::AddFeed { asset, source } => feed::add(deps, &env, &info, asset, source),
        ExecuteMsg::RemoveFeed { asset, feed } => feed::remove(deps, &info, asset, feed),
        ExecuteMsg::ApplyChange { id } => change::apply(deps, &env, id),
        ExecuteMsg::CancelChange { id } => change::cancel(deps, &info, id),
        ExecuteMsg::Ownership(action) => own::update(deps, &info, action),
    }
}

/// Answers.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    let (storage, now) = (deps.storage, env.block.time.seconds());
    let answer = match msg {
        QueryMsg::Prices { assets } => to_json_binary(&query::prices(storage, now, &assets)?),
        QueryMsg::Price { asset } => to_json_binary(&query::price(storage, now, asset)),
        QueryMsg::Feeds { asset } => to_json_binary(&query::feeds(storage, now, asset)?),
        QueryMsg::Config {} => to_json_binary(&query::config(storage)?),
        QueryMsg::Asset { asset } => to_json_binary(&query::asset(storage, asset)?),
        QueryMsg::Assets { start_after, limit } => {
            to_json_binary(&query::assets(storage, start_after, limit)?)
        }
        QueryMsg::Changes { start_after, limit } => {
            to_json_binary(&TIME_LOCK.page(storage, start_after, limit)?)
        }
    };
    Ok(answer?)
}

/// Lets only newer code of this contract in.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: MigrateMsg) -> ContractResult<Response> {
    instance::assert_newer(deps.storage, NAME, VERSION)?;
    Ok(Response::new())
}

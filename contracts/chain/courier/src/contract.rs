//! Entry points: routing only.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response};
use seawall_interfaces::courier::{ExecuteMsg, InstantiateMsg, QueryMsg};
use seawall_kit::instance::assert_newer;

use crate::error::CourierResult;
use crate::state::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::{collect, forward, query, setup};

/// Sets owner, route and coin.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> CourierResult<Response> {
    seawall_kit::funds::no_funds(&info)?;
    setup::instantiate(deps, msg)
}

/// Routes a message to its verb.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> CourierResult<Response> {
    match msg {
        ExecuteMsg::Forward {} => forward::forward(deps, &env, &info),
        ExecuteMsg::Collect {} => collect::collect(deps, &env, &info),
        ExecuteMsg::SetRole { role } => setup::set_role(deps, &info, role),
        ExecuteMsg::SetQuota { quota } => setup::set_quota(deps, &info, quota),
        ExecuteMsg::Ownership(action) => setup::ownership(deps, &info, action),
    }
}

/// Routes a question.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> CourierResult<Binary> {
    query::query(deps, &env, msg)
}

/// Lets newer code take over; role and counters stay.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> CourierResult<Response> {
    assert_newer(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}

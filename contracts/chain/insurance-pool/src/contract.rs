//! Entry points: routing only.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response};
use seawall_interfaces::insurance_pool::{ExecuteMsg, InstantiateMsg, QueryMsg};
use seawall_kit::instance::assert_newer;

use crate::error::PoolResult;
use crate::state::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::{hold, payers, payout, premium, query, setup, stake, unstake};

/// Sets owner, coin and terms.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> PoolResult<Response> {
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
) -> PoolResult<Response> {
    match msg {
        ExecuteMsg::Stake {} => stake::stake(deps, &info),
        ExecuteMsg::StartUnstake { shares } => unstake::start(deps, &env, &info, shares),
        ExecuteMsg::FinishUnstake {} => unstake::finish(deps, &env, &info),
        ExecuteMsg::CancelUnstake {} => unstake::cancel(deps, &info),
        ExecuteMsg::ClaimPremium {} => premium::claim(deps, &info),
        ExecuteMsg::Premium {} => premium::premium(deps, &info),
        ExecuteMsg::Payout {
            claim,
            liquidation,
            amount,
            receiver,
        } => payout::payout(deps, &info, claim, liquidation, amount, &receiver),
        ExecuteMsg::Hold {
            liquidation,
            amount,
            ends_at,
        } => hold::hold(deps, &env, &info, liquidation, amount, ends_at),
        ExecuteMsg::SetPayers { payers } => payers::set(deps, &env, &info, &payers),
        ExecuteMsg::ApplyChange { id } => payers::apply(deps, &env, &info, id),
        ExecuteMsg::Ownership(action) => setup::ownership(deps, &info, action),
    }
}

/// Routes a question.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> PoolResult<Binary> {
    query::query(deps, &env, msg)
}

/// Lets newer code take over; stakes, holds and waiting changes keep their records.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> PoolResult<Response> {
    assert_newer(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}

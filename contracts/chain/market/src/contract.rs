//! Entry points: routing only.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response};
use seawall_interfaces::market::{ExecuteMsg as Msg, InstantiateMsg, QueryMsg};
use seawall_kit::instance::assert_newer;

use crate::error::{MarketError, MarketResult};
use crate::state::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::{
    admin, claim, context, cover, exit, lend, loan, premium, provision, push, query, recover,
    repay, settle, surplus,
};

/// Reply to a payment that failed.
pub const REPLY_PUSH: u64 = 1;
/// Reply of the pool that was asked for a payout.
pub const REPLY_POOL: u64 = 2;
/// Reply to a report or hold that failed: nothing depends on it.
pub const REPLY_IGNORED: u64 = 3;
/// Gas that a neighbour may use for a call whose failure must not undo ours.
pub const NEIGHBOUR_GAS: u64 = 3_000_000;

/// Sets owner, guardian, listing, coin and terms.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> MarketResult<Response> {
    seawall_kit::funds::no_funds(&info)?;
    admin::instantiate(deps, &env, msg)
}

/// Routes a message to its verb.
#[cfg_attr(not(feature = "library"), entry_point)]
#[rustfmt::skip]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: Msg) -> MarketResult<Response> {
    if !matches!(msg, Msg::Lend {} | Msg::Repay { .. } | Msg::Arrive { .. } | Msg::Recover {}) {
        seawall_kit::funds::no_funds(&info)?;
    }
    let (env, info) = (&env, &info);
    match msg {
        Msg::Lend {} => lend::lend(deps, env, info),
        Msg::RequestExit { shares } => exit::request(deps, env, info, shares),
        Msg::FinishExit { exit } => exit::finish(deps, env, exit),
        Msg::ClaimRecovery {} => recover::claim(deps, env, info),
        Msg::Reserve { command, amount } => loan::reserve(deps, env, info, command, amount),
        Msg::FreeReserve { command } => loan::free_reserve(deps, env, info, command),
        Msg::Disburse { order, account, amount, shares_max, receiver, reserved } => {
            let loan = loan::Loan { order, account, amount, shares_max, receiver, reserved };
            loan::disburse(deps, env, info, loan)
        }
        Msg::Repay { account } => repay::repay(deps, env, info, account),
        Msg::Settle { account, route, lot, proceeds } => {
            settle::settle(deps, env, info, (account, route, lot), proceeds)
        }
        Msg::Arrive { route } => settle::arrive(deps, env, info, route),
        Msg::Credit { lot } => settle::credit(deps, env, lot),
        Msg::Provision { liquidation, amount, ends_at } => {
            provision::provision(deps, env, info, liquidation, amount, ends_at)
        }
        Msg::CoverDeficit { liquidation, account, keep } => {
            cover::cover(deps, env, info, (liquidation, account), keep)
        }
        Msg::ReleaseSurplus { order, account, receiver } => {
            surplus::release(deps, env, info, (order, account), &receiver)
        }
        Msg::Accrue {} => context::crank(deps, env),
        Msg::PayPremium {} => premium::pay(deps, env),
        Msg::Recover {} => recover::recover(deps, env, info),
        Msg::Claim { receiver } => claim::claim(deps, info, receiver),
        Msg::SetNeighbours { outpost, pool } => admin::set_neighbours(deps, info, &outpost, pool),
        Msg::SetRoute { route, courier } => admin::set_route(deps, info, route, &courier),
        Msg::SetTerms { terms } => admin::set_terms(deps, env, info, terms),
        Msg::ApplyTerms {} => admin::apply_terms(deps, env),
        Msg::Pause { seconds } => admin::pause(deps, env, info, seconds),
        Msg::Unpause {} => admin::unpause(deps, env, info),
        Msg::Ownership(action) => admin::ownership(deps, info, action),
    }
}

/// Routes an outcome of a sub-message.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, env: Env, msg: Reply) -> MarketResult<Response> {
    match msg.id {
        REPLY_PUSH => push::failed(deps, &msg.payload),
        REPLY_POOL => cover::pool_answered(deps, &env, msg),
        REPLY_IGNORED => Ok(Response::new()),
        id => Err(MarketError::UnknownReply { id }),
    }
}

/// Routes a question.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> MarketResult<Binary> {
    query::query(deps, &env, msg)
}

/// Lets newer code take over; open processes keep their records.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> MarketResult<Response> {
    assert_newer(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}

//! Stub neighbours: an outpost that only counts reports (or fails), a pool that pays what
//! it was told to, says what it was told to, or fails.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    coins, to_json_binary, BankMsg, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
    StdError, StdResult,
};
use cw_storage_plus::Item;
use seawall_interfaces::insurance_pool::ExecuteMsg as PoolMsg;
use seawall_money::DebtAmount;

use super::DENOM;

#[cw_serde]
pub struct PoolPlan {
    pub pays: u128,
    pub says: u128,
    pub fails: bool,
}

const PLAN: Item<PoolPlan> = Item::new("plan");
const SEEN: Item<Vec<Binary>> = Item::new("seen");
const FAILS: Item<bool> = Item::new("fails");

fn see(deps: &mut DepsMut, msg: Binary) -> StdResult<()> {
    let mut seen = SEEN.may_load(deps.storage)?.unwrap_or_default();
    seen.push(msg);
    SEEN.save(deps.storage, &seen)
}

pub fn stub_new(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

pub fn stub_seen(deps: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    to_json_binary(&SEEN.may_load(deps.storage)?.unwrap_or_default())
}

pub fn outpost_exec(
    mut deps: DepsMut,
    _: Env,
    _: MessageInfo,
    msg: seawall_interfaces::outpost::ExecuteMsg,
) -> StdResult<Response> {
    if FAILS.may_load(deps.storage)?.unwrap_or_default() {
        return Err(StdError::msg("outpost fails"));
    }
    see(&mut deps, to_json_binary(&msg)?)?;
    Ok(Response::new())
}

pub fn outpost_sudo(deps: DepsMut, _: Env, fails: bool) -> StdResult<Response> {
    FAILS.save(deps.storage, &fails)?;
    Ok(Response::new())
}

pub fn pool_exec(mut deps: DepsMut, _: Env, _: MessageInfo, msg: PoolMsg) -> StdResult<Response> {
    let plan = PLAN.may_load(deps.storage)?.unwrap_or(PoolPlan {
        pays: 0,
        says: 0,
        fails: false,
    });
    if plan.fails {
        return Err(StdError::msg("pool fails"));
    }
    see(&mut deps, to_json_binary(&msg)?)?;
    let mut response = Response::new();
    if let PoolMsg::Payout { receiver, .. } = msg {
        if plan.pays > 0 {
            response = response.add_message(BankMsg::Send {
                to_address: receiver,
                amount: coins(plan.pays, DENOM),
            });
        }
        response = response.set_data(to_json_binary(&DebtAmount::new(plan.says))?);
    }
    Ok(response)
}

pub fn pool_sudo(deps: DepsMut, _: Env, plan: PoolPlan) -> StdResult<Response> {
    PLAN.save(deps.storage, &plan)?;
    Ok(Response::new())
}

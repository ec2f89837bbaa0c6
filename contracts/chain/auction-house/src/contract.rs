//! Entry points: routing only.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response, SubMsgResult};
use seawall_interfaces::auction_house::{ExecuteMsg, InstantiateMsg, QueryMsg};
use seawall_kit::instance::assert_newer;

use crate::error::{AuctionHouseError, AuctionHouseResult};
use crate::state::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::take::Wish;
use crate::{claim, close, crank, fees, flash, open, query, setup, take};

/// Reply to a report that failed.
pub const REPLY_REPORT: u64 = 1;

/// Sets owner, clock and holding time.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> AuctionHouseResult<Response> {
    setup::instantiate(deps, &info, msg)
}

/// Routes a message to its verb.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> AuctionHouseResult<Response> {
    match msg {
        ExecuteMsg::Open {
            order,
            open,
            denoms,
        } => open::open(deps, &env, &info, order, open, denoms),
        ExecuteMsg::Take {
            lot,
            want,
            price_limit,
            receiver,
            callback,
        } => {
            let wish = Wish {
                lot,
                want,
                price_limit,
                receiver,
                callback,
            };
            take::take(deps, &env, &info, wish)
        }
        ExecuteMsg::Pay { lot } => flash::pay(deps, &info, lot),
        ExecuteMsg::SettleFlash { lot } => flash::settle_flash(deps, &env, &info, lot),
        ExecuteMsg::Close { lot } => close::close(deps, &env, &info, lot),
        ExecuteMsg::TakeFees {
            liquidation,
            route,
            amount,
        } => fees::take_fees(deps, &info, liquidation, route, amount),
        ExecuteMsg::ReleaseFees { liquidation, route } => {
            fees::release_fees(deps, &env, &info, liquidation, route)
        }
        ExecuteMsg::PayKeeper {
            liquidation,
            keeper,
        } => crank::pay_keeper(deps, &info, liquidation, &keeper),
        ExecuteMsg::Claim { denom, receiver } => claim::claim(deps, &info, &denom, receiver),
        ExecuteMsg::SetNeighbours { vault, outpost } => {
            setup::set_neighbours(deps, &info, &vault, &outpost)
        }
        ExecuteMsg::SetRoute {
            route,
            denom,
            courier,
            pool,
        } => setup::set_route(deps, &info, route, denom, &courier, pool),
        ExecuteMsg::Ownership(action) => setup::ownership(deps, &info, action),
    }
}

/// Routes an outcome of a sub-message.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, _env: Env, msg: Reply) -> AuctionHouseResult<Response> {
    match (msg.id, msg.result) {
        (REPLY_REPORT, SubMsgResult::Err(error)) => close::report_failed(deps, &msg.payload, error),
        (id, _) => Err(AuctionHouseError::UnknownReply { id }),
    }
}

/// Routes a question.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> AuctionHouseResult<Binary> {
    query::query(deps, &env, msg)
}

/// Lets newer code take over; open lots keep their records.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> AuctionHouseResult<Response> {
    assert_newer(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}

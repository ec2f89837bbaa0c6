//! Entry points: routing only.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response};
use seawall_interfaces::vault::{ExecuteMsg, InstantiateMsg, QueryMsg};
use seawall_kit::instance::assert_newer;

use crate::error::{VaultError, VaultResult};
use crate::state::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::{claim, deposit, give_back, query, release, resolve, seize, setup};

/// Reply to the payment of a release that failed.
pub const REPLY_PAYMENT: u64 = 1;
/// Reply to the auction house that opened lots.
pub const REPLY_OPENED: u64 = 2;

/// Sets owner and guardian.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> VaultResult<Response> {
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
) -> VaultResult<Response> {
    match msg {
        ExecuteMsg::Deposit { account } => deposit::deposit(deps, &env, &info, account),
        ExecuteMsg::ResolveDeposit { deposit, admitted } => {
            resolve::resolve(deps, &info, deposit, admitted)
        }
        ExecuteMsg::Release {
            order,
            account,
            listing,
            amount,
            receiver,
        } => {
            let release = release::Release {
                order,
                account,
                listing,
                amount,
                receiver,
            };
            release::release(deps, &info, release)
        }
        ExecuteMsg::Seize { order, open } => seize::seize(deps, &info, order, open),
        ExecuteMsg::Return {
            liquidation,
            account,
            listing,
        } => give_back::give_back(deps, &info, liquidation, account, listing),
        ExecuteMsg::Claim { denom, receiver } => claim::claim(deps, &info, &denom, receiver),
        ExecuteMsg::SetNeighbours {
            outpost,
            auction_house,
        } => setup::set_neighbours(deps, &info, &outpost, &auction_house),
        ExecuteMsg::SetListing {
            listing,
            denom,
            min_deposit,
        } => setup::set_listing(deps, &info, listing, denom, min_deposit),
        ExecuteMsg::Pause { seconds } => setup::pause(deps, &env, &info, seconds),
        ExecuteMsg::Unpause {} => setup::unpause(deps, &env, &info),
        ExecuteMsg::Ownership(action) => setup::ownership(deps, &info, action),
    }
}

/// Routes an outcome of a sub-message.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, _env: Env, msg: Reply) -> VaultResult<Response> {
    match msg.id {
        REPLY_PAYMENT => release::payment_failed(deps, &msg.payload),
        REPLY_OPENED => seize::opened(deps, msg),
        id => Err(VaultError::UnknownReply { id }),
    }
}

/// Routes a question.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> VaultResult<Binary> {
    query::query(deps, &env, msg)
}

/// Lets newer code take over; open deposits and orders keep their records.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> VaultResult<Response> {
    assert_newer(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}

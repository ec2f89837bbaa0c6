//! Neighbours that do no more than the vault sees of them.

use cosmwasm_std::{
    to_json_binary, Addr, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError,
    StdResult,
};
use cw_multi_test::{ContractWrapper, Executor};
use cw_storage_plus::Item;
use seawall_interfaces::{auction_house, outpost};
use seawall_wire::ids::OrderId;
use seawall_wire::OrderAck;

use super::Chain;

/// What the auction house was asked last: order, coins, denoms of the lots.
pub type Opened = (OrderId, Vec<cosmwasm_std::Coin>, Vec<String>);

/// The outpost cannot send commands for this account: its channel is closed, say.
pub const UNSENDABLE: u64 = 404;
/// The auction house refuses this order.
pub const UNOPENABLE: u64 = 666;

const SUBMITTED: Item<Vec<u64>> = Item::new("submitted");
const OPENED: Item<Opened> = Item::new("opened");

fn start(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn submit(deps: DepsMut, _: Env, _: MessageInfo, msg: outpost::ExecuteMsg) -> StdResult<Response> {
    let outpost::ExecuteMsg::SubmitDeposit {
        deposit, account, ..
    } = msg
    else {
        return Err(StdError::msg("not a deposit"));
    };
    if account.0 == UNSENDABLE {
        return Err(StdError::msg("no active link"));
    }
    let mut all = SUBMITTED.may_load(deps.storage)?.unwrap_or_default();
    all.push(deposit);
    SUBMITTED.save(deps.storage, &all)?;
    Ok(Response::new())
}

fn submitted(deps: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    to_json_binary(&SUBMITTED.may_load(deps.storage)?.unwrap_or_default())
}

fn open(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: auction_house::ExecuteMsg,
) -> StdResult<Response> {
    let auction_house::ExecuteMsg::Open { order, denoms, .. } = msg else {
        return Err(StdError::msg("not an opening"));
    };
    if order.0 == UNOPENABLE {
        return Err(StdError::msg("prices are too old"));
    }
    OPENED.save(deps.storage, &(order, info.funds, denoms))?;
    let answer = OrderAck::LotsOpened {
        opened_at: env.block.time.seconds(),
        opened_height: env.block.height,
    };
    Ok(Response::new().set_data(to_json_binary(&answer)?))
}

fn opened(deps: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    to_json_binary(&OPENED.may_load(deps.storage)?)
}

pub fn outpost(app: &mut Chain, owner: &Addr) -> Addr {
    let code = app.store_code(Box::new(ContractWrapper::new(submit, start, submitted)));
    app.instantiate_contract(code, owner.clone(), &Empty {}, &[], "outpost", None)
        .unwrap()
}

pub fn auction_house(app: &mut Chain, owner: &Addr) -> Addr {
    let code = app.store_code(Box::new(ContractWrapper::new(open, start, opened)));
    app.instantiate_contract(code, owner.clone(), &Empty {}, &[], "auction", None)
        .unwrap()
}

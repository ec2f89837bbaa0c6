//! Tiny neighbours: a recorder for vault, outpost and pool, a buyer that does what its callback
//! says, and an exchange with one price.

use std::fmt::Display;

use cosmwasm_schema::cw_serde;
use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::{
    coins, from_json, BankMsg, Binary, Coin, CosmosMsg, Deps, DepsMut, Empty, Env, MessageInfo,
    Response, StdError, StdResult, Storage, Uint128, Uint256, WasmMsg,
};
use cw_multi_test::{Contract, ContractWrapper};
use cw_storage_plus::Item;
use seawall_interfaces::auction_house::{BuyerMsg, ExecuteMsg};
use seawall_wire::ids::LotId;

/// Messages that came with their coins, as debug text.
pub const CALLS: Item<Vec<(String, Vec<Coin>)>> = Item::new("calls");
/// Set: every call fails.
pub const BROKEN: Item<bool> = Item::new("broken");

/// A neighbour that takes messages of one kind, remembers them and answers nothing.
pub fn recorder<M>() -> Box<dyn Contract<Empty>>
where
    M: DeserializeOwned + std::fmt::Debug + 'static,
{
    Box::new(ContractWrapper::new(
        |deps: DepsMut, _: Env, info: MessageInfo, msg: M| -> StdResult<Response> {
            if BROKEN.may_load(deps.storage)?.unwrap_or_default() {
                return Err(StdError::msg("this neighbour is broken"));
            }
            let mut calls = calls(deps.storage);
            calls.push((format!("{msg:?}"), info.funds));
            CALLS.save(deps.storage, &calls)?;
            Ok(Response::new())
        },
        nothing,
        no_query,
    ))
}

/// What a recorder has seen.
pub fn calls(storage: &dyn Storage) -> Vec<(String, Vec<Coin>)> {
    CALLS.may_load(storage).unwrap().unwrap_or_default()
}

fn nothing(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn no_query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("no query"))
}

/// What a buyer does in its callback.
#[cw_serde]
pub enum Step {
    /// Sells all the collateral it was given.
    Swap { exchange: String },
    /// Pays this much for the lot.
    Pay(Uint128),
    /// Pays what is due.
    PayDue,
    /// Sends the auction house a message.
    Send(ExecuteMsg, Vec<Coin>),
    /// Fails.
    Fail,
}

/// A buyer without will of its own.
pub fn buyer() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(called_back, nothing, no_query))
}

fn called_back(_: DepsMut, _: Env, info: MessageInfo, msg: BuyerMsg) -> StdResult<Response> {
    let BuyerMsg::SeawallTake {
        lot,
        collateral,
        collateral_denom,
        payment,
        payment_denom,
        msg,
    } = msg;
    let pay = |units: u128| -> StdResult<CosmosMsg> {
        let coins = coins(units, &payment_denom);
        call(&info.sender, &pay_for(lot), coins)
    };
    let mut response = Response::new();
    for step in from_json::<Vec<Step>>(msg)? {
        response = response.add_message(match step {
            Step::Swap { exchange } => {
                let coins = vec![collateral.coin(&collateral_denom)];
                call(exchange, &Empty {}, coins)?
            }
            Step::Pay(units) => pay(units.u128())?,
            Step::PayDue => pay(payment.u128())?,
            Step::Send(msg, coins) => call(&info.sender, &msg, coins)?,
            Step::Fail => return Err(StdError::msg("the buyer gave up")),
        });
    }
    Ok(response)
}

fn pay_for(lot: LotId) -> ExecuteMsg {
    ExecuteMsg::Pay { lot }
}

fn call(
    to: impl Display,
    msg: &impl cosmwasm_schema::serde::Serialize,
    funds: Vec<Coin>,
) -> StdResult<CosmosMsg> {
    Ok(WasmMsg::Execute {
        contract_addr: to.to_string(),
        msg: cosmwasm_std::to_json_binary(msg)?,
        funds,
    }
    .into())
}

/// Gives three coins of `uusdc` for one of anything.
pub fn exchange() -> Box<dyn Contract<Empty>> {
    let swap = |_: DepsMut, _: Env, info: MessageInfo, _: Empty| -> StdResult<Response> {
        let given = info.funds[0].amount * Uint256::from(3u128);
        Ok(Response::new().add_message(BankMsg::Send {
            to_address: info.sender.to_string(),
            amount: vec![Coin::new(given, "uusdc")],
        }))
    };
    Box::new(ContractWrapper::new(swap, nothing, no_query))
}

//! Calls of neighbour contracts.
//!
//! A call whose failure must not undo the caller (inside packet handlers, or one receiver among
//! many, INV-11) goes out by [`guarded`]: with a gas limit, and with a reply that learns of the
//! failure.

use cosmwasm_schema::{cw_serde, from_json, to_json_binary, to_json_vec, FromJson, ToJson};
use cosmwasm_std::{
    Binary, Coin, ContractResult, CosmosMsg, Querier, StdError, StdResult, SubMsg, SystemResult,
    WasmMsg,
};

/// A call of `contract` with `msg` as JSON and `funds`.
pub fn wasm_exec(
    contract: impl Into<String>,
    msg: &impl ToJson,
    funds: Vec<Coin>,
) -> StdResult<WasmMsg> {
    Ok(WasmMsg::Execute {
        contract_addr: contract.into(),
        msg: to_json_binary(msg)?,
        funds,
    })
}

/// The one kind of `cosmwasm_std::QueryRequest` that contracts here make.
#[cw_serde]
enum Request {
    Wasm(Smart),
}

#[cw_serde]
enum Smart {
    Smart { contract_addr: String, msg: Binary },
}

/// What another contract answers to a question; as `query_wasm_smart`, with less code.
pub fn ask<T: FromJson>(
    querier: &dyn Querier,
    contract: impl Into<String>,
    question: &impl ToJson,
) -> StdResult<T> {
    let msg = to_json_binary(question)?;
    from_json(answer(querier, contract.into(), msg)?)
}

fn answer(querier: &dyn Querier, contract_addr: String, msg: Binary) -> StdResult<Binary> {
    let request = Request::Wasm(Smart::Smart { contract_addr, msg });
    match querier.raw_query(&to_json_vec(&request)?) {
        SystemResult::Ok(ContractResult::Ok(answer)) => Ok(answer),
        SystemResult::Ok(ContractResult::Err(error)) => {
            Err(StdError::msg(format!("Querier contract error: {error}")))
        }
        SystemResult::Err(error) => Err(StdError::msg(format!("Querier system error: {error}"))),
    }
}

/// A sub-message that can neither undo its caller nor use up its gas; the reply comes in every
/// case.
pub fn guarded(msg: impl Into<CosmosMsg>, reply_id: u64, gas_limit: u64) -> SubMsg {
    SubMsg::reply_always(msg, reply_id).with_gas_limit(gas_limit)
}

/// As [`guarded`], but the reply comes only when the call failed.
pub fn guarded_on_error(msg: impl Into<CosmosMsg>, reply_id: u64, gas_limit: u64) -> SubMsg {
    SubMsg::reply_on_error(msg, reply_id).with_gas_limit(gas_limit)
}

/// `sub` with what the reply needs to know, as JSON. No storage is used for it.
pub fn with_context(sub: SubMsg, context: &impl ToJson) -> StdResult<SubMsg> {
    let payload: Binary = to_json_binary(context)?;
    Ok(sub.with_payload(payload))
}

//! Calls of neighbour contracts.
//!
//! A call whose failure must not undo the caller (inside packet handlers, or one receiver among
//! many, INV-11) goes out by [`guarded`]: with a gas limit, and with a reply that learns of the
//! failure.

use cosmwasm_std::{to_json_binary, Binary, Coin, CosmosMsg, StdResult, SubMsg, WasmMsg};
use serde::Serialize;

/// A call of `contract` with `msg` as JSON and `funds`.
pub fn wasm_exec(
    contract: impl Into<String>,
    msg: &impl Serialize,
    funds: Vec<Coin>,
) -> StdResult<WasmMsg> {
    Ok(WasmMsg::Execute {
        contract_addr: contract.into(),
        msg: to_json_binary(msg)?,
        funds,
    })
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
pub fn with_context(sub: SubMsg, context: &impl Serialize) -> StdResult<SubMsg> {
    let payload: Binary = to_json_binary(context)?;
    Ok(sub.with_payload(payload))
}

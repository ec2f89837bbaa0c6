//! One stub for all neighbours and for the hub: it remembers what it is told, and answers or fails
//! as planned.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response, StdError,
    StdResult, SubMsg, SubMsgResult,
};
use cw_multi_test::{Contract, ContractWrapper};
use cw_storage_plus::{Item, Map};
use seawall_interfaces::outpost;
use seawall_kit::call::wasm_exec;
use seawall_link::execute_data;
use serde_json::Value;

/// What to do from now on with one kind of message.
#[cw_serde]
pub enum Plan {
    Answer { kind: String, data: Binary },
    Fail { kind: String, text: String },
    Behave { kind: String },
}

const ANSWERS: Map<&str, Binary> = Map::new("answers");
const FAILS: Map<&str, String> = Map::new("fails");
const SEEN: Item<Vec<Value>> = Item::new("seen");
const ACKS: Item<Vec<Binary>> = Item::new("acks");

fn kind(msg: &Value) -> String {
    msg.as_object().unwrap().keys().next().unwrap().clone()
}

pub fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

pub fn execute(deps: DepsMut, _: Env, _: MessageInfo, msg: Value) -> StdResult<Response> {
    let kind = kind(&msg);
    if kind == "push" {
        return push(&msg["push"]);
    }
    if let Some(text) = FAILS.may_load(deps.storage, &kind)? {
        return Err(StdError::msg(text));
    }
    let mut seen = SEEN.may_load(deps.storage)?.unwrap_or_default();
    seen.push(msg);
    SEEN.save(deps.storage, &seen)?;
    let mut response = Response::new();
    if let Some(data) = ANSWERS.may_load(deps.storage, &kind)? {
        response = response.set_data(data);
    }
    Ok(response)
}

/// As the hub: a packet over the local link.
fn push(msg: &Value) -> StdResult<Response> {
    let packet = outpost::ExecuteMsg::LocalPacket {
        sequence: msg["sequence"].as_u64().unwrap(),
        data: Binary::from_base64(msg["data"].as_str().unwrap())?,
    };
    let to = msg["outpost"].as_str().unwrap();
    let sub = SubMsg::reply_always(wasm_exec(to, &packet, vec![])?, 1);
    Ok(Response::new().add_submessage(sub))
}

pub fn reply(deps: DepsMut, _: Env, reply: Reply) -> StdResult<Response> {
    let ack = match reply.result {
        SubMsgResult::Ok(response) => execute_data(&response).unwrap_or_default(),
        SubMsgResult::Err(text) => text.into_bytes().into(),
    };
    let mut acks = ACKS.may_load(deps.storage)?.unwrap_or_default();
    acks.push(ack);
    ACKS.save(deps.storage, &acks)?;
    Ok(Response::new())
}

pub fn sudo(deps: DepsMut, _: Env, plan: Plan) -> StdResult<Response> {
    match plan {
        Plan::Answer { kind, data } => ANSWERS.save(deps.storage, &kind, &data)?,
        Plan::Fail { kind, text } => FAILS.save(deps.storage, &kind, &text)?,
        Plan::Behave { kind } => FAILS.remove(deps.storage, &kind),
    }
    Ok(Response::new())
}

pub fn query(deps: Deps, _: Env, msg: Value) -> StdResult<Binary> {
    match kind(&msg).as_str() {
        "seen" => to_json_binary(&SEEN.may_load(deps.storage)?.unwrap_or_default()),
        "acks" => to_json_binary(&ACKS.may_load(deps.storage)?.unwrap_or_default()),
        other => ANSWERS.load(deps.storage, other),
    }
}

pub fn stub() -> Box<dyn Contract<Empty>> {
    let code = ContractWrapper::new(execute, instantiate, query);
    Box::new(code.with_reply(reply).with_sudo(sudo))
}

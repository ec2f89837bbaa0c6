//! Telling the hub which wire versions are accepted here.

use cosmwasm_std::{DepsMut, Env, Response};
use seawall_wire::{ToHub, WireRange};

use crate::command::send;
use crate::error::ContractResult;
use crate::state::Sending;

/// Anyone.
pub fn say(deps: DepsMut, env: &Env) -> ContractResult<Response> {
    let body = ToHub::Hello(WireRange::OURS);
    let (sub, event) = send(deps.storage, env, 0, Sending::Hello {}, body)?;
    Ok(Response::new().add_submessage(sub).add_event(event))
}

//! The pause of new commands. Orders, reports, outcomes, retries and claims know none (INV-10).

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use crate::error::ContractResult;
use crate::event::OutpostEvent;
use crate::state::{Scope, OWNERSHIP, PAUSES};

/// Guardian or owner: no new commands for so many seconds.
pub fn pause(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    seconds: u64,
) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let status = if OWNERSHIP.is_owner(deps.storage, &info.sender)? {
        PAUSES.pause_as_owner(deps.storage, now, &info.sender, Scope::Commands, seconds)?
    } else {
        PAUSES.pause_as_guardian(deps.storage, now, &info.sender, Scope::Commands, seconds)?
    };
    let until = status.until;
    let event = OutpostEvent::Paused { until }.record(deps.storage)?;
    Ok(Response::new().add_event(event))
}

/// Owner: new commands from now on.
pub fn unpause(deps: DepsMut, env: &Env, info: &MessageInfo) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    let now = env.block.time.seconds();
    let until = PAUSES.unpause(deps.storage, now, Scope::Commands)?.until;
    let event = OutpostEvent::Paused { until }.record(deps.storage)?;
    Ok(Response::new().add_event(event))
}

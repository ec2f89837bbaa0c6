//! Trying again what a neighbour failed to do.

use cosmwasm_std::{DepsMut, Response};
use seawall_wire::ids::CommandId;

use crate::error::{ContractError, ContractResult};
use crate::neighbour::plain_call;
use crate::state::FAILED;

/// Anyone. If the neighbour fails again, so does this, and the record stays.
pub fn retry(deps: DepsMut, command: CommandId) -> ContractResult<Response> {
    let failed = FAILED.may_load(deps.storage, command.0)?;
    let failed = failed.ok_or(ContractError::NothingToRetry { command: command.0 })?;
    FAILED.remove(deps.storage, command.0);
    let sub = plain_call(deps.storage, command, failed.call)?;
    Ok(Response::new().add_submessage(sub))
}

//! `Ownership`: in two steps.

use cosmwasm_std::{DepsMut, MessageInfo, Response};
use seawall_interfaces::oracle_events::OracleEvent;
use seawall_kit::OwnershipAction;

use crate::error::ContractResult;
use crate::events;
use crate::state::OWNERSHIP;

/// Owner proposes or cancels; the proposed owner accepts.
pub fn update(
    deps: DepsMut,
    info: &MessageInfo,
    action: OwnershipAction,
) -> ContractResult<Response> {
    let view = OWNERSHIP.update(deps.storage, deps.api, &info.sender, action)?;
    let event = OracleEvent::OwnershipChanged(view);
    Ok(events::respond(deps.storage, &event)?)
}
